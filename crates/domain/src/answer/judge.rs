//! Whether what came back may be shown to a reader, or offered to an agent.

use super::carry::{Ground, addresses, carried, numbers};
use super::orders::asks_for_secret;
use super::read::read;
use super::{RAW_MAX, Refused, Source};
use crate::language::base_language;
use crate::suggest::{content, sentences};
use crate::tokens::{runs, tokens};
use serde::Serialize;

/// Sentences and characters of an answer.
const SENTENCES_MAX: usize = 8;
const CHARS_MAX: usize = 1_200;
const SUMMARY_CHARS_MAX: usize = 1_800;

/// Tells the language of a text, if it can be told: ISO 639-1.
pub type Detect = fn(&str) -> Option<String>;

/// What an answer is held against.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// Of the question: `et`.
    pub language: &'a str,
    /// As they were sent, in the same order.
    pub sources: &'a [Source],
    pub detect: Detect,
}

/// An answer that its sources carry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Answer {
    pub sentences: Vec<Sentence>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sentence {
    pub text: String,
    /// Numbers of sources, from 1, in order, each once.
    pub sources: Vec<usize>,
}

/// # Errors
/// Why it is not shown.
pub fn judge(raw: &str, asked: &Asked) -> Result<Answer, Refused> {
    if raw.len() > RAW_MAX {
        return Err(Refused::TooLong);
    }
    sensible(raw)?;
    let said = read(raw)?;
    let whole: Vec<&str> = said.iter().map(|s| s.text.as_str()).collect();
    let whole = whole.join(" ");
    if said.len() > SENTENCES_MAX || whole.chars().count() > CHARS_MAX {
        return Err(Refused::TooLong);
    }
    sensible(&whole)?;
    let all: String = asked.sources.iter().map(|s| s.text.as_str()).collect();
    in_language(&whole, asked.language, &all, asked.detect)?;
    let grounds: Vec<Ground> = asked
        .sources
        .iter()
        .map(|s| Ground::of(&s.title, &s.text, asked.language))
        .collect();
    let mut answer = Answer {
        sentences: Vec::with_capacity(said.len()),
    };
    for piece in said {
        let mut sources = piece.sources;
        sources.sort_unstable();
        sources.dedup();
        if sources.is_empty() {
            return Err(Refused::NothingCited);
        }
        let named: Option<Vec<&Ground>> = sources
            .iter()
            .map(|n| n.checked_sub(1).and_then(|at| grounds.get(at)))
            .collect();
        let named = named.ok_or(Refused::UnknownSource)?;
        for sentence in apart(&piece.text, asked.language) {
            if asks_for_secret(&sentence) {
                return Err(Refused::AsksForSecret);
            }
            carried(&sentence, &named, asked.language)?;
        }
        answer.sentences.push(Sentence {
            text: one_line(&piece.text),
            sources,
        });
    }
    Ok(answer)
}

/// A translation of `text`, whole and with nothing added: its numbers and addresses are those of the text.
///
/// # Errors
/// Why it is not offered.
pub fn judge_translation(
    raw: &str,
    text: &str,
    to: &str,
    detect: Detect,
) -> Result<String, Refused> {
    let raw = raw.trim();
    sensible(raw)?;
    let (before, after) = (text.chars().count(), raw.chars().count());
    // Han says in one character what Latin says in five.
    if after > before * 8 + 200 || raw.len() > RAW_MAX * 4 {
        return Err(Refused::TooLong);
    }
    if after * 10 + 20 < before {
        return Err(Refused::Nonsense);
    }
    in_language(raw, to, "", detect)?;
    same_all(&addresses(text), &addresses(raw), Refused::AddedAddress)?;
    let digits = |t: &str| {
        let all = numbers(t).into_iter();
        all.filter(|n| n.bytes().any(|b| b.is_ascii_digit()))
            .collect::<Vec<_>>()
    };
    same_all(&digits(text), &digits(raw), Refused::AddedNumber)?;
    Ok(raw.to_owned())
}

