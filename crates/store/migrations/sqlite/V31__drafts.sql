-- Articles that are proposed: because many customers asked the same, or because readers looked for it in vain. No words of one
-- person stand here: terms are words that several used, what was looked for is kept without what may name somebody, and
-- questions and answers are read where they stand.
CREATE TABLE proposal (
  id BLOB PRIMARY KEY,
  -- questions, search
  kind TEXT NOT NULL,
  -- Of a search.
  help_center BLOB,
  locale TEXT NOT NULL,
  query_key TEXT NOT NULL DEFAULT '',
  query TEXT NOT NULL DEFAULT '',
  -- [[term, weight]], the heaviest first.
  terms TEXT NOT NULL,
  -- Questions, or searches in vain, in the time that was looked at.
  times INTEGER NOT NULL,
  -- Customers; 0 for searches.
  people INTEGER NOT NULL,
  -- Contacts in thirty days, times ten.
  a_month INTEGER NOT NULL,
  first_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  -- open, dismissed, taken
  state TEXT NOT NULL,
  -- Of what was taken up.
  article BLOB,
  decided_by BLOB,
  decided_at INTEGER,
  -- Times when it was decided (searches), and since then.
  times_then INTEGER NOT NULL DEFAULT 0,
  since INTEGER NOT NULL DEFAULT 0,
  -- An article that suggestions lead these questions to.
  near_article BLOB,
  -- When it was last found.
  seen_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX proposal_state ON proposal (state, a_month, id);
CREATE TABLE proposal_question (
  proposal BLOB NOT NULL REFERENCES proposal(id) ON DELETE CASCADE,
  conversation BLOB NOT NULL,
  at INTEGER NOT NULL,
  -- How near to the middle, of a thousand.
  near INTEGER NOT NULL,
  PRIMARY KEY (proposal, conversation)
) STRICT;
CREATE INDEX proposal_question_conversation ON proposal_question (conversation);
-- How far the last look came. One row.
CREATE TABLE proposal_look (
  name TEXT PRIMARY KEY,
  -- Somebody asked for it.
  wanted_at INTEGER NOT NULL DEFAULT 0,
  started_at INTEGER NOT NULL DEFAULT 0,
  -- Nobody else looks until then.
  lease_until INTEGER NOT NULL DEFAULT 0,
  finished_at INTEGER NOT NULL DEFAULT 0,
  -- The oldest question that was looked at.
  looked_from INTEGER NOT NULL DEFAULT 0,
  questions INTEGER NOT NULL DEFAULT 0,
  searches INTEGER NOT NULL DEFAULT 0
) STRICT;
