//! Learning from promises: how much longer than stated people had to wait, per urgency and channel.
//!
//! Conformal: the stated p90 is scaled by the 90 % quantile of actual over stated of the last promises. Whoever left before
//! the answer waited at least so long: such cases count as cut off (Kaplan and Meier), not as short waits.

use crate::ChannelId;
use crate::Millis;
use crate::conversation::Urgency;
use std::collections::{BTreeMap, VecDeque};

/// Scored promises that are looked back on.
pub const LAST: usize = 400;
/// Fewest before anything is corrected.
pub const FEWEST: usize = 50;
/// A correction is at most this much, either way.
const MOST: f64 = 20.0;

/// How a promise ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Answered,
    /// Left after so long, unanswered.
    Left,
}

#[derive(Debug, Clone, Copy)]
struct Seen {
    ratio: f64,
    outcome: Outcome,
}

/// By urgency and channel.
#[derive(Debug, Clone, Default)]
pub struct Correction {
    last: BTreeMap<(Urgency, ChannelId), VecDeque<Seen>>,
}

impl Correction {
    /// A promise has ended. `stated_p90_ms` is what the forward run said, before correction. Nothing is learned from a
    /// promise of no wait.
    #[expect(clippy::cast_precision_loss, reason = "durations far below 2^53 ms")]
    pub fn scored(
        &mut self,
        class: (Urgency, ChannelId),
        stated_p90_ms: Millis,
        waited_ms: Millis,
        outcome: Outcome,
    ) {
        if stated_p90_ms <= 0 {
            return;
        }
        let seen = self.last.entry(class).or_default();
        if seen.len() >= LAST {
            seen.pop_front();
        }
        let ratio = waited_ms.max(0) as f64 / stated_p90_ms as f64;
        seen.push_back(Seen { ratio, outcome });
    }

    /// By what the stated p90 is multiplied; 1 while too little is known.
    #[must_use]
    pub fn factor(&self, class: (Urgency, ChannelId)) -> f64 {
        self.last
            .get(&class)
            .map_or(1.0, |seen| quantile(seen, 0.9))
    }

    #[must_use]
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        reason = "durations far below 2^53 ms"
    )]
    pub fn corrected(&self, class: (Urgency, ChannelId), stated_p90_ms: Millis) -> Millis {
        (stated_p90_ms as f64 * self.factor(class)).round() as Millis
    }

    /// Scored promises that are known of a class.
    #[must_use]
    pub fn known(&self, class: (Urgency, ChannelId)) -> usize {
        self.last.get(&class).map_or(0, VecDeque::len)
    }
}

/// The smallest ratio that at least `part` stayed within, one more being counted than there are.
#[expect(clippy::cast_precision_loss, reason = "at most LAST")]
fn quantile(seen: &VecDeque<Seen>, part: f64) -> f64 {
    let answered = seen
        .iter()
        .filter(|s| s.outcome == Outcome::Answered)
        .count();
    if answered < FEWEST {
        return 1.0;
    }
    let mut sorted: Vec<Seen> = seen.iter().copied().collect();
    sorted.sort_by(|a, b| {
        a.ratio
            .total_cmp(&b.ratio)
            .then_with(|| (a.outcome == Outcome::Left).cmp(&(b.outcome == Outcome::Left)))
    });
    let n = sorted.len() as f64;
    let goal = 1.0 - (part * (n + 1.0) / n).min(1.0);
    let mut longer = 1.0;
    let mut last = 1.0;
    for (gone, s) in sorted.iter().enumerate() {
        if s.outcome == Outcome::Answered {
            longer *= 1.0 - 1.0 / (n - gone as f64);
            last = s.ratio;
            if longer <= goal + 1e-12 {
                break;
            }
        }
    }
    last.clamp(1.0 / MOST, MOST)
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const CLASS: (Urgency, ChannelId) = (Urgency::Normal, ChannelId(Uuid::nil()));

    #[test]
    fn too_little_corrects_nothing() {
        let mut c = Correction::default();
        (1..50).for_each(|_| c.scored(CLASS, 100, 300, Outcome::Answered));
        assert!((c.factor(CLASS) - 1.0).abs() < 1e-12);
        c.scored(CLASS, 100, 300, Outcome::Answered);
        assert_eq!(c.corrected(CLASS, 100), 300);
    }

    #[test]
    fn the_ninetieth_of_what_happened_is_what_is_stated() {
        let mut c = Correction::default();
        (1..=99).for_each(|w| c.scored(CLASS, 100, w, Outcome::Answered));
        assert_eq!(c.corrected(CLASS, 1_000), 900);
    }

    #[test]
    fn who_left_early_is_no_short_wait() {
        let mut c = Correction::default();
        for w in 1..=100 {
            c.scored(CLASS, 100, w, Outcome::Answered);
            c.scored(CLASS, 100, w, Outcome::Left);
        }
        // Patience and wait alike: taken as waits, those who left would give 90.
        assert!(c.factor(CLASS) > 0.97, "{}", c.factor(CLASS));
    }

    #[test]
    fn old_promises_are_forgotten_and_no_wait_teaches_nothing() {
        let mut c = Correction::default();
        (0..500).for_each(|_| c.scored(CLASS, 100, 900, Outcome::Answered));
        (0..LAST).for_each(|_| c.scored(CLASS, 100, 100, Outcome::Answered));
        c.scored(CLASS, 0, 100, Outcome::Answered);
        assert_eq!((c.corrected(CLASS, 100), c.known(CLASS)), (100, LAST));
    }
}
