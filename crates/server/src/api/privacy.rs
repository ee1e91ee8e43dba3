//! Privacy law: erasing a person, how long things are kept, and legal holds.

use super::people::{HoldGlance, glance};
use super::types::Page;
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::{Json, Path};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::extract::State;
use axum::http::StatusCode;
use desk::people::holds::Target;
use desk::people::retention::{DryRun, RuleInput};
use domain::access::Permission;
use domain::{
    AgentId, ChannelId, ContactId, ConversationId, ErasureId, LegalHoldId, Millis, RetentionRuleId,
};
use serde::{Deserialize, Serialize};
use store::erase::{Counts, Erasure};
use store::legal_hold::Hold;
use store::retention::RetentionRule as Rule;
use utoipa::ToSchema;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(preview, erase))
        .routes(routes!(erasures))
        .routes(routes!(holds, hold))
        .routes(routes!(end_hold))
        .routes(routes!(rules, create_rule))
        .routes(routes!(change_rule, remove_rule))
        .routes(routes!(try_rule))
        .routes(routes!(of_conversation))
}

#[derive(Serialize, ToSchema)]
struct ErasureCounts {
    contacts: i64,
    identities: i64,
    conversations: i64,
    messages: i64,
    files: i64,
    /// Raw mails as they came in and went out.
    mails: i64,
    /// Messages in conversations of others, and lines that named an address.
    elsewhere: i64,
}

impl From<Counts> for ErasureCounts {
    fn from(c: Counts) -> Self {
        Self {
            contacts: c.contacts,
            identities: c.identities,
            conversations: c.conversations,
            messages: c.messages,
            files: c.files,
            mails: c.mails,
            elsewhere: c.elsewhere,
        }
    }
}

#[derive(Serialize, ToSchema)]
struct ErasurePreview {
    counts: ErasureCounts,
    /// There are more conversations than were counted.
    more: bool,
    /// What stands in the way.
    holds: Vec<HoldGlance>,
}

