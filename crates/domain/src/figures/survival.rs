//! How long something takes when some of it has not happened yet.
//!
//! Leaving out what is still open makes every desk look quick: the slow ones are not counted until they are done. The
//! estimator of Kaplan and Meier (*Nonparametric Estimation from Incomplete Observations*, JASA 53, 1958) counts each open
//! one for as long as it has been watched. The variance is Greenwood's (1926); intervals are 95 %, on the scale of
//! log(-log S) (Kalbfleisch and Prentice), so that they stay between 0 and 1.

use crate::Millis;

/// Two-sided 95 %.
const Z: f64 = 1.959_963_984_540_054;

/// The share of those for whom it has not happened yet, just after `after_s` seconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    pub after_s: i64,
    pub share: f64,
    pub low: f64,
    pub high: f64,
    /// How many were watched until then, and for whom it had not happened before.
    pub at_risk: usize,
}

/// A step for each time at which it happened.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Curve {
    /// How many were watched.
    pub n: usize,
    /// For how many it happened.
    pub ended: usize,
    pub steps: Vec<Step>,
}

/// One observation in four bytes: seconds, and whether it only was watched so long. Those that happened come first in
/// order, as the estimator asks for ties.
#[must_use]
pub fn packed(lasted_ms: Millis, happened: bool) -> u32 {
    const MOST: i64 = (u32::MAX >> 1) as i64;
    let seconds = lasted_ms.div_euclid(1000).clamp(0, MOST);
    (u32::try_from(seconds).unwrap_or(u32::MAX >> 1) << 1) | u32::from(!happened)
}

/// The curve of these [`packed`] observations, which it sorts.
#[must_use]
pub fn kaplan_meier(seen: &mut [u32]) -> Curve {
    seen.sort_unstable();
    let n = seen.len();
    let mut curve = Curve {
        n,
        ..Curve::default()
    };
    let (mut share, mut greenwood, mut at) = (1.0_f64, 0.0_f64, 0);
    while at < n {
        let time = seen[at] >> 1;
        let same = seen[at..].iter().take_while(|&&o| o >> 1 == time);
        let (all, happened) =
            same.fold((0, 0), |(all, h), o| (all + 1, h + usize::from(o & 1 == 0)));
        if happened > 0 {
            let (risk, d) = ((n - at) as f64, happened as f64);
            share *= 1.0 - d / risk;
            greenwood += d / (risk * (risk - d));
            let (low, high) = interval(share, greenwood, curve.steps.last());
            curve.ended += happened;
            curve.steps.push(Step {
                after_s: i64::from(time),
                share: if n - at == happened { 0.0 } else { share },
                low,
                high,
                at_risk: n - at,
            });
        }
        at += all;
    }
    curve
}

/// At a share of 0 the scale ends: what was known before still holds above.
fn interval(share: f64, greenwood: f64, before: Option<&Step>) -> (f64, f64) {
    if !greenwood.is_finite() || share <= 0.0 {
        return (0.0, before.map_or(1.0, |s| s.high));
    }
    let width = Z * greenwood.sqrt() / share.ln().abs();
    (share.powf(width.exp()), share.powf((-width).exp()))
}

impl Curve {
    /// Seconds by which it has happened for this part of all; `None` when it has not yet.
    #[must_use]
    pub fn quantile(&self, part: f64) -> Option<i64> {
        self.first(|s| s.share <= 1.0 - part + 1e-12)
    }

    /// Between which seconds that time lies, as far as the numbers tell (Brookmeyer and Crowley, 1982).
    #[must_use]
    pub fn quantile_between(&self, part: f64) -> (Option<i64>, Option<i64>) {
        (
            self.first(|s| s.low <= 1.0 - part + 1e-12),
            self.first(|s| s.high <= 1.0 - part + 1e-12),
        )
    }

    /// The share for whom it has not happened after so many seconds.
    #[must_use]
    pub fn share_after(&self, seconds: i64) -> f64 {
        let at = self.steps.partition_point(|s| s.after_s <= seconds);
        at.checked_sub(1).map_or(1.0, |i| self.steps[i].share)
    }

