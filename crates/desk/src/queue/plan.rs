//! What a pass of the router comes to, before anything is written: rows in, the queue itself asked, rows out. Nothing here
//! touches the database.

use super::state::{Loaded, noted, standing};
use domain::routing::{
    Agent, Because, Decision, Event, Kind, Place, Presence, Queue, Rules, Standing, WorkItem,
    gone_since, set_agent_right, set_right, taken_by_hand,
};
use domain::{AgentId, ConversationId, Millis};
use std::collections::{BTreeSet, HashMap};
use store::Json;
use store::agent_work::{AgentWork, Level};
use store::work::{Stands, Work};

/// Work of which one pass says that other teams help.
const TOLD_MAX: usize = 500;

/// A row as it was seen, and as it is to be.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Change {
    New(Work),
    Over(Work, Work),
    End(Work),
}

/// What is to be written.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub changes: Vec<Change>,
    pub seats: Vec<AgentWork>,
    pub levels: Vec<(AgentId, Level)>,
    pub decisions: Vec<Decision>,
    /// When there is something to do next, if nothing happens before.
    pub next_at: Option<Millis>,
}

impl Plan {
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.seats.is_empty() && self.decisions.is_empty()
    }
}

/// Everything that follows from the rows at this moment.
pub(super) fn plan(loaded: &Loaded) -> Plan {
    let now = loaded.now;
    let mut items = loaded.items.clone();
    let taken = by_hand(loaded, &mut items);
    for item in &mut items {
        let noted = loaded.rows.get(&item.id).map(noted);
        set_right(item, noted.as_ref(), &loaded.rules, now);
    }
    items.extend(loaded.over.iter().cloned());
    let agents = agents(loaded, &taken);
    let mut queue = Queue::of(loaded.rules.clone(), agents, items, now);
    let mut decisions = Vec::new();
    for event in events(loaded, taken) {
        // What the queue refuses is not there any more.
        decisions.extend(queue.handle(event, now).unwrap_or_default());
    }
    decisions.extend(overflown(&queue, loaded));
    let told = Told::of(&decisions);
    let (seats, levels) = seats(&queue, loaded);
    Plan {
        changes: changes(&queue, loaded, &told),
        seats,
        levels,
        decisions,
        next_at: queue.next_at(),
    }
}

/// Live contacts that somebody has by other ways than the queue's own: they stand where the rows say, and are taken.
fn by_hand(loaded: &Loaded, items: &mut [WorkItem]) -> Vec<(ConversationId, AgentId)> {
    let mut taken = Vec::new();
    for item in items.iter_mut() {
        if let Some(row) = loaded.rows.get(&item.id)
            && let Some(agent) = taken_by_hand(item, &noted(row))
        {
            item.standing = standing(row);
            taken.push((item.id, agent));
        }
    }
    taken
}

/// The agents, gone since they were last given something by hand.
fn agents(loaded: &Loaded, taken: &[(ConversationId, AgentId)]) -> Vec<Agent> {
    let held = loaded.rows.values().filter(|r| r.standing == Stands::Held);
    let held = held.filter_map(|r| r.agent.zip(noted(r).since(loaded.now)));
    let now = taken.iter().map(|(_, agent)| (*agent, loaded.now));
    let mut agents = loaded.agents.clone();
    for agent in &mut agents {
        set_agent_right(agent, &loaded.rules, loaded.now);
    }
    gone_since(&mut agents, held.chain(now));
    agents
}

