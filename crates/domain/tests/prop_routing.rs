//! The queue against a model that looks at everybody every time, over random schedules: accept crossing leave, two
//! accepts, agents who vanish, decline, let it ring; a clock that jumps. And against itself built anew from its rows.

use fairlead_domain as domain;

#[path = "routing/model.rs"]
mod model;

use domain::away::Reason;
use domain::conversation::Urgency;
use domain::routing::{
    Agent, Decision, Event, Firmness, Handing, Kind, Language, Need, Place, Presence, Queue, Rules,
    Skill, Standing, State, WorkItem, decide,
};
use domain::simulate::Dice;
use domain::{AgentId, ChannelId, ConversationId, Millis, TeamId};
use model::Model;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

const URGENCIES: [Urgency; 4] = [
    Urgency::Low,
    Urgency::Normal,
    Urgency::High,
    Urgency::Urgent,
];

fn team(n: usize) -> TeamId {
    TeamId(Uuid::from_u128(100 + n as u128))
}

fn skill(n: usize) -> Skill {
    Skill::Language(Language::of(["et", "de", "zh"][n]).expect("a tag"))
}

fn rules(dice: &mut Dice, now: Millis) -> Rules {
    let mut rules = Rules {
        handing: if dice.below(2) == 0 {
            Handing::Assigned
        } else {
            Handing::Pulled { grace_ms: 15_000 }
        },
        wrap_up_ms: [0, 20_000][dice.below(2)],
        keep_ms: 120_000,
        missed_max: [0, 2][dice.below(2)],
        guard_ms: [0, 60_000, 600_000][dice.below(3)],
        ..Rules::default()
    };
    for limits in &mut rules.limits {
        limits.target_ms /= 20;
    }
    rules.overflow = BTreeMap::from([(team(0), vec![team(1)])]);
    if dice.below(2) == 0 {
        let until = now + 300_000 * dice.below(3) as i64;
        rules.helping = BTreeMap::from([(team(0), until)]);
    }
    rules
}

fn agent(n: usize, dice: &mut Dice, now: Millis) -> Agent {
    let presence = match dice.below(10) {
        0 => Presence::Away {
            reason: Reason::Break,
        },
        1 => Presence::Offline { since: now },
        2 => Presence::WrapUp {
            until: now + 15_000,
        },
        _ => Presence::Online,
    };
    Agent {
        id: AgentId(Uuid::from_u128(1 + n as u128)),
        presence,
        skills: (0..3)
            .filter(|_| dice.below(3) > 0)
            .map(|s| (skill(s), 1 + (s as u8 + n as u8) % 4))
            .collect(),
        teams: [vec![team(0)], vec![team(1)], vec![team(0), team(1)]][dice.below(3)].clone(),
        capacity: [1, 3, 4][dice.below(3)],
        live_cap: [1, 2, 3][dice.below(3)],
        idle_since: now,
        missed: 0,
    }
}

fn item(id: u128, dice: &mut Dice, now: Millis) -> WorkItem {
    let need = |dice: &mut Dice| Need {
        skill: skill(dice.below(3)),
        level: 1 + dice.below(4) as u8,
        firmness: if dice.below(2) == 0 {
            Firmness::Must
        } else {
            Firmness::Wish
        },
    };
    WorkItem {
        id: ConversationId(Uuid::from_u128(1_000 + id)),
        kind: if dice.below(2) == 0 {
            Kind::Live
        } else {
            Kind::Deferred
        },
        channel: ChannelId(Uuid::from_u128(9)),
        team: [None, Some(team(0)), Some(team(1))][dice.below(3)],
        urgency: URGENCIES[dice.below(4)],
        topic: None,
        language: None,
        needs: (0..dice.below(3)).map(|_| need(dice)).collect(),
        size: 1 + dice.below(2) as u16,
        handle_ms: 60_000 + dice.below(300_000) as i64,
        since: now - dice.below(3) as i64 * 7_000,
        contact: None,
        sticky: (dice.below(3) == 0).then(|| AgentId(Uuid::from_u128(1 + dice.below(6) as u128))),
        place: Place::Fresh,
        standing: Standing::Waiting,
        version: 0,
        refused: Vec::new(),
    }
}

/// A random event; many of them too late, twice or about what is not there.
fn event(queue: &Queue, dice: &mut Dice, next: &mut u128, now: Millis) -> Event {
    let mut items: Vec<&WorkItem> = queue.items().collect();
    items.sort_by_key(|i| i.id);
    let any_agent = AgentId(Uuid::from_u128(1 + dice.below(7) as u128));
    let some = (!items.is_empty()).then(|| items[dice.below(items.len())]);
    let id = some.map_or(ConversationId(Uuid::nil()), |i| i.id);
    let version = some.map_or(0, |i| i.version)
        - u32::from(dice.below(6) == 0).min(some.map_or(0, |i| i.version));
    let at = match some.map(|i| i.standing) {
        Some(Standing::Offered { agent, .. } | Standing::Held { agent }) if dice.below(8) > 0 => {
            agent
        }
        _ => any_agent,
    };
    match dice.below(22) {
        0..=4 => {
            *next += 1;
            Event::Arrived(item(*next, dice, now))
        }
        5 => Event::Changed(WorkItem {
            id,
            ..item(0, dice, now)
        }),
        6 => Event::Left { item: id },
        7..=9 => Event::Accepted {
            item: id,
            agent: at,
            version,
        },
        10 => Event::Declined {
            item: id,
            agent: at,
            version,
        },
        11 => Event::TimedOut { item: id, version },
        12 | 13 => Event::Started { agent: any_agent },
        14 => Event::Taken {
            item: id,
            agent: any_agent,
        },
        15..=17 => Event::Finished {
            item: id,
            agent: at,
        },
        18 => Event::Returned {
            item: id,
            agent: at,
        },
        19 => Event::AgentChanged(agent(dice.below(6), dice, now)),
        20 if dice.below(10) == 0 => Event::AgentRemoved { agent: any_agent },
        20 if dice.below(10) == 0 => Event::RulesChanged(rules(dice, now)),
        _ => Event::Tick,
    }
}

