//! Tokens of the agent's own programs.

use super::types::{Page, words};
use crate::app::App;
use crate::http::error::{ApiResult, ErrorBody};
use crate::http::extract::{Json, Path};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::extract::State;
use axum::http::StatusCode;
use desk::account::tokens::NewToken;
use domain::access::Permission;
use domain::{ApiTokenId, Millis};
use serde::{Deserialize, Serialize};
use store::api_token::ApiToken;
use utoipa::ToSchema;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(revoke))
}

/// A token without its text.
#[derive(Serialize, ToSchema)]
pub(super) struct TokenInfo {
    #[schema(value_type = String)]
    id: ApiTokenId,
    name: String,
    #[schema(value_type = Vec<words::Permission>)]
    permissions: Vec<Permission>,
    created_at: Millis,
    expires_at: Millis,
    /// To the minute.
    last_used_at: Option<Millis>,
    last_ip: Option<String>,
    revoked_at: Option<Millis>,
}

impl From<ApiToken> for TokenInfo {
    fn from(t: ApiToken) -> Self {
        Self {
            id: t.id,
            name: t.name,
            permissions: t.permissions.0,
            created_at: t.created_at,
            expires_at: t.expires_at,
            last_used_at: t.last_used_at,
            last_ip: t.last_ip,
            revoked_at: t.revoked_at,
        }
    }
}

/// Newest first; ended ones too.
#[utoipa::path(get, path = "/me/tokens", tag = "account", responses((status = 200, body = Page<TokenInfo>), (status = 403, body = ErrorBody)))]
async fn list(State(app): State<App>, caller: Caller) -> ApiResult<axum::Json<Page<TokenInfo>>> {
    caller.session()?;
    let rows = app.desk.tokens_of(&caller.by(), caller.agent()).await?;
    Ok(axum::Json(Page::all(
        rows.into_iter().map(TokenInfo::from).collect(),
    )))
}

#[derive(Deserialize, ToSchema)]
struct TokenInput {
    /// What it is for.
    name: String,
    /// A part of what the agent may do.
    #[schema(value_type = Vec<words::Permission>)]
    permissions: Vec<Permission>,
    /// Within a year.
    expires_at: Millis,
}

/// A token with its text, which is shown now and never again.
#[derive(Serialize, ToSchema)]
struct NewTokenInfo {
    #[serde(flatten)]
    info: TokenInfo,
    /// For `Authorization: Bearer`.
    token: String,
}

#[utoipa::path(post, path = "/me/tokens", tag = "account", request_body = TokenInput,
    responses((status = 201, body = NewTokenInfo), (status = 403, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn create(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<TokenInput>,
) -> ApiResult<(StatusCode, axum::Json<NewTokenInfo>)> {
    caller.session()?;
    let new = NewToken {
        name: input.name,
        permissions: input.permissions,
        expires_at: input.expires_at,
    };
    let (row, token) = app.desk.create_token(&caller.by(), new).await?;
    let info = row.into();
    Ok((
        StatusCode::CREATED,
        axum::Json(NewTokenInfo { info, token }),
    ))
}

/// Ends it at once.
#[utoipa::path(delete, path = "/me/tokens/{id}", tag = "account", params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn revoke(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ApiTokenId>,
) -> ApiResult<StatusCode> {
    caller.session()?;
    app.desk
        .revoke_token(&caller.by(), caller.agent(), id)
        .await?;
    app.sessions.forget();
    Ok(StatusCode::NO_CONTENT)
}
