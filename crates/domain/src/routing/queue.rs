//! The queue that is kept: rows in, events in order, decisions out.
//!
//! Waiting items stand in classes (who can do them, of what size, live or not), in each by urgency and due time, so that
//! the next item for an agent is the best of a few heads. Agents who could be offered something stand in one order. After
//! each event only those are looked at for whom something can have changed; `tests/prop_routing.rs` holds it against a
//! model that looks at everybody.

mod dispatch;
mod items;
mod refuse;
mod seats;
mod time;

use super::admission::Profile;
use super::decision::{Because, Decision, Event, Turn, Whom, Why};
use super::rules::{Handing, Rules, lowered, rank};
use super::seating::Seating;
use super::work::{
    Agent, Firmness, Kind, NEEDS_MAX, Need, Place, Presence, REFUSED_MAX, Refused, SIZE_MAX,
    SKILLS_MAX, Standing, WorkItem,
};
use crate::away::Reason;
use crate::{AgentId, ConversationId, Millis, Refusal, TeamId};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// Most items; what comes on top of these is refused as `queue_full` and stays where it is, unrouted.
pub const ITEMS_MAX: usize = 200_000;
pub const AGENTS_MAX: usize = 10_000;
/// Classes without items are forgotten when there are more.
const CLASSES_MAX: usize = 2_048;
/// A clock that goes back by less stands still instead.
const JITTER_MS: Millis = 1_000;

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct ClassKey {
    pub kind: Kind,
    pub size: u16,
    /// Empty: anybody.
    pub teams: Vec<TeamId>,
    pub needs: Vec<Need>,
    pub sticky: Option<AgentId>,
    pub lowered: u8,
}

#[derive(Debug, Clone)]
pub(super) struct Class {
    pub key: ClassKey,
    /// By urgency, then due.
    pub waiting: [BTreeSet<(Millis, ConversationId)>; 4],
    /// Who can do it, present or not.
    pub seats: Seating,
    pub profile: Profile,
}

#[derive(Debug, Clone)]
pub(super) struct Seat {
    pub agent: Agent,
    pub load: u32,
    pub live: u32,
    pub ringing: Option<ConversationId>,
    pub held: BTreeSet<ConversationId>,
    pub classes: Vec<usize>,
    /// Items that this agent is spared for now.
    pub spared: BTreeSet<ConversationId>,
    timer: Option<Millis>,
}

#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub item: WorkItem,
    /// Where it waits: class and key there.
    pub class: Option<(usize, Millis)>,
    timer: Option<Millis>,
    overflown: bool,
}

/// Shared by copies of the queue, as those that are run forward are, until one of them changes an item.
type Entries = HashMap<ConversationId, Arc<Entry>>;

