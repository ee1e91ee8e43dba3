-- A console that tells what its agent does: a tab, from its opening to its end.
CREATE TABLE activity_source (
  id BLOB PRIMARY KEY,
  agent BLOB NOT NULL REFERENCES agent(id) ON DELETE CASCADE,
  began_at INTEGER NOT NULL,
  -- The last number that was heard, and up to when it is known what was done.
  seq INTEGER NOT NULL,
  to_at INTEGER NOT NULL
) STRICT;
CREATE INDEX activity_source_agent ON activity_source (agent, to_at);
CREATE INDEX activity_source_to ON activity_source (to_at);
-- Stretches of time, no content. Only ever added to; the last one of a console grows while it goes on in the same way.
CREATE TABLE activity (
  source BLOB NOT NULL REFERENCES activity_source(id) ON DELETE CASCADE,
  from_at INTEGER NOT NULL,
  to_at INTEGER NOT NULL,
  agent BLOB NOT NULL REFERENCES agent(id) ON DELETE CASCADE,
  conversation BLOB,
  -- open, focused or writing.
  doing TEXT,
  -- idle, online, or what the agent is away for.
  presence TEXT NOT NULL,
  PRIMARY KEY (source, from_at)
) STRICT;
CREATE INDEX activity_agent ON activity (agent, from_at);
CREATE INDEX activity_from ON activity (from_at);
-- Sums of days that are over, in the zone of the organization as it was then. Kept when the stretches are forgotten.
CREATE TABLE activity_day (
  n INTEGER PRIMARY KEY,
  day INTEGER NOT NULL,
  agent BLOB NOT NULL REFERENCES agent(id) ON DELETE CASCADE,
  channel BLOB,
  topic BLOB,
  thing TEXT NOT NULL,
  ms INTEGER NOT NULL,
  assumed_ms INTEGER NOT NULL,
  conversations INTEGER NOT NULL
) STRICT;
CREATE INDEX activity_day_day ON activity_day (day, agent);
CREATE INDEX activity_day_agent ON activity_day (agent, day);
-- Up to when days are summed up.
INSERT INTO counter (name, value) VALUES ('activity_summed', 0);
ALTER TABLE away ADD COLUMN reason TEXT NOT NULL DEFAULT 'away';