    /// At most about `most` steps, evenly spread over the share and the number of steps; the last one stays.
    #[must_use]
    pub fn thinned(&self, most: usize) -> Vec<Step> {
        if self.steps.len() <= most || most < 2 {
            return self.steps.clone();
        }
        let last = self.steps.len() - 1;
        (0..most)
            .map(|i| self.steps[i * last / (most - 1)])
            .collect()
    }

    fn first(&self, reached: impl Fn(&Step) -> bool) -> Option<i64> {
        self.steps.iter().find(|s| reached(s)).map(|s| s.after_s)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn curve(happened: &[i64], watched: &[i64]) -> Curve {
        let seen = happened.iter().map(|&t| packed(t * 1000, true));
        let mut seen: Vec<u32> = seen
            .chain(watched.iter().map(|&t| packed(t * 1000, false)))
            .collect();
        kaplan_meier(&mut seen)
    }

    fn close(a: f64, b: f64) {
        assert!((a - b).abs() < 0.000_6, "{a} is not {b}");
    }

    /// Remission of leukaemia under 6-mercaptopurine, weeks (Freireich et al., *Blood* 21, 1963), with the estimate and its
    /// limits as printed in the textbooks (Kleinbaum and Klein, *Survival Analysis*; `sts list` of Stata).
    #[test]
    fn the_published_curve_of_the_remission_data_is_met() {
        let c = curve(
            &[6, 6, 6, 7, 10, 13, 16, 22, 23],
            &[6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35],
        );
        let published = [
            (6, 21, 0.8571, 0.6197, 0.9516),
            (7, 17, 0.8067, 0.5631, 0.9228),
            (10, 15, 0.7529, 0.5032, 0.8894),
            (13, 12, 0.6902, 0.4316, 0.8491),
            (16, 11, 0.6275, 0.3675, 0.8049),
            (22, 7, 0.5378, 0.2678, 0.7468),
            (23, 6, 0.4482, 0.1881, 0.6801),
        ];
        assert_eq!((c.n, c.ended, c.steps.len()), (21, 9, published.len()));
        for (step, (at, risk, share, low, high)) in c.steps.iter().zip(published) {
            assert_eq!((step.after_s, step.at_risk), (at, risk));
            close(step.share, share);
            close(step.low, low);
            close(step.high, high);
        }
        assert_eq!(c.quantile(0.5), Some(23));
        // R's survfit with conf.type = "log-log": median 23, from 13, no upper limit.
        assert_eq!(c.quantile_between(0.5), (Some(13), None));
        assert_eq!(c.quantile(0.9), None, "it has not happened to nine of ten");
    }

    /// The other arm of the same trial has nobody who left: there the curve is the plain share.
    #[test]
    fn without_open_ones_the_curve_is_the_plain_share() {
        let weeks = [
            1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23,
        ];
        let c = curve(&weeks, &[]);
        for step in &c.steps {
            let left = weeks.iter().filter(|&&w| w > step.after_s).count();
            close(step.share, left as f64 / 21.0);
        }
        assert_eq!(c.quantile(0.5), Some(8));
        let last = c.steps.last().expect("steps");
        assert_eq!((last.share, last.low), (0.0, 0.0));
    }

    #[test]
    fn what_is_still_open_makes_the_median_later_than_leaving_it_out_would() {
        let done = curve(&[1, 2, 3], &[]);
        let honest = curve(&[1, 2, 3], &[9, 9, 9]);
        assert_eq!(done.quantile(0.5), Some(2));
        assert_eq!(honest.quantile(0.5), Some(3));
        assert_eq!(curve(&[1], &[9, 9, 9]).quantile(0.5), None);
    }

    #[test]
    fn odd_durations_are_kept_within_bounds() {
        let mut seen = [
            packed(-5, true),
            packed(i64::MAX, false),
            packed(i64::MIN, true),
        ];
        let c = kaplan_meier(&mut seen);
        assert_eq!((c.ended, c.steps[0].after_s), (2, 0));
        assert_eq!(kaplan_meier(&mut []), Curve::default());
        assert!((Curve::default().share_after(5) - 1.0).abs() < f64::EPSILON);
    }

    #[test]
    fn a_thinned_curve_keeps_its_ends() {
        let all: Vec<i64> = (0..10_000).collect();
        let c = curve(&all, &[]);
        let few = c.thinned(200);
        assert_eq!(few.len(), 200);
        assert_eq!((few.first(), few.last()), (c.steps.first(), c.steps.last()));
    }
}
