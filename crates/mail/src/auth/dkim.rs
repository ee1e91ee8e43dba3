//! DKIM signatures of a mail (RFC 6376), each judged on its own.

use super::canon::{self, Form};
use super::key::{self, Algorithm, Unusable};
use super::lookup::{Lookup, Missing};
use super::message::{Field, Message};
use super::tags::{Tags, base64, is_domain, is_labels, number};
use super::word;
use crate::AuthResult;

/// Signatures that are looked at; a mail with more is made to cost us.
const MAX_SIGNATURES: usize = 10;
/// Names in one `h=`.
const MAX_NAMES: usize = 300;
/// How far ahead of us a signer's clock may be, in seconds.
pub(super) const CLOCK_SKEW_S: i64 = 3600;

/// What one signature is worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    pub result: AuthResult,
    /// `d=`, lower case; `""` when it could not be read.
    pub domain: String,
    pub selector: String,
    /// For people; `""` for a pass.
    pub why: &'static str,
}

impl Verdict {
    pub fn describe(&self) -> String {
        let why = if self.why.is_empty() {
            String::new()
        } else {
            format!(" ({})", self.why)
        };
        format!(
            "dkim={} d={} s={}{why}",
            word(self.result),
            self.domain,
            self.selector
        )
    }
}

/// The parts of a signature that DKIM and ARC share.
#[derive(Debug)]
pub(super) struct Signature {
    pub algorithm: Algorithm,
    pub domain: String,
    pub selector: String,
    pub signature: Vec<u8>,
    pub body_hash: Vec<u8>,
    pub forms: (Form, Form),
    /// `h=`, lower case.
    pub headers: Vec<String>,
    pub length: Option<u64>,
    pub tags: Tags,
}

/// Judges each DKIM-Signature, top to bottom.
pub fn check(message: &Message, now_s: i64, lookup: &Lookup) -> Result<Vec<Verdict>, Missing> {
    let judged: Vec<_> = message
        .named("dkim-signature")
        .take(MAX_SIGNATURES)
        .map(|field| judge(message, field, now_s, lookup))
        .collect();
    judged.into_iter().collect()
}

/// One word for all signatures: a pass if any passed, else what is most worth knowing.
pub fn overall(verdicts: &[Verdict]) -> AuthResult {
    [
        AuthResult::Pass,
        AuthResult::Temperror,
        AuthResult::Fail,
        AuthResult::Neutral,
        AuthResult::Permerror,
    ]
    .into_iter()
    .find(|result| verdicts.iter().any(|verdict| verdict.result == *result))
    .unwrap_or(AuthResult::None)
}

fn judge(
    message: &Message,
    field: &Field,
    now_s: i64,
    lookup: &Lookup,
) -> Result<Verdict, Missing> {
    let verdict = |result, domain: &str, selector: &str, why| Verdict {
        result,
        domain: domain.to_owned(),
        selector: selector.to_owned(),
        why,
    };
    let signature = match read_dkim(field) {
        Ok(signature) => signature,
        Err((why, domain)) => return Ok(verdict(AuthResult::Permerror, &domain, "", why)),
    };
    let (domain, selector) = (signature.domain.as_str(), signature.selector.as_str());
    if let Err((result, why)) = timely(&signature.tags, now_s) {
        return Ok(verdict(result, domain, selector, why));
    }
    let key = match key::find(lookup, selector, domain, signature.algorithm)? {
        Ok(key) => key,
        Err(Unusable::Temporary) => {
            return Ok(verdict(
                AuthResult::Temperror,
                domain,
                selector,
                "DNS did not answer",
            ));
        }
        Err(Unusable::Why(why)) => {
            return Ok(verdict(AuthResult::Permerror, domain, selector, why));
        }
    };
    if key.exact_identity
        && signature
            .tags
            .get("i")
            .is_some_and(|identity| !identity_domain(identity).eq_ignore_ascii_case(domain))
    {
        return Ok(verdict(
            AuthResult::Permerror,
            domain,
            selector,
            "the key is only for its very domain",
        ));
    }
    Ok(match verify(message, field, &signature, &key) {
        Ok(()) if key.testing => verdict(
            AuthResult::Neutral,
            domain,
            selector,
            "the key is for testing",
        ),
        Ok(()) => verdict(AuthResult::Pass, domain, selector, ""),
        Err((result, why)) => verdict(result, domain, selector, why),
    })
}

/// Reads a DKIM-Signature; on failure the reason, and the domain as far as it can be told.
fn read_dkim(field: &Field) -> Result<Signature, (&'static str, String)> {
    let tags = Tags::parse(field.value()).ok_or(("malformed", String::new()))?;
    let claimed = tags
        .get("d")
        .filter(|domain| is_domain(domain))
        .unwrap_or_default()
        .to_ascii_lowercase();
    let inner = || {
        if tags.get("v") != Some("1") {
            return Err("unknown version");
        }
        if tags
            .get("q")
            .is_some_and(|methods| !methods.split(':').any(|method| method.trim() == "dns/txt"))
        {
            return Err("unknown query method");
        }
        let signature = read(tags.clone())?;
        if let Some(identity) = signature.tags.get("i")
            && (!identity.contains('@') || !is_under(&identity_domain(identity), &signature.domain))
        {
            return Err("identity outside the domain");
        }
        Ok(signature)
    };
    inner().map_err(|why| (why, claimed))
}

