//! Custom fields: what a team keeps about conversations, contacts and organizations besides what everybody keeps. Pure checks of
//! definitions and values; the rows are in `store::field`.

use crate::{FieldId, Millis, Refusal};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entity {
    Conversation,
    Contact,
    /// Of customers.
    Organization,
}

impl Entity {
    /// What stands before `field.key` in `{{variables}}`.
    #[must_use]
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Conversation => "",
            Self::Contact => "contact.",
            Self::Organization => "contact.organization.",
        }
    }

    /// In the plural, for people.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Conversation => "conversations",
            Self::Contact => "contacts",
            Self::Organization => "organizations",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    Text,
    Number,
    Choice,
    Date,
    Checkbox,
}

/// Longest text value, in characters.
pub const TEXT_MAX: usize = 500;
/// Choices of one field.
pub const CHOICES_MAX: usize = 100;
/// Numbers keep three decimals.
pub const NUMBER_SCALE: f64 = 1000.0;
const NUMBER_MAX: f64 = 1e12;

/// A field as it is defined.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Definition {
    pub id: FieldId,
    pub entity: Entity,
    /// For `{{field.key}}` after [`Entity::prefix`]: lower case letters, digits and `_`.
    pub key: String,
    pub name: String,
    pub kind: FieldKind,
    pub choices: Vec<String>,
    pub position: i64,
    pub archived: bool,
    pub created_at: Millis,
}

/// A value, by how it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldValue {
    Text(String),
    /// In thousandths.
    Number(i64),
    Choice(String),
    /// Midnight UTC.
    Date(Millis),
    Checkbox(bool),
}

impl FieldValue {
    /// The text column, if it has one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(t) | Self::Choice(t) => Some(t),
            _ => None,
        }
    }

    /// The integer column, if it has one.
    #[must_use]
    pub fn int(&self) -> Option<i64> {
        match *self {
            Self::Number(n) | Self::Date(n) => Some(n),
            Self::Checkbox(on) => Some(i64::from(on)),
            Self::Text(_) | Self::Choice(_) => None,
        }
    }

    /// Of its two columns.
    #[must_use]
    pub fn of(kind: FieldKind, text: Option<String>, int: Option<i64>) -> Option<Self> {
        Some(match kind {
            FieldKind::Text => Self::Text(text?),
            FieldKind::Choice => Self::Choice(text?),
            FieldKind::Number => Self::Number(int?),
            FieldKind::Date => Self::Date(int?),
            FieldKind::Checkbox => Self::Checkbox(int? != 0),
        })
    }

    /// As JSON: text, number, `YYYY-MM-DD`, true or false.
    #[must_use]
    #[expect(
        clippy::cast_precision_loss,
        reason = "numbers are bounded well below 2^53"
    )]
    pub fn json(&self) -> Value {
        match self {
            Self::Text(t) | Self::Choice(t) => json!(t),
            Self::Number(n) if n % 1000 == 0 => json!(n / 1000),
            Self::Number(n) => json!(*n as f64 / NUMBER_SCALE),
            Self::Date(at) => json!(day(*at)),
            Self::Checkbox(on) => json!(on),
        }
    }

    /// For `{{variables}}`.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Checkbox(on) => if *on { "✓" } else { "" }.to_owned(),
            other => match other.json() {
                Value::String(s) => s,
                value => value.to_string(),
            },
        }
    }
}

fn day(at: Millis) -> String {
    jiff::Timestamp::from_millisecond(at)
        .map(|t| t.to_zoned(jiff::tz::TimeZone::UTC).date().to_string())
        .unwrap_or_default()
}

/// Midnight UTC of `YYYY-MM-DD`.
#[must_use]
pub fn parse_day(text: &str) -> Option<Millis> {
    let date: jiff::civil::Date = text.parse().ok()?;
    let zoned = date.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
    Some(zoned.timestamp().as_millisecond())
}

/// A number in thousandths, when it is one that can be kept.
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "bounded before")]
pub fn parse_number(value: &Value) -> Option<i64> {
    let n = value.as_f64().filter(|n| n.abs() <= NUMBER_MAX)?;
    Some((n * NUMBER_SCALE).round() as i64)
}

impl Definition {
    /// A value of the API; null takes the value away.
    ///
    /// # Errors
    /// `bad_value`, which says what is wanted.
    pub fn read(&self, value: &Value) -> Result<Option<FieldValue>, Refusal> {
        let wrong = |wanted: &str| {
            Refusal::new("bad_value", format!("“{}” takes {wanted}.", self.name)).on("values")
        };
        if value.is_null() {
            return Ok(None);
        }
        Ok(match self.kind {
            FieldKind::Text => {
                let text = value.as_str().ok_or_else(|| wrong("a text"))?.trim();
                if text.chars().count() > TEXT_MAX || text.chars().any(|c| c.is_control()) {
                    return Err(wrong("one line of at most 500 characters"));
                }
                (!text.is_empty()).then(|| FieldValue::Text(text.to_owned()))
            }
            FieldKind::Number => Some(FieldValue::Number(
                parse_number(value).ok_or_else(|| wrong("a number"))?,
            )),
            FieldKind::Choice => {
                let text = value.as_str().ok_or_else(|| wrong("one of its choices"))?;
                if !self.choices.iter().any(|c| c == text) {
                    return Err(wrong("one of its choices"));
                }
                Some(FieldValue::Choice(text.to_owned()))
            }
            FieldKind::Date => {
                let at = value.as_str().and_then(parse_day);
                Some(FieldValue::Date(
                    at.ok_or_else(|| wrong("a date such as 2026-03-31"))?,
                ))
            }
            FieldKind::Checkbox => Some(FieldValue::Checkbox(
                value.as_bool().ok_or_else(|| wrong("true or false"))?,
            )),
        })
    }

