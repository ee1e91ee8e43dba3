//! How long customers waited, and what overtook whom, over the wire and as files.

use super::day;
use crate::app::App;
use crate::http::csv;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::{Path, Query};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::extract::State;
use axum::response::Response;
use desk::figures::Question;
use desk::queue::{Waits, WaitsAsked};
use domain::routing::overtaking::Overtaking;
use domain::{ChannelId, Millis, TeamId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(show))
        .routes(routes!(export))
}

/// What is asked.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct WaitsAsk {
    /// First day, `YYYY-MM-DD`, in the zone of the organization; 28 days ending with `to` if left out.
    from: Option<String>,
    /// Last day, inclusive; today if left out.
    to: Option<String>,
    #[param(value_type = Option<String>)]
    channel: Option<ChannelId>,
    #[param(value_type = Option<String>)]
    team: Option<TeamId>,
}

impl WaitsAsk {
    fn asked(&self) -> ApiResult<WaitsAsked> {
        Ok(WaitsAsked {
            period: Question {
                from: day("from", self.from.as_deref())?,
                to: day("to", self.to.as_deref())?,
                ..Question::default()
            },
            channel: self.channel,
            team: self.team,
        })
    }
}

/// First answers of a channel; of all of it, of one of its teams, or of one hour of the day.
#[derive(Debug, Serialize, ToSchema)]
struct WaitPart {
    #[schema(value_type = String)]
    channel: ChannelId,
    #[schema(value_type = Option<String>)]
    team: Option<TeamId>,
    hour: Option<u8>,
    n: usize,
    median_ms: Millis,
    p90_ms: Millis,
}

/// Time spent on work of one channel while something more urgent of another had waited longer.
#[derive(Debug, Serialize, ToSchema)]
struct OvertakingCell {
    #[schema(value_type = String)]
    served: ChannelId,
    #[schema(value_type = String)]
    over: ChannelId,
    ms: Millis,
    /// Of it, time for which somebody became late.
    harmful_ms: Millis,
}

#[derive(Debug, Serialize, ToSchema)]
struct OvertakingReport {
    /// Time of all agents.
    agent_ms: Millis,
    /// Minutes per hundred hours of agents' time; null when there was none.
    per_100h: Option<f64>,
    harmful_per_100h: Option<f64>,
    matrix: Vec<OvertakingCell>,
}

/// Chats that were offered another way than to wait on the line, for their wait would have made other work late, by the time
/// of the last offer; and what their visitors chose.
#[derive(Debug, Serialize, ToSchema)]
struct AlternativesReport {
    offered: usize,
    message: usize,
    wait: usize,
    /// They chose nothing: an agent was there first, they left, or they have not chosen yet.
    unanswered: usize,
}

#[derive(Debug, Serialize, ToSchema)]
struct WaitsReport {
    from: String,
    to: String,
    rows: Vec<WaitPart>,
    alternatives: AlternativesReport,
    overtaking: OvertakingReport,
}

impl From<Waits> for WaitsReport {
    fn from(w: Waits) -> Self {
        let all = w.total.harmless_ms + w.total.harmful_ms;
        let rows = w.rows.iter().map(|r| WaitPart {
            channel: r.channel,
            team: r.team,
            hour: r.hour,
            n: r.n,
            median_ms: r.median_ms,
            p90_ms: r.p90_ms,
        });
        let cells = w.matrix.iter().map(|((served, over), m)| OvertakingCell {
            served: *served,
            over: *over,
            ms: m.harmless_ms + m.harmful_ms,
            harmful_ms: m.harmful_ms,
        });
        Self {
            from: w.days.from.to_string(),
            to: w.days.to.to_string(),
            rows: rows.collect(),
            alternatives: AlternativesReport {
                offered: w.alternatives.offered,
                message: w.alternatives.message,
                wait: w.alternatives.wait,
                unanswered: w.alternatives.unanswered,
            },
            overtaking: OvertakingReport {
                agent_ms: w.agent_ms,
                per_100h: Overtaking::per_hundred_hours(all, w.agent_ms),
                harmful_per_100h: Overtaking::per_hundred_hours(w.total.harmful_ms, w.agent_ms),
                matrix: cells.collect(),
            },
        }
    }
}

/// How long customers waited for a first answer, and overtaking between channels.
#[utoipa::path(get, path = "/reports/waits", tag = "reports", params(WaitsAsk),
    responses((status = 200, body = WaitsReport), (status = 403, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn show(
    State(app): State<App>,
    caller: Caller,
    Query(ask): Query<WaitsAsk>,
) -> ApiResult<axum::Json<WaitsReport>> {
    let waits = app.desk.waits(&caller.by(), ask.asked()?).await?;
    Ok(axum::Json(waits.into()))
}

/// A table of the report as a file: `waits.csv` or `overtaking.csv`.
#[utoipa::path(get, path = "/reports/waits/export/{file}", tag = "reports", params(("file" = String, Path), WaitsAsk),
    responses((status = 200, description = "CSV (RFC 4180)", content_type = "text/csv", body = String), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn export(
    State(app): State<App>,
    caller: Caller,
    Path(file): Path<String>,
    Query(ask): Query<WaitsAsk>,
) -> ApiResult<Response> {
    let waits = app.desk.waits(&caller.by(), ask.asked()?).await?;
    let report = WaitsReport::from(waits);
    let text = match file.as_str() {
        "waits.csv" => waits_table(&report),
        "overtaking.csv" => overtaking_table(&report),
        _ => return Err(ApiError::not_found()),
    };
    Ok(csv::file(&file, text))
}

fn waits_table(report: &WaitsReport) -> String {
    let mut out = csv::line(&["channel", "team", "hour", "n", "median_ms", "p90_ms"]);
    for r in &report.rows {
        out += &csv::line(&[
            r.channel.to_string(),
            r.team.map(|t| t.to_string()).unwrap_or_default(),
            r.hour.map(|h| h.to_string()).unwrap_or_default(),
            r.n.to_string(),
            r.median_ms.to_string(),
            r.p90_ms.to_string(),
        ]);
    }
    out
}

fn overtaking_table(report: &WaitsReport) -> String {
    let mut out = csv::line(&["served", "over", "ms", "harmful_ms"]);
    for c in &report.overtaking.matrix {
        out += &csv::line(&[
            c.served.to_string(),
            c.over.to_string(),
            c.ms.to_string(),
            c.harmful_ms.to_string(),
        ]);
    }
    out
}
