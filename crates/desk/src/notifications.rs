//! Notifications: written from the feed by a follower with a place of its own, read by their agents. Who is told is
//! `domain::notification`; what is mailed is `digest`.

use crate::{By, Desk, DeskError, Result, away, fresh};
use domain::access::Access;
use domain::event::{Actor, Event, EventKind};
use domain::notification::{Circle, KEPT_MS, NotificationKind, Preferences, told};
use domain::{AgentId, ConversationId, MessageId, Millis, NotificationId};
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::Tx;
use store::notification::{Happened, News, Notification};
use uuid::Uuid;

/// Events that are looked at in one go.
const EVENTS: usize = 500;
/// After so many events without news the place is written down, so that a restart does not look at them again.
const FAR: i64 = 2_000;

/// How far the feed has been followed, in this process.
#[derive(Debug, Default)]
pub struct Follower {
    /// Written down, and looked at.
    at: Option<(i64, i64)>,
}

/// What is due to be written.
#[derive(Debug, Default)]
struct Plan {
    news: Vec<News>,
    /// Work of agents who are away.
    moves: BTreeSet<(ConversationId, AgentId)>,
    /// Looked at up to here.
    seen: i64,
    more: bool,
}

/// The list of an agent.
#[derive(Debug, Clone)]
pub struct Told {
    pub items: Vec<Notification>,
    /// Up to [`store::notification::COUNT_MOST`].
    pub unread: i64,
    /// Nothing rings until then.
    pub quiet_until: Option<Millis>,
}

impl Desk {
    /// Writes notifications for what has happened since; true when there is more to look at. Looking costs a read; only
    /// news are written, in one transaction with the place, so that nothing is lost and nothing is told twice when this is
    /// killed half-way.
    ///
    /// # Errors
    /// See [`store::StoreError`]; the follower begins anew at its written place.
    pub async fn write_notifications(&self, follower: &mut Follower, now: Millis) -> Result<bool> {
        let (written, seen) = match follower.at.take() {
            Some(at) => at,
            None => {
                let place: i64 = self
                    .db
                    .read(async |tx| store::notification::place(tx).await)
                    .await?;
                (place, place)
            }
        };
        if seen == self.db.position() && seen > 0 {
            follower.at = Some((written, seen));
            return Ok(false);
        }
        let base = fresh::id(now);
        let plan = self
            .db
            .read(async move |tx| plan(tx, seen, base, now).await)
            .await?;
        let (seen, more) = (plan.seen, plan.more);
        let idle = plan.news.is_empty() && plan.moves.is_empty();
        if idle && seen - written < FAR {
            follower.at = Some((written, seen));
            return Ok(more);
        }
        let ours = self
            .write(async move |tx| write(tx, &plan, written, now).await)
            .await?;
        // Another node was faster: its place counts.
        follower.at = ours.then_some((seen, seen));
        Ok(more || !ours)
    }

    /// A page of the agent's list, newest first, before that time and id.
    ///
    /// # Errors
    /// `not_permitted` for the program itself.
    pub async fn notifications(
        &self,
        by: &By,
        before: Option<(Millis, NotificationId)>,
        limit: usize,
    ) -> Result<Told> {
        let (me, now) = (by.person()?, by.now);
        let before = before.unwrap_or((i64::MAX, NotificationId(Uuid::max())));
        self.db
            .read(async move |tx| {
                let zone = store::agent::load(tx, me).await?.map(|a| a.zone);
                let quiet = chosen(tx, me).await?.quiet;
                Ok(Told {
                    items: store::notification::page(tx, me, before, limit).await?,
                    unread: store::notification::unread(tx, me).await?,
                    quiet_until: quiet.until(&zone.unwrap_or_default(), now),
                })
            })
            .await
    }

    /// Marks one of the agent's own as read or unread.
    ///
    /// # Errors
    /// `not_permitted` for the program itself.
    pub async fn read_notification(&self, by: &By, id: NotificationId, read: bool) -> Result<()> {
        let (me, now) = (by.person()?, by.now);
        self.write(async move |tx| {
            if store::notification::set_read(tx, me, id, read.then_some(now)).await? {
                nudge(tx, me, now);
            }
            Ok(())
        })
        .await
    }

