//! Forms, and what was sent by them. Words of people stand in `form_post.answers`; `erase` takes them.

use crate::sql::Sql;
use crate::value::{Json, json};
use crate::{Result, StoreError, Tx, Val, record, sql, vals};
use domain::form::{Form, FormWords, Question};
use domain::{ChannelId, ConversationId, DoorId, FormId, FormPostId, HelpCenterId, Millis};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

record! {
    struct Row {
        id: FormId,
        channel: ChannelId,
        help_center: Option<HelpCenterId>,
        door: DoorId,
        slug: String,
        words: Json<BTreeMap<String, FormWords>>,
        questions: Json<Vec<Question>>,
        files_max: u32,
        bytes_max: i64,
        reply_door: Option<DoorId>,
        hosts: Json<Vec<String>>,
        created_at: Millis,
        version: i64,
    }
}

impl From<Row> for Form {
    fn from(r: Row) -> Self {
        Self {
            id: r.id,
            channel: r.channel,
            help_center: r.help_center,
            door: r.door,
            slug: r.slug,
            words: r.words.0,
            questions: r.questions.0,
            files_max: r.files_max,
            bytes_max: r.bytes_max,
            reply_door: r.reply_door,
            hosts: r.hosts.0,
            created_at: r.created_at,
            version: r.version,
        }
    }
}

/// Every column that a record has, from its table.
macro_rules! whole {
    () => {
        concat!(
            "SELECT id, channel, help_center, door, slug, words, questions, files_max, bytes_max, reply_door, hosts, ",
            "created_at, version FROM form "
        )
    };
}

/// Every form, oldest first.
///
/// # Errors
/// See [`StoreError`].
pub async fn all(tx: &mut Tx) -> Result<Vec<Form>> {
    let rows: Vec<Row> = tx
        .all(sql!(whole!(), "ORDER BY created_at, id LIMIT 1000"), &[])
        .await?;
    Ok(rows.into_iter().map(Form::from).collect())
}

/// # Errors
/// See [`StoreError`].
pub async fn load(tx: &mut Tx, id: FormId) -> Result<Option<Form>> {
    found(tx, sql!(whole!(), "WHERE id = $1"), &vals![id]).await
}

/// The form that a channel is.
///
/// # Errors
/// See [`StoreError`].
pub async fn of_channel(tx: &mut Tx, channel: ChannelId) -> Result<Option<Form>> {
    found(tx, sql!(whole!(), "WHERE channel = $1"), &vals![channel]).await
}

/// The form of that name among the pages of a help center.
///
/// # Errors
/// See [`StoreError`].
pub async fn by_slug(tx: &mut Tx, help_center: HelpCenterId, slug: &str) -> Result<Option<Form>> {
    let select = sql!(whole!(), "WHERE help_center = $1 AND slug = $2");
    found(tx, select, &vals![help_center, slug]).await
}

/// The same, when nothing but its id is asked for.
///
/// # Errors
/// See [`StoreError`].
pub async fn id_by_slug(
    tx: &mut Tx,
    help_center: HelpCenterId,
    slug: &str,
) -> Result<Option<FormId>> {
    let select = sql!("SELECT id FROM form WHERE help_center = $1 AND slug = $2");
    let row: Option<(FormId,)> = tx.one(select, &vals![help_center, slug]).await?;
    Ok(row.map(|(id,)| id))
}

async fn found(tx: &mut Tx, select: Sql, params: &[Val<'_>]) -> Result<Option<Form>> {
    let row: Option<Row> = tx.one(select, params).await?;
    Ok(row.map(Form::from))
}

/// The email door that answers to a form of this channel come from.
///
/// # Errors
/// See [`StoreError`].
pub async fn reply_door(tx: &mut Tx, channel: ChannelId) -> Result<Option<crate::door::Door>> {
    let select = sql!("SELECT reply_door FROM form WHERE channel = $1");
    let row: Option<(Option<DoorId>,)> = tx.one(select, &vals![channel]).await?;
    match row.and_then(|(door,)| door) {
        Some(door) => crate::door::load(tx, door).await,
        None => Ok(None),
    }
}

/// # Errors
/// `Conflict` when the help center has a form of that name, or the channel is a form already.
pub async fn insert(tx: &mut Tx, f: &Form) -> Result<()> {
    let insert = sql!(
        "INSERT INTO form (id, channel, help_center, door, slug, words, questions, files_max, bytes_max, reply_door, ",
        "hosts, created_at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1)"
    );
    let params = vals![
        f.id,
        f.channel,
        f.help_center,
        f.door,
        &f.slug,
        json(&f.words),
        json(&f.questions),
        f.files_max,
        f.bytes_max,
        f.reply_door,
        json(&f.hosts),
        f.created_at
    ];
    tx.run(insert, &params).await.map(|_| ())
}

/// # Errors
/// `Conflict` when somebody else changed it since it was loaded, or the name is taken.
pub async fn save(tx: &mut Tx, f: &mut Form) -> Result<()> {
    let update = sql!(
        "UPDATE form SET help_center = $3, slug = $4, words = $5, questions = $6, files_max = $7, bytes_max = $8, ",
        "reply_door = $9, hosts = $10, version = version + 1 WHERE id = $1 AND version = $2"
    );
    let params = vals![
        f.id,
        f.version,
        f.help_center,
        &f.slug,
        json(&f.words),
        json(&f.questions),
        f.files_max,
        f.bytes_max,
        f.reply_door,
        json(&f.hosts)
    ];
    if tx.run(update, &params).await? == 0 {
        return Err(StoreError::stale("the form"));
    }
    f.version += 1;
    Ok(())
}

/// An answer as the customer saw its question and gave it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    pub key: String,
    /// `name`, `email`, `topic` or `field`.
    pub kind: String,
    /// Empty where the page asked in shipped words.
    pub label: String,
    pub value: String,
}

