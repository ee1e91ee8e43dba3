//! Texts that ask the same, among a few: for earlier conversations, which no index holds, because who may read them differs.

use super::build::Index;
use super::stem::stem;
use super::words::{Kind, cut, weight};
use super::{Question, Readers, Sought, Source, learnable};
use crate::language::base_language;
use crate::{ArticleId, HelpCenterId};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Words that are learned from one question.
const LEARNED_MAX: usize = 24;
/// Pieces of one text that are looked at.
const PIECES_MAX: usize = 400;
/// What a meaning can say beside the word that has it.
const MEANING: f32 = 0.8;

/// The words of a question that may be counted beside the article that answered it, each once: nothing that questions are
/// built with, no numbers, no addresses, nothing long.
#[must_use]
pub fn words_to_learn(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let without_addresses: Vec<&str> = text
        .split_whitespace()
        .filter(|w| !w.contains(['@', '/']))
        .collect();
    for piece in cut(&without_addresses.join(" "), &[], PIECES_MAX).pieces {
        let tells = piece.kind != Kind::Single && weight(&piece) >= 0.7;
        if tells && learnable(&piece.text) && !words.contains(&piece.text) {
            words.push(piece.text);
        }
    }
    words.truncate(LEARNED_MAX);
    words
}

/// The words of a text that tell most, for a search: longer ones are rarer.
#[must_use]
pub fn telling_words(text: &str, limit: usize) -> Vec<String> {
    let mut words = words_to_learn(text);
    words.sort_by_key(|w| std::cmp::Reverse(w.chars().count()));
    words.truncate(limit);
    words
}

/// The terms of a text, sorted, and what each can say before it is known how rare it is: stems of words, pairs of characters
/// of scripts without spaces, and meanings (`=12`: nothing to be shown). Nothing that questions are built with, and no numbers.
#[must_use]
pub fn terms(text: &str, locale: &str) -> Vec<(String, f32)> {
    let found = cut(text, &[locale], PIECES_MAX);
    let mut counted: BTreeMap<String, (f32, f32)> = BTreeMap::new();
    let mut count = |term: String, worth: f32| {
        let (times, best) = counted.entry(term).or_insert((0.0, 0.0));
        *times += 1.0;
        *best = best.max(worth);
    };
    for piece in &found.pieces {
        let worth = weight(piece);
        if piece.kind != Kind::Single && worth >= 0.7 && learnable(&piece.text) {
            let term = match piece.kind {
                Kind::Word => stem(&piece.text, locale).into_owned(),
                Kind::Pair | Kind::Single => piece.text.clone(),
            };
            count(term, worth);
        }
    }
    for meant in &found.meant {
        count(format!("={}", meant.meaning), MEANING);
    }
    let damped = |(term, (times, worth)): (String, (f32, f32))| (term, worth * (1.0 + times.ln()));
    counted.into_iter().map(damped).collect()
}

/// Those of `texts` (what they are called, and what they say) that ask the same as `text`, most alike first: their places,
/// and what to mark in them.
#[must_use]
pub fn alike(
    text: &str,
    locale: &str,
    texts: &[(&str, &str)],
    limit: usize,
) -> Vec<(usize, Sought)> {
    let source = |(at, (title, text)): (u128, &(&str, &str))| Source {
        article: ArticleId(Uuid::from_u128(at)),
        center: HelpCenterId(Uuid::nil()),
        internal: true,
        locale: base_language(locale).to_owned(),
        title: String::new(),
        summary: (*title).to_owned(),
        text: (*text).to_owned(),
        asked: Vec::new(),
        learned: Vec::new(),
        topic: None,
        updated_at: 0,
        helped: (0, 0),
        sent: 0,
    };
    let index = Index::build((0..).zip(texts).map(source).collect());
    let question = Question {
        text,
        locale,
        topic: None,
        readers: Readers::Agents,
        now: 0,
    };
    index
        .suggest(&question, limit)
        .into_iter()
        .filter_map(|s| Some((usize::try_from(s.article.0.as_u128()).ok()?, s.sought)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_learned_are_words_and_nothing_about_a_person() {
        let words = words_to_learn(
            "Hello, my order HP-20417 (anna@example.com, +372 5123456) of boots is LOST. LOST!",
        );
        assert_eq!(words, ["order", "hp", "boots", "lost"]);
        assert!(words_to_learn(&"word ".repeat(9_000)).len() == 1);
        assert!(words_to_learn("12 34 ???").is_empty());
    }

    #[test]
    fn the_text_that_asks_the_same_comes_first() {
        let texts = [
            ("Opening hours", "When are you open on Saturday?"),
            ("Refund", "I sent it back and want my money."),
            ("Hello", "Boots in size 43?"),
        ];
        let found = alike(
            "still waiting for the refund of what I returned",
            "en",
            &texts,
            2,
        );
        assert_eq!(found[0].0, 1);
        assert!(alike("", "en", &texts, 2).is_empty());
        assert!(alike("refund", "en", &[], 2).is_empty());
    }
}
