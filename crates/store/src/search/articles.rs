//! Finding articles: by readers whom nobody knows (published and public texts of one help center), and by agents (all
//! texts, drafts as well when nothing is published yet).
//!
//! All words must be there, the last may go on; when that finds too little, any of them will do. What is best is decided
//! here, over the newest few hundred, so that both engines answer alike.

use super::clauses::{Clause, clauses};
use super::snippet::{Snippet, snippet, wanted};
use super::{document, printed, query_text, tokens};
use crate::{Engine, Result, Tx, record, sql, vals};
use domain::access::{Access, Permission};
use domain::{ArticleId, CollectionId, HelpCenterId};
use std::collections::HashSet;

/// Matches that are looked at.
const LOOK_AT: usize = 400;
/// With fewer hits than this, any of the words will do.
const ENOUGH: usize = 3;
/// Bytes of a text that count.
const SCORED_BYTES: usize = 4000;

record! {
    struct Found {
        article: ArticleId,
        collection: Option<CollectionId>,
        locale: String,
        slug: String,
        title: String,
        summary: String,
        text: String,
    }
}

/// An article that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    pub article: ArticleId,
    pub collection: Option<CollectionId>,
    pub locale: String,
    pub slug: String,
    pub title: String,
    pub summary: String,
    pub snippet: Snippet,
    /// Every word that was looked for is in it; else some are.
    pub whole: bool,
}

/// Puts a text into the index, or replaces what the index holds of it. `n` of `article_translation`; `parts`: title,
/// summary, words, questions in other words.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn index(tx: &mut Tx, n: i64, parts: &[&str]) -> Result<()> {
    let tokens = printed(tx, &document(parts));
    let insert = sql!(
        lite: ["INSERT OR REPLACE INTO article_fts (rowid, t) VALUES ($1, $2)"],
        pg: [
            "INSERT INTO article_fts (n, t) VALUES ($1, ($2::text)::tsvector) ",
            "ON CONFLICT (n) DO UPDATE SET t = excluded.t"
        ],
    );
    tx.run(insert, &vals![n, tokens]).await.map(|_| ())
}

/// Takes one text out of the index.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn unindex_one(tx: &mut Tx, n: i64) -> Result<()> {
    let delete = sql!(
        lite: ["DELETE FROM article_fts WHERE rowid = $1"],
        pg: ["DELETE FROM article_fts WHERE n = $1"],
    );
    tx.run(delete, &vals![n]).await.map(|_| ())
}

/// Takes all texts of an article out of the index, before they are deleted.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn unindex(tx: &mut Tx, article: ArticleId) -> Result<()> {
    let delete = sql!(
        lite: ["DELETE FROM article_fts WHERE rowid IN (SELECT n FROM article_translation WHERE article = $1)"],
        pg: ["DELETE FROM article_fts WHERE n IN (SELECT n FROM article_translation WHERE article = $1)"],
    );
    tx.run(delete, &vals![article]).await.map(|_| ())
}

/// Texts that readers are shown, the best first.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn public(
    tx: &mut Tx,
    center: HelpCenterId,
    locale: &str,
    query: &str,
    limit: usize,
) -> Result<Vec<Hit>> {
    let clauses = clauses(query);
    if clauses.is_empty() || limit == 0 {
        return Ok(Vec::new());
    }
    let select = sql!(
        lite: [
            "SELECT a.id, a.collection, t.locale, t.slug, t.title, t.summary, t.text FROM article_fts f ",
            "CROSS JOIN article_translation t ON t.n = f.rowid JOIN article a ON a.id = t.article ",
            "LEFT JOIN collection c ON c.id = a.collection WHERE f.t MATCH $1 AND t.help_center = $2 AND t.locale = $3 ",
            "AND t.state = 'published' AND a.audience = 'public' AND a.archived_at IS NULL AND coalesce(c.internal, 0) = 0 ",
            "ORDER BY f.rowid DESC LIMIT $4"
        ],
        pg: [
            "SELECT a.id, a.collection, t.locale, t.slug, t.title, t.summary, t.text FROM article_fts f ",
            "JOIN article_translation t ON t.n = f.n JOIN article a ON a.id = t.article ",
            "LEFT JOIN collection c ON c.id = a.collection WHERE f.t @@ ($1::text)::tsquery AND t.help_center = $2 ",
            "AND t.locale = $3 AND t.state = 'published' AND a.audience = 'public' AND a.archived_at IS NULL ",
            "AND coalesce(c.internal, 0) = 0 ORDER BY f.n DESC LIMIT $4"
        ],
    );
    let every = query_text(tx, &clauses);
    let mut found: Vec<Found> = tx
        .all(select, &vals![every, center, locale, LOOK_AT])
        .await?;
    let whole: HashSet<ArticleId> = found.iter().map(|f| f.article).collect();
    if found.len() < ENOUGH.min(limit) && clauses.len() > 1 {
        let any = any_text(tx, &clauses);
        found = tx.all(select, &vals![any, center, locale, LOOK_AT]).await?;
    }
    Ok(best(found, &whole, &clauses, limit))
}