/// What the rows say that has happened since they were written.
fn events(loaded: &Loaded, taken: Vec<(ConversationId, AgentId)>) -> Vec<Event> {
    let mut events: Vec<Event> = loaded
        .over
        .iter()
        .map(|item| match item.standing {
            Standing::Held { agent } => Event::Finished {
                item: item.id,
                agent,
            },
            Standing::Offered { .. } | Standing::Waiting => Event::Left { item: item.id },
        })
        .collect();
    let by_hand = |(item, agent)| Event::Taken { item, agent };
    events.extend(taken.into_iter().map(by_hand));
    let agents: HashMap<AgentId, &Agent> = loaded.agents.iter().map(|a| (a.id, a)).collect();
    let had = |i: &&WorkItem| {
        let row = loaded.rows.get(&i.id);
        row.is_none_or(|r| {
            let gone = r.agent.and_then(|a| agents.get(&a)).and_then(|a| gone(a));
            standing(r) == i.standing && !noted(r).was_given_to_who_had_gone(gone, loaded.now)
        })
    };
    let busy: BTreeSet<AgentId> = loaded
        .items
        .iter()
        .filter(had)
        .filter_map(|i| match i.standing {
            Standing::Offered { agent, .. } | Standing::Held { agent } => Some(agent),
            Standing::Waiting => None,
        })
        .collect();
    let not_here = |a: &&Agent| a.presence != Presence::Online && busy.contains(&a.id);
    let changed = loaded.agents.iter().filter(not_here).cloned();
    events.extend(changed.map(Event::AgentChanged));
    for item in &loaded.items {
        if let Standing::Offered { agent, .. } = item.standing
            && !agents
                .get(&agent)
                .is_some_and(|a| loaded.rules.is_for(item, a))
        {
            events.push(Event::Changed(item.clone()));
        }
    }
    // Looks at everybody and everything.
    events.push(Event::RulesChanged(loaded.rules.clone()));
    events
}

/// Since when somebody is not here.
fn gone(agent: &Agent) -> Option<Millis> {
    match agent.presence {
        Presence::Offline { since } => Some(since),
        _ => None,
    }
}

/// Where other teams help now and were not said to before: the queue that was made of rows takes it for said.
fn overflown(queue: &Queue, loaded: &Loaded) -> Vec<Decision> {
    let mut told = Vec::new();
    for item in &loaded.items {
        // What is more is told in the next pass.
        if told.len() == TOLD_MAX {
            break;
        }
        let known = loaded.rows.get(&item.id).is_some_and(|r| r.overflown);
        let to = queue.eased(item.id).map_or(&[][..], |(_, to)| to);
        if !known && !to.is_empty() {
            told.push(Decision::Overflow {
                item: item.id,
                to: to.to_vec(),
            });
        }
    }
    told
}

/// What the decisions say of single items.
struct Told {
    because: HashMap<ConversationId, Because>,
    overflown: Vec<ConversationId>,
}

impl Told {
    fn of(decisions: &[Decision]) -> Self {
        let mut told = Self {
            because: HashMap::new(),
            overflown: Vec::new(),
        };
        for decision in decisions {
            match decision {
                Decision::Offer { item, because, .. } | Decision::Assign { item, because, .. } => {
                    told.because.insert(*item, *because);
                }
                Decision::Overflow { item, .. } => told.overflown.push(*item),
                _ => {}
            }
        }
        told
    }
}

fn changes(queue: &Queue, loaded: &Loaded, told: &Told) -> Vec<Change> {
    let mut changes: Vec<Change> = loaded
        .over
        .iter()
        .filter_map(|item| loaded.rows.get(&item.id).cloned().map(Change::End))
        .collect();
    for item in &loaded.items {
        let Some(item) = queue.item(item.id) else {
            continue;
        };
        let seen = loaded.rows.get(&item.id);
        let because = told.because.get(&item.id).copied();
        let row = row(
            item,
            seen,
            because,
            told.overflown.contains(&item.id),
            loaded.now,
        );
        let wanted = item.kind == Kind::Live
            || row.standing != Stands::Waiting
            || row.overflown
            || is_spared(item, &loaded.rules, loaded.now);
        match (seen, wanted) {
            (None, true) => changes.push(Change::New(row)),
            (Some(seen), true) if *seen != row => changes.push(Change::Over(seen.clone(), row)),
            (Some(seen), false) => changes.push(Change::End(seen.clone())),
            _ => {}
        }
    }
    // What ends at an agent makes room for what begins there: one thing rings at a time, in the table too.
    changes.sort_by_key(|c| match c {
        Change::End(_) => 0,
        Change::Over(_, to) | Change::New(to) if to.standing != Stands::Offered => 1,
        Change::Over(..) | Change::New(_) => 2,
    });
    changes
}

