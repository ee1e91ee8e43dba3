//! Pinned summaries: "what we know, agreed, open". Every version stays; the newest is shown.

use crate::{Result, Tx, record, sql, vals};
use domain::{AgentId, ConversationId, Millis};

record! {
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Pinned {
        pub version: i64,
        pub known: String,
        pub agreed: String,
        pub open: String,
        pub agent: Option<AgentId>,
        pub at: Millis,
    }
}

/// Versions, the newest first.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn versions(tx: &mut Tx, id: ConversationId, limit: usize) -> Result<Vec<Pinned>> {
    tx.all(
        sql!(
            "SELECT version, known, agreed, still_open, agent, at FROM pinned_summary ",
            "WHERE conversation = $1 ORDER BY version DESC LIMIT $2"
        ),
        &vals![id, limit],
    )
    .await
}

/// # Errors
/// `Conflict` when that version is there already.
pub async fn insert(tx: &mut Tx, id: ConversationId, p: &Pinned) -> Result<()> {
    tx.run(
        sql!(
            "INSERT INTO pinned_summary (conversation, version, known, agreed, still_open, agent, at) ",
            "VALUES ($1, $2, $3, $4, $5, $6, $7)"
        ),
        &vals![id, p.version, &p.known, &p.agreed, &p.open, p.agent, p.at],
    )
    .await?;
    Ok(())
}
