-- The whole schema. The same file exists for the other engine under the same number and name; a test compares the
-- resulting tables. Ids are UUIDv7 made by the caller, times are milliseconds UTC, booleans 0/1, enums the snake_case
-- names of `domain`, JSON is opaque text. `n` is the insert order, and the row id of the full-text tables.

-- What holds for the whole organization ----------------------------------------------------------------------------
CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
INSERT INTO counter (name, value) VALUES ('event', 0), ('conversation', 0);
CREATE TABLE lease (name TEXT PRIMARY KEY, owner TEXT NOT NULL, until INTEGER NOT NULL, fence INTEGER NOT NULL) STRICT;
CREATE TABLE brand (id BLOB PRIMARY KEY, name TEXT NOT NULL, locale TEXT NOT NULL, created_at INTEGER NOT NULL) STRICT;

-- Agents, teams, sign-in -------------------------------------------------------------------------------------------
CREATE TABLE team (
  id BLOB PRIMARY KEY,
  name TEXT NOT NULL,
  signature TEXT NOT NULL DEFAULT '',
  archived INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE agent (
  id BLOB PRIMARY KEY,
  name TEXT NOT NULL,
  email TEXT NOT NULL,
  email_key TEXT NOT NULL UNIQUE,
  password_hash TEXT,
  permission_set TEXT NOT NULL,
  zone TEXT NOT NULL,
  locale TEXT NOT NULL,
  settings TEXT NOT NULL DEFAULT '{}',
  active INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE team_member (
  team BLOB NOT NULL REFERENCES team(id) ON DELETE CASCADE,
  agent BLOB NOT NULL REFERENCES agent(id) ON DELETE CASCADE,
  PRIMARY KEY (team, agent)
) STRICT;
CREATE INDEX team_member_agent ON team_member (agent, team);
CREATE TABLE session (
  id BLOB PRIMARY KEY,
  token_hash BLOB NOT NULL UNIQUE,
  agent BLOB NOT NULL REFERENCES agent(id) ON DELETE CASCADE,
  csrf TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  ip TEXT NOT NULL,
  user_agent TEXT NOT NULL
) STRICT;
CREATE INDEX session_agent ON session (agent);
CREATE INDEX session_expires ON session (expires_at);
CREATE TABLE ticket (
  id BLOB PRIMARY KEY,
  token_hash BLOB NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  agent BLOB NOT NULL REFERENCES agent(id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER
) STRICT;
CREATE INDEX ticket_agent ON ticket (agent, kind);
CREATE TABLE sign_in_attempt (n INTEGER PRIMARY KEY, key TEXT NOT NULL, at INTEGER NOT NULL, ok INTEGER NOT NULL) STRICT;
CREATE INDEX sign_in_attempt_recent ON sign_in_attempt (key, at);
CREATE INDEX sign_in_attempt_at ON sign_in_attempt (at);

-- Contacts ---------------------------------------------------------------------------------------------------------
CREATE TABLE contact (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  name TEXT NOT NULL,
  -- The address shown beside the name: the one they wrote from first.
  address TEXT NOT NULL DEFAULT '',
  organization TEXT,
  language TEXT,
  zone TEXT,
  note TEXT NOT NULL DEFAULT '',
  blocked INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE TABLE identity (
  id BLOB PRIMARY KEY,
  contact BLOB NOT NULL REFERENCES contact(id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  value TEXT NOT NULL,
  value_key TEXT NOT NULL,
  verified TEXT NOT NULL DEFAULT 'nothing',
  verified_at INTEGER,
  undeliverable INTEGER NOT NULL DEFAULT 0,
  UNIQUE (kind, value_key)
) STRICT;
CREATE INDEX identity_contact ON identity (contact);
CREATE TABLE blocked_sender (
  -- A whole address, or `@domain`.
  address_key TEXT PRIMARY KEY,
  at INTEGER NOT NULL,
  agent BLOB,
  reason TEXT NOT NULL DEFAULT ''
) STRICT;

-- Channels and their outside parts ---------------------------------------------------------------------------------
CREATE TABLE channel (
  id BLOB PRIMARY KEY,
  kind TEXT NOT NULL,
  brand BLOB NOT NULL,
  team BLOB,
  name TEXT NOT NULL,
  stage TEXT NOT NULL,
  paused INTEGER NOT NULL DEFAULT 0,
  successor BLOB,
  first_response_target_min INTEGER NOT NULL,
  acknowledge INTEGER NOT NULL DEFAULT 1,
  owner BLOB,
  purpose TEXT NOT NULL DEFAULT '',
  settings TEXT NOT NULL DEFAULT '{}',
  created_at INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE TABLE channel_history (
  id BLOB PRIMARY KEY,
  channel BLOB NOT NULL REFERENCES channel(id),
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  what TEXT NOT NULL,
  from_ TEXT,
  to_ TEXT,
  reason TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX channel_history_channel ON channel_history (channel, at);
CREATE TABLE door (
  id BLOB PRIMARY KEY,
  channel BLOB NOT NULL REFERENCES channel(id),
  address TEXT NOT NULL,
  address_key TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  removed_at INTEGER
) STRICT;
CREATE INDEX door_channel ON door (channel);
CREATE TABLE mailbox (
  id BLOB PRIMARY KEY,
  channel BLOB NOT NULL REFERENCES channel(id),
  host TEXT NOT NULL,
  port INTEGER NOT NULL,
  tls TEXT NOT NULL,
  username TEXT NOT NULL,
  auth TEXT NOT NULL,
  secret BLOB,
  folder TEXT NOT NULL DEFAULT 'INBOX',
  after_commit TEXT NOT NULL DEFAULT 'leave',
  move_to TEXT,
  start_from TEXT NOT NULL DEFAULT 'now',
  uidvalidity INTEGER,
  last_uid INTEGER,
  -- Messages on the server in the range that we collect, at the last look.
  server_count INTEGER,
  state TEXT NOT NULL DEFAULT '{}',
  last_success_at INTEGER,
  last_error TEXT,
  error_at INTEGER,
  enabled INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE TABLE mailbox_item (
  mailbox BLOB NOT NULL REFERENCES mailbox(id) ON DELETE CASCADE,
  uidvalidity INTEGER NOT NULL,
  uid INTEGER NOT NULL,
  state TEXT NOT NULL,
  inbound BLOB,
  attempts INTEGER NOT NULL DEFAULT 0,
  error TEXT,
  at INTEGER NOT NULL,
  PRIMARY KEY (mailbox, uidvalidity, uid)
) STRICT;
CREATE INDEX mailbox_item_retry ON mailbox_item (mailbox, uidvalidity, uid) WHERE state = 'retry';
CREATE TABLE smarthost (
  id BLOB PRIMARY KEY,
  position INTEGER NOT NULL,
  host TEXT NOT NULL,
  port INTEGER NOT NULL,
  tls TEXT NOT NULL,
  username TEXT,
  secret BLOB,
  auth TEXT NOT NULL DEFAULT 'none',
  rate_per_minute INTEGER,
  enabled INTEGER NOT NULL DEFAULT 1,
  last_success_at INTEGER,
  last_error TEXT,
  error_at INTEGER,
  created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE dkim_key (
  id BLOB PRIMARY KEY,
  domain TEXT NOT NULL,
  selector TEXT NOT NULL,
  algorithm TEXT NOT NULL,
  private_sealed BLOB NOT NULL,
  public_dns TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  active INTEGER NOT NULL DEFAULT 0,
  UNIQUE (domain, selector)
) STRICT;

-- Conversations ----------------------------------------------------------------------------------------------------
CREATE TABLE conversation (
  id BLOB PRIMARY KEY,
  number INTEGER NOT NULL UNIQUE,
  subject TEXT NOT NULL,
  status TEXT NOT NULL,
  snoozed_until INTEGER,
  snoozed_by BLOB,
  resolved_at INTEGER,
  urgency TEXT NOT NULL DEFAULT 'normal',
  urgency_source TEXT NOT NULL DEFAULT 'default',
  topic BLOB,
  topic_source TEXT NOT NULL DEFAULT 'default',
  team BLOB,
  assignee BLOB,
  contact BLOB,
  channel BLOB NOT NULL,
  door BLOB,
  language TEXT,
  created_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  last_customer_at INTEGER,
  last_agent_at INTEGER,
  waiting_since INTEGER,
  first_reply_at INTEGER,
  preview TEXT NOT NULL DEFAULT '',
  message_count INTEGER NOT NULL DEFAULT 0,
  -- Kind of the message that `preview` shows.
  last_kind TEXT NOT NULL DEFAULT 'customer',
  -- "May belong to": a guess, never acted upon.
  hint_conversation BLOB,
  spam_reason TEXT,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX conversation_status_last ON conversation (status, last_at, id);
CREATE INDEX conversation_status_team_last ON conversation (status, team, last_at, id);
CREATE INDEX conversation_status_assignee_last ON conversation (status, assignee, last_at, id, team);
CREATE INDEX conversation_waiting ON conversation (status, waiting_since, id) WHERE waiting_since IS NOT NULL;
CREATE INDEX conversation_contact ON conversation (contact, last_at);
CREATE INDEX conversation_snoozed ON conversation (snoozed_until) WHERE snoozed_until IS NOT NULL;
CREATE TABLE conversation_link (
  conversation BLOB NOT NULL REFERENCES conversation(id) ON DELETE CASCADE,
  other BLOB NOT NULL,
  kind TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (conversation, other, kind)
) STRICT;
CREATE INDEX conversation_link_other ON conversation_link (other);
CREATE TABLE tag (
  id BLOB PRIMARY KEY,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL UNIQUE,
  colour TEXT NOT NULL DEFAULT '',
  created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE conversation_tag (
  conversation BLOB NOT NULL REFERENCES conversation(id) ON DELETE CASCADE,
  tag BLOB NOT NULL REFERENCES tag(id) ON DELETE CASCADE,
  PRIMARY KEY (conversation, tag)
) STRICT;
CREATE INDEX conversation_tag_tag ON conversation_tag (tag, conversation);
CREATE TABLE topic (
  id BLOB PRIMARY KEY,
  name TEXT NOT NULL,
  parent BLOB,
  archived INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE follower (
  conversation BLOB NOT NULL REFERENCES conversation(id) ON DELETE CASCADE,
  agent BLOB NOT NULL,
  PRIMARY KEY (conversation, agent)
) STRICT;
CREATE INDEX follower_agent ON follower (agent, conversation);
CREATE TABLE participant (
  conversation BLOB NOT NULL REFERENCES conversation(id) ON DELETE CASCADE,
  address_key TEXT NOT NULL,
  address TEXT NOT NULL,
  name TEXT NOT NULL DEFAULT '',
  role TEXT NOT NULL,
  since INTEGER NOT NULL,
  new_to_conversation INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (conversation, address_key)
) STRICT;
CREATE TABLE read_mark (
  conversation BLOB NOT NULL REFERENCES conversation(id) ON DELETE CASCADE,
  agent BLOB NOT NULL,
  message_n INTEGER NOT NULL DEFAULT 0,
  at INTEGER NOT NULL,
  PRIMARY KEY (conversation, agent)
) STRICT;
CREATE TABLE draft (
  -- The nil UUID for a conversation that does not exist yet.
  conversation BLOB NOT NULL,
  agent BLOB NOT NULL,
  kind TEXT NOT NULL,
  html TEXT NOT NULL,
  to_ TEXT NOT NULL DEFAULT '[]',
  cc TEXT NOT NULL DEFAULT '[]',
  bcc TEXT NOT NULL DEFAULT '[]',
  subject TEXT NOT NULL DEFAULT '',
  attachments TEXT NOT NULL DEFAULT '[]',
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (conversation, agent)
) STRICT;

-- Messages ---------------------------------------------------------------------------------------------------------
CREATE TABLE message (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  conversation BLOB NOT NULL REFERENCES conversation(id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  at INTEGER NOT NULL,
  contact BLOB,
  agent BLOB,
  door BLOB,
  channel BLOB,
  subject TEXT NOT NULL DEFAULT '',
  text TEXT NOT NULL DEFAULT '',
  html TEXT,
  -- The visible reply: `text` without quotes and signature.
  reply TEXT,
  folded TEXT NOT NULL DEFAULT '[]',
  from_ TEXT NOT NULL DEFAULT '[]',
  to_ TEXT NOT NULL DEFAULT '[]',
  cc TEXT NOT NULL DEFAULT '[]',
  bcc TEXT NOT NULL DEFAULT '[]',
  reply_to TEXT NOT NULL DEFAULT '[]',
  automatic TEXT NOT NULL DEFAULT 'none',
  language TEXT,
  -- The channel's own id: the Message-ID of a mail.
  provider_id TEXT,
  dedupe_key TEXT,
  raw_blob TEXT,
  authentication TEXT,
  warnings TEXT NOT NULL DEFAULT '[]',
  -- For kind `event`: what happened, as JSON.
  event TEXT,
  auto_text TEXT,
  cancelled_at INTEGER,
  size INTEGER NOT NULL DEFAULT 0,
  UNIQUE (channel, dedupe_key)
) STRICT;
CREATE INDEX message_conversation ON message (conversation, at, n);
CREATE TABLE thread_ref (
  -- A normalised Message-ID, `ti:` and a Thread-Index, or a foreign reference.
  ref_key TEXT NOT NULL,
  conversation BLOB NOT NULL REFERENCES conversation(id) ON DELETE CASCADE,
  message BLOB,
  at INTEGER NOT NULL,
  own INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (ref_key, conversation)
) STRICT;
CREATE INDEX thread_ref_conversation ON thread_ref (conversation);
CREATE TABLE attachment (
  id BLOB PRIMARY KEY,
  -- Null until the draft that it was uploaded for is sent.
  message BLOB REFERENCES message(id) ON DELETE CASCADE,
  agent BLOB,
  name TEXT NOT NULL,
  original_name TEXT NOT NULL DEFAULT '',
  media_type TEXT NOT NULL,
  size INTEGER NOT NULL,
  inline INTEGER NOT NULL DEFAULT 0,
  content_id TEXT,
  blob TEXT NOT NULL,
  position INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX attachment_message ON attachment (message, position);
CREATE INDEX attachment_blob ON attachment (blob);
CREATE INDEX attachment_loose ON attachment (created_at) WHERE message IS NULL;
CREATE TABLE inbound_raw (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  channel BLOB,
  source TEXT NOT NULL,
  mailbox BLOB,
  uidvalidity INTEGER,
  uid INTEGER,
  mail_from TEXT NOT NULL DEFAULT '',
  rcpt TEXT NOT NULL DEFAULT '[]',
  peer_ip TEXT NOT NULL DEFAULT '',
  helo TEXT NOT NULL DEFAULT '',
  tls INTEGER NOT NULL DEFAULT 0,
  received_at INTEGER NOT NULL,
  -- Null when the bytes have been moved to `blob`.
  bytes BLOB,
  blob TEXT,
  size INTEGER NOT NULL,
  sha256 BLOB NOT NULL,
  state TEXT NOT NULL DEFAULT 'pending',
  attempts INTEGER NOT NULL DEFAULT 0,
  lease_until INTEGER,
  error TEXT,
  message BLOB,
  conversation BLOB
) STRICT;
CREATE INDEX inbound_raw_pending ON inbound_raw (n) WHERE state = 'pending';
CREATE INDEX inbound_raw_quarantined ON inbound_raw (n) WHERE state = 'quarantined';
CREATE INDEX inbound_raw_large ON inbound_raw (n) WHERE blob IS NULL AND size > 262144;
CREATE INDEX inbound_raw_blob ON inbound_raw (blob) WHERE blob IS NOT NULL;
CREATE INDEX inbound_raw_message ON inbound_raw (message) WHERE message IS NOT NULL;
CREATE TABLE outbound (
  message BLOB PRIMARY KEY REFERENCES message(id) ON DELETE CASCADE,
  message_id_header TEXT NOT NULL UNIQUE,
  bytes BLOB,
  raw_blob TEXT,
  from_ TEXT NOT NULL,
  signed INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX outbound_blob ON outbound (raw_blob) WHERE raw_blob IS NOT NULL;
CREATE TABLE delivery (
  id BLOB PRIMARY KEY,
  message BLOB NOT NULL REFERENCES message(id) ON DELETE CASCADE,
  conversation BLOB NOT NULL,
  recipient TEXT NOT NULL,
  envelope_from TEXT NOT NULL,
  state TEXT NOT NULL,
  attempt INTEGER NOT NULL DEFAULT 0,
  next_at INTEGER NOT NULL,
  lease_until INTEGER,
  lease_owner TEXT,
  last_code TEXT,
  last_text TEXT,
  smarthost BLOB,
  created_at INTEGER NOT NULL,
  sent_at INTEGER,
  undo_until INTEGER
) STRICT;
CREATE INDEX delivery_due ON delivery (state, next_at);
CREATE INDEX delivery_message ON delivery (message);
CREATE TABLE auto_answer (
  address_key TEXT NOT NULL,
  channel BLOB NOT NULL,
  kind TEXT NOT NULL,
  at INTEGER NOT NULL,
  content_hash BLOB,
  PRIMARY KEY (address_key, channel, kind, at)
) STRICT;
CREATE INDEX auto_answer_at ON auto_answer (at);

-- What happened, what is to be done --------------------------------------------------------------------------------
CREATE TABLE event (
  -- The position in the feed, in the order of commits.
  seq INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  kind TEXT NOT NULL,
  conversation BLOB,
  contact BLOB,
  payload TEXT NOT NULL
) STRICT;
CREATE INDEX event_conversation ON event (conversation, seq) WHERE conversation IS NOT NULL;
CREATE INDEX event_at ON event (at);
CREATE TABLE promise (
  id BLOB PRIMARY KEY,
  conversation BLOB NOT NULL REFERENCES conversation(id) ON DELETE CASCADE,
  channel BLOB NOT NULL,
  made_at INTEGER NOT NULL,
  usually_at INTEGER NOT NULL,
  almost_always_at INTEGER NOT NULL,
  basis TEXT NOT NULL,
  n INTEGER NOT NULL,
  kept_at INTEGER
) STRICT;
CREATE INDEX promise_conversation ON promise (conversation);
CREATE TABLE job (
  id BLOB PRIMARY KEY,
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  payload TEXT NOT NULL,
  run_at INTEGER NOT NULL,
  prio INTEGER NOT NULL DEFAULT 0,
  attempt INTEGER NOT NULL DEFAULT 0,
  max_attempt INTEGER NOT NULL,
  lease_until INTEGER,
  lease_owner TEXT,
  state TEXT NOT NULL DEFAULT 'pending',
  last_error TEXT
) STRICT;
CREATE UNIQUE INDEX job_once ON job (kind, key) WHERE state = 'pending';
CREATE INDEX job_due ON job (prio, run_at, id) WHERE state = 'pending';
CREATE INDEX job_run_at ON job (run_at) WHERE state = 'pending';
CREATE INDEX job_leased ON job (lease_until) WHERE state = 'leased';
CREATE TABLE idempotency (
  key TEXT NOT NULL,
  agent BLOB NOT NULL,
  route TEXT NOT NULL,
  -- 0 while the first request is still running.
  status INTEGER NOT NULL DEFAULT 0,
  body TEXT NOT NULL DEFAULT '',
  at INTEGER NOT NULL,
  PRIMARY KEY (key, agent, route)
) STRICT;
CREATE INDEX idempotency_at ON idempotency (at);
CREATE TABLE audit (
  id BLOB PRIMARY KEY,
  at INTEGER NOT NULL,
  agent BLOB,
  act TEXT NOT NULL,
  target TEXT NOT NULL,
  detail TEXT NOT NULL,
  ip TEXT NOT NULL
) STRICT;
CREATE INDEX audit_at ON audit (at, id);
CREATE TABLE evidence (
  n INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  agent BLOB NOT NULL,
  session BLOB,
  kind TEXT NOT NULL,
  conversation BLOB,
  seconds INTEGER NOT NULL DEFAULT 0,
  value TEXT
) STRICT;
CREATE INDEX evidence_agent ON evidence (agent, at);

-- Words ------------------------------------------------------------------------------------------------------------
CREATE TABLE macro (
  id BLOB PRIMARY KEY,
  name TEXT NOT NULL,
  shortcut TEXT NOT NULL DEFAULT '',
  html TEXT NOT NULL DEFAULT '',
  actions TEXT NOT NULL DEFAULT '[]',
  team BLOB,
  archived INTEGER NOT NULL DEFAULT 0,
  position INTEGER NOT NULL DEFAULT 0,
  used_count INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE text (
  key TEXT NOT NULL,
  brand BLOB NOT NULL,
  locale TEXT NOT NULL,
  stage TEXT NOT NULL DEFAULT '',
  subject TEXT NOT NULL DEFAULT '',
  body TEXT NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (key, brand, locale, stage)
) STRICT;

-- Full text: tokens made by `search::tokens`, never by the database ------------------------------------------------
CREATE VIRTUAL TABLE message_fts USING fts5(t, content='', contentless_delete=1, tokenize='ascii');
CREATE VIRTUAL TABLE contact_fts USING fts5(t, content='', contentless_delete=1, tokenize='ascii');