/// What erasing this contact would take. What they wrote in conversations of others is found while erasing.
#[utoipa::path(get, path = "/contacts/{id}/erasure", tag = "privacy", params(("id" = String, Path)),
    responses((status = 200, body = ErasurePreview), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
async fn preview(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ContactId>,
) -> ApiResult<axum::Json<ErasurePreview>> {
    let found = app.desk.erasure_preview(&caller.by(), id).await?;
    Ok(axum::Json(ErasurePreview {
        counts: found.counts.into(),
        more: found.more,
        holds: found.holds.into_iter().map(glance).collect(),
    }))
}

#[derive(Deserialize, ToSchema)]
struct ErasureInput {
    /// It cannot be undone: this has to be true.
    confirm: bool,
}

#[derive(Serialize, ToSchema)]
struct ErasureBegun {
    #[schema(value_type = String)]
    erasure: ErasureId,
}

/// Forgets a contact and all that were merged into it. The person is gone at once, the words follow within seconds.
#[utoipa::path(post, path = "/contacts/{id}/erasure", tag = "privacy", params(("id" = String, Path)), request_body = ErasureInput,
    responses((status = 202, body = ErasureBegun), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn erase(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ContactId>,
    Json(input): Json<ErasureInput>,
) -> ApiResult<(StatusCode, axum::Json<ErasureBegun>)> {
    caller.demand(Permission::PrivacyManage)?;
    if !input.confirm {
        return Err(ApiError::invalid(
            "confirm",
            "This cannot be undone. Confirm that it is wanted.",
        ));
    }
    let erasure = app.desk.erase_contact(&caller.by(), id).await?;
    app.lookups.forget(id);
    app.wakes.due.notify_one();
    Ok((StatusCode::ACCEPTED, axum::Json(ErasureBegun { erasure })))
}

#[derive(Serialize, ToSchema)]
struct ErasureLine {
    #[schema(value_type = String)]
    id: ErasureId,
    at: Millis,
    /// Who asked for it; null for a retention rule.
    #[schema(value_type = Option<String>)]
    agent: Option<AgentId>,
    #[schema(value_type = Option<String>)]
    rule: Option<RetentionRuleId>,
    /// `running` or `done`.
    state: String,
    counts: ErasureCounts,
    finished_at: Option<Millis>,
}

/// What was forgotten, newest first: when and by whom, never whom.
#[utoipa::path(get, path = "/erasures", tag = "privacy", responses((status = 200, body = Page<ErasureLine>), (status = 403, body = ErrorBody)))]
async fn erasures(
    State(app): State<App>,
    caller: Caller,
) -> ApiResult<axum::Json<Page<ErasureLine>>> {
    let all = app.desk.erasures(&caller.by()).await?;
    let line = |e: Erasure| ErasureLine {
        id: e.id,
        at: e.at,
        agent: e.agent,
        rule: e.rule,
        state: e.state,
        counts: e.counts.0.into(),
        finished_at: e.finished_at,
    };
    Ok(axum::Json(Page::all(all.into_iter().map(line).collect())))
}

#[derive(Serialize, ToSchema)]
struct LegalHold {
    #[schema(value_type = String)]
    id: LegalHoldId,
    /// Id of a contact, organization or conversation.
    target: String,
    /// Of a contact or organization; the number of a conversation. Empty for somebody who was forgotten.
    name: String,
    reason: String,
    at: Millis,
    #[schema(value_type = Option<String>)]
    agent: Option<AgentId>,
    ended_at: Option<Millis>,
    #[schema(value_type = Option<String>)]
    ended_by: Option<AgentId>,
}

impl From<Hold> for LegalHold {
    fn from(h: Hold) -> Self {
        Self {
            id: h.id,
            target: Target::of(&h).to_string(),
            name: h.name,
            reason: h.reason,
            at: h.at,
            agent: h.agent,
            ended_at: h.ended_at,
            ended_by: h.ended_by,
        }
    }
}

/// Those that stand first.
#[utoipa::path(get, path = "/legal-holds", tag = "privacy", responses((status = 200, body = Page<LegalHold>), (status = 403, body = ErrorBody)))]
async fn holds(State(app): State<App>, caller: Caller) -> ApiResult<axum::Json<Page<LegalHold>>> {
    let all = app.desk.legal_holds(&caller.by()).await?;
    Ok(axum::Json(Page::all(
        all.into_iter().map(LegalHold::from).collect(),
    )))
}

#[derive(Deserialize, ToSchema)]
struct LegalHoldInput {
    /// Id of a contact, organization or conversation.
    target: String,
    reason: String,
}

/// Nothing of it is erased or deleted until the hold ends.
#[utoipa::path(post, path = "/legal-holds", tag = "privacy", request_body = LegalHoldInput,
    responses((status = 201, body = LegalHold), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn hold(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<LegalHoldInput>,
) -> ApiResult<(StatusCode, axum::Json<LegalHold>)> {
    caller.demand(Permission::PrivacyManage)?;
    let target = Target::parse(&input.target).ok_or_else(|| {
        ApiError::invalid(
            "target",
            "This is no id of a contact, organization or conversation.",
        )
    })?;
    let made = app.desk.hold(&caller.by(), target, &input.reason).await?;
    Ok((StatusCode::CREATED, axum::Json(made.into())))
}

#[utoipa::path(delete, path = "/legal-holds/{id}", tag = "privacy", params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn end_hold(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<LegalHoldId>,
) -> ApiResult<StatusCode> {
    app.desk.end_hold(&caller.by(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Serialize, ToSchema)]
struct RetentionRule {
    #[schema(value_type = String)]
    id: RetentionRuleId,
    name: String,
    #[schema(value_type = Option<String>)]
    channel: Option<ChannelId>,
    country: Option<String>,
    after_days: i64,
    /// Also contacts who have nothing else left.
    contacts: bool,
    #[schema(value_type = String)]
    owner: AgentId,
    enabled: bool,
    version: i64,
}

impl From<Rule> for RetentionRule {
    fn from(r: Rule) -> Self {
        Self {
            id: r.id,
            name: r.name,
            channel: r.channel,
            country: r.country,
            after_days: r.after_days,
            contacts: r.contacts,
            owner: r.owner,
            enabled: r.enabled,
            version: r.version,
        }
    }
}

#[utoipa::path(get, path = "/retention-rules", tag = "privacy", responses((status = 200, body = Page<RetentionRule>), (status = 403, body = ErrorBody)))]
async fn rules(
    State(app): State<App>,
    caller: Caller,
) -> ApiResult<axum::Json<Page<RetentionRule>>> {
    let all = app.desk.retention_rules(&caller.by()).await?;
    Ok(axum::Json(Page::all(
        all.into_iter().map(RetentionRule::from).collect(),
    )))
}

#[derive(Deserialize, ToSchema)]
struct RetentionRuleInput {
    name: String,
    /// Null: all channels.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    channel: Option<ChannelId>,
    /// ISO 3166-1 alpha-2; null: all countries, and contacts whose country nobody knows.
    #[serde(default)]
    country: Option<String>,
    /// Days after the last message of a conversation that is resolved or spam.
    after_days: i64,
    #[serde(default)]
    contacts: bool,
    /// The agent who answers for it.
    #[schema(value_type = String)]
    owner: AgentId,
    #[serde(default)]
    enabled: bool,
    /// For a change: the version that was seen. Left out when created.
    #[serde(default)]
    version: i64,
    /// For a dry run: the rule that would be changed.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    id: Option<RetentionRuleId>,
}

impl RetentionRuleInput {
    fn whole(self) -> RuleInput {
        RuleInput {
            name: self.name,
            channel: self.channel,
            country: self.country,
            after_days: self.after_days,
            contacts: self.contacts,
            owner: self.owner,
            enabled: self.enabled,
        }
    }
}

#[utoipa::path(post, path = "/retention-rules", tag = "privacy", request_body = RetentionRuleInput,
    responses((status = 201, body = RetentionRule), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn create_rule(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<RetentionRuleInput>,
) -> ApiResult<(StatusCode, axum::Json<RetentionRule>)> {
    let made = app
        .desk
        .create_retention_rule(&caller.by(), input.whole())
        .await?;
    Ok((StatusCode::CREATED, axum::Json(made.into())))
}

/// Replaces all of it.
#[utoipa::path(put, path = "/retention-rules/{id}", tag = "privacy", params(("id" = String, Path)), request_body = RetentionRuleInput,
    responses((status = 200, body = RetentionRule), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn change_rule(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<RetentionRuleId>,
    Json(input): Json<RetentionRuleInput>,
) -> ApiResult<axum::Json<RetentionRule>> {
    let version = input.version;
    let changed = app
        .desk
        .change_retention_rule(&caller.by(), id, version, input.whole())
        .await?;
    Ok(axum::Json(changed.into()))
}

#[utoipa::path(delete, path = "/retention-rules/{id}", tag = "privacy", params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn remove_rule(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<RetentionRuleId>,
) -> ApiResult<StatusCode> {
    app.desk.remove_retention_rule(&caller.by(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Serialize, ToSchema)]
struct RetentionDryRun {
    counts: ErasureCounts,
    /// Kept by a legal hold.
    held: i64,
    /// Last message of the oldest one.
    oldest_at: Option<Millis>,
    /// False when there was more than it looked at.
    complete: bool,
}

impl From<DryRun> for RetentionDryRun {
    fn from(d: DryRun) -> Self {
        Self {
            counts: d.counts.into(),
            held: d.held,
            oldest_at: d.oldest_at,
            complete: d.complete,
        }
    }
}

/// What the rule would take now, beside the others. Nothing is changed.
#[utoipa::path(post, path = "/retention-rules/dry-run", tag = "privacy", request_body = RetentionRuleInput,
    responses((status = 200, body = RetentionDryRun), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn try_rule(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<RetentionRuleInput>,
) -> ApiResult<axum::Json<RetentionDryRun>> {
    let id = input.id;
    let run = app
        .desk
        .try_retention_rule(&caller.by(), id, input.whole())
        .await?;
    Ok(axum::Json(run.into()))
}

#[derive(Serialize, ToSchema)]
struct ConversationPrivacy {
    /// When its words were erased.
    erased_at: Option<Millis>,
    /// Legal holds on it, on its contact, or on their organization.
    holds: Vec<HoldGlance>,
}

/// Whether the words of a conversation were erased, and what keeps them from it.
#[utoipa::path(get, path = "/conversations/{id}/privacy", tag = "privacy", params(("id" = String, Path)),
    responses((status = 200, body = ConversationPrivacy), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn of_conversation(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ConversationId>,
) -> ApiResult<axum::Json<ConversationPrivacy>> {
    let (erased_at, holds) = app.desk.conversation_privacy(&caller.by(), id).await?;
    Ok(axum::Json(ConversationPrivacy {
        erased_at,
        holds: holds.into_iter().map(glance).collect(),
    }))
}
