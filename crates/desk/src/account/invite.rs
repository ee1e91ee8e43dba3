//! Inviting agents, and changing what they may do.

use super::house_mail::Letter;
use super::reset::{TicketKind, good_ticket};
use super::{secret, token_hash, ways};
use crate::{By, Desk, DeskError, Result, audit, check, fresh};
use domain::access::{Permission, SetKey};
use domain::event::{Event, EventKind};
use domain::team::Agent;
use domain::{AgentId, DeliveryId, Millis, TeamId, TicketId};
use serde_json::Value;
use store::house_mail::Purpose;
use store::session::Ticket;
use store::{StoreError, Tx};

/// How long an invitation is good.
pub const INVITE_MS: Millis = 7 * 24 * 60 * 60 * 1000;

#[derive(Debug, Clone)]
pub struct NewAgent {
    pub name: String,
    pub email: String,
    pub permission_set: SetKey,
    pub teams: Vec<TeamId>,
    pub zone: String,
    pub locale: String,
}

/// What of an agent is changed; `None` stays.
#[derive(Debug, Clone, Default)]
pub struct AgentChange {
    pub name: Option<String>,
    pub permission_set: Option<SetKey>,
    pub teams: Option<Vec<TeamId>>,
    pub zone: Option<String>,
    pub locale: Option<String>,
    pub active: Option<bool>,
    pub settings: Option<Value>,
}

/// A new agent with the link that lets them in. The link is also mailed.
#[derive(Debug, Clone)]
pub struct Invited {
    pub agent: Agent,
    pub link: String,
    /// `false` when there is no channel to send from yet.
    pub mailed: bool,
}

impl Desk {
    /// Adds an agent and mails them an invitation.
    ///
    /// # Errors
    /// `not_permitted`, `bad_permission_set`, `address_taken`, `bad_name`, `bad_address`, `bad_zone`, `bad_locale`, `bad_team`.
    pub async fn invite(&self, by: &By, new: NewAgent, console_url: &str) -> Result<Invited> {
        by.demand(Permission::AgentManage)?;
        check::name(&new.name)?;
        check::address("email", &new.email)?;
        check::zone(&new.zone)?;
        check::locale(&new.locale)?;
        let agent = Agent {
            id: AgentId(fresh::id(by.now)),
            name: new.name.trim().to_owned(),
            email: new.email.trim().to_owned(),
            permission_set: new.permission_set,
            zone: new.zone,
            locale: new.locale,
            active: true,
            invited: true,
            created_at: by.now,
            teams: new.teams,
        };
        self.known_teams(&agent.teams).await?;
        let (row, giver) = (agent.clone(), by.clone());
        let made = self
            .db
            .write(async move |tx| {
                may_give(tx, &giver, &row.permission_set).await?;
                Ok::<_, DeskError>(store::agent::insert(tx, &row, None).await?)
            })
            .await;
        match made {
            Err(DeskError::Store(StoreError::Conflict(_))) => {
                return Err(domain::Refusal::new(
                    "address_taken",
                    "An agent with this address exists already.",
                )
                .on("email")
                .into());
            }
            other => other?,
        }
        self.note_agent(by, &agent, "agent.invited").await?;
        self.send_invitation(by, agent.id, console_url).await
    }

