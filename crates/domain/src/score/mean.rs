//! The mean of answers when one person may have given several: people are drawn again, not answers, so that ten answers of
//! one customer do not count as ten customers.

use super::{Estimate, Interval, Z, cumulative, quantile, real};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Times that the people are drawn anew.
const RESAMPLES: usize = 2_000;
/// From so many people on, the interval of the large numbers is the same to the second place and costs nothing.
const MANY: usize = 4_000;

/// What one person said, once.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Answer {
    /// Whoever gave it; answers of nobody known are persons of their own, told apart by what the caller puts here.
    pub person: Uuid,
    pub score: f64,
}

/// How many answers one person gave, and their sum.
#[derive(Debug, Clone, Copy, Default)]
struct Person {
    n: f64,
    sum: f64,
}

/// The mean over all answers with its BCa interval (Efron, *Better bootstrap confidence intervals*, JASA 82, 1987): 2,000
/// times as many people are drawn, with replacement, as there are; bias from where the mean stands among those,
/// acceleration from leaving out each person in turn. From 4,000 people on: the normal interval with the variance of the
/// ratio between people. A single person says nothing about others: the interval is `least` to `most`. `None` for nothing.
#[must_use]
pub fn mean_of_people(answers: &[Answer], least: f64, most: f64, seed: u64) -> Option<Estimate> {
    let mut by: BTreeMap<Uuid, Person> = BTreeMap::new();
    for a in answers {
        let person = by.entry(a.person).or_default();
        person.n += 1.0;
        person.sum += a.score;
    }
    let people: Vec<Person> = by.into_values().collect();
    let (n, sum) = totals(&people);
    if people.is_empty() {
        return None;
    }
    let value = sum / n;
    let between = match people.len() {
        1 => Interval {
            low: least,
            high: most,
        },
        2..MANY => bca(&people, value, seed),
        _ => normal(&people, value),
    };
    Some(Estimate {
        value,
        between: between.within(least, most),
    })
}

fn totals(people: &[Person]) -> (f64, f64) {
    people
        .iter()
        .fold((0.0, 0.0), |(n, sum), p| (n + p.n, sum + p.sum))
}

fn bca(people: &[Person], value: f64, seed: u64) -> Interval {
    let mut means = drawn(people, seed);
    means.sort_unstable_by(f64::total_cmp);
    let (first, last) = (means[0], means[RESAMPLES - 1]);
    if last - first < 1e-12 {
        return Interval {
            low: first,
            high: last,
        };
    }
    // Where the mean stands among the drawn ones; of those that equal it, half.
    let dust = 1e-9;
    let below = means.partition_point(|m| *m < value - dust);
    let upto = means.partition_point(|m| *m <= value + dust);
    #[expect(clippy::cast_precision_loss, reason = "at most 2,000")]
    let (share, all) = ((below + upto) as f64 / 2.0, RESAMPLES as f64);
    let bias = quantile((share / all).clamp(0.5 / all, 1.0 - 0.5 / all));
    let pull = acceleration(people);
    let place = |z: f64| {
        let moved = bias + z;
        let level = cumulative(bias + moved / (1.0 - pull * moved));
        at(&means, level)
    };
    Interval {
        low: place(-Z),
        high: place(Z),
    }
}

/// The drawn means at a level between 0 and 1, between neighbours in proportion.
fn at(sorted: &[f64], level: f64) -> f64 {
    let last = sorted.len() - 1;
    #[expect(clippy::cast_precision_loss, reason = "at most 2,000")]
    let place = (level.clamp(0.0, 1.0) * (sorted.len() as f64 + 1.0) - 1.0).clamp(0.0, last as f64);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to the indexes just above"
    )]
    let lower = place.floor() as usize;
    let upper = (lower + 1).min(last);
    sorted[lower] + (sorted[upper] - sorted[lower]) * place.fract()
}

fn drawn(people: &[Person], seed: u64) -> Vec<f64> {
    let mut dice = Dice(seed);
    (0..RESAMPLES)
        .map(|_| {
            let (mut n, mut sum) = (0.0, 0.0);
            for _ in 0..people.len() {
                let person = people[dice.below(people.len())];
                n += person.n;
                sum += person.sum;
            }
            sum / n
        })
        .collect()
}

/// How the spread of the mean changes with the mean, from leaving out each person in turn.
fn acceleration(people: &[Person]) -> f64 {
    let (n, sum) = totals(people);
    let without: Vec<f64> = people.iter().map(|p| (sum - p.sum) / (n - p.n)).collect();
    let middle = without.iter().sum::<f64>() / real(i64::try_from(without.len()).unwrap_or(1));
    let (mut cubes, mut squares) = (0.0, 0.0);
    for mean in &without {
        let d = middle - mean;
        cubes += d * d * d;
        squares += d * d;
    }
    if squares < 1e-24 {
        return 0.0;
    }
    // Beyond this the correction is no correction any more; it happens with two or three people only.
    (cubes / (6.0 * squares.powf(1.5))).clamp(-0.25, 0.25)
}

