//! What waits, over all channels: how soon somebody is to look at it, and the next one for whoever asks.

mod abilities;
mod help;
mod live;
mod mine;
mod preview;
mod rules;

use crate::api::types::{Summary, words};
use crate::app::App;
use crate::http::error::{ApiResult, ErrorBody};
use crate::http::extract::Json;
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use crate::reads;
use axum::extract::State;
use desk::queue::Kept;
use domain::conversation::Urgency;
use domain::routing::{Kind, Limits, rank};
use domain::{ConversationId, Millis};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(targets, set_targets))
        .routes(routes!(next))
        .merge(mine::routes())
        .merge(live::routes())
        .merge(help::routes())
        .merge(rules::routes())
        .merge(preview::routes())
        .merge(abilities::routes())
}

/// Low first, as the domain has them.
fn in_order(
    low: UrgencyTarget,
    normal: UrgencyTarget,
    high: UrgencyTarget,
    urgent: UrgencyTarget,
) -> [Limits; 4] {
    Urgency::ALL.map(|urgency| match urgency {
        Urgency::Low => low.into(),
        Urgency::Normal => normal.into(),
        Urgency::High => high.into(),
        Urgency::Urgent => urgent.into(),
    })
}

fn kind_word(kind: Kind) -> &'static str {
    match kind {
        Kind::Live => "live",
        Kind::Deferred => "deferred",
    }
}

/// Of one urgency, the same on every channel.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UrgencyTarget {
    /// From when it began to wait until somebody should look at it: a minute to thirty days.
    target_ms: Millis,
    /// So long a live contact may be left holding: a second to an hour.
    holding_ms: Millis,
}

impl From<Limits> for UrgencyTarget {
    fn from(t: Limits) -> Self {
        Self {
            target_ms: t.target_ms,
            holding_ms: t.holding_ms,
        }
    }
}

impl From<UrgencyTarget> for Limits {
    fn from(t: UrgencyTarget) -> Self {
        Self {
            target_ms: t.target_ms,
            holding_ms: t.holding_ms,
        }
    }
}

/// How soon somebody is to look at what waits. They decide what is next, and are no promise to anybody.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct UrgencyTargets {
    urgent: UrgencyTarget,
    high: UrgencyTarget,
    normal: UrgencyTarget,
    low: UrgencyTarget,
    /// For a change: the version that was seen.
    version: i64,
}

impl From<Kept> for UrgencyTargets {
    fn from(k: Kept) -> Self {
        let of = |urgency| k.limits[rank(urgency)].into();
        Self {
            urgent: of(Urgency::Urgent),
            high: of(Urgency::High),
            normal: of(Urgency::Normal),
            low: of(Urgency::Low),
            version: k.version,
        }
    }
}

#[utoipa::path(get, path = "/urgency-targets", tag = "settings", responses((status = 200, body = UrgencyTargets)))]
async fn targets(State(app): State<App>, _: Caller) -> ApiResult<axum::Json<UrgencyTargets>> {
    Ok(axum::Json(app.desk.urgency_targets().await?.into()))
}

/// They hold for whatever is decided next.
#[utoipa::path(put, path = "/urgency-targets", tag = "settings", request_body = UrgencyTargets,
    responses((status = 200, body = UrgencyTargets), (status = 403, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn set_targets(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<UrgencyTargets>,
) -> ApiResult<axum::Json<UrgencyTargets>> {
    let wanted = in_order(input.low, input.normal, input.high, input.urgent);
    let kept = app
        .desk
        .set_urgency_targets(&caller.by(), wanted, input.version)
        .await?;
    Ok(axum::Json(kept.into()))
}

#[derive(Debug, Default, Deserialize, ToSchema)]
struct NextInput {
    /// What the agent has put aside for now, at most 50.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    skipped: Vec<ConversationId>,
}

#[derive(Debug, Serialize, ToSchema)]
struct NextGiven {
    conversation: Summary,
    /// `earliest_due`: nothing is due before it; `out_of_slack`: it is more urgent than what is due first, and there is hardly
    /// any time left for it.
    because: &'static str,
    due: Option<Millis>,
    since: Millis,
    #[schema(value_type = words::Urgency)]
    urgency: Urgency,
    /// It was the agent's own before.
    own: bool,
}

/// `given` is null when nothing waits.
#[derive(Debug, Serialize, ToSchema)]
struct NextAnswer {
    given: Option<NextGiven>,
}

/// Gives the agent what is next for them, over all channels: something of their own that waits, or something of their teams
/// that nobody has, which becomes theirs. Asked again it gives the same, unless it is put aside.
#[utoipa::path(post, path = "/queue/next", tag = "conversations", request_body = NextInput,
    responses((status = 200, body = NextAnswer), (status = 403, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn next(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<NextInput>,
) -> ApiResult<axum::Json<NextAnswer>> {
    let given = app.desk.take_next(&caller.by(), input.skipped).await?;
    let Some(given) = given else {
        return Ok(axum::Json(NextAnswer { given: None }));
    };
    let given = Some(NextGiven {
        conversation: reads::summary(&app, &caller, given.conversation).await?,
        because: given.because.word(),
        due: given.because.due(),
        since: given.since,
        urgency: given.urgency,
        own: given.own,
    });
    Ok(axum::Json(NextAnswer { given }))
}
