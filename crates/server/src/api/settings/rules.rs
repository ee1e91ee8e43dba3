//! Rules: kept, ordered, tried on past conversations, and what they did.

use crate::api::conversations::find;
use crate::api::types::{Page, Summary};
use crate::api::views::filter_of;
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::{Json, Path};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use crate::reads;
use axum::extract::State;
use axum::http::StatusCode;
use desk::settings::rules::{NewRule, RuleChange};
use domain::automation::{Action, Trigger};
use domain::filter::{Condition, Filter};
use domain::{ConversationId, Millis, RuleId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::inbox::Cursor;
use utoipa::ToSchema;

/// "Fired so many times" looks this far back.
const FIRED_MS: Millis = 7 * 24 * 60 * 60 * 1000;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(order))
        .routes(routes!(dry_run))
        .routes(routes!(change, remove))
        .routes(routes!(runs))
        .routes(routes!(trace))
}

#[derive(Serialize, ToSchema)]
struct Rule {
    #[schema(value_type = String)]
    id: RuleId,
    name: String,
    enabled: bool,
    /// `{"event": "conversation_created"}`, or `{"time": {"since": "waiting_since", "minutes": 60}}`.
    #[schema(value_type = Object)]
    trigger: Trigger,
    #[schema(value_type = Object)]
    filter: Filter,
    /// `{"do": "urgency", "urgency": "high"}`…
    #[schema(value_type = Vec<Object>)]
    actions: Vec<Action>,
    /// No later rule is looked at once this one has fired.
    stop: bool,
    /// Why the program switched it off: `too_often`.
    switched_off: Option<String>,
    /// Times that it fired within seven days; left out after a change.
    fired: Option<i64>,
    last_fired_at: Option<Millis>,
    updated_at: Millis,
    version: i64,
}

impl From<store::rule::Rule> for Rule {
    fn from(r: store::rule::Rule) -> Self {
        Self {
            id: r.id,
            name: r.name,
            enabled: r.enabled,
            trigger: r.trigger.0,
            filter: r.filter.0,
            actions: r.actions.0,
            stop: r.stop,
            switched_off: r.switched_off,
            fired: None,
            last_fired_at: None,
            updated_at: r.updated_at,
            version: r.version,
        }
    }
}

/// Rules in their order.
#[utoipa::path(get, path = "/rules", tag = "rules", responses((status = 200, body = Page<Rule>), (status = 403, body = ErrorBody)))]
async fn list(State(app): State<App>, caller: Caller) -> ApiResult<axum::Json<Page<Rule>>> {
    let rows = app.desk.rules(&caller.by()).await?;
    let since = caller.now - FIRED_MS;
    let fired = app
        .db()
        .read(async move |tx| store::rule::fired(tx, since).await)
        .await?;
    let items = rows
        .into_iter()
        .map(|r| {
            let mut rule = Rule::from(r);
            let found = fired.iter().find(|f| f.0 == rule.id);
            rule.fired = Some(found.map_or(0, |f| f.1));
            rule.last_fired_at = found.map(|f| f.2);
            rule
        })
        .collect();
    Ok(axum::Json(Page::all(items)))
}

#[derive(Deserialize, ToSchema)]
struct RuleInput {
    name: String,
    #[schema(value_type = Object)]
    trigger: Trigger,
    #[schema(value_type = Object)]
    filter: Value,
    #[schema(value_type = Vec<Object>)]
    actions: Vec<Action>,
    #[serde(default)]
    stop: bool,
    #[serde(default)]
    enabled: bool,
}

impl RuleInput {
    fn read(self) -> ApiResult<NewRule> {
        Ok(NewRule {
            name: self.name,
            trigger: self.trigger,
            filter: filter_of(&self.filter)?,
            actions: self.actions,
            stop: self.stop,
            enabled: self.enabled,
        })
    }
}

