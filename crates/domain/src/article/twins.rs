//! Articles that answer the same question and say different things: two texts whose titles (or questions in other words)
//! are nearly the same, with different numbers before the same unit ("14 days" here, "30 days" there).
//!
//! Nearness is the Jaccard index of the runs of three letters (two in scripts without spaces), so it needs no word list
//! and stands endings of words. It proposes; a person decides.

use crate::ArticleId;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// So near are titles of the same question.
const NEAR: f64 = 0.5;
/// Questions that are compared; with more of them the rest is not looked at.
const QUESTIONS_MAX: usize = 20_000;
/// A run of letters that so many questions have says nothing.
const COMMON: usize = 200;
/// Pairs that are told.
const TOLD_MAX: usize = 100;
/// Numbers of one text.
const NUMBERS_MAX: usize = 500;
/// Letters of a unit that are compared: "day" and "days" are the same.
const STEM: usize = 4;

/// A published article in one locale.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    pub article: ArticleId,
    pub title: &'a str,
    pub asked: &'a [String],
    pub text: &'a str,
}

/// Two articles that answer the same.
#[derive(Debug, Clone, PartialEq)]
pub struct Twins {
    pub one: ArticleId,
    pub other: ArticleId,
    /// 0 to 1.
    pub near: f64,
    /// What the one says and what the other says; empty: they merely answer the same.
    pub differ: Vec<(String, String)>,
}

/// Pairs among the articles of one locale, those that differ first, then the nearest.
#[must_use]
pub fn twins(all: &[Told<'_>]) -> Vec<Twins> {
    let mut questions: Vec<(usize, BTreeSet<String>)> = Vec::new();
    for (at, told) in all.iter().enumerate() {
        let asked = told.asked.iter().map(String::as_str);
        for question in std::iter::once(told.title).chain(asked) {
            let grams = grams(question);
            if !grams.is_empty() && questions.len() < QUESTIONS_MAX {
                questions.push((at, grams));
            }
        }
    }
    let mut holders: HashMap<&str, Vec<usize>> = HashMap::new();
    for (n, (_, grams)) in questions.iter().enumerate() {
        for gram in grams {
            holders.entry(gram).or_default().push(n);
        }
    }
    let mut nearest: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    for (n, (at, own)) in questions.iter().enumerate() {
        let rare = own.iter().filter_map(|g| holders.get(g.as_str()));
        let others: BTreeSet<usize> = rare
            .filter(|h| h.len() <= COMMON)
            .flatten()
            .copied()
            .filter(|m| *m > n && questions[*m].0 != *at)
            .collect();
        for m in others {
            let (other, theirs) = &questions[m];
            let near = jaccard(own, theirs);
            if near >= NEAR {
                let best = nearest
                    .entry((*at.min(other), *at.max(other)))
                    .or_insert(near);
                *best = best.max(near);
            }
        }
    }
    let mut out: Vec<Twins> = nearest
        .into_iter()
        .map(|((one, other), near)| Twins {
            one: all[one].article,
            other: all[other].article,
            near,
            differ: differ(all[one].text, all[other].text),
        })
        .collect();
    out.sort_by(|a, b| {
        let differs = b.differ.len().min(1).cmp(&a.differ.len().min(1));
        differs.then(b.near.total_cmp(&a.near))
    });
    out.truncate(TOLD_MAX);
    out
}

fn grams(question: &str) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    let lower = question.to_lowercase();
    for word in lower.split(|c: char| !c.is_alphanumeric()).take(60) {
        // A mark before and after: beginnings and ends of words count.
        let chars: Vec<char> = if word.chars().any(is_unspaced) {
            word.chars().take(200).collect()
        } else if word.is_empty() {
            continue;
        } else {
            let marked = std::iter::once('_').chain(word.chars().take(60));
            marked.chain(std::iter::once('_')).collect()
        };
        let size = if chars.iter().copied().any(is_unspaced) {
            2
        } else {
            3
        };
        for run in chars.windows(size.min(chars.len()).max(1)) {
            out.insert(run.iter().collect());
        }
    }
    out
}

/// Han, kana, Hangul and what lies beside them.
fn is_unspaced(c: char) -> bool {
    matches!(c as u32, 0x2E80..=0xD7FF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts of letters of a question are small"
)]
fn jaccard(a: &BTreeSet<String>, b: &BTreeSet<String>) -> f64 {
    let both = a.intersection(b).count();
    let either = a.len() + b.len() - both;
    both as f64 / either.max(1) as f64
}

