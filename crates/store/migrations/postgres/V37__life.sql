-- What was measured at the moment of the change: `domain::channel::life::Evidence` as JSON; null: nothing was.
ALTER TABLE channel_history ADD COLUMN evidence text;
-- The entry that this one takes back.
ALTER TABLE channel_history ADD COLUMN undoes uuid;
CREATE UNIQUE INDEX channel_history_undoes ON channel_history (undoes) WHERE undoes IS NOT NULL;
