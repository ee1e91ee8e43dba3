//! What must hold for a door whoever comes, N8 to N10, and for the house, N7: from facts that are given.

use super::ground::Ground;
use super::house::{Door, Failure, Floor, House};
use super::index::Index;
use super::judge::{Cause, Fault, Invariant, Verdict};
use super::stop::By;
use crate::Millis;
use crate::channel::Stage;

const DAY_MS: Millis = 24 * 60 * 60 * 1000;
/// What a door rests on is renewed before so little is left.
pub const EXPIRY_MS: Millis = 90 * DAY_MS;
/// A probe that is older says nothing.
pub const PROBE_MS: Millis = DAY_MS;

/// Of one door.
pub(super) fn of_door(index: &Index, door: usize) -> Vec<Fault> {
    let (house, at) = (index.house, index.at(door));
    let stage = index.channel_of[door].map(|c| house.channels[c].stage);
    let owner = index.channel_of[door].and_then(|c| house.channels[c].owner);
    let mut faults = Vec::new();
    if owner.is_none() {
        faults.extend(Fault::of(Invariant::Owned, Cause::NoOwner, Verdict::Mend));
    }
    faults.extend(expiring(at, house.now));
    faults.extend(named(at, stage));
    if at.shows.iter().any(|l| index.door(l.to).is_none()) {
        let cause = Cause::ShowsWhatIsGone;
        faults.extend(Fault::of(Invariant::Fresh, cause, Verdict::Mend));
    }
    faults.extend(probed(at, house.now));
    if house.urgent.is_none() {
        faults.extend(Fault::unmeasured(Invariant::Urgent));
    }
    faults
}

/// N8.
fn expiring(door: &Door, now: Millis) -> Vec<Fault> {
    let Some(expiries) = &door.expiries else {
        return Fault::unmeasured(Invariant::Owned).into_iter().collect();
    };
    let soon = expiries
        .iter()
        .filter(|e| e.at <= now.saturating_add(EXPIRY_MS));
    soon.filter_map(|e| {
        let verdict = match e.at <= now {
            true => Verdict::DeadEnd,
            false => Verdict::Mend,
        };
        Fault::of(Invariant::Owned, Cause::Ends(e.what.clone()), verdict)
    })
    .collect()
}

/// N9.
fn named(door: &Door, stage: Option<Stage>) -> Vec<Fault> {
    let Some(texts) = &door.named_in else {
        return Fault::unmeasured(Invariant::Fresh).into_iter().collect();
    };
    if !matches!(stage, Some(Stage::WindingDown | Stage::Closed)) {
        return Vec::new();
    }
    let fault = |t: &String| Fault::of(Invariant::Fresh, Cause::NamedIn(t.clone()), Verdict::Mend);
    texts.iter().filter_map(fault).collect()
}

/// N10.
fn probed(door: &Door, now: Millis) -> Option<Fault> {
    let Some(probe) = door.probe else {
        return Fault::unmeasured(Invariant::Alive);
    };
    match (probe.passed, now.saturating_sub(probe.at) > PROBE_MS) {
        (false, _) => Fault::of(Invariant::Alive, Cause::ProbeFailed, Verdict::DeadEnd),
        (true, true) => Fault::of(Invariant::Alive, Cause::ProbeIsOld, Verdict::Mend),
        (true, false) => None,
    }
}

/// Of the whole house, whichever doors are looked at.
pub(super) fn of_house(index: &Index) -> Vec<Fault> {
    let house = index.house;
    let mut faults: Vec<Fault> = match &house.floors {
        None => Fault::unmeasured(Invariant::Floor).into_iter().collect(),
        Some(floors) => floors.iter().filter_map(|f| floor(index, f)).collect(),
    };
    faults.extend(match &house.strangers {
        None => Fault::unmeasured(Invariant::Fresh).into_iter().collect(),
        Some(all) => strangers(all),
    });
    faults
}

fn strangers(all: &[String]) -> Vec<Fault> {
    let fault = |s: &String| Fault::of(Invariant::Fresh, Cause::NotOurs(s.clone()), Verdict::Mend);
    all.iter().filter_map(fault).collect()
}

/// N7: a door of that medium that takes what everybody sends, in some slot of the week.
fn floor(index: &Index, floor: &Floor) -> Option<Fault> {
    let house: &House = index.house;
    let mut ground = Ground::of(index, Failure::None);
    let doors = (0..house.doors.len()).filter(|&d| index.at(d).medium == floor.medium);
    for door in doors {
        let askers = (0..ground.askers.len()).filter(|&a| ground.askers[a].urgent.is_none());
        for asker in askers.collect::<Vec<_>>() {
            for slot in 0..house.slots.len() {
                let stop = ground.stop(door, asker, slot);
                let answer = ground.stops.all[stop].answer.as_ref();
                if answer.is_some_and(|a| matches!(a.by, By::Human | By::Promise)) {
                    return None;
                }
            }
        }
    }
    let cause = Cause::NoWay(floor.name.clone());
    Fault::of(Invariant::Floor, cause, Verdict::DeadEnd)
}
