//! Filters from JSON and back. Everything is bounded, and what is wrong is named by its path.

use super::{
    CONDITIONS_MAX, Condition, DEPTH_MAX, Field, Filter, Item, Kind, TEXT_MAX, Test, VALUES_MAX,
};
use crate::Millis;
use crate::contact::email_key;
use crate::field::{parse_day, parse_number};
use serde_json::{Value, json};

/// Minutes of a relative time: a hundred years.
const MINUTES_MAX: i64 = 100 * 366 * 24 * 60;
/// Words of one text.
const WORDS_MAX: usize = 10;

/// What is wrong with a filter, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {message}")]
pub struct FilterError {
    /// Such as `filter.all[1].value`.
    pub path: String,
    pub message: String,
}

type Parsed<T> = Result<T, FilterError>;

fn wrong<T>(path: &str, message: impl Into<String>) -> Parsed<T> {
    Err(FilterError {
        path: path.to_owned(),
        message: message.into(),
    })
}

impl Filter {
    /// # Errors
    /// The first thing that is wrong, with its path.
    pub fn parse(value: &Value) -> Parsed<Self> {
        let mut count = 0;
        node(value, "filter", 0, &mut count)
    }
}

fn node(value: &Value, path: &str, depth: usize, count: &mut usize) -> Parsed<Filter> {
    let Some(object) = value.as_object() else {
        return wrong(
            path,
            "This has to be a group (all, any, not) or a condition.",
        );
    };
    if object.contains_key("field") {
        *count += 1;
        if *count > CONDITIONS_MAX {
            return wrong(
                path,
                format!("A filter has at most {CONDITIONS_MAX} conditions."),
            );
        }
        return condition(value, path).map(Filter::Is);
    }
    if depth >= DEPTH_MAX {
        return wrong(path, format!("Groups go at most {DEPTH_MAX} deep."));
    }
    let mut keys = object.iter();
    let (Some((key, inner)), None) = (keys.next(), keys.next()) else {
        return wrong(path, "A group has exactly one of all, any, not.");
    };
    let path = format!("{path}.{key}");
    match key.as_str() {
        "all" | "any" => {
            let Some(parts) = inner.as_array() else {
                return wrong(&path, "This has to be a list.");
            };
            if parts.len() > CONDITIONS_MAX {
                return wrong(
                    &path,
                    format!("A group has at most {CONDITIONS_MAX} parts."),
                );
            }
            let mut out = Vec::with_capacity(parts.len());
            for (i, part) in parts.iter().enumerate() {
                out.push(node(part, &format!("{path}[{i}]"), depth + 1, count)?);
            }
            if key == "all" {
                return Ok(Filter::All(out));
            }
            if out.is_empty() {
                return wrong(&path, "“Any of nothing” would never hold; add a condition.");
            }
            Ok(Filter::Any(out))
        }
        "not" => Ok(Filter::Not(Box::new(node(inner, &path, depth + 1, count)?))),
        _ => wrong(&path, "A group is one of all, any, not."),
    }
}

fn condition(value: &Value, path: &str) -> Parsed<Condition> {
    let at = |key: &str| format!("{path}.{key}");
    let text = |key: &str| value.get(key).and_then(Value::as_str);
    for key in value.as_object().into_iter().flatten().map(|(k, _)| k) {
        if !["field", "op", "value"].contains(&key.as_str()) {
            return wrong(&at(key), "A condition has field, op and value.");
        }
    }
    let Some(field) = text("field").and_then(Field::of) else {
        return wrong(&at("field"), "There is no such field.");
    };
    let Some(op) = text("op") else {
        return wrong(
            &at("op"),
            "Say how to compare: is, any_of, contains, before…",
        );
    };
    if !ops(field.kind()).contains(&op) {
        let known = ops(field.kind()).join(", ");
        return wrong(
            &at("op"),
            format!("“{}” can be compared by: {known}.", field.name()),
        );
    }
    let null = Value::Null;
    let operand = value.get("value").unwrap_or(&null);
    let test = test(field, op, operand, &at("value"))?;
    Ok(Condition { field, test })
}

