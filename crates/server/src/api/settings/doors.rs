//! Doors of channels.

use crate::api::types::{Door, words};
use crate::app::App;
use crate::http::error::{ApiResult, ErrorBody};
use crate::http::extract::{Json, Path};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::extract::State;
use axum::http::StatusCode;
use domain::channel::ReplyForm;
use domain::{ChannelId, DoorId};
use serde::Deserialize;
use utoipa::ToSchema;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(add))
        .routes(routes!(change, remove))
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
    let doors = app.desk.doors().await?;
    let door = doors.into_iter().find(|d| d.id == id);
    let door = door.ok_or_else(|| desk::DeskError::missing("door"))?;
    Ok((StatusCode::CREATED, axum::Json(shown(door))))
}

fn shown(door: store::door::Door) -> Door {
    Door {
        id: door.id,
        channel: door.channel,
        address: door.address,
        reply_form: door.reply_form,
    }
}

#[derive(Deserialize, ToSchema)]
struct DoorChange {
    #[schema(value_type = words::ReplyForm)]
    reply_form: ReplyForm,
}

/// Answers to mail that is out already still come in, whatever its form was.
#[utoipa::path(patch, path = "/doors/{id}", tag = "settings", params(("id" = String, Path)), request_body = DoorChange,
    responses((status = 200, body = Door), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn change(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<DoorId>,
    Json(input): Json<DoorChange>,
) -> ApiResult<axum::Json<Door>> {
    let door = app
        .desk
        .set_reply_form(&caller.by(), id, input.reply_form)
        .await?;
    app.wake_config();
    Ok(axum::Json(shown(door)))
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
