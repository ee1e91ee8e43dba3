//! What a plan expected of a channel that turned, and whether it came true. λj' = λj + λc (1 − v) s_cj (1 + r) of the absorb
//! check ([`crate::plan::absorb`]) rests on v, s and r: they are frozen when the wind-down begins, so that nobody can expect
//! afterwards what has happened.

use super::Look;
use crate::ChannelId;
use crate::plan::absorb::{Source, Target};
use crate::score::wilson;
use serde::{Deserialize, Serialize};

/// By so much of the people a forecast may miss before the closing is heard again.
pub const MISS: f64 = 0.2;
/// Who would not have written within a month anyway has not vanished: v is judged from here on.
const VANISHED_DAYS: i64 = 90;

/// v, s and r, as they were.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Expected {
    /// v.
    pub vanishes: f64,
    /// s: of the displaced, how many go where.
    pub shares: Vec<(ChannelId, f64)>,
    /// r.
    pub again: f64,
}

impl Expected {
    #[must_use]
    pub fn of(source: &Source, targets: &[Target]) -> Self {
        Self {
            vanishes: source.vanishes,
            shares: targets.iter().map(|t| (t.channel, t.share)).collect(),
            again: source.again,
        }
    }

    /// Of the people of the channel.
    #[must_use]
    pub fn share_moved(&self) -> f64 {
        let shares: f64 = self.shares.iter().map(|(_, share)| share).sum();
        (1.0 - self.vanishes) * shares
    }
}

/// What missed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Miss {
    /// Of those who were heard of, fewer came by another channel than was expected.
    Moved,
    /// More were not heard of again than was expected.
    Vanished,
}

/// The forecast missed by more than a fifth of the people, whatever luck there was: the closing has to be heard again.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Finding {
    pub days: i64,
    pub what: Miss,
    pub expected: f64,
    /// With its interval of 95 % (Wilson).
    pub value: f64,
    pub low: f64,
    pub high: f64,
    pub n: i64,
}

/// Of days that are over. A miss that chance could explain is none.
#[must_use]
pub fn findings(expected: &Expected, looks: &[Look]) -> Vec<Finding> {
    let over = looks.iter().filter(|l| l.complete);
    over.flat_map(|look| {
        let heard = look.people - look.vanished;
        let wanted: f64 = expected.shares.iter().map(|(_, share)| share).sum();
        let moved = finding(look.days, Miss::Moved, wanted, (look.moved, heard));
        let gone = (look.vanished, look.people);
        let gone = finding(look.days, Miss::Vanished, expected.vanishes, gone);
        let gone = gone.filter(|_| look.days >= VANISHED_DAYS);
        [moved, gone].into_iter().flatten()
    })
    .collect()
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn finding(days: i64, what: Miss, expected: f64, (k, n): (i64, i64)) -> Option<Finding> {
    let between = wilson(k, n)?;
    let missed = match what {
        Miss::Moved => between.high < expected - MISS,
        Miss::Vanished => between.low > expected + MISS,
    };
    missed.then_some(Finding {
        days,
        what,
        expected,
        value: k as f64 / n as f64,
        low: between.low,
        high: between.high,
        n,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn expected(vanishes: f64) -> Expected {
        Expected {
            vanishes,
            shares: vec![(ChannelId(Uuid::from_u128(2)), 1.0)],
            again: 0.2,
        }
    }

    fn look(days: i64, people: i64, moved: i64, vanished: i64) -> Look {
        Look {
            days,
            measured_until: 0,
            complete: true,
            people,
            moved,
            vanished,
            back_by_old_door: people - moved - vanished,
            repeated: 0,
            complaints: 0,
            csat_before: None,
            csat_after: None,
            moved_to: Vec::new(),
        }
    }

    fn found(expected: &Expected, look: Look) -> Vec<(i64, Miss)> {
        let all = findings(expected, &[look]);
        all.into_iter().map(|f| (f.days, f.what)).collect()
    }

    #[test]
    fn a_forecast_that_came_true_finds_nothing() {
        assert_eq!((expected(0.1).share_moved() * 100.0).round(), 90.0);
        assert_eq!(found(&expected(0.1), look(90, 200, 170, 25)), []);
    }

    #[test]
    fn people_who_go_on_coming_by_the_old_door_are_a_finding() {
        assert_eq!(
            found(&expected(0.0), look(30, 200, 100, 0)),
            [(30, Miss::Moved)]
        );
    }

    #[test]
    fn a_miss_that_chance_explains_is_none_and_neither_is_one_of_days_that_are_not_over() {
        assert_eq!(found(&expected(0.0), look(30, 4, 3, 0)), []);
        let running = Look {
            complete: false,
            ..look(30, 200, 10, 0)
        };
        assert_eq!(found(&expected(0.0), running), []);
        assert_eq!(found(&expected(0.0), look(30, 0, 0, 0)), []);
    }

    #[test]
    fn who_was_not_heard_of_for_a_month_may_still_come_and_after_three_has_vanished() {
        assert_eq!(found(&expected(0.1), look(30, 200, 80, 120)), []);
        assert_eq!(
            found(&expected(0.1), look(90, 200, 80, 120)),
            [(90, Miss::Vanished)]
        );
        assert_eq!(found(&expected(0.5), look(90, 200, 80, 120)), []);
    }
}
