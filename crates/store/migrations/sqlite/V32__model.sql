-- The language-model service: every call with what was sent and what came back, and what was spent month by month.
CREATE TABLE model_call (
  id BLOB PRIMARY KEY,
  -- answer, translation, summary, test
  use_ TEXT NOT NULL,
  -- search, form, thread, composer, settings
  place TEXT NOT NULL,
  help_center BLOB,
  form BLOB,
  conversation BLOB,
  contact BLOB,
  agent BLOB,
  -- Random, of the browser; empty for agents and after erasure.
  visitor TEXT NOT NULL,
  locale TEXT NOT NULL,
  model TEXT NOT NULL,
  -- [{role, content}]; empty after erasure, and then nothing is written into `came` either.
  sent TEXT NOT NULL,
  came TEXT NOT NULL DEFAULT '',
  -- pending, given, refused, failed
  verdict TEXT NOT NULL,
  reason TEXT,
  -- The articles that were given as sources, in order.
  articles TEXT NOT NULL,
  tokens_sent INTEGER NOT NULL DEFAULT 0,
  tokens_came INTEGER NOT NULL DEFAULT 0,
  -- The service did not say what it counted; the most that it can have been is charged.
  estimated INTEGER NOT NULL DEFAULT 0,
  -- 202611, of model_month.
  month INTEGER NOT NULL,
  reserved_micros INTEGER NOT NULL,
  cost_micros INTEGER NOT NULL DEFAULT 0,
  at INTEGER NOT NULL,
  took_ms INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX model_call_at ON model_call (at, id);
CREATE INDEX model_call_pending ON model_call (at) WHERE verdict = 'pending';
CREATE INDEX model_call_visitor ON model_call (visitor, at) WHERE visitor <> '';
CREATE INDEX model_call_conversation ON model_call (conversation) WHERE conversation IS NOT NULL;
CREATE INDEX model_call_contact ON model_call (contact) WHERE contact IS NOT NULL;
CREATE TABLE model_month (
  month INTEGER PRIMARY KEY,
  spent_micros INTEGER NOT NULL,
  -- Of calls that are on their way.
  reserved_micros INTEGER NOT NULL,
  calls INTEGER NOT NULL
) STRICT;
