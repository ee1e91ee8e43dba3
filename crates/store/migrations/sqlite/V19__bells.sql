-- How far those who follow the feed have come.
CREATE TABLE feed_place (
  name TEXT PRIMARY KEY,
  position INTEGER NOT NULL
) STRICT;
INSERT INTO feed_place (name, position) SELECT 'notifications', value FROM counter WHERE name = 'event';

-- What agents are told: one unread row for an agent and a conversation, however much happens in it.
CREATE TABLE notification (
  id BLOB PRIMARY KEY,
  agent BLOB NOT NULL REFERENCES agent(id) ON DELETE CASCADE,
  conversation BLOB NOT NULL REFERENCES conversation(id) ON DELETE CASCADE,
  -- A set of bits, the more pressing the higher.
  kinds INTEGER NOT NULL,
  n INTEGER NOT NULL,
  -- Who did the most pressing of it.
  actor TEXT NOT NULL,
  message BLOB,
  first_at INTEGER NOT NULL,
  at INTEGER NOT NULL,
  -- In the list of the console; otherwise only in the digest.
  page INTEGER NOT NULL,
  -- Waits for the next digest.
  email INTEGER NOT NULL,
  read_at INTEGER
) STRICT;
CREATE UNIQUE INDEX notification_unread ON notification (agent, conversation) WHERE read_at IS NULL;
CREATE INDEX notification_agent ON notification (agent, at, id);
CREATE INDEX notification_conversation ON notification (conversation);
CREATE INDEX notification_at ON notification (at);
CREATE INDEX notification_email ON notification (agent) WHERE email = 1 AND read_at IS NULL;
CREATE TABLE notification_choice (
  agent BLOB PRIMARY KEY REFERENCES agent(id) ON DELETE CASCADE,
  preferences TEXT NOT NULL,
  -- When the last digest left, or could have left.
  digest_at INTEGER NOT NULL
) STRICT;

-- Who is not here. `stand_in`: stay, team or colleague.
CREATE TABLE away (
  agent BLOB PRIMARY KEY REFERENCES agent(id) ON DELETE CASCADE,
  since INTEGER NOT NULL,
  until_ INTEGER,
  stand_in TEXT NOT NULL,
  colleague BLOB
) STRICT;
-- What was given away for somebody, and to whom, until they are back or a day has passed.
CREATE TABLE away_moved (
  agent BLOB NOT NULL REFERENCES agent(id) ON DELETE CASCADE,
  conversation BLOB NOT NULL REFERENCES conversation(id) ON DELETE CASCADE,
  assignee BLOB,
  at INTEGER NOT NULL,
  PRIMARY KEY (agent, conversation)
) STRICT;
CREATE INDEX away_moved_conversation ON away_moved (conversation);
CREATE INDEX away_moved_at ON away_moved (at);

-- What somebody thought of a guess: topic or urgency that a rule, a customer or a model had set.
CREATE TABLE verdict (
  conversation BLOB NOT NULL REFERENCES conversation(id) ON DELETE CASCADE,
  -- `topic` or `urgency`.
  field TEXT NOT NULL,
  source TEXT NOT NULL,
  -- Topic id or urgency, as it was guessed.
  guess TEXT NOT NULL,
  right_ INTEGER NOT NULL,
  agent BLOB NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (conversation, field, at)
) STRICT;
CREATE INDEX verdict_at ON verdict (field, at);
