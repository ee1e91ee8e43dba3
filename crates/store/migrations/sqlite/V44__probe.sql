-- The program comes to its own doors as a customer would; what it saw.
CREATE TABLE probe (
  id BLOB PRIMARY KEY,
  -- Of a channel; or, for a contact page, the help center.
  door BLOB NOT NULL,
  channel BLOB NOT NULL,
  -- mail, form, widget or contact.
  way TEXT NOT NULL,
  asked_at INTEGER NOT NULL,
  -- Null: it was time.
  asked_by BLOB,
  begun_at INTEGER,
  ended_at INTEGER,
  passed INTEGER,
  seen TEXT NOT NULL DEFAULT '',
  took_ms INTEGER
) STRICT;
CREATE INDEX probe_of_door ON probe (door, asked_at);
CREATE INDEX probe_open ON probe (asked_at) WHERE ended_at IS NULL;
-- Closed channels that refuse strangers, once nothing speaks against it.
CREATE TABLE last_word (
  channel BLOB PRIMARY KEY REFERENCES channel(id) ON DELETE CASCADE,
  set_at INTEGER NOT NULL,
  set_by BLOB NOT NULL
) STRICT;
-- What a check of a plan expected when its wind-down began, for the meter afterwards.
CREATE TABLE migration_expected (
  channel BLOB PRIMARY KEY REFERENCES channel(id) ON DELETE CASCADE,
  plan BLOB NOT NULL,
  at INTEGER NOT NULL,
  -- `domain::migration::Expected` as JSON.
  expected TEXT NOT NULL
) STRICT;
-- The last look at what a step of a plan asks for elsewhere.
CREATE TABLE plan_probe (
  plan BLOB NOT NULL REFERENCES plan(id) ON DELETE CASCADE,
  step INTEGER NOT NULL,
  item INTEGER NOT NULL,
  at INTEGER NOT NULL,
  passed INTEGER NOT NULL,
  seen TEXT NOT NULL,
  PRIMARY KEY (plan, step, item)
) STRICT;
