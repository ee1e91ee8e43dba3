//! "On … somebody wrote:" in any language: by its words where they are known, by its shape everywhere.

use super::lines::{Line, digit_near_start, has_address, has_date, has_word};
use super::words::{FIRST_PERSON, OPENERS, OPENERS_JOINED, WROTE};

/// Such a line is wrapped over at most this many.
const MAX_WRAP: usize = 5;
const MAX_CHARS: usize = 500;

/// If such a header ends at line `end`, where it starts. `quote_follows`: the next written line is quoted by `>`.
pub(super) fn start_of(lines: &[Line<'_>], end: usize, quote_follows: bool) -> Option<usize> {
    let last = lines.get(end)?;
    if !ends_header(last, quote_follows) {
        return None;
    }
    let mut start = end;
    let mut joined = String::new();
    let mut joined_lower = String::new();
    let mut fallback = None;
    for _ in 0..MAX_WRAP {
        let line = lines.get(start)?;
        if line.quoted || line.is_blank() || joined.len() + line.bare.len() > MAX_CHARS {
            break;
        }
        if start < end && ends_sentence(&line.bare) {
            break;
        }
        joined = format!("{} {joined}", line.bare);
        joined_lower = format!("{} {joined_lower}", line.lower);
        let opens = opens(line);
        // Without any known verb, a line of a log looks the same: a quote stands below a blank line.
        let apart = lines.get(end + 1).is_none_or(Line::is_blank);
        let shape = Shape {
            opens,
            quote_follows,
            apart,
        };
        if judged(joined.trim(), joined_lower.trim(), shape) {
            if opens {
                return Some(with_split_weekday(lines, start, end));
            }
            let telling = has_address(&line.bare) || has_date(&line.bare);
            fallback = if telling {
                Some(start)
            } else {
                fallback.or(Some(start))
            };
        }
        match start.checked_sub(1) {
            Some(above) => start = above,
            None => break,
        }
    }
    fallback
}

/// `On Wed,` or `On Nov 21, 2014,` may stand on lines of their own above the rest.
fn with_split_weekday(lines: &[Line<'_>], start: usize, end: usize) -> usize {
    let mut start = start;
    for _ in 0..3 {
        let Some(line) = start.checked_sub(1).and_then(|at| lines.get(at)) else {
            break;
        };
        let first = first_word(line);
        let comma = line.bare.ends_with([',', '،']) && line.bare.chars().count() <= 40;
        let part = comma && (OPENERS.contains(&first) || digit_near_start(&line.bare, 8));
        // The rest opens by a number only, and the line above is the head of the paragraph with the date.
        let weak = lines
            .get(start)
            .is_some_and(|line| !OPENERS.contains(&first_word(line)) || numbers(&line.bare) <= 2);
        let head = start == 1
            || lines
                .get(start - 2)
                .is_some_and(|line| line.is_blank() || line.quoted);
        let dated = weak
            && head
            && !ends_sentence(&line.bare)
            && opens(line)
            && (has_date(&line.bare) || line.bare.chars().count() <= 30);
        // Hungarian, Turkish, Chinese: who comes before when.
        let rest = lines.get(start..=end).unwrap_or_default();
        let named = head
            && line.bare.contains(['<', '('])
            && has_address(&line.bare)
            && !rest.iter().any(|line| has_address(&line.bare));
        if line.quoted || line.is_blank() || !(part || dated || named) {
            break;
        }
        start -= 1;
    }
    start
}

/// Numbers up to the first address.
fn numbers(text: &str) -> usize {
    let text = text.split(['<', '@']).next().unwrap_or_default();
    text.split(|c: char| !c.is_numeric())
        .filter(|run| !run.is_empty())
        .count()
}

fn first_word<'a>(line: &'a Line<'_>) -> &'a str {
    line.lower.split([' ', ',']).next().unwrap_or_default()
}

fn ends_header(line: &Line<'_>, quote_follows: bool) -> bool {
    let text = line.lower.trim_end_matches(['*', '_', ' ']);
    text.ends_with([':', '：', '︰'])
        || (quote_follows && (text.ends_with('>') || WROTE.iter().any(|word| text.ends_with(word))))
}

fn ends_sentence(bare: &str) -> bool {
    bare.ends_with(['.', '!', '?', ':', '。', '！', '？', '؟']) && !has_date(bare)
}

/// The line could be the first of a header: a known opener, or a number (a date) near its start.
fn opens(line: &Line<'_>) -> bool {
    let lower = line
        .lower
        .trim_start_matches(['-', '*', '•', '[', '(', '"', ' ']);
    let first = lower.split([' ', ',']).next().unwrap_or_default();
    OPENERS.contains(&first)
        && (digit_near_start(lower, 60) || first == "quoting" || first == "zitat")
        || OPENERS_JOINED.iter().any(|word| lower.starts_with(word))
        || digit_near_start(lower, 25)
}

/// What is known of a candidate beside its words.
#[derive(Clone, Copy)]
struct Shape {
    opens: bool,
    quote_follows: bool,
    apart: bool,
}

fn judged(text: &str, lower: &str, shape: Shape) -> bool {
    let Shape {
        opens,
        quote_follows,
        apart,
    } = shape;
    let address = has_address(text);
    let date = has_date(text);
    if !address && !date && !quote_follows {
        return false;
    }
    let wrote = WROTE.iter().any(|word| has_word(lower, word));
    if wrote {
        // Without an address a sentence of the customer may look alike: "as you wrote on 3.4.2024:".
        return if address {
            let own = !quote_follows && !text.contains('<') && speaks_of_self(lower);
            !own && (ends_like_header(lower) || quote_follows || date)
        } else {
            (date && opens && !speaks_of_self(lower)) || (quote_follows && short(text))
        };
    }
    if address && date {
        return quote_follows || (opens && apart && ends_with_address(text));
    }
    quote_follows && (date || address) && opens && short(text)
}

/// "Am 3. März 2024 schrieb ich Ihnen:" introduces the customer's own words.
fn speaks_of_self(lower: &str) -> bool {
    FIRST_PERSON.iter().any(|word| has_word(lower, word))
}

/// The verb or the address stands at the end, as in a header; not "I wrote to a@b.c about this:".
fn ends_like_header(lower: &str) -> bool {
    let text = lower.trim_end_matches([':', '：', '︰', ' ', '*', '_']);
    WROTE.iter().any(|word| text.ends_with(word)) || ends_with_address(lower)
}

fn ends_with_address(text: &str) -> bool {
    let text = text.trim_end_matches([':', '：', '︰', ' ', '*', '_']);
    if text.ends_with(['>', ']', ')']) {
        return true;
    }
    let last = text.rsplit(' ').next().unwrap_or_default();
    has_address(last)
}

fn short(text: &str) -> bool {
    text.chars().count() <= 120
}
