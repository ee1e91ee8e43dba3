//! From text to tokens, the same for search in both engines (`store::search`) and for suggestions ([`crate::suggest`]): no
//! index sees a word that was not cut here.
//!
//! Folding: compatibility forms, lower case, marks dropped on Latin letters only (`õ` is found as `o`, `й` is not `и`).
//! Words are runs of letters and digits. Scripts that write without spaces become overlapping pairs of characters and
//! the last single one, so that any part of a run can be found.

use std::ops::Range;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// More tokens of one text are not indexed (PostgreSQL stops at position 16,383).
pub const MAX_TOKENS: usize = 8000;
/// Characters of one token; the rest is cut, in texts and in queries alike.
const MAX_CHARS: usize = 40;

/// How a run of characters is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Script {
    /// Words stand apart: Latin, Cyrillic, Greek, Arabic and so on.
    Spaced,
    /// Han, kana, Hangul, Thai, Lao, Khmer, Burmese.
    Unspaced,
}

/// One folded character and the bytes of the text that it came from.
#[derive(Debug, Clone)]
struct Folded {
    c: char,
    span: Range<usize>,
}

/// Whether the beginning of a word is enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prefix {
    Enough,
    NotEnough,
}

/// Letters that stand together.
#[derive(Debug)]
pub struct Run {
    pub script: Script,
    chars: Vec<Folded>,
}

/// A token and the bytes of the text that it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    pub text: String,
    pub span: Range<usize>,
}

/// The tokens of a text, in order, at most [`MAX_TOKENS`].
#[must_use]
pub fn tokens(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    for run in runs(text) {
        out.extend(run.document_tokens().into_iter().map(|t| t.text));
        if out.len() >= MAX_TOKENS {
            out.truncate(MAX_TOKENS);
            break;
        }
    }
    out
}

impl Run {
    fn token(&self, range: Range<usize>) -> Token {
        let chars = &self.chars[range];
        Token {
            text: chars.iter().take(MAX_CHARS).map(|f| f.c).collect(),
            span: chars[0].span.start..chars[chars.len() - 1].span.end,
        }
    }

    /// The folded characters of the whole run.
    #[must_use]
    pub fn folded(&self) -> String {
        self.chars.iter().map(|f| f.c).collect()
    }

    /// Bytes of the text that `range` of the folded characters came from.
    #[must_use]
    pub fn span(&self, range: Range<usize>) -> Option<Range<usize>> {
        let chars = self.chars.get(range)?;
        Some(chars.first()?.span.start..chars.last()?.span.end)
    }

    /// Whether this run, taken as one word, is `token`, or begins with it.
    #[must_use]
    pub fn is(&self, token: &str, prefix: Prefix) -> bool {
        let mut own = self.chars.iter().take(MAX_CHARS).map(|f| f.c);
        token.chars().all(|c| own.next() == Some(c))
            && (prefix == Prefix::Enough || own.next().is_none())
    }

    /// As indexed: pairs, then the last character.
    #[must_use]
    pub fn document_tokens(&self) -> Vec<Token> {
        let len = self.chars.len();
        match self.script {
            Script::Spaced => vec![self.token(0..len)],
            Script::Unspaced => {
                let pairs = (0..len.saturating_sub(1)).map(|i| self.token(i..i + 2));
                pairs.chain([self.token(len - 1..len)]).collect()
            }
        }
    }

    /// As asked for: pairs only, or the one character that there is.
    #[must_use]
    pub fn query_tokens(&self) -> Vec<String> {
        let mut tokens = self.document_tokens();
        if self.script == Script::Unspaced && tokens.len() > 1 {
            tokens.pop();
        }
        tokens.into_iter().map(|t| t.text).collect()
    }

    /// One character of a script without spaces.
    #[must_use]
    pub fn is_one_character(&self) -> bool {
        self.script == Script::Unspaced && self.chars.len() == 1
    }
}

/// The runs of a text, cut lazily.
pub fn runs(text: &str) -> impl Iterator<Item = Run> + '_ {
    let mut folded = Folding {
        text,
        at: 0,
        ready: Vec::new(),
    }
    .peekable();
    std::iter::from_fn(move || {
        let (script, first) = loop {
            let f = folded.next()?;
            if let Some(script) = script_of(f.c) {
                break (script, f);
            }
        };
        let mut chars = Vec::with_capacity(12);
        chars.push(first);
        while let Some(next) =
            folded.next_if(|f| is_combining_mark(f.c) || script_of(f.c) == Some(script))
        {
            chars.push(next);
        }
        Some(Run { script, chars })
    })
}

