//! The part of a text that shows why it was found.

use super::clauses::Clause;
use domain::tokens::{Prefix, Run, Script, Token, runs};
use serde::Serialize;

/// Characters before and after the first hit.
const BEFORE: usize = 40;
const AFTER: usize = 160;
/// A last word that is longer is cut: scripts without spaces have no other end.
const WORD_MOST: usize = 24;
/// Only so much of a text is looked through.
const LOOK_THROUGH: usize = 64 * 1024;

/// A piece of a text with the places of what was looked for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Snippet {
    pub text: String,
    /// Start and end of each hit in `text`, in UTF-16 units as JavaScript counts.
    pub marks: Vec<(usize, usize)>,
    /// Whether text was left out before.
    pub cut: bool,
}

/// A snippet around the first hit; the beginning of the text when there is none (the hit was in another field).
#[must_use]
pub fn snippet(text: &str, clauses: &[Clause]) -> Snippet {
    let text = cut_at(text, LOOK_THROUGH);
    let hit = hits(text, clauses).next();
    let centre = hit.map_or(0, |t| t.span.start);
    let start = back(text, centre, BEFORE);
    let end = forth(text, centre, AFTER);
    let piece = &text[start..end];
    let mut shown = String::with_capacity(piece.len());
    let mut marks: Vec<(usize, usize)> = Vec::new();
    let mut units = 0;
    let mut done = 0;
    for token in hits(piece, clauses) {
        units += copy(&piece[done..token.span.start.max(done)], &mut shown);
        let from = units;
        units += copy(
            &piece[token.span.start.max(done)..token.span.end.max(done)],
            &mut shown,
        );
        done = done.max(token.span.end);
        match marks.last_mut() {
            Some(last) if last.1 >= from => last.1 = units,
            _ => marks.push((from, units)),
        }
    }
    copy(&piece[done..], &mut shown);
    Snippet {
        text: shown,
        marks,
        cut: start > 0,
    }
}

/// Whether a token of the text is one that the clauses look for.
pub(super) fn wanted(token: &str, clauses: &[Clause]) -> bool {
    clauses.iter().any(|c| {
        c.tokens.iter().any(|t| t == token)
            || c.prefix
                && c.tokens
                    .last()
                    .is_some_and(|last| token.starts_with(last.as_str()))
    })
}

fn hits<'a>(text: &'a str, clauses: &'a [Clause]) -> impl Iterator<Item = Token> + 'a {
    runs(text)
        // Most words are not looked for: they are told apart before anything is made of them.
        .filter(|run| run.script == Script::Unspaced || is_wanted(run, clauses))
        .flat_map(|run| run.document_tokens())
        .filter(move |t| wanted(&t.text, clauses))
}

fn is_wanted(run: &Run, clauses: &[Clause]) -> bool {
    clauses.iter().any(|c| {
        c.tokens.iter().any(|t| run.is(t, Prefix::NotEnough))
            || c.prefix && c.tokens.last().is_some_and(|t| run.is(t, Prefix::Enough))
    })
}

/// Copies with line ends as spaces; how many UTF-16 units were copied.
fn copy(piece: &str, out: &mut String) -> usize {
    let mut units = 0;
    for c in piece.chars() {
        out.push(if c.is_control() { ' ' } else { c });
        units += c.len_utf16();
    }
    units
}

fn cut_at(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}

/// At most `chars` characters back, to the start of a word if one is near.
fn back(text: &str, from: usize, chars: usize) -> usize {
    let start = text[..from]
        .char_indices()
        .rev()
        .take(chars)
        .last()
        .map_or(from, |(i, _)| i);
    if start == 0 {
        return 0;
    }
    text[start..from]
        .find(char::is_whitespace)
        .map_or(start, |i| start + i + 1)
}

/// At most `chars` characters on, to the end of a word if one is near.
fn forth(text: &str, from: usize, chars: usize) -> usize {
    let Some((end, next)) = text[from..].char_indices().nth(chars) else {
        return text.len();
    };
    let piece = &text[from..from + end];
    if next.is_whitespace() {
        return from + end;
    }
    match piece.rfind(char::is_whitespace) {
        Some(at) if piece[at..].chars().count() <= WORD_MOST => from + at,
        _ => from + end,
    }
}

#[cfg(test)]
mod tests {
    use super::super::clauses::clauses;
    use super::*;

    fn marked(text: &str, query: &str) -> Vec<String> {
        let s = snippet(text, &clauses(query));
        let units: Vec<u16> = s.text.encode_utf16().collect();
        s.marks
            .iter()
            .map(|&(a, b)| String::from_utf16(&units[a..b]).unwrap())
            .collect()
    }

    #[test]
    fn what_was_looked_for_is_marked_as_written() {
        assert_eq!(
            marked("Das Straßenfest in 😀 Jõgeva", "strasse jogeva"),
            ["Jõgeva"]
        );
        assert_eq!(
            marked("Die Straße 😀 in Jõgeva", "jogeva strasse"),
            ["Straße", "Jõgeva"]
        );
        assert_eq!(marked("去东京都看看", "东京都"), ["东京都"]);
    }

    #[test]
    fn a_late_hit_is_brought_into_view() {
        let text = format!("{} needle {}", "hay ".repeat(200), "hay ".repeat(200));
        let s = snippet(&text, &clauses("needle"));
        assert!(s.cut && s.text.contains("needle") && s.text.chars().count() <= BEFORE + AFTER);
        assert_eq!(marked(&text, "needle"), ["needle"]);
    }

    #[test]
    fn a_snippet_ends_with_a_whole_word_where_words_have_ends() {
        let s = snippet(&"needle in the haystack ".repeat(20), &clauses("needle"));
        assert!(
            s.text.ends_with("needle")
                || s.text.ends_with("haystack")
                || s.text.ends_with("the")
                || s.text.ends_with("in"),
            "{s:?}"
        );
        let unspaced = snippet(&"东京".repeat(200), &clauses("东京"));
        assert_eq!(unspaced.text.chars().count(), AFTER);
    }

    #[test]
    fn without_a_hit_the_beginning_is_shown() {
        let s = snippet("line one\nline two", &clauses("subject"));
        assert_eq!(
            (s.text.as_str(), s.marks.len(), s.cut),
            ("line one line two", 0, false)
        );
    }
}
