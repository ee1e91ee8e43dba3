//! Who depends on a channel, and who gets no notices.

use super::shapes::{Dependents, NoticeSuppression};
use super::{cursor, no_cursor};
use crate::api::types::{Page, PageQuery};
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::{Json, Path, Query};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::extract::State;
use axum::http::StatusCode;
use desk::notice::NewSuppression;
use domain::notice::USED_DAYS_MAX;
use domain::{ChannelId, ContactId, NoticeSuppressionId};
use serde::Deserialize;
use utoipa::ToSchema;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(dependents))
        .routes(routes!(suppressions, suppress))
        .routes(routes!(allow))
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct DependentsQuery {
    /// 1 to 400; 90 if left out.
    days: Option<u16>,
    cursor: Option<String>,
    /// At most 100.
    limit: Option<usize>,
}

/// Who wrote by a channel in the last days, the heaviest users first.
#[utoipa::path(get, path = "/channels/{id}/dependents", tag = "notices", params(("id" = String, Path), DependentsQuery),
    responses((status = 200, body = Dependents), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn dependents(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ChannelId>,
    Query(query): Query<DependentsQuery>,
) -> ApiResult<axum::Json<Dependents>> {
    let days = query.days.unwrap_or(90);
    if !(1..=USED_DAYS_MAX).contains(&days) {
        let text = format!("From 1 to {USED_DAYS_MAX} days.");
        return Err(ApiError::invalid("days", text));
    }
    let page = PageQuery {
        cursor: query.cursor,
        limit: query.limit,
    };
    let after = page.cursor.as_deref().map(str::parse::<usize>);
    let after = after.transpose().map_err(|_| no_cursor())?.unwrap_or(0);
    let part = (after, page.limit());
    let found = app.desk.dependents(&caller.by(), id, days, part).await?;
    Ok(axum::Json(Dependents::of(days, found)))
}

/// Who gets no notices, newest first.
#[utoipa::path(get, path = "/notice-suppressions", tag = "notices", params(PageQuery),
    responses((status = 200, body = Page<NoticeSuppression>), (status = 403, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn suppressions(
    State(app): State<App>,
    caller: Caller,
    Query(page): Query<PageQuery>,
) -> ApiResult<axum::Json<Page<NoticeSuppression>>> {
    let before = page.cursor.as_deref().map(cursor).transpose()?;
    let limit = page.limit();
    let mut found = app
        .desk
        .notice_suppressions(&caller.by(), before, limit + 1)
        .await?;
    let more = found.len() > limit;
    found.truncate(limit);
    let last = found.last().filter(|_| more);
    let next = last.map(|s| format!("{}.{}", s.at, s.id));
    let items = found.into_iter().map(NoticeSuppression::from).collect();
    Ok(axum::Json(Page { items, next }))
}

#[derive(Deserialize, ToSchema)]
struct SuppressionInput {
    /// Either somebody...
    #[schema(value_type = Option<String>)]
    contact: Option<ContactId>,
    /// ...or an address.
    address: Option<String>,
}

/// They get none from now on.
#[utoipa::path(post, path = "/notice-suppressions", tag = "notices", request_body = SuppressionInput,
    responses((status = 201, body = NoticeSuppression), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn suppress(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<SuppressionInput>,
) -> ApiResult<(StatusCode, axum::Json<NoticeSuppression>)> {
    let new = NewSuppression {
        contact: input.contact,
        address: input.address,
    };
    let kept = app.desk.suppress_notices(&caller.by(), new).await?;
    Ok((StatusCode::CREATED, axum::Json(kept.into())))
}

/// They may get notices again.
#[utoipa::path(delete, path = "/notice-suppressions/{id}", tag = "notices", params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn allow(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<NoticeSuppressionId>,
) -> ApiResult<StatusCode> {
    app.desk.allow_notices(&caller.by(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}
