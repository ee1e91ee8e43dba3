//! Why people write: causes of topics, the cause of a conversation, and the report.

mod report;

use crate::api::changes::hidden;
use crate::api::conversations::find;
use crate::api::types::Page;
use crate::app::App;
use crate::http::error::{ApiResult, ErrorBody};
use crate::http::extract::{Json, Path};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use crate::reads;
use axum::extract::State;
use axum::http::StatusCode;
use desk::causes::Wanted;
use domain::cause::State as CauseState;
use domain::{AgentId, CauseId, Millis, TopicId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(change))
        .routes(routes!(of_conversation, set))
        .merge(report::routes())
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Cause {
    #[schema(value_type = String)]
    id: CauseId,
    #[schema(value_type = String)]
    topic: TopicId,
    name: String,
    description: String,
    /// Who looks after it.
    #[schema(value_type = Option<String>)]
    owner: Option<AgentId>,
    /// Where the product's own list has it.
    link: Option<String>,
    /// `open` or `mended`.
    #[schema(value_type = String)]
    state: CauseState,
    mended_at: Option<Millis>,
    archived: bool,
    version: i64,
}

impl From<store::cause::Cause> for Cause {
    fn from(c: store::cause::Cause) -> Self {
        Self {
            id: c.id,
            topic: c.topic,
            name: c.name,
            description: c.description,
            owner: c.owner,
            link: Some(c.link).filter(|l| !l.is_empty()),
            state: c.state,
            mended_at: c.mended_at,
            archived: c.archived,
            version: c.version,
        }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
struct CauseInput {
    #[schema(value_type = String)]
    topic: TopicId,
    name: String,
    #[serde(default)]
    description: String,
    #[schema(value_type = Option<String>)]
    owner: Option<AgentId>,
    link: Option<String>,
    /// `open` if left out, or `mended`.
    #[schema(value_type = Option<String>)]
    state: Option<CauseState>,
    /// Of a mended one; now if left out.
    mended_at: Option<Millis>,
    #[serde(default)]
    archived: bool,
    /// Of the cause as it was read; left out: whatever it is.
    version: Option<i64>,
}

impl CauseInput {
    fn wanted(self) -> Wanted {
        Wanted {
            topic: self.topic,
            name: self.name,
            description: self.description,
            owner: self.owner,
            link: self.link.unwrap_or_default(),
            state: self.state.unwrap_or(CauseState::Open),
            mended_at: self.mended_at,
            archived: self.archived,
        }
    }
}

/// Causes by name, archived ones too.
#[utoipa::path(get, path = "/causes", tag = "causes", responses((status = 200, body = Page<Cause>)))]
async fn list(State(app): State<App>, _: Caller) -> ApiResult<axum::Json<Page<Cause>>> {
    let all = app.desk.causes().await?;
    let items = all.into_iter().map(Cause::from).collect();
    Ok(axum::Json(Page::all(items)))
}

#[utoipa::path(post, path = "/causes", tag = "causes", request_body = CauseInput,
    responses((status = 201, body = Cause), (status = 403, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn create(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<CauseInput>,
) -> ApiResult<(StatusCode, axum::Json<Cause>)> {
    let made = app.desk.create_cause(&caller.by(), input.wanted()).await?;
    Ok((StatusCode::CREATED, axum::Json(made.into())))
}

#[utoipa::path(put, path = "/causes/{id}", tag = "causes", params(("id" = String, Path)), request_body = CauseInput,
    responses((status = 200, body = Cause), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn change(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<CauseId>,
    Json(input): Json<CauseInput>,
) -> ApiResult<axum::Json<Cause>> {
    let version = input.version;
    let kept = app
        .desk
        .change_cause(&caller.by(), id, input.wanted(), version)
        .await?;
    Ok(axum::Json(kept.into()))
}

/// Why the customer wrote, as far as somebody found out.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct FoundCause {
    #[schema(value_type = Option<String>)]
    cause: Option<CauseId>,
}

#[utoipa::path(get, path = "/conversations/{id}/cause", tag = "causes", params(("id" = String, Path)),
    responses((status = 200, body = FoundCause), (status = 404, body = ErrorBody)))]
async fn of_conversation(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> ApiResult<axum::Json<FoundCause>> {
    let id = find(&app, &caller, &id).await?;
    // Out of reach is not found.
    reads::summary(&app, &caller, id).await?;
    let cause = app
        .db()
        .read(async move |tx| store::cause::of_conversation(tx, id).await)
        .await?;
    Ok(axum::Json(FoundCause { cause }))
}

/// Sets the cause; null takes it back. A topic that nobody chose becomes that of the cause.
#[utoipa::path(put, path = "/conversations/{id}/cause", tag = "causes", params(("id" = String, Path)), request_body = FoundCause,
    responses((status = 200, body = FoundCause), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn set(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    Json(input): Json<FoundCause>,
) -> ApiResult<axum::Json<FoundCause>> {
    let id = find(&app, &caller, &id).await?;
    match app.desk.set_cause(&caller.by(), id, input.cause).await {
        Ok(cause) => Ok(axum::Json(FoundCause { cause })),
        Err(error) => Err(hidden(&app, &caller, id, error).await),
    }
}
