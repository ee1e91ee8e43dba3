//! Values with parameters: Content-Type and Content-Disposition (RFC 2045 §5.1, RFC 2183, RFC 2231).

use super::{transfer, words};
use crate::charset;

/// `text/plain; charset=utf-8` taken apart. Names in lower case, values decoded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Value {
    /// The word before the parameters, in lower case, without blanks (`text/plain`, `attachment`).
    pub main: String,
    pub params: Vec<(String, String)>,
}

impl Value {
    pub fn param(&self, name: &str) -> Option<&str> {
        self.params
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, v)| v.as_str())
    }
}

/// One parameter as written: `name*2*` has `segment` 2 and is `encoded`.
struct Raw {
    name: String,
    segment: Option<usize>,
    encoded: bool,
    value: Vec<u8>,
}

/// More parameters or segments than this are junk.
const MAX_PARAMS: usize = 200;

/// Longer values are cut here.
const MAX_VALUE: usize = 32 * 1024;

/// Reads a value; `hint` is the charset that raw 8-bit bytes in it are taken for.
pub fn parse(raw: &[u8], hint: Option<&str>) -> Value {
    let raw = &raw[..raw.len().min(MAX_VALUE)];
    let mut pieces = split(raw).into_iter();
    let main: String = pieces
        .next()
        .map(|p| {
            String::from_utf8_lossy(&p)
                .chars()
                .filter(|c| !c.is_whitespace() && !c.is_control())
                .collect::<String>()
        })
        .unwrap_or_default()
        .trim_matches('"')
        .to_ascii_lowercase();
    let mut raws: Vec<Raw> = pieces
        .take(MAX_PARAMS)
        .filter_map(|p| parameter(&p))
        .collect();
    // A first piece such as `boundary="x"` is a parameter whose type was forgotten.
    let main = if main.contains('=') {
        raws.extend(split(raw).first().and_then(|p| parameter(p)));
        String::new()
    } else {
        main
    };
    Value {
        main,
        params: combine(raws, hint),
    }
}

/// Splits at `;` outside quotes and drops comments. Quotes stay, to be told from bare values.
fn split(raw: &[u8]) -> Vec<Vec<u8>> {
    let mut out = vec![Vec::new()];
    let (mut quoted, mut comment, mut escaped) = (false, 0usize, false);
    for (i, &b) in raw.iter().enumerate() {
        let current = out
            .last_mut()
            .expect("starts with one piece and only grows");
        if escaped {
            escaped = false;
            if comment == 0 {
                current.push(b);
            }
            continue;
        }
        match b {
            b'\\' if quoted || comment > 0 => {
                escaped = true;
                if comment == 0 {
                    current.push(b);
                }
            }
            b'"' if comment == 0 => {
                quoted = !quoted;
                current.push(b);
            }
            // A comment starts a word; `name=a(1).pdf` has none.
            b'(' if !quoted && (comment > 0 || starts_comment(raw, i)) => comment += 1,
            b')' if !quoted && comment > 0 => comment -= 1,
            b';' if !quoted && comment == 0 => out.push(Vec::new()),
            _ if comment > 0 => {}
            _ => current.push(b),
        }
    }
    out
}

fn starts_comment(raw: &[u8], at: usize) -> bool {
    let before = raw[..at].iter().rev().find(|b| !b.is_ascii_whitespace());
    let spaced = at == 0 || raw[at - 1].is_ascii_whitespace() || matches!(raw[at - 1], b';' | b'"');
    // `filename=my file (2).pdf` without quotes: text goes on after the bracket.
    let after = memchr::memchr(b')', &raw[at..])
        .and_then(|n| raw[at + n + 1..].iter().find(|b| !b.is_ascii_whitespace()));
    spaced && before.is_some() && matches!(after, None | Some(b';'))
}

fn parameter(piece: &[u8]) -> Option<Raw> {
    let equals = memchr::memchr(b'=', piece)?;
    let name = String::from_utf8_lossy(piece[..equals].trim_ascii()).to_ascii_lowercase();
    let value = piece[equals + 1..].trim_ascii();
    let (name, encoded) = match name.strip_suffix('*') {
        Some(n) => (n.to_owned(), true),
        None => (name, false),
    };
    let (name, segment) = match name.rsplit_once('*') {
        Some((n, digits)) => (n.to_owned(), Some(digits.parse().ok()?)),
        None => (name, None),
    };
    (!name.is_empty() && name.len() <= 64).then(|| Raw {
        name,
        segment,
        encoded,
        value: unquote(value),
    })
}

fn unquote(value: &[u8]) -> Vec<u8> {
    let Some(rest) = value.strip_prefix(b"\"") else {
        return value.to_vec();
    };
    let mut out = Vec::with_capacity(rest.len());
    let mut bytes = rest.iter();
    while let Some(&b) = bytes.next() {
        match b {
            // `\` before anything but `"` and `\` is a path of an old client.
            b'\\' => match bytes.next() {
                Some(&next @ (b'"' | b'\\')) => out.push(next),
                Some(&next) => out.extend([b'\\', next]),
                None => {}
            },
            b'"' => break,
            _ => out.push(b),
        }
    }
    out
}

