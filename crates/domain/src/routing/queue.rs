//! The queue that is kept: rows in, events in order, decisions out.
//!
//! Waiting items stand in classes (who can do them, of what size, live or not), in each by urgency and due time, so that
//! the next item for an agent is the best of a few heads. Agents who could be offered something stand in one order. After
//! each event only those are looked at for whom something can have changed; `tests/prop_routing.rs` holds it against a
//! model that looks at everybody.

use super::admission::Profile;
use super::decision::{Because, Decision, Event, Turn, Whom, Why};
use super::rules::{Handing, Rules, lowered, rank};
use super::work::{
    Agent, AwayReason, Kind, NEEDS_MAX, Need, Place, Presence, REFUSED_MAX, Refused, SIZE_MAX,
    SKILLS_MAX, Standing, WorkItem,
};
use crate::{AgentId, ConversationId, Millis, Refusal, TeamId};
use std::collections::{BTreeMap, BTreeSet, HashMap};

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
    pub seats: BTreeSet<usize>,
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
    seat_of: HashMap<AgentId, usize>,
    pub(super) entries: HashMap<ConversationId, Entry>,
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

    fn refuse(&self, event: &Event) -> Result<(), Refusal> {
        let known = |id: &ConversationId| {
            self.entries.get(id).map(|e| &e.item).ok_or_else(|| {
                no(
                    "item_unknown",
                    "this conversation is not in the queue any more",
                )
            })
        };
        let seat = |id: &AgentId| {
            self.seat_of
                .get(id)
                .map(|ix| &self.seats[*ix])
                .ok_or_else(|| no("agent_unknown", "this agent is not known to the queue"))
        };
        let gone = || {
            no(
                "offer_gone",
                "this offer is over: somebody else has it, or it rang too long",
            )
        };
        let offered = |item: &ConversationId, by: Option<&AgentId>, version: u32| {
            let item = known(item)?;
            match item.standing {
                Standing::Offered { agent, .. }
                    if item.version == version && by.is_none_or(|a| *a == agent) =>
                {
                    Ok(())
                }
                _ => Err(gone()),
            }
        };
        match event {
            Event::Arrived(item) => {
                check(item)?;
                if self.entries.contains_key(&item.id) {
                    return Err(no(
                        "item_known",
                        "this conversation is in the queue already",
                    ));
                }
                if self.entries.len() >= ITEMS_MAX {
                    return Err(no("queue_full", "the queue holds as many items as it can"));
                }
                Ok(())
            }
            Event::Changed(item) => check(item).and_then(|()| known(&item.id).map(|_| ())),
            Event::Left { item } => known(item).map(|_| ()),
            Event::Accepted {
                item,
                agent,
                version,
            }
            | Event::Declined {
                item,
                agent,
                version,
            } => offered(item, Some(agent), *version),
            Event::TimedOut { item, version } => offered(item, None, *version),
            Event::Started { agent } => {
                let seat = seat(agent)?;
                if !seat.agent.is_present() {
                    return Err(no("agent_away", "come online first"));
                }
                if seat.ringing.is_some() {
                    return Err(no("already_ringing", "answer or decline what rings first"));
                }
                Ok(())
            }
            Event::Taken { item, agent } => known(item).and_then(|_| seat(agent)).map(|_| ()),
            Event::Finished { item, agent } | Event::Returned { item, agent } => {
                match known(item)?.standing {
                    Standing::Held { agent: by } if by == *agent => Ok(()),
                    _ => Err(no("not_held", "this agent does not have this conversation")),
                }
            }
            Event::AgentChanged(agent) => {
                if agent.skills.len() > SKILLS_MAX {
                    return Err(no("too_many_skills", "an agent has at most 200 skills"));
                }
                if !self.seat_of.contains_key(&agent.id) && self.seats.len() >= AGENTS_MAX {
                    return Err(no(
                        "too_many_agents",
                        "the queue knows as many agents as it can",
                    ));
                }
                Ok(())
            }
            Event::AgentRemoved { agent } => seat(agent).map(|_| ()),
            Event::RulesChanged(_) | Event::Tick => Ok(()),
        }
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

    // ----- items -----

    /// An item of the rows, or a new one, takes its place.
    fn admit(&mut self, mut item: WorkItem) {
        let id = item.id;
        let holder = match item.standing {
            Standing::Waiting => None,
            Standing::Offered { agent, .. } | Standing::Held { agent } => {
                self.seat_of.get(&agent).copied()
            }
        };
        let taken = holder.is_some_and(|ix| {
            matches!(item.standing, Standing::Offered { .. }) && self.seats[ix].ringing.is_some()
        });
        let holder = holder.filter(|_| !taken);
        if holder.is_none() {
            item.standing = Standing::Waiting;
        }
        let (size, kind) = (u32::from(item.size), item.kind);
        let rings = matches!(item.standing, Standing::Offered { .. });
        let entry = Entry {
            item,
            class: None,
            timer: None,
            overflown: false,
        };
        self.entries.insert(id, entry);
        match holder {
            Some(ix) => {
                self.unfree(ix);
                let seat = &mut self.seats[ix];
                seat.load += size;
                seat.live += u32::from(kind == Kind::Live);
                if rings {
                    seat.ringing = Some(id);
                } else {
                    seat.held.insert(id);
                }
                self.refree(ix);
            }
            None => {
                self.place(id);
            }
        }
        self.set_item_timer(id);
    }

    fn entry_mut(&mut self, id: ConversationId) -> &mut Entry {
        self.entries.get_mut(&id).expect("the item is in the queue")
    }

    /// The agent who knows the customer, if here.
    fn sticky_of(&self, item: &WorkItem) -> Option<AgentId> {
        let ix = self.seat_of.get(&item.sticky?)?;
        let seat = &self.seats[*ix];
        (seat.agent.is_present() && !seat.spared.contains(&item.id)).then_some(seat.agent.id)
    }

    fn stage_of(&self, id: ConversationId) -> super::rules::Stage {
        let item = &self.entries[&id].item;
        self.rules.stage(item, self.now, self.sticky_of(item))
    }

    /// Puts a waiting item where it belongs now.
    fn place(&mut self, id: ConversationId) {
        self.unplace(id);
        self.spare_who_refused(id);
        let stage = self.stage_of(id);
        let item = &self.entries[&id].item;
        let sticky = if stage.waits_for_sticky {
            self.sticky_of(item)
        } else {
            None
        };
        let mut teams: Vec<TeamId> = item.team.into_iter().collect();
        if stage.overflown {
            teams.extend(self.rules.helpers(item).unwrap_or_default());
            teams.sort_unstable();
            teams.dedup();
        }
        let key = ClassKey {
            kind: item.kind,
            size: item.size,
            teams,
            needs: lowered(&item.needs, stage.lowered),
            sticky,
            lowered: stage.lowered,
        };
        let due = self.rules.due(item);
        let (urgency, work, wish) = (rank(item.urgency), item.handle_ms, item.sticky);
        let ix = self.class(key);
        let class = &mut self.classes[ix];
        class.waiting[urgency].insert((due, id));
        class.profile.add(due, work, urgency);
        self.waiting += 1;
        self.entry_mut(id).class = Some((ix, due));
        if let Some(agent) = wish {
            self.wishes.entry(agent).or_default().insert(id);
        }
    }

    /// Who declined it lately is not asked again.
    fn spare_who_refused(&mut self, id: ConversationId) {
        for r in &self.entries[&id].item.refused {
            if let Some(ix) = self.seat_of.get(&r.agent) {
                let spared = &mut self.seats[*ix].spared;
                if r.at + self.rules.again_ms > self.now {
                    spared.insert(id);
                } else {
                    spared.remove(&id);
                }
            }
        }
    }

    fn unplace(&mut self, id: ConversationId) {
        let entry = self.entries.get_mut(&id).expect("the item is in the queue");
        let Some((ix, due)) = entry.class.take() else {
            return;
        };
        let item = &entry.item;
        let urgency = rank(item.urgency);
        let class = &mut self.classes[ix];
        class.waiting[urgency].remove(&(due, id));
        class.profile.remove(due, item.handle_ms, urgency);
        self.waiting -= 1;
        if let Some(agent) = item.sticky
            && let Some(of) = self.wishes.get_mut(&agent)
        {
            of.remove(&id);
            if of.is_empty() {
                self.wishes.remove(&agent);
            }
        }
    }

    fn class(&mut self, key: ClassKey) -> usize {
        if let Some(ix) = self.class_of.get(&key) {
            return *ix;
        }
        let ix = self.classes.len();
        let able: BTreeSet<usize> = (0..self.seats.len())
            .filter(|seat| can(&self.seats[*seat].agent, &key))
            .collect();
        for seat in &able {
            self.seats[*seat].classes.push(ix);
        }
        self.class_of.insert(key.clone(), ix);
        self.classes.push(Class {
            key,
            waiting: std::array::from_fn(|_| BTreeSet::new()),
            seats: able,
            profile: Profile::default(),
        });
        ix
    }

    fn set_item_timer(&mut self, id: ConversationId) {
        let entry = &self.entries[&id];
        let item = &entry.item;
        let at = match item.standing {
            Standing::Waiting => {
                let again = item
                    .refused
                    .iter()
                    .map(|r| r.at + self.rules.again_ms)
                    .filter(|at| *at > self.now)
                    .min();
                self.rules
                    .stage_ends(item, self.now)
                    .into_iter()
                    .chain(again)
                    .min()
            }
            Standing::Offered { until, .. } => Some(until),
            Standing::Held { .. } => None,
        };
        let entry = self.entry_mut(id);
        let old = std::mem::replace(&mut entry.timer, at);
        if old != at {
            if let Some(old) = old {
                self.timers.remove(&(old, Timer::Item(id)));
            }
            if let Some(at) = at {
                self.timers.insert((at, Timer::Item(id)));
            }
        }
    }

    fn forget(&mut self, id: ConversationId) {
        self.unplace(id);
        let entry = self.entries.remove(&id).expect("the item is in the queue");
        if let Some(at) = entry.timer {
            self.timers.remove(&(at, Timer::Item(id)));
        }
        for r in &entry.item.refused {
            if let Some(ix) = self.seat_of.get(&r.agent) {
                self.seats[*ix].spared.remove(&id);
            }
        }
    }

    fn wait_again(&mut self, id: ConversationId, touched: &mut Touched) {
        self.entry_mut(id).item.standing = Standing::Waiting;
        self.place(id);
        self.set_item_timer(id);
        touched.items.insert(id);
    }

    /// Remembers that the agent did not want it.
    fn spare(&mut self, id: ConversationId, agent: AgentId) {
        let at = self.now;
        let refused = &mut self.entry_mut(id).item.refused;
        refused.retain(|r| r.agent != agent);
        if refused.len() >= REFUSED_MAX {
            let gone = refused.remove(0);
            if let Some(ix) = self.seat_of.get(&gone.agent) {
                self.seats[*ix].spared.remove(&id);
            }
        }
        self.entry_mut(id).item.refused.push(Refused { agent, at });
        let ix = self.seat_of[&agent];
        self.seats[ix].spared.insert(id);
    }

    fn change(&mut self, mut item: WorkItem, out: &mut Vec<Decision>, touched: &mut Touched) {
        let id = item.id;
        let old = self.entries[&id].item.clone();
        item.since = old.since;
        item.version = old.version;
        item.refused = old.refused;
        if item.kind == old.kind {
            item.place = old.place;
        }
        match old.standing {
            Standing::Held { agent } => {
                self.release(id, agent, touched);
                item.standing = Standing::Waiting;
                self.entry_mut(id).item = item;
                self.hold(id, agent);
            }
            Standing::Waiting | Standing::Offered { .. } => {
                self.take_away(id, Why::Changed, out, touched);
                self.unplace(id);
                item.standing = Standing::Waiting;
                self.entry_mut(id).item = item;
                self.wait_again(id, touched);
            }
        }
    }

    // ----- agents and what they have -----

    fn seat(&mut self, agent: Agent) {
        if self.seat_of.contains_key(&agent.id) {
            return;
        }
        let ix = self.seats.len();
        self.seat_of.insert(agent.id, ix);
        self.seats.push(Seat {
            agent,
            load: 0,
            live: 0,
            ringing: None,
            held: BTreeSet::new(),
            classes: Vec::new(),
            spared: BTreeSet::new(),
            timer: None,
        });
        self.learn(ix);
        self.refree(ix);
    }

    /// Which classes the agent can do.
    fn learn(&mut self, ix: usize) {
        for class in std::mem::take(&mut self.seats[ix].classes) {
            self.classes[class].seats.remove(&ix);
        }
        for class in 0..self.classes.len() {
            if can(&self.seats[ix].agent, &self.classes[class].key) {
                self.classes[class].seats.insert(ix);
                self.seats[ix].classes.push(class);
            }
        }
    }

    fn unfree(&mut self, ix: usize) {
        let turn = self.turn_of(ix);
        self.free.remove(&turn);
    }

    /// Puts the agent back into the order, if there is room for an offer, and sets the timer.
    fn refree(&mut self, ix: usize) {
        let seat = &self.seats[ix];
        if seat.agent.presence == Presence::Online
            && seat.ringing.is_none()
            && seat.load < u32::from(seat.agent.capacity)
        {
            self.free
                .insert((seat.load, seat.agent.idle_since, seat.agent.id));
        }
        let at = match (seat.agent.presence, self.rules.handing) {
            (Presence::WrapUp { until }, _) => Some(until),
            (Presence::Offline { since }, _) if !seat.held.is_empty() => {
                Some(since + self.rules.keep_ms)
            }
            (Presence::Online, Handing::Pulled { grace_ms }) => {
                Some(seat.agent.idle_since + grace_ms).filter(|at| *at > self.now)
            }
            _ => None,
        };
        let id = seat.agent.id;
        let old = std::mem::replace(&mut self.seats[ix].timer, at);
        if old != at {
            if let Some(old) = old {
                self.timers.remove(&(old, Timer::Seat(id)));
            }
            if let Some(at) = at {
                self.timers.insert((at, Timer::Seat(id)));
            }
        }
    }

    /// The item is the agent's: counts as load.
    fn hold(&mut self, id: ConversationId, agent: AgentId) {
        self.unplace(id);
        let ix = self.seat_of[&agent];
        self.unfree(ix);
        let item = &mut self
            .entries
            .get_mut(&id)
            .expect("the item is in the queue")
            .item;
        item.standing = Standing::Held { agent };
        let seat = &mut self.seats[ix];
        seat.load += u32::from(item.size);
        seat.live += u32::from(item.kind == Kind::Live);
        seat.held.insert(id);
        self.refree(ix);
        self.set_item_timer(id);
    }

    fn assign(
        &mut self,
        item: ConversationId,
        agent: AgentId,
        because: Because,
        out: &mut Vec<Decision>,
        touched: &mut Touched,
    ) {
        self.hold(item, agent);
        touched.seats.insert(self.seat_of[&agent]);
        out.push(Decision::Assign {
            item,
            agent,
            because,
        });
    }

    /// Takes the load off whoever rings or holds.
    fn unload(&mut self, id: ConversationId, agent: AgentId, touched: &mut Touched) {
        let ix = self.seat_of[&agent];
        self.unfree(ix);
        let item = &self.entries[&id].item;
        let seat = &mut self.seats[ix];
        seat.load -= u32::from(item.size);
        seat.live -= u32::from(item.kind == Kind::Live);
        seat.held.remove(&id);
        if seat.ringing == Some(id) {
            seat.ringing = None;
        }
        self.refree(ix);
        touched.seats.insert(ix);
    }

    fn unring(&mut self, id: ConversationId, touched: &mut Touched) {
        if let Standing::Offered { agent, .. } = self.entries[&id].item.standing {
            self.unload(id, agent, touched);
        }
    }

    fn release(&mut self, id: ConversationId, agent: AgentId, touched: &mut Touched) {
        self.unload(id, agent, touched);
        let ix = self.seat_of[&agent];
        self.unfree(ix);
        self.seats[ix].agent.idle_since = self.now;
        self.refree(ix);
    }

    /// From wherever it is; what was offered or held is said to be withdrawn or handed back.
    fn take_away(
        &mut self,
        id: ConversationId,
        why: Why,
        out: &mut Vec<Decision>,
        touched: &mut Touched,
    ) {
        let (standing, version) = {
            let item = &self.entries[&id].item;
            (item.standing, item.version)
        };
        match standing {
            Standing::Waiting => {}
            Standing::Offered { agent, .. } => {
                self.unring(id, touched);
                out.push(Decision::Withdraw {
                    item: id,
                    agent,
                    version,
                    because: why,
                });
            }
            Standing::Held { agent } => {
                self.release(id, agent, touched);
                if why != Why::Left {
                    out.push(Decision::HandBack {
                        item: id,
                        agent,
                        because: why,
                    });
                }
            }
        }
    }

    fn finish(
        &mut self,
        id: ConversationId,
        agent: AgentId,
        out: &mut Vec<Decision>,
        touched: &mut Touched,
    ) {
        let live = self.entries[&id].item.kind == Kind::Live;
        self.release(id, agent, touched);
        self.forget(id);
        let ix = self.seat_of[&agent];
        // Whoever has more to do, or something that rings, goes on with that.
        let idle = self.seats[ix].load == 0 && self.seats[ix].agent.presence == Presence::Online;
        if live && self.rules.wrap_up_ms > 0 && idle {
            let until = self.now + self.rules.wrap_up_ms;
            self.unfree(ix);
            self.seats[ix].agent.presence = Presence::WrapUp { until };
            self.refree(ix);
            out.push(Decision::WrapUp { agent, until });
        }
    }

    fn time_out(&mut self, id: ConversationId, out: &mut Vec<Decision>, touched: &mut Touched) {
        let Standing::Offered { agent, .. } = self.entries[&id].item.standing else {
            return;
        };
        let version = self.entries[&id].item.version;
        self.unring(id, touched);
        self.spare(id, agent);
        self.wait_again(id, touched);
        out.push(Decision::Withdraw {
            item: id,
            agent,
            version,
            because: Why::TimedOut,
        });
        let ix = self.seat_of[&agent];
        self.seats[ix].agent.missed = self.seats[ix].agent.missed.saturating_add(1);
        if self.rules.missed_max > 0
            && self.seats[ix].agent.missed >= self.rules.missed_max
            && self.seats[ix].agent.presence == Presence::Online
        {
            let mut away = self.seats[ix].agent.clone();
            away.presence = Presence::Away {
                reason: AwayReason::Unanswered,
            };
            away.missed = 0;
            out.push(Decision::SetAway { agent });
            self.agent_changed(away, out, touched);
        }
    }

    fn agent_changed(&mut self, agent: Agent, out: &mut Vec<Decision>, touched: &mut Touched) {
        let id = agent.id;
        if !self.seat_of.contains_key(&id) {
            self.seat(agent);
            touched.seats.insert(self.seat_of[&id]);
            // Was here before, maybe, and declined things then.
            for item in self.entries.keys().copied().collect::<Vec<_>>() {
                self.spare_who_refused(item);
            }
        } else {
            let ix = self.seat_of[&id];
            self.unfree(ix);
            let old = std::mem::replace(&mut self.seats[ix].agent, agent);
            let new = &self.seats[ix].agent;
            if old.skills != new.skills || old.teams != new.teams {
                self.learn(ix);
            }
            self.refree(ix);
            touched.seats.insert(ix);
        }
        let ix = self.seat_of[&id];
        let presence = self.seats[ix].agent.presence;
        let why = match presence {
            Presence::Offline { .. } => Why::AgentGone,
            _ => Why::AgentAway,
        };
        if presence != Presence::Online
            && let Some(item) = self.seats[ix].ringing
        {
            self.take_away(item, why, out, touched);
            self.wait_again(item, touched);
        }
        if matches!(presence, Presence::Offline { .. }) {
            self.hand_back(ix, Some(Kind::Live), out, touched);
        }
        self.follow_sticky(id, touched);
    }

    /// All that the agent holds, or what is live of it.
    fn hand_back(
        &mut self,
        ix: usize,
        only: Option<Kind>,
        out: &mut Vec<Decision>,
        touched: &mut Touched,
    ) {
        let held: Vec<ConversationId> = self.seats[ix]
            .held
            .iter()
            .filter(|id| only.is_none_or(|k| self.entries[*id].item.kind == k))
            .copied()
            .collect();
        for item in held {
            self.take_away(item, Why::AgentGone, out, touched);
            self.wait_again(item, touched);
        }
    }

    /// Items wait for the agent who knows the customer only while that agent is here.
    fn follow_sticky(&mut self, agent: AgentId, touched: &mut Touched) {
        let Some(of) = self.wishes.get(&agent) else {
            return;
        };
        for id in of.clone() {
            let before = self.entries[&id].class;
            self.place(id);
            if self.entries[&id].class != before {
                touched.items.insert(id);
            }
        }
    }

    /// Hands back everything; the seat stays, empty and unable.
    fn remove(&mut self, agent: AgentId, out: &mut Vec<Decision>, touched: &mut Touched) {
        let mut gone = self.seats[self.seat_of[&agent]].agent.clone();
        gone.presence = Presence::Offline { since: self.now };
        self.agent_changed(gone, out, touched);
        let ix = self.seat_of[&agent];
        self.hand_back(ix, None, out, touched);
        let rows: Vec<Agent> = self.agents().filter(|a| a.id != agent).cloned().collect();
        self.rebuild_with(rows);
        touched.seats = (0..self.seats.len()).collect();
    }

    // ----- time -----

    /// What waits stands where it belongs now, before anything else happens; offers that ran out are still answered by an
    /// event that comes with them.
    fn pass_stages(&mut self, touched: &mut Touched) {
        let due: Vec<(Millis, ConversationId)> = self
            .timers
            .iter()
            .take_while(|(at, _)| *at <= self.now)
            .filter_map(|(at, timer)| match timer {
                Timer::Item(id) => Some((*at, *id)),
                Timer::Seat(_) => None,
            })
            .filter(|(_, id)| self.entries[id].class.is_some())
            .collect();
        for (at, id) in due {
            self.timers.remove(&(at, Timer::Item(id)));
            self.entry_mut(id).timer = None;
            self.wait_again(id, touched);
        }
    }

    fn pass_time(&mut self, out: &mut Vec<Decision>, touched: &mut Touched) {
        while let Some(&(at, timer)) = self.timers.first()
            && at <= self.now
        {
            self.timers.pop_first();
            match timer {
                Timer::Item(id) => {
                    self.entry_mut(id).timer = None;
                    self.item_time(id, out, touched);
                }
                Timer::Seat(agent) => {
                    let ix = self.seat_of[&agent];
                    self.seats[ix].timer = None;
                    self.seat_time(ix, out, touched);
                }
            }
        }
    }

    fn item_time(&mut self, id: ConversationId, out: &mut Vec<Decision>, touched: &mut Touched) {
        match self.entries[&id].item.standing {
            Standing::Offered { .. } => self.time_out(id, out, touched),
            Standing::Held { .. } => {}
            Standing::Waiting => self.wait_again(id, touched),
        }
    }

    fn seat_time(&mut self, ix: usize, out: &mut Vec<Decision>, touched: &mut Touched) {
        match self.seats[ix].agent.presence {
            Presence::WrapUp { .. } => {
                self.seats[ix].agent.presence = Presence::Online;
                self.refree(ix);
            }
            Presence::Offline { .. } => self.hand_back(ix, None, out, touched),
            Presence::Online | Presence::Away { .. } => {}
        }
        touched.seats.insert(ix);
    }

    fn turn_back(&mut self, now: Millis) {
        self.now = now;
        let longest = now + self.rules.offer_ms;
        for entry in self.entries.values_mut() {
            if let Standing::Offered { until, .. } = &mut entry.item.standing {
                *until = (*until).min(longest);
            }
            for r in &mut entry.item.refused {
                r.at = r.at.min(now);
            }
        }
        for seat in &mut self.seats {
            seat.agent.idle_since = seat.agent.idle_since.min(now);
            match &mut seat.agent.presence {
                Presence::WrapUp { until } => *until = (*until).min(now + self.rules.wrap_up_ms),
                Presence::Offline { since } => *since = (*since).min(now),
                Presence::Online | Presence::Away { .. } => {}
            }
        }
        self.rebuild();
    }

    fn rebuild(&mut self) {
        let rows = self.agents().cloned().collect();
        self.rebuild_with(rows);
    }

    fn rebuild_with(&mut self, agents: Vec<Agent>) {
        let items = std::mem::take(&mut self.entries)
            .into_values()
            .map(|e| e.item)
            .collect();
        *self = Self::of(self.rules.clone(), agents, items, self.now);
    }

    // ----- who gets what -----

    /// Everybody for whom something may have changed, in the one order, is given what is due.
    fn dispatch(&mut self, out: &mut Vec<Decision>, touched: &mut Touched) {
        self.tell_overflow(out, touched);
        let assigns = self.rules.handing == Handing::Assigned;
        let mut open: BTreeSet<ConversationId> = touched
            .items
            .iter()
            .filter(|id| {
                self.entries
                    .get(id)
                    .is_some_and(|e| e.class.is_some() && (assigns || e.item.kind == Kind::Live))
            })
            .copied()
            .collect();
        let mut able: BTreeSet<usize> = std::mem::take(&mut self.held_back);
        able.extend(touched.seats.iter().filter(|ix| **ix < self.seats.len()));
        let classes: BTreeSet<usize> = open
            .iter()
            .filter_map(|id| self.entries[id].class)
            .map(|(class, _)| class)
            .collect();
        let turns: Vec<usize> = if open.is_empty() {
            let mut turns: Vec<usize> = able
                .iter()
                .copied()
                .filter(|ix| self.is_free(*ix))
                .collect();
            turns.sort_by_key(|ix| self.turn_of(*ix));
            turns
        } else {
            self.free
                .iter()
                .map(|(_, _, agent)| self.seat_of[agent])
                .collect()
        };
        for ix in turns {
            let concerned = able.contains(&ix)
                || !open.is_empty() && classes.iter().any(|c| self.classes[*c].seats.contains(&ix));
            if concerned {
                while let Some(item) = self.give(ix, out, touched) {
                    open.remove(&item);
                }
            }
        }
    }

    fn tell_overflow(&mut self, out: &mut Vec<Decision>, touched: &Touched) {
        for id in &touched.items {
            let waits = self
                .entries
                .get(id)
                .is_some_and(|e| e.class.is_some() && !e.overflown);
            if waits && self.stage_of(*id).overflown {
                self.entry_mut(*id).overflown = true;
                let to = self
                    .rules
                    .helpers(&self.entries[id].item)
                    .unwrap_or_default()
                    .to_vec();
                out.push(Decision::Overflow { item: *id, to });
            }
        }
    }

    fn turn_of(&self, ix: usize) -> (u32, Millis, AgentId) {
        let seat = &self.seats[ix];
        (seat.load, seat.agent.idle_since, seat.agent.id)
    }

    fn is_free(&self, ix: usize) -> bool {
        self.free.contains(&self.turn_of(ix))
    }

    fn whom(&self, ix: usize, id: ConversationId) -> Whom {
        let seat = &self.seats[ix];
        let own = self.entries[&id].item.size;
        if self.entries[&id].item.sticky == Some(seat.agent.id) {
            Whom::Sticky
        } else if seat.load <= u32::from(own) && seat.ringing == Some(id) || seat.load == 0 {
            Whom::LongestIdle {
                since: seat.agent.idle_since,
            }
        } else {
            Whom::LeastLoaded {
                load: u16::try_from(seat.load).unwrap_or(u16::MAX),
            }
        }
    }

    /// Gives a free agent what comes next, if that is ours to give.
    fn give(
        &mut self,
        ix: usize,
        out: &mut Vec<Decision>,
        touched: &mut Touched,
    ) -> Option<ConversationId> {
        use super::choose::Among;
        if !self.is_free(ix) {
            return None;
        }
        let seat = &self.seats[ix];
        let pick = if seat.load > 0 {
            self.best(ix, Among::Live)?
        } else {
            match self.rules.handing {
                Handing::Assigned => self.best(ix, Among::Everything)?,
                Handing::Pulled { grace_ms } => {
                    let live = self.best(ix, Among::Live)?;
                    let first = self.best(ix, Among::Everything)?;
                    if first.item == live.item {
                        live
                    } else if seat.agent.idle_since + grace_ms > self.now {
                        self.held_back.insert(ix);
                        return None;
                    } else {
                        super::choose::Pick {
                            turn: Turn::NotPulled { due: live.due },
                            ..live
                        }
                    }
                }
            }
        };
        let whom = self.whom(ix, pick.item);
        let because = Because {
            turn: pick.turn,
            whom,
            lowered: pick.lowered,
        };
        let agent = self.seats[ix].agent.id;
        match self.entries[&pick.item].item.kind {
            Kind::Deferred => self.assign(pick.item, agent, because, out, touched),
            Kind::Live => self.offer(pick.item, ix, because, out),
        }
        Some(pick.item)
    }

    fn offer(&mut self, id: ConversationId, ix: usize, because: Because, out: &mut Vec<Decision>) {
        self.unplace(id);
        self.unfree(ix);
        let agent = self.seats[ix].agent.id;
        let until = self.now + self.rules.offer_ms;
        let item = &mut self
            .entries
            .get_mut(&id)
            .expect("the item is in the queue")
            .item;
        item.version = item.version.wrapping_add(1);
        item.standing = Standing::Offered { agent, until };
        if item.place == Place::Fresh {
            item.place = Place::Admitted;
        }
        let version = item.version;
        let seat = &mut self.seats[ix];
        seat.load += u32::from(item.size);
        seat.live += 1;
        seat.ringing = Some(id);
        self.refree(ix);
        self.set_item_timer(id);
        out.push(Decision::Offer {
            item: id,
            agent,
            until,
            version,
            because,
        });
    }

    /// Live contacts that have just come and have to wait.
    fn admissions(&mut self, out: &mut Vec<Decision>, touched: &Touched) {
        for id in &touched.items {
            let Some(entry) = self.entries.get(id) else {
                continue;
            };
            let fresh = entry.class.is_some()
                && entry.item.kind == Kind::Live
                && entry.item.place == Place::Fresh;
            if !fresh {
                continue;
            }
            let late = self.would_make_late(*id);
            self.unplace(*id);
            self.entry_mut(*id).item.place = if late.is_some() {
                Place::Behind
            } else {
                Place::Admitted
            };
            self.place(*id);
            self.set_item_timer(*id);
            if let Some(because) = late {
                out.push(Decision::OfferAlternative { item: *id, because });
            }
        }
    }
}

fn check(item: &WorkItem) -> Result<(), Refusal> {
    if item.needs.len() > NEEDS_MAX {
        return Err(no("too_many_needs", "an item has at most 16 needs").on("needs"));
    }
    if item.size == 0 || item.size > SIZE_MAX {
        return Err(no("bad_size", "a size is 1 to 1000 load units").on("size"));
    }
    if item.refused.len() > REFUSED_MAX || item.handle_ms < 0 {
        return Err(no("bad_item", "an item that no queue has written"));
    }
    Ok(())
}

/// Whether the agent is one for this class at all, present or not.
fn can(agent: &Agent, key: &ClassKey) -> bool {
    key.sticky.is_none_or(|s| s == agent.id)
        && (key.teams.is_empty() || key.teams.iter().any(|t| agent.teams.contains(t)))
        && key.needs.iter().all(|n| agent.level(n.skill) >= n.level)
}
