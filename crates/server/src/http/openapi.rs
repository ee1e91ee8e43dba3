//! The description of the API, made from the routes themselves.

use crate::app::App;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Fairlead",
        description = "The API of a Fairlead support desk. Ids are prefixed texts; times are milliseconds since 1970 UTC. \
            Every unsafe method of a signed-in agent needs the header X-CSRF-Token (from /bootstrap)."
    ),
    components(schemas(super::error::ErrorBody, super::error::ErrorDetail))
)]
struct Document;

/// Every API route with its description, under `/api/v1`.
pub fn routes() -> OpenApiRouter<App> {
    let api = crate::api::routes().route(
        "/openapi.json",
        axum::routing::get(axum::response::Redirect::permanent("/openapi.json")),
    );
    OpenApiRouter::with_openapi(Document::openapi()).nest("/api/v1", api)
}

/// The document as pretty JSON with a final newline, as it is committed in `docs/openapi.json`.
///
/// # Errors
/// Never in practice: the document is plain data.
pub fn json() -> anyhow::Result<String> {
    let (_, document) = routes().split_for_parts();
    Ok(document.to_pretty_json()? + "\n")
}

pub(super) async fn document(document: utoipa::openapi::OpenApi) -> Response {
    ([(header::CACHE_CONTROL, "no-cache")], axum::Json(document)).into_response()
}
