//! The outbox: one row per message and recipient, claimed under a lease, fenced by the attempt (M21, M22).

use crate::{Result, Tx, record, sql, vals};
use domain::message::DeliveryState;
use domain::{ConversationId, DeliveryId, MessageId, Millis, SmarthostId};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDelivery {
    pub id: DeliveryId,
    pub message: MessageId,
    pub conversation: ConversationId,
    pub recipient: String,
    pub envelope_from: String,
    pub state: DeliveryState,
    pub next_at: Millis,
    pub created_at: Millis,
    /// Can be undone until then.
    pub undo_until: Option<Millis>,
}

/// # Errors
/// See [`crate::StoreError`].
pub async fn insert(tx: &mut Tx, deliveries: &[NewDelivery]) -> Result<()> {
    let insert = sql!(
        "INSERT INTO delivery (id, message, conversation, recipient, envelope_from, state, next_at, created_at, ",
        "undo_until) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    );
    let rows: Vec<_> = deliveries
        .iter()
        .map(|d| {
            let params = vals![
                d.id,
                d.message,
                d.conversation,
                &d.recipient,
                &d.envelope_from,
                d.state,
                d.next_at,
                d.created_at,
                d.undo_until
            ];
            (insert, params.to_vec())
        })
        .collect();
    tx.batch(&rows).await
}

record! {
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Delivery {
        pub id: DeliveryId,
        pub message: MessageId,
        pub conversation: ConversationId,
        pub recipient: String,
        pub envelope_from: String,
        pub state: DeliveryState,
        pub attempt: i64,
        pub unknown_count: i64,
        pub next_at: Millis,
        pub lease_until: Option<Millis>,
        pub last_code: Option<String>,
        pub last_text: Option<String>,
        pub created_at: Millis,
        pub sent_at: Option<Millis>,
        pub undo_until: Option<Millis>,
    }
}

/// `next_at` of a delivery that nobody will take up again by itself.
pub const NEVER: Millis = Millis::MAX;

/// Leases up to `limit` due deliveries, oldest first. The attempt is counted here, before anything is sent.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn claim(
    tx: &mut Tx,
    now: Millis,
    lease_until: Millis,
    owner: &str,
    limit: usize,
) -> Result<Vec<Delivery>> {
    let mut claimed: Vec<Delivery> = tx
        .all(
            sql!(
                "UPDATE delivery SET state = 'sending', attempt = attempt + 1, lease_until = $2, lease_owner = $3 ",
                "WHERE id IN (SELECT id FROM delivery WHERE state IN ('held', 'queued', 'retrying', 'uncertain') ",
                "AND next_at <= $1 ORDER BY next_at, id LIMIT $4 /*pg FOR UPDATE SKIP LOCKED */) ",
                "RETURNING id, message, conversation, recipient, envelope_from, state, attempt, unknown_count, ",
                "next_at, lease_until, last_code, last_text, created_at, sent_at, undo_until"
            ),
            &vals![now, lease_until, owner, limit],
        )
        .await?;
    claimed.sort_by_key(|d| (d.next_at, d.id));
    Ok(claimed)
}

/// Every column that a record has, from its table.
macro_rules! whole {
    () => {
        concat!(
            "SELECT id, message, conversation, recipient, envelope_from, state, attempt, unknown_count, next_at, ",
            "lease_until, last_code, last_text, created_at, sent_at, undo_until FROM delivery "
        )
    };
}

/// Attempts whose worker was lost: nobody knows how they ended.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn lost(tx: &mut Tx, now: Millis, limit: usize) -> Result<Vec<Delivery>> {
    tx.all(
        sql!(
            whole!(),
            "WHERE state = 'sending' AND lease_until <= $1 ORDER BY lease_until LIMIT $2"
        ),
        &vals![now, limit],
    )
    .await
}

/// Nobody sends anything now: what is leased counts as [`lost`].
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn end_leases(tx: &mut Tx, now: Millis) -> Result<()> {
    tx.run(
        sql!("UPDATE delivery SET lease_until = $1 WHERE state = 'sending' AND lease_until > $1"),
        &vals![now],
    )
    .await?;
    Ok(())
}

/// The same for what one node was sending that is gone.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn end_leases_of(tx: &mut Tx, owner: &str, now: Millis) -> Result<()> {
    tx.run(
        sql!(
            "UPDATE delivery SET lease_until = $1 WHERE state = 'sending' AND lease_until > $1 AND lease_owner = $2"
        ),
        &vals![now, owner],
    )
    .await?;
    Ok(())
}

