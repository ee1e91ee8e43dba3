-- Figures: what reports count, as it follows from the events of the feed. Rows are made again from the first event on when
-- `figure_place` is empty.
CREATE TABLE figure_conversation (
  arrived_at INTEGER NOT NULL,
  conversation BLOB NOT NULL,
  channel BLOB NOT NULL,
  team BLOB,
  assignee BLOB,
  topic BLOB,
  -- 0 low, 1 normal, 2 high, 3 urgent.
  urgency INTEGER NOT NULL,
  -- 0 open, 1 waiting, 2 snoozed, 3 resolved, 4 spam.
  status INTEGER NOT NULL,
  ours INTEGER NOT NULL,
  asks INTEGER NOT NULL,
  waiting_since INTEGER,
  first_reply_at INTEGER,
  resolved_at INTEGER,
  reopened INTEGER NOT NULL,
  left_at INTEGER,
  deleted_at INTEGER,
  last_customer_at INTEGER,
  last_reply_at INTEGER,
  PRIMARY KEY (arrived_at, conversation)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX figure_conversation_id ON figure_conversation (conversation);
CREATE INDEX figure_conversation_left ON figure_conversation (left_at);
CREATE TABLE figure_spell (
  -- 1 a customer waits for an answer that is not the first; 2 from a reopening to the next resolution.
  kind INTEGER NOT NULL,
  began_at INTEGER NOT NULL,
  conversation BLOB NOT NULL,
  ended_at INTEGER,
  -- 0 open, 1 done, 2 left.
  outcome INTEGER NOT NULL,
  channel BLOB NOT NULL,
  team BLOB,
  assignee BLOB,
  topic BLOB,
  urgency INTEGER NOT NULL,
  -- 0 for spam.
  counted INTEGER NOT NULL,
  PRIMARY KEY (kind, began_at, conversation)
) STRICT, WITHOUT ROWID;
CREATE INDEX figure_spell_conversation ON figure_spell (conversation, kind, began_at);
CREATE INDEX figure_spell_ended ON figure_spell (kind, ended_at);
-- `feed`: the feed position up to which figures have been made; `rows`: 1 once conversations that came without events have
-- been taken in as they are. What is missing is 0.
CREATE TABLE figure_place (
  name TEXT PRIMARY KEY,
  position INTEGER NOT NULL
) STRICT;
-- Reports that are mailed regularly.
CREATE TABLE report_schedule (
  id BLOB PRIMARY KEY,
  name TEXT NOT NULL,
  -- `week` or `month`.
  every TEXT NOT NULL,
  weekday INTEGER NOT NULL,
  hour INTEGER NOT NULL,
  agents TEXT NOT NULL,
  question TEXT NOT NULL,
  enabled INTEGER NOT NULL,
  -- Last day of the newest period that went out; empty for none.
  sent_for TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
