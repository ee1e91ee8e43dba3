//! What customers were told about when to expect an answer, and whether it was kept.

use crate::{Result, Tx, record, sql, vals};
use domain::promise::Basis;
use domain::{ChannelId, ConversationId, Millis, PromiseId};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewPromise {
    pub id: PromiseId,
    pub conversation: ConversationId,
    pub channel: ChannelId,
    pub made_at: Millis,
    pub usually_at: Millis,
    pub almost_always_at: Millis,
    pub basis: Basis,
    /// First responses that it rests on.
    pub n: u32,
}

/// # Errors
/// See [`crate::StoreError`].
pub async fn insert(tx: &mut Tx, p: &NewPromise) -> Result<()> {
    tx.run(
        sql!(
            "INSERT INTO promise (id, conversation, channel, made_at, usually_at, almost_always_at, basis, n) ",
            "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
        ),
        &vals![
            p.id,
            p.conversation,
            p.channel,
            p.made_at,
            p.usually_at,
            p.almost_always_at,
            p.basis,
            p.n
        ],
    )
    .await?;
    Ok(())
}

/// The first answer was given at `at`.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn score(tx: &mut Tx, conversation: ConversationId, at: Millis) -> Result<()> {
    tx.run(
        sql!("UPDATE promise SET kept_at = $2 WHERE conversation = $1 AND kept_at IS NULL"),
        &vals![conversation, at],
    )
    .await?;
    Ok(())
}

/// The first answer was taken back.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn unscore(tx: &mut Tx, conversation: ConversationId) -> Result<()> {
    tx.run(
        sql!("UPDATE promise SET kept_at = NULL WHERE conversation = $1"),
        &vals![conversation],
    )
    .await?;
    Ok(())
}

record! {
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Made {
        pub id: PromiseId,
        pub usually_at: Millis,
        pub almost_always_at: Millis,
        pub basis: Basis,
        pub kept_at: Option<Millis>,
    }
}

/// The newest promise of a conversation.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn newest(tx: &mut Tx, conversation: ConversationId) -> Result<Option<Made>> {
    tx.one(
        sql!(
            "SELECT id, usually_at, almost_always_at, basis, kept_at FROM promise WHERE conversation = $1 ",
            "ORDER BY made_at DESC, id DESC LIMIT 1"
        ),
        &vals![conversation],
    )
    .await
}
