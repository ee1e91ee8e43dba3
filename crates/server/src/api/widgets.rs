//! Widgets: how chats look, where they may be embedded, who signs for their visitors, and what invitations bring. And the chat
//! of a conversation, as agents see it.

use super::conversations::find;
use super::types::Page;
use crate::app::App;
use crate::http::error::{ApiResult, ErrorBody};
use crate::http::extract::{Json, Path};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::extract::State;
use desk::chat::{WidgetInput, proof_word};
use domain::access::Permission;
use domain::chat::{AskEmail, Asked, Invitation, Look, Side, Widget};
use domain::{ChannelId, DoorId, FieldId, HelpCenterId, MessageId, Millis, TopicId, WidgetId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(show, change))
        .routes(routes!(secret))
        .routes(routes!(invited))
        .routes(routes!(chat))
}

/// Asked for before the chat.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct WidgetField {
    /// A custom field of conversations.
    #[schema(value_type = String)]
    field: FieldId,
    /// By language; without one the name of the field.
    #[serde(default)]
    labels: BTreeMap<String, String>,
    #[serde(default)]
    required: bool,
    /// For these topics alone; empty: always.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    topics: Vec<TopicId>,
}

/// An offer to talk.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct WidgetInvitation {
    /// Letters a to z, digits and `_`.
    id: String,
    /// By language.
    texts: BTreeMap<String, String>,
    #[serde(default)]
    url_contains: String,
    #[serde(default)]
    after_s: u32,
    #[serde(default)]
    visits_min: u32,
    #[serde(default)]
    active: bool,
}

/// Everything about a widget that is chosen.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct WidgetLook {
    /// `#405ec9`.
    color: Option<String>,
    /// `start` or `end`.
    #[schema(value_type = String)]
    position: Side,
    /// By language.
    greeting: BTreeMap<String, String>,
    #[schema(value_type = Option<String>)]
    help_center: Option<HelpCenterId>,
    articles_first: bool,
    #[schema(value_type = Vec<String>)]
    topics: Vec<TopicId>,
    fields: Vec<WidgetField>,
    /// `never`, `optional` or `required`.
    #[schema(value_type = String)]
    ask_email: AskEmail,
    rating: bool,
    transcript: bool,
    sound: bool,
    invitations: Vec<WidgetInvitation>,
    /// To one visitor.
    invitations_per_day: u32,
}

impl From<Look> for WidgetLook {
    fn from(l: Look) -> Self {
        let field = |a: Asked| WidgetField {
            field: a.field,
            labels: a.labels,
            required: a.required,
            topics: a.topics,
        };
        let invitation = |i: Invitation| WidgetInvitation {
            id: i.id,
            texts: i.texts,
            url_contains: i.url_contains,
            after_s: i.after_s,
            visits_min: i.visits_min,
            active: i.active,
        };
        Self {
            color: l.color,
            position: l.position,
            greeting: l.greeting,
            help_center: l.help_center,
            articles_first: l.articles_first,
            topics: l.topics,
            fields: l.fields.into_iter().map(field).collect(),
            ask_email: l.ask_email,
            rating: l.rating,
            transcript: l.transcript,
            sound: l.sound,
            invitations: l.invitations.into_iter().map(invitation).collect(),
            invitations_per_day: l.invitations_per_day,
        }
    }
}

impl From<WidgetLook> for Look {
    fn from(l: WidgetLook) -> Self {
        let field = |a: WidgetField| Asked {
            field: a.field,
            labels: a.labels,
            required: a.required,
            topics: a.topics,
        };
        let invitation = |i: WidgetInvitation| Invitation {
            id: i.id,
            texts: i.texts,
            url_contains: i.url_contains,
            after_s: i.after_s,
            visits_min: i.visits_min,
            active: i.active,
        };
        Self {
            color: l.color,
            position: l.position,
            greeting: l.greeting,
            help_center: l.help_center,
            articles_first: l.articles_first,
            topics: l.topics,
            fields: l.fields.into_iter().map(field).collect(),
            ask_email: l.ask_email,
            rating: l.rating,
            transcript: l.transcript,
            sound: l.sound,
            invitations: l.invitations.into_iter().map(invitation).collect(),
            invitations_per_day: l.invitations_per_day,
        }
    }
}

