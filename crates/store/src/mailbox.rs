//! IMAP mailboxes that are collected: their settings, how far we got, and what became of each message on the server.

use crate::value::{Json, json};
use crate::{Result, StoreError, Tx, record, sql, vals};
use domain::{ChannelId, InboundId, MailboxId, Millis};

record! {
    #[derive(Debug, Clone, PartialEq)]
    pub struct Mailbox {
        pub id: MailboxId,
        pub channel: ChannelId,
        pub host: String,
        pub port: u16,
        /// `implicit` or `starttls` (`none` for tests on loopback).
        pub tls: String,
        pub username: String,
        /// `password`, `oauth_google` or `oauth_microsoft`.
        pub auth: String,
        /// Sealed with the key file.
        pub secret: Option<Vec<u8>>,
        pub folder: String,
        /// `leave`, `flag` or `move`.
        pub after_commit: String,
        pub move_to: Option<String>,
        /// `now` or `all`.
        pub start_from: String,
        pub uidvalidity: Option<i64>,
        pub last_uid: Option<i64>,
        /// Messages on the server in the range that we collect, at the last look.
        pub server_count: Option<i64>,
        /// Of the collector; opaque here.
        pub state: Json<serde_json::Value>,
        pub last_success_at: Option<Millis>,
        pub last_error: Option<String>,
        pub error_at: Option<Millis>,
        pub enabled: bool,
        pub created_at: Millis,
        pub version: i64,
    }
}

macro_rules! columns {
    () => {
        "SELECT id, channel, host, port, tls, username, auth, secret, folder, after_commit, move_to, start_from, \
         uidvalidity, last_uid, server_count, state, last_success_at, last_error, error_at, enabled, created_at, version \
         FROM mailbox "
    };
}

pub async fn all(tx: &mut Tx) -> Result<Vec<Mailbox>> {
    tx.all(sql!(columns!(), "ORDER BY created_at, id"), &[])
        .await
}

pub async fn load(tx: &mut Tx, id: MailboxId) -> Result<Option<Mailbox>> {
    tx.one(sql!(columns!(), "WHERE id = $1"), &vals![id]).await
}

/// Adds a mailbox with its settings; where the collector stands is not taken.
pub async fn insert(tx: &mut Tx, m: &Mailbox) -> Result<()> {
    let insert = sql!(
        "INSERT INTO mailbox (id, channel, host, port, tls, username, auth, secret, folder, after_commit, move_to, ",
        "start_from, enabled, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
    );
    let params = vals![
        m.id,
        m.channel,
        &m.host,
        u32::from(m.port),
        &m.tls,
        &m.username,
        &m.auth,
        m.secret.as_deref(),
        &m.folder,
        &m.after_commit,
        &m.move_to,
        &m.start_from,
        m.enabled,
        m.created_at
    ];
    tx.run(insert, &params).await.map(|_| ())
}

/// Saves the settings if nobody else did since; `Conflict` otherwise. Where the collector stands is not touched.
pub async fn save(tx: &mut Tx, m: &mut Mailbox) -> Result<()> {
    let update = sql!(
        "UPDATE mailbox SET channel = $3, host = $4, port = $5, tls = $6, username = $7, auth = $8, secret = $9, ",
        "folder = $10, after_commit = $11, move_to = $12, start_from = $13, enabled = $14, version = version + 1 ",
        "WHERE id = $1 AND version = $2"
    );
    let params = vals![
        m.id,
        m.version,
        m.channel,
        &m.host,
        u32::from(m.port),
        &m.tls,
        &m.username,
        &m.auth,
        m.secret.as_deref(),
        &m.folder,
        &m.after_commit,
        &m.move_to,
        &m.start_from,
        m.enabled
    ];
    if tx.run(update, &params).await? == 0 {
        return Err(StoreError::stale("the mailbox"));
    }
    m.version += 1;
    Ok(())
}

/// Replaces the sealed secret alone (a refreshed token).
pub async fn set_secret(tx: &mut Tx, id: MailboxId, secret: &[u8]) -> Result<()> {
    tx.run(
        sql!("UPDATE mailbox SET secret = $2 WHERE id = $1"),
        &vals![id, secret],
    )
    .await
    .map(|_| ())
}

/// Takes a mailbox away, with the record of its messages; what was collected stays.
pub async fn delete(tx: &mut Tx, id: MailboxId) -> Result<bool> {
    Ok(tx
        .run(sql!("DELETE FROM mailbox WHERE id = $1"), &vals![id])
        .await?
        > 0)
}

/// How far the collector got.
#[derive(Debug, Clone, PartialEq)]
pub struct Checkpoint {
    pub mailbox: MailboxId,
    pub uidvalidity: i64,
    pub last_uid: i64,
    pub state: serde_json::Value,
}

pub async fn checkpoint(tx: &mut Tx, c: &Checkpoint) -> Result<()> {
    let update =
        sql!("UPDATE mailbox SET uidvalidity = $2, last_uid = $3, state = $4 WHERE id = $1");
    tx.run(
        update,
        &[
            c.mailbox.into(),
            c.uidvalidity.into(),
            c.last_uid.into(),
            json(&c.state),
        ],
    )
    .await
    .map(|_| ())
}

/// A look at the server that went well, and how many messages it has in our range, if it was counted.
pub async fn succeeded(
    tx: &mut Tx,
    id: MailboxId,
    at: Millis,
    server_count: Option<i64>,
) -> Result<()> {
    let update = sql!(
        "UPDATE mailbox SET last_success_at = $2, server_count = COALESCE($3, server_count), last_error = NULL, ",
        "error_at = NULL WHERE id = $1"
    );
    tx.run(update, &vals![id, at, server_count])
        .await
        .map(|_| ())
}

