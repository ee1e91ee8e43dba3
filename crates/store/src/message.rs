//! Messages and their attachments: the write path, and what verbs need to read back.

use crate::{Json, Result, Tx, record, sql, vals};
use domain::message::{AutoText, MessageKind};
use domain::reply_rules::Person;
use domain::{
    AgentId, AttachmentId, ChannelId, ContactId, ConversationId, DoorId, MessageId, Millis,
};
use serde_json::Value;

/// A message to store.
#[derive(Debug, Clone, PartialEq)]
pub struct NewMessage {
    pub id: MessageId,
    pub conversation: ConversationId,
    pub kind: MessageKind,
    pub at: Millis,
    pub contact: Option<ContactId>,
    pub agent: Option<AgentId>,
    pub door: Option<DoorId>,
    pub channel: Option<ChannelId>,
    pub subject: String,
    pub text: String,
    pub html: Option<String>,
    pub reply: Option<String>,
    /// JSON array of folded parts.
    pub folded: Value,
    pub from: Vec<Person>,
    pub to: Vec<Person>,
    pub cc: Vec<Person>,
    pub bcc: Vec<Person>,
    pub reply_to: Vec<Person>,
    /// `none`, `auto-reply`, `bounce`, `list`, `loop`.
    pub automatic: String,
    pub language: Option<String>,
    pub provider_id: Option<String>,
    pub dedupe_key: Option<String>,
    pub raw_blob: Option<String>,
    pub authentication: Option<Value>,
    /// JSON array of `{code, message}`.
    pub warnings: Value,
    pub auto_text: Option<AutoText>,
    pub size: i64,
}

impl NewMessage {
    /// An empty message of that kind.
    #[must_use]
    pub fn new(id: MessageId, conversation: ConversationId, kind: MessageKind, at: Millis) -> Self {
        Self {
            id,
            conversation,
            kind,
            at,
            contact: None,
            agent: None,
            door: None,
            channel: None,
            subject: String::new(),
            text: String::new(),
            html: None,
            reply: None,
            folded: Value::Array(Vec::new()),
            from: Vec::new(),
            to: Vec::new(),
            cc: Vec::new(),
            bcc: Vec::new(),
            reply_to: Vec::new(),
            automatic: "none".to_owned(),
            language: None,
            provider_id: None,
            dedupe_key: None,
            raw_blob: None,
            authentication: None,
            warnings: Value::Array(Vec::new()),
            auto_text: None,
            size: 0,
        }
    }
}

/// Stores it; answers its insert order.
///
/// # Errors
/// `Conflict` when the same message (channel and dedupe key) is there already.
pub async fn insert(tx: &mut Tx, m: &NewMessage) -> Result<i64> {
    let row: Option<(i64,)> = tx
        .one(
            sql!(
                "INSERT INTO message (id, conversation, kind, at, contact, agent, door, channel, subject, text, html, ",
                "reply, folded, from_, to_, cc, bcc, reply_to, automatic, language, provider_id, dedupe_key, ",
                "raw_blob, authentication, warnings, auto_text, size) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, ",
                "$10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27) RETURNING n"
            ),
            &vals![
                m.id,
                m.conversation,
                m.kind,
                m.at,
                m.contact,
                m.agent,
                m.door,
                m.channel,
                &m.subject,
                &m.text,
                &m.html,
                &m.reply,
                &Json(&m.folded),
                &Json(&m.from),
                &Json(&m.to),
                &Json(&m.cc),
                &Json(&m.bcc),
                &Json(&m.reply_to),
                &m.automatic,
                &m.language,
                &m.provider_id,
                &m.dedupe_key,
                &m.raw_blob,
                m.authentication.as_ref().map(crate::json),
                &Json(&m.warnings),
                m.auto_text,
                m.size,
            ],
        )
        .await?;
    Ok(row.map_or(0, |(n,)| n))
}

