-- Merging, side conversations, pinned summaries.

-- A signpost: where its messages are now.
ALTER TABLE conversation ADD COLUMN merged_into uuid;
-- Holds messages of different customers, by a merge: answers are kept apart.
ALTER TABLE conversation ADD COLUMN mixed bigint NOT NULL DEFAULT 0;
-- A side conversation: beside which conversation, and whose turn it is.
ALTER TABLE conversation ADD COLUMN parent uuid;
ALTER TABLE conversation ADD COLUMN side_state text;
-- What its side conversations come to: `answered`, `waiting`, or null.
ALTER TABLE conversation ADD COLUMN sides text;
CREATE INDEX conversation_merged_into ON conversation (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX conversation_parent ON conversation (parent) WHERE parent IS NOT NULL;

CREATE TABLE conversation_merge (
  id uuid PRIMARY KEY,
  merged uuid NOT NULL REFERENCES conversation(id) ON DELETE CASCADE,
  survivor uuid NOT NULL,
  at bigint NOT NULL,
  agent uuid,
  -- How both stood before, and the survivor afterwards: taking it back restores exactly that.
  merged_before text NOT NULL,
  survivor_before text NOT NULL,
  survivor_after text NOT NULL,
  survivor_mixed bigint NOT NULL,
  -- Tags, followers and participants that the survivor did not have.
  brought text NOT NULL,
  undone_at bigint
);
CREATE INDEX conversation_merge_merged ON conversation_merge (merged, at);
CREATE INDEX conversation_merge_survivor ON conversation_merge (survivor, at);
CREATE TABLE merged_message (
  merge_ uuid NOT NULL REFERENCES conversation_merge(id) ON DELETE CASCADE,
  message uuid NOT NULL REFERENCES message(id) ON DELETE CASCADE,
  PRIMARY KEY (merge_, message)
);
CREATE INDEX merged_message_message ON merged_message (message);

-- "What we know, agreed, open": every version; the newest is shown.
CREATE TABLE pinned_summary (
  conversation uuid NOT NULL REFERENCES conversation(id) ON DELETE CASCADE,
  version bigint NOT NULL,
  known text NOT NULL,
  agreed text NOT NULL,
  still_open text NOT NULL,
  agent uuid,
  at bigint NOT NULL,
  PRIMARY KEY (conversation, version)
);
