//! The machines that share one PostgreSQL. Each says every few seconds that it is there, by the database's clock; who has
//! not been heard of for a while is buried by any other, and what it had taken up is free at once.
//!
//! A machine that was buried while it was merely frozen finds its row gone and begins anew. What it still finishes is
//! fenced: a claim is ended only by the attempt that holds it.

use crate::{
    Result, Tx, delivery, house_mail, idempotency, inbound, job, record, sql, vals, webhook,
};
use domain::Millis;

record! {
    /// A machine at work. Times by the database's clock.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Node {
        /// Names it in leases; another one after each start.
        pub id: String,
        /// Of the machine.
        pub name: String,
        /// Version of the program.
        pub program: String,
        /// The newest migration that its program knows.
        pub knows: i64,
        pub started_at: Millis,
        pub seen_at: Millis,
        /// How far its own clock is ahead of the database's.
        pub skew_ms: i64,
    }
}

/// What the database's clock says.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn database_time(tx: &mut Tx) -> Result<Millis> {
    let select = sql!(
        lite: ["SELECT CAST(unixepoch('subsec') * 1000 AS INTEGER)"],
        pg: ["SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)"],
    );
    Ok(tx.one::<(Millis,)>(select, &[]).await?.map_or(0, |r| r.0))
}

/// All of them, the oldest first.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn all(tx: &mut Tx) -> Result<Vec<Node>> {
    let select = sql!(
        "SELECT id, name, program, knows, started_at, seen_at, skew_ms FROM node ORDER BY started_at, id"
    );
    tx.all(select, &[]).await
}

/// Says that this machine is at work; `false` when it was not known (at its start, or because it was buried).
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn beat(tx: &mut Tx, node: &Node) -> Result<bool> {
    let update = sql!("UPDATE node SET seen_at = $2, skew_ms = $3 WHERE id = $1");
    let known = tx
        .run(update, &vals![&node.id, node.seen_at, node.skew_ms])
        .await?
        > 0;
    if !known {
        let insert = sql!(
            "INSERT INTO node (id, name, program, knows, started_at, seen_at, skew_ms) ",
            "VALUES ($1, $2, $3, $4, $5, $6, $7)"
        );
        let params = vals![
            &node.id,
            &node.name,
            &node.program,
            node.knows,
            node.started_at,
            node.seen_at,
            node.skew_ms
        ];
        tx.run(insert, &params).await?;
    }
    Ok(known)
}

/// Buries machines that were last seen before `before` and frees what they had taken up; which ones.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn bury(tx: &mut Tx, before: Millis, now: Millis) -> Result<Vec<Node>> {
    // One database row each: of two that bury, the second waits and finds nothing.
    let delete = sql!(
        "DELETE FROM node WHERE seen_at < $1 RETURNING id, name, program, knows, started_at, seen_at, skew_ms"
    );
    let gone: Vec<Node> = tx.all(delete, &vals![before]).await?;
    for node in &gone {
        free(tx, &node.id, now).await?;
    }
    Ok(gone)
}

/// The act of the trail that says that a machine was buried; what it was done to is the machine's name.
pub const LOST: &str = "node.lost";

/// Machines that were buried since then, the newest first, at most 20: their names, and when they were last heard of.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn lost(tx: &mut Tx, since: Millis) -> Result<Vec<(String, Millis)>> {
    let select = sql!(
        "SELECT target, at FROM audit WHERE act = $1 AND at >= $2 ORDER BY at DESC, id DESC LIMIT 20"
    );
    tx.all(select, &vals![LOST, since]).await
}

/// A machine that stops in order.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn leave(tx: &mut Tx, id: &str, now: Millis) -> Result<()> {
    tx.run(sql!("DELETE FROM node WHERE id = $1"), &vals![id])
        .await?;
    free(tx, id, now).await
}

async fn free(tx: &mut Tx, id: &str, now: Millis) -> Result<()> {
    inbound::end_leases_of(tx, id, now).await?;
    delivery::end_leases_of(tx, id, now).await?;
    house_mail::end_leases_of(tx, id, now).await?;
    webhook::end_leases_of(tx, id, now).await?;
    job::end_leases_of(tx, id, now).await?;
    job::release_all(tx, id).await?;
    idempotency::end_running_of(tx, id).await
}
