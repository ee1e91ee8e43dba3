//! A mail cut into header fields and body, the way the signature checks need it.
//!
//! Each LF ends a line here, with or without CR, because that is how the mail is shown: a line that a signature counted as
//! text and a reader shows as a header must break the signature.

use std::borrow::Cow;
use std::cell::OnceCell;

use super::canon::{self, Form};

/// Bounds of a header that is looked at; a bigger one is odd. They keep the work small for hostile mail.
const MAX_FIELDS: usize = 5_000;
const MAX_HEADER_BYTES: usize = 1024 * 1024;

/// One header field of the normalised header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field<'a> {
    /// Lower case, without white space.
    pub name: String,
    /// The whole field with its inner line ends, without the last CRLF.
    pub raw: Cow<'a, [u8]>,
    /// Where the value begins in `raw`, behind the colon.
    pub value_at: usize,
}

impl Field<'_> {
    pub fn value(&self) -> &[u8] {
        &self.raw[self.value_at..]
    }
}

#[derive(Debug)]
pub struct Message<'a> {
    /// Top to bottom; lines that are no field are left out.
    pub fields: Vec<Field<'a>>,
    /// With CRLF line ends.
    pub body: Cow<'a, [u8]>,
    /// A bare CR or a NUL in the header, a line that is no field, or a header beyond all measure: readers may disagree about such a header, so nothing in
    /// it passes.
    pub odd: bool,
    hashes: [OnceCell<([u8; 32], u64)>; 2],
}

impl<'a> Message<'a> {
    pub fn parse(raw: &'a [u8]) -> Self {
        let mut message = Message {
            fields: Vec::new(),
            body: Cow::Borrowed(&[]),
            odd: false,
            hashes: Default::default(),
        };
        let mut rest = raw;
        let mut field: Option<(usize, usize)> = None;
        let offset = |part: &[u8]| raw.len() - part.len();
        while !rest.is_empty() {
            let start = offset(rest);
            let (line, tail) = cut_line(rest);
            rest = tail;
            if line.is_empty() {
                break;
            }
            if matches!(line[0], b' ' | b'\t') && field.is_some() {
                field = field.map(|(from, _)| (from, start + line.len()));
                continue;
            }
            if let Some((from, to)) = field.replace((start, start + line.len())) {
                message.add(&raw[from..to]);
            }
        }
        if let Some((from, to)) = field {
            message.add(&raw[from..to]);
        }
        message.odd |= offset(rest) > MAX_HEADER_BYTES;
        message.body = with_crlf(rest);
        message
    }

    fn add(&mut self, raw: &'a [u8]) {
        if self.fields.len() >= MAX_FIELDS {
            self.odd = true;
            return;
        }
        let raw = with_crlf(raw);
        let colon = memchr::memchr(b':', &raw);
        let bare_cr = memchr::memchr_iter(b'\r', &raw).any(|at| raw.get(at + 1) != Some(&b'\n'));
        self.odd |= bare_cr || memchr::memchr(0, &raw).is_some();
        let name = colon
            .map(|colon| raw[..colon].trim_ascii_end())
            .filter(|name| is_name(name));
        match (name, colon) {
            (Some(name), Some(colon)) => {
                let name = String::from_utf8_lossy(name).to_ascii_lowercase();
                self.fields.push(Field {
                    name,
                    raw,
                    value_at: colon + 1,
                });
            }
            // The line of an mbox file is no harm; any other line is.
            _ => self.odd |= !(self.fields.is_empty() && raw.starts_with(b"From ")),
        }
    }

    /// Fields called `name` (lower case), top to bottom.
    pub fn named<'m>(
        &'m self,
        name: &'m str,
    ) -> impl DoubleEndedIterator<Item = &'m Field<'a>> + 'm {
        self.fields.iter().filter(move |field| field.name == name)
    }

    /// [`canon::body_hash`], worked out once for all signatures.
    pub fn body_hash(&self, form: Form) -> ([u8; 32], u64) {
        let place = match form {
            Form::Simple => &self.hashes[0],
            Form::Relaxed => &self.hashes[1],
        };
        *place.get_or_init(|| canon::body_hash(form, &self.body))
    }

    pub fn count(&self, name: &str) -> usize {
        self.named(name).count()
    }
}

/// Printable ASCII without colon or space (RFC 5322 §2.2).
fn is_name(name: &[u8]) -> bool {
    !name.is_empty() && name.iter().all(|b| (0x21..0x7f).contains(b))
}

/// The first line without its line end, and what follows.
fn cut_line(text: &[u8]) -> (&[u8], &[u8]) {
    match memchr::memchr(b'\n', text) {
        Some(end) => {
            let line = &text[..end];
            (line.strip_suffix(b"\r").unwrap_or(line), &text[end + 1..])
        }
        None => (text, &[]),
    }
}

/// Each LF without a CR gets one.
fn with_crlf(text: &[u8]) -> Cow<'_, [u8]> {
    let bare = |at: usize| at == 0 || text[at - 1] != b'\r';
    if !memchr::memchr_iter(b'\n', text).any(bare) {
        return Cow::Borrowed(text);
    }
    let mut owned = Vec::with_capacity(text.len() + text.len() / 30);
    let mut from = 0;
    for at in memchr::memchr_iter(b'\n', text) {
        owned.extend_from_slice(&text[from..at]);
        if bare(at) {
            owned.push(b'\r');
        }
        owned.push(b'\n');
        from = at + 1;
    }
    owned.extend_from_slice(&text[from..]);
    Cow::Owned(owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_and_body_are_cut_at_the_first_empty_line() {
        let message = Message::parse(b"A: 1\r\n  2\r\nb : x\n\nbody\nmore\r\n");
        assert_eq!(message.fields.len(), 2);
        assert_eq!(
            (message.fields[0].name.as_str(), message.fields[0].value()),
            ("a", b" 1\r\n  2".as_slice())
        );
        assert_eq!(
            (message.fields[1].name.as_str(), message.fields[1].value()),
            ("b", b" x".as_slice())
        );
        assert_eq!(&*message.body, b"body\r\nmore\r\n");
        assert!(!message.odd);
    }

    #[test]
    fn a_hidden_line_is_a_line_and_odd_headers_are_told() {
        let message = Message::parse(b"Subject: x\nFrom: evil@x\r\n\r\n");
        assert_eq!(message.count("from"), 1);
        for odd in [
            b"A: b\rFrom: c\r\n\r\n".as_slice(),
            b"no colon\r\n\r\n",
            b"A: \0\r\n\r\n",
            b" starts with space\r\n\r\n",
            b"\xffx: y\r\n\r\n",
        ] {
            assert!(Message::parse(odd).odd, "{odd:?}");
        }
        assert!(!Message::parse(b"From someone Mon Jan 1\nA: b\n\n").odd);
        for empty in [b"".as_slice(), b"\r\n", b"\n\nbody"] {
            assert!(Message::parse(empty).fields.is_empty());
        }
    }
}
