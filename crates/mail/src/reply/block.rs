//! Header blocks above unmarked quotes (`From: … Sent: … To: … Subject: …`) and the lines that part old mail from new.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::lines::{Line, Starts, has_address, has_date};
use super::words::{FORWARD_LINES, LABELS, Label, ORIGINAL, REPLY_ABOVE};

static BY_NAME: LazyLock<HashMap<&'static str, Label>> =
    LazyLock::new(|| LABELS.iter().rev().copied().collect());
static FORWARD: LazyLock<Starts> = LazyLock::new(|| Starts::of(FORWARD_LINES));

/// Lines of one block, with wrapped values and blanks between.
const MAX_LINES: usize = 24;

/// If a header block starts at `at`: the line after it.
pub(super) fn end_of(lines: &[Line<'_>], at: usize, announced: bool) -> Option<usize> {
    let (first, _) = field(lines.get(at)?)?;
    if first == Label::Other || first == Label::To {
        return None;
    }
    let (mut from, mut date, mut to, mut subject) = (false, false, false, false);
    let (mut from_address, mut true_date) = (false, false);
    let mut bold = 0;
    let (mut end, mut next, mut gap) = (at, at, 0);
    while let Some(line) = lines.get(next).filter(|_| next < at + MAX_LINES) {
        if line.is_blank() {
            gap += 1;
            if gap > 1 {
                break;
            }
        } else if let Some((label, value)) = field(line) {
            bold += usize::from(line.bare.starts_with('*'));
            match label {
                Label::From => {
                    from_address |= has_address(&value)
                        || lines
                            .get(next + 1)
                            .is_some_and(|line| has_address(&line.bare));
                    from = true;
                }
                Label::Date => {
                    true_date |= has_date(&value);
                    date = true;
                }
                Label::To => to = true,
                Label::Subject => subject = true,
                Label::Other => {}
            }
            gap = 0;
            end = next + 1;
        } else if gap > 0 || next >= end + 6 || !is_continuation(line) {
            break;
        }
        next += 1;
    }
    let kinds = [from, date, to, subject]
        .iter()
        .filter(|there| **there)
        .count();
    // "From: Tallinn, To: Tartu, Date: 3 May" is a journey and no mail.
    let mail = from && subject && (date || to)
        || from_address && from && (true_date || to)
        || subject && date && true_date && to
        || bold >= 3 && from && true_date && to;
    (mail && kinds >= 3 || (announced || from_address && true_date) && from && kinds >= 2)
        .then_some(end)
}

/// A wrapped value: more addresses, or the rest of a long subject that the program indented.
fn is_continuation(line: &Line<'_>) -> bool {
    has_address(&line.bare) || line.raw.starts_with(['\t', ' ']) || line.bare.ends_with([';', ','])
}

/// `Label: value`, stars and indentation off.
fn field(line: &Line<'_>) -> Option<(Label, String)> {
    let bare = line.bare.trim_start_matches(['*', '_', '|', ' ', '>']);
    let at = bare.find([':', '：', '︰'])?;
    let name = bare.get(..at)?.trim_matches(['*', '_', ' ']).to_lowercase();
    if name.is_empty() || name.chars().count() > 24 {
        return None;
    }
    let name: String = if name.chars().any(|c| ('\u{3000}'..'\u{a000}').contains(&c)) {
        name.split(' ').collect()
    } else {
        name
    };
    let label = *BY_NAME.get(name.as_str())?;
    let colon = bare.get(at..)?.chars().next().map_or(1, char::len_utf8);
    Some((
        label,
        bare.get(at + colon..)?
            .trim_matches(['*', '_', ' '])
            .to_owned(),
    ))
}

/// What a parting line says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Parting {
    /// `-----Original Message-----`, `Begin forwarded message:`, a desk's "reply above this line".
    Certain,
    /// A rule of dashes or underscores: only what follows tells.
    Rule,
}

pub(super) fn parting(line: &Line<'_>) -> Option<Parting> {
    if line.is_rule(3) {
        return Some(Parting::Rule);
    }
    let text = line.lower.trim_matches(['*', '>', ' ', '|']);
    if text.chars().count() > 120 {
        return None;
    }
    let inner =
        text.trim_matches(|c: char| "-_=~*—–─━<>#+\u{2026}.".contains(c) || c.is_whitespace());
    let dashes = text
        .chars()
        .take_while(|c| "-_=~—–─━#>".contains(*c))
        .count();
    let after = text
        .chars()
        .rev()
        .take_while(|c| "-_=~—–─━#<".contains(*c))
        .count();
    let known = |list: &[&str]| {
        let plain = inner.trim_end_matches([':', '：', ' ']);
        list.contains(&plain)
    };
    if dashes >= 2
        && after >= 1
        && (known(ORIGINAL)
            || ORIGINAL
                .iter()
                .any(|w| inner.starts_with(w) && inner.len() < w.len() + 40))
    {
        return Some(Parting::Certain);
    }
    if dashes >= 4 && known(ORIGINAL) {
        return Some(Parting::Certain);
    }
    let plain = inner.trim_end_matches([':', '：', ' ']);
    if text.ends_with([':', '：', '-']) && FORWARD.is(plain) || FORWARD.is(text) {
        return Some(Parting::Certain);
    }
    let above = text.len() >= 12 && REPLY_ABOVE.iter().any(|words| text.contains(words));
    (above && text.chars().count() <= 100).then_some(Parting::Certain)
}