#[utoipa::path(post, path = "/rules", tag = "rules", request_body = RuleInput,
    responses((status = 201, body = Rule), (status = 403, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn create(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<RuleInput>,
) -> ApiResult<(StatusCode, axum::Json<Rule>)> {
    let made = app.desk.create_rule(&caller.by(), input.read()?).await?;
    Ok((StatusCode::CREATED, axum::Json(made.into())))
}

#[derive(Deserialize, ToSchema)]
struct RulePatch {
    name: Option<String>,
    #[schema(value_type = Option<Object>)]
    trigger: Option<Trigger>,
    #[schema(value_type = Option<Object>)]
    filter: Option<Value>,
    #[schema(value_type = Option<Vec<Object>>)]
    actions: Option<Vec<Action>>,
    stop: Option<bool>,
    enabled: Option<bool>,
    version: Option<i64>,
}

/// Fields that are left out stay.
#[utoipa::path(patch, path = "/rules/{id}", tag = "rules", params(("id" = String, Path)), request_body = RulePatch,
    responses((status = 200, body = Rule), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn change(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<RuleId>,
    Json(input): Json<RulePatch>,
) -> ApiResult<axum::Json<Rule>> {
    let change = RuleChange {
        name: input.name,
        trigger: input.trigger,
        filter: input.filter.as_ref().map(filter_of).transpose()?,
        actions: input.actions,
        stop: input.stop,
        enabled: input.enabled,
        version: input.version,
    };
    Ok(axum::Json(
        app.desk.change_rule(&caller.by(), id, change).await?.into(),
    ))
}

#[utoipa::path(delete, path = "/rules/{id}", tag = "rules", params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn remove(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<RuleId>,
) -> ApiResult<StatusCode> {
    app.desk.remove_rule(&caller.by(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, ToSchema)]
struct RuleOrder {
    #[schema(value_type = Vec<String>)]
    ids: Vec<RuleId>,
}

/// Puts rules into this order.
#[utoipa::path(put, path = "/rules/order", tag = "rules", request_body = RuleOrder,
    responses((status = 200, body = Page<Rule>), (status = 403, body = ErrorBody)))]
async fn order(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<RuleOrder>,
) -> ApiResult<axum::Json<Page<Rule>>> {
    app.desk.order_rules(&caller.by(), input.ids).await?;
    list(State(app), caller).await
}

#[derive(Deserialize, ToSchema)]
struct DryRunInput {
    #[schema(value_type = Object)]
    trigger: Trigger,
    #[schema(value_type = Object)]
    filter: Value,
    #[schema(value_type = Vec<Object>)]
    actions: Vec<Action>,
    cursor: Option<String>,
}

#[derive(Serialize, ToSchema)]
struct DryRun {
    /// Conversations that were looked at in this step.
    looked_at: usize,
    /// Of them the rule would have changed so many.
    would_change: usize,
    /// The first of those.
    items: Vec<RuleWould>,
    /// Give it as `cursor` to look further back; null when all were looked at.
    next: Option<String>,
}

#[derive(Serialize, ToSchema)]
struct RuleWould {
    conversation: Summary,
    #[schema(value_type = Vec<Object>)]
    actions: Vec<Action>,
    #[schema(value_type = Vec<Object>)]
    because: Vec<Condition>,
}

/// What a rule would do to past conversations as they are now, newest first, step by step. Changes nothing.
#[utoipa::path(post, path = "/rules/dry-run", tag = "rules", request_body = DryRunInput,
    responses((status = 200, body = DryRun), (status = 403, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn dry_run(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<DryRunInput>,
) -> ApiResult<axum::Json<DryRun>> {
    let cursor = input
        .cursor
        .as_deref()
        .map(str::parse::<Cursor>)
        .transpose()
        .map_err(|why| ApiError::invalid("cursor", why))?;
    let new = NewRule {
        name: "Dry run".to_owned(),
        trigger: input.trigger,
        filter: filter_of(&input.filter)?,
        actions: input.actions,
        stop: false,
        enabled: false,
    };
    let run = app.desk.dry_run(&caller.by(), new, cursor).await?;
    let ids: Vec<ConversationId> = run.shown.iter().map(|w| w.conversation).collect();
    let lines = reads::summaries(&app, &caller, ids).await?;
    let mut items = Vec::with_capacity(run.shown.len());
    for would in run.shown {
        if let Some(line) = lines.iter().find(|l| l.id == would.conversation) {
            items.push(RuleWould {
                conversation: line.clone(),
                actions: would.actions,
                because: would.because,
            });
        }
    }
    Ok(axum::Json(DryRun {
        looked_at: run.looked_at,
        would_change: run.would_change,
        items,
        next: run.next.map(|c| c.to_string()),
    }))
}

#[derive(Serialize, ToSchema)]
struct RuleRun {
    id: String,
    #[schema(value_type = String)]
    rule: RuleId,
    /// Null when the rule was deleted since.
    name: Option<String>,
    #[schema(value_type = String)]
    conversation: ConversationId,
    number: i64,
    subject: String,
    at: Millis,
    trigger: String,
    /// The conditions that held.
    #[schema(value_type = Vec<Object>)]
    because: Value,
    /// The actions that were done.
    #[schema(value_type = Vec<Object>)]
    did: Value,
    /// The actions that could not be done, each with a code.
    #[schema(value_type = Vec<Object>)]
    refused: Value,
}

impl From<store::rule::Run> for RuleRun {
    fn from(r: store::rule::Run) -> Self {
        Self {
            id: format!("{}.{}", r.id, r.place),
            rule: r.rule,
            name: r.name,
            conversation: r.conversation,
            number: r.number,
            subject: r.subject,
            at: r.at,
            trigger: r.step.trigger,
            because: r.step.because,
            did: r.step.did.into(),
            refused: r.step.refused.into(),
        }
    }
}

/// What a rule did, newest first.
#[utoipa::path(get, path = "/rules/{id}/runs", tag = "rules", params(("id" = String, Path)),
    responses((status = 200, body = Page<RuleRun>), (status = 403, body = ErrorBody)))]
async fn runs(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<RuleId>,
) -> ApiResult<axum::Json<Page<RuleRun>>> {
    let runs = app.desk.rule_runs(&caller.by(), id).await?;
    Ok(axum::Json(Page::all(
        runs.into_iter().map(RuleRun::from).collect(),
    )))
}

/// What rules did to a conversation, newest first.
#[utoipa::path(get, path = "/conversations/{id}/rules", tag = "rules", params(("id" = String, Path)),
    responses((status = 200, body = Page<RuleRun>), (status = 404, body = ErrorBody)))]
async fn trace(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> ApiResult<axum::Json<Page<RuleRun>>> {
    let id = find(&app, &caller, &id).await?;
    let runs = app.desk.rule_trace(&caller.by(), id).await?;
    Ok(axum::Json(Page::all(
        runs.into_iter().map(RuleRun::from).collect(),
    )))
}
