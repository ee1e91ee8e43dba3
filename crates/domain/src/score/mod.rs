//! Scores and what can honestly be said of them: intervals, differences, bounds for those who did not answer, how many
//! answers a question needs. Everything is two-sided 95 % unless it says otherwise.
//!
//! Pure: the resampling of [`mean`] is driven by a seed that the caller names, so that a report says the same twice.

mod counts;
mod mean;
mod normal;

pub use counts::{poisson, rate_ratio};
pub use mean::{Answer, mean_of_people};
pub use normal::{cumulative, quantile};

/// Two-sided 95 %.
pub const Z: f64 = 1.959_963_984_540_054;
/// One-sided 95 %, for "not worse than".
const Z_ONE: f64 = 1.644_853_626_951_472_6;
/// A power of 80 %.
const Z_POWER: f64 = 0.841_621_233_572_914_3;

/// Between what and what.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    pub low: f64,
    pub high: f64,
}

impl Interval {
    /// Both ends by a scale and a shift, in order.
    #[must_use]
    pub fn map(self, of: impl Fn(f64) -> f64) -> Self {
        let (a, b) = (of(self.low), of(self.high));
        Self {
            low: a.min(b),
            high: a.max(b),
        }
    }

    #[must_use]
    pub fn holds(self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }

    fn within(self, low: f64, high: f64) -> Self {
        Self {
            low: self.low.clamp(low, high),
            high: self.high.clamp(low, high),
        }
    }
}

/// A value and its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    pub value: f64,
    pub between: Interval,
}

/// Counts are far below 2^52, so this loses nothing.
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn real(n: i64) -> f64 {
    n as f64
}

/// The interval of a share, `k` of `n`, after Wilson (*Probable inference, the law of succession, and statistical
/// inference*, JASA 22, 1927): honest for few and for extreme ones. `None` for nothing.
#[must_use]
pub fn wilson(k: i64, n: i64) -> Option<Interval> {
    wilson_at(Z, k, n)
}

/// [`wilson`] for `z` standard errors to either side.
#[must_use]
pub fn wilson_at(z: f64, k: i64, n: i64) -> Option<Interval> {
    if n <= 0 || k < 0 || k > n {
        return None;
    }
    let (count, n) = (k, real(n));
    let p = real(k) / n;
    let z2 = z * z;
    let middle = p + z2 / (2.0 * n);
    let half = z * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
    let whole = 1.0 + z2 / n;
    let found = Interval {
        // All or none: what is left of a difference of equal numbers is dust.
        low: if count == 0 {
            0.0
        } else {
            (middle - half) / whole
        },
        high: if real(count) >= n {
            1.0
        } else {
            (middle + half) / whole
        },
    };
    Some(found.within(0.0, 1.0))
}

/// How much larger the first share is than the second: `k1` of `n1` less `k2` of `n2`, with the score interval of Newcombe
/// (*Interval estimation for the difference between independent proportions*, Statistics in Medicine 17, 1998, method 10).
/// `None` when either is of nothing.
#[must_use]
pub fn newcombe(one: (i64, i64), two: (i64, i64)) -> Option<Estimate> {
    newcombe_at(Z, one, two)
}

/// [`newcombe`] for `z` standard errors to either side.
#[must_use]
pub fn newcombe_at(z: f64, one: (i64, i64), two: (i64, i64)) -> Option<Estimate> {
    let of = |(k, n): (i64, i64)| {
        Some(Estimate {
            between: wilson_at(z, k, n)?,
            value: real(k) / real(n),
        })
    };
    let found = difference(of(one)?, of(two)?);
    Some(Estimate {
        between: found.between.within(-1.0, 1.0),
        ..found
    })
}

/// How much larger the first is than the second when they were measured apart, from their own intervals (Zou and Donner,
/// *Construction of confidence limits about effect measures*, Statistics in Medicine 27, 2008). With Wilson's intervals it
/// is Newcombe's.
#[must_use]
pub fn difference(one: Estimate, two: Estimate) -> Estimate {
    let d = one.value - two.value;
    let (below, above) = (one.value - one.between.low, one.between.high - one.value);
    let (below2, above2) = (two.value - two.between.low, two.between.high - two.value);
    let between = Interval {
        low: d - below.hypot(above2),
        high: d + above.hypot(below2),
    };
    Estimate { value: d, between }
}