record! {
    /// What verbs need to know of a message.
    #[derive(Debug, Clone)]
    pub struct Stored {
        pub n: i64,
        pub id: MessageId,
        pub conversation: ConversationId,
        pub kind: MessageKind,
        pub at: Millis,
        pub contact: Option<ContactId>,
        pub agent: Option<AgentId>,
        pub channel: Option<ChannelId>,
        pub door: Option<DoorId>,
        pub subject: String,
        pub text: String,
        pub html: Option<String>,
        pub reply: Option<String>,
        pub from: Json<Vec<Person>>,
        pub to: Json<Vec<Person>>,
        pub cc: Json<Vec<Person>>,
        pub bcc: Json<Vec<Person>>,
        pub reply_to: Json<Vec<Person>>,
        pub automatic: String,
        pub provider_id: Option<String>,
        pub cancelled_at: Option<Millis>,
    }
}

/// Every column that a record has, from its table.
macro_rules! whole {
    () => {
        concat!(
            "SELECT n, id, conversation, kind, at, contact, agent, channel, door, subject, text, html, reply, ",
            "from_, to_, cc, bcc, reply_to, automatic, provider_id, cancelled_at FROM message "
        )
    };
}

/// # Errors
/// See [`crate::StoreError`].
pub async fn load(tx: &mut Tx, id: MessageId) -> Result<Option<Stored>> {
    tx.one(sql!(whole!(), "WHERE id = $1"), &vals![id]).await
}

/// The newest customer message that a person wrote, or else that a program wrote: what a reply answers.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn latest_customer(tx: &mut Tx, conversation: ConversationId) -> Result<Option<Stored>> {
    tx.one(
        sql!(
            whole!(),
            "WHERE conversation = $1 AND kind = 'customer' ",
            "ORDER BY CASE WHEN automatic IN ('auto-reply', 'bounce', 'loop') THEN 1 ELSE 0 END, at DESC, n DESC LIMIT 1"
        ),
        &vals![conversation],
    )
    .await
}

/// The newest messages of either side, newest first, without notes, events and what was taken back.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn latest_public(
    tx: &mut Tx,
    conversation: ConversationId,
    limit: usize,
) -> Result<Vec<Stored>> {
    tx.all(
        sql!(
            whole!(),
            "WHERE conversation = $1 AND kind IN ('customer', 'agent') AND cancelled_at IS NULL ",
            "ORDER BY at DESC, n DESC LIMIT $2"
        ),
        &vals![conversation, limit],
    )
    .await
}

/// Customer messages that came after `seen_n`, oldest first.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn customer_after(
    tx: &mut Tx,
    conversation: ConversationId,
    seen_n: i64,
) -> Result<Vec<MessageId>> {
    let rows: Vec<(MessageId,)> = tx
        .all(
            sql!(
                "SELECT id FROM message WHERE conversation = $1 AND kind = 'customer' AND n > $2 ORDER BY n LIMIT 50"
            ),
            &vals![conversation, seen_n],
        )
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Insert order of the newest message, 0 for none.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn newest_n(tx: &mut Tx, conversation: ConversationId) -> Result<i64> {
    let row: Option<(Option<i64>,)> = tx
        .one(
            sql!("SELECT max(n) FROM message WHERE conversation = $1"),
            &vals![conversation],
        )
        .await?;
    Ok(row.and_then(|(n,)| n).unwrap_or(0))
}

/// Takes a message back; it is no longer shown.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn cancel(tx: &mut Tx, id: MessageId, at: Millis) -> Result<bool> {
    let statement =
        sql!("UPDATE message SET cancelled_at = $2 WHERE id = $1 AND cancelled_at IS NULL");
    Ok(tx.run(statement, &vals![id, at]).await? > 0)
}

/// The message with that dedupe key in that channel.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn by_dedupe_key(
    tx: &mut Tx,
    channel: ChannelId,
    key: &str,
) -> Result<Option<(MessageId, ConversationId)>> {
    tx.one(
        sql!("SELECT id, conversation FROM message WHERE channel = $1 AND dedupe_key = $2"),
        &vals![channel, key],
    )
    .await
}

