-- Merging, side conversations, pinned summaries.

-- A signpost: where its messages are now.
ALTER TABLE conversation ADD COLUMN merged_into BLOB;
-- Holds messages of different customers, by a merge: answers are kept apart.
ALTER TABLE conversation ADD COLUMN mixed INTEGER NOT NULL DEFAULT 0;
-- A side conversation: beside which conversation, and whose turn it is.
ALTER TABLE conversation ADD COLUMN parent BLOB;
ALTER TABLE conversation ADD COLUMN side_state TEXT;
-- What its side conversations come to: `answered`, `waiting`, or null.
ALTER TABLE conversation ADD COLUMN sides TEXT;
CREATE INDEX conversation_merged_into ON conversation (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX conversation_parent ON conversation (parent) WHERE parent IS NOT NULL;

CREATE TABLE conversation_merge (
  id BLOB PRIMARY KEY,
  merged BLOB NOT NULL REFERENCES conversation(id) ON DELETE CASCADE,
  survivor BLOB NOT NULL,
  at INTEGER NOT NULL,
  agent BLOB,
  -- How both stood before, and the survivor afterwards: taking it back restores exactly that.
  merged_before TEXT NOT NULL,
  survivor_before TEXT NOT NULL,
  survivor_after TEXT NOT NULL,
  survivor_mixed INTEGER NOT NULL,
  -- Tags, followers and participants that the survivor did not have.
  brought TEXT NOT NULL,
  undone_at INTEGER
) STRICT;
CREATE INDEX conversation_merge_merged ON conversation_merge (merged, at);
CREATE INDEX conversation_merge_survivor ON conversation_merge (survivor, at);
CREATE TABLE merged_message (
  merge_ BLOB NOT NULL REFERENCES conversation_merge(id) ON DELETE CASCADE,
  message BLOB NOT NULL REFERENCES message(id) ON DELETE CASCADE,
  PRIMARY KEY (merge_, message)
) STRICT;
CREATE INDEX merged_message_message ON merged_message (message);

-- "What we know, agreed, open": every version; the newest is shown.
CREATE TABLE pinned_summary (
  conversation BLOB NOT NULL REFERENCES conversation(id) ON DELETE CASCADE,
  version INTEGER NOT NULL,
  known TEXT NOT NULL,
  agreed TEXT NOT NULL,
  still_open TEXT NOT NULL,
  agent BLOB,
  at INTEGER NOT NULL,
  PRIMARY KEY (conversation, version)
) STRICT;
