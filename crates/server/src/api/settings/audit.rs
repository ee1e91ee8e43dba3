//! The trail of administrative acts.

use crate::api::types::{AuditEntry, Page, PageQuery};
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::Query;
use crate::http::session::Caller;
use axum::extract::State;
use domain::access::Permission;
use domain::{AuditId, Millis};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list))
}

/// Newest first.
#[utoipa::path(get, path = "/audit", tag = "settings", params(PageQuery),
    responses((status = 200, body = Page<AuditEntry>), (status = 403, body = ErrorBody)))]
async fn list(
    State(app): State<App>,
    caller: Caller,
    Query(page): Query<PageQuery>,
) -> ApiResult<axum::Json<Page<AuditEntry>>> {
    caller.demand(Permission::AuditRead)?;
    let limit = page.limit();
    let before = page.cursor.as_deref().map(cursor).transpose()?;
    let access = caller.access().clone();
    let mut acts = app
        .db()
        .read(async move |tx| store::audit::list(tx, &access, before, limit + 1).await)
        .await?;
    let more = acts.len() > limit;
    acts.truncate(limit);
    let next = acts
        .last()
        .filter(|_| more)
        .map(|a| format!("{}.{}", a.at, a.id));
    let items = acts.into_iter().map(|a| AuditEntry {
        id: a.id,
        at: a.at,
        agent: a.agent,
        act: a.act,
        target: a.target,
        detail: a.detail.0,
        ip: a.ip,
    });
    Ok(axum::Json(Page {
        items: items.collect(),
        next,
    }))
}

fn cursor(text: &str) -> ApiResult<(Millis, AuditId)> {
    let parsed = text
        .split_once('.')
        .and_then(|(at, id)| Some((at.parse().ok()?, id.parse().ok()?)));
    parsed.ok_or_else(|| {
        ApiError::invalid(
            "cursor",
            "This is no cursor of this list; begin anew without one.",
        )
    })
}
