-- What the dead-end audit found; the newest counts, older ones show how it went.
CREATE TABLE dead_end_report (
  at bigint PRIMARY KEY,
  -- How far the feed of events was when the house was read.
  version bigint NOT NULL,
  took_ms bigint NOT NULL,
  -- `desk::dead_end::Audit` as JSON.
  report text NOT NULL
);
