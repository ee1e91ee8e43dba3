//! One line of a text, as the splitter sees it, and quick look-ups in lists of words.

use std::collections::HashMap;

/// Longer lines are prose; patterns look at this many characters only, which keeps the work linear.
const PATTERN_CHARS: usize = 400;

pub(super) struct Line<'a> {
    /// As written, without its line end.
    pub raw: &'a str,
    /// For patterns: trimmed, invisible characters and emphasis stars off, at most [`PATTERN_CHARS`] long.
    pub bare: String,
    /// `bare` in lower case.
    pub lower: String,
    pub quoted: bool,
}

impl<'a> Line<'a> {
    pub(super) fn new(raw: &'a str) -> Self {
        let visible = |c: &char| !is_invisible(*c);
        let bare: String = raw
            .chars()
            .filter(visible)
            .take(PATTERN_CHARS)
            .map(plain_space)
            .collect();
        let bare = bare.trim().to_owned();
        let quoted = is_quoted(raw);
        let lower = bare.to_lowercase();
        Self {
            raw,
            bare,
            lower,
            quoted,
        }
    }

    pub(super) fn is_blank(&self) -> bool {
        self.bare.is_empty()
    }

    /// Characters of a kind alone, at least `least` of them.
    pub(super) fn is_rule(&self, least: usize) -> bool {
        let mut marks = self.bare.chars().filter(|c| !c.is_whitespace());
        let Some(first) = marks.next() else {
            return false;
        };
        "-_=*~—–─━━﹣－".contains(first)
            && marks.clone().all(|c| c == first)
            && marks.count() + 1 >= least
    }
}

/// Byte-order marks, zero-width and directional characters: mail programs sprinkle them around names and dates.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}' | '\0')
}

fn plain_space(c: char) -> char {
    if c.is_whitespace() { ' ' } else { c }
}

/// `>` at the start, after at most three blanks. A lone arrow (`>>>` of a shell or `->`) is no matter here.
fn is_quoted(raw: &str) -> bool {
    let text = raw.trim_start_matches(is_invisible);
    let inner = text.trim_start_matches([' ', '\u{a0}', '\t']);
    (inner.starts_with('>') || inner.starts_with('＞')) && text.len() - inner.len() <= 3
}

/// An address, or something in angle brackets or a `mailto:` that stands for one.
pub(super) fn has_address(text: &str) -> bool {
    text.char_indices()
        .filter(|(_, c)| *c == '@')
        .any(|(at, _)| {
            let before = text.get(..at).and_then(|t| t.chars().next_back());
            let after = text.get(at + 1..).and_then(|t| t.chars().next());
            before.is_some_and(|c| c.is_alphanumeric() || "._-+\"'".contains(c))
                && after.is_some_and(char::is_alphanumeric)
        })
}

/// A clock time, a year beside another number, or a numeric date.
pub(super) fn has_date(text: &str) -> bool {
    let digits: Vec<char> = text
        .chars()
        .take(PATTERN_CHARS)
        .map(western_digit)
        .collect();
    let mut runs: Vec<(String, Option<char>)> = Vec::new();
    let mut run = String::new();
    for c in digits.iter().copied().chain([' ']) {
        if c.is_ascii_digit() {
            run.push(c);
        } else if !run.is_empty() {
            runs.push((std::mem::take(&mut run), Some(c)));
        }
    }
    let year = runs
        .iter()
        .any(|(n, _)| n.len() == 4 && (n.starts_with("19") || n.starts_with("20")));
    let clock = runs.windows(2).any(|pair| match pair {
        [
            (hours, Some(':' | '.' | 'h' | '時' | '시' | '点' | '點')),
            (minutes, _),
        ] => hours.len() <= 2 && minutes.len() == 2 && hours.parse::<u32>().is_ok_and(|n| n < 25),
        _ => false,
    });
    let numeric = runs.windows(3).any(
        |three| matches!(three, [(_, Some(a)), (_, Some(b)), _] if a == b && "./-".contains(*a)),
    );
    (year && runs.len() >= 2) || (clock && runs.len() >= 2) || numeric
}

fn western_digit(c: char) -> char {
    match c {
        '٠'..='٩' => char::from_digit(c as u32 - '٠' as u32, 10).unwrap_or(c),
        '۰'..='۹' => char::from_digit(c as u32 - '۰' as u32, 10).unwrap_or(c),
        '०'..='९' => char::from_digit(c as u32 - '०' as u32, 10).unwrap_or(c),
        '๐'..='๙' => char::from_digit(c as u32 - '๐' as u32, 10).unwrap_or(c),
        '０'..='９' => char::from_digit(c as u32 - '０' as u32, 10).unwrap_or(c),
        '：' => ':',
        _ => c,
    }
}

pub(super) fn digit_near_start(text: &str, within: usize) -> bool {
    text.chars()
        .take(within)
        .any(|c| western_digit(c).is_ascii_digit())
}

/// Whole-word search; scripts without spaces are matched anywhere.
pub(super) fn has_word(lower: &str, word: &str) -> bool {
    let joined = word.chars().next().is_some_and(is_unspaced);
    lower.match_indices(word).any(|(at, _)| {
        let before = lower.get(..at).and_then(|text| text.chars().next_back());
        let after = lower
            .get(at + word.len()..)
            .and_then(|text| text.chars().next());
        joined
            || (before.is_none_or(|c| !c.is_alphanumeric())
                && after.is_none_or(|c| !c.is_alphanumeric()))
    })
}

fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{0e00}'..='\u{0e7f}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{0590}'..='\u{06ff}')
}

/// A list of beginnings, looked up by first character: most lines begin like none of them.
pub(super) struct Starts(HashMap<char, Vec<&'static str>>);

impl Starts {
    pub(super) fn of(list: &'static [&'static str]) -> Self {
        let mut map: HashMap<char, Vec<&'static str>> = HashMap::new();
        for start in list {
            if let Some(first) = start.chars().next() {
                map.entry(first).or_default().push(start);
            }
        }
        Self(map)
    }

    pub(super) fn begins(&self, text: &str) -> bool {
        let Some(first) = text.chars().next() else {
            return false;
        };
        self.0
            .get(&first)
            .is_some_and(|list| list.iter().any(|start| text.starts_with(start)))
    }

    pub(super) fn is(&self, text: &str) -> bool {
        let Some(first) = text.chars().next() else {
            return false;
        };
        self.0.get(&first).is_some_and(|list| list.contains(&text))
    }
}
