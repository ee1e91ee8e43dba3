//! Encoded words (RFC 2047) and raw 8-bit text in headers.
//!
//! Adjacent words of one charset are joined as bytes before they are decoded, because many senders split a character
//! over two words.

use super::transfer;
use crate::charset;

/// Longer values are cut here; the raw mail has all of it.
const MAX_VALUE: usize = 128 * 1024;

/// Decodes a header value into one line of clean text. `hint` is the charset of the body, used for raw 8-bit bytes.
pub fn decode(raw: &[u8], hint: Option<&str>) -> String {
    let raw = &raw[..raw.len().min(MAX_VALUE)];
    clean(&decode_words(raw, hint))
}

/// A run of encoded words of one charset whose bytes are still to be decoded.
struct Pending {
    charset: String,
    bytes: Vec<u8>,
    /// Base64 letters that do not fill a whole group yet: the next word goes on with them.
    open_base64: Vec<u8>,
}

impl Pending {
    fn flush(self, out: &mut String) {
        let mut bytes = self.bytes;
        bytes.extend(transfer::base64(&self.open_base64));
        out.push_str(&charset::decode(&bytes, Some(&self.charset), None).text);
    }
}

fn decode_words(raw: &[u8], hint: Option<&str>) -> String {
    if memchr::memmem::find(raw, b"=?").is_none() {
        return plain(raw, hint);
    }
    let mut out = String::with_capacity(raw.len());
    let mut pending: Option<Pending> = None;
    let mut at = 0;
    while at < raw.len() {
        let Some(start) = memchr::memmem::find(&raw[at..], b"=?").map(|n| n + at) else {
            break;
        };
        let Some(word) = Word::parse(&raw[start..]) else {
            flush(&mut pending, &mut out);
            out.push_str(&plain(&raw[at..start + 2], hint));
            at = start + 2;
            continue;
        };
        let between = &raw[at..start];
        // White space between two encoded words is not part of the text.
        if !(pending.is_some() && between.trim_ascii().is_empty()) {
            flush(&mut pending, &mut out);
            out.push_str(&plain(between, hint));
        }
        at = start + word.length;
        append(&mut pending, word, &mut out);
    }
    flush(&mut pending, &mut out);
    out.push_str(&plain(&raw[at..], hint));
    out
}

fn flush(pending: &mut Option<Pending>, out: &mut String) {
    if let Some(run) = pending.take() {
        run.flush(out);
    }
}

fn append(pending: &mut Option<Pending>, word: Word, out: &mut String) {
    let same = pending
        .as_ref()
        .is_some_and(|p| p.charset.eq_ignore_ascii_case(&word.charset));
    if !same {
        flush(pending, out);
    }
    let run = pending.get_or_insert_with(|| Pending {
        charset: word.charset,
        bytes: Vec::new(),
        open_base64: Vec::new(),
    });
    if word.base64 {
        run.open_base64
            .extend(word.text.iter().filter(|b| !b.is_ascii_whitespace()));
        let padded = run.open_base64.contains(&b'=');
        if padded || run.open_base64.len().is_multiple_of(4) {
            run.bytes.extend(transfer::base64(&run.open_base64));
            run.open_base64.clear();
        }
    } else {
        let open = std::mem::take(&mut run.open_base64);
        run.bytes.extend(transfer::base64(&open));
        run.bytes.extend(q_decode(&word.text));
    }
}

/// One encoded word as found.
struct Word {
    charset: String,
    base64: bool,
    text: Vec<u8>,
    length: usize,
}

impl Word {
    /// `=?charset?B|Q?text?=`; also with blanks in the text, which is against the RFC and common.
    fn parse(raw: &[u8]) -> Option<Self> {
        let rest = raw.strip_prefix(b"=?")?;
        let mark = memchr::memchr(b'?', &rest[..rest.len().min(80)])?;
        let label = &rest[..mark];
        if label.is_empty() || !label.iter().all(u8::is_ascii_graphic) {
            return None;
        }
        let base64 = match rest.get(mark + 1)? {
            b'B' | b'b' => true,
            b'Q' | b'q' => false,
            _ => return None,
        };
        if rest.get(mark + 2) != Some(&b'?') {
            return None;
        }
        let text = &rest[mark + 3..];
        let end = end_of_word(text, base64)?;
        let label = String::from_utf8_lossy(label);
        let charset = label.split('*').next().unwrap_or_default().to_owned();
        Some(Self {
            charset,
            base64,
            text: text[..end].to_vec(),
            length: 2 + mark + 3 + end + 2,
        })
    }
}

