//! Topics: what conversations are about. They are archived, never deleted.

use super::given;
use crate::api::types::{Page, Topic};
use crate::app::App;
use crate::http::error::{ApiResult, ErrorBody};
use crate::http::extract::{Json, Path};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::extract::State;
use axum::http::StatusCode;
use desk::settings::tags::TopicChange;
use domain::{AgentId, TopicId};
use serde::Deserialize;
use utoipa::ToSchema;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(change))
}

/// Those in use, by name.
#[utoipa::path(get, path = "/topics", tag = "settings", responses((status = 200, body = Page<Topic>)))]
async fn list(State(app): State<App>, _: Caller) -> ApiResult<axum::Json<Page<Topic>>> {
    let mut topics = app.desk.topics().await?;
    topics.retain(|t| !t.archived);
    let items = topics.into_iter().map(Topic::from).collect();
    Ok(axum::Json(Page::all(items)))
}

#[derive(Deserialize, ToSchema)]
struct TopicInput {
    name: String,
    #[schema(value_type = Option<String>)]
    parent: Option<TopicId>,
    #[schema(value_type = Option<String>)]
    owner: Option<AgentId>,
    description: Option<String>,
}

#[utoipa::path(post, path = "/topics", tag = "settings", request_body = TopicInput,
    responses((status = 201, body = Topic), (status = 403, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn create(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<TopicInput>,
) -> ApiResult<(StatusCode, axum::Json<Topic>)> {
    let new = TopicChange {
        name: Some(input.name),
        parent: Some(input.parent),
        archived: None,
        owner: Some(input.owner),
        description: input.description,
    };
    let topic = app.desk.create_topic(&caller.by(), new).await?;
    Ok((StatusCode::CREATED, axum::Json(topic.into())))
}

#[derive(Deserialize, ToSchema)]
struct TopicPatch {
    name: Option<String>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    parent: Option<Option<TopicId>>,
    archived: Option<bool>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    owner: Option<Option<AgentId>>,
    description: Option<String>,
}

/// Fields that are left out stay.
#[utoipa::path(patch, path = "/topics/{id}", tag = "settings", params(("id" = String, Path)), request_body = TopicPatch,
    responses((status = 200, body = Topic), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn change(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<TopicId>,
    Json(input): Json<TopicPatch>,
) -> ApiResult<axum::Json<Topic>> {
    let change = TopicChange {
        name: input.name,
        parent: input.parent,
        archived: input.archived,
        owner: input.owner,
        description: input.description,
    };
    let topic = app.desk.change_topic(&caller.by(), id, change).await?;
    Ok(axum::Json(topic.into()))
}
