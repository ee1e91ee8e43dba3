//! Counts of what happens at its own times: how many there would be, and how much a rate has changed.

use super::{Estimate, Interval, Z, real, wilson};

/// The expected number behind a count, by the score interval of a Poisson mean: `x + z²/2 ± z √(x + z²/4)` (Rao's score
/// test turned round; Barker, *A comparison of nine confidence intervals for a Poisson parameter when the expected number
/// of events is ≤ 5*, The American Statistician 56, 2002). Negative counts are taken for none.
#[must_use]
pub fn poisson(count: i64) -> Interval {
    let (x, z2) = (real(count.max(0)), Z * Z);
    let half = Z * (x + z2 / 4.0).sqrt();
    Interval {
        low: if count <= 0 { 0.0 } else { x + z2 / 2.0 - half },
        high: x + z2 / 2.0 + half,
    }
}

/// How many times as often something happens after as before: counts, each over its own length of time (any one unit).
/// Given their sum, the later count is binomial; its share has Wilson's interval, which becomes one of the ratio (the score
/// method of Graham, Mengersen, Morton: *Confidence limits for the ratio of two rates based on likelihood scores*,
/// Statistics in Medicine 22, 2003). A `high` of infinity says that there was nothing before. `None` when nothing happened
/// at all, or a time is no length.
///
/// Contacts come in bursts, so the true uncertainty is larger than that of independent ones: reports say so.
#[must_use]
pub fn rate_ratio(
    (before, time_before): (i64, f64),
    (after, time_after): (i64, f64),
) -> Option<Estimate> {
    let length = |t: f64| t.is_finite() && t > 0.0;
    if before < 0 || after < 0 || !length(time_before) || !length(time_after) {
        return None;
    }
    let share = wilson(after, before + after)?;
    let ratio = |p: f64| {
        if p >= 1.0 {
            f64::INFINITY
        } else {
            p / (1.0 - p) * time_before / time_after
        }
    };
    Some(Estimate {
        value: ratio(real(after) / real(before + after)),
        between: share.map(ratio),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_has_the_score_interval() {
        // 10: 10 + 1.9207 ± 1.96 √(10.9604)
        let ten = poisson(10);
        assert!(
            (ten.low - 5.4318).abs() < 1e-3 && (ten.high - 18.4096).abs() < 1e-3,
            "{ten:?}"
        );
        let none = poisson(0);
        assert!(none.low == 0.0 && (none.high - 3.8415).abs() < 1e-3);
    }

    #[test]
    fn a_rate_that_halved_is_seen_as_such() {
        // 200 in four months, then 50 in two: half as often.
        let found = rate_ratio((200, 4.0), (50, 2.0)).expect("something happened");
        assert!((found.value - 0.5).abs() < 1e-12);
        assert!(
            found.between.low > 0.35 && found.between.high < 0.69,
            "{found:?}"
        );
        let few = rate_ratio((4, 4.0), (1, 2.0)).expect("something happened");
        assert!(few.between.holds(1.0), "five contacts prove nothing");
    }

    #[test]
    fn nothing_before_or_after_is_no_number() {
        let none_after = rate_ratio((30, 1.0), (0, 1.0)).expect("something happened");
        assert!(none_after.value == 0.0 && none_after.between.high < 0.2);
        let none_before = rate_ratio((0, 1.0), (30, 1.0)).expect("something happened");
        assert!(none_before.between.high.is_infinite());
        assert_eq!(rate_ratio((0, 1.0), (0, 1.0)), None);
        assert_eq!(rate_ratio((1, 0.0), (1, 1.0)), None);
        assert_eq!(rate_ratio((1, 1.0), (1, f64::NAN)), None);
    }
}
