-- What customers are asked, when, and whom. Never deleted once somebody was asked: archived.
CREATE TABLE survey (
  id UUID PRIMARY KEY,
  name TEXT NOT NULL,
  -- csat, ces or nps.
  kind TEXT NOT NULL,
  trigger_ TEXT NOT NULL,
  -- [id]; empty: all.
  channels TEXT NOT NULL,
  -- [en]; empty: all.
  languages TEXT NOT NULL,
  share_permille BIGINT NOT NULL,
  cool_down_days BIGINT NOT NULL,
  reopen_low BIGINT NOT NULL DEFAULT 0,
  enabled BIGINT NOT NULL DEFAULT 0,
  archived BIGINT NOT NULL DEFAULT 0,
  -- How far it has looked: at resolutions up to that time and conversation; by schedule, at contacts up to that one in the
  -- walk that began then.
  swept_at BIGINT NOT NULL,
  swept_id UUID NOT NULL,
  created_at BIGINT NOT NULL,
  version BIGINT NOT NULL DEFAULT 1
);
-- One survey sent to one person. `subject` and `basis` make it unique: a conversation and its resolution, or a contact and
-- the beginning of the round.
CREATE TABLE survey_ask (
  id UUID PRIMARY KEY,
  survey UUID NOT NULL REFERENCES survey(id),
  kind TEXT NOT NULL,
  subject UUID NOT NULL,
  basis BIGINT NOT NULL,
  conversation UUID,
  contact UUID,
  -- As they were when it was asked.
  channel UUID,
  team UUID,
  topic UUID,
  agent UUID,
  locale TEXT NOT NULL,
  -- NULL once its person was forgotten.
  token_hash BYTEA UNIQUE,
  -- Sent by somebody to themselves; counts nowhere.
  test BIGINT NOT NULL DEFAULT 0,
  -- The mail could not leave: nobody was asked.
  lost BIGINT NOT NULL DEFAULT 0,
  asked_at BIGINT NOT NULL,
  -- The first answer, and the last change of it.
  answered_at BIGINT,
  changed_at BIGINT,
  score BIGINT,
  comment TEXT NOT NULL DEFAULT '',
  -- One more with each answer.
  version BIGINT NOT NULL DEFAULT 1,
  UNIQUE (survey, subject, basis)
);
CREATE INDEX survey_ask_asked ON survey_ask (asked_at, id);
CREATE INDEX survey_ask_contact ON survey_ask (contact, asked_at) WHERE contact IS NOT NULL;
CREATE INDEX survey_ask_conversation ON survey_ask (conversation, asked_at) WHERE conversation IS NOT NULL;
CREATE INDEX survey_ask_comment ON survey_ask (answered_at, id) WHERE comment <> '';
-- Who could have been asked and was not: how many, by day (since 1970, UTC) and reason.
CREATE TABLE survey_passed (
  survey UUID NOT NULL REFERENCES survey(id) ON DELETE CASCADE,
  day BIGINT NOT NULL,
  reason TEXT NOT NULL,
  n BIGINT NOT NULL,
  PRIMARY KEY (survey, day, reason)
);
-- Who asked not to be asked.
CREATE TABLE survey_refusal (
  contact UUID PRIMARY KEY,
  at BIGINT NOT NULL
);
CREATE INDEX conversation_resolved ON conversation (resolved_at, id) WHERE resolved_at IS NOT NULL;
