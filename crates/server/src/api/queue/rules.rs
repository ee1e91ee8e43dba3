//! How work reaches agents, as it is set.

use crate::app::App;
use crate::http::error::{ApiResult, ErrorBody};
use crate::http::extract::Json;
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::extract::State;
use desk::queue::Routing;
use domain::{Millis, TeamId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(rules, set_rules))
}

/// Who helps a team, in this order.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Overflow {
    #[schema(value_type = String)]
    team: TeamId,
    #[schema(value_type = Vec<String>)]
    to: Vec<TeamId>,
}

/// How work reaches agents.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RoutingRules {
    /// What is more urgent goes first when it has less time left than this.
    guard_ms: Millis,
    /// By how much the work ahead is taken to be more than it is, when a live contact comes; null: nobody is offered another
    /// way.
    admission_percent: Option<u32>,
    /// How long an offer rings.
    offer_ms: Millis,
    /// How long whoever declined is spared it.
    again_ms: Millis,
    /// For this share of its limit work waits for the agent who knows the customer; at most 50.
    sticky_percent: u32,
    /// After this share of its limit other teams help.
    overflow_percent: u32,
    overflow: Vec<Overflow>,
    /// To whom work that was taken up and not answered passes at the end of a team's hours: the first that is open.
    #[serde(default)]
    hand_over: Vec<Overflow>,
    /// How long an agent is left to pull what is due before a live contact.
    grace_ms: Millis,
    wrap_up_ms: Millis,
    /// Offers in a row that may ring in vain before an agent is away; 0: any number.
    missed_max: u8,
    /// How long work that nobody waits for on the line stays with an agent who has gone.
    keep_ms: Millis,
    /// So many percent of what is usual are a spike.
    spike_percent: u32,
    /// For a change: the version that was seen.
    version: i64,
}

impl From<Routing> for RoutingRules {
    fn from(r: Routing) -> Self {
        let named = |(team, to)| Overflow { team, to };
        Self {
            guard_ms: r.guard_ms,
            admission_percent: r.admission_percent,
            offer_ms: r.offer_ms,
            again_ms: r.again_ms,
            sticky_percent: r.sticky_percent,
            overflow_percent: r.overflow_percent,
            overflow: r.overflow.into_iter().map(named).collect(),
            hand_over: r.hand_over.into_iter().map(named).collect(),
            grace_ms: r.grace_ms,
            wrap_up_ms: r.wrap_up_ms,
            missed_max: r.missed_max,
            keep_ms: r.keep_ms,
            spike_percent: r.spike_percent,
            version: r.version,
        }
    }
}

impl From<RoutingRules> for Routing {
    fn from(r: RoutingRules) -> Self {
        Self {
            guard_ms: r.guard_ms,
            admission_percent: r.admission_percent,
            offer_ms: r.offer_ms,
            again_ms: r.again_ms,
            sticky_percent: r.sticky_percent,
            overflow_percent: r.overflow_percent,
            overflow: r.overflow.into_iter().map(|o| (o.team, o.to)).collect(),
            hand_over: r.hand_over.into_iter().map(|o| (o.team, o.to)).collect(),
            grace_ms: r.grace_ms,
            wrap_up_ms: r.wrap_up_ms,
            missed_max: r.missed_max,
            keep_ms: r.keep_ms,
            spike_percent: r.spike_percent,
            version: r.version,
        }
    }
}

/// How work reaches agents; how soon it is due is `/urgency-targets`.
#[utoipa::path(get, path = "/routing-rules", tag = "settings", responses((status = 200, body = RoutingRules)))]
async fn rules(State(app): State<App>, _: Caller) -> ApiResult<axum::Json<RoutingRules>> {
    Ok(axum::Json(app.desk.routing_rules().await?.into()))
}

/// They hold for whatever is decided next.
#[utoipa::path(put, path = "/routing-rules", tag = "settings", request_body = RoutingRules,
    responses((status = 200, body = RoutingRules), (status = 403, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn set_rules(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<RoutingRules>,
) -> ApiResult<axum::Json<RoutingRules>> {
    let kept = app
        .desk
        .set_routing_rules(&caller.by(), input.into())
        .await?;
    Ok(axum::Json(kept.into()))
}
