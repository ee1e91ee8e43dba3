//! A report as plain data: what came out of a [`Tally`](super::Tally).

use super::{Curve, Key, Measure};
use crate::Millis;

const DAY_MS: Millis = 24 * 60 * 60 * 1000;

/// Ages of the backlog: less than these, in order; the last group is older.
pub const AGES_MS: [Millis; 4] = [DAY_MS, 3 * DAY_MS, 7 * DAY_MS, 30 * DAY_MS];

/// How often a measure was counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count([u64; Measure::ALL.len()]);

impl Count {
    #[must_use]
    pub fn of(&self, measure: Measure) -> u64 {
        self.0[measure as usize]
    }

    pub(super) fn add(&mut self, measure: Measure) {
        self.0[measure as usize] += 1;
    }

    pub(super) fn sum(&mut self, other: &Self) {
        for (mine, theirs) in self.0.iter_mut().zip(other.0) {
            *mine += theirs;
        }
    }
}

/// How long something took.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Times {
    /// For how many it was measured, and for how many of them it has happened.
    pub n: usize,
    pub ended: usize,
    /// Seconds by which it has happened for half, and between which that lies (95 %).
    pub median_s: Option<i64>,
    pub between_s: (Option<i64>, Option<i64>),
    /// Seconds by which it has happened for nine of ten.
    pub most_s: Option<i64>,
}

impl Times {
    pub(crate) fn of(curve: &Curve) -> Self {
        Self {
            n: curve.n,
            ended: curve.ended,
            median_s: curve.quantile(0.5),
            between_s: curve.quantile_between(0.5),
            most_s: curve.quantile(0.9),
        }
    }
}

/// The sums of a report, or of one part of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Totals {
    pub count: Count,
    pub first_response: Times,
    pub next_response: Times,
    pub resolution: Times,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    pub key: Key,
    pub totals: Totals,
}

/// A day of the zone of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day {
    /// Days since 1970.
    pub day: i64,
    pub arrived: u64,
    pub resolutions: u64,
    pub reopened: u64,
    /// Not resolved at the end of the day; `None` for a day that is yet to come.
    pub backlog: Option<u64>,
}

/// A part of the backlog.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Age {
    /// `None`: older than all.
    pub under_ms: Option<Millis>,
    pub n: u64,
}

/// The three durations of a desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Span {
    FirstResponse,
    NextResponse,
    Resolution,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    pub totals: Totals,
    /// The period before, of the same length; without a backlog by day.
    pub before: Option<Totals>,
    /// Largest first.
    pub groups: Vec<Group>,
    pub days: Vec<Day>,
    /// Arrivals by weekday, from Monday, and hour.
    pub heat: [[u64; 24]; 7],
    pub ages: Vec<Age>,
    pub first_response: Curve,
    pub next_response: Curve,
    pub resolution: Curve,
    /// Counted, and deleted since: no list shows them any more.
    pub deleted: u64,
}
