//! Changes of a conversation that write to nobody: status, snooze, assignee, team, urgency, topic, subject, tags, followers,
//! reading, spam, deleting; one at a time or many at once.

use super::conversations::find;
use super::types::{Changed, Summary};
use crate::api::types::words;
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::{Json, Path};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use crate::reads;
use axum::extract::State;
use axum::http::StatusCode;
use desk::DeskError;
use desk::change::Mark;
use domain::conversation::{Command, Source, Status, Urgency};
use domain::event::Actor;
use domain::{AgentId, ConversationId, Millis, TagId, TeamId, TopicId};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use utoipa::ToSchema;

/// Conversations that are changed at once.
const BULK: usize = 200;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(status))
        .routes(routes!(snooze, unsnooze))
        .routes(routes!(assign))
        .routes(routes!(move_team))
        .routes(routes!(urgency))
        .routes(routes!(topic))
        .routes(routes!(subject))
        .routes(routes!(tag, untag))
        .routes(routes!(follow, unfollow))
        .routes(routes!(read))
        .routes(routes!(block))
        .routes(routes!(delete))
        .routes(routes!(bulk))
}

/// What the client last saw. Without a version, or with `force`, the change is applied to whatever is there.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
pub(super) struct Seen {
    version: Option<i64>,
    #[serde(default)]
    force: bool,
}

impl Seen {
    fn version(self) -> Option<i64> {
        self.version.filter(|_| !self.force)
    }
}

macro_rules! change_input {
    ($name:ident, $field:ident: $ty:ty, $schema:ty) => {
        #[derive(Debug, Deserialize, ToSchema)]
        struct $name {
            #[schema(value_type = $schema)]
            $field: $ty,
            #[serde(flatten)]
            seen: Seen,
        }
    };
}

change_input!(StatusInput, status: Status, words::Status);
change_input!(SnoozeInput, until: Millis, i64);
change_input!(AssigneeInput, agent: Option<AgentId>, Option<String>);
change_input!(UrgencyInput, urgency: Urgency, words::Urgency);
change_input!(SetTopicInput, topic: Option<TopicId>, Option<String>);
change_input!(SubjectInput, subject: String, String);

pub(super) type Answer = ApiResult<axum::Json<Changed>>;

/// Carries out one command and answers the line as it is now. A conflict comes with what is there, and who changed it.
pub(super) async fn change(
    app: &App,
    caller: &Caller,
    id: &str,
    seen: Seen,
    command: Command,
) -> Answer {
    let id = find(app, caller, id).await?;
    match app
        .desk
        .change(&caller.by(), id, seen.version(), command)
        .await
    {
        Ok(_) => answer(app, caller, id).await,
        Err(DeskError::Stale) => Err(stale(app, caller, id).await?),
        Err(error) => Err(hidden(app, caller, id, error).await),
    }
}

async fn answer(app: &App, caller: &Caller, id: ConversationId) -> Answer {
    Ok(axum::Json(Changed {
        conversation: reads::summary(app, caller, id).await?,
    }))
}

async fn stale(app: &App, caller: &Caller, id: ConversationId) -> ApiResult<ApiError> {
    let access = caller.access().clone();
    let last = app
        .db()
        .read(async move |tx| store::feed::activity(tx, &access, id, None, 1).await)
        .await?;
    let by = last
        .first()
        .and_then(|e| e.what.as_ref())
        .and_then(|what| match what.actor {
            Actor::Agent(agent) => Some(agent),
            _ => None,
        });
    let there = reads::summary(app, caller, id).await?;
    Ok(ApiError::conflict(
        "conflict",
        "Somebody else changed this conversation meanwhile.",
    )
    .with("conversation", there)
    .with("changed_by", by))
}

/// What is out of reach is not there.
pub(super) async fn hidden(
    app: &App,
    caller: &Caller,
    id: ConversationId,
    error: DeskError,
) -> ApiError {
    if error.code() == "not_permitted" && reads::summary(app, caller, id).await.is_err() {
        return ApiError::not_found();
    }
    error.into()
}

/// Open, waiting, resolved or spam.
#[utoipa::path(put, path = "/conversations/{id}/status", tag = "conversations", params(("id" = String, Path)), request_body = StatusInput,
    responses((status = 200, body = Changed), (status = 409, body = ErrorBody)))]
