//! The widget's files, embedded at build time as the console's are: the loader for a while, the rest for ever by their hash.

use crate::http::error::ApiError;
use crate::http::packed;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use rust_embed::{EmbeddedFile, RustEmbed};
use serde::Deserialize;

#[derive(RustEmbed)]
#[folder = "../../web/dist/widget"]
struct Files;

const LOADER: &str = "public, max-age=300";
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// How a file begins that is packed by gzip (RFC 1952).
const GZIP: &[u8] = &[0x1f, 0x8b];

/// Which files the build made.
#[derive(Debug, Deserialize)]
pub struct Manifest {
    pub loader: String,
    pub app: String,
    pub style: String,
}

/// `None` while the widget was not built into this binary.
#[must_use]
pub fn manifest() -> Option<Manifest> {
    let file = Files::get("manifest.json")?;
    serde_json::from_slice(&file.data).ok()
}

/// Whether the widget is in this binary.
#[must_use]
pub fn is_built() -> bool {
    manifest().is_some()
}

/// `GET /w.js`.
pub async fn loader(headers: HeaderMap) -> Response {
    let Some(manifest) = manifest() else {
        return not_built();
    };
    file(&manifest.loader, LOADER, &headers).unwrap_or_else(not_built)
}

/// `GET /w/app-HASH.js` and its like.
pub async fn app(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"._-".contains(&b);
    let hidden = name == "manifest.json" || name.ends_with(".br") || name.ends_with(".gz");
    if name.len() > 120 || !name.bytes().all(plain) || hidden {
        return ApiError::not_found().into_response();
    }
    file(&name, FOR_EVER, &headers).unwrap_or_else(|| ApiError::not_found().into_response())
}

fn file(name: &str, cache: &'static str, headers: &HeaderMap) -> Option<Response> {
    let plain = Files::get(name).or_else(|| Files::get(&format!("{name}.gz")))?;
    let tag = etag(&plain);
    let known = headers
        .get(header::IF_NONE_MATCH)
        .and_then(|v| v.to_str().ok())
        .is_some_and(|tags| {
            tags.split(',')
                .any(|t| t.trim().trim_start_matches("W/") == tag)
        });
    let (mut response, encoding) = if known {
        (StatusCode::NOT_MODIFIED.into_response(), None)
    } else {
        let (bytes, encoding) = encoded(name, plain, headers)?;
        (Response::new(Body::from(bytes)), encoding)
    };
    let out = response.headers_mut();
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    out.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    // Pages of other origins load it, also those that ask for this word (COEP).
    out.insert(
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("cross-origin"),
    );
    out.insert(
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        HeaderValue::from_static("*"),
    );
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        out.insert(header::ETAG, tag);
    }
    if let Some(encoding) = encoding {
        out.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    let kind = mime_guess::from_path(name).first_or_octet_stream();
    let kind = match kind.type_().as_str() {
        "text" => format!("{}; charset=utf-8", kind.essence_str()),
        _ => kind.essence_str().to_owned(),
    };
    if let Ok(kind) = HeaderValue::from_str(&kind) {
        out.insert(header::CONTENT_TYPE, kind);
    }
    Some(response)
}

/// The smallest form that the browser takes.
fn encoded(
    name: &str,
    found: EmbeddedFile,
    headers: &HeaderMap,
) -> Option<(bytes::Bytes, Option<&'static str>)> {
    for (ending, encoding) in [("br", "br"), ("gz", "gzip")] {
        if packed::takes(headers, encoding)
            && let Some(smaller) = Files::get(&format!("{name}.{ending}"))
        {
            return Some((bytes_of(smaller), Some(encoding)));
        }
    }
    let found = bytes_of(found);
    if !found.starts_with(GZIP) {
        return Some((found, None));
    }
    packed::unpack(&found).ok().map(|plain| (plain, None))
}

fn bytes_of(file: EmbeddedFile) -> bytes::Bytes {
    match file.data {
        std::borrow::Cow::Borrowed(data) => bytes::Bytes::from_static(data),
        std::borrow::Cow::Owned(data) => bytes::Bytes::from(data),
    }
}

fn etag(file: &EmbeddedFile) -> String {
    let hash = file.metadata.sha256_hash();
    let hex: String = hash.iter().take(12).map(|b| format!("{b:02x}")).collect();
    format!("\"{hex}\"")
}

/// Said when the widget is not in this binary.
pub fn not_built() -> Response {
    let text = "The widget has not been built into this program. In the folder of the source: cd web && npm ci && npm run build.";
    ApiError::new(StatusCode::SERVICE_UNAVAILABLE, "not_built", text).into_response()
}
