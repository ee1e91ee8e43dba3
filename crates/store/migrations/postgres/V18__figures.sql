-- Figures: what reports count, as it follows from the events of the feed. Rows are made again from the first event on when
-- `figure_place` is empty.
CREATE TABLE figure_conversation (
  arrived_at bigint NOT NULL,
  conversation uuid NOT NULL,
  channel uuid NOT NULL,
  team uuid,
  assignee uuid,
  topic uuid,
  -- 0 low, 1 normal, 2 high, 3 urgent.
  urgency bigint NOT NULL,
  -- 0 open, 1 waiting, 2 snoozed, 3 resolved, 4 spam.
  status bigint NOT NULL,
  ours bigint NOT NULL,
  asks bigint NOT NULL,
  waiting_since bigint,
  first_reply_at bigint,
  resolved_at bigint,
  reopened bigint NOT NULL,
  left_at bigint,
  deleted_at bigint,
  last_customer_at bigint,
  last_reply_at bigint,
  PRIMARY KEY (arrived_at, conversation)
);
CREATE UNIQUE INDEX figure_conversation_id ON figure_conversation (conversation);
CREATE INDEX figure_conversation_left ON figure_conversation (left_at);
CREATE TABLE figure_spell (
  -- 1 a customer waits for an answer that is not the first; 2 from a reopening to the next resolution.
  kind bigint NOT NULL,
  began_at bigint NOT NULL,
  conversation uuid NOT NULL,
  ended_at bigint,
  -- 0 open, 1 done, 2 left.
  outcome bigint NOT NULL,
  channel uuid NOT NULL,
  team uuid,
  assignee uuid,
  topic uuid,
  urgency bigint NOT NULL,
  -- 0 for spam.
  counted bigint NOT NULL,
  PRIMARY KEY (kind, began_at, conversation)
);
CREATE INDEX figure_spell_conversation ON figure_spell (conversation, kind, began_at);
CREATE INDEX figure_spell_ended ON figure_spell (kind, ended_at);
-- `feed`: the feed position up to which figures have been made; `rows`: 1 once conversations that came without events have
-- been taken in as they are. What is missing is 0.
CREATE TABLE figure_place (
  name text PRIMARY KEY,
  position bigint NOT NULL
);
-- Reports that are mailed regularly.
CREATE TABLE report_schedule (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  -- `week` or `month`.
  every text NOT NULL,
  weekday bigint NOT NULL,
  hour bigint NOT NULL,
  agents text NOT NULL,
  question text NOT NULL,
  enabled bigint NOT NULL,
  -- Last day of the newest period that went out; empty for none.
  sent_for text NOT NULL,
  created_at bigint NOT NULL,
  version bigint NOT NULL DEFAULT 1
);
