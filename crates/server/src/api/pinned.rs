//! The pinned summary of a conversation, with its earlier versions.

use super::changes::hidden;
use super::conversations::find;
use super::types::Pinned;
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::{Json, Path};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use crate::reads;
use axum::extract::State;
use desk::DeskError;
use desk::pinned::NewPinned;
use domain::ConversationId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Versions that are shown.
const VERSIONS: usize = 50;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(versions, pin))
}

#[derive(Debug, Deserialize, ToSchema)]
struct PinInput {
    /// What we know.
    #[serde(default)]
    known: String,
    /// What was agreed.
    #[serde(default)]
    agreed: String,
    /// What is open.
    #[serde(default)]
    open: String,
    /// The version that it was written over; 0: there was none.
    version: i64,
}

#[derive(Debug, Serialize, ToSchema)]
struct Versions {
    /// The newest first.
    items: Vec<Pinned>,
}

#[utoipa::path(get, path = "/conversations/{id}/pinned", tag = "conversations", params(("id" = String, Path)),
    responses((status = 200, body = Versions), (status = 404, body = ErrorBody)))]
async fn versions(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> ApiResult<axum::Json<Versions>> {
    let id = find(&app, &caller, &id).await?;
    // Out of reach is not found.
    reads::summary(&app, &caller, id).await?;
    let items = all(&app, id).await?;
    Ok(axum::Json(Versions { items }))
}

async fn all(app: &App, id: ConversationId) -> ApiResult<Vec<Pinned>> {
    let found = app
        .db()
        .read(async move |tx| store::pinned::versions(tx, id, VERSIONS).await)
        .await?;
    Ok(found.into_iter().map(Pinned::from).collect())
}

/// Writes the next version. Who wrote over an older one is told, with what is there.
#[utoipa::path(put, path = "/conversations/{id}/pinned", tag = "conversations", params(("id" = String, Path)), request_body = PinInput,
    responses((status = 200, body = Pinned), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn pin(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    Json(input): Json<PinInput>,
) -> ApiResult<axum::Json<Pinned>> {
    let id = find(&app, &caller, &id).await?;
    let new = NewPinned {
        known: input.known,
        agreed: input.agreed,
        open: input.open,
        over: input.version,
    };
    match app.desk.pin(&caller.by(), id, new).await {
        Ok(written) => Ok(axum::Json(written.into())),
        Err(DeskError::Stale) => Err(ApiError::conflict(
            "conflict",
            "Somebody else has written the summary meanwhile.",
        )
        .with("pinned", all(&app, id).await?.into_iter().next())),
        Err(error) => Err(hidden(&app, &caller, id, error).await),
    }
}
