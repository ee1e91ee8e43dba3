//! Were promises kept? Coverage of the stated p90 and how wide the promises were.

use crate::Millis;
use crate::score::{Interval, wilson};
use serde::{Deserialize, Serialize};

/// A stored promise and what became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stated {
    pub usually_ms: Millis,
    pub almost_always_ms: Millis,
    /// `None`: still waiting.
    pub waited_ms: Option<Millis>,
}

impl Stated {
    /// Answered within what was said to be almost always so; `None` while that is open.
    #[must_use]
    pub fn covered(&self, waiting_for_ms: Millis) -> Option<Covered> {
        match self.waited_ms {
            Some(w) if w <= self.almost_always_ms => Some(Covered::Within),
            Some(_) => Some(Covered::Later),
            None if waiting_for_ms > self.almost_always_ms => Some(Covered::Later),
            None => None,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Covered {
    Within,
    Later,
}

/// Of many promises.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Score {
    pub n: i64,
    /// Within "usually"; half of them would be honest.
    pub usually: i64,
    /// Within "almost always"; nine in ten would be honest.
    pub almost_always: i64,
    /// Sum of "almost always" less "usually".
    pub width_ms: Millis,
}

impl Score {
    pub fn add(&mut self, stated: Stated) {
        let Some(waited) = stated.waited_ms else {
            return;
        };
        self.n += 1;
        self.usually += i64::from(waited <= stated.usually_ms);
        self.almost_always += i64::from(waited <= stated.almost_always_ms);
        self.width_ms += (stated.almost_always_ms - stated.usually_ms).max(0);
    }

    /// Share covered by the stated p90, with its interval; `None` of nothing.
    #[must_use]
    pub fn coverage(&self) -> Option<Interval> {
        wilson(self.almost_always, self.n)
    }

    /// The same without its interval.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "far fewer than 2^53 promises")]
    pub fn share(&self) -> Option<f64> {
        (self.n > 0).then(|| self.almost_always as f64 / self.n as f64)
    }

    #[must_use]
    pub fn mean_width_ms(&self) -> Option<Millis> {
        (self.n > 0).then(|| self.width_ms / self.n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_promise_is_broken_once_it_is_late_answered_or_not() {
        let open = Stated {
            usually_ms: 10,
            almost_always_ms: 20,
            waited_ms: None,
        };
        assert_eq!(open.covered(20), None);
        assert_eq!(open.covered(21), Some(Covered::Later));
        let answered = Stated {
            waited_ms: Some(20),
            ..open
        };
        assert_eq!(answered.covered(0), Some(Covered::Within));
    }

    #[test]
    fn coverage_and_width_are_those_of_ended_promises() {
        let mut score = Score::default();
        for w in 1..=10 {
            score.add(Stated {
                usually_ms: 5,
                almost_always_ms: 9,
                waited_ms: Some(w),
            });
        }
        score.add(Stated {
            usually_ms: 5,
            almost_always_ms: 9,
            waited_ms: None,
        });
        assert_eq!((score.n, score.usually, score.almost_always), (10, 5, 9));
        assert_eq!(score.mean_width_ms(), Some(4));
        assert!(score.coverage().is_some_and(|i| i.holds(0.9)));
        assert!(Score::default().coverage().is_none());
    }
}
