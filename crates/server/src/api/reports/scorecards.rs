//! Scorecards of channels, and where the customers of a closed one went. Times are milliseconds.

use crate::api::types::shapes;
use crate::app::App;
use crate::http::error::{ApiResult, ErrorBody};
use crate::http::extract::{Path, Query};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::extract::State;
use domain::migration::{Csat, Finding, Look, Miss};
use domain::scorecard::{Advice, Key, Scorecard, Verdict};
use domain::{ChannelId, Millis, scorecard};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(show))
        .routes(routes!(migration))
}

/// Of how much time.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct CardAsk {
    /// The last so many days, 28 to 365; 90 if left out.
    days: Option<i64>,
}

/// A channel on one page: five tests, and what they come to.
#[derive(Debug, Serialize, ToSchema)]
struct ChannelScorecard {
    #[schema(value_type = String)]
    channel: ChannelId,
    from: Millis,
    to: Millis,
    days: i64,
    /// `keep_up`, `afford`, `used`, `harm` and `satisfied`.
    #[schema(value_type = Vec<shapes::ScorecardTest>)]
    tests: Vec<scorecard::Test>,
    /// Whole weeks up to now, the oldest first.
    #[schema(value_type = Vec<shapes::ScorecardWeek>)]
    trend: Vec<scorecard::Week>,
    #[schema(value_type = shapes::ScorecardRecommendation)]
    recommendation: scorecard::Recommendation,
}

impl From<Scorecard> for ChannelScorecard {
    fn from(s: Scorecard) -> Self {
        Self {
            channel: s.channel,
            from: s.from,
            to: s.to,
            days: s.days,
            tests: s.tests,
            trend: s.trend,
            recommendation: s.recommendation,
        }
    }
}

/// The verdicts of the five tests: `good`, `watch`, `bad` or `unknown`.
#[derive(Debug, Serialize, ToSchema)]
struct ScorecardVerdicts {
    #[schema(value_type = String)]
    keep_up: Verdict,
    #[schema(value_type = String)]
    afford: Verdict,
    #[schema(value_type = String)]
    used: Verdict,
    #[schema(value_type = String)]
    harm: Verdict,
    #[schema(value_type = String)]
    satisfied: Verdict,
}

#[derive(Debug, Serialize, ToSchema)]
struct ScorecardMarks {
    #[schema(value_type = String)]
    channel: ChannelId,
    verdicts: ScorecardVerdicts,
    /// `invest`, `keep`, `adjust`, `wind_down`, `close` or `not_enough_data`.
    #[schema(value_type = String)]
    recommendation: Advice,
}

#[derive(Debug, Serialize, ToSchema)]
struct ScorecardList {
    items: Vec<ScorecardMarks>,
}

fn marks(s: &Scorecard) -> ScorecardMarks {
    ScorecardMarks {
        channel: s.channel,
        verdicts: ScorecardVerdicts {
            keep_up: s.verdict(Key::KeepUp),
            afford: s.verdict(Key::Afford),
            used: s.verdict(Key::Used),
            harm: s.verdict(Key::Harm),
            satisfied: s.verdict(Key::Satisfied),
        },
        recommendation: s.recommendation.what,
    }
}

