-- Deleting a conversation empties the mails that it was made of.
CREATE INDEX inbound_raw_conversation ON inbound_raw (conversation) WHERE conversation IS NOT NULL;
