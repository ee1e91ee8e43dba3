//! Transfer encodings: base64 and quoted-printable as found in the wild, and uuencoded parts inside text.

/// Decodes base64, passing over what is no base64 letter. Padding in the middle starts a new group (joined parts).
pub fn base64(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3 + 3);
    let (mut bits, mut count) = (0u32, 0u32);
    for &b in text {
        let value = match b {
            b'A'..=b'Z' => b - b'A',
            b'a'..=b'z' => b - b'a' + 26,
            b'0'..=b'9' => b - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => {
                (bits, count) = (0, 0);
                continue;
            }
            _ => continue,
        };
        bits = (bits << 6) | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push(u8::try_from((bits >> count) & 0xFF).unwrap_or_default());
            bits &= (1 << count) - 1;
        }
    }
    out
}

/// Decodes quoted-printable (RFC 2045 §6.7): soft line breaks, trailing blanks dropped, broken escapes kept as written.
pub fn quoted_printable(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let end = memchr::memchr(b'\n', &text[at..]).map_or(text.len(), |n| at + n);
        let line = &text[at..end];
        let has_break = end < text.len();
        let content = line.trim_ascii_end();
        if let Some(soft) = content.strip_suffix(b"=") {
            out.extend(quoted_printable_inline(soft));
        } else {
            out.extend(quoted_printable_inline(content));
            if has_break {
                out.extend_from_slice(if line.ends_with(b"\r") {
                    b"\r\n"
                } else {
                    b"\n"
                });
            }
        }
        at = end + 1;
    }
    out
}

/// `=XX` escapes of one line.
pub fn quoted_printable_inline(line: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(line.len());
    let mut i = 0;
    while i < line.len() {
        if line[i] == b'='
            && let (Some(high), Some(low)) = (
                line.get(i + 1).copied().and_then(hex),
                line.get(i + 2).copied().and_then(hex),
            )
        {
            out.push(high << 4 | low);
            i += 3;
        } else {
            out.push(line[i]);
            i += 1;
        }
    }
    out
}

/// Value of a hexadecimal digit.
pub fn hex(b: u8) -> Option<u8> {
    char::from(b)
        .to_digit(16)
        .and_then(|v| u8::try_from(v).ok())
}

/// A file found in the middle of a text (`begin 644 name` ... `end`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UuFile {
    pub name: Vec<u8>,
    pub bytes: Vec<u8>,
}

/// Takes uuencoded files out of a text. A block that does not decode, or has no `end`, stays text.
pub fn uudecode(text: &[u8]) -> Option<(Vec<u8>, Vec<UuFile>)> {
    memchr::memmem::find(text, b"begin ")?;
    let mut rest = Vec::new();
    let mut files = Vec::new();
    let mut at = 0;
    let mut failures = 0;
    while at < text.len() {
        let (line, next) = super::header::line_at(text, at);
        // Each failed try may read to the end: a few are enough.
        if failures < 8
            && let Some(name) = begin_line(line)
        {
            match uu_body(text, next) {
                Some((bytes, after)) => {
                    files.push(UuFile {
                        name: name.to_vec(),
                        bytes,
                    });
                    at = after;
                    continue;
                }
                None => failures += 1,
            }
        }
        rest.extend_from_slice(&text[at..next]);
        at = next;
    }
    (!files.is_empty()).then_some((rest, files))
}

fn begin_line(line: &[u8]) -> Option<&[u8]> {
    let rest = line.strip_prefix(b"begin ")?;
    let space = rest.iter().position(|&b| b == b' ')?;
    let mode = &rest[..space];
    let name = rest[space + 1..].trim_ascii();
    ((3..=4).contains(&mode.len())
        && mode.iter().all(|b| (b'0'..=b'7').contains(b))
        && !name.is_empty())
    .then_some(name)
}

fn uu_body(text: &[u8], from: usize) -> Option<(Vec<u8>, usize)> {
    let mut out = Vec::new();
    let mut at = from;
    while at < text.len() {
        let (line, next) = super::header::line_at(text, at);
        at = next;
        if line.trim_ascii_end() == b"end" {
            return (!out.is_empty()).then_some((out, at));
        }
        let Some((&count, data)) = line.split_first() else {
            continue;
        };
        if !(b' '..=b'`').contains(&count) {
            return None;
        }
        let wanted = usize::from((count - b' ') & 0x3F);
        // A line holds four letters for three bytes; trailing blanks may have been cut by a gateway.
        if data.len() > wanted.div_ceil(3) * 4 + 2
            || data.iter().any(|b| !(b' '..=b'`').contains(b))
        {
            return None;
        }
        let start = out.len();
        for group in data.chunks(4) {
            let v = |i: usize| u32::from((group.get(i).copied().unwrap_or(b' ') - b' ') & 0x3F);
            let word = v(0) << 18 | v(1) << 12 | v(2) << 6 | v(3);
            out.extend_from_slice(&word.to_be_bytes()[1..]);
        }
        out.resize(start + wanted, 0);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_survives_junk_blanks_and_missing_padding() {
        assert_eq!(base64(b"aGVs\r\n bG8"), b"hello");
        assert_eq!(base64(b"aGVsbG8=\naGVsbG8="), b"hellohello");
        assert_eq!(base64(b"!a!G!V!s!b!G!8!"), b"hello");
        assert_eq!(base64(b""), b"");
    }

    #[test]
    fn quoted_printable_keeps_what_is_no_escape() {
        assert_eq!(
            quoted_printable(b"a=20b =\r\nc=C3=A9 \r\n1=2 =ZZ=\r\n"),
            b"a b c\xC3\xA9\r\n1=2 =ZZ"
        );
        assert_eq!(quoted_printable(b"x=3D\ny\n"), b"x=\ny\n");
    }

    #[test]
    fn a_uuencoded_file_leaves_the_text_and_prose_does_not() {
        let text = b"Hi\nbegin 644 cat.txt\n#0V%T\n`\nend\nbye\n";
        let (rest, files) = uudecode(text).expect("a file");
        assert_eq!(rest, b"Hi\nbye\n");
        assert_eq!(
            files,
            [UuFile {
                name: b"cat.txt".to_vec(),
                bytes: b"Cat".to_vec()
            }]
        );
        assert_eq!(
            uudecode(b"We begin 644 things\nbegin 644 soon\nwith words\n"),
            None
        );
    }
}