/// A widget.
#[derive(Debug, Serialize, ToSchema)]
struct WidgetDetail {
    #[schema(value_type = String)]
    id: WidgetId,
    #[schema(value_type = String)]
    channel: ChannelId,
    /// Public: stands in the pages of sites.
    key: String,
    /// Origins that may embed it.
    sites: Vec<String>,
    look: WidgetLook,
    /// The email door that answers come from when a visitor is away.
    #[schema(value_type = Option<String>)]
    reply_door: Option<DoorId>,
    /// The site's server can sign who a visitor is.
    has_secret: bool,
    created_at: Millis,
    version: i64,
    /// What a site puts into its pages.
    snippet: String,
    /// What a site with a content security policy adds to it.
    csp: String,
    /// The widget on a page of its own, to look at.
    preview: String,
    /// It is in this program.
    built: bool,
}

fn wire(app: &App, w: Widget) -> WidgetDetail {
    let origin = app.console_url();
    let origin = origin.trim_end_matches('/');
    WidgetDetail {
        snippet: format!(
            "<script async src=\"{origin}/w.js\" data-key=\"{key}\"></script>\n\
             <noscript><a href=\"{origin}/w/{key}/contact\">Contact us</a></noscript>",
            key = w.key
        ),
        csp: format!("script-src {origin}; frame-src {origin}"),
        preview: format!("{origin}/w/{}/frame?o={origin}", w.key),
        built: crate::chat::is_built(),
        id: w.id,
        channel: w.channel,
        key: w.key,
        sites: w.sites,
        look: w.look.into(),
        reply_door: w.reply_door,
        has_secret: w.secret.is_some(),
        created_at: w.created_at,
        version: w.version,
    }
}

/// Every widget, oldest first. A widget is made with its channel.
#[utoipa::path(get, path = "/widgets", tag = "widgets", responses((status = 200, body = Page<WidgetDetail>), (status = 403, body = ErrorBody)))]
async fn list(State(app): State<App>, caller: Caller) -> ApiResult<axum::Json<Page<WidgetDetail>>> {
    let widgets = app.desk.widgets(&caller.by()).await?;
    let items = widgets.into_iter().map(|w| wire(&app, w)).collect();
    Ok(axum::Json(Page::all(items)))
}

