//! Background jobs and leases. A job is enqueued in the transaction that makes it necessary; it is claimed under a
//! lease, and finished only by who still holds that lease, so that a worker that was given up cannot finish it twice.

use crate::{Result, Tx, record, sql, vals};
use domain::{JobId, Millis};

/// A job to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewJob {
    pub id: JobId,
    pub kind: String,
    /// While a job with this kind and key is pending, another one replaces its time and payload: timers are jobs by key.
    pub key: String,
    pub payload: serde_json::Value,
    pub run_at: Millis,
    /// Lower first.
    pub prio: i64,
    pub max_attempt: i64,
}

record! {
    /// A job under lease.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Claimed {
        pub id: JobId,
        pub kind: String,
        pub key: String,
        pub payload: crate::Json<serde_json::Value>,
        pub run_at: Millis,
        /// From 1.
        pub attempt: i64,
        pub max_attempt: i64,
    }
}

/// Enqueues a job, or replaces the pending one with its kind and key.
pub async fn enqueue(tx: &mut Tx, job: &NewJob) -> Result<()> {
    let upsert = sql!(
        "INSERT INTO job (id, kind, key, payload, run_at, prio, max_attempt) VALUES ($1, $2, $3, $4, $5, $6, $7) ",
        "ON CONFLICT (kind, key) WHERE state = 'pending' DO UPDATE SET payload = excluded.payload, ",
        "run_at = excluded.run_at, prio = excluded.prio, max_attempt = excluded.max_attempt, attempt = 0, last_error = NULL"
    );
    let params = vals![
        job.id,
        &job.kind,
        &job.key,
        job.payload.to_string(),
        job.run_at,
        job.prio,
        job.max_attempt
    ];
    tx.run(upsert, &params).await.map(|_| ())
}

/// Takes a pending job away.
pub async fn cancel(tx: &mut Tx, kind: &str, key: &str) -> Result<bool> {
    let delete = sql!("DELETE FROM job WHERE kind = $1 AND key = $2 AND state = 'pending'");
    Ok(tx.run(delete, &vals![kind, key]).await? > 0)
}

/// Claims up to `limit` jobs that are due, until `until`.
pub async fn claim(
    tx: &mut Tx,
    owner: &str,
    now: Millis,
    until: Millis,
    limit: usize,
) -> Result<Vec<Claimed>> {
    let claim = sql!(
        "UPDATE job SET state = 'leased', lease_owner = $1, lease_until = $3, attempt = attempt + 1 ",
        "WHERE id IN (SELECT id FROM job WHERE state = 'pending' AND run_at <= $2 ORDER BY prio, run_at, id LIMIT $4 ",
        "/*pg FOR UPDATE SKIP LOCKED */) RETURNING id, kind, key, payload, run_at, attempt, max_attempt"
    );
    let mut claimed: Vec<Claimed> = tx.all(claim, &vals![owner, now, until, limit]).await?;
    claimed.sort_by_key(|job| (job.run_at, job.id));
    Ok(claimed)
}

/// Ends a job well; false when the lease was lost meanwhile.
pub async fn finish(tx: &mut Tx, job: &Claimed, owner: &str) -> Result<bool> {
    let delete = sql!(
        "DELETE FROM job WHERE id = $1 AND state = 'leased' AND lease_owner = $2 AND attempt = $3"
    );
    Ok(tx.run(delete, &vals![job.id, owner, job.attempt]).await? > 0)
}

/// Puts a job back until `retry_at`, or among the dead ones after its last attempt. A newer pending job with the same
/// key takes the place of the one that failed. False when the lease was lost meanwhile.
pub async fn fail(
    tx: &mut Tx,
    job: &Claimed,
    owner: &str,
    error: &str,
    retry_at: Millis,
) -> Result<bool> {
    if replaced(tx, job).await? {
        return finish(tx, job, owner).await;
    }
    let update = sql!(
        "UPDATE job SET state = CASE WHEN attempt >= max_attempt THEN 'dead' ELSE 'pending' END, run_at = $5, ",
        "lease_owner = NULL, lease_until = NULL, last_error = $4 ",
        "WHERE id = $1 AND state = 'leased' AND lease_owner = $2 AND attempt = $3"
    );
    Ok(tx
        .run(update, &vals![job.id, owner, job.attempt, error, retry_at])
        .await?
        > 0)
}

async fn replaced(tx: &mut Tx, job: &Claimed) -> Result<bool> {
    let select = sql!("SELECT 1 FROM job WHERE kind = $1 AND key = $2 AND state = 'pending'");
    Ok(tx
        .one::<(i64,)>(select, &vals![&job.kind, &job.key])
        .await?
        .is_some())
}

