//! Gives every request an id, puts it on the answer, into the log and into error bodies.

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use std::time::Instant;
use tracing::Instrument as _;

pub const HEADER: HeaderName = HeaderName::from_static("x-request-id");

tokio::task_local! {
    static CURRENT: String;
}

/// The id of the request that this task answers; empty outside of one.
#[must_use]
pub fn current() -> String {
    CURRENT.try_with(Clone::clone).unwrap_or_default()
}

/// Middleware. An id that a client sends is not believed: ids are ours.
pub async fn give(request: Request, next: Next) -> Response {
    let mut raw = [0_u8; 10];
    let id = match getrandom::fill(&mut raw) {
        Ok(()) => raw.iter().map(|b| format!("{b:02x}")).collect::<String>(),
        Err(_) => "0".repeat(20),
    };
    let span = tracing::info_span!("request", request_id = %id);
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let start = Instant::now();
    let mut response = CURRENT
        .scope(id.clone(), next.run(request))
        .instrument(span.clone())
        .await;
    let took_ms = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
    let status = response.status().as_u16();
    metrics::histogram!("fairlead_http_seconds").record(start.elapsed().as_secs_f64());
    metrics::counter!("fairlead_http_requests_total", "status" => class(status)).increment(1);
    span.in_scope(|| {
        if status >= 500 {
            tracing::warn!(%method, path = redact(&path), status, took_ms, "answered");
        } else {
            tracing::debug!(%method, path = redact(&path), status, took_ms, "answered");
        }
    });
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(HEADER, value);
    }
    response
}

fn class(status: u16) -> &'static str {
    match status / 100 {
        1 => "1xx",
        2 => "2xx",
        3 => "3xx",
        4 => "4xx",
        _ => "5xx",
    }
}

/// Invitation tokens stand in the path and must not reach the log.
fn redact(path: &str) -> String {
    match path.find("/invitations/") {
        Some(at) => format!("{}/invitations/…", &path[..at]),
        None => path.chars().take(200).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_in_paths_are_not_logged() {
        assert_eq!(
            redact("/api/v1/invitations/secret"),
            "/api/v1/invitations/…"
        );
        assert_eq!(redact("/api/v1/counts"), "/api/v1/counts");
    }
}
