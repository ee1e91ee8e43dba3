//! Macros.

use super::given;
use crate::api::types::shapes;
use crate::api::types::{Macro, Page};
use crate::app::App;
use crate::http::error::{ApiResult, ErrorBody};
use crate::http::extract::{Json, Path};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::extract::State;
use axum::http::StatusCode;
use desk::settings::macros::{Action, MacroChange, NewMacro};
use domain::access::{Permission, Scope};
use domain::{ConversationId, MacroId, TeamId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(change, remove))
        .routes(routes!(use_it))
}

/// Those of the agent's teams and of everybody; all of them for those who look after macros.
#[utoipa::path(get, path = "/macros", tag = "settings", responses((status = 200, body = Page<Macro>)))]
async fn list(State(app): State<App>, caller: Caller) -> ApiResult<axum::Json<Page<Macro>>> {
    let access = caller.access();
    let all = access.may(Permission::ContentManage) || access.scope == Scope::All;
    let mut macros = app.desk.macros().await?;
    macros.retain(|m| all || m.team.is_none_or(|team| access.teams.contains(&team)));
    let items = macros.into_iter().map(Macro::from).collect();
    Ok(axum::Json(Page::all(items)))
}

#[derive(Deserialize, ToSchema)]
struct MacroInput {
    name: String,
    shortcut: Option<String>,
    #[serde(default)]
    html: String,
    /// `{"do": "status", "status": …}`, `tag`, `assign`, `team` or `urgency`.
    #[serde(default)]
    #[schema(value_type = Vec<shapes::MacroAction>)]
    actions: Vec<Action>,
    #[schema(value_type = Option<String>)]
    team: Option<TeamId>,
}

#[utoipa::path(post, path = "/macros", tag = "settings", request_body = MacroInput,
    responses((status = 201, body = Macro), (status = 403, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn create(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<MacroInput>,
) -> ApiResult<(StatusCode, axum::Json<Macro>)> {
    let new = NewMacro {
        name: input.name,
        shortcut: input.shortcut.unwrap_or_default(),
        html: input.html,
        actions: input.actions,
        team: input.team,
    };
    let made = app.desk.create_macro(&caller.by(), new).await?;
    Ok((StatusCode::CREATED, axum::Json(made.into())))
}

#[derive(Deserialize, ToSchema)]
struct MacroPatch {
    name: Option<String>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    shortcut: Option<Option<String>>,
    html: Option<String>,
    #[schema(value_type = Option<Vec<shapes::MacroAction>>)]
    actions: Option<Vec<Action>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    team: Option<Option<TeamId>>,
    archived: Option<bool>,
    position: Option<i64>,
}

/// Fields that are left out stay.
#[utoipa::path(patch, path = "/macros/{id}", tag = "settings", params(("id" = String, Path)), request_body = MacroPatch,
    responses((status = 200, body = Macro), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn change(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<MacroId>,
    Json(input): Json<MacroPatch>,
) -> ApiResult<axum::Json<Macro>> {
    let change = MacroChange {
        name: input.name,
        shortcut: input.shortcut.map(Option::unwrap_or_default),
        html: input.html,
        actions: input.actions,
        team: input.team,
        archived: input.archived,
        position: input.position,
    };
    let kept = app.desk.change_macro(&caller.by(), id, change).await?;
    Ok(axum::Json(kept.into()))
}

/// Puts a macro away.
#[utoipa::path(delete, path = "/macros/{id}", tag = "settings", params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn remove(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<MacroId>,
) -> ApiResult<StatusCode> {
    app.desk.remove_macro(&caller.by(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, ToSchema)]
struct MacroUse {
    #[schema(value_type = String)]
    conversation: ConversationId,
}

#[derive(Serialize, ToSchema)]
struct MacroFilled {
    html: String,
    /// Names that have no value here; they are still in the text, which cannot be sent like that.
    empty: Vec<String>,
}

/// The text of a macro for a conversation; counts it as used. Its acts are carried out by the client.
#[utoipa::path(post, path = "/macros/{id}/use", tag = "settings", params(("id" = String, Path)), request_body = MacroUse,
    responses((status = 200, body = MacroFilled), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn use_it(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<MacroId>,
    Json(input): Json<MacroUse>,
) -> ApiResult<axum::Json<MacroFilled>> {
    let used = app
        .desk
        .use_macro(&caller.by(), id, input.conversation)
        .await?;
    Ok(axum::Json(MacroFilled {
        html: used.html,
        empty: used.empty,
    }))
}
