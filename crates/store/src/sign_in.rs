//! Sign-ins that are half done, and who an agent is at an OpenID provider. Failures: see [`StoreError`](crate::StoreError).

use crate::{Json, Result, Tx, record, sql, vals};
use domain::{AgentId, Millis};
use serde_json::Value;

record! {
    /// A sign-in or registration that waits for its second half. It is found by the hash of a token that the browser holds.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Step {
        /// `second_factor`, `passkey`, `passkey_new`, `oidc`.
        pub kind: String,
        pub agent: Option<AgentId>,
        pub data: Json<Value>,
        pub tries: i64,
        pub expires_at: Millis,
    }
}

pub async fn insert_step(tx: &mut Tx, step: &Step, token_hash: &[u8]) -> Result<()> {
    let insert = sql!(
        "INSERT INTO sign_in_step (token_hash, kind, agent, data, expires_at) VALUES ($1, $2, $3, $4, $5)"
    );
    let params = vals![
        token_hash,
        &step.kind,
        step.agent,
        &step.data,
        step.expires_at
    ];
    tx.run(insert, &params).await.map(|_| ())
}

/// The step of a token, counting a try; `None` when it is unknown, over, or was tried `most` times.
pub async fn try_step(
    tx: &mut Tx,
    token_hash: &[u8],
    kind: &str,
    most: i64,
    now: Millis,
) -> Result<Option<Step>> {
    let update = sql!(
        "UPDATE sign_in_step SET tries = tries + 1 WHERE token_hash = $1 AND kind = $2 AND expires_at > $3 AND tries < $4 ",
        "RETURNING kind, agent, data, tries, expires_at"
    );
    tx.one(update, &vals![token_hash, kind, now, most]).await
}

/// Takes a step out, once.
pub async fn take_step(
    tx: &mut Tx,
    token_hash: &[u8],
    kind: &str,
    now: Millis,
) -> Result<Option<Step>> {
    let delete = sql!(
        "DELETE FROM sign_in_step WHERE token_hash = $1 AND kind = $2 AND expires_at > $3 ",
        "RETURNING kind, agent, data, tries, expires_at"
    );
    tx.one(delete, &vals![token_hash, kind, now]).await
}

pub async fn sweep_steps(tx: &mut Tx, now: Millis) -> Result<u64> {
    tx.run(
        sql!("DELETE FROM sign_in_step WHERE expires_at <= $1"),
        &vals![now],
    )
    .await
}

/// Who is meant by a subject at an issuer.
pub async fn agent_of(tx: &mut Tx, issuer: &str, subject: &str) -> Result<Option<AgentId>> {
    let select = sql!("SELECT agent FROM agent_identity WHERE issuer = $1 AND subject = $2");
    Ok(tx
        .one::<(AgentId,)>(select, &vals![issuer, subject])
        .await?
        .map(|r| r.0))
}

/// Remembers who a subject is, and that they came now.
pub async fn note_identity(
    tx: &mut Tx,
    issuer: &str,
    subject: &str,
    agent: AgentId,
    now: Millis,
) -> Result<()> {
    let upsert = sql!(
        "INSERT INTO agent_identity (issuer, subject, agent, created_at, last_used_at) VALUES ($1, $2, $3, $4, $4) ",
        "ON CONFLICT (issuer, subject) DO UPDATE SET last_used_at = excluded.last_used_at"
    );
    tx.run(upsert, &vals![issuer, subject, agent, now])
        .await
        .map(|_| ())
}

/// Whether an agent has another subject at this issuer: addresses that move to another person are not believed twice.
pub async fn has_identity(tx: &mut Tx, issuer: &str, agent: AgentId) -> Result<bool> {
    let select = sql!("SELECT count(*) FROM agent_identity WHERE issuer = $1 AND agent = $2");
    Ok(tx
        .one::<(i64,)>(select, &vals![issuer, agent])
        .await?
        .is_some_and(|r| r.0 > 0))
}
