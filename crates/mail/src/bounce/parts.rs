//! A small, forgiving reader of reports: header fields, leaf parts, text.
//!
//! Reports are often broken (bare CR, missing closing boundaries, encoded where the RFC forbids it), and they carry the
//! failed mail, which must not be descended into. So this reader is apart from the one for customers' mail. Bounded:
//! 1 MiB of input, 60 parts, depth 8; every byte is looked at a fixed number of times per depth.

use base64::Engine;

const MAX_BYTES: usize = 1024 * 1024;
const MAX_PARTS: usize = 60;
const MAX_DEPTH: usize = 8;

/// Header fields in order, values unfolded and decoded.
pub(super) type Fields = Vec<(String, String)>;

pub(super) struct Part {
    /// Lower case, without parameters.
    pub media_type: String,
    /// Decoded text; HTML as plain text; a returned message as it stands.
    pub text: String,
}

pub(super) struct Opened {
    pub fields: Fields,
    pub media_type: String,
    /// `report-type` of the outer Content-Type, lower case.
    pub report_type: String,
    pub parts: Vec<Part>,
}

pub(super) fn open(raw: &[u8]) -> Opened {
    let text = normalised_lines(raw.get(..MAX_BYTES.min(raw.len())).unwrap_or_default());
    let text = text.strip_prefix(b"From ").map_or(text.as_slice(), |rest| {
        let end = rest
            .iter()
            .position(|b| *b == b'\n')
            .map_or(rest.len(), |at| at + 1);
        rest.get(end..).unwrap_or_default()
    });
    let (head, body) = split_head(text);
    let fields = read_fields(&head);
    let kind = value(&fields, "content-type")
        .unwrap_or_default()
        .to_owned();
    let mut opened = Opened {
        media_type: media_type(&kind),
        report_type: parameter(&kind, "report-type")
            .unwrap_or_default()
            .to_ascii_lowercase(),
        parts: Vec::new(),
        fields,
    };
    let mut parts = Vec::new();
    walk(&opened.fields, body, 0, &mut parts);
    opened.parts = parts;
    opened
}

/// First value of a field.
pub(super) fn value<'a>(fields: &'a Fields, name: &str) -> Option<&'a str> {
    fields
        .iter()
        .find(|(n, _)| n.eq_ignore_ascii_case(name))
        .map(|(_, v)| v.as_str())
}

/// Reads a block of `Name: value` lines, folded lines joined.
pub(super) fn read_fields(head: &str) -> Fields {
    let mut fields = Fields::new();
    for line in head.lines() {
        if line.starts_with([' ', '\t']) {
            if let Some((_, last)) = fields.last_mut() {
                last.push(' ');
                last.push_str(line.trim());
            }
        } else if let Some((name, rest)) = line.split_once(':')
            && !name.trim().is_empty()
            && name.trim().chars().all(|c| c.is_ascii_graphic())
        {
            fields.push((name.trim().to_owned(), rest.trim().to_owned()));
        }
    }
    for (_, text) in &mut fields {
        if text.contains("=?") {
            *text = decode_words(text);
        }
    }
    fields
}

fn normalised_lines(raw: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len());
    let mut bytes = raw.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        if byte == b'\r' {
            out.push(b'\n');
            if bytes.peek() == Some(&b'\n') {
                bytes.next();
            }
        } else {
            out.push(byte);
        }
    }
    out
}

/// Head as text, and the body. A line that can be no header field ends the head too.
fn split_head(text: &[u8]) -> (String, &[u8]) {
    let mut at = 0;
    while at < text.len() {
        let rest = text.get(at..).unwrap_or_default();
        let length = rest
            .iter()
            .position(|b| *b == b'\n')
            .map_or(rest.len(), |n| n + 1);
        let line = rest.get(..length).unwrap_or_default();
        if line.iter().all(u8::is_ascii_whitespace) {
            let head = String::from_utf8_lossy(text.get(..at).unwrap_or_default()).into_owned();
            return (head, rest.get(length..).unwrap_or_default());
        }
        at += length;
    }
    (String::from_utf8_lossy(text).into_owned(), &[])
}

fn walk(fields: &Fields, body: &[u8], depth: usize, parts: &mut Vec<Part>) {
    if parts.len() >= MAX_PARTS {
        return;
    }
    let kind = value(fields, "content-type").unwrap_or("text/plain");
    let media = media_type(kind);
    if media.starts_with("multipart/")
        && depth < MAX_DEPTH
        && let Some(boundary) = parameter(kind, "boundary")
    {
        let mut sections = split_sections(body, boundary.trim_end());
        if sections.is_empty() {
            // Some systems announce another boundary than they use.
            sections = used_boundary(body)
                .map(|used| split_sections(body, &used))
                .unwrap_or_default();
        }
        if !sections.is_empty() {
            for section in sections {
                let (head, inner) = split_head(section);
                walk(&read_fields(&head), inner, depth + 1, parts);
            }
            return;
        }
    }
    let media = if media.starts_with("multipart/") {
        "text/plain".to_owned()
    } else {
        media
    };
    let encoding = value(fields, "content-transfer-encoding").unwrap_or_default();
    let bytes = decode_transfer(body, encoding);
    let charset = parameter(kind, "charset").unwrap_or_default();
    let mut text = decode_charset(&bytes, &charset);
    if media == "text/html" {
        text = html_text(&text);
    }
    parts.push(Part {
        media_type: media,
        text,
    });
}

