//! Canonical forms of header fields and bodies (RFC 6376 §3.4), fed to a hash without copies of the body.

use sha2::{Digest, Sha256};

use super::message::{Field, Message};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Simple,
    Relaxed,
}

/// `c=`: header form, body form.
pub fn forms(text: &str) -> Option<(Form, Form)> {
    let form = |text: &str| match text {
        "simple" => Some(Form::Simple),
        "relaxed" => Some(Form::Relaxed),
        _ => None,
    };
    match text.split_once('/') {
        Some((header, body)) => Some((form(header)?, form(body)?)),
        None => Some((form(text)?, Form::Simple)),
    }
}

/// One field without its last CRLF.
pub fn field(form: Form, field: &Field) -> Vec<u8> {
    match form {
        Form::Simple => field.raw.to_vec(),
        Form::Relaxed => relaxed(&field.name, field.value()),
    }
}

/// The same, with the bytes at `emptied` (a range of the value) left out: a signature field over itself.
pub fn field_without(form: Form, field: &Field, emptied: std::ops::Range<usize>) -> Vec<u8> {
    let value = field.value();
    let mut kept = value[..emptied.start].to_vec();
    kept.extend_from_slice(&value[emptied.end..]);
    match form {
        Form::Simple => [&field.raw[..field.value_at], &kept].concat(),
        Form::Relaxed => relaxed(&field.name, &kept),
    }
}

fn relaxed(name: &str, value: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(name.len() + value.len() + 1);
    text.extend_from_slice(name.as_bytes());
    text.push(b':');
    let start = text.len();
    let mut space = false;
    for &byte in value {
        match byte {
            b'\r' | b'\n' => {}
            b' ' | b'\t' => space = true,
            _ => {
                if std::mem::take(&mut space) && text.len() > start {
                    text.push(b' ');
                }
                text.push(byte);
            }
        }
    }
    text
}

/// The fields that `names` chooses, bottom up for repeated names (§5.4.2), each with CRLF. A name without a field left over
/// stands for nothing: adding one later breaks the signature.
pub fn chosen(form: Form, message: &Message, names: &[String]) -> Vec<u8> {
    let mut text = Vec::new();
    for (at, name) in names.iter().enumerate() {
        let before = names[..at].iter().filter(|other| *other == name).count();
        if let Some(found) = message.named(name).rev().nth(before) {
            text.extend_from_slice(&field(form, found));
            text.extend_from_slice(b"\r\n");
        }
    }
    text
}

/// SHA-256 of the body, and how many octets were hashed (for `l=`).
pub fn body_hash(form: Form, body: &[u8]) -> ([u8; 32], u64) {
    let mut hash = Sha256::new();
    let mut octets = 0u64;
    let mut empty_lines = 0u64;
    let mut buffer = Vec::new();
    let mut rest = body;
    while !rest.is_empty() {
        let end = memchr::memmem::find(rest, b"\r\n");
        let line = &rest[..end.unwrap_or(rest.len())];
        rest = end.map_or(&[], |end| &rest[end + 2..]);
        let line = match form {
            Form::Simple => line,
            Form::Relaxed => {
                squeeze(line, &mut buffer);
                buffer.as_slice()
            }
        };
        if line.is_empty() {
            empty_lines += 1;
            continue;
        }
        for _ in 0..std::mem::take(&mut empty_lines) {
            hash.update(b"\r\n");
            octets += 2;
        }
        hash.update(line);
        hash.update(b"\r\n");
        octets += line.len() as u64 + 2;
    }
    if octets == 0 && form == Form::Simple {
        hash.update(b"\r\n");
        octets = 2;
    }
    (hash.finalize().into(), octets)
}

/// Runs of white space become one space; none at the end.
fn squeeze(line: &[u8], into: &mut Vec<u8>) {
    into.clear();
    let mut space = false;
    for &byte in line {
        if matches!(byte, b' ' | b'\t') {
            space = true;
        } else {
            if std::mem::take(&mut space) {
                into.push(b' ');
            }
            into.push(byte);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sha(text: &[u8]) -> ([u8; 32], u64) {
        (Sha256::digest(text).into(), text.len() as u64)
    }

    #[test]
    fn the_example_of_rfc_6376_section_3_4_5_comes_out() {
        let message = Message::parse(b"A: X\r\nB : Y\t\r\n\tZ  \r\n\r\n C \r\nD \t E\r\n\r\n\r\n");
        let names = ["a".to_owned(), "b".to_owned()];
        assert_eq!(chosen(Form::Relaxed, &message, &names), b"a:X\r\nb:Y Z\r\n");
        assert_eq!(
            chosen(Form::Simple, &message, &names),
            b"A: X\r\nB : Y\t\r\n\tZ  \r\n"
        );
        assert_eq!(
            body_hash(Form::Relaxed, &message.body),
            sha(b" C\r\nD E\r\n")
        );
        assert_eq!(
            body_hash(Form::Simple, &message.body),
            sha(b" C \r\nD \t E\r\n")
        );
    }

    #[test]
    fn empty_bodies_and_missing_last_line_ends_are_those_of_the_rfc() {
        assert_eq!(body_hash(Form::Simple, b""), sha(b"\r\n"));
        assert_eq!(body_hash(Form::Relaxed, b""), sha(b""));
        assert_eq!(body_hash(Form::Relaxed, b" \r\n\r\n"), sha(b""));
        assert_eq!(body_hash(Form::Simple, b"a"), sha(b"a\r\n"));
        assert_eq!(
            body_hash(Form::Simple, b"a\r\n\r\nb\r\n\r\n"),
            sha(b"a\r\n\r\nb\r\n")
        );
    }

    #[test]
    fn repeated_fields_are_chosen_bottom_up() {
        let message = Message::parse(b"To: one\r\nTo: two\r\n\r\n");
        let names: Vec<String> = ["to", "to", "to"].map(String::from).to_vec();
        assert_eq!(
            chosen(Form::Relaxed, &message, &names),
            b"to:two\r\nto:one\r\n"
        );
    }
}
