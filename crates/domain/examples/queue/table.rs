//! Four rules on the same days, with fewer and fewer agents.

use crate::domain;
use domain::conversation::Urgency;
use domain::routing::overtaking::Overtaking;
use domain::routing::{Agent, Handing, Kind, Limits, Order, Presence, Queue, Rules};
use domain::simulate::{Demand, Done, End, Law, Run, Stream};
use domain::{AgentId, ChannelId, Millis};
use uuid::Uuid;

pub const MINUTE: Millis = 60_000;
pub const HOUR: Millis = 60 * MINUTE;
const SHARES: [(Urgency, f64); 3] = [
    (Urgency::Urgent, 0.13),
    (Urgency::Normal, 0.62),
    (Urgency::Low, 0.25),
];
/// Of the day's mean, hour by hour.
const PROFILE: [f64; 12] = [
    0.6, 0.9, 1.2, 1.35, 1.25, 1.0, 0.95, 1.15, 1.2, 1.05, 0.8, 0.55,
];
pub const CALLS: ChannelId = ChannelId(Uuid::from_u128(1));
pub const CHATS: ChannelId = ChannelId(Uuid::from_u128(2));
pub const EMAIL: ChannelId = ChannelId(Uuid::from_u128(3));

pub fn agents(n: u128) -> Vec<Agent> {
    (1..=n)
        .map(|id| Agent {
            id: AgentId(Uuid::from_u128(id)),
            presence: Presence::Online,
            skills: Vec::new(),
            teams: Vec::new(),
            capacity: 1,
            live_cap: 1,
            idle_since: 0,
            missed: 0,
        })
        .collect()
}

pub fn demand() -> Demand {
    let kinds = [
        (CALLS, Kind::Live, 50.0, 300.0, Some(180.0)),
        (CHATS, Kind::Live, 25.0, 480.0, Some(150.0)),
        (EMAIL, Kind::Deferred, 45.0, 420.0, None),
    ];
    let mut streams = Vec::new();
    for (channel, kind, rate, handle_s, patience_s) in kinds {
        for (urgency, share) in SHARES {
            streams.push(Stream {
                channel,
                kind,
                urgency,
                team: None,
                language: None,
                needs: Vec::new(),
                size: 1,
                per_hour: PROFILE.iter().map(|p| p * rate * share).collect(),
                slot_ms: HOUR,
                handle: Law::Exponential {
                    mean_ms: handle_s * 1e3,
                },
                patience: patience_s.map(|s: f64| Law::Exponential { mean_ms: s * 1e3 }),
            });
        }
    }
    Demand {
        streams,
        begins: 0,
        ends: 12 * HOUR,
        accept: 0.6,
    }
}

/// The rules that are compared. The others are ours with limits that make the order theirs.
pub fn rules(name: &str) -> Rules {
    let ours = Rules {
        handing: Handing::Assigned,
        ..Rules::default()
    };
    let same = |target_ms, holding_ms| Rules {
        limits: [Limits {
            target_ms,
            holding_ms,
        }; 4],
        guard_ms: 0,
        admission_percent: None,
        ..ours.clone()
    };
    match name {
        "first come first served" => same(HOUR, HOUR),
        "phone and chat first" => same(29 * 24 * HOUR, 0),
        "accumulating" => Rules {
            order: Order::Accumulating,
            admission_percent: None,
            ..ours
        },
        _ => ours,
    }
}

pub const RULES: [&str; 4] = [
    "first come first served",
    "phone and chat first",
    "accumulating",
    "ours",
];

#[derive(Default)]
pub struct Share(f64, f64);

impl Share {
    pub fn add(&mut self, hit: bool) {
        self.0 += f64::from(u8::from(hit));
        self.1 += 1.0;
    }
    pub fn percent(&self) -> f64 {
        100.0 * self.0 / self.1.max(1.0)
    }
}

