-- What does not work: told at every door while it lasts.
CREATE TABLE outage (
  id BLOB PRIMARY KEY,
  -- `domain::outage::Content` as JSON.
  content TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  started_by BLOB NOT NULL,
  ended_at INTEGER,
  ended_by BLOB,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX outage_active ON outage (started_at) WHERE ended_at IS NULL;
CREATE INDEX outage_started ON outage (started_at, id);
-- The conversations that are about it.
CREATE TABLE outage_conversation (
  outage BLOB NOT NULL REFERENCES outage(id) ON DELETE CASCADE,
  conversation BLOB NOT NULL REFERENCES conversation(id) ON DELETE CASCADE,
  linked_at INTEGER NOT NULL,
  -- Who linked it; null: it came in while the outage lasted.
  linked_by BLOB,
  -- An agent said that it is about something else.
  left_out INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (outage, conversation)
) STRICT;
CREATE INDEX outage_of_conversation ON outage_conversation (conversation);
-- What is told all of them.
CREATE TABLE outage_update (
  id BLOB PRIMARY KEY,
  outage BLOB NOT NULL REFERENCES outage(id) ON DELETE CASCADE,
  html TEXT NOT NULL,
  -- keep_open or resolve.
  after_ TEXT NOT NULL,
  written_by BLOB NOT NULL,
  written_at INTEGER NOT NULL,
  -- Not before this.
  due_at INTEGER NOT NULL,
  -- going, done or stopped.
  state TEXT NOT NULL
) STRICT;
CREATE INDEX outage_update_of ON outage_update (outage, written_at);
CREATE INDEX outage_update_going ON outage_update (due_at) WHERE state = 'going';
CREATE TABLE outage_told (
  update_ BLOB NOT NULL REFERENCES outage_update(id) ON DELETE CASCADE,
  conversation BLOB NOT NULL REFERENCES conversation(id) ON DELETE CASCADE,
  -- waiting, told or passed.
  state TEXT NOT NULL,
  -- `domain::outage::Passed` in a word.
  why TEXT,
  PRIMARY KEY (update_, conversation)
) STRICT;
CREATE INDEX outage_told_waiting ON outage_told (update_, conversation) WHERE state = 'waiting';
CREATE INDEX outage_told_of ON outage_told (conversation);
