//! Macro strings of SPF (RFC 7208 §7).

use std::net::IpAddr;

/// A parsed macro string.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Template {
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Macro {
        letter: u8,
        digits: usize,
        reverse: bool,
        delimiters: String,
        escape: bool,
    },
}

/// What the letters stand for. `p` is looked up by the caller when [`Template::needs_p`].
#[derive(Debug, Clone)]
pub(super) struct Values<'a> {
    pub ip: IpAddr,
    pub sender: &'a str,
    pub domain: &'a str,
    pub helo: &'a str,
    pub p: &'a str,
}

impl Template {
    /// A domain-spec: ends in a top label or in a macro, and uses no letter that only explanations may use.
    pub(super) fn domain(text: &str) -> Option<Self> {
        let template = Self::parse(text, b"slodiphv")?;
        let ends_well = match template.parts.last()? {
            Part::Macro { .. } => true,
            Part::Text(tail) => ends_in_top_label(tail, template.parts.len() > 1),
        };
        ends_well.then_some(template)
    }

    /// A macro-string of an unknown modifier.
    pub(super) fn text(text: &str) -> Option<Self> {
        Self::parse(text, b"slodiphvcrt")
    }

    pub(super) fn needs_p(&self) -> bool {
        self.parts
            .iter()
            .any(|part| matches!(part, Part::Macro { letter: b'p', .. }))
    }

    fn parse(text: &str, letters: &[u8]) -> Option<Self> {
        let mut parts = Vec::new();
        let mut literal = String::new();
        let mut rest = text;
        while let Some(at) = rest.find('%') {
            literal.push_str(&rest[..at]);
            rest = &rest[at + 1..];
            match rest.as_bytes().first()? {
                b'%' => literal.push('%'),
                b'_' => literal.push(' '),
                b'-' => literal.push_str("%20"),
                b'{' => {
                    let end = rest.find('}')?;
                    if !literal.is_empty() {
                        parts.push(Part::Text(std::mem::take(&mut literal)));
                    }
                    parts.push(macro_expand(&rest[1..end], letters)?);
                    rest = &rest[end..];
                }
                _ => return None,
            }
            rest = &rest[1..];
        }
        literal.push_str(rest);
        if !literal.is_empty() {
            parts.push(Part::Text(literal));
        }
        Some(Self { parts })
    }

    /// The name, cut from the left to 253 octets (§7.3).
    pub(super) fn expand(&self, values: &Values) -> String {
        let mut text = String::new();
        for part in &self.parts {
            match part {
                Part::Text(literal) => text.push_str(literal),
                Part::Macro {
                    letter,
                    digits,
                    reverse,
                    delimiters,
                    escape,
                } => {
                    let value = transform(&value(*letter, values), *digits, *reverse, delimiters);
                    if *escape {
                        url_escape(&value, &mut text)
                    } else {
                        text.push_str(&value)
                    }
                }
            }
        }
        let mut name = text.trim_end_matches('.');
        while name.len() > 253 {
            let Some((_, rest)) = name.split_once('.') else {
                break;
            };
            name = rest;
        }
        name.to_owned()
    }
}

/// `"." toplabel ["."]`, where a top label has a letter and no hyphen at its ends. A text after a macro may consist of the
/// label alone only when a dot comes first.
fn ends_in_top_label(tail: &str, after_macro: bool) -> bool {
    let tail = tail.strip_suffix('.').unwrap_or(tail);
    let Some((before, label)) = tail.rsplit_once('.') else {
        return false;
    };
    let letter = label.bytes().any(|b| b.is_ascii_alphabetic()) || label.bytes().any(|b| b == b'-');
    let legal = label
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b == b'-');
    letter
        && legal
        && !label.starts_with('-')
        && !label.ends_with('-')
        && (after_macro || !before.is_empty())
}

