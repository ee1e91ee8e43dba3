//! A report is looked at whenever somebody likes. An interval that is right for one look is wrong for many: with daily looks at
//! 5 % for 14 days, half of all experiments without effect would show one. So the verdict rests on a wider interval.
//!
//! The boundary of O'Brien and Fleming (*A multiple testing procedure for clinical trials*, Biometrics 35, 1979) for looking all
//! the time: the sum that a test statistic comes from is a Brownian motion, and one that reaches neither `B` nor `-B` up to its
//! planned end does so with probability `4 (1 - Φ(B))` at most (reflection, both sides). `B` = 2.2414 makes that 5 %. At a
//! fraction `t` of the planned numbers the limit is `B / √t` standard errors: very wide early, hardly wider than usual at the end.
//!
//! After the planned end the experiment goes on, since the held out are held out for good. From there each doubling of the
//! numbers is a new end, for which half of what was left of the 5 % is spent; for that the first end gets half as well.

use crate::score::{self, Interval};

/// What may be wrong altogether.
const ALPHA: f64 = 0.05;

/// The interval of the difference (first less second) that holds at every look, with `needed` in each of two equal arms as the
/// planned end. `None` while either arm is empty.
pub(super) fn whenever(first: (i64, i64), second: (i64, i64), needed: i64) -> Option<Interval> {
    let t = super::telling(first.1, second.1) / super::real(needed.max(1));
    if t <= 0.0 {
        return None;
    }
    Some(score::newcombe_at(limit(t), first, second)?.between)
}

/// Standard errors that a difference must be away from nothing at `t` of the planned numbers.
pub(super) fn limit(t: f64) -> f64 {
    // The first end that is not passed yet, and its share: a half, a quarter, an eighth and so on.
    let mut end = 1.0;
    let mut alpha = ALPHA / 2.0;
    while t > end && alpha > 1e-9 {
        end *= 2.0;
        alpha /= 2.0;
    }
    let b = score::quantile(1.0 - alpha / 4.0);
    // Wilson's interval means nothing beyond any sensible number of standard errors.
    (b / (t / end).min(1.0).sqrt()).min(40.0)
}