/// What DKIM-Signature and ARC-Message-Signature have in common.
pub(super) fn read(tags: Tags) -> Result<Signature, &'static str> {
    let algorithm = tags
        .get("a")
        .and_then(Algorithm::parse)
        .ok_or("unknown algorithm")?;
    let domain = tags
        .get("d")
        .filter(|domain| is_domain(domain))
        .ok_or("invalid d=")?
        .to_ascii_lowercase();
    let selector = tags
        .get("s")
        .filter(|selector| is_labels(selector))
        .ok_or("invalid s=")?
        .to_owned();
    let signature = tags.get("b").and_then(base64).ok_or("invalid b=")?;
    let body_hash = tags.get("bh").and_then(base64).ok_or("invalid bh=")?;
    let forms = tags
        .get("c")
        .map_or(Some((Form::Simple, Form::Simple)), canon::forms)
        .ok_or("invalid c=")?;
    let headers: Vec<String> = tags
        .get("h")
        .ok_or("invalid h=")?
        .split(':')
        .map(|name| name.trim().to_ascii_lowercase())
        .collect();
    if headers.len() > MAX_NAMES || !headers.iter().all(|name| is_header_name(name)) {
        return Err("invalid h=");
    }
    if !headers.iter().any(|name| name == "from") {
        return Err("From is not signed");
    }
    let length = match tags.get("l") {
        Some(text) => Some(number(text).ok_or("invalid l=")?),
        None => None,
    };
    Ok(Signature {
        algorithm,
        domain,
        selector,
        signature,
        body_hash,
        forms,
        headers,
        length,
        tags,
    })
}

fn is_header_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| (0x21..0x7f).contains(&b) && b != b';')
}

fn identity_domain(identity: &str) -> String {
    identity
        .rsplit_once('@')
        .map_or("", |(_, domain)| domain)
        .to_ascii_lowercase()
}

/// Is `domain` equal to or below `parent`?
fn is_under(domain: &str, parent: &str) -> bool {
    domain == parent
        || domain
            .strip_suffix(parent)
            .is_some_and(|rest| rest.ends_with('.') && rest.len() > 1)
}

/// `t=` and `x=`.
pub(super) fn timely(tags: &Tags, now_s: i64) -> Result<(), (AuthResult, &'static str)> {
    let time = |name| match tags.get(name) {
        None => Ok(None),
        Some(text) => number(text)
            .and_then(|n| i64::try_from(n).ok())
            .map(Some)
            .ok_or((AuthResult::Permerror, "invalid time")),
    };
    let (signed, expires) = (time("t")?, time("x")?);
    if let (Some(signed), Some(expires)) = (signed, expires)
        && expires <= signed
    {
        return Err((AuthResult::Permerror, "expires before it was signed"));
    }
    if expires.is_some_and(|expires| expires < now_s) {
        return Err((AuthResult::Fail, "expired"));
    }
    if signed.is_some_and(|signed| signed > now_s.saturating_add(CLOCK_SKEW_S)) {
        return Err((AuthResult::Fail, "signed in the future"));
    }
    Ok(())
}

/// Fields that a reader shows once: with more of them than were signed, the shown one may be another.
const SHOWN_ONCE: [&str; 8] = [
    "subject",
    "date",
    "to",
    "cc",
    "reply-to",
    "sender",
    "content-type",
    "content-transfer-encoding",
];

/// Body hash, header hash and signature.
pub(super) fn verify(
    message: &Message,
    field: &Field,
    signature: &Signature,
    key: &key::Key,
) -> Result<(), (AuthResult, &'static str)> {
    let fail = |why| Err((AuthResult::Fail, why));
    if message.odd {
        return fail("the header is malformed");
    }
    if message.count("from") != 1 {
        return fail("not exactly one From");
    }
    for name in SHOWN_ONCE {
        let signed = signature
            .headers
            .iter()
            .filter(|header| *header == name)
            .count();
        if signed > 0 && message.count(name) > signed {
            return fail("a signed field was added again");
        }
    }
    let (hash, octets) = message.body_hash(signature.forms.1);
    match signature.length {
        Some(length) if length > octets => {
            return Err((AuthResult::Permerror, "l= is longer than the body"));
        }
        // What lies behind l= could have been added by anybody.
        Some(length) if length < octets => {
            return Err((AuthResult::Neutral, "l= does not cover the body"));
        }
        _ => {}
    }
    if hash[..] != signature.body_hash[..] {
        return fail("the body was changed");
    }
    let b = signature
        .tags
        .tag("b")
        .map(|tag| tag.range.clone())
        .unwrap_or_default();
    let mut text = canon::chosen(signature.forms.0, message, &signature.headers);
    text.extend_from_slice(&canon::field_without(signature.forms.0, field, b));
    if key.verifies(&text, &signature.signature) {
        Ok(())
    } else {
        fail("the signature is wrong")
    }
}
