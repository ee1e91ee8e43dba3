//! What is shown of a proposal and put into a draft: a title, the typical questions, the past answers. Sentences that may name
//! somebody (an address, a long number, a name that is known) are left out; an agent looks at the rest before anybody else.

use super::near;
use crate::article::{ASKED_MAX, TITLE_MAX, of_reply, searched};
use crate::suggest::{self, terms};
use crate::threading::bare_subject;
use crate::tokens::tokens;
use std::collections::HashSet;

/// Bytes of a question that are looked at.
const TEXT_MAX: usize = 1_500;
const SUBJECT_MAX: usize = 400;
/// Characters of a sentence that can be a title.
const SENTENCE_MAX: usize = 120;
/// Sentences of one text that are looked at.
const SENTENCES_MAX: usize = 40;
/// Terms of a sentence with which it says enough for a title.
const TELLING: usize = 2;
/// Typical questions.
const TYPICAL_MAX: usize = 8;
/// Past answers that become a draft, and how alike two may be.
const ANSWERS_MAX: usize = 3;
const ANSWERS_ALIKE: f32 = 0.6;
/// Digits in a row: a number of an order, a telephone, a card.
const DIGITS_MAX: usize = 4;
/// Sentences that a question mark ends are better titles.
const ASKS: f32 = 1.2;

/// What a question says: its subject and its words, without greeting, close, quotes and signature.
#[must_use]
pub fn spoken(subject: &str, text: &str) -> String {
    let own = of_reply(beginning(text, TEXT_MAX)).text();
    format!("{}\n{own}", bare_subject(beginning(subject, SUBJECT_MAX)))
}

/// At most so many bytes.
fn beginning(text: &str, max: usize) -> &str {
    &text[..text.floor_char_boundary(max)]
}

/// The sentences of a text that name nobody: no address, no long number, none of the `names`.
#[must_use]
pub fn sentences(text: &str, names: &[&str]) -> Vec<String> {
    let names: HashSet<String> = names
        .iter()
        .flat_map(|n| tokens(n))
        .filter(|n| n.chars().count() > 1)
        .collect();
    suggest::sentences(text)
        .into_iter()
        .map(|range| text[range].to_owned())
        .filter(|s| !s.contains(['@', '/']) && longest_number(s) <= DIGITS_MAX)
        .filter(|s| names.is_empty() || tokens(s).iter().all(|t| !names.contains(t)))
        .filter(|s| s.chars().any(char::is_alphabetic))
        .take(SENTENCES_MAX)
        .collect()
}

/// Digits with what stands between the groups of a number.
fn longest_number(text: &str) -> usize {
    let within = |c: char| c.is_numeric() || matches!(c, ' ' | '-' | '/' | '.' | '(' | ')' | '+');
    text.split(|c| !within(c))
        .map(|run| run.chars().filter(|c| c.is_numeric()).count())
        .max()
        .unwrap_or(0)
}

/// The sentence that says best what the `wanted` terms say, as a title; `None` when none of them tells enough. `texts`: what
/// the questions say, the most central first; with the names of who wrote it.
#[must_use]
pub fn title(wanted: &[(String, f32)], locale: &str, texts: &[(&str, &[&str])]) -> Option<String> {
    let mut best: Option<(f32, String)> = None;
    for (text, names) in texts {
        for sentence in sentences(text, names) {
            if sentence.chars().count() > SENTENCE_MAX {
                continue;
            }
            let own = terms(&sentence, locale);
            let shared = own
                .iter()
                .filter(|(t, _)| wanted.iter().any(|(w, _)| w == t));
            if shared.filter(|(t, _)| !t.starts_with('=')).count() < TELLING {
                continue;
            }
            let asks = sentence.ends_with(['?', '？']);
            let score = near(&own, wanted) * if asks { ASKS } else { 1.0 };
            if best.as_ref().is_none_or(|(b, _)| score > *b) {
                best = Some((score, sentence));
            }
        }
    }
    let (_, sentence) = best?;
    let title = sentence.trim_end_matches(['.', '。', '!', '！', ',', ';', ':']);
    Some(title.chars().take(TITLE_MAX).collect())
}

/// What stands for a proposal when no sentence can be shown: its words, the heaviest first.
#[must_use]
pub fn central(wanted: &[(String, f32)]) -> String {
    let words = wanted.iter().map(|(t, _)| t.as_str());
    let shown: Vec<&str> = words.filter(|t| !t.starts_with('=')).take(5).collect();
    shown.join(" · ")
}

/// Questions in the words of customers, each once however it is typed; the first are the most central. They go into the draft
/// as questions in other words.
#[must_use]
pub fn typical(wanted: &[(String, f32)], locale: &str, texts: &[(&str, &[&str])]) -> Vec<String> {
    let mut seen = HashSet::new();
    let mut out = Vec::new();
    for one in texts {
        let Some(sentence) = title(wanted, locale, std::slice::from_ref(one)) else {
            continue;
        };
        let sentence: String = sentence.chars().take(ASKED_MAX).collect();
        if let Some(found) = searched(&sentence)
            && seen.insert(found.key)
        {
            out.push(sentence);
        }
        if out.len() == TYPICAL_MAX {
            break;
        }
    }
    out
}

/// Places of the answers that say best what all of them say, at most three that differ: the most central first (the medoid;
/// the next must say something else). Answers without words are left out.
#[must_use]
pub fn answers(texts: &[&str], locale: &str) -> Vec<usize> {
    let vectors: Vec<Vec<(String, f32)>> = texts.iter().map(|t| terms(t, locale)).collect();
    let alike = |a: usize, b: usize| near(&vectors[a], &vectors[b]);
    let mut order: Vec<(usize, f32)> = (0..texts.len())
        .filter(|at| !vectors[*at].is_empty())
        .map(|at| (at, (0..texts.len()).map(|other| alike(at, other)).sum()))
        .collect();
    order.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let mut out: Vec<usize> = Vec::new();
    for (at, _) in order {
        if out.iter().all(|kept| alike(*kept, at) < ANSWERS_ALIKE) {
            out.push(at);
        }
        if out.len() == ANSWERS_MAX {
            break;
        }
    }
    out
}
