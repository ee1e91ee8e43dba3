//! Where the domain of a mail keeps its mark (BIMI, draft-brand-indicators-for-message-identification).
//!
//! An indication for people, never evidence: it is looked for only behind a DMARC pass under a policy that is enforced, and
//! whatever is odd or unknown gives none. Nothing is fetched here, and nobody may fetch it while a mail is shown: a picture
//! at a sender's server would tell when the mail was read.

use super::dmarc;
use super::lookup::{Lookup, Missing};
use super::message::Message;
use super::tags::{Tags, is_labels};
use crate::{Answer, AuthResult, RecordKind};

/// Octets of a location that is believed.
const LOCATION_MAX: usize = 1_000;

/// The https location of the mark; `None` when there is none or the mail is not entitled to one.
pub fn check(
    message: &Message,
    dmarc: &dmarc::Verdict,
    lookup: &Lookup,
) -> Result<Option<String>, Missing> {
    if dmarc.result != AuthResult::Pass || !dmarc.enforced {
        return Ok(None);
    }
    let Some(selector) = selector_of(message) else {
        return Ok(None);
    };
    let domain = &dmarc.domain;
    let own = lookup.get(&format!("{selector}._bimi.{domain}"), RecordKind::Txt)?;
    if let Some(record) = record_in(own) {
        return Ok(location(record));
    }
    match dmarc::organizational(domain).filter(|organization| organization != domain) {
        None => Ok(None),
        Some(organization) => {
            let name = format!("{selector}._bimi.{organization}");
            let answer = lookup.get(&name, RecordKind::Txt)?;
            Ok(record_in(answer).and_then(location))
        }
    }
}

/// What BIMI-Selector names; `default` without such a field. Two fields, or a broken one, name nothing.
fn selector_of(message: &Message) -> Option<String> {
    let mut fields = message.named("bimi-selector");
    match (fields.next(), fields.next()) {
        (None, _) => Some("default".to_owned()),
        (Some(field), None) => selector(&String::from_utf8_lossy(field.value())),
        _ => None,
    }
}

/// The selector in the value of a BIMI-Selector field (`v=BIMI1; s=brand`), in lower case.
pub fn selector(value: &str) -> Option<String> {
    let tags = Tags::parse(value.as_bytes())?;
    let version = tags.first().filter(|tag| tag.name == "v")?;
    let selector = tags.get("s").filter(|text| is_labels(text))?;
    version
        .value
        .eq_ignore_ascii_case("BIMI1")
        .then(|| selector.to_ascii_lowercase())
}

/// The one BIMI record in an answer.
fn record_in(answer: &Answer) -> Option<Tags> {
    let Answer::Records(texts) = answer else {
        return None;
    };
    let mut records = texts.iter().filter_map(|text| {
        let tags = Tags::parse(text.as_bytes())?;
        let version = tags.first()?;
        (version.name == "v" && version.value == "BIMI1").then_some(tags)
    });
    match (records.next(), records.next()) {
        (Some(record), None) => Some(record),
        _ => None,
    }
}