async fn status(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    Json(input): Json<StatusInput>,
) -> Answer {
    let found = find(&app, &caller, &id).await?;
    let now = reads::summary(&app, &caller, found).await?.status;
    change(
        &app,
        &caller,
        &id,
        input.seen,
        command_for(input.status, now)?,
    )
    .await
}

fn command_for(wanted: Status, now: Status) -> ApiResult<Command> {
    Command::to_status(now, wanted).ok_or_else(|| {
        ApiError::invalid(
            "status",
            "Snoozing needs a time: PUT …/snooze. Merging has a verb of its own.",
        )
    })
}

#[utoipa::path(put, path = "/conversations/{id}/snooze", tag = "conversations", params(("id" = String, Path)), request_body = SnoozeInput,
    responses((status = 200, body = Changed), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn snooze(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    Json(input): Json<SnoozeInput>,
) -> Answer {
    change(
        &app,
        &caller,
        &id,
        input.seen,
        Command::Snooze { until: input.until },
    )
    .await
}

#[utoipa::path(delete, path = "/conversations/{id}/snooze", tag = "conversations", params(("id" = String, Path)),
    responses((status = 200, body = Changed), (status = 409, body = ErrorBody)))]
async fn unsnooze(State(app): State<App>, caller: Caller, Path(id): Path<String>) -> Answer {
    change(&app, &caller, &id, Seen::default(), Command::Unsnooze).await
}

/// `agent` null: nobody.
#[utoipa::path(put, path = "/conversations/{id}/assignee", tag = "conversations", params(("id" = String, Path)), request_body = AssigneeInput,
    responses((status = 200, body = Changed), (status = 409, body = ErrorBody)))]
async fn assign(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    Json(input): Json<AssigneeInput>,
) -> Answer {
    moved(change(&app, &caller, &id, input.seen, Command::Assign(input.agent)).await)
}

#[derive(Debug, Deserialize, ToSchema)]
struct MoveInput {
    #[schema(value_type = Option<String>)]
    team: Option<TeamId>,
    /// Words for those who get it, as a note (HTML).
    note: Option<String>,
    #[serde(flatten)]
    seen: Seen,
}

/// `team` null: no team.
#[utoipa::path(put, path = "/conversations/{id}/team", tag = "conversations", params(("id" = String, Path)), request_body = MoveInput,
    responses((status = 200, body = Changed), (status = 409, body = ErrorBody)))]
async fn move_team(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    Json(input): Json<MoveInput>,
) -> Answer {
    let Some(words) = input.note.filter(|n| !n.trim().is_empty()) else {
        let command = Command::MoveTeam(input.team);
        return moved(change(&app, &caller, &id, input.seen, command).await);
    };
    let id = find(&app, &caller, &id).await?;
    let (by, version) = (caller.by(), input.seen.version());
    match app
        .desk
        .hand_over(&by, id, version, input.team, words)
        .await
    {
        Ok(_) => moved(answer(&app, &caller, id).await),
        Err(DeskError::Stale) => Err(stale(&app, &caller, id).await?),
        Err(error) => Err(hidden(&app, &caller, id, error).await),
    }
}

/// The change was made, and took the conversation out of the agent's reach.
fn moved(answer: Answer) -> Answer {
    answer.map_err(|error| {
        if error.code == "not_found" {
            return ApiError::new(
                StatusCode::NOT_FOUND,
                "out_of_reach",
                "This conversation is with another team, or is not there.",
            );
        }
        error
    })
}

#[utoipa::path(put, path = "/conversations/{id}/urgency", tag = "conversations", params(("id" = String, Path)), request_body = UrgencyInput,
    responses((status = 200, body = Changed), (status = 409, body = ErrorBody)))]
async fn urgency(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    Json(input): Json<UrgencyInput>,
) -> Answer {
    change(
        &app,
        &caller,
        &id,
        input.seen,
        Command::SetUrgency(input.urgency, Source::Agent),
    )
    .await
}

#[utoipa::path(put, path = "/conversations/{id}/topic", tag = "conversations", params(("id" = String, Path)), request_body = SetTopicInput,
    responses((status = 200, body = Changed), (status = 409, body = ErrorBody)))]
