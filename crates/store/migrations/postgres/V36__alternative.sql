-- Another way that somebody in the line was offered: a message instead of a wait. It counts as long as they wait for the
-- same answer, that is while `alternative_at` is not before the conversation's `waiting_since`.
ALTER TABLE chat ADD COLUMN alternative_at bigint;
-- message, wait; null: not chosen.
ALTER TABLE chat ADD COLUMN alternative_choice text;
ALTER TABLE chat ADD COLUMN chosen_at bigint;
CREATE INDEX chat_alternative ON chat (alternative_at) WHERE alternative_at IS NOT NULL;
