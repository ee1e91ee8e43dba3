//! Teams.

use crate::api::types::{Page, Team};
use crate::app::App;
use crate::http::error::{ApiResult, ErrorBody};
use crate::http::extract::{Json, Path};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::extract::State;
use axum::http::StatusCode;
use desk::settings::teams::{NewTeam, Staffed, TeamChange};
use domain::{AgentId, TeamId};
use serde::Deserialize;
use utoipa::ToSchema;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(change))
}

fn wire(staffed: Staffed) -> Team {
    Team::of(staffed.members, staffed.team)
}

/// Every team, archived ones too.
#[utoipa::path(get, path = "/teams", tag = "settings", responses((status = 200, body = Page<Team>)))]
async fn list(State(app): State<App>, _: Caller) -> ApiResult<axum::Json<Page<Team>>> {
    let teams = app.desk.teams().await?;
    Ok(axum::Json(Page::all(teams.into_iter().map(wire).collect())))
}

#[derive(Deserialize, ToSchema)]
struct TeamInput {
    name: String,
    /// HTML; may hold `{{agent.name}}`.
    #[serde(default)]
    signature: Option<String>,
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    members: Vec<AgentId>,
}

#[utoipa::path(post, path = "/teams", tag = "settings", request_body = TeamInput,
    responses((status = 201, body = Team), (status = 403, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn create(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<TeamInput>,
) -> ApiResult<(StatusCode, axum::Json<Team>)> {
    let new = NewTeam {
        name: input.name,
        signature: input.signature.unwrap_or_default(),
        members: input.members,
    };
    let made = app.desk.create_team(&caller.by(), new).await?;
    app.sessions.forget();
    Ok((StatusCode::CREATED, axum::Json(wire(made))))
}

#[derive(Deserialize, ToSchema)]
struct TeamPatch {
    name: Option<String>,
    signature: Option<String>,
    #[schema(value_type = Option<Vec<String>>)]
    members: Option<Vec<AgentId>>,
    archived: Option<bool>,
}

/// Fields that are left out stay.
#[utoipa::path(patch, path = "/teams/{id}", tag = "settings", params(("id" = String, Path)), request_body = TeamPatch,
    responses((status = 200, body = Team), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn change(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<TeamId>,
    Json(input): Json<TeamPatch>,
) -> ApiResult<axum::Json<Team>> {
    let change = TeamChange {
        name: input.name,
        signature: input.signature,
        members: input.members,
        archived: input.archived,
    };
    let team = app.desk.change_team(&caller.by(), id, change).await?;
    app.sessions.forget();
    Ok(axum::Json(wire(team)))
}
