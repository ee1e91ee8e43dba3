//! One-time codes and recovery codes. Secrets are sealed, codes hashed. Failures: see [`StoreError`](crate::StoreError).

use crate::{Result, Tx, Val, record, sql, vals};
use domain::{AgentId, Millis};

record! {
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Totp {
        pub sealed: Vec<u8>,
        /// `None` until the first code was typed: it asks for nothing before.
        pub confirmed_at: Option<Millis>,
        /// The newest time step that was used.
        pub last_step: i64,
    }
}

pub async fn load(tx: &mut Tx, agent: AgentId) -> Result<Option<Totp>> {
    let select = sql!("SELECT sealed, confirmed_at, last_step FROM totp WHERE agent = $1");
    tx.one(select, &vals![agent]).await
}

/// Whether signing in with a password asks this agent for a code.
pub async fn is_on(tx: &mut Tx, agent: AgentId) -> Result<bool> {
    Ok(load(tx, agent)
        .await?
        .is_some_and(|t| t.confirmed_at.is_some()))
}

/// Puts a fresh secret that is not yet confirmed in the place of another; false when a confirmed one stands.
pub async fn begin(tx: &mut Tx, agent: AgentId, sealed: &[u8], now: Millis) -> Result<bool> {
    let upsert = sql!(
        "INSERT INTO totp (agent, sealed, created_at) VALUES ($1, $2, $3) ",
        "ON CONFLICT (agent) DO UPDATE SET sealed = excluded.sealed, created_at = excluded.created_at, last_step = 0 ",
        "WHERE totp.confirmed_at IS NULL"
    );
    Ok(tx.run(upsert, &vals![agent, sealed, now]).await? > 0)
}

pub async fn confirm(tx: &mut Tx, agent: AgentId, now: Millis) -> Result<bool> {
    let update =
        sql!("UPDATE totp SET confirmed_at = $2 WHERE agent = $1 AND confirmed_at IS NULL");
    Ok(tx.run(update, &vals![agent, now]).await? > 0)
}

/// Uses a time step up; false when it, or a later one, was used before.
pub async fn use_step(tx: &mut Tx, agent: AgentId, step: i64) -> Result<bool> {
    let update = sql!("UPDATE totp SET last_step = $2 WHERE agent = $1 AND last_step < $2");
    Ok(tx.run(update, &vals![agent, step]).await? > 0)
}

/// Takes the second factor and its recovery codes away; false when there was none.
pub async fn remove(tx: &mut Tx, agent: AgentId) -> Result<bool> {
    tx.run(
        sql!("DELETE FROM recovery_code WHERE agent = $1"),
        &vals![agent],
    )
    .await?;
    Ok(tx
        .run(sql!("DELETE FROM totp WHERE agent = $1"), &vals![agent])
        .await?
        > 0)
}

/// Puts these recovery codes in the place of all others.
pub async fn set_recovery(tx: &mut Tx, agent: AgentId, hashes: &[Vec<u8>]) -> Result<()> {
    tx.run(
        sql!("DELETE FROM recovery_code WHERE agent = $1"),
        &vals![agent],
    )
    .await?;
    let insert = sql!("INSERT INTO recovery_code (agent, code_hash) VALUES ($1, $2)");
    let rows: Vec<_> = hashes
        .iter()
        .map(|hash| (insert, vec![Val::from(agent), hash.into()]))
        .collect();
    tx.batch(&rows).await
}

/// Uses a recovery code up; false when it is unknown or was used.
pub async fn use_recovery(tx: &mut Tx, agent: AgentId, hash: &[u8], now: Millis) -> Result<bool> {
    let update = sql!(
        "UPDATE recovery_code SET used_at = $3 WHERE agent = $1 AND code_hash = $2 AND used_at IS NULL"
    );
    Ok(tx.run(update, &vals![agent, hash, now]).await? > 0)
}

/// Recovery codes that can still be used.
pub async fn recovery_left(tx: &mut Tx, agent: AgentId) -> Result<i64> {
    let count = sql!("SELECT count(*) FROM recovery_code WHERE agent = $1 AND used_at IS NULL");
    Ok(tx
        .one::<(i64,)>(count, &vals![agent])
        .await?
        .map_or(0, |r| r.0))
}
