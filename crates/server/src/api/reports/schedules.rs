//! Reports that are mailed regularly.

use super::dimension;
use crate::api::types::Page;
use crate::api::views::filter_of;
use crate::app::App;
use crate::figures::WRITER;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::{Json, Path};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::extract::State;
use axum::http::StatusCode;
use desk::report_mail::{About, Wanted, about_of};
use domain::access::Permission;
use domain::figures::Every;
use domain::{AgentId, ReportScheduleId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(change, remove))
        .routes(routes!(test))
}

#[derive(Debug, Serialize, ToSchema)]
struct ReportSchedule {
    #[schema(value_type = String)]
    id: ReportScheduleId,
    name: String,
    /// `conversations`, or `causes`: why people write.
    #[schema(value_type = String)]
    about: About,
    /// `week` or `month`.
    every: String,
    /// 0 is Monday; for weekly ones.
    weekday: i64,
    /// In the zone of the organization.
    hour: i64,
    #[schema(value_type = Vec<String>)]
    agents: Vec<AgentId>,
    /// `channel`, `team`, `topic`, `urgency` or `hour`; null: not divided.
    by: Option<String>,
    /// Durations in business hours.
    business: bool,
    #[schema(value_type = Option<Object>)]
    filter: Option<Value>,
    enabled: bool,
    /// Last day of the newest period that went out, or was not to.
    sent_for: Option<String>,
    version: i64,
}

impl From<store::report_schedule::Schedule> for ReportSchedule {
    fn from(s: store::report_schedule::Schedule) -> Self {
        let about = about_of(&s);
        let question = s.question.0;
        Self {
            about,
            id: s.id,
            name: s.name,
            every: match s.every {
                Every::Week => "week".to_owned(),
                Every::Month => "month".to_owned(),
            },
            weekday: s.weekday,
            hour: s.hour,
            agents: s.agents.0,
            by: question["by"].as_str().map(str::to_owned),
            business: question["open_hours"] == true,
            filter: Some(question["filter"].clone()).filter(|f| !f.is_null()),
            enabled: s.enabled,
            sent_for: Some(s.sent_for).filter(|d| !d.is_empty()),
            version: s.version,
        }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
struct ReportScheduleInput {
    name: String,
    /// `conversations` if left out, or `causes`.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    about: About,
    /// `week` or `month`.
    every: String,
    #[serde(default)]
    weekday: i64,
    hour: i64,
    #[schema(value_type = Vec<String>)]
    agents: Vec<AgentId>,
    by: Option<String>,
    #[serde(default)]
    business: bool,
    #[schema(value_type = Option<Object>)]
    filter: Option<Value>,
    #[serde(default)]
    enabled: bool,
    version: Option<i64>,
}

impl ReportScheduleInput {
    fn wanted(&self) -> ApiResult<Wanted> {
        Ok(Wanted {
            name: self.name.clone(),
            about: self.about,
            every: match self.every.as_str() {
                "week" => Every::Week,
                "month" => Every::Month,
                _ => return Err(ApiError::invalid("every", "Mail it every week or month.")),
            },
            weekday: self.weekday,
            hour: self.hour,
            agents: self.agents.clone(),
            by: self
                .by
                .as_deref()
                .filter(|b| !b.is_empty())
                .map(dimension)
                .transpose()?,
            open_hours: self.business,
            filter: self.filter.as_ref().map(filter_of).transpose()?,
            enabled: self.enabled,
        })
    }
}

/// Reports that are mailed, by name.
#[utoipa::path(get, path = "/report-schedules", tag = "reports",
    responses((status = 200, body = Page<ReportSchedule>), (status = 403, body = ErrorBody)))]
async fn list(
    State(app): State<App>,
    caller: Caller,
) -> ApiResult<axum::Json<Page<ReportSchedule>>> {
    let all = app.desk.report_schedules(&caller.by()).await?;
    Ok(axum::Json(Page::all(
        all.into_iter().map(ReportSchedule::from).collect(),
    )))
}

/// A new one; off unless `enabled` says otherwise.
#[utoipa::path(post, path = "/report-schedules", tag = "reports", request_body = ReportScheduleInput,
    responses((status = 201, body = ReportSchedule), (status = 403, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn create(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<ReportScheduleInput>,
) -> ApiResult<(StatusCode, axum::Json<ReportSchedule>)> {
    caller.demand(Permission::ContentManage)?;
    let made = app
        .desk
        .create_report_schedule(&caller.by(), input.wanted()?)
        .await?;
    Ok((StatusCode::CREATED, axum::Json(made.into())))
}

#[utoipa::path(put, path = "/report-schedules/{id}", tag = "reports", params(("id" = String, Path)), request_body = ReportScheduleInput,
    responses((status = 200, body = ReportSchedule), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn change(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ReportScheduleId>,
    Json(input): Json<ReportScheduleInput>,
) -> ApiResult<axum::Json<ReportSchedule>> {
    caller.demand(Permission::ContentManage)?;
    let kept = app
        .desk
        .change_report_schedule(&caller.by(), id, input.wanted()?, input.version)
        .await?;
    Ok(axum::Json(kept.into()))
}

#[utoipa::path(delete, path = "/report-schedules/{id}", tag = "reports", params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn remove(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ReportScheduleId>,
) -> ApiResult<StatusCode> {
    app.desk.remove_report_schedule(&caller.by(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Mails the newest one to oneself, now.
#[utoipa::path(post, path = "/report-schedules/{id}/test", tag = "reports", params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
async fn test(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ReportScheduleId>,
) -> ApiResult<StatusCode> {
    app.desk
        .test_report_schedule(&caller.by(), id, WRITER)
        .await?;
    app.wake_sender();
    Ok(StatusCode::NO_CONTENT)
}