/// Texts that agents may read, those of `locale` first.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn agents(
    tx: &mut Tx,
    access: &Access,
    locale: &str,
    query: &str,
    limit: usize,
) -> Result<Vec<Hit>> {
    let clauses = clauses(query);
    if clauses.is_empty() || limit == 0 || !access.may(Permission::ConversationRead) {
        return Ok(Vec::new());
    }
    let select = sql!(
        lite: [
            "SELECT a.id, a.collection, t.locale, t.slug, coalesce(t.draft_title, t.title), ",
            "coalesce(t.draft_summary, t.summary), t.text FROM article_fts f CROSS JOIN article_translation t ON t.n = f.rowid ",
            "JOIN article a ON a.id = t.article WHERE f.t MATCH $1 AND a.archived_at IS NULL ORDER BY f.rowid DESC LIMIT $2"
        ],
        pg: [
            "SELECT a.id, a.collection, t.locale, t.slug, coalesce(t.draft_title, t.title), ",
            "coalesce(t.draft_summary, t.summary), t.text FROM article_fts f JOIN article_translation t ON t.n = f.n ",
            "JOIN article a ON a.id = t.article WHERE f.t @@ ($1::text)::tsquery AND a.archived_at IS NULL ",
            "ORDER BY f.n DESC LIMIT $2"
        ],
    );
    let every = query_text(tx, &clauses);
    let mut found: Vec<Found> = tx.all(select, &vals![every, LOOK_AT]).await?;
    let whole: HashSet<ArticleId> = found.iter().map(|f| f.article).collect();
    if found.len() < ENOUGH.min(limit) && clauses.len() > 1 {
        let any = any_text(tx, &clauses);
        found = tx.all(select, &vals![any, LOOK_AT]).await?;
    }
    let mut hits = best(found, &whole, &clauses, usize::MAX);
    hits.sort_by_key(|h| h.locale != locale);
    // An article once, in the best locale.
    let mut seen = HashSet::new();
    hits.retain(|h| seen.insert(h.article));
    hits.truncate(limit);
    Ok(hits)
}

/// Any of the clauses.
fn any_text(tx: &Tx, clauses: &[Clause]) -> String {
    let each = clauses
        .iter()
        .map(|c| query_text(tx, std::slice::from_ref(c)));
    let sign = match tx.engine() {
        Engine::Sqlite => " OR ",
        Engine::Postgres => " | ",
    };
    each.collect::<Vec<_>>().join(sign)
}

fn best(
    found: Vec<Found>,
    whole: &HashSet<ArticleId>,
    clauses: &[Clause],
    limit: usize,
) -> Vec<Hit> {
    let mut scored: Vec<(usize, Found)> =
        found.into_iter().map(|f| (score(&f, clauses), f)).collect();
    // The newer of two alike stays first.
    scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    scored
        .into_iter()
        .take(limit)
        .map(|(_, f)| Hit {
            snippet: snippet(&f.text, clauses),
            whole: whole.contains(&f.article),
            article: f.article,
            collection: f.collection,
            locale: f.locale,
            slug: f.slug,
            title: f.title,
            summary: f.summary,
        })
        .collect()
}

/// Clauses that are met: in the title four times as much as in the words, in the summary twice.
fn score(f: &Found, clauses: &[Clause]) -> usize {
    let end = f.text.floor_char_boundary(SCORED_BYTES);
    let mut total = 0;
    for (text, weight) in [(f.title.as_str(), 8), (&f.summary, 4), (&f.text[..end], 2)] {
        let tokens = tokens(text);
        for clause in clauses {
            let one = std::slice::from_ref(clause);
            if tokens.iter().any(|t| wanted(t, one)) {
                total += weight;
            }
        }
    }
    total
}
