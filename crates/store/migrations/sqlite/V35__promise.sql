-- What exactly was told, so that it can be said again and scored.
ALTER TABLE promise ADD COLUMN urgency TEXT NOT NULL DEFAULT 'normal';
-- `domain::promise::Told` as JSON; empty: by an older version, the two times were told.
ALTER TABLE promise ADD COLUMN told TEXT NOT NULL DEFAULT '';
-- The wait before words rounded it; null: almost always could not be said.
ALTER TABLE promise ADD COLUMN usually_ms INTEGER;
ALTER TABLE promise ADD COLUMN almost_always_ms INTEGER;
-- The same as a forward run found it, before it was corrected; null: no forward run.
ALTER TABLE promise ADD COLUMN uncorrected_ms INTEGER;
UPDATE promise SET usually_ms = usually_at - made_at, almost_always_ms = almost_always_at - made_at;
UPDATE promise SET urgency = coalesce((SELECT c.urgency FROM conversation c WHERE c.id = promise.conversation), 'normal');
CREATE INDEX promise_class ON promise (channel, urgency, made_at);
CREATE INDEX promise_made ON promise (made_at, id);
CREATE INDEX chat_began ON chat (began_at);
