//! Channels: made, changed, paused, moved through stages; with their history and health.

use super::channel_life::HistoryEntry;
use super::given;
use super::health::{self, Health};
use super::house_mail::{self, HouseMail};
use crate::api::types::words;
use crate::api::types::{Channel, Page};
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::{Json, Path};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::extract::State;
use axum::http::StatusCode;
use desk::channels::{ChannelChange, NewChannel};
use domain::access::Permission;
use domain::channel::Stage;
use domain::channel::life::REASON_MAX;
use domain::{AgentId, BrandId, ChannelId, TeamId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

const HISTORY: usize = 100;
/// A working day, when nothing else is said.
const TARGET_MIN: u32 = 8 * 60;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(show, change))
        .routes(routes!(stage))
        .routes(routes!(pause))
        .routes(routes!(test_mail, last_test))
}

/// Every channel, closed ones too, oldest first.
#[utoipa::path(get, path = "/channels", tag = "settings", responses((status = 200, body = Page<Channel>)))]
async fn list(State(app): State<App>, _: Caller) -> ApiResult<axum::Json<Page<Channel>>> {
    let channels = app.desk.channels().await?;
    let doors = app.desk.doors().await?;
    let items = channels.into_iter().map(|c| Channel::of(c, &doors));
    Ok(axum::Json(Page::all(items.collect())))
}

#[derive(Deserialize, ToSchema)]
struct ChannelInput {
    name: String,
    /// `email` or `form`.
    kind: Option<String>,
    #[schema(value_type = Option<String>)]
    brand: Option<BrandId>,
    #[schema(value_type = Option<String>)]
    team: Option<TeamId>,
    /// Its first door, of an email channel.
    address: Option<String>,
    first_response_target_min: Option<u32>,
}

