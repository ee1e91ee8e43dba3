//! Whether there is an article already that readers are led to by what they ask.

use crate::suggest::{Index, Question, Readers, Reason};
use crate::{ArticleId, Millis};
use std::collections::BTreeMap;

/// Words that a question has in common with an article to which it is led.
const WORDS: usize = 2;
/// More than half of the questions lead to the same article.
const MORE_THAN_ONE_OF: usize = 2;

/// The article that suggestions lead most of these questions to, by words that they have in common.
#[must_use]
pub fn led_to(index: &Index, questions: &[String], locale: &str, now: Millis) -> Option<ArticleId> {
    let mut led: BTreeMap<ArticleId, usize> = BTreeMap::new();
    for text in questions {
        let question = Question {
            text,
            locale,
            topic: None,
            readers: Readers::Agents,
            now,
        };
        let first = index.suggest(&question, 1).into_iter().next();
        if let Some(first) = first.filter(|f| by_words(&f.reasons)) {
            *led.entry(first.article).or_default() += 1;
        }
    }
    led.into_iter()
        .find(|(_, times)| times * MORE_THAN_ONE_OF > questions.len())
        .map(|(article, _)| article)
}

fn by_words(reasons: &[Reason]) -> bool {
    reasons
        .iter()
        .any(|r| matches!(r, Reason::Words { words } if words.len() >= WORDS))
}
