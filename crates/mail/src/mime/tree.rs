//! The parts of a mail: cutting multiparts at their boundaries (RFC 2046 §5.1), one pass over the bytes.
//!
//! A boundary counts only as a whole line, so text that quotes one in mid-line stays whole. Nested messages are leaves:
//! they become attachments, and who wants to look inside calls [`parse`] with their bytes.

use super::header::{self, Headers, line_at};
use super::{params, transfer};
use crate::{Limits, Problem, charset};
use std::borrow::Cow;

/// A mail as cut: headers of the mail and its parts in order, the root first.
#[derive(Debug, Clone, Default)]
pub struct Tree<'a> {
    pub parts: Vec<Part>,
    pub problems: Vec<Problem>,
    /// The whole, line ends of old Macs already replaced.
    bytes: Cow<'a, [u8]>,
}

/// One part; the root is the mail itself.
#[derive(Debug, Clone, Default)]
pub struct Part {
    pub headers: Headers,
    /// Lower case, without parameters; the default of its place when nothing usable is stated.
    pub media_type: String,
    pub content_type: params::Value,
    pub disposition: params::Value,
    /// Parts directly in this multipart; empty for a leaf.
    pub children: Vec<usize>,
    /// Where the raw body is in the bytes of the tree.
    range: std::ops::Range<usize>,
}

impl Part {
    pub fn is_multipart(&self) -> bool {
        self.media_type.starts_with("multipart/")
    }

    pub fn is(&self, media_type: &str) -> bool {
        self.media_type == media_type
    }

    /// The charset the part states.
    pub fn charset(&self) -> Option<&str> {
        self.content_type.param("charset").filter(|c| !c.is_empty())
    }

    /// The file name as written and decoded: disposition first, then Content-Type, then Content-Location.
    pub fn file_name(&self) -> Option<&str> {
        let named = |v: Option<&'_ str>| v.map(str::trim).is_some_and(|v| !v.is_empty());
        let (a, b) = (
            self.disposition.param("filename"),
            self.content_type.param("name"),
        );
        if named(a) {
            a
        } else if named(b) {
            b
        } else {
            None
        }
    }

    /// Content-ID without brackets.
    pub fn content_id(&self) -> Option<String> {
        self.headers.raw("content-id").and_then(super::id::single)
    }
}

impl Tree<'_> {
    pub fn root(&self) -> &Part {
        &self.parts[0]
    }

    /// Raw body bytes, still in transfer encoding.
    pub fn raw_body(&self, part: usize) -> &[u8] {
        self.parts
            .get(part)
            .map(|p| &self.bytes[p.range.clone()])
            .unwrap_or_default()
    }

    /// Body with the transfer encoding taken off.
    pub fn body(&self, part: usize) -> Cow<'_, [u8]> {
        let raw = self.raw_body(part);
        let Some(part) = self.parts.get(part) else {
            return Cow::Borrowed(raw);
        };
        let encoding = part
            .headers
            .raw("content-transfer-encoding")
            .unwrap_or_default();
        let word: String = String::from_utf8_lossy(encoding)
            .chars()
            .take_while(|c| !matches!(c, ';' | '('))
            .collect::<String>()
            .trim()
            .to_ascii_lowercase();
        match word.trim_matches('"') {
            "base64" | "b" | "base-64" => Cow::Owned(transfer::base64(raw)),
            "quoted-printable" | "quoted printable" | "quotedprintable" | "qp" => {
                Cow::Owned(transfer::quoted_printable(raw))
            }
            "x-uuencode" | "uuencode" | "x-uue" | "uue" => match transfer::uudecode(raw) {
                Some((_, files)) if !files.is_empty() => Cow::Owned(
                    files
                        .into_iter()
                        .next()
                        .map(|f| f.bytes)
                        .unwrap_or_default(),
                ),
                _ => Cow::Borrowed(raw),
            },
            _ => Cow::Borrowed(raw),
        }
    }

    /// Body as text in Unicode.
    pub fn text(&self, part: usize, tld: Option<&str>) -> charset::Decoded {
        charset::decode(
            &self.body(part),
            self.parts.get(part).and_then(Part::charset),
            tld,
        )
    }

    /// Charset of the first text part that states a real one: what raw 8-bit headers are taken for.
    pub fn body_charset(&self) -> Option<&str> {
        self.parts
            .iter()
            .filter(|p| p.media_type.starts_with("text/"))
            .filter_map(Part::charset)
            .find(|c| charset::is_known(c))
    }
}