/// The variance of a ratio of sums between people (Cochran, *Sampling Techniques*, 3rd ed., 6.4).
fn normal(people: &[Person], value: f64) -> Interval {
    let (n, _) = totals(people);
    let count = real(i64::try_from(people.len()).unwrap_or(i64::MAX));
    let off: f64 = people
        .iter()
        .map(|p| (p.sum - value * p.n).powi(2))
        .sum::<f64>();
    let half = Z * (off * count / (count - 1.0)).sqrt() / n;
    Interval {
        low: value - half,
        high: value + half,
    }
}

/// SplitMix64 (Steele, Lea, Flood: *Fast splittable pseudorandom number generators*, OOPSLA 2014): enough to draw people,
/// and the same everywhere.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Below `n`; the bias of the multiplication is far below one in 2^50 for the numbers here.
    fn below(&mut self, n: usize) -> usize {
        let wide = u128::from(self.next()) * n as u128;
        usize::try_from(wide >> 64).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(people: &[&[f64]]) -> Vec<Answer> {
        let mut out = Vec::new();
        for (n, scores) in people.iter().enumerate() {
            let person = Uuid::from_u128(n as u128 + 1);
            out.extend(scores.iter().map(|&score| Answer { person, score }));
        }
        out
    }

    fn many(n: usize) -> Vec<Answer> {
        let score = |i: usize| f64::from(u8::try_from(1 + (i * 7 + i / 3) % 7).unwrap_or(1));
        (0..n)
            .map(|i| Answer {
                person: Uuid::from_u128(i as u128),
                score: score(i),
            })
            .collect()
    }

    #[test]
    fn the_generator_is_the_published_one() {
        let mut dice = Dice(1_234_567);
        assert_eq!(dice.next(), 6_457_827_717_110_365_317);
        assert_eq!(dice.next(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn the_same_seed_says_the_same_and_another_nearly() {
        let answers = many(60);
        let one = mean_of_people(&answers, 1.0, 7.0, 1).expect("some");
        assert_eq!(Some(one), mean_of_people(&answers, 1.0, 7.0, 1));
        let two = mean_of_people(&answers, 1.0, 7.0, 2).expect("some");
        assert!((one.between.low - two.between.low).abs() < 0.1);
        assert!((one.between.high - two.between.high).abs() < 0.1);
        assert!(one.between.holds(one.value));
    }

    #[test]
    fn for_many_people_it_agrees_with_the_large_numbers() {
        let answers = many(600);
        let found = mean_of_people(&answers, 1.0, 7.0, 7).expect("some");
        let people: Vec<Person> = answers
            .iter()
            .map(|a| Person {
                n: 1.0,
                sum: a.score,
            })
            .collect();
        let simple = normal(&people, found.value);
        assert!((found.between.low - simple.low).abs() < 0.03, "{found:?}");
        assert!((found.between.high - simple.high).abs() < 0.03, "{found:?}");
    }

    #[test]
    fn ten_answers_of_one_are_not_ten_people() {
        let ten: Vec<f64> = vec![7.0; 10];
        let chatty: Vec<&[f64]> = vec![&ten, &[1.0], &[2.0], &[3.0], &[2.0]];
        let clustered = mean_of_people(&of(&chatty), 1.0, 7.0, 3).expect("some");
        let mut apart: Vec<&[f64]> = vec![&[7.0]; 10];
        apart.extend_from_slice(&[&[1.0], &[2.0], &[3.0], &[2.0]]);
        let simple = mean_of_people(&of(&apart), 1.0, 7.0, 3).expect("some");
        assert!((clustered.value - simple.value).abs() < 1e-12);
        let width = |e: Estimate| e.between.high - e.between.low;
        assert!(width(clustered) > 1.3 * width(simple));
    }

    #[test]
    fn a_skewed_scale_has_a_skewed_interval() {
        let mut scores = vec![7.0; 26];
        scores.extend([1.0, 2.0, 4.0, 5.0]);
        let people: Vec<&[f64]> = scores.chunks(1).collect();
        let found = mean_of_people(&of(&people), 1.0, 7.0, 5).expect("some");
        let (down, up) = (
            found.value - found.between.low,
            found.between.high - found.value,
        );
        assert!(down > 1.2 * up, "{found:?}");
        assert!(found.between.high <= 7.0);
    }

    #[test]
    fn few_say_little_and_nobody_says_nothing() {
        assert_eq!(mean_of_people(&[], 1.0, 7.0, 1), None);
        let one = mean_of_people(&of(&[&[7.0, 7.0]]), 1.0, 7.0, 1).expect("one");
        assert_eq!((one.between.low, one.between.high), (1.0, 7.0));
        let same = mean_of_people(&of(&[&[5.0], &[5.0], &[5.0]]), 1.0, 7.0, 1).expect("three");
        assert_eq!((same.between.low, same.between.high), (5.0, 5.0));
    }
}
