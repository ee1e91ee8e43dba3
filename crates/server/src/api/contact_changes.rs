//! What agents note about a contact, and blocking one.

use super::contacts::load;
use super::settings::given;
use super::types::Contact;
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::{Json, Path};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::extract::State;
use desk::settings::contacts::{Block, ContactChange};
use domain::ContactId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(change))
        .routes(routes!(block, unblock))
}

/// Fields that are left out stay; null empties.
#[derive(Deserialize, ToSchema)]
struct ContactPatch {
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    name: Option<Option<String>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    organization: Option<Option<String>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    language: Option<Option<String>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    zone: Option<Option<String>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    note: Option<Option<String>>,
}

#[derive(Serialize, ToSchema)]
struct ChangedContact {
    contact: Contact,
}

#[utoipa::path(patch, path = "/contacts/{id}", tag = "contacts", params(("id" = String, Path)), request_body = ContactPatch,
    responses((status = 200, body = ChangedContact), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn change(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ContactId>,
    Json(input): Json<ContactPatch>,
) -> ApiResult<axum::Json<ChangedContact>> {
    let change = ContactChange {
        name: input.name,
        organization: input.organization,
        language: input.language,
        zone: input.zone,
        note: input.note,
    };
    app.desk.change_contact(&caller.by(), id, change).await?;
    answer(&app, &caller, id).await
}

/// New mail of theirs is kept, as spam.
#[utoipa::path(put, path = "/contacts/{id}/block", tag = "contacts", params(("id" = String, Path)),
    responses((status = 200, body = ChangedContact), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn block(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ContactId>,
) -> ApiResult<axum::Json<ChangedContact>> {
    app.desk.block_contact(&caller.by(), id, Block::On).await?;
    answer(&app, &caller, id).await
}

#[utoipa::path(delete, path = "/contacts/{id}/block", tag = "contacts", params(("id" = String, Path)),
    responses((status = 200, body = ChangedContact), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn unblock(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ContactId>,
) -> ApiResult<axum::Json<ChangedContact>> {
    app.desk.block_contact(&caller.by(), id, Block::Off).await?;
    answer(&app, &caller, id).await
}

async fn answer(
    app: &App,
    caller: &Caller,
    id: ContactId,
) -> ApiResult<axum::Json<ChangedContact>> {
    let access = caller.access().clone();
    let contact = app
        .db()
        .read(async move |tx| load(tx, &access, id).await)
        .await?
        .ok_or_else(ApiError::not_found)?;
    Ok(axum::Json(ChangedContact { contact }))
}
