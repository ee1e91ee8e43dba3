-- What the dead-end audit found; the newest counts, older ones show how it went.
CREATE TABLE dead_end_report (
  at INTEGER PRIMARY KEY,
  -- How far the feed of events was when the house was read.
  version INTEGER NOT NULL,
  took_ms INTEGER NOT NULL,
  -- `desk::dead_end::Audit` as JSON.
  report TEXT NOT NULL
) STRICT;
