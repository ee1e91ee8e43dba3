//! What the answers of a survey say, and how little: the figure with its interval, how many answered, and what it would be
//! if the silent ones were all unhappy, or all happy.

use super::{Kind, Side};
use crate::score::{
    Answer, Estimate, Interval, difference, mean_of_people, needed_for_width, net_promoters,
    wilson, worst_and_best,
};
use uuid::Uuid;

/// Fewer answers than these say next to nothing: reports show them grey.
pub const FEW: i64 = 20;

/// One ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// Off the scale counts as silent.
    pub score: Option<i64>,
    /// Who was asked: several answers of one person hang together.
    pub person: Uuid,
}

/// What one kind of survey says about one part of the customers. Figures are in percent for CSAT, in points (-100 to 100)
/// for NPS, on the scale itself for CES.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    pub kind: Kind,
    pub asked: i64,
    pub answered: i64,
    pub low: i64,
    pub middle: i64,
    pub high: i64,
    /// Answers by score, from the least on.
    pub scores: Vec<i64>,
    /// Share of those asked, 0 to 1. `None` when nobody was asked.
    pub response: Option<Estimate>,
    /// `None` when nobody answered.
    pub figure: Option<Estimate>,
    /// If all who kept silent had given the lowest, or the highest score.
    pub bounds: Option<Interval>,
    /// Answers needed for an interval of five points to either side; `None` for means.
    pub needed: Option<i64>,
}

impl Summary {
    #[must_use]
    pub fn few(&self) -> bool {
        self.answered < FEW
    }
}

/// Counts. `seed` drives the resampling of means.
#[must_use]
pub fn summary(kind: Kind, rows: &[Row], seed: u64) -> Summary {
    let scale = kind.scale();
    let (least, most) = (*scale.start(), *scale.end());
    let mut scores = vec![0_i64; usize::try_from(most - least + 1).unwrap_or(1)];
    let (mut sum, mut sides) = (0_i64, [0_i64; 3]);
    let said = || {
        rows.iter()
            .filter_map(|r| r.score.filter(|s| scale.contains(s)))
    };
    for score in said() {
        sum += score;
        sides[kind.side(score) as usize] += 1;
        if let Some(n) = usize::try_from(score - least)
            .ok()
            .and_then(|at| scores.get_mut(at))
        {
            *n += 1;
        }
    }
    let [low, middle, high] = sides;
    debug_assert_eq!((Side::Low as usize, Side::High as usize), (0, 2));
    let answered = low + middle + high;
    let asked = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let figure = match kind {
        Kind::Csat => share(high, answered),
        Kind::Nps => net_promoters(high, middle, low),
        Kind::Ces => mean(rows, kind, seed),
    };
    let bounds = match kind {
        Kind::Csat => worst_and_best(real(high), answered, asked, 0.0, 1.0).map(percent),
        Kind::Nps => worst_and_best(real(high - low), answered, asked, -1.0, 1.0).map(percent),
        Kind::Ces => worst_and_best(real(sum), answered, asked, real(least), real(most)),
    };
    let response = wilson(answered, asked).map(|between| Estimate {
        value: real(answered) / real(asked),
        between,
    });
    Summary {
        kind,
        asked,
        answered,
        low,
        middle,
        high,
        scores,
        response,
        bounds: bounds.filter(|_| answered > 0),
        needed: needed(kind, low, high, answered),
        figure,
    }
}

/// How far the figure has moved from another period. `None` when either has no answer.
#[must_use]
pub fn change(now: &Summary, before: &Summary) -> Option<Estimate> {
    (now.kind == before.kind)
        .then(|| Some(difference(now.figure?, before.figure?)))
        .flatten()
}

fn share(k: i64, n: i64) -> Option<Estimate> {
    Some(Estimate {
        between: percent(wilson(k, n)?),
        value: 100.0 * real(k) / real(n),
    })
}

fn mean(rows: &[Row], kind: Kind, seed: u64) -> Option<Estimate> {
    let scale = kind.scale();
    let answers: Vec<Answer> = rows
        .iter()
        .filter_map(|r| {
            let score = r.score.filter(|s| scale.contains(s))?;
            Some(Answer {
                person: r.person,
                score: real(score),
            })
        })
        .collect();
    mean_of_people(&answers, real(*scale.start()), real(*scale.end()), seed)
}