/// What two texts say with different numbers of the same unit.
fn differ(one: &str, other: &str) -> Vec<(String, String)> {
    let (ours, theirs) = (numbers(one), numbers(other));
    let mut out = Vec::new();
    for (unit, said) in &ours {
        let Some(there) = theirs.get(unit) else {
            continue;
        };
        if said.keys().all(|n| !there.contains_key(n))
            && let (Some(a), Some(b)) = (said.values().next(), there.values().next())
        {
            out.push((a.clone(), b.clone()));
        }
    }
    out
}

/// Unit → number → as it is written.
fn numbers(text: &str) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut out: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    let chars: Vec<char> = text.chars().collect();
    let mut at = 0;
    let mut found = 0;
    while at < chars.len() && found < NUMBERS_MAX {
        if !chars[at].is_ascii_digit()
            || at > 0 && chars[at - 1].is_alphanumeric() && !is_unspaced(chars[at - 1])
        {
            at += 1;
            continue;
        }
        let start = at;
        while at < chars.len()
            && (chars[at].is_ascii_digit()
                || matches!(chars[at], '.' | ',')
                    && chars.get(at + 1).is_some_and(char::is_ascii_digit))
        {
            at += 1;
        }
        let number: String = chars[start..at].iter().collect();
        let mut unit_at = at;
        if chars.get(unit_at) == Some(&' ') {
            unit_at += 1;
        }
        let unspaced = chars.get(unit_at).copied().is_some_and(is_unspaced);
        let long = if unspaced { 1 } else { 24 };
        let unit: String = chars[unit_at.min(chars.len())..]
            .iter()
            .take_while(|c| c.is_alphabetic() || matches!(c, '€' | '$' | '£' | '%'))
            .take(long)
            .collect();
        if unit.is_empty() {
            continue;
        }
        found += 1;
        let key: String = unit.to_lowercase().chars().take(STEM).collect();
        let space = if unspaced { "" } else { " " };
        out.entry(key)
            .or_default()
            .insert(number.clone(), format!("{number}{space}{unit}"));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn told<'a>(n: u128, title: &'a str, text: &'a str) -> Told<'a> {
        Told {
            article: ArticleId(Uuid::from_u128(n)),
            title,
            asked: &[],
            text,
        }
    }

    #[test]
    fn two_articles_that_say_different_things_are_found() {
        let all = [
            told(
                1,
                "How long can I return a product?",
                "You can return it within 14 days.",
            ),
            told(2, "How to change the address", "Within 2 hours."),
            told(
                3,
                "How long can I return products",
                "Send it back within 30 days, free from 50 €.",
            ),
        ];
        let found = twins(&all);
        assert_eq!(found.len(), 1);
        assert_eq!(
            (found[0].one, found[0].other),
            (all[0].article, all[2].article)
        );
        assert_eq!(
            found[0].differ,
            [("14 days".to_owned(), "30 days".to_owned())]
        );
    }

    #[test]
    fn scripts_without_spaces_are_compared_too() {
        let found = twins(&[
            told(1, "退货期限是多久", "收到后14天内可以退货。"),
            told(2, "退货的期限是多久", "请在30天内退货。"),
        ]);
        assert_eq!(found[0].differ, [("14天".to_owned(), "30天".to_owned())]);
    }

    #[test]
    fn who_says_the_same_differs_in_nothing_and_strangers_are_no_pair() {
        let same = twins(&[
            told(1, "Reset your password", "The link works for 2 hours."),
            told(2, "Resetting your password", "It works for 2 hours"),
        ]);
        assert!(same.len() == 1 && same[0].differ.is_empty());
        let strangers = [
            told(1, "Reset your password", ""),
            told(2, "Opening hours", ""),
        ];
        assert!(twins(&strangers).is_empty());
    }

    #[test]
    fn a_thousand_articles_of_the_same_name_stay_bounded() {
        let all: Vec<Told<'_>> = (0..1000).map(|n| told(n, "Returns", "1 day 2.")).collect();
        assert!(twins(&all).len() <= TOLD_MAX);
        assert!(twins(&[told(1, &"x1 ".repeat(9000), &"9".repeat(100_000))]).is_empty());
    }
}
