//! What a file is, found out from its first bytes. A name and a claimed type are hearsay: what runs script in a browser
//! (SVG, HTML, XML) is refused, and what is not known is only ever offered to be saved.

use crate::Refusal;
use serde::{Deserialize, Serialize};

/// Bytes of a picture or of a file to save.
pub const FILE_MAX: usize = 10 * 1024 * 1024;
/// Bytes of a video.
pub const VIDEO_MAX: usize = 50 * 1024 * 1024;
/// Pixels of a side.
const SIDE_MAX: u32 = 16_384;
/// How far into a JPEG its size is looked for.
const JPEG_LOOK: usize = 1024 * 1024;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    Image,
    Video,
    /// Saved, never shown.
    Download,
}

/// What was found out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sniffed {
    pub kind: FileKind,
    pub media_type: &'static str,
    /// Pixels, of a picture whose size could be read.
    pub size: Option<(u32, u32)>,
}

impl Sniffed {
    /// The kind that a stored media type stands for.
    #[must_use]
    pub fn kind_of(media_type: &str) -> FileKind {
        match media_type.split('/').next() {
            Some("image") => FileKind::Image,
            Some("video") => FileKind::Video,
            _ => FileKind::Download,
        }
    }
}

/// Looks at the bytes of a file.
///
/// # Errors
/// `file_is_empty`, `file_not_safe` for what a browser would run, `file_too_large`.
pub fn sniff(bytes: &[u8]) -> Result<Sniffed, Refusal> {
    if bytes.is_empty() {
        return Err(Refusal::new("file_is_empty", "The file is empty.").on("file"));
    }
    let found = recognize(bytes);
    if found.kind == FileKind::Download && is_markup(bytes) {
        return Err(Refusal::new(
            "file_not_safe",
            "Drawings in SVG and pages in HTML can hold script. Save it as PNG, JPEG or WebP.",
        )
        .on("file"));
    }
    let max = if found.kind == FileKind::Video {
        VIDEO_MAX
    } else {
        FILE_MAX
    };
    let too_wide = found
        .size
        .is_some_and(|(w, h)| w > SIDE_MAX || h > SIDE_MAX);
    if bytes.len() > max || too_wide {
        return Err(Refusal::new(
            "file_too_large",
            format!(
                "A file may have {} MB, and a picture {SIDE_MAX} pixels a side.",
                max / (1024 * 1024)
            ),
        )
        .on("file"));
    }
    Ok(found)
}

fn recognize(bytes: &[u8]) -> Sniffed {
    let image = |media_type, size| Sniffed {
        kind: FileKind::Image,
        media_type,
        size,
    };
    let video = |media_type| Sniffed {
        kind: FileKind::Video,
        media_type,
        size: None,
    };
    let download = |media_type| Sniffed {
        kind: FileKind::Download,
        media_type,
        size: None,
    };
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return image(
            "image/png",
            Pair(
                bytes.get(16..).and_then(be32),
                bytes.get(20..).and_then(be32),
            )
            .zip_size(),
        );
    }
    if bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a") {
        return image(
            "image/gif",
            Pair(bytes.get(6..).and_then(le16), bytes.get(8..).and_then(le16)).zip_size(),
        );
    }
    if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
        return image("image/jpeg", jpeg_size(bytes));
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return image("image/webp", webp_size(bytes));
    }
    // ISO/IEC 14496-12 §4.3: a box of the type `ftyp` comes first, with its brand.
    if bytes.get(4..8) == Some(b"ftyp") {
        return match bytes.get(8..12) {
            Some(b"avif" | b"avis") => image("image/avif", None),
            Some(b"heic" | b"heix" | b"mif1" | b"qt  ") | None => {
                download("application/octet-stream")
            }
            Some(_) => video("video/mp4"),
        };
    }
    if bytes.starts_with(&EBML) {
        return match ebml_kind(bytes) {
            Some(b"webm") => video("video/webm"),
            _ => download("application/octet-stream"),
        };
    }
    if bytes.starts_with(b"%PDF-") {
        return download("application/pdf");
    }
    download("application/octet-stream")
}

/// What an EBML file begins with.
const EBML: [u8; 4] = [0x1a, 0x45, 0xdf, 0xa3];

/// The DocType of an EBML file (RFC 8794 §11.2.4): its header is a list of elements, each an id, a length and that many bytes.
/// Only what stands in that place counts, not the same letters elsewhere.
fn ebml_kind(bytes: &[u8]) -> Option<&[u8]> {
    const DOC_TYPE: u64 = 0x4282;
    let (length, size) = ebml_number(bytes.get(EBML.len()..)?, Marker::Dropped)?;
    let from = EBML.len() + size;
    let mut rest = bytes.get(from..from.checked_add(usize::try_from(length).ok()?)?)?;
    while !rest.is_empty() {
        let (id, size) = ebml_number(rest, Marker::Kept)?;
        rest = &rest[size..];
        let (length, size) = ebml_number(rest, Marker::Dropped)?;
        let end = size.checked_add(usize::try_from(length).ok()?)?;
        let value = rest.get(size..end)?;
        if id == DOC_TYPE {
            return Some(value.split(|b| *b == 0).next().unwrap_or_default());
        }
        rest = &rest[end..];
    }
    None
}