fn said(decisions: &[Decision]) -> Vec<String> {
    let mut said: Vec<String> = decisions.iter().map(|d| format!("{d:?}")).collect();
    said.sort();
    said
}

/// As [`said`], without reasons, which the model does not know, and without what is said once only.
fn bare(decisions: &[Decision]) -> Vec<String> {
    let mut said: Vec<String> = decisions
        .iter()
        .filter(|d| !matches!(d, Decision::Overflow { .. }))
        .map(|d| match d {
            Decision::Offer {
                item,
                agent,
                until,
                version,
                ..
            } => format!("offer {item} {agent} {until} {version}"),
            Decision::Assign { item, agent, .. } => format!("assign {item} {agent}"),
            Decision::OfferAlternative { item, .. } => format!("alternative {item}"),
            other => format!("{other:?}"),
        })
        .collect();
    said.sort();
    said
}

/// Nothing rings twice, nobody has two things ringing, nothing is lost.
fn sane(queue: &Queue, there: &BTreeSet<ConversationId>) {
    let ids: BTreeSet<ConversationId> = queue.items().map(|i| i.id).collect();
    assert_eq!(&ids, there, "lost or made up");
    let mut ringing: BTreeMap<AgentId, usize> = BTreeMap::new();
    for item in queue.items() {
        if let Standing::Offered { agent, .. } = item.standing {
            *ringing.entry(agent).or_default() += 1;
            assert_eq!(
                queue.agent(agent).map(|a| a.presence),
                Some(Presence::Online)
            );
        }
    }
    assert!(
        ringing.values().all(|n| *n == 1),
        "two things ring at one agent"
    );
    let waiting = queue
        .items()
        .filter(|i| i.standing == Standing::Waiting)
        .count();
    assert_eq!(queue.waiting(), waiting, "the waiting are counted wrongly");
    for agent in queue.agents() {
        let load: u32 = queue
            .items()
            .filter(|i| match i.standing {
                Standing::Offered { agent: by, .. } | Standing::Held { agent: by } => {
                    by == agent.id
                }
                Standing::Waiting => false,
            })
            .map(|i| u32::from(i.size))
            .sum();
        assert_eq!(queue.load(agent.id), load, "load of {}", agent.id);
    }
}

fn schedule(seed: u64) {
    let mut dice = Dice::of(seed);
    let mut now: Millis = 1_000_000_000;
    let first = rules(&mut dice, now);
    let agents: Vec<Agent> = (0..5).map(|n| agent(n, &mut dice, now)).collect();
    let mut queue = Queue::of(first.clone(), agents.clone(), Vec::new(), now);
    let mut model = Model::of(first, agents, now);
    let mut there = BTreeSet::new();
    let mut next = 0;
    for step in 0..150 {
        now += match dice.below(40) {
            0 => 3_600_000,
            1 => -(dice.below(600_000) as i64),
            2..=10 => 0,
            _ => dice.below(20_000) as i64,
        };
        let event = event(&queue, &mut dice, &mut next, now);
        let mut rows = State {
            rules: queue.rules().clone(),
            agents: queue.agents().cloned().collect(),
            items: queue.items().cloned().collect(),
            now: queue.now(),
        };
        rows.items.sort_by_key(|i| i.id);
        let anew = decide(&rows, event.clone(), now);
        let got = queue.handle(event.clone(), now);
        let expected = model.handle(&event, now);
        let told = |r: &Result<Vec<Decision>, domain::Refusal>| {
            r.as_ref().map(|d| bare(d)).map_err(|e| e.code.to_owned())
        };
        assert_eq!(
            told(&got),
            told(&anew),
            "built anew: seed {seed} step {step} {event:?}"
        );
        let got_full = got.as_ref().map(|d| said(&strip(d))).map_err(|e| e.code);
        let expected = expected.as_ref().map(|d| said(d)).map_err(|e| *e);
        assert_eq!(
            got_full, expected,
            "model: seed {seed} step {step} {event:?}"
        );
        if got.is_ok() {
            match &event {
                Event::Arrived(item) => drop(there.insert(item.id)),
                Event::Left { item } | Event::Finished { item, .. } => drop(there.remove(item)),
                _ => {}
            }
        }
        sane(&queue, &there);
    }
}

fn strip(decisions: &[Decision]) -> Vec<Decision> {
    decisions.iter().map(model::without_reasons).collect()
}

#[test]
fn the_queue_decides_as_a_model_that_looks_at_everybody() {
    let soak = std::env::var("FAIRLEAD_SCHEDULES")
        .ok()
        .and_then(|s| s.parse().ok());
    let first: u64 = std::env::var("FAIRLEAD_SEED")
        .ok()
        .and_then(|s| s.parse().ok())
        .unwrap_or(1);
    for seed in first..first + soak.unwrap_or(200) {
        schedule(seed);
    }
}
