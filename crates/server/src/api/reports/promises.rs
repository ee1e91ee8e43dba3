//! How promises went, over the wire and as files. Times are milliseconds.

use super::{shapes::ReportDays, time::TimeAsk};
use crate::app::App;
use crate::http::csv;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::{Path, Query};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::extract::State;
use axum::response::Response;
use desk::promise::report;
use domain::hours::date_of_day;
use domain::{ChannelId, Millis};
use serde::Serialize;
use utoipa::ToSchema;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(show))
        .routes(routes!(export))
}

/// The promises of one channel and urgency.
#[derive(Debug, Serialize, ToSchema)]
struct PromiseRow {
    #[schema(value_type = String)]
    channel: ChannelId,
    name: Option<String>,
    urgency: &'static str,
    /// Promises that were kept or broken; who left in time is neither.
    n: i64,
    /// Answered by the time that was told as "almost always", in whole percent; null of none.
    kept_percent: Option<i64>,
    /// Answered promises of which a 90th percentile was stated; aims are not.
    answered: i64,
    /// Share of those that stayed within the stated 90th percentile before it was rounded: 0.9 is honest. With its 95 %
    /// interval; null of none.
    coverage: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    /// Median of what lies between "usually" and "almost always".
    width_median_ms: Option<Millis>,
}

#[derive(Debug, Serialize, ToSchema)]
struct PromiseDay {
    day: String,
    n: i64,
    covered: i64,
}

/// How the promises of a period went.
#[derive(Debug, Serialize, ToSchema)]
struct PromiseReport {
    days_asked: ReportDays,
    zone: String,
    as_of: Millis,
    rows: Vec<PromiseRow>,
    /// Answered promises with a stated 90th percentile by the day on which they were made.
    days: Vec<PromiseDay>,
}

impl From<report::PromiseReport> for PromiseReport {
    fn from(r: report::PromiseReport) -> Self {
        let row = |row: &domain::promise::Row| {
            let between = row.score.coverage();
            PromiseRow {
                channel: row.channel,
                name: r.names.get(&row.channel.0).cloned(),
                urgency: row.urgency.word(),
                n: row.kept.n,
                kept_percent: row.kept.percent(),
                answered: row.score.n,
                coverage: row.score.share(),
                low: between.map(|i| i.low),
                high: between.map(|i| i.high),
                width_median_ms: row.width_median_ms,
            }
        };
        let day = |d: &domain::promise::Day| PromiseDay {
            day: date_of_day(d.day).map_or_else(String::new, |d| d.to_string()),
            n: d.n,
            covered: d.covered,
        };
        Self {
            rows: r.tallied.rows.iter().map(row).collect(),
            days: r.tallied.days.iter().map(day).collect(),
            days_asked: r.days.into(),
            zone: r.zone,
            as_of: r.as_of,
        }
    }
}

/// How the promises went that were made in a period, of conversations in reach.
#[utoipa::path(get, path = "/reports/promises", tag = "reports", params(TimeAsk),
    responses((status = 200, body = PromiseReport), (status = 403, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn show(
    State(app): State<App>,
    caller: Caller,
    Query(ask): Query<TimeAsk>,
) -> ApiResult<axum::Json<PromiseReport>> {
    let report = app
        .desk
        .promise_report(&caller.by(), &ask.question()?)
        .await?;
    Ok(axum::Json(report.into()))
}

/// A table of the report as a file: `rows.csv` or `days.csv`.
#[utoipa::path(get, path = "/reports/promises/export/{file}", tag = "reports", params(("file" = String, Path), TimeAsk),
    responses((status = 200, description = "CSV (RFC 4180)", content_type = "text/csv", body = String), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn export(
    State(app): State<App>,
    caller: Caller,
    Path(file): Path<String>,
    Query(ask): Query<TimeAsk>,
) -> ApiResult<Response> {
    let report = app
        .desk
        .promise_report(&caller.by(), &ask.question()?)
        .await?;
    let report = PromiseReport::from(report);
    let text = match file.as_str() {
        "rows.csv" => rows_table(&report.rows),
        "days.csv" => days_table(&report.days),
        _ => return Err(ApiError::not_found()),
    };
    Ok(csv::file(&format!("promises-{file}"), text))
}

fn rows_table(rows: &[PromiseRow]) -> String {
    let mut out = csv::line(&[
        "channel",
        "name",
        "urgency",
        "n",
        "kept_percent",
        "answered",
        "coverage",
        "low",
        "high",
        "width_median_ms",
    ]);
    let whole = |n: Option<i64>| n.map_or_else(String::new, |n| n.to_string());
    let share = |n: Option<f64>| n.map_or_else(String::new, |n| format!("{n:.4}"));
    for r in rows {
        out += &csv::line(&[
            r.channel.to_string(),
            r.name.clone().unwrap_or_default(),
            r.urgency.to_owned(),
            r.n.to_string(),
            whole(r.kept_percent),
            r.answered.to_string(),
            share(r.coverage),
            share(r.low),
            share(r.high),
            whole(r.width_median_ms),
        ]);
    }
    out
}

fn days_table(days: &[PromiseDay]) -> String {
    let mut out = csv::line(&["day", "n", "covered"]);
    for d in days {
        out += &csv::line(&[d.day.clone(), d.n.to_string(), d.covered.to_string()]);
    }
    out
}
