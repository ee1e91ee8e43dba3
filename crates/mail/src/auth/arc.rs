//! The ARC chain of a mail (RFC 8617): it passes as a whole or not at all.

use super::canon::{self, Form};
use super::dkim::{self, timely};
use super::key::{self, Algorithm, Unusable};
use super::lookup::{Lookup, Missing};
use super::message::{Field, Message};
use super::tags::{Tags, base64, is_domain, is_labels, trim};
use super::word;
use crate::AuthResult;

/// §5.1: sets in one chain.
const MAX_SETS: usize = 50;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    pub result: AuthResult,
    /// Domain of the newest seal of a chain that passes.
    pub domain: Option<String>,
    /// Instances in the chain.
    pub sets: usize,
    pub why: &'static str,
}

impl Verdict {
    pub fn describe(&self) -> String {
        let why = if self.why.is_empty() {
            String::new()
        } else {
            format!(" ({})", self.why)
        };
        let domain = self
            .domain
            .as_ref()
            .map(|domain| format!(" d={domain}"))
            .unwrap_or_default();
        format!("arc={}{domain} i={}{why}", word(self.result), self.sets)
    }
}

/// One ARC set; the three fields belong together.
struct Set<'m, 'a> {
    results: &'m Field<'a>,
    message: (&'m Field<'a>, Tags),
    seal: (&'m Field<'a>, Seal),
}

struct Seal {
    algorithm: Algorithm,
    domain: String,
    selector: String,
    signature: Vec<u8>,
    cv: String,
    tags: Tags,
}

enum Stop {
    Missing,
    Bad(AuthResult, &'static str),
}

impl From<Missing> for Stop {
    fn from(Missing: Missing) -> Self {
        Stop::Missing
    }
}

fn fail(why: &'static str) -> Stop {
    Stop::Bad(AuthResult::Fail, why)
}

/// Judges the chain of `message`.
pub fn check(message: &Message, now_s: i64, lookup: &Lookup) -> Result<Verdict, Missing> {
    let names = [
        "arc-authentication-results",
        "arc-message-signature",
        "arc-seal",
    ];
    let count = names
        .map(|name| message.count(name))
        .into_iter()
        .max()
        .unwrap_or(0);
    if count == 0 {
        return Ok(Verdict {
            result: AuthResult::None,
            domain: None,
            sets: 0,
            why: "",
        });
    }
    match chain(message, now_s, lookup, count) {
        Ok(domain) => Ok(Verdict {
            result: AuthResult::Pass,
            domain: Some(domain),
            sets: count,
            why: "",
        }),
        Err(Stop::Bad(result, why)) => Ok(Verdict {
            result,
            domain: None,
            sets: count,
            why,
        }),
        Err(Stop::Missing) => Err(Missing),
    }
}

/// §5.2, steps 2 to 7.
fn chain(message: &Message, now_s: i64, lookup: &Lookup, count: usize) -> Result<String, Stop> {
    if count > MAX_SETS {
        return Err(fail("too many sets"));
    }
    let sets = sets(message, count)?;
    let newest = sets.last().ok_or(fail("no sets"))?;
    for (at, set) in sets.iter().enumerate() {
        match (at, set.seal.1.cv.as_str()) {
            (0, "none") => {}
            (1.., "pass") => {}
            (_, "fail") => return Err(fail("the chain was sealed as broken")),
            _ => return Err(fail("cv= does not fit the instance")),
        }
        timely(&set.seal.1.tags, now_s).map_err(|(_, why)| fail(why))?;
        check_message_tags(&set.message.1)?;
    }
    // All keys are asked for at once.
    let signature = dkim::read(newest.message.1.clone()).map_err(fail)?;
    timely(&signature.tags, now_s).map_err(|(_, why)| fail(why))?;
    let key = key::find(
        lookup,
        &signature.selector,
        &signature.domain,
        signature.algorithm,
    );
    let seal_keys: Vec<_> = sets
        .iter()
        .map(|set| {
            key::find(
                lookup,
                &set.seal.1.selector,
                &set.seal.1.domain,
                set.seal.1.algorithm,
            )
        })
        .collect();
    dkim::verify(message, newest.message.0, &signature, &usable(key?)?)
        .map_err(|(_, why)| fail(why))?;
    for (at, key) in seal_keys.into_iter().enumerate().rev() {
        let key = usable(key?)?;
        if !key.verifies(&sealed_text(&sets[..=at]), &sets[at].seal.1.signature) {
            return Err(fail("a seal is wrong"));
        }
    }
    Ok(newest.seal.1.domain.clone())
}

fn usable(key: Result<key::Key, Unusable>) -> Result<key::Key, Stop> {
    match key {
        Ok(key) if key.testing => Err(fail("the key is for testing")),
        Ok(key) => Ok(key),
        Err(Unusable::Temporary) => Err(Stop::Bad(AuthResult::Temperror, "DNS did not answer")),
        Err(Unusable::Why(why)) => Err(fail(why)),
    }
}

/// The sets 1 to `count`, each complete and none twice.
fn sets<'m, 'a>(message: &'m Message<'a>, count: usize) -> Result<Vec<Set<'m, 'a>>, Stop> {
    let mut results: Vec<Option<&Field>> = vec![None; count];
    let mut messages: Vec<Option<(&Field, Tags)>> = vec![None; count];
    let mut seals: Vec<Option<(&Field, Seal)>> = (0..count).map(|_| None).collect();
    for field in message.named("arc-authentication-results") {
        put(&mut results, results_instance(field.value()), field)?;
    }
    for field in message.named("arc-message-signature") {
        let tags = Tags::parse(field.value()).ok_or(fail("a message signature is malformed"))?;
        put(&mut messages, instance(&tags), (field, tags))?;
    }
    for field in message.named("arc-seal") {
        let tags = Tags::parse(field.value()).ok_or(fail("a seal is malformed"))?;
        put(&mut seals, instance(&tags), (field, read_seal(tags)?))?;
    }
    let mut sets = Vec::with_capacity(count);
    for ((results, message), seal) in results.into_iter().zip(messages).zip(seals) {
        let (Some(results), Some(message), Some(seal)) = (results, message, seal) else {
            return Err(fail("a set is incomplete"));
        };
        sets.push(Set {
            results,
            message,
            seal,
        });
    }
    Ok(sets)
}

fn put<T>(places: &mut [Option<T>], instance: Option<usize>, item: T) -> Result<(), Stop> {
    let place = instance
        .and_then(|instance| places.get_mut(instance.checked_sub(1)?))
        .ok_or(fail("an instance number is wrong"))?;
    if place.replace(item).is_some() {
        Err(fail("a field is there twice"))
    } else {
        Ok(())
    }
}

fn instance(tags: &Tags) -> Option<usize> {
    tags.get("i").and_then(instance_number)
}

fn instance_number(text: &str) -> Option<usize> {
    let plain = (1..=2).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_digit())
        && !text.starts_with('0');
    text.parse().ok().filter(|_| plain)
}