record! {
    /// What was sent by a form.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Post {
        pub id: FormPostId,
        pub form: FormId,
        pub nonce: String,
        pub page: String,
        pub conversation: ConversationId,
        pub at: Millis,
        pub locale: String,
        pub answers: Json<Vec<Answer>>,
        pub suspicion: Json<Vec<String>>,
        pub spam: bool,
        /// `queue`, `redirected`, `kept`.
        pub landing: String,
    }
}

macro_rules! whole_post {
    () => {
        "SELECT id, form, nonce, page, conversation, at, locale, answers, suspicion, spam, landing FROM form_post "
    };
}

/// # Errors
/// `Conflict` when the same thing was sent at the same moment.
pub async fn insert_post(tx: &mut Tx, p: &Post) -> Result<()> {
    let insert = sql!(
        "INSERT INTO form_post (id, form, nonce, page, conversation, at, locale, answers, suspicion, spam, landing) ",
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
    );
    let params = vals![
        p.id,
        p.form,
        &p.nonce,
        &p.page,
        p.conversation,
        p.at,
        &p.locale,
        &p.answers,
        &p.suspicion,
        p.spam,
        &p.landing
    ];
    tx.run(insert, &params).await.map(|_| ())
}

/// # Errors
/// See [`StoreError`].
pub async fn post(tx: &mut Tx, id: FormPostId) -> Result<Option<Post>> {
    tx.one(sql!(whole_post!(), "WHERE id = $1"), &vals![id])
        .await
}

/// The same thing, sent before.
///
/// # Errors
/// See [`StoreError`].
pub async fn post_by_nonce(tx: &mut Tx, nonce: &str) -> Result<Option<Post>> {
    tx.one(sql!(whole_post!(), "WHERE nonce = $1"), &vals![nonce])
        .await
}

/// The newest of what was sent from the same page.
///
/// # Errors
/// See [`StoreError`].
pub async fn post_of_page(tx: &mut Tx, page: &str) -> Result<Option<Post>> {
    let select = sql!(
        whole_post!(),
        "WHERE page = $1 ORDER BY at DESC, id DESC LIMIT 1"
    );
    tx.one(select, &vals![page]).await
}

/// What was sent by forms in a conversation and in those that were merged into it, oldest first.
///
/// # Errors
/// See [`StoreError`].
pub async fn posts_of(tx: &mut Tx, conversation: ConversationId) -> Result<Vec<Post>> {
    let select = sql!(
        whole_post!(),
        "WHERE conversation = $1 OR conversation IN (SELECT id FROM conversation WHERE merged_into = $1) ",
        "ORDER BY at, id LIMIT 20"
    );
    tx.all(select, &vals![conversation]).await
}

record! {
    /// Posts that were suspect in the same way.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Suspected {
        pub spam: bool,
        pub suspicion: Json<Vec<String>>,
        pub posts: i64,
    }
}

/// How much was sent by a form since then, and how suspect it was.
///
/// # Errors
/// See [`StoreError`].
pub async fn figures(tx: &mut Tx, form: FormId, since: Millis) -> Result<Vec<Suspected>> {
    let select = sql!(
        "SELECT spam, suspicion, count(*) FROM form_post WHERE form = $1 AND at >= $2 GROUP BY spam, suspicion ",
        "ORDER BY spam, suspicion LIMIT 1000"
    );
    tx.all(select, &vals![form, since]).await
}

/// How many posts of a form people took for spam or not, against what the program thought: `(spam by the program and still,
/// taken back by an agent, missed and marked by an agent)`.
///
/// # Errors
/// See [`StoreError`].
pub async fn judged(tx: &mut Tx, form: FormId, since: Millis) -> Result<(i64, i64, i64)> {
    let select = sql!(
        "SELECT COALESCE(sum(CASE WHEN p.spam = 1 AND c.status = 'spam' THEN 1 ELSE 0 END), 0), ",
        "COALESCE(sum(CASE WHEN p.spam = 1 AND c.status <> 'spam' THEN 1 ELSE 0 END), 0), ",
        "COALESCE(sum(CASE WHEN p.spam = 0 AND c.status = 'spam' THEN 1 ELSE 0 END), 0) ",
        "FROM form_post p JOIN conversation c ON c.id = p.conversation WHERE p.form = $1 AND p.at >= $2"
    );
    Ok(tx
        .one(select, &vals![form, since])
        .await?
        .unwrap_or_default())
}

/// Forgets files that were kept for a form and never sent: loose uploads of nobody, older than `before`. Their blobs fall to
/// the sweep.
///
/// # Errors
/// See [`StoreError`].
pub async fn forget_files(tx: &mut Tx, before: Millis) -> Result<u64> {
    let delete =
        sql!("DELETE FROM attachment WHERE message IS NULL AND agent IS NULL AND created_at < $1");
    tx.run(delete, &vals![before]).await
}
