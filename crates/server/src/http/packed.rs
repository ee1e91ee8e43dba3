//! Files that are in the program packed by gzip: given as they are to whoever takes that, unpacked to the others.

use axum::http::{HeaderMap, header};
use bytes::Bytes;
use flate2::read::GzDecoder;
use std::io::Read;

/// Whether the client takes this content coding (RFC 9110, 12.5.3).
#[must_use]
pub fn takes(headers: &HeaderMap, coding: &str) -> bool {
    let offers = headers.get_all(header::ACCEPT_ENCODING).iter();
    offers
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|offer| {
            let (name, quality) = offer.split_once(';').unwrap_or((offer, ""));
            let refused = matches!(quality.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000");
            name.trim().eq_ignore_ascii_case(coding) && !refused
        })
}

/// The text that was packed. Only for what was packed when the program was built: nothing bounds it here.
///
/// # Errors
/// When the bytes are not what `gzip` makes.
pub fn unpack(packed: &[u8]) -> std::io::Result<Bytes> {
    let mut plain = Vec::new();
    GzDecoder::new(packed).read_to_end(&mut plain)?;
    Ok(plain.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn a_coding_is_taken_when_it_is_named_and_not_refused() {
        let cases = [
            ("gzip, br", true),
            ("BR;q=0.5", true),
            ("br;q=0", false),
            ("brotli", false),
            ("", false),
        ];
        for (value, taken) in cases {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(value));
            assert_eq!(takes(&headers, "br"), taken, "{value}");
        }
    }

    #[test]
    fn what_is_not_packed_is_an_error() {
        assert!(unpack(b"{}").is_err());
    }
}
