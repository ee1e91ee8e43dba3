//! Agents, the teams they are in, and what they may reach. Failures of every function: see [`StoreError`](crate::StoreError).

use crate::value::{FromRow, Val, json};
use crate::{Result, Row, Tx, record, sql, vals};
use domain::access::{Access, Grant, Scope, SetKey};
use domain::contact::email_key;
use domain::team::Agent;
use domain::{AgentId, Millis, TeamId};
use std::collections::HashMap;

macro_rules! columns {
    () => {
        "SELECT id, name, email, permission_set, zone, locale, active, \
         CASE WHEN password_hash IS NULL THEN 1 ELSE 0 END, created_at FROM agent "
    };
}

/// Without teams: those are read apart.
struct Bare(Agent);

impl FromRow for Bare {
    fn from_row(row: &mut Row) -> Result<Self> {
        Ok(Self(Agent {
            id: row.take()?,
            name: row.take()?,
            email: row.take()?,
            permission_set: row.take()?,
            teams: Vec::new(),
            zone: row.take()?,
            locale: row.take()?,
            active: row.take()?,
            invited: row.take()?,
            created_at: row.take()?,
        }))
    }
}

record! {
    /// What signing in needs.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Credentials {
        pub agent: AgentId,
        /// `None` until the invitation was answered.
        pub password_hash: Option<String>,
        pub active: bool,
    }
}

/// Adds an agent with their teams. `Conflict` when the address is taken.
pub async fn insert(tx: &mut Tx, agent: &Agent, password_hash: Option<&str>) -> Result<()> {
    let insert = sql!(
        "INSERT INTO agent (id, name, email, email_key, password_hash, permission_set, zone, locale, active, created_at) ",
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    );
    let params = vals![
        agent.id,
        &agent.name,
        &agent.email,
        email_key(&agent.email),
        password_hash,
        &agent.permission_set,
        &agent.zone,
        &agent.locale,
        agent.active,
        agent.created_at
    ];
    tx.run(insert, &params).await?;
    set_teams(tx, agent.id, &agent.teams).await
}

/// Saves what an administrator or the agent may change; teams by [`set_teams`], the password by [`set_password`].
pub async fn save(tx: &mut Tx, agent: &Agent) -> Result<bool> {
    let update = sql!(
        "UPDATE agent SET name = $2, email = $3, email_key = $4, permission_set = $5, zone = $6, locale = $7, active = $8 ",
        "WHERE id = $1"
    );
    let params = vals![
        agent.id,
        &agent.name,
        &agent.email,
        email_key(&agent.email),
        &agent.permission_set,
        &agent.zone,
        &agent.locale,
        agent.active
    ];
    Ok(tx.run(update, &params).await? > 0)
}

pub async fn load(tx: &mut Tx, id: AgentId) -> Result<Option<Agent>> {
    let select = sql!(columns!(), "WHERE id = $1");
    let Some(Bare(mut agent)) = tx.one(select, &vals![id]).await? else {
        return Ok(None);
    };
    agent.teams = teams_of(tx, id).await?;
    Ok(Some(agent))
}

pub async fn by_email(tx: &mut Tx, email: &str) -> Result<Option<Agent>> {
    match credentials(tx, email).await? {
        Some(found) => load(tx, found.agent).await,
        None => Ok(None),
    }
}

/// All agents by name, those who left too.
pub async fn all(tx: &mut Tx) -> Result<Vec<Agent>> {
    let agents: Vec<Bare> = tx.all(sql!(columns!(), "ORDER BY name, id"), &[]).await?;
    let members: Vec<(TeamId, AgentId)> = tx
        .all(
            sql!("SELECT team, agent FROM team_member ORDER BY agent, team"),
            &[],
        )
        .await?;
    let mut teams: HashMap<AgentId, Vec<TeamId>> = HashMap::new();
    for (team, agent) in members {
        teams.entry(agent).or_default().push(team);
    }
    let with_teams = |Bare(mut agent): Bare| {
        agent.teams = teams.remove(&agent.id).unwrap_or_default();
        agent
    };
    Ok(agents.into_iter().map(with_teams).collect())
}

