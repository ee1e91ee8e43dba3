-- Help centers, collections, articles in several languages, their versions, redirects, files, and what readers said.
CREATE TABLE help_center (
  id BLOB PRIMARY KEY,
  brand BLOB NOT NULL,
  slug TEXT NOT NULL UNIQUE,
  -- A host name of its own, in lower case.
  host TEXT UNIQUE,
  -- {locale: name}
  names TEXT NOT NULL,
  -- [locale], in the order in which they are offered.
  locales TEXT NOT NULL,
  default_locale TEXT NOT NULL,
  -- [{url, names: {locale: name}}]: links of the brand in the header.
  links TEXT NOT NULL DEFAULT '[]',
  -- #rrggbb
  accent TEXT,
  -- The article file that is its picture.
  logo BLOB,
  public INTEGER NOT NULL DEFAULT 0,
  -- Visitors of a thousand who are shown no suggestions.
  held_out_permille INTEGER NOT NULL DEFAULT 50,
  created_at INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE TABLE collection (
  id BLOB PRIMARY KEY,
  help_center BLOB NOT NULL REFERENCES help_center(id) ON DELETE CASCADE,
  parent BLOB,
  position INTEGER NOT NULL DEFAULT 0,
  internal INTEGER NOT NULL DEFAULT 0,
  -- {locale: {name, slug, description}}
  words TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX collection_help_center ON collection (help_center, position, id);
CREATE INDEX collection_parent ON collection (parent) WHERE parent IS NOT NULL;
CREATE TABLE article (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  help_center BLOB NOT NULL REFERENCES help_center(id),
  collection BLOB REFERENCES collection(id) ON DELETE SET NULL,
  owner BLOB,
  -- public, internal
  audience TEXT NOT NULL,
  source_locale TEXT NOT NULL,
  topic BLOB,
  archived_at INTEGER,
  review_every_days INTEGER,
  review_at INTEGER,
  -- Who last said that it is still true.
  reviewed_at INTEGER,
  reviewed_by BLOB,
  position INTEGER NOT NULL DEFAULT 0,
  from_conversation BLOB,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX article_help_center ON article (help_center, position, id);
CREATE INDEX article_collection ON article (collection, position, id) WHERE collection IS NOT NULL;
CREATE INDEX article_review ON article (review_at) WHERE review_at IS NOT NULL AND archived_at IS NULL;
CREATE INDEX article_updated ON article (updated_at, id);
-- What readers are shown (title, summary, doc, text, asked), and beside it what is being written (draft_).
CREATE TABLE article_translation (
  n INTEGER PRIMARY KEY,
  article BLOB NOT NULL REFERENCES article(id) ON DELETE CASCADE,
  -- As of the article.
  help_center BLOB NOT NULL,
  locale TEXT NOT NULL,
  slug TEXT NOT NULL,
  title TEXT NOT NULL,
  summary TEXT NOT NULL,
  doc TEXT NOT NULL,
  -- Words alone, for search.
  text TEXT NOT NULL,
  -- Questions in other words that it answers: a JSON list.
  asked TEXT NOT NULL DEFAULT '[]',
  -- draft, published
  state TEXT NOT NULL DEFAULT 'draft',
  published_version INTEGER,
  published_at INTEGER,
  -- The published version of the source translation that it was made from.
  based_on INTEGER,
  -- Null: nothing is being written beside what is shown.
  draft_title TEXT,
  draft_summary TEXT,
  draft_doc TEXT,
  draft_asked TEXT,
  draft_slug TEXT,
  draft_based_on INTEGER,
  draft_at INTEGER,
  draft_by BLOB,
  -- What readers said, all in all; each of them stands in article_feedback.
  helped_yes INTEGER NOT NULL DEFAULT 0,
  helped_no INTEGER NOT NULL DEFAULT 0,
  updated_at INTEGER NOT NULL,
  updated_by BLOB,
  version INTEGER NOT NULL DEFAULT 1,
  UNIQUE (article, locale),
  UNIQUE (help_center, locale, slug)
) STRICT;
CREATE INDEX article_translation_state ON article_translation (help_center, locale, state);
CREATE TABLE article_version (
  id BLOB PRIMARY KEY,
  article BLOB NOT NULL REFERENCES article(id) ON DELETE CASCADE,
  locale TEXT NOT NULL,
  number INTEGER NOT NULL,
  title TEXT NOT NULL,
  summary TEXT NOT NULL,
  doc TEXT NOT NULL,
  by_ BLOB,
  at INTEGER NOT NULL,
  note TEXT NOT NULL DEFAULT '',
  UNIQUE (article, locale, number)
) STRICT;
-- Names an article and not a slug, so that no circle can arise. Kept for ever.
CREATE TABLE article_redirect (
  help_center BLOB NOT NULL,
  locale TEXT NOT NULL,
  slug TEXT NOT NULL,
  article BLOB NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (help_center, locale, slug)
) STRICT;
CREATE INDEX article_redirect_article ON article_redirect (article);
CREATE TABLE article_feedback (
  n INTEGER PRIMARY KEY,
  article BLOB NOT NULL REFERENCES article(id) ON DELETE CASCADE,
  locale TEXT NOT NULL,
  version INTEGER NOT NULL,
  helped INTEGER NOT NULL,
  word TEXT NOT NULL DEFAULT '',
  at INTEGER NOT NULL,
  -- Random; who says it again changes what was said.
  visitor TEXT NOT NULL,
  UNIQUE (article, locale, visitor)
) STRICT;
CREATE INDEX article_feedback_at ON article_feedback (at);
-- Articles in answers: each counts once a message.
CREATE TABLE article_sent (
  message BLOB NOT NULL REFERENCES message(id) ON DELETE CASCADE,
  article BLOB NOT NULL REFERENCES article(id) ON DELETE CASCADE,
  locale TEXT NOT NULL,
  conversation BLOB NOT NULL,
  agent BLOB,
  at INTEGER NOT NULL,
  PRIMARY KEY (message, article)
) STRICT;
CREATE INDEX article_sent_article ON article_sent (article, at);
CREATE TABLE article_file (
  id BLOB PRIMARY KEY,
  help_center BLOB NOT NULL,
  blob TEXT NOT NULL,
  name TEXT NOT NULL,
  -- Found out from its bytes, never what was claimed.
  media_type TEXT NOT NULL,
  size INTEGER NOT NULL,
  -- In pixels, of pictures.
  width INTEGER,
  height INTEGER,
  by_ BLOB,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX article_file_blob ON article_file (blob);
CREATE INDEX article_file_help_center ON article_file (help_center, created_at);
-- Which texts hold or held a file. Readers are given those that a text holds that they are shown.
CREATE TABLE article_file_use (
  article BLOB NOT NULL REFERENCES article(id) ON DELETE CASCADE,
  locale TEXT NOT NULL,
  file BLOB NOT NULL,
  shown INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (article, locale, file)
) STRICT;
CREATE INDEX article_file_use_file ON article_file_use (file);
-- What was asked of the search, by nobody in particular.
CREATE TABLE help_search_log (
  help_center BLOB NOT NULL REFERENCES help_center(id) ON DELETE CASCADE,
  locale TEXT NOT NULL,
  query_key TEXT NOT NULL,
  query TEXT NOT NULL,
  times INTEGER NOT NULL,
  without_result_times INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  PRIMARY KEY (help_center, locale, query_key)
) STRICT;
CREATE INDEX help_search_log_last ON help_search_log (last_at);
-- Tokens made by `search::tokens`; rowid is article_translation.n.
CREATE VIRTUAL TABLE article_fts USING fts5(t, content='', contentless_delete=1, tokenize='ascii');
-- Rises with each change of what readers may be shown.
INSERT INTO counter (name, value) VALUES ('help', 1);