/// How a run with this character is cut; nothing for what is no letter or digit.
#[must_use]
pub fn script_of(c: char) -> Option<Script> {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric().then_some(Script::Spaced);
    }
    match c as u32 {
        0x0E5A..=0x0E5B | 0x0E2F | 0x0E3F | 0x30FB => None,
        0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF => Some(Script::Unspaced),
        0x1100..=0x11FF | 0xAC00..=0xD7FF => Some(Script::Unspaced),
        0x3005..=0x3007 | 0x3041..=0x30FF | 0x3105..=0x312F | 0x31F0..=0x31FF => {
            Some(Script::Unspaced)
        }
        0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF => {
            Some(Script::Unspaced)
        }
        _ if c.is_alphanumeric() => Some(Script::Spaced),
        _ => None,
    }
}

/// Folded characters of a text. Works on a character with the marks that follow it, so that each folded character
/// knows where it came from.
struct Folding<'a> {
    text: &'a str,
    at: usize,
    /// Of the last cluster, in reverse order.
    ready: Vec<Folded>,
}

impl Iterator for Folding<'_> {
    type Item = Folded;

    fn next(&mut self) -> Option<Folded> {
        loop {
            if let Some(f) = self.ready.pop() {
                return Some(f);
            }
            let rest = &self.text[self.at..];
            let mut chars = rest.chars();
            let first = chars.next()?;
            let next = chars.next();
            let start = self.at;
            if first.is_ascii() && next.is_none_or(|n| n.is_ascii()) {
                self.at += 1;
                return Some(Folded {
                    c: first.to_ascii_lowercase(),
                    span: start..self.at,
                });
            }
            let cluster = cluster(rest);
            self.at += cluster.len();
            fold(cluster, start..self.at, &mut self.ready);
        }
    }
}

/// The first character and what composes with it. Bounded, against texts made of marks alone.
fn cluster(rest: &str) -> &str {
    let joins =
        |c: char| is_combining_mark(c) || matches!(c as u32, 0x1160..=0x11FF | 0xFF9E..=0xFF9F);
    let end = rest
        .char_indices()
        .skip(1)
        .find(|&(i, c)| !joins(c) || i > 64)
        .map_or(rest.len(), |(i, _)| i);
    &rest[..end]
}

fn fold(cluster: &str, span: Range<usize>, out: &mut Vec<Folded>) {
    let mut put = |c: char| {
        out.push(Folded {
            c,
            span: span.clone(),
        })
    };
    let mut latin = false;
    for c in cluster.nfkc().flat_map(char::to_lowercase) {
        if is_combining_mark(c) && latin {
            continue;
        }
        latin = is_latin(c);
        match c {
            'ß' => "ss".chars().for_each(&mut put),
            'æ' => "ae".chars().for_each(&mut put),
            'œ' => "oe".chars().for_each(&mut put),
            'ø' => put('o'),
            'ł' => put('l'),
            'đ' | 'ð' => put('d'),
            'ı' => put('i'),
            'ς' => put('σ'),
            // Joiners inside words carry no meaning for finding them.
            '\u{200c}' | '\u{200d}' | '\u{00ad}' => {}
            _ if latin && !c.is_ascii() => {
                // The letter under its marks.
                put(std::iter::once(c).nfd().next().unwrap_or(c));
            }
            _ => put(c),
        }
    }
    out.reverse();
}

fn is_latin(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c as u32, 0x00C0..=0x024F | 0x1E00..=0x1EFF)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latin_letters_lose_their_marks_and_others_keep_them() {
        assert_eq!(
            tokens("Jõudnud, Straße ĲSSEL İzmir"),
            ["joudnud", "strasse", "ijssel", "izmir"]
        );
        assert_eq!(tokens("Cafe\u{301}"), ["cafe"]);
        assert_eq!(tokens("Який и\u{306}"), ["який", "й"]);
        assert_eq!(tokens("ガ カ\u{3099}"), tokens("ガ ガ"));
    }

    #[test]
    fn scripts_without_spaces_become_pairs_and_the_last_character() {
        assert_eq!(tokens("東京都abc"), ["東京", "京都", "都", "abc"]);
        assert_eq!(tokens("单"), ["单"]);
        assert_eq!(tokens("ＡＢＣ１２３"), ["abc123"]);
    }

    #[test]
    fn addresses_and_numbers_come_apart_at_their_signs() {
        assert_eq!(
            tokens("anna.b@example.com A-100_7"),
            ["anna", "b", "example", "com", "a", "100", "7"]
        );
    }

    #[test]
    fn hostile_texts_stay_bounded() {
        assert_eq!(tokens(&"a ".repeat(50_000)).len(), MAX_TOKENS);
        assert_eq!(tokens(&"x".repeat(100_000))[0].len(), MAX_CHARS);
        let marks = tokens(&format!("e{}", "\u{301}".repeat(100_000)));
        assert!(marks.len() <= MAX_TOKENS);
        assert!(tokens("").is_empty() && tokens("\u{301}\u{200d}…").len() <= 1);
    }

    #[test]
    fn a_token_knows_where_it_came_from() {
        let text = "Zum Straßenfest";
        let run = runs(text).nth(1).unwrap();
        assert_eq!(&text[run.document_tokens()[0].span.clone()], "Straßenfest");
    }
}
