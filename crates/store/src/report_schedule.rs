//! Reports that are mailed regularly, and up to which days each has gone out.

use crate::value::Json;
use crate::{Result, StoreError, Tx, record, sql, vals};
use domain::figures::Every;
use domain::{AgentId, Millis, ReportScheduleId};

record! {
    #[derive(Debug, Clone, PartialEq)]
    pub struct Schedule {
        pub id: ReportScheduleId,
        pub name: String,
        pub every: Every,
        /// 0 is Monday; for weekly ones.
        pub weekday: i64,
        /// 0 to 23, in the zone of the organization.
        pub hour: i64,
        /// Whom it is mailed to.
        pub agents: Json<Vec<AgentId>>,
        /// What it asks: the parameters of a report, as JSON.
        pub question: Json<serde_json::Value>,
        pub enabled: bool,
        /// Last day of the newest period that went out; empty for none.
        pub sent_for: String,
        pub created_at: Millis,
        pub version: i64,
    }
}

/// # Errors
/// See [`StoreError`].
pub async fn all(tx: &mut Tx) -> Result<Vec<Schedule>> {
    let select = sql!(
        "SELECT id, name, every, weekday, hour, agents, question, enabled, sent_for, created_at, version ",
        "FROM report_schedule ORDER BY name, id"
    );
    tx.all(select, &[]).await
}

/// # Errors
/// See [`StoreError`].
pub async fn load(tx: &mut Tx, id: ReportScheduleId) -> Result<Option<Schedule>> {
    let select = sql!(
        "SELECT id, name, every, weekday, hour, agents, question, enabled, sent_for, created_at, version ",
        "FROM report_schedule WHERE id = $1"
    );
    tx.one(select, &vals![id]).await
}

/// # Errors
/// See [`StoreError`].
pub async fn insert(tx: &mut Tx, s: &Schedule) -> Result<()> {
    let insert = sql!(
        "INSERT INTO report_schedule (id, name, every, weekday, hour, agents, question, enabled, sent_for, created_at, ",
        "version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1)"
    );
    let params = vals![
        s.id,
        &s.name,
        s.every,
        s.weekday,
        s.hour,
        &s.agents,
        &s.question,
        s.enabled,
        &s.sent_for,
        s.created_at
    ];
    tx.run(insert, &params).await.map(|_| ())
}

/// # Errors
/// `Conflict` when somebody else changed it since it was loaded.
pub async fn save(tx: &mut Tx, s: &mut Schedule) -> Result<()> {
    let update = sql!(
        "UPDATE report_schedule SET name = $3, every = $4, weekday = $5, hour = $6, agents = $7, question = $8, ",
        "enabled = $9, sent_for = $10, version = version + 1 WHERE id = $1 AND version = $2"
    );
    let params = vals![
        s.id,
        s.version,
        &s.name,
        s.every,
        s.weekday,
        s.hour,
        &s.agents,
        &s.question,
        s.enabled,
        &s.sent_for
    ];
    if tx.run(update, &params).await? == 0 {
        return Err(StoreError::stale("the schedule"));
    }
    s.version += 1;
    Ok(())
}

/// Notes that the period that ends on `to` goes out now; false when another node was faster.
///
/// # Errors
/// See [`StoreError`].
pub async fn sending(tx: &mut Tx, id: ReportScheduleId, before: &str, to: &str) -> Result<bool> {
    let update = sql!(
        "UPDATE report_schedule SET sent_for = $3 WHERE id = $1 AND sent_for = $2 AND enabled = 1"
    );
    Ok(tx.run(update, &vals![id, before, to]).await? > 0)
}

/// # Errors
/// See [`StoreError`].
pub async fn delete(tx: &mut Tx, id: ReportScheduleId) -> Result<bool> {
    let delete = sql!("DELETE FROM report_schedule WHERE id = $1");
    Ok(tx.run(delete, &vals![id]).await? > 0)
}
