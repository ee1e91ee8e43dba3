//! The agent's notifications: the list, reading it, and what they chose.

use crate::app::App;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::{Json, Path, Query};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::extract::State;
use axum::http::StatusCode;
use domain::conversation::Status;
use domain::event::Actor;
use domain::notification::{NotificationKind, Preferences};
use domain::{ConversationId, MessageId, Millis, NotificationId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(read_all))
        .routes(routes!(read_one))
        .routes(routes!(chosen, choose))
}

/// Something that the agent was told.
#[derive(Debug, Serialize, ToSchema)]
struct Notification {
    #[schema(value_type = String)]
    id: NotificationId,
    conversation: About,
    /// `sla_breached`, `mentioned`, `assigned`, `sla_warned`, `rule`, `replied`: the most pressing first.
    #[schema(value_type = Vec<String>)]
    kinds: Vec<NotificationKind>,
    /// How many things happened.
    n: i64,
    /// Who did the most pressing of it: `{by, id}`.
    #[schema(value_type = Object)]
    actor: Actor,
    /// The newest message of it.
    #[schema(value_type = Option<String>)]
    message: Option<MessageId>,
    at: Millis,
    read_at: Option<Millis>,
}

#[derive(Debug, Serialize, ToSchema)]
struct About {
    #[schema(value_type = String)]
    id: ConversationId,
    number: i64,
    subject: String,
    #[schema(value_type = super::types::words::Status)]
    status: Status,
    /// Name or address of the customer.
    contact: Option<String>,
}

/// A part of the list, newest first.
#[derive(Debug, Serialize, ToSchema)]
struct Notifications {
    items: Vec<Notification>,
    next: Option<String>,
    /// Up to 100.
    unread: i64,
    /// Nothing rings until then.
    quiet_until: Option<Millis>,
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    cursor: Option<String>,
    limit: Option<usize>,
}

/// What the agent was told, newest first. What left their reach is not shown any more.
#[utoipa::path(get, path = "/notifications", tag = "notifications", params(ListQuery),
    responses((status = 200, body = Notifications), (status = 422, body = ErrorBody)))]
async fn list(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<ListQuery>,
) -> ApiResult<axum::Json<Notifications>> {
    let before = query.cursor.as_deref().map(cursor).transpose()?;
    let limit = query.limit.unwrap_or(30).clamp(1, 100);
    let told = app.desk.notifications(&caller.by(), before, limit).await?;
    let full = told.items.len() == limit;
    let next = told.items.last().filter(|_| full);
    let next = next.map(|last| format!("{}.{}", last.at, last.id));
    let access = caller.access().clone();
    let found = told.items;
    let items = app
        .db()
        .read(async move |tx| {
            let mut out = Vec::with_capacity(found.len());
            for n in &found {
                let about = store::inbox::summary(tx, &access, n.conversation).await?;
                out.extend(about.map(|c| shown(n, c)));
            }
            Ok::<_, ApiError>(out)
        })
        .await?;
    Ok(axum::Json(Notifications {
        items,
        next,
        unread: told.unread,
        quiet_until: told.quiet_until,
    }))
}

fn shown(
    n: &store::notification::Notification,
    c: store::inbox::ConversationSummary,
) -> Notification {
    Notification {
        id: n.id,
        conversation: About {
            id: c.id,
            number: c.number,
            subject: c.subject,
            status: c.status,
            contact: c
                .contact_name
                .filter(|name| !name.is_empty())
                .or(c.contact_address),
        },
        kinds: NotificationKind::of_bits(n.kinds),
        n: n.n,
        actor: n.actor.0,
        message: n.message,
        at: n.at,
        read_at: n.read_at,
    }
}

fn cursor(text: &str) -> ApiResult<(Millis, NotificationId)> {
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

#[derive(Deserialize, ToSchema)]
struct ReadAll {
    /// Those that came up to this time.
    up_to: Millis,
}

/// Marks as read what came up to a time.
#[utoipa::path(put, path = "/notifications/read", tag = "notifications", request_body = ReadAll, responses((status = 204)))]
async fn read_all(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<ReadAll>,
) -> ApiResult<StatusCode> {
    app.desk
        .read_notifications(&caller.by(), input.up_to)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, ToSchema)]
struct ReadOne {
    read: bool,
}

/// Marks one as read or unread. Nothing happens to those of others.
#[utoipa::path(put, path = "/notifications/{id}/read", tag = "notifications", params(("id" = String, Path)), request_body = ReadOne,
    responses((status = 204)))]
async fn read_one(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<NotificationId>,
    Json(input): Json<ReadOne>,
) -> ApiResult<StatusCode> {
    app.desk
        .read_notification(&caller.by(), id, input.read)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What the agent chose: `ways` by kind (`page`, `desktop`, `sound`, `email`), `digest` (`off`, `hourly`, `daily`), `quiet` hours
/// (minutes of the day) and days (0 is Monday) in their zone, and whether notices show `content`.
#[utoipa::path(get, path = "/me/notifications", tag = "notifications", responses((status = 200, body = Object)))]
async fn chosen(State(app): State<App>, caller: Caller) -> ApiResult<axum::Json<Preferences>> {
    Ok(axum::Json(
        app.desk.notification_preferences(&caller.by()).await?,
    ))
}

/// Kinds that are left out go as shipped.
#[utoipa::path(put, path = "/me/notifications", tag = "notifications", request_body = Object,
    responses((status = 200, body = Object), (status = 422, body = ErrorBody)))]
async fn choose(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<Preferences>,
) -> ApiResult<axum::Json<Preferences>> {
    Ok(axum::Json(
        app.desk.choose_notifications(&caller.by(), input).await?,
    ))
}
