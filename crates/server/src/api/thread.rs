//! Messages of a conversation: reading on, answering, taking back, deliveries.

use super::types::{
    Addr, Attachment, AttachmentRef, Author, Delivery, Detail, Draft, Message, Page, Summary,
};
use super::{conversations, drafts};
use crate::api::types::words;
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::{Json, Path, Query};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use crate::reads;
use axum::extract::State;
use axum::http::StatusCode;
use desk::DeskError;
use desk::forward::NewForward;
use desk::note::NewNote;
use desk::reply::NewReply;
use desk::start::NewConversation;
use desk::writing::Words;
use domain::conversation::{AfterReply, Urgency};
use domain::message::{AutoText, MessageKind};
use domain::{AgentId, ChannelId, ConversationId, DeliveryId, MessageId, Millis, TeamId};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use store::Tx;
use store::read::Shown;
use utoipa::ToSchema;

const PAGE: usize = 50;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(earlier, write))
        .routes(routes!(start))
        .routes(routes!(undo))
        .routes(routes!(retry))
        .routes(routes!(cancel))
}

/// Names of agents, by which messages are shown.
pub(super) struct People(HashMap<AgentId, String>);

impl People {
    pub(super) async fn of(tx: &mut Tx) -> Result<Self, ApiError> {
        let agents = store::agent::all(tx).await?;
        Ok(Self(agents.into_iter().map(|a| (a.id, a.name)).collect()))
    }

    /// A message of the store in the API's shape.
    pub(super) fn message(&self, shown: Shown) -> Message {
        let m = shown.message;
        let people = |list: store::Json<Vec<domain::reply_rules::Person>>| -> Vec<Addr> {
            list.0.into_iter().map(Addr::from).collect()
        };
        let from: Option<Addr> = people(m.from).into_iter().next();
        let author = self.author(
            m.kind,
            m.agent,
            m.contact.map(|c| c.to_string()),
            from.as_ref(),
            m.auto_text,
        );
        let remote_images = m
            .html
            .as_deref()
            .map_or(0, |html| html.matches("data-remote-src=").count());
        Message {
            id: m.id,
            kind: m.kind,
            at: m.at,
            author,
            subject: Some(m.subject).filter(|s| !s.is_empty()),
            html: m.html,
            text: m.text,
            reply: m.reply,
            folded: m.folded.0,
            from,
            to: people(m.to),
            cc: people(m.cc),
            bcc: people(m.bcc),
            attachments: shown
                .attachments
                .into_iter()
                .map(Attachment::from)
                .collect(),
            automatic: m.automatic,
            auto_text: m.auto_text,
            language: m.language,
            authentication: m.authentication.map(|a| a.0),
            warnings: m.warnings.0,
            deliveries: shown.deliveries.into_iter().map(Delivery::from).collect(),
            event: m.event.map(|e| e.0),
            has_raw: m.kind == MessageKind::Customer,
            remote_images,
            door: m.door,
        }
    }

    fn author(
        &self,
        kind: MessageKind,
        agent: Option<AgentId>,
        contact: Option<String>,
        from: Option<&Addr>,
        auto: Option<AutoText>,
    ) -> Author {
        if let (Some(agent), None) = (agent, auto) {
            return Author {
                r#type: "agent",
                id: Some(agent.to_string()),
                name: self.0.get(&agent).cloned(),
                address: None,
            };
        }
        if kind == MessageKind::Customer {
            return Author {
                r#type: "contact",
                id: contact,
                name: from.and_then(|f| f.name.clone()),
                address: from.map(|f| f.address.clone()),
            };
        }
        Author {
            r#type: "system",
            id: None,
            name: None,
            address: None,
        }
    }
}

/// What was taken back is not shown.
pub(super) fn is_shown(shown: &Shown) -> bool {
    shown.message.cancelled_at.is_none()
}

