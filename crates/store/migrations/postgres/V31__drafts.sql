-- Articles that are proposed: because many customers asked the same, or because readers looked for it in vain. No words of one
-- person stand here: terms are words that several used, what was looked for is kept without what may name somebody, and
-- questions and answers are read where they stand.
CREATE TABLE proposal (
  id UUID PRIMARY KEY,
  -- questions, search
  kind TEXT NOT NULL,
  -- Of a search.
  help_center UUID,
  locale TEXT NOT NULL,
  query_key TEXT NOT NULL DEFAULT '',
  query TEXT NOT NULL DEFAULT '',
  -- [[term, weight]], the heaviest first.
  terms TEXT NOT NULL,
  -- Questions, or searches in vain, in the time that was looked at.
  times BIGINT NOT NULL,
  -- Customers; 0 for searches.
  people BIGINT NOT NULL,
  -- Contacts in thirty days, times ten.
  a_month BIGINT NOT NULL,
  first_at BIGINT NOT NULL,
  last_at BIGINT NOT NULL,
  -- open, dismissed, taken
  state TEXT NOT NULL,
  -- Of what was taken up.
  article UUID,
  decided_by UUID,
  decided_at BIGINT,
  -- Times when it was decided (searches), and since then.
  times_then BIGINT NOT NULL DEFAULT 0,
  since BIGINT NOT NULL DEFAULT 0,
  -- An article that suggestions lead these questions to.
  near_article UUID,
  -- When it was last found.
  seen_at BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  version BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX proposal_state ON proposal (state, a_month, id);
CREATE TABLE proposal_question (
  proposal UUID NOT NULL REFERENCES proposal(id) ON DELETE CASCADE,
  conversation UUID NOT NULL,
  at BIGINT NOT NULL,
  -- How near to the middle, of a thousand.
  near BIGINT NOT NULL,
  PRIMARY KEY (proposal, conversation)
);
CREATE INDEX proposal_question_conversation ON proposal_question (conversation);
-- How far the last look came. One row.
CREATE TABLE proposal_look (
  name TEXT PRIMARY KEY,
  -- Somebody asked for it.
  wanted_at BIGINT NOT NULL DEFAULT 0,
  started_at BIGINT NOT NULL DEFAULT 0,
  -- Nobody else looks until then.
  lease_until BIGINT NOT NULL DEFAULT 0,
  finished_at BIGINT NOT NULL DEFAULT 0,
  -- The oldest question that was looked at.
  looked_from BIGINT NOT NULL DEFAULT 0,
  questions BIGINT NOT NULL DEFAULT 0,
  searches BIGINT NOT NULL DEFAULT 0
);
