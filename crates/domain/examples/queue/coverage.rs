//! How often the stated p90 holds, after 500 scored promises, with estimates that are wrong.
//!
//! A long day runs; now and then a customer without end of patience and without length comes, is told a promise, and
//! waits. What the promise rests on is wrong on purpose: rates 10 % low, handle times 10 % short, exponential whatever
//! they are, and a demand that swings is taken for its mean. Nothing is promised to whom somebody is free for.

use crate::domain;
use crate::table::{CALLS, HOUR, agents};
use crate::week;
use domain::conversation::Urgency;
use domain::promise::{Class, Correction, Forward, Outcome, Score, Stated, forward, probe};
use domain::routing::{Agent, Handing, Kind, Queue, Rules};
use domain::simulate::{Demand, Dice, End, Law, Run, Stream};
use domain::{ChannelId, Millis};

const HANDLE_MS: f64 = 300_000.0;
const LEARNED: usize = 500;
const SCORED: i64 = 1_000;

struct Case {
    name: &'static str,
    agents: u16,
    load: f64,
    /// Hanging up over ending.
    theta: f64,
    scv: f64,
    /// Swing, and its period in handle times.
    sine: Option<(f64, f64)>,
}

const CASES: [Case; 8] = [
    Case {
        name: "20 agents, 95 %, patient",
        agents: 20,
        load: 0.95,
        theta: 0.0,
        scv: 1.0,
        sine: None,
    },
    Case {
        name: "100 agents, 98 %, patient",
        agents: 100,
        load: 0.98,
        theta: 0.0,
        scv: 1.0,
        sine: None,
    },
    Case {
        name: "20 agents, 105 %, theta 0.5",
        agents: 20,
        load: 1.05,
        theta: 0.5,
        scv: 1.0,
        sine: None,
    },
    Case {
        name: "20 agents, 140 %, theta 1",
        agents: 20,
        load: 1.4,
        theta: 1.0,
        scv: 1.0,
        sine: None,
    },
    Case {
        name: "100 agents, 140 %, theta 0.2",
        agents: 100,
        load: 1.4,
        theta: 0.2,
        scv: 1.0,
        sine: None,
    },
    Case {
        name: "20 agents, 95 % +-50 %, theta 0.5",
        agents: 20,
        load: 0.95,
        theta: 0.5,
        scv: 1.0,
        sine: Some((0.5, 50.0)),
    },
    Case {
        name: "20 agents, 95 %, SCV 4, patient",
        agents: 20,
        load: 0.95,
        theta: 0.0,
        scv: 4.0,
        sine: None,
    },
    Case {
        name: "20 agents, 105 %, SCV 4, theta 0.5",
        agents: 20,
        load: 1.05,
        theta: 0.5,
        scv: 4.0,
        sine: None,
    },
];

fn demand(case: &Case) -> Demand {
    let per_hour = case.load * f64::from(case.agents) * 3.6e6 / HANDLE_MS;
    let (swing, period) = case.sine.unwrap_or((0.0, 50.0));
    let slots: Vec<f64> = (0..50)
        .map(|s| {
            per_hour * (1.0 + swing * (std::f64::consts::TAU * (f64::from(s) + 0.5) / 50.0).sin())
        })
        .collect();
    #[expect(clippy::cast_possible_truncation, reason = "a period of some hours")]
    let slot_ms = (period * HANDLE_MS / 50.0) as Millis;
    let stream = Stream {
        channel: CALLS,
        kind: Kind::Live,
        urgency: Urgency::Normal,
        team: None,
        language: None,
        needs: Vec::new(),
        size: 1,
        per_hour: slots,
        slot_ms,
        handle: Law::LogNormal {
            mean_ms: HANDLE_MS,
            scv: case.scv,
        },
        patience: (case.theta > 0.0).then(|| Law::Exponential {
            mean_ms: HANDLE_MS / case.theta,
        }),
    };
    let handle = if case.scv > 1.5 {
        stream.handle.clone()
    } else {
        Law::Exponential { mean_ms: HANDLE_MS }
    };
    Demand {
        streams: vec![Stream { handle, ..stream }],
        begins: 0,
        ends: Millis::MAX / 4,
        accept: 0.0,
    }
}

/// What is believed instead.
fn believed(truth: &Demand) -> Demand {
    let mut wrong = truth.clone();
    for stream in &mut wrong.streams {
        stream.per_hour.iter_mut().for_each(|r| *r *= 0.9);
        stream.handle = Law::Exponential {
            mean_ms: stream.handle.mean_ms() * 0.9,
        };
    }
    wrong
}

fn flat(mut demand: Demand) -> Demand {
    for stream in &mut demand.streams {
        let n = u32::try_from(stream.per_hour.len()).unwrap_or(1);
        stream.per_hour = vec![stream.per_hour.iter().sum::<f64>() / f64::from(n)];
    }
    demand
}

struct Told {
    record: usize,
    class: (Urgency, ChannelId),
    p50: Millis,
    p90: Millis,
    raw: Millis,
    number: usize,
}

struct Bench<'a> {
    run: Run<'a>,
    wrong: Demand,
    staff: Vec<(Millis, Agent)>,
    open: Vec<Told>,
    correction: Correction,
    before: Score,
    after: Score,
    told: usize,
}

