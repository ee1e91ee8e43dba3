//! A file that stands in for DNS: `{"name": {"TXT": [..], "A": [..], "AAAA": [..], "MX": [..], "PTR": [..]}}`.
//!
//! It replaces DNS wholly: a name that is not in it does not exist. An MX is `"10 host"` or `"host"`; a TXT is one text or
//! the array of its segments; `"TIMEOUT"` in place of the records, or of the whole name, is a name server that does not
//! answer. A PTR may be listed under the reverse name or under the address itself; CNAMEs are followed.

use std::collections::BTreeMap;
use std::net::IpAddr;

use serde_json::Value;

use crate::{Answer, Question, RecordKind};

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Zone {
    names: BTreeMap<String, Entry>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Entry {
    /// Every question about this name fails, unless it is answered below.
    timeout: bool,
    alias: Option<String>,
    records: Vec<(RecordKind, Answer)>,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ZoneError {
    #[error("not JSON: {0}")]
    Json(String),
    #[error("{0}: expected {1}")]
    Shape(String, &'static str),
}

impl Zone {
    pub fn parse(text: &str) -> Result<Self, ZoneError> {
        let value: Value =
            serde_json::from_str(text).map_err(|error| ZoneError::Json(error.to_string()))?;
        Self::from_json(&value)
    }

    pub fn from_json(value: &Value) -> Result<Self, ZoneError> {
        let object = value
            .as_object()
            .ok_or(ZoneError::Shape("the zone".into(), "an object of names"))?;
        let mut zone = Zone::default();
        for (name, records) in object {
            let entry = zone.names.entry(key(name)).or_default();
            match records {
                Value::Object(kinds) => {
                    for (kind, values) in kinds {
                        entry.add(name, kind, values)?;
                    }
                }
                Value::String(text) if text == "TIMEOUT" => entry.timeout = true,
                _ => return Err(ZoneError::Shape(name.clone(), "an object of record types")),
            }
        }
        Ok(zone)
    }

    pub fn answer(&self, question: &Question) -> Answer {
        self.find(&question.name, question.kind, 0)
    }

    fn find(&self, name: &str, kind: RecordKind, depth: usize) -> Answer {
        let Some(entry) = self.names.get(&key(name)) else {
            return Answer::NoSuchName;
        };
        if let Some((_, answer)) = entry.records.iter().find(|(of, _)| *of == kind) {
            return answer.clone();
        }
        match &entry.alias {
            _ if entry.timeout || depth > 8 => Answer::Failed,
            Some(alias) => self.find(alias, kind, depth + 1),
            None => Answer::Records(Vec::new()),
        }
    }
}

impl Entry {
    fn add(&mut self, name: &str, kind: &str, values: &Value) -> Result<(), ZoneError> {
        let kind = match kind.to_ascii_uppercase().as_str() {
            "TXT" => RecordKind::Txt,
            "A" => RecordKind::A,
            "AAAA" => RecordKind::Aaaa,
            "MX" => RecordKind::Mx,
            "PTR" => RecordKind::Ptr,
            "CNAME" => {
                self.alias = texts(values).into_iter().next();
                return Ok(());
            }
            "TIMEOUT" => {
                self.timeout = true;
                return Ok(());
            }
            // Other types (SPF, NS, SOA...) answer no question of ours.
            _ => return Ok(()),
        };
        let list = match values {
            Value::Array(list) => list.clone(),
            Value::String(_) => vec![values.clone()],
            _ => return Err(ZoneError::Shape(name.to_owned(), "a list of records")),
        };
        let mut records = Vec::new();
        for value in &list {
            let text = match value {
                Value::String(text) => text.clone(),
                Value::Array(_) => {
                    let parts = texts(value);
                    if kind == RecordKind::Mx {
                        parts.join(" ")
                    } else {
                        parts.concat()
                    }
                }
                Value::Object(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {
                    return Err(ZoneError::Shape(name.to_owned(), "records that are texts"));
                }
            };
            if text == "TIMEOUT" {
                self.records.push((kind, Answer::Failed));
                return Ok(());
            }
            records.push(text);
        }
        if kind == RecordKind::Mx {
            records = by_preference(&records);
        }
        self.records.push((kind, Answer::Records(records)));
        Ok(())
    }
}

fn texts(value: &Value) -> Vec<String> {
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    match value {
        Value::Array(list) => list.iter().map(text).collect(),
        other => vec![text(other)],
    }
}

/// Hosts of `"10 host"` lines, the lowest number first.
fn by_preference(lines: &[String]) -> Vec<String> {
    let mut hosts: Vec<(u32, String)> = lines
        .iter()
        .map(|line| match line.trim().split_once(char::is_whitespace) {
            Some((number, host)) => (number.parse().unwrap_or(0), host.trim().to_owned()),
            None => (0, line.trim().to_owned()),
        })
        .collect();
    hosts.sort_by_key(|(preference, _)| *preference);
    hosts.into_iter().map(|(_, host)| host).collect()
}

fn key(name: &str) -> String {
    match name.parse::<IpAddr>() {
        Ok(ip) => reverse_name(ip),
        Err(_) => name.trim_end_matches('.').to_ascii_lowercase(),
    }
}

/// `1.2.0.192.in-addr.arpa` or the nibbles of `ip6.arpa` (RFC 1035 §3.5, RFC 3596 §2.5).
pub fn reverse_name(ip: IpAddr) -> String {
    match ip {
        IpAddr::V4(ip) => {
            let [a, b, c, d] = ip.octets();
            format!("{d}.{c}.{b}.{a}.in-addr.arpa")
        }
        IpAddr::V6(ip) => {
            let mut name = String::with_capacity(72);
            for byte in ip.octets().iter().rev() {
                name.push_str(&format!("{:x}.{:x}.", byte & 15, byte >> 4));
            }
            name.push_str("ip6.arpa");
            name
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(zone: &str, name: &str, kind: RecordKind) -> Answer {
        Zone::parse(zone).unwrap().answer(&Question {
            name: name.into(),
            kind,
        })
    }

    fn records(list: &[&str]) -> Answer {
        Answer::Records(list.iter().map(|s| (*s).to_owned()).collect())
    }

    #[test]
    fn a_zone_answers_for_all_of_dns() {
        let zone = r#"{"Example.org.": {"TXT": ["a", ["b", "c"]], "MX": ["20 later", "5 first", "plain"], "A": "TIMEOUT"},
            "slow.org": "TIMEOUT", "www.org": {"CNAME": "example.org"}, "192.0.2.1": {"PTR": ["mx.example.org"]}}"#;
        assert_eq!(
            ask(zone, "example.org", RecordKind::Txt),
            records(&["a", "bc"])
        );
        assert_eq!(
            ask(zone, "EXAMPLE.org.", RecordKind::Mx),
            records(&["plain", "first", "later"])
        );
        assert_eq!(ask(zone, "example.org", RecordKind::Aaaa), records(&[]));
        assert_eq!(ask(zone, "example.org", RecordKind::A), Answer::Failed);
        assert_eq!(ask(zone, "slow.org", RecordKind::Txt), Answer::Failed);
        assert_eq!(ask(zone, "www.org", RecordKind::Txt), records(&["a", "bc"]));
        assert_eq!(
            ask(zone, "1.2.0.192.in-addr.arpa", RecordKind::Ptr),
            records(&["mx.example.org"])
        );
        assert_eq!(ask(zone, "other.org", RecordKind::Txt), Answer::NoSuchName);
    }

    #[test]
    fn zones_of_the_wrong_shape_are_told() {
        for text in [
            "",
            "[]",
            r#"{"a": 1}"#,
            r#"{"a": {"TXT": 1}}"#,
            r#"{"a": {"TXT": [{}]}}"#,
        ] {
            assert!(Zone::parse(text).is_err(), "{text}");
        }
        assert_eq!(
            ask(r#"{"a.b": {"CNAME": "a.b"}}"#, "a.b", RecordKind::A),
            Answer::Failed,
            "a loop ends"
        );
    }

    #[test]
    fn reverse_names_are_those_of_dns() {
        assert_eq!(
            reverse_name("192.0.2.1".parse().unwrap()),
            "1.2.0.192.in-addr.arpa"
        );
        let name = reverse_name("2001:db8::cb01".parse().unwrap());
        assert_eq!(
            name,
            "1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa"
        );
    }
}
