-- What the write path keeps beside the first schema.

-- What a reply changed, for undo within the hold (JSON of `BeforeReply`).
ALTER TABLE outbound ADD COLUMN before TEXT;
-- Attempts whose final answer was lost.
ALTER TABLE delivery ADD COLUMN unknown_count BIGINT NOT NULL DEFAULT 0;
CREATE INDEX delivery_conversation ON delivery (conversation);
-- Leased by a worker; runs out when it dies.
CREATE INDEX delivery_leased ON delivery (lease_until) WHERE state = 'sending';

-- Channel, Message-ID and a hash of From, Date and body: outlives a deleted conversation (M14).
ALTER TABLE inbound_raw ADD COLUMN dedupe_key TEXT;
CREATE INDEX inbound_raw_dedupe ON inbound_raw (dedupe_key) WHERE dedupe_key IS NOT NULL;
-- `new`, or `backfill` and `rescan` of a mailbox: nothing old is acknowledged (M15).
ALTER TABLE inbound_raw ADD COLUMN freshness TEXT NOT NULL DEFAULT 'new';
-- When the server got it, if another server did.
ALTER TABLE inbound_raw ADD COLUMN internal_date BIGINT;
-- Octets of the whole mail when `bytes` are its headers alone (M13).
ALTER TABLE inbound_raw ADD COLUMN headers_only_of BIGINT;
-- For the list of quarantined mail, as far as they could be read.
ALTER TABLE inbound_raw ADD COLUMN from_ TEXT NOT NULL DEFAULT '';
ALTER TABLE inbound_raw ADD COLUMN subject TEXT NOT NULL DEFAULT '';

ALTER TABLE auto_answer ADD COLUMN domain_key TEXT NOT NULL DEFAULT '';
CREATE INDEX auto_answer_domain ON auto_answer (domain_key, at);
CREATE INDEX auto_answer_content ON auto_answer (content_hash, at) WHERE content_hash IS NOT NULL;

-- The record of first responses that promises rest on.
CREATE INDEX conversation_first_reply ON conversation (channel, first_reply_at) WHERE first_reply_at IS NOT NULL;