/// Whether the bit that says how long a number is belongs to it: it does in ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Marker {
    Kept,
    Dropped,
}

/// A number of variable length (RFC 8794 §4), and how many bytes it takes.
fn ebml_number(bytes: &[u8], marker: Marker) -> Option<(u64, usize)> {
    let first = *bytes.first()?;
    let size = first.leading_zeros() as usize + 1;
    if size > 8 {
        return None;
    }
    let own = match marker {
        Marker::Kept => u64::from(first),
        Marker::Dropped => u64::from(first) & ((1 << (8 - size)) - 1),
    };
    let more = bytes.get(1..size)?;
    let number = more.iter().fold(own, |n, b| n << 8 | u64::from(*b));
    Some((number, size))
}

/// Whether it begins as markup does, after marks and spaces; in UTF-16 as well.
fn is_markup(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(4096)];
    let first = head
        .iter()
        .find(|b| !matches!(b, 0 | 0xef | 0xbb | 0xbf | 0xfe | 0xff) && !b.is_ascii_whitespace());
    if first == Some(&b'<') {
        return true;
    }
    let lower: Vec<u8> = head
        .iter()
        .filter(|b| **b != 0)
        .map(u8::to_ascii_lowercase)
        .collect();
    [b"<svg".as_slice(), b"<html", b"<script", b"<!doctype"]
        .iter()
        .any(|sign| lower.windows(sign.len()).any(|w| w == *sign))
}

fn be32(bytes: &[u8]) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(..4)?.try_into().ok()?))
}

fn le16(bytes: &[u8]) -> Option<u32> {
    Some(u16::from_le_bytes(bytes.get(..2)?.try_into().ok()?).into())
}

fn be16(bytes: &[u8]) -> Option<u32> {
    Some(u16::from_be_bytes(bytes.get(..2)?.try_into().ok()?).into())
}

fn le24(bytes: &[u8]) -> Option<u32> {
    let b = bytes.get(..3)?;
    Some(u32::from(b[0]) | u32::from(b[1]) << 8 | u32::from(b[2]) << 16)
}

/// Width and height.
struct Pair(Option<u32>, Option<u32>);

impl Pair {
    fn zip_size(self) -> Option<(u32, u32)> {
        self.0.zip(self.1).filter(|(w, h)| *w > 0 && *h > 0)
    }
}

/// ISO/IEC 10918-1 B.1.1.3: segments, each with its length, until the one that begins a frame.
fn jpeg_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let bytes = &bytes[..bytes.len().min(JPEG_LOOK)];
    let mut at = 2;
    loop {
        if *bytes.get(at)? != 0xff {
            return None;
        }
        let marker = *bytes.get(at + 1)?;
        let length = usize::try_from(be16(bytes.get(at + 2..)?)?).ok()?;
        match marker {
            0xff => at += 1,
            // Frames; 0xc4, 0xc8 and 0xcc are tables.
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                let height = be16(bytes.get(at + 5..)?)?;
                let width = be16(bytes.get(at + 7..)?)?;
                return Pair(Some(width), Some(height)).zip_size();
            }
            0xd9 | 0xda => return None,
            _ if length < 2 => return None,
            _ => at += 2 + length,
        }
    }
}

