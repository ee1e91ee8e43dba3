-- Mail of the house itself (invitations, forgotten passwords, tests): sent like deliveries, part of no conversation.
CREATE TABLE house_mail (
  id BLOB PRIMARY KEY,
  recipient TEXT NOT NULL,
  envelope_from TEXT NOT NULL,
  bytes BLOB NOT NULL,
  state TEXT NOT NULL,
  attempt INTEGER NOT NULL DEFAULT 0,
  next_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  last_text TEXT,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX house_mail_due ON house_mail (next_at) WHERE state = 'queued';
