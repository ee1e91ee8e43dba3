//! What an audit says: one finding for each door, invariant and cause, and the ribbons of the map.

use super::house::{Failure, House};
use super::judge::{Cause, Fault, Invariant, Seen, Verdict};
use super::walk::End;
use super::witness::Witness;
use crate::{ChannelId, DoorId};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The worst first, then in the order of the doors.
    pub findings: Vec<Finding>,
    pub flows: Vec<Flow>,
    /// Doors x kinds who can use them x slots x failures.
    pub looked: u64,
}

/// One thing that does not hold at one door.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// `None`: of the house.
    pub door: Option<DoorId>,
    pub invariant: Invariant,
    pub cause: Cause,
    /// The worst of those who meet it; the witness is of that.
    pub verdict: Verdict,
    /// Places in the house's lists of those who meet it; empty when it holds for nobody and always.
    pub kinds: Vec<usize>,
    pub slots: Vec<usize>,
    pub failures: Vec<Failure>,
    /// Kinds x slots x failures.
    pub classes: u64,
    pub witness: Option<Witness>,
}

/// A ribbon of the map: it counts kinds of customer, not traffic.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Flow {
    pub door: DoorId,
    pub failure: Failure,
    /// Keys of the texts that the door answers with.
    pub texts: Vec<String>,
    /// The door to which those lead, when another answers.
    pub on: Option<DoorId>,
    pub via: Option<ChannelId>,
    pub end: End,
    pub kinds: Vec<usize>,
    pub slots: Vec<usize>,
    pub classes: u64,
}

/// Counts while it looks.
pub(super) struct Tally<'a> {
    house: &'a House,
    /// By door; the last is of the house.
    found: Vec<Vec<Counted<Finding>>>,
    flows: Vec<Vec<Counted<Flow>>>,
    looked: u64,
}

struct Counted<T> {
    of: T,
    kinds: Vec<bool>,
    slots: Vec<bool>,
    classes: u64,
}

impl<T> Counted<T> {
    fn new(of: T, house: &House) -> Self {
        Self {
            of,
            kinds: vec![false; house.kinds.len()],
            slots: vec![false; house.slots.len()],
            classes: 0,
        }
    }

    fn count(&mut self, kind: usize, slots: &[usize]) {
        self.kinds[kind] = true;
        for &slot in slots {
            self.slots[slot] = true;
        }
        self.classes += slots.len() as u64;
    }
}

impl<'a> Tally<'a> {
    pub fn of(house: &'a House) -> Self {
        let doors = house.doors.len();
        Self {
            house,
            found: (0..=doors).map(|_| Vec::new()).collect(),
            flows: (0..doors).map(|_| Vec::new()).collect(),
            looked: 0,
        }
    }

    pub fn fault(&mut self, door: usize, fault: Fault, seen: &Seen, slots: &[usize]) {
        let failure = seen.ground.failure;
        let known = (self.found[door].iter()).position(|c| is_same(&c.of, &fault));
        let place = known.unwrap_or_else(|| {
            let witness = seen.ground.witness(seen.walk, seen.asker.kind, slots[0]);
            let id = self.house.doors[door].id;
            let finding = finding(Some(id), fault.clone(), Some(witness));
            self.found[door].push(Counted::new(finding, self.house));
            self.found[door].len() - 1
        });
        let counted = &mut self.found[door][place];
        if fault.verdict < counted.of.verdict {
            counted.of.verdict = fault.verdict;
            counted.of.witness = Some((seen.ground).witness(seen.walk, seen.asker.kind, slots[0]));
        }
        counted.count(seen.asker.kind, slots);
        if !counted.of.failures.contains(&failure) {
            counted.of.failures.push(failure);
        }
    }

    pub fn fact(&mut self, door: Option<usize>, fault: Fault) {
        let id = door.map(|d| self.house.doors[d].id);
        let place = door.unwrap_or(self.house.doors.len());
        if !(self.found[place].iter()).any(|c| is_same(&c.of, &fault)) {
            let counted = Counted::new(finding(id, fault, None), self.house);
            self.found[place].push(counted);
        }
    }

    pub fn flow(&mut self, door: usize, seen: &Seen, slots: &[usize]) {
        self.looked += slots.len() as u64;
        let (walk, ground) = (seen.walk, seen.ground);
        let Some(&(_, first)) = walk.path.first() else {
            return;
        };
        let texts = &ground.stops.all[first].texts;
        let last = walk.path.last().map(|&(d, _)| self.house.doors[d].id);
        let own = self.house.doors[door].id;
        let on = last.filter(|&d| d != own);
        let is_same = |f: &Flow| {
            f.failure == ground.failure
                && f.end == walk.end
                && f.via == walk.via
                && f.on == on
                && f.texts == *texts
        };
        let known = self.flows[door].iter().position(|c| is_same(&c.of));
        let place = known.unwrap_or_else(|| {
            let flow = Flow {
                door: own,
                failure: ground.failure,
                texts: texts.clone(),
                on,
                via: walk.via,
                end: walk.end,
                kinds: Vec::new(),
                slots: Vec::new(),
                classes: 0,
            };
            self.flows[door].push(Counted::new(flow, self.house));
            self.flows[door].len() - 1
        });
        self.flows[door][place].count(seen.asker.kind, slots);
    }

    pub fn report(self) -> Report {
        let findings = self.found.into_iter().flatten().map(|c| Finding {
            kinds: places(&c.kinds),
            slots: places(&c.slots),
            classes: c.classes,
            ..c.of
        });
        let flows = self.flows.into_iter().flatten().map(|c| Flow {
            kinds: places(&c.kinds),
            slots: places(&c.slots),
            classes: c.classes,
            ..c.of
        });
        let mut findings: Vec<Finding> = findings.collect();
        findings.sort_by_key(|f| f.verdict);
        Report {
            findings,
            flows: flows.collect(),
            looked: self.looked,
        }
    }
}

fn is_same(finding: &Finding, fault: &Fault) -> bool {
    finding.invariant == fault.invariant && finding.cause == fault.cause
}

fn finding(door: Option<DoorId>, fault: Fault, witness: Option<Witness>) -> Finding {
    Finding {
        door,
        invariant: fault.invariant,
        cause: fault.cause,
        verdict: fault.verdict,
        kinds: Vec::new(),
        slots: Vec::new(),
        failures: Vec::new(),
        classes: 0,
        witness,
    }
}

fn places(marks: &[bool]) -> Vec<usize> {
    (marks.iter().enumerate())
        .filter_map(|(n, &is)| is.then_some(n))
        .collect()
}