/// Makes jobs whose lease ran out pending again; how many. One that has been replaced meanwhile is dropped.
pub async fn release_expired(tx: &mut Tx, now: Millis) -> Result<u64> {
    let drop_replaced = sql!(
        "DELETE FROM job WHERE state = 'leased' AND lease_until < $1 AND EXISTS ",
        "(SELECT 1 FROM job o WHERE o.kind = job.kind AND o.key = job.key AND o.state = 'pending')"
    );
    tx.run(drop_replaced, &vals![now]).await?;
    let bury = sql!(
        "UPDATE job SET state = 'dead', lease_owner = NULL, lease_until = NULL, last_error = 'the worker was lost' ",
        "WHERE state = 'leased' AND lease_until < $1 AND attempt >= max_attempt"
    );
    tx.run(bury, &vals![now]).await?;
    // Two leases of one key cannot both become pending: the older one gives way.
    let update = sql!(
        "UPDATE job SET state = 'pending', lease_owner = NULL, lease_until = NULL ",
        "WHERE state = 'leased' AND lease_until < $1 AND NOT EXISTS (SELECT 1 FROM job o WHERE o.kind = job.kind ",
        "AND o.key = job.key AND o.state = 'leased' AND o.lease_until < $1 AND o.id > job.id)"
    );
    tx.run(update, &vals![now]).await
}

/// Nobody works on any job now: what is leased can be released.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn end_leases(tx: &mut Tx, now: Millis) -> Result<()> {
    let update =
        sql!("UPDATE job SET lease_until = $1 WHERE state = 'leased' AND lease_until > $1");
    tx.run(update, &vals![now]).await?;
    Ok(())
}

/// The same for what one node was working on that is gone.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn end_leases_of(tx: &mut Tx, owner: &str, now: Millis) -> Result<()> {
    let update = sql!(
        "UPDATE job SET lease_until = $1 WHERE state = 'leased' AND lease_until > $1 AND lease_owner = $2"
    );
    tx.run(update, &vals![now, owner]).await?;
    Ok(())
}

/// When the next pending job is due.
pub async fn next_due(tx: &mut Tx) -> Result<Option<Millis>> {
    let select = sql!("SELECT min(run_at) FROM job WHERE state = 'pending'");
    Ok(tx
        .one::<(Option<Millis>,)>(select, &[])
        .await?
        .and_then(|r| r.0))
}

record! {
    /// A job that has used up its attempts.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Dead {
        pub id: JobId,
        pub kind: String,
        pub key: String,
        pub attempt: i64,
        pub last_error: Option<String>,
    }
}

pub async fn dead(tx: &mut Tx, limit: usize) -> Result<Vec<Dead>> {
    let select = sql!(
        "SELECT id, kind, key, attempt, last_error FROM job WHERE state = 'dead' ORDER BY id DESC LIMIT $1"
    );
    tx.all(select, &vals![limit]).await
}

/// Takes or renews the lease `name` until `until`; the fencing number while it is held, `None` while another holds it.
/// The number rises with each change of hands: who writes on behalf of a lease checks it.
pub async fn lease(
    tx: &mut Tx,
    name: &str,
    owner: &str,
    now: Millis,
    until: Millis,
) -> Result<Option<i64>> {
    let upsert = sql!(
        "INSERT INTO lease (name, owner, until, fence) VALUES ($1, $2, $4, 1) ON CONFLICT (name) DO UPDATE SET ",
        "owner = excluded.owner, until = excluded.until, ",
        "fence = CASE WHEN lease.owner = excluded.owner THEN lease.fence ELSE lease.fence + 1 END ",
        "WHERE lease.owner = excluded.owner OR lease.until < $3 RETURNING fence"
    );
    let row: Option<(i64,)> = tx.one(upsert, &vals![name, owner, now, until]).await?;
    Ok(row.map(|r| r.0))
}

/// Whether `owner` holds the lease now; who writes on behalf of it asks in the same transaction, and nobody takes it over
/// before that has ended.
pub async fn holds(tx: &mut Tx, name: &str, owner: &str, now: Millis) -> Result<bool> {
    let select = sql!(
        "SELECT 1 FROM lease WHERE name = $1 AND owner = $2 AND until >= $3 /*pg FOR UPDATE */"
    );
    let row: Option<(i64,)> = tx.one(select, &vals![name, owner, now]).await?;
    Ok(row.is_some())
}

/// The leases that stand now, each with its holder.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn leases(tx: &mut Tx, now: Millis) -> Result<Vec<(String, String)>> {
    let select = sql!("SELECT name, owner FROM lease WHERE until >= $1 ORDER BY name");
    tx.all(select, &vals![now]).await
}

/// Gives back all that a node holds.
pub async fn release_all(tx: &mut Tx, owner: &str) -> Result<()> {
    let update = sql!("UPDATE lease SET until = 0 WHERE owner = $1");
    tx.run(update, &vals![owner]).await.map(|_| ())
}

/// Gives a lease back early.
pub async fn release(tx: &mut Tx, name: &str, owner: &str) -> Result<()> {
    let update = sql!("UPDATE lease SET until = 0 WHERE name = $1 AND owner = $2");
    tx.run(update, &vals![name, owner]).await.map(|_| ())
}
