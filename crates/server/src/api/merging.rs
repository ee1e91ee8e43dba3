//! Merging conversations and taking it back, splitting messages off, linking and unlinking.

use super::changes::{Answer, Seen, change, hidden};
use super::conversations::{self, find};
use super::types::{Detail, Summary};
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::{Json, Path};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use crate::reads;
use axum::extract::State;
use axum::http::StatusCode;
use desk::merge::{Customers, NewSplit};
use domain::conversation::Command;
use domain::{ConversationId, MessageId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Conversations that are merged into one by one request.
const AT_ONCE: usize = 50;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(merge))
        .routes(routes!(unmerge))
        .routes(routes!(split))
        .routes(routes!(link, unlink))
}

#[derive(Debug, Deserialize, ToSchema)]
struct MergeConversations {
    /// The one that survives: `cnv_…` or the number.
    into: String,
    /// Those that become signposts to it.
    #[schema(value_type = Vec<String>)]
    ids: Vec<ConversationId>,
    /// They are of different customers, and shall be merged all the same.
    #[serde(default)]
    different_customers: bool,
}

#[derive(Serialize, ToSchema)]
struct MergeAnswer {
    /// The survivor as it is now.
    conversation: Summary,
    #[schema(value_type = Vec<String>)]
    merged: Vec<ConversationId>,
    failed: Vec<MergeFailure>,
}

#[derive(Serialize, ToSchema)]
struct MergeFailure {
    #[schema(value_type = String)]
    id: ConversationId,
    code: String,
    message: String,
}

/// Merges conversations into one. Each is merged whole or not at all; what cannot be merged is told.
#[utoipa::path(post, path = "/conversations/merge", tag = "conversations", request_body = MergeConversations,
    responses((status = 200, body = MergeAnswer), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn merge(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<MergeConversations>,
) -> ApiResult<axum::Json<MergeAnswer>> {
    if input.ids.is_empty() || input.ids.len() > AT_ONCE {
        return Err(ApiError::invalid(
            "ids",
            format!("Name 1 to {AT_ONCE} conversations."),
        ));
    }
    let into = find(&app, &caller, &input.into).await?;
    // Out of reach is not found.
    reads::summary(&app, &caller, into).await?;
    let customers = if input.different_customers {
        Customers::MayDiffer
    } else {
        Customers::Same
    };
    let (mut merged, mut failed) = (Vec::new(), Vec::new());
    for id in input.ids {
        match app.desk.merge(&caller.by(), into, id, customers).await {
            Ok(_) => merged.push(id),
            Err(error) => {
                let error = hidden(&app, &caller, id, error).await;
                failed.push(MergeFailure {
                    id,
                    code: error.code.into_owned(),
                    message: error.message.into_owned(),
                });
            }
        }
    }
    Ok(axum::Json(MergeAnswer {
        conversation: reads::summary(&app, &caller, into).await?,
        merged,
        failed,
    }))
}

#[derive(Serialize, ToSchema)]
struct Unmerged {
    /// A conversation again.
    conversation: Summary,
    survivor: Summary,
}

/// Takes a merge back. What came after it stays with the survivor.
#[utoipa::path(delete, path = "/conversations/{id}/merge", tag = "conversations", params(("id" = String, Path)),
    responses((status = 200, body = Unmerged), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
async fn unmerge(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> ApiResult<axum::Json<Unmerged>> {
    let id = find(&app, &caller, &id).await?;
    match app.desk.unmerge(&caller.by(), id).await {
        Ok(apart) => Ok(axum::Json(Unmerged {
            conversation: reads::summary(&app, &caller, id).await?,
            survivor: reads::summary(&app, &caller, apart.survivor.id).await?,
        })),
        Err(error) => Err(hidden(&app, &caller, id, error).await),
    }
}

#[derive(Debug, Deserialize, ToSchema)]
struct SplitInput {
    #[schema(value_type = Vec<String>)]
    messages: Vec<MessageId>,
    /// Of the new conversation; without it that of the first message.
    subject: Option<String>,
}

/// Chosen messages become a conversation of their own, with their ids: answers to them follow. Answers the new one.
#[utoipa::path(post, path = "/conversations/{id}/split", tag = "conversations", params(("id" = String, Path)), request_body = SplitInput,
    responses((status = 201, body = Detail), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn split(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    Json(input): Json<SplitInput>,
) -> ApiResult<(StatusCode, axum::Json<Detail>)> {
    let id = find(&app, &caller, &id).await?;
    let new = NewSplit {
        from: id,
        messages: input.messages,
        subject: input.subject,
    };
    match app.desk.split(&caller.by(), new).await {
        Ok(own) => {
            let detail = conversations::detail(&app, &caller, own.id).await?;
            Ok((StatusCode::CREATED, axum::Json(detail)))
        }
        Err(error) => Err(hidden(&app, &caller, id, error).await),
    }
}

/// Links a conversation with another one that has to do with it; `other` is an id or a number.
#[utoipa::path(put, path = "/conversations/{id}/links/{other}", tag = "conversations", params(("id" = String, Path), ("other" = String, Path)),
    responses((status = 200, body = super::types::Changed), (status = 404, body = ErrorBody)))]
async fn link(
    State(app): State<App>,
    caller: Caller,
    Path((id, other)): Path<(String, String)>,
) -> Answer {
    let other = find(&app, &caller, &other).await?;
    reads::summary(&app, &caller, other).await?;
    change(&app, &caller, &id, Seen::default(), Command::Link(other)).await
}

#[utoipa::path(delete, path = "/conversations/{id}/links/{other}", tag = "conversations", params(("id" = String, Path), ("other" = String, Path)),
    responses((status = 200, body = super::types::Changed), (status = 404, body = ErrorBody)))]
async fn unlink(
    State(app): State<App>,
    caller: Caller,
    Path((id, other)): Path<(String, String)>,
) -> Answer {
    let other = find(&app, &caller, &other).await?;
    change(&app, &caller, &id, Seen::default(), Command::Unlink(other)).await
}
