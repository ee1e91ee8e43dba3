//! Away: who is not here, and what happens to their work.

use super::types::AwayInfo;
use crate::app::App;
use crate::http::error::{ApiResult, ErrorBody};
use crate::http::extract::{Json, Path, Query};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::extract::State;
use desk::away::TakeBack;
use domain::away::{Reason, Work};
use domain::{AgentId, Millis};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(standing, go, back))
}

#[derive(Debug, Serialize, ToSchema)]
struct Standing {
    away: Option<AwayInfo>,
    /// Conversations that were given away within a day and may be taken back.
    given: usize,
}

impl From<desk::away::Standing> for Standing {
    fn from(s: desk::away::Standing) -> Self {
        Self {
            away: s.away.map(AwayInfo::from),
            given: s.given,
        }
    }
}

/// Whether an agent is away, and what lies with others for them. Their own affair, and that of those who look after agents.
#[utoipa::path(get, path = "/agents/{id}/away", tag = "agents", params(("id" = String, Path)),
    responses((status = 200, body = Standing), (status = 403, body = ErrorBody)))]
async fn standing(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<AgentId>,
) -> ApiResult<axum::Json<Standing>> {
    Ok(axum::Json(
        app.desk.standing(&caller.by(), id).await?.into(),
    ))
}

#[derive(Deserialize, ToSchema)]
struct AwayInput {
    /// Back then by itself; otherwise when they say so.
    until: Option<Millis>,
    /// `stay` (default), `team`, or `colleague`.
    work: Option<WorkWord>,
    /// The colleague.
    #[schema(value_type = Option<String>)]
    agent: Option<AgentId>,
    /// What for: `away` (default), `break`, `meeting` or `training`.
    #[schema(value_type = Option<super::types::words::AwayReason>)]
    reason: Option<Reason>,
}

#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum WorkWord {
    Stay,
    Team,
    Colleague,
}

/// Goes away: open work, and what customers answer meanwhile, goes where it is said.
#[utoipa::path(put, path = "/agents/{id}/away", tag = "agents", params(("id" = String, Path)), request_body = AwayInput,
    responses((status = 200, body = Standing), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn go(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<AgentId>,
    Json(input): Json<AwayInput>,
) -> ApiResult<axum::Json<Standing>> {
    let work = match (input.work.unwrap_or(WorkWord::Stay), input.agent) {
        (WorkWord::Stay, _) => Work::Stay,
        (WorkWord::Team, _) => Work::Team,
        (WorkWord::Colleague, Some(other)) => Work::Colleague(other),
        (WorkWord::Colleague, None) => {
            return Err(crate::http::error::ApiError::invalid(
                "agent",
                "Say which colleague.",
            ));
        }
    };
    let made = app
        .desk
        .go_away(
            &caller.by(),
            id,
            input.until,
            work,
            input.reason.unwrap_or_default(),
        )
        .await?;
    Ok(axum::Json(made.into()))
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct BackQuery {
    /// Take back what was given away within a day and still lies where it was put.
    take_back: Option<bool>,
}

#[derive(Debug, Serialize, ToSchema)]
struct Back {
    /// Conversations that came back.
    taken: usize,
}

/// Comes back.
#[utoipa::path(delete, path = "/agents/{id}/away", tag = "agents", params(("id" = String, Path), BackQuery),
    responses((status = 200, body = Back), (status = 403, body = ErrorBody)))]
async fn back(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<AgentId>,
    Query(query): Query<BackQuery>,
) -> ApiResult<axum::Json<Back>> {
    let back = if query.take_back.unwrap_or(false) {
        TakeBack::Yes
    } else {
        TakeBack::No
    };
    let taken = app.desk.come_back(&caller.by(), id, back).await?;
    Ok(axum::Json(Back { taken }))
}
