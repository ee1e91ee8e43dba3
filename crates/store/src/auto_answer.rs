//! Whom the program has written to by itself: the memory that ends loops (M23).

use crate::{Result, Tx, record, sql, vals};
use domain::message::AutoText;
use domain::{ChannelId, JobId, Millis};

/// # Errors
/// See [`crate::StoreError`].
pub async fn remember(
    tx: &mut Tx,
    email_key: &str,
    channel: ChannelId,
    kind: AutoText,
    at: Millis,
    content_hash: &[u8],
) -> Result<()> {
    let domain = email_key.rsplit_once('@').map_or("", |(_, d)| d);
    tx.run(
        sql!(
            "INSERT INTO auto_answer (address_key, channel, kind, at, content_hash, domain_key) ",
            "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (address_key, channel, kind, at) DO NOTHING"
        ),
        &vals![email_key, channel, kind, at, content_hash, domain],
    )
    .await?;
    Ok(())
}

record! {
    #[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
    pub struct Memory {
        /// Newest answer of that kind to this address, on any channel.
        pub last_to_address: Option<Millis>,
        pub recent_to_domain: i64,
        /// Answers within a day to mails with the same words, to other addresses of the domain too.
        pub same_content: i64,
    }
}

/// What to ask for.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    pub email_key: &'a str,
    pub kind: AutoText,
    pub content_hash: &'a [u8],
    pub domain_since: Millis,
    pub content_since: Millis,
}

/// # Errors
/// See [`crate::StoreError`].
pub async fn recall(tx: &mut Tx, q: &Question<'_>) -> Result<Memory> {
    let domain = q.email_key.rsplit_once('@').map_or("", |(_, d)| d);
    let row: Option<Memory> = tx
        .one(
            sql!(
                "SELECT (SELECT max(at) FROM auto_answer WHERE address_key = $1 AND kind = $2), ",
                "(SELECT count(*) FROM auto_answer WHERE domain_key = $3 AND at > $4), ",
                "(SELECT count(*) FROM auto_answer WHERE content_hash = $5 AND domain_key = $3 AND at > $6)"
            ),
            &vals![
                q.email_key,
                q.kind,
                domain,
                q.domain_since,
                q.content_hash,
                q.content_since
            ],
        )
        .await?;
    Ok(row.unwrap_or_default())
}

/// A word to a customer that the program will say at `run_at`, unless something makes it needless. Nothing happens when
/// the same one waits already.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn schedule(
    tx: &mut Tx,
    id: JobId,
    kind: &str,
    key: &str,
    payload: &str,
    run_at: Millis,
) -> Result<()> {
    tx.run(
        sql!(
            "INSERT INTO job (id, kind, key, payload, run_at, max_attempt) VALUES ($1, $2, $3, $4, $5, 5) ",
            "ON CONFLICT (kind, key) WHERE state = 'pending' DO NOTHING"
        ),
        &vals![id, kind, key, payload, run_at],
    )
    .await?;
    Ok(())
}

/// Takes a waiting word back; answers its payload when there was one.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn take(tx: &mut Tx, kind: &str, key: &str) -> Result<Option<String>> {
    let row: Option<(String,)> = tx
        .one(
            sql!("DELETE FROM job WHERE kind = $1 AND key = $2 AND state = 'pending' RETURNING payload"),
            &vals![kind, key],
        )
        .await?;
    Ok(row.map(|(p,)| p))
}

/// `(kind, key)` of the words that are due, oldest first.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn due(tx: &mut Tx, now: Millis, limit: usize) -> Result<Vec<(String, String)>> {
    tx.all(
        sql!(
            "SELECT kind, key FROM job WHERE state = 'pending' AND kind IN ('acknowledge', 'channel_notice') ",
            "AND run_at <= $1 ORDER BY run_at, id LIMIT $2"
        ),
        &vals![now, limit],
    )
    .await
}