impl From<store::read::DeliveryView> for Delivery {
    fn from(d: store::read::DeliveryView) -> Self {
        Self {
            id: d.id,
            recipient: d.recipient,
            state: d.state,
            attempt: d.attempt,
            next_at: Some(d.next_at)
                .filter(|at| *at != store::delivery::NEVER && !d.state.is_final()),
            last_text: d.last_text,
            undo_until: d.undo_until,
        }
    }
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct EarlierQuery {
    /// The `earlier` of the conversation, or the `next` of the page before.
    before: Option<String>,
}

/// Messages that came before, oldest first.
#[utoipa::path(get, path = "/conversations/{id}/messages", tag = "messages", params(("id" = String, Path), EarlierQuery),
    responses((status = 200, body = Page<Message>), (status = 404, body = ErrorBody)))]
async fn earlier(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    Query(query): Query<EarlierQuery>,
) -> ApiResult<axum::Json<Page<Message>>> {
    let id = conversations::find(&app, &caller, &id).await?;
    let before = query.before.as_deref().map(cursor).transpose()?;
    reads::summary(&app, &caller, id).await?;
    let access = caller.access().clone();
    let page = app
        .db()
        .read(async move |tx| {
            let page = store::read::messages(tx, &access, id, before, PAGE).await?;
            let people = People::of(tx).await?;
            Ok::<_, ApiError>(Page {
                next: page.earlier.map(|(at, n)| format!("{at}.{n}")),
                items: page
                    .messages
                    .into_iter()
                    .filter(is_shown)
                    .map(|m| people.message(m))
                    .collect(),
            })
        })
        .await?;
    Ok(axum::Json(page))
}

