//! Accepted mail as raw rows: what SMTP's `250` and the IMAP cursor rest on, and the queue of what is still to be read.

use crate::{Json, Result, Tx, Val, record, sql, vals};
use domain::{ChannelId, ConversationId, InboundId, MailboxId, MessageId, Millis};

/// A raw mail to keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewInbound {
    pub id: InboundId,
    pub channel: Option<ChannelId>,
    /// `smtp`, `imap`, `agent` or `import`.
    pub source: &'static str,
    pub imap: Option<ImapPlace>,
    pub mail_from: String,
    pub rcpt: Vec<String>,
    pub peer_ip: String,
    pub helo: String,
    pub tls: bool,
    pub received_at: Millis,
    /// `new`, `backfill`, `rescan`; later `released`, from quarantine.
    pub freshness: String,
    pub internal_date: Option<Millis>,
    pub headers_only_of: Option<i64>,
    pub bytes: Vec<u8>,
    pub sha256: Vec<u8>,
}

/// Where a mail lies on an IMAP server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImapPlace {
    pub mailbox: MailboxId,
    pub uidvalidity: u32,
    pub uid: u32,
}

/// Keeps a mail. A mail of an IMAP place that was kept before is not kept again; the answer is then the first one's id.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn accept(tx: &mut Tx, m: &NewInbound) -> Result<InboundId> {
    if let Some(place) = m.imap
        && let Some(id) = claim_place(tx, place, m.id, m.received_at).await?
    {
        return Ok(id);
    }
    tx.run(
        sql!(
            "INSERT INTO inbound_raw (id, channel, source, mailbox, uidvalidity, uid, mail_from, rcpt, peer_ip, helo, ",
            "tls, received_at, freshness, internal_date, headers_only_of, bytes, size, sha256) ",
            "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)"
        ),
        &vals![
            m.id,
            m.channel,
            m.source,
            m.imap.map(|p| p.mailbox),
            m.imap.map(|p| p.uidvalidity),
            m.imap.map(|p| p.uid),
            &m.mail_from,
            &Json(&m.rcpt),
            &m.peer_ip,
            &m.helo,
            m.tls,
            m.received_at,
            &m.freshness,
            m.internal_date,
            m.headers_only_of,
            &m.bytes,
            m.bytes.len(),
            &m.sha256,
        ],
    )
    .await?;
    Ok(m.id)
}

/// Writes the item of the mailbox; answers the inbound id of an earlier copy.
async fn claim_place(
    tx: &mut Tx,
    place: ImapPlace,
    id: InboundId,
    at: Millis,
) -> Result<Option<InboundId>> {
    let before: Option<(Option<InboundId>,)> = tx
        .one(
            sql!(
                "SELECT inbound FROM mailbox_item WHERE mailbox = $1 AND uidvalidity = $2 AND uid = $3"
            ),
            &vals![place.mailbox, place.uidvalidity, place.uid],
        )
        .await?;
    if let Some((Some(earlier),)) = before {
        return Ok(Some(earlier));
    }
    tx.run(
        sql!(
            "INSERT INTO mailbox_item (mailbox, uidvalidity, uid, state, inbound, attempts, error, at) ",
            "VALUES ($1, $2, $3, 'stored', $4, 0, NULL, $5) ON CONFLICT (mailbox, uidvalidity, uid) ",
            "DO UPDATE SET state = 'stored', inbound = excluded.inbound, error = NULL, at = excluded.at"
        ),
        &vals![place.mailbox, place.uidvalidity, place.uid, id, at],
    )
    .await?;
    Ok(None)
}

record! {
    /// A mail that is to be read now. `attempt` fences: a later worker has a higher one.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Claimed {
        pub id: InboundId,
        pub attempt: i64,
        pub channel: Option<ChannelId>,
        pub source: String,
        pub mailbox: Option<MailboxId>,
        pub mail_from: String,
        pub rcpt: Json<Vec<String>>,
        pub peer_ip: String,
        pub helo: String,
        pub received_at: Millis,
        pub freshness: String,
        pub internal_date: Option<Millis>,
        pub headers_only_of: Option<i64>,
        pub bytes: Option<Vec<u8>>,
        pub blob: Option<String>,
        pub size: i64,
    }
}

