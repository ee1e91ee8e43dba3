//! Closed channels whose doors may refuse strangers (`domain::door::last`), and what has to be known before they do.

use crate::{Result, Tx, record, sql, vals};
use domain::{AgentId, ChannelId, ConversationId, Millis};

record! {
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct LastWord {
        pub channel: ChannelId,
        pub set_at: Millis,
        pub set_by: AgentId,
    }
}

/// Every one that is switched on.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn all(tx: &mut Tx) -> Result<Vec<LastWord>> {
    let select = sql!("SELECT channel, set_at, set_by FROM last_word ORDER BY channel");
    tx.all(select, &[]).await
}

/// # Errors
/// See [`crate::StoreError`].
pub async fn load(tx: &mut Tx, channel: ChannelId) -> Result<Option<LastWord>> {
    let select = sql!("SELECT channel, set_at, set_by FROM last_word WHERE channel = $1");
    tx.one(select, &vals![channel]).await
}

/// Switched on; it stays as it is when it was.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn put(tx: &mut Tx, w: &LastWord) -> Result<()> {
    let put = sql!(
        "INSERT INTO last_word (channel, set_at, set_by) VALUES ($1, $2, $3) ON CONFLICT (channel) DO NOTHING"
    );
    tx.run(put, &vals![w.channel, w.set_at, w.set_by])
        .await
        .map(|_| ())
}

/// # Errors
/// See [`crate::StoreError`].
pub async fn delete(tx: &mut Tx, channel: ChannelId) -> Result<()> {
    let delete = sql!("DELETE FROM last_word WHERE channel = $1");
    tx.run(delete, &vals![channel]).await.map(|_| ())
}

/// Whether a conversation that came by a door of the channel, or stands in it, is not resolved.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn open(tx: &mut Tx, channel: ChannelId) -> Result<bool> {
    let select = sql!(
        "SELECT c.id FROM conversation c WHERE c.status IN ('open', 'waiting', 'snoozed') AND (c.channel = $1 ",
        "OR c.door IN (SELECT d.id FROM door d WHERE d.channel = $1)) LIMIT 1"
    );
    let row: Option<(ConversationId,)> = tx.one(select, &vals![channel]).await?;
    Ok(row.is_some())
}

/// Whether somebody wrote by a door of the channel since then and has used no other.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn dependent(tx: &mut Tx, channel: ChannelId, since: Millis) -> Result<bool> {
    let select = sql!(
        "SELECT c.id FROM conversation c WHERE c.last_at >= $2 AND c.last_customer_at >= $2 ",
        "AND c.status IN ('open', 'waiting', 'snoozed', 'resolved') AND c.contact IS NOT NULL ",
        "AND c.door IN (SELECT d.id FROM door d WHERE d.channel = $1) ",
        "AND NOT EXISTS (SELECT 1 FROM conversation o JOIN door e ON e.id = o.door WHERE o.contact = c.contact ",
        "AND e.channel <> $1 AND o.status IN ('open', 'waiting', 'snoozed', 'resolved')) LIMIT 1"
    );
    let row: Option<(ConversationId,)> = tx.one(select, &vals![channel, since]).await?;
    Ok(row.is_some())
}