/// Net promoters in points (-100 to 100): the share of promoters less that of detractors, with the interval of its variance
/// `(p + d - (p - d)²) / n`, cut at the ends of the scale. `None` for nothing.
#[must_use]
pub fn net_promoters(promoters: i64, passives: i64, detractors: i64) -> Option<Estimate> {
    if promoters < 0 || passives < 0 || detractors < 0 {
        return None;
    }
    let n = promoters + passives + detractors;
    if n == 0 {
        return None;
    }
    let (p, d) = (real(promoters) / real(n), real(detractors) / real(n));
    let net = p - d;
    let half = Z * ((p + d - net * net).max(0.0) / real(n)).sqrt();
    let between = Interval {
        low: 100.0 * (net - half),
        high: 100.0 * (net + half),
    };
    Some(Estimate {
        value: 100.0 * net,
        between: between.within(-100.0, 100.0),
    })
}

/// Between what the mean lies over everybody who was asked, if those who kept silent would all have said the least, or the
/// most: `sum` of `answers` answers, `asked` questions. With ones and noughts it is a share. `None` when nobody was asked.
#[must_use]
pub fn worst_and_best(
    sum: f64,
    answers: i64,
    asked: i64,
    least: f64,
    most: f64,
) -> Option<Interval> {
    if asked <= 0 || answers < 0 {
        return None;
    }
    let silent = real((asked - answers).max(0));
    let all = real(asked.max(answers));
    Some(Interval {
        low: (sum + silent * least) / all,
        high: (sum + silent * most) / all,
    })
}

/// How many are needed in each of two groups to see that a share is `p1` in one and `p2` in the other: 5 % two-sided, power
/// 80 % (Fleiss, Levin, Paik: *Statistical Methods for Rates and Proportions*, 3rd ed., formula 4.14). `None` for equal
/// shares, or what is no share.
#[must_use]
pub fn needed_to_differ(p1: f64, p2: f64) -> Option<i64> {
    let share = |p: f64| (0.0..=1.0).contains(&p);
    if !share(p1) || !share(p2) || (p1 - p2).abs() < 1e-9 {
        return None;
    }
    let pooled = f64::midpoint(p1, p2);
    let null = Z * (2.0 * pooled * (1.0 - pooled)).sqrt();
    let alternative = Z_POWER * (p1 * (1.0 - p1) + p2 * (1.0 - p2)).sqrt();
    ceiled((null + alternative).powi(2) / (p1 - p2).powi(2))
}

/// How many are needed in each of two groups to see that a share of `p` is not worse by `margin` or more: 5 % one-sided,
/// power 80 %. `None` for what is no share or no margin.
#[must_use]
pub fn needed_not_worse(p: f64, margin: f64) -> Option<i64> {
    if !(0.0..=1.0).contains(&p) || !(1e-6..=1.0).contains(&margin) {
        return None;
    }
    ceiled((Z_ONE + Z_POWER).powi(2) * 2.0 * p * (1.0 - p) / (margin * margin))
}