macro_rules! claim_head {
    () => {
        "UPDATE inbound_raw SET attempts = attempts + 1, lease_until = $2, lease_owner = $5, error = NULL WHERE n IN (SELECT n FROM ( \
         SELECT n, CAST(sum(size) OVER (ORDER BY n) AS bigint) - size AS before FROM ("
    };
}
/// A mail that was claimed before and has neither ended nor failed may have taken the process down. Only one such mail is
/// taken at a time, as the last of its claim, so that the mails beside it are not worn out with it (M7).
macro_rules! claim_weighed {
    () => {
        "SELECT n, CASE WHEN attempts > 0 THEN 1073741824 ELSE size END AS size "
    };
}
macro_rules! claim_free {
    () => {
        "WHERE state = 'pending' AND (lease_until IS NULL OR lease_until <= $1) AND (attempts = 0 OR NOT EXISTS ( \
         SELECT 1 FROM inbound_raw AS held WHERE held.state = 'pending' AND held.attempts > 1 \
         AND held.lease_until > $1 AND held.error IS NULL)) ORDER BY n LIMIT $3"
    };
}
macro_rules! claim_tail {
    () => {
        ") AS free) AS sized WHERE before < $4) RETURNING id, attempts, channel, source, mailbox, mail_from, rcpt, \
         peer_ip, helo, received_at, freshness, internal_date, headers_only_of, bytes, blob, size"
    };
}

macro_rules! end_leases_tail {
    () => {
        "SET lease_until = CASE WHEN attempts < 2 THEN NULL WHEN attempts = 2 THEN CAST($1 AS bigint) + 3000 \
         WHEN attempts = 3 THEN CAST($1 AS bigint) + 15000 END, error = CASE WHEN attempts IN (2, 3) THEN $2 END \
         WHERE state = 'pending' AND lease_until IS NOT NULL AND (error IS NULL OR error = $2)"
    };
}

/// Octets of the mails of one claim, apart from the last of them: a flood of large mails must fit into memory.
const CLAIM_BYTES: i64 = 32 * 1024 * 1024;

/// Leases up to `limit` mails to `owner` until `lease_until`, oldest first. Each claim counts as an attempt before the
/// mail is read, so that one that takes the process down is counted too (M7).
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn claim(
    tx: &mut Tx,
    now: Millis,
    lease_until: Millis,
    owner: &str,
    limit: usize,
) -> Result<Vec<Claimed>> {
    let mut claimed: Vec<Claimed> = tx
        .all(
            sql!(
                lite: [
                    claim_head!(),
                    // Left alone, SQLite walks the whole table in its order, through all mails that are done.
                    claim_weighed!(),
                    "FROM inbound_raw INDEXED BY inbound_raw_pending ",
                    claim_free!(),
                    claim_tail!()
                ],
                pg: [
                    claim_head!(),
                    claim_weighed!(),
                    "FROM inbound_raw ",
                    claim_free!(),
                    " FOR UPDATE SKIP LOCKED",
                    claim_tail!()
                ],
            ),
            &vals![now, lease_until, limit, CLAIM_BYTES, owner],
        )
        .await?;
    claimed.sort_by_key(|c| c.id);
    Ok(claimed)
}

/// Why a mail waits that was being read when the process ended; a mark of ours, told apart from failures by its text.
const DIED: &str = "The program ended while it read this mail.";

/// Nobody reads any mail now: what was being read can be claimed again. Waits after a failure go on.
///
/// Whether a mail took the process down or the process was killed beside it cannot be known. So a mail that was there at
/// several ends is read again only after the program has lived for a while: a dangerous mail ends it then, and is
/// counted; an innocent one is not in the way of whatever ends the program soon after each start (M7).
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn end_leases(tx: &mut Tx, now: Millis) -> Result<()> {
    tx.run(
        sql!(
            lite: [
                "UPDATE inbound_raw INDEXED BY inbound_raw_pending ",
                end_leases_tail!()
            ],
            pg: [
                "UPDATE inbound_raw ",
                end_leases_tail!()
            ],
        ),
        &vals![now, DIED],
    )
    .await?;
    Ok(())
}

/// The same for what one node was reading that is gone.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn end_leases_of(tx: &mut Tx, owner: &str, now: Millis) -> Result<()> {
    tx.run(
        sql!(
            "UPDATE inbound_raw ",
            end_leases_tail!(),
            " AND lease_owner = $3"
        ),
        &vals![now, DIED, owner],
    )
    .await?;
    Ok(())
}

/// One mail, leased whatever its state (release from quarantine, reading again).
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn state_of(tx: &mut Tx, id: InboundId) -> Result<Option<(String, i64)>> {
    tx.one(
        sql!("SELECT state, attempts FROM inbound_raw WHERE id = $1"),
        &vals![id],
    )
    .await
}

