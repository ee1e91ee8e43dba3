//! What readers whom nobody knows are shown: published texts of public articles outside of internal collections, and
//! nothing else. Takes no `&Access`, because there is nobody to have one; each statement says what is public.

use super::File;
use crate::value::Json;
use crate::{Result, Tx, record, sql, vals};
use domain::article::Doc;
use domain::{AgentId, ArticleFileId, ArticleId, CollectionId, HelpCenterId, Millis, TopicId};

/// Articles in one list of a page.
const LINES_MAX: usize = 5000;

/// `FROM` and `WHERE` of a text `t` of an article `a` that readers are shown; `$1` is the help center.
macro_rules! shown {
    () => {
        "FROM article_translation t JOIN article a ON a.id = t.article LEFT JOIN collection c ON c.id = a.collection \
         WHERE t.help_center = $1 AND t.state = 'published' AND a.audience = 'public' AND a.archived_at IS NULL \
         AND coalesce(c.internal, 0) = 0 "
    };
}

/// An article as a reader sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct PublicArticle {
    pub id: ArticleId,
    pub collection: Option<CollectionId>,
    pub topic: Option<TopicId>,
    pub locale: String,
    pub slug: String,
    pub title: String,
    pub summary: String,
    pub doc: Doc,
    pub version: i64,
    pub published_at: Millis,
    /// Who looks after it.
    pub owner: Option<AgentId>,
    /// The locale that this text was translated from.
    pub translated_from: Option<String>,
    /// Readers who said that it helped, and that it did not.
    pub helped: (i64, i64),
    /// Other locales and the slugs there.
    pub others: Vec<(String, String)>,
}

record! {
    struct Found {
        id: ArticleId,
        collection: Option<CollectionId>,
        topic: Option<TopicId>,
        locale: String,
        slug: String,
        title: String,
        summary: String,
        doc: Json<Doc>,
        version: Option<i64>,
        published_at: Option<Millis>,
        owner: Option<AgentId>,
        source_locale: String,
        based_on: Option<i64>,
        yes: i64,
        no: i64,
    }
}

/// # Errors
/// See [`crate::StoreError`].
pub async fn public_by_slug(
    tx: &mut Tx,
    center: HelpCenterId,
    locale: &str,
    slug: &str,
) -> Result<Option<PublicArticle>> {
    let select = sql!(
        "SELECT a.id, a.collection, a.topic, t.locale, t.slug, t.title, t.summary, t.doc, t.published_version, t.published_at, ",
        "a.owner, a.source_locale, t.based_on, t.helped_yes, t.helped_no ",
        shown!(),
        "AND t.locale = $2 AND t.slug = $3"
    );
    let found: Option<Found> = tx.one(select, &vals![center, locale, slug]).await?;
    let Some(f) = found else {
        return Ok(None);
    };
    let others = sql!(
        "SELECT t.locale, t.slug ",
        shown!(),
        "AND t.article = $2 AND t.locale <> $3 ORDER BY t.locale"
    );
    let others = tx.all(others, &vals![center, f.id, locale]).await?;
    let is_translation = f.based_on.is_some() && f.source_locale != f.locale;
    Ok(Some(PublicArticle {
        id: f.id,
        collection: f.collection,
        topic: f.topic,
        locale: f.locale,
        slug: f.slug,
        title: f.title,
        summary: f.summary,
        doc: f.doc.0,
        version: f.version.unwrap_or(0),
        published_at: f.published_at.unwrap_or(0),
        owner: f.owner,
        translated_from: is_translation.then_some(f.source_locale),
        helped: (f.yes, f.no),
        others,
    }))
}

record! {
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Line {
        pub article: ArticleId,
        pub collection: Option<CollectionId>,
        pub title: String,
        pub slug: String,
        pub summary: String,
        pub published_at: Option<Millis>,
    }
}

/// Articles of a collection in their order; without one, all of the help center.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn public_lines(
    tx: &mut Tx,
    center: HelpCenterId,
    locale: &str,
    collection: Option<CollectionId>,
) -> Result<Vec<Line>> {
    let all = sql!(
        "SELECT a.id, a.collection, t.title, t.slug, t.summary, t.published_at ",
        shown!(),
        "AND t.locale = $2 ORDER BY a.position, a.n LIMIT $3"
    );
    let some = sql!(
        "SELECT a.id, a.collection, t.title, t.slug, t.summary, t.published_at ",
        shown!(),
        "AND t.locale = $2 AND a.collection = $3 ORDER BY a.position, a.n LIMIT $4"
    );
    match collection {
        None => tx.all(all, &vals![center, locale, LINES_MAX]).await,
        Some(id) => tx.all(some, &vals![center, locale, id, LINES_MAX]).await,
    }
}

