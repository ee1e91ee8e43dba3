//! Help centers: the public places where articles are read, one or several for each brand; and what was looked for there.
//! What begins with `public` is for readers whom nobody knows: it shows only what everybody may see.

use crate::value::Json;
use crate::{Result, StoreError, Tx, record, sql, vals};
use domain::article::{Elsewhere, Searched};
use domain::{ArticleFileId, BrandId, HelpCenterId, Millis};
use std::collections::BTreeMap;

/// Different searches that are kept for each help center and locale; the oldest make room.
const SEARCHES_MAX: usize = 5000;

record! {
    #[derive(Debug, Clone, PartialEq)]
    pub struct HelpCenter {
        pub id: HelpCenterId,
        pub brand: BrandId,
        /// Its name in addresses: `/help/{slug}`.
        pub slug: String,
        /// A host name of its own, in lower case.
        pub host: Option<String>,
        /// Locale → name.
        pub names: Json<BTreeMap<String, String>>,
        /// In the order in which they are offered.
        pub locales: Json<Vec<String>>,
        pub default_locale: String,
        /// Of the brand, in the header.
        pub links: Json<Vec<Elsewhere>>,
        /// `#rrggbb`
        pub accent: Option<String>,
        pub logo: Option<ArticleFileId>,
        pub public: bool,
        pub held_out_permille: i64,
        pub created_at: Millis,
        pub version: i64,
    }
}

impl HelpCenter {
    /// Its name in a locale, or in the one that it falls back to.
    #[must_use]
    pub fn name(&self, locale: &str) -> &str {
        let names = &self.names.0;
        let found = names
            .get(locale)
            .or_else(|| names.get(&self.default_locale));
        found
            .or_else(|| names.values().next())
            .map_or("", String::as_str)
    }
}

macro_rules! columns {
    () => {
        "id, brand, slug, host, names, locales, default_locale, links, accent, logo, public, held_out_permille, created_at, version"
    };
}

/// # Errors
/// See [`StoreError`].
pub async fn all(tx: &mut Tx) -> Result<Vec<HelpCenter>> {
    let select = sql!(
        "SELECT ",
        columns!(),
        " FROM help_center ORDER BY created_at, id"
    );
    tx.all(select, &[]).await
}

/// # Errors
/// See [`StoreError`].
pub async fn load(tx: &mut Tx, id: HelpCenterId) -> Result<Option<HelpCenter>> {
    let select = sql!("SELECT ", columns!(), " FROM help_center WHERE id = $1");
    tx.one(select, &vals![id]).await
}

/// # Errors
/// See [`StoreError`].
pub async fn public_by_slug(tx: &mut Tx, slug: &str) -> Result<Option<HelpCenter>> {
    let select = sql!(
        "SELECT ",
        columns!(),
        " FROM help_center WHERE slug = $1 AND public = 1"
    );
    tx.one(select, &vals![slug]).await
}

/// `host` in lower case, without a port.
///
/// # Errors
/// See [`StoreError`].
pub async fn public_by_host(tx: &mut Tx, host: &str) -> Result<Option<HelpCenter>> {
    let select = sql!(
        "SELECT ",
        columns!(),
        " FROM help_center WHERE host = $1 AND public = 1"
    );
    tx.one(select, &vals![host]).await
}

/// # Errors
/// See [`StoreError`].
pub async fn public_all(tx: &mut Tx) -> Result<Vec<HelpCenter>> {
    let select = sql!(
        "SELECT ",
        columns!(),
        " FROM help_center WHERE public = 1 ORDER BY created_at, id"
    );
    tx.all(select, &[]).await
}

/// # Errors
/// `Conflict` when another has that slug or host.
pub async fn insert(tx: &mut Tx, h: &HelpCenter) -> Result<()> {
    let insert = sql!(
        "INSERT INTO help_center (id, brand, slug, host, names, locales, default_locale, links, accent, logo, public, ",
        "held_out_permille, created_at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1)"
    );
    let params = vals![
        h.id,
        h.brand,
        &h.slug,
        &h.host,
        &h.names,
        &h.locales,
        &h.default_locale,
        &h.links,
        &h.accent,
        h.logo,
        h.public,
        h.held_out_permille,
        h.created_at
    ];
    tx.run(insert, &params).await.map(|_| ())
}

/// # Errors
/// `Conflict` when somebody else changed it since it was loaded, or another has that slug or host.
pub async fn save(tx: &mut Tx, h: &mut HelpCenter) -> Result<()> {
    let update = sql!(
        "UPDATE help_center SET brand = $3, slug = $4, host = $5, names = $6, locales = $7, default_locale = $8, ",
        "links = $9, accent = $10, logo = $11, public = $12, held_out_permille = $13, version = version + 1 ",
        "WHERE id = $1 AND version = $2"
    );
    let params = vals![
        h.id,
        h.version,
        h.brand,
        &h.slug,
        &h.host,
        &h.names,
        &h.locales,
        &h.default_locale,
        &h.links,
        &h.accent,
        h.logo,
        h.public,
        h.held_out_permille
    ];
    if tx.run(update, &params).await? == 0 {
        return Err(StoreError::stale("the help center"));
    }
    h.version += 1;
    Ok(())
}