/// A summary of what stands in `text`.
///
/// # Errors
/// Why it is not offered.
pub fn judge_summary(
    raw: &str,
    text: &str,
    language: &str,
    detect: Detect,
) -> Result<String, Refused> {
    let raw = raw.trim();
    if raw.chars().count() > SUMMARY_CHARS_MAX {
        return Err(Refused::TooLong);
    }
    sensible(raw)?;
    in_language(raw, language, "", detect)?;
    let there = addresses(text);
    if addresses(raw).iter().any(|a| !there.contains(a)) {
        return Err(Refused::AddedAddress);
    }
    let there = numbers(text);
    let digits = |n: &String| n.bytes().filter(u8::is_ascii_digit).count() > 1;
    if numbers(raw).iter().any(|n| digits(n) && !there.contains(n)) {
        return Err(Refused::AddedNumber);
    }
    Ok(raw.to_owned())
}

/// Every one of the one among the others, and the other way.
fn same_all(before: &[String], after: &[String], added: Refused) -> Result<(), Refused> {
    if after.iter().any(|a| !before.contains(a)) {
        return Err(added);
    }
    if before.iter().any(|b| !after.contains(b)) {
        return Err(Refused::LostNumber);
    }
    Ok(())
}

/// Sentences, those that say nothing by themselves together with what follows.
fn apart(text: &str, language: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut held = String::new();
    for range in sentences(text) {
        held.push_str(&text[range]);
        held.push(' ');
        if !content(&held, language, 64).is_empty() {
            out.push(std::mem::take(&mut held));
        }
    }
    if held.chars().any(char::is_alphanumeric) {
        match out.last_mut() {
            Some(last) => last.push_str(&held),
            None => out.push(held),
        }
    }
    out
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Something that could be read out: letters, no control characters, not one word again and again.
fn sensible(text: &str) -> Result<(), Refused> {
    let hidden = |c: char| {
        (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
            || matches!(
                c,
                '\u{fffd}'
                    | '\u{200b}'
                    | '\u{2060}'
                    | '\u{feff}'
                    | '\u{200e}'
                    | '\u{200f}'
                    | '\u{61c}'
            )
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{e0000}'..='\u{e007f}')
    };
    if text.chars().any(hidden) || text.chars().filter(|c| c.is_alphabetic()).count() < 2 {
        return Err(Refused::Nonsense);
    }
    let mut words = tokens(text);
    let all = words.len();
    words.sort_unstable();
    let most = words.chunk_by(|a, b| a == b).map(<[_]>::len).max();
    let long = runs(text)
        .any(|r| r.script == crate::tokens::Script::Spaced && r.folded().chars().count() > 80);
    if long || (all >= 12 && most.is_some_and(|n| n * 2 > all)) {
        return Err(Refused::Nonsense);
    }
    Ok(())
}

/// Languages that cannot be told apart from a few sentences, or need not be.
const FAMILIES: &[&[&str]] = &[
    &["da", "nb", "nn", "no"],
    &["bs", "hr", "me", "sh", "sr"],
    &["cs", "sk"],
    &["id", "ms"],
];

/// `like`: a text in the language, for answers too short to tell.
fn in_language(text: &str, language: &str, like: &str, detect: Detect) -> Result<(), Refused> {
    let wanted = base_language(language);
    let kin = |code: &str| {
        code == wanted
            || FAMILIES
                .iter()
                .any(|f| f.contains(&code) && f.contains(&wanted))
    };
    let right = match detect(text) {
        Some(code) => kin(&code),
        None if like.is_empty() => true,
        None => writing(text) == writing(like),
    };
    right.then_some(()).ok_or(Refused::OtherLanguage)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Writing {
    Latin,
    Unspaced,
    Other,
}

/// What most letters of a text are.
fn writing(text: &str) -> Writing {
    let (mut latin, mut unspaced, mut other) = (0_usize, 0_usize, 0_usize);
    for c in text.chars().filter(|c| c.is_alphabetic()) {
        match crate::tokens::script_of(c) {
            Some(crate::tokens::Script::Unspaced) => unspaced += 3,
            _ if matches!(u32::from(c), 0x41..=0x24F | 0x1E00..=0x1EFF) => latin += 1,
            _ => other += 1,
        }
    }
    if unspaced >= latin && unspaced >= other {
        Writing::Unspaced
    } else if latin >= other {
        Writing::Latin
    } else {
        Writing::Other
    }
}