/// Index of the closing `?=`. A `?` in Q text is tolerated when no `=` follows; a `?=` that is followed by two hex digits
/// is a raw question mark before an encoded byte (`?=C3=A9?=`).
fn end_of_word(text: &[u8], base64: bool) -> Option<usize> {
    let window = &text[..text.len().min(4_096)];
    let mut from = 0;
    while let Some(n) = memchr::memmem::find(&window[from..], b"?=") {
        let at = from + n;
        let hex = |i: usize| {
            window
                .get(i)
                .is_some_and(|b| b.is_ascii_digit() || (b'A'..=b'F').contains(b))
        };
        let inside = !base64
            && hex(at + 2)
            && hex(at + 3)
            && memchr::memmem::find(&window[at + 2..], b"?=").is_some_and(|m| {
                !window[at + 2..at + 2 + m]
                    .iter()
                    .any(u8::is_ascii_whitespace)
            });
        if !inside {
            return Some(at);
        }
        from = at + 2;
    }
    None
}

fn q_decode(text: &[u8]) -> Vec<u8> {
    let spaced: Vec<u8> = text
        .iter()
        .map(|&b| if b == b'_' { b' ' } else { b })
        .collect();
    transfer::quoted_printable_inline(&spaced)
}

fn plain(raw: &[u8], hint: Option<&str>) -> String {
    match std::str::from_utf8(raw) {
        Ok(text) => text.to_owned(),
        Err(_) => charset::decode(raw, hint, None).text,
    }
}

/// One line without control characters; runs made of line ends and tabs become one blank.
pub fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\r' | '\n' | '\t' | '\u{2028}' | '\u{2029}' | '\u{85}' => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_split_over_two_encoded_words_is_whole_again() {
        assert_eq!(decode(b"=?utf-8?Q?Caf=C3?= =?utf-8?Q?=A9?=", None), "Café");
        assert_eq!(
            decode(b"=?UTF-8?B?5L2g5aU=?=  =?utf-8?B?vQ==?=", None),
            "你好"
        );
        assert_eq!(decode(b"=?utf-8?B?5L2g5a?= =?utf-8?B?W9?=", None), "你好");
        assert_eq!(
            decode(
                b"=?ISO-2022-JP?B?GyRCJDMbKEI=?= =?ISO-2022-JP?B?GyRCJHMbKEI=?=",
                None
            ),
            "こん"
        );
    }

    #[test]
    fn words_and_plain_text_mix_with_the_right_blanks() {
        assert_eq!(
            decode(b"Re: =?utf-8?Q?a?= =?iso-8859-1?Q?=E4_b?= c", None),
            "Re: aä b c"
        );
        assert_eq!(decode(b"=?utf-8?Q?one two?=", None), "one two");
        assert_eq!(decode(b"=?utf-8*en?Q?x?=", None), "x");
        assert_eq!(decode(b"=?broken", None), "=?broken");
        assert_eq!(decode(b"a =?x?Z?y?= b", None), "a =?x?Z?y?= b");
        assert_eq!(decode(b"=?utf-8?Q?why?=C3=A9?=", None), "why?é");
    }

    #[test]
    fn raw_8_bit_subjects_take_the_charset_of_the_body() {
        assert_eq!(
            decode(b"\xcf\xf0\xe8\xe2\xe5\xf2", Some("windows-1251")),
            "Привет"
        );
        assert_eq!(decode("Привет".as_bytes(), Some("windows-1251")), "Привет");
    }

    #[test]
    fn control_characters_and_line_ends_cannot_get_out() {
        assert_eq!(decode(b"=?utf-8?Q?a=0D=0ABcc:_x=00y?=", None), "a Bcc: xy");
    }

    #[test]
    fn three_hundred_thousand_encoded_words_are_linear() {
        let raw = b"=?utf-8?Q?=C3?= ".repeat(300_000);
        assert!(decode(&raw, None).len() <= 3 * 300_000 + 3);
    }
}
