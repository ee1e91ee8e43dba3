//! The text of an SPF record (RFC 7208 §4.6, §5, §6, §12). Any error in it makes the whole record invalid.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::spf_macro::Template;
use crate::AuthResult;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Record {
    pub directives: Vec<(AuthResult, Mechanism)>,
    pub redirect: Option<Template>,
}

/// `None` as a target is the current domain. Prefix lengths are (IPv4, IPv6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Mechanism {
    All,
    Include(Template),
    A(Option<Template>, (u8, u8)),
    Mx(Option<Template>, (u8, u8)),
    Ptr(Option<Template>),
    Ip4(Ipv4Addr, u8),
    Ip6(Ipv6Addr, u8),
    Exists(Template),
}

/// A syntax error: `permerror`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Invalid;

/// Is this TXT an SPF record at all (§4.5)?
pub(super) fn is_spf(text: &str) -> bool {
    let Some(version) = text.get(..6) else {
        return false;
    };
    version.eq_ignore_ascii_case("v=spf1") && matches!(text.as_bytes().get(6), None | Some(b' '))
}

impl Record {
    /// `text` must be one for which [`is_spf`] holds.
    pub(super) fn parse(text: &str) -> Result<Self, Invalid> {
        if !text.bytes().all(|b| (0x20..0x7f).contains(&b)) {
            return Err(Invalid);
        }
        let mut record = Record {
            directives: Vec::new(),
            redirect: None,
        };
        let mut explained = false;
        for term in text.split(' ').skip(1).filter(|term| !term.is_empty()) {
            match modifier(term) {
                Some((name, value)) if name.eq_ignore_ascii_case("redirect") => {
                    if record
                        .redirect
                        .replace(Template::domain(value).ok_or(Invalid)?)
                        .is_some()
                    {
                        return Err(Invalid);
                    }
                }
                Some((name, value)) if name.eq_ignore_ascii_case("exp") => {
                    Template::domain(value).ok_or(Invalid)?;
                    if std::mem::replace(&mut explained, true) {
                        return Err(Invalid);
                    }
                }
                Some((_, value)) => {
                    Template::text(value).ok_or(Invalid)?;
                }
                None => record.directives.push(directive(term)?),
            }
        }
        Ok(record)
    }
}

/// `name=value` with a well-formed name, before any `:` or `/`.
fn modifier(term: &str) -> Option<(&str, &str)> {
    let (name, value) = term.split_once('=')?;
    let mut bytes = name.bytes();
    let well_formed = bytes.next().is_some_and(|b| b.is_ascii_alphabetic())
        && bytes.all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'));
    well_formed.then_some((name, value))
}

fn directive(term: &str) -> Result<(AuthResult, Mechanism), Invalid> {
    let (result, term) = match term.as_bytes().first() {
        Some(b'+') => (AuthResult::Pass, &term[1..]),
        Some(b'-') => (AuthResult::Fail, &term[1..]),
        Some(b'~') => (AuthResult::Softfail, &term[1..]),
        Some(b'?') => (AuthResult::Neutral, &term[1..]),
        _ => (AuthResult::Pass, term),
    };
    let end = term.find([':', '/']).unwrap_or(term.len());
    let (name, rest) = term.split_at(end);
    let mechanism = match name.to_ascii_lowercase().as_str() {
        "all" if rest.is_empty() => Mechanism::All,
        "include" => Mechanism::Include(required(rest)?),
        "exists" => Mechanism::Exists(required(rest)?),
        "ptr" if rest.is_empty() => Mechanism::Ptr(None),
        "ptr" => Mechanism::Ptr(Some(required(rest)?)),
        "a" => {
            let (target, lengths) = target(rest)?;
            Mechanism::A(target, lengths)
        }
        "mx" => {
            let (target, lengths) = target(rest)?;
            Mechanism::Mx(target, lengths)
        }
        "ip4" => {
            let (address, length) = network(rest)?;
            Mechanism::Ip4(
                ip4(address).ok_or(Invalid)?,
                length.map_or(Ok(32), |text| prefix(text, 32))?,
            )
        }
        "ip6" => {
            let (address, length) = network(rest)?;
            let address = address.parse().map_err(|_| Invalid)?;
            Mechanism::Ip6(address, length.map_or(Ok(128), |text| prefix(text, 128))?)
        }
        _ => return Err(Invalid),
    };
    Ok((result, mechanism))
}

/// `:domain-spec`.
fn required(rest: &str) -> Result<Template, Invalid> {
    rest.strip_prefix(':')
        .and_then(Template::domain)
        .ok_or(Invalid)
}

/// `[":" domain-spec] [dual-cidr-length]`.
fn target(rest: &str) -> Result<(Option<Template>, (u8, u8)), Invalid> {
    let Some(spec) = rest.strip_prefix(':') else {
        return Ok((None, lengths(rest)?));
    };
    // A name may hold slashes; only a length at the very end is one.
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let mut end = spec
        .rfind("//")
        .filter(|at| digits(&spec[at + 2..]))
        .unwrap_or(spec.len());
    if let Some(at) = spec[..end]
        .rfind('/')
        .filter(|at| digits(&spec[at + 1..end]) && !spec[..*at].ends_with('/'))
    {
        end = at;
    }
    let (domain, length) = spec.split_at(end);
    Ok((
        Some(Template::domain(domain).ok_or(Invalid)?),
        lengths(length)?,
    ))
}

/// `["/" ip4] ["//" ip6]`.
fn lengths(text: &str) -> Result<(u8, u8), Invalid> {
    if text.is_empty() {
        return Ok((32, 128));
    }
    if let Some(six) = text.strip_prefix("//") {
        return Ok((32, prefix(six, 128)?));
    }
    let text = text.strip_prefix('/').ok_or(Invalid)?;
    match text.split_once("//") {
        Some((four, six)) => Ok((prefix(four, 32)?, prefix(six, 128)?)),
        None => Ok((prefix(text, 32)?, 128)),
    }
}

fn prefix(text: &str, max: u8) -> Result<u8, Invalid> {
    let plain = !text.is_empty()
        && text.bytes().all(|b| b.is_ascii_digit())
        && (text == "0" || !text.starts_with('0'));
    text.parse()
        .ok()
        .filter(|n| plain && *n <= max)
        .ok_or(Invalid)
}

/// `:address[/length]`.
fn network(rest: &str) -> Result<(&str, Option<&str>), Invalid> {
    let rest = rest.strip_prefix(':').ok_or(Invalid)?;
    Ok(match rest.split_once('/') {
        Some((address, length)) => (address, Some(length)),
        None => (rest, None),
    })
}

fn ip4(text: &str) -> Option<Ipv4Addr> {
    text.parse().ok()
}
