//! How a translation stands beside the text that it was made from, and what there is to worry about in an article.

use crate::Millis;
use serde::{Deserialize, Serialize};

/// Days between two looks at an article.
pub const REVIEW_DAYS: std::ops::RangeInclusive<i64> = 1..=3650;
const DAY_MS: Millis = 24 * 60 * 60 * 1000;
/// An article that nobody has touched or looked at for so long is old.
const OLD_DAYS: i64 = 365;
/// So many readers have to say that it did not help before that means something.
const UNHELPFUL_MIN: i64 = 3;

/// How a translation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TranslationState {
    /// Nobody has begun.
    Missing,
    /// Begun, and never shown.
    Draft,
    Published,
    /// Shown, but the text that it was made from has changed since.
    Outdated,
}

/// One translation, as far as its state needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The version that readers are shown.
    pub published: Option<i64>,
    /// The version of the source that it was made from; `None` when it was written by itself.
    pub based_on: Option<i64>,
}

/// `source`: the version of the source text that readers are shown.
#[must_use]
pub fn translation_state(source: Option<i64>, translation: Option<Standing>) -> TranslationState {
    match translation {
        None => TranslationState::Missing,
        Some(Standing {
            published: None, ..
        }) => TranslationState::Draft,
        Some(Standing {
            based_on: Some(based_on),
            ..
        }) if source.is_some_and(|source| based_on < source) => TranslationState::Outdated,
        Some(_) => TranslationState::Published,
    }
}

#[must_use]
pub fn review_due(review_at: Option<Millis>, now: Millis) -> bool {
    review_at.is_some_and(|at| at <= now)
}

/// When it is looked at again, after a look now.
#[must_use]
pub fn next_review(every_days: Option<i64>, now: Millis) -> Option<Millis> {
    every_days.map(|days| now.saturating_add(days.saturating_mul(DAY_MS)))
}

/// A published article, as far as worrying needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    pub review_at: Option<Millis>,
    /// When somebody last published it or said that it is still true.
    pub looked_at: Millis,
    /// Readers who said that it helped, and that it did not, since then.
    pub helped: (i64, i64),
    /// Translations that are older than what they were made from.
    pub outdated: i64,
    pub has_owner: bool,
}

/// Why somebody should look at an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "worry")]
pub enum Worry {
    ReviewDue { since: Millis },
    Old { days: i64 },
    Unhelpful { yes: i64, no: i64 },
    Outdated { locales: i64 },
    NoOwner,
}

/// What there is to worry about, the worst first.
#[must_use]
pub fn worries(facts: &Facts, now: Millis) -> Vec<Worry> {
    let mut out = Vec::new();
    let (yes, no) = facts.helped;
    if no >= UNHELPFUL_MIN && no >= yes {
        out.push(Worry::Unhelpful { yes, no });
    }
    if let Some(since) = facts.review_at.filter(|at| *at <= now) {
        out.push(Worry::ReviewDue { since });
    }
    if facts.outdated > 0 {
        out.push(Worry::Outdated {
            locales: facts.outdated,
        });
    }
    let days = now.saturating_sub(facts.looked_at) / DAY_MS;
    if days >= OLD_DAYS {
        out.push(Worry::Old { days });
    }
    if !facts.has_owner && !out.is_empty() {
        out.push(Worry::NoOwner);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made_from(based_on: Option<i64>) -> Option<Standing> {
        Some(Standing {
            published: Some(1),
            based_on,
        })
    }

    #[test]
    fn a_translation_is_outdated_when_its_source_was_published_again() {
        use TranslationState::{Draft, Missing, Outdated, Published};
        assert_eq!(translation_state(Some(2), None), Missing);
        let begun = Some(Standing {
            published: None,
            based_on: Some(1),
        });
        assert_eq!(translation_state(Some(2), begun), Draft);
        assert_eq!(translation_state(Some(2), made_from(Some(2))), Published);
        assert_eq!(translation_state(Some(2), made_from(Some(1))), Outdated);
        assert_eq!(translation_state(Some(2), made_from(None)), Published);
        assert_eq!(translation_state(None, made_from(Some(1))), Published);
    }

    #[test]
    fn a_review_comes_back_after_its_days() {
        assert_eq!(next_review(Some(2), 5), Some(5 + 2 * DAY_MS));
        assert_eq!(next_review(None, 5), None);
        assert!(review_due(Some(5), 5) && !review_due(Some(6), 5) && !review_due(None, 5));
    }

    #[test]
    fn an_article_that_does_not_help_is_the_first_worry_and_two_voices_are_none() {
        let mut facts = Facts {
            review_at: Some(10),
            looked_at: 0,
            helped: (2, 3),
            outdated: 1,
            has_owner: false,
        };
        let found = worries(&facts, 400 * DAY_MS);
        assert_eq!(
            found,
            [
                Worry::Unhelpful { yes: 2, no: 3 },
                Worry::ReviewDue { since: 10 },
                Worry::Outdated { locales: 1 },
                Worry::Old { days: 400 },
                Worry::NoOwner
            ]
        );
        facts = Facts {
            review_at: None,
            looked_at: 0,
            helped: (0, 2),
            outdated: 0,
            has_owner: false,
        };
        assert!(worries(&facts, DAY_MS).is_empty());
    }
}
