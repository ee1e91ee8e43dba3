-- What lists show, beside the content that it stands in.
ALTER TABLE notice ADD COLUMN name TEXT NOT NULL DEFAULT '';
UPDATE notice SET name = coalesce(json_extract(content, '$.name'), '');
-- When the plan closed the channel, as it was when the notice was sent: every letter says that day.
ALTER TABLE notice ADD COLUMN closes_at INTEGER;
-- The step of its plan then.
ALTER TABLE notice ADD COLUMN plan_step INTEGER;
-- Why it stopped by itself: `domain::notice::Stopped` in a word.
ALTER TABLE notice ADD COLUMN stopped_why TEXT;
DROP INDEX notice_updated;
CREATE INDEX notice_created ON notice (created_at, id);
CREATE INDEX notice_recipient_state ON notice_recipient (notice, state);
