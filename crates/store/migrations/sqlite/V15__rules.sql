-- Views, rules, webhooks, custom fields.

CREATE TABLE view (
  id BLOB PRIMARY KEY,
  name TEXT NOT NULL,
  owner BLOB NOT NULL,
  -- Seen by everybody, or by `team` alone.
  shared INTEGER NOT NULL DEFAULT 0,
  team BLOB,
  filter TEXT NOT NULL,
  sort TEXT NOT NULL DEFAULT 'newest',
  columns TEXT NOT NULL DEFAULT '[]',
  position INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX view_owner ON view (owner);

CREATE TABLE rule (
  id BLOB PRIMARY KEY,
  name TEXT NOT NULL,
  enabled INTEGER NOT NULL DEFAULT 0,
  position INTEGER NOT NULL DEFAULT 0,
  trigger_ TEXT NOT NULL,
  filter TEXT NOT NULL,
  actions TEXT NOT NULL,
  stop INTEGER NOT NULL DEFAULT 0,
  -- Why the program switched it off.
  switched_off TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE TABLE rule_run (
  id BLOB PRIMARY KEY,
  rule BLOB NOT NULL,
  conversation BLOB NOT NULL REFERENCES conversation(id) ON DELETE CASCADE,
  at INTEGER NOT NULL,
  trigger_ TEXT NOT NULL,
  -- What held, and what was done.
  detail TEXT NOT NULL
) STRICT;
CREATE INDEX rule_run_conversation ON rule_run (conversation, at);
CREATE INDEX rule_run_rule ON rule_run (rule, at);
CREATE INDEX rule_run_at ON rule_run (at);
-- A rule by time fires once for each `basis`: the time that it counts from.
CREATE TABLE rule_mark (
  rule BLOB NOT NULL,
  conversation BLOB NOT NULL REFERENCES conversation(id) ON DELETE CASCADE,
  basis INTEGER NOT NULL,
  PRIMARY KEY (rule, conversation)
) STRICT;
CREATE INDEX rule_mark_conversation ON rule_mark (conversation);

CREATE TABLE webhook (
  id BLOB PRIMARY KEY,
  name TEXT NOT NULL,
  url TEXT NOT NULL,
  -- Names of events; empty: all.
  events TEXT NOT NULL DEFAULT '[]',
  enabled INTEGER NOT NULL DEFAULT 1,
  secret BLOB NOT NULL,
  old_secret BLOB,
  old_until INTEGER,
  -- The feed position up to which deliveries have been written.
  position INTEGER NOT NULL,
  failing_since INTEGER,
  switched_off TEXT,
  created_at INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE TABLE webhook_delivery (
  id BLOB PRIMARY KEY,
  webhook BLOB NOT NULL REFERENCES webhook(id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  conversation BLOB,
  body TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  state TEXT NOT NULL,
  attempt INTEGER NOT NULL DEFAULT 0,
  next_at INTEGER NOT NULL,
  lease_until INTEGER,
  last_status INTEGER,
  last_error TEXT,
  last_ms INTEGER,
  sent_at INTEGER
) STRICT;
CREATE INDEX webhook_delivery_due ON webhook_delivery (next_at) WHERE state = 'pending';
CREATE INDEX webhook_delivery_log ON webhook_delivery (webhook, created_at, id);
CREATE INDEX webhook_delivery_created ON webhook_delivery (created_at);

CREATE TABLE field (
  id BLOB PRIMARY KEY,
  -- `conversation` or `contact`.
  entity TEXT NOT NULL,
  key TEXT NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  choices TEXT NOT NULL DEFAULT '[]',
  position INTEGER NOT NULL DEFAULT 0,
  archived INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  UNIQUE (entity, key)
) STRICT;
CREATE TABLE field_value (
  entity BLOB NOT NULL,
  field BLOB NOT NULL REFERENCES field(id) ON DELETE CASCADE,
  -- Text and choices.
  v_text TEXT,
  -- Numbers in thousandths, dates in milliseconds UTC, checkboxes 0 or 1.
  v_int INTEGER,
  at INTEGER NOT NULL,
  PRIMARY KEY (entity, field)
) STRICT;
CREATE INDEX field_value_text ON field_value (field, v_text, entity);
CREATE INDEX field_value_int ON field_value (field, v_int, entity);
