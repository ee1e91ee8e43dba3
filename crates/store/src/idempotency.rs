//! Answers to requests that a client may send again: by key, agent and route.

use crate::{Result, Tx, sql, vals};
use domain::{AgentId, Millis};

/// What is known of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Begun {
    /// Never seen: carry it out, then [`finish`].
    Fresh,
    /// The first one is still being carried out.
    Running,
    /// Carried out; this was the answer.
    Done { status: u16, body: String },
}

/// Claims a key for the node `owner`. `stale_before`: a first request that began earlier and never ended is forgotten.
pub async fn begin(
    tx: &mut Tx,
    key: &str,
    agent: AgentId,
    route: &str,
    owner: &str,
    at: Millis,
    stale_before: Millis,
) -> Result<Begun> {
    let forget = sql!(
        "DELETE FROM idempotency WHERE key = $1 AND agent = $2 AND route = $3 AND status = 0 AND at < $4"
    );
    tx.run(forget, &vals![key, agent, route, stale_before])
        .await?;
    let insert = sql!(
        "INSERT INTO idempotency (key, agent, route, at, owner) VALUES ($1, $2, $3, $4, $5) ",
        "ON CONFLICT (key, agent, route) DO NOTHING"
    );
    if tx.run(insert, &vals![key, agent, route, at, owner]).await? > 0 {
        return Ok(Begun::Fresh);
    }
    let select =
        sql!("SELECT status, body FROM idempotency WHERE key = $1 AND agent = $2 AND route = $3");
    let row: Option<(u16, String)> = tx.one(select, &vals![key, agent, route]).await?;
    Ok(match row {
        Some((status, body)) if status > 0 => Begun::Done { status, body },
        _ => Begun::Running,
    })
}

/// Keeps the answer for who asks again.
pub async fn finish(
    tx: &mut Tx,
    key: &str,
    agent: AgentId,
    route: &str,
    status: u16,
    body: &str,
) -> Result<()> {
    let update = sql!(
        "UPDATE idempotency SET status = $4, body = $5 WHERE key = $1 AND agent = $2 AND route = $3"
    );
    tx.run(update, &vals![key, agent, route, u32::from(status), body])
        .await
        .map(|_| ())
}

/// Gives a key back: the request failed and may be tried again.
pub async fn abandon(tx: &mut Tx, key: &str, agent: AgentId, route: &str) -> Result<()> {
    let delete =
        sql!("DELETE FROM idempotency WHERE key = $1 AND agent = $2 AND route = $3 AND status = 0");
    tx.run(delete, &vals![key, agent, route]).await.map(|_| ())
}

/// Nobody carries out any request now: those that write messages may be sent again at once. They tell in their own
/// transaction that they were carried out; what else began and did not end may have been, and stays claimed for a while.
pub async fn end_running(tx: &mut Tx) -> Result<()> {
    tx.run(
        sql!(
            "DELETE FROM idempotency WHERE status = 0 ",
            "AND (route LIKE '%/conversations/%/messages' OR route LIKE '%/conversations')"
        ),
        &[],
    )
    .await
    .map(|_| ())
}

/// The same for what one node was carrying out that is gone.
pub async fn end_running_of(tx: &mut Tx, owner: &str) -> Result<()> {
    tx.run(
        sql!(
            "DELETE FROM idempotency WHERE status = 0 AND owner = $1 ",
            "AND (route LIKE '%/conversations/%/messages' OR route LIKE '%/conversations')"
        ),
        &vals![owner],
    )
    .await
    .map(|_| ())
}

/// Forgets answers older than `before`.
pub async fn sweep(tx: &mut Tx, before: Millis) -> Result<u64> {
    tx.run(
        sql!("DELETE FROM idempotency WHERE at < $1"),
        &vals![before],
    )
    .await
}
