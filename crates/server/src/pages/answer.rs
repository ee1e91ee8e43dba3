//! How pages are sent: headers that all of them share, packed bodies that are kept, conditional requests.

use super::site::Site;
use super::{layout, missing};
use crate::app::App;
use crate::http::error::ApiError;
use crate::http::packed;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use maud::Markup;
use sha2::{Digest as _, Sha256};
use std::io::Write as _;

/// Nothing inline, nothing from elsewhere, in nobody's frame. Structured data stands in blocks that no browser runs: a script
/// element of another type than JavaScript's ends before the policy is asked (HTML, "prepare the script element").
pub const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
pub const HTML: &str = "text/html; charset=utf-8";
/// A page that is the same for everybody: asked for anew after half a minute (it names times), shown at once meanwhile.
pub const SHARED: &str = "public, max-age=30, stale-while-revalidate=300";
/// A page for one reader.
pub const OWN: &str = "private, no-store";

/// What went wrong, as a page.
pub trait Public<T> {
    /// # Errors
    /// A page that says that it is our fault, in the words that every reader is told.
    #[expect(
        clippy::result_large_err,
        reason = "the page is what is answered; a box would only be opened again"
    )]
    fn public(self, app: &App) -> Result<T, Response>;
}

impl<T, E: Into<ApiError>> Public<T> for Result<T, E> {
    fn public(self, app: &App) -> Result<T, Response> {
        self.map_err(|error| {
            let error: ApiError = error.into();
            missing::failed(app, error.status)
        })
    }
}

/// A page for one reader, drawn now: forms, searches, refusals.
#[must_use]
pub fn own(site: &Site, status: StatusCode, head: &layout::Head, body: &Markup) -> Response {
    let page = layout::layout(site, head, body);
    let mut response = Response::new(Body::from(page.into_string()));
    *response.status_mut() = status;
    put(&mut response, header::CONTENT_TYPE, HTML);
    put(&mut response, header::CACHE_CONTROL, OWN);
    common(&mut response);
    response
}

/// To another page, by GET.
#[must_use]
pub fn see_other(path: &str) -> Response {
    moved(StatusCode::SEE_OTHER, path, OWN)
}

/// A page for a frame in pages of those origins (CSP 3, `frame-ancestors`).
#[must_use]
pub fn framed(status: StatusCode, page: String, ancestors: &str) -> Response {
    let mut response = Response::new(Body::from(page));
    *response.status_mut() = status;
    put(&mut response, header::CONTENT_TYPE, HTML);
    put(&mut response, header::CACHE_CONTROL, OWN);
    let own = "frame-ancestors 'none'";
    let policy = CSP.replace(own, &format!("frame-ancestors {ancestors}"));
    put(&mut response, header::CONTENT_SECURITY_POLICY, &policy);
    let policy = HeaderName::from_static("cross-origin-resource-policy");
    put(&mut response, policy, "cross-origin");
    common(&mut response);
    response
}

/// An answer that only names another address.
#[must_use]
pub fn moved(status: StatusCode, path: &str, cache: &'static str) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    put(&mut response, header::LOCATION, path);
    put(&mut response, header::CACHE_CONTROL, cache);
    common(&mut response);
    response
}