/// The first `--word` line with a part header below it.
fn used_boundary(body: &[u8]) -> Option<String> {
    let mut lines = body.split(|b| *b == b'\n').take(200).peekable();
    while let Some(line) = lines.next() {
        let below = lines.peek().copied().unwrap_or_default();
        if line.len() > 8
            && line.starts_with(b"--")
            && below.to_ascii_lowercase().starts_with(b"content-")
        {
            return Some(
                String::from_utf8_lossy(line.get(2..)?)
                    .trim_end()
                    .to_owned(),
            );
        }
    }
    None
}

/// What lies between the boundary lines; the preamble is left out.
fn split_sections<'a>(body: &'a [u8], boundary: &str) -> Vec<&'a [u8]> {
    let mark = format!("--{boundary}");
    let (mut found, mut start, mut at) = (Vec::new(), None, 0);
    while at < body.len() && found.len() < MAX_PARTS {
        let rest = body.get(at..).unwrap_or_default();
        let length = rest
            .iter()
            .position(|b| *b == b'\n')
            .map_or(rest.len(), |n| n + 1);
        let line = rest.get(..length).unwrap_or_default();
        if let Some(tail) = line.strip_prefix(mark.as_bytes()) {
            let tail = tail.trim_ascii_end();
            if tail.is_empty() || tail.starts_with(b"--") {
                if let Some(from) = start {
                    found.push(body.get(from..at).unwrap_or_default());
                }
                start = tail.is_empty().then_some(at + length);
            }
        }
        at += length;
    }
    if let Some(from) = start {
        found.push(body.get(from..).unwrap_or_default());
    }
    found
}

fn media_type(kind: &str) -> String {
    kind.split([';', ' ', '\t'])
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase()
}

/// A parameter of a Content-Type. Comparison of names ignores case; quotes come off.
fn parameter(kind: &str, name: &str) -> Option<String> {
    let mut rest = kind;
    while let Some(at) = rest.find(';') {
        rest = rest.get(at + 1..)?.trim_start();
        let (key, tail) = rest.split_once('=')?;
        let tail = tail.trim_start();
        if key.trim().eq_ignore_ascii_case(name) {
            return Some(match tail.strip_prefix('"') {
                Some(quoted) => quoted.split('"').next().unwrap_or_default().to_owned(),
                None => tail
                    .split([';', ' ', '\t'])
                    .next()
                    .unwrap_or_default()
                    .to_owned(),
            });
        }
        rest = match tail.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').map_or("", |(_, after)| after),
            None => tail,
        };
    }
    None
}

fn decode_transfer(body: &[u8], encoding: &str) -> Vec<u8> {
    match encoding.trim().to_ascii_lowercase().as_str() {
        "base64" => {
            // A list footer or a notice may follow the coded text: what is no base64 line ends it.
            let mut coded = Vec::with_capacity(body.len());
            for line in body.split(|b| *b == b'\n') {
                if line
                    .iter()
                    .any(|b| !(b.is_ascii_alphanumeric() || b"+/= \t".contains(b)))
                {
                    break;
                }
                coded.extend(line.iter().filter(|b| !b.is_ascii_whitespace()));
            }
            while coded.last() == Some(&b'=') {
                coded.pop();
            }
            coded.truncate(coded.len() - usize::from(coded.len() % 4 == 1));
            let engine = base64::engine::GeneralPurpose::new(
                &base64::alphabet::STANDARD,
                base64::engine::GeneralPurposeConfig::new()
                    .with_decode_padding_mode(base64::engine::DecodePaddingMode::Indifferent)
                    .with_decode_allow_trailing_bits(true),
            );
            engine.decode(&coded).unwrap_or_else(|_| body.to_vec())
        }
        "quoted-printable" => unquote(body, QuotedMode::Body),
        _ => body.to_vec(),
    }
}

#[derive(Clone, Copy, PartialEq)]
enum QuotedMode {
    Body,
    Word,
}

