//! Header fields: cutting the block into fields and decoding the free text in them (RFC 5322 §2.2, RFC 2047).

use super::words;

/// One field: name as written, value unfolded (line ends removed) and otherwise raw.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Field {
    pub name: String,
    pub value: Vec<u8>,
}

/// The fields of a mail or of a part, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Headers {
    pub fields: Vec<Field>,
}

/// More fields than this are not kept; the raw mail has them all.
const MAX_FIELDS: usize = 5_000;

impl Headers {
    /// First field of that name, raw.
    pub fn raw(&self, name: &str) -> Option<&[u8]> {
        self.all(name).next()
    }

    /// All fields of that name, topmost first, raw.
    pub fn all<'a, 'n>(&'a self, name: &'n str) -> impl Iterator<Item = &'a [u8]> + use<'a, 'n> {
        self.fields
            .iter()
            .filter(move |f| f.name.eq_ignore_ascii_case(name))
            .map(|f| f.value.as_slice())
    }

    /// First field of that name as decoded single-line text; empty values are `None`.
    pub fn text(&self, name: &str) -> Option<String> {
        self.raw(name)
            .map(|v| words::decode(v, None))
            .filter(|t| !t.is_empty())
    }

    /// Whether a field of that name is there, even if empty.
    pub fn has(&self, name: &str) -> bool {
        self.raw(name).is_some()
    }
}

/// One line of `bytes` from `at`: content without its line end, and where the next line starts.
pub fn line_at(bytes: &[u8], at: usize) -> (&[u8], usize) {
    let rest = &bytes[at.min(bytes.len())..];
    match memchr::memchr(b'\n', rest) {
        Some(n) => {
            let line = &rest[..n];
            let trimmed = line.iter().rposition(|&b| b != b'\r').map_or(0, |p| p + 1);
            (&line[..trimmed], at + n + 1)
        }
        None => (rest, bytes.len()),
    }
}

/// Name and value of a header line, or `None` for a line that is none.
fn name_and_value(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let colon = memchr::memchr(b':', &line[..line.len().min(256)])?;
    let name = line[..colon].trim_ascii_end();
    (!name.is_empty() && name.iter().all(|b| (33..=126).contains(b)))
        .then(|| (name, &line[colon + 1..]))
}

/// Cuts the header block that starts at `at`. Returns the fields and where the body starts.
///
/// `stop` tells lines that end the block although no empty line was seen (a boundary of the multipart around it).
pub fn cut(bytes: &[u8], at: usize, stop: impl Fn(&[u8]) -> bool) -> (Headers, usize) {
    let mut headers = Headers::default();
    let mut at = at;
    while at < bytes.len() {
        let (line, next) = line_at(bytes, at);
        if line.is_empty() {
            return (headers, next);
        }
        if line.starts_with(b"--") && stop(line) {
            return (headers, at);
        }
        if matches!(line[0], b' ' | b'\t') {
            if line.trim_ascii().is_empty() && !continues(bytes, next) {
                return (headers, next);
            }
            if let Some(field) = headers.fields.last_mut() {
                field.value.push(b' ');
                field.value.extend_from_slice(line.trim_ascii_start());
            }
        } else if let Some((name, value)) = name_and_value(line) {
            if headers.fields.len() < MAX_FIELDS {
                headers.fields.push(Field {
                    name: String::from_utf8_lossy(name).into_owned(),
                    value: value.trim_ascii().to_vec(),
                });
            }
        } else if !is_tolerated(line)
            && !continues(bytes, next)
            && !known_field_follows(bytes, next)
        {
            // No header, and none follows: the empty line was forgotten and this is the body.
            return (headers, at);
        }
        at = next;
    }
    (headers, bytes.len())
}

/// Whether the line at `at` belongs to a header block (a field or a continuation of one).
fn continues(bytes: &[u8], at: usize) -> bool {
    let (line, _) = line_at(bytes, at);
    match line.first() {
        None => false,
        Some(b' ' | b'\t') => !line.trim_ascii().is_empty() && at < bytes.len(),
        Some(_) => name_and_value(line).is_some_and(|(name, _)| {
            name.len() <= 78
                && name
                    .iter()
                    .all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(b))
        }),
    }
}

/// The line that an mbox file puts before a mail.
fn is_tolerated(line: &[u8]) -> bool {
    line.starts_with(b"From ") || line.starts_with(b">From ")
}

/// Whether a well-known field comes within the next few lines, before an empty one: then some lines of the block are broken.
fn known_field_follows(bytes: &[u8], from: usize) -> bool {
    const KNOWN: [&[u8]; 10] = [
        b"from",
        b"to",
        b"subject",
        b"date",
        b"message-id",
        b"received",
        b"content-type",
        b"mime-version",
        b"return-path",
        b"delivered-to",
    ];
    let mut at = from;
    for _ in 0..6 {
        let (line, next) = line_at(bytes, at);
        if line.is_empty() {
            return false;
        }
        if name_and_value(line)
            .is_some_and(|(name, _)| KNOWN.iter().any(|k| name.eq_ignore_ascii_case(k)))
        {
            return true;
        }
        at = next;
    }
    false
}

/// Where the mail begins: past a byte order mark, empty lines and an mbox `From ` line.
pub fn beginning(bytes: &[u8]) -> usize {
    let mut at = if bytes.starts_with(b"\xEF\xBB\xBF") {
        3
    } else {
        0
    };
    while at < bytes.len() && matches!(bytes[at], b'\r' | b'\n') {
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(raw: &[u8]) -> (Vec<(String, String)>, usize) {
        let (headers, body) = cut(raw, beginning(raw), |_| false);
        let list = headers
            .fields
            .into_iter()
            .map(|f| (f.name, String::from_utf8_lossy(&f.value).into_owned()))
            .collect();
        (list, body)
    }

    #[test]
    fn folded_fields_are_joined_and_the_body_is_found() {
        let raw = b"A: one\r\n two\r\nB : x\r\n\r\nbody";
        let (list, body) = fields(raw);
        assert_eq!(
            list,
            [("A".into(), "one two".into()), ("B".into(), "x".into())]
        );
        assert_eq!(&raw[body..], b"body");
    }

    #[test]
    fn an_mbox_line_and_a_stray_line_between_fields_are_passed_over() {
        let (list, _) = fields(b"From bob Mon\nA: 1\nthis is no header\nB: 2\n\nbody");
        assert_eq!(list.len(), 2);
    }

    #[test]
    fn broken_lines_between_known_fields_do_not_end_the_headers() {
        let (list, _) =
            fields(b"Received: from x\n\\tby y\n\\tfor z; Mon\nFrom: a@x.org\nSubject: s\n\nbody");
        assert_eq!(list.len(), 3);
    }

    #[test]
    fn a_missing_empty_line_does_not_swallow_the_body() {
        let raw = b"Subject: x\nHello there\nsecond line\n";
        let (list, body) = fields(raw);
        assert_eq!(list.len(), 1);
        assert_eq!(&raw[body..], b"Hello there\nsecond line\n");
    }
}
