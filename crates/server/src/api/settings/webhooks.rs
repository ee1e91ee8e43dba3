//! Webhooks: subscriptions, secrets, the log, replay.

use crate::api::types::{Page, PageQuery};
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::{Json, Path, Query};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::extract::State;
use axum::http::StatusCode;
use desk::settings::webhooks::{NewWebhook, WebhookChange};
use domain::{ConversationId, Millis, WebhookDeliveryId, WebhookId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::webhook::Logged;
use utoipa::ToSchema;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(change, remove))
        .routes(routes!(rotate))
        .routes(routes!(test))
        .routes(routes!(log))
        .routes(routes!(replay))
}

#[derive(Serialize, ToSchema)]
struct Webhook {
    #[schema(value_type = String)]
    id: WebhookId,
    name: String,
    url: String,
    /// Names such as `conversation.opened.v1`; empty: all.
    events: Vec<String>,
    enabled: bool,
    /// The old secret signs as well until then.
    old_until: Option<Millis>,
    failing_since: Option<Millis>,
    /// Why the program switched it off: `failing` or `gone`.
    switched_off: Option<String>,
    created_at: Millis,
    version: i64,
    /// `whsec_…`; told once, when it is made.
    secret: Option<String>,
}

impl From<store::webhook::Webhook> for Webhook {
    fn from(w: store::webhook::Webhook) -> Self {
        Self {
            id: w.id,
            name: w.name,
            url: w.url,
            events: w.events.0,
            enabled: w.enabled,
            old_until: w.old_until,
            failing_since: w.failing_since,
            switched_off: w.switched_off,
            created_at: w.created_at,
            version: w.version,
            secret: None,
        }
    }
}

#[utoipa::path(get, path = "/webhooks", tag = "webhooks", responses((status = 200, body = Page<Webhook>), (status = 403, body = ErrorBody)))]
async fn list(State(app): State<App>, caller: Caller) -> ApiResult<axum::Json<Page<Webhook>>> {
    let all = app.desk.webhooks(&caller.by()).await?;
    Ok(axum::Json(Page::all(
        all.into_iter().map(Webhook::from).collect(),
    )))
}

#[derive(Deserialize, ToSchema)]
struct WebhookInput {
    name: String,
    url: String,
    #[serde(default)]
    events: Vec<String>,
}