    /// A value that another program wrote down as a text. Empty: none.
    ///
    /// # Errors
    /// `bad_value`, as for [`Definition::read`].
    pub fn told(&self, text: &str) -> Result<Option<FieldValue>, Refusal> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        let same = |word: &str| {
            word.eq_ignore_ascii_case(text) || word.to_lowercase() == text.to_lowercase()
        };
        let value = match self.kind {
            FieldKind::Text => json!(text),
            FieldKind::Number => number_told(text).map_or(Value::Null, |n| json!(n)),
            FieldKind::Choice => {
                let choice = self.choices.iter().find(|c| same(c));
                json!(choice.map_or(text, String::as_str))
            }
            FieldKind::Date => {
                let at = parse_day(text).or_else(|| crate::moving::time(text));
                json!(at.map(day))
            }
            FieldKind::Checkbox if YES.into_iter().any(same) => json!(true),
            FieldKind::Checkbox if NO.into_iter().any(same) => json!(false),
            FieldKind::Checkbox => Value::Null,
        };
        // What is not understood is not the same as nothing.
        let value = if value.is_null() { json!([]) } else { value };
        self.read(&value)
    }
}

/// Words that other programs write for a box that is ticked, and for one that is not.
const YES: [&str; 9] = ["true", "yes", "y", "1", "x", "✓", "on", "jah", "是"];
const NO: [&str; 7] = ["false", "no", "n", "0", "off", "ei", "否"];

/// `12`, `-3.5`; with a decimal comma only where it cannot divide thousands.
fn number_told(text: &str) -> Option<f64> {
    let plain = text.replace([' ', '\u{a0}'], "");
    let number = match plain.split_once(',') {
        Some((whole, part)) if part.len() != 3 && !whole.contains('.') => format!("{whole}.{part}"),
        _ => plain,
    };
    number.parse::<f64>().ok().filter(|n| n.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(kind: FieldKind) -> Definition {
        Definition {
            id: FieldId(uuid::Uuid::nil()),
            entity: Entity::Conversation,
            key: "plan".into(),
            name: "Plan".into(),
            kind,
            choices: vec!["Gold".into()],
            position: 0,
            archived: false,
            created_at: 0,
        }
    }

    #[test]
    fn each_kind_takes_its_own_values_and_gives_them_back() {
        for (kind, value) in [
            (FieldKind::Text, json!("A-7")),
            (FieldKind::Number, json!(12.5)),
            (FieldKind::Number, json!(-3)),
            (FieldKind::Choice, json!("Gold")),
            (FieldKind::Date, json!("2026-02-28")),
            (FieldKind::Checkbox, json!(true)),
        ] {
            let read = field(kind).read(&value).expect("taken").expect("a value");
            assert_eq!(read.json(), value);
            let again = FieldValue::of(kind, read.text().map(str::to_owned), read.int());
            assert_eq!(again, Some(read));
        }
    }

    #[test]
    fn values_of_another_kind_are_refused() {
        for (kind, value) in [
            (FieldKind::Text, json!(1)),
            (FieldKind::Text, json!("a\nb")),
            (FieldKind::Text, json!("x".repeat(501))),
            (FieldKind::Number, json!("1")),
            (FieldKind::Number, json!(1e300)),
            (FieldKind::Choice, json!("gold")),
            (FieldKind::Date, json!("2026-02-30")),
            (FieldKind::Checkbox, json!("yes")),
            (FieldKind::Checkbox, json!({})),
        ] {
            assert!(field(kind).read(&value).is_err(), "{value}");
        }
    }

    #[test]
    fn texts_of_other_programs_are_read_as_the_field_means_them() {
        for (kind, text, value) in [
            (FieldKind::Text, " A-7 ", json!("A-7")),
            (FieldKind::Number, "12,5", json!(12.5)),
            (FieldKind::Number, "1 200", json!(1200)),
            (FieldKind::Choice, "GOLD", json!("Gold")),
            (FieldKind::Date, "2026-02-28T13:00:00Z", json!("2026-02-28")),
            (FieldKind::Checkbox, "Jah", json!(true)),
            (FieldKind::Checkbox, "0", json!(false)),
        ] {
            let read = field(kind)
                .told(text)
                .expect("understood")
                .expect("a value");
            assert_eq!(read.json(), value);
        }
        assert_eq!(field(FieldKind::Number).told("  "), Ok(None));
        let long = "x".repeat(501);
        for (kind, text) in [
            (FieldKind::Text, long.as_str()),
            (FieldKind::Number, "1,200"),
            (FieldKind::Number, "1.200,5"),
            (FieldKind::Number, "NaN"),
            (FieldKind::Choice, "Silver"),
            (FieldKind::Date, "soon"),
            (FieldKind::Checkbox, "perhaps"),
        ] {
            assert!(field(kind).told(text).is_err(), "{text}");
        }
    }
}
