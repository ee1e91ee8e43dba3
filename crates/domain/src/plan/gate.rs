//! Gates: what must be read of a figure before a plan goes on, and guard rails: what is watched all the time.
//!
//! Three answers, not two: a figure whose interval lies across the threshold, or that too few speak for, is inconclusive,
//! and an inconclusive gate never opens. A figure that is not measured any more fails (Flagger and Argo Rollouts do the same);
//! one that this program never measures ([`super::metrics`]) is inconclusive, so that a person decides.

use super::STALE_MS;
use crate::Millis;
use crate::score::{Estimate, wilson};
use serde::{Deserialize, Serialize};

/// Letters of the name of a figure.
pub const METRIC_MAX: usize = 60;
/// Largest number of cases that a gate may ask for.
pub const SMALLEST_N_MAX: i64 = 1_000_000;
/// Checks that a guard rail remembers.
pub const CHECKS_MAX: u8 = 100;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Pass,
    Fail,
    Inconclusive,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    AtLeast,
    AtMost,
}

/// What kind of number a figure is; says which thresholds make sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// 0 to 1.
    Share,
    /// Against before: 0.1 is a tenth more, nothing left is -1.
    Change,
    /// Nought or more: days, minutes, cases.
    Amount,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counted {
    /// Some of many: the whole interval must lie on the good side.
    #[default]
    Sample,
    /// Everybody was counted: the value alone decides.
    InFull,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Gate {
    /// Name of the figure: `answered_in_target`, `complaints_of_told`...
    pub metric: String,
    pub bound: Bound,
    pub threshold: f64,
    pub unit: Unit,
    #[serde(default)]
    pub counted: Counted,
    /// Fewer say nothing.
    pub smallest_n: i64,
    /// Of how much time the figure is.
    pub window_ms: Millis,
}

/// What was read of a figure.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    pub n: i64,
    pub value: f64,
    pub low: f64,
    pub high: f64,
    pub at: Millis,
}

impl Reading {
    /// A share, `k` of `n`, with Wilson's interval; of nobody it is known that nobody came.
    #[must_use]
    pub fn share(k: i64, n: i64, at: Millis) -> Self {
        let between = wilson(k, n);
        let value = if n > 0 { ratio(k, n) } else { 0.0 };
        Self {
            n: n.max(0),
            value,
            low: between.map_or(0.0, |b| b.low),
            high: between.map_or(1.0, |b| b.high),
            at,
        }
    }

    #[must_use]
    pub fn of(estimate: Estimate, n: i64, at: Millis) -> Self {
        Self {
            n,
            value: estimate.value,
            low: estimate.between.low,
            high: estimate.between.high,
            at,
        }
    }

    /// No nonsense, and measured within the step, not long ago, and not in the future.
    fn speaks(&self, since: Millis, now: Millis) -> bool {
        let finite = self.value.is_finite() && self.low.is_finite() && self.high.is_finite();
        let in_time = since <= self.at && self.at <= now && now - self.at <= STALE_MS;
        finite && self.n >= 0 && self.low <= self.high && in_time
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn ratio(k: i64, n: i64) -> f64 {
    k as f64 / n as f64
}

/// What a reading says of a gate; `None` without a reading of the time since the step started.
#[must_use]
pub fn judge(
    gate: &Gate,
    reading: Option<&Reading>,
    since: Millis,
    now: Millis,
) -> Option<Verdict> {
    let reading = reading.filter(|r| r.speaks(since, now))?;
    if reading.n == 0 || reading.n < gate.smallest_n {
        return Some(Verdict::Inconclusive);
    }
    let (worst, best) = match (gate.counted, gate.bound) {
        (Counted::InFull, _) => (reading.value, reading.value),
        (Counted::Sample, Bound::AtLeast) => (reading.low, reading.high),
        (Counted::Sample, Bound::AtMost) => (reading.high, reading.low),
    };
    Some(if gate.is_met_by(worst) {
        Verdict::Pass
    } else if gate.is_met_by(best) {
        Verdict::Inconclusive
    } else {
        Verdict::Fail
    })
}

impl Gate {
    /// The figure, and of how much time: its reading in [`super::Readings`].
    #[must_use]
    pub fn asks(&self) -> (String, Millis) {
        (self.metric.clone(), self.window_ms)
    }

    fn is_met_by(&self, value: f64) -> bool {
        match self.bound {
            Bound::AtLeast => value >= self.threshold,
            Bound::AtMost => value <= self.threshold,
        }
    }

    /// Whether some reading opens it. Of a sample, a share is never quite nought or one.
    #[must_use]
    pub fn can_pass(&self) -> bool {
        let t = self.threshold;
        let sample = self.counted == Counted::Sample;
        t.is_finite()
            && match (self.unit, self.bound) {
                (Unit::Share, Bound::AtLeast) => t < 1.0 || (t <= 1.0 && !sample),
                (Unit::Share, Bound::AtMost) => t > 0.0 || (t >= 0.0 && !sample),
                (Unit::Change, Bound::AtMost) => t >= -1.0,
                (Unit::Amount, Bound::AtMost) => t >= 0.0,
                (Unit::Change | Unit::Amount, Bound::AtLeast) => true,
            }
    }

    /// Whether both can open at once.
    #[must_use]
    pub fn agrees_with(&self, other: &Self) -> bool {
        if self.metric != other.metric || self.bound == other.bound {
            return true;
        }
        let (least, most) = match self.bound {
            Bound::AtLeast => (self.threshold, other.threshold),
            Bound::AtMost => (other.threshold, self.threshold),
        };
        least <= most
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Response {
    Pause,
    /// One step back, and then pause.
    RollBack,
}

/// A gate that is watched all the time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GuardRail {
    #[serde(flatten)]
    pub gate: Gate,
    /// Past the limit in so many of the last `of` checks: [`GuardRail::then`].
    pub breaches: u8,
    pub of: u8,
    pub then: Response,
    /// So many checks in a row without data: [`GuardRail::then_missing`].
    pub missing: u8,
    pub then_missing: Response,
}

impl GuardRail {
    /// What these checks ask for, the newest last.
    #[must_use]
    pub fn asks(&self, checks: &[Option<Verdict>]) -> Option<Response> {
        let last = checks.iter().rev();
        let recent = last.clone().take(usize::from(self.of));
        let past = recent.filter(|c| **c == Some(Verdict::Fail)).count();
        let silent = last.take_while(|c| c.is_none()).count();
        let breached = (past >= usize::from(self.breaches)).then_some(self.then);
        let missed = (silent >= usize::from(self.missing)).then_some(self.then_missing);
        breached.max(missed)
    }
}
