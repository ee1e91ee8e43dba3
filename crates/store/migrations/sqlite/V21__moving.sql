-- What is brought in from other programs, and exports of everything.
CREATE TABLE import (
  id BLOB PRIMARY KEY,
  -- csv, mbox, zendesk, chatwoot
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  -- Bytes of the file, as far as it has come.
  size INTEGER NOT NULL DEFAULT 0,
  -- A file on the server in place of an upload.
  path TEXT,
  -- How it is to be read: JSON.
  plan TEXT NOT NULL,
  state TEXT NOT NULL,
  -- Which pass, and how far in it: JSON; committed with what it brought.
  place TEXT NOT NULL DEFAULT '{}',
  -- Bytes that were read in the present pass.
  done INTEGER NOT NULL DEFAULT 0,
  -- What the dry run found, and what the run did: JSON.
  looked TEXT NOT NULL DEFAULT '{}',
  counts TEXT NOT NULL DEFAULT '{}',
  -- Bytes of the report that are true.
  report INTEGER NOT NULL DEFAULT 0,
  error TEXT,
  agent BLOB,
  created_at INTEGER NOT NULL,
  started_at INTEGER,
  finished_at INTEGER,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX import_state ON import (state, created_at);
-- What became of each thing of the other program: a second run makes nothing double.
CREATE TABLE import_item (
  -- The program, and which one of them when there are several.
  source TEXT NOT NULL,
  -- contact, conversation, message
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  import BLOB NOT NULL,
  entity BLOB NOT NULL,
  -- 0: it was there before.
  made INTEGER NOT NULL,
  PRIMARY KEY (source, kind, key)
) STRICT;
CREATE INDEX import_item_import ON import_item (import, kind, entity);
CREATE TABLE export (
  id BLOB PRIMARY KEY,
  state TEXT NOT NULL,
  -- What is being written, and how much of it.
  what TEXT NOT NULL DEFAULT '',
  done INTEGER NOT NULL DEFAULT 0,
  size INTEGER,
  summary TEXT NOT NULL DEFAULT '{}',
  error TEXT,
  agent BLOB,
  created_at INTEGER NOT NULL,
  finished_at INTEGER
) STRICT;
CREATE INDEX export_state ON export (state, created_at);
