//! Rules, the trace of what they did, and the marks of rules by time.

use crate::value::Json;
use crate::{Result, StoreError, Tx, record, sql, vals};
use domain::automation::{Action, Trigger};
use domain::filter::Filter;
use domain::{ConversationId, Millis, RuleId, RuleRunId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use uuid::Uuid;

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

/// With its marks; what it did stays in the traces of its conversations.
///
/// # Errors
/// See [`StoreError`].
pub async fn delete(tx: &mut Tx, id: RuleId) -> Result<()> {
    for statement in [
        sql!("DELETE FROM rule_mark WHERE rule = $1"),
        sql!("DELETE FROM rule_firing WHERE rule = $1"),
    ] {
        tx.run(statement, &vals![id]).await?;
    }
    tx.run(sql!("DELETE FROM rule WHERE id = $1"), &vals![id])
        .await
        .map(|_| ())
}

/// What one rule did: a part of a [`NewRun`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Of the rule, in hex.
    #[serde(with = "uuid::serde::simple")]
    rule: Uuid,
    pub trigger: String,
    /// The conditions that held.
    pub because: Value,
    /// The actions that were carried out, and those that were not, with a code.
    pub did: Vec<Value>,
    pub refused: Vec<Value>,
}

impl Step {
    #[must_use]
    pub fn new(rule: RuleId, trigger: &str, because: Value) -> Self {
        Self {
            rule: rule.0,
            trigger: trigger.to_owned(),
            because,
            did: Vec::new(),
            refused: Vec::new(),
        }
    }

    #[must_use]
    pub fn rule(&self) -> RuleId {
        RuleId(self.rule)
    }
}

/// What rules did to a conversation at one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct NewRun {
    /// Made from `at`: [`sweep`] goes by it.
    pub id: RuleRunId,
    pub conversation: ConversationId,
    pub at: Millis,
    pub steps: Vec<Step>,
}

/// # Errors
/// See [`StoreError`].
pub async fn trace(tx: &mut Tx, r: &NewRun) -> Result<()> {
    let insert = sql!("INSERT INTO rule_run (id, conversation, at, steps) VALUES ($1, $2, $3, $4)");
    let firing = sql!("INSERT INTO rule_firing (rule, at, run) VALUES ($1, $2, $3)");
    let mut rows = vec![(
        insert,
        vals![r.id, r.conversation, r.at, &Json(&r.steps)].to_vec(),
    )];
    let firings = r.steps.iter().map(|step| vals![step.rule(), r.at, r.id]);
    rows.extend(firings.map(|values| (firing, values.to_vec())));
    tx.batch(&rows).await
}

record! {
    #[derive(Debug, Clone, PartialEq)]
    struct Row {
        id: RuleRunId,
        conversation: ConversationId,
        number: i64,
        subject: String,
        at: Millis,
        steps: Json<Vec<Step>>,
    }
}

/// A firing, as it is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    pub id: RuleRunId,
    /// The how manieth it was at that moment, from 0.
    pub place: usize,
    pub rule: RuleId,
    /// `None` when the rule was deleted since.
    pub name: Option<String>,
    pub conversation: ConversationId,
    pub number: i64,
    pub subject: String,
    pub at: Millis,
    pub step: Step,
}

/// The firings of runs, the last of each run first; of one rule alone where `only` says so.
async fn firings(tx: &mut Tx, rows: Vec<Row>, only: Option<RuleId>) -> Result<Vec<Run>> {
    let names: Vec<(RuleId, String)> = tx.all(sql!("SELECT id, name FROM rule"), &[]).await?;
    let name = |id: RuleId| names.iter().find(|(n, _)| *n == id).map(|(_, n)| n.clone());
    let mut out = Vec::new();
    for row in rows {
        let steps = row.steps.0.into_iter().enumerate().rev();
        for (place, step) in steps.filter(|(_, s)| only.is_none_or(|o| s.rule() == o)) {
            out.push(Run {
                id: row.id,
                place,
                rule: step.rule(),
                name: name(step.rule()),
                conversation: row.conversation,
                number: row.number,
                subject: row.subject.clone(),
                at: row.at,
                step,
            });
        }
    }
    Ok(out)
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
        "SELECT r.id, r.conversation, c.number, c.subject, r.at, r.steps FROM rule_run r ",
        "JOIN conversation c ON c.id = r.conversation WHERE r.conversation = $1 ORDER BY r.at DESC, r.id DESC LIMIT $2"
    );
    let rows = tx.all(select, &vals![id, limit]).await?;
    let mut runs = firings(tx, rows, None).await?;
    runs.truncate(limit);
    Ok(runs)
}

/// What a rule did, newest first.
///
/// # Errors
/// See [`StoreError`].
pub async fn runs_of_rule(tx: &mut Tx, id: RuleId, limit: usize) -> Result<Vec<Run>> {
    let select = sql!(
        "SELECT r.id, r.conversation, c.number, c.subject, r.at, r.steps FROM rule_firing f ",
        "JOIN rule_run r ON r.id = f.run JOIN conversation c ON c.id = r.conversation ",
        "WHERE f.rule = $1 ORDER BY f.at DESC, f.run DESC LIMIT $2"
    );
    let rows = tx.all(select, &vals![id, limit]).await?;
    firings(tx, rows, Some(id)).await
}

/// Firings of each rule since then, and the last one.
///
/// # Errors
/// See [`StoreError`].
pub async fn fired(tx: &mut Tx, since: Millis) -> Result<Vec<(RuleId, i64, Millis)>> {
    let select = sql!(
        "SELECT rule, count(*), max(at) FROM rule_firing WHERE rule IN (SELECT id FROM rule) AND at >= $1 GROUP BY rule"
    );
    tx.all(select, &vals![since]).await
}

/// Firings on a conversation since then, by rule, the busiest first.
///
/// # Errors
/// See [`StoreError`].
pub async fn busy(tx: &mut Tx, id: ConversationId, since: Millis) -> Result<Vec<(RuleId, i64)>> {
    let select = sql!("SELECT steps FROM rule_run WHERE conversation = $1 AND at >= $2");
    let rows: Vec<(Json<Vec<Step>>,)> = tx.all(select, &vals![id, since]).await?;
    let mut counts: BTreeMap<RuleId, i64> = BTreeMap::new();
    for step in rows.iter().flat_map(|(steps,)| &steps.0) {
        *counts.entry(step.rule()).or_default() += 1;
    }
    let mut busy: Vec<(RuleId, i64)> = counts.into_iter().collect();
    busy.sort_by_key(|&(_, times)| std::cmp::Reverse(times));
    Ok(busy)
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

/// Forgets old traces: of runs before that time.
///
/// # Errors
/// See [`StoreError`].
pub async fn sweep(tx: &mut Tx, before: Millis) -> Result<u64> {
    let firings = sql!("DELETE FROM rule_firing WHERE rule IN (SELECT id FROM rule) AND at < $1");
    tx.run(firings, &vals![before]).await?;
    let runs = sql!("DELETE FROM rule_run WHERE id < $1");
    tx.run(runs, &vals![first_id(before)]).await
}

/// The smallest id that can be made at that time: the first 48 bits are its milliseconds (RFC 9562, 5.7).
fn first_id(at: Millis) -> RuleRunId {
    RuleRunId(Uuid::from_u128(
        u128::from(u64::try_from(at).unwrap_or(0)) << 80,
    ))
}
