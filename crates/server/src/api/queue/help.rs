//! Calling helpers in for a while, and sending them back.

use crate::app::App;
use crate::http::error::{ApiResult, ErrorBody};
use crate::http::extract::{Json, Path};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::extract::State;
use axum::http::StatusCode;
use domain::TeamId;
use serde::Deserialize;
use utoipa::ToSchema;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(call))
        .routes(routes!(end))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct HelpInput {
    /// Who is helped.
    #[schema(value_type = String)]
    team: TeamId,
    /// 15 to 480.
    minutes: i64,
}

/// For so long the teams that help this one, by `overflow` of the rules, help at once.
#[utoipa::path(post, path = "/queue/help", tag = "queue", request_body = HelpInput,
    responses((status = 204), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn call(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<HelpInput>,
) -> ApiResult<StatusCode> {
    app.desk
        .call_help(&caller.by(), input.team, input.minutes)
        .await?;
    app.wakes.router.notify_one();
    Ok(StatusCode::NO_CONTENT)
}

/// From now on they help when the rules say so.
#[utoipa::path(delete, path = "/queue/help/{team}", tag = "queue", params(("team" = String, Path)),
    responses((status = 204), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn end(
    State(app): State<App>,
    caller: Caller,
    Path(team): Path<TeamId>,
) -> ApiResult<StatusCode> {
    app.desk.end_help(&caller.by(), team).await?;
    app.wakes.router.notify_one();
    Ok(StatusCode::NO_CONTENT)
}
