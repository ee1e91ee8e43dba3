//! Mail that could not be read: seen raw, read once more, or put aside. Never deleted.

use super::types::{Page, PageQuery, QuarantineItem};
use crate::app::App;
use crate::http::download::{self, Disposition};
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::{Path, Query};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::InboundId;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(raw))
        .routes(routes!(release))
        .routes(routes!(discard))
}

/// Newest first.
#[utoipa::path(get, path = "/quarantine", tag = "quarantine", params(PageQuery),
    responses((status = 200, body = Page<QuarantineItem>), (status = 403, body = ErrorBody)))]
async fn list(
    State(app): State<App>,
    caller: Caller,
    Query(page): Query<PageQuery>,
) -> ApiResult<axum::Json<Page<QuarantineItem>>> {
    let limit = page.limit();
    let before: Option<InboundId> =
        page.cursor
            .as_deref()
            .map(str::parse)
            .transpose()
            .map_err(|_| {
                ApiError::invalid(
                    "cursor",
                    "This is no cursor of this list; begin anew without one.",
                )
            })?;
    let mut rows = app
        .desk
        .quarantined(&caller.by(), before, limit + 1)
        .await?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|r| r.id.to_string());
    let items = rows.into_iter().map(|r| QuarantineItem {
        id: r.id,
        received_at: r.received_at,
        from: r.from,
        subject: r.subject,
        size: r.size,
        error: r.error,
        attempts: r.attempts,
        mailbox: r.mailbox,
        channel: r.channel,
        peer_ip: r.peer_ip,
    });
    Ok(axum::Json(Page {
        items: items.collect(),
        next,
    }))
}

/// The mail as it was accepted, as a download.
#[utoipa::path(get, path = "/quarantine/{id}/raw", tag = "quarantine", params(("id" = String, Path)),
    responses((status = 200, content_type = "message/rfc822"), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn raw(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<InboundId>,
) -> ApiResult<Response> {
    let bytes = app.desk.quarantined_raw(&caller.by(), id).await?;
    let name = format!("{id}.eml");
    Ok(download::file(
        &name,
        "message/rfc822",
        bytes.into(),
        Disposition::Attachment,
    ))
}

/// Lets the mail be read once more.
#[utoipa::path(post, path = "/quarantine/{id}/release", tag = "quarantine", params(("id" = String, Path)),
    responses((status = 202), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn release(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<InboundId>,
) -> ApiResult<StatusCode> {
    app.desk.release_quarantined(&caller.by(), id).await?;
    app.wakes.inbound.notify_one();
    Ok(StatusCode::ACCEPTED)
}

/// Puts the mail aside: kept, and no longer shown.
#[utoipa::path(delete, path = "/quarantine/{id}", tag = "quarantine", params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn discard(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<InboundId>,
) -> ApiResult<StatusCode> {
    app.desk.discard_quarantined(&caller.by(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}