/// What became of a claimed mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finished {
    pub id: InboundId,
    pub attempt: i64,
    /// `done` or `duplicate`.
    pub state: &'static str,
    pub channel: Option<ChannelId>,
    pub dedupe_key: Option<String>,
    pub message: Option<MessageId>,
    pub conversation: Option<ConversationId>,
}

/// Whether the claim still held; `false` means that another worker has the mail, and nothing may be written for it.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn finish(tx: &mut Tx, f: &Finished) -> Result<bool> {
    let touched = tx
        .run(
            sql!(
                "UPDATE inbound_raw SET state = $3, channel = $4, dedupe_key = $5, message = $6, conversation = $7, ",
                "lease_until = NULL, error = NULL WHERE id = $1 AND attempts = $2 AND state = 'pending'"
            ),
            &vals![
                f.id,
                f.attempt,
                f.state,
                f.channel,
                &f.dedupe_key,
                f.message,
                f.conversation
            ],
        )
        .await?;
    Ok(touched > 0)
}

/// A failed attempt: tried again at `again_at`, or put into quarantine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    pub id: InboundId,
    pub attempt: i64,
    pub error: String,
    pub again_at: Option<Millis>,
    pub from: String,
    pub subject: String,
}

/// # Errors
/// See [`crate::StoreError`].
pub async fn fail(tx: &mut Tx, f: &Failed) -> Result<bool> {
    let state = if f.again_at.is_some() {
        "pending"
    } else {
        "quarantined"
    };
    let touched = tx
        .run(
            sql!(
                "UPDATE inbound_raw SET state = $3, lease_until = $4, error = $5, from_ = $6, subject = $7 ",
                "WHERE id = $1 AND attempts = $2 AND state = 'pending'"
            ),
            &vals![f.id, f.attempt, state, f.again_at, &f.error, &f.from, &f.subject],
        )
        .await?;
    if touched > 0 && f.again_at.is_none() {
        tx.run(
            sql!("UPDATE mailbox_item SET state = 'quarantined', error = $2 WHERE inbound = $1"),
            &vals![f.id, &f.error],
        )
        .await?;
    }
    Ok(touched > 0)
}

/// Gives a claim back uncounted: it was not the mail's fault (disk full, blobs away). `false` when it was lost.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn postpone(tx: &mut Tx, id: InboundId, attempt: i64, again_at: Millis) -> Result<bool> {
    let statement = sql!(
        "UPDATE inbound_raw SET attempts = attempts - 1, lease_until = $3 ",
        "WHERE id = $1 AND attempts = $2 AND state = 'pending'"
    );
    Ok(tx.run(statement, &vals![id, attempt, again_at]).await? > 0)
}

/// Out of quarantine, or back from what was discarded: read again from the first attempt on. `false` when it is neither.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn release(tx: &mut Tx, id: InboundId) -> Result<bool> {
    let touched = tx
        .run(
            sql!(
                "UPDATE inbound_raw SET state = 'pending', attempts = 0, lease_until = NULL, freshness = 'released' ",
                "WHERE id = $1 AND state IN ('quarantined', 'discarded')"
            ),
            &vals![id],
        )
        .await?;
    if touched > 0 {
        set_item(tx, id, "stored").await?;
    }
    Ok(touched > 0)
}

/// Kept, and no longer shown.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn discard(tx: &mut Tx, id: InboundId) -> Result<bool> {
    let statement =
        sql!("UPDATE inbound_raw SET state = 'discarded' WHERE id = $1 AND state = 'quarantined'");
    Ok(tx.run(statement, &vals![id]).await? > 0)
}

async fn set_item(tx: &mut Tx, id: InboundId, state: &str) -> Result<()> {
    tx.run(
        sql!("UPDATE mailbox_item SET state = $2, error = NULL WHERE inbound = $1"),
        &vals![id, state],
    )
    .await?;
    Ok(())
}

record! {
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Quarantined {
        pub id: InboundId,
        pub received_at: Millis,
        pub from: String,
        pub subject: String,
        pub size: i64,
        pub error: Option<String>,
        pub attempts: i64,
        pub mailbox: Option<MailboxId>,
        pub channel: Option<ChannelId>,
        pub peer_ip: String,
    }
}

