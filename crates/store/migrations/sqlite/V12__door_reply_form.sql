-- How a mailbox takes answers with a token in the address: tagged, domain, plain.
ALTER TABLE door ADD COLUMN reply_form TEXT NOT NULL DEFAULT 'tagged';
