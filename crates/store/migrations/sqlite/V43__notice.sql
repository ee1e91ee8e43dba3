-- What the house writes to those who use a channel that changes or goes.
CREATE TABLE notice (
  id BLOB PRIMARY KEY,
  channel BLOB NOT NULL,
  plan BLOB,
  -- `domain::notice::Content` as JSON.
  content TEXT NOT NULL,
  -- draft, sending, stopped or done.
  state TEXT NOT NULL,
  written_by BLOB NOT NULL,
  -- In whose name it goes out.
  sent_by BLOB,
  -- Nobody is told before; until then it can be taken back.
  held_until INTEGER,
  -- The newest wave that has begun, how many there are, and when the next is due.
  wave INTEGER NOT NULL DEFAULT 0,
  waves INTEGER NOT NULL DEFAULT 0,
  next_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX notice_updated ON notice (updated_at, id);
CREATE INDEX notice_of_channel ON notice (channel);
CREATE INDEX notice_sending ON notice (held_until) WHERE state = 'sending';
-- Who is told, in this order.
CREATE TABLE notice_recipient (
  notice BLOB NOT NULL REFERENCES notice(id) ON DELETE CASCADE,
  contact BLOB NOT NULL,
  place INTEGER NOT NULL,
  wave INTEGER NOT NULL,
  -- mail or thread.
  by_ TEXT NOT NULL,
  language TEXT NOT NULL,
  -- waiting, told or passed.
  state TEXT NOT NULL,
  -- `domain::notice::Passed` in a word.
  why TEXT,
  told_at INTEGER,
  conversation BLOB,
  message BLOB,
  PRIMARY KEY (notice, contact)
) STRICT;
CREATE INDEX notice_recipient_place ON notice_recipient (notice, place);
CREATE INDEX notice_recipient_waiting ON notice_recipient (notice, wave, place) WHERE state = 'waiting';
CREATE INDEX notice_recipient_contact ON notice_recipient (contact);
CREATE INDEX notice_recipient_conversation ON notice_recipient (conversation) WHERE conversation IS NOT NULL;
CREATE INDEX notice_recipient_message ON notice_recipient (message) WHERE message IS NOT NULL;
-- Who gets no notices.
CREATE TABLE notice_suppression (
  id BLOB PRIMARY KEY,
  -- One of the two.
  contact BLOB,
  address_key TEXT,
  -- asked, bounced or by_hand.
  why TEXT NOT NULL,
  at INTEGER NOT NULL,
  by_ BLOB
) STRICT;
CREATE UNIQUE INDEX notice_suppression_contact ON notice_suppression (contact) WHERE contact IS NOT NULL;
CREATE UNIQUE INDEX notice_suppression_address ON notice_suppression (address_key) WHERE address_key IS NOT NULL;
CREATE INDEX notice_suppression_at ON notice_suppression (at, id);
-- The article and the macro that were made for a plan.
CREATE TABLE plan_kit (
  plan BLOB PRIMARY KEY REFERENCES plan(id) ON DELETE CASCADE,
  article BLOB NOT NULL,
  macro BLOB NOT NULL,
  at INTEGER NOT NULL
) STRICT;
