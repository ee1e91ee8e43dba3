//! Evidence of threads: every Message-ID that was seen, of messages and of their references (M31, M35 to M38).

use crate::{Result, Tx, record, sql, vals};
use domain::{ConversationId, MessageId, Millis};

/// Ids asked for by one statement.
const CHUNK: usize = 16;

/// The form in which ids are compared: without blanks and brackets. `None` for what is empty (M31) or absurdly long.
#[must_use]
pub fn key(message_id: &str) -> Option<String> {
    let id = message_id.trim().trim_matches(['<', '>']).trim();
    (!id.is_empty() && id.len() <= 998).then(|| id.to_owned())
}

/// The key of an Outlook thread.
#[must_use]
pub fn thread_index_key(index_hex: &str) -> String {
    format!("ti:{index_hex}")
}

/// One id to remember. `message` is set when it is the id of that message, and not only one that it refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRef {
    pub key: String,
    pub message: Option<MessageId>,
    /// We wrote it.
    pub own: bool,
}

/// # Errors
/// See [`crate::StoreError`].
pub async fn remember(
    tx: &mut Tx,
    conversation: ConversationId,
    at: Millis,
    refs: &[NewRef],
) -> Result<()> {
    if refs.is_empty() {
        return Ok(());
    }
    // Later the message itself may come (M38): then the row learns which one it is.
    let insert = sql!(
        "INSERT INTO thread_ref (ref_key, conversation, message, at, own) VALUES ($1, $2, $3, $4, $5) ",
        "ON CONFLICT (ref_key, conversation) DO UPDATE SET message = COALESCE(thread_ref.message, excluded.message)"
    );
    let rows: Vec<_> = refs
        .iter()
        .map(|r| {
            (
                insert,
                vals![&r.key, conversation, r.message, at, r.own].to_vec(),
            )
        })
        .collect();
    tx.batch(&rows).await
}

record! {
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Found {
        pub key: String,
        pub conversation: ConversationId,
        pub message: Option<MessageId>,
        pub at: Millis,
        pub own: bool,
    }
}

/// Where these ids were seen, newest first; at most 128 places per 16 ids.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn find(tx: &mut Tx, keys: &[String]) -> Result<Vec<Found>> {
    let mut found = Vec::new();
    for chunk in keys.chunks(CHUNK) {
        let at = |i: usize| chunk.get(i).map(String::as_str);
        let rows: Vec<Found> = tx
            .all(
                sql!(
                    "SELECT ref_key, conversation, message, at, own FROM thread_ref WHERE ref_key IN ",
                    "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) ",
                    "ORDER BY at DESC LIMIT 128"
                ),
                &vals![
                    at(0), at(1), at(2), at(3), at(4), at(5), at(6), at(7), at(8), at(9), at(10), at(11),
                    at(12), at(13), at(14), at(15)
                ],
            )
            .await?;
        found.extend(rows);
    }
    Ok(found)
}
