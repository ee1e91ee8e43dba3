-- Forms, and what was sent by them. The page of a form is a door: evidence in messages, and never an address of mail.
ALTER TABLE door ADD COLUMN medium TEXT NOT NULL DEFAULT 'mail';
CREATE TABLE form (
  id BLOB PRIMARY KEY,
  channel BLOB NOT NULL UNIQUE REFERENCES channel(id),
  -- Whose pages it is among; null: nowhere yet.
  help_center BLOB,
  door BLOB NOT NULL UNIQUE,
  slug TEXT NOT NULL,
  -- {locale: {title, intro, thanks}}
  words TEXT NOT NULL,
  -- Questions in order, with their conditions and words.
  questions TEXT NOT NULL,
  files_max INTEGER NOT NULL,
  bytes_max INTEGER NOT NULL,
  -- The email door that answers come from and go to.
  reply_door BLOB,
  -- Origins that may show it within their own pages.
  hosts TEXT NOT NULL DEFAULT '[]',
  created_at INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 1,
  UNIQUE (help_center, slug)
) STRICT;
CREATE TABLE form_post (
  id BLOB PRIMARY KEY,
  form BLOB NOT NULL REFERENCES form(id),
  -- Hash of the page's ticket and of what was sent: the same thing sent twice is kept once.
  nonce TEXT NOT NULL UNIQUE,
  -- Hash of the ticket alone: what else was sent from the same page.
  page TEXT NOT NULL,
  conversation BLOB NOT NULL,
  at INTEGER NOT NULL,
  locale TEXT NOT NULL,
  -- [{key, label, value}] as the customer saw and gave them, without the question itself.
  answers TEXT NOT NULL,
  -- Why it was suspect: a JSON list of words.
  suspicion TEXT NOT NULL DEFAULT '[]',
  spam INTEGER NOT NULL DEFAULT 0,
  -- queue, redirected, kept
  landing TEXT NOT NULL
) STRICT;
CREATE INDEX form_post_form ON form_post (form, at);
CREATE INDEX form_post_page ON form_post (page);
CREATE INDEX form_post_conversation ON form_post (conversation);
