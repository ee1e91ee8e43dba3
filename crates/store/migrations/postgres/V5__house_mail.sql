-- Mail of the house itself (invitations, forgotten passwords, tests): sent like deliveries, part of no conversation.
CREATE TABLE house_mail (
  id uuid PRIMARY KEY,
  recipient text NOT NULL,
  envelope_from text NOT NULL,
  bytes bytea NOT NULL,
  state text NOT NULL,
  attempt bigint NOT NULL DEFAULT 0,
  next_at bigint NOT NULL,
  expires_at bigint NOT NULL,
  last_text text,
  created_at bigint NOT NULL
);
CREATE INDEX house_mail_due ON house_mail (next_at) WHERE state = 'queued';
