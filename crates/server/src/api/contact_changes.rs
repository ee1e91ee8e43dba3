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
use domain::contact::IdentityKind;
use domain::{ContactId, IdentityId, OrganizationId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(change))
        .routes(routes!(block, unblock))
        .routes(routes!(add_identity))
        .routes(routes!(remove_identity))
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
    /// ISO 3166-1 alpha-2.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    country: Option<Option<String>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    organization_id: Option<Option<OrganizationId>>,
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
        country: input.country,
        organization_id: input.organization_id,
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

#[derive(Deserialize, ToSchema)]
struct IdentityInput {
    /// `email`, `phone` or `handle`.
    #[schema(value_type = String)]
    kind: IdentityKind,
    /// A telephone number with its country code, or in the form of the contact's country; kept in E.164.
    value: String,
}

/// Somebody noted an address or number; it counts as not verified.
#[utoipa::path(post, path = "/contacts/{id}/identities", tag = "contacts", params(("id" = String, Path)), request_body = IdentityInput,
    responses((status = 200, body = ChangedContact), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn add_identity(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ContactId>,
    Json(input): Json<IdentityInput>,
) -> ApiResult<axum::Json<ChangedContact>> {
    app.desk
        .add_identity(&caller.by(), id, input.kind, &input.value)
        .await?;
    answer(&app, &caller, id).await
}

#[utoipa::path(delete, path = "/contacts/{id}/identities/{identity}", tag = "contacts", params(("id" = String, Path), ("identity" = String, Path)),
    responses((status = 200, body = ChangedContact), (status = 404, body = ErrorBody)))]
async fn remove_identity(
    State(app): State<App>,
    caller: Caller,
    Path((id, identity)): Path<(ContactId, IdentityId)>,
) -> ApiResult<axum::Json<ChangedContact>> {
    app.desk.remove_identity(&caller.by(), id, identity).await?;
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
