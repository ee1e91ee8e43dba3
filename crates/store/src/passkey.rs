//! Passkeys of agents: public keys only. Failures of every function: see [`StoreError`](crate::StoreError).

use crate::{Result, Tx, record, sql, vals};
use domain::{AgentId, Millis, PasskeyId};

record! {
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Passkey {
        pub id: PasskeyId,
        pub agent: AgentId,
        pub name: String,
        /// The credential id that the authenticator chose.
        pub credential: Vec<u8>,
        /// COSE_Key (RFC 9052) as the authenticator gave it.
        pub public_key: Vec<u8>,
        pub sign_count: i64,
        pub backed_up: bool,
        pub created_at: Millis,
        pub last_used_at: Option<Millis>,
    }
}

macro_rules! columns {
    () => {
        "SELECT id, agent, name, credential, public_key, sign_count, backed_up, created_at, last_used_at FROM passkey "
    };
}

/// `Conflict` when the credential is known already.
pub async fn insert(tx: &mut Tx, key: &Passkey) -> Result<()> {
    let insert = sql!(
        "INSERT INTO passkey (id, agent, name, credential, public_key, sign_count, backed_up, created_at) ",
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
    );
    let k = key;
    let params = vals![
        k.id,
        k.agent,
        &k.name,
        &k.credential,
        &k.public_key,
        k.sign_count,
        k.backed_up,
        k.created_at
    ];
    tx.run(insert, &params).await.map(|_| ())
}

/// The passkey with this credential id, of an active agent.
pub async fn by_credential(tx: &mut Tx, credential: &[u8]) -> Result<Option<Passkey>> {
    let select = sql!(
        columns!(),
        "WHERE credential = $1 AND EXISTS (SELECT 1 FROM agent a WHERE a.id = passkey.agent AND a.active = 1)"
    );
    tx.one(select, &vals![credential]).await
}

pub async fn of_agent(tx: &mut Tx, agent: AgentId) -> Result<Vec<Passkey>> {
    let select = sql!(columns!(), "WHERE agent = $1 ORDER BY created_at, id");
    tx.all(select, &vals![agent]).await
}

/// Notes a use; false when the counter did not grow (a copied authenticator) or somebody else was faster.
pub async fn note_use(
    tx: &mut Tx,
    key: &Passkey,
    sign_count: i64,
    backed_up: bool,
    now: Millis,
) -> Result<bool> {
    let update = sql!(
        "UPDATE passkey SET sign_count = $2, backed_up = $3, last_used_at = $4 ",
        "WHERE id = $1 AND sign_count = $5 AND ($2 > $5 OR ($2 = 0 AND $5 = 0))"
    );
    let params = vals![key.id, sign_count, backed_up, now, key.sign_count];
    Ok(tx.run(update, &params).await? > 0)
}

pub async fn delete(tx: &mut Tx, agent: AgentId, id: PasskeyId) -> Result<bool> {
    let delete = sql!("DELETE FROM passkey WHERE id = $1 AND agent = $2");
    Ok(tx.run(delete, &vals![id, agent]).await? > 0)
}

pub async fn delete_all(tx: &mut Tx, agent: AgentId) -> Result<u64> {
    tx.run(sql!("DELETE FROM passkey WHERE agent = $1"), &vals![agent])
        .await
}
