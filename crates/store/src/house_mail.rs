//! Mail of the house itself: invitations, forgotten passwords, tests. Queued with what caused it, sent like deliveries.

use crate::{Result, Tx, record, sql, vals};
use domain::{DeliveryId, Millis};

/// A mail to send.
#[derive(Debug, Clone)]
pub struct NewHouseMail {
    pub id: DeliveryId,
    pub recipient: String,
    pub envelope_from: String,
    pub bytes: Vec<u8>,
    pub at: Millis,
    /// After this it says nothing true any more and is not tried again.
    pub expires_at: Millis,
}

/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn insert(tx: &mut Tx, m: &NewHouseMail) -> Result<()> {
    tx.run(
        sql!(
            "INSERT INTO house_mail (id, recipient, envelope_from, bytes, state, next_at, expires_at, created_at) ",
            "VALUES ($1, $2, $3, $4, 'queued', $5, $6, $5)"
        ),
        &vals![m.id, &m.recipient, &m.envelope_from, &m.bytes, m.at, m.expires_at],
    )
    .await?;
    Ok(())
}

record! {
    /// A mail that is leased to a sender.
    #[derive(Debug, Clone)]
    pub struct Claimed {
        pub id: DeliveryId,
        pub attempt: i64,
        pub recipient: String,
        pub envelope_from: String,
        pub bytes: Vec<u8>,
    }
}

/// Leases what is due until `until`. A lease that runs out is tried again: twice the same invitation harms nobody.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn claim(tx: &mut Tx, now: Millis, until: Millis, limit: usize) -> Result<Vec<Claimed>> {
    tx.all(
        sql!(
            "UPDATE house_mail SET attempt = attempt + 1, next_at = $2 WHERE id IN (",
            "SELECT id FROM house_mail WHERE state = 'queued' AND next_at <= $1 ORDER BY next_at LIMIT $3 ",
            "/*pg FOR UPDATE SKIP LOCKED */) RETURNING id, attempt, recipient, envelope_from, bytes"
        ),
        &vals![now, until, limit],
    )
    .await
}

/// What became of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    Sent,
    Failed,
    /// Tried again then.
    Again(Millis),
}

/// Notes the end of an attempt; `false` when there is no such mail, or a later attempt runs.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn end(
    tx: &mut Tx,
    id: DeliveryId,
    attempt: i64,
    ended: Ended,
    text: &str,
) -> Result<bool> {
    let (state, next_at) = match ended {
        Ended::Sent => ("sent", 0),
        Ended::Failed => ("failed", 0),
        Ended::Again(at) => ("queued", at),
    };
    let touched = tx
        .run(
            sql!(
                "UPDATE house_mail SET last_text = $5, next_at = $4, ",
                "state = CASE WHEN $3 = 'queued' AND $4 > expires_at THEN 'failed' ELSE $3 END ",
                "WHERE id = $1 AND attempt = $2 AND state = 'queued'"
            ),
            &vals![id, attempt, state, next_at, text],
        )
        .await?;
    Ok(touched > 0)
}

/// Whether this is a mail of the house, and what became of it.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn state(tx: &mut Tx, id: DeliveryId) -> Result<Option<(String, Option<String>)>> {
    tx.one(
        sql!("SELECT state, last_text FROM house_mail WHERE id = $1"),
        &vals![id],
    )
    .await
}

/// Removes mails that ended before then; their tokens must not lie about.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn sweep(tx: &mut Tx, before: Millis) -> Result<()> {
    tx.run(
        sql!("DELETE FROM house_mail WHERE state <> 'queued' AND created_at < $1"),
        &vals![before],
    )
    .await?;
    Ok(())
}
