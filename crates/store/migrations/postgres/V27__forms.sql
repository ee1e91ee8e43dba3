-- Forms, and what was sent by them. The page of a form is a door: evidence in messages, and never an address of mail.
ALTER TABLE door ADD COLUMN medium TEXT NOT NULL DEFAULT 'mail';
CREATE TABLE form (
  id uuid PRIMARY KEY,
  channel uuid NOT NULL UNIQUE REFERENCES channel(id),
  -- Whose pages it is among; null: nowhere yet.
  help_center uuid,
  door uuid NOT NULL UNIQUE,
  slug text NOT NULL,
  -- {locale: {title, intro, thanks}}
  words text NOT NULL,
  -- Questions in order, with their conditions and words.
  questions text NOT NULL,
  files_max bigint NOT NULL,
  bytes_max bigint NOT NULL,
  -- The email door that answers come from and go to.
  reply_door uuid,
  -- Origins that may show it within their own pages.
  hosts text NOT NULL DEFAULT '[]',
  created_at bigint NOT NULL,
  version bigint NOT NULL DEFAULT 1,
  UNIQUE (help_center, slug)
);
CREATE TABLE form_post (
  id uuid PRIMARY KEY,
  form uuid NOT NULL REFERENCES form(id),
  -- Hash of the page's ticket and of what was sent: the same thing sent twice is kept once.
  nonce text NOT NULL UNIQUE,
  -- Hash of the ticket alone: what else was sent from the same page.
  page text NOT NULL,
  conversation uuid NOT NULL,
  at bigint NOT NULL,
  locale text NOT NULL,
  -- [{key, label, value}] as the customer saw and gave them, without the question itself.
  answers text NOT NULL,
  -- Why it was suspect: a JSON list of words.
  suspicion text NOT NULL DEFAULT '[]',
  spam bigint NOT NULL DEFAULT 0,
  -- queue, redirected, kept
  landing text NOT NULL
);
CREATE INDEX form_post_form ON form_post (form, at);
CREATE INDEX form_post_page ON form_post (page);
CREATE INDEX form_post_conversation ON form_post (conversation);