record! {
    /// An article, and how many readers said that it helped and that it did not.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Voiced {
        pub article: ArticleId,
        pub title: String,
        pub slug: String,
        pub yes: i64,
        pub no: i64,
    }
}

/// Articles about a topic and what stands below it, those that helped most readers first; without a topic, of all that
/// helped anybody.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn public_helpful(
    tx: &mut Tx,
    center: HelpCenterId,
    locale: &str,
    topic: Option<TopicId>,
    limit: usize,
) -> Result<Vec<Voiced>> {
    let about = sql!(
        "WITH RECURSIVE below (id) AS (SELECT id FROM topic WHERE id = $3 UNION SELECT b.id FROM topic b ",
        "JOIN below ON b.parent = below.id) ",
        "SELECT a.id, t.title, t.slug, t.helped_yes, t.helped_no ",
        shown!(),
        "AND t.locale = $2 AND a.topic IN (SELECT id FROM below) ORDER BY t.helped_yes DESC, a.position, a.n LIMIT $4"
    );
    let any = sql!(
        "SELECT a.id, t.title, t.slug, t.helped_yes, t.helped_no ",
        shown!(),
        "AND t.locale = $2 AND t.helped_yes > 0 ORDER BY t.helped_yes DESC, a.position, a.n LIMIT $3"
    );
    match topic {
        Some(topic) => tx.all(about, &vals![center, locale, topic, limit]).await,
        None => tx.all(any, &vals![center, locale, limit]).await,
    }
}

record! {
    /// Where an article is in one locale.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Address {
        /// For the next page.
        pub n: i64,
        pub article: ArticleId,
        pub locale: String,
        pub slug: String,
        pub published_at: Option<Millis>,
    }
}

/// All addresses of a help center, a page at a time.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn public_addresses(
    tx: &mut Tx,
    center: HelpCenterId,
    after: i64,
    limit: usize,
) -> Result<Vec<Address>> {
    let select = sql!(
        "SELECT t.n, a.id, t.locale, t.slug, t.published_at ",
        shown!(),
        "AND t.n > $2 ORDER BY t.n LIMIT $3"
    );
    tx.all(select, &vals![center, after, limit]).await
}

/// Where readers find an article: in that locale, or else in the one that it was written in.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn public_where(
    tx: &mut Tx,
    center: HelpCenterId,
    locale: &str,
    article: ArticleId,
) -> Result<Option<(String, String)>> {
    let select = sql!(
        "SELECT t.locale, t.slug ",
        shown!(),
        "AND t.article = $2 ORDER BY CASE WHEN t.locale = $3 THEN 0 WHEN t.locale = a.source_locale THEN 1 ELSE 2 END, ",
        "t.locale LIMIT 1"
    );
    tx.one(select, &vals![center, article, locale]).await
}

/// Whether readers were once shown an article at that address and are not any more. What is for agents alone was never there.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn gone(tx: &mut Tx, center: HelpCenterId, locale: &str, slug: &str) -> Result<bool> {
    let select = sql!(
        "SELECT 1 FROM article_translation t JOIN article a ON a.id = t.article LEFT JOIN collection c ON c.id = a.collection ",
        "WHERE t.help_center = $1 AND t.locale = $2 AND t.slug = $3 AND t.published_version IS NOT NULL ",
        "AND a.audience = 'public' AND coalesce(c.internal, 0) = 0 UNION ALL ",
        "SELECT 1 FROM article_redirect r JOIN article a ON a.id = r.article LEFT JOIN collection c ON c.id = a.collection ",
        "WHERE r.help_center = $1 AND r.locale = $2 AND r.slug = $3 AND a.audience = 'public' ",
        "AND coalesce(c.internal, 0) = 0 LIMIT 1"
    );
    Ok(tx
        .one::<(i64,)>(select, &vals![center, locale, slug])
        .await?
        .is_some())
}

/// A file that a shown text of the help center holds, or its picture.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn public_file(
    tx: &mut Tx,
    center: HelpCenterId,
    id: ArticleFileId,
) -> Result<Option<File>> {
    // From the file to its articles: few.
    let used = sql!(
        "SELECT 1 FROM article_file_use u JOIN article_translation t ON t.article = u.article AND t.locale = u.locale ",
        "JOIN article a ON a.id = t.article LEFT JOIN collection c ON c.id = a.collection ",
        "WHERE u.file = $2 AND u.shown = 1 AND t.help_center = $1 AND t.state = 'published' AND a.audience = 'public' ",
        "AND a.archived_at IS NULL AND coalesce(c.internal, 0) = 0 UNION ALL ",
        "SELECT 1 FROM help_center WHERE id = $1 AND logo = $2 LIMIT 1"
    );
    if tx.one::<(i64,)>(used, &vals![center, id]).await?.is_none() {
        return Ok(None);
    }
    super::file(tx, id).await
}
