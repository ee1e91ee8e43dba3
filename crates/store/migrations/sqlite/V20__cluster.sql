-- Several machines on one database. Expands only: a program that knows nothing of it works beside one that does.
-- Events that are committed and have no position in the feed yet; empty on SQLite, where the one writer gives positions.
CREATE TABLE event_outbox (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  kind TEXT NOT NULL,
  conversation BLOB,
  contact BLOB,
  payload TEXT NOT NULL
) STRICT;
-- The machines that are at work, by the database's clock.
CREATE TABLE node (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  program TEXT NOT NULL,
  -- The newest migration that its program knows.
  knows INTEGER NOT NULL,
  started_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL,
  -- How far its own clock is ahead of the database's.
  skew_ms INTEGER NOT NULL
) STRICT;
-- The oldest program that can work with these tables, by the newest migration that it knows.
INSERT INTO counter (name, value) VALUES ('schema_needs', 15);
ALTER TABLE inbound_raw ADD COLUMN lease_owner TEXT;
ALTER TABLE idempotency ADD COLUMN owner TEXT;
