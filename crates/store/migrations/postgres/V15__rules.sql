-- Views, rules, webhooks, custom fields.

CREATE TABLE view (
  id UUID PRIMARY KEY,
  name TEXT NOT NULL,
  owner UUID NOT NULL,
  -- Seen by everybody, or by `team` alone.
  shared BIGINT NOT NULL DEFAULT 0,
  team UUID,
  filter TEXT NOT NULL,
  sort TEXT NOT NULL DEFAULT 'newest',
  columns TEXT NOT NULL DEFAULT '[]',
  position BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  version BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX view_owner ON view (owner);

CREATE TABLE rule (
  id UUID PRIMARY KEY,
  name TEXT NOT NULL,
  enabled BIGINT NOT NULL DEFAULT 0,
  position BIGINT NOT NULL DEFAULT 0,
  trigger_ TEXT NOT NULL,
  filter TEXT NOT NULL,
  actions TEXT NOT NULL,
  stop BIGINT NOT NULL DEFAULT 0,
  -- Why the program switched it off.
  switched_off TEXT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  version BIGINT NOT NULL DEFAULT 1
);
CREATE TABLE rule_run (
  id UUID PRIMARY KEY,
  rule UUID NOT NULL,
  conversation UUID NOT NULL REFERENCES conversation(id) ON DELETE CASCADE,
  at BIGINT NOT NULL,
  trigger_ TEXT NOT NULL,
  -- What held, and what was done.
  detail TEXT NOT NULL
);
CREATE INDEX rule_run_conversation ON rule_run (conversation, at);
CREATE INDEX rule_run_rule ON rule_run (rule, at);
CREATE INDEX rule_run_at ON rule_run (at);
-- A rule by time fires once for each `basis`: the time that it counts from.
CREATE TABLE rule_mark (
  rule UUID NOT NULL,
  conversation UUID NOT NULL REFERENCES conversation(id) ON DELETE CASCADE,
  basis BIGINT NOT NULL,
  PRIMARY KEY (rule, conversation)
);
CREATE INDEX rule_mark_conversation ON rule_mark (conversation);

CREATE TABLE webhook (
  id UUID PRIMARY KEY,
  name TEXT NOT NULL,
  url TEXT NOT NULL,
  -- Names of events; empty: all.
  events TEXT NOT NULL DEFAULT '[]',
  enabled BIGINT NOT NULL DEFAULT 1,
  secret BYTEA NOT NULL,
  old_secret BYTEA,
  old_until BIGINT,
  -- The feed position up to which deliveries have been written.
  position BIGINT NOT NULL,
  failing_since BIGINT,
  switched_off TEXT,
  created_at BIGINT NOT NULL,
  version BIGINT NOT NULL DEFAULT 1
);
CREATE TABLE webhook_delivery (
  id UUID PRIMARY KEY,
  webhook UUID NOT NULL REFERENCES webhook(id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  conversation UUID,
  body TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  state TEXT NOT NULL,
  attempt BIGINT NOT NULL DEFAULT 0,
  next_at BIGINT NOT NULL,
  lease_until BIGINT,
  last_status BIGINT,
  last_error TEXT,
  last_ms BIGINT,
  sent_at BIGINT
);
CREATE INDEX webhook_delivery_due ON webhook_delivery (next_at) WHERE state = 'pending';
CREATE INDEX webhook_delivery_log ON webhook_delivery (webhook, created_at, id);
CREATE INDEX webhook_delivery_created ON webhook_delivery (created_at);

CREATE TABLE field (
  id UUID PRIMARY KEY,
  -- `conversation` or `contact`.
  entity TEXT NOT NULL,
  key TEXT NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  choices TEXT NOT NULL DEFAULT '[]',
  position BIGINT NOT NULL DEFAULT 0,
  archived BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL,
  UNIQUE (entity, key)
);
CREATE TABLE field_value (
  entity UUID NOT NULL,
  field UUID NOT NULL REFERENCES field(id) ON DELETE CASCADE,
  -- Text and choices.
  v_text TEXT,
  -- Numbers in thousandths, dates in milliseconds UTC, checkboxes 0 or 1.
  v_int BIGINT,
  at BIGINT NOT NULL,
  PRIMARY KEY (entity, field)
);
CREATE INDEX field_value_text ON field_value (field, v_text, entity);
CREATE INDEX field_value_int ON field_value (field, v_int, entity);
