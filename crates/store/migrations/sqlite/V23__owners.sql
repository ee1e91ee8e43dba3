-- Which node has taken up a mail of the house or a message to a webhook: free at once when that node is gone.
ALTER TABLE house_mail ADD COLUMN lease_owner TEXT;
ALTER TABLE webhook_delivery ADD COLUMN lease_owner TEXT;
-- A program that does not know the statuses 'merged' and 'side' (migration 17) cannot read a conversation that has them.
UPDATE counter SET value = 17 WHERE name = 'schema_needs' AND value < 17;
