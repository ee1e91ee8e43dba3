-- Chat: widgets, visitors and what they wrote. The conversation of a chat is one like any other.
CREATE TABLE widget (
  id uuid PRIMARY KEY,
  channel uuid NOT NULL UNIQUE REFERENCES channel(id),
  door uuid NOT NULL UNIQUE,
  -- Public: stands in the pages of sites.
  key text NOT NULL UNIQUE,
  -- Origins that may embed it.
  sites text NOT NULL DEFAULT '[]',
  look text NOT NULL DEFAULT '{}',
  -- The email door that answers come from and go to when the visitor is away.
  reply_door uuid,
  -- Sealed; signs who a visitor is.
  secret bytea,
  created_at bigint NOT NULL,
  version bigint NOT NULL DEFAULT 1
);
-- Nobody is here before they have written or shown who they are.
CREATE TABLE visitor (
  id uuid PRIMARY KEY,
  widget uuid NOT NULL REFERENCES widget(id),
  contact uuid,
  name text NOT NULL DEFAULT '',
  -- As typed; proves nothing.
  email text NOT NULL DEFAULT '',
  email_key text NOT NULL DEFAULT '',
  -- none, code, signed
  proved text NOT NULL DEFAULT 'none',
  locale text NOT NULL DEFAULT '',
  zone text NOT NULL DEFAULT '',
  page_url text NOT NULL DEFAULT '',
  page_title text NOT NULL DEFAULT '',
  messages bigint NOT NULL DEFAULT 0,
  -- How many of them on that day (days since 1970).
  day bigint NOT NULL DEFAULT 0,
  day_messages bigint NOT NULL DEFAULT 0,
  -- Messages up to there were seen in the widget.
  read_n bigint NOT NULL DEFAULT 0,
  created_at bigint NOT NULL,
  seen_at bigint NOT NULL
);
CREATE INDEX visitor_contact ON visitor (contact);
CREATE INDEX visitor_email ON visitor (email_key);
-- Tokens by their hash. One that was replaced is good for ten minutes more.
CREATE TABLE visitor_token (
  hash text PRIMARY KEY,
  visitor uuid NOT NULL REFERENCES visitor(id) ON DELETE CASCADE,
  made_at bigint NOT NULL,
  good_until bigint NOT NULL
);
CREATE INDEX visitor_token_visitor ON visitor_token (visitor);
-- Codes that were mailed, to strangers too.
CREATE TABLE visitor_code (
  id uuid PRIMARY KEY,
  visitor uuid NOT NULL,
  widget uuid NOT NULL,
  email_key text NOT NULL,
  hash text NOT NULL,
  tries bigint NOT NULL DEFAULT 0,
  made_at bigint NOT NULL,
  good_until bigint NOT NULL
);
CREATE INDEX visitor_code_visitor ON visitor_code (visitor);
CREATE INDEX visitor_code_email ON visitor_code (email_key, made_at);
-- Which conversation is whose chat.
CREATE TABLE chat (
  conversation uuid PRIMARY KEY,
  visitor uuid NOT NULL,
  widget uuid NOT NULL,
  began_at bigint NOT NULL,
  -- Messages up to there were seen by an agent.
  agent_read_n bigint NOT NULL DEFAULT 0,
  left_at bigint,
  score bigint,
  comment text NOT NULL DEFAULT '',
  rated_at bigint
);
CREATE INDEX chat_visitor ON chat (visitor, began_at);
-- What was said in a widget, and to whom: nothing else of a conversation is shown there.
CREATE TABLE chat_message (
  message uuid PRIMARY KEY,
  visitor uuid NOT NULL,
  -- Named by the client that sent it; null: said by us.
  client_id text,
  UNIQUE (visitor, client_id)
);
-- How often invitations were shown, taken up and waved away, by day (days since 1970).
CREATE TABLE invitation_count (
  widget uuid NOT NULL,
  invitation text NOT NULL,
  day bigint NOT NULL,
  shown bigint NOT NULL DEFAULT 0,
  accepted bigint NOT NULL DEFAULT 0,
  dismissed bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (widget, invitation, day)
);
