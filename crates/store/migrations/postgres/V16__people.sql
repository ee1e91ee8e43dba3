-- People: organizations of customers, merged contacts, retention, legal hold, erasure.
CREATE TABLE organization (
  id UUID PRIMARY KEY,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL UNIQUE,
  -- The agent who answers for it.
  owner UUID,
  -- As written, and as compared (`_key`).
  plan TEXT NOT NULL DEFAULT '',
  plan_key TEXT NOT NULL DEFAULT '',
  life_cycle TEXT,
  segment TEXT NOT NULL DEFAULT '',
  segment_key TEXT NOT NULL DEFAULT '',
  language TEXT,
  zone TEXT,
  note TEXT NOT NULL DEFAULT '',
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  version BIGINT NOT NULL DEFAULT 1
);
CREATE TABLE organization_domain (
  domain TEXT PRIMARY KEY,
  organization UUID NOT NULL REFERENCES organization(id) ON DELETE CASCADE
);
CREATE INDEX organization_domain_organization ON organization_domain (organization);

ALTER TABLE contact ADD COLUMN organization_id UUID;
-- ISO 3166-1 alpha-2.
ALTER TABLE contact ADD COLUMN country TEXT;
-- The contact that this one was merged into; its own row stays as it was.
ALTER TABLE contact ADD COLUMN merged_into UUID;
ALTER TABLE contact ADD COLUMN erased_at BIGINT;
CREATE INDEX contact_organization ON contact (organization_id) WHERE organization_id IS NOT NULL;
CREATE INDEX contact_merged ON contact (merged_into) WHERE merged_into IS NOT NULL;

CREATE TABLE contact_merge (
  id UUID PRIMARY KEY,
  survivor UUID NOT NULL,
  absorbed UUID NOT NULL,
  at BIGINT NOT NULL,
  agent UUID,
  -- What the survivor took over, so that it can be taken back.
  filled TEXT NOT NULL,
  undone_at BIGINT,
  undone_by UUID
);
CREATE INDEX contact_merge_survivor ON contact_merge (survivor);
CREATE INDEX contact_merge_absorbed ON contact_merge (absorbed);
CREATE TABLE contact_merge_item (
  merge UUID NOT NULL REFERENCES contact_merge(id) ON DELETE CASCADE,
  -- `identity` or `conversation`.
  kind TEXT NOT NULL,
  item UUID NOT NULL,
  PRIMARY KEY (merge, kind, item)
);

ALTER TABLE conversation ADD COLUMN erased_at BIGINT;
CREATE INDEX conversation_erased ON conversation (erased_at) WHERE erased_at IS NOT NULL;

CREATE TABLE legal_hold (
  id UUID PRIMARY KEY,
  -- `contact`, `organization` or `conversation`.
  kind TEXT NOT NULL,
  target UUID NOT NULL,
  reason TEXT NOT NULL,
  at BIGINT NOT NULL,
  agent UUID,
  ended_at BIGINT,
  ended_by UUID
);
CREATE INDEX legal_hold_target ON legal_hold (target) WHERE ended_at IS NULL;

CREATE TABLE retention_rule (
  id UUID PRIMARY KEY,
  name TEXT NOT NULL,
  -- Null: all channels, all countries.
  channel UUID,
  country TEXT,
  after_days BIGINT NOT NULL,
  -- Also contacts who have nothing else left.
  contacts BIGINT NOT NULL DEFAULT 0,
  owner UUID NOT NULL,
  enabled BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL,
  version BIGINT NOT NULL DEFAULT 1
);

CREATE TABLE erasure (
  id UUID PRIMARY KEY,
  at BIGINT NOT NULL,
  agent UUID,
  -- The retention rule that did it, when nobody asked.
  rule UUID,
  state TEXT NOT NULL,
  stage TEXT NOT NULL,
  -- How far the stage has come.
  cursor BIGINT NOT NULL DEFAULT 0,
  -- Mails accepted up to there belong to what is forgotten.
  inbound_n BIGINT NOT NULL,
  message_n BIGINT NOT NULL,
  -- Whom it is about, while it runs; emptied at its end.
  whom TEXT NOT NULL,
  counts TEXT NOT NULL,
  finished_at BIGINT
);
CREATE INDEX erasure_running ON erasure (at) WHERE state = 'running';
-- Files whose last row was erased; deleted after the commit, unless another row names them.
CREATE TABLE doomed_blob (name TEXT PRIMARY KEY, at BIGINT NOT NULL);
