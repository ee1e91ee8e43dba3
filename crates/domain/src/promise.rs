//! What a customer is told about when to expect an answer, and whether it was kept.

mod correction;
mod forward;
mod late;
mod record;
mod score;
mod staff;
mod tally;
mod told;

pub use correction::{Correction, FEWEST, LAST, Outcome};
pub use forward::{CLASSES_MAX, Class, Forecast, Foreseen, Forward, RUNS_MAX, forward, probe};
pub use late::{Lateness, late_by};
pub use record::{
    ARRIVALS_FEWEST, Arrivals, Expected, FIRST_WORD_MS, HOURS_A_WEEK, LIVE_HANDLE_MS, Lost,
    PATIENCE_MS, Record, Sort, Took, hour_of_week,
};
pub use score::{Covered, Score, Stated};
pub use staff::{Habit, Worker, coming};
pub use tally::{Day, Kept, Line, Row, Tallied, tally};
pub use told::{Told, told};

use crate::conversation::Urgency;
use crate::hours::Hours;
use crate::{ChannelId, Millis};
use serde::{Deserialize, Serialize};

/// What somebody who comes now is told, and what it rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Estimate {
    pub told: Told,
    /// `None`: almost always cannot be said.
    pub wait: Option<Wait>,
    pub basis: Basis,
    /// First responses, or runs, behind it.
    pub n: u32,
}

/// The wait in milliseconds, before words round it up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Wait {
    /// Median.
    pub usually_ms: Millis,
    /// 90th percentile.
    pub almost_always_ms: Millis,
    /// The same before it was corrected by how earlier promises went.
    pub uncorrected_ms: Millis,
}

impl Wait {
    #[must_use]
    pub fn of(usually_ms: Millis, almost_always_ms: Millis) -> Self {
        Self {
            usually_ms,
            almost_always_ms,
            uncorrected_ms: almost_always_ms,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The queue as it is, run forward.
    Forward,
    /// This channel's recent first responses: too little is known to run the queue forward.
    Recent,
    /// The target that was set: not enough record yet.
    Target,
}

impl Basis {
    /// The word in tables and in the API.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Forward => "forward",
            Self::Recent => "recent",
            Self::Target => "target",
        }
    }
}

/// Fewest recent first responses from which an estimate is made.
pub const ENOUGH: usize = 20;

/// What first responses took, or the target when there are fewer than [`ENOUGH`].
fn measured(recent_ms: &[Millis], target_ms: Millis) -> (Basis, Millis, Millis) {
    if recent_ms.len() < ENOUGH {
        return (Basis::Target, target_ms, target_ms);
    }
    let mut sorted = recent_ms.to_vec();
    sorted.sort_unstable();
    let at = |p: usize| sorted[(sorted.len() * p).div_ceil(100).clamp(1, sorted.len()) - 1];
    (Basis::Recent, at(50), at(90))
}

/// Estimate from recent first responses (arrival, answer), or from the target when there are fewer than [`ENOUGH`]. In a
/// house that keeps hours both are open time, and the estimate is the time that passes until so much open time has passed
/// after `now`; one that does not open promises its target.
#[must_use]
pub fn estimate(
    recent: &[(Millis, Millis)],
    target_ms: Millis,
    hours: Option<&Hours>,
    now: Millis,
) -> Estimate {
    let took: Vec<Millis> = recent
        .iter()
        .map(|&(asked, answered)| match hours {
            Some(hours) => hours.open_time_between(asked, answered),
            None => (answered - asked).max(0),
        })
        .collect();
    let (basis, usually, almost_always) = measured(&took, target_ms);
    let passing = |ms: Millis| {
        let at = hours.and_then(|h| h.add_open_time(now, ms));
        at.map_or(ms, |at| at - now)
    };
    let wait = Wait::of(passing(usually), passing(almost_always));
    Estimate {
        told: told(
            Some(wait.usually_ms),
            Some(wait.almost_always_ms),
            hours,
            now,
        ),
        wait: Some(wait),
        basis,
        n: u32::try_from(recent.len()).unwrap_or(u32::MAX),
    }
}