/// An empty `l=` says that the domain wants no mark.
fn location(record: Tags) -> Option<String> {
    let location = record.get("l")?;
    let secure = location
        .get(..8)
        .is_some_and(|start| start.eq_ignore_ascii_case("https://"));
    let plain = |b: u8| b.is_ascii_graphic() && !b"\"'<>\\`,".contains(&b);
    (secure && location.len() > 8 && location.len() <= LOCATION_MAX && location.bytes().all(plain))
        .then(|| location.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::zone::Zone;
    use crate::{Authentication, Envelope};
    use serde_json::json;

    const MARK: &str = "https://example.org/mark.svg";

    /// A mail of `news.example.org` that passes by SPF.
    fn judge(fields: &str, policy: &str, parent: &str, records: &[(&str, &str)]) -> Authentication {
        let mut zone = json!({
            "news.example.org": {"TXT": ["v=spf1 ip4:192.0.2.1 -all"]},
            "_dmarc.news.example.org": {"TXT": [policy]},
            "_dmarc.example.org": {"TXT": [parent]},
        });
        for (name, record) in records {
            zone[*name] = json!({"TXT": [record]});
        }
        let zone = Zone::from_json(&zone).unwrap();
        let envelope = Envelope {
            ip: "192.0.2.1".parse().ok(),
            helo: "news.example.org".into(),
            mail_from: "a@news.example.org".into(),
            ..Envelope::default()
        };
        let raw = format!("From: a@news.example.org\r\n{fields}\r\nx\r\n");
        let found = crate::auth::check_with(raw.as_bytes(), &envelope, 0, |q| zone.answer(q));
        assert_eq!(found.dmarc, AuthResult::Pass);
        found
    }

    const REJECT: &str = "v=DMARC1; p=reject";

    #[test]
    fn a_mark_is_found_by_its_selector_at_the_domain_and_at_its_organization() {
        let record = format!("v=BIMI1; l={MARK}; a=");
        for (fields, name) in [
            ("", "default._bimi.news.example.org"),
            ("", "default._bimi.example.org"),
            (
                "BIMI-Selector: v=BIMI1; s=Brand;\r\n",
                "brand._bimi.news.example.org",
            ),
            (
                "BIMI-Selector: v=BIMI1; s=brand\r\n",
                "brand._bimi.example.org",
            ),
        ] {
            let found = judge(fields, REJECT, REJECT, &[(name, &record)]);
            assert_eq!(found.bimi.as_deref(), Some(MARK), "{fields} {name}");
        }
    }

    #[test]
    fn only_an_enforced_policy_entitles_to_a_mark() {
        let record = format!("v=BIMI1; l={MARK}");
        let records = [("default._bimi.news.example.org", record.as_str())];
        for (policy, parent, entitled) in [
            ("v=DMARC1; p=quarantine", REJECT, true),
            ("v=DMARC1; p=reject; pct=100", REJECT, true),
            ("v=DMARC1; p=none", REJECT, false),
            ("v=DMARC1; p=quarantine; pct=50", REJECT, false),
            ("v=DMARC1; p=reject", "v=DMARC1; p=none", false),
            ("nothing", "v=DMARC1; p=reject; sp=none", false),
            ("nothing", "v=DMARC1; p=reject; sp=quarantine", true),
        ] {
            let found = judge("", policy, parent, &records);
            assert_eq!(found.bimi.is_some(), entitled, "{policy} / {parent}");
        }
    }

    #[test]
    fn broken_fields_and_records_give_no_mark() {
        let good = format!("v=BIMI1; l={MARK}");
        let own = "default._bimi.news.example.org";
        for fields in [
            "BIMI-Selector: v=BIMI1\r\n",
            "BIMI-Selector: s=default; v=BIMI1\r\n",
            "BIMI-Selector: v=BIMI2; s=default\r\n",
            "BIMI-Selector: v=BIMI1; s=a b\r\n",
            "BIMI-Selector: v=BIMI1; s=-x\r\n",
            "BIMI-Selector: \r\n",
            "BIMI-Selector: v=BIMI1; s=default\r\nBIMI-Selector: v=BIMI1; s=default\r\n",
        ] {
            let found = judge(fields, REJECT, REJECT, &[(own, &good)]);
            assert_eq!(found.bimi, None, "{fields}");
        }
        for record in [
            "v=BIMI1; l=",
            "v=BIMI1",
            "v=BIMI1; l=http://example.org/mark.svg",
            "v=BIMI1; l=javascript:alert(1)",
            "v=BIMI1; l=https://",
            "v=BIMI1; l=https://a b",
            "v=BIMI1; l=https://a/\"><script>",
            "l=https://example.org/mark.svg; v=BIMI1",
            "",
        ] {
            let found = judge("", REJECT, REJECT, &[(own, record)]);
            assert_eq!(found.bimi, None, "{record}");
        }
    }
}