/// The comparisons that a kind of field knows.
pub(super) fn ops(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Codes(_) => &["is", "is_not", "any_of", "none_of"],
        Kind::Ids(_) | Kind::Words => &["is", "is_not", "any_of", "none_of", "empty", "present"],
        Kind::Text => &["contains", "contains_not", "empty", "present"],
        Kind::Number => &["is", "at_least", "at_most"],
        Kind::Time => &[
            "before",
            "after",
            "older_than",
            "newer_than",
            "empty",
            "present",
        ],
        Kind::Flag => &["is"],
        Kind::Custom => &[
            "is",
            "is_not",
            "any_of",
            "none_of",
            "contains",
            "contains_not",
            "at_least",
            "at_most",
            "before",
            "after",
            "older_than",
            "newer_than",
            "empty",
            "present",
        ],
    }
}

fn test(field: Field, op: &str, value: &Value, path: &str) -> Parsed<Test> {
    match op {
        "empty" => Ok(Test::Empty),
        "present" => Ok(Test::Present),
        "contains" => words(value, path).map(Test::Contains),
        "contains_not" => words(value, path).map(Test::ContainsNot),
        "at_least" => number(field, value, path).map(Test::AtLeast),
        "at_most" => number(field, value, path).map(Test::AtMost),
        "before" => time(value, path).map(Test::Before),
        "after" => time(value, path).map(Test::After),
        "older_than" => minutes(value, path).map(Test::OlderThan),
        "newer_than" => minutes(value, path).map(Test::NewerThan),
        "is" if value.is_boolean() && matches!(field.kind(), Kind::Flag | Kind::Custom) => {
            Ok(Test::Flag(value == &Value::Bool(true)))
        }
        "is" if field.kind() == Kind::Flag => wrong(path, "This has to be true or false."),
        "is" | "is_not" => {
            let items = vec![item(field, value, path)?];
            Ok(if op == "is" {
                Test::AnyOf(items)
            } else {
                Test::NoneOf(items)
            })
        }
        _ => {
            let items = items(field, value, path)?;
            Ok(if op == "any_of" {
                Test::AnyOf(items)
            } else {
                Test::NoneOf(items)
            })
        }
    }
}

fn items(field: Field, value: &Value, path: &str) -> Parsed<Vec<Item>> {
    let Some(list) = value.as_array().filter(|l| !l.is_empty()) else {
        return wrong(path, "This has to be a list with something in it.");
    };
    if list.len() > VALUES_MAX {
        return wrong(path, format!("At most {VALUES_MAX} values."));
    }
    list.iter()
        .enumerate()
        .map(|(i, v)| item(field, v, &format!("{path}[{i}]")))
        .collect()
}

fn item(field: Field, value: &Value, path: &str) -> Parsed<Item> {
    if matches!(field.kind(), Kind::Number) {
        let n = number(field, value, path)?;
        return Ok(Item::Word(n.to_string()));
    }
    let Some(text) = value.as_str() else {
        return wrong(path, "This has to be a text.");
    };
    if text.is_empty() || text.chars().count() > TEXT_MAX || text.contains('\0') {
        return wrong(path, format!("This has to be 1 to {TEXT_MAX} characters."));
    }
    match field.kind() {
        Kind::Codes(known) if known.contains(&text) => Ok(Item::Word(text.to_owned())),
        Kind::Codes(known) => wrong(
            path,
            format!("This has to be one of: {}.", known.join(", ")),
        ),
        Kind::Ids("agt") if text == "me" => Ok(Item::Me),
        Kind::Ids(prefix) => {
            let id = text
                .strip_prefix(prefix)
                .and_then(|rest| rest.strip_prefix('_'))
                .and_then(crate::ids::decode);
            match id {
                Some(id) => Ok(Item::Id(id)),
                None => wrong(
                    path,
                    format!("This has to be an id of the form {prefix}_…."),
                ),
            }
        }
        Kind::Words => Ok(Item::Word(email_key(text.trim_start_matches('@')))),
        _ => Ok(Item::Word(text.to_owned())),
    }
}

