//! A week of several languages, channels and shifts, by day.

use crate::domain;
use crate::table::{CALLS, CHATS, EMAIL, HOUR, MINUTE, Share};
use domain::away::Reason;
use domain::conversation::Urgency;
use domain::routing::{
    Agent, Firmness, Handing, Kind, Language, Need, Presence, Queue, Rules, Skill,
};
use domain::simulate::{Demand, End, Law, Run, Stream};
use domain::{AgentId, Millis};
use uuid::Uuid;

/// Live doors are open from 8 to 18.
const LIVE: [f64; 24] = [
    0., 0., 0., 0., 0., 0., 0., 0., 0.6, 1.1, 1.4, 1.3, 1.0, 0.95, 1.1, 1.2, 0.8, 0.5, 0., 0., 0.,
    0., 0., 0.,
];
const MAIL: [f64; 24] = [
    0.2, 0.1, 0.1, 0.1, 0.1, 0.2, 0.4, 0.8, 1.3, 1.6, 1.7, 1.6, 1.4, 1.4, 1.5, 1.5, 1.3, 1.0, 0.8,
    0.7, 0.6, 0.5, 0.4, 0.3,
];

pub fn language(tag: &str) -> Language {
    Language::of(tag).expect("a tag")
}

/// 14 agents: six of English, four of Estonian, four of both. Two chats at once, or one call, or one mail.
fn agents(presence: Presence) -> Vec<Agent> {
    let spoken = |n: u128| match n {
        1..=6 => vec!["en"],
        7..=10 => vec!["et"],
        _ => vec!["en", "et"],
    };
    (1..=14)
        .map(|n| Agent {
            id: AgentId(Uuid::from_u128(n)),
            presence,
            skills: spoken(n)
                .into_iter()
                .map(|t| (Skill::Language(language(t)), 3))
                .collect(),
            teams: Vec::new(),
            capacity: 2,
            live_cap: 2,
            idle_since: 0,
            missed: 0,
        })
        .collect()
}

/// On duty from 8 to 18 in two shifts that overlap; who goes ends what was begun.
pub fn staff(days: i64) -> Vec<(Millis, Agent)> {
    let mut staff = Vec::new();
    for day in 0..days {
        for (n, agent) in agents(Presence::Online).into_iter().enumerate() {
            let from = day * 24 * HOUR + if n % 2 == 0 { 8 * HOUR } else { 9 * HOUR };
            let to = from + 9 * HOUR;
            staff.push((
                from,
                Agent {
                    idle_since: from,
                    ..agent.clone()
                },
            ));
            staff.push((
                to,
                Agent {
                    presence: Presence::Away {
                        reason: Reason::Away,
                    },
                    ..agent
                },
            ));
        }
    }
    staff.sort_by_key(|(at, agent)| (*at, agent.id));
    staff
}

pub fn demand(days: i64) -> Demand {
    let sorts = [
        (CALLS, Kind::Live, 2, 22.0, 300.0, Some(180.0)),
        (CHATS, Kind::Live, 1, 26.0, 540.0, Some(200.0)),
        (EMAIL, Kind::Deferred, 2, 15.0, 420.0, None),
    ];
    let urgencies = [
        (Urgency::Urgent, 0.13),
        (Urgency::Normal, 0.62),
        (Urgency::Low, 0.25),
    ];
    let mut streams = Vec::new();
    for (channel, kind, size, rate, handle_s, patience) in sorts {
        for (urgency, share) in urgencies {
            for (tag, part) in [("en", 0.6), ("et", 0.4)] {
                let profile = if kind == Kind::Live { LIVE } else { MAIL };
                streams.push(Stream {
                    channel,
                    kind,
                    urgency,
                    team: None,
                    language: Some(language(tag)),
                    needs: vec![Need {
                        skill: Skill::Language(language(tag)),
                        level: 1,
                        firmness: Firmness::Must,
                    }],
                    size,
                    per_hour: profile.iter().map(|p| p * rate * share * part).collect(),
                    slot_ms: HOUR,
                    handle: Law::LogNormal {
                        mean_ms: handle_s * 1e3,
                        scv: 1.5,
                    },
                    patience: patience.map(|s: f64| Law::Exponential { mean_ms: s * 1e3 }),
                });
            }
        }
    }
    Demand {
        streams,
        begins: 0,
        ends: days * 24 * HOUR,
        accept: 0.6,
    }
}

pub fn queue() -> Queue {
    let rules = Rules {
        handing: Handing::Assigned,
        ..Rules::default()
    };
    Queue::of(
        rules,
        agents(Presence::Away {
            reason: Reason::Away,
        }),
        Vec::new(),
        0,
    )
}

/// By day: what came, what became of it.
pub fn print() {
    let demand = demand(7);
    let mut run = Run::of(queue(), &demand, staff(9), 7_001);
    run.run_to(9 * 24 * HOUR);
    println!(
        "| day | came | calls in 1 min | chats in 1 min | left | another way | urgent mail in 15 min | normal mail in 4 h |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    for day in 0..7 {
        let (mut calls, mut chats, mut left, mut moved) = (
            Share::default(),
            Share::default(),
            Share::default(),
            Share::default(),
        );
        let (mut urgent, mut normal) = (Share::default(), Share::default());
        let today = run.done.iter().filter(|d| d.since / (24 * HOUR) == day);
        let came = today.clone().count();
        for done in today {
            let of = &demand.streams[done.stream];
            let waited = match done.end {
                End::Served { at } => at - done.since,
                End::Lost { .. } | End::Open => Millis::MAX,
            };
            let hour = done.since / HOUR % 24;
            match (of.channel, of.urgency) {
                (CALLS, _) => calls.add(waited <= MINUTE),
                (CHATS, _) => chats.add(waited <= MINUTE),
                // What comes at night waits for the morning, whatever the rule.
                (EMAIL, Urgency::Urgent) if (9..17).contains(&hour) => {
                    urgent.add(waited <= 15 * MINUTE)
                }
                (EMAIL, Urgency::Normal) if (9..13).contains(&hour) => {
                    normal.add(waited <= 4 * HOUR)
                }
                _ => {}
            }
            if of.kind == Kind::Live {
                left.add(matches!(done.end, End::Lost { .. }));
                moved.add(done.moved);
            }
        }
        println!(
            "| {} | {came} | {:.1} | {:.1} | {:.1} | {:.1} | {:.1} | {:.1} |",
            day + 1,
            calls.percent(),
            chats.percent(),
            left.percent(),
            moved.percent(),
            urgent.percent(),
            normal.percent()
        );
    }
}
