//! Business hours.

use crate::api::types::{BusinessHours, HoursException, Page, WeekInterval, schedule};
use crate::app::App;
use crate::http::error::{ApiResult, ErrorBody};
use crate::http::extract::{Json, Path};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::extract::State;
use axum::http::StatusCode;
use desk::settings::hours::HoursInput;
use domain::{BusinessHoursId, ChannelId, HolidayCalendarId, TeamId};
use serde::Deserialize;
use utoipa::ToSchema;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(change, remove))
}

/// All of them, and whether they are open now.
#[utoipa::path(get, path = "/business-hours", tag = "settings", responses((status = 200, body = Page<BusinessHours>)))]
async fn list(
    State(app): State<App>,
    caller: Caller,
) -> ApiResult<axum::Json<Page<BusinessHours>>> {
    let all = app.desk.business_hours(caller.now).await?;
    Ok(axum::Json(Page::all(
        all.into_iter().map(BusinessHours::from).collect(),
    )))
}

#[derive(Deserialize, ToSchema)]
struct BusinessHoursInput {
    name: String,
    /// IANA name.
    zone: String,
    week: Vec<WeekInterval>,
    #[serde(default)]
    exceptions: Vec<HoursException>,
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    calendars: Vec<HolidayCalendarId>,
    /// Who had other hours before has these. A channel's hours hold before its team's.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    channels: Vec<ChannelId>,
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    teams: Vec<TeamId>,
    /// For a change: the version that was seen. Left out when created.
    #[serde(default)]
    version: i64,
}

impl BusinessHoursInput {
    fn whole(self) -> HoursInput {
        HoursInput {
            name: self.name,
            schedule: schedule(self.zone, self.week, self.exceptions),
            calendars: self.calendars,
            channels: self.channels,
            teams: self.teams,
        }
    }
}

#[utoipa::path(post, path = "/business-hours", tag = "settings", request_body = BusinessHoursInput,
    responses((status = 201, body = BusinessHours), (status = 403, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn create(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<BusinessHoursInput>,
) -> ApiResult<(StatusCode, axum::Json<BusinessHours>)> {
    let made = app
        .desk
        .create_business_hours(&caller.by(), input.whole())
        .await?;
    app.wakes.due.notify_one();
    Ok((StatusCode::CREATED, axum::Json(made.into())))
}

/// Replaces all of it.
#[utoipa::path(put, path = "/business-hours/{id}", tag = "settings", params(("id" = String, Path)), request_body = BusinessHoursInput,
    responses((status = 200, body = BusinessHours), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn change(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<BusinessHoursId>,
    Json(input): Json<BusinessHoursInput>,
) -> ApiResult<axum::Json<BusinessHours>> {
    let version = input.version;
    let kept = app
        .desk
        .change_business_hours(&caller.by(), id, version, input.whole())
        .await?;
    app.wakes.due.notify_one();
    Ok(axum::Json(kept.into()))
}

/// Channels and teams that had these hours are always open afterwards.
#[utoipa::path(delete, path = "/business-hours/{id}", tag = "settings", params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn remove(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<BusinessHoursId>,
) -> ApiResult<StatusCode> {
    app.desk.remove_business_hours(&caller.by(), id).await?;
    app.wakes.due.notify_one();
    Ok(StatusCode::NO_CONTENT)
}