    /// Marks all as read that came up to that time.
    ///
    /// # Errors
    /// `not_permitted` for the program itself.
    pub async fn read_notifications(&self, by: &By, up_to: Millis) -> Result<()> {
        let (me, now) = (by.person()?, by.now);
        self.write(async move |tx| {
            if store::notification::read_all(tx, me, up_to, now).await? {
                nudge(tx, me, now);
            }
            Ok(())
        })
        .await
    }

    /// What the agent chose.
    ///
    /// # Errors
    /// `not_permitted` for the program itself.
    pub async fn notification_preferences(&self, by: &By) -> Result<Preferences> {
        let me = by.person()?;
        self.db.read(async move |tx| chosen(tx, me).await).await
    }

    /// # Errors
    /// `invalid` for times that are none.
    pub async fn choose_notifications(&self, by: &By, wanted: Preferences) -> Result<Preferences> {
        let (me, now) = (by.person()?, by.now);
        let wanted = wanted.checked()?;
        self.write(async move |tx| {
            store::notification::set_preferences(tx, me, &wanted, now).await?;
            nudge(tx, me, now);
            Ok(wanted.clone())
        })
        .await
    }

    /// Old ones fall off.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn sweep_notifications(&self, now: Millis) -> Result<()> {
        self.write(async move |tx| Ok(store::notification::sweep(tx, now - KEPT_MS).await?))
            .await
    }
}

pub(crate) async fn chosen(tx: &mut Tx, agent: AgentId) -> Result<Preferences> {
    Ok(store::notification::preferences(tx, agent)
        .await?
        .unwrap_or_default())
}

/// The agent has opened the conversation: what they were told of it is read.
pub(crate) async fn opened(
    tx: &mut Tx,
    agent: AgentId,
    conversation: ConversationId,
    now: Millis,
) -> Result<()> {
    if store::notification::read_conversation(tx, agent, conversation, now).await? {
        nudge(tx, agent, now);
    }
    Ok(())
}

/// Consoles of the agent look again.
fn nudge(tx: &mut Tx, agent: AgentId, now: Millis) {
    tx.emit(Event {
        at: now,
        actor: Actor::System,
        kind: EventKind::AgentNotified { agent },
    });
}

async fn write(tx: &mut Tx, plan: &Plan, from: i64, now: Millis) -> Result<bool> {
    if !store::notification::wrote(tx, from, plan.seen).await? {
        return Ok(false);
    }
    for news in &plan.news {
        store::notification::tell(tx, news).await?;
    }
    for &(conversation, agent) in &plan.moves {
        match away::redirect(tx, conversation, agent, now).await {
            // What the conversation does not allow now stays where it is; others are told all the same.
            Ok(()) | Err(DeskError::Refused(_)) => {}
            Err(error) => return Err(error),
        }
    }
    let agents: BTreeSet<AgentId> = plan.news.iter().map(|n| n.agent).collect();
    for agent in agents {
        nudge(tx, agent, now);
    }
    Ok(true)
}

/// An agent to be told: what they may reach, and what they chose. Nobody who has left.
type Person = Option<(Access, Preferences)>;

struct Look {
    people: HashMap<AgentId, Person>,
    followers: HashMap<ConversationId, Vec<AgentId>>,
    news: BTreeMap<(AgentId, ConversationId), News>,
    /// Since which event they have to do with it; nothing for those who had before.
    joined: HashMap<(ConversationId, AgentId), i64>,
    /// Looked at up to here.
    seen: i64,
    base: Uuid,
}