async fn topic(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    Json(input): Json<SetTopicInput>,
) -> Answer {
    change(
        &app,
        &caller,
        &id,
        input.seen,
        Command::SetTopic(input.topic, Source::Agent),
    )
    .await
}

#[utoipa::path(put, path = "/conversations/{id}/subject", tag = "conversations", params(("id" = String, Path)), request_body = SubjectInput,
    responses((status = 200, body = Changed), (status = 422, body = ErrorBody)))]
async fn subject(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    Json(input): Json<SubjectInput>,
) -> Answer {
    change(
        &app,
        &caller,
        &id,
        input.seen,
        Command::SetSubject(input.subject),
    )
    .await
}

#[utoipa::path(put, path = "/conversations/{id}/tags/{tag}", tag = "conversations", params(("id" = String, Path), ("tag" = String, Path)),
    responses((status = 200, body = Changed), (status = 404, body = ErrorBody)))]
async fn tag(
    State(app): State<App>,
    caller: Caller,
    Path((id, tag)): Path<(String, TagId)>,
) -> Answer {
    change(&app, &caller, &id, Seen::default(), Command::Tag(tag)).await
}

#[utoipa::path(delete, path = "/conversations/{id}/tags/{tag}", tag = "conversations", params(("id" = String, Path), ("tag" = String, Path)),
    responses((status = 200, body = Changed), (status = 404, body = ErrorBody)))]
async fn untag(
    State(app): State<App>,
    caller: Caller,
    Path((id, tag)): Path<(String, TagId)>,
) -> Answer {
    change(&app, &caller, &id, Seen::default(), Command::Untag(tag)).await
}

#[utoipa::path(put, path = "/conversations/{id}/followers/{agent}", tag = "conversations", params(("id" = String, Path), ("agent" = String, Path)),
    responses((status = 200, body = Changed), (status = 404, body = ErrorBody)))]
async fn follow(
    State(app): State<App>,
    caller: Caller,
    Path((id, agent)): Path<(String, AgentId)>,
) -> Answer {
    change(&app, &caller, &id, Seen::default(), Command::Follow(agent)).await
}

#[utoipa::path(delete, path = "/conversations/{id}/followers/{agent}", tag = "conversations", params(("id" = String, Path), ("agent" = String, Path)),
    responses((status = 200, body = Changed), (status = 404, body = ErrorBody)))]
async fn unfollow(
    State(app): State<App>,
    caller: Caller,
    Path((id, agent)): Path<(String, AgentId)>,
) -> Answer {
    change(
        &app,
        &caller,
        &id,
        Seen::default(),
        Command::Unfollow(agent),
    )
    .await
}

#[derive(Debug, Deserialize, ToSchema)]
struct ReadInput {
    read: bool,
}

/// Marks as read up to the newest message, or as unread.
#[utoipa::path(put, path = "/conversations/{id}/read", tag = "conversations", params(("id" = String, Path)), request_body = ReadInput,
    responses((status = 200, body = Changed), (status = 404, body = ErrorBody)))]
async fn read(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    Json(input): Json<ReadInput>,
) -> Answer {
    let id = find(&app, &caller, &id).await?;
    let mark = if input.read { Mark::Read } else { Mark::Unread };
    match app.desk.mark_read(&caller.by(), id, mark).await {
        Ok(_) => answer(&app, &caller, id).await,
        Err(error) => Err(hidden(&app, &caller, id, error).await),
    }
}

/// Blocks the sender and marks the conversation as spam.
#[utoipa::path(post, path = "/conversations/{id}/block", tag = "conversations", params(("id" = String, Path)),
    responses((status = 200, body = Changed), (status = 403, body = ErrorBody)))]
async fn block(State(app): State<App>, caller: Caller, Path(id): Path<String>) -> Answer {
    let id = find(&app, &caller, &id).await?;
    match app.desk.block_sender_of(&caller.by(), id).await {
        Ok(_) => answer(&app, &caller, id).await,
        Err(error) => Err(hidden(&app, &caller, id, error).await),
    }
}

