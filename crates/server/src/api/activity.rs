//! What an agent's console tells of their time, and what is kept about oneself. Reports on the team's time are
//! `reports::time`.

use super::reports::time::{TimeAsk, TimeReport, TimeThing, things};
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::{Json, Query};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::extract::State;
use desk::time::OwnDay;
use domain::away::Reason;
use domain::ledger::{Doing, Presence, Said};
use domain::{ConversationId, Millis};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(tell))
        .routes(routes!(own))
        .routes(routes!(own_day))
}

/// What is done with a conversation.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum ActivityDoing {
    /// On the screen, while the agent is elsewhere.
    Open,
    Focused,
    Writing,
}

impl From<ActivityDoing> for Doing {
    fn from(d: ActivityDoing) -> Self {
        match d {
            ActivityDoing::Open => Self::Open,
            ActivityDoing::Focused => Self::Focused,
            ActivityDoing::Writing => Self::Writing,
        }
    }
}

#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum ActivityPresence {
    /// Nobody has touched anything for a while.
    Idle,
    Online,
    Away,
    Break,
    Meeting,
    Training,
}

impl From<ActivityPresence> for Presence {
    fn from(p: ActivityPresence) -> Self {
        match p {
            ActivityPresence::Idle => Self::Idle,
            ActivityPresence::Online => Self::Online,
            ActivityPresence::Away => Self::Away(Reason::Away),
            ActivityPresence::Break => Self::Away(Reason::Break),
            ActivityPresence::Meeting => Self::Away(Reason::Meeting),
            ActivityPresence::Training => Self::Away(Reason::Training),
        }
    }
}

/// A stretch of time in which nothing changed.
#[derive(Debug, Deserialize, ToSchema)]
struct ActivitySlice {
    /// Counts from 1 for each console. Told again, it counts once.
    seq: i64,
    /// How long it was.
    ms: i64,
    /// How long ago it ended, when this is sent.
    ago_ms: i64,
    presence: ActivityPresence,
    /// Together with `doing`.
    #[schema(value_type = Option<String>)]
    conversation: Option<ConversationId>,
    doing: Option<ActivityDoing>,
}

#[derive(Debug, Deserialize, ToSchema)]
struct ActivityInput {
    /// A UUID of this console; a new one each time that it is opened.
    source: String,
    /// At most 300; none to say that a console begins.
    slices: Vec<ActivitySlice>,
}

#[derive(Debug, Serialize, ToSchema)]
struct ActivityHeard {
    /// What came up to this number need not be told again.
    seq: i64,
}

/// Tells what a console's agent did. Counts of time only; the server's clock decides how much of it there was.
#[utoipa::path(post, path = "/me/activity", tag = "account", request_body = ActivityInput,
    responses((status = 200, body = ActivityHeard), (status = 403, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn tell(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<ActivityInput>,
) -> ApiResult<axum::Json<ActivityHeard>> {
    caller.session()?;
    let source: Uuid = input
        .source
        .parse()
        .map_err(|_| ApiError::invalid("source", "Give a UUID."))?;
    let said = input.slices.into_iter().map(|s| Said {
        seq: s.seq,
        ms: s.ms,
        ago_ms: s.ago_ms,
        work: s.conversation.zip(s.doing.map(Doing::from)),
        presence: s.presence.into(),
    });
    let by = caller.by();
    let seq = app.desk.take_activity(&by, source, said.collect()).await?;
    Ok(axum::Json(ActivityHeard { seq }))
}

/// One's own time in a period, by day, channel and topic.
#[utoipa::path(get, path = "/me/time", tag = "account", params(TimeAsk),
    responses((status = 200, body = TimeReport), (status = 403, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn own(
    State(app): State<App>,
    caller: Caller,
    Query(ask): Query<TimeAsk>,
) -> ApiResult<axum::Json<TimeReport>> {
    caller.session()?;
    let report = app.desk.own_time(&caller.by(), &ask.question()?).await?;
    Ok(axum::Json(report.into()))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct DayAsk {
    /// `YYYY-MM-DD` in the zone of the organization; today if left out.
    day: Option<String>,
}

/// What was kept of a stretch of time.
#[derive(Debug, Serialize, ToSchema)]
struct OwnStretch {
    from: Millis,
    to: Millis,
    /// `idle`, `online`, `away`, `break`, `meeting` or `training`.
    presence: &'static str,
    /// Number of the conversation; null without one, or when it is gone.
    number: Option<i64>,
    /// `open`, `focused` or `writing`.
    doing: Option<&'static str>,
}

/// Everything that is kept about one's own time on one day.
#[derive(Debug, Serialize, ToSchema)]
struct OwnTimeDay {
    day: String,
    zone: String,
    from: Millis,
    /// Exclusive.
    to: Millis,
    logged_in_ms: Millis,
    things: Vec<TimeThing>,
    stretches: Vec<OwnStretch>,
    /// Stretches that old are not kept; the sums of days are.
    forgotten: bool,
}

impl From<OwnDay> for OwnTimeDay {
    fn from(d: OwnDay) -> Self {
        let stretch = |s: store::activity::Stretch| OwnStretch {
            from: s.slice.from,
            to: s.slice.to,
            presence: s.slice.presence.word(),
            number: s.number,
            doing: s.slice.work.map(|w| w.1.word()),
        };
        Self {
            day: d.day.to_string(),
            zone: d.zone,
            from: d.from,
            to: d.to,
            logged_in_ms: d.sums.total(),
            things: things(&d.sums),
            stretches: d.stretches.into_iter().map(stretch).collect(),
            forgotten: d.forgotten,
        }
    }
}

/// What is kept about one's own time on one day, stretch by stretch.
#[utoipa::path(get, path = "/me/time/day", tag = "account", params(DayAsk),
    responses((status = 200, body = OwnTimeDay), (status = 403, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn own_day(
    State(app): State<App>,
    caller: Caller,
    Query(ask): Query<DayAsk>,
) -> ApiResult<axum::Json<OwnTimeDay>> {
    caller.session()?;
    let day = ask.day.as_deref().filter(|d| !d.is_empty());
    let day = day
        .map(str::parse)
        .transpose()
        .map_err(|_| ApiError::invalid("day", "Write a day as YYYY-MM-DD."))?;
    Ok(axum::Json(
        app.desk.own_day(&caller.by(), day).await?.into(),
    ))
}
