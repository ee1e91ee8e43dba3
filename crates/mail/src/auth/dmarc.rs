//! Does an authenticated domain stand behind the author that the reader sees? (RFC 7489)

use super::address::{Author, author};
use super::lookup::{Lookup, Missing};
use super::message::Message;
use super::tags::Tags;
use super::{dkim, spf, word};
use crate::{Answer, AuthResult, Envelope, RecordKind};

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verdict {
    pub result: AuthResult,
    /// The author's domain; `""` when there is none.
    pub domain: String,
    /// What the domain asks for when the check fails (`none`, `quarantine`, `reject`); `""` without a record.
    pub policy: String,
    /// Quarantine or reject, for all mail, of the domain and of its organization.
    pub enforced: bool,
    pub why: &'static str,
}

impl Verdict {
    pub fn describe(&self) -> String {
        let policy = if self.policy.is_empty() {
            String::new()
        } else {
            format!(" p={}", self.policy)
        };
        let why = if self.why.is_empty() {
            String::new()
        } else {
            format!(" ({})", self.why)
        };
        format!(
            "dmarc={} header.from={}{policy}{why}",
            word(self.result),
            self.domain
        )
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Policy {
    strict_dkim: bool,
    strict_spf: bool,
    policy: String,
    enforced: bool,
}

/// `spf` and `signatures` are `None` while their answers are missing; the policy's questions are asked all the same.
pub fn check(
    message: &Message,
    envelope: &Envelope,
    spf: Option<&spf::Verdict>,
    signatures: Option<&[dkim::Verdict]>,
    lookup: &Lookup,
) -> Result<Verdict, Missing> {
    let domain = match author(message) {
        Author::Domain(domain) => domain,
        Author::Nobody => {
            return Ok(Verdict {
                why: "no From",
                ..Verdict::default()
            });
        }
        Author::Unclear(why) => {
            return Ok(Verdict {
                result: AuthResult::Permerror,
                why,
                ..Verdict::default()
            });
        }
    };
    let policy = match find_policy(&domain, lookup)? {
        Ok(Some(policy)) => policy,
        Ok(None) => {
            return Ok(Verdict {
                domain,
                ..Verdict::default()
            });
        }
        Err(result) => {
            return Ok(Verdict {
                result,
                domain,
                why: "DNS did not answer",
                ..Verdict::default()
            });
        }
    };
    let (Some(spf), Some(signatures)) = (spf, signatures) else {
        return Err(Missing);
    };
    let by_spf = spf.result == AuthResult::Pass && aligned(&domain, &spf.domain, policy.strict_spf);
    let by_dkim = signatures.iter().any(|signature| {
        signature.result == AuthResult::Pass
            && aligned(&domain, &signature.domain, policy.strict_dkim)
    });
    let unsure = signatures.iter().any(|s| {
        s.result == AuthResult::Temperror && aligned(&domain, &s.domain, policy.strict_dkim)
    }) || spf.result == AuthResult::Temperror
        && aligned(&domain, &spf.domain, policy.strict_spf);
    let result = match (by_spf || by_dkim, unsure) {
        (true, _) => AuthResult::Pass,
        (false, true) => AuthResult::Temperror,
        (false, false) => AuthResult::Fail,
    };
    let why = match (by_dkim, by_spf, envelope.mail_from.is_empty()) {
        (true, ..) => "by dkim",
        (_, true, false) => "by spf",
        (_, true, true) => "by spf of helo",
        _ => "",
    };
    Ok(Verdict {
        result,
        domain,
        policy: policy.policy,
        enforced: policy.enforced,
        why,
    })
}

/// §6.6.3: the record of the domain, else of its organizational domain. `Ok(None)`: there is none.
fn find_policy(
    domain: &str,
    lookup: &Lookup,
) -> Result<Result<Option<Policy>, AuthResult>, Missing> {
    let organization = organizational(domain);
    let own = lookup.get(&format!("_dmarc.{domain}"), RecordKind::Txt);
    let fallback = organization
        .as_deref()
        .filter(|organization| *organization != domain);
    let of_organization =
        fallback.map(|organization| lookup.get(&format!("_dmarc.{organization}"), RecordKind::Txt));
    if let Some(found) = policy_in(own?, false) {
        let lax = match of_organization {
            Some(answer) => matches!(policy_in(answer?, false), Some(Ok(p)) if p.policy == "none"),
            None => false,
        };
        return Ok(found.map(|mut policy| {
            policy.enforced &= !lax;
            Some(policy)
        }));
    }
    match of_organization {
        Some(answer) => Ok(policy_in(answer?, true).transpose()),
        None => Ok(Ok(None)),
    }
}

/// The one DMARC record in an answer. None when there is none, or more than one.
fn policy_in(answer: &Answer, of_parent: bool) -> Option<Result<Policy, AuthResult>> {
    let texts = match answer {
        Answer::Records(texts) => texts,
        Answer::NoSuchName => return None,
        Answer::Failed => return Some(Err(AuthResult::Temperror)),
    };
    let mut records = texts.iter().filter(|text| is_dmarc(text));
    let (record, None) = (records.next()?, records.next()) else {
        return None;
    };
    read(record, of_parent).map(Ok)
}

fn is_dmarc(text: &str) -> bool {
    let version = text.split(';').next().unwrap_or_default();
    version
        .split_once('=')
        .is_some_and(|(name, value)| name.trim() == "v" && value.trim() == "DMARC1")
}

/// §6.3. A record that names no policy is one of `p=none` when it asks for reports, else none at all (§6.6.3).
fn read(text: &str, of_parent: bool) -> Option<Policy> {
    let tags = Tags::parse(text.as_bytes())?;
    let known = |name: &str| {
        tags.get(name)
            .map(str::to_ascii_lowercase)
            .filter(|policy| matches!(policy.as_str(), "none" | "quarantine" | "reject"))
    };
    let policy = match (known("p"), known("sp")) {
        (Some(_), Some(sub)) if of_parent => sub,
        (Some(policy), _) => policy,
        (None, _) if tags.get("rua").is_some_and(|uri| uri.contains("mailto:")) => {
            "none".to_owned()
        }
        (None, _) => return None,
    };
    let strict = |name: &str| {
        tags.get(name)
            .is_some_and(|mode| !mode.eq_ignore_ascii_case("r"))
    };
    let whole = tags.get("pct").is_none_or(|share| share == "100");
    Some(Policy {
        enforced: whole && policy != "none",
        strict_dkim: strict("adkim"),
        strict_spf: strict("aspf"),
        policy,
    })
}

/// §3.1: equal, or (relaxed) of one organization.
fn aligned(author: &str, authenticated: &str, strict: bool) -> bool {
    if author.eq_ignore_ascii_case(authenticated) {
        return true;
    }
    !strict
        && organizational(author)
            .is_some_and(|organization| organizational(authenticated) == Some(organization))
}

/// One label below the public suffix; none for a public suffix itself.
pub fn organizational(domain: &str) -> Option<String> {
    let domain = domain.to_ascii_lowercase();
    psl::domain_str(&domain).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::zone::Zone;

    #[test]
    fn organizations_follow_the_public_suffix_list() {
        for (domain, organization) in [
            ("mail.example.org", Some("example.org")),
            ("Example.ORG", Some("example.org")),
            ("a.b.example.co.uk", Some("example.co.uk")),
            ("co.uk", None),
            ("org", None),
        ] {
            assert_eq!(organizational(domain).as_deref(), organization, "{domain}");
        }
        assert!(!aligned("a.co.uk", "b.co.uk", false));
        assert!(aligned("x.example.org", "y.example.org", false));
        assert!(!aligned("x.example.org", "example.org", true));
        assert!(!aligned("evil-example.org", "example.org", false));
    }

    fn judge(from: &str, dkim_domain: &str, spf_domain: &str, record: &str) -> Verdict {
        let zone =
            Zone::from_json(&serde_json::json!({"_dmarc.example.org": {"TXT": [record]}})).unwrap();
        let raw = format!("From: {from}\r\n\r\n");
        let message = Message::parse(raw.as_bytes());
        let signature = dkim::Verdict {
            result: AuthResult::Pass,
            domain: dkim_domain.into(),
            selector: "s".into(),
            why: "",
        };
        let spf = spf::Verdict {
            result: AuthResult::Pass,
            domain: spf_domain.into(),
        };
        let mut answers = crate::auth::Answers::new();
        for _ in 0..5 {
            let lookup = Lookup::new(&answers);
            if let Ok(verdict) = check(
                &message,
                &Envelope::default(),
                Some(&spf),
                Some(std::slice::from_ref(&signature)),
                &lookup,
            ) {
                return verdict;
            }
            let missing = lookup.into_missing();
            for question in missing {
                let answer = zone.answer(&question);
                answers.insert(question, answer);
            }
        }
        panic!("asks for ever");
    }

    #[test]
    fn alignment_and_policy_decide() {
        let record = "v=DMARC1; p=reject; sp=quarantine";
        for (from, dkim, spf, record, result) in [
            (
                "a@example.org",
                "example.org",
                "x.net",
                record,
                AuthResult::Pass,
            ),
            (
                "a@example.org",
                "mail.example.org",
                "x.net",
                record,
                AuthResult::Pass,
            ),
            (
                "a@example.org",
                "x.net",
                "bounce.example.org",
                record,
                AuthResult::Pass,
            ),
            (
                "a@sub.example.org",
                "example.org",
                "x.net",
                record,
                AuthResult::Pass,
            ),
            (
                "a@example.org",
                "mail.example.org",
                "x.net",
                "v=DMARC1; p=none; adkim=s",
                AuthResult::Fail,
            ),
            (
                "a@example.org",
                "x.net",
                "b.example.org",
                "v=DMARC1; p=none; aspf=s",
                AuthResult::Fail,
            ),
            (
                "a@example.org",
                "evil.org",
                "evil.org",
                record,
                AuthResult::Fail,
            ),
            (
                "a@other.org",
                "other.org",
                "other.org",
                record,
                AuthResult::None,
            ),
            (
                "a@example.org",
                "example.org",
                "x.net",
                "v=DMARC1; p=bogus",
                AuthResult::None,
            ),
            (
                "a@example.org",
                "example.org",
                "x.net",
                "v=DMARC1; p=bogus; rua=mailto:a@b.c",
                AuthResult::Pass,
            ),
            (
                "a@example.org",
                "example.org",
                "x.net",
                "v=DMARC2; p=none",
                AuthResult::None,
            ),
            (
                "a@example.org, b@evil.org",
                "example.org",
                "x.net",
                record,
                AuthResult::Permerror,
            ),
            (
                "a@example.org\r\nFrom: b@evil.org",
                "example.org",
                "example.org",
                record,
                AuthResult::Permerror,
            ),
        ] {
            let verdict = judge(from, dkim, spf, record);
            assert_eq!(
                verdict.result, result,
                "{from} {dkim} {spf} {record}: {verdict:?}"
            );
        }
        assert_eq!(
            judge("a@sub.example.org", "x.net", "x.net", record).policy,
            "quarantine"
        );
        assert_eq!(
            judge("a@example.org", "x.net", "x.net", record).policy,
            "reject"
        );
    }
}
