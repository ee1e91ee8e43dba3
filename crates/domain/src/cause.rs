//! Why people write: topics stand in a tree, and a topic has causes. A cause is open or mended since a day; whether mending it
//! helped is asked of the contacts before and after that day, and of their share of all contacts, so that a quiet season is
//! not taken for a cure.
//!
//! Pure: counting is the caller's.

use crate::figures::Period;
use crate::score::{Estimate, newcombe, rate_ratio};
use crate::{Millis, Refusal, TopicId};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

const DAY_MS: Millis = 24 * 60 * 60 * 1000;
/// Looked at before and after the mending, at most.
pub const WINDOW_MS: Millis = 90 * DAY_MS;
/// With less time since, nothing is said.
pub const LEAST_MS: Millis = 7 * DAY_MS;
/// Causes of one organization.
pub const CAUSES_MAX: usize = 2_000;

/// Whether it still makes people write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Open,
    Mended,
}

/// The day since which a cause is mended, or none.
///
/// # Errors
/// `bad_date` for a day that is yet to come, or that nobody can have meant.
pub fn mended(state: State, at: Option<Millis>, now: Millis) -> Result<Option<Millis>, Refusal> {
    match state {
        State::Open => Ok(None),
        State::Mended => {
            let at = at.unwrap_or(now);
            // A day of another zone may begin up to 14 hours earlier than here.
            if at > now + DAY_MS || at < now - 20 * 366 * DAY_MS {
                let why = "A cause is mended since today, or an earlier day.";
                return Err(Refusal::new("bad_date", why).on("mended_at"));
            }
            Ok(Some(at))
        }
    }
}

/// Equal stretches of time before and after; as long as there is something to look at, and no longer than 90 days. `None`
/// within a week after the mending, or when nothing was counted for a week before it.
#[must_use]
pub fn windows(mended_at: Millis, counted_since: Millis, now: Millis) -> Option<(Period, Period)> {
    let after = (now - mended_at).min(WINDOW_MS);
    let before = (mended_at - counted_since).min(WINDOW_MS);
    if after < LEAST_MS || before < LEAST_MS {
        return None;
    }
    Some((
        Period {
            from: mended_at - before,
            to: mended_at,
        },
        Period {
            from: mended_at,
            to: mended_at + after,
        },
    ))
}

/// Contacts of a stretch of time: those with the cause, and all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    pub period: Period,
    pub with_cause: i64,
    pub all: i64,
}

/// What came of mending.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effect {
    pub before: Counted,
    pub after: Counted,
    /// How many times as many contacts a day as before. `None` when there were none at all.
    pub ratio: Option<Estimate>,
    /// How much larger their share of all contacts is, from -1 to 1.
    pub share: Option<Estimate>,
}

/// Compares. Contacts come in bursts, so the intervals are rather too narrow; pages say so.
#[must_use]
pub fn effect(before: Counted, after: Counted) -> Effect {
    #[expect(clippy::cast_precision_loss, reason = "days, not ages of the world")]
    let days = |p: Period| (p.to - p.from) as f64 / DAY_MS as f64;
    Effect {
        ratio: rate_ratio(
            (before.with_cause, days(before.period)),
            (after.with_cause, days(after.period)),
        ),
        share: newcombe(
            (after.with_cause, after.all),
            (before.with_cause, before.all),
        ),
        before,
        after,
    }
}

/// Adds to the numbers of each topic those of all topics below it. A circle of parents, which no editor makes, is walked
/// once; a parent that is not there counts as none.
#[must_use]
pub fn rolled_up(
    parents: &BTreeMap<TopicId, Option<TopicId>>,
    own: &BTreeMap<TopicId, Vec<i64>>,
) -> BTreeMap<TopicId, Vec<i64>> {
    let mut out: BTreeMap<TopicId, Vec<i64>> = BTreeMap::new();
    for (&topic, numbers) in own {
        let mut seen = BTreeSet::new();
        let mut next = Some(topic);
        while let Some(at) = next.filter(|t| seen.insert(*t)) {
            let sums = out.entry(at).or_default();
            if sums.len() < numbers.len() {
                sums.resize(numbers.len(), 0);
            }
            for (sum, n) in sums.iter_mut().zip(numbers) {
                *sum += n;
            }
            next = parents
                .get(&at)
                .copied()
                .flatten()
                .filter(|p| parents.contains_key(p));
        }
    }
    out
}