/// `i=1;` must come first, and a server's name must follow (§4.1.1).
fn results_instance(value: &[u8]) -> Option<usize> {
    let text = std::str::from_utf8(value).ok()?;
    let (first, rest) = text.split_once(';')?;
    let (name, number) = first.split_once('=')?;
    let server = rest.split(';').next().unwrap_or_default().trim();
    let named = !server.is_empty() && !server.contains('=');
    (name.trim() == "i" && named)
        .then(|| instance_number(number.trim()))
        .flatten()
}

/// §4.1.3. `h=` is not allowed, nor is any tag the RFC does not know: a seal says nothing beyond it.
fn read_seal(tags: Tags) -> Result<Seal, Stop> {
    if !tags
        .names()
        .all(|name| matches!(name, "i" | "a" | "b" | "cv" | "d" | "s" | "t"))
    {
        return Err(fail("a seal has a tag it must not have"));
    }
    let read = || {
        Some(Seal {
            algorithm: tags.get("a").and_then(Algorithm::parse)?,
            domain: tags
                .get("d")
                .filter(|domain| is_domain(domain))?
                .to_ascii_lowercase(),
            selector: tags
                .get("s")
                .filter(|selector| is_labels(selector))?
                .to_owned(),
            signature: tags.get("b").and_then(base64)?,
            cv: tags.get("cv")?.to_owned(),
            tags: tags.clone(),
        })
    };
    read().ok_or(fail("a seal is malformed"))
}

/// What every message signature must obey, also those that later hops have broken (§4.1.2).
fn check_message_tags(tags: &Tags) -> Result<(), Stop> {
    // Tags that DKIM does not know are ignored, as large senders add their own; wrong case or `v=` is not "unknown".
    if !tags
        .names()
        .all(|name| name.bytes().all(|b| !b.is_ascii_uppercase()) && name != "v")
    {
        return Err(fail("a message signature has a tag it must not have"));
    }
    let signature = dkim::read(tags.clone()).map_err(fail)?;
    if signature.headers.iter().any(|name| name == "arc-seal") {
        return Err(fail("a message signature covers a seal"));
    }
    Ok(())
}

/// §5.1.1: all sets up to the seal, oldest first, always relaxed; the last seal without its `b=`.
fn sealed_text(sets: &[Set]) -> Vec<u8> {
    let mut text = Vec::new();
    for (at, set) in sets.iter().enumerate() {
        for field in [set.results, set.message.0] {
            text.extend_from_slice(&canon::field(Form::Relaxed, field));
            text.extend_from_slice(b"\r\n");
        }
        let (field, seal) = &set.seal;
        if at + 1 < sets.len() {
            text.extend_from_slice(&canon::field(Form::Relaxed, field));
            text.extend_from_slice(b"\r\n");
        } else {
            let b = seal
                .tags
                .tag("b")
                .map(|tag| tag.range.clone())
                .unwrap_or_default();
            text.extend_from_slice(&canon::field_without(Form::Relaxed, field, b));
        }
    }
    debug_assert!(
        trim(&text).len() == text.len() || text.is_empty(),
        "the last seal has no line end"
    );
    text
}