/// Deliveries that have not come to an end, without those that wait for a person.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn waiting_count(tx: &mut Tx) -> Result<i64> {
    let row: Option<(i64,)> = tx
        .one(
            sql!(
                "SELECT count(*) FROM delivery WHERE state IN ('held', 'queued', 'retrying', 'sending') ",
                "OR (state = 'uncertain' AND next_at < 9223372036854775807)"
            ),
            &[],
        )
        .await?;
    Ok(row.map_or(0, |(n,)| n))
}

/// When the next delivery becomes due; `None` when nothing waits.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn next_due(tx: &mut Tx) -> Result<Option<Millis>> {
    let row: Option<(Option<Millis>,)> = tx
        .one(
            sql!(
                "SELECT min(next_at) FROM delivery WHERE state IN ('held', 'queued', 'retrying', 'uncertain')"
            ),
            &[],
        )
        .await?;
    Ok(row.and_then(|(at,)| at))
}

/// # Errors
/// See [`crate::StoreError`].
pub async fn load(tx: &mut Tx, id: DeliveryId) -> Result<Option<Delivery>> {
    tx.one(sql!(whole!(), "WHERE id = $1"), &vals![id]).await
}

/// # Errors
/// See [`crate::StoreError`].
pub async fn of_message(tx: &mut Tx, message: MessageId) -> Result<Vec<Delivery>> {
    tx.all(
        sql!(whole!(), "WHERE message = $1 ORDER BY id"),
        &vals![message],
    )
    .await
}

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    pub id: DeliveryId,
    pub attempt: i64,
    pub state: DeliveryState,
    pub next_at: Option<Millis>,
    pub unknown: bool,
    pub code: Option<String>,
    pub text: Option<String>,
    pub smarthost: Option<SmarthostId>,
    pub at: Millis,
}

/// Whether it was the running attempt; an older one's report changes nothing.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn end(tx: &mut Tx, e: &Ended) -> Result<bool> {
    let sent_at = (e.state == DeliveryState::Sent).then_some(e.at);
    let touched = tx
        .run(
            sql!(
                "UPDATE delivery SET state = $3, next_at = $4, unknown_count = unknown_count + $5, last_code = $6, ",
                "last_text = $7, smarthost = $8, sent_at = $9, lease_until = NULL, lease_owner = NULL ",
                "WHERE id = $1 AND attempt = $2 AND state = 'sending'"
            ),
            &vals![
                e.id,
                e.attempt,
                e.state,
                e.next_at.unwrap_or(NEVER),
                i64::from(e.unknown),
                &e.code,
                &e.text,
                e.smarthost,
                sent_at
            ],
        )
        .await?;
    Ok(touched > 0)
}

/// Sets the state from outside an attempt (cancel, retry by hand, a bounce), if it is still `from`.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn shift(
    tx: &mut Tx,
    id: DeliveryId,
    from: DeliveryState,
    to: DeliveryState,
    next_at: Option<Millis>,
    text: Option<&str>,
) -> Result<bool> {
    let touched = tx
        .run(
            sql!(
                "UPDATE delivery SET state = $3, next_at = $4, last_text = COALESCE($5, last_text), ",
                "lease_until = NULL, lease_owner = NULL WHERE id = $1 AND state = $2"
            ),
            &vals![id, from, to, next_at.unwrap_or(NEVER), text],
        )
        .await?;
    Ok(touched > 0)
}

record! {
    /// How sending goes, over all channels.
    #[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
    pub struct Health {
        pub queued: i64,
        pub failed: i64,
        pub uncertain: i64,
        pub last_success_at: Option<Millis>,
    }
}

/// `since` bounds how far back failures count.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn health(tx: &mut Tx, since: Millis) -> Result<Health> {
    let row: Option<Health> = tx
        .one(
            sql!(
                "SELECT (SELECT count(*) FROM delivery WHERE state IN ('held', 'queued', 'retrying', 'sending')), ",
                "(SELECT count(*) FROM delivery WHERE state = 'failed' AND created_at >= $1), ",
                "(SELECT count(*) FROM delivery WHERE state = 'uncertain'), ",
                "(SELECT max(sent_at) FROM delivery WHERE state = 'sent' AND created_at >= $1)"
            ),
            &vals![since],
        )
        .await?;
    Ok(row.unwrap_or_default())
}