#[utoipa::path(get, path = "/widgets/{id}", tag = "widgets", params(("id" = String, Path)),
    responses((status = 200, body = WidgetDetail), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn show(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<WidgetId>,
) -> ApiResult<axum::Json<WidgetDetail>> {
    let widget = app.desk.widget(&caller.by(), id).await?;
    Ok(axum::Json(wire(&app, widget)))
}

#[derive(Debug, Deserialize, ToSchema)]
struct WidgetBody {
    sites: Vec<String>,
    look: WidgetLook,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    reply_door: Option<DoorId>,
    /// The version that was seen.
    version: i64,
}

/// Replaces all of it.
#[utoipa::path(put, path = "/widgets/{id}", tag = "widgets", params(("id" = String, Path)), request_body = WidgetBody,
    responses((status = 200, body = WidgetDetail), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn change(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<WidgetId>,
    Json(body): Json<WidgetBody>,
) -> ApiResult<axum::Json<WidgetDetail>> {
    let input = WidgetInput {
        sites: body.sites,
        look: body.look.into(),
        reply_door: body.reply_door,
    };
    let by = caller.by();
    let widget = app.desk.change_widget(&by, id, body.version, input).await?;
    app.chats.forget();
    Ok(axum::Json(wire(&app, widget)))
}

/// A secret, shown this once.
#[derive(Debug, Serialize, ToSchema)]
struct WidgetSecret {
    secret: String,
    version: i64,
}

/// Makes a new secret, with which the site's server signs who a visitor is (JSON Web Token, HS256: `sub`, `email`, `name`,
/// `exp` at most a day ahead, `aud` the key of the widget). The old one is good no more.
#[utoipa::path(post, path = "/widgets/{id}/secret", tag = "widgets", params(("id" = String, Path)),
    responses((status = 200, body = WidgetSecret), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn secret(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<WidgetId>,
) -> ApiResult<axum::Json<WidgetSecret>> {
    let (widget, secret) = app.desk.new_widget_secret(&caller.by(), id).await?;
    app.chats.forget();
    Ok(axum::Json(WidgetSecret {
        secret,
        version: widget.version,
    }))
}

/// What an invitation brought and what it annoyed.
#[derive(Debug, Serialize, ToSchema)]
struct InvitationCount {
    id: String,
    shown: i64,
    accepted: i64,
    dismissed: i64,
}

/// Of the last four weeks.
#[utoipa::path(get, path = "/widgets/{id}/invitations", tag = "widgets", params(("id" = String, Path)),
    responses((status = 200, body = Page<InvitationCount>), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn invited(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<WidgetId>,
) -> ApiResult<axum::Json<Page<InvitationCount>>> {
    let counts = app.desk.invited(&caller.by(), id).await?;
    let items = counts.into_iter().map(|c| InvitationCount {
        id: c.invitation,
        shown: c.shown,
        accepted: c.accepted,
        dismissed: c.dismissed,
    });
    Ok(axum::Json(Page::all(items.collect())))
}

/// The chat of a conversation; all of it null for one that is none.
#[derive(Debug, Default, Serialize, ToSchema)]
struct ChatDetail {
    /// The visitor's widget is open now, on the machine that was asked.
    here: bool,
    typing: bool,
    /// `none`, `code` or `signed`; null: no chat.
    proved: Option<String>,
    /// Where they are, or were last.
    page_url: Option<String>,
    page_title: Option<String>,
    locale: Option<String>,
    zone: Option<String>,
    /// Last heard of.
    seen_at: Option<Millis>,
    /// Messages in the order of `n` up to there were seen in the widget.
    read_n: Option<i64>,
    /// The newest message of ours that the visitor has seen in their widget.
    #[schema(value_type = Option<String>)]
    read_message: Option<MessageId>,
    left_at: Option<Millis>,
    /// 1 to 5.
    score: Option<i64>,
    comment: Option<String>,
}

#[utoipa::path(get, path = "/conversations/{id}/chat", tag = "widgets", params(("id" = String, Path)),
    responses((status = 200, body = ChatDetail), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn chat(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> ApiResult<axum::Json<ChatDetail>> {
    caller.demand(Permission::ConversationRead)?;
    let id = find(&app, &caller, &id).await?;
    if crate::reads::summary(&app, &caller, id).await?.limited {
        return Err(crate::http::error::ApiError::not_found());
    }
    let Some(found) = app.desk.chat_of(id).await? else {
        return Ok(axum::Json(ChatDetail::default()));
    };
    let (chat, visitor) = (found.chat, found.visitor);
    let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let v = visitor.as_ref();
    Ok(axum::Json(ChatDetail {
        here: app.chats.is_here(chat.visitor),
        typing: app.chats.is_typing(id, app.clock.heartbeat()),
        proved: v.map(|v| proof_word(v.proved).to_owned()),
        page_url: v.and_then(|v| text(&v.page_url)),
        page_title: v.and_then(|v| text(&v.page_title)),
        locale: v.and_then(|v| text(&v.locale)),
        zone: v.and_then(|v| text(&v.zone)),
        seen_at: v.map(|v| v.seen_at),
        read_n: v.map(|v| v.read_n),
        read_message: found.read_message,
        left_at: chat.left_at,
        score: chat.score,
        comment: text(&chat.comment),
    }))
}