/// RFC 9649 §2.4 to §2.7.
fn webp_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let found = match bytes.get(12..16)? {
        b"VP8 " => Pair(
            le16(bytes.get(26..)?).map(|w| w & 0x3fff),
            le16(bytes.get(28..)?).map(|h| h & 0x3fff),
        ),
        b"VP8L" => {
            let bits = u32::from_le_bytes(bytes.get(21..25)?.try_into().ok()?);
            Pair(Some((bits & 0x3fff) + 1), Some(((bits >> 14) & 0x3fff) + 1))
        }
        b"VP8X" => Pair(
            le24(bytes.get(24..)?).map(|w| w + 1),
            le24(bytes.get(27..)?).map(|h| h + 1),
        ),
        _ => return None,
    };
    found.zip_size()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut out = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        out.extend(width.to_be_bytes());
        out.extend(height.to_be_bytes());
        out.extend([8, 6, 0, 0, 0]);
        out
    }

    #[test]
    fn pictures_are_known_by_their_bytes_and_measured() {
        let found = sniff(&png(640, 480)).expect("a picture");
        assert_eq!(
            (found.media_type, found.size),
            ("image/png", Some((640, 480)))
        );
        let gif = sniff(b"GIF89a\x02\x01\x03\x00\0\0\0").expect("a picture");
        assert_eq!(gif.size, Some((258, 3)));
        let jpeg =
            b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc2\x00\x0b\x08\x00\x10\x00\x20\x01\x01\x11\x00";
        assert_eq!(sniff(jpeg).expect("a picture").size, Some((32, 16)));
        let webp = b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x1f\0\0\x0f\0\0";
        assert_eq!(sniff(webp).expect("a picture").size, Some((32, 16)));
        assert_eq!(
            sniff(b"\0\0\0\x18ftypmp42").expect("a video").kind,
            FileKind::Video
        );
        assert_eq!(sniff(b"%PDF-1.7").expect("a file").kind, FileKind::Download);
    }

    /// The header that browsers write, with a DocType of these letters.
    fn ebml(kind: &[u8]) -> Vec<u8> {
        let mut header = vec![
            0x42, 0x86, 0x81, 1, 0x42, 0xf7, 0x81, 1, 0x42, 0xf2, 0x81, 4,
        ];
        header.extend([0x42, 0xf3, 0x81, 8, 0x42, 0x82, 0x80 | kind.len() as u8]);
        header.extend(kind);
        header.extend([0x42, 0x87, 0x81, 4, 0x42, 0x85, 0x81, 2]);
        let mut out = EBML.to_vec();
        out.push(0x80 | header.len() as u8);
        out.extend(header);
        out.extend(b"\x18\x53\x80\x67webm");
        out
    }

    #[test]
    fn a_recording_is_known_by_its_kind_and_not_by_letters_somewhere() {
        let found = sniff(&ebml(b"webm")).expect("a video");
        assert_eq!(
            (found.kind, found.media_type),
            (FileKind::Video, "video/webm")
        );
        assert_eq!(
            sniff(&ebml(b"webm\0")).expect("padded").kind,
            FileKind::Video
        );
        assert_eq!(
            sniff(&ebml(b"matroska")).expect("a file").kind,
            FileKind::Download
        );
        let whole = ebml(b"webm");
        for end in 4..whole.len() {
            // However it ends, nothing is taken from behind the end; a header that is cut off is no video.
            let cut = sniff(&whole[..end]).expect("a file");
            let header = whole.iter().position(|b| *b == 0x18).expect("a segment");
            assert!(end >= header || cut.kind == FileKind::Download, "{end}");
        }
        for hostile in [
            [
                EBML.as_slice(),
                &[0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
            ]
            .concat(),
            [EBML.as_slice(), &[0]].concat(),
            [EBML.as_slice(), &[0x84, 0x42, 0x82, 0xff, b'w']].concat(),
        ] {
            assert_eq!(sniff(&hostile).expect("a file").kind, FileKind::Download);
        }
        let mp4 = b"\0\0\0\x1cftypiso5\0\0\x02\0iso5iso6mp41";
        assert_eq!(sniff(mp4).expect("a video").media_type, "video/mp4");
    }

    #[test]
    fn what_a_browser_would_run_is_refused_whatever_it_is_called() {
        let utf16: Vec<u8> = "<svg onload=alert(1)>"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let hidden = [
            b"x".repeat(100).as_slice(),
            b"<SvG xmlns='http://www.w3.org/2000/svg'>",
        ]
        .concat();
        for bytes in [
            b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>".as_slice(),
            b"\xef\xbb\xbf  \n<?xml version='1.0'?><svg/>",
            b"<!DOCTYPE html>",
            &utf16,
            &hidden,
        ] {
            assert_eq!(
                sniff(bytes).map_err(|r| r.code),
                Err("file_not_safe"),
                "{bytes:?}"
            );
        }
    }

    #[test]
    fn broken_pictures_have_no_size_and_huge_ones_are_refused() {
        for bytes in [
            b"\x89PNG\r\n\x1a\n".as_slice(),
            b"GIF89a\0\0\0\0",
            b"\xff\xd8\xff",
            b"\xff\xd8\xff\xff\xff\xff",
            b"RIFF\0\0\0\0WEBPVP8 ",
        ] {
            assert_eq!(sniff(bytes).expect("a picture").size, None, "{bytes:?}");
        }
        assert_eq!(
            sniff(&png(100_000, 1)).map_err(|r| r.code),
            Err("file_too_large")
        );
        assert_eq!(sniff(b"").map_err(|r| r.code), Err("file_is_empty"));
        let mut long = png(1, 1);
        long.resize(FILE_MAX + 1, 0);
        assert_eq!(sniff(&long).map_err(|r| r.code), Err("file_too_large"));
    }
}
