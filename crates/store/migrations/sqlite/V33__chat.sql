-- Chat: widgets, visitors and what they wrote. The conversation of a chat is one like any other.
CREATE TABLE widget (
  id BLOB PRIMARY KEY,
  channel BLOB NOT NULL UNIQUE REFERENCES channel(id),
  door BLOB NOT NULL UNIQUE,
  -- Public: stands in the pages of sites.
  key TEXT NOT NULL UNIQUE,
  -- Origins that may embed it.
  sites TEXT NOT NULL DEFAULT '[]',
  look TEXT NOT NULL DEFAULT '{}',
  -- The email door that answers come from and go to when the visitor is away.
  reply_door BLOB,
  -- Sealed; signs who a visitor is.
  secret BLOB,
  created_at INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
-- Nobody is here before they have written or shown who they are.
CREATE TABLE visitor (
  id BLOB PRIMARY KEY,
  widget BLOB NOT NULL REFERENCES widget(id),
  contact BLOB,
  name TEXT NOT NULL DEFAULT '',
  -- As typed; proves nothing.
  email TEXT NOT NULL DEFAULT '',
  email_key TEXT NOT NULL DEFAULT '',
  -- none, code, signed
  proved TEXT NOT NULL DEFAULT 'none',
  locale TEXT NOT NULL DEFAULT '',
  zone TEXT NOT NULL DEFAULT '',
  page_url TEXT NOT NULL DEFAULT '',
  page_title TEXT NOT NULL DEFAULT '',
  messages INTEGER NOT NULL DEFAULT 0,
  -- How many of them on that day (days since 1970).
  day INTEGER NOT NULL DEFAULT 0,
  day_messages INTEGER NOT NULL DEFAULT 0,
  -- Messages up to there were seen in the widget.
  read_n INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL
) STRICT;
CREATE INDEX visitor_contact ON visitor (contact);
CREATE INDEX visitor_email ON visitor (email_key);
-- Tokens by their hash. One that was replaced is good for ten minutes more.
CREATE TABLE visitor_token (
  hash TEXT PRIMARY KEY,
  visitor BLOB NOT NULL REFERENCES visitor(id) ON DELETE CASCADE,
  made_at INTEGER NOT NULL,
  good_until INTEGER NOT NULL
) STRICT;
CREATE INDEX visitor_token_visitor ON visitor_token (visitor);
-- Codes that were mailed, to strangers too.
CREATE TABLE visitor_code (
  id BLOB PRIMARY KEY,
  visitor BLOB NOT NULL,
  widget BLOB NOT NULL,
  email_key TEXT NOT NULL,
  hash TEXT NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0,
  made_at INTEGER NOT NULL,
  good_until INTEGER NOT NULL
) STRICT;
CREATE INDEX visitor_code_visitor ON visitor_code (visitor);
CREATE INDEX visitor_code_email ON visitor_code (email_key, made_at);
-- Which conversation is whose chat.
CREATE TABLE chat (
  conversation BLOB PRIMARY KEY,
  visitor BLOB NOT NULL,
  widget BLOB NOT NULL,
  began_at INTEGER NOT NULL,
  -- Messages up to there were seen by an agent.
  agent_read_n INTEGER NOT NULL DEFAULT 0,
  left_at INTEGER,
  score INTEGER,
  comment TEXT NOT NULL DEFAULT '',
  rated_at INTEGER
) STRICT;
CREATE INDEX chat_visitor ON chat (visitor, began_at);
-- What was said in a widget, and to whom: nothing else of a conversation is shown there.
CREATE TABLE chat_message (
  message BLOB PRIMARY KEY,
  visitor BLOB NOT NULL,
  -- Named by the client that sent it; null: said by us.
  client_id TEXT,
  UNIQUE (visitor, client_id)
) STRICT;
-- How often invitations were shown, taken up and waved away, by day (days since 1970).
CREATE TABLE invitation_count (
  widget BLOB NOT NULL,
  invitation TEXT NOT NULL,
  day INTEGER NOT NULL,
  shown INTEGER NOT NULL DEFAULT 0,
  accepted INTEGER NOT NULL DEFAULT 0,
  dismissed INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (widget, invitation, day)
) STRICT;
