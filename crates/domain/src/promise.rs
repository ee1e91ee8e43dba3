//! What a customer is told about when to expect an answer, and whether it was kept.

mod correction;
mod forward;
mod score;
mod told;

pub use correction::{Correction, FEWEST, LAST, Outcome};
pub use forward::{CLASSES_MAX, Class, Forecast, Forward, RUNS_MAX, forward, probe};
pub use score::{Covered, Score, Stated};
pub use told::{Told, told};

use crate::Millis;
use crate::hours::Hours;
use serde::{Deserialize, Serialize};

/// "Usually by X, almost always by Y", as durations from now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Estimate {
    /// Median, milliseconds.
    pub usually_ms: i64,
    /// 90th percentile, milliseconds.
    pub almost_always_ms: i64,
    pub basis: Basis,
    /// Number of first responses behind it.
    pub n: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// This channel's recent first responses.
    Recent,
    /// The target that was set: not enough record yet.
    Target,
}

/// Fewest recent first responses from which an estimate is made.
pub const ENOUGH: usize = 20;

/// Estimate from recent first-response durations, or from the target when there are fewer than [`ENOUGH`].
#[must_use]
pub fn estimate(recent_ms: &[Millis], target_ms: Millis) -> Estimate {
    let n = u32::try_from(recent_ms.len()).unwrap_or(u32::MAX);
    if recent_ms.len() < ENOUGH {
        return Estimate {
            usually_ms: target_ms,
            almost_always_ms: target_ms,
            basis: Basis::Target,
            n,
        };
    }
    let mut sorted = recent_ms.to_vec();
    sorted.sort_unstable();
    let at = |p: usize| sorted[(sorted.len() * p).div_ceil(100).clamp(1, sorted.len()) - 1];
    Estimate {
        usually_ms: at(50),
        almost_always_ms: at(90),
        basis: Basis::Recent,
        n,
    }
}

/// As [`estimate`], by opening hours: first responses (arrival, answer) are measured in open time, and so is the target;
/// the estimate is then the time that passes until so much open time has passed after `now`. A house that does not open
/// promises its target.
#[must_use]
pub fn estimate_in_hours(
    recent: &[(Millis, Millis)],
    target_ms: Millis,
    hours: &Hours,
    now: Millis,
) -> Estimate {
    let open: Vec<Millis> = recent
        .iter()
        .map(|&(asked, answered)| hours.open_time_between(asked, answered))
        .collect();
    let by_open_time = estimate(&open, target_ms);
    let passing = |ms: Millis| hours.add_open_time(now, ms).map_or(ms, |at| at - now);
    Estimate {
        usually_ms: passing(by_open_time.usually_ms),
        almost_always_ms: passing(by_open_time.almost_always_ms),
        ..by_open_time
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_few_answers_promise_the_target() {
        assert_eq!(estimate(&[1; 19], 500).basis, Basis::Target);
        assert_eq!(estimate(&[1; 19], 500).usually_ms, 500);
    }

    #[test]
    fn enough_answers_promise_median_and_ninetieth() {
        let recent: Vec<i64> = (1..=100).rev().collect();
        let e = estimate(&recent, 500);
        assert_eq!(
            (e.usually_ms, e.almost_always_ms, e.basis),
            (50, 90, Basis::Recent)
        );
    }

    #[test]
    fn after_the_close_an_answer_is_promised_for_the_next_day() {
        use crate::hours::{Interval, Schedule};
        let hour = 3_600_000;
        let week = (0..7)
            .map(|day| Interval {
                day,
                from: 540,
                to: 1020,
            })
            .collect();
        let schedule = Schedule {
            zone: "UTC".into(),
            week,
            exceptions: Vec::new(),
        };
        let hours = Hours::new(&schedule, &[]).expect("good hours");
        // Asked at 16:00, answered at 10:00: two open hours.
        let recent = [(16 * hour, 34 * hour); ENOUGH];
        let e = estimate_in_hours(&recent, hour, &hours, 18 * hour);
        assert_eq!((e.usually_ms, e.basis), (17 * hour, Basis::Recent));
        let e = estimate_in_hours(&[], hour, &hours, 18 * hour);
        assert_eq!((e.usually_ms, e.basis), (16 * hour, Basis::Target));
    }
}