/// Joins RFC 2231 segments as bytes and decodes each name once. The first plain value of a name wins; an encoded one is
/// preferred over a plain one, as RFC 6266 §4.3 has it.
fn combine(mut raws: Vec<Raw>, hint: Option<&str>) -> Vec<(String, String)> {
    raws.sort_by_key(|r| r.segment);
    let mut names: Vec<String> = Vec::new();
    for raw in &raws {
        if !names.contains(&raw.name) {
            names.push(raw.name.clone());
        }
    }
    names
        .into_iter()
        .map(|name| {
            let of = |r: &&Raw| r.name == name;
            let extended = raws
                .iter()
                .any(|r| of(&r) && (r.encoded || r.segment.is_some()));
            let value = if extended {
                let parts: Vec<&Raw> = raws
                    .iter()
                    .filter(|r| of(r) && (r.encoded || r.segment.is_some()))
                    .collect();
                joined(&parts, hint)
            } else {
                let raw = raws
                    .iter()
                    .find(of)
                    .map(|r| r.value.as_slice())
                    .unwrap_or_default();
                // Of a boundary every blank counts.
                if name == "boundary" {
                    String::from_utf8_lossy(raw).into_owned()
                } else {
                    words::decode(raw, hint)
                }
            };
            (name, value)
        })
        .collect()
}

fn joined(parts: &[&Raw], hint: Option<&str>) -> String {
    let mut label: Option<String> = None;
    let mut bytes = Vec::new();
    let mut seen = None;
    for (i, part) in parts.iter().enumerate() {
        if i > 0 && part.segment == seen {
            continue;
        }
        seen = part.segment;
        let mut value = part.value.as_slice();
        if part.encoded {
            if i == 0
                && let Some(first) = memchr::memchr(b'\'', value)
                && let Some(second) = memchr::memchr(b'\'', &value[first + 1..])
            {
                label = Some(String::from_utf8_lossy(&value[..first]).into_owned());
                value = &value[first + second + 2..];
            }
            bytes.extend(percent(value));
        } else {
            bytes.extend_from_slice(value);
        }
    }
    if label.is_none() && memchr::memmem::find(&bytes, b"=?").is_some() {
        return words::decode(&bytes, hint);
    }
    let label = label.filter(|l| !l.is_empty());
    words::clean(&charset::decode(&bytes, label.as_deref().or(hint), None).text)
}

/// `%XX` escapes.
pub fn percent(value: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(value.len());
    let mut i = 0;
    while i < value.len() {
        if value[i] == b'%'
            && let (Some(high), Some(low)) = (
                value.get(i + 1).copied().and_then(transfer::hex),
                value.get(i + 2).copied().and_then(transfer::hex),
            )
        {
            out.push(high << 4 | low);
            i += 3;
        } else {
            out.push(value[i]);
            i += 1;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn param(raw: &str, name: &str) -> String {
        parse(raw.as_bytes(), None)
            .param(name)
            .unwrap_or_default()
            .to_owned()
    }

    #[test]
    fn ordinary_parameters_quotes_and_comments_are_read() {
        let v = parse(
            b"Text/HTML (really); charset=\"utf-8\" ; Boundary=\"a;b\\\"c\"",
            None,
        );
        assert_eq!(v.main, "text/html");
        assert_eq!(v.param("charset"), Some("utf-8"));
        assert_eq!(v.param("boundary"), Some("a;b\"c"));
    }

    #[test]
    fn a_character_split_over_two_segments_is_whole_again() {
        assert_eq!(
            param(
                "attachment; filename*0*=utf-8''Caf%C3; filename*1*=%A9.pdf",
                "filename"
            ),
            "Café.pdf"
        );
        assert_eq!(
            param(
                "attachment; filename*1*=%A9; filename*0*=utf-8''%C3; filename*2=\".txt\"",
                "filename"
            ),
            "é.txt"
        );
        assert_eq!(
            param("x; filename*=iso-8859-1'en'%A3%20rates", "filename"),
            "£ rates"
        );
        assert_eq!(
            param(
                "x; filename=plain.txt; filename*=utf-8''b%C3%A4.txt",
                "filename"
            ),
            "bä.txt"
        );
    }

    #[test]
    fn encoded_words_and_blanks_in_bare_values_are_read_as_meant() {
        assert_eq!(param("x; name==?utf-8?Q?=C3=A4.pdf?=", "name"), "ä.pdf");
        assert_eq!(
            param("x; filename=my file (2).pdf; size=1", "filename"),
            "my file (2).pdf"
        );
        assert_eq!(
            param("x; name=\"C:\\Temp\\a.txt\"", "name"),
            "C:\\Temp\\a.txt"
        );
        assert_eq!(param("boundary=\"x\"", "boundary"), "x");
    }

    #[test]
    fn raw_bytes_in_a_name_take_the_hint() {
        let v = parse(b"x; name=\"\xcf\xf0\xe8.doc\"", Some("windows-1251"));
        assert_eq!(v.param("name"), Some("При.doc"));
    }

    #[test]
    fn hostile_parameters_are_bounded() {
        let many = "x".to_owned() + &";a*1=b".repeat(100_000);
        assert!(parse(many.as_bytes(), None).params.len() <= MAX_PARAMS);
        let open = "x; ".to_owned() + &"(".repeat(100_000);
        let _ = parse(open.as_bytes(), None);
    }
}
