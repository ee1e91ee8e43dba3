//! Reports: figures of a period, the conversations behind each number, the same as files.

mod board;
mod promises;
mod schedules;
mod scorecards;
mod shapes;
pub mod time;
mod waits;

use crate::api::types::Summary;
use crate::api::views::filter_of;
use crate::app::App;
use crate::figures::tables;
use crate::http::csv;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::{Path, Query};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use crate::reads;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Response};
use desk::figures::{Part, Progress, Question, Reported};
use domain::access::Permission;
use domain::figures::{AGES_MS, Dimension, Measure};
use domain::hours::Date;
use futures_util::StreamExt as _;
use serde::{Deserialize, Serialize};
use shapes::FigureReport;
use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::Ordering;
use std::time::Duration;
use utoipa::{IntoParams, ToSchema};

/// How often progress is told.
const TELL: Duration = Duration::from_millis(250);

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(show))
        .routes(routes!(list))
        .routes(routes!(export))
        .merge(board::routes())
        .merge(time::routes())
        .merge(waits::routes())
        .merge(promises::routes())
        .merge(schedules::routes())
        .merge(scorecards::routes())
}

/// What is asked.
#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Ask {
    /// First day, `YYYY-MM-DD`, in the zone of the organization; 28 days ending with `to` if left out.
    from: Option<String>,
    /// Last day, inclusive; today if left out.
    to: Option<String>,
    /// Also the sums of as many days just before.
    compare: Option<bool>,
    /// `channel`, `team`, `agent`, `topic`, `urgency` or `hour`.
    by: Option<String>,
    /// `calendar` (default) or `business`: how durations are measured.
    time: Option<String>,
    /// A filter as JSON text.
    filter: Option<String>,
    /// For the list, what was counted: `arrived` (default), `ours`, `answered`, `unanswered`, `resolved`, `unresolved`,
    /// `resolutions`, `reopened`, `next_answered`, `next_waiting` or `backlog`.
    measure: Option<String>,
    /// For the list, a part of what `by` divides.
    key: Option<String>,
    /// For the list, one day of the period.
    day: Option<String>,
    /// For the list, weekday from Monday (0) and hour, as `0-13`.
    slot: Option<String>,
    /// For the list of the backlog: a group of `ages`, the first is 0.
    age: Option<usize>,
    /// For the list: `as_of` of the report that it belongs to, so that nothing has grown older since.
    as_of: Option<i64>,
    /// For the list.
    cursor: Option<usize>,
    /// For the list, at most 100.
    limit: Option<usize>,
}

impl Ask {
    fn question(&self) -> ApiResult<Question> {
        let filter = match self
            .filter
            .as_deref()
            .map(str::trim)
            .filter(|f| !f.is_empty())
        {
            Some(text) => Some(filter_of(&crate::http::extract::parse(text.as_bytes())?)?),
            None => None,
        };
        Ok(Question {
            from: day("from", self.from.as_deref())?,
            to: day("to", self.to.as_deref())?,
            compare: self.compare.unwrap_or(false),
            by: self.by.as_deref().map(dimension).transpose()?,
            open_hours: match self.time.as_deref() {
                None | Some("calendar") => false,
                Some("business") => true,
                Some(_) => {
                    return Err(ApiError::invalid(
                        "time",
                        "Measure by calendar or business.",
                    ));
                }
            },
            filter,
        })
    }
}

impl Ask {
    fn measure(&self) -> ApiResult<Measure> {
        let word = self.measure.as_deref().unwrap_or("arrived");
        let found = Measure::ALL.into_iter().find(|m| m.word() == word);
        found.ok_or_else(|| ApiError::invalid("measure", "There is no such number."))
    }

    fn part(&self, measure: Measure, by: Option<Dimension>) -> ApiResult<Part> {
        let key = match self.key.as_deref().filter(|k| !k.is_empty()) {
            Some(word) => {
                let known = by.and_then(|by| tables::key_of(by, word));
                Some(known.ok_or_else(|| ApiError::invalid("key", "There is no such part."))?)
            }
            None => None,
        };
        let slot = |text: &str| -> Option<(u8, u8)> {
            let (weekday, hour) = text.split_once('-')?;
            let (weekday, hour) = (weekday.parse().ok()?, hour.parse().ok()?);
            (weekday < 7 && hour < 24).then_some((weekday, hour))
        };
        let slot = match self.slot.as_deref() {
            Some(text) => {
                let what = "Write weekday and hour as 0-13.";
                Some(slot(text).ok_or_else(|| ApiError::invalid("slot", what))?)
            }
            None => None,
        };
        let no_age = |age| age > AGES_MS.len() || measure != Measure::Backlog;
        if self.age.is_some_and(no_age) {
            let what = "Only the backlog has ages, five groups from 0.";
            return Err(ApiError::invalid("age", what));
        }
        Ok(Part {
            key,
            day: day("day", self.day.as_deref())?,
            slot,
            age: self.age,
            as_of: self.as_of,
        })
    }
}

fn day(field: &str, text: Option<&str>) -> ApiResult<Option<Date>> {
    let read = |text: &str| {
        text.parse()
            .map_err(|_| ApiError::invalid(field, "Write a day as YYYY-MM-DD."))
    };
    text.filter(|t| !t.is_empty()).map(read).transpose()
}

