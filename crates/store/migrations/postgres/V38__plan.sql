-- How channels are launched, changed and wound down, step by step: `domain::plan`.
CREATE TABLE plan (
  id uuid PRIMARY KEY,
  channel uuid NOT NULL REFERENCES channel(id),
  -- draft, running, paused, finished, undone or abandoned.
  state text NOT NULL,
  -- Counts what was decided.
  version bigint NOT NULL,
  -- Counts what was written: a look at the plan too.
  revision bigint NOT NULL DEFAULT 1,
  -- `domain::plan::Plan` as JSON.
  body text NOT NULL,
  -- When it is looked at again; null: it does not run.
  look_at bigint,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL
);
CREATE UNIQUE INDEX plan_active ON plan (channel) WHERE state IN ('running', 'paused');
CREATE INDEX plan_channel ON plan (channel, updated_at, id);
CREATE INDEX plan_look ON plan (look_at) WHERE look_at IS NOT NULL;
-- The diary of a plan, only ever added to: `domain::plan::Event` as JSON.
CREATE TABLE plan_event (
  plan uuid NOT NULL REFERENCES plan(id) ON DELETE CASCADE,
  n bigint NOT NULL,
  at bigint NOT NULL,
  -- A mere look, of which there are many.
  look bigint NOT NULL,
  body text NOT NULL,
  PRIMARY KEY (plan, n)
);
-- What is to be done once: written with the decision, and marked as done with what was done.
CREATE TABLE plan_effect (
  key text PRIMARY KEY,
  plan uuid NOT NULL REFERENCES plan(id) ON DELETE CASCADE,
  body text NOT NULL,
  at bigint NOT NULL,
  done_at bigint
);
CREATE INDEX plan_effect_open ON plan_effect (at, key) WHERE done_at IS NULL;
-- What the plans of a channel that are over left in force: overlays as JSON.
CREATE TABLE plan_left (
  channel uuid PRIMARY KEY REFERENCES channel(id),
  plan uuid NOT NULL,
  overlays text NOT NULL,
  at bigint NOT NULL
);
