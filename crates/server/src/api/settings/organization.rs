//! The organization.

use super::given;
use crate::api::types::Organization;
use crate::app::App;
use crate::http::error::{ApiResult, ErrorBody};
use crate::http::extract::Json;
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show, change))
}

#[utoipa::path(get, path = "/organization", tag = "settings", responses((status = 200, body = Organization)))]
async fn show(State(app): State<App>, _: Caller) -> ApiResult<axum::Json<Organization>> {
    Ok(axum::Json(wire(app.desk.organization().await?)))
}

#[derive(Deserialize, ToSchema)]
struct OrganizationChange {
    name: Option<String>,
    /// IANA name.
    zone: Option<String>,
    /// BCP 47.
    locale: Option<String>,
    /// Where agents find the console; null goes back to what the configuration says.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    public_url: Option<Option<String>>,
}

/// Fields that are left out stay.
#[utoipa::path(patch, path = "/organization", tag = "settings", request_body = OrganizationChange,
    responses((status = 200, body = Organization), (status = 403, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn change(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<OrganizationChange>,
) -> ApiResult<axum::Json<Organization>> {
    let mut wanted = app.desk.organization().await?;
    wanted.name = input.name.unwrap_or(wanted.name);
    wanted.zone = input.zone.unwrap_or(wanted.zone);
    wanted.locale = input.locale.unwrap_or(wanted.locale);
    if let Some(url) = input.public_url {
        wanted.public_url = url.unwrap_or_default();
    }
    let kept = app.desk.change_organization(&caller.by(), wanted).await?;
    Ok(axum::Json(wire(kept)))
}

fn wire(o: desk::organization::Organization) -> Organization {
    Organization {
        name: o.name,
        zone: o.zone,
        locale: o.locale,
        public_url: Some(o.public_url).filter(|u| !u.is_empty()),
    }
}
