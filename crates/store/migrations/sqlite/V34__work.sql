-- The queue: where work stands, who works, what they can, and what is measured of it. What waits is no table: it follows
-- from conversations and chats. A row of `work` says what they do not; it goes when the conversation is work no more.
CREATE TABLE work (
  conversation BLOB PRIMARY KEY REFERENCES conversation(id) ON DELETE CASCADE,
  -- live, deferred
  kind TEXT NOT NULL,
  -- waiting, offered, held
  standing TEXT NOT NULL,
  agent BLOB,
  until_ INTEGER,
  -- fresh, admitted, behind
  place TEXT NOT NULL,
  -- Rises with every offer.
  version INTEGER NOT NULL,
  refused TEXT NOT NULL DEFAULT '[]',
  -- Arrival.
  since INTEGER NOT NULL,
  lowered INTEGER NOT NULL DEFAULT 0,
  overflown INTEGER NOT NULL DEFAULT 0,
  because TEXT NOT NULL DEFAULT 'null',
  -- When it came to stand so.
  at INTEGER NOT NULL
) STRICT;
-- Never two things that ring at one agent.
CREATE UNIQUE INDEX work_rings ON work (agent) WHERE standing = 'offered';
CREATE INDEX work_agent ON work (agent) WHERE agent IS NOT NULL;
CREATE TABLE agent_work (
  agent BLOB PRIMARY KEY REFERENCES agent(id) ON DELETE CASCADE,
  capacity INTEGER NOT NULL DEFAULT 60,
  live_cap INTEGER NOT NULL DEFAULT 3,
  -- For one week, another cap.
  trial_cap INTEGER,
  trial_until INTEGER,
  -- Whether a console is connected, and since when that is so.
  here INTEGER NOT NULL DEFAULT 0,
  since INTEGER NOT NULL DEFAULT 0,
  wrap_until INTEGER,
  idle_since INTEGER NOT NULL DEFAULT 0,
  missed INTEGER NOT NULL DEFAULT 0,
  -- So many live contacts since then.
  level INTEGER NOT NULL DEFAULT 0,
  level_since INTEGER NOT NULL DEFAULT 0,
  -- When a console was last heard of, by the clock of heartbeats.
  seen_at INTEGER NOT NULL DEFAULT 0,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE TABLE skill (
  id BLOB PRIMARY KEY,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL UNIQUE,
  -- Work of these topics needs it.
  topics TEXT NOT NULL DEFAULT '[]',
  level INTEGER NOT NULL DEFAULT 1,
  -- must, wish
  firmness TEXT NOT NULL DEFAULT 'wish',
  created_at INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE TABLE agent_skill (
  agent BLOB NOT NULL REFERENCES agent(id) ON DELETE CASCADE,
  -- language, topic, named
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  level INTEGER NOT NULL,
  PRIMARY KEY (agent, kind, key)
) STRICT;
-- Work that began while something more urgent had waited longer by its own measure.
CREATE TABLE overtaking (
  served BLOB NOT NULL,
  at INTEGER NOT NULL,
  agent BLOB NOT NULL,
  channel BLOB NOT NULL,
  -- What was overtaken.
  over_ BLOB NOT NULL,
  over_channel BLOB NOT NULL,
  over_since INTEGER NOT NULL,
  over_target_ms INTEGER NOT NULL,
  -- How long the work took, and when what was overtaken was begun or gone; null: not yet.
  ms INTEGER,
  over_ended_at INTEGER,
  PRIMARY KEY (served, at)
) STRICT;
CREATE INDEX overtaking_at ON overtaking (at);
CREATE INDEX overtaking_over ON overtaking (over_) WHERE over_ended_at IS NULL;
-- What agents get done with so many live contacts at once, by day (days since 1970).
CREATE TABLE live_level (
  agent BLOB NOT NULL REFERENCES agent(id) ON DELETE CASCADE,
  day INTEGER NOT NULL,
  level INTEGER NOT NULL,
  agent_ms INTEGER NOT NULL DEFAULT 0,
  ended INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (agent, day, level)
) STRICT;
