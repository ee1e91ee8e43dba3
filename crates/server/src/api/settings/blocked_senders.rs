//! Blocked senders: addresses, and whole domains as `@example.org`.

use crate::api::types::Page;
use crate::app::App;
use crate::http::error::{ApiResult, ErrorBody};
use crate::http::extract::{Json, Path};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::extract::State;
use axum::http::StatusCode;
use domain::{AgentId, Millis};
use serde::{Deserialize, Serialize};
use store::contact::Blocked;
use utoipa::ToSchema;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, block))
        .routes(routes!(unblock))
}

#[derive(Serialize, ToSchema)]
struct BlockedSender {
    address: String,
    at: Millis,
    #[schema(value_type = Option<String>)]
    agent: Option<AgentId>,
    reason: Option<String>,
}

impl From<Blocked> for BlockedSender {
    fn from(b: Blocked) -> Self {
        Self {
            address: b.address,
            at: b.at,
            agent: b.agent,
            reason: Some(b.reason).filter(|r| !r.is_empty()),
        }
    }
}

/// Newest first.
#[utoipa::path(get, path = "/blocked-senders", tag = "settings",
    responses((status = 200, body = Page<BlockedSender>), (status = 403, body = ErrorBody)))]
async fn list(
    State(app): State<App>,
    caller: Caller,
) -> ApiResult<axum::Json<Page<BlockedSender>>> {
    let rows = app.desk.blocked_senders(&caller.by()).await?;
    let items = rows.into_iter().map(BlockedSender::from).collect();
    Ok(axum::Json(Page::all(items)))
}

#[derive(Deserialize, ToSchema)]
struct BlockInput {
    /// An address, or `@example.org`.
    address: String,
    #[serde(default)]
    reason: Option<String>,
}

/// Mail from there is kept, as spam.
#[utoipa::path(post, path = "/blocked-senders", tag = "settings", request_body = BlockInput,
    responses((status = 201, body = BlockedSender), (status = 403, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn block(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<BlockInput>,
) -> ApiResult<(StatusCode, axum::Json<BlockedSender>)> {
    let reason = input.reason.unwrap_or_default();
    let row = app
        .desk
        .block_sender(&caller.by(), &input.address, &reason)
        .await?;
    Ok((StatusCode::CREATED, axum::Json(row.into())))
}

#[utoipa::path(delete, path = "/blocked-senders/{address}", tag = "settings", params(("address" = String, Path)),
    responses((status = 204), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn unblock(
    State(app): State<App>,
    caller: Caller,
    Path(address): Path<String>,
) -> ApiResult<StatusCode> {
    app.desk.unblock_sender(&caller.by(), &address).await?;
    Ok(StatusCode::NO_CONTENT)
}
