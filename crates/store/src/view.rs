//! Views: saved filters, of one agent or shared.

use crate::value::Json;
use crate::{Result, StoreError, Tx, record, sql, vals};
use domain::filter::Filter;
use domain::{AgentId, Millis, TeamId, ViewId};

record! {
    #[derive(Debug, Clone, PartialEq)]
    pub struct View {
        pub id: ViewId,
        pub name: String,
        /// Whose it is; a shared one is changed by those who look after shared views.
        pub owner: AgentId,
        pub shared: bool,
        /// A shared view of one team alone.
        pub team: Option<TeamId>,
        pub filter: Json<Filter>,
        /// `newest`, `oldest` or `due`.
        pub sort: String,
        pub position: i64,
        pub created_at: Millis,
        pub updated_at: Millis,
        pub version: i64,
    }
}

/// The agent's own views and all shared ones, in their order.
///
/// # Errors
/// See [`StoreError`].
pub async fn seen_by(tx: &mut Tx, agent: AgentId) -> Result<Vec<View>> {
    let select = sql!(
        "SELECT id, name, owner, shared, team, filter, sort, position, created_at, updated_at, version ",
        "FROM view WHERE owner = $1 OR shared = 1 ORDER BY shared DESC, position, name, id"
    );
    tx.all(select, &vals![agent]).await
}

/// # Errors
/// See [`StoreError`].
pub async fn load(tx: &mut Tx, id: ViewId) -> Result<Option<View>> {
    let select = sql!(
        "SELECT id, name, owner, shared, team, filter, sort, position, created_at, updated_at, version ",
        "FROM view WHERE id = $1"
    );
    tx.one(select, &vals![id]).await
}

/// # Errors
/// See [`StoreError`].
pub async fn insert(tx: &mut Tx, v: &View) -> Result<()> {
    let insert = sql!(
        "INSERT INTO view (id, name, owner, shared, team, filter, sort, position, created_at, updated_at, ",
        "version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1)"
    );
    let params = vals![
        v.id,
        &v.name,
        v.owner,
        v.shared,
        v.team,
        &v.filter,
        &v.sort,
        v.position,
        v.created_at,
        v.updated_at
    ];
    tx.run(insert, &params).await.map(|_| ())
}

/// # Errors
/// `Conflict` when somebody else changed it since it was loaded.
pub async fn save(tx: &mut Tx, v: &mut View) -> Result<()> {
    let update = sql!(
        "UPDATE view SET name = $3, shared = $4, team = $5, filter = $6, sort = $7, position = $8, ",
        "updated_at = $9, version = version + 1 WHERE id = $1 AND version = $2"
    );
    let params = vals![
        v.id,
        v.version,
        &v.name,
        v.shared,
        v.team,
        &v.filter,
        &v.sort,
        v.position,
        v.updated_at
    ];
    if tx.run(update, &params).await? == 0 {
        return Err(StoreError::stale("the view"));
    }
    v.version += 1;
    Ok(())
}

/// # Errors
/// See [`StoreError`].
pub async fn delete(tx: &mut Tx, id: ViewId) -> Result<()> {
    tx.run(sql!("DELETE FROM view WHERE id = $1"), &vals![id])
        .await
        .map(|_| ())
}

/// How many an agent owns.
///
/// # Errors
/// See [`StoreError`].
pub async fn owned(tx: &mut Tx, agent: AgentId) -> Result<i64> {
    let select = sql!("SELECT count(*) FROM view WHERE owner = $1");
    Ok(tx
        .one::<(i64,)>(select, &vals![agent])
        .await?
        .map_or(0, |r| r.0))
}
