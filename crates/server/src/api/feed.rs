//! The live feed: a socket, and a long poll for where sockets do not pass.

use super::types::Counts;
use crate::app::App;
use crate::http::client::Client;
use crate::http::error::{ApiError, ApiResult};
use crate::http::extract::Query;
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::{Caller, check_origin};
use crate::live::{frames, socket};
use axum::extract::State;
use axum::extract::ws::WebSocketUpgrade;
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use std::time::Duration;

/// Frames of a client are small.
const READ_BUFFER: usize = 4_096;
const LONGEST_WAIT_MS: u64 = 25_000;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(open))
        .routes(routes!(poll))
        .routes(routes!(counts))
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct FeedQuery {
    /// The last position that the client knows; its own place in the feed when absent.
    position: Option<i64>,
    /// Longest wait of a poll.
    wait_ms: Option<u64>,
}

/// Opens a socket that tells what happens after `position`.
#[utoipa::path(get, path = "/feed", tag = "feed", params(FeedQuery), responses((status = 101, description = "Frames as JSON texts")))]
async fn open(
    State(app): State<App>,
    caller: Caller,
    client: Client,
    headers: HeaderMap,
    Query(query): Query<FeedQuery>,
    upgrade: WebSocketUpgrade,
) -> ApiResult<Response> {
    check_origin(&app, &headers, &client)?;
    app.db().standing().borrow().check()?;
    let position = query.position.unwrap_or_else(|| app.db().position());
    Ok(upgrade
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(0)
        .max_write_buffer_size(4 * 1024 * 1024)
        .max_message_size(READ_BUFFER)
        .max_frame_size(READ_BUFFER)
        .on_upgrade(move |socket| socket::serve(app, caller, socket, position)))
}

/// The same events for clients without a socket; waits until there are some.
#[utoipa::path(get, path = "/feed/poll", tag = "feed", params(FeedQuery), responses((status = 200, description = "One frame")))]
async fn poll(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<FeedQuery>,
) -> ApiResult<Response> {
    let position = query.position.unwrap_or_else(|| app.db().position());
    let wait = Duration::from_millis(query.wait_ms.unwrap_or(0).min(LONGEST_WAIT_MS));
    let mut hints = app.db().hints();
    let stop = app.live.stop_token();
    let deadline = tokio::time::Instant::now() + wait;
    loop {
        hints.borrow_and_update();
        if let Some(mut frame) = frames::since(&app, &caller, position).await? {
            if let frames::Frame::Events(events) = &mut frame {
                events.counts = Some(frames::counts(&app, &caller).await?);
            }
            return Ok(axum::Json(frame).into_response());
        }
        let over = tokio::select! {
            changed = hints.changed() => changed.is_err(),
            () = tokio::time::sleep_until(deadline) => true,
            () = stop.cancelled() => true,
        };
        if over {
            let nothing = serde_json::json!({ "type": "events", "position": position, "events": [], "patches": { "conversations": [] }, "counts": null });
            return Ok(axum::Json(nothing).into_response());
        }
    }
}

/// How many conversations each view of this agent holds.
#[utoipa::path(get, path = "/counts", tag = "conversations", responses((status = 200, body = Counts)))]
async fn counts(State(app): State<App>, caller: Caller) -> Result<axum::Json<Counts>, ApiError> {
    Ok(axum::Json(frames::counts(&app, &caller).await?))
}
