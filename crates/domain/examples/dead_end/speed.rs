//! How long an audit takes on one core: of all, of one door, of all failures, of the steps of a plan.

use super::domain::dead_end::{
    Change, Failure, House, Report, Scope, audit, audit_telling, touched,
};
use super::house::{large, of_steps};
use std::time::Instant;

const ROUNDS: usize = 5;
/// Each so many doors one is changed.
const EVERY: usize = 9;

/// The middle one of some rounds, milliseconds.
fn timed(house: &House, scope: &Scope) -> (f64, Report) {
    let mut took = Vec::new();
    let mut report = Report::default();
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        report = audit(house, scope);
        took.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    took.sort_by(f64::total_cmp);
    (took[ROUNDS / 2], report)
}

pub fn print() {
    let mut house = large();
    let cells = house.doors.len() * house.slots.len() * house.kinds.len();
    let (ms, report) = timed(&house, &Scope::All);
    println!(
        "{} doors x {} slots x {} kinds = {cells} situations, {} of them possible: {ms:.0} ms; {} findings, {} ribbons",
        house.doors.len(),
        house.slots.len(),
        house.kinds.len(),
        report.looked,
        report.findings.len(),
        report.flows.len()
    );
    let (mut worst, mut most, mut all) = (0.0_f64, 0, 0.0);
    let changed = house.doors.iter().step_by(EVERY);
    for door in changed.clone() {
        let scope = Scope::Touched(Change {
            channels: vec![door.channel],
            doors: vec![door.id],
            ..Change::default()
        });
        let (ms, _) = timed(&house, &scope);
        worst = worst.max(ms);
        all += ms;
        most = most.max(touched(&house, &scope).len());
    }
    println!(
        "a change of one door: {:.0} ms on average of {}, {worst:.0} ms at worst, up to {most} doors touched",
        all / changed.len() as f64,
        changed.len()
    );
    house.failures = Failure::ALL.to_vec();
    let (ms, _) = timed(&house, &Scope::All);
    println!("with {} failures: {ms:.0} ms", house.failures.len());
    plan();
}

/// Each step before it begins, all of it under each failure: what a plan of a desk looks at only where it touches.
fn plan() {
    let steps = of_steps(0);
    let (mut told, mut longest) = (0, 0.0_f64);
    let begun = Instant::now();
    for house in &steps {
        let mut last = Instant::now();
        let report = audit_telling(house, &Scope::All, &mut |_| {
            longest = longest.max(last.elapsed().as_secs_f64() * 1e3);
            last = Instant::now();
            told += 1;
        });
        assert!(report.looked > 0, "it looked at something");
    }
    println!(
        "a plan of {} steps x {} failures: {:.1} s; it said {told} times how far it is, each {longest:.0} ms at the latest",
        steps.len(),
        Failure::ALL.len(),
        begun.elapsed().as_secs_f64()
    );
}