/// Somebody who handed it back is still spared it.
fn is_spared(item: &WorkItem, rules: &Rules, now: Millis) -> bool {
    item.refused.iter().any(|r| r.at + rules.again_ms > now)
}

/// The row of an item as it stands.
pub(super) fn row(
    item: &WorkItem,
    seen: Option<&Work>,
    because: Option<Because>,
    overflown: bool,
    now: Millis,
) -> Work {
    let (standing, agent, until) = match item.standing {
        Standing::Waiting => (Stands::Waiting, None, None),
        Standing::Offered { agent, until } => (Stands::Offered, Some(agent), Some(until)),
        Standing::Held { agent } => (Stands::Held, Some(agent), None),
    };
    let same =
        seen.is_some_and(|r| (r.standing, r.agent, r.version) == (standing, agent, item.version));
    let because = match standing {
        Stands::Waiting => None,
        _ => because.or(seen.and_then(|r| r.because.0)),
    };
    Work {
        conversation: item.id,
        kind: item.kind,
        standing,
        agent,
        until,
        place: item.place,
        version: item.version,
        refused: Json(item.refused.clone()),
        since: item.since,
        lowered: because.map_or(0, |b| b.lowered.into()),
        overflown: overflown || seen.is_some_and(|r| r.overflown),
        because: Json(because),
        at: seen.filter(|_| same).map_or(now, |r| r.at),
    }
}

/// Agents of whom the queue knows something new, and what they got done with so many live contacts at once.
fn seats(queue: &Queue, loaded: &Loaded) -> (Vec<AgentWork>, Vec<(AgentId, Level)>) {
    let now = loaded.now;
    let mut ended: HashMap<AgentId, i64> = HashMap::new();
    for item in loaded.over.iter().filter(|i| i.kind == Kind::Live) {
        if let Standing::Held { agent } = item.standing {
            *ended.entry(agent).or_default() += 1;
        }
    }
    let (mut seats, mut levels) = (Vec::new(), Vec::new());
    for agent in queue.agents() {
        let Some(seen) = loaded.seats.get(&agent.id) else {
            continue;
        };
        let before = loaded.agents.iter().find(|a| a.id == agent.id);
        let mut seat = seen.clone();
        if before.is_some_and(|b| b.idle_since != agent.idle_since) {
            seat.idle_since = agent.idle_since;
        }
        if before.is_some_and(|b| b.missed != agent.missed) {
            seat.missed = agent.missed.into();
        }
        if let Presence::WrapUp { until } = agent.presence {
            seat.wrap_until = Some(until);
        }
        let level = u16::try_from(queue.live_held(agent.id)).unwrap_or(u16::MAX);
        let done = ended.get(&agent.id).copied().unwrap_or(0);
        if level != seat.level || done > 0 {
            if seat.level > 0 {
                let measured = Level {
                    level: seat.level,
                    agent_ms: (now - seat.level_since).max(0),
                    ended: done,
                };
                levels.push((agent.id, measured));
            }
            (seat.level, seat.level_since) = (level, now);
        }
        if seat != *seen {
            seats.push(seat);
        }
    }
    (seats, levels)
}

/// An item that is asked about by itself: nothing else can follow from what becomes of it. It is never sent away.
pub(super) fn probe(item: WorkItem) -> WorkItem {
    WorkItem {
        handle_ms: 0,
        place: match item.place {
            Place::Fresh => Place::Admitted,
            other => other,
        },
        ..item
    }
}

#[cfg(test)]
mod tests;
