//! The description of the API, as it was made from the routes and committed ([`make`] in builds with debug assertions).

use crate::app::App;
use crate::http::packed;
use crate::http::routes::OpenApiRouter;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;

#[cfg(debug_assertions)]
pub mod make;

/// Where the API lives.
pub const PREFIX: &str = "/api/v1";

/// Every API route with its description.
pub fn routes() -> OpenApiRouter<App> {
    crate::api::routes().route(
        "/openapi.json",
        axum::routing::get(axum::response::Redirect::permanent("/openapi.json")),
    )
}

/// `docs/openapi.json`, which a test holds to what the routes say.
const COMMITTED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/openapi.json.gz"));

/// The committed document.
///
/// # Errors
/// Never in practice: it was packed when the program was built.
pub fn json() -> std::io::Result<Bytes> {
    packed::unpack(COMMITTED)
}

pub(super) async fn document(headers: HeaderMap) -> Response {
    let (body, coding) = if packed::takes(&headers, "gzip") {
        (Bytes::from_static(COMMITTED), Some("gzip"))
    } else {
        match json() {
            Ok(plain) => (plain, None),
            Err(error) => {
                tracing::error!(%error, "the description of the API is not what was packed");
                return StatusCode::INTERNAL_SERVER_ERROR.into_response();
            }
        }
    };
    let mut response = (
        [
            (header::CACHE_CONTROL, "no-cache"),
            (header::CONTENT_TYPE, "application/json"),
            (header::VARY, "accept-encoding"),
        ],
        body,
    )
        .into_response();
    if let Some(coding) = coding {
        let coding = HeaderValue::from_static(coding);
        response
            .headers_mut()
            .insert(header::CONTENT_ENCODING, coding);
    }
    response
}