/// Estimate from a forward run; `None` when it says nothing: nobody is there, nobody is known to come, and no hours say
/// when.
#[must_use]
pub fn foreseen(
    forecast: &Forecast,
    correction: &Correction,
    class: (Urgency, ChannelId),
    hours: Option<&Hours>,
    now: Millis,
) -> Option<Estimate> {
    let usually = forecast.quantile(50);
    let uncorrected = forecast.quantile(90);
    let almost_always = uncorrected.map(|ms| correction.corrected(class, ms));
    let said = told(usually, almost_always, hours, now);
    let wait = usually.zip(uncorrected).zip(almost_always);
    (said != Told::Unknown).then(|| Estimate {
        told: said,
        wait: wait.map(|((usually_ms, uncorrected_ms), almost_always_ms)| Wait {
            usually_ms: usually_ms.min(almost_always_ms),
            almost_always_ms,
            uncorrected_ms,
        }),
        basis: Basis::Forward,
        n: forecast.runs,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hours::{Interval, Schedule};

    const HOUR: Millis = 3_600_000;

    fn took(ms: impl IntoIterator<Item = Millis>) -> Vec<(Millis, Millis)> {
        ms.into_iter().map(|ms| (0, ms)).collect()
    }

    fn from_nine_to_five() -> Hours {
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
        Hours::new(&schedule, &[]).expect("good hours")
    }

    fn forecast(waits_ms: Vec<Millis>) -> Forecast {
        Forecast { waits_ms, runs: 40 }
    }

    const CLASS: (Urgency, ChannelId) = (Urgency::Normal, ChannelId(uuid::Uuid::nil()));

    #[test]
    fn too_few_answers_promise_the_target() {
        let e = estimate(&took([1; 19]), 500, None, 0);
        assert_eq!((e.basis, e.wait), (Basis::Target, Some(Wait::of(500, 500))));
    }

    #[test]
    fn enough_answers_promise_median_and_ninetieth() {
        let e = estimate(&took((1..=100).rev()), 500, None, 0);
        let expected = (Basis::Recent, Some(Wait::of(50, 90)), 100);
        assert_eq!((e.basis, e.wait, e.n), expected);
    }

    #[test]
    fn after_the_close_an_answer_is_promised_for_the_next_day() {
        let hours = from_nine_to_five();
        // Asked at 16:00, answered at 10:00: two open hours.
        let recent = [(16 * HOUR, 34 * HOUR); ENOUGH];
        let usually = |e: &Estimate| e.wait.map(|w| w.usually_ms);
        let e = estimate(&recent, HOUR, Some(&hours), 18 * HOUR);
        assert_eq!((usually(&e), e.basis), (Some(17 * HOUR), Basis::Recent));
        let e = estimate(&[], HOUR, Some(&hours), 18 * HOUR);
        assert_eq!((usually(&e), e.basis), (Some(16 * HOUR), Basis::Target));
    }

    #[test]
    fn what_was_foreseen_is_corrected_by_what_became_of_it() {
        let mut late = Correction::default();
        (0..100).for_each(|_| late.scored(CLASS, 100, 300, Outcome::Answered));
        let waits = forecast((1..=40).map(|m| m * 60_000).collect());
        let found = |c: &Correction| foreseen(&waits, c, CLASS, None, 0).expect("foreseen");
        let (raw, more) = (found(&Correction::default()), found(&late));
        let minutes = |e: &Estimate| e.wait.map(|w| w.almost_always_ms / 60_000);
        assert_eq!((minutes(&raw), minutes(&more)), (Some(37), Some(111)));
        assert_eq!(more.wait.map(|w| w.uncorrected_ms / 60_000), Some(37));
        assert_eq!((raw.basis, raw.n), (Basis::Forward, 40));
    }

    #[test]
    fn what_goes_further_than_was_looked_says_when_somebody_will_be_there_or_nothing() {
        let nobody = forecast(Vec::new());
        let none = Correction::default();
        assert_eq!(foreseen(&nobody, &none, CLASS, None, 0), None);
        let hours = from_nine_to_five();
        let e = foreseen(&nobody, &none, CLASS, Some(&hours), 18 * HOUR).expect("hours say when");
        let then = Told::WhenSomebodyWill { at: 33 * HOUR };
        assert_eq!((e.told, e.wait), (then, None));
        let half = forecast((1..=30).map(|m| m * 60_000).collect());
        let e = foreseen(&half, &none, CLASS, None, 0).expect("half of them");
        assert!(matches!(e.told, Told::UsuallyBy { .. }), "{e:?}");
    }
}
