//! `Idempotency-Key`: a client that repeats a create gets the stored answer, not a second conversation.
//!
//! The first request claims the key in the database before it runs, so that two at once, on two nodes, are one.

use super::error::ApiError;
use super::session;
use crate::app::App;
use crate::reads::{self, Claim};
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use sha2::{Digest as _, Sha256};
use std::sync::Arc;

const HEADER: &str = "idempotency-key";
/// Answers over this many bytes are not kept; the key then says that the request was carried out.
const MOST_ANSWER: usize = 512 * 1024;

/// Middleware for the API. Acts on POST with a key and a session; everything else passes.
pub async fn keep(State(app): State<App>, request: Request, next: Next) -> Response {
    let Some(key) = request.headers().get(HEADER).cloned() else {
        return next.run(request).await;
    };
    let json = request
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    // A widget's messages are named for desk, which keeps them with what was written.
    let api = request.uri().path().starts_with("/api/");
    if request.method() != Method::POST || !json || !api {
        return next.run(request).await;
    }
    match once(&app, &key, request, next).await {
        Ok(response) => response,
        Err(error) => error.into_response(),
    }
}

async fn once(
    app: &App,
    key: &HeaderValue,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    let key = key
        .to_str()
        .ok()
        .filter(|key| (8..=128).contains(&key.len()))
        .ok_or_else(|| {
            ApiError::new(
                StatusCode::BAD_REQUEST,
                "bad_idempotency_key",
                "An Idempotency-Key has 8 to 128 visible characters.",
            )
        })?
        .to_owned();
    let now = app.clock.now();
    let token = session::token(request.headers()).map(str::to_owned);
    let signed = match token {
        Some(token) => app.sessions.find(app, &token, now).await?,
        None => None,
    };
    // Without a session there is nobody to keep an answer for.
    let Some(signed) = signed else {
        return Ok(next.run(request).await);
    };
    let (mut parts, body) = request.into_parts();
    let bytes = to_bytes(body, app.config.limits.json_bytes)
        .await
        .map_err(|_| {
            ApiError::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "too_large",
                "This body is larger than is taken here.",
            )
        })?;
    let print: String = Sha256::digest(&bytes)
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect();
    let route = parts.uri.path().to_owned();
    match reads::claim_key(app, &key, signed.agent, &route, &print, now).await? {
        Claim::Ours => {}
        // The handler tells what it wrote, and does not write again.
        Claim::CarriedOut(message) => {
            parts.extensions.insert(message);
        }
        Claim::Running => {
            return Err(ApiError::conflict(
                "still_running",
                "The first request with this Idempotency-Key is still running.",
            )
            .after(1));
        }
        Claim::OtherBody => {
            return Err(ApiError::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "idempotency_key_reused",
                "This Idempotency-Key was used with another body.",
            ));
        }
        Claim::Done { status, body } => return Ok(stored(status, body)),
    }
    parts.extensions.insert(Arc::new(desk::Once {
        key: key.clone(),
        agent: signed.agent,
        route: route.clone(),
        print: print.clone(),
    }));
    let response = next
        .run(Request::from_parts(parts, Body::from(bytes)))
        .await;
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX)
        .await
        .map_err(ApiError::internal)?;
    if parts.status.is_success() {
        let kept = if bytes.len() <= MOST_ANSWER {
            String::from_utf8_lossy(&bytes).into_owned()
        } else {
            "null".to_owned()
        };
        reads::keep_answer(
            app,
            &key,
            signed.agent,
            &route,
            parts.status.as_u16(),
            &print,
            kept,
        )
        .await?;
    } else {
        // Nothing was done: the same key may try again.
        reads::free_key(app, &key, signed.agent, &route).await?;
    }
    Ok(Response::from_parts(parts, Body::from(bytes)))
}

fn stored(status: u16, body: String) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    let mut response = (status, body).into_response();
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    response
        .headers_mut()
        .insert("idempotent-replay", HeaderValue::from_static("true"));
    response
}