/// How many answers are needed for the interval of a share near `p` to reach `half` to either side (the simple formula
/// `z² p (1 - p) / h²`; enough for planning). `None` for what is no share or no width.
#[must_use]
pub fn needed_for_width(p: f64, half: f64) -> Option<i64> {
    if !(0.0..=1.0).contains(&p) || !(1e-4..=1.0).contains(&half) {
        return None;
    }
    ceiled(Z * Z * p * (1.0 - p) / (half * half))
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "cut to what fits into 2^53 before"
)]
fn ceiled(n: f64) -> Option<i64> {
    // Dust of the last place is no further person.
    n.is_finite()
        .then(|| (n - 1e-9).ceil().clamp(1.0, 9e15) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, expected: f64, by: f64) {
        assert!((found - expected).abs() <= by, "{found} is not {expected}");
    }

    fn is(found: Option<Interval>, low: f64, high: f64, by: f64) {
        let found = found.expect("an interval");
        near(found.low, low, by);
        near(found.high, high, by);
    }

    #[test]
    fn the_interval_of_a_share_is_that_of_wilson() {
        is(wilson(9, 10), 0.595_849_97, 0.982_123_79, 1e-7);
        is(wilson(45, 50), 0.786_4, 0.956_5, 1e-4);
        is(wilson(180, 200), 0.850_594_19, 0.934_329_55, 1e-7);
        is(wilson(20, 20), 0.838_874_84, 1.0, 1e-7);
        is(wilson(1, 10), 0.0179, 0.4042, 1e-3);
        is(wilson(0, 20), 0.0, 0.1611, 1e-3);
    }

    #[test]
    fn of_nothing_nothing_is_said() {
        for (k, n) in [(0, 0), (3, 2), (-1, 4), (0, -3)] {
            assert_eq!(wilson(k, n), None);
        }
        assert_eq!(newcombe((0, 0), (1, 2)), None);
        assert_eq!(net_promoters(0, 0, 0), None);
        assert_eq!(net_promoters(-1, 2, 0), None);
        assert_eq!(worst_and_best(0.0, 0, 0, 0.0, 1.0), None);
    }

    #[test]
    fn the_difference_of_two_shares_is_that_of_newcombes_paper() {
        let found = newcombe((56, 70), (48, 80)).expect("both answered");
        near(found.value, 0.2, 1e-12);
        is(Some(found.between), 0.052_4, 0.333_9, 5e-5);
        let found = newcombe((450, 1000), (500, 1000)).expect("both answered");
        near(found.value, -0.05, 1e-12);
        is(Some(found.between), -0.093_498, -0.006_232, 1e-6);
    }

    #[test]
    fn turning_the_groups_round_turns_the_difference_round() {
        let one = newcombe((7, 9), (2, 31)).expect("both answered");
        let two = newcombe((2, 31), (7, 9)).expect("both answered");
        near(one.value, -two.value, 1e-12);
        is(
            Some(one.between),
            -two.between.high,
            -two.between.low,
            1e-12,
        );
    }

    #[test]
    fn net_promoters_have_the_interval_of_their_variance() {
        let found = net_promoters(60, 25, 15).expect("some");
        near(found.value, 45.0, 1e-9);
        near(found.between.high - found.value, 14.502_409, 1e-6);
        let found = net_promoters(500, 300, 200).expect("some");
        near(found.value - found.between.low, 4.840_754, 1e-6);
        let found = net_promoters(6, 3, 1).expect("some");
        near(found.value, 50.0, 1e-9);
        near(found.value - found.between.low, 42.0, 0.5);
        assert!(found.between.high <= 100.0, "no score is above the scale");
    }

    #[test]
    fn silence_bounds_what_a_score_can_mean() {
        // 90 % satisfied, 15 % answered: 135 of 150 answers, 1,000 asked.
        is(
            worst_and_best(135.0, 150, 1000, 0.0, 1.0),
            0.135,
            0.985,
            1e-12,
        );
        is(worst_and_best(12.0, 2, 2, 1.0, 7.0), 6.0, 6.0, 1e-12);
        // More answers than questions (some were forgotten): no silence is made up.
        is(worst_and_best(12.0, 3, 2, 1.0, 7.0), 4.0, 4.0, 1e-12);
    }

    #[test]
    fn the_needed_numbers_are_the_published_ones() {
        assert_eq!(needed_to_differ(0.90, 0.85), Some(686));
        assert_eq!(needed_to_differ(0.30, 0.25), Some(1251));
        assert_eq!(needed_to_differ(0.25, 0.30), Some(1251));
        assert_eq!(needed_not_worse(0.90, 0.05), Some(446));
        assert_eq!(needed_not_worse(0.85, 0.10), Some(158));
        assert_eq!(needed_for_width(0.5, 0.05), Some(385));
        assert_eq!(needed_to_differ(0.3, 0.3), None);
        assert_eq!(needed_to_differ(1.3, 0.3), None);
        assert_eq!(needed_not_worse(0.3, 0.0), None);
        assert_eq!(needed_for_width(f64::NAN, 0.1), None);
    }
}
