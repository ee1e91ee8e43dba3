//! Decisions a second on one core: 500 agents, 20,000 waiting items, many skills.

use crate::domain;
use domain::conversation::Urgency;
use domain::promise::{Class, Forward, forward};
use domain::routing::{
    Agent, Decision, Event, Firmness, Handing, Kind, Need, Place, Presence, Queue, Rules, Skill,
    Standing, WorkItem,
};
use domain::simulate::{Demand, Dice, Law, Stream};
use domain::{AgentId, ChannelId, ConversationId, Millis, SkillId, TeamId};
use std::time::Instant;
use uuid::Uuid;

const AGENTS: u128 = 500;
const WAITING: usize = 20_000;
const ROUNDS: usize = 200_000;

fn skill(n: usize) -> Skill {
    Skill::Named(SkillId(Uuid::from_u128(n as u128)))
}

fn team(n: usize) -> TeamId {
    TeamId(Uuid::from_u128(n as u128))
}

fn item(id: u128, dice: &mut Dice, now: Millis) -> WorkItem {
    let urgencies = [
        Urgency::Low,
        Urgency::Normal,
        Urgency::Normal,
        Urgency::High,
        Urgency::Urgent,
    ];
    WorkItem {
        id: ConversationId(Uuid::from_u128(id)),
        kind: if dice.below(3) == 0 {
            Kind::Live
        } else {
            Kind::Deferred
        },
        channel: ChannelId(Uuid::from_u128(dice.below(4) as u128)),
        team: Some(team(dice.below(6))),
        urgency: urgencies[dice.below(5)],
        topic: None,
        language: None,
        needs: vec![Need {
            skill: skill(dice.below(8)),
            level: 1,
            firmness: Firmness::Must,
        }],
        size: 1,
        handle_ms: 300_000,
        since: now,
        contact: None,
        sticky: None,
        place: Place::Fresh,
        standing: Standing::Waiting,
        version: 0,
        refused: Vec::new(),
    }
}

fn agents(dice: &mut Dice) -> Vec<Agent> {
    (0..AGENTS)
        .map(|n| Agent {
            id: AgentId(Uuid::from_u128(n + 1)),
            presence: Presence::Online,
            skills: (0..8)
                .filter(|_| dice.below(2) == 0)
                .map(|s| (skill(s), 3))
                .collect(),
            teams: vec![team(dice.below(6)), team(dice.below(6))],
            capacity: 1,
            live_cap: 1,
            idle_since: 0,
            missed: 0,
        })
        .collect()
}

/// People accept at once; what is decided then counts too.
fn settle(
    queue: &mut Queue,
    mut decided: Vec<Decision>,
    now: Millis,
    busy: &mut Vec<(ConversationId, AgentId)>,
) -> usize {
    let mut count = 0;
    while let Some(decision) = decided.pop() {
        count += 1;
        match decision {
            Decision::Offer {
                item,
                agent,
                version,
                ..
            } => decided.extend(
                queue
                    .handle(
                        Event::Accepted {
                            item,
                            agent,
                            version,
                        },
                        now,
                    )
                    .unwrap_or_default(),
            ),
            Decision::Assign { item, agent, .. } => busy.push((item, agent)),
            _ => {}
        }
    }
    count
}

pub fn print() {
    let mut dice = Dice::of(1);
    let mut now: Millis = 1_000_000_000_000;
    let rules = Rules {
        handing: Handing::Assigned,
        ..Rules::default()
    };
    let agents = agents(&mut dice);
    let mut names = 1_000_000;
    let rows: Vec<WorkItem> = (0..WAITING + 500)
        .map(|_| {
            names += 1;
            let since = now - dice.below(3_600_000) as i64;
            WorkItem {
                place: Place::Admitted,
                ..item(names, &mut dice, since)
            }
        })
        .collect();
    let begun = Instant::now();
    let mut queue = Queue::of(rules, agents, rows, now);
    println!(
        "built from {} rows in {:.0} ms",
        WAITING + 500 + 500,
        begun.elapsed().as_secs_f64() * 1e3
    );
    let mut busy = Vec::new();
    let first = queue.handle(Event::Tick, now).unwrap_or_default();
    settle(&mut queue, first, now, &mut busy);
    let (mut decisions, mut events) = (0, 0);
    let mut worst = 0.0_f64;
    let begun = Instant::now();
    for _ in 0..ROUNDS {
        now += 5;
        let at = Instant::now();
        let event = if queue.waiting() < WAITING || busy.is_empty() {
            names += 1;
            Event::Arrived(item(names, &mut dice, now))
        } else {
            let (item, agent) = busy.swap_remove(dice.below(busy.len()));
            Event::Finished { item, agent }
        };
        let decided = queue.handle(event, now).unwrap_or_default();
        decisions += settle(&mut queue, decided, now, &mut busy);
        events += 1;
        worst = worst.max(at.elapsed().as_secs_f64());
    }
    let seconds = begun.elapsed().as_secs_f64();
    println!(
        "{AGENTS} agents, {} waiting: {:.0} decisions/s, {:.0} events/s on one core; slowest {:.1} ms",
        queue.waiting(),
        f64::from(u32::try_from(decisions).unwrap_or(u32::MAX)) / seconds,
        f64::from(events) / seconds,
        worst * 1e3
    );
    ahead(&queue);
}

/// A batch of promises from that queue, as the product makes it at least.
fn ahead(queue: &Queue) {
    let stream = |channel: u128| Stream {
        channel: ChannelId(Uuid::from_u128(channel)),
        kind: Kind::Deferred,
        urgency: Urgency::Normal,
        team: Some(team(0)),
        language: None,
        needs: Vec::new(),
        size: 1,
        per_hour: vec![1_200.0],
        slot_ms: 3_600_000,
        handle: Law::Exponential { mean_ms: 300_000.0 },
        patience: None,
    };
    let demand = Demand {
        streams: (0..4).map(stream).collect(),
        begins: 0,
        ends: Millis::MAX / 4,
        accept: 0.6,
    };
    let class = |(channel, urgency): (u128, Urgency)| Class {
        kind: Kind::Deferred,
        channel: ChannelId(Uuid::from_u128(channel)),
        urgency,
        team: Some(team(0)),
        language: None,
        needs: Vec::new(),
        size: 1,
    };
    let classes: Vec<Class> = (0..4)
        .flat_map(|c| Urgency::ALL.map(|u| (c, u)))
        .map(class)
        .collect();
    let how = Forward {
        runs: 10,
        steps: 60_000,
        ..Forward::default()
    };
    let begun = Instant::now();
    let found = forward(queue, &demand, &[], &classes, how).forecasts;
    let seconds = begun.elapsed().as_secs_f64();
    let minutes: Vec<String> = found[..4]
        .iter()
        .map(|f| {
            let told = f.quantile(50).zip(f.quantile(90));
            told.map_or_else(
                || "beyond".to_owned(),
                |(a, b)| format!("{}, {}", a / 60_000, b / 60_000),
            )
        })
        .collect();
    println!(
        "10 runs forward from there for {} classes: {seconds:.1} s; usual and almost certain minutes by urgency: {}",
        classes.len(),
        minutes.join(" | ")
    );
}
