//! The trail of administrative acts. Only ever added to.

use crate::value::Json;
use crate::{Result, Tx, record, sql, vals};
use domain::access::{Access, Permission};
use domain::{AgentId, AuditId, Millis};

record! {
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Act {
        pub id: AuditId,
        pub at: Millis,
        /// `None`: the program or its command line.
        pub agent: Option<AgentId>,
        /// `channel.paused`, `agent.invited`...
        pub act: String,
        /// What it was done to: an id with its prefix, or a key.
        pub target: String,
        /// Never a secret.
        pub detail: Json<serde_json::Value>,
        pub ip: String,
    }
}

pub async fn add(tx: &mut Tx, act: &Act) -> Result<()> {
    let insert = sql!(
        "INSERT INTO audit (id, at, agent, act, target, detail, ip) VALUES ($1, $2, $3, $4, $5, $6, $7)"
    );
    let a = act;
    tx.run(
        insert,
        &vals![a.id, a.at, a.agent, &a.act, &a.target, &a.detail, &a.ip],
    )
    .await
    .map(|_| ())
}

/// What of the trail is wanted; `None` and empty ask for everything.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    pub agent: Option<AgentId>,
    /// A verb (`agent.changed`), or its beginning up to a dot (`agent`).
    pub act: Option<String>,
    /// An id with its prefix, or a key.
    pub target: Option<String>,
    pub from: Option<Millis>,
    /// Exclusive.
    pub until: Option<Millis>,
}

/// Newest first, before the act `before`; nothing for those who may not read the trail.
pub async fn list(
    tx: &mut Tx,
    access: &Access,
    wanted: &Wanted,
    before: Option<(Millis, AuditId)>,
    limit: usize,
) -> Result<Vec<Act>> {
    if !access.may(Permission::AuditRead) {
        return Ok(Vec::new());
    }
    let (at, id) = before.unwrap_or((Millis::MAX, AuditId(uuid::Uuid::max())));
    let select = sql!(
        "SELECT id, at, agent, act, target, detail, ip FROM audit WHERE (at, id) < ($1, $2) ",
        "AND at >= $3 AND at < $4 ",
        "AND (agent = $5 OR $5 IS NULL) ",
        "AND (act = $6 OR $6 IS NULL OR substr(act, 1, length($6) + 1) = $6 || '.') ",
        "AND (target = $7 OR $7 IS NULL) ",
        "ORDER BY at DESC, id DESC LIMIT $8"
    );
    let params = vals![
        at,
        id,
        wanted.from.unwrap_or(Millis::MIN),
        wanted.until.unwrap_or(Millis::MAX),
        wanted.agent,
        &wanted.act,
        &wanted.target,
        limit
    ];
    tx.all(select, &params).await
}

/// Whether somebody did this since then.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn acted(tx: &mut Tx, agent: Option<AgentId>, act: &str, since: Millis) -> Result<bool> {
    let select = sql!("SELECT 1 FROM audit WHERE at >= $1 AND act = $2 AND agent = $3 LIMIT 1");
    let found: Option<(i64,)> = tx.one(select, &vals![since, act, agent]).await?;
    Ok(found.is_some())
}