/// Cuts a mail. Always gives at least the root part.
pub fn parse<'a>(raw: &'a [u8], limits: &Limits) -> Tree<'a> {
    let bytes = with_line_feeds(raw);
    let mut cutter = Cutter {
        bytes: &bytes,
        parts: Vec::new(),
        boundaries: Vec::new(),
        limits,
        problems: Vec::new(),
    };
    let start = header::beginning(&bytes);
    cutter.entity(start, "text/plain");
    let Cutter {
        parts,
        mut problems,
        ..
    } = cutter;
    if matches!(bytes, Cow::Owned(_)) {
        problems.push(super::problem(
            "line_ends_repaired",
            "The mail uses carriage returns alone as line ends.",
        ));
    }
    let mut tree = Tree {
        parts,
        problems,
        bytes,
    };
    let hint = tree.body_charset().map(str::to_owned);
    if hint.is_some() {
        for part in &mut tree.parts {
            reread_names(part, hint.as_deref());
        }
    }
    tree
}

/// File names in raw 8-bit bytes are read again with the charset of the body.
fn reread_names(part: &mut Part, hint: Option<&str>) {
    let read = |name: &str| {
        part.headers
            .raw(name)
            .filter(|v| !v.is_ascii())
            .map(|v| params::parse(v, hint))
    };
    let (disposition, content_type) = (read("content-disposition"), read("content-type"));
    part.disposition = disposition.unwrap_or_else(|| std::mem::take(&mut part.disposition));
    part.content_type = content_type.unwrap_or_else(|| std::mem::take(&mut part.content_type));
}

/// Old Macs and some stores end lines with a carriage return alone.
fn with_line_feeds(raw: &[u8]) -> Cow<'_, [u8]> {
    let head = &raw[..raw.len().min(16 * 1024)];
    if memchr::memchr(b'\n', head).is_none()
        && memchr::memchr(b'\r', head).is_some()
        && memchr::memchr(b'\n', raw).is_none()
    {
        return Cow::Owned(
            raw.iter()
                .map(|&b| if b == b'\r' { b'\n' } else { b })
                .collect(),
        );
    }
    Cow::Borrowed(raw)
}

/// A line that ended a part: which boundary it is, whether it is the closing one, where it and the next line start.
#[derive(Clone, Copy)]
struct Hit {
    level: usize,
    closing: bool,
    at: usize,
    next: usize,
}

struct Cutter<'b> {
    bytes: &'b [u8],
    parts: Vec<Part>,
    boundaries: Vec<Vec<u8>>,
    limits: &'b Limits,
    problems: Vec<Problem>,
}

