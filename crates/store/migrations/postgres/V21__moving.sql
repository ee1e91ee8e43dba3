-- What is brought in from other programs, and exports of everything.
CREATE TABLE import (
  id uuid PRIMARY KEY,
  -- csv, mbox, zendesk, chatwoot
  kind text NOT NULL,
  name text NOT NULL,
  -- Bytes of the file, as far as it has come.
  size bigint NOT NULL DEFAULT 0,
  -- A file on the server in place of an upload.
  path text,
  -- How it is to be read: JSON.
  plan text NOT NULL,
  state text NOT NULL,
  -- Which pass, and how far in it: JSON; committed with what it brought.
  place text NOT NULL DEFAULT '{}',
  -- Bytes that were read in the present pass.
  done bigint NOT NULL DEFAULT 0,
  -- What the dry run found, and what the run did: JSON.
  looked text NOT NULL DEFAULT '{}',
  counts text NOT NULL DEFAULT '{}',
  -- Bytes of the report that are true.
  report bigint NOT NULL DEFAULT 0,
  error text,
  agent uuid,
  created_at bigint NOT NULL,
  started_at bigint,
  finished_at bigint,
  version bigint NOT NULL DEFAULT 1
);
CREATE INDEX import_state ON import (state, created_at);
-- What became of each thing of the other program: a second run makes nothing double.
CREATE TABLE import_item (
  -- The program, and which one of them when there are several.
  source text NOT NULL,
  -- contact, conversation, message
  kind text NOT NULL,
  key text NOT NULL,
  import uuid NOT NULL,
  entity uuid NOT NULL,
  -- 0: it was there before.
  made bigint NOT NULL,
  PRIMARY KEY (source, kind, key)
);
CREATE INDEX import_item_import ON import_item (import, kind, entity);
CREATE TABLE export (
  id uuid PRIMARY KEY,
  state text NOT NULL,
  -- What is being written, and how much of it.
  what text NOT NULL DEFAULT '',
  done bigint NOT NULL DEFAULT 0,
  size bigint,
  summary text NOT NULL DEFAULT '{}',
  error text,
  agent uuid,
  created_at bigint NOT NULL,
  finished_at bigint
);
CREATE INDEX export_state ON export (state, created_at);
