//! Tokens with which programs act for an agent. Only hashes are kept. Failures: see [`StoreError`](crate::StoreError).

use crate::{Json, Result, Tx, record, sql, vals};
use domain::access::Permission;
use domain::{AgentId, ApiTokenId, Millis};

record! {
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct ApiToken {
        pub id: ApiTokenId,
        pub agent: AgentId,
        pub name: String,
        /// What it may do of what its owner may do.
        pub permissions: Json<Vec<Permission>>,
        pub created_at: Millis,
        pub expires_at: Millis,
        pub last_used_at: Option<Millis>,
        pub last_ip: Option<String>,
        pub revoked_at: Option<Millis>,
    }
}

macro_rules! columns {
    () => {
        "SELECT id, agent, name, permissions, created_at, expires_at, last_used_at, last_ip, revoked_at FROM api_token "
    };
}

pub async fn insert(tx: &mut Tx, token: &ApiToken, hash: &[u8]) -> Result<()> {
    let insert = sql!(
        "INSERT INTO api_token (id, agent, name, token_hash, permissions, created_at, expires_at) ",
        "VALUES ($1, $2, $3, $4, $5, $6, $7)"
    );
    let t = token;
    let params = vals![
        t.id,
        t.agent,
        &t.name,
        hash,
        &t.permissions,
        t.created_at,
        t.expires_at
    ];
    tx.run(insert, &params).await.map(|_| ())
}

/// The token of a hash, unless it was revoked, has expired, or its agent is no longer active.
pub async fn by_hash(tx: &mut Tx, hash: &[u8], now: Millis) -> Result<Option<ApiToken>> {
    let select = sql!(
        columns!(),
        "WHERE token_hash = $1 AND expires_at > $2 AND revoked_at IS NULL ",
        "AND EXISTS (SELECT 1 FROM agent a WHERE a.id = api_token.agent AND a.active = 1)"
    );
    tx.one(select, &vals![hash, now]).await
}

/// Newest first, revoked and expired ones too.
pub async fn of_agent(tx: &mut Tx, agent: AgentId) -> Result<Vec<ApiToken>> {
    let select = sql!(
        columns!(),
        "WHERE agent = $1 ORDER BY created_at DESC, id DESC LIMIT 200"
    );
    tx.all(select, &vals![agent]).await
}

/// Tokens of an agent that are good now.
pub async fn count_good(tx: &mut Tx, agent: AgentId, now: Millis) -> Result<i64> {
    let count = sql!(
        "SELECT count(*) FROM api_token WHERE agent = $1 AND expires_at > $2 AND revoked_at IS NULL"
    );
    Ok(tx
        .one::<(i64,)>(count, &vals![agent, now])
        .await?
        .map_or(0, |r| r.0))
}

pub async fn touch(tx: &mut Tx, id: ApiTokenId, now: Millis, ip: &str) -> Result<()> {
    let update = sql!("UPDATE api_token SET last_used_at = $2, last_ip = $3 WHERE id = $1");
    tx.run(update, &vals![id, now, ip]).await.map(|_| ())
}

/// Ends a token of an agent; false when there is none that is good.
pub async fn revoke(tx: &mut Tx, agent: AgentId, id: ApiTokenId, now: Millis) -> Result<bool> {
    let update = sql!(
        "UPDATE api_token SET revoked_at = $3 WHERE id = $1 AND agent = $2 AND revoked_at IS NULL"
    );
    Ok(tx.run(update, &vals![id, agent, now]).await? > 0)
}
