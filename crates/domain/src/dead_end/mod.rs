//! The dead-end audit: for every door, kind of customer, slot of the week and failure, where do they land?
//!
//! It asks [`door::resolve`](crate::door::resolve), as live traffic does, and follows the doors that a text shows, until a
//! person, a promise, or what helps and leads there (`ui/README.md`, "the audit map"). What must hold on the way is
//! [`Invariant`]. Pure: who runs it brings a [`House`], of now or of a step of a plan.

mod facts;
mod ground;
mod house;
mod index;
mod judge;
mod laid;
mod report;
mod slot;
mod stop;
#[cfg(test)]
mod tests;
mod walk;
mod witness;

pub use facts::{EXPIRY_MS, PROBE_MS};
pub use house::{
    Channel, Door, Entry, Expiry, Failure, Floor, House, Kind, Laid, Link, Load, Probe, Serves,
    TEXT_PAGE, Team, Urgent, When,
};
pub use judge::{Cause, Invariant, Verdict};
pub use report::{Finding, Flow, Report};
pub use slot::{Holiday, Slot, slots};
pub use walk::{CHOICES_MAX, End, Why};
pub use witness::{Step, Witness};

use crate::{ChannelId, DoorId, TeamId};
use ground::Ground;
use index::Index;
use judge::{Seen, judge, urgent};
use report::Tally;
use std::collections::BTreeSet;

/// What is looked at. Findings of the house itself always are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    All,
    /// Only what can meet what changed. Ask before and after a change for all that it touched.
    Touched(Change),
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    pub doors: Vec<DoorId>,
    pub channels: Vec<ChannelId>,
    /// Teams whose people or hours changed.
    pub teams: Vec<TeamId>,
}

/// Where everybody lands.
#[must_use]
pub fn audit(house: &House, scope: &Scope) -> Report {
    audit_telling(house, scope, &mut |_| {})
}

/// How far a look is: doors, each once for each failure.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    pub done: usize,
    pub of: usize,
}

/// The same, and says after each door how far it is.
#[must_use]
pub fn audit_telling(house: &House, scope: &Scope, tell: &mut dyn FnMut(Progress)) -> Report {
    let index = Index::of(house);
    let doors = in_scope(&index, scope);
    let mut tally = Tally::of(house);
    let of = house.failures.len() * doors.len();
    let mut done = 0;
    for &failure in &house.failures {
        let mut ground = Ground::of(&index, failure);
        for &door in &doors {
            look(&mut ground, door, &mut tally);
            done += 1;
            tell(Progress { done, of });
        }
    }
    for &door in &doors {
        for fault in facts::of_door(&index, door) {
            tally.fact(Some(door), fault);
        }
    }
    for fault in facts::of_house(&index) {
        tally.fact(None, fault);
    }
    tally.report()
}

/// The doors of that scope: those that changed, and those from which one of them, or a channel that changed, can be met.
#[must_use]
pub fn touched(house: &House, scope: &Scope) -> BTreeSet<DoorId> {
    let index = Index::of(house);
    let doors = in_scope(&index, scope);
    doors.into_iter().map(|d| house.doors[d].id).collect()
}

fn in_scope(index: &Index, scope: &Scope) -> Vec<usize> {
    let house = index.house;
    let all = 0..house.doors.len();
    let Scope::Touched(change) = scope else {
        return all.collect();
    };
    let doors: Vec<usize> = change.doors.iter().filter_map(|&d| index.door(d)).collect();
    let staffed = |c: &Channel| match c.team {
        Some(team) => change.teams.contains(&team),
        None => !change.teams.is_empty(),
    };
    let changed = |&c: &usize| {
        let channel = &house.channels[c];
        change.channels.contains(&channel.id) || staffed(channel)
    };
    all.filter(|&d| {
        doors.iter().any(|n| index.doors_met[d].contains(n))
            || index.channels_met[d].iter().any(changed)
    })
    .collect()
}

/// One door under one failure.
fn look(ground: &mut Ground, door: usize, tally: &mut Tally) {
    let house = ground.index.house;
    let groups = ground.groups(door);
    for asker in 0..ground.askers.len() {
        let who = ground.askers[asker];
        if !house.kinds[who.kind].can_use(ground.index.at(door)) {
            continue;
        }
        for group in &groups {
            let first = ground.stop(door, asker, group[0][0]);
            if ground.stops.all[first].is_last() {
                look_at(ground, (door, asker), &group.concat(), tally);
                continue;
            }
            for slots in group {
                look_at(ground, (door, asker), slots, tally);
            }
        }
    }
}

/// Slots that are all the same for them, there.
fn look_at(ground: &mut Ground, (door, asker): (usize, usize), slots: &[usize], tally: &mut Tally) {
    let who = ground.askers[asker];
    let walk = ground.walk(door, asker, slots[0]);
    let seen = Seen {
        ground,
        walk: &walk,
        asker: who,
    };
    if who.urgent.is_some() {
        for &slot in slots {
            if let Some(fault) = urgent(&seen, slot) {
                tally.fault(door, fault, &seen, &[slot]);
            }
        }
        return;
    }
    tally.flow(door, &seen, slots);
    for fault in judge(&seen) {
        tally.fault(door, fault, &seen, slots);
    }
}