fn unquote(coded: &[u8], mode: QuotedMode) -> Vec<u8> {
    let mut out = Vec::with_capacity(coded.len());
    let mut at = 0;
    while let Some(&byte) = coded.get(at) {
        at += 1;
        if byte == b'_' && mode == QuotedMode::Word {
            out.push(b' ');
        } else if byte != b'=' {
            out.push(byte);
        } else if let Some(value) = hex_pair(coded.get(at..at + 2)) {
            out.push(value);
            at += 2;
        } else if coded.get(at) == Some(&b'\n') {
            at += 1;
        } else {
            out.push(byte);
        }
    }
    out
}

fn hex_pair(pair: Option<&[u8]>) -> Option<u8> {
    u8::from_str_radix(std::str::from_utf8(pair?).ok()?, 16).ok()
}

fn decode_charset(bytes: &[u8], label: &str) -> String {
    if let Ok(text) = std::str::from_utf8(bytes)
        && !text.contains('\u{1b}')
    {
        return text.to_owned();
    }
    let by_label = encoding_rs::Encoding::for_label(label.trim().as_bytes());
    let escapes = bytes.windows(2).any(|pair| pair == b"\x1b$");
    let encoding = match by_label {
        Some(encoding) if encoding != encoding_rs::UTF_8 => encoding,
        _ if escapes => encoding_rs::ISO_2022_JP,
        _ => {
            let mut detector =
                chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Allow);
            detector.feed(bytes.get(..bytes.len().min(8192)).unwrap_or_default(), true);
            detector.guess(None, chardetng::Utf8Detection::Allow)
        }
    };
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

/// RFC 2047 words, neighbours of one charset joined before decoding.
fn decode_words(text: &str) -> String {
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    let (mut pending, mut label) = (Vec::new(), String::new());
    while let Some(at) = rest.find("=?") {
        let (before, from) = rest.split_at(at);
        let Some((charset, bytes, after)) = encoded_word(from) else {
            out.push_str(&decode_charset(&std::mem::take(&mut pending), &label));
            out.push_str(before);
            out.push_str("=?");
            rest = from.get(2..).unwrap_or_default();
            continue;
        };
        if !before.trim().is_empty() || !charset.eq_ignore_ascii_case(&label) {
            out.push_str(&decode_charset(&std::mem::take(&mut pending), &label));
        }
        if !before.trim().is_empty() || out.is_empty() {
            out.push_str(before);
        }
        charset.clone_into(&mut label);
        pending.extend(bytes);
        rest = after;
    }
    out.push_str(&decode_charset(&pending, &label));
    out.push_str(rest);
    out
}

fn encoded_word(text: &str) -> Option<(&str, Vec<u8>, &str)> {
    let (charset, rest) = text.strip_prefix("=?")?.split_once('?')?;
    let (mode, rest) = rest.split_once('?')?;
    let (coded, after) = rest.split_once("?=")?;
    if charset.len() > 40 || coded.len() > 1000 {
        return None;
    }
    let bytes = match mode {
        "B" | "b" => decode_transfer(coded.as_bytes(), "base64"),
        "Q" | "q" => unquote(coded.as_bytes(), QuotedMode::Word),
        _ => return None,
    };
    Some((charset.split('*').next().unwrap_or_default(), bytes, after))
}

/// Text of HTML: tags off, blocks on lines of their own, the usual entities.
fn html_text(html: &str) -> String {
    let mut out = String::with_capacity(html.len() / 2);
    let mut rest = html;
    let mut hidden: Option<&str> = None;
    while let Some(at) = rest.find('<') {
        let (before, from) = rest.split_at(at);
        // `<kijitora@example.org>` unescaped in HTML is an address and no tag.
        if hidden.is_none() {
            push_entities(&mut out, before);
        }
        let Some(end) = from.find('>') else {
            rest = from;
            break;
        };
        let tag = from.get(1..end).unwrap_or_default();
        let name = tag
            .trim_start_matches('/')
            .split([' ', '\t', '\n', '/'])
            .next()
            .unwrap_or_default();
        let name = name.to_ascii_lowercase();
        if let Some(closing) = hidden {
            if tag.starts_with('/') && name == closing {
                hidden = None;
            }
        } else if name == "style" || name == "script" {
            hidden = Some(if name == "style" { "style" } else { "script" });
        } else if name.contains('@') {
            out.push_str(tag);
        } else if matches!(
            name.as_str(),
            "br" | "p" | "div" | "tr" | "td" | "li" | "pre" | "h1" | "h2" | "h3" | "hr" | "table"
        ) {
            out.push('\n');
        }
        rest = from.get(end + 1..).unwrap_or_default();
    }
    if hidden.is_none() {
        push_entities(&mut out, rest);
    }
    out
}

fn push_entities(out: &mut String, text: &str) {
    if text.contains('&') {
        let plain = text
            .replace("&nbsp;", " ")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&#39;", "'")
            .replace("&amp;", "&");
        out.push_str(&plain);
    } else {
        out.push_str(text);
    }
}