/// The item, to be changed in this queue alone.
fn own(entries: &mut Entries, id: ConversationId) -> &mut Entry {
    Arc::make_mut(entries.get_mut(&id).expect("the item is in the queue"))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Timer {
    Item(ConversationId),
    Seat(AgentId),
}

/// What an event may have changed.
#[derive(Debug, Default)]
struct Touched {
    items: BTreeSet<ConversationId>,
    seats: BTreeSet<usize>,
}

#[derive(Debug, Clone)]
pub struct Queue {
    pub(super) rules: Rules,
    pub(super) now: Millis,
    pub(super) seats: Vec<Seat>,
    pub(super) present: Seating,
    seat_of: HashMap<AgentId, usize>,
    pub(super) entries: Entries,
    pub(super) classes: Vec<Class>,
    class_of: HashMap<ClassKey, usize>,
    /// Agents who could be offered something: least loaded, then longest idle.
    free: BTreeSet<(u32, Millis, AgentId)>,
    timers: BTreeSet<(Millis, Timer)>,
    /// Agents left to pull what is due before a live contact that they could take.
    held_back: BTreeSet<usize>,
    /// Waiting items that have an agent who knows the customer.
    wishes: BTreeMap<AgentId, BTreeSet<ConversationId>>,
    pub(super) waiting: usize,
}

use refuse::check;

fn no(code: &'static str, message: &str) -> Refusal {
    Refusal::new(code, message)
}

impl Queue {
    /// Stands where the rows say. Rows that contradict themselves are mended: who holds nothing that exists holds
    /// nothing, an item at an unknown agent waits. Nothing is decided until the first [`Event`].
    #[must_use]
    pub fn of(rules: Rules, agents: Vec<Agent>, items: Vec<WorkItem>, now: Millis) -> Self {
        let mut queue = Self {
            rules: rules.bounded(),
            now,
            seats: Vec::new(),
            present: Seating::default(),
            seat_of: HashMap::new(),
            entries: HashMap::new(),
            classes: Vec::new(),
            class_of: HashMap::new(),
            free: BTreeSet::new(),
            timers: BTreeSet::new(),
            held_back: BTreeSet::new(),
            wishes: BTreeMap::new(),
            waiting: 0,
        };
        for agent in agents.into_iter().take(AGENTS_MAX) {
            queue.seat(agent);
        }
        for item in items.into_iter().take(ITEMS_MAX) {
            if check(&item).is_ok() && !queue.entries.contains_key(&item.id) {
                let id = item.id;
                queue.admit(item);
                let entry = &queue.entries[&id];
                let said = entry.class.is_some() && queue.stage_of(id).overflown;
                queue.entry_mut(id).overflown = said;
            }
        }
        // Who was about to take a live contact is known only when all of them are there.
        queue.held_back = (0..queue.seats.len()).collect();
        queue
    }

    #[must_use]
    pub fn now(&self) -> Millis {
        self.now
    }

    #[must_use]
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// All items, in no order.
    pub fn items(&self) -> impl Iterator<Item = &WorkItem> {
        self.entries.values().map(|e| &e.item)
    }

    pub fn agents(&self) -> impl Iterator<Item = &Agent> {
        self.seats.iter().map(|s| &s.agent)
    }

    #[must_use]
    pub fn item(&self, id: ConversationId) -> Option<&WorkItem> {
        self.entries.get(&id).map(|e| &e.item)
    }

    #[must_use]
    pub fn agent(&self, id: AgentId) -> Option<&Agent> {
        self.seat_of.get(&id).map(|ix| &self.seats[*ix].agent)
    }

    /// The classes that an agent can do.
    pub(super) fn seat_classes(&self, id: AgentId) -> impl Iterator<Item = &Class> {
        let seat = self.seat_of.get(&id).map(|ix| &self.seats[*ix]);
        seat.into_iter()
            .flat_map(|s| &s.classes)
            .map(|c| &self.classes[*c])
    }

    /// Load units of the agent, what rings included.
    #[must_use]
    pub fn load(&self, id: AgentId) -> u32 {
        self.seat_of.get(&id).map_or(0, |ix| self.seats[*ix].load)
    }

    /// Live contacts that the agent has; what rings is not counted.
    #[must_use]
    pub fn live_held(&self, id: AgentId) -> u32 {
        self.seat_of.get(&id).map_or(0, |ix| {
            let seat = &self.seats[*ix];
            seat.live - u32::from(seat.ringing.is_some())
        })
    }

    /// By how many levels the wishes of a waiting item are lowered now, and which other teams help.
    #[must_use]
    pub fn eased(&self, id: ConversationId) -> Option<(u8, &[TeamId])> {
        let entry = self.entries.get(&id).filter(|e| e.class.is_some())?;
        let stage = self.stage_of(id);
        let helpers = self.rules.helpers(&entry.item).unwrap_or_default();
        Some((stage.lowered, if stage.overflown { helpers } else { &[] }))
    }

    /// Who could do a waiting item if they were free, as far as they are here.
    pub fn able(&self, id: ConversationId) -> impl Iterator<Item = AgentId> {
        let class = self.entries.get(&id).and_then(|e| e.class);
        self.seats
            .iter()
            .enumerate()
            .filter(move |(ix, seat)| {
                seat.agent.is_present()
                    && class.is_some_and(|(class, _)| self.classes[class].seats.contains(*ix))
            })
            .map(|(_, seat)| seat.agent.id)
    }

    /// Number of items that nobody has and that ring nowhere.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.waiting
    }

    /// When the next [`Event::Tick`] has something to do.
    #[must_use]
    pub fn next_at(&self) -> Option<Millis> {
        self.timers.first().map(|(at, _)| *at)
    }

    /// What follows. A refused event changes nothing.
    ///
    /// A clock that goes back is followed: what is due is looked at anew, offers ring no longer than they may.
    pub fn handle(&mut self, event: Event, now: Millis) -> Result<Vec<Decision>, Refusal> {
        self.refuse(&event)?;
        if now + JITTER_MS < self.now {
            self.turn_back(now);
        }
        self.now = self.now.max(now);
        let mut out = Vec::new();
        let mut touched = Touched::default();
        self.pass_stages(&mut touched);
        self.apply(event, &mut out, &mut touched);
        self.pass_time(&mut out, &mut touched);
        self.dispatch(&mut out, &mut touched);
        self.admissions(&mut out, &touched);
        if self.classes.len() > CLASSES_MAX {
            self.rebuild();
        }
        Ok(out)
    }
    fn apply(&mut self, event: Event, out: &mut Vec<Decision>, touched: &mut Touched) {
        match event {
            Event::Arrived(mut item) => {
                item.standing = Standing::Waiting;
                touched.items.insert(item.id);
                self.admit(item);
            }
            Event::Changed(item) => self.change(item, out, touched),
            Event::Left { item } => {
                self.take_away(item, Why::Left, out, touched);
                self.forget(item);
            }
            Event::Accepted { item, agent, .. } => {
                let whom = self.whom(self.seat_of[&agent], item);
                self.unring(item, touched);
                let because = Because {
                    turn: Turn::Accepted,
                    whom,
                    lowered: 0,
                };
                self.assign(item, agent, because, out, touched);
                self.seats[self.seat_of[&agent]].agent.missed = 0;
            }
            Event::Declined { item, agent, .. } => {
                self.unring(item, touched);
                self.spare(item, agent);
                self.wait_again(item, touched);
            }
            Event::TimedOut { item, .. } => self.time_out(item, out, touched),
            Event::Started { agent } => {
                let ix = self.seat_of[&agent];
                if let Some(pick) = self.best(ix, super::choose::Among::Everything) {
                    let because = Because {
                        turn: pick.turn,
                        whom: Whom::Asked,
                        lowered: pick.lowered,
                    };
                    self.assign(pick.item, agent, because, out, touched);
                }
            }
            Event::Taken { item, agent } => {
                self.take_away(item, Why::TakenByHand, out, touched);
                let because = Because {
                    turn: Turn::ByHand,
                    whom: Whom::Asked,
                    lowered: 0,
                };
                self.assign(item, agent, because, out, touched);
            }
            Event::Finished { item, agent } => self.finish(item, agent, out, touched),
            Event::Returned { item, agent } => {
                self.release(item, agent, touched);
                self.spare(item, agent);
                self.wait_again(item, touched);
                out.push(Decision::HandBack {
                    item,
                    agent,
                    because: Why::ByHand,
                });
            }
            Event::AgentChanged(agent) => self.agent_changed(agent, out, touched),
            Event::AgentRemoved { agent } => self.remove(agent, out, touched),
            Event::RulesChanged(rules) => {
                self.rules = rules.bounded();
                self.rebuild();
                touched.items.extend(self.entries.keys());
                touched.seats.extend(0..self.seats.len());
            }
            Event::Tick => {}
        }
    }
}
