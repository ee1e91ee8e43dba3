-- Whose a topic is, and what it is for.
ALTER TABLE topic ADD COLUMN owner UUID;
ALTER TABLE topic ADD COLUMN description TEXT NOT NULL DEFAULT '';
-- Why people write about a topic: the root cause, who looks after it, where the product's own list has it.
CREATE TABLE cause (
  id UUID PRIMARY KEY,
  topic UUID NOT NULL REFERENCES topic(id),
  name TEXT NOT NULL,
  description TEXT NOT NULL DEFAULT '',
  owner UUID,
  link TEXT NOT NULL DEFAULT '',
  -- open or mended.
  state TEXT NOT NULL,
  -- Since when it does not happen any more.
  mended_at BIGINT,
  archived BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL,
  version BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX cause_topic ON cause (topic);
ALTER TABLE conversation ADD COLUMN cause UUID;
CREATE INDEX conversation_cause ON conversation (cause) WHERE cause IS NOT NULL;
