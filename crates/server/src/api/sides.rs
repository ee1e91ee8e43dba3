//! Side conversations: a third party is asked beside a conversation.

use super::changes::hidden;
use super::conversations::find;
use super::thread;
use super::types::{Addr, AttachmentRef, Message, words};
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::{Json, Path};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use crate::reads;
use axum::extract::State;
use axum::http::StatusCode;
use desk::side::{MOST, NewSide};
use desk::writing::Words;
use domain::conversation::{SideState, StatusState};
use domain::{ConversationId, MessageId, Millis};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Messages that are shown of each.
const MESSAGES: usize = 100;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, ask))
        .routes(routes!(say))
        .routes(routes!(set))
}

#[derive(Debug, Serialize, ToSchema)]
struct Side {
    #[schema(value_type = String)]
    id: ConversationId,
    /// Leads to its parent.
    number: i64,
    subject: String,
    #[schema(value_type = words::SideState)]
    state: SideState,
    created_at: Millis,
    last_at: Millis,
    /// The third parties.
    people: Vec<Addr>,
    /// The newest, oldest first.
    messages: Vec<Message>,
}

#[derive(Debug, Serialize, ToSchema)]
struct Sides {
    /// The newest first.
    items: Vec<Side>,
}

/// The side conversations of a conversation, with what was written in them.
#[utoipa::path(get, path = "/conversations/{id}/sides", tag = "conversations", params(("id" = String, Path)),
    responses((status = 200, body = Sides), (status = 404, body = ErrorBody)))]
async fn list(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> ApiResult<axum::Json<Sides>> {
    let id = find(&app, &caller, &id).await?;
    // Out of reach is not found.
    reads::summary(&app, &caller, id).await?;
    Ok(axum::Json(all(&app, &caller, id).await?))
}

async fn all(app: &App, caller: &Caller, id: ConversationId) -> ApiResult<Sides> {
    let access = caller.access().clone();
    app.db()
        .read(async move |tx| {
            let people = thread::People::of(tx).await?;
            let mut items = Vec::new();
            for side in store::side::of(tx, id, MOST).await? {
                let page = store::read::messages(tx, &access, side.id, None, MESSAGES).await?;
                let parties = store::conversation::participants(tx, side.id).await?;
                let shown = page.messages.into_iter().filter(thread::is_shown);
                items.push(Side {
                    id: side.id,
                    number: side.number,
                    subject: side.subject,
                    state: side.state,
                    created_at: side.created_at,
                    last_at: side.last_at,
                    people: parties
                        .into_iter()
                        .map(|p| Addr {
                            name: Some(p.name).filter(|n| !n.is_empty()),
                            address: p.address,
                        })
                        .collect(),
                    messages: shown.map(|m| people.message(m)).collect(),
                });
            }
            Ok::<_, ApiError>(Sides { items })
        })
        .await
}

#[derive(Debug, Deserialize, ToSchema)]
struct AskInput {
    to: Vec<Addr>,
    #[serde(default)]
    cc: Vec<Addr>,
    subject: String,
    html: String,
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    attachments: Vec<AttachmentRef>,
    /// A message of the conversation that they shall read.
    #[schema(value_type = Option<String>)]
    quote: Option<MessageId>,
}

/// Asks a third party. The mail is held for ten seconds, in which it can be taken back.
#[utoipa::path(post, path = "/conversations/{id}/sides", tag = "conversations", params(("id" = String, Path)), request_body = AskInput,
    responses((status = 201, body = Sides), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn ask(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    Json(input): Json<AskInput>,
) -> ApiResult<(StatusCode, axum::Json<Sides>)> {
    let id = find(&app, &caller, &id).await?;
    if caller.carried_out.is_none() {
        let new = NewSide {
            parent: id,
            words: written(
                input.to,
                input.cc,
                input.html,
                &input.attachments,
                Some(input.subject),
            ),
            quote: input.quote,
        };
        if let Err(error) = app.desk.ask_aside(&caller.by(), new).await {
            return Err(hidden(&app, &caller, id, error).await);
        }
        app.wake_sender();
    }
    Ok((
        StatusCode::CREATED,
        axum::Json(all(&app, &caller, id).await?),
    ))
}

fn written(
    to: Vec<Addr>,
    cc: Vec<Addr>,
    html: String,
    attachments: &[AttachmentRef],
    subject: Option<String>,
) -> Words {
    Words {
        html,
        to: to.into_iter().map(Into::into).collect(),
        cc: cc.into_iter().map(Into::into).collect(),
        bcc: Vec::new(),
        subject,
        attachments: attachments.iter().map(AttachmentRef::id).collect(),
        headers: Vec::new(),
    }
}

#[derive(Debug, Deserialize, ToSchema)]
struct SayInput {
    to: Vec<Addr>,
    #[serde(default)]
    cc: Vec<Addr>,
    html: String,
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    attachments: Vec<AttachmentRef>,
}

/// Writes more to the third party.
#[utoipa::path(post, path = "/conversations/{id}/sides/{side}/messages", tag = "conversations",
    params(("id" = String, Path), ("side" = String, Path)), request_body = SayInput,
    responses((status = 201, body = Sides), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn say(
    State(app): State<App>,
    caller: Caller,
    Path((id, side)): Path<(String, ConversationId)>,
    Json(input): Json<SayInput>,
) -> ApiResult<(StatusCode, axum::Json<Sides>)> {
    let id = find(&app, &caller, &id).await?;
    belongs(&app, side, id).await?;
    if caller.carried_out.is_none() {
        let words = written(input.to, input.cc, input.html, &input.attachments, None);
        if let Err(error) = app.desk.say_aside(&caller.by(), side, words).await {
            return Err(hidden(&app, &caller, id, error).await);
        }
        app.wake_sender();
    }
    Ok((
        StatusCode::CREATED,
        axum::Json(all(&app, &caller, id).await?),
    ))
}

#[derive(Debug, Deserialize, ToSchema)]
struct SideInput {
    #[schema(value_type = words::SideState)]
    state: SideState,
}

/// Done with it, or not.
#[utoipa::path(put, path = "/conversations/{id}/sides/{side}", tag = "conversations",
    params(("id" = String, Path), ("side" = String, Path)), request_body = SideInput,
    responses((status = 200, body = Sides), (status = 404, body = ErrorBody)))]
async fn set(
    State(app): State<App>,
    caller: Caller,
    Path((id, side)): Path<(String, ConversationId)>,
    Json(input): Json<SideInput>,
) -> ApiResult<axum::Json<Sides>> {
    let id = find(&app, &caller, &id).await?;
    belongs(&app, side, id).await?;
    match app.desk.set_aside(&caller.by(), side, input.state).await {
        Ok(_) => Ok(axum::Json(all(&app, &caller, id).await?)),
        Err(error) => Err(hidden(&app, &caller, id, error).await),
    }
}

/// A side conversation of this conversation, and of no other.
async fn belongs(app: &App, side: ConversationId, parent: ConversationId) -> ApiResult<()> {
    let c = app
        .db()
        .read(async move |tx| store::conversation::load(tx, side).await)
        .await?;
    match c.map(|c| c.state) {
        Some(StatusState::Side { parent: of, .. }) if of == parent => Ok(()),
        _ => Err(ApiError::not_found()),
    }
}
