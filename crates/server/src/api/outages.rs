//! Outage mode: started, changed and ended; the conversations that are about it; one update to all of them.

use super::types::{Page, PageQuery};
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::{Json, Path, Query};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::extract::State;
use axum::http::StatusCode;
use desk::outage::{NewUpdate, Start};
use domain::outage::{Content, Passed, Progress, Then};
use domain::{AgentId, ChannelId, ConversationId, Millis, OutageId, OutageUpdateId};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use utoipa::ToSchema;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, start))
        .routes(routes!(active))
        .routes(routes!(change))
        .routes(routes!(end))
        .routes(routes!(resume))
        .routes(routes!(updates, write))
        .routes(routes!(stop))
        .routes(routes!(of_conversation))
        .routes(routes!(link, leave_out))
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Outage {
    #[schema(value_type = String)]
    id: OutageId,
    /// For the team.
    name: String,
    /// What customers read, by language.
    words: BTreeMap<String, String>,
    /// Where; empty: at every door.
    #[schema(value_type = Vec<String>)]
    channels: BTreeSet<ChannelId>,
    started_at: Millis,
    #[schema(value_type = String)]
    started_by: AgentId,
    /// null: it lasts.
    ended_at: Option<Millis>,
    #[schema(value_type = Option<String>)]
    ended_by: Option<AgentId>,
    /// Conversations that are about it.
    linked: i64,
    version: i64,
}

impl From<store::outage::Outage> for Outage {
    fn from(o: store::outage::Outage) -> Self {
        let content = o.content.0;
        Self {
            id: o.id,
            name: content.name,
            words: content.words,
            channels: content.channels,
            started_at: o.started_at,
            started_by: o.started_by,
            ended_at: o.ended_at,
            ended_by: o.ended_by,
            linked: o.linked,
            version: o.version,
        }
    }
}

#[derive(Deserialize, ToSchema)]
struct OutageInput {
    name: String,
    /// What customers read, by language: `{"en": "Payments by card fail. We are on it."}`.
    words: BTreeMap<String, String>,
    /// Where; left out or empty: at every door.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    channels: BTreeSet<ChannelId>,
    /// When it starts: unanswered conversations that were opened so many milliseconds before are about it too; at most a day.
    #[serde(default)]
    since_ms: Millis,
    /// When it is changed: of the outage as it was read; left out: whatever it is.
    version: Option<i64>,
}

impl OutageInput {
    fn content(self) -> Content {
        Content {
            name: self.name,
            words: self.words,
            channels: self.channels,
        }
    }
}

/// Newest first.
#[utoipa::path(get, path = "/outages", tag = "outages", params(PageQuery), responses((status = 200, body = Page<Outage>)))]
async fn list(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<PageQuery>,
) -> ApiResult<axum::Json<Page<Outage>>> {
    let before = query.cursor.as_deref().map(cursor).transpose()?;
    let limit = query.limit();
    let mut rows = app.desk.outages(&caller.by(), before, limit + 1).await?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let last = rows.last().filter(|_| more);
    let next = last.map(|o| format!("{}.{}", o.started_at, o.id));
    let items = rows.into_iter().map(Outage::from).collect();
    Ok(axum::Json(Page { items, next }))
}

fn cursor(text: &str) -> ApiResult<(Millis, OutageId)> {
    let parsed = text.split_once('.').and_then(|(at, id)| {
        let at = at.parse().ok()?;
        Some((at, id.parse().ok()?))
    });
    parsed.ok_or_else(|| ApiError::invalid("cursor", "This is no cursor."))
}

/// Those that last, newest first; for a line at the top of every screen.
#[utoipa::path(get, path = "/outages/active", tag = "outages", responses((status = 200, body = Page<Outage>)))]
async fn active(State(app): State<App>, _: Caller) -> ApiResult<axum::Json<Page<Outage>>> {
    let rows = app.desk.active_outages().await?;
    let items = rows.into_iter().map(Outage::from).collect();
    Ok(axum::Json(Page::all(items)))
}

