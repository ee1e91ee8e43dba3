//! Permission sets: those that are shipped, and those of one's own.

use crate::api::types::{Page, words};
use crate::app::App;
use crate::http::error::{ApiResult, ErrorBody};
use crate::http::extract::{Json, Path};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::extract::State;
use axum::http::StatusCode;
use desk::settings::permission_sets::NewSet;
use domain::PermissionSetId;
use domain::access::{Permission, PermissionSet, Scope};
use serde::{Deserialize, Serialize};
use store::permission_set::OwnSet;
use utoipa::ToSchema;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(change, delete))
}

#[derive(Serialize, ToSchema)]
struct PermissionSetInfo {
    /// What agents carry: a word for a shipped set, an id for one of one's own.
    key: String,
    /// Of one's own sets; shipped ones are named by the console in its language.
    name: Option<String>,
    #[schema(value_type = Vec<words::Permission>)]
    permissions: Vec<Permission>,
    /// `own`, `teams` or `all`: which conversations the permissions reach.
    #[schema(value_type = words::Scope)]
    scope: Scope,
    /// Cannot be changed or deleted.
    shipped: bool,
    /// 0 for shipped ones.
    version: i64,
}

impl From<OwnSet> for PermissionSetInfo {
    fn from(set: OwnSet) -> Self {
        Self {
            key: set.id.to_string(),
            name: Some(set.name),
            permissions: set.permissions.0,
            scope: set.scope,
            shipped: false,
            version: set.version,
        }
    }
}

impl From<PermissionSet> for PermissionSetInfo {
    fn from(set: PermissionSet) -> Self {
        Self {
            key: set.key().to_owned(),
            name: None,
            permissions: set.permissions().to_vec(),
            scope: set.scope(),
            shipped: true,
            version: 0,
        }
    }
}

/// Shipped ones first, then one's own by name.
#[utoipa::path(get, path = "/permission-sets", tag = "settings", responses((status = 200, body = Page<PermissionSetInfo>)))]
async fn list(State(app): State<App>, _: Caller) -> ApiResult<axum::Json<Page<PermissionSetInfo>>> {
    let own = app
        .db()
        .read(async |tx| store::permission_set::all(tx).await)
        .await?;
    let shipped = PermissionSet::ALL.into_iter().map(PermissionSetInfo::from);
    let items = shipped.chain(own.into_iter().map(PermissionSetInfo::from));
    Ok(axum::Json(Page::all(items.collect())))
}

#[derive(Deserialize, ToSchema)]
struct PermissionSetInput {
    name: String,
    #[schema(value_type = Vec<words::Permission>)]
    permissions: Vec<Permission>,
    #[schema(value_type = words::Scope)]
    scope: Scope,
}

impl From<PermissionSetInput> for NewSet {
    fn from(input: PermissionSetInput) -> Self {
        Self {
            name: input.name,
            permissions: input.permissions,
            scope: input.scope,
        }
    }
}

#[utoipa::path(post, path = "/permission-sets", tag = "settings", request_body = PermissionSetInput,
    responses((status = 201, body = PermissionSetInfo), (status = 403, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn create(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<PermissionSetInput>,
) -> ApiResult<(StatusCode, axum::Json<PermissionSetInfo>)> {
    let set = app
        .desk
        .create_permission_set(&caller.by(), input.into())
        .await?;
    Ok((StatusCode::CREATED, axum::Json(set.into())))
}

#[derive(Deserialize, ToSchema)]
struct PermissionSetChange {
    /// What the client last saw.
    version: i64,
    #[serde(flatten)]
    set: PermissionSetInput,
}

/// Takes effect for all who have it, at once.
#[utoipa::path(put, path = "/permission-sets/{id}", tag = "settings", params(("id" = String, Path)), request_body = PermissionSetChange,
    responses((status = 200, body = PermissionSetInfo), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn change(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<PermissionSetId>,
    Json(input): Json<PermissionSetChange>,
) -> ApiResult<axum::Json<PermissionSetInfo>> {
    let set = app
        .desk
        .change_permission_set(&caller.by(), id, input.version, input.set.into())
        .await?;
    app.sessions.forget();
    Ok(axum::Json(set.into()))
}

#[utoipa::path(delete, path = "/permission-sets/{id}", tag = "settings", params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
async fn delete(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<PermissionSetId>,
) -> ApiResult<StatusCode> {
    app.desk.delete_permission_set(&caller.by(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}
