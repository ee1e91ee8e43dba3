//! Every text that readers were shown, in the order in which it was published.

use crate::value::Json;
use crate::{Result, Tx, record, sql, vals};
use domain::article::Doc;
use domain::{AgentId, ArticleId, ArticleVersionId, Millis};

/// Versions in one list.
const LISTED: usize = 500;

record! {
    #[derive(Debug, Clone, PartialEq)]
    pub struct Version {
        pub id: ArticleVersionId,
        pub article: ArticleId,
        pub locale: String,
        pub number: i64,
        pub title: String,
        pub summary: String,
        pub doc: Json<Doc>,
        pub by: Option<AgentId>,
        pub at: Millis,
        pub note: String,
    }
}

record! {
    /// A version without its document.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct VersionLine {
        pub id: ArticleVersionId,
        pub number: i64,
        pub title: String,
        pub by: Option<AgentId>,
        pub at: Millis,
        pub note: String,
    }
}

/// # Errors
/// `Conflict` when there is one of that number.
pub async fn insert_version(tx: &mut Tx, v: &Version) -> Result<()> {
    let insert = sql!(
        "INSERT INTO article_version (id, article, locale, number, title, summary, doc, by_, at, note) ",
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    );
    let params = vals![
        v.id, v.article, &v.locale, v.number, &v.title, &v.summary, &v.doc, v.by, v.at, &v.note
    ];
    tx.run(insert, &params).await.map(|_| ())
}

/// The newest first.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn versions(tx: &mut Tx, article: ArticleId, locale: &str) -> Result<Vec<VersionLine>> {
    let select = sql!(
        "SELECT id, number, title, by_, at, note FROM article_version WHERE article = $1 AND locale = $2 ",
        "ORDER BY number DESC LIMIT $3"
    );
    tx.all(select, &vals![article, locale, LISTED]).await
}

/// # Errors
/// See [`crate::StoreError`].
pub async fn version(
    tx: &mut Tx,
    article: ArticleId,
    locale: &str,
    number: i64,
) -> Result<Option<Version>> {
    let select = sql!(
        "SELECT id, article, locale, number, title, summary, doc, by_, at, note FROM article_version ",
        "WHERE article = $1 AND locale = $2 AND number = $3"
    );
    tx.one(select, &vals![article, locale, number]).await
}

/// The number of the newest version; 0 when there is none.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn newest_number(tx: &mut Tx, article: ArticleId, locale: &str) -> Result<i64> {
    let select = sql!(
        "SELECT coalesce(max(number), 0) FROM article_version WHERE article = $1 AND locale = $2"
    );
    Ok(tx
        .one::<(i64,)>(select, &vals![article, locale])
        .await?
        .map_or(0, |r| r.0))
}
