//! The next one for whoever asks, in one order over all channels. The rule is `domain::routing`; what an agent may be given is
//! what waits for their teams, what they can, and what is theirs already.

use super::plan::row;
use super::state::first_version;
use crate::settings::bad;
use crate::{By, Desk, DeskError, Result, carry_out, fresh};
use domain::access::{Permission, Scope};
use domain::conversation::{Command, Status, Urgency};
use domain::routing::overtaking::Overtaken;
use domain::routing::{
    Agent, Decision, Event, Kind, Presence, Queue, Skill, Standing, Turn, WorkItem,
};
use domain::{AgentId, ChannelId, ConversationId, MessageId, Millis, TeamId};
use serde_json::json;
use store::agent_work::AgentWork;
use store::overtaking::Overtaking;
use store::work::Stands;
use store::{StoreError, Tx};

/// Conversations that an agent has put aside and is not given again at once.
pub const SKIPPED_MAX: usize = 50;
/// Others may be faster so often.
const TRIES: usize = 20;

/// What an agent is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    pub conversation: ConversationId,
    pub urgency: Urgency,
    pub since: Millis,
    pub because: Turn,
    /// It was theirs before.
    pub own: bool,
}

/// What was found for somebody, before it is taken.
#[derive(Debug, Clone)]
struct Found {
    item: WorkItem,
    because: domain::routing::Because,
    own: bool,
    /// Of another team, which theirs helps.
    helps: bool,
    over: Option<Overtaken>,
}

impl Desk {
    /// Gives the agent what is next for them: something of their own that waits, or something of their teams that nobody has and
    /// that they can, which becomes theirs. `None`: nothing waits. Asked again it gives the same, unless it was put aside
    /// (`skipped`).
    ///
    /// # Errors
    /// `not_permitted`, `too_many`, `already_ringing`.
    pub async fn take_next(&self, by: &By, skipped: Vec<ConversationId>) -> Result<Option<Given>> {
        let agent = by.person()?;
        by.demand(Permission::ConversationAssign)?;
        if skipped.len() > SKIPPED_MAX {
            return bad(
                "too_many",
                "skipped",
                format!("At most {SKIPPED_MAX} conversations can be put aside at once."),
            );
        }
        for left in (0..TRIES).rev() {
            let found = self.find_next(by, agent, skipped.clone()).await?;
            let (asker, skipped) = (by.clone(), skipped.clone());
            let taken = self
                .attempt(async move |tx| take(tx, &asker, agent, found.as_ref(), &skipped).await)
                .await;
            match taken {
                Err(DeskError::Store(StoreError::Conflict(_))) if left > 0 => {}
                taken => return taken,
            }
        }
        Ok(None)
    }

    async fn find_next(
        &self,
        by: &By,
        agent: AgentId,
        skipped: Vec<ConversationId>,
    ) -> Result<Option<Found>> {
        let (now, access) = (by.now, by.access.clone());
        let mut loaded = self.queue_now(now).await?;
        let mut own = Vec::new();
        let helper = access.scope == Scope::Teams && access.may(Permission::ConversationRead);
        let teams: &[TeamId] = if helper { &access.teams } else { &[] };
        loaded.items.retain_mut(|item| {
            let facts = loaded.facts.get(&item.id);
            let (team, assignee) = facts.map_or((None, None), |f| (f.team, f.assignee));
            if item.kind == Kind::Live {
                return true;
            }
            if assignee == Some(agent) {
                own.push(item.id);
                // Taken up and not answered: it waits as before.
                item.standing = Standing::Waiting;
                item.refused.clear();
            }
            // What they help with is theirs to take as soon as the queue says so.
            let helps = assignee.is_none() && teams.iter().any(|t| loaded.rules.helps(*t, team));
            !skipped.contains(&item.id) && (access.reaches(team, assignee) || helps)
        });
        let me = loaded.agents.iter().position(|a| a.id == agent);
        let me = match me {
            Some(at) => loaded.agents.remove(at),
            None => Agent {
                id: agent,
                presence: Presence::Online,
                skills: vec![(Skill::own(agent), 1)],
                teams: by.access.teams.clone(),
                capacity: 0,
                live_cap: 0,
                idle_since: now,
                missed: 0,
            },
        };
        let limits = loaded.rules.limits;
        // Who asks is here, and takes as much as they ask for; what is live rings.
        let me = Agent {
            presence: Presence::Online,
            capacity: u16::MAX,
            live_cap: 0,
            ..me
        };
        let items = loaded.items;
        let queue = Queue::of(loaded.rules, vec![me], items, now);
        let decided = queue.clone().handle(Event::Started { agent }, now)?;
        let given = decided.into_iter().find_map(|d| match d {
            Decision::Assign { item, because, .. } => Some((item, because)),
            _ => None,
        });
        let Some((id, because)) = given else {
            return Ok(None);
        };
        let over = queue.overtaken_by(id, agent, &limits);
        let item = queue.item(id).cloned();
        Ok(item.map(|item| Found {
            own: own.contains(&item.id),
            helps: !by.access.reaches(item.team, None),
            item,
            because,
            over,
        }))
    }
}

