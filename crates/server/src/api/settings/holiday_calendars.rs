//! Holiday calendars, and looking into an iCalendar file before it is taken over.

use crate::api::types::{CalendarPreview, HolidayCalendar, HolidayDay, Page};
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::{Json, Path};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use desk::settings::holidays::CalendarInput;
use domain::HolidayCalendarId;
use domain::hours::{FILE_MAX, Holiday};
use serde::Deserialize;
use utoipa::ToSchema;

pub fn routes() -> OpenApiRouter<App> {
    let file = OpenApiRouter::new()
        .routes(routes!(preview))
        .layer(DefaultBodyLimit::max(FILE_MAX));
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(change, remove))
        .merge(file)
}

#[utoipa::path(get, path = "/holiday-calendars", tag = "settings", responses((status = 200, body = Page<HolidayCalendar>)))]
async fn list(State(app): State<App>, _: Caller) -> ApiResult<axum::Json<Page<HolidayCalendar>>> {
    let all = app.desk.holiday_calendars().await?;
    Ok(axum::Json(Page::all(
        all.into_iter().map(HolidayCalendar::from).collect(),
    )))
}

/// The whole-day events of an iCalendar file, from a year ago to ten years ahead. Nothing is stored: send the days that
/// you want to `POST /holiday-calendars`.
#[utoipa::path(post, path = "/holiday-calendars/preview", tag = "settings",
    request_body(content = String, content_type = "text/calendar"),
    responses((status = 200, body = CalendarPreview), (status = 403, body = ErrorBody), (status = 413, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn preview(
    State(app): State<App>,
    caller: Caller,
    file: Result<Bytes, BytesRejection>,
) -> ApiResult<axum::Json<CalendarPreview>> {
    let file = file.map_err(|_| {
        ApiError::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too_large",
            "A calendar has at most 1 MB.",
        )
    })?;
    let by = caller.by();
    let desk = app.desk.clone();
    // A hostile file takes a moment, and must take it elsewhere.
    let read = tokio::task::spawn_blocking(move || desk.read_holidays(&by, &file)).await;
    let read = read.map_err(|_| ApiError::internal("a calendar could not be read"))??;
    Ok(axum::Json(read.into()))
}

#[derive(Deserialize, ToSchema)]
struct HolidayCalendarInput {
    name: String,
    days: Vec<HolidayDay>,
    /// For a change: the version that was seen. Left out when created.
    #[serde(default)]
    version: i64,
}

impl HolidayCalendarInput {
    fn whole(self) -> CalendarInput {
        CalendarInput {
            name: self.name,
            days: self.days.into_iter().map(Holiday::from).collect(),
        }
    }
}

#[utoipa::path(post, path = "/holiday-calendars", tag = "settings", request_body = HolidayCalendarInput,
    responses((status = 201, body = HolidayCalendar), (status = 403, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn create(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<HolidayCalendarInput>,
) -> ApiResult<(StatusCode, axum::Json<HolidayCalendar>)> {
    let made = app
        .desk
        .create_holiday_calendar(&caller.by(), input.whole())
        .await?;
    app.wakes.due.notify_one();
    Ok((StatusCode::CREATED, axum::Json(made.into())))
}

/// Replaces all of it.
#[utoipa::path(put, path = "/holiday-calendars/{id}", tag = "settings", params(("id" = String, Path)), request_body = HolidayCalendarInput,
    responses((status = 200, body = HolidayCalendar), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn change(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<HolidayCalendarId>,
    Json(input): Json<HolidayCalendarInput>,
) -> ApiResult<axum::Json<HolidayCalendar>> {
    let version = input.version;
    let kept = app
        .desk
        .change_holiday_calendar(&caller.by(), id, version, input.whole())
        .await?;
    app.wakes.due.notify_one();
    Ok(axum::Json(kept.into()))
}

#[utoipa::path(delete, path = "/holiday-calendars/{id}", tag = "settings", params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn remove(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<HolidayCalendarId>,
) -> ApiResult<StatusCode> {
    app.desk.remove_holiday_calendar(&caller.by(), id).await?;
    app.wakes.due.notify_one();
    Ok(StatusCode::NO_CONTENT)
}
