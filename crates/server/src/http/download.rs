//! Files that strangers sent, given out so that no browser runs them.

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use bytes::Bytes;

/// Runs nothing, shows nothing of elsewhere, even if a browser insists on rendering the file.
const FILE_CSP: &str = "sandbox; default-src 'none'; img-src 'self' data:; media-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'";
/// Types that a browser shows without interpreting them as a page.
const INLINE: [&str; 13] = [
    "image/png",
    "image/jpeg",
    "image/gif",
    "image/webp",
    "image/avif",
    "image/bmp",
    "audio/mpeg",
    "audio/ogg",
    "audio/wav",
    "video/mp4",
    "video/webm",
    "application/pdf",
    "text/plain",
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disposition {
    Attachment,
    /// Shown in place when its type is harmless; else still a download.
    Inline,
}

/// An answer with these bytes.
#[must_use]
pub fn file(name: &str, media_type: &str, bytes: Bytes, wanted: Disposition) -> Response {
    let harmless = INLINE.contains(&media_type);
    let inline = wanted == Disposition::Inline && harmless;
    let kind = match media_type {
        "text/plain" => "text/plain; charset=utf-8",
        // Whatever it claims to be: what could be a page or a script is bytes.
        kind if harmless || kind == "message/rfc822" || kind == "application/zip" => kind,
        _ => "application/octet-stream",
    };
    let length = bytes.len();
    let mut response = Response::new(Body::from(bytes));
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, disposition(name, inline)),
        (header::CONTENT_LENGTH, length.to_string()),
        (header::CONTENT_SECURITY_POLICY, FILE_CSP.to_owned()),
        (
            header::CACHE_CONTROL,
            "private, max-age=3600, immutable".to_owned(),
        ),
    ] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(name, value);
        }
    }
    response
}

/// RFC 6266: an ASCII form for old clients and the real name in UTF-8 (RFC 8187). Nothing of the name can end the header.
#[must_use]
pub fn disposition(name: &str, inline: bool) -> String {
    let how = if inline { "inline" } else { "attachment" };
    let name: String = name.chars().filter(|c| !c.is_control()).take(150).collect();
    let name = if name.trim().is_empty() {
        "file".to_owned()
    } else {
        name
    };
    let plain: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || " ._-()".contains(c) {
                c
            } else {
                '_'
            }
        })
        .collect();
    let mut full = String::new();
    for b in name.bytes() {
        if b.is_ascii_alphanumeric() || b"._-".contains(&b) {
            full.push(char::from(b));
        } else {
            full.push_str(&format!("%{b:02X}"));
        }
    }
    format!("{how}; filename=\"{plain}\"; filename*=UTF-8''{full}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hostile_name_cannot_leave_its_header() {
        let text = disposition("a\"; filename=\"evil.html\r\nX-Y: z\u{202e}", false);
        assert!(!text.contains('\r') && !text.contains('\n'));
        assert_eq!(text.matches('"').count(), 2, "{text}");
        assert!(HeaderValue::from_str(&text).is_ok());
        assert!(disposition("", false).contains("filename=\"file\""));
        assert!(disposition("отчёт.pdf", false).contains("filename*=UTF-8''%D0%BE"));
    }

    #[test]
    fn pages_and_scripts_are_given_out_as_bytes() {
        for kind in [
            "text/html",
            "image/svg+xml",
            "application/javascript",
            "application/xhtml+xml",
            "text/xml",
            "nonsense\r\n",
        ] {
            let response = file("x", kind, Bytes::new(), Disposition::Inline);
            assert_eq!(
                response.headers()[header::CONTENT_TYPE],
                "application/octet-stream",
                "{kind}"
            );
            let how = response.headers()[header::CONTENT_DISPOSITION]
                .to_str()
                .expect("text");
            assert!(how.starts_with("attachment"), "{kind}");
        }
    }

    #[test]
    fn pictures_are_shown_in_place_when_asked_for() {
        let response = file(
            "x.png",
            "image/png",
            Bytes::from_static(b"x"),
            Disposition::Inline,
        );
        assert!(
            response.headers()[header::CONTENT_DISPOSITION]
                .to_str()
                .expect("text")
                .starts_with("inline")
        );
    }
}
