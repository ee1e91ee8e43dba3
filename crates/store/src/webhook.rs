//! Webhooks, and the messages to them: written from the feed in commit order, claimed under a lease, kept as a log.

use crate::value::Json;
use crate::{Result, StoreError, Tx, record, sql, vals};
use domain::{ConversationId, Millis, WebhookDeliveryId, WebhookId};

record! {
    #[derive(Debug, Clone, PartialEq)]
    pub struct Webhook {
        pub id: WebhookId,
        pub name: String,
        pub url: String,
        /// Names of events; empty: all.
        pub events: Json<Vec<String>>,
        pub enabled: bool,
        /// Sealed.
        pub secret: Vec<u8>,
        /// Signs as well until `old_until`.
        pub old_secret: Option<Vec<u8>>,
        pub old_until: Option<Millis>,
        /// The feed position up to which deliveries have been written.
        pub position: i64,
        pub failing_since: Option<Millis>,
        /// Why the program switched it off.
        pub switched_off: Option<String>,
        pub created_at: Millis,
        pub version: i64,
    }
}

/// # Errors
/// See [`StoreError`].
pub async fn all(tx: &mut Tx) -> Result<Vec<Webhook>> {
    let select = sql!(
        "SELECT id, name, url, events, enabled, secret, old_secret, old_until, position, failing_since, switched_off, ",
        "created_at, version FROM webhook ORDER BY created_at, id"
    );
    tx.all(select, &[]).await
}

/// # Errors
/// See [`StoreError`].
pub async fn load(tx: &mut Tx, id: WebhookId) -> Result<Option<Webhook>> {
    let select = sql!(
        "SELECT id, name, url, events, enabled, secret, old_secret, old_until, position, failing_since, switched_off, ",
        "created_at, version FROM webhook WHERE id = $1"
    );
    tx.one(select, &vals![id]).await
}

/// # Errors
/// See [`StoreError`].
pub async fn insert(tx: &mut Tx, w: &Webhook) -> Result<()> {
    let insert = sql!(
        "INSERT INTO webhook (id, name, url, events, enabled, secret, position, created_at, version) ",
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)"
    );
    let params = vals![
        w.id,
        &w.name,
        &w.url,
        &w.events,
        w.enabled,
        &w.secret,
        w.position,
        w.created_at
    ];
    tx.run(insert, &params).await.map(|_| ())
}

/// All that people change; the position is moved by [`wrote`].
///
/// # Errors
/// `Conflict` when somebody else changed it since it was loaded.
pub async fn save(tx: &mut Tx, w: &mut Webhook) -> Result<()> {
    let update = sql!(
        "UPDATE webhook SET name = $3, url = $4, events = $5, enabled = $6, secret = $7, old_secret = $8, ",
        "old_until = $9, failing_since = $10, switched_off = $11, position = $12, version = version + 1 ",
        "WHERE id = $1 AND version = $2"
    );
    let params = vals![
        w.id,
        w.version,
        &w.name,
        &w.url,
        &w.events,
        w.enabled,
        &w.secret,
        w.old_secret.as_deref(),
        w.old_until,
        w.failing_since,
        &w.switched_off,
        w.position
    ];
    if tx.run(update, &params).await? == 0 {
        return Err(StoreError::stale("the webhook"));
    }
    w.version += 1;
    Ok(())
}

/// With its log.
///
/// # Errors
/// See [`StoreError`].
pub async fn delete(tx: &mut Tx, id: WebhookId) -> Result<()> {
    tx.run(sql!("DELETE FROM webhook WHERE id = $1"), &vals![id])
        .await
        .map(|_| ())
}

/// Moves the position on; false when another node was faster, and its deliveries stand.
///
/// # Errors
/// See [`StoreError`].
pub async fn wrote(tx: &mut Tx, id: WebhookId, from: i64, to: i64) -> Result<bool> {
    let update = sql!("UPDATE webhook SET position = $3 WHERE id = $1 AND position = $2");
    Ok(tx.run(update, &vals![id, from, to]).await? > 0)
}

record! {
    /// An event as webhooks see it.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Happened {
        pub seq: i64,
        pub at: Millis,
        pub actor: Json<serde_json::Value>,
        pub kind: String,
        pub conversation: Option<ConversationId>,
        pub payload: Json<serde_json::Value>,
    }
}

/// Events after a position.
///
/// # Errors
/// See [`StoreError`].
pub async fn happened(tx: &mut Tx, after: i64, limit: usize) -> Result<Vec<Happened>> {
    let select = sql!(
        "SELECT seq, at, actor, kind, conversation, payload FROM event WHERE seq > $1 ORDER BY seq LIMIT $2"
    );
    tx.all(select, &vals![after, limit]).await
}

/// The newest position of the feed.
///
/// # Errors
/// See [`StoreError`].
pub async fn newest_position(tx: &mut Tx) -> Result<i64> {
    let select = sql!("SELECT value FROM counter WHERE name = 'event'");
    Ok(tx.one::<(i64,)>(select, &[]).await?.map_or(0, |r| r.0))
}

/// A message to be sent.
#[derive(Debug, Clone, PartialEq)]
pub struct NewDelivery {
    pub id: WebhookDeliveryId,
    pub webhook: WebhookId,
    pub kind: String,
    pub conversation: Option<ConversationId>,
    pub body: String,
    pub at: Millis,
}

/// # Errors
/// See [`StoreError`].
pub async fn enqueue(tx: &mut Tx, d: &NewDelivery) -> Result<()> {
    let insert = sql!(
        "INSERT INTO webhook_delivery (id, webhook, kind, conversation, body, created_at, state, next_at) ",
        "VALUES ($1, $2, $3, $4, $5, $6, 'pending', $6)"
    );
    let params = vals![d.id, d.webhook, &d.kind, d.conversation, &d.body, d.at];
    tx.run(insert, &params).await.map(|_| ())
}

