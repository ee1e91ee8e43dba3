//! Articles: the thing itself here; its texts in `translation`, what was published in `version`, old addresses in
//! `redirect`, what readers said in `feedback`, pictures in `file`, the console's list in `list`. What readers whom nobody
//! knows are shown comes from `public` alone.

mod feedback;
mod file;
mod list;
mod public;
mod redirect;
mod translation;
mod version;

pub use feedback::{Said, Voice, feedback, said, sent, sent_times, voices_since};
pub use file::{File, file, files_of, forget_loose_files, insert_file, keeps, shows};
pub use list::{Brief, ListFilter, Row, Shelved, list, row, shelf};
pub use public::{
    Address, Line, PublicArticle, Voiced, gone, public_addresses, public_by_slug, public_file,
    public_helpful, public_lines, public_where,
};
pub use redirect::{clear_redirect, redirect, redirected, redirects_of};
pub use translation::{
    Translation, delete_translation, insert_translation, move_translations, save_translation,
    slug_holder, translation, translations,
};
pub use version::{Version, VersionLine, insert_version, newest_number, version, versions};

use crate::{Result, StoreError, Tx, record, sql, vals};
use domain::article::Audience;
use domain::{AgentId, ArticleId, CollectionId, ConversationId, HelpCenterId, Millis, TopicId};

record! {
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Article {
        pub id: ArticleId,
        pub help_center: HelpCenterId,
        pub collection: Option<CollectionId>,
        /// Who looks after it.
        pub owner: Option<AgentId>,
        pub audience: Audience,
        /// The locale that it is written in first.
        pub source_locale: String,
        pub topic: Option<TopicId>,
        pub archived_at: Option<Millis>,
        pub review_every_days: Option<i64>,
        pub review_at: Option<Millis>,
        /// When somebody last said that it is still true, and who.
        pub reviewed_at: Option<Millis>,
        pub reviewed_by: Option<AgentId>,
        pub position: i64,
        /// The answer that it was made from.
        pub from_conversation: Option<ConversationId>,
        pub created_at: Millis,
        pub updated_at: Millis,
        pub version: i64,
    }
}

/// # Errors
/// See [`StoreError`].
pub async fn load(tx: &mut Tx, id: ArticleId) -> Result<Option<Article>> {
    let select = sql!(
        "SELECT id, help_center, collection, owner, audience, source_locale, topic, archived_at, review_every_days, ",
        "review_at, reviewed_at, reviewed_by, position, from_conversation, created_at, updated_at, version ",
        "FROM article WHERE id = $1"
    );
    tx.one(select, &vals![id]).await
}

/// # Errors
/// See [`StoreError`].
pub async fn insert(tx: &mut Tx, a: &Article) -> Result<()> {
    let insert = sql!(
        "INSERT INTO article (id, help_center, collection, owner, audience, source_locale, topic, review_every_days, ",
        "review_at, position, from_conversation, created_at, updated_at, version) ",
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1)"
    );
    let params = vals![
        a.id,
        a.help_center,
        a.collection,
        a.owner,
        a.audience,
        &a.source_locale,
        a.topic,
        a.review_every_days,
        a.review_at,
        a.position,
        a.from_conversation,
        a.created_at,
        a.updated_at
    ];
    tx.run(insert, &params).await.map(|_| ())
}

/// # Errors
/// `Conflict` when somebody else changed it since it was loaded.
pub async fn save(tx: &mut Tx, a: &mut Article) -> Result<()> {
    let update = sql!(
        "UPDATE article SET help_center = $3, collection = $4, owner = $5, audience = $6, source_locale = $7, topic = $8, ",
        "archived_at = $9, review_every_days = $10, review_at = $11, reviewed_at = $12, reviewed_by = $13, position = $14, ",
        "updated_at = $15, version = version + 1 WHERE id = $1 AND version = $2"
    );
    let params = vals![
        a.id,
        a.version,
        a.help_center,
        a.collection,
        a.owner,
        a.audience,
        &a.source_locale,
        a.topic,
        a.archived_at,
        a.review_every_days,
        a.review_at,
        a.reviewed_at,
        a.reviewed_by,
        a.position,
        a.updated_at
    ];
    if tx.run(update, &params).await? == 0 {
        return Err(StoreError::stale("the article"));
    }
    a.version += 1;
    Ok(())
}

/// Somebody wrote in one of its translations.
///
/// # Errors
/// See [`StoreError`].
pub async fn touch(tx: &mut Tx, id: ArticleId, at: Millis) -> Result<()> {
    let update = sql!("UPDATE article SET updated_at = $2 WHERE id = $1");
    tx.run(update, &vals![id, at]).await.map(|_| ())
}

/// Its place among those of its collection, whoever changed what else.
///
/// # Errors
/// See [`StoreError`].
pub async fn place(tx: &mut Tx, id: ArticleId, position: i64) -> Result<()> {
    let update = sql!("UPDATE article SET position = $2 WHERE id = $1");
    tx.run(update, &vals![id, position]).await.map(|_| ())
}

/// With its texts, versions and voices. For one that was never shown; others are archived.
///
/// # Errors
/// See [`StoreError`].
pub async fn delete(tx: &mut Tx, id: ArticleId) -> Result<()> {
    crate::search::articles::unindex(tx, id).await?;
    tx.run(sql!("DELETE FROM article WHERE id = $1"), &vals![id])
        .await
        .map(|_| ())
}

/// How many a help center has, with those that are archived.
///
/// # Errors
/// See [`StoreError`].
pub async fn count(tx: &mut Tx, center: HelpCenterId) -> Result<i64> {
    let select = sql!("SELECT count(*) FROM article WHERE help_center = $1");
    Ok(tx
        .one::<(i64,)>(select, &vals![center])
        .await?
        .map_or(0, |r| r.0))
}

/// How many stand in a collection, with those that are archived.
///
/// # Errors
/// See [`StoreError`].
pub async fn in_collection(tx: &mut Tx, collection: CollectionId) -> Result<i64> {
    let select = sql!("SELECT count(*) FROM article WHERE collection = $1");
    Ok(tx
        .one::<(i64,)>(select, &vals![collection])
        .await?
        .map_or(0, |r| r.0))
}
