//! Custom fields, and their values in conversations, contacts and organizations.

use crate::api::conversations::find;
use crate::api::types::Page;
use crate::app::App;
use crate::http::error::{ApiResult, ErrorBody};
use crate::http::extract::{Json, Path};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::extract::State;
use axum::http::StatusCode;
use desk::settings::fields::{FieldChange, NewField, Owner};
use domain::field::{Definition, Entity, FieldKind, FieldValue};
use domain::{ContactId, FieldId, OrganizationId};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(change))
        .routes(routes!(values, set_values))
        .routes(routes!(contact_values, set_contact_values))
        .routes(routes!(organization_values, set_organization_values))
}

#[derive(Serialize, ToSchema)]
struct CustomField {
    #[schema(value_type = String)]
    id: FieldId,
    /// `conversation`, `contact` or `organization`.
    #[schema(value_type = String)]
    entity: Entity,
    /// `{{field.key}}`, `{{contact.field.key}}` or `{{contact.organization.field.key}}`.
    key: String,
    name: String,
    /// `text`, `number`, `choice`, `date` or `checkbox`.
    #[schema(value_type = String)]
    kind: FieldKind,
    choices: Vec<String>,
    position: i64,
    archived: bool,
}

impl From<Definition> for CustomField {
    fn from(f: Definition) -> Self {
        Self {
            id: f.id,
            entity: f.entity,
            key: f.key,
            name: f.name,
            kind: f.kind,
            choices: f.choices,
            position: f.position,
            archived: f.archived,
        }
    }
}

#[utoipa::path(get, path = "/fields", tag = "fields", responses((status = 200, body = Page<CustomField>)))]
async fn list(State(app): State<App>, _: Caller) -> ApiResult<axum::Json<Page<CustomField>>> {
    let all = app.desk.fields().await?;
    Ok(axum::Json(Page::all(
        all.into_iter().map(CustomField::from).collect(),
    )))
}

#[derive(Deserialize, ToSchema)]
struct FieldInput {
    #[schema(value_type = String)]
    entity: Entity,
    /// Left out: made of the name.
    key: Option<String>,
    name: String,
    #[schema(value_type = String)]
    kind: FieldKind,
    #[serde(default)]
    choices: Vec<String>,
}

#[utoipa::path(post, path = "/fields", tag = "fields", request_body = FieldInput,
    responses((status = 201, body = CustomField), (status = 403, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn create(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<FieldInput>,
) -> ApiResult<(StatusCode, axum::Json<CustomField>)> {
    let new = NewField {
        entity: input.entity,
        key: input.key,
        name: input.name,
        kind: input.kind,
        choices: input.choices,
    };
    let made = app.desk.create_field(&caller.by(), new).await?;
    Ok((StatusCode::CREATED, axum::Json(made.into())))
}

#[derive(Deserialize, ToSchema)]
struct FieldPatch {
    name: Option<String>,
    choices: Option<Vec<String>>,
    position: Option<i64>,
    /// An archived field is not shown; its values are kept.
    archived: Option<bool>,
}

/// Fields that are left out stay; the kind of a field does not change.
#[utoipa::path(patch, path = "/fields/{id}", tag = "fields", params(("id" = String, Path)), request_body = FieldPatch,
    responses((status = 200, body = CustomField), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn change(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<FieldId>,
    Json(input): Json<FieldPatch>,
) -> ApiResult<axum::Json<CustomField>> {
    let change = FieldChange {
        name: input.name,
        choices: input.choices,
        position: input.position,
        archived: input.archived,
    };
    Ok(axum::Json(
        app.desk
            .change_field(&caller.by(), id, change)
            .await?
            .into(),
    ))
}

/// Values by the id of their field: text, number, `YYYY-MM-DD`, true or false; null takes one away.
#[derive(Serialize, Deserialize, ToSchema)]
struct FieldValues {
    #[schema(value_type = Object)]
    values: Map<String, Value>,
}

type Shown = ApiResult<axum::Json<FieldValues>>;

fn shown(values: Vec<(FieldId, FieldValue)>) -> axum::Json<FieldValues> {
    let values = values
        .into_iter()
        .map(|(id, v)| (id.to_string(), v.json()))
        .collect();
    axum::Json(FieldValues { values })
}

/// Values of a conversation, of its contact and of the contact's organization.
#[utoipa::path(get, path = "/conversations/{id}/fields", tag = "fields", params(("id" = String, Path)),
    responses((status = 200, body = FieldValues), (status = 404, body = ErrorBody)))]
async fn values(State(app): State<App>, caller: Caller, Path(id): Path<String>) -> Shown {
    let id = find(&app, &caller, &id).await?;
    Ok(shown(app.desk.field_values(&caller.by(), id).await?))
}

/// Sets values by id or key; those that are left out stay. Fields of the contact go to the contact, those of the organization
/// to the one that the contact belongs to.
#[utoipa::path(put, path = "/conversations/{id}/fields", tag = "fields", params(("id" = String, Path)), request_body = FieldValues,
    responses((status = 200, body = FieldValues), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn set_values(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    Json(input): Json<FieldValues>,
) -> Shown {
    let id = find(&app, &caller, &id).await?;
    Ok(shown(
        app.desk.set_fields(&caller.by(), id, input.values).await?,
    ))
}

async fn own_values(app: &App, caller: &Caller, owner: Owner) -> Shown {
    Ok(shown(app.desk.own_field_values(&caller.by(), owner).await?))
}

async fn set_own(app: &App, caller: &Caller, owner: Owner, input: FieldValues) -> Shown {
    let by = caller.by();
    Ok(shown(
        app.desk.set_own_fields(&by, owner, input.values).await?,
    ))
}

#[utoipa::path(get, path = "/contacts/{id}/fields", tag = "fields", params(("id" = String, Path)),
    responses((status = 200, body = FieldValues), (status = 404, body = ErrorBody)))]
async fn contact_values(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ContactId>,
) -> Shown {
    own_values(&app, &caller, Owner::Contact(id)).await
}

#[utoipa::path(put, path = "/contacts/{id}/fields", tag = "fields", params(("id" = String, Path)), request_body = FieldValues,
    responses((status = 200, body = FieldValues), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn set_contact_values(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ContactId>,
    Json(input): Json<FieldValues>,
) -> Shown {
    set_own(&app, &caller, Owner::Contact(id), input).await
}

#[utoipa::path(get, path = "/organizations/{id}/fields", tag = "fields", params(("id" = String, Path)),
    responses((status = 200, body = FieldValues), (status = 404, body = ErrorBody)))]
async fn organization_values(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<OrganizationId>,
) -> Shown {
    own_values(&app, &caller, Owner::Organization(id)).await
}

#[utoipa::path(put, path = "/organizations/{id}/fields", tag = "fields", params(("id" = String, Path)), request_body = FieldValues,
    responses((status = 200, body = FieldValues), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn set_organization_values(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<OrganizationId>,
    Json(input): Json<FieldValues>,
) -> Shown {
    set_own(&app, &caller, Owner::Organization(id), input).await
}