/// Takes what was found, if it still is as it was.
async fn take(
    tx: &mut Tx,
    by: &By,
    agent: AgentId,
    found: Option<&Found>,
    skipped: &[ConversationId],
) -> Result<Option<Given>> {
    // What is put aside stays theirs, but is nothing that they are at.
    for held in store::work::of_agent(tx, agent).await? {
        if held.standing == Stands::Held && skipped.contains(&held.conversation) {
            store::work::end(tx, &held).await?;
            store::overtaking::served(tx, held.conversation, by.now).await?;
        }
    }
    let Some(found) = found else { return Ok(None) };
    let id = found.item.id;
    let mut c = carry_out::load(tx, id).await?;
    let waits = c.state.status() == Status::Open && c.waiting_since.is_some();
    let free = c.assignee.is_none() || c.assignee == Some(agent);
    if !waits || !free || (c.assignee == Some(agent)) != found.own {
        return Err(StoreError::stale("what is next").into());
    }
    if !found.own {
        // The queue said that their team helps; what was moved meanwhile is found anew.
        if found.helps && c.team == found.item.team {
            by.demand(Permission::ConversationAssign)?;
        } else {
            by.demand_on(Permission::ConversationAssign, &c)?;
        }
        let because = found.because.turn;
        let take = Command::Take { agent, because };
        carry_out::command(tx, &mut c, take, &by.ctx()).await?;
        carry_out::save(tx, &mut c, None).await?;
        let line = MessageId(fresh::id(by.now));
        let said = json!({
            "name": "taken_next", "agent": agent, "rule": because.word(), "due": because.due(), "urgency": c.urgency,
        });
        store::conversation::add_event_line(tx, c.id, line, by.now, None, &said).await?;
    }
    hold(tx, found, agent, by.now).await?;
    Ok(Some(Given {
        conversation: id,
        urgency: c.urgency,
        since: c.waiting_since.unwrap_or(by.now),
        because: found.because.turn,
        own: found.own,
    }))
}

/// It is what the agent is at.
async fn hold(tx: &mut Tx, found: &Found, agent: AgentId, now: Millis) -> Result<()> {
    let seen = store::work::of(tx, found.item.id).await?;
    let held = |w: &store::work::Work| w.standing == Stands::Held && w.agent == Some(agent);
    if seen.as_ref().is_some_and(held) {
        return Ok(());
    }
    let item = WorkItem {
        standing: Standing::Held { agent },
        version: seen
            .as_ref()
            .map_or_else(|| first_version(now), |s| s.version),
        ..found.item.clone()
    };
    let to = row(&item, seen.as_ref(), Some(found.because), false, now);
    match &seen {
        Some(seen) => store::work::save(tx, seen, &to).await?,
        None => store::work::insert(tx, &to).await?,
    }
    store::overtaking::ended(tx, item.id, now).await?;
    if let Some(over) = &found.over {
        note_overtaken(tx, (item.id, item.channel), agent, over, now).await?;
    }
    // They were here just now, with a console or without one: what they took is kept for them from now on.
    let mut seat: AgentWork = store::agent_work::of(tx, agent).await?;
    if !seat.here {
        seat.since = now;
        store::agent_work::save(tx, &mut seat).await?;
    }
    Ok(())
}

/// Keeps what began work overtook.
pub(super) async fn note_overtaken(
    tx: &mut Tx,
    (served, channel): (ConversationId, ChannelId),
    agent: AgentId,
    over: &Overtaken,
    now: Millis,
) -> Result<()> {
    let note = Overtaking {
        served,
        at: now,
        agent,
        channel,
        over: over.item,
        over_channel: over.channel,
        over_since: over.since,
        over_target_ms: over.target_ms,
        ms: None,
        over_ended_at: None,
    };
    Ok(store::overtaking::insert(tx, &note).await?)
}
