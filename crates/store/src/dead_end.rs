//! What the dead-end audit found, and what it looks for in tables that nobody reads whole.

use crate::value::{Json, json};
use crate::{Result, Tx, record, sql, vals};
use domain::Millis;
use domain::event::EventKind;
use serde::Serialize;

/// What contacts read, the most frequent first.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn languages(tx: &mut Tx, limit: usize) -> Result<Vec<String>> {
    let select = sql!(
        "SELECT language FROM contact WHERE language IS NOT NULL AND language <> '' GROUP BY language ",
        "ORDER BY count(*) DESC, language LIMIT $1"
    );
    let rows: Vec<(String,)> = tx.all(select, &vals![limit]).await?;
    Ok(rows.into_iter().map(|r| r.0).collect())
}

record! {
    /// A published article, as its text stands in its row.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Article {
        pub locale: String,
        pub title: String,
        pub summary: String,
        doc: String,
    }
}

impl Article {
    /// All of it in lower case, with the addresses of its links.
    #[must_use]
    pub fn words(&self) -> String {
        format!("{}\n{}\n{}", self.title, self.summary, self.doc).to_lowercase()
    }
}

/// Published articles that hold a piece of text, which is in lower case.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn articles_with(tx: &mut Tx, piece: &str, limit: usize) -> Result<Vec<Article>> {
    let select = sql!(
        "SELECT locale, title, summary, doc FROM article_translation WHERE state = 'published' ",
        "AND (lower(doc) LIKE $1 ESCAPE '!' OR lower(summary) LIKE $1 ESCAPE '!') ORDER BY n LIMIT $2"
    );
    tx.all(select, &vals![pattern(piece), limit]).await
}

/// Anything with that piece in it.
fn pattern(piece: &str) -> String {
    let escaped = ["!", "%", "_"]
        .iter()
        .fold(piece.to_owned(), |p, c| p.replace(c, &format!("!{c}")));
    format!("%{escaped}%")
}

/// Reports that are kept.
const KEPT: usize = 48;
/// Changes that are looked at one by one.
pub const CHANGES_MAX: usize = 500;

/// When the house of the newest report was looked at as a whole, and how far the feed was when the report was written.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn newest(tx: &mut Tx) -> Result<Option<(Millis, i64)>> {
    let select = sql!("SELECT at, version FROM dead_end_report ORDER BY at DESC LIMIT 1");
    tx.one(select, &[]).await
}

/// The newest report as JSON.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn last(tx: &mut Tx) -> Result<Option<serde_json::Value>> {
    let select = sql!("SELECT report FROM dead_end_report ORDER BY at DESC LIMIT 1");
    let row: Option<(Json<serde_json::Value>,)> = tx.one(select, &[]).await?;
    Ok(row.map(|(report,)| report.0))
}

/// Keeps a report on the house as it was at that place of the feed, instead of an earlier one of the same whole look, and
/// drops the oldest.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn put<T: Serialize>(
    tx: &mut Tx,
    at: Millis,
    version: i64,
    took_ms: Millis,
    report: &T,
) -> Result<()> {
    let put = sql!(
        "INSERT INTO dead_end_report (at, version, took_ms, report) VALUES ($1, $2, $3, $4) ",
        "ON CONFLICT (at) DO UPDATE SET version = excluded.version, took_ms = excluded.took_ms, report = excluded.report"
    );
    tx.run(put, &vals![at, version, took_ms, json(report)])
        .await?;
    let drop = sql!(
        "DELETE FROM dead_end_report WHERE at NOT IN (SELECT at FROM dead_end_report ORDER BY at DESC LIMIT $1)"
    );
    tx.run(drop, &vals![KEPT]).await.map(|_| ())
}

/// How far the feed is.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn version(tx: &mut Tx) -> Result<i64> {
    let select = sql!("SELECT value FROM counter WHERE name = 'event'");
    Ok(tx.one::<(i64,)>(select, &[]).await?.map_or(0, |r| r.0))
}

/// Events since then that may change where somebody lands, oldest first.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn changes(tx: &mut Tx, since: i64) -> Result<Vec<EventKind>> {
    let select = sql!(
        "SELECT payload FROM event WHERE seq > $1 AND kind IN ('channel.changed.v1', 'channel.stage.v1', ",
        "'channel.paused.v1', 'team.changed.v1', 'agent.changed.v1', 'settings.changed.v1') ORDER BY seq LIMIT $2"
    );
    let rows: Vec<(Json<EventKind>,)> = tx.all(select, &vals![since, CHANGES_MAX]).await?;
    Ok(rows.into_iter().map(|r| r.0.0).collect())
}
