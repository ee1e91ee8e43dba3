-- The program comes to its own doors as a customer would; what it saw.
CREATE TABLE probe (
  id UUID PRIMARY KEY,
  -- Of a channel; or, for a contact page, the help center.
  door UUID NOT NULL,
  channel UUID NOT NULL,
  -- mail, form, widget or contact.
  way TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  -- Null: it was time.
  asked_by UUID,
  begun_at BIGINT,
  ended_at BIGINT,
  passed BIGINT,
  seen TEXT NOT NULL DEFAULT '',
  took_ms BIGINT
);
CREATE INDEX probe_of_door ON probe (door, asked_at);
CREATE INDEX probe_open ON probe (asked_at) WHERE ended_at IS NULL;
-- Closed channels that refuse strangers, once nothing speaks against it.
CREATE TABLE last_word (
  channel UUID PRIMARY KEY REFERENCES channel(id) ON DELETE CASCADE,
  set_at BIGINT NOT NULL,
  set_by UUID NOT NULL
);
-- What a check of a plan expected when its wind-down began, for the meter afterwards.
CREATE TABLE migration_expected (
  channel UUID PRIMARY KEY REFERENCES channel(id) ON DELETE CASCADE,
  plan UUID NOT NULL,
  at BIGINT NOT NULL,
  -- `domain::migration::Expected` as JSON.
  expected TEXT NOT NULL
);
-- The last look at what a step of a plan asks for elsewhere.
CREATE TABLE plan_probe (
  plan UUID NOT NULL REFERENCES plan(id) ON DELETE CASCADE,
  step BIGINT NOT NULL,
  item BIGINT NOT NULL,
  at BIGINT NOT NULL,
  passed BIGINT NOT NULL,
  seen TEXT NOT NULL,
  PRIMARY KEY (plan, step, item)
);