/// A topic and all that stand below it. A circle of parents ends where it began.
#[must_use]
pub fn below(parents: &BTreeMap<TopicId, Option<TopicId>>, root: TopicId) -> BTreeSet<TopicId> {
    let mut found = BTreeSet::from([root]);
    loop {
        let before = found.len();
        for (topic, parent) in parents {
            if parent.is_some_and(|p| found.contains(&p)) {
                found.insert(*topic);
            }
        }
        if found.len() == before {
            return found;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const NOW: Millis = 1_700_000_000_000;

    fn topic(n: u128) -> TopicId {
        TopicId(Uuid::from_u128(n))
    }

    #[test]
    fn a_cause_is_mended_since_a_day_that_has_come() {
        assert_eq!(mended(State::Open, Some(NOW), NOW), Ok(None));
        assert_eq!(mended(State::Mended, None, NOW), Ok(Some(NOW)));
        let earlier = NOW - 30 * DAY_MS;
        assert_eq!(mended(State::Mended, Some(earlier), NOW), Ok(Some(earlier)));
        for at in [NOW + 2 * DAY_MS, 0, i64::MIN / 2] {
            let code = mended(State::Mended, Some(at), NOW).map_err(|no| no.code);
            assert_eq!(code, Err("bad_date"));
        }
    }

    #[test]
    fn before_and_after_are_looked_at_for_as_long_as_there_is_something_to_see() {
        let (before, after) =
            windows(NOW - 30 * DAY_MS, NOW - 400 * DAY_MS, NOW).expect("a month has passed");
        assert_eq!(before.to - before.from, WINDOW_MS);
        assert_eq!(after.to - after.from, 30 * DAY_MS);
        assert_eq!(
            (before.to, after.from),
            (NOW - 30 * DAY_MS, NOW - 30 * DAY_MS)
        );
        assert_eq!(windows(NOW - 3 * DAY_MS, 0, NOW), None, "too soon to say");
        let young = windows(NOW - 30 * DAY_MS, NOW - 31 * DAY_MS, NOW);
        assert_eq!(young, None, "nothing to compare with");
    }

    #[test]
    fn a_quiet_season_is_no_cure() {
        let period = |from: i64, days: i64| Period {
            from: NOW + from * DAY_MS,
            to: NOW + (from + days) * DAY_MS,
        };
        let of = |p, with_cause, all| Counted {
            period: p,
            with_cause,
            all,
        };
        // Half as many contacts of every kind.
        let quiet = effect(of(period(-90, 90), 200, 2000), of(period(0, 90), 100, 1000));
        let ratio = quiet.ratio.expect("there were contacts");
        assert!(ratio.between.high < 1.0, "fewer contacts");
        let share = quiet.share.expect("there were contacts");
        assert!(share.between.holds(0.0), "the same share");
        // Mended: as many contacts as ever, few of them with the cause.
        let cured = effect(of(period(-90, 90), 200, 2000), of(period(0, 30), 7, 660));
        assert!(cured.ratio.expect("some").between.high < 0.3);
        assert!(cured.share.expect("some").between.high < 0.0);
    }

    #[test]
    fn a_topic_counts_what_stands_below_it_and_circles_end() {
        let parents = BTreeMap::from([
            (topic(1), None),
            (topic(2), Some(topic(1))),
            (topic(3), Some(topic(2))),
            (topic(4), Some(topic(9))),
            (topic(5), Some(topic(6))),
            (topic(6), Some(topic(5))),
        ]);
        let own = BTreeMap::from([
            (topic(1), vec![1, 0]),
            (topic(3), vec![2, 5]),
            (topic(4), vec![7, 7]),
            (topic(5), vec![1, 1]),
        ]);
        let sums = rolled_up(&parents, &own);
        assert_eq!(sums[&topic(1)], [3, 5]);
        assert_eq!(sums[&topic(2)], [2, 5]);
        assert_eq!(sums[&topic(4)], [7, 7]);
        assert_eq!(
            (&sums[&topic(5)], &sums[&topic(6)]),
            (&vec![1, 1], &vec![1, 1])
        );
        assert!(!sums.contains_key(&topic(9)));
    }

    #[test]
    fn below_a_topic_stands_its_whole_tree_and_a_circle_ends() {
        let parents = BTreeMap::from([
            (topic(1), None),
            (topic(2), Some(topic(1))),
            (topic(3), Some(topic(2))),
            (topic(4), None),
            (topic(5), Some(topic(6))),
            (topic(6), Some(topic(5))),
        ]);
        let of = |n| below(&parents, topic(n)).into_iter().collect::<Vec<_>>();
        assert_eq!(of(1), [topic(1), topic(2), topic(3)]);
        assert_eq!(of(3), [topic(3)]);
        assert_eq!(of(5), [topic(5), topic(6)]);
        assert_eq!(of(9), [topic(9)], "one that is not there");
    }
}
