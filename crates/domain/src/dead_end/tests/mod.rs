//! Each invariant: a house in which it does not hold, and how it is mended.

mod invariants;
mod ways;

use super::*;
use crate::channel::{ChannelKind, Stage};
use crate::door::{Medium, Overlay, VisitorKind};
use crate::hours::{Hours, Interval, Local, Schedule};
use crate::{AgentId, ChannelId, DoorId, Millis, TeamId};
use uuid::Uuid;

const HOUR: Millis = 3_600_000;
/// Monday 2026-03-09, 00:00 UTC.
const MONDAY: Millis = 1_773_014_400_000;

fn channel_id(n: u128) -> ChannelId {
    ChannelId(Uuid::from_u128(n))
}

fn door_id(n: u128) -> DoorId {
    DoorId(Uuid::from_u128(n))
}

/// Live, of team 1, with all that it needs.
fn channel(n: u128) -> Channel {
    Channel {
        id: channel_id(n),
        kind: ChannelKind("any".into()),
        name: format!("channel {n}"),
        stage: Stage::Live,
        paused: false,
        successor: None,
        team: Some(TeamId(Uuid::from_u128(1))),
        owner: Some(AgentId(Uuid::from_u128(1))),
        hours: None,
        overlays: Vec::new(),
        promise: None,
        tells: false,
        serves: Serves::People,
        languages: Some(vec!["en".into(), "es".into()]),
        version: 1,
    }
}

fn closed(n: u128) -> Channel {
    Channel {
        stage: Stage::Closed,
        ..channel(n)
    }
}

/// The only door of channel `n`.
fn door(n: u128, medium: Medium) -> Door {
    Door {
        id: door_id(n),
        channel: channel_id(n),
        label: format!("door {n}"),
        medium,
        entry: Entry::Anybody,
        shows: Vec::new(),
        expiries: Some(Vec::new()),
        named_in: Some(Vec::new()),
        probe: Some(Probe {
            at: MONDAY,
            passed: true,
        }),
    }
}

fn showing(text: &str, to: u128, from: Door) -> Door {
    let mut door = from;
    door.shows.push(Link {
        text: text.to_owned(),
        to: door_id(to),
        language: None,
        carries: Some(true),
    });
    door
}

fn house(channels: Vec<Channel>, doors: Vec<Door>) -> House {
    House {
        now: MONDAY,
        channels,
        doors,
        teams: vec![Team {
            id: TeamId(Uuid::from_u128(1)),
            agents: 3,
            archived: false,
            hours: None,
            load: Some(Load {
                promised_ms: HOUR,
                capacity_ms: 2 * HOUR,
            }),
        }],
        kinds: vec![kind("anybody", &[])],
        slots: vec![Slot {
            at: MONDAY + 46 * HOUR + HOUR / 6,
            ms: HOUR,
            name: "Tue 22:10".into(),
            holiday: None,
        }],
        failures: vec![Failure::None],
        urgent: Some(Vec::new()),
        floors: Some(Vec::new()),
        strangers: Some(Vec::new()),
    }
}

fn kind(name: &str, abilities: &[Medium]) -> Kind {
    Kind {
        name: name.to_owned(),
        visitor: VisitorKind {
            abilities: abilities.to_vec(),
            ..VisitorKind::default()
        },
    }
}

/// Monday to Friday, in UTC.
fn weekdays(from: u16, to: u16) -> Hours {
    let on = |day| Interval {
        day,
        from: from * 60,
        to: to * 60,
    };
    let schedule = Schedule {
        zone: "UTC".into(),
        week: (0..5).map(on).collect(),
        exceptions: Vec::new(),
    };
    Hours::new(&schedule, &[]).expect("a working week")
}

fn laid(overlay: Overlay, when: When) -> Vec<Laid> {
    vec![Laid { overlay, when }]
}

/// What is found, without words.
fn faults(house: &House) -> Vec<(Invariant, Cause, Verdict)> {
    let report = audit(house, &Scope::All);
    let short = |f: Finding| (f.invariant, f.cause, f.verdict);
    report.findings.into_iter().map(short).collect()
}

fn ends(house: &House) -> Vec<End> {
    let report = audit(house, &Scope::All);
    report.flows.into_iter().map(|f| f.end).collect()
}

fn sentences(house: &House) -> Vec<String> {
    let report = audit(house, &Scope::All);
    let witness = report.findings.into_iter().filter_map(|f| f.witness);
    witness.map(|w| w.sentence).collect()
}

fn dead(why: Why) -> (Invariant, Cause, Verdict) {
    (Invariant::Reach, Cause::DeadEnd(why), Verdict::DeadEnd)
}
