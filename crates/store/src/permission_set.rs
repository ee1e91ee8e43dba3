//! Permission sets of one's own, and who holds what. Failures of every function: see [`StoreError`](crate::StoreError).

use crate::{Json, Result, Tx, record, sql, vals};
use domain::access::{Grant, Permission, Scope, SetKey};
use domain::{AgentId, Millis, PermissionSetId};
use std::str::FromStr as _;

record! {
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct OwnSet {
        pub id: PermissionSetId,
        pub name: String,
        pub permissions: Json<Vec<Permission>>,
        pub scope: Scope,
        pub created_at: Millis,
        pub version: i64,
    }
}

impl OwnSet {
    #[must_use]
    pub fn grant(&self) -> Grant {
        Grant {
            permissions: self.permissions.0.clone(),
            scope: self.scope,
        }
    }

    #[must_use]
    pub fn key(&self) -> SetKey {
        SetKey(self.id.to_string())
    }
}

macro_rules! columns {
    () => {
        "SELECT id, name, permissions, scope, created_at, version FROM permission_set "
    };
}

/// How names are compared.
fn name_key(name: &str) -> String {
    name.trim().to_lowercase()
}

/// `Conflict` when the name is taken.
pub async fn insert(tx: &mut Tx, set: &OwnSet) -> Result<()> {
    let insert = sql!(
        "INSERT INTO permission_set (id, name, name_key, permissions, scope, created_at, version) ",
        "VALUES ($1, $2, $3, $4, $5, $6, $7)"
    );
    let params = vals![
        set.id,
        &set.name,
        name_key(&set.name),
        &set.permissions,
        set.scope,
        set.created_at,
        set.version
    ];
    tx.run(insert, &params).await.map(|_| ())
}

/// Saves over the version before; false when somebody else was faster.
pub async fn save(tx: &mut Tx, set: &OwnSet) -> Result<bool> {
    let update = sql!(
        "UPDATE permission_set SET name = $2, name_key = $3, permissions = $4, scope = $5, version = $6 ",
        "WHERE id = $1 AND version = $6 - 1"
    );
    let params = vals![
        set.id,
        &set.name,
        name_key(&set.name),
        &set.permissions,
        set.scope,
        set.version
    ];
    Ok(tx.run(update, &params).await? > 0)
}

pub async fn delete(tx: &mut Tx, id: PermissionSetId) -> Result<bool> {
    let delete = sql!("DELETE FROM permission_set WHERE id = $1");
    Ok(tx.run(delete, &vals![id]).await? > 0)
}

pub async fn load(tx: &mut Tx, id: PermissionSetId) -> Result<Option<OwnSet>> {
    tx.one(sql!(columns!(), "WHERE id = $1"), &vals![id]).await
}

/// By name.
pub async fn all(tx: &mut Tx) -> Result<Vec<OwnSet>> {
    tx.all(sql!(columns!(), "ORDER BY name_key"), &[]).await
}

/// What a key gives; `None` for a set that does not exist.
pub async fn grant(tx: &mut Tx, key: &SetKey) -> Result<Option<Grant>> {
    if let Some(shipped) = key.shipped() {
        return Ok(Some(shipped.into()));
    }
    let Ok(id) = PermissionSetId::from_str(&key.0) else {
        return Ok(None);
    };
    Ok(load(tx, id).await?.map(|set| set.grant()))
}

/// How many agents have a set, those who left too.
pub async fn holders(tx: &mut Tx, key: &SetKey) -> Result<i64> {
    let count = sql!("SELECT count(*) FROM agent WHERE permission_set = $1");
    Ok(tx
        .one::<(i64,)>(count, &vals![key])
        .await?
        .map_or(0, |r| r.0))
}

/// Active agents whose set includes a permission.
pub async fn active_with(tx: &mut Tx, permission: Permission) -> Result<Vec<AgentId>> {
    let select = sql!("SELECT id, permission_set FROM agent WHERE active = 1 ORDER BY id");
    let agents: Vec<(AgentId, SetKey)> = tx.all(select, &[]).await?;
    let own = all(tx).await?;
    let holds = |key: &SetKey| match key.shipped() {
        Some(set) => set.permissions().contains(&permission),
        None => own
            .iter()
            .any(|s| s.key() == *key && s.permissions.0.contains(&permission)),
    };
    Ok(agents
        .into_iter()
        .filter(|(_, key)| holds(key))
        .map(|(id, _)| id)
        .collect())
}
