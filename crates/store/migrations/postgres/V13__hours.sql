-- Business hours, holidays, SLA policies and clocks.
CREATE TABLE business_hours (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  zone text NOT NULL,
  -- JSON lists of intervals and of exceptions.
  week text NOT NULL,
  exceptions text NOT NULL,
  created_at bigint NOT NULL,
  version bigint NOT NULL DEFAULT 1
);
CREATE TABLE holiday_calendar (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  created_at bigint NOT NULL,
  version bigint NOT NULL DEFAULT 1
);
CREATE TABLE holiday (
  calendar uuid NOT NULL REFERENCES holiday_calendar(id) ON DELETE CASCADE,
  -- YYYY-MM-DD
  date text NOT NULL,
  name text NOT NULL,
  PRIMARY KEY (calendar, date)
);
CREATE TABLE business_hours_calendar (
  business_hours uuid NOT NULL REFERENCES business_hours(id) ON DELETE CASCADE,
  calendar uuid NOT NULL REFERENCES holiday_calendar(id) ON DELETE CASCADE,
  PRIMARY KEY (business_hours, calendar)
);
ALTER TABLE channel ADD COLUMN business_hours uuid;
ALTER TABLE team ADD COLUMN business_hours uuid;
CREATE TABLE sla_policy (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  position bigint NOT NULL,
  channel uuid,
  urgency text,
  in_hours bigint NOT NULL,
  first_response_ms bigint,
  next_response_ms bigint,
  resolution_ms bigint,
  warn_ms bigint NOT NULL,
  created_at bigint NOT NULL,
  version bigint NOT NULL DEFAULT 1
);
CREATE TABLE sla_clock (
  conversation uuid NOT NULL REFERENCES conversation(id) ON DELETE CASCADE,
  kind text NOT NULL,
  started_at bigint NOT NULL,
  policy uuid,
  target_ms bigint NOT NULL,
  warn_ms bigint NOT NULL,
  spent_ms bigint NOT NULL,
  since bigint,
  due_at bigint,
  warn_at bigint,
  warned_at bigint,
  breached_at bigint,
  ended_at bigint,
  outcome text,
  -- When the sweep has to look at it.
  next_at bigint,
  PRIMARY KEY (conversation, kind, started_at)
);
CREATE INDEX sla_clock_next ON sla_clock (next_at) WHERE next_at IS NOT NULL;
-- The earliest due time of the running clocks.
ALTER TABLE conversation ADD COLUMN due_at bigint;
ALTER TABLE conversation ADD COLUMN due_kind text;
-- Up to which change of the settings its clocks are right.
ALTER TABLE conversation ADD COLUMN sla_epoch bigint NOT NULL DEFAULT 0;
CREATE INDEX conversation_due ON conversation (status, due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX conversation_team_due ON conversation (status, team, due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX conversation_sla_epoch ON conversation (sla_epoch, id) WHERE status IN ('open', 'snoozed');
INSERT INTO counter (name, value) VALUES ('sla', 1);