/// Deletes a conversation for good.
#[utoipa::path(delete, path = "/conversations/{id}", tag = "conversations", params(("id" = String, Path)),
    responses((status = 200, body = Changed), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn delete(State(app): State<App>, caller: Caller, Path(id): Path<String>) -> Answer {
    let id = find(&app, &caller, &id).await?;
    let conversation = reads::summary(&app, &caller, id).await?;
    app.desk.delete_conversation(&caller.by(), id).await?;
    Ok(axum::Json(Changed { conversation }))
}

#[derive(Debug, Deserialize, ToSchema)]
struct BulkInput {
    #[schema(value_type = Vec<String>)]
    ids: Vec<ConversationId>,
    set: BulkSet,
    /// Versions as the client last saw them, by id: what has changed since fails with `conflict`. Without one the change is
    /// applied to whatever is there.
    #[serde(default)]
    #[schema(value_type = std::collections::BTreeMap<String, i64>)]
    seen: HashMap<ConversationId, i64>,
}

#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct BulkSet {
    #[schema(value_type = Option<words::Status>)]
    status: Option<Status>,
    /// Null: nobody.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    assignee: Option<Option<AgentId>>,
    /// Null: no team.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    team: Option<Option<TeamId>>,
    #[schema(value_type = Option<words::Urgency>)]
    urgency: Option<Urgency>,
    #[schema(value_type = Option<String>)]
    add_tag: Option<TagId>,
    #[schema(value_type = Option<String>)]
    remove_tag: Option<TagId>,
    snooze_until: Option<Millis>,
}

/// Tells `null` from absent.
fn given<'de, D, T>(d: D) -> Result<Option<T>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(d).map(Some)
}

impl BulkSet {
    /// In an order in which none hinders the next: who moves a conversation away does so last.
    fn commands(&self, now: Status) -> ApiResult<Vec<Command>> {
        let mut out = Vec::new();
        out.extend(self.add_tag.map(Command::Tag));
        out.extend(self.remove_tag.map(Command::Untag));
        out.extend(self.urgency.map(|u| Command::SetUrgency(u, Source::Agent)));
        if let Some(status) = self.status {
            out.push(command_for(status, now)?);
        }
        out.extend(self.snooze_until.map(|until| Command::Snooze { until }));
        out.extend(self.assignee.map(Command::Assign));
        out.extend(self.team.map(Command::MoveTeam));
        Ok(out)
    }
}

#[derive(Serialize, ToSchema)]
struct BulkAnswer {
    done: Vec<Summary>,
    failed: Vec<BulkFailure>,
}

#[derive(Serialize, ToSchema)]
struct BulkFailure {
    #[schema(value_type = String)]
    id: ConversationId,
    code: String,
}

/// The same change to many; what cannot be changed is told, the others are done.
#[utoipa::path(post, path = "/conversations/bulk", tag = "conversations", request_body = BulkInput,
    responses((status = 200, body = BulkAnswer), (status = 422, body = ErrorBody)))]
async fn bulk(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<BulkInput>,
) -> ApiResult<axum::Json<BulkAnswer>> {
    if input.ids.len() > BULK {
        return Err(ApiError::invalid(
            "ids",
            format!("At most {BULK} conversations can be changed at once."),
        ));
    }
    let mut answer = BulkAnswer {
        done: Vec::new(),
        failed: Vec::new(),
    };
    for id in input.ids {
        let seen = input.seen.get(&id).copied();
        match one_of_many(&app, &caller, id, seen, &input.set).await {
            Ok(summary) => answer.done.extend(summary),
            Err(error) => answer.failed.push(BulkFailure {
                id,
                code: error.code.into_owned(),
            }),
        }
    }
    Ok(axum::Json(answer))
}

async fn one_of_many(
    app: &App,
    caller: &Caller,
    id: ConversationId,
    seen: Option<i64>,
    set: &BulkSet,
) -> ApiResult<Option<Summary>> {
    let now = reads::summary(app, caller, id).await?;
    // The first change takes the version that was seen; the others follow our own.
    let mut seen = seen;
    for command in set.commands(now.status)? {
        app.desk
            .change(&caller.by(), id, seen.take(), command)
            .await?;
    }
    Ok(reads::summaries(app, caller, vec![id]).await?.pop())
}
