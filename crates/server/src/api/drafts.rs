//! Drafts: what an agent has begun to write, kept on the server.

use super::conversations::find;
use super::types::{Addr, Attachment, AttachmentRef, Draft, DraftInput};
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::{Json, Path};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::extract::State;
use axum::http::StatusCode;
use desk::drafts::NEW;
use domain::{AgentId, ConversationId};
use store::Tx;

/// The draft of this agent in that conversation.
pub(super) async fn load(
    tx: &mut Tx,
    conversation: ConversationId,
    agent: AgentId,
) -> ApiResult<Option<Draft>> {
    match store::draft::load(tx, conversation, agent).await? {
        Some(draft) => Ok(Some(wire(tx, draft).await?)),
        None => Ok(None),
    }
}

pub(super) async fn wire(tx: &mut Tx, draft: store::draft::Draft) -> ApiResult<Draft> {
    let mut attachments = Vec::with_capacity(draft.attachments.0.len());
    for id in draft.attachments.0 {
        attachments.extend(
            store::message::attachment(tx, id)
                .await?
                .map(Attachment::from),
        );
    }
    let people = |list: store::Json<Vec<domain::reply_rules::Person>>| {
        list.0.into_iter().map(Addr::from).collect()
    };
    Ok(Draft {
        kind: draft.kind,
        html: draft.html,
        to: people(draft.to),
        cc: people(draft.cc),
        bcc: people(draft.bcc),
        subject: Some(draft.subject).filter(|s| !s.is_empty()),
        attachments,
        updated_at: draft.updated_at,
    })
}

impl From<store::message::Attached> for Attachment {
    fn from(a: store::message::Attached) -> Self {
        Self {
            id: a.id,
            name: a.name,
            media_type: a.media_type,
            size: a.size,
            inline: a.inline,
            content_id: a.content_id,
        }
    }
}

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(of_conversation, save, delete))
        .routes(routes!(of_new, save_new, delete_new))
}

/// The agent's draft in this conversation, or null.
#[utoipa::path(get, path = "/conversations/{id}/draft", tag = "drafts", params(("id" = String, Path)),
    responses((status = 200, body = Option<Draft>), (status = 404, body = ErrorBody)))]
async fn of_conversation(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> ApiResult<axum::Json<Option<Draft>>> {
    let id = find(&app, &caller, &id).await?;
    shown(&app, &caller, id).await
}

/// Keeps what the agent has written so far.
#[utoipa::path(put, path = "/conversations/{id}/draft", tag = "drafts", params(("id" = String, Path)), request_body = DraftInput,
    responses((status = 200, body = Option<Draft>), (status = 413, body = ErrorBody)))]
async fn save(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    Json(input): Json<DraftInput>,
) -> ApiResult<axum::Json<Option<Draft>>> {
    let id = find(&app, &caller, &id).await?;
    keep(&app, &caller, id, input).await
}

#[utoipa::path(delete, path = "/conversations/{id}/draft", tag = "drafts", params(("id" = String, Path)), responses((status = 204)))]
async fn delete(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> ApiResult<StatusCode> {
    let id = find(&app, &caller, &id).await?;
    app.desk.delete_draft(&caller.by(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The draft of a conversation that is to be started, or null.
#[utoipa::path(get, path = "/drafts/new", tag = "drafts", responses((status = 200, body = Option<Draft>)))]
async fn of_new(State(app): State<App>, caller: Caller) -> ApiResult<axum::Json<Option<Draft>>> {
    shown(&app, &caller, NEW).await
}

#[utoipa::path(put, path = "/drafts/new", tag = "drafts", request_body = DraftInput, responses((status = 200, body = Option<Draft>)))]
async fn save_new(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<DraftInput>,
) -> ApiResult<axum::Json<Option<Draft>>> {
    keep(&app, &caller, NEW, input).await
}

#[utoipa::path(delete, path = "/drafts/new", tag = "drafts", responses((status = 204)))]
async fn delete_new(State(app): State<App>, caller: Caller) -> ApiResult<StatusCode> {
    app.desk.delete_draft(&caller.by(), NEW).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn shown(
    app: &App,
    caller: &Caller,
    id: ConversationId,
) -> ApiResult<axum::Json<Option<Draft>>> {
    // Reachability is the verb's to check.
    app.desk.draft(&caller.by(), id).await.map_err(unseen)?;
    let me = caller.agent();
    Ok(axum::Json(
        app.db()
            .read(async move |tx| load(tx, id, me).await)
            .await?,
    ))
}

async fn keep(
    app: &App,
    caller: &Caller,
    id: ConversationId,
    input: DraftInput,
) -> ApiResult<axum::Json<Option<Draft>>> {
    let people = |list: Vec<Addr>| store::Json(list.into_iter().map(Into::into).collect());
    let kind = match input.kind.as_deref() {
        None | Some("reply") => "reply",
        Some("note") => "note",
        Some("forward") => "forward",
        Some(_) => {
            return Err(ApiError::invalid(
                "kind",
                "A draft is a reply, a note or a forward.",
            ));
        }
    };
    let draft = store::draft::Draft {
        kind: kind.to_owned(),
        html: input.html,
        to: people(input.to),
        cc: people(input.cc),
        bcc: people(input.bcc),
        subject: input.subject.unwrap_or_default(),
        attachments: store::Json(input.attachments.iter().map(AttachmentRef::id).collect()),
        updated_at: caller.now,
    };
    app.desk
        .save_draft(&caller.by(), id, draft)
        .await
        .map_err(unseen)?;
    let me = caller.agent();
    Ok(axum::Json(
        app.db()
            .read(async move |tx| load(tx, id, me).await)
            .await?,
    ))
}

fn unseen(error: desk::DeskError) -> ApiError {
    if error.code() == "not_permitted" {
        ApiError::not_found()
    } else {
        error.into()
    }
}