/// Messages are signed after the Standard Webhooks convention.
#[utoipa::path(post, path = "/webhooks", tag = "webhooks", request_body = WebhookInput,
    responses((status = 201, body = Webhook), (status = 403, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn create(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<WebhookInput>,
) -> ApiResult<(StatusCode, axum::Json<Webhook>)> {
    let new = NewWebhook {
        name: input.name,
        url: input.url,
        events: input.events,
    };
    let (made, secret) = app.desk.create_webhook(&caller.by(), new).await?;
    let mut shown = Webhook::from(made);
    shown.secret = Some(secret);
    Ok((StatusCode::CREATED, axum::Json(shown)))
}

#[derive(Deserialize, ToSchema)]
struct WebhookPatch {
    name: Option<String>,
    url: Option<String>,
    events: Option<Vec<String>>,
    enabled: Option<bool>,
    /// The version that was seen: 409 when somebody else has changed it since. Left out: overrules that.
    version: Option<i64>,
}

/// Fields that are left out stay. What happened while it was off is not sent.
#[utoipa::path(patch, path = "/webhooks/{id}", tag = "webhooks", params(("id" = String, Path)), request_body = WebhookPatch,
    responses((status = 200, body = Webhook), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn change(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<WebhookId>,
    Json(input): Json<WebhookPatch>,
) -> ApiResult<axum::Json<Webhook>> {
    let change = WebhookChange {
        name: input.name,
        url: input.url,
        events: input.events,
        enabled: input.enabled,
        version: input.version,
    };
    Ok(axum::Json(
        app.desk
            .change_webhook(&caller.by(), id, change)
            .await?
            .into(),
    ))
}

/// With its log.
#[utoipa::path(delete, path = "/webhooks/{id}", tag = "webhooks", params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn remove(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<WebhookId>,
) -> ApiResult<StatusCode> {
    app.desk.remove_webhook(&caller.by(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A new secret; the old one signs as well for a day.
#[utoipa::path(post, path = "/webhooks/{id}/secret", tag = "webhooks", params(("id" = String, Path)),
    responses((status = 200, body = Webhook), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn rotate(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<WebhookId>,
) -> ApiResult<axum::Json<Webhook>> {
    let (row, secret) = app.desk.rotate_webhook(&caller.by(), id).await?;
    let mut shown = Webhook::from(row);
    shown.secret = Some(secret);
    Ok(axum::Json(shown))
}

#[derive(Serialize, ToSchema)]
struct WebhookSent {
    #[schema(value_type = String)]
    delivery: WebhookDeliveryId,
}

/// Sends a message `webhook.test.v1`.
#[utoipa::path(post, path = "/webhooks/{id}/test", tag = "webhooks", params(("id" = String, Path)),
    responses((status = 200, body = WebhookSent), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn test(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<WebhookId>,
) -> ApiResult<axum::Json<WebhookSent>> {
    let delivery = app.desk.test_webhook(&caller.by(), id).await?;
    app.wakes.webhooks.notify_one();
    Ok(axum::Json(WebhookSent { delivery }))
}

#[derive(Serialize, ToSchema)]
struct WebhookDelivery {
    #[schema(value_type = String)]
    id: WebhookDeliveryId,
    kind: String,
    #[schema(value_type = Option<String>)]
    conversation: Option<ConversationId>,
    /// What is sent.
    #[schema(value_type = Object)]
    body: Value,
    created_at: Millis,
    /// `pending`, `sent` or `failed`.
    state: String,
    attempts: i64,
    /// When it is tried again.
    next_at: Option<Millis>,
    /// HTTP status of the last answer.
    status: Option<i64>,
    error: Option<String>,
    took_ms: Option<i64>,
    sent_at: Option<Millis>,
}

impl From<Logged> for WebhookDelivery {
    fn from(d: Logged) -> Self {
        Self {
            id: d.id,
            kind: d.kind,
            conversation: d.conversation,
            body: serde_json::from_str(&d.body).unwrap_or_default(),
            created_at: d.created_at,
            next_at: (d.state == "pending").then_some(d.next_at),
            state: d.state,
            attempts: d.attempt,
            status: d.last_status,
            error: d.last_error,
            took_ms: d.last_ms,
            sent_at: d.sent_at,
        }
    }
}

/// The log, newest first; kept for 30 days.
#[utoipa::path(get, path = "/webhooks/{id}/deliveries", tag = "webhooks", params(("id" = String, Path), PageQuery),
    responses((status = 200, body = Page<WebhookDelivery>), (status = 403, body = ErrorBody)))]
async fn log(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<WebhookId>,
    Query(query): Query<PageQuery>,
) -> ApiResult<axum::Json<Page<WebhookDelivery>>> {
    let before = match query.cursor.as_deref() {
        None => None,
        Some(text) => {
            let parts = text.split_once('.');
            let read = parts.and_then(|(at, id)| Some((at.parse().ok()?, id.parse().ok()?)));
            Some(read.ok_or_else(|| {
                ApiError::invalid(
                    "cursor",
                    "This is no cursor of this list; begin anew without one.",
                )
            })?)
        }
    };
    let limit = query.limit();
    let mut rows = app
        .desk
        .webhook_log(&caller.by(), id, before, limit + 1)
        .await?;
    let next = (rows.len() > limit).then(|| {
        rows.truncate(limit);
        rows.last().map(|d| format!("{}.{}", d.created_at, d.id))
    });
    Ok(axum::Json(Page {
        items: rows.into_iter().map(WebhookDelivery::from).collect(),
        next: next.flatten(),
    }))
}

/// Sends it once more, with the same `webhook-id`.
#[utoipa::path(post, path = "/webhooks/{id}/deliveries/{delivery}/replay", tag = "webhooks",
    params(("id" = String, Path), ("delivery" = String, Path)),
    responses((status = 204), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn replay(
    State(app): State<App>,
    caller: Caller,
    Path((id, delivery)): Path<(WebhookId, WebhookDeliveryId)>,
) -> ApiResult<StatusCode> {
    app.desk.replay_webhook(&caller.by(), id, delivery).await?;
    app.wakes.webhooks.notify_one();
    Ok(StatusCode::NO_CONTENT)
}