impl Cutter<'_> {
    /// Reads the part that starts at `at`; returns the boundary line that ended it.
    fn entity(&mut self, at: usize, default_type: &str) -> Option<Hit> {
        let boundaries = &self.boundaries;
        let (headers, body) = header::cut(self.bytes, at, |line| {
            boundary_of(boundaries, line).is_some()
        });
        let content_type = headers
            .raw("content-type")
            .map(|v| params::parse(v, None))
            .unwrap_or_default();
        let disposition = headers
            .raw("content-disposition")
            .map(|v| params::parse(v, None))
            .unwrap_or_default();
        let media_type = media_type(&content_type.main, default_type);
        let index = self.parts.len();
        let part = Part {
            headers,
            media_type,
            content_type,
            disposition,
            range: body..body,
            ..Part::default()
        };
        let boundary = part
            .is_multipart()
            .then(|| self.boundary(&part, body))
            .flatten();
        let is_multipart = part.is_multipart();
        self.parts.push(part);
        let hit = match boundary {
            Some(_) if self.boundaries.len() >= self.limits.depth => {
                self.problem("too_deep", "Multiparts are nested deeper than is read.");
                self.opaque(index);
                self.leaf(body)
            }
            Some(boundary) => self.multipart(index, body, boundary),
            None => {
                if is_multipart {
                    self.problem(
                        "boundary_missing",
                        "A multipart names no boundary; it is shown as text.",
                    );
                    self.parts[index].media_type = "text/plain".to_owned();
                }
                self.leaf(body)
            }
        };
        let end = hit.map_or(self.bytes.len(), |h| {
            before_line_end(self.bytes, body, h.at)
        });
        self.parts[index].range = body..end.max(body);
        hit
    }

    fn opaque(&mut self, index: usize) {
        self.parts[index].media_type = "application/octet-stream".to_owned();
    }

    /// The boundary that is stated and occurs, else the one the body seems to use.
    fn boundary(&mut self, part: &Part, body: usize) -> Option<Vec<u8>> {
        let stated = part
            .content_type
            .param("boundary")
            .map(str::as_bytes)
            .filter(|b| !b.trim_ascii_end().is_empty())
            .map(|exact| {
                // Blanks at the end are not allowed (RFC 2046 §5.1.1); they count when the lines have them too.
                let line = [b"--", exact].concat();
                let kept = memchr::memmem::find(&self.bytes[body..], &line).is_some();
                if kept {
                    exact.to_vec()
                } else {
                    exact.trim_ascii_end().to_vec()
                }
            });
        let raw_first = |bytes: &[u8]| -> Option<Vec<u8>> {
            let mut at = body;
            for _ in 0..64 {
                let (line, next) = line_at(bytes, at);
                if line.len() > 3
                    && line.starts_with(b"--")
                    && !line[2..].contains(&b' ')
                    && line.iter().any(|&b| b != b'-')
                {
                    return Some(line[2..].trim_ascii_end().to_vec());
                }
                if next >= bytes.len() {
                    return None;
                }
                at = next;
            }
            None
        };
        stated.or_else(|| {
            self.problem(
                "boundary_guessed",
                "A multipart states no boundary; the one its body uses was taken.",
            );
            raw_first(self.bytes)
        })
    }

    fn multipart(&mut self, index: usize, body: usize, boundary: Vec<u8>) -> Option<Hit> {
        let level = self.boundaries.len();
        self.boundaries.push(boundary);
        let default_type = if self.parts[index].is("multipart/digest") {
            "message/rfc822"
        } else {
            "text/plain"
        };
        let mut hit = self.leaf(body);
        let mut found_any = false;
        while let Some(h) = hit {
            if h.level < level {
                break;
            }
            if h.closing {
                found_any = true;
                // What follows belongs to nobody, unless the boundary is used again after all.
                if self.boundaries[..level].contains(&self.boundaries[level]) {
                    self.boundaries.truncate(level);
                    return self.leaf(h.next);
                }
                hit = self.leaf(h.next);
                continue;
            }
            found_any = true;
            if self.parts.len() >= self.limits.parts {
                self.problem("too_many_parts", "The mail has more parts than are read.");
                hit = None;
                break;
            }
            let child = self.parts.len();
            self.parts[index].children.push(child);
            hit = self.entity(h.next, default_type);
        }
        self.boundaries.truncate(level);
        if !found_any {
            self.problem(
                "boundary_missing",
                "The stated boundary does not occur; the multipart is shown as text.",
            );
            self.parts[index].media_type = "text/plain".to_owned();
        }
        hit
    }

    /// Skips to the next line that is a boundary of any multipart around.
    fn leaf(&self, from: usize) -> Option<Hit> {
        if self.boundaries.is_empty() {
            return None;
        }
        let mut at = from;
        while at < self.bytes.len() {
            let (line, next) = line_at(self.bytes, at);
            if line.starts_with(b"--")
                && let Some((level, closing)) = boundary_of(&self.boundaries, line)
            {
                return Some(Hit {
                    level,
                    closing,
                    at,
                    next,
                });
            }
            at = next;
        }
        None
    }

    fn problem(&mut self, code: &str, detail: &str) {
        if !self.problems.iter().any(|p| p.code == code) {
            self.problems.push(super::problem(code, detail));
        }
    }
}

/// Innermost boundary that the line is, and whether it is the closing form.
fn boundary_of(boundaries: &[Vec<u8>], line: &[u8]) -> Option<(usize, bool)> {
    let rest = line.get(2..)?;
    boundaries
        .iter()
        .enumerate()
        .rev()
        .find_map(|(level, boundary)| {
            if boundary.is_empty() {
                return None;
            }
            match rest.strip_prefix(boundary.as_slice())?.trim_ascii_end() {
                b"" => Some((level, false)),
                b"--" => Some((level, true)),
                _ => None,
            }
        })
}

