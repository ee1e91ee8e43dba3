//! Notices: who depends on a channel, what is written to them, and what became of it.

mod people;
mod shapes;

use super::types::{Page, PageQuery};
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::{Json, Path, Query};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::extract::State;
use axum::http::StatusCode;
use desk::notice::Command;
use domain::notice::{Content, Standing};
use domain::{ChannelId, ContactId, Millis, NoticeId, PlanId};
use serde::Deserialize;
use shapes::{NoticeRecipient, NoticeRow, NoticeTemplate, NoticeView, RenderedNotice};
use utoipa::ToSchema;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(show, revise, remove))
        .routes(routes!(recipients))
        .routes(routes!(rendered))
        .routes(routes!(command))
        .routes(routes!(templates))
        .merge(people::routes())
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct NoticesQuery {
    /// Left out: of all.
    #[param(value_type = Option<String>)]
    channel: Option<ChannelId>,
    cursor: Option<String>,
    /// At most 100.
    limit: Option<usize>,
}

fn no_cursor() -> ApiError {
    let text = "This is no cursor of this list; begin anew without one.";
    ApiError::invalid("cursor", text)
}

fn cursor<T: std::str::FromStr>(text: &str) -> ApiResult<(Millis, T)> {
    let parsed = text
        .split_once('.')
        .and_then(|(at, id)| Some((at.parse().ok()?, id.parse().ok()?)));
    parsed.ok_or_else(no_cursor)
}

