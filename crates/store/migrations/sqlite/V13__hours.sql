-- Business hours, holidays, SLA policies and clocks.
CREATE TABLE business_hours (
  id BLOB PRIMARY KEY,
  name TEXT NOT NULL,
  zone TEXT NOT NULL,
  -- JSON lists of intervals and of exceptions.
  week TEXT NOT NULL,
  exceptions TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE TABLE holiday_calendar (
  id BLOB PRIMARY KEY,
  name TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE TABLE holiday (
  calendar BLOB NOT NULL REFERENCES holiday_calendar(id) ON DELETE CASCADE,
  -- YYYY-MM-DD
  date TEXT NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (calendar, date)
) STRICT;
CREATE TABLE business_hours_calendar (
  business_hours BLOB NOT NULL REFERENCES business_hours(id) ON DELETE CASCADE,
  calendar BLOB NOT NULL REFERENCES holiday_calendar(id) ON DELETE CASCADE,
  PRIMARY KEY (business_hours, calendar)
) STRICT;
ALTER TABLE channel ADD COLUMN business_hours BLOB;
ALTER TABLE team ADD COLUMN business_hours BLOB;
CREATE TABLE sla_policy (
  id BLOB PRIMARY KEY,
  name TEXT NOT NULL,
  position INTEGER NOT NULL,
  channel BLOB,
  urgency TEXT,
  in_hours INTEGER NOT NULL,
  first_response_ms INTEGER,
  next_response_ms INTEGER,
  resolution_ms INTEGER,
  warn_ms INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE TABLE sla_clock (
  conversation BLOB NOT NULL REFERENCES conversation(id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  policy BLOB,
  target_ms INTEGER NOT NULL,
  warn_ms INTEGER NOT NULL,
  spent_ms INTEGER NOT NULL,
  since INTEGER,
  due_at INTEGER,
  warn_at INTEGER,
  warned_at INTEGER,
  breached_at INTEGER,
  ended_at INTEGER,
  outcome TEXT,
  -- When the sweep has to look at it.
  next_at INTEGER,
  PRIMARY KEY (conversation, kind, started_at)
) STRICT;
CREATE INDEX sla_clock_next ON sla_clock (next_at) WHERE next_at IS NOT NULL;
-- The earliest due time of the running clocks.
ALTER TABLE conversation ADD COLUMN due_at INTEGER;
ALTER TABLE conversation ADD COLUMN due_kind TEXT;
-- Up to which change of the settings its clocks are right.
ALTER TABLE conversation ADD COLUMN sla_epoch INTEGER NOT NULL DEFAULT 0;
CREATE INDEX conversation_due ON conversation (status, due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX conversation_team_due ON conversation (status, team, due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX conversation_sla_epoch ON conversation (sla_epoch, id) WHERE status IN ('open', 'snoozed');
INSERT INTO counter (name, value) VALUES ('sla', 1);
