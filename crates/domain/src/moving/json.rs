//! Small readers of loosely typed JSON: other programs write numbers as text, and leave things out.

use crate::Millis;
use serde_json::Value;

/// Custom fields of one record that are read.
const FIELDS_MAX: usize = 300;

/// Text, or a number as text; empty for all else.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::String(s) => s.trim().to_owned(),
        Value::Number(n) => n.to_string(),
        _ => String::new(),
    }
}

/// An id; `None` when it is missing or empty.
pub(super) fn key(value: &Value) -> Option<String> {
    Some(text(value)).filter(|k| !k.is_empty() && k.len() <= 200)
}

pub(super) fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// The values of an object of custom fields; what is nothing, or no single value, is left out.
pub(super) fn fields(value: &Value) -> Vec<(String, String)> {
    let all = value.as_object().into_iter().flatten();
    all.take(FIELDS_MAX)
        .map(|(key, value)| {
            let text = match value {
                Value::Bool(on) => on.to_string(),
                other => text(other),
            };
            (key.trim().chars().take(100).collect(), text)
        })
        .filter(|(_, text)| !text.is_empty())
        .collect()
}

/// A time in any of the ways of [`super::time`]; fractions of a second are cut.
pub(super) fn time(value: &Value) -> Option<Millis> {
    match value {
        Value::Number(n) => {
            let whole = n.as_i64().or_else(|| {
                let float = n.as_f64().filter(|f| f.abs() < 1e15)?;
                #[expect(clippy::cast_possible_truncation, reason = "bounded above")]
                Some(float as i64)
            })?;
            super::time(&whole.to_string())
        }
        Value::String(s) => super::time(s),
        _ => None,
    }
}