/// Newest first; `before` is the id of the last one seen.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn quarantined(
    tx: &mut Tx,
    before: Option<InboundId>,
    limit: usize,
) -> Result<Vec<Quarantined>> {
    tx.all(
        sql!(
            "SELECT id, received_at, from_, subject, size, error, attempts, mailbox, channel, peer_ip FROM inbound_raw ",
            "WHERE state = 'quarantined' AND n < COALESCE((SELECT n FROM inbound_raw WHERE id = $1), ",
            "9223372036854775807) ORDER BY n DESC LIMIT $2"
        ),
        &vals![before, limit],
    )
    .await
}

/// # Errors
/// See [`crate::StoreError`].
pub async fn quarantine_count(tx: &mut Tx) -> Result<i64> {
    let row: Option<(i64,)> = tx
        .one(
            sql!("SELECT count(*) FROM inbound_raw WHERE state = 'quarantined'"),
            &[],
        )
        .await?;
    Ok(row.map_or(0, |(n,)| n))
}

/// Mails that are accepted and not read yet.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn pending_count(tx: &mut Tx) -> Result<i64> {
    let row: Option<(i64,)> = tx
        .one(
            sql!(
                lite: ["SELECT count(*) FROM inbound_raw INDEXED BY inbound_raw_pending WHERE state = 'pending'"],
                pg: ["SELECT count(*) FROM inbound_raw WHERE state = 'pending'"],
            ),
            &[],
        )
        .await?;
    Ok(row.map_or(0, |(n,)| n))
}

/// When the listener last took a mail, as far as the newest thousand mails tell.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn last_over_smtp(tx: &mut Tx) -> Result<Option<Millis>> {
    let row: Option<(Option<Millis>,)> = tx
        .one(
            sql!(
                "SELECT max(received_at) FROM (SELECT received_at, source FROM inbound_raw ORDER BY n DESC LIMIT 1000) m ",
                "WHERE source = 'smtp'"
            ),
            &[],
        )
        .await?;
    Ok(row.and_then(|(at,)| at))
}

/// Raw bytes, or the blob that holds them.
pub type Raw = (Option<Vec<u8>>, Option<String>);

/// # Errors
/// See [`crate::StoreError`].
pub async fn raw(tx: &mut Tx, id: InboundId) -> Result<Option<Raw>> {
    tx.one(
        sql!("SELECT bytes, blob FROM inbound_raw WHERE id = $1"),
        &vals![id],
    )
    .await
}

/// Of the mail that a message was read from, or of the mail that we composed.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn raw_of_message(tx: &mut Tx, message: MessageId) -> Result<Option<Raw>> {
    tx.one(
        sql!(
            "SELECT bytes, blob FROM inbound_raw WHERE message = $1 UNION ALL ",
            "SELECT bytes, raw_blob FROM outbound WHERE message = $1 UNION ALL ",
            "SELECT NULL, raw_blob FROM message WHERE id = $1 AND raw_blob IS NOT NULL LIMIT 1"
        ),
        &vals![message],
    )
    .await
}

record! {
    /// An earlier mail with the same dedupe key.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Earlier {
        pub message: Option<MessageId>,
        pub conversation: Option<ConversationId>,
        pub channel: Option<ChannelId>,
    }
}

/// Earlier mails with this dedupe key, in any channel (M14, M17, M18).
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn earlier(tx: &mut Tx, dedupe_key: &str, not: InboundId) -> Result<Vec<Earlier>> {
    tx.all(
        sql!(
            "SELECT message, conversation, channel FROM inbound_raw WHERE dedupe_key = $1 AND id <> $2 ",
            "ORDER BY n LIMIT 20"
        ),
        &vals![dedupe_key, not],
    )
    .await
}

/// Large mails whose bytes still lie in the database: `(id, bytes)`.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn large(tx: &mut Tx, limit: usize) -> Result<Vec<(InboundId, Vec<u8>)>> {
    tx.all(
        sql!(
            "SELECT id, bytes FROM inbound_raw WHERE blob IS NULL AND size > 262144 AND bytes IS NOT NULL ",
            "AND state <> 'pending' ORDER BY n LIMIT $1"
        ),
        &vals![limit],
    )
    .await
}

/// The bytes are in a blob now.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn moved_to_blob(tx: &mut Tx, id: InboundId, blob: &str) -> Result<()> {
    let params: [Val<'_>; 2] = vals![id, blob];
    tx.run(
        sql!("UPDATE inbound_raw SET blob = $2, bytes = NULL WHERE id = $1 AND bytes IS NOT NULL"),
        &params,
    )
    .await?;
    Ok(())
}