    /// Sends a fresh invitation; earlier links are void.
    ///
    /// # Errors
    /// `not_permitted`, `already_joined`.
    pub async fn send_invitation(
        &self,
        by: &By,
        id: AgentId,
        console_url: &str,
    ) -> Result<Invited> {
        by.demand(Permission::AgentManage)?;
        let token = secret()?;
        let link = format!("{}/invitation/{token}", console_url.trim_end_matches('/'));
        let (mailed_link, now) = (link.clone(), by.now);
        let (ticket, letter_id) = (TicketId(fresh::id(now)), DeliveryId(fresh::id(now)));
        let this = self.clone();
        let (agent, mailed) = self
            .write(async move |tx| {
                let agent = store::agent::load(tx, id).await?.ok_or_else(|| DeskError::missing("agent"))?;
                if !agent.invited {
                    return Err(DeskError::refused("already_joined", "This agent has chosen a password already."));
                }
                let row = Ticket {
                    id: ticket,
                    kind: TicketKind::Invite.name().to_owned(),
                    agent: id,
                    created_at: now,
                    expires_at: now + INVITE_MS,
                };
                store::session::insert_ticket(tx, &row, &token_hash(&token)).await?;
                let letter = Letter {
                    purpose: Purpose::Invitation,
                    about: agent.id.0,
                    from: None,
                    to_name: &agent.name,
                    to: &agent.email,
                    subject: "You are invited to the support desk".to_owned(),
                    text: format!(
                        "Hello {},\n\nyou are invited to answer customers in our support desk. Choose a password here within a week:\n\n{mailed_link}\n",
                        agent.name
                    ),
                    good_for_ms: INVITE_MS,
                };
                let mailed = match this.send_letter(tx, &letter, letter_id, now).await {
                    Ok(_) => true,
                    Err(DeskError::Refused(_)) => false,
                    Err(error) => return Err(error),
                };
                Ok((agent, mailed))
            })
            .await?;
        Ok(Invited {
            agent,
            link,
            mailed,
        })
    }

    /// Whom an invitation is for.
    ///
    /// # Errors
    /// `expired_link`.
    pub async fn invitation(&self, token: &str, now: Millis) -> Result<Agent> {
        let hash = token_hash(token);
        self.db
            .read(
                async move |tx| match good_ticket(tx, &hash, TicketKind::Invite, now).await? {
                    Some(ticket) => Ok(store::agent::load(tx, ticket.agent).await?),
                    None => Ok::<_, DeskError>(None),
                },
            )
            .await?
            .filter(|a: &Agent| a.active)
            .ok_or_else(|| {
                DeskError::refused(
                    "expired_link",
                    "This invitation has been used or has ended. Ask for a new one.",
                )
            })
    }

    /// Takes up an invitation.
    ///
    /// # Errors
    /// `expired_link`, `weak_password`, `invalid`.
    pub async fn accept_invitation(
        &self,
        token: &str,
        name: &str,
        password: &str,
        now: Millis,
    ) -> Result<AgentId> {
        check::name(name)?;
        let name = name.trim().to_owned();
        let agent = self
            .take_password(token, TicketKind::Invite, Some(name), password, now)
            .await?;
        let row = self
            .db
            .read(async move |tx| store::agent::load(tx, agent).await)
            .await?;
        if let Some(row) = row {
            self.note_agent(&By::system(now), &row, "agent.joined")
                .await?;
        }
        Ok(agent)
    }

    /// Changes an agent. Agents may change their own name, zone, locale and settings; the rest takes the permission.
    ///
    /// # Errors
    /// `not_permitted`, `last_administrator`, `invalid`.
    pub async fn change_agent(&self, by: &By, id: AgentId, change: AgentChange) -> Result<Agent> {
        let rights =
            change.permission_set.is_some() || change.teams.is_some() || change.active.is_some();
        if rights || by.access.agent != Some(id) {
            by.demand(Permission::AgentManage)?;
        }
        change.name.as_deref().map(check::name).transpose()?;
        change.zone.as_deref().map(check::zone).transpose()?;
        change.locale.as_deref().map(check::locale).transpose()?;
        if let Some(teams) = &change.teams {
            self.known_teams(teams).await?;
        }
        let act = if rights { "agent.changed" } else { "" };
        let asker = by.clone();
        let agent = self
            .write(async move |tx| {
                let mut agent = store::agent::load(tx, id)
                    .await?
                    .ok_or_else(|| DeskError::missing("agent"))?;
                if rights {
                    // Nobody manages somebody who may do more than they may.
                    may_manage(tx, &asker, id).await?;
                }
                if let Some(set) = &change.permission_set {
                    may_give(tx, &asker, set).await?;
                    agent.permission_set = set.clone();
                }
                let set = |slot: &mut String, new: &Option<String>| {
                    if let Some(new) = new {
                        slot.clone_from(new);
                    }
                };
                set(&mut agent.name, &change.name);
                set(&mut agent.zone, &change.zone);
                set(&mut agent.locale, &change.locale);
                agent.active = change.active.unwrap_or(agent.active);
                if let Some(teams) = &change.teams {
                    agent.teams.clone_from(teams);
                }
                store::agent::save(tx, &agent).await?;
                if rights {
                    ways::stand(tx).await?;
                }
                store::agent::set_teams(tx, id, &agent.teams).await?;
                if let Some(settings) = &change.settings {
                    let mut kept = store::agent::settings(tx, id).await?.unwrap_or_default();
                    merge(&mut kept, settings);
                    store::agent::set_settings(tx, id, &kept).await?;
                }
                if !agent.active {
                    store::session::delete_all(tx, id, None).await?;
                }
                Ok(agent)
            })
            .await?;
        self.note_agent(by, &agent, act).await?;
        Ok(agent)
    }

