//! Rules, the trace of what they did, and the marks of rules by time.

use crate::value::Json;
use crate::{Result, StoreError, Tx, record, sql, vals};
use domain::automation::{Action, Trigger};
use domain::filter::Filter;
use domain::{ConversationId, Millis, RuleId, RuleRunId};
use serde_json::Value;

record! {
    #[derive(Debug, Clone, PartialEq)]
    pub struct Rule {
        pub id: RuleId,
        pub name: String,
        pub enabled: bool,
        pub position: i64,
        pub trigger: Json<Trigger>,
        pub filter: Json<Filter>,
        pub actions: Json<Vec<Action>>,
        pub stop: bool,
        /// Why the program switched it off.
        pub switched_off: Option<String>,
        pub created_at: Millis,
        pub updated_at: Millis,
        pub version: i64,
    }
}

/// All rules in their order.
///
/// # Errors
/// See [`StoreError`].
pub async fn all(tx: &mut Tx) -> Result<Vec<Rule>> {
    let select = sql!(
        "SELECT id, name, enabled, position, trigger_, filter, actions, stop, switched_off, created_at, updated_at, ",
        "version FROM rule ORDER BY position, created_at, id"
    );
    tx.all(select, &[]).await
}

/// # Errors
/// See [`StoreError`].
pub async fn load(tx: &mut Tx, id: RuleId) -> Result<Option<Rule>> {
    let select = sql!(
        "SELECT id, name, enabled, position, trigger_, filter, actions, stop, switched_off, created_at, updated_at, ",
        "version FROM rule WHERE id = $1"
    );
    tx.one(select, &vals![id]).await
}

/// # Errors
/// See [`StoreError`].
pub async fn insert(tx: &mut Tx, r: &Rule) -> Result<()> {
    let insert = sql!(
        "INSERT INTO rule (id, name, enabled, position, trigger_, filter, actions, stop, created_at, updated_at, ",
        "version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1)"
    );
    let params = vals![
        r.id,
        &r.name,
        r.enabled,
        r.position,
        &r.trigger,
        &r.filter,
        &r.actions,
        r.stop,
        r.created_at,
        r.updated_at
    ];
    tx.run(insert, &params).await.map(|_| ())
}

/// # Errors
/// `Conflict` when somebody else changed it since it was loaded.
pub async fn save(tx: &mut Tx, r: &mut Rule) -> Result<()> {
    let update = sql!(
        "UPDATE rule SET name = $3, enabled = $4, position = $5, trigger_ = $6, filter = $7, actions = $8, stop = $9, ",
        "switched_off = $10, updated_at = $11, version = version + 1 WHERE id = $1 AND version = $2"
    );
    let params = vals![
        r.id,
        r.version,
        &r.name,
        r.enabled,
        r.position,
        &r.trigger,
        &r.filter,
        &r.actions,
        r.stop,
        &r.switched_off,
        r.updated_at
    ];
    if tx.run(update, &params).await? == 0 {
        return Err(StoreError::stale("the rule"));
    }
    r.version += 1;
    Ok(())
}

/// With its marks; what it did stays in the traces.
///
/// # Errors
/// See [`StoreError`].
pub async fn delete(tx: &mut Tx, id: RuleId) -> Result<()> {
    tx.run(sql!("DELETE FROM rule_mark WHERE rule = $1"), &vals![id])
        .await?;
    tx.run(sql!("DELETE FROM rule WHERE id = $1"), &vals![id])
        .await
        .map(|_| ())
}

/// One firing.
#[derive(Debug, Clone, PartialEq)]
pub struct NewRun {
    pub id: RuleRunId,
    pub rule: RuleId,
    pub conversation: ConversationId,
    pub at: Millis,
    pub trigger: &'static str,
    pub detail: Value,
}

/// # Errors
/// See [`StoreError`].
pub async fn trace(tx: &mut Tx, r: &NewRun) -> Result<()> {
    let insert = sql!(
        "INSERT INTO rule_run (id, rule, conversation, at, trigger_, detail) VALUES ($1, $2, $3, $4, $5, $6)"
    );
    let params = vals![
        r.id,
        r.rule,
        r.conversation,
        r.at,
        r.trigger,
        &Json(&r.detail)
    ];
    tx.run(insert, &params).await.map(|_| ())
}

record! {
    /// A firing, as it is shown.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Run {
        pub id: RuleRunId,
        pub rule: RuleId,
        /// `None` when the rule was deleted since.
        pub name: Option<String>,
        pub conversation: ConversationId,
        pub at: Millis,
        pub trigger: String,
        pub detail: Json<Value>,
    }
}

/// What rules did to a conversation, newest first.
///
/// # Errors
/// See [`StoreError`].
pub async fn runs_of_conversation(
    tx: &mut Tx,
    id: ConversationId,
    limit: usize,
) -> Result<Vec<Run>> {
    let select = sql!(
        "SELECT r.id, r.rule, u.name, r.conversation, r.at, r.trigger_, r.detail FROM rule_run r ",
        "LEFT JOIN rule u ON u.id = r.rule WHERE r.conversation = $1 ORDER BY r.at DESC, r.id DESC LIMIT $2"
    );
    tx.all(select, &vals![id, limit]).await
}

/// What a rule did, newest first.
///
/// # Errors
/// See [`StoreError`].
pub async fn runs_of_rule(tx: &mut Tx, id: RuleId, limit: usize) -> Result<Vec<Run>> {
    let select = sql!(
        "SELECT r.id, r.rule, u.name, r.conversation, r.at, r.trigger_, r.detail FROM rule_run r ",
        "LEFT JOIN rule u ON u.id = r.rule WHERE r.rule = $1 ORDER BY r.at DESC, r.id DESC LIMIT $2"
    );
    tx.all(select, &vals![id, limit]).await
}

/// Firings of each rule since then, and the last one.
///
/// # Errors
/// See [`StoreError`].
pub async fn fired(tx: &mut Tx, since: Millis) -> Result<Vec<(RuleId, i64, Millis)>> {
    let select = sql!("SELECT rule, count(*), max(at) FROM rule_run WHERE at >= $1 GROUP BY rule");
    tx.all(select, &vals![since]).await
}

/// Firings on a conversation since then, by rule, the busiest first.
///
/// # Errors
/// See [`StoreError`].
pub async fn busy(tx: &mut Tx, id: ConversationId, since: Millis) -> Result<Vec<(RuleId, i64)>> {
    let select = sql!(
        "SELECT rule, count(*) FROM rule_run WHERE conversation = $1 AND at >= $2 GROUP BY rule ",
        "ORDER BY count(*) DESC, rule"
    );
    tx.all(select, &vals![id, since]).await
}

/// Remembers that a rule by time has fired for this time of the conversation.
///
/// # Errors
/// See [`StoreError`].
pub async fn mark(tx: &mut Tx, rule: RuleId, id: ConversationId, basis: Millis) -> Result<()> {
    let upsert = sql!(
        "INSERT INTO rule_mark (rule, conversation, basis) VALUES ($1, $2, $3) ",
        "ON CONFLICT (rule, conversation) DO UPDATE SET basis = excluded.basis"
    );
    tx.run(upsert, &vals![rule, id, basis]).await.map(|_| ())
}

/// Forgets old traces.
///
/// # Errors
/// See [`StoreError`].
pub async fn sweep(tx: &mut Tx, before: Millis) -> Result<u64> {
    tx.run(sql!("DELETE FROM rule_run WHERE at < $1"), &vals![before])
        .await
}