/// Headers of every public answer that has none of its own.
pub fn common(response: &mut Response) {
    let headers = response.headers_mut();
    headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static(CSP));
    headers
        .entry(HeaderName::from_static("permissions-policy"))
        .or_insert(HeaderValue::from_static(
            "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        ));
    headers
        .entry(header::REFERRER_POLICY)
        .or_insert(HeaderValue::from_static("strict-origin-when-cross-origin"));
}

/// Sets a header; a value that is none is left out.
pub fn put(response: &mut Response, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

/// A body that is drawn once and sent to many, packed.
#[derive(Debug)]
pub struct Packed {
    pub kind: &'static str,
    pub cache: &'static str,
    packed: Bytes,
    /// Weak: the same for packed and unpacked.
    etag: HeaderValue,
}

impl Packed {
    /// # Errors
    /// Never in practice: packing writes into memory.
    pub fn new(kind: &'static str, cache: &'static str, body: &[u8]) -> std::io::Result<Self> {
        let mut packer = GzEncoder::new(Vec::with_capacity(body.len() / 3), Compression::new(6));
        packer.write_all(body)?;
        let hash = Sha256::digest(body);
        let tag: String = hash.iter().take(10).map(|b| format!("{b:02x}")).collect();
        Ok(Self {
            kind,
            cache,
            packed: packer.finish()?.into(),
            etag: HeaderValue::from_str(&format!("W/\"{tag}\""))
                .unwrap_or(HeaderValue::from_static("W/\"0\"")),
        })
    }

    /// The same, to be asked for anew soon.
    #[must_use]
    pub fn for_a_while(&self) -> Self {
        Self {
            kind: self.kind,
            cache: "public, max-age=60",
            packed: self.packed.clone(),
            etag: self.etag.clone(),
        }
    }

    /// Octets that are kept of it.
    #[must_use]
    pub fn len(&self) -> usize {
        self.packed.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.packed.is_empty()
    }

    /// The answer to a request with these headers.
    #[must_use]
    pub fn answer(&self, headers: &HeaderMap) -> Response {
        let mut response = Response::new(Body::empty());
        let out = response.headers_mut();
        out.reserve(12);
        out.insert(header::ETAG, self.etag.clone());
        out.insert(header::CACHE_CONTROL, HeaderValue::from_static(self.cache));
        out.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        if knows(headers, &self.etag) {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            common(&mut response);
            return response;
        }
        out.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.kind));
        if packed::takes(headers, "gzip") {
            out.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            *response.body_mut() = Body::from(self.packed.clone());
        } else {
            match packed::unpack(&self.packed) {
                Ok(plain) => *response.body_mut() = Body::from(plain),
                Err(error) => {
                    tracing::error!(%error, "a kept page is not what was packed");
                    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
                }
            }
        }
        common(&mut response);
        response
    }
}

/// Whether the client holds what has this tag (RFC 9110 §13.1.2, weak comparison).
fn knows(headers: &HeaderMap, etag: &HeaderValue) -> bool {
    let bare = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let own = etag.to_str().map(bare).unwrap_or_default();
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(','))
        .any(|tag| tag.trim() == "*" || bare(tag) == own)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(pairs: &[(HeaderName, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(n, v)| (n.clone(), HeaderValue::from_static(v)))
            .collect()
    }

    #[test]
    fn who_knows_a_page_is_sent_nothing() {
        let page = Packed::new(HTML, SHARED, b"<p>hello").expect("packed");
        let first = page.answer(&asked(&[(header::ACCEPT_ENCODING, "gzip")]));
        assert_eq!(first.headers()[header::CONTENT_ENCODING], "gzip");
        let tag = first.headers()[header::ETAG].clone();
        let mut headers = HeaderMap::new();
        headers.insert(header::IF_NONE_MATCH, tag);
        assert_eq!(page.answer(&headers).status(), StatusCode::NOT_MODIFIED);
        let other = asked(&[(header::IF_NONE_MATCH, "\"x\", W/\"y\"")]);
        assert_eq!(page.answer(&other).status(), StatusCode::OK);
        assert!(
            page.answer(&other)
                .headers()
                .get(header::CONTENT_ENCODING)
                .is_none()
        );
    }

    #[test]
    fn every_answer_has_the_strict_policy() {
        let page = Packed::new(HTML, SHARED, b"x").expect("packed");
        let policy =
            page.answer(&HeaderMap::new()).headers()[header::CONTENT_SECURITY_POLICY].clone();
        let policy = policy.to_str().expect("text");
        assert!(
            policy.starts_with("default-src 'none'") && !policy.contains("unsafe"),
            "{policy}"
        );
    }

    #[test]
    fn a_path_that_is_no_header_is_left_out() {
        let answer = moved(StatusCode::FOUND, "/a\r\nx: y", OWN);
        assert!(answer.headers().get(header::LOCATION).is_none());
    }
}
