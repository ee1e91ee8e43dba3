//! Tag lists (RFC 6376 §3.2), read strictly: a duplicate, a malformed name or an empty element makes the list invalid.

use std::ops::Range;

/// One `name=value`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// As written; names are case-sensitive.
    pub name: String,
    /// Without white space at its ends; inner white space kept.
    pub value: String,
    /// Place of everything between `=` and `;` in the text that was read.
    pub range: Range<usize>,
}

/// Tags of one list; no honest list comes near.
const MAX_TAGS: usize = 64;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tags(Vec<Tag>);

impl Tags {
    /// `None` when the text is not a tag list.
    pub fn parse(text: &[u8]) -> Option<Self> {
        let mut tags: Vec<Tag> = Vec::new();
        let mut at = 0;
        let mut elements = text.split(|b| *b == b';').peekable();
        while let Some(element) = elements.next() {
            let start = at;
            at += element.len() + 1;
            if trim(element).is_empty() {
                // Only a trailing semicolon may be followed by nothing.
                return (elements.peek().is_none() && !tags.is_empty()).then_some(Self(tags));
            }
            let equals = element.iter().position(|b| *b == b'=')?;
            let name = std::str::from_utf8(trim(&element[..equals]))
                .ok()
                .filter(|name| is_name(name))?;
            let value = trim(&element[equals + 1..]);
            if tags.len() >= MAX_TAGS
                || !value
                    .iter()
                    .all(|b| (0x21..0x7f).contains(b) || is_space(*b))
                || tags.iter().any(|tag| tag.name == name)
            {
                return None;
            }
            let value = String::from_utf8_lossy(value).into_owned();
            tags.push(Tag {
                name: name.to_owned(),
                value,
                range: start + equals + 1..start + element.len(),
            });
        }
        Some(Self(tags))
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.tag(name).map(|tag| tag.value.as_str())
    }

    pub fn tag(&self, name: &str) -> Option<&Tag> {
        self.0.iter().find(|tag| tag.name == name)
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|tag| tag.name.as_str())
    }

    /// The first tag of the list.
    pub fn first(&self) -> Option<&Tag> {
        self.0.first()
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

pub(super) fn trim(text: &[u8]) -> &[u8] {
    let start = text
        .iter()
        .position(|b| !is_space(*b))
        .unwrap_or(text.len());
    let end = text
        .iter()
        .rposition(|b| !is_space(*b))
        .map_or(start, |at| at + 1);
    &text[start..end]
}

fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

/// Base64 with folding white space inside; strict otherwise.
pub fn base64(text: &str) -> Option<Vec<u8>> {
    use base64::Engine;
    let packed: String = text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    if packed.is_empty() {
        return None;
    }
    base64::engine::general_purpose::STANDARD
        .decode(packed)
        .ok()
}

/// Digits only, no sign, no white space.
pub fn number(text: &str) -> Option<u64> {
    (!text.is_empty() && text.len() <= 12 && text.bytes().all(|b| b.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

/// A domain name of two or more labels of letters, digits, hyphens and underscores.
pub fn is_domain(text: &str) -> bool {
    text.contains('.') && is_labels(text)
}

/// One or more such labels (selectors).
pub fn is_labels(text: &str) -> bool {
    let legal = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.len() <= 253 && text.split('.').all(legal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_list_is_read_with_its_places() {
        let text = b" a=1; b = x y ;\r\n c=";
        let tags = Tags::parse(text).unwrap();
        assert_eq!(
            (tags.get("a"), tags.get("b"), tags.get("c"), tags.get("d")),
            (Some("1"), Some("x y"), Some(""), None)
        );
        assert_eq!(&text[tags.tag("b").unwrap().range.clone()], b" x y ");
        assert!(Tags::parse(b"a=1;").is_some() && Tags::parse(b"a=1; \r\n ").is_some());
    }

    #[test]
    fn malformed_lists_are_refused() {
        for text in [
            "", ";", "a=1;;b=2", ";a=1", "a=1;;", "a", "=1", "a=1; a=2", "_=1", "1a=2", "a b=1",
            "==", "a=\u{e4}", "a=\0",
        ] {
            assert_eq!(Tags::parse(text.as_bytes()), None, "{text:?}");
        }
        assert!(
            number("1 2").is_none() && number("-1").is_none() && number("9999999999999").is_none()
        );
        assert_eq!(base64("YQ= ="), Some(b"a".to_vec()));
        for bad in ["", "not_base_64", "YQ", "Y Q=x"] {
            assert_eq!(base64(bad), None, "{bad}");
        }
        for bad in [
            "",
            "org",
            "a..b",
            ".a.b",
            "-a.b",
            "a.b-",
            "a b.c",
            "^%$#.org",
            "example.org.",
        ] {
            assert!(!is_domain(bad), "{bad}");
        }
    }
}