fn needed(kind: Kind, low: i64, high: i64, answered: i64) -> Option<i64> {
    let share = |k: i64| {
        if answered > 0 {
            real(k) / real(answered)
        } else {
            0.5
        }
    };
    // Nobody unhappy yet is no proof that nobody is: planning never counts on less than five of a hundred.
    let kept = |p: f64| p.clamp(0.05, 0.95);
    match kind {
        Kind::Csat => needed_for_width(kept(share(high)), 0.05),
        Kind::Nps => {
            // The variance of a promoter less a detractor, on the scale of a share: up to four times as large.
            let (p, d) = (kept(share(high)), kept(share(low)));
            let spread = (p + d - (p - d).powi(2)).clamp(0.1, 1.0);
            needed_for_width(0.5, 0.05).map(|n| rounded(real(n) * spread * 4.0))
        }
        Kind::Ces => None,
    }
}

fn percent(share: Interval) -> Interval {
    share.map(|p| 100.0 * p)
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn real(n: i64) -> f64 {
    n as f64
}

#[expect(clippy::cast_possible_truncation, reason = "some thousands at most")]
fn rounded(n: f64) -> i64 {
    n.ceil() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(scores: &[(i64, usize)], silent: usize) -> Vec<Row> {
        let said = scores
            .iter()
            .flat_map(|&(score, n)| std::iter::repeat_n(Some(score), n));
        said.chain(std::iter::repeat_n(None, silent))
            .enumerate()
            .map(|(n, score)| Row {
                score,
                person: Uuid::from_u128(n as u128),
            })
            .collect()
    }

    fn near(found: f64, expected: f64) {
        assert!((found - expected).abs() < 0.01, "{found} is not {expected}");
    }

    #[test]
    fn satisfaction_is_a_share_with_what_silence_could_make_of_it() {
        // 135 of 150 satisfied, 850 silent.
        let s = summary(
            Kind::Csat,
            &rows(&[(5, 100), (4, 35), (3, 5), (1, 10)], 850),
            1,
        );
        assert_eq!(
            (s.asked, s.answered, s.low, s.middle, s.high),
            (1000, 150, 10, 5, 135)
        );
        near(s.figure.expect("some").value, 90.0);
        let bounds = s.bounds.expect("some were asked");
        near(bounds.low, 13.5);
        near(bounds.high, 98.5);
        near(s.response.expect("some were asked").value, 0.15);
        assert_eq!(s.scores, [10, 0, 5, 35, 100]);
        assert!(!s.few());
        assert_eq!(s.needed, Some(139));
    }

    #[test]
    fn promoters_and_effort_have_their_own_figures() {
        let s = summary(
            Kind::Nps,
            &rows(&[(10, 30), (9, 30), (8, 25), (3, 15)], 0),
            1,
        );
        let found = s.figure.expect("some");
        near(found.value, 45.0);
        near(found.between.high, 59.50);
        near(s.bounds.expect("asked").low, 45.0);
        let s = summary(Kind::Ces, &rows(&[(7, 10), (5, 10)], 20), 1);
        near(s.figure.expect("some").value, 6.0);
        let bounds = s.bounds.expect("asked");
        near(bounds.low, 3.5);
        near(bounds.high, 6.5);
    }

    #[test]
    fn nobody_asked_and_nobody_answering_say_nothing() {
        let none = summary(Kind::Csat, &[], 1);
        assert_eq!(
            (none.figure, none.bounds, none.response),
            (None, None, None)
        );
        let silent = summary(Kind::Nps, &rows(&[], 30), 1);
        assert_eq!((silent.figure, silent.bounds), (None, None));
        assert_eq!(silent.answered, 0);
        assert!(silent.few() && silent.response.is_some());
        assert_eq!(change(&none, &silent), None);
    }

    #[test]
    fn a_score_off_the_scale_is_no_answer() {
        let s = summary(Kind::Csat, &rows(&[(9, 3), (4, 1)], 0), 1);
        assert_eq!((s.asked, s.answered), (4, 1));
    }

    #[test]
    fn a_change_has_newcombes_interval() {
        let now = summary(Kind::Csat, &rows(&[(5, 56), (1, 14)], 0), 1);
        let before = summary(Kind::Csat, &rows(&[(5, 48), (1, 32)], 0), 1);
        let moved = change(&now, &before).expect("both answered");
        near(moved.value, 20.0);
        near(moved.between.low, 5.24);
        near(moved.between.high, 33.39);
    }
}
