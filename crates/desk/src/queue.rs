//! What waits, in one order over all channels: how soon somebody is to look at it, and the next one for whoever asks.
//! The rule is `domain::routing`; what an agent may be given is what lists show them.

use crate::settings::bad;
use crate::{By, Desk, DeskError, Result, audit, carry_out, fresh};
use domain::access::{Access, Permission, Scope};
use domain::conversation::{Command, Urgency};
use domain::routing::{
    Agent, Decision, Event, Kind, LIMITS, Limits, Place, Presence, Queue, Rules, Standing, Turn,
    WorkItem, check_limits,
};
use domain::{AgentId, ConversationId, MessageId, Millis};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::Tx;
use store::inbox::{ConversationSummary, Filter, Sort, View, list_conversations};

const KEY: &str = "urgency_targets";
/// Conversations that an agent has put aside and is not given again at once.
pub const SKIPPED_MAX: usize = 50;

/// The targets that hold, and which version of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Low first ([`domain::routing::rank`]).
    pub limits: [Limits; 4],
    pub version: i64,
}

impl Default for Kept {
    fn default() -> Self {
        Self {
            limits: LIMITS,
            version: 0,
        }
    }
}

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

impl Desk {
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn urgency_targets(&self) -> Result<Kept> {
        Ok(self.db.read(async |tx| kept(tx).await).await?)
    }

    /// They hold for whatever is decided next.
    ///
    /// # Errors
    /// `not_permitted`, `conflict`, and those of [`check_limits`].
    pub async fn set_urgency_targets(
        &self,
        by: &By,
        limits: [Limits; 4],
        version: i64,
    ) -> Result<Kept> {
        by.demand(Permission::ChannelManage)?;
        check_limits(&limits)?;
        let by = by.clone();
        self.write(async move |tx| {
            let was = kept(tx).await?;
            if was.version != version {
                return Err(DeskError::Stale);
            }
            let now = Kept {
                limits,
                version: version + 1,
            };
            store::setting::put(tx, KEY, &now).await?;
            let detail = json!({ "from": was.limits, "to": limits });
            audit::act(tx, &by, "urgency_targets.changed", KEY, detail).await?;
            audit::settings_changed(tx, &by, KEY);
            Ok(now)
        })
        .await
    }

    /// Gives the agent what is next for them: something of their own that waits, or something of their teams that nobody has,
    /// which becomes theirs. `None`: nothing waits. Asked again it gives the same, unless it was put aside (`skipped`).
    ///
    /// # Errors
    /// `not_permitted`, `too_many`.
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
        let by = by.clone();
        self.write(async move |tx| {
            let limits = kept(tx).await?.limits;
            let waiting = oldest(tx, &by.access, &skipped).await?;
            let Some((id, because)) = first(limits, &waiting, agent, by.now)? else {
                return Ok(None);
            };
            let Some(summary) = waiting.iter().find(|c| c.id == id) else {
                return Ok(None);
            };
            let own = summary.assignee == Some(agent);
            if !own {
                let mut c = carry_out::load(tx, id).await?;
                by.demand_on(Permission::ConversationAssign, &c)?;
                let take = Command::Take { agent, because };
                carry_out::command(tx, &mut c, take, &by.ctx()).await?;
                carry_out::save(tx, &mut c, None).await?;
                let line = MessageId(fresh::id(by.now));
                let said = json!({
                    "name": "taken_next", "agent": agent, "rule": because.word(), "due": because.due(), "urgency": summary.urgency,
                });
                store::conversation::add_event_line(tx, c.id, line, by.now, None, &said).await?;
            }
            Ok(Some(Given {
                conversation: id,
                urgency: summary.urgency,
                since: summary.waiting_since.unwrap_or(by.now),
                because,
                own,
            }))
        })
        .await
    }
}

async fn kept(tx: &mut Tx) -> store::Result<Kept> {
    Ok(store::setting::get(tx, KEY).await?.unwrap_or_default())
}

/// The first of these for an agent, and why: asked of the queue itself, which knows nothing but them.
fn first(
    limits: [Limits; 4],
    waiting: &[ConversationSummary],
    agent: AgentId,
    now: Millis,
) -> Result<Option<(ConversationId, Turn)>> {
    let rules = Rules {
        limits,
        ..Rules::default()
    };
    let me = Agent {
        id: agent,
        presence: Presence::Online,
        skills: Vec::new(),
        teams: Vec::new(),
        capacity: u16::MAX,
        live_cap: 0,
        idle_since: now,
        missed: 0,
    };
    let items = waiting.iter().map(|c| item(c, now)).collect();
    let mut queue = Queue::of(rules, vec![me], items, now);
    let decided = queue.handle(Event::Started { agent }, now)?;
    Ok(decided.into_iter().find_map(|d| match d {
        Decision::Assign { item, because, .. } => Some((item, because.turn)),
        _ => None,
    }))
}

/// Who may have it was asked of lists already: here it is anybody's.
fn item(c: &ConversationSummary, now: Millis) -> WorkItem {
    WorkItem {
        id: c.id,
        kind: Kind::Deferred,
        channel: c.channel,
        team: None,
        urgency: c.urgency,
        topic: c.topic,
        language: None,
        needs: Vec::new(),
        size: 1,
        handle_ms: 0,
        since: c.waiting_since.unwrap_or(now),
        contact: c.contact,
        sticky: None,
        place: Place::default(),
        standing: Standing::Waiting,
        version: 0,
        refused: Vec::new(),
    }
}

/// Of each urgency the one that has waited longest, of one's own and of what nobody has: among those of one urgency it is due
/// first, so that nothing else can be next.
async fn oldest(
    tx: &mut Tx,
    access: &Access,
    skipped: &[ConversationId],
) -> store::Result<Vec<ConversationSummary>> {
    let mut out = Vec::new();
    // Whoever may reach everything is still given the work of their own teams, if they are in any.
    let mut access = access.clone();
    if access.scope == Scope::All && !access.teams.is_empty() {
        access.scope = Scope::Teams;
    }
    for view in [View::Mine, View::Unassigned] {
        for urgency in Urgency::ALL {
            let mut filter = Filter::new(view).sort(Sort::OldestWaiting);
            filter.urgency = Some(urgency);
            let page = list_conversations(tx, &access, &filter, None, skipped.len() + 1).await?;
            let known = |c: &ConversationSummary| skipped.contains(&c.id);
            out.extend(page.items.into_iter().find(|c| !known(c)));
        }
    }
    Ok(out)
}
