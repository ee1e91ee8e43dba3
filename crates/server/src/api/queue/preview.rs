//! How other rules would have done last week.

use super::rules::RoutingRules;
use super::{UrgencyTarget, in_order, kind_word};
use crate::api::types::words;
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::Json;
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::extract::State;
use desk::queue::{Basis, Did, DidUrgency, Preview, Which};
use domain::conversation::Urgency;
use domain::promise::Expected;
use domain::{ChannelId, Millis};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(preview))
}

#[derive(Debug, Deserialize, ToSchema)]
struct PreviewTargets {
    urgent: UrgencyTarget,
    high: UrgencyTarget,
    normal: UrgencyTarget,
    low: UrgencyTarget,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PreviewAsked {
    targets: PreviewTargets,
    /// The rules as they are, if left out.
    rules: Option<RoutingRules>,
}

/// How one set of rules did. Shares are percent; null when there was none of it.
#[derive(Debug, Serialize, ToSchema)]
struct PreviewRow {
    /// `now` or `wanted`.
    rules: &'static str,
    /// Urgent work begun within its target, as wanted.
    urgent_on_time: Option<f64>,
    /// Begun after the target, or waiting past it, in a week.
    late: f64,
    live_left: Option<f64>,
    live_in_a_minute: Option<f64>,
    /// Live contacts who took another way.
    moved: Option<f64>,
    median_wait_ms: Option<Millis>,
    p90_wait_ms: Option<Millis>,
}

#[derive(Debug, Serialize, ToSchema)]
struct PreviewUrgency {
    rules: &'static str,
    #[schema(value_type = words::Urgency)]
    urgency: Urgency,
    /// In a week.
    n: f64,
    on_time: Option<f64>,
    median_wait_ms: Option<Millis>,
    p90_wait_ms: Option<Millis>,
}

/// What a channel's work was taken to be like: measured in the last four weeks, or assumed where there is too little.
#[derive(Debug, Serialize, ToSchema)]
struct PreviewBasis {
    #[schema(value_type = String)]
    channel: ChannelId,
    /// `live` or `deferred`.
    kind: &'static str,
    /// An agent's time for one turn.
    handle_ms: Millis,
    handle_measured: bool,
    /// How soon visitors leave; null: nobody waits on the line.
    patience_ms: Option<Millis>,
    patience_measured: Option<bool>,
}

impl From<Basis> for PreviewBasis {
    fn from(b: Basis) -> Self {
        Self {
            channel: b.channel,
            kind: kind_word(b.kind),
            handle_ms: b.handling.ms(),
            handle_measured: b.handling.is_measured(),
            patience_ms: b.patience.map(Expected::ms),
            patience_measured: b.patience.map(Expected::is_measured),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct RulesPreview {
    from: Millis,
    to: Millis,
    arrivals: usize,
    /// Who was there is known from their consoles; otherwise everybody is taken to have been there always.
    calibrated: bool,
    /// By channel, live work and other work apart.
    basis: Vec<PreviewBasis>,
    rows: Vec<PreviewRow>,
    per_urgency: Vec<PreviewUrgency>,
}

fn word(which: Which) -> &'static str {
    match which {
        Which::Now => "now",
        Which::Wanted => "wanted",
    }
}

impl From<Did> for PreviewRow {
    fn from(d: Did) -> Self {
        Self {
            rules: word(d.rules),
            urgent_on_time: d.urgent_on_time,
            late: d.late,
            live_left: d.live_left,
            live_in_a_minute: d.live_in_a_minute,
            moved: d.moved,
            median_wait_ms: d.median_wait_ms,
            p90_wait_ms: d.p90_wait_ms,
        }
    }
}

impl From<DidUrgency> for PreviewUrgency {
    fn from(d: DidUrgency) -> Self {
        Self {
            rules: word(d.rules),
            urgency: d.urgency,
            n: d.n,
            on_time: d.on_time,
            median_wait_ms: d.median_wait_ms,
            p90_wait_ms: d.p90_wait_ms,
        }
    }
}

impl From<Preview> for RulesPreview {
    fn from(p: Preview) -> Self {
        Self {
            from: p.from,
            to: p.to,
            arrivals: p.arrivals,
            calibrated: p.calibrated,
            basis: p.basis.into_iter().map(PreviewBasis::from).collect(),
            rows: p.rows.into_iter().map(PreviewRow::from).collect(),
            per_urgency: p
                .per_urgency
                .into_iter()
                .map(PreviewUrgency::from)
                .collect(),
        }
    }
}

/// Runs what came last week through the queue itself, by the rules as they are and as they are wanted.
#[utoipa::path(post, path = "/routing-rules/preview", tag = "settings", request_body = PreviewAsked,
    responses((status = 200, body = RulesPreview), (status = 403, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn preview(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<PreviewAsked>,
) -> ApiResult<axum::Json<RulesPreview>> {
    let t = &input.targets;
    let limits = in_order(t.low, t.normal, t.high, t.urgent);
    let wanted = input.rules.map(Into::into);
    let previewing = app.desk.preview_rules(&caller.by(), limits, wanted).await?;
    // They take a core for seconds; whoever asks next waits.
    let _turn = app.previews.acquire().await.map_err(ApiError::internal)?;
    let run = tokio::task::spawn_blocking(move || previewing.run());
    let preview = run.await.map_err(ApiError::internal)?;
    Ok(axum::Json(preview.into()))
}
