//! How many conversations each view holds: read from indexes alone, kept until the feed moves on.

use crate::{Result, Tx, sql, vals};
use domain::access::{Access, Permission, Scope};
use domain::conversation::Status;
use domain::{AgentId, TeamId};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Numbers beside the views. Resolved conversations are not counted: nobody works through them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Counts {
    /// The feed position at which these numbers were true.
    pub position: i64,
    /// Open and assigned to the agent who asks.
    pub mine: i64,
    /// Open and assigned to nobody.
    pub unassigned: i64,
    /// Open, of each team in reach.
    pub teams: BTreeMap<TeamId, i64>,
    pub open: i64,
    pub waiting: i64,
    pub snoozed: i64,
    pub spam: i64,
    /// Open and followed.
    pub followed: i64,
}

/// What is the same for all agents.
#[derive(Debug, Default)]
struct Totals {
    position: i64,
    by_team: Vec<(Status, Option<TeamId>, i64)>,
    unassigned: Vec<(Option<TeamId>, i64)>,
}

/// The last totals; one per process.
#[derive(Debug, Default)]
pub struct CountsCache(Mutex<Arc<Totals>>);

/// The counts for an agent, of what they may reach.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn counts(tx: &mut Tx, access: &Access, cache: &CountsCache) -> Result<Counts> {
    let totals = cache.totals(tx).await?;
    let mut counts = Counts {
        position: totals.position,
        ..Counts::default()
    };
    if !access.may(Permission::ConversationRead) {
        return Ok(counts);
    }
    let own = match access.agent {
        Some(me) => own(tx, me).await?,
        None => Vec::new(),
    };
    // In reach by team; what is the agent's own elsewhere is added after that.
    let by_team = |team: Option<TeamId>| match access.scope {
        Scope::All => true,
        Scope::Teams => team.is_none_or(|t| access.teams.contains(&t)),
        Scope::Own => false,
    };
    for &(status, team, n) in totals.by_team.iter().filter(|t| by_team(t.1)) {
        counts.add(status, team, n);
    }
    for &(status, team, n) in own.iter().filter(|t| !by_team(t.1)) {
        counts.add(status, team, n);
    }
    counts.mine = own
        .iter()
        .filter(|o| o.0 == Status::Open)
        .map(|o| o.2)
        .sum();
    counts.unassigned = totals
        .unassigned
        .iter()
        .filter(|t| by_team(t.0))
        .map(|t| t.1)
        .sum();
    if let Some(me) = access.agent {
        counts.followed = followed(tx, access, me).await?;
    }
    Ok(counts)
}

impl Counts {
    fn add(&mut self, status: Status, team: Option<TeamId>, n: i64) {
        match status {
            Status::Open => {
                self.open += n;
                if let Some(team) = team {
                    *self.teams.entry(team).or_default() += n;
                }
            }
            Status::Waiting => self.waiting += n,
            Status::Snoozed => self.snoozed += n,
            Status::Spam => self.spam += n,
            Status::Resolved | Status::Merged | Status::Side => {}
        }
    }
}

impl CountsCache {
    async fn totals(&self, tx: &mut Tx) -> Result<Arc<Totals>> {
        let at = sql!("SELECT value FROM counter WHERE name = 'event'");
        let position = tx.one::<(i64,)>(at, &[]).await?.map_or(0, |r| r.0);
        let held = self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        if held.position == position && position > 0 {
            return Ok(held);
        }
        let by_team = sql!(
            "SELECT status, team, count(*) FROM conversation ",
            "WHERE status IN ('open', 'waiting', 'snoozed', 'spam') GROUP BY status, team"
        );
        let unassigned = sql!(
            lite: [
                "SELECT team, count(*) FROM conversation INDEXED BY conversation_status_assignee_last ",
                "WHERE status = 'open' AND assignee IS NULL GROUP BY team"
            ],
            pg: ["SELECT team, count(*) FROM conversation WHERE status = 'open' AND assignee IS NULL GROUP BY team"],
        );
        let totals = Arc::new(Totals {
            position,
            by_team: tx.all(by_team, &[]).await?,
            unassigned: tx.all(unassigned, &[]).await?,
        });
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = totals.clone();
        Ok(totals)
    }
}

async fn own(tx: &mut Tx, me: AgentId) -> Result<Vec<(Status, Option<TeamId>, i64)>> {
    let select = sql!(
        lite: [
            "SELECT status, team, count(*) FROM conversation INDEXED BY conversation_status_assignee_last ",
            "WHERE status IN ('open', 'waiting', 'snoozed', 'spam') AND assignee = $1 GROUP BY status, team"
        ],
        pg: [
            "SELECT status, team, count(*) FROM conversation ",
            "WHERE status IN ('open', 'waiting', 'snoozed', 'spam') AND assignee = $1 GROUP BY status, team"
        ],
    );
    tx.all(select, &vals![me]).await
}

async fn followed(tx: &mut Tx, access: &Access, me: AgentId) -> Result<i64> {
    let select = sql!(
        "SELECT c.team, c.assignee, count(*) FROM follower f CROSS JOIN conversation c ",
        "WHERE c.id = f.conversation AND f.agent = $1 AND c.status = 'open' GROUP BY c.team, c.assignee"
    );
    let rows: Vec<(Option<TeamId>, Option<AgentId>, i64)> = tx.all(select, &vals![me]).await?;
    Ok(rows
        .iter()
        .filter(|r| access.reaches(r.0, r.1))
        .map(|r| r.2)
        .sum())
}
