//! The domain of the one author, read so strictly that no other reader can see another.

use super::message::Message;
use super::tags::is_domain;

/// Who the From field names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Author {
    /// No From field.
    Nobody,
    /// The one domain of all addresses in the one From field, lower case.
    Domain(String),
    /// Several From fields, several domains, or a form that readers may take differently.
    Unclear(&'static str),
}

pub fn author(message: &Message) -> Author {
    let mut fields = message.named("from");
    let Some(field) = fields.next() else {
        return Author::Nobody;
    };
    if fields.next().is_some() {
        return Author::Unclear("several From fields");
    }
    if message.odd {
        return Author::Unclear("the header is malformed");
    }
    let Ok(text) = std::str::from_utf8(field.value()) else {
        return Author::Unclear("From is not text");
    };
    let Some(domains) = domains(text) else {
        return Author::Unclear("From is not an address");
    };
    match domains.as_slice() {
        [first, rest @ ..] if rest.iter().all(|domain| domain == first) => {
            Author::Domain(first.clone())
        }
        [] => Author::Unclear("From has no address"),
        _ => Author::Unclear("From has several domains"),
    }
}

/// Domains of a mailbox list (RFC 5322 §3.4) without groups and routes; `None` for anything else.
fn domains(text: &str) -> Option<Vec<String>> {
    let bare = without_comments_and_quotes(text)?;
    let mut domains = Vec::new();
    for mailbox in bare.split(',') {
        let mailbox = mailbox.trim();
        let address = match mailbox.split_once('<') {
            Some((name, address)) => {
                // A second address as the name, unquoted: some readers take that one.
                if name.contains(['@', '>', ':', ';']) {
                    return None;
                }
                address.strip_suffix('>')?
            }
            None => mailbox,
        };
        domains.push(domain(address.trim())?);
    }
    Some(domains)
}

fn domain(address: &str) -> Option<String> {
    let (local, domain) = address.split_once('@')?;
    let local_is_plain = !local.is_empty()
        && !local
            .chars()
            .any(|c| c.is_whitespace() || c.is_control() || "<>:;,\\[]".contains(c));
    (local_is_plain && is_domain(domain)).then(|| domain.to_ascii_lowercase())
}

/// Comments become a space; a quoted text becomes a `_`, whether it is a name or a local part.
fn without_comments_and_quotes(text: &str) -> Option<String> {
    let mut bare = String::with_capacity(text.len());
    let mut depth = 0usize;
    let mut quoted = false;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' if quoted || depth > 0 => {
                chars.next()?;
            }
            '"' if depth == 0 => {
                quoted = !quoted;
                if quoted {
                    bare.push('_');
                }
            }
            _ if quoted => {}
            '(' => depth += 1,
            ')' => {
                depth = depth.checked_sub(1)?;
                bare.push(' ');
            }
            _ if depth > 0 => {}
            '\r' | '\n' | '\t' => bare.push(' '),
            _ => bare.push(c),
        }
    }
    (depth == 0 && !quoted).then_some(bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(text: &str) -> Author {
        author(&Message::parse(format!("From: {text}\r\n\r\n").as_bytes()))
    }

    #[test]
    fn plain_authors_are_found() {
        for text in [
            "joe@Example.org",
            "Joe <joe@example.org>",
            "\"Joe, the @ <x@y.z>\" <joe@example.org>",
            "Joe (x@y.z)\r\n <joe@example.org>",
            "=?utf-8?q?J=C3=B6e?= <joe@example.org>",
            "Jöe <joe@example.org>",
            "\"odd local\"@example.org",
            "a <a@example.org>, b@EXAMPLE.org",
        ] {
            assert_eq!(from(text), Author::Domain("example.org".into()), "{text}");
        }
    }

    #[test]
    fn anything_that_can_be_read_in_two_ways_is_unclear() {
        for text in [
            "",
            "undisclosed",
            "<>",
            "a@b@example.org",
            "x@evil.org <joe@example.org>",
            "Joe <joe@example.org> <x@evil.org>",
            "Joe <joe@example.org> x",
            "a@example.org, b@evil.org",
            "list: joe@example.org;",
            "<@evil.org:joe@example.org>",
            "\"Joe <joe@example.org>",
            "(joe@example.org",
            "joe@example.org\0",
            "joe@exämple.org",
            "joe@[192.0.2.1]",
            "joe@example.org.",
            "joe@localhost",
            "joe@example.org\rFrom: x@evil.org",
        ] {
            assert!(
                matches!(from(text), Author::Unclear(_)),
                "{text}: {:?}",
                from(text)
            );
        }
        assert!(matches!(
            author(&Message::parse(b"From: a@b.c\r\nFrom: a@b.c\r\n\r\n")),
            Author::Unclear(_)
        ));
        assert_eq!(
            author(&Message::parse(b"To: a@b.c\r\n\r\n")),
            Author::Nobody
        );
    }
}