fn cursor(text: &str) -> ApiResult<(Millis, i64)> {
    text.split_once('.')
        .and_then(|(at, n)| Some((at.parse().ok()?, n.parse().ok()?)))
        .ok_or_else(|| ApiError::invalid("before", "This is no cursor of this list."))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(in crate::api) enum WriteKind {
    Reply,
    Note,
    Forward,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum ThenDo {
    /// The customer owes the next word.
    #[default]
    Wait,
    Resolve,
    Snooze,
    /// Leave the status as it is.
    Keep,
}

#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
pub(super) struct Then {
    #[serde(rename = "do", default)]
    pub(super) act: ThenDo,
    pub(super) until: Option<Millis>,
}

impl Then {
    pub(super) fn after(self) -> ApiResult<AfterReply> {
        Ok(match (self.act, self.until) {
            (ThenDo::Wait, _) => AfterReply::Wait,
            (ThenDo::Resolve, _) => AfterReply::Resolve,
            (ThenDo::Keep, _) => AfterReply::KeepOpen,
            (ThenDo::Snooze, Some(until)) => AfterReply::Snooze { until },
            (ThenDo::Snooze, None) => {
                return Err(ApiError::invalid("then.until", "Say until when to snooze."));
            }
        })
    }
}

#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct WriteInput {
    pub(super) kind: WriteKind,
    #[serde(default)]
    pub(super) html: String,
    #[serde(default)]
    pub(super) to: Vec<Addr>,
    #[serde(default)]
    pub(super) cc: Vec<Addr>,
    #[serde(default)]
    pub(super) bcc: Vec<Addr>,
    pub(super) subject: Option<String>,
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    pub(super) attachments: Vec<AttachmentRef>,
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    pub(super) mentions: Vec<AgentId>,
    #[serde(default)]
    pub(super) then: Then,
    /// The newest message that the agent has seen.
    #[schema(value_type = Option<String>)]
    pub(super) last_seen: Option<MessageId>,
    /// Send although the customer has written again.
    #[serde(default)]
    pub(super) force: bool,
}

impl WriteInput {
    pub(super) fn words(&self) -> Words {
        let people = |list: &[Addr]| list.iter().cloned().map(Into::into).collect();
        Words {
            html: self.html.clone(),
            to: people(&self.to),
            cc: people(&self.cc),
            bcc: people(&self.bcc),
            subject: self.subject.clone().filter(|s| !s.trim().is_empty()),
            attachments: self.attachments.iter().map(AttachmentRef::id).collect(),
            headers: Vec::new(),
        }
    }
}

#[derive(Serialize, ToSchema)]
struct Written {
    message: Message,
    conversation: Summary,
}

/// Writes a reply, a note or a forward. A reply is held for ten seconds, in which it can be taken back.
#[utoipa::path(post, path = "/conversations/{id}/messages", tag = "messages", params(("id" = String, Path)), request_body = WriteInput,
    responses((status = 201, body = Written), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn write(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    Json(input): Json<WriteInput>,
) -> ApiResult<(StatusCode, axum::Json<Written>)> {
    let id = conversations::find(&app, &caller, &id).await?;
    if let Some(written) = caller.carried_out {
        return tell(&app, &caller, id, written).await;
    }
    let by = caller.by();
    let written = match input.kind {
        WriteKind::Reply => {
            let reply = NewReply {
                conversation: id,
                words: input.words(),
                then: input.then.after()?,
                last_seen: input.last_seen,
                force: input.force,
            };
            app.desk.reply(&by, reply).await
        }
        WriteKind::Note => {
            let note = NewNote {
                conversation: id,
                html: input.html.clone(),
                attachments: input.words().attachments,
                mentions: input.mentions.clone(),
            };
            app.desk.note(&by, note).await
        }
        WriteKind::Forward => {
            let forward = NewForward {
                conversation: id,
                words: input.words(),
            };
            app.desk.forward(&by, forward).await
        }
    };
    let written = match written {
        Ok(written) => written.message,
        Err(DeskError::NewerMessage(newer)) => {
            let messages = some(&app, &caller, newer).await?;
            return Err(
                ApiError::from(DeskError::NewerMessage(Vec::new())).with("messages", messages)
            );
        }
        Err(error)
            if error.code() == "not_permitted"
                && reads::summary(&app, &caller, id).await.is_err() =>
        {
            return Err(ApiError::not_found());
        }
        Err(error) => return Err(error.into()),
    };
    app.wake_sender();
    tell(&app, &caller, id, written).await
}

/// What was written, and what the conversation looks like now.
async fn tell(
    app: &App,
    caller: &Caller,
    id: ConversationId,
    written: MessageId,
) -> ApiResult<(StatusCode, axum::Json<Written>)> {
    let conversation = reads::summary(app, caller, id).await?;
    let message = some(app, caller, vec![written])
        .await?
        .pop()
        .ok_or_else(ApiError::not_found)?;
    Ok((
        StatusCode::CREATED,
        axum::Json(Written {
            message,
            conversation,
        }),
    ))
}

#[derive(Debug, Deserialize, ToSchema)]
struct StartInput {
    #[schema(value_type = String)]
    channel: ChannelId,
    to: Vec<Addr>,
    #[serde(default)]
    cc: Vec<Addr>,
    #[serde(default)]
    bcc: Vec<Addr>,
    subject: String,
    html: String,
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    attachments: Vec<AttachmentRef>,
    #[schema(value_type = Option<words::Urgency>)]
    urgency: Option<Urgency>,
    #[schema(value_type = Option<String>)]
    team: Option<TeamId>,
    #[schema(value_type = Option<String>)]
    assignee: Option<AgentId>,
    #[serde(default)]
    then: Then,
}

/// Begins a conversation.
#[utoipa::path(post, path = "/conversations", tag = "messages", request_body = StartInput,
    responses((status = 201, body = Detail), (status = 422, body = ErrorBody)))]