#[derive(Default)]
pub struct Row {
    pub urgent_email: Share,
    pub urgent_calls: Share,
    pub normal_calls: Share,
    pub normal_email: Share,
    pub abandoned: Share,
    pub live60: Share,
    pub moved: Share,
    pub overtaking_ms: Millis,
    pub harmful_ms: Millis,
}

impl Row {
    /// To the end of the work, counting who was overtaken.
    fn run(&mut self, run: &mut Run<'_>) {
        let limits = rules("ours").limits;
        let mut fold = Overtaking::default();
        while run.step(72 * HOUR).is_some() {
            for (item, agent) in std::mem::take(&mut run.begun) {
                fold.ended(item, run.now());
                if let Some(began) = run.queue.item(item) {
                    let over = run.queue.overtaken_by(item, agent, &limits);
                    fold.began(began.channel, began.handle_ms, over);
                }
            }
            for item in std::mem::take(&mut run.gone) {
                fold.ended(item, run.now());
            }
        }
        fold.close(run.now());
        let total = fold.total();
        self.overtaking_ms += total.harmless_ms + total.harmful_ms;
        self.harmful_ms += total.harmful_ms;
    }

    fn add(&mut self, of: &Stream, done: &Done) {
        let target = match of.urgency {
            Urgency::Urgent => 15 * MINUTE,
            Urgency::High => HOUR,
            Urgency::Normal => 4 * HOUR,
            Urgency::Low => 24 * HOUR,
        };
        let waited = match done.end {
            End::Served { at } => Some(at - done.since),
            End::Lost { .. } | End::Open => None,
        };
        let kept = waited.is_some_and(|w| w <= target);
        match (of.channel, of.urgency) {
            (EMAIL, Urgency::Urgent) => self.urgent_email.add(kept),
            (EMAIL, Urgency::Normal) => self.normal_email.add(kept),
            (CALLS, Urgency::Urgent) => self.urgent_calls.add(kept),
            (CALLS, Urgency::Normal) => self.normal_calls.add(kept && !done.moved),
            _ => {}
        }
        if of.kind == Kind::Live {
            self.abandoned.add(matches!(done.end, End::Lost { .. }));
            self.live60
                .add(!done.moved && waited.is_some_and(|w| w <= MINUTE));
            self.moved.add(done.moved);
        }
    }
}

fn per_hundred(ms: Millis, agents: u128) -> f64 {
    let agent_ms = 12 * 12 * HOUR * i64::try_from(agents).unwrap_or(1);
    Overtaking::per_hundred_hours(ms, agent_ms).unwrap_or(0.0)
}

/// All days of one rule.
pub fn measured(rule: &str, n: u128, seeds: std::ops::Range<u64>) -> Row {
    let demand = demand();
    let mut row = Row::default();
    for seed in seeds {
        let queue = Queue::of(rules(rule), agents(n), Vec::new(), 0);
        let mut run = Run::of(queue, &demand, Vec::new(), seed);
        row.run(&mut run);
        for done in &run.done {
            row.add(&demand.streams[done.stream], done);
        }
    }
    row
}

pub fn print() {
    println!(
        "| agents | rule | u email | u calls | normal calls | normal email | abandon | live60 | another way | overtaking min per 100 agent hours, of these harmful |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|");
    let first: u64 = std::env::args()
        .nth(2)
        .and_then(|s| s.parse().ok())
        .unwrap_or(7_001);
    for n in [12, 10, 8, 6] {
        for rule in RULES {
            let row = measured(rule, n, first..first + 12);
            println!(
                "| {n} | {rule} | {:.1} | {:.1} | {:.1} | {:.1} | {:.1} | {:.1} | {:.1} | {:.0}, {:.0} |",
                row.urgent_email.percent(),
                row.urgent_calls.percent(),
                row.normal_calls.percent(),
                row.normal_email.percent(),
                row.abandoned.percent(),
                row.live60.percent(),
                row.moved.percent(),
                per_hundred(row.overtaking_ms, n),
                per_hundred(row.harmful_ms, n),
            );
        }
    }
}