fn macro_expand(text: &str, letters: &[u8]) -> Option<Part> {
    let first = *text.as_bytes().first()?;
    let letter = first.to_ascii_lowercase();
    if !letters.contains(&letter) {
        return None;
    }
    let rest = &text[1..];
    let count = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = rest.split_at(count);
    let digits = if number.is_empty() {
        usize::MAX
    } else {
        number.parse().ok().filter(|n| *n > 0)?
    };
    let (reverse, delimiters) = match rest.as_bytes().first() {
        Some(b'r' | b'R') => (true, &rest[1..]),
        _ => (false, rest),
    };
    if !delimiters.bytes().all(|b| b".-+,/_=".contains(&b)) {
        return None;
    }
    let delimiters = if delimiters.is_empty() {
        "."
    } else {
        delimiters
    }
    .to_owned();
    Some(Part::Macro {
        letter,
        digits,
        reverse,
        delimiters,
        escape: first.is_ascii_uppercase(),
    })
}

fn value(letter: u8, values: &Values) -> String {
    let (local, sender_domain) = values
        .sender
        .rsplit_once('@')
        .unwrap_or(("postmaster", values.sender));
    match letter {
        b's' => values.sender.to_owned(),
        b'l' => local.to_owned(),
        b'o' => sender_domain.to_owned(),
        b'd' => values.domain.to_owned(),
        b'h' => values.helo.to_owned(),
        b'p' => values.p.to_owned(),
        b'v' => if values.ip.is_ipv4() {
            "in-addr"
        } else {
            "ip6"
        }
        .to_owned(),
        b'i' => match values.ip {
            IpAddr::V4(ip) => ip.to_string(),
            IpAddr::V6(ip) => {
                let nibbles: Vec<String> = ip
                    .octets()
                    .iter()
                    .flat_map(|b| [b >> 4, b & 15])
                    .map(|n| format!("{n:x}"))
                    .collect();
                nibbles.join(".")
            }
        },
        // c, r and t are parsed in unknown modifiers only, which are never expanded.
        _ => String::new(),
    }
}

fn transform(value: &str, digits: usize, reverse: bool, delimiters: &str) -> String {
    let mut parts: Vec<&str> = value.split(|c| delimiters.contains(c)).collect();
    if reverse {
        parts.reverse();
    }
    let skip = parts.len().saturating_sub(digits);
    parts[skip..].join(".")
}

fn url_escape(value: &str, into: &mut String) {
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            into.push(byte as char);
        } else {
            into.push_str(&format!("%{byte:02X}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn macros_expand_as_in_rfc_7208_section_7_4() {
        let values = Values {
            ip: "192.0.2.3".parse().unwrap(),
            sender: "strong-bad@email.example.com",
            domain: "email.example.com",
            helo: "mx.example.org",
            p: "unknown",
        };
        for (text, expected) in [
            ("%{s}.x", "strong-bad@email.example.com.x"),
            ("%{o}", "email.example.com"),
            ("%{d4}", "email.example.com"),
            ("%{d2}", "example.com"),
            ("%{d1}", "com"),
            ("%{dr}", "com.example.email"),
            ("%{d2r}", "example.email"),
            ("%{l-}", "strong.bad"),
            ("%{lr-}", "bad.strong"),
            ("%{l1r-}", "strong"),
            (
                "%{ir}.%{v}._spf.%{d2}",
                "3.2.0.192.in-addr._spf.example.com",
            ),
            (
                "%{lr-}.lp.%{ir}.%{v}._spf.%{d2}",
                "bad.strong.lp.3.2.0.192.in-addr._spf.example.com",
            ),
            ("%{S}.x", "strong-bad%40email.example.com.x"),
        ] {
            assert_eq!(
                Template::domain(text).unwrap().expand(&values),
                expected,
                "{text}"
            );
        }
        let six = Values {
            ip: "2001:db8::cb01".parse().unwrap(),
            ..values
        };
        let expected =
            "1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6._spf.example.com";
        assert_eq!(
            Template::domain("%{ir}.%{v}._spf.%{d2}")
                .unwrap()
                .expand(&six),
            expected
        );
    }

    #[test]
    fn broken_macros_are_errors() {
        for text in [
            "%", "%a.com", "%{d", "%{x}", "%{d0}", "%{t}", "%{d!}", "example", "", "a.123", "a.-b",
            "%{d}a", "%(d).com",
        ] {
            assert_eq!(Template::domain(text), None, "{text}");
        }
        assert!(Template::text("%{t}").is_some());
    }
}
