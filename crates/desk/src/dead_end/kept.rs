//! What the audit found, as it is kept and shown; and which part of it a change makes old.

use super::assemble::{CONTACT_PAGE, Names};
use super::words;
use domain::channel::Stage;
use domain::dead_end::{
    Change, Finding, Flow, House, Report, Scope, Slot, Verdict, Witness, audit, touched,
};
use domain::door::Medium;
use domain::event::EventKind;
use domain::{ChannelId, DoorId, Millis, TeamId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Findings and ribbons that are kept, the worst first.
const FINDINGS_MAX: usize = 1_000;
const FLOWS_MAX: usize = 2_000;
/// Settings that change where somebody lands, or what is found on the way.
const SETTINGS: [&str; 11] = [
    "agents",
    "business_hours",
    "forms",
    "help",
    "holiday_calendars",
    "last_words",
    "macros",
    "organization",
    "probes",
    "texts",
    "widgets",
];

/// One look at the whole house, kept up to date by looks at what changed since.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Audit {
    pub at: Millis,
    /// When all of it was looked at.
    #[serde(default)]
    pub whole_at: Millis,
    /// How far the feed of events was when the house was read.
    pub version: i64,
    pub took_ms: Millis,
    pub looked: u64,
    pub kinds: Vec<KindSeen>,
    pub slots: Vec<SlotSeen>,
    pub doors: Vec<DoorSeen>,
    pub channels: Vec<ChannelSeen>,
    pub teams: Vec<TeamSeen>,
    pub findings: Vec<Found>,
    pub flows: Vec<Flow>,
    /// Findings and ribbons that were too many.
    pub left_off: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KindSeen {
    pub name: String,
    pub segment: Option<String>,
    pub language: Option<String>,
    pub abilities: Vec<Medium>,
    pub signed_in: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SlotSeen {
    pub label: String,
    pub at: Millis,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DoorSeen {
    pub id: DoorId,
    pub channel: ChannelId,
    pub label: String,
    pub medium: Medium,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChannelSeen {
    pub id: ChannelId,
    pub name: String,
    pub kind: String,
    pub stage: Stage,
    pub paused: bool,
    pub team: Option<TeamId>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TeamSeen {
    pub id: TeamId,
    pub name: String,
}

/// A finding in words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Found {
    #[serde(flatten)]
    pub finding: Finding,
    pub sentence: String,
    pub what_to_do: String,
}

/// How many of each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    pub dead_end: usize,
    pub mend: usize,
    pub unmeasured: usize,
}

impl Audit {
    #[must_use]
    pub fn summary(&self) -> Summary {
        let count = |verdict: Verdict| {
            let of = |f: &&Found| f.finding.verdict == verdict;
            self.findings.iter().filter(of).count()
        };
        Summary {
            dead_end: count(Verdict::DeadEnd),
            mend: count(Verdict::Mend),
            unmeasured: count(Verdict::NotMeasured),
        }
    }

    /// Looks at all of it, or only at what a change touches when the rest is known from before.
    #[must_use]
    pub fn of(house: &House, names: &Names, version: i64, before: Option<(Self, Scope)>) -> Self {
        let mut new = Self::empty(house, names, version);
        match before.filter(|(old, _)| new.is_like(old)) {
            Some((old, scope)) => {
                let scope = with_lists(house, scope);
                let doors = touched(house, &scope);
                new.fill(audit(house, &scope), house, names);
                new.join(old, &doors);
            }
            None => new.fill(audit(house, &Scope::All), house, names),
        }
        new.bound();
        new
    }

    fn empty(house: &House, names: &Names, version: i64) -> Self {
        let teams = names.teams.iter().map(|(id, name)| TeamSeen {
            id: *id,
            name: name.clone(),
        });
        Self {
            at: house.now,
            whole_at: house.now,
            version,
            took_ms: 0,
            looked: 0,
            kinds: house.kinds.iter().map(KindSeen::of).collect(),
            slots: house.slots.iter().map(SlotSeen::of).collect(),
            doors: house.doors.iter().map(DoorSeen::of).collect(),
            channels: house.channels.iter().map(ChannelSeen::of).collect(),
            teams: teams.collect(),
            findings: Vec::new(),
            flows: Vec::new(),
            left_off: 0,
        }
    }

    /// Whether places in the lists mean the same in both, and nothing was left off.
    fn is_like(&self, old: &Self) -> bool {
        old.left_off == 0
            && (&self.kinds, &self.slots, &self.doors) == (&old.kinds, &old.slots, &old.doors)
    }

    fn fill(&mut self, report: Report, house: &House, names: &Names) {
        let told = |finding: Finding| Found {
            sentence: words::sentence(&finding, house, names),
            what_to_do: words::what_to_do(&finding).to_owned(),
            finding,
        };
        self.looked = report.looked;
        self.findings = report.findings.into_iter().map(told).collect();
        self.flows = report.flows;
    }

    /// What was found before at the other doors still holds.
    fn join(&mut self, old: Self, doors: &BTreeSet<DoorId>) {
        // An older version of the program did not say.
        self.whole_at = match old.whole_at {
            0 => old.at,
            at => at,
        };
        let other = |d: &DoorId| !doors.contains(d);
        let kept =
            (old.findings.into_iter()).filter(|f| f.finding.door.as_ref().is_some_and(other));
        self.findings.extend(kept);
        let kept = old.flows.into_iter().filter(|f| other(&f.door));
        self.flows.extend(kept);
        self.looked = self.flows.iter().map(|f| f.classes).sum();
        let place = |id: Option<DoorId>| self.doors.iter().position(|d| Some(d.id) == id);
        self.findings.sort_by_key(|f| {
            (
                f.finding.verdict,
                place(f.finding.door).unwrap_or(usize::MAX),
            )
        });
        self.flows
            .sort_by_key(|f| self.doors.iter().position(|d| d.id == f.door));
    }

    fn bound(&mut self) {
        let over = self.findings.len().saturating_sub(FINDINGS_MAX)
            + self.flows.len().saturating_sub(FLOWS_MAX);
        self.left_off = over as u64;
        self.findings.truncate(FINDINGS_MAX);
        self.flows.truncate(FLOWS_MAX);
    }

    /// The dead ends that another one did not have.
    #[must_use]
    pub fn new_dead_ends<'a>(&'a self, old: &Self) -> Vec<&'a Found> {
        let is_dead = |f: &&Found| f.finding.verdict == Verdict::DeadEnd;
        let same = |a: &Finding, b: &Finding| {
            a.door == b.door && a.invariant == b.invariant && a.cause == b.cause
        };
        let known = |f: &Found| {
            let mut dead = old.findings.iter().filter(is_dead);
            dead.any(|o| same(&o.finding, &f.finding))
        };
        self.findings
            .iter()
            .filter(is_dead)
            .filter(|f| !known(f))
            .collect()
    }
}

/// Lists of ways show something else as soon as anything changes, and what they no longer show is not met from them any more.
fn with_lists(house: &House, scope: Scope) -> Scope {
    let Scope::Touched(mut change) = scope else {
        return scope;
    };
    let lists = house.channels.iter().filter(|c| c.kind.0 == CONTACT_PAGE);
    change.channels.extend(lists.map(|c| c.id));
    Scope::Touched(change)
}

/// What has changed, as far as it matters here; `None`: nothing. `full`: there may be more.
pub(super) fn scope(events: &[EventKind], full: bool) -> Option<Scope> {
    let mut change = Change::default();
    for event in events {
        match event {
            EventKind::ChannelChanged { channel }
            | EventKind::StageChanged { channel, .. }
            | EventKind::ChannelPaused { channel, .. } => change.channels.push(*channel),
            EventKind::TeamChanged { team } => change.teams.push(*team),
            EventKind::AgentChanged { .. } => return Some(Scope::All),
            EventKind::SettingsChanged { what } if SETTINGS.contains(&what.as_str()) => {
                return Some(Scope::All);
            }
            _ => {}
        }
    }
    match (full, change == Change::default()) {
        (true, _) => Some(Scope::All),
        (false, true) => None,
        (false, false) => Some(Scope::Touched(change)),
    }
}

impl KindSeen {
    fn of(kind: &domain::dead_end::Kind) -> Self {
        let who = &kind.visitor;
        Self {
            name: kind.name.clone(),
            segment: who.segment.clone(),
            language: who.language.clone(),
            abilities: who.abilities.clone(),
            signed_in: who.signed_in,
        }
    }
}

impl SlotSeen {
    fn of(slot: &Slot) -> Self {
        let label = match &slot.holiday {
            Some(day) => format!("{} ({day})", slot.name),
            None => slot.name.clone(),
        };
        Self { label, at: slot.at }
    }
}

impl DoorSeen {
    fn of(door: &domain::dead_end::Door) -> Self {
        Self {
            id: door.id,
            channel: door.channel,
            label: door.label.clone(),
            medium: door.medium,
        }
    }
}

impl ChannelSeen {
    fn of(channel: &domain::dead_end::Channel) -> Self {
        Self {
            id: channel.id,
            name: channel.name.clone(),
            kind: channel.kind.0.clone(),
            stage: channel.stage,
            paused: channel.paused,
            team: channel.team,
        }
    }
}

/// A step of a witness as it is drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WitnessStep {
    /// `None`: where it ends.
    pub door: Option<DoorId>,
    pub text: Option<String>,
    pub says: String,
    /// `on`, or how it ends.
    pub landing: &'static str,
}

/// The way of a witness, door by door, and its end.
#[must_use]
pub fn way(witness: &Witness) -> Vec<WitnessStep> {
    let receipt = domain::door::TEXT_ACKNOWLEDGEMENT;
    let steps = witness.steps.iter().map(|s| WitnessStep {
        door: Some(s.door),
        text: s.texts.iter().find(|t| *t != receipt).cloned(),
        says: s.label.clone(),
        landing: "on",
    });
    let says = witness.sentence.rsplit(" -> ").next().unwrap_or_default();
    let end = WitnessStep {
        door: None,
        text: None,
        says: says.to_owned(),
        landing: match witness.end {
            domain::dead_end::End::Human => "human",
            domain::dead_end::End::Promise => "promise",
            domain::dead_end::End::SelfService => "self_service",
            domain::dead_end::End::DeadEnd(_) => "dead_end",
        },
    };
    steps.chain(std::iter::once(end)).collect()
}
