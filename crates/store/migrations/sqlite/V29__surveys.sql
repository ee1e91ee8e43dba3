-- What customers are asked, when, and whom. Never deleted once somebody was asked: archived.
CREATE TABLE survey (
  id BLOB PRIMARY KEY,
  name TEXT NOT NULL,
  -- csat, ces or nps.
  kind TEXT NOT NULL,
  trigger_ TEXT NOT NULL,
  -- [id]; empty: all.
  channels TEXT NOT NULL,
  -- [en]; empty: all.
  languages TEXT NOT NULL,
  share_permille INTEGER NOT NULL,
  cool_down_days INTEGER NOT NULL,
  reopen_low INTEGER NOT NULL DEFAULT 0,
  enabled INTEGER NOT NULL DEFAULT 0,
  archived INTEGER NOT NULL DEFAULT 0,
  -- How far it has looked: at resolutions up to that time and conversation; by schedule, at contacts up to that one in the
  -- walk that began then.
  swept_at INTEGER NOT NULL,
  swept_id BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
-- One survey sent to one person. `subject` and `basis` make it unique: a conversation and its resolution, or a contact and
-- the beginning of the round.
CREATE TABLE survey_ask (
  id BLOB PRIMARY KEY,
  survey BLOB NOT NULL REFERENCES survey(id),
  kind TEXT NOT NULL,
  subject BLOB NOT NULL,
  basis INTEGER NOT NULL,
  conversation BLOB,
  contact BLOB,
  -- As they were when it was asked.
  channel BLOB,
  team BLOB,
  topic BLOB,
  agent BLOB,
  locale TEXT NOT NULL,
  -- NULL once its person was forgotten.
  token_hash BLOB UNIQUE,
  -- Sent by somebody to themselves; counts nowhere.
  test INTEGER NOT NULL DEFAULT 0,
  -- The mail could not leave: nobody was asked.
  lost INTEGER NOT NULL DEFAULT 0,
  asked_at INTEGER NOT NULL,
  -- The first answer, and the last change of it.
  answered_at INTEGER,
  changed_at INTEGER,
  score INTEGER,
  comment TEXT NOT NULL DEFAULT '',
  -- One more with each answer.
  version INTEGER NOT NULL DEFAULT 1,
  UNIQUE (survey, subject, basis)
) STRICT;
CREATE INDEX survey_ask_asked ON survey_ask (asked_at, id);
CREATE INDEX survey_ask_contact ON survey_ask (contact, asked_at) WHERE contact IS NOT NULL;
CREATE INDEX survey_ask_conversation ON survey_ask (conversation, asked_at) WHERE conversation IS NOT NULL;
CREATE INDEX survey_ask_comment ON survey_ask (answered_at, id) WHERE comment <> '';
-- Who could have been asked and was not: how many, by day (since 1970, UTC) and reason.
CREATE TABLE survey_passed (
  survey BLOB NOT NULL REFERENCES survey(id) ON DELETE CASCADE,
  day INTEGER NOT NULL,
  reason TEXT NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (survey, day, reason)
) STRICT;
-- Who asked not to be asked.
CREATE TABLE survey_refusal (
  contact BLOB PRIMARY KEY,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX conversation_resolved ON conversation (resolved_at, id) WHERE resolved_at IS NOT NULL;
