-- Suggestions: what was shown to whom for one question, and what came of it. No words of people stand here.
CREATE TABLE suggestion (
  id UUID PRIMARY KEY,
  -- Null: an agent's reply box.
  help_center UUID,
  form UUID,
  -- form, search, reply
  place TEXT NOT NULL,
  locale TEXT NOT NULL,
  topic UUID,
  -- The topic was urgent then: neither held out nor counted.
  urgent BIGINT NOT NULL DEFAULT 0,
  -- Random, of the browser; empty for agents and after erasure.
  visitor TEXT NOT NULL,
  agent UUID,
  -- shown, held_out
  arm TEXT NOT NULL,
  -- Keyed hash of the question as it was last asked for.
  question_key TEXT NOT NULL,
  -- [article], best first; for the held out what they would have been shown.
  shown TEXT NOT NULL,
  -- solved, kept_writing
  answer TEXT,
  solved_by UUID,
  -- The conversation that it became, or in which an agent was answering.
  conversation UUID,
  sent_at BIGINT,
  contact UUID,
  at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE INDEX suggestion_center ON suggestion (help_center, at) WHERE help_center IS NOT NULL;
CREATE INDEX suggestion_visitor ON suggestion (visitor, at) WHERE visitor <> '';
CREATE INDEX suggestion_conversation ON suggestion (conversation) WHERE conversation IS NOT NULL;
CREATE INDEX suggestion_contact ON suggestion (contact) WHERE contact IS NOT NULL;
CREATE INDEX suggestion_at ON suggestion (at);
-- Single words of questions that an article answered, and how many used them: a bag without order, numbers or people.
CREATE TABLE suggestion_word (
  article UUID NOT NULL REFERENCES article(id) ON DELETE CASCADE,
  locale TEXT NOT NULL,
  word TEXT NOT NULL,
  times BIGINT NOT NULL,
  last_at BIGINT NOT NULL,
  PRIMARY KEY (article, locale, word)
);
CREATE INDEX suggestion_word_last ON suggestion_word (last_at);
ALTER TABLE topic ADD COLUMN urgent BIGINT NOT NULL DEFAULT 0;
-- How far answers with articles were learned from: the time of the last one.
INSERT INTO counter (name, value) VALUES ('suggest_learned', 0);