/// With its collections and what was looked for; one that has articles is not deleted.
///
/// # Errors
/// See [`StoreError`].
pub async fn delete(tx: &mut Tx, id: HelpCenterId) -> Result<()> {
    tx.run(sql!("DELETE FROM help_center WHERE id = $1"), &vals![id])
        .await
        .map(|_| ())
}

/// A number that rises with each change of what readers may be shown: what was made of an older one is made anew.
///
/// # Errors
/// See [`StoreError`].
pub async fn epoch(tx: &mut Tx) -> Result<i64> {
    let select = sql!("SELECT value FROM counter WHERE name = 'help'");
    Ok(tx.one::<(i64,)>(select, &[]).await?.map_or(0, |r| r.0))
}

/// # Errors
/// See [`StoreError`].
pub async fn turn_epoch(tx: &mut Tx) -> Result<()> {
    let update = sql!("UPDATE counter SET value = value + 1 WHERE name = 'help'");
    tx.run(update, &[]).await.map(|_| ())
}

/// Counts a search. `found`: whether there was anything to show.
///
/// # Errors
/// See [`StoreError`].
pub async fn log_search(
    tx: &mut Tx,
    center: HelpCenterId,
    locale: &str,
    searched: &Searched,
    found: bool,
    now: Millis,
) -> Result<()> {
    let upsert = sql!(
        "INSERT INTO help_search_log (help_center, locale, query_key, query, times, without_result_times, last_at) ",
        "VALUES ($1, $2, $3, $4, 1, $5, $6) ON CONFLICT (help_center, locale, query_key) DO UPDATE SET ",
        "times = help_search_log.times + 1, query = excluded.query, last_at = excluded.last_at, ",
        "without_result_times = help_search_log.without_result_times + excluded.without_result_times"
    );
    let without = i64::from(!found);
    let params = vals![center, locale, &searched.key, &searched.query, without, now];
    tx.run(upsert, &params).await.map(|_| ())
}

/// Forgets searches older than `before`, and the oldest of those that are too many.
///
/// # Errors
/// See [`StoreError`].
pub async fn forget_searches(tx: &mut Tx, before: Millis) -> Result<u64> {
    let old = sql!("DELETE FROM help_search_log WHERE last_at < $1");
    let mut gone = tx.run(old, &vals![before]).await?;
    let edge = sql!(
        "SELECT last_at FROM help_search_log WHERE help_center = $1 AND locale = $2 ORDER BY last_at DESC LIMIT 1 OFFSET $3"
    );
    let kinds = sql!("SELECT DISTINCT help_center, locale FROM help_search_log");
    let kinds: Vec<(HelpCenterId, String)> = tx.all(kinds, &[]).await?;
    for (center, locale) in kinds {
        let params = vals![center, &locale, SEARCHES_MAX];
        if let Some((at,)) = tx.one::<(Millis,)>(edge, &params).await? {
            let delete = sql!(
                "DELETE FROM help_search_log WHERE help_center = $1 AND locale = $2 AND last_at <= $3"
            );
            gone += tx.run(delete, &vals![center, &locale, at]).await?;
        }
    }
    Ok(gone)
}

record! {
    /// How often something was looked for.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Search {
        pub locale: String,
        pub key: String,
        pub query: String,
        pub times: i64,
        pub without_result: i64,
        pub last_at: Millis,
    }
}

/// What was looked for most often, or most often in vain.
///
/// # Errors
/// See [`StoreError`].
pub async fn searches(
    tx: &mut Tx,
    center: HelpCenterId,
    in_vain: bool,
    limit: usize,
) -> Result<Vec<Search>> {
    let often = sql!(
        "SELECT locale, query_key, query, times, without_result_times, last_at FROM help_search_log ",
        "WHERE help_center = $1 ORDER BY times DESC, last_at DESC LIMIT $2"
    );
    let vain = sql!(
        "SELECT locale, query_key, query, times, without_result_times, last_at FROM help_search_log ",
        "WHERE help_center = $1 AND without_result_times > 0 ORDER BY without_result_times DESC, last_at DESC LIMIT $2"
    );
    tx.all(if in_vain { vain } else { often }, &vals![center, limit])
        .await
}

/// Takes a search off the list: there is an article now, or it is nonsense.
///
/// # Errors
/// See [`StoreError`].
pub async fn drop_search(
    tx: &mut Tx,
    center: HelpCenterId,
    locale: &str,
    key: &str,
) -> Result<bool> {
    let delete = sql!(
        "DELETE FROM help_search_log WHERE help_center = $1 AND locale = $2 AND query_key = $3"
    );
    Ok(tx.run(delete, &vals![center, locale, key]).await? > 0)
}
