//! How long things are kept: the rules, and what they reach.

use crate::{Result, StoreError, Tx, record, sql, vals};
use domain::{AgentId, ChannelId, ContactId, ConversationId, Millis, RetentionRuleId};
use serde::{Deserialize, Serialize};

record! {
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct RetentionRule {
        pub id: RetentionRuleId,
        pub name: String,
        pub channel: Option<ChannelId>,
        pub country: Option<String>,
        pub after_days: i64,
        /// Also contacts who have nothing else left.
        pub contacts: bool,
        /// The agent who answers for it.
        pub owner: AgentId,
        pub enabled: bool,
        pub created_at: Millis,
        pub version: i64,
    }
}

impl RetentionRule {
    #[must_use]
    pub fn rule(&self) -> domain::retention::Rule {
        domain::retention::Rule {
            id: self.id,
            channel: self.channel,
            country: self.country.clone(),
            after_days: self.after_days,
            contacts: self.contacts,
        }
    }
}

/// All of them, by name.
///
/// # Errors
/// See [`StoreError`].
pub async fn all(tx: &mut Tx) -> Result<Vec<RetentionRule>> {
    let select = sql!(
        "SELECT id, name, channel, country, after_days, contacts, owner, enabled, created_at, version ",
        "FROM retention_rule ORDER BY name, id LIMIT 500"
    );
    tx.all(select, &[]).await
}

/// # Errors
/// See [`StoreError`].
pub async fn insert(tx: &mut Tx, r: &RetentionRule) -> Result<()> {
    let insert = sql!(
        "INSERT INTO retention_rule (id, name, channel, country, after_days, contacts, owner, enabled, created_at) ",
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    );
    let params = vals![
        r.id,
        &r.name,
        r.channel,
        &r.country,
        r.after_days,
        r.contacts,
        r.owner,
        r.enabled,
        r.created_at
    ];
    tx.run(insert, &params).await.map(|_| ())
}

/// # Errors
/// `Conflict` when somebody else changed it.
pub async fn save(tx: &mut Tx, r: &mut RetentionRule) -> Result<()> {
    let update = sql!(
        "UPDATE retention_rule SET name = $3, channel = $4, country = $5, after_days = $6, contacts = $7, owner = $8, ",
        "enabled = $9, version = version + 1 WHERE id = $1 AND version = $2"
    );
    let params = vals![
        r.id,
        r.version,
        &r.name,
        r.channel,
        &r.country,
        r.after_days,
        r.contacts,
        r.owner,
        r.enabled
    ];
    if tx.run(update, &params).await? == 0 {
        return Err(StoreError::stale("the retention rule"));
    }
    r.version += 1;
    Ok(())
}

/// # Errors
/// See [`StoreError`].
pub async fn delete(tx: &mut Tx, id: RetentionRuleId) -> Result<bool> {
    let delete = sql!("DELETE FROM retention_rule WHERE id = $1");
    Ok(tx.run(delete, &vals![id]).await? > 0)
}

/// How far a pass over old conversations has come.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pass {
    pub began: Millis,
    /// `resolved`, `spam`, or empty when the pass is over.
    pub status: String,
    pub last_at: Millis,
    pub id: Option<ConversationId>,
}

const PASS: &str = "retention_pass";

/// # Errors
/// See [`StoreError`].
pub async fn pass(tx: &mut Tx) -> Result<Option<Pass>> {
    crate::setting::get(tx, PASS).await
}

/// # Errors
/// See [`StoreError`].
pub async fn put_pass(tx: &mut Tx, pass: &Pass) -> Result<()> {
    crate::setting::put(tx, PASS, pass).await
}

record! {
    /// A conversation that is over, with what rules ask for.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Old {
        pub id: ConversationId,
        pub last_at: Millis,
        pub channel: ChannelId,
        pub contact: Option<ContactId>,
        pub country: Option<String>,
        pub erased_at: Option<Millis>,
    }
}

/// Conversations of a status whose last message is as old as `before`, oldest first, after a place. Those whose words are
/// gone already are among them, so that a page is bounded whatever was erased.
///
/// # Errors
/// See [`StoreError`].
pub async fn old(
    tx: &mut Tx,
    status: &str,
    after: (Millis, Option<ConversationId>),
    before: Millis,
    limit: usize,
) -> Result<Vec<Old>> {
    let select = sql!(
        "SELECT c.id, c.last_at, c.channel, c.contact, p.country, c.erased_at FROM conversation c ",
        "LEFT JOIN contact p ON p.id = c.contact WHERE c.status = $1 AND (c.last_at, c.id) > ($2, $3) AND c.last_at <= $4 ",
        "ORDER BY c.last_at, c.id LIMIT $5"
    );
    let id = after.1.map_or(uuid::Uuid::nil(), |c| c.0);
    tx.all(select, &vals![status, after.0, id, before, limit])
        .await
}

/// Whether a contact has a conversation whose words are still there.
///
/// # Errors
/// See [`StoreError`].
pub async fn has_more(tx: &mut Tx, contact: ContactId) -> Result<bool> {
    let select = sql!(
        "SELECT count(*) FROM (SELECT 1 AS one FROM conversation WHERE contact = $1 AND erased_at IS NULL LIMIT 1) x"
    );
    let row: Option<(i64,)> = tx.one(select, &vals![contact]).await?;
    Ok(row.is_some_and(|(n,)| n > 0))
}
