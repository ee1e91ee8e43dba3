//! Teams and who is in them.

use crate::value::{FromRow, Val};
use crate::{Result, Row, Tx, sql, vals};
use domain::team::Team;
use domain::{AgentId, BusinessHoursId, Millis, TeamId};

struct Stored(Team);

impl FromRow for Stored {
    fn from_row(row: &mut Row) -> Result<Self> {
        Ok(Self(Team {
            id: row.take()?,
            name: row.take()?,
            signature: row.take()?,
            archived: row.take()?,
        }))
    }
}

pub async fn insert(tx: &mut Tx, team: &Team, at: Millis) -> Result<()> {
    let insert = sql!(
        "INSERT INTO team (id, name, signature, archived, created_at) VALUES ($1, $2, $3, $4, $5)"
    );
    tx.run(
        insert,
        &vals![team.id, &team.name, &team.signature, team.archived, at],
    )
    .await
    .map(|_| ())
}

pub async fn save(tx: &mut Tx, team: &Team) -> Result<bool> {
    let update = sql!("UPDATE team SET name = $2, signature = $3, archived = $4 WHERE id = $1");
    let params = vals![team.id, &team.name, &team.signature, team.archived];
    Ok(tx.run(update, &params).await? > 0)
}

pub async fn load(tx: &mut Tx, id: TeamId) -> Result<Option<Team>> {
    let select = sql!("SELECT id, name, signature, archived FROM team WHERE id = $1");
    Ok(tx.one::<Stored>(select, &vals![id]).await?.map(|s| s.0))
}

/// All teams by name, archived ones too.
pub async fn all(tx: &mut Tx) -> Result<Vec<Team>> {
    let select = sql!("SELECT id, name, signature, archived FROM team ORDER BY name, id");
    Ok(tx
        .all::<Stored>(select, &[])
        .await?
        .into_iter()
        .map(|s| s.0)
        .collect())
}

/// The hours that a team keeps, if any.
pub async fn hours(tx: &mut Tx, id: TeamId) -> Result<Option<BusinessHoursId>> {
    let select = sql!("SELECT business_hours FROM team WHERE id = $1");
    let row: Option<(Option<BusinessHoursId>,)> = tx.one(select, &vals![id]).await?;
    Ok(row.and_then(|r| r.0))
}

pub async fn members(tx: &mut Tx, id: TeamId) -> Result<Vec<AgentId>> {
    let select = sql!("SELECT agent FROM team_member WHERE team = $1 ORDER BY agent");
    let rows: Vec<(AgentId,)> = tx.all(select, &vals![id]).await?;
    Ok(rows.into_iter().map(|r| r.0).collect())
}

/// Makes these the team's members.
pub async fn set_members(tx: &mut Tx, id: TeamId, agents: &[AgentId]) -> Result<()> {
    tx.run(sql!("DELETE FROM team_member WHERE team = $1"), &vals![id])
        .await?;
    let insert = sql!(
        "INSERT INTO team_member (team, agent) VALUES ($1, $2) ON CONFLICT (team, agent) DO NOTHING"
    );
    let rows: Vec<_> = agents
        .iter()
        .map(|agent| (insert, vec![Val::from(id), (*agent).into()]))
        .collect();
    tx.batch(&rows).await
}
