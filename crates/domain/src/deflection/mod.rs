//! Whether suggestions spare people the writing, said honestly.
//!
//! A random, lasting share of visitors is shown no suggestion ([`arm`]); both arms are counted from the moment when a question
//! was typed for which there *was* something to suggest, so that they differ in nothing else. The outcome is whether the
//! person reached people within seven days, on any channel. What is reported ([`report`]) is the difference with its interval,
//! what was solved apart from what was given up, or that it is not measured yet and how many are needed.
//!
//! Never for urgent topics: those are neither held out nor counted ([`Counted`]).

mod looks;

use crate::Millis;
use crate::score::{self, Estimate, Interval};
use serde::{Deserialize, Serialize};

/// How long somebody's next contact is waited for before a session is counted.
pub const OUTCOME_MS: Millis = 7 * 24 * 60 * 60 * 1000;
/// The share of visitors who are shown nothing, in thousandths, if nothing is set (`planning`: 5 %, 10 % for small desks).
pub const HELD_OUT_PERMILLE: u32 = 50;
/// More than half would serve nobody.
pub const HELD_OUT_PERMILLE_MAX: u32 = 500;
/// The share of held out visitors who write, taken until there are enough to know it.
const CONTACT_RATE: f64 = 0.30;
/// The effect that the report should be able to see: 30 % become 25 %, a sixth less.
const EFFECT: f64 = 1.0 / 6.0;
/// Visitors from which on the contact rate of the held out is taken as known.
const RATE_KNOWN: i64 = 100;

/// What a visitor is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Arm {
    Shown,
    HeldOut,
}

impl Arm {
    /// The word in tables and in the API.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Shown => "shown",
            Self::HeldOut => "held_out",
        }
    }

    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "shown" => Some(Self::Shown),
            "held_out" => Some(Self::HeldOut),
            _ => None,
        }
    }
}

/// The arm of somebody: the same at each visit, on each device where `who` is the same (an organization's or contact's id where
/// it is known, else the visitor), and in no relation to the arm under another `salt`. `hash` makes 32 even bits of both.
///
/// Somebody with an urgent topic is shown what there is, whatever their arm.
#[must_use]
pub fn arm(hash: u32, held_out_permille: u32, urgent: bool) -> Arm {
    let share = u64::from(held_out_permille.min(HELD_OUT_PERMILLE_MAX));
    // 2^32 thousandths: exact for every share.
    let held = u64::from(hash) * 1000 < share << 32;
    if held && !urgent {
        Arm::HeldOut
    } else {
        Arm::Shown
    }
}

/// What came of one visitor in the time of the report: the first question they typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    pub arm: Arm,
    pub urgent: bool,
    pub at: Millis,
    /// Reached people on any channel within [`OUTCOME_MS`].
    pub contacted: bool,
    /// Said that it solved their question.
    pub solved: bool,
    /// Whether contacts on other channels could have been recognised: the person behind the visitor is known.
    pub known: bool,
}

/// Of one arm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Sum {
    pub visitors: i64,
    pub contacted: i64,
    /// Said solved, and did not write.
    pub solved: i64,
    /// Neither wrote nor said that it was solved: silence is no success.
    pub gave_up: i64,
    /// Said solved, and wrote all the same.
    pub solved_and_wrote: i64,
    pub known: i64,
}

impl Sum {
    /// The share that reached people.
    #[must_use]
    pub fn rate(&self) -> Option<f64> {
        (self.visitors > 0).then(|| real(self.contacted) / real(self.visitors))
    }
}

/// What can be said.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum Verdict {
    /// Too few to see an effect of the size that matters, and none so large that it shows already.
    NotMeasured {
        /// Visitors still needed in each arm, at the present shares.
        held_needed: i64,
        shown_needed: i64,
    },
    /// Fewer people write.
    Helps,
    /// More people write.
    Harms,
    /// Enough were counted, and no difference can be seen.
    NoneSeen,
}

/// The report of one help center.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    pub shown: Sum,
    pub held_out: Sum,
    /// Questions whose seven days are not over.
    pub pending: i64,
    /// Questions with an urgent topic, which are no part of this.
    pub urgent: i64,
    /// How much smaller the share that writes is where suggestions are shown (in points of one), after Newcombe.
    pub difference: Option<Estimate>,
    /// The same for somebody who looks at any time, and often.
    pub whenever: Option<Interval>,
    /// `(c_held - c_shown) / c_held`: the share of contacts that suggestions spare.
    pub effect: Option<Estimate>,
    pub verdict: Verdict,
}

