//! Looks at our own doors: what they saw, and one for the asking. And the last word of a closed address.

use crate::api::types::{Page, PageQuery};
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::{Json, Path, Query};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::extract::State;
use axum::http::StatusCode;
use desk::last_word::Standing;
use domain::door::last::HeldBack;
use domain::{AgentId, ChannelId, DoorId, Millis, ProbeId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(look))
        .routes(routes!(last_word, set_last_word))
}

/// One look at a door, as a customer comes by it.
#[derive(Serialize, ToSchema)]
struct DoorProbe {
    #[schema(value_type = String)]
    id: ProbeId,
    #[schema(value_type = String)]
    door: DoorId,
    #[schema(value_type = String)]
    channel: ChannelId,
    /// `mail`: a letter that has to come in; `form`, `widget`, `contact`: a page that is fetched.
    way: String,
    asked_at: Millis,
    /// null: it was time.
    #[schema(value_type = Option<String>)]
    asked_by: Option<AgentId>,
    /// null: it is under way.
    ended_at: Option<Millis>,
    passed: Option<bool>,
    /// In one sentence.
    seen: String,
    took_ms: Option<Millis>,
}

impl From<store::probe::Probe> for DoorProbe {
    fn from(p: store::probe::Probe) -> Self {
        Self {
            id: p.id,
            door: p.door,
            channel: p.channel,
            way: p.way,
            asked_at: p.asked_at,
            asked_by: p.asked_by,
            ended_at: p.ended_at,
            passed: p.passed,
            seen: p.seen,
            took_ms: p.took_ms,
        }
    }
}

/// The looks at the doors of a channel, newest first; a contact page stands under the id of its help center, as in the audit.
#[utoipa::path(get, path = "/channels/{id}/probes", tag = "settings", params(("id" = String, Path), PageQuery),
    responses((status = 200, body = Page<DoorProbe>), (status = 403, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn list(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ChannelId>,
    Query(page): Query<PageQuery>,
) -> ApiResult<axum::Json<Page<DoorProbe>>> {
    let (limit, before) = (page.limit(), page.cursor.as_deref().map(cursor));
    let before = before.transpose()?;
    let mut rows = app.desk.probes(&caller.by(), id, before, limit + 1).await?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let last = rows.last().filter(|_| more);
    Ok(axum::Json(Page {
        next: last.map(|p| format!("{}.{}", p.asked_at, p.id)),
        items: rows.into_iter().map(DoorProbe::from).collect(),
    }))
}

fn cursor(text: &str) -> ApiResult<(Millis, ProbeId)> {
    let parsed = text
        .split_once('.')
        .and_then(|(at, id)| Some((at.parse().ok()?, id.parse().ok()?)));
    parsed.ok_or_else(|| {
        let text = "This is no cursor of this list; begin anew without one.";
        ApiError::invalid("cursor", text)
    })
}

/// Comes by the door now; one that is under way is that one. What it saw is in the list when it is over.
#[utoipa::path(post, path = "/doors/{id}/probe", tag = "settings", params(("id" = String, Path)),
    responses((status = 202, body = DoorProbe), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn look(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<DoorId>,
) -> ApiResult<(StatusCode, axum::Json<DoorProbe>)> {
    let asked = app.desk.ask_probe(&caller.by(), id).await?;
    app.wakes.probes.notify_one();
    Ok((StatusCode::ACCEPTED, axum::Json(asked.into())))
}

/// Why strangers are not refused.
#[derive(Serialize, ToSchema)]
struct HeldBackBy {
    /// `not_wished`, `not_closed`, `too_early`, `open_conversations`, `no_other_door` or `no_way_on`.
    #[schema(value_type = String)]
    code: HeldBack,
    sentence: &'static str,
}

/// How a closed address answers strangers at last: `550` with the ways on, at the end of their letter.
#[derive(Serialize, ToSchema)]
struct LastWord {
    on: bool,
    set_at: Option<Millis>,
    #[schema(value_type = Option<String>)]
    set_by: Option<AgentId>,
    closed_at: Option<Millis>,
    /// Strangers are refused now.
    in_force: bool,
    /// What speaks against it.
    held_back: Vec<HeldBackBy>,
    /// What would be said.
    said: String,
}

impl From<Standing> for LastWord {
    fn from(s: Standing) -> Self {
        let by = |code: HeldBack| HeldBackBy {
            code,
            sentence: code.words(),
        };
        Self {
            on: s.on.is_some(),
            set_at: s.on.map(|w| w.set_at),
            set_by: s.on.map(|w| w.set_by),
            closed_at: s.closed_at,
            in_force: s.held_back.is_empty(),
            held_back: s.held_back.into_iter().map(by).collect(),
            said: s.said,
        }
    }
}

#[utoipa::path(get, path = "/channels/{id}/last-word", tag = "settings", params(("id" = String, Path)),
    responses((status = 200, body = LastWord), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn last_word(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ChannelId>,
) -> ApiResult<axum::Json<LastWord>> {
    let found = app.desk.last_word(&caller.by(), id).await?;
    Ok(axum::Json(found.into()))
}

#[derive(Deserialize, ToSchema)]
struct LastWordInput {
    on: bool,
}

/// Off unless somebody switches it on; it says nothing before twelve months are over, and nothing to anybody who is known.
#[utoipa::path(put, path = "/channels/{id}/last-word", tag = "settings", params(("id" = String, Path)), request_body = LastWordInput,
    responses((status = 200, body = LastWord), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
async fn set_last_word(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ChannelId>,
    Json(input): Json<LastWordInput>,
) -> ApiResult<axum::Json<LastWord>> {
    let found = app.desk.set_last_word(&caller.by(), id, input.on).await?;
    app.wake_config();
    Ok(axum::Json(found.into()))
}
