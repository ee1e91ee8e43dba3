//! The place of an article's text that says most of what was asked, with marks.

use super::build::key;
use super::stem::stem;
use super::words::{Kind, Piece, cut};
use super::{Sought, rank};
use serde::Serialize;
use std::ops::Range;

/// Bytes of a text that are looked through.
const LOOK_THROUGH: usize = 24 * 1024;
/// Characters of a passage, about: sentences are added until it is that long.
const LONG_ENOUGH: usize = 160;
/// A passage is cut here, in characters.
const LONGEST: usize = 320;

/// A piece of a text with the places of what was looked for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Passage {
    pub text: String,
    /// Start and end of each mark in `text`, in UTF-16 units as JavaScript counts.
    pub marks: Vec<(usize, usize)>,
}

/// The best passage of a text; its beginning when nothing of what is sought stands in it.
#[must_use]
pub fn passage(text: &str, sought: &Sought) -> Passage {
    let text = head(text, LOOK_THROUGH);
    let sentences = sentences(text);
    let worths: Vec<f32> = sentences
        .iter()
        .map(|s| worth(&text[s.clone()], sought))
        .collect();
    let best = (0..sentences.len())
        .max_by(|a, b| worths[*a].total_cmp(&worths[*b]).then(b.cmp(a)))
        .unwrap_or(0);
    let Some(first) = sentences.get(best) else {
        return Passage::default();
    };
    let mut end = first.end;
    for next in &sentences[best + 1..] {
        let so_far = text[first.start..end].chars().count();
        let with = text[first.start..next.end].chars().count();
        if so_far >= LONG_ENOUGH || with > LONGEST {
            break;
        }
        end = next.end;
    }
    marked(head_chars(text[first.start..end].trim(), LONGEST), sought)
}

/// How much of what is sought a piece of text says, each term once.
fn worth(text: &str, sought: &Sought) -> f32 {
    let mut seen = Vec::new();
    let mut sum = 0.0;
    for piece in cut(text, &[], 400).pieces {
        if let Some((at, worth)) = found(&piece, sought)
            && !seen.contains(&at)
        {
            seen.push(at);
            sum += worth;
        }
    }
    sum
}

/// Which of the sought terms a piece is.
fn found(piece: &Piece, sought: &Sought) -> Option<(usize, f32)> {
    let key = match piece.kind {
        Kind::Word => key(Kind::Word, &stem(&piece.text, &sought.language)),
        kind => key(kind, &piece.text),
    };
    let at = sought.terms.binary_search_by_key(&key, |t| t.0).ok()?;
    Some((at, sought.terms[at].1))
}

fn marked(text: String, sought: &Sought) -> Passage {
    let mut spans: Vec<Range<usize>> = cut(&text, &[], 400)
        .pieces
        .iter()
        .filter(|p| rank::telling(p) && found(p, sought).is_some())
        .map(|p| p.span.clone())
        .collect();
    spans.sort_by_key(|s| s.start);
    let units = |s: &str| s.encode_utf16().count();
    let mut marks: Vec<(usize, usize)> = Vec::new();
    let (mut at, mut counted) = (0, 0);
    for span in spans {
        if span.start >= at {
            counted += units(&text[at..span.start]);
            at = span.start;
        }
        let from = counted - units(&text[span.start..at]);
        if span.end > at {
            counted += units(&text[at..span.end]);
            at = span.end;
        }
        match marks.last_mut() {
            Some(last) if last.1 >= from => last.1 = last.1.max(counted),
            _ => marks.push((from, counted)),
        }
    }
    Passage { text, marks }
}

/// Ends of sentences: a stop and a space after it, a stop of a script without spaces, a new line.
pub(crate) fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let after = at + c.len_utf8();
        let ends = match c {
            '\n' | '。' | '！' | '？' | '．' => true,
            '.' | '!' | '?' | '…' => chars.peek().is_none_or(|(_, next)| next.is_whitespace()),
            _ => false,
        };
        if ends {
            push(text, start..after, &mut found);
            start = after;
        }
    }
    push(text, start..text.len(), &mut found);
    found
}

fn push(text: &str, range: Range<usize>, found: &mut Vec<Range<usize>>) {
    let piece = &text[range.clone()];
    let from = range.start + (piece.len() - piece.trim_start().len());
    let to = range.start + piece.trim_end().len();
    if from < to {
        found.push(from..to);
    }
}

fn head(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}

fn head_chars(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some((at, _)) => format!("{}…", text[..at].trim_end()),
    }
}
