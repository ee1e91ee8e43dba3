//! Contacts a month by topic and cause, and what came of mending; the same as files.

use super::Cause;
use crate::app::App;
use crate::figures::why;
use crate::http::csv;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::{Path, Query};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::extract::State;
use axum::response::Response;
use desk::causes::report::{Asked, Reported};
use domain::access::Permission;
use domain::cause::{Counted, Effect};
use domain::score::Estimate;
use domain::{AgentId, Millis, TopicId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Months that are shown unless something else is asked for.
const MONTHS: u32 = 12;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(show))
        .routes(routes!(export))
}

/// What is asked; days in the zone of the organization.
#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Ask {
    /// A day of the last month, `YYYY-MM-DD`; today if left out.
    to: Option<String>,
    /// 1 to 36; 12 if left out.
    months: Option<u32>,
}

impl Ask {
    fn asked(&self) -> ApiResult<Asked> {
        let read = |text: &str| {
            text.parse()
                .map_err(|_| ApiError::invalid("to", "Write a day as YYYY-MM-DD."))
        };
        let to = self.to.as_deref().filter(|t| !t.is_empty());
        Ok(Asked {
            to: to.map(read).transpose()?,
            months: self.months.unwrap_or(MONTHS),
        })
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct TopicContacts {
    #[schema(value_type = String)]
    id: TopicId,
    name: String,
    #[schema(value_type = Option<String>)]
    parent: Option<TopicId>,
    #[schema(value_type = Option<String>)]
    owner: Option<AgentId>,
    archived: bool,
    /// By month, the oldest first.
    own: Vec<i64>,
    /// With what stands below it.
    all: Vec<i64>,
}

/// Contacts of a stretch of time.
#[derive(Debug, Serialize, ToSchema)]
struct CauseCount {
    from: Millis,
    to: Millis,
    with_cause: i64,
    all: i64,
}

impl From<Counted> for CauseCount {
    fn from(c: Counted) -> Self {
        Self {
            from: c.period.from,
            to: c.period.to,
            with_cause: c.with_cause,
            all: c.all,
        }
    }
}

/// With 95 %.
#[derive(Debug, Serialize, ToSchema)]
struct EffectFigure {
    /// Null: without bound, as there was none before.
    value: Option<f64>,
    low: f64,
    high: Option<f64>,
}

impl From<Estimate> for EffectFigure {
    fn from(e: Estimate) -> Self {
        let finite = |n: f64| Some(n).filter(|n| n.is_finite());
        Self {
            value: finite(e.value),
            low: e.between.low,
            high: finite(e.between.high),
        }
    }
}

/// What came of mending, over equal stretches of up to 90 days.
#[derive(Debug, Serialize, ToSchema)]
struct CauseEffect {
    before: CauseCount,
    after: CauseCount,
    /// How many times as many contacts a day as before.
    ratio: Option<EffectFigure>,
    /// How much larger their share of all contacts is, -1 to 1.
    share: Option<EffectFigure>,
}

impl From<Effect> for CauseEffect {
    fn from(e: Effect) -> Self {
        Self {
            before: e.before.into(),
            after: e.after.into(),
            ratio: e.ratio.map(EffectFigure::from),
            share: e.share.map(EffectFigure::from),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct CauseContacts {
    cause: Cause,
    n: Vec<i64>,
    /// Null while it is open, or too little time has passed.
    effect: Option<CauseEffect>,
}

#[derive(Debug, Serialize, ToSchema)]
struct WhyReport {
    /// First days of months, the oldest first.
    months: Vec<String>,
    /// The last month is not over.
    unfinished: bool,
    zone: String,
    as_of: Millis,
    total: Vec<i64>,
    without_topic: Vec<i64>,
    with_cause: Vec<i64>,
    topics: Vec<TopicContacts>,
    /// The most contacts first.
    causes: Vec<CauseContacts>,
}

impl From<Reported> for WhyReport {
    fn from(r: Reported) -> Self {
        Self {
            months: r.months.iter().map(ToString::to_string).collect(),
            unfinished: r.unfinished,
            zone: r.zone,
            as_of: r.as_of,
            total: r.total,
            without_topic: r.without_topic,
            with_cause: r.with_cause,
            topics: r
                .topics
                .into_iter()
                .map(|t| TopicContacts {
                    id: t.topic.id,
                    name: t.topic.name,
                    parent: t.topic.parent,
                    owner: t.topic.owner,
                    archived: t.topic.archived,
                    own: t.own,
                    all: t.all,
                })
                .collect(),
            causes: r
                .causes
                .into_iter()
                .map(|c| CauseContacts {
                    cause: c.cause.into(),
                    n: c.n,
                    effect: c.effect.map(CauseEffect::from),
                })
                .collect(),
        }
    }
}

/// Contacts a month by topic and cause.
#[utoipa::path(get, path = "/reports/causes", tag = "causes", params(Ask),
    responses((status = 200, body = WhyReport), (status = 403, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn show(
    State(app): State<App>,
    caller: Caller,
    Query(ask): Query<Ask>,
) -> ApiResult<axum::Json<WhyReport>> {
    caller.demand(Permission::ReportRead)?;
    let r = app.desk.why_report(&caller.by(), ask.asked()?).await?;
    Ok(axum::Json(r.into()))
}

/// The report as a file: `topics.csv` or `causes.csv`.
#[utoipa::path(get, path = "/reports/causes/export/{file}", tag = "causes", params(("file" = String, Path), Ask),
    responses((status = 200, description = "CSV (RFC 4180)", content_type = "text/csv", body = String), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn export(
    State(app): State<App>,
    caller: Caller,
    Path(file): Path<String>,
    Query(ask): Query<Ask>,
) -> ApiResult<Response> {
    caller.demand(Permission::ReportRead)?;
    let table = why::named(&file).ok_or_else(ApiError::not_found)?;
    let r = app.desk.why_report(&caller.by(), ask.asked()?).await?;
    Ok(csv::file(&format!("why-{file}"), table(&r)))
}
