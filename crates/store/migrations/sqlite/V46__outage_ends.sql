-- The outage is over when the first is told this update, so that an update that is stopped in time ends nothing.
ALTER TABLE outage_update ADD COLUMN ends INTEGER NOT NULL DEFAULT 0;
