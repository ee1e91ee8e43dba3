//! SPF against the public suites of RFC 7208 and RFC 4408 (openspf).

mod corpus_place;

use fairlead_mail::auth::lookup::Lookup;
use fairlead_mail::auth::zone::Zone;
use fairlead_mail::auth::{Answers, MAX_ROUNDS, check_with, spf, word};
use fairlead_mail::{Answer, AuthResult, Envelope, Question, RecordKind};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

fn result(envelope: &Envelope, zone: &Zone) -> AuthResult {
    let mut answers = Answers::new();
    for _ in 0..MAX_ROUNDS {
        let lookup = Lookup::new(&answers);
        if let Ok(verdict) = spf::check_envelope(envelope, &lookup) {
            return verdict.result;
        }
        for question in lookup.into_missing() {
            let answer = zone.answer(&question);
            answers.insert(question, answer);
        }
    }
    panic!("more rounds than RFC 7208 allows lookups: {envelope:?}");
}

/// The zone data of an openspf scenario: records of type SPF stand for TXT, unless there are TXT records too.
fn openspf_zone(data: &Value) -> Zone {
    let mut names = Map::new();
    for (name, records) in data.as_object().into_iter().flatten() {
        let mut kinds: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        let mut spf = Vec::new();
        let mut timeout = false;
        for record in records.as_array().into_iter().flatten() {
            match record {
                Value::String(word) if word == "TIMEOUT" => timeout = true,
                Value::Object(record) => {
                    for (kind, value) in record {
                        let value = match (kind.as_str(), value) {
                            ("MX", Value::Array(pair)) => {
                                json!(format!("{} {}", pair[0], pair[1].as_str().expect("a host")))
                            }
                            (_, value) => value.clone(),
                        };
                        if kind == "SPF" {
                            spf.push(value)
                        } else {
                            kinds.entry(kind.clone()).or_default().push(value)
                        }
                    }
                }
                other => panic!("{name}: {other}"),
            }
        }
        let texts = kinds.entry("TXT".to_owned()).or_insert(spf);
        texts.retain(|text| text != "NONE");
        if texts.is_empty() {
            kinds.remove("TXT");
        }
        let mut entry: Map<String, Value> = kinds
            .into_iter()
            .map(|(kind, values)| (kind, Value::Array(values)))
            .collect();
        if timeout {
            entry.insert("TIMEOUT".into(), Value::Bool(true));
        }
        names.insert(name.clone(), Value::Object(entry));
    }
    Zone::from_json(&Value::Object(names)).expect("a zone")
}

#[derive(Deserialize)]
struct Scenario {
    description: Option<String>,
    tests: BTreeMap<String, Case>,
    zonedata: Value,
}

#[derive(Deserialize)]
struct Case {
    helo: String,
    host: String,
    #[serde(default)]
    mailfrom: Option<String>,
    result: Value,
}

fn openspf(file: &str) {
    let Some(path) = corpus_place::corpus(&format!("mail/auth/spf/{file}")) else {
        return;
    };
    let text = std::fs::read_to_string(path).expect("the suite");
    let (mut run, mut wrong) = (0, vec![]);
    for document in serde_yaml_ng::Deserializer::from_str(&text) {
        let scenario = Scenario::deserialize(document).expect("a scenario");
        let zone = openspf_zone(&scenario.zonedata);
        for (name, case) in &scenario.tests {
            let envelope = Envelope {
                ip: Some(case.host.parse().expect("an address")),
                helo: case.helo.clone(),
                mail_from: case.mailfrom.clone().unwrap_or_default(),
                rcpt_to: vec![],
            };
            let allowed: Vec<&str> = match &case.result {
                Value::Array(list) => list.iter().filter_map(Value::as_str).collect(),
                one => one.as_str().into_iter().collect(),
            };
            let found = word(result(&envelope, &zone));
            run += 1;
            if !allowed.contains(&found) {
                wrong.push(format!(
                    "{}: {name}: {found}, not {allowed:?}",
                    scenario.description.as_deref().unwrap_or("")
                ));
            }
        }
    }
    println!("{file}: {run} cases, {} wrong", wrong.len());
    assert!(run > 100 && wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_suite_of_rfc_7208_passes() {
    openspf("rfc7208-tests.yml");
}

#[test]
fn the_suite_of_rfc_4408_passes() {
    openspf("rfc4408-tests.yml");
}

#[test]
fn a_record_that_includes_itself_ends() {
    let zone = Zone::parse(r#"{"a.org": {"TXT": ["v=spf1 include:a.org -all"]}, "b.org": {"TXT": ["v=spf1 redirect=b.org"]}}"#).unwrap();
    for domain in ["a.org", "b.org"] {
        let envelope = Envelope {
            ip: "192.0.2.1".parse().ok(),
            mail_from: format!("x@{domain}"),
            ..Envelope::default()
        };
        assert_eq!(result(&envelope, &zone), AuthResult::Permerror);
    }
}

#[test]
fn a_resolver_that_never_answers_well_is_not_asked_for_ever() {
    let mut asked = 0;
    let envelope = Envelope {
        ip: "192.0.2.1".parse().ok(),
        mail_from: "x@a.org".into(),
        ..Envelope::default()
    };
    let verdict = check_with(
        b"From: x@a.org\r\n\r\n",
        &envelope,
        0,
        |question: &Question| {
            asked += 1;
            match question.kind {
                RecordKind::Txt => {
                    Answer::Records(vec!["v=spf1 mx:%{i}.%{d} include:x.%{d} -all".into()])
                }
                RecordKind::Mx => Answer::Records(
                    (0..10)
                        .map(|n| format!("mx{n}.{}", question.name))
                        .collect(),
                ),
                _ => Answer::Records(vec!["198.51.100.1".into()]),
            }
        },
    );
    assert_eq!(verdict.spf, AuthResult::Permerror);
    assert!(asked < 200, "{asked}");
}