    async fn known_teams(&self, teams: &[TeamId]) -> Result<()> {
        let known = self
            .db
            .read(async move |tx| store::team::all(tx).await)
            .await?;
        if teams.iter().all(|id| known.iter().any(|t| t.id == *id)) {
            return Ok(());
        }
        Err(
            domain::Refusal::new("bad_team", "One of the teams does not exist.")
                .on("teams")
                .into(),
        )
    }

    /// Tells consoles, and the audit trail when `act` names something.
    async fn note_agent(&self, by: &By, agent: &Agent, act: &'static str) -> Result<()> {
        let event = Event {
            at: by.now,
            actor: by.actor(),
            kind: EventKind::AgentChanged {
                agent: agent.id,
                permission_set: agent.permission_set.clone(),
            },
        };
        let detail = serde_json::json!({ "permission_set": agent.permission_set, "teams": agent.teams, "active": agent.active });
        let (by, target) = (by.clone(), agent.id.to_string());
        self.write(async move |tx| {
            tx.emit(event.clone());
            if !act.is_empty() {
                audit::act(tx, &by, act, &target, detail.clone()).await?;
            }
            Ok(())
        })
        .await
    }
}

/// A permission set can be given by those who hold everything that it gives.
pub(crate) async fn may_give(tx: &mut Tx, by: &By, set: &SetKey) -> Result<()> {
    let Some(grant) = store::permission_set::grant(tx, set).await? else {
        return Err(
            domain::Refusal::new("bad_permission_set", "There is no such permission set.")
                .on("permission_set")
                .into(),
        );
    };
    if by.access.covers(&grant) {
        return Ok(());
    }
    Err(DeskError::refused(
        "not_permitted",
        "This permission set may do more than you may. Ask an administrator.",
    ))
}

/// Whether the caller manages agents, and holds everything that this one holds.
pub(crate) async fn may_manage(tx: &mut Tx, by: &By, agent: AgentId) -> Result<()> {
    by.demand(Permission::AgentManage)?;
    let agent = store::agent::load(tx, agent)
        .await?
        .ok_or_else(|| DeskError::missing("agent"))?;
    let grant = store::permission_set::grant(tx, &agent.permission_set).await?;
    if grant.is_none_or(|grant| by.access.covers(&grant)) {
        return Ok(());
    }
    Err(DeskError::refused(
        "not_permitted",
        "This agent may do more than you may. Ask an administrator.",
    ))
}

/// JSON merge of one level: null removes a key (RFC 7396, without depth).
fn merge(into: &mut Value, change: &Value) {
    let (Some(into), Some(change)) = (into.as_object_mut(), change.as_object()) else {
        return;
    };
    for (key, value) in change {
        if value.is_null() {
            into.remove(key);
        } else {
            into.insert(key.clone(), value.clone());
        }
    }
}
