//! What came back, taken apart: the small JSON that was asked for, or sentences with numbers in brackets.

use super::Refused;
use serde::Deserialize;

/// A piece of an answer and the numbers of the sources that it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    pub text: String,
    pub sources: Vec<usize>,
}

#[derive(Deserialize)]
struct Shape {
    sentences: Vec<Piece>,
}

#[derive(Deserialize)]
struct Piece {
    text: String,
    sources: Vec<usize>,
}

/// # Errors
/// `Nonsense` for JSON of another shape, `NotKnown` for an answer without sentences, `NothingCited`.
pub(super) fn read(raw: &str) -> Result<Vec<Said>, Refused> {
    let raw = unfenced(raw.trim());
    if raw.starts_with(['{', '[']) && !raw.starts_with("[1") {
        let shape: Shape = serde_json::from_str(raw).map_err(|_| Refused::Nonsense)?;
        if shape.sentences.is_empty() {
            return Err(Refused::NotKnown);
        }
        return Ok(shape
            .sentences
            .into_iter()
            .map(|p| Said {
                text: p.text.trim().to_owned(),
                sources: p.sources,
            })
            .collect());
    }
    bracketed(raw)
}

/// Without the fence of a code block that many services put around JSON.
fn unfenced(raw: &str) -> &str {
    let inner = raw
        .strip_prefix("```json")
        .or_else(|| raw.strip_prefix("```"))
        .and_then(|rest| rest.strip_suffix("```"));
    inner.map_or(raw, str::trim)
}

/// `It takes two days [1]. Then we write [1, 2].`: what stands before a bracket is said by it.
fn bracketed(raw: &str) -> Result<Vec<Said>, Refused> {
    let mut found: Vec<Said> = Vec::new();
    let mut rest = raw;
    let mut text = String::new();
    while let Some((before, after)) = rest.split_once('[') {
        let Some((numbers, after)) = after
            .split_once(']')
            .and_then(|(inner, after)| Some((numbers(inner)?, after)))
        else {
            text.push_str(before);
            text.push('[');
            rest = after;
            continue;
        };
        text.push_str(before);
        // A stop that stands behind the bracket belongs to the sentence before it.
        let piece = text.trim_start_matches(is_stop).trim().to_owned();
        match found.last_mut() {
            Some(last) if piece.is_empty() => last.sources.extend(numbers),
            _ if piece.is_empty() => return Err(Refused::NothingCited),
            _ => found.push(Said {
                text: piece,
                sources: numbers,
            }),
        }
        text.clear();
        rest = after;
    }
    text.push_str(rest);
    if text.chars().any(char::is_alphanumeric) || found.is_empty() {
        return Err(Refused::NothingCited);
    }
    Ok(found)
}

fn is_stop(c: char) -> bool {
    c.is_whitespace() || matches!(c, '.' | '!' | '?' | '。' | '！' | '？' | '…' | ',' | ';')
}

fn numbers(inner: &str) -> Option<Vec<usize>> {
    let parts = inner.split([',', ';']).map(|n| n.trim().parse().ok());
    parts.collect()
}