async fn start(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<StartInput>,
) -> ApiResult<(StatusCode, axum::Json<Detail>)> {
    if let Some(written) = caller.carried_out {
        let conversation = conversation_of(&app, &caller, written).await?;
        let detail = conversations::detail(&app, &caller, conversation).await?;
        return Ok((StatusCode::CREATED, axum::Json(detail)));
    }
    let people = |list: Vec<Addr>| list.into_iter().map(Into::into).collect();
    let new = NewConversation {
        channel: input.channel,
        words: Words {
            html: input.html,
            to: people(input.to),
            cc: people(input.cc),
            bcc: people(input.bcc),
            subject: Some(input.subject),
            attachments: input.attachments.iter().map(AttachmentRef::id).collect(),
            headers: Vec::new(),
        },
        urgency: input.urgency,
        team: input.team,
        assignee: input.assignee,
        then: input.then.after()?,
    };
    let written = app.desk.start(&caller.by(), new).await?;
    app.wake_sender();
    let detail = conversations::detail(&app, &caller, written.conversation.id).await?;
    Ok((StatusCode::CREATED, axum::Json(detail)))
}

async fn conversation_of(app: &App, caller: &Caller, id: MessageId) -> ApiResult<ConversationId> {
    let access = caller.access().clone();
    app.db()
        .read(async move |tx| store::read::message(tx, &access, id).await)
        .await?
        .map(|m| m.message.conversation)
        .ok_or_else(ApiError::not_found)
}

/// These messages, in the API's shape.
pub(super) async fn some(
    app: &App,
    caller: &Caller,
    ids: Vec<MessageId>,
) -> ApiResult<Vec<Message>> {
    let access = caller.access().clone();
    app.db()
        .read(async move |tx| {
            let people = People::of(tx).await?;
            let mut out = Vec::with_capacity(ids.len());
            for &id in &ids {
                out.extend(
                    store::read::message(tx, &access, id)
                        .await?
                        .map(|m| people.message(m)),
                );
            }
            Ok(out)
        })
        .await
}

#[derive(Serialize, ToSchema)]
struct Undone {
    draft: Draft,
    conversation: Summary,
}

/// Takes a message back within ten seconds; its words are a draft again.
#[utoipa::path(delete, path = "/messages/{id}/sending", tag = "messages", params(("id" = String, Path)),
    responses((status = 200, body = Undone), (status = 409, body = ErrorBody)))]
async fn undo(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<MessageId>,
) -> ApiResult<axum::Json<Undone>> {
    let undone = app.desk.undo_send(&caller.by(), id).await?;
    let conversation = reads::summary(&app, &caller, undone.conversation.id).await?;
    let draft = undone.draft;
    let draft = app
        .db()
        .read(async move |tx| drafts::wire(tx, draft.clone()).await)
        .await?;
    Ok(axum::Json(Undone {
        draft,
        conversation,
    }))
}

#[derive(Serialize, ToSchema)]
struct DeliveryAnswer {
    delivery: Delivery,
}

/// Tries a failed delivery again.
#[utoipa::path(post, path = "/deliveries/{id}/retry", tag = "messages", params(("id" = String, Path)),
    responses((status = 200, body = DeliveryAnswer), (status = 409, body = ErrorBody)))]
async fn retry(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<DeliveryId>,
) -> ApiResult<axum::Json<DeliveryAnswer>> {
    let delivery = app.desk.retry_delivery(&caller.by(), id).await?;
    app.wake_sender();
    Ok(axum::Json(answer(delivery)))
}

/// Gives a delivery up.
#[utoipa::path(delete, path = "/deliveries/{id}", tag = "messages", params(("id" = String, Path)),
    responses((status = 200, body = DeliveryAnswer), (status = 409, body = ErrorBody)))]
async fn cancel(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<DeliveryId>,
) -> ApiResult<axum::Json<DeliveryAnswer>> {
    Ok(axum::Json(answer(
        app.desk.cancel_delivery(&caller.by(), id).await?,
    )))
}

fn answer(d: store::delivery::Delivery) -> DeliveryAnswer {
    DeliveryAnswer {
        delivery: Delivery {
            id: d.id,
            recipient: d.recipient,
            state: d.state,
            attempt: d.attempt,
            next_at: Some(d.next_at)
                .filter(|at| *at != store::delivery::NEVER && !d.state.is_final()),
            last_text: d.last_text,
            undo_until: d.undo_until,
        },
    }
}
