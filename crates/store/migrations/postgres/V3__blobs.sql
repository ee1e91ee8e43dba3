-- The sweeper asks of each blob whether a row names it.
CREATE INDEX message_raw_blob ON message (raw_blob) WHERE raw_blob IS NOT NULL;
