//! Tags.

use crate::api::types::{Page, Tag};
use crate::app::App;
use crate::http::error::{ApiResult, ErrorBody};
use crate::http::extract::{Json, Path};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::extract::State;
use axum::http::StatusCode;
use domain::TagId;
use serde::Deserialize;
use utoipa::ToSchema;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(change, remove))
}

#[utoipa::path(get, path = "/tags", tag = "settings", responses((status = 200, body = Page<Tag>)))]
async fn list(State(app): State<App>, _: Caller) -> ApiResult<axum::Json<Page<Tag>>> {
    let items = app.desk.tags().await?.into_iter().map(Tag::from).collect();
    Ok(axum::Json(Page::all(items)))
}

#[derive(Deserialize, ToSchema)]
struct TagInput {
    name: String,
    /// `#rrggbb`.
    colour: Option<String>,
}

/// Answers the tag of that name, made if there was none.
#[utoipa::path(post, path = "/tags", tag = "settings", request_body = TagInput,
    responses((status = 201, body = Tag), (status = 403, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn create(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<TagInput>,
) -> ApiResult<(StatusCode, axum::Json<Tag>)> {
    let tag = app
        .desk
        .create_tag(&caller.by(), &input.name, input.colour.as_deref())
        .await?;
    Ok((StatusCode::CREATED, axum::Json(tag.into())))
}

#[derive(Deserialize, ToSchema)]
struct TagPatch {
    name: Option<String>,
    colour: Option<String>,
}

#[utoipa::path(patch, path = "/tags/{id}", tag = "settings", params(("id" = String, Path)), request_body = TagPatch,
    responses((status = 200, body = Tag), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn change(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<TagId>,
    Json(input): Json<TagPatch>,
) -> ApiResult<axum::Json<Tag>> {
    let tag = app
        .desk
        .change_tag(&caller.by(), id, input.name, input.colour)
        .await?;
    Ok(axum::Json(tag.into()))
}

/// Takes the tag from all conversations, too.
#[utoipa::path(delete, path = "/tags/{id}", tag = "settings", params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn remove(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<TagId>,
) -> ApiResult<StatusCode> {
    app.desk.remove_tag(&caller.by(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}
