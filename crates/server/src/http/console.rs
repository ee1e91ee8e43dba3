//! The console's files, embedded at build time: hashed assets for ever, the index never without asking.

use super::packed;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

#[derive(RustEmbed)]
#[folder = "../../web/apps/console/dist"]
struct Files;

/// How a file begins that is packed by gzip (RFC 1952).
const GZIP: &[u8] = &[0x1f, 0x8b];

/// Fallback of the router: a file, or the index for every path of the single-page app.
pub async fn serve(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    if path.starts_with("api/") || path == "api" {
        return super::error::ApiError::not_found().into_response();
    }
    if method != Method::GET && method != Method::HEAD {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    if let Some(response) = file(path, &headers) {
        return response;
    }
    // A missing asset is missing; anything else is a page of the app.
    if path
        .rsplit('/')
        .next()
        .is_some_and(|last| last.contains('.'))
    {
        return StatusCode::NOT_FOUND.into_response();
    }
    file("index.html", &headers).unwrap_or_else(not_built)
}

fn file(path: &str, headers: &HeaderMap) -> Option<Response> {
    if path.is_empty() || path.ends_with(".br") || path.ends_with(".gz") {
        return None;
    }
    let found = embedded(path)?;
    let tag = etag(&found);
    let immutable = path.starts_with("assets/");
    let cache = if immutable {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
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
        match encoded(path, found, headers) {
            Ok((body, encoding)) => (Response::new(Body::from(body)), encoding),
            Err(error) => {
                tracing::error!(%error, path, "a file of the console is not what was packed");
                return Some(StatusCode::INTERNAL_SERVER_ERROR.into_response());
            }
        }
    };
    let out = response.headers_mut();
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    out.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        out.insert(header::ETAG, tag);
    }
    if let Some(encoding) = encoding {
        out.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    let kind = mime_guess::from_path(path).first_or_octet_stream();
    let kind = if kind.type_() == "text" || kind.essence_str() == "application/javascript" {
        format!("{}; charset=utf-8", kind.essence_str())
    } else {
        kind.essence_str().to_owned()
    };
    if let Ok(kind) = HeaderValue::from_str(&kind) {
        out.insert(header::CONTENT_TYPE, kind);
    }
    Some(response)
}

/// A file as it is embedded: texts are packed (`.br` and `.gz`), pictures and fonts are not.
fn embedded(path: &str) -> Option<EmbeddedFile> {
    Files::get(&format!("{path}.gz")).or_else(|| Files::get(path))
}

/// The smallest form that the browser takes.
fn encoded(
    path: &str,
    found: EmbeddedFile,
    headers: &HeaderMap,
) -> std::io::Result<(bytes::Bytes, Option<&'static str>)> {
    if packed::takes(headers, "br")
        && let Some(smallest) = Files::get(&format!("{path}.br"))
    {
        return Ok((bytes_of(smallest), Some("br")));
    }
    let found = bytes_of(found);
    Ok(if !found.starts_with(GZIP) {
        (found, None)
    } else if packed::takes(headers, "gzip") {
        (found, Some("gzip"))
    } else {
        (packed::unpack(&found)?, None)
    })
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

/// Whether the console is in this binary.
#[must_use]
pub fn is_built() -> bool {
    embedded("index.html").is_some()
}

fn not_built() -> Response {
    let page = "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content=\"width=device-width\">\
        <title>Fairlead</title><h1>Fairlead is running</h1>\
        <p>The server works; its console has not been built into this binary yet.</p>\
        <p>In the folder of the source, type <code>make run</code>, or:</p>\
        <pre>cd web &amp;&amp; npm ci &amp;&amp; npm run build\ncd .. &amp;&amp; cargo run</pre>\
        <p>The API is at <a href=\"/api/v1/openapi.json\">/api/v1</a>, health at <a href=\"/healthz\">/healthz</a>.</p>";
    (
        [
            (header::CONTENT_TYPE, "text/html; charset=utf-8"),
            (header::CACHE_CONTROL, "no-store"),
        ],
        page,
    )
        .into_response()
}