/// The newest first, by when they were written.
#[utoipa::path(get, path = "/notices", tag = "notices", params(NoticesQuery),
    responses((status = 200, body = Page<NoticeRow>), (status = 403, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn list(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<NoticesQuery>,
) -> ApiResult<axum::Json<Page<NoticeRow>>> {
    let page = PageQuery {
        cursor: query.cursor,
        limit: query.limit,
    };
    let before = page.cursor.as_deref().map(cursor).transpose()?;
    let limit = page.limit();
    let mut found = app
        .desk
        .notices(&caller.by(), query.channel, before, limit + 1)
        .await?;
    let more = found.len() > limit;
    found.truncate(limit);
    let last = found.last().filter(|_| more);
    let next = last.map(|n| format!("{}.{}", n.created_at, n.id));
    let items = found.into_iter().map(NoticeRow::from).collect();
    Ok(axum::Json(Page { items, next }))
}

#[derive(Deserialize, ToSchema)]
struct NoticeInput {
    #[schema(value_type = String)]
    channel: ChannelId,
    /// Of the channel.
    #[schema(value_type = Option<String>)]
    plan: Option<PlanId>,
    /// `{ name, to: { days, only_here, frequent, open, matching }, from, in_thread, voice, texts: { "en": { subject, html } },
    /// follow_up, exceptions, waves: { first, then_per_hour, wait_hours }, costs_meant }`.
    #[schema(value_type = Object)]
    content: Content,
}

/// Writes a draft: nobody is told.
#[utoipa::path(post, path = "/notices", tag = "notices", request_body = NoticeInput,
    responses((status = 201, body = NoticeView), (status = 403, body = ErrorBody), (status = 413, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn create(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<NoticeInput>,
) -> ApiResult<(StatusCode, axum::Json<NoticeView>)> {
    let made = app
        .desk
        .make_notice(&caller.by(), input.channel, input.plan, input.content)
        .await?;
    Ok((StatusCode::CREATED, axum::Json(made.into())))
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct NoticeQuery {
    /// False: without what those who were told did since, which is much to read; for whoever looks every few seconds.
    meter: Option<bool>,
}

#[utoipa::path(get, path = "/notices/{id}", tag = "notices", params(("id" = String, Path), NoticeQuery),
    responses((status = 200, body = NoticeView), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn show(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<NoticeId>,
    Query(query): Query<NoticeQuery>,
) -> ApiResult<axum::Json<NoticeView>> {
    let by = caller.by();
    let view = match query.meter {
        Some(false) => app.desk.notice_progress(&by, id).await?,
        Some(true) | None => app.desk.notice(&by, id).await?,
    };
    Ok(axum::Json(view.into()))
}

#[derive(Deserialize, ToSchema)]
struct NoticeRevision {
    /// Of the notice as it was seen.
    version: i64,
    /// As it was made with.
    #[schema(value_type = Object)]
    content: Content,
}

/// Writes a draft anew.
#[utoipa::path(put, path = "/notices/{id}", tag = "notices", params(("id" = String, Path)), request_body = NoticeRevision,
    responses((status = 200, body = NoticeView), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 413, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn revise(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<NoticeId>,
    Json(input): Json<NoticeRevision>,
) -> ApiResult<axum::Json<NoticeView>> {
    let kept = app
        .desk
        .change_notice(&caller.by(), id, input.version, input.content)
        .await?;
    Ok(axum::Json(kept.into()))
}

/// Removes a draft. What was sent stays.
#[utoipa::path(delete, path = "/notices/{id}", tag = "notices", params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
async fn remove(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<NoticeId>,
) -> ApiResult<StatusCode> {
    app.desk.remove_notice(&caller.by(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct RecipientsQuery {
    /// `waiting`, `told` or `passed`; left out: all.
    #[param(value_type = Option<String>)]
    state: Option<Standing>,
    cursor: Option<String>,
    /// At most 100.
    limit: Option<usize>,
}

/// Who is told by a notice, in their order; of a draft, who would be told if it were sent now.
#[utoipa::path(get, path = "/notices/{id}/recipients", tag = "notices", params(("id" = String, Path), RecipientsQuery),
    responses((status = 200, body = Page<NoticeRecipient>), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn recipients(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<NoticeId>,
    Query(query): Query<RecipientsQuery>,
) -> ApiResult<axum::Json<Page<NoticeRecipient>>> {
    let page = PageQuery {
        cursor: query.cursor,
        limit: query.limit,
    };
    let after = page.cursor.as_deref().map(str::parse::<i64>);
    let after = after.transpose().map_err(|_| no_cursor())?.unwrap_or(-1);
    let limit = page.limit();
    let mut found = app
        .desk
        .notice_recipients(&caller.by(), id, query.state, after, limit + 1)
        .await?;
    let more = found.len() > limit;
    found.truncate(limit);
    let last = found.last().filter(|_| more);
    let next = last.map(|r| r.place.to_string());
    let items = found.into_iter().map(NoticeRecipient::from).collect();
    Ok(axum::Json(Page { items, next }))
}

/// What a customer would read, and how it would reach them. Nothing is sent.
#[utoipa::path(get, path = "/notices/{id}/rendered/{contact}", tag = "notices",
    params(("id" = String, Path), ("contact" = String, Path)),
    responses((status = 200, body = RenderedNotice), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn rendered(
    State(app): State<App>,
    caller: Caller,
    Path((id, contact)): Path<(NoticeId, ContactId)>,
) -> ApiResult<axum::Json<RenderedNotice>> {
    let by = caller.by();
    let shown = app.desk.rendered_notice(&by, id, contact).await?;
    Ok(axum::Json(shown.into()))
}

#[derive(Deserialize, ToSchema)]
struct NoticeOrder {
    /// Of the notice as it was seen; to stop, any will do.
    version: i64,
    /// `sample` (to your own address), `send`, `stop`, `go_on` (the next wave now, or after a stop) or `undo` (before the first wave).
    #[serde(rename = "do")]
    what: String,
    /// Of a sample: as whom it is read.
    #[schema(value_type = Option<String>)]
    contact: Option<ContactId>,
}

/// Does something with a notice. What is refused says why: the codes of findings that block are among the refusals.
#[utoipa::path(post, path = "/notices/{id}/commands", tag = "notices", params(("id" = String, Path)), request_body = NoticeOrder,
    responses((status = 200, body = NoticeView), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn command(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<NoticeId>,
    Json(order): Json<NoticeOrder>,
) -> ApiResult<axum::Json<NoticeView>> {
    let command = match order.what.as_str() {
        "sample" => Command::Sample(order.contact),
        "send" => Command::Send,
        "stop" => Command::Stop,
        "go_on" => Command::GoOn,
        "undo" => Command::Undo,
        _ => {
            let text = "One of sample, send, stop, go_on and undo.";
            return Err(ApiError::invalid("do", text));
        }
    };
    let view = app
        .desk
        .command_notice(&caller.by(), id, order.version, command)
        .await?;
    app.wakes.due.notify_one();
    app.wake_sender();
    Ok(axum::Json(view.into()))
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct TemplatesQuery {
    #[param(value_type = String)]
    channel: ChannelId,
    /// The channel that follows; left out: the one that is set.
    #[param(value_type = Option<String>)]
    successor: Option<ChannelId>,
    /// Of the channel: whether it names a day; left out: the one that runs.
    #[param(value_type = Option<String>)]
    plan: Option<PlanId>,
}

/// Three voices in the languages that they are written in, for a channel as it is.
#[utoipa::path(get, path = "/notice-templates", tag = "notices", params(TemplatesQuery),
    responses((status = 200, body = Page<NoticeTemplate>), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn templates(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<TemplatesQuery>,
) -> ApiResult<axum::Json<Page<NoticeTemplate>>> {
    let found = app
        .desk
        .notice_templates(&caller.by(), query.channel, query.successor, query.plan)
        .await?;
    let items = found.into_iter().map(NoticeTemplate::from).collect();
    Ok(axum::Json(Page::all(items)))
}
