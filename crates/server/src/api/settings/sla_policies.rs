//! SLA policies, and what one would mean for a mail.

use crate::api::types::{Page, SlaClock, SlaClocks, SlaPolicy};
use crate::app::App;
use crate::http::error::{ApiResult, ErrorBody};
use crate::http::extract::{Json, Path};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::extract::State;
use axum::http::StatusCode;
use desk::settings::sla::{Arrival, PolicyInput};
use domain::conversation::Urgency;
use domain::sla::Targets;
use domain::{ChannelId, Millis, SlaPolicyId, TeamId};
use serde::Deserialize;
use utoipa::ToSchema;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(change, remove))
        .routes(routes!(preview))
}

/// In their order: the first that fits a conversation holds; where none does, the channel's own target.
#[utoipa::path(get, path = "/sla-policies", tag = "settings", responses((status = 200, body = Page<SlaPolicy>)))]
async fn list(State(app): State<App>, _: Caller) -> ApiResult<axum::Json<Page<SlaPolicy>>> {
    let all = app.desk.sla_policies().await?;
    Ok(axum::Json(Page::all(
        all.into_iter().map(SlaPolicy::from).collect(),
    )))
}

/// Targets are milliseconds, of open time when `in_hours`; null or left out: no promise of that kind.
#[derive(Deserialize, ToSchema)]
struct SlaPolicyInput {
    name: String,
    #[serde(default)]
    position: i64,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    channel: Option<ChannelId>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    urgency: Option<Urgency>,
    in_hours: bool,
    #[serde(default)]
    first_response_ms: Option<Millis>,
    #[serde(default)]
    next_response_ms: Option<Millis>,
    #[serde(default)]
    resolution_ms: Option<Millis>,
    #[serde(default)]
    warn_ms: Millis,
    /// For a change: the version that was seen. Left out when created.
    #[serde(default)]
    version: i64,
}

impl SlaPolicyInput {
    fn whole(self) -> PolicyInput {
        PolicyInput {
            name: self.name,
            position: self.position,
            channel: self.channel,
            urgency: self.urgency,
            in_hours: self.in_hours,
            targets: Targets {
                first_response_ms: self.first_response_ms,
                next_response_ms: self.next_response_ms,
                resolution_ms: self.resolution_ms,
                warn_ms: self.warn_ms,
            },
        }
    }
}

#[utoipa::path(post, path = "/sla-policies", tag = "settings", request_body = SlaPolicyInput,
    responses((status = 201, body = SlaPolicy), (status = 403, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn create(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<SlaPolicyInput>,
) -> ApiResult<(StatusCode, axum::Json<SlaPolicy>)> {
    let made = app
        .desk
        .create_sla_policy(&caller.by(), input.whole())
        .await?;
    app.wakes.due.notify_one();
    Ok((StatusCode::CREATED, axum::Json(made.into())))
}

/// Replaces all of it.
#[utoipa::path(put, path = "/sla-policies/{id}", tag = "settings", params(("id" = String, Path)), request_body = SlaPolicyInput,
    responses((status = 200, body = SlaPolicy), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn change(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<SlaPolicyId>,
    Json(input): Json<SlaPolicyInput>,
) -> ApiResult<axum::Json<SlaPolicy>> {
    let version = input.version;
    let kept = app
        .desk
        .change_sla_policy(&caller.by(), id, version, input.whole())
        .await?;
    app.wakes.due.notify_one();
    Ok(axum::Json(kept.into()))
}

#[utoipa::path(delete, path = "/sla-policies/{id}", tag = "settings", params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn remove(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<SlaPolicyId>,
) -> ApiResult<StatusCode> {
    app.desk.remove_sla_policy(&caller.by(), id).await?;
    app.wakes.due.notify_one();
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, ToSchema)]
struct SlaPreview {
    policy: SlaPolicyInput,
    /// When the mail arrives.
    at: Millis,
    /// Whose opening hours count; left out: those of the policy's channel.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    channel: Option<ChannelId>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    team: Option<TeamId>,
}

/// The clocks that a mail arriving at `at` would start. Nothing is stored.
#[utoipa::path(post, path = "/sla-policies/preview", tag = "settings", request_body = SlaPreview,
    responses((status = 200, body = SlaClocks), (status = 403, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn preview(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<SlaPreview>,
) -> ApiResult<axum::Json<SlaClocks>> {
    let mail = Arrival {
        at: input.at,
        channel: input.channel,
        team: input.team,
    };
    let policy = input.policy.whole();
    let clocks = app
        .desk
        .preview_sla_policy(&caller.by(), policy, mail)
        .await?;
    let items = clocks.into_iter().map(SlaClock::from).collect();
    Ok(axum::Json(SlaClocks { items }))
}
