//! Legal holds: what must be kept whatever rule or request would erase it.

use crate::{Result, Tx, record, sql, vals};
use domain::retention::Held;
use domain::{AgentId, ContactId, ConversationId, LegalHoldId, Millis};
use uuid::Uuid;

record! {
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Hold {
        pub id: LegalHoldId,
        pub kind: Held,
        pub target: Uuid,
        pub reason: String,
        pub at: Millis,
        pub agent: Option<AgentId>,
        pub ended_at: Option<Millis>,
        pub ended_by: Option<AgentId>,
        /// Whom or what it holds, for people: the name of a contact or organization, the number of a conversation. Empty when
        /// nothing is known (any more). Not kept with the hold.
        pub name: String,
    }
}

macro_rules! columns {
    () => {
        "SELECT h.id, h.kind, h.target, h.reason, h.at, h.agent, h.ended_at, h.ended_by, COALESCE(\
         (SELECT CASE WHEN p.name = '' THEN p.address ELSE p.name END FROM contact p WHERE p.id = h.target), \
         (SELECT o.name FROM organization o WHERE o.id = h.target), \
         (SELECT '#' || c.number FROM conversation c WHERE c.id = h.target), '') FROM legal_hold h "
    };
}

/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn insert(tx: &mut Tx, h: &Hold) -> Result<()> {
    let insert = sql!(
        "INSERT INTO legal_hold (id, kind, target, reason, at, agent) VALUES ($1, $2, $3, $4, $5, $6)"
    );
    let params = vals![h.id, h.kind, h.target, &h.reason, h.at, h.agent];
    tx.run(insert, &params).await.map(|_| ())
}

/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn load(tx: &mut Tx, id: LegalHoldId) -> Result<Option<Hold>> {
    let select = sql!(columns!(), "WHERE h.id = $1");
    tx.one(select, &vals![id]).await
}

/// All of them, those that stand first, newest first.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn all(tx: &mut Tx) -> Result<Vec<Hold>> {
    let select = sql!(
        columns!(),
        "ORDER BY CASE WHEN h.ended_at IS NULL THEN 0 ELSE 1 END, h.at DESC, h.id LIMIT 500"
    );
    tx.all(select, &[]).await
}

/// Holds that stand on exactly this.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn on(tx: &mut Tx, target: Uuid) -> Result<Vec<Hold>> {
    let select = sql!(
        columns!(),
        "WHERE h.target = $1 AND h.ended_at IS NULL ORDER BY h.at LIMIT 20"
    );
    tx.all(select, &vals![target]).await
}

/// `false` when it had ended.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn end(tx: &mut Tx, id: LegalHoldId, agent: Option<AgentId>, at: Millis) -> Result<bool> {
    let update = sql!(
        "UPDATE legal_hold SET ended_at = $2, ended_by = $3 WHERE id = $1 AND ended_at IS NULL"
    );
    Ok(tx.run(update, &vals![id, at, agent]).await? > 0)
}

/// Holds that stand on a conversation, on its contact (or one that was merged into it), or on the organization of those.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn on_conversation(tx: &mut Tx, id: ConversationId) -> Result<Vec<Hold>> {
    let select = sql!(
        "WITH RECURSIVE family(id, organization_id) AS (SELECT p.id, p.organization_id FROM conversation c ",
        "JOIN contact p ON p.id = c.contact WHERE c.id = $1 UNION SELECT p.id, p.organization_id FROM family f ",
        "JOIN contact p ON p.merged_into = f.id) ",
        columns!(),
        "WHERE h.ended_at IS NULL AND h.target IN (SELECT $1 UNION SELECT id FROM family UNION ",
        "SELECT organization_id FROM family) ORDER BY h.at LIMIT 20"
    );
    tx.all(select, &vals![id]).await
}

/// Holds that stand on a contact, on one that was merged into it, on the organization of those, or on one of their
/// conversations.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn on_contact(tx: &mut Tx, id: ContactId) -> Result<Vec<Hold>> {
    let select = sql!(
        "WITH RECURSIVE family(id, organization_id) AS (SELECT p.id, p.organization_id FROM contact p WHERE p.id = $1 ",
        "UNION SELECT p.id, p.organization_id FROM family f JOIN contact p ON p.merged_into = f.id) ",
        columns!(),
        "WHERE h.ended_at IS NULL AND (h.target IN (SELECT id FROM family UNION SELECT organization_id FROM family) ",
        "OR (h.kind = 'conversation' AND EXISTS (SELECT 1 FROM conversation c WHERE c.id = h.target ",
        "AND c.contact IN (SELECT id FROM family)))) ORDER BY h.at LIMIT 20"
    );
    tx.all(select, &vals![id]).await
}