/// Counts what is over at `now` and says what it says.
#[must_use]
pub fn report(counted: &[Counted], now: Millis) -> Report {
    let (mut shown, mut held_out) = (Sum::default(), Sum::default());
    let (mut pending, mut urgent) = (0, 0);
    for one in counted {
        if one.urgent {
            urgent += 1;
        } else if now - one.at < OUTCOME_MS {
            pending += 1;
        } else {
            match one.arm {
                Arm::Shown => add(&mut shown, one),
                Arm::HeldOut => add(&mut held_out, one),
            }
        }
    }
    let held = (held_out.contacted, held_out.visitors);
    let with = (shown.contacted, shown.visitors);
    let whenever = looks::whenever(held, with, needed(&held_out));
    Report {
        difference: score::newcombe(held, with),
        effect: effect(held, with),
        verdict: verdict(&shown, &held_out, whenever),
        whenever,
        shown,
        held_out,
        pending,
        urgent,
    }
}

fn add(sum: &mut Sum, one: &Counted) {
    sum.visitors += 1;
    sum.contacted += i64::from(one.contacted);
    sum.known += i64::from(one.known);
    match (one.contacted, one.solved) {
        (false, true) => sum.solved += 1,
        (false, false) => sum.gave_up += 1,
        (true, true) => sum.solved_and_wrote += 1,
        (true, false) => {}
    }
}

/// Visitors that two equal arms would need, at the contact rate that is known.
fn needed(held_out: &Sum) -> i64 {
    let rate = held_out
        .rate()
        .filter(|r| held_out.visitors >= RATE_KNOWN && (0.02..=0.98).contains(r))
        .unwrap_or(CONTACT_RATE);
    score::needed_to_differ(rate, rate * (1.0 - EFFECT)).unwrap_or(i64::MAX)
}

/// As many as two equal arms of this size tell: the harmonic mean of both.
fn telling(a: i64, b: i64) -> f64 {
    if a <= 0 || b <= 0 {
        return 0.0;
    }
    2.0 / (1.0 / real(a) + 1.0 / real(b))
}

fn verdict(shown: &Sum, held_out: &Sum, whenever: Option<Interval>) -> Verdict {
    if let Some(between) = whenever {
        if between.low > 0.0 {
            return Verdict::Helps;
        }
        if between.high < 0.0 {
            return Verdict::Harms;
        }
    }
    let needed = needed(held_out);
    let has = telling(shown.visitors, held_out.visitors);
    if has >= real(needed) {
        return Verdict::NoneSeen;
    }
    // At the present shares, or at those that are usual.
    let (s, h) = match (shown.visitors, held_out.visitors) {
        (s, h) if s > 0 && h > 0 => (real(s), real(h)),
        _ => (
            f64::from(1000 - HELD_OUT_PERMILLE),
            f64::from(HELD_OUT_PERMILLE),
        ),
    };
    let held = real(needed) / 2.0 * (1.0 + h / s);
    let with = held * s / h;
    Verdict::NotMeasured {
        held_needed: left(held, held_out.visitors),
        shown_needed: left(with, shown.visitors),
    }
}

#[expect(clippy::cast_possible_truncation, reason = "cut to what fits before")]
fn left(needed: f64, has: i64) -> i64 {
    ((needed.min(1e15) - 1e-9).ceil() as i64 - has).max(1)
}

/// One less the ratio of both shares, with the interval of Donner and Zou (*Closed-form confidence intervals for functions of
/// the normal mean and standard deviation*, Statistical Methods in Medical Research 21, 2012) over those of Wilson. `None`
/// while nobody of the held out has written, because then there is nothing to spare.
fn effect((k1, n1): (i64, i64), (k2, n2): (i64, i64)) -> Option<Estimate> {
    let (held, with) = (score::wilson(k1, n1)?, score::wilson(k2, n2)?);
    if k1 == 0 {
        return None;
    }
    let (p1, p2) = (real(k1) / real(n1), real(k2) / real(n2));
    let product = p1 * p2;
    // The ratio is p2 / p1: `top` are the limits of p2, `bottom` those of p1.
    let limit = |top: f64, bottom: f64, sign: f64| {
        let under =
            (product * product - top * bottom * (2.0 * p2 - top) * (2.0 * p1 - bottom)).max(0.0);
        (product + sign * under.sqrt()) / (bottom * (2.0 * p1 - bottom))
    };
    // Of so few that the share may well be twice as large, nothing is known from below.
    let low = if 2.0 * p1 > held.high {
        limit(with.low, held.high, -1.0)
    } else {
        0.0
    };
    let high = limit(with.high, held.low, 1.0);
    let ratio = Interval {
        low: low.max(0.0),
        high,
    };
    Some(Estimate {
        value: 1.0 - p2 / p1,
        between: ratio.map(|r| 1.0 - r),
    })
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn real(n: i64) -> f64 {
    n as f64
}

#[cfg(test)]
mod tests;
