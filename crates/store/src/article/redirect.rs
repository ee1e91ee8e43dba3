//! Old addresses of articles, kept for ever. A redirect names an article and no slug, so that no circle can arise; a slug
//! that another article has now is that article's.

use crate::{Result, Tx, sql, vals};
use domain::{ArticleId, HelpCenterId, Millis};

/// The article was at that slug until now.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn redirect(
    tx: &mut Tx,
    center: HelpCenterId,
    locale: &str,
    slug: &str,
    article: ArticleId,
    at: Millis,
) -> Result<()> {
    let upsert = sql!(
        "INSERT INTO article_redirect (help_center, locale, slug, article, at) VALUES ($1, $2, $3, $4, $5) ",
        "ON CONFLICT (help_center, locale, slug) DO UPDATE SET article = excluded.article, at = excluded.at"
    );
    tx.run(upsert, &vals![center, locale, slug, article, at])
        .await
        .map(|_| ())
}

/// The slug is in use again.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn clear_redirect(
    tx: &mut Tx,
    center: HelpCenterId,
    locale: &str,
    slug: &str,
) -> Result<()> {
    let delete =
        sql!("DELETE FROM article_redirect WHERE help_center = $1 AND locale = $2 AND slug = $3");
    tx.run(delete, &vals![center, locale, slug])
        .await
        .map(|_| ())
}

/// Where the article of an old address is now; `None` when readers cannot read it (any more).
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn redirected(
    tx: &mut Tx,
    center: HelpCenterId,
    locale: &str,
    slug: &str,
) -> Result<Option<(ArticleId, String)>> {
    let select = sql!(
        "SELECT a.id, t.slug FROM article_redirect r JOIN article a ON a.id = r.article ",
        "JOIN article_translation t ON t.article = a.id AND t.locale = r.locale ",
        "LEFT JOIN collection c ON c.id = a.collection ",
        "WHERE r.help_center = $1 AND r.locale = $2 AND r.slug = $3 AND a.help_center = $1 AND t.state = 'published' ",
        "AND a.audience = 'public' AND a.archived_at IS NULL AND coalesce(c.internal, 0) = 0"
    );
    tx.one(select, &vals![center, locale, slug]).await
}

/// Old addresses of an article: locale, slug, until when.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn redirects_of(
    tx: &mut Tx,
    article: ArticleId,
) -> Result<Vec<(String, String, Millis)>> {
    let select = sql!(
        "SELECT locale, slug, at FROM article_redirect WHERE article = $1 ORDER BY at DESC, slug LIMIT 200"
    );
    tx.all(select, &vals![article]).await
}