/// The line end before a boundary line belongs to the boundary.
fn before_line_end(bytes: &[u8], start: usize, at: usize) -> usize {
    let slice = &bytes[start.min(at)..at];
    let slice = slice.strip_suffix(b"\n").unwrap_or(slice);
    let slice = slice.strip_suffix(b"\r").unwrap_or(slice);
    start.min(at) + slice.len()
}

/// What is stated, tidied; the default for what is none.
fn media_type(stated: &str, default_type: &str) -> String {
    match stated.split_once('/') {
        Some((main, sub))
            if !main.is_empty() && !sub.is_empty() && stated.len() <= 127 && stated.is_ascii() =>
        {
            stated.to_owned()
        }
        _ => match stated {
            "text" | "plain" => "text/plain".to_owned(),
            "html" => "text/html".to_owned(),
            "multipart" => "multipart/mixed".to_owned(),
            _ => default_type.to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bodies(raw: &str) -> Vec<(String, String)> {
        let tree = parse(raw.as_bytes(), &Limits::default());
        (0..tree.parts.len())
            .filter(|&i| !tree.parts[i].is_multipart())
            .map(|i| {
                (
                    tree.parts[i].media_type.clone(),
                    String::from_utf8_lossy(&tree.body(i)).into_owned(),
                )
            })
            .collect()
    }

    fn part(kind: &str, body: &str) -> (String, String) {
        (kind.to_owned(), body.to_owned())
    }

    #[test]
    fn a_boundary_in_mid_line_cuts_nothing() {
        let raw = "Content-Type: multipart/mixed; boundary=BND\n\n--BND\n\nsee --BND here\n--BNDx too\n--BND--\n";
        assert_eq!(
            bodies(raw),
            [part("text/plain", "see --BND here\n--BNDx too")]
        );
    }

    #[test]
    fn an_inner_multipart_without_end_is_ended_by_the_outer_one() {
        let raw = "Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/alternative; boundary=ab\n\n--ab\n\none\n--a\n\ntwo\n--a--\nepilogue";
        assert_eq!(
            bodies(raw),
            [part("text/plain", "one"), part("text/plain", "two")]
        );
    }

    #[test]
    fn parts_after_a_closing_line_are_still_read() {
        let raw =
            "Content-Type: multipart/mixed; boundary=a\n\n--a\n\none\n--a--\n--a\n\ntwo\n--a--\n";
        assert_eq!(
            bodies(raw),
            [part("text/plain", "one"), part("text/plain", "two")]
        );
    }

    #[test]
    fn a_missing_boundary_is_guessed_or_the_text_is_shown() {
        assert_eq!(
            bodies("Content-Type: multipart/mixed\n\n--x1\n\none\n--x1--\n"),
            [part("text/plain", "one")]
        );
        assert_eq!(
            bodies("Content-Type: multipart/mixed; boundary=q\n\njust text"),
            [part("text/plain", "just text")]
        );
    }

    #[test]
    fn bare_carriage_returns_are_line_ends() {
        let tree = parse(
            b"Subject: old\rContent-Type: text/plain\r\rHello\rthere",
            &Limits::default(),
        );
        assert_eq!(tree.root().headers.text("subject").as_deref(), Some("old"));
        assert_eq!(&*tree.body(0), b"Hello\nthere");
    }

    #[test]
    fn hostile_nesting_and_part_counts_are_bounded() {
        let mut deep = String::new();
        for n in 0..20_000 {
            deep.push_str(&format!(
                "Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n"
            ));
        }
        let tree = parse(deep.as_bytes(), &Limits::default());
        assert!(tree.parts.len() <= 60);
        assert!(tree.problems.iter().any(|p| p.code == "too_deep"));
        let many =
            "Content-Type: multipart/mixed; boundary=b\n\n".to_owned() + &"--b\n\n".repeat(200_000);
        let tree = parse(many.as_bytes(), &Limits::default());
        assert_eq!(tree.parts.len(), Limits::default().parts);
        assert!(tree.problems.iter().any(|p| p.code == "too_many_parts"));
    }

    #[test]
    fn nothing_at_all_is_a_mail_too() {
        for raw in [
            &b""[..],
            b"\n",
            b"\0",
            b":",
            b"--",
            b"Content-Type: multipart/mixed; boundary=\"\"\n\n",
        ] {
            assert!(!parse(raw, &Limits::default()).parts.is_empty());
        }
    }
}
