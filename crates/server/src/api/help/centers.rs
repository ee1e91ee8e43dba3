//! Help centers: doors of the house, set up by who looks after channels.

use super::shapes::{HeaderLink, HelpCenter};
use crate::api::settings::given;
use crate::api::types::Page;
use crate::app::App;
use crate::http::error::{ApiResult, ErrorBody};
use crate::http::extract::{Json, Path};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::extract::State;
use axum::http::StatusCode;
use desk::help::centers::CenterChange;
use domain::{ArticleFileId, BrandId, HelpCenterId};
use serde::Deserialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(change, remove))
}

#[utoipa::path(get, path = "/help-centers", tag = "help", responses((status = 200, body = Page<HelpCenter>), (status = 403, body = ErrorBody)))]
async fn list(State(app): State<App>, caller: Caller) -> ApiResult<axum::Json<Page<HelpCenter>>> {
    let all = app.desk.help_centers(&caller.by()).await?;
    Ok(axum::Json(Page::all(
        all.into_iter().map(HelpCenter::from).collect(),
    )))
}

#[derive(Deserialize, ToSchema)]
struct HelpCenterInput {
    /// Locale → name.
    names: BTreeMap<String, String>,
    locales: Vec<String>,
    default_locale: String,
    /// Made from the name when it is left out.
    slug: Option<String>,
    host: Option<String>,
    /// Of the brand, in the header: at most four.
    #[serde(default)]
    links: Vec<HeaderLink>,
    accent: Option<String>,
    #[serde(default)]
    public: bool,
    #[schema(value_type = Option<String>)]
    brand: Option<BrandId>,
}

/// A help center begins private unless told otherwise.
#[utoipa::path(post, path = "/help-centers", tag = "help", request_body = HelpCenterInput,
    responses((status = 201, body = HelpCenter), (status = 403, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn create(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<HelpCenterInput>,
) -> ApiResult<(StatusCode, axum::Json<HelpCenter>)> {
    let change = CenterChange {
        brand: input.brand,
        slug: input.slug,
        host: Some(input.host),
        names: Some(input.names),
        locales: Some(input.locales),
        default_locale: Some(input.default_locale),
        links: Some(input.links.into_iter().map(Into::into).collect()),
        accent: Some(input.accent),
        public: Some(input.public),
        ..CenterChange::default()
    };
    let made = app.desk.create_help_center(&caller.by(), change).await?;
    Ok((StatusCode::CREATED, axum::Json(made.into())))
}

#[derive(Deserialize, ToSchema)]
struct HelpCenterPatch {
    #[schema(value_type = Option<String>)]
    brand: Option<BrandId>,
    slug: Option<String>,
    #[serde(default, deserialize_with = "given")]
    host: Option<Option<String>>,
    names: Option<BTreeMap<String, String>>,
    locales: Option<Vec<String>>,
    default_locale: Option<String>,
    /// All of them: what is left out of the list goes.
    links: Option<Vec<HeaderLink>>,
    #[serde(default, deserialize_with = "given")]
    accent: Option<Option<String>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    logo: Option<Option<ArticleFileId>>,
    public: Option<bool>,
    /// 0 to 500.
    held_out_permille: Option<i64>,
    /// The version that was seen: 409 when somebody else has changed it since. Left out: overrules that.
    version: Option<i64>,
}

/// Fields that are left out stay.
#[utoipa::path(patch, path = "/help-centers/{id}", tag = "help", params(("id" = String, Path)), request_body = HelpCenterPatch,
    responses((status = 200, body = HelpCenter), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn change(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<HelpCenterId>,
    Json(input): Json<HelpCenterPatch>,
) -> ApiResult<axum::Json<HelpCenter>> {
    let change = CenterChange {
        brand: input.brand,
        slug: input.slug,
        host: input.host,
        names: input.names,
        locales: input.locales,
        default_locale: input.default_locale,
        links: input
            .links
            .map(|all| all.into_iter().map(Into::into).collect()),
        accent: input.accent,
        logo: input.logo,
        public: input.public,
        held_out_permille: input.held_out_permille,
        version: input.version,
    };
    let changed = app
        .desk
        .change_help_center(&caller.by(), id, change)
        .await?;
    Ok(axum::Json(changed.into()))
}

/// One that has articles is made private instead.
#[utoipa::path(delete, path = "/help-centers/{id}", tag = "help", params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn remove(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<HelpCenterId>,
) -> ApiResult<StatusCode> {
    app.desk.remove_help_center(&caller.by(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}
