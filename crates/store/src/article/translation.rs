//! The texts of an article, one for each locale: what readers are shown, and beside it what is being written.

use crate::value::Json;
use crate::{Result, StoreError, Tx, record, sql, vals};
use domain::article::{Doc, State};
use domain::{AgentId, ArticleId, HelpCenterId, Millis};

record! {
    #[derive(Debug, Clone, PartialEq)]
    pub struct Translation {
        /// Insert order; the key of the full text.
        pub n: i64,
        pub article: ArticleId,
        /// As of the article.
        pub help_center: HelpCenterId,
        pub locale: String,
        pub slug: String,
        /// What readers are shown, or were shown last; empty when there was nothing yet.
        pub title: String,
        pub summary: String,
        pub doc: Json<Doc>,
        pub asked: Json<Vec<String>>,
        pub state: State,
        /// Of the last published text, also when it is not shown any more.
        pub published_version: Option<i64>,
        pub published_at: Option<Millis>,
        pub based_on: Option<i64>,
        /// What is being written; `None` when nothing differs from what is shown.
        pub draft_title: Option<String>,
        pub draft_summary: Option<String>,
        pub draft_doc: Option<Json<Doc>>,
        pub draft_asked: Option<Json<Vec<String>>>,
        pub draft_slug: Option<String>,
        pub draft_based_on: Option<i64>,
        pub draft_at: Option<Millis>,
        pub draft_by: Option<AgentId>,
        pub helped_yes: i64,
        pub helped_no: i64,
        pub updated_at: Millis,
        pub updated_by: Option<AgentId>,
        pub version: i64,
    }
}

macro_rules! columns {
    () => {
        "n, article, help_center, locale, slug, title, summary, doc, asked, state, published_version, published_at, based_on, \
         draft_title, draft_summary, draft_doc, draft_asked, draft_slug, draft_based_on, draft_at, draft_by, helped_yes, \
         helped_no, updated_at, updated_by, version"
    };
}

/// # Errors
/// See [`StoreError`].
pub async fn translation(
    tx: &mut Tx,
    article: ArticleId,
    locale: &str,
) -> Result<Option<Translation>> {
    let select = sql!(
        "SELECT ",
        columns!(),
        " FROM article_translation WHERE article = $1 AND locale = $2"
    );
    tx.one(select, &vals![article, locale]).await
}

/// # Errors
/// See [`StoreError`].
pub async fn translations(tx: &mut Tx, article: ArticleId) -> Result<Vec<Translation>> {
    let select = sql!(
        "SELECT ",
        columns!(),
        " FROM article_translation WHERE article = $1 ORDER BY locale"
    );
    tx.all(select, &vals![article]).await
}

/// Answers its `n`. It begins as a draft.
///
/// # Errors
/// `Conflict` when there is one in that locale, or another article has that slug.
pub async fn insert_translation(tx: &mut Tx, t: &Translation) -> Result<i64> {
    let insert = sql!(
        "INSERT INTO article_translation (article, help_center, locale, slug, title, summary, doc, text, asked, state, ",
        "draft_title, draft_summary, draft_doc, draft_asked, draft_slug, draft_based_on, draft_at, draft_by, updated_at, ",
        "updated_by, version) VALUES ($1, $2, $3, $4, '', '', $5, '', '[]', 'draft', $6, $7, $8, $9, $10, $11, $12, $13, ",
        "$14, $15, 1) RETURNING n"
    );
    let empty = Json(Doc::default());
    let params = vals![
        t.article,
        t.help_center,
        &t.locale,
        &t.slug,
        &empty,
        &t.draft_title,
        &t.draft_summary,
        t.draft_doc.as_ref(),
        t.draft_asked.as_ref(),
        &t.draft_slug,
        t.draft_based_on,
        t.draft_at,
        t.draft_by,
        t.updated_at,
        t.updated_by
    ];
    let row: Option<(i64,)> = tx.one(insert, &params).await?;
    row.map(|r| r.0)
        .ok_or_else(|| StoreError::corrupt("an inserted row has no number"))
}

/// All but what readers said; the words for search are made of the document.
///
/// # Errors
/// `Conflict` when somebody else changed it since it was loaded, or another article has that slug.
pub async fn save_translation(tx: &mut Tx, t: &mut Translation) -> Result<()> {
    let update = sql!(
        "UPDATE article_translation SET slug = $4, title = $5, summary = $6, doc = $7, text = $8, asked = $9, state = $10, ",
        "published_version = $11, published_at = $12, based_on = $13, draft_title = $14, draft_summary = $15, ",
        "draft_doc = $16, draft_asked = $17, draft_slug = $18, draft_based_on = $19, draft_at = $20, draft_by = $21, ",
        "updated_at = $22, updated_by = $23, version = version + 1 WHERE article = $1 AND locale = $2 AND version = $3"
    );
    let params = vals![
        t.article,
        &t.locale,
        t.version,
        &t.slug,
        &t.title,
        &t.summary,
        &t.doc,
        t.doc.0.text(),
        &t.asked,
        t.state,
        t.published_version,
        t.published_at,
        t.based_on,
        &t.draft_title,
        &t.draft_summary,
        t.draft_doc.as_ref(),
        t.draft_asked.as_ref(),
        &t.draft_slug,
        t.draft_based_on,
        t.draft_at,
        t.draft_by,
        t.updated_at,
        t.updated_by
    ];
    if tx.run(update, &params).await? == 0 {
        return Err(StoreError::stale("the translation"));
    }
    t.version += 1;
    Ok(())
}

/// For one that was never shown.
///
/// # Errors
/// See [`StoreError`].
pub async fn delete_translation(tx: &mut Tx, t: &Translation) -> Result<()> {
    crate::search::articles::unindex_one(tx, t.n).await?;
    let delete = sql!("DELETE FROM article_translation WHERE article = $1 AND locale = $2");
    tx.run(delete, &vals![t.article, &t.locale])
        .await
        .map(|_| ())
}

/// The article went to another help center.
///
/// # Errors
/// `Conflict` when another article there has one of its slugs.
pub async fn move_translations(
    tx: &mut Tx,
    article: ArticleId,
    center: HelpCenterId,
) -> Result<()> {
    let update = sql!("UPDATE article_translation SET help_center = $2 WHERE article = $1");
    tx.run(update, &vals![article, center]).await.map(|_| ())
}

/// Which article has that slug, drafts among them.
///
/// # Errors
/// See [`StoreError`].
pub async fn slug_holder(
    tx: &mut Tx,
    center: HelpCenterId,
    locale: &str,
    slug: &str,
) -> Result<Option<ArticleId>> {
    let select = sql!(
        "SELECT article FROM article_translation WHERE help_center = $1 AND locale = $2 AND slug = $3"
    );
    let row: Option<(ArticleId,)> = tx.one(select, &vals![center, locale, slug]).await?;
    Ok(row.map(|r| r.0))
}