pub async fn failed(tx: &mut Tx, id: MailboxId, at: Millis, error: &str) -> Result<()> {
    let update = sql!("UPDATE mailbox SET last_error = $3, error_at = $2 WHERE id = $1");
    tx.run(update, &vals![id, at, error]).await.map(|_| ())
}

record! {
    /// What became of one message on the server.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Item {
        pub mailbox: MailboxId,
        pub uidvalidity: i64,
        pub uid: i64,
        /// `stored`, `quarantined`, `skipped` or `retry`.
        pub state: String,
        pub inbound: Option<InboundId>,
        pub attempts: i64,
        pub error: Option<String>,
        pub at: Millis,
    }
}

/// Notes what became of a message; later news replace earlier.
pub async fn put_item(tx: &mut Tx, i: &Item) -> Result<()> {
    let upsert = sql!(
        "INSERT INTO mailbox_item (mailbox, uidvalidity, uid, state, inbound, attempts, error, at) ",
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (mailbox, uidvalidity, uid) DO UPDATE SET ",
        "state = excluded.state, inbound = excluded.inbound, attempts = excluded.attempts, error = excluded.error, ",
        "at = excluded.at"
    );
    let params = vals![
        i.mailbox,
        i.uidvalidity,
        i.uid,
        &i.state,
        i.inbound,
        i.attempts,
        &i.error,
        i.at
    ];
    tx.run(upsert, &params).await.map(|_| ())
}

pub async fn item(
    tx: &mut Tx,
    mailbox: MailboxId,
    uidvalidity: i64,
    uid: i64,
) -> Result<Option<Item>> {
    let select = sql!(
        "SELECT mailbox, uidvalidity, uid, state, inbound, attempts, error, at FROM mailbox_item ",
        "WHERE mailbox = $1 AND uidvalidity = $2 AND uid = $3"
    );
    tx.one(select, &vals![mailbox, uidvalidity, uid]).await
}

/// Messages to be fetched once more.
pub async fn retries(tx: &mut Tx, mailbox: MailboxId, limit: usize) -> Result<Vec<Item>> {
    let select = sql!(
        "SELECT mailbox, uidvalidity, uid, state, inbound, attempts, error, at FROM mailbox_item ",
        "WHERE mailbox = $1 AND state = 'retry' ORDER BY uidvalidity, uid LIMIT $2"
    );
    tx.all(select, &vals![mailbox, limit]).await
}

/// The uids in a range that we already have a record of.
pub async fn known_uids(
    tx: &mut Tx,
    mailbox: MailboxId,
    uidvalidity: i64,
    from: i64,
    to: i64,
) -> Result<Vec<i64>> {
    let select = sql!(
        "SELECT uid FROM mailbox_item WHERE mailbox = $1 AND uidvalidity = $2 AND uid BETWEEN $3 AND $4 ",
        "AND state <> 'retry' ORDER BY uid"
    );
    let rows: Vec<(i64,)> = tx
        .all(select, &vals![mailbox, uidvalidity, from, to])
        .await?;
    Ok(rows.into_iter().map(|r| r.0).collect())
}

/// What became of the messages of one life of a mailbox: on the server = stored + quarantined + skipped + retry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Reconciliation {
    pub server: Option<i64>,
    pub stored: i64,
    pub quarantined: i64,
    pub skipped: i64,
    pub retry: i64,
    pub last_success_at: Option<Millis>,
}

impl Reconciliation {
    /// Messages on the server that we know nothing of; 0 when every one is accounted for.
    #[must_use]
    pub fn missing(&self) -> Option<i64> {
        let known = self.stored + self.quarantined + self.skipped + self.retry;
        self.server.map(|server| server - known)
    }
}

pub async fn reconcile(tx: &mut Tx, id: MailboxId) -> Result<Option<Reconciliation>> {
    let Some(mailbox) = load(tx, id).await? else {
        return Ok(None);
    };
    let count = sql!(
        "SELECT state, count(*) FROM mailbox_item WHERE mailbox = $1 AND uidvalidity = $2 GROUP BY state"
    );
    let rows: Vec<(String, i64)> = match mailbox.uidvalidity {
        Some(validity) => tx.all(count, &vals![id, validity]).await?,
        None => Vec::new(),
    };
    let of = |state: &str| rows.iter().filter(|r| r.0 == state).map(|r| r.1).sum();
    Ok(Some(Reconciliation {
        server: mailbox.server_count,
        stored: of("stored"),
        quarantined: of("quarantined"),
        skipped: of("skipped"),
        retry: of("retry"),
        last_success_at: mailbox.last_success_at,
    }))
}

/// Items of this mailbox from a UID on, ascending, at most `limit`.
pub async fn items(
    tx: &mut Tx,
    mailbox: MailboxId,
    uidvalidity: i64,
    from: i64,
    limit: i64,
) -> Result<Vec<Item>> {
    let select = sql!(
        "SELECT mailbox, uidvalidity, uid, state, inbound, attempts, error, at FROM mailbox_item ",
        "WHERE mailbox = $1 AND uidvalidity = $2 AND uid >= $3 ORDER BY uid LIMIT $4"
    );
    tx.all(select, &vals![mailbox, uidvalidity, from, limit])
        .await
}
