//! Mail of the house itself: invitations, forgotten passwords, tests. Queued with what caused it, sent like deliveries.

use crate::{Result, Tx, record, sql, vals};
use domain::{DeliveryId, Millis};
use uuid::Uuid;

/// Why a mail of the house is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// About an agent.
    Invitation,
    /// About an agent.
    Password,
    /// About a channel.
    Test,
    /// To an agent: what is unread. No state of anything.
    Digest,
    /// About a schedule.
    Report,
    /// About an ask, to a customer. No state of any setting.
    Survey,
    /// About a channel, to a customer: a code that proves an address. No state of any setting.
    Code,
    /// About a channel, to a customer: what was said in a chat. No state of any setting.
    Transcript,
    /// About a plan, to an agent: news, or what is theirs to do. No state of any setting.
    Plan,
    /// About a look at a door, to the door itself. No state of any setting.
    Probe,
}

impl Purpose {
    /// The word in the table and in the API.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Invitation => "invitation",
            Self::Password => "password",
            Self::Test => "test",
            Self::Digest => "digest",
            Self::Report => "report",
            Self::Survey => "survey",
            Self::Code => "code",
            Self::Transcript => "transcript",
            Self::Plan => "plan",
            Self::Probe => "probe",
        }
    }
}

/// A mail to send.
#[derive(Debug, Clone)]
pub struct NewHouseMail {
    pub id: DeliveryId,
    pub purpose: Purpose,
    /// The agent or the channel that it concerns.
    pub about: Uuid,
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
            "INSERT INTO house_mail (id, recipient, envelope_from, bytes, state, next_at, expires_at, created_at, purpose, about) ",
            "VALUES ($1, $2, $3, $4, 'queued', $5, $6, $5, $7, $8)"
        ),
        &vals![
            m.id,
            &m.recipient,
            &m.envelope_from,
            &m.bytes,
            m.at,
            m.expires_at,
            m.purpose.word(),
            m.about
        ],
    )
    .await?;
    Ok(())
}

/// The newest mail to an address, for tests of what it says.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
#[cfg(feature = "testing")]
pub async fn newest_to(tx: &mut Tx, recipient: &str) -> Result<Option<Vec<u8>>> {
    let select = sql!(
        "SELECT bytes FROM house_mail WHERE recipient = $1 ORDER BY created_at DESC, id DESC LIMIT 1"
    );
    let row: Option<(Vec<u8>,)> = tx.one(select, &vals![recipient]).await?;
    Ok(row.map(|(b,)| b))
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
pub async fn claim(
    tx: &mut Tx,
    now: Millis,
    until: Millis,
    owner: &str,
    limit: usize,
) -> Result<Vec<Claimed>> {
    tx.all(
        sql!(
            "UPDATE house_mail SET attempt = attempt + 1, next_at = $2, lease_owner = $4 WHERE id IN (",
            "SELECT id FROM house_mail WHERE state = 'queued' AND next_at <= $1 ORDER BY next_at LIMIT $3 ",
            "/*pg FOR UPDATE SKIP LOCKED */) RETURNING id, attempt, recipient, envelope_from, bytes"
        ),
        &vals![now, until, limit, owner],
    )
    .await
}

/// Nobody sends anything now: what is leased is due at once.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn end_leases(tx: &mut Tx, now: Millis) -> Result<()> {
    let free = sql!(
        "UPDATE house_mail SET next_at = $1, lease_owner = NULL WHERE state = 'queued' AND next_at > $1 ",
        "AND lease_owner IS NOT NULL"
    );
    tx.run(free, &vals![now]).await.map(|_| ())
}

/// The same for what one node was sending that is gone.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn end_leases_of(tx: &mut Tx, owner: &str, now: Millis) -> Result<()> {
    let free = sql!(
        "UPDATE house_mail SET next_at = $1, lease_owner = NULL WHERE state = 'queued' AND next_at > $1 ",
        "AND lease_owner = $2"
    );
    tx.run(free, &vals![now, owner]).await.map(|_| ())
}

/// What became of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    Sent,
    Failed,
    /// Tried again then.
    Again(Millis),
}

/// Notes the end of an attempt; `false` when there is no such mail, or a later attempt runs. What has ended keeps its state
/// for a while, and its words, which may let somebody in, no longer.
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
                "UPDATE house_mail SET last_text = $5, next_at = $4, lease_owner = NULL, ",
                "bytes = CASE WHEN $3 = 'queued' AND $4 <= expires_at THEN bytes ELSE $6 END, ",
                "state = CASE WHEN $3 = 'queued' AND $4 > expires_at THEN 'failed' ELSE $3 END ",
                "WHERE id = $1 AND attempt = $2 AND state = 'queued'"
            ),
            &vals![id, attempt, state, next_at, text, Vec::new()],
        )
        .await?;
    if touched > 0 && ended != Ended::Sent {
        crate::survey::lost(tx, id).await?;
    }
    Ok(touched > 0)
}

record! {
    /// How a mail of the house fares.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Progress {
        pub about: Uuid,
        /// See [`Purpose::word`].
        pub purpose: String,
        pub recipient: String,
        /// `queued`, `sent` or `failed`.
        pub state: String,
        /// Attempts begun.
        pub attempt: i64,
        /// Of the next attempt, or the end of the lease of the one that runs; 0 when it has ended.
        pub next_at: Millis,
        /// What was said at the last attempt.
        pub last_text: Option<String>,
        pub created_at: Millis,
    }
}

/// The newest mail about an agent or a channel.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn newest_about(tx: &mut Tx, about: Uuid) -> Result<Option<Progress>> {
    tx.one(
        sql!(
            "SELECT about, purpose, recipient, state, attempt, next_at, last_text, created_at FROM house_mail ",
            "WHERE about = $1 AND purpose NOT IN ('digest', 'survey', 'code', 'transcript', 'plan', 'probe') ORDER BY created_at DESC, id DESC LIMIT 1"
        ),
        &vals![about],
    )
    .await
}

/// The newest mail about each agent and channel.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn newest(tx: &mut Tx) -> Result<Vec<Progress>> {
    tx.all(
        sql!(
            "SELECT about, purpose, recipient, state, attempt, next_at, last_text, created_at FROM (",
            "SELECT about, purpose, recipient, state, attempt, next_at, last_text, created_at, ",
            "row_number() OVER (PARTITION BY about ORDER BY created_at DESC, id DESC) AS nth ",
            "FROM house_mail WHERE about IS NOT NULL AND purpose NOT IN ('digest', 'survey', 'code', 'transcript', 'plan', 'probe')) h WHERE nth = 1"
        ),
        &[],
    )
    .await
}

/// Removes mails that have ended and say nothing true any more since then.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn sweep(tx: &mut Tx, before: Millis) -> Result<()> {
    tx.run(
        sql!("DELETE FROM house_mail WHERE state <> 'queued' AND expires_at < $1"),
        &vals![before],
    )
    .await?;
    Ok(())
}