/// The verdicts on every channel, oldest channel first; of conversations in reach.
#[utoipa::path(get, path = "/scorecards", tag = "reports", params(CardAsk),
    responses((status = 200, body = ScorecardList), (status = 403, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn list(
    State(app): State<App>,
    caller: Caller,
    Query(ask): Query<CardAsk>,
) -> ApiResult<axum::Json<ScorecardList>> {
    let found = app.desk.scorecards(&caller.by(), ask.days).await?;
    Ok(axum::Json(ScorecardList {
        items: found.iter().map(marks).collect(),
    }))
}

/// The scorecard of a channel; of conversations in reach.
#[utoipa::path(get, path = "/channels/{id}/scorecard", tag = "reports", params(("id" = String, Path), CardAsk),
    responses((status = 200, body = ChannelScorecard), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn show(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ChannelId>,
    Query(ask): Query<CardAsk>,
) -> ApiResult<axum::Json<ChannelScorecard>> {
    let found = app.desk.scorecard(&caller.by(), id, ask.days).await?;
    Ok(axum::Json(found.into()))
}

/// Satisfied of those who answered, 0 to 1, with its 95 % interval.
#[derive(Debug, Serialize, ToSchema)]
struct MigrationCsat {
    n: i64,
    value: f64,
    low: f64,
    high: f64,
}

impl From<Csat> for MigrationCsat {
    fn from(c: Csat) -> Self {
        Self {
            n: c.n,
            value: c.value,
            low: c.low,
            high: c.high,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct MovedTo {
    #[schema(value_type = String)]
    channel: ChannelId,
    people: i64,
}

/// What was forecast when the channel was closed.
#[derive(Debug, Serialize, ToSchema)]
struct MigrationExpected {
    /// Of the people, 0 to 1.
    share_moved: f64,
    vanished: f64,
}

/// So many days after.
#[derive(Debug, Serialize, ToSchema)]
struct MigrationLook {
    /// 30, 90 or 180.
    days: i64,
    /// The end of these days, or now.
    measured_until: Millis,
    /// The days are over.
    complete: bool,
    /// Wrote by the channel in the 90 days before.
    people: i64,
    /// Wrote by another channel since.
    moved: i64,
    /// Were not heard of by any way; not all of them would have written.
    vanished: i64,
    /// Began something by a door of the channel; some of them moved as well.
    back_by_old_door: i64,
    /// Began something by two ways within seven days.
    repeated: i64,
    /// Said that they were dissatisfied.
    complaints: i64,
    /// With the channel, in the 90 days before; null when nobody said.
    csat_before: Option<MigrationCsat>,
    /// With whatever they were asked about since.
    csat_after: Option<MigrationCsat>,
    /// The most people first; who moved to several is counted with each.
    moved_to: Vec<MovedTo>,
}

impl From<Look> for MigrationLook {
    fn from(l: Look) -> Self {
        let to = |(channel, people)| MovedTo { channel, people };
        Self {
            days: l.days,
            measured_until: l.measured_until,
            complete: l.complete,
            people: l.people,
            moved: l.moved,
            vanished: l.vanished,
            back_by_old_door: l.back_by_old_door,
            repeated: l.repeated,
            complaints: l.complaints,
            csat_before: l.csat_before.map(Into::into),
            csat_after: l.csat_after.map(Into::into),
            moved_to: l.moved_to.into_iter().map(to).collect(),
        }
    }
}

/// Where the customers of a channel went.
#[derive(Debug, Serialize, ToSchema)]
struct ChannelMigration {
    /// When it began to wind down, or was closed at once.
    since: Millis,
    /// `closing` or `closed`.
    state: &'static str,
    /// Null when no plan said.
    expected: Option<MigrationExpected>,
    at: Vec<MigrationLook>,
    /// Where the forecast missed by more than a fifth of the people: the closing has to be heard again.
    findings: Vec<MigrationFinding>,
}

/// A forecast that did not come true, by more than chance explains.
#[derive(Debug, Serialize, ToSchema)]
struct MigrationFinding {
    /// `reopening_hearing`.
    code: &'static str,
    /// 30, 90 or 180.
    days: i64,
    /// `moved` (of those who were heard of) or `vanished`.
    #[schema(value_type = String)]
    what: Miss,
    expected: f64,
    value: f64,
    low: f64,
    high: f64,
    n: i64,
}

impl From<Finding> for MigrationFinding {
    fn from(f: Finding) -> Self {
        Self {
            code: "reopening_hearing",
            days: f.days,
            what: f.what,
            expected: f.expected,
            value: f.value,
            low: f.low,
            high: f.high,
            n: f.n,
        }
    }
}

/// Where the customers of a channel went that is winding down or closed; of those whose conversations were in reach.
#[utoipa::path(get, path = "/channels/{id}/migration", tag = "reports", params(("id" = String, Path)),
    responses((status = 200, body = ChannelMigration), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
async fn migration(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ChannelId>,
) -> ApiResult<axum::Json<ChannelMigration>> {
    let found = app.desk.migration(&caller.by(), id).await?;
    Ok(axum::Json(ChannelMigration {
        since: found.since,
        state: found.state.word(),
        expected: found.expected.map(|e| MigrationExpected {
            share_moved: e.share_moved(),
            vanished: e.vanishes,
        }),
        at: found.looks.into_iter().map(Into::into).collect(),
        findings: found.findings.into_iter().map(Into::into).collect(),
    }))
}