#[utoipa::path(post, path = "/channels", tag = "settings", request_body = ChannelInput,
    responses((status = 201, body = Channel), (status = 403, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn create(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<ChannelInput>,
) -> ApiResult<(StatusCode, axum::Json<Channel>)> {
    let new = NewChannel {
        name: input.name,
        kind: input.kind.unwrap_or_else(|| "email".to_owned()),
        brand: input.brand,
        team: input.team,
        address: input.address.filter(|a| !a.trim().is_empty()),
        first_response_target_min: input.first_response_target_min.unwrap_or(TARGET_MIN),
    };
    let made = app.desk.create_channel(&caller.by(), new).await?;
    app.wake_config();
    Ok((StatusCode::CREATED, axum::Json(wire(&app, made).await?)))
}

#[derive(Serialize, ToSchema)]
struct ChannelDetail {
    #[serde(flatten)]
    channel: Channel,
    /// Newest first.
    history: Vec<HistoryEntry>,
    health: Health,
}

/// A channel with its history and its health.
#[utoipa::path(get, path = "/channels/{id}", tag = "settings", params(("id" = String, Path)),
    responses((status = 200, body = ChannelDetail), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn show(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ChannelId>,
) -> ApiResult<axum::Json<ChannelDetail>> {
    caller.demand(Permission::ChannelManage)?;
    let channel = app
        .db()
        .read(async move |tx| store::channel::load(tx, id).await)
        .await?;
    let channel = channel.ok_or_else(ApiError::not_found)?;
    let history = app
        .desk
        .channel_history(&caller.by(), id, None, HISTORY)
        .await?;
    let history = history.into_iter().map(HistoryEntry::from);
    Ok(axum::Json(ChannelDetail {
        history: history.collect(),
        health: health::of(&app, &caller, id).await?,
        channel: wire(&app, channel).await?,
    }))
}

#[derive(Deserialize, ToSchema)]
struct ChannelPatch {
    name: Option<String>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    team: Option<Option<TeamId>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    successor: Option<Option<ChannelId>>,
    /// An active agent.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    owner: Option<Option<AgentId>>,
    /// What it is for, in one sentence of at most 300 characters.
    purpose: Option<String>,
    first_response_target_min: Option<u32>,
    acknowledge: Option<bool>,
    /// Of the channel as it was seen; left out, the change is made whatever happened meanwhile.
    version: Option<i64>,
}

/// Fields that are left out stay.
#[utoipa::path(patch, path = "/channels/{id}", tag = "settings", params(("id" = String, Path)), request_body = ChannelPatch,
    responses((status = 200, body = Channel), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn change(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ChannelId>,
    Json(input): Json<ChannelPatch>,
) -> ApiResult<axum::Json<Channel>> {
    let change = ChannelChange {
        name: input.name,
        team: input.team,
        successor: input.successor,
        owner: input.owner,
        purpose: input.purpose,
        first_response_target_min: input.first_response_target_min,
        acknowledge: input.acknowledge,
        version: input.version,
    };
    let channel = app.desk.change_channel(&caller.by(), id, change).await?;
    Ok(axum::Json(wire(&app, channel).await?))
}

#[derive(Deserialize, ToSchema)]
struct StageInput {
    #[schema(value_type = words::Stage)]
    stage: Stage,
    /// Where mail goes from now on.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    successor: Option<ChannelId>,
    /// Needed when it is wound down or closed, or goes live without what it should have.
    #[serde(default)]
    reason: String,
}

/// Nothing that customers wrote is ever deleted or lost by this.
#[utoipa::path(put, path = "/channels/{id}/stage", tag = "settings", params(("id" = String, Path)), request_body = StageInput,
    responses((status = 200, body = Channel), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn stage(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ChannelId>,
    Json(input): Json<StageInput>,
) -> ApiResult<axum::Json<Channel>> {
    let reason = bounded(&input.reason)?;
    let channel = app
        .desk
        .set_stage(&caller.by(), id, input.stage, input.successor, reason)
        .await?;
    Ok(axum::Json(wire(&app, channel).await?))
}

#[derive(Deserialize, ToSchema)]
struct PauseInput {
    paused: bool,
    #[serde(default)]
    reason: String,
}

#[utoipa::path(put, path = "/channels/{id}/paused", tag = "settings", params(("id" = String, Path)), request_body = PauseInput,
    responses((status = 200, body = Channel), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn pause(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ChannelId>,
    Json(input): Json<PauseInput>,
) -> ApiResult<axum::Json<Channel>> {
    let reason = bounded(&input.reason)?;
    let channel = app
        .desk
        .set_paused(&caller.by(), id, input.paused, reason)
        .await?;
    Ok(axum::Json(wire(&app, channel).await?))
}

#[derive(Deserialize, ToSchema)]
struct TestMailInput {
    /// Whom to write to; usually oneself.
    to: String,
}

/// How the last test of this channel fared; null when there was none lately.
#[utoipa::path(get, path = "/channels/{id}/test-mail", tag = "settings", params(("id" = String, Path)),
    responses((status = 200, body = Option<HouseMail>), (status = 403, body = ErrorBody)))]
async fn last_test(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ChannelId>,
) -> ApiResult<axum::Json<Option<HouseMail>>> {
    caller.demand(Permission::ChannelManage)?;
    Ok(axum::Json(house_mail::about(&app, id.0).await?))
}

/// Sends a mail from the channel's address, by the way that answers take.
#[utoipa::path(post, path = "/channels/{id}/test-mail", tag = "settings", params(("id" = String, Path)), request_body = TestMailInput,
    responses((status = 202, body = Option<HouseMail>), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn test_mail(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ChannelId>,
    Json(input): Json<TestMailInput>,
) -> ApiResult<(StatusCode, axum::Json<Option<HouseMail>>)> {
    app.desk.test_mail(&caller.by(), id, &input.to).await?;
    let queued = house_mail::about(&app, id.0).await?;
    app.wake_sender();
    Ok((StatusCode::ACCEPTED, axum::Json(queued)))
}

pub(super) async fn wire(app: &App, channel: domain::channel::Channel) -> ApiResult<Channel> {
    let doors = app.desk.doors().await?;
    Ok(Channel::of(channel, &doors))
}

pub(super) fn bounded(reason: &str) -> ApiResult<&str> {
    let reason = reason.trim();
    if reason.chars().count() > REASON_MAX {
        return Err(ApiError::invalid(
            "reason",
            "A reason has at most 2,000 characters.",
        ));
    }
    Ok(reason)
}