/// When the program last wrote words of that kind in the conversation.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn last_automatic(
    tx: &mut Tx,
    conversation: ConversationId,
    text: AutoText,
) -> Result<Option<Millis>> {
    let row: Option<(Option<Millis>,)> = tx
        .one(
            sql!("SELECT max(at) FROM message WHERE conversation = $1 AND auto_text = $2"),
            &vals![conversation, text],
        )
        .await?;
    Ok(row.and_then(|r| r.0))
}

/// Whether a message came with one of these warnings.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn warned(tx: &mut Tx, id: MessageId, codes: &[&str]) -> Result<bool> {
    let row: Option<(Json<Value>,)> = tx
        .one(
            sql!("SELECT warnings FROM message WHERE id = $1"),
            &vals![id],
        )
        .await?;
    let Some((Json(Value::Array(warnings)),)) = row else {
        return Ok(false);
    };
    let code = |w: &Value| w["code"].as_str().is_some_and(|c| codes.contains(&c));
    Ok(warnings.iter().any(code))
}

/// A file to attach. The bytes are in the blob already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAttachment {
    pub id: AttachmentId,
    pub message: Option<MessageId>,
    /// Who uploaded it; `None` for what customers sent.
    pub agent: Option<AgentId>,
    pub name: String,
    pub original_name: String,
    pub media_type: String,
    pub size: i64,
    pub inline: bool,
    pub content_id: Option<String>,
    pub blob: String,
    pub position: i64,
    pub created_at: Millis,
}

/// # Errors
/// See [`crate::StoreError`].
pub async fn attach(tx: &mut Tx, files: &[NewAttachment]) -> Result<()> {
    if files.is_empty() {
        return Ok(());
    }
    let insert = sql!(
        "INSERT INTO attachment (id, message, agent, name, original_name, media_type, size, inline, content_id, blob, ",
        "position, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
    );
    let rows: Vec<_> = files
        .iter()
        .map(|f| {
            let params = vals![
                f.id,
                f.message,
                f.agent,
                &f.name,
                &f.original_name,
                &f.media_type,
                f.size,
                f.inline,
                &f.content_id,
                &f.blob,
                f.position,
                f.created_at
            ];
            (insert, params.to_vec())
        })
        .collect();
    tx.batch(&rows).await
}

record! {
    /// An uploaded or received file.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Attached {
        pub id: AttachmentId,
        pub message: Option<MessageId>,
        pub agent: Option<AgentId>,
        pub name: String,
        pub media_type: String,
        pub size: i64,
        pub inline: bool,
        pub content_id: Option<String>,
        pub blob: String,
    }
}

/// # Errors
/// See [`crate::StoreError`].
pub async fn attachment(tx: &mut Tx, id: AttachmentId) -> Result<Option<Attached>> {
    tx.one(
        sql!(
            "SELECT id, message, agent, name, media_type, size, inline, content_id, blob ",
            "FROM attachment WHERE id = $1"
        ),
        &vals![id],
    )
    .await
}

/// Files of a message in their order.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn attachments(tx: &mut Tx, message: MessageId) -> Result<Vec<Attached>> {
    tx.all(
        sql!(
            "SELECT id, message, agent, name, media_type, size, inline, content_id, blob ",
            "FROM attachment WHERE message = $1 ORDER BY position, id"
        ),
        &vals![message],
    )
    .await
}

/// Gives an uploaded file to the message that it was uploaded for.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn use_attachment(
    tx: &mut Tx,
    id: AttachmentId,
    message: MessageId,
    inline: bool,
    position: i64,
) -> Result<bool> {
    let statement = sql!(
        "UPDATE attachment SET message = $2, inline = $3, position = $4 WHERE id = $1 AND message IS NULL"
    );
    let params = vals![id, message, inline, position];
    Ok(tx.run(statement, &params).await? > 0)
}

/// The message was taken back: its files belong to a draft again.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn loosen_attachments(tx: &mut Tx, message: MessageId) -> Result<()> {
    tx.run(
        sql!("UPDATE attachment SET message = NULL WHERE message = $1"),
        &vals![message],
    )
    .await?;
    Ok(())
}
