//! The visible reply of a mail: what its writer wrote now, without quotes and signatures (M42, M43).
//!
//! Here: which lines of a text are quoted, forwarded or signature, in any language. Lines are only ever labelled;
//! [`Folded`] holds every line that is not shown, so nothing is lost. Every step is one pass over the lines with bounded
//! look-around, and patterns see a bounded number of characters of a line: linear in the text. Not here: HTML cleaning
//! ([`crate::html`]). Called by [`crate::read`] and by `inspect --text`.

mod attribution;
mod block;
mod lines;
mod markup;
mod signature;
mod signature_words;
mod words;

use crate::types::{FoldKind, Folded};
use block::Parting;
use lines::Line;

/// Splits a plain text into the visible reply and the folded rest, in order. When nothing would stay visible,
/// everything does and nothing is folded.
pub fn split(text: &str) -> (String, Vec<Folded>) {
    split_mail(text, None)
}

/// Splits the text of a mail; `html` is its HTML body, when it has one, and serves as a hint.
pub fn split_mail(text: &str, html: Option<&str>) -> (String, Vec<Folded>) {
    let mut lines: Vec<Line<'_>> = text
        .split('\n')
        .map(|raw| Line::new(raw.strip_suffix('\r').unwrap_or(raw)))
        .collect();
    unmark_wrapped_brackets(&mut lines);
    let mut labels = quotes(&lines);
    let mut signed_at = None;
    if let Some(html) = html {
        let marks = markup::find(text, html);
        signed_at = marks.signature.map(|at| line_at(text, at));
        if let Some(at) = marks.quote {
            trust_markup(&lines, &mut labels, line_at(text, at));
        }
    }
    sign(&lines, &mut labels, signed_at);
    assemble(text, &lines, &labels)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LineKind {
    Own,
    Quote,
    Signature,
}

fn line_at(text: &str, offset: usize) -> usize {
    text.get(..offset)
        .map_or(0, |before| before.matches('\n').count())
}

/// Labels quoted lines.
fn quotes(lines: &[Line<'_>]) -> Vec<LineKind> {
    let mut labels: Vec<LineKind> = lines
        .iter()
        .map(|line| {
            if line.quoted {
                LineKind::Quote
            } else {
                LineKind::Own
            }
        })
        .collect();
    let next_written = next_written(lines);
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        if line.quoted || line.is_blank() {
            at += 1;
            continue;
        }
        let follows = |from: usize| {
            next_written
                .get(from)
                .copied()
                .flatten()
                .and_then(|next| lines.get(next).map(|line| (next, line)))
        };
        let quote_follows =
            follows(at + 1).is_some_and(|(next, line)| line.quoted && next <= at + 6);
        let older = if let Some(start) = attribution::start_of(lines, at, quote_follows) {
            Some((start, at + 1))
        } else if let Some(end) = block::end_of(lines, at, false) {
            Some((at, end))
        } else {
            match block::parting(line) {
                Some(Parting::Certain) => Some((at, after_announcement(lines, at, &next_written))),
                Some(Parting::Rule) => follows(at + 1)
                    .filter(|(next, _)| *next <= at + 4)
                    .and_then(|(next, _)| block::end_of(lines, next, true))
                    .map(|end| (at, end)),
                None => None,
            }
        };
        let Some((start, end)) = older else {
            at += 1;
            continue;
        };
        fill(&mut labels, start, end, LineKind::Quote);
        absorb_rules_above(lines, &mut labels, start);
        if follows(end).is_some_and(|(_, line)| line.quoted) {
            // Marked quote: what stands below it unmarked is an answer.
            at = end;
        } else {
            fill(&mut labels, start, lines.len(), LineKind::Quote);
            break;
        }
    }
    join_broken_wraps(lines, &mut labels);
    labels
}

/// `… Anna <anna@example.org` and `>:` on the next line: the closing bracket of a wrapped header is no quote mark.
fn unmark_wrapped_brackets(lines: &mut [Line<'_>]) {
    let mut open = false;
    for line in lines {
        if open
            && line.quoted
            && line.bare.ends_with([':', '：'])
            && line.bare.chars().count() <= 40
        {
            line.quoted = false;
        }
        open = !line.quoted
            && line
                .bare
                .rfind('<')
                .is_some_and(|at| line.bare.get(at..).is_some_and(|tail| !tail.contains('>')));
    }
}

/// For each line, the index of the first line at or below it that is not blank.
fn next_written(lines: &[Line<'_>]) -> Vec<Option<usize>> {
    let mut next = vec![None; lines.len()];
    let mut last = None;
    for (at, line) in lines.iter().enumerate().rev() {
        if !line.is_blank() {
            last = Some(at);
        }
        if let Some(slot) = next.get_mut(at) {
            *slot = last;
        }
    }
    next
}

/// Past the header block that an announcing line may have below it.
fn after_announcement(lines: &[Line<'_>], at: usize, next_written: &[Option<usize>]) -> usize {
    let next = next_written.get(at + 1).copied().flatten();
    let Some(next) = next.filter(|next| *next <= at + 4) else {
        return at + 1;
    };
    if let Some(end) = block::end_of(lines, next, true) {
        return end;
    }
    // `-------- Original Message --------` and then `On … wrote:`.
    let written = |from: usize| next_written.get(from).copied().flatten();
    (next..next + 4)
        .find(|end| {
            let quoted = written(end + 1)
                .and_then(|below| lines.get(below))
                .is_some_and(|line| line.quoted);
            attribution::start_of(lines, *end, quoted).is_some_and(|start| start <= next)
        })
        .map_or(at + 1, |end| end + 1)
}

fn fill(labels: &mut [LineKind], start: usize, end: usize, kind: LineKind) {
    for label in labels.iter_mut().take(end).skip(start) {
        *label = kind;
    }
}

/// A rule right above a quote header belongs to it.
fn absorb_rules_above(lines: &[Line<'_>], labels: &mut [LineKind], start: usize) {
    let mut at = start;
    while let Some(above) = at.checked_sub(1) {
        let Some(line) = lines.get(above).filter(|_| start - above <= 4) else {
            break;
        };
        if line.is_rule(3) || matches!(block::parting(line), Some(Parting::Certain)) {
            fill(labels, above, start, LineKind::Quote);
        } else if !line.is_blank() {
            break;
        }
        at = above;
    }
}

/// A quoted line that a mail program wrapped: its tail stands without a mark between two marked lines.
fn join_broken_wraps(lines: &[Line<'_>], labels: &mut [LineKind]) {
    for at in 1..lines.len().saturating_sub(1) {
        let (Some(above), Some(line), Some(below)) =
            (lines.get(at - 1), lines.get(at), lines.get(at + 1))
        else {
            continue;
        };
        let small = line.bare.chars().next().is_some_and(char::is_lowercase);
        let long = above.raw.chars().take(61).count() >= 55;
        let unfinished = !above
            .bare
            .ends_with(['.', '?', '!', ':', ';', '…', '。', '？', '！', '؟', '>'])
            && !line.bare.ends_with(['.', '!', '?']);
        let tail = small || (unfinished && line.bare.chars().count() <= 30);
        if above.quoted && below.quoted && !line.quoted && !line.is_blank() && tail && long {
            fill(labels, at, at + 1, LineKind::Quote);
        }
    }
}

/// The mail program says where its quote begins. It is believed when the text shows none, or one a few lines later
/// (a header in a language that we do not know).
fn trust_markup(lines: &[Line<'_>], labels: &mut [LineKind], at: usize) {
    let first = labels.iter().position(|label| *label == LineKind::Quote);
    let written = |from: usize, to: usize| {
        lines
            .iter()
            .take(to)
            .skip(from)
            .filter(|line| !line.is_blank())
            .count()
    };
    let own_above = written(0, at) > 0;
    match first {
        None if own_above => fill(labels, at, lines.len(), LineKind::Quote),
        Some(first) if own_above && at < first && written(at, first) <= 3 => {
            fill(labels, at, first, LineKind::Quote)
        }
        _ => {}
    }
}

/// Labels signatures in each stretch of own lines.
fn sign(lines: &[Line<'_>], labels: &mut [LineKind], marked: Option<usize>) {
    let mut at = 0;
    while at < lines.len() {
        if labels.get(at) != Some(&LineKind::Own) {
            at += 1;
            continue;
        }
        let end = labels
            .iter()
            .skip(at)
            .position(|label| *label != LineKind::Own)
            .map_or(lines.len(), |n| at + n);
        let stretch = lines.get(at..end).unwrap_or_default();
        let found = signature::find(stretch);
        let by_markup = marked
            .filter(|line| (at + 1..end).contains(line) && end - line <= 25)
            .map(|line| line - at);
        let start = match (found, by_markup) {
            (Some(found), Some(marked)) => Some(found.at.min(marked)),
            (Some(found), None) => Some(found.at),
            (None, marked) => marked,
        };
        if let Some(start) = start {
            fill(labels, at + start, end, LineKind::Signature);
        }
        if let Some(older) = found.and_then(|found| found.older) {
            fill(labels, at + older, end, LineKind::Quote);
        }
        at = end;
    }
}

/// Puts the visible lines together, and the others in runs of one kind.
fn assemble(text: &str, lines: &[Line<'_>], labels: &[LineKind]) -> (String, Vec<Folded>) {
    let mut reply = String::new();
    let mut folded: Vec<Folded> = Vec::new();
    let mut last = None;
    let mut own_break = false;
    for (line, label) in lines.iter().zip(labels) {
        let kind = match label {
            LineKind::Own => None,
            LineKind::Quote => Some(FoldKind::Quote),
            LineKind::Signature => Some(FoldKind::Signature),
        };
        match kind {
            None => {
                if own_break && !line.is_blank() {
                    let kept = reply.trim_end().len();
                    reply.truncate(kept);
                    if kept > 0 {
                        reply.push_str("\n\n");
                    }
                    own_break = false;
                }
                reply.push_str(line.raw);
                reply.push('\n');
            }
            Some(kind) => {
                own_break = true;
                if last != Some(kind) {
                    folded.push(Folded {
                        kind,
                        text: String::new(),
                    });
                }
                if let Some(fold) = folded.last_mut() {
                    fold.text.push_str(line.raw);
                    fold.text.push('\n');
                }
            }
        }
        // Blank own lines between two folds of a kind do not part them.
        if kind.is_some() || !line.is_blank() {
            last = kind;
        }
    }
    folded.retain_mut(|fold| {
        let kept = fold.text.trim_end().len();
        fold.text.truncate(kept);
        !fold.text.trim().is_empty()
    });
    let visible = trim_blank_lines(&reply);
    if visible
        .chars()
        .all(|c| c.is_whitespace() || lines::is_invisible(c))
    {
        return (trim_blank_lines(text).replace("\r\n", "\n"), Vec::new());
    }
    (visible.to_owned(), folded)
}

/// Blank lines around go; the indentation of the first line stays.
fn trim_blank_lines(text: &str) -> &str {
    let text = text.trim_end();
    let written = text.find(|c: char| !c.is_whitespace()).unwrap_or(0);
    let start = text
        .get(..written)
        .and_then(|before| before.rfind('\n'))
        .map_or(0, |at| at + 1);
    text.get(start..).unwrap_or(text)
}

#[cfg(test)]
mod tests;
