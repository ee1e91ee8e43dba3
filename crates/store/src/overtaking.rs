//! Work that began while something more urgent had waited longer by its own measure. What it means is
//! `domain::routing::overtaking`.

use crate::{Result, Tx, record, sql, vals};
use domain::{AgentId, ChannelId, ConversationId, Millis};

record! {
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Overtaking {
        pub served: ConversationId,
        pub at: Millis,
        pub agent: AgentId,
        pub channel: ChannelId,
        pub over: ConversationId,
        pub over_channel: ChannelId,
        pub over_since: Millis,
        pub over_target_ms: Millis,
        /// How long the work took.
        pub ms: Option<Millis>,
        /// When what was overtaken was begun, or was gone.
        pub over_ended_at: Option<Millis>,
    }
}

/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn insert(tx: &mut Tx, o: &Overtaking) -> Result<()> {
    let insert = sql!(
        "INSERT INTO overtaking (served, at, agent, channel, over_, over_channel, over_since, over_target_ms) ",
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (served, at) DO NOTHING"
    );
    let params = vals![
        o.served,
        o.at,
        o.agent,
        o.channel,
        o.over,
        o.over_channel,
        o.over_since,
        o.over_target_ms
    ];
    tx.run(insert, &params).await.map(|_| ())
}

/// The work is done.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn served(tx: &mut Tx, served: ConversationId, now: Millis) -> Result<()> {
    let update =
        sql!("UPDATE overtaking SET ms = CAST($2 AS BIGINT) - at WHERE served = $1 AND ms IS NULL");
    tx.run(update, &vals![served, now]).await.map(|_| ())
}

/// What was overtaken is begun, or gone.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn ended(tx: &mut Tx, over: ConversationId, now: Millis) -> Result<()> {
    let update =
        sql!("UPDATE overtaking SET over_ended_at = $2 WHERE over_ = $1 AND over_ended_at IS NULL");
    tx.run(update, &vals![over, now]).await.map(|_| ())
}

/// What was overtaken and waits no more, but was not begun by the queue's verbs; at most `limit`.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn gone(tx: &mut Tx, limit: usize) -> Result<Vec<ConversationId>> {
    let select = sql!(
        "SELECT DISTINCT o.over_ FROM overtaking o LEFT JOIN conversation c ON c.id = o.over_ ",
        "WHERE o.over_ended_at IS NULL AND (c.id IS NULL OR c.status <> 'open' OR c.waiting_since IS NULL ",
        "OR c.waiting_since > o.over_since) ORDER BY o.over_ LIMIT $1"
    );
    let rows: Vec<(ConversationId,)> = tx.all(select, &vals![limit]).await?;
    Ok(rows.into_iter().map(|r| r.0).collect())
}

/// What began in that time, in order; at most `limit`.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn between(
    tx: &mut Tx,
    from: Millis,
    to: Millis,
    limit: usize,
) -> Result<Vec<Overtaking>> {
    let select = sql!(
        "SELECT served, at, agent, channel, over_, over_channel, over_since, over_target_ms, ms, over_ended_at ",
        "FROM overtaking WHERE at >= $1 AND at < $2 ORDER BY at, served LIMIT $3"
    );
    tx.all(select, &vals![from, to, limit]).await
}