impl Bench<'_> {
    fn promise(&mut self, class: &Class, seed: u64) {
        let coming: Vec<(Millis, Agent)> = self
            .staff
            .iter()
            .filter(|(at, _)| *at > self.run.now() && *at < self.run.now() + 8 * 24 * HOUR)
            .cloned()
            .collect();
        let how = Forward {
            seed,
            ..Forward::default()
        };
        let found = forward(
            &self.run.queue,
            &self.wrong,
            &coming,
            std::slice::from_ref(class),
            how,
        )
        .forecasts;
        let (Some(p50), Some(raw)) = (found[0].quantile(50), found[0].quantile(90)) else {
            return;
        };
        if raw < 1_000 {
            return;
        }
        let key = (class.urgency, class.channel);
        let record = self.run.done.len();
        let p90 = self.correction.corrected(key, raw);
        self.run.probe(probe(class));
        self.told += 1;
        self.open.push(Told {
            record,
            class: key,
            p50,
            p90,
            raw,
            number: self.told,
        });
    }

    fn collect(&mut self) {
        let done = &self.run.done;
        let (ended, open): (Vec<Told>, Vec<Told>) = std::mem::take(&mut self.open)
            .into_iter()
            .partition(|t| done[t.record].end != End::Open);
        self.open = open;
        for t in ended {
            let End::Served { at } = done[t.record].end else {
                continue;
            };
            let waited = at - done[t.record].since;
            self.correction
                .scored(t.class, t.raw, waited, Outcome::Answered);
            let stated = |p90| Stated {
                usually_ms: t.p50,
                almost_always_ms: p90,
                waited_ms: Some(waited),
            };
            if t.number > LEARNED {
                self.before.add(stated(t.raw));
                self.after.add(stated(t.p90));
            }
        }
    }

    fn line(&self, name: &str) {
        let percent = |s: &Score| {
            s.coverage().map_or((0.0, 0.0, 0.0), |i| {
                let share = s.almost_always as f64 / s.n as f64;
                (100.0 * share, 100.0 * i.low, 100.0 * i.high)
            })
        };
        let (raw, ..) = percent(&self.before);
        let (found, low, high) = percent(&self.after);
        let width = self.after.mean_width_ms().unwrap_or(0) / 1_000;
        println!(
            "| {name} | {} | {raw:.1} | {found:.1} ({low:.1} to {high:.1}) | {width} |",
            self.after.n
        );
    }
}

fn single(case: &Case, seed: u64) {
    let truth = demand(case);
    let rules = Rules {
        handing: Handing::Assigned,
        admission_percent: None,
        ..Rules::default()
    };
    let queue = Queue::of(rules, agents(u128::from(case.agents)), Vec::new(), 0);
    let class = Class {
        kind: Kind::Live,
        channel: CALLS,
        urgency: Urgency::Normal,
        team: None,
        language: None,
        needs: Vec::new(),
        size: 1,
    };
    let mut bench = bench(
        Run::of(queue, &truth, Vec::new(), seed),
        flat(believed(&truth)),
        Vec::new(),
    );
    let mut dice = Dice::of(seed ^ 77);
    #[expect(clippy::cast_possible_truncation, reason = "some minutes")]
    let mut gap = || dice.exponential(2.0 * HANDLE_MS) as Millis;
    let mut at = 20 * 300_000;
    while bench.after.n < SCORED {
        at += gap();
        bench.run.run_to(at);
        bench.promise(&class, at.unsigned_abs());
        bench.collect();
    }
    bench.line(case.name);
}

fn bench(run: Run<'_>, wrong: Demand, staff: Vec<(Millis, Agent)>) -> Bench<'_> {
    Bench {
        run,
        wrong,
        staff,
        open: Vec::new(),
        correction: Correction::default(),
        before: Score::default(),
        after: Score::default(),
        told: 0,
    }
}

/// Weeks of several languages and channels: a promise to one class after the other.
fn mixed(seed: u64) {
    let days = 240;
    let truth = week::demand(days);
    let staff = week::staff(days);
    let run = Run::of(week::queue(), &truth, staff.clone(), seed);
    let mut bench = bench(run, believed(&truth), staff);
    let mut dice = Dice::of(seed ^ 78);
    let mut at = 8 * HOUR;
    while bench.after.n < SCORED && at < days * 24 * HOUR {
        #[expect(clippy::cast_possible_truncation, reason = "some minutes")]
        {
            at += dice.exponential(400_000.0) as Millis;
        }
        bench.run.run_to(at);
        let of = &truth.streams[dice.below(truth.streams.len())];
        // Whoever comes outside hours by a live door is told to write.
        let hour = at / HOUR % 24;
        if (8..17).contains(&hour) {
            let class = Class {
                kind: of.kind,
                channel: of.channel,
                urgency: of.urgency,
                team: None,
                language: of.language,
                needs: of.needs.clone(),
                size: of.size,
            };
            bench.promise(&class, at.unsigned_abs());
        }
        bench.collect();
    }
    bench.line("mixed: 3 channels, 2 languages, shifts");
}

pub fn print() {
    let seed: u64 = std::env::args()
        .nth(2)
        .and_then(|s| s.parse().ok())
        .unwrap_or(7_001);
    println!(
        "| case | scored | p90 as computed holds | p90 as told holds (95 % interval) | width, s |"
    );
    println!("|---|---|---|---|---|");
    for case in &CASES {
        single(case, seed);
    }
    mixed(seed);
}
