-- Organizations that turn out to be one, and two again. Expands only.
-- The organization that this one was merged into; its own row stays as it was.
ALTER TABLE organization ADD COLUMN merged_into BLOB;
CREATE INDEX organization_merged ON organization (merged_into) WHERE merged_into IS NOT NULL;
CREATE TABLE organization_merge (
  id BLOB PRIMARY KEY,
  survivor BLOB NOT NULL,
  absorbed BLOB NOT NULL,
  at INTEGER NOT NULL,
  agent BLOB,
  -- What the survivor took over, domains too, so that it can be taken back.
  filled TEXT NOT NULL,
  undone_at INTEGER,
  undone_by BLOB
) STRICT;
CREATE INDEX organization_merge_survivor ON organization_merge (survivor);
CREATE INDEX organization_merge_absorbed ON organization_merge (absorbed);
-- Contacts that moved.
CREATE TABLE organization_merge_item (
  merge BLOB NOT NULL REFERENCES organization_merge(id) ON DELETE CASCADE,
  contact BLOB NOT NULL,
  PRIMARY KEY (merge, contact)
) STRICT;
