//! What administrators see and end of other agents' ways in: sessions, tokens, second factors.

use super::account::listed;
use super::tokens::TokenInfo;
use super::types::{Page, SessionInfo};
use crate::app::App;
use crate::http::error::{ApiResult, ErrorBody};
use crate::http::extract::Path;
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::extract::State;
use axum::http::StatusCode;
use domain::{AgentId, ApiTokenId, SessionId};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(sessions, end_sessions))
        .routes(routes!(end_session))
        .routes(routes!(tokens))
        .routes(routes!(revoke_token))
        .routes(routes!(reset_second_factor))
}

#[utoipa::path(get, path = "/agents/{id}/sessions", tag = "settings", params(("id" = String, Path)),
    responses((status = 200, body = Page<SessionInfo>), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn sessions(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<AgentId>,
) -> ApiResult<axum::Json<Page<SessionInfo>>> {
    let rows = app.desk.sessions_of(&caller.by(), id).await?;
    Ok(axum::Json(Page::all(listed(rows, caller.signed.session()))))
}

/// Signs an agent out everywhere.
#[utoipa::path(delete, path = "/agents/{id}/sessions", tag = "settings", params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn end_sessions(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<AgentId>,
) -> ApiResult<StatusCode> {
    app.desk.end_sessions(&caller.by(), id, None, None).await?;
    app.sessions.forget();
    Ok(StatusCode::NO_CONTENT)
}

#[utoipa::path(delete, path = "/agents/{id}/sessions/{session}", tag = "settings", params(("id" = String, Path), ("session" = String, Path)),
    responses((status = 204), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn end_session(
    State(app): State<App>,
    caller: Caller,
    Path((id, session)): Path<(AgentId, SessionId)>,
) -> ApiResult<StatusCode> {
    app.desk
        .end_sessions(&caller.by(), id, Some(session), None)
        .await?;
    app.sessions.forget();
    Ok(StatusCode::NO_CONTENT)
}

#[utoipa::path(get, path = "/agents/{id}/tokens", tag = "settings", params(("id" = String, Path)),
    responses((status = 200, body = Page<TokenInfo>), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn tokens(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<AgentId>,
) -> ApiResult<axum::Json<Page<TokenInfo>>> {
    let rows = app.desk.tokens_of(&caller.by(), id).await?;
    Ok(axum::Json(Page::all(
        rows.into_iter().map(TokenInfo::from).collect(),
    )))
}

#[utoipa::path(delete, path = "/agents/{id}/tokens/{token}", tag = "settings", params(("id" = String, Path), ("token" = String, Path)),
    responses((status = 204), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn revoke_token(
    State(app): State<App>,
    caller: Caller,
    Path((id, token)): Path<(AgentId, ApiTokenId)>,
) -> ApiResult<StatusCode> {
    app.desk.revoke_token(&caller.by(), id, token).await?;
    app.sessions.forget();
    Ok(StatusCode::NO_CONTENT)
}

/// Takes second factor and passkeys from an agent who has lost them; their sessions end.
#[utoipa::path(delete, path = "/agents/{id}/second-factor", tag = "settings", params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
async fn reset_second_factor(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<AgentId>,
) -> ApiResult<StatusCode> {
    caller.session()?;
    app.desk.reset_second_factor(&caller.by(), id).await?;
    app.sessions.forget();
    Ok(StatusCode::NO_CONTENT)
}