/// From now on every door says so, and what comes in is linked to it.
#[utoipa::path(post, path = "/outages", tag = "outages", request_body = OutageInput,
    responses((status = 201, body = Outage), (status = 403, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn start(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<OutageInput>,
) -> ApiResult<(StatusCode, axum::Json<Outage>)> {
    let start = Start {
        since_ms: input.since_ms,
        content: input.content(),
    };
    let made = app.desk.start_outage(&caller.by(), start).await?;
    Ok((StatusCode::CREATED, axum::Json(made.into())))
}

#[utoipa::path(put, path = "/outages/{id}", tag = "outages", params(("id" = String, Path)), request_body = OutageInput,
    responses((status = 200, body = Outage), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn change(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<OutageId>,
    Json(input): Json<OutageInput>,
) -> ApiResult<axum::Json<Outage>> {
    let version = input.version;
    let content = input.content();
    let kept = app
        .desk
        .change_outage(&caller.by(), id, content, version)
        .await?;
    Ok(axum::Json(kept.into()))
}

/// It is over: the doors are as they were.
#[utoipa::path(post, path = "/outages/{id}/end", tag = "outages", params(("id" = String, Path)),
    responses((status = 200, body = Outage), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn end(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<OutageId>,
) -> ApiResult<axum::Json<Outage>> {
    let kept = app.desk.end_outage(&caller.by(), id, true).await?;
    Ok(axum::Json(kept.into()))
}

/// It is not over after all.
#[utoipa::path(post, path = "/outages/{id}/resume", tag = "outages", params(("id" = String, Path)),
    responses((status = 200, body = Outage), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn resume(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<OutageId>,
) -> ApiResult<axum::Json<Outage>> {
    let kept = app.desk.end_outage(&caller.by(), id, false).await?;
    Ok(axum::Json(kept.into()))
}

/// What everybody was told.
#[derive(Serialize, ToSchema)]
struct OutageUpdate {
    #[schema(value_type = String)]
    id: OutageUpdateId,
    html: String,
    /// `keep_open` or `resolve`.
    #[schema(value_type = String)]
    then: Then,
    #[schema(value_type = String)]
    written_by: AgentId,
    written_at: Millis,
    /// Nobody is written to before.
    due_at: Millis,
    /// `going`, `done` or `stopped`.
    #[schema(value_type = String)]
    state: Progress,
    /// The outage is over when the first is told.
    ends: bool,
    /// Conversations that will have it, have it, and were passed over.
    waiting: i64,
    told: i64,
    passed: i64,
    /// Why: `left_out` about something else, `not_theirs` spam or with somebody else, `nobody` to answer, `told_there` merged
    /// into another, `refused` it could not be written.
    #[schema(value_type = BTreeMap<String, i64>)]
    why: BTreeMap<String, i64>,
}

impl From<store::outage::Update> for OutageUpdate {
    fn from(u: store::outage::Update) -> Self {
        Self {
            id: u.id,
            html: u.html,
            then: u.then,
            written_by: u.written_by,
            written_at: u.written_at,
            due_at: u.due_at,
            state: u.state,
            ends: u.ends,
            waiting: u.waiting,
            told: u.told,
            passed: u.passed,
            why: BTreeMap::new(),
        }
    }
}

/// With the reasons why some were passed over.
async fn with_why(
    app: &App,
    by: &desk::By,
    update: store::outage::Update,
) -> ApiResult<OutageUpdate> {
    let some = update.passed > 0;
    let mut out = OutageUpdate::from(update);
    if some {
        let word = |why: &Passed| match serde_json::to_value(why) {
            Ok(serde_json::Value::String(word)) => word,
            _ => String::new(),
        };
        let all = app.desk.passed_over(by, out.id).await?;
        out.why = all.iter().map(|(why, n)| (word(why), *n)).collect();
    }
    Ok(out)
}

#[derive(Deserialize, ToSchema)]
struct OutageUpdateInput {
    /// May name `{{contact.first_name}}` and the like.
    html: String,
    /// `keep_open` if left out, or `resolve`.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    then: Then,
    /// It is the last word: the outage ends with it.
    #[serde(default)]
    ends: bool,
}

/// Newest first.
#[utoipa::path(get, path = "/outages/{id}/updates", tag = "outages", params(("id" = String, Path)),
    responses((status = 200, body = Page<OutageUpdate>), (status = 403, body = ErrorBody)))]
async fn updates(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<OutageId>,
) -> ApiResult<axum::Json<Page<OutageUpdate>>> {
    let by = caller.by();
    let mut items = Vec::new();
    for row in app.desk.outage_updates(&by, id).await? {
        items.push(with_why(&app, &by, row).await?);
    }
    Ok(axum::Json(Page::all(items)))
}

/// One answer into each conversation that is about it, from ten seconds on.
#[utoipa::path(post, path = "/outages/{id}/updates", tag = "outages", params(("id" = String, Path)), request_body = OutageUpdateInput,
    responses((status = 201, body = OutageUpdate), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn write(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<OutageId>,
    Json(input): Json<OutageUpdateInput>,
) -> ApiResult<(StatusCode, axum::Json<OutageUpdate>)> {
    let update = NewUpdate {
        html: input.html,
        then: input.then,
        ends: input.ends,
    };
    let made = app
        .desk
        .write_outage_update(&caller.by(), id, update)
        .await?;
    Ok((StatusCode::CREATED, axum::Json(made.into())))
}

/// Whoever was not told yet is not told.
#[utoipa::path(post, path = "/outage-updates/{id}/stop", tag = "outages", params(("id" = String, Path)),
    responses((status = 200, body = OutageUpdate), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn stop(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<OutageUpdateId>,
) -> ApiResult<axum::Json<OutageUpdate>> {
    let kept = app.desk.stop_outage_update(&caller.by(), id).await?;
    Ok(axum::Json(kept.into()))
}

/// An outage that a conversation is about.
#[derive(Serialize, ToSchema)]
struct LinkedOutage {
    #[schema(value_type = String)]
    outage: OutageId,
    name: String,
    linked_at: Millis,
    /// null: it came in while the outage lasted.
    #[schema(value_type = Option<String>)]
    linked_by: Option<AgentId>,
    /// An agent said that it is about something else.
    left_out: bool,
}

#[utoipa::path(get, path = "/conversations/{id}/outages", tag = "outages", params(("id" = String, Path)),
    responses((status = 200, body = Page<LinkedOutage>), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn of_conversation(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ConversationId>,
) -> ApiResult<axum::Json<Page<LinkedOutage>>> {
    let rows = app.desk.outages_of(&caller.by(), id).await?;
    let wire = |(l, name): (store::outage::Linked, String)| LinkedOutage {
        outage: l.outage,
        name,
        linked_at: l.linked_at,
        linked_by: l.linked_by,
        left_out: l.left_out,
    };
    Ok(axum::Json(Page::all(rows.into_iter().map(wire).collect())))
}

/// This conversation is about it.
#[utoipa::path(put, path = "/conversations/{id}/outages/{outage}", tag = "outages",
    params(("id" = String, Path), ("outage" = String, Path)),
    responses((status = 204), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
async fn link(
    State(app): State<App>,
    caller: Caller,
    Path((conversation, id)): Path<(ConversationId, OutageId)>,
) -> ApiResult<StatusCode> {
    let by = caller.by();
    app.desk.link_outage(&by, id, conversation, true).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// This conversation is about something else: no update goes into it.
#[utoipa::path(delete, path = "/conversations/{id}/outages/{outage}", tag = "outages",
    params(("id" = String, Path), ("outage" = String, Path)),
    responses((status = 204), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
async fn leave_out(
    State(app): State<App>,
    caller: Caller,
    Path((conversation, id)): Path<(ConversationId, OutageId)>,
) -> ApiResult<StatusCode> {
    let by = caller.by();
    app.desk.link_outage(&by, id, conversation, false).await?;
    Ok(StatusCode::NO_CONTENT)
}
