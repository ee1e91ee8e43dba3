-- Whose a topic is, and what it is for.
ALTER TABLE topic ADD COLUMN owner BLOB;
ALTER TABLE topic ADD COLUMN description TEXT NOT NULL DEFAULT '';
-- Why people write about a topic: the root cause, who looks after it, where the product's own list has it.
CREATE TABLE cause (
  id BLOB PRIMARY KEY,
  topic BLOB NOT NULL REFERENCES topic(id),
  name TEXT NOT NULL,
  description TEXT NOT NULL DEFAULT '',
  owner BLOB,
  link TEXT NOT NULL DEFAULT '',
  -- open or mended.
  state TEXT NOT NULL,
  -- Since when it does not happen any more.
  mended_at INTEGER,
  archived INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX cause_topic ON cause (topic);
ALTER TABLE conversation ADD COLUMN cause BLOB;
CREATE INDEX conversation_cause ON conversation (cause) WHERE cause IS NOT NULL;