/// Agents, those who left too.
pub async fn count(tx: &mut Tx) -> Result<i64> {
    let count = sql!("SELECT count(*) FROM agent");
    Ok(tx.one::<(i64,)>(count, &[]).await?.map_or(0, |r| r.0))
}

pub async fn credentials(tx: &mut Tx, email: &str) -> Result<Option<Credentials>> {
    let select = sql!("SELECT id, password_hash, active FROM agent WHERE email_key = $1");
    tx.one(select, &vals![email_key(email)]).await
}

pub async fn credentials_of(tx: &mut Tx, id: AgentId) -> Result<Option<Credentials>> {
    tx.one(
        sql!("SELECT id, password_hash, active FROM agent WHERE id = $1"),
        &vals![id],
    )
    .await
}

pub async fn set_password(tx: &mut Tx, id: AgentId, hash: &str) -> Result<bool> {
    let update = sql!("UPDATE agent SET password_hash = $2 WHERE id = $1");
    Ok(tx.run(update, &vals![id, hash]).await? > 0)
}

/// What the agent chose for their console; opaque here.
pub async fn settings(tx: &mut Tx, id: AgentId) -> Result<Option<serde_json::Value>> {
    let row: Option<(crate::Json<serde_json::Value>,)> = tx
        .one(sql!("SELECT settings FROM agent WHERE id = $1"), &vals![id])
        .await?;
    Ok(row.map(|r| r.0.0))
}

pub async fn set_settings(tx: &mut Tx, id: AgentId, settings: &serde_json::Value) -> Result<bool> {
    let update = sql!("UPDATE agent SET settings = $2 WHERE id = $1");
    Ok(tx.run(update, &[id.into(), json(settings)]).await? > 0)
}

pub async fn teams_of(tx: &mut Tx, id: AgentId) -> Result<Vec<TeamId>> {
    let select = sql!("SELECT team FROM team_member WHERE agent = $1 ORDER BY team");
    let rows: Vec<(TeamId,)> = tx.all(select, &vals![id]).await?;
    Ok(rows.into_iter().map(|r| r.0).collect())
}

/// Makes these the agent's teams.
pub async fn set_teams(tx: &mut Tx, id: AgentId, teams: &[TeamId]) -> Result<()> {
    tx.run(sql!("DELETE FROM team_member WHERE agent = $1"), &vals![id])
        .await?;
    let insert = sql!(
        "INSERT INTO team_member (team, agent) VALUES ($1, $2) ON CONFLICT (team, agent) DO NOTHING"
    );
    let rows: Vec<_> = teams
        .iter()
        .map(|team| (insert, vec![Val::from(*team), id.into()]))
        .collect();
    tx.batch(&rows).await
}

/// What an agent may reach now; `None` when they are not active.
pub async fn access(tx: &mut Tx, id: AgentId) -> Result<Option<Access>> {
    let select = sql!("SELECT permission_set FROM agent WHERE id = $1 AND active = 1");
    let Some((set,)) = tx.one::<(SetKey,)>(select, &vals![id]).await? else {
        return Ok(None);
    };
    // A set that is gone gives nothing.
    let grant = crate::permission_set::grant(tx, &set)
        .await?
        .unwrap_or(Grant {
            permissions: Vec::new(),
            scope: Scope::Own,
        });
    Ok(Some(Access::of(id, grant, teams_of(tx, id).await?)))
}

/// When an agent was last seen, by their newest session.
pub async fn last_seen(tx: &mut Tx, id: AgentId) -> Result<Option<Millis>> {
    let select = sql!("SELECT max(last_seen_at) FROM session WHERE agent = $1");
    Ok(tx
        .one::<(Option<Millis>,)>(select, &vals![id])
        .await?
        .and_then(|r| r.0))
}
