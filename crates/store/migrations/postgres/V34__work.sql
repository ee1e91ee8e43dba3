-- The queue: where work stands, who works, what they can, and what is measured of it. What waits is no table: it follows
-- from conversations and chats. A row of `work` says what they do not; it goes when the conversation is work no more.
CREATE TABLE work (
  conversation uuid PRIMARY KEY REFERENCES conversation(id) ON DELETE CASCADE,
  -- live, deferred
  kind text NOT NULL,
  -- waiting, offered, held
  standing text NOT NULL,
  agent uuid,
  until_ bigint,
  -- fresh, admitted, behind
  place text NOT NULL,
  -- Rises with every offer.
  version bigint NOT NULL,
  refused text NOT NULL DEFAULT '[]',
  -- Arrival.
  since bigint NOT NULL,
  lowered bigint NOT NULL DEFAULT 0,
  overflown bigint NOT NULL DEFAULT 0,
  because text NOT NULL DEFAULT 'null',
  -- When it came to stand so.
  at bigint NOT NULL
);
-- Never two things that ring at one agent.
CREATE UNIQUE INDEX work_rings ON work (agent) WHERE standing = 'offered';
CREATE INDEX work_agent ON work (agent) WHERE agent IS NOT NULL;
CREATE TABLE agent_work (
  agent uuid PRIMARY KEY REFERENCES agent(id) ON DELETE CASCADE,
  capacity bigint NOT NULL DEFAULT 60,
  live_cap bigint NOT NULL DEFAULT 3,
  -- For one week, another cap.
  trial_cap bigint,
  trial_until bigint,
  -- Whether a console is connected, and since when that is so.
  here bigint NOT NULL DEFAULT 0,
  since bigint NOT NULL DEFAULT 0,
  wrap_until bigint,
  idle_since bigint NOT NULL DEFAULT 0,
  missed bigint NOT NULL DEFAULT 0,
  -- So many live contacts since then.
  level bigint NOT NULL DEFAULT 0,
  level_since bigint NOT NULL DEFAULT 0,
  -- When a console was last heard of, by the clock of heartbeats.
  seen_at bigint NOT NULL DEFAULT 0,
  version bigint NOT NULL DEFAULT 1
);
CREATE TABLE skill (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  name_key text NOT NULL UNIQUE,
  -- Work of these topics needs it.
  topics text NOT NULL DEFAULT '[]',
  level bigint NOT NULL DEFAULT 1,
  -- must, wish
  firmness text NOT NULL DEFAULT 'wish',
  created_at bigint NOT NULL,
  version bigint NOT NULL DEFAULT 1
);
CREATE TABLE agent_skill (
  agent uuid NOT NULL REFERENCES agent(id) ON DELETE CASCADE,
  -- language, topic, named
  kind text NOT NULL,
  key text NOT NULL,
  level bigint NOT NULL,
  PRIMARY KEY (agent, kind, key)
);
-- Work that began while something more urgent had waited longer by its own measure.
CREATE TABLE overtaking (
  served uuid NOT NULL,
  at bigint NOT NULL,
  agent uuid NOT NULL,
  channel uuid NOT NULL,
  -- What was overtaken.
  over_ uuid NOT NULL,
  over_channel uuid NOT NULL,
  over_since bigint NOT NULL,
  over_target_ms bigint NOT NULL,
  -- How long the work took, and when what was overtaken was begun or gone; null: not yet.
  ms bigint,
  over_ended_at bigint,
  PRIMARY KEY (served, at)
);
CREATE INDEX overtaking_at ON overtaking (at);
CREATE INDEX overtaking_over ON overtaking (over_) WHERE over_ended_at IS NULL;
-- What agents get done with so many live contacts at once, by day (days since 1970).
CREATE TABLE live_level (
  agent uuid NOT NULL REFERENCES agent(id) ON DELETE CASCADE,
  day bigint NOT NULL,
  level bigint NOT NULL,
  agent_ms bigint NOT NULL DEFAULT 0,
  ended bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (agent, day, level)
);
