//! The HTTP edge: routing, what every answer has in common, the console's files, health. No business here.

pub mod client;
pub mod console;
pub mod csv;
pub mod download;
pub mod error;
pub mod extract;
pub mod headers;
pub mod health;
pub mod idempotency;
pub mod json_path;
pub mod listen;
pub mod openapi;
pub mod packed;
pub mod request_id;
pub mod routes;
pub mod session;
pub mod tls;

use crate::app::App;
use crate::pages;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::from_fn;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use std::time::Duration;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};

/// Everything that the HTTP port answers.
pub fn router(app: App) -> axum::Router {
    let limits = app.config.limits.clone();
    let api = axum::Router::new().nest(openapi::PREFIX, openapi::routes().into_router());
    let worth_it = SizeAbove::new(1_024)
        .and(NotForContentType::IMAGES)
        .and(NotForContentType::new("application/octet-stream"))
        .and(NotForContentType::new("message/rfc822"))
        .and(NotForContentType::new("font/"));
    let routed = api
        .route("/openapi.json", get(openapi::document))
        .merge(health::routes())
        .merge(pages::routes())
        .merge(crate::chat::routes())
        .fallback(pages::or_console)
        .with_state(app.clone());
    // Around the routes and not on them: it says under which path a host of its own is routed.
    axum::Router::new()
        .fallback_service(routed)
        .layer(from_fn_with_state(app.clone(), pages::site::by_host))
        .layer(from_fn_with_state(app.clone(), idempotency::keep))
        .layer(DefaultBodyLimit::max(limits.json_bytes))
        .layer(CompressionLayer::new().compress_when(worth_it))
        .layer(from_fn(headers::secure))
        .layer(from_fn_with_state(
            Duration::from_secs(limits.request_seconds),
            time_limit,
        ))
        .layer(from_fn(error::caught))
        .layer(from_fn_with_state(app, client::identify))
        .layer(from_fn(request_id::give))
}

/// Ends a request that takes too long. Streams (feed, downloads) answer at once and are bounded on their own.
async fn time_limit(
    axum::extract::State(limit): axum::extract::State<Duration>,
    request: axum::extract::Request,
    next: axum::middleware::Next,
) -> axum::response::Response {
    match tokio::time::timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) => axum::response::IntoResponse::into_response(error::ApiError::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "too_slow",
            "This took too long. Nothing was changed unless you see it in the conversation; try again.",
        )),
    }
}
