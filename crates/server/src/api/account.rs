//! The agent's own affairs: profile, settings, password, sessions.

use super::types::{Agent, Me, Page, SessionInfo};
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::{Json, Path};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::extract::State;
use axum::http::StatusCode;
use desk::account::AgentChange;
use domain::SessionId;
use serde::Deserialize;
use utoipa::ToSchema;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(me, change_me))
        .routes(routes!(change_password))
        .routes(routes!(sessions, end_others))
        .routes(routes!(end_session))
}

#[utoipa::path(get, path = "/me", tag = "account", responses((status = 200, body = Me)))]
async fn me(State(app): State<App>, caller: Caller) -> ApiResult<axum::Json<Me>> {
    Ok(axum::Json(own(&app, &caller).await?))
}

#[derive(Deserialize, ToSchema)]
struct ChangeMe {
    name: Option<String>,
    zone: Option<String>,
    locale: Option<String>,
    /// Merged into what is kept; null removes a key.
    #[schema(value_type = Option<Object>)]
    settings: Option<serde_json::Map<String, serde_json::Value>>,
}

#[utoipa::path(patch, path = "/me", tag = "account", request_body = ChangeMe, responses((status = 200, body = Me), (status = 422, body = ErrorBody)))]
async fn change_me(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<ChangeMe>,
) -> ApiResult<axum::Json<Me>> {
    let settings = input.settings.map(serde_json::Value::Object);
    if settings
        .as_ref()
        .is_some_and(|s| s.to_string().len() > 16 * 1024)
    {
        return Err(ApiError::invalid(
            "settings",
            "Settings are kept up to 16 KB.",
        ));
    }
    let change = AgentChange {
        name: input.name,
        zone: input.zone,
        locale: input.locale,
        settings,
        ..AgentChange::default()
    };
    app.desk
        .change_agent(&caller.by(), caller.agent(), change)
        .await?;
    Ok(axum::Json(own(&app, &caller).await?))
}

async fn own(app: &App, caller: &Caller) -> ApiResult<Me> {
    let id = caller.agent();
    let (agent, settings) = app
        .db()
        .read(async move |tx| {
            Ok::<_, store::StoreError>((
                store::agent::load(tx, id).await?,
                store::agent::settings(tx, id).await?,
            ))
        })
        .await?;
    Ok(Me {
        agent: Agent::from(agent.ok_or_else(ApiError::signed_out)?)
            .with(&app.desk.away(caller.now).await?),
        permissions: caller.access().permissions.clone(),
        must_enrol: caller.signed.must_enrol,
        settings: settings
            .filter(serde_json::Value::is_object)
            .unwrap_or_else(|| serde_json::json!({})),
    })
}

#[derive(Deserialize, ToSchema)]
struct ChangePassword {
    old: String,
    new: String,
}

/// Changes the password; other sessions of the agent end.
#[utoipa::path(put, path = "/me/password", tag = "account", request_body = ChangePassword,
    responses((status = 204), (status = 422, body = ErrorBody)))]
async fn change_password(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<ChangePassword>,
) -> ApiResult<StatusCode> {
    app.desk
        .change_password(
            &caller.by(),
            Some(caller.session()?),
            &input.old,
            &input.new,
        )
        .await?;
    app.sessions.forget();
    Ok(StatusCode::NO_CONTENT)
}

#[utoipa::path(get, path = "/me/sessions", tag = "account", responses((status = 200, body = Page<SessionInfo>)))]
async fn sessions(
    State(app): State<App>,
    caller: Caller,
) -> ApiResult<axum::Json<Page<SessionInfo>>> {
    let current = Some(caller.session()?);
    let rows = app.desk.sessions_of(&caller.by(), caller.agent()).await?;
    Ok(axum::Json(Page::all(listed(rows, current))))
}

/// The newest hundred, as they are shown.
pub(super) fn listed(
    rows: Vec<store::session::Session>,
    current: Option<SessionId>,
) -> Vec<SessionInfo> {
    rows.into_iter()
        .take(100)
        .map(|s| SessionInfo {
            current: Some(s.id) == current,
            id: s.id,
            created_at: s.created_at,
            last_seen_at: s.last_seen_at,
            ip: s.ip,
            user_agent: s.user_agent,
            method: s.method,
        })
        .collect()
}

/// Ends all sessions of the agent but this one.
#[utoipa::path(delete, path = "/me/sessions", tag = "account", responses((status = 204)))]
async fn end_others(State(app): State<App>, caller: Caller) -> ApiResult<StatusCode> {
    let keep = caller.session()?;
    app.desk
        .end_sessions(&caller.by(), caller.agent(), None, Some(keep))
        .await?;
    app.sessions.forget();
    Ok(StatusCode::NO_CONTENT)
}

#[utoipa::path(delete, path = "/me/sessions/{id}", tag = "account", params(("id" = String, Path)), responses((status = 204), (status = 404, body = ErrorBody)))]
async fn end_session(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<SessionId>,
) -> ApiResult<StatusCode> {
    caller.session()?;
    app.desk
        .end_sessions(&caller.by(), caller.agent(), Some(id), None)
        .await?;
    app.sessions.forget();
    Ok(StatusCode::NO_CONTENT)
}