async fn plan(tx: &mut Tx, after: i64, base: Uuid, now: Millis) -> Result<Plan> {
    let newest = store::feed::newest(tx).await?;
    let events = store::notification::happened(tx, after, newest, EVENTS).await?;
    let more = events.len() == EVENTS;
    let mut plan = Plan {
        seen: if more {
            events.last().map_or(newest, |e| e.seq)
        } else {
            newest
        },
        more,
        ..Plan::default()
    };
    if events.is_empty() {
        return Ok(plan);
    }
    let away = store::away::all(tx).await?;
    let mut look = Look {
        people: HashMap::new(),
        followers: HashMap::new(),
        news: BTreeMap::new(),
        joined: joined(&events),
        seen: plan.seen,
        base,
    };
    for event in &events {
        look.at(tx, event).await?;
        if let Some(agent) = away::concerned(&away, event, now) {
            plan.moves.insert((event.conversation, agent));
        }
    }
    plan.news = look.news.into_values().collect();
    Ok(plan)
}

/// Who came to which conversation with which of these events: what was said before was not said to them.
fn joined(events: &[Happened]) -> HashMap<(ConversationId, AgentId), i64> {
    let mut out = HashMap::new();
    for event in events {
        if let Some(agent) = comes(&event.what.0) {
            out.entry((event.conversation, agent)).or_insert(event.seq);
        }
    }
    out
}

fn comes(what: &EventKind) -> Option<AgentId> {
    match what {
        EventKind::Assigned { agent, .. } => *agent,
        EventKind::Followed { agent, .. } => Some(*agent),
        _ => None,
    }
}

impl Look {
    async fn at(&mut self, tx: &mut Tx, event: &Happened) -> Result<()> {
        let id = event.conversation;
        if let Entry::Vacant(place) = self.followers.entry(id) {
            place.insert(store::conversation::followers(tx, id).await?);
            for what in store::notification::joining(tx, id, self.seen).await? {
                if let Some(agent) = comes(&what.0) {
                    self.joined.entry((id, agent)).or_insert(i64::MAX);
                }
            }
        }
        let circle = Circle {
            assignee: event.assignee,
            followers: self.followers.get(&id).cloned().unwrap_or_default(),
        };
        for (agent, kind) in told(&event.what.0, event.actor.0, &circle) {
            let since = self.joined.get(&(id, agent));
            if !kind.names() && since.is_some_and(|&since| since > event.seq) {
                continue;
            }
            self.tell(tx, event, agent, kind).await?;
        }
        Ok(())
    }

    async fn tell(
        &mut self,
        tx: &mut Tx,
        event: &Happened,
        agent: AgentId,
        kind: NotificationKind,
    ) -> Result<()> {
        if let Entry::Vacant(place) = self.people.entry(agent) {
            place.insert(match store::agent::access(tx, agent).await? {
                Some(access) => Some((access, chosen(tx, agent).await?)),
                None => None,
            });
        }
        let Some(Some((access, preferences))) = self.people.get(&agent) else {
            return Ok(());
        };
        let ways = preferences.of(kind);
        let email = ways.email && preferences.digest != domain::notification::Digest::Off;
        if !(ways.page || email) || !access.reaches(event.team, event.assignee) {
            return Ok(());
        }
        // They have looked since: it is no news.
        let looked = store::notification::looked_at(tx, agent, event.conversation).await?;
        if looked.is_some_and(|at| at > event.at) {
            return Ok(());
        }
        let id = Uuid::from_u128(self.base.as_u128().wrapping_add(self.news.len() as u128));
        let news = self
            .news
            .entry((agent, event.conversation))
            .or_insert_with(|| News {
                id: NotificationId(id),
                agent,
                conversation: event.conversation,
                kinds: 0,
                n: 0,
                actor: event.actor.0,
                message: None,
                at: event.at,
                page: false,
                email: false,
            });
        // As the store does: the most pressing counts, the newest of equals.
        if 2 * kind.bit() > news.kinds {
            news.actor = event.actor.0;
        }
        news.kinds |= kind.bit();
        news.n += 1;
        news.message = message(&event.what.0).or(news.message);
        news.at = event.at;
        news.page |= ways.page;
        news.email |= email;
        Ok(())
    }
}

fn message(what: &EventKind) -> Option<MessageId> {
    match what {
        EventKind::ConversationReceived { message, .. }
        | EventKind::ConversationReplied { message, .. }
        | EventKind::ConversationNoted { message, .. } => Some(*message),
        _ => None,
    }
}
