//! The dead-end audit over an invented house of 200 doors, 40 slots of the week and 120 kinds of customer, on one core: all
//! of it, what a change of one door touches, and the ten steps of a plan under five failures.

#[path = "../../../crates/domain/examples/dead_end/house.rs"]
#[expect(dead_code, reason = "the example prints what it finds as well")]
mod house;

/// Under the name by which the house of the example knows it.
mod domain {
    pub use ::domain::*;
}

use crate::report::{Row, median};
use ::domain::dead_end::{Change, House, Scope, audit, audit_telling, touched};
use anyhow::{Result, ensure};
use std::time::Instant;

const ROUNDS: usize = 5;
/// Of so many doors one is changed.
const EVERY: usize = 9;

/// # Errors
/// When an audit looked at nothing.
pub fn run() -> Result<Vec<Row>> {
    let house = house::large();
    let mut all = Vec::new();
    for _ in 0..ROUNDS {
        all.push(timed(&house, &Scope::All)?);
    }
    let mut changes = Vec::new();
    for door in house.doors.iter().step_by(EVERY) {
        let scope = Scope::Touched(Change {
            channels: vec![door.channel],
            doors: vec![door.id],
            ..Change::default()
        });
        ensure!(
            !touched(&house, &scope).is_empty(),
            "a change touches a door"
        );
        changes.push(timed(&house, &scope)?);
    }
    let (plan, told) = plan()?;
    let cells = house.doors.len() * house.slots.len() * house.kinds.len();
    let worst = changes.iter().copied().fold(0.0, f64::max);
    let row = |what: String, ours: String, aim: &str| Row {
        what,
        ours,
        floor: "-".into(),
        ratio: None,
        spread: None,
        aim: aim.into(),
    };
    Ok(vec![
        row(
            format!("dead-end audit of a house, {cells} situations (ms, one core)"),
            format!("{:.0}", median(&all) * 1e3),
            "<= 1000",
        ),
        row(
            "the same after a change of one door (ms, at worst)".into(),
            format!("{:.0}", worst * 1e3),
            "<= 200",
        ),
        row(
            format!("a plan of ten steps x five failures (s; told {told} times how far)"),
            format!("{plan:.1}"),
            "<= 30",
        ),
    ])
}

/// Seconds.
fn timed(house: &House, scope: &Scope) -> Result<f64> {
    let begun = Instant::now();
    let report = audit(house, scope);
    let took = begun.elapsed().as_secs_f64();
    ensure!(report.looked > 0, "it looked at nothing");
    Ok(took)
}

/// Seconds, and how often it said how far it is.
fn plan() -> Result<(f64, usize)> {
    let steps = house::of_steps(0);
    let mut told = 0;
    let begun = Instant::now();
    for step in &steps {
        let report = audit_telling(step, &Scope::All, &mut |_| told += 1);
        ensure!(report.looked > 0, "it looked at nothing");
    }
    Ok((begun.elapsed().as_secs_f64(), told))
}
