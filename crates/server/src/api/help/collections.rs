//! Collections of a help center.

use super::shapes::Collection;
use crate::api::settings::given;
use crate::api::types::Page;
use crate::app::App;
use crate::http::error::{ApiResult, ErrorBody};
use crate::http::extract::{Json, Path};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::extract::State;
use axum::http::StatusCode;
use desk::help::collections::{CollectionChange, NewWords};
use domain::{CollectionId, HelpCenterId};
use serde::Deserialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(order))
        .routes(routes!(change, remove))
}

#[utoipa::path(get, path = "/help-centers/{id}/collections", tag = "help", params(("id" = String, Path)),
    responses((status = 200, body = Page<Collection>), (status = 403, body = ErrorBody)))]
async fn list(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<HelpCenterId>,
) -> ApiResult<axum::Json<Page<Collection>>> {
    let all = app.desk.collections(&caller.by(), id).await?;
    Ok(axum::Json(Page::all(
        all.into_iter().map(Collection::from).collect(),
    )))
}

#[derive(Deserialize, ToSchema)]
struct CollectionWordsInput {
    /// Empty: no words in this locale.
    name: String,
    /// Made from the name when it is left out.
    slug: Option<String>,
    #[serde(default)]
    description: String,
}

#[derive(Deserialize, ToSchema)]
struct CollectionInput {
    /// By locale; those that are left out stay.
    words: Option<BTreeMap<String, CollectionWordsInput>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    parent: Option<Option<CollectionId>>,
    /// For agents alone, with all that is in it.
    internal: Option<bool>,
    /// The version that was seen: 409 when somebody else has changed it since. Left out: overrules that.
    version: Option<i64>,
}

impl From<CollectionInput> for CollectionChange {
    fn from(input: CollectionInput) -> Self {
        let words = input.words.map(|all| {
            let one = |(locale, w): (String, CollectionWordsInput)| {
                let words = NewWords {
                    name: w.name,
                    slug: w.slug,
                    description: w.description,
                };
                (locale, words)
            };
            all.into_iter().map(one).collect()
        });
        Self {
            parent: input.parent,
            internal: input.internal,
            words,
            version: input.version,
        }
    }
}

#[utoipa::path(post, path = "/help-centers/{id}/collections", tag = "help", params(("id" = String, Path)), request_body = CollectionInput,
    responses((status = 201, body = Collection), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn create(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<HelpCenterId>,
    Json(input): Json<CollectionInput>,
) -> ApiResult<(StatusCode, axum::Json<Collection>)> {
    let made = app
        .desk
        .create_collection(&caller.by(), id, input.into())
        .await?;
    Ok((StatusCode::CREATED, axum::Json(made.into())))
}

#[derive(Deserialize, ToSchema)]
struct CollectionOrder {
    #[schema(value_type = Vec<String>)]
    collections: Vec<CollectionId>,
}

/// The order in which they are shown.
#[utoipa::path(put, path = "/collections/order", tag = "help", request_body = CollectionOrder,
    responses((status = 204), (status = 403, body = ErrorBody)))]
async fn order(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<CollectionOrder>,
) -> ApiResult<StatusCode> {
    app.desk
        .order_collections(&caller.by(), input.collections)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Fields that are left out stay.
#[utoipa::path(patch, path = "/collections/{id}", tag = "help", params(("id" = String, Path)), request_body = CollectionInput,
    responses((status = 200, body = Collection), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn change(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<CollectionId>,
    Json(input): Json<CollectionInput>,
) -> ApiResult<axum::Json<Collection>> {
    let changed = app
        .desk
        .change_collection(&caller.by(), id, input.into())
        .await?;
    Ok(axum::Json(changed.into()))
}

/// Its articles stay, and those below it go one up.
#[utoipa::path(delete, path = "/collections/{id}", tag = "help", params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn remove(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<CollectionId>,
) -> ApiResult<StatusCode> {
    app.desk.remove_collection(&caller.by(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}
