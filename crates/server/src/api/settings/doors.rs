//! Doors of channels.

use crate::api::types::Door;
use crate::app::App;
use crate::http::error::{ApiResult, ErrorBody};
use crate::http::extract::{Json, Path};
use crate::http::session::Caller;
use axum::extract::State;
use axum::http::StatusCode;
use domain::{ChannelId, DoorId};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(add))
        .routes(routes!(remove))
}

#[derive(Deserialize, ToSchema)]
struct DoorInput {
    /// An email address.
    address: String,
}

#[utoipa::path(post, path = "/channels/{id}/doors", tag = "settings", params(("id" = String, Path)), request_body = DoorInput,
    responses((status = 201, body = Door), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn add(
    State(app): State<App>,
    caller: Caller,
    Path(channel): Path<ChannelId>,
    Json(input): Json<DoorInput>,
) -> ApiResult<(StatusCode, axum::Json<Door>)> {
    let id = app
        .desk
        .add_door(&caller.by(), channel, &input.address)
        .await?;
    app.wake_config();
    let address = input.address.trim().to_owned();
    Ok((
        StatusCode::CREATED,
        axum::Json(Door {
            id,
            channel,
            address,
        }),
    ))
}

/// No new mail comes in by it; replies to old conversations still do.
#[utoipa::path(delete, path = "/doors/{id}", tag = "settings", params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn remove(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<DoorId>,
) -> ApiResult<StatusCode> {
    app.desk.remove_door(&caller.by(), id).await?;
    app.wake_config();
    Ok(StatusCode::NO_CONTENT)
}
