use super::*;
use crate::AgentId;
use crate::routing::{Agent, Handing, Presence, Queue, Rules};
use crate::staffing::{Line, impatient};
use uuid::Uuid;

fn agents(n: u32) -> Vec<Agent> {
    (1..=u128::from(n))
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

fn calls(line: Line, patience_s: f64) -> Demand {
    let stream = Stream {
        channel: ChannelId(Uuid::from_u128(1)),
        kind: Kind::Live,
        urgency: Urgency::Normal,
        team: None,
        language: None,
        needs: Vec::new(),
        size: 1,
        per_hour: vec![line.per_hour],
        slot_ms: 3_600_000,
        handle: Law::Exponential {
            mean_ms: line.handle_s * 1e3,
        },
        patience: Some(Law::Exponential {
            mean_ms: patience_s * 1e3,
        }),
    };
    Demand {
        streams: vec![stream],
        begins: 0,
        ends: 120 * 3_600_000,
        accept: 0.0,
    }
}

fn rules() -> Rules {
    Rules {
        handing: Handing::Assigned,
        admission_percent: None,
        ..Rules::default()
    }
}

/// Share who left and mean wait in seconds of one run, its first hours left out.
fn measured(line: Line, demand: &Demand, seed: u64) -> (f64, f64) {
    let queue = Queue::of(rules(), agents(line.agents), Vec::new(), 0);
    let mut run = Run::of(queue, demand, Vec::new(), seed);
    run.run_to(200 * 3_600_000);
    let (mut n, mut lost, mut waited) = (0.0, 0.0, 0.0);
    for done in run.done.iter().filter(|d| d.since > 5 * 3_600_000) {
        let at = match done.end {
            End::Served { at } => at,
            End::Lost { at } => {
                lost += 1.0;
                at
            }
            End::Open => panic!("somebody still waits"),
        };
        n += 1.0;
        waited += f64::from(i32::try_from(at - done.since).expect("a short wait")) / 1e3;
    }
    (lost / n, waited / n)
}

/// The exact value lies in a 99.9 % t-interval of 20 runs (t = 3.883 at 19 degrees).
fn holds(found: &[f64], exact: f64) {
    let n = f64::from(u32::try_from(found.len()).expect("20"));
    let mean = found.iter().sum::<f64>() / n;
    let variance = found.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0);
    let half = 3.883 * (variance / n).sqrt();
    assert!(
        (mean - exact).abs() <= half,
        "{mean} +- {half}, exactly {exact}"
    );
    assert!(
        half < 0.1 * exact,
        "too wide to tell: {mean} +- {half}, exactly {exact}"
    );
}

#[test]
fn the_simulator_agrees_with_erlang_a() {
    for (line, patience_s) in [
        (
            Line {
                agents: 10,
                per_hour: 200.0,
                handle_s: 180.0,
            },
            120.0,
        ),
        (
            Line {
                agents: 1,
                per_hour: 12.0,
                handle_s: 300.0,
            },
            300.0,
        ),
    ] {
        let exact = impatient(line, patience_s, 20.0).expect("a good line");
        let demand = calls(line, patience_s);
        let runs: Vec<(f64, f64)> = (1..=20).map(|seed| measured(line, &demand, seed)).collect();
        holds(&runs.iter().map(|r| r.0).collect::<Vec<_>>(), exact.abandon);
        holds(&runs.iter().map(|r| r.1).collect::<Vec<_>>(), exact.mean_s);
    }
}

#[test]
fn the_same_seed_is_the_same_day() {
    let line = Line {
        agents: 5,
        per_hour: 60.0,
        handle_s: 300.0,
    };
    let demand = calls(line, 100.0);
    assert_eq!(measured(line, &demand, 3), measured(line, &demand, 3));
    assert_ne!(measured(line, &demand, 3), measured(line, &demand, 4));
}

#[test]
fn arrivals_follow_their_slots() {
    let mut demand = calls(
        Line {
            agents: 1,
            per_hour: 60.0,
            handle_s: 1.0,
        },
        100.0,
    );
    demand.streams[0].per_hour = vec![0.0, 600.0];
    let queue = Queue::of(rules(), agents(3), Vec::new(), 0);
    let mut run = Run::of(queue, &demand, Vec::new(), 1);
    run.run_to(20 * 3_600_000);
    assert!(run.done.iter().all(|d| d.since / 3_600_000 % 2 == 1));
    assert!(
        (5_500..6_500).contains(&run.done.len()),
        "{}",
        run.done.len()
    );
}
