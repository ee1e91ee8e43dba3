//! Teams: made, renamed, archived; who is in them; and how their mails are signed.

use super::{bad, emit, mail_html};
use crate::{By, Desk, DeskError, Result, audit, check, fresh};
use domain::access::Permission;
use domain::event::EventKind;
use domain::team::Team;
use domain::{AgentId, TeamId};
use serde_json::json;
use store::Tx;

const SIGNATURE_MAX: usize = 20 * 1024;
const MEMBERS_MAX: usize = 2_000;

#[derive(Debug, Clone, Default)]
pub struct NewTeam {
    pub name: String,
    /// HTML; may hold `{{agent.name}}`.
    pub signature: String,
    pub members: Vec<AgentId>,
}

/// Changes of a team; `None` leaves as it is.
#[derive(Debug, Clone, Default)]
pub struct TeamChange {
    pub name: Option<String>,
    pub signature: Option<String>,
    pub members: Option<Vec<AgentId>>,
    pub archived: Option<bool>,
}

/// A team and who is in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Staffed {
    pub team: Team,
    pub members: Vec<AgentId>,
}

impl Desk {
    /// Every team, archived ones too, by name.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn teams(&self) -> Result<Vec<Staffed>> {
        self.db
            .read(async move |tx| {
                let mut out = Vec::new();
                for team in store::team::all(tx).await? {
                    let members = store::team::members(tx, team.id).await?;
                    out.push(Staffed { team, members });
                }
                Ok(out)
            })
            .await
    }

    /// # Errors
    /// `not_permitted`, `bad_name`, `too_large`, `bad_members`.
    pub async fn create_team(&self, by: &By, new: NewTeam) -> Result<Staffed> {
        by.demand(Permission::TeamManage)?;
        check::name(&new.name)?;
        let team = Team {
            id: TeamId(fresh::id(by.now)),
            name: new.name.trim().to_owned(),
            signature: mail_html("signature", &new.signature, SIGNATURE_MAX)?,
            archived: false,
        };
        let by = by.clone();
        self.write(async move |tx| {
            store::team::insert(tx, &team, by.now).await?;
            set_members(tx, team.id, &new.members).await?;
            noted(tx, &by, &team, "team.created").await?;
            staffed(tx, team.clone()).await
        })
        .await
    }

    /// # Errors
    /// `not_permitted`, `not_found`, `bad_name`, `too_large`, `bad_members`, `team_in_use`.
    pub async fn change_team(&self, by: &By, id: TeamId, change: TeamChange) -> Result<Staffed> {
        by.demand(Permission::TeamManage)?;
        if let Some(name) = &change.name {
            check::name(name)?;
        }
        let signature = match &change.signature {
            Some(html) => Some(mail_html("signature", html, SIGNATURE_MAX)?),
            None => None,
        };
        let by = by.clone();
        self.write(async move |tx| {
            let mut team = store::team::load(tx, id)
                .await?
                .ok_or_else(|| DeskError::missing("team"))?;
            if let Some(name) = &change.name {
                team.name = name.trim().to_owned();
            }
            if let Some(signature) = &signature {
                team.signature.clone_from(signature);
            }
            if change.archived == Some(true) {
                free_of_channels(tx, id).await?;
            }
            team.archived = change.archived.unwrap_or(team.archived);
            store::team::save(tx, &team).await?;
            if let Some(members) = &change.members {
                set_members(tx, id, members).await?;
            }
            noted(tx, &by, &team, "team.changed").await?;
            staffed(tx, team).await
        })
        .await
    }
}

async fn staffed(tx: &mut Tx, team: Team) -> Result<Staffed> {
    let members = store::team::members(tx, team.id).await?;
    Ok(Staffed { team, members })
}

async fn set_members(tx: &mut Tx, id: TeamId, members: &[AgentId]) -> Result<()> {
    if members.len() > MEMBERS_MAX {
        return bad("bad_members", "members", "These are too many members.");
    }
    let known = store::agent::all(tx).await?;
    if members.iter().any(|m| known.iter().all(|a| a.id != *m)) {
        return bad(
            "bad_members",
            "members",
            "One of the members does not exist.",
        );
    }
    Ok(store::team::set_members(tx, id, members).await?)
}

/// An archived team has no queue: new conversations must not land there.
async fn free_of_channels(tx: &mut Tx, id: TeamId) -> Result<()> {
    let channels = store::channel::all(tx).await?;
    match channels.iter().find(|c| c.team == Some(id)) {
        None => Ok(()),
        Some(channel) => bad(
            "team_in_use",
            "archived",
            format!(
                "“{}” sends its conversations to this team. Give that channel another team first.",
                channel.name
            ),
        ),
    }
}

async fn noted(tx: &mut Tx, by: &By, team: &Team, act: &str) -> Result<()> {
    let detail = json!({ "name": team.name, "archived": team.archived });
    audit::act(tx, by, act, &team.id.to_string(), detail).await?;
    emit(tx, by, EventKind::TeamChanged { team: team.id });
    Ok(())
}