fn dimension(word: &str) -> ApiResult<Dimension> {
    serde_json::from_value(serde_json::Value::from(word)).map_err(|_| {
        let what = "Divide by channel, team, agent, topic, urgency or hour.";
        ApiError::invalid("by", what)
    })
}

/// Figures of a period. With `Accept: application/x-ndjson` the answer is lines: `{"progress": 0.4}` while it is counted, then
/// `{"report": …}` or `{"error": …}`.
#[utoipa::path(get, path = "/reports/conversations", tag = "reports", params(Ask),
    responses((status = 200, body = FigureReport), (status = 403, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn show(
    State(app): State<App>,
    caller: Caller,
    Query(ask): Query<Ask>,
    headers: HeaderMap,
) -> ApiResult<Response> {
    caller.demand(Permission::ReportRead)?;
    let question = ask.question()?;
    let lines = headers
        .get(header::ACCEPT)
        .and_then(|v| v.to_str().ok())
        .is_some_and(|v| v.contains("application/x-ndjson"));
    let progress = Progress::default();
    let counting = {
        let progress = progress.clone();
        async move { app.desk.report(&caller.by(), &question, progress).await }
    };
    if !lines {
        return Ok(axum::Json(FigureReport::from(counting.await?)).into_response());
    }
    let start = Telling {
        progress,
        counting: Some(Box::pin(counting)),
    };
    // Compression asks once more after the end.
    let body = futures_util::stream::unfold(start, Telling::next).fuse();
    let headers = [
        (header::CONTENT_TYPE, "application/x-ndjson"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, Body::from_stream(body)).into_response())
}

type Counted = Pin<Box<dyn Future<Output = desk::Result<Reported>> + Send>>;

/// A report that is being counted, and how far it is.
struct Telling {
    progress: Progress,
    counting: Option<Counted>,
}

impl Telling {
    async fn next(mut self) -> Option<(Result<Bytes, Infallible>, Self)> {
        let mut counting = self.counting.take()?;
        let line = match tokio::time::timeout(TELL, counting.as_mut()).await {
            Err(_) => {
                let part = f64::from(self.progress.load(Ordering::Relaxed)) / 1000.0;
                self.counting = Some(counting);
                serde_json::json!({ "progress": part })
            }
            Ok(Ok(reported)) => serde_json::json!({ "report": FigureReport::from(reported) }),
            Ok(Err(error)) => {
                let error = ApiError::from(error);
                serde_json::json!({ "error": { "code": error.code, "message": error.message } })
            }
        };
        Some((Ok(Bytes::from(line.to_string() + "\n")), self))
    }
}

/// The conversations behind a number.
#[derive(Serialize, ToSchema)]
struct ReportList {
    /// How many were counted; one that came back twice is there twice.
    n: usize,
    /// Of those that can be shown; deleted ones are counted only.
    items: Vec<Summary>,
    /// Give it as `cursor` for the next page; null at the end.
    next: Option<usize>,
}

/// The conversations behind a number, newest first.
#[utoipa::path(get, path = "/reports/conversations/list", tag = "reports", params(Ask),
    responses((status = 200, body = ReportList), (status = 403, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn list(
    State(app): State<App>,
    caller: Caller,
    Query(ask): Query<Ask>,
) -> ApiResult<axum::Json<ReportList>> {
    caller.demand(Permission::ReportRead)?;
    let question = ask.question()?;
    let measure = ask.measure()?;
    let part = ask.part(measure, question.by)?;
    let skip = ask.cursor.unwrap_or(0);
    let limit = ask.limit.unwrap_or(50).clamp(1, 100);
    let found = app
        .desk
        .report_list(&caller.by(), &question, measure, part, skip, limit)
        .await?;
    let next = skip + found.items.len();
    let ids: Vec<_> = found.items.iter().map(|(_, id)| *id).collect();
    let (access, now) = (caller.access().clone(), caller.now);
    let items = app
        .db()
        .read(async move |tx| {
            let lines = store::inbox::summaries(tx, &access, &ids).await?;
            reads::dress(tx, lines, now).await
        })
        .await?;
    Ok(axum::Json(ReportList {
        n: found.n,
        items,
        next: (next < found.n).then_some(next),
    }))
}

/// A table of the report as a file: `sums.csv`, `days.csv`, `parts.csv`, `hours.csv` or `times.csv`.
#[utoipa::path(get, path = "/reports/conversations/export/{file}", tag = "reports", params(("file" = String, Path), Ask),
    responses((status = 200, description = "CSV (RFC 4180)", content_type = "text/csv", body = String), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn export(
    State(app): State<App>,
    caller: Caller,
    Path(file): Path<String>,
    Query(ask): Query<Ask>,
) -> ApiResult<Response> {
    caller.demand(Permission::ReportRead)?;
    let table = tables::named(&file).ok_or_else(ApiError::not_found)?;
    let question = ask.question()?;
    let reported = app
        .desk
        .report(&caller.by(), &question, Progress::default())
        .await?;
    let name = format!("{}-{}-{file}", reported.days.from, reported.days.to);
    Ok(csv::file(&name, table(&reported)))
}
