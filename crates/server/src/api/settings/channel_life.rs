//! The diary of a channel, taking an entry of it back, and what it has of what it should have to go live.

use super::channels::{bounded, wire};
use crate::api::types::{Channel, Page, PageQuery, shapes, words};
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::{Json, Path, Query};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::extract::State;
use desk::channels::Entry;
use domain::channel::life;
use domain::event::Actor;
use domain::{ChannelEntryId, ChannelId, Millis};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(history))
        .routes(routes!(undo))
        .routes(routes!(readiness))
}

/// One line of a channel's life.
#[derive(Serialize, ToSchema)]
pub struct HistoryEntry {
    #[schema(value_type = String)]
    id: ChannelEntryId,
    at: Millis,
    #[schema(value_type = shapes::Actor)]
    actor: Actor,
    what: String,
    from: Option<String>,
    to: Option<String>,
    reason: Option<String>,
    /// What the program measured then, of a change of stage or a pause.
    #[schema(value_type = Option<shapes::Evidence>)]
    evidence: Option<life::Evidence>,
    /// The entry that this one takes back.
    #[schema(value_type = Option<String>)]
    undoes: Option<ChannelEntryId>,
    /// The entry that takes this one back.
    #[schema(value_type = Option<String>)]
    undone_by: Option<ChannelEntryId>,
    /// It can be taken back as things are.
    undoable: bool,
}

impl From<Entry> for HistoryEntry {
    fn from(entry: Entry) -> Self {
        let h = entry.noted;
        Self {
            id: h.id,
            at: h.at,
            actor: h.actor.0,
            what: h.what,
            from: h.from,
            to: h.to,
            reason: Some(h.reason).filter(|r| !r.is_empty()),
            evidence: h.evidence.map(|e| e.0),
            undoes: h.undoes,
            undone_by: h.undone_by,
            undoable: entry.undoable,
        }
    }
}

/// The diary of a channel, newest first.
#[utoipa::path(get, path = "/channels/{id}/history", tag = "settings", params(("id" = String, Path), PageQuery),
    responses((status = 200, body = Page<HistoryEntry>), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn history(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ChannelId>,
    Query(page): Query<PageQuery>,
) -> ApiResult<axum::Json<Page<HistoryEntry>>> {
    let (limit, before) = (page.limit(), page.cursor.as_deref().map(cursor));
    let before = before.transpose()?;
    let mut entries = app
        .desk
        .channel_history(&caller.by(), id, before, limit + 1)
        .await?;
    let more = entries.len() > limit;
    entries.truncate(limit);
    let last = entries.last().filter(|_| more);
    Ok(axum::Json(Page {
        next: last.map(|e| format!("{}.{}", e.noted.at, e.noted.id)),
        items: entries.into_iter().map(HistoryEntry::from).collect(),
    }))
}

fn cursor(text: &str) -> ApiResult<(Millis, ChannelEntryId)> {
    let parsed = text
        .split_once('.')
        .and_then(|(at, id)| Some((at.parse().ok()?, id.parse().ok()?)));
    parsed.ok_or_else(|| {
        let text = "This is no cursor of this list; begin anew without one.";
        ApiError::invalid("cursor", text)
    })
}

#[derive(Deserialize, ToSchema)]
struct UndoInput {
    /// Needed as for the change that this makes.
    #[serde(default)]
    reason: String,
}

/// Takes a change of stage, a pause, a successor or an owner back: its opposite is a new entry.
#[utoipa::path(post, path = "/channels/{id}/history/{entry}/undo", tag = "settings",
    params(("id" = String, Path), ("entry" = String, Path)), request_body = UndoInput,
    responses((status = 200, body = Channel), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn undo(
    State(app): State<App>,
    caller: Caller,
    Path((id, entry)): Path<(ChannelId, ChannelEntryId)>,
    Json(input): Json<UndoInput>,
) -> ApiResult<axum::Json<Channel>> {
    let reason = bounded(&input.reason)?;
    let undone = app
        .desk
        .undo_channel_entry(&caller.by(), id, entry, reason)
        .await?;
    Ok(axum::Json(wire(&app, undone).await?))
}

/// What a channel has of what it should have to go live.
#[derive(Serialize, ToSchema)]
struct ChannelReadiness {
    /// All that is needed is there.
    ready: bool,
    items: Vec<ReadinessItem>,
}

#[derive(Serialize, ToSchema)]
struct ReadinessItem {
    #[schema(value_type = words::ChannelNeed)]
    key: life::Need,
    met: bool,
    needed: bool,
}

#[utoipa::path(get, path = "/channels/{id}/readiness", tag = "settings", params(("id" = String, Path)),
    responses((status = 200, body = ChannelReadiness), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn readiness(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ChannelId>,
) -> ApiResult<axum::Json<ChannelReadiness>> {
    let found = app.desk.channel_readiness(&caller.by(), id).await?;
    let ready = found.is_ready();
    let item = |i: life::Item| ReadinessItem {
        key: i.key,
        met: i.met,
        needed: i.needed,
    };
    let items = found.items.into_iter().map(item).collect();
    Ok(axum::Json(ChannelReadiness { ready, items }))
}
