//! Messages of ours as they go out: the composed bytes, once, with their Message-ID; deliveries are in `delivery`.

use crate::{Json, Result, Tx, record, sql, vals};
use domain::conversation::BeforeReply;
use domain::{MessageId, Millis};

#[derive(Debug, Clone, PartialEq)]
pub struct NewOutbound {
    pub message: MessageId,
    /// Without brackets; never changes (M21).
    pub message_id_header: String,
    pub bytes: Vec<u8>,
    pub from: String,
    pub signed: bool,
    /// For undo.
    pub before: Option<BeforeReply>,
    pub created_at: Millis,
}

/// # Errors
/// See [`crate::StoreError`].
pub async fn insert(tx: &mut Tx, o: &NewOutbound) -> Result<()> {
    tx.run(
        sql!(
            "INSERT INTO outbound (message, message_id_header, bytes, from_, signed, before, created_at) ",
            "VALUES ($1, $2, $3, $4, $5, $6, $7)"
        ),
        &vals![
            o.message,
            &o.message_id_header,
            &o.bytes,
            &o.from,
            o.signed,
            o.before.as_ref().map(crate::json),
            o.created_at
        ],
    )
    .await?;
    Ok(())
}

/// What the conversation was before this message, and when it was written.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn before(
    tx: &mut Tx,
    message: MessageId,
) -> Result<Option<(Option<Json<BeforeReply>>, Millis)>> {
    tx.one(
        sql!("SELECT before, created_at FROM outbound WHERE message = $1"),
        &vals![message],
    )
    .await
}

record! {
    /// A composed mail.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Composed {
        pub bytes: Option<Vec<u8>>,
        pub blob: Option<String>,
        pub from: String,
        pub signed: bool,
    }
}

/// # Errors
/// See [`crate::StoreError`].
pub async fn load(tx: &mut Tx, message: MessageId) -> Result<Option<Composed>> {
    tx.one(
        sql!("SELECT bytes, raw_blob, from_, signed FROM outbound WHERE message = $1"),
        &vals![message],
    )
    .await
}

/// Which message of ours has this Message-ID: what a bounce returns.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn by_message_id(tx: &mut Tx, message_id: &str) -> Result<Option<MessageId>> {
    let row: Option<(MessageId,)> = tx
        .one(
            sql!("SELECT message FROM outbound WHERE message_id_header = $1"),
            &vals![message_id],
        )
        .await?;
    Ok(row.map(|(m,)| m))
}