fn words(value: &Value, path: &str) -> Parsed<Vec<String>> {
    let Some(text) = value.as_str().filter(|t| !t.trim().is_empty()) else {
        return wrong(path, "This has to be a text.");
    };
    if text.chars().count() > TEXT_MAX || text.contains('\0') {
        return wrong(path, format!("At most {TEXT_MAX} characters."));
    }
    let words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
    if words.len() > WORDS_MAX {
        return wrong(path, format!("At most {WORDS_MAX} words."));
    }
    Ok(words)
}

fn number(field: Field, value: &Value, path: &str) -> Parsed<i64> {
    let n = match field.kind() {
        Kind::Custom => parse_number(value),
        _ => value.as_i64().filter(|n| n.abs() < 1 << 53),
    };
    n.map_or_else(|| wrong(path, "This has to be a number."), Ok)
}

/// Milliseconds since 1970 UTC, or `YYYY-MM-DD`.
fn time(value: &Value, path: &str) -> Parsed<Millis> {
    let at = value
        .as_i64()
        .filter(|at| at.abs() < 1 << 53)
        .or_else(|| value.as_str().and_then(parse_day));
    at.map_or_else(
        || {
            wrong(
                path,
                "This has to be a time: milliseconds since 1970 UTC, or a date.",
            )
        },
        Ok,
    )
}

fn minutes(value: &Value, path: &str) -> Parsed<i64> {
    value
        .as_i64()
        .filter(|m| (0..=MINUTES_MAX).contains(m))
        .map_or_else(|| wrong(path, "This has to be a number of minutes."), Ok)
}

/// The filter as JSON, in its plainest form.
pub(super) fn json(filter: &Filter) -> Value {
    match filter {
        Filter::All(parts) => json!({ "all": parts.iter().map(json).collect::<Vec<_>>() }),
        Filter::Any(parts) => json!({ "any": parts.iter().map(json).collect::<Vec<_>>() }),
        Filter::Not(part) => json!({ "not": json(part) }),
        Filter::Is(condition) => condition_json(condition),
    }
}

pub(super) fn condition_json(c: &Condition) -> Value {
    let list = |items: &[Item]| -> Value {
        let one = |i: &Item| match (i, c.field.kind()) {
            (Item::Me, _) => json!("me"),
            (Item::Id(id), Kind::Ids(prefix)) => {
                json!(format!("{prefix}_{}", crate::ids::encode(*id)))
            }
            (Item::Id(id), _) => json!(crate::ids::encode(*id)),
            (Item::Word(w), Kind::Number) => json!(w.parse::<i64>().unwrap_or(0)),
            (Item::Word(w), _) => json!(w),
        };
        items.iter().map(one).collect()
    };
    let single = |items: &[Item]| list(items)[0].take();
    let n = |n: i64| match c.field.kind() {
        Kind::Custom => crate::field::FieldValue::Number(n).json(),
        _ => json!(n),
    };
    let (op, value) = match &c.test {
        Test::AnyOf(items) if items.len() == 1 => ("is", single(items)),
        Test::NoneOf(items) if items.len() == 1 => ("is_not", single(items)),
        Test::AnyOf(items) => ("any_of", list(items)),
        Test::NoneOf(items) => ("none_of", list(items)),
        Test::Empty => ("empty", Value::Null),
        Test::Present => ("present", Value::Null),
        Test::Contains(words) => ("contains", json!(words.join(" "))),
        Test::ContainsNot(words) => ("contains_not", json!(words.join(" "))),
        Test::AtLeast(v) => ("at_least", n(*v)),
        Test::AtMost(v) => ("at_most", n(*v)),
        Test::Before(at) => ("before", json!(at)),
        Test::After(at) => ("after", json!(at)),
        Test::OlderThan(m) => ("older_than", json!(m)),
        Test::NewerThan(m) => ("newer_than", json!(m)),
        Test::Flag(on) => ("is", json!(on)),
    };
    if value.is_null() {
        return json!({ "field": c.field.name(), "op": op });
    }
    json!({ "field": c.field.name(), "op": op, "value": value })
}