record! {
    /// A message under lease.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Claimed {
        pub id: WebhookDeliveryId,
        pub webhook: WebhookId,
        pub kind: String,
        pub body: String,
        /// From 1.
        pub attempt: i64,
    }
}

/// Claims what is due, oldest first, at most `limit`; a lease that ran out is claimed anew.
///
/// # Errors
/// See [`StoreError`].
pub async fn claim(
    tx: &mut Tx,
    now: Millis,
    until: Millis,
    owner: &str,
    limit: usize,
) -> Result<Vec<Claimed>> {
    let claim = sql!(
        "UPDATE webhook_delivery SET next_at = $2, lease_until = $2, lease_owner = $4, attempt = attempt + 1 WHERE id IN ",
        "(SELECT d.id FROM webhook_delivery d JOIN webhook w ON w.id = d.webhook WHERE d.state = 'pending' ",
        "AND d.next_at <= $1 AND w.enabled = 1 ORDER BY d.next_at, d.id LIMIT $3 /*pg FOR UPDATE OF d SKIP LOCKED */) ",
        "RETURNING id, webhook, kind, body, attempt"
    );
    tx.all(claim, &vals![now, until, limit, owner]).await
}

/// Nobody sends anything now: what is leased is due at once.
///
/// # Errors
/// See [`StoreError`].
pub async fn end_leases(tx: &mut Tx, now: Millis) -> Result<()> {
    let free = sql!(
        "UPDATE webhook_delivery SET next_at = $1, lease_until = NULL, lease_owner = NULL ",
        "WHERE state = 'pending' AND lease_until > $1"
    );
    tx.run(free, &vals![now]).await.map(|_| ())
}

/// The same for what one node was sending that is gone.
///
/// # Errors
/// See [`StoreError`].
pub async fn end_leases_of(tx: &mut Tx, owner: &str, now: Millis) -> Result<()> {
    let free = sql!(
        "UPDATE webhook_delivery SET next_at = $1, lease_until = NULL, lease_owner = NULL ",
        "WHERE state = 'pending' AND lease_until > $1 AND lease_owner = $2"
    );
    tx.run(free, &vals![now, owner]).await.map(|_| ())
}

/// How an attempt went.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    pub id: WebhookDeliveryId,
    pub attempt: i64,
    pub status: Option<i64>,
    pub error: Option<String>,
    pub took_ms: i64,
    pub at: Millis,
    /// `None` after success; `Some(None)` when it is not tried again.
    pub retry_at: Option<Option<Millis>>,
}

/// Writes down how an attempt went; false when it is not ours any more.
///
/// # Errors
/// See [`StoreError`].
pub async fn report(tx: &mut Tx, o: &Outcome) -> Result<bool> {
    let state = match o.retry_at {
        None => "sent",
        Some(Some(_)) => "pending",
        Some(None) => "failed",
    };
    let update = sql!(
        "UPDATE webhook_delivery SET state = $3, last_status = $4, last_error = $5, last_ms = $6, next_at = $7, ",
        "sent_at = $8, lease_until = NULL, lease_owner = NULL WHERE id = $1 AND attempt = $2 AND state = 'pending'"
    );
    let sent = o.retry_at.is_none().then_some(o.at);
    let params = vals![
        o.id,
        o.attempt,
        state,
        o.status,
        &o.error,
        o.took_ms,
        o.retry_at.flatten().unwrap_or(o.at),
        sent
    ];
    Ok(tx.run(update, &params).await? > 0)
}

record! {
    /// A line of the log.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Logged {
        pub id: WebhookDeliveryId,
        pub webhook: WebhookId,
        pub kind: String,
        pub conversation: Option<ConversationId>,
        pub body: String,
        pub created_at: Millis,
        /// `pending`, `sent` or `failed`.
        pub state: String,
        pub attempt: i64,
        pub next_at: Millis,
        pub last_status: Option<i64>,
        pub last_error: Option<String>,
        pub last_ms: Option<i64>,
        pub sent_at: Option<Millis>,
    }
}

/// The log of a webhook, newest first, before that time and id.
///
/// # Errors
/// See [`StoreError`].
pub async fn log(
    tx: &mut Tx,
    id: WebhookId,
    before: (Millis, WebhookDeliveryId),
    limit: usize,
) -> Result<Vec<Logged>> {
    let select = sql!(
        "SELECT id, webhook, kind, conversation, body, created_at, state, attempt, next_at, last_status, last_error, ",
        "last_ms, sent_at FROM webhook_delivery WHERE webhook = $1 AND (created_at, id) < ($2, $3) ",
        "ORDER BY created_at DESC, id DESC LIMIT $4"
    );
    tx.all(select, &vals![id, before.0, before.1, limit]).await
}

/// Sends it once more, now, from the first attempt on.
///
/// # Errors
/// See [`StoreError`].
pub async fn replay(
    tx: &mut Tx,
    webhook: WebhookId,
    id: WebhookDeliveryId,
    now: Millis,
) -> Result<bool> {
    let update = sql!(
        "UPDATE webhook_delivery SET state = 'pending', attempt = 0, next_at = $3, lease_until = NULL, sent_at = NULL ",
        "WHERE id = $1 AND webhook = $2"
    );
    Ok(tx.run(update, &vals![id, webhook, now]).await? > 0)
}

/// Forgets old lines.
///
/// # Errors
/// See [`StoreError`].
pub async fn sweep(tx: &mut Tx, before: Millis) -> Result<u64> {
    let delete = sql!("DELETE FROM webhook_delivery WHERE created_at < $1 AND state <> 'pending'");
    tx.run(delete, &vals![before]).await
}
