-- How channels are launched, changed and wound down, step by step: `domain::plan`.
CREATE TABLE plan (
  id BLOB PRIMARY KEY,
  channel BLOB NOT NULL REFERENCES channel(id),
  -- draft, running, paused, finished, undone or abandoned.
  state TEXT NOT NULL,
  -- Counts what was decided.
  version INTEGER NOT NULL,
  -- Counts what was written: a look at the plan too.
  revision INTEGER NOT NULL DEFAULT 1,
  -- `domain::plan::Plan` as JSON.
  body TEXT NOT NULL,
  -- When it is looked at again; null: it does not run.
  look_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX plan_active ON plan (channel) WHERE state IN ('running', 'paused');
CREATE INDEX plan_channel ON plan (channel, updated_at, id);
CREATE INDEX plan_look ON plan (look_at) WHERE look_at IS NOT NULL;
-- The diary of a plan, only ever added to: `domain::plan::Event` as JSON.
CREATE TABLE plan_event (
  plan BLOB NOT NULL REFERENCES plan(id) ON DELETE CASCADE,
  n INTEGER NOT NULL,
  at INTEGER NOT NULL,
  -- A mere look, of which there are many.
  look INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (plan, n)
) STRICT;
-- What is to be done once: written with the decision, and marked as done with what was done.
CREATE TABLE plan_effect (
  key TEXT PRIMARY KEY,
  plan BLOB NOT NULL REFERENCES plan(id) ON DELETE CASCADE,
  body TEXT NOT NULL,
  at INTEGER NOT NULL,
  done_at INTEGER
) STRICT;
CREATE INDEX plan_effect_open ON plan_effect (at, key) WHERE done_at IS NULL;
-- What the plans of a channel that are over left in force: overlays as JSON.
CREATE TABLE plan_left (
  channel BLOB PRIMARY KEY REFERENCES channel(id),
  plan BLOB NOT NULL,
  overlays TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
