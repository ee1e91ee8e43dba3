//! Plans of channels: how one is launched, changed or wound down, step by step.

mod ahead;
mod order;

use crate::api::types::{Page, PageQuery, shapes};
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::{Json, Path, Query};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::extract::State;
use axum::http::StatusCode;
use desk::plans::View;
use domain::event::Actor;
use domain::plan::{Command, Content, Effective, Happened, Kind, Plan, Reading, Wait};
use domain::{AgentId, ArticleId, ChannelId, MacroId, Millis, PlanId};
use order::Order;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::plan::{Kit, Noted, Stored, Wanted};
use utoipa::ToSchema;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(show, revise, remove))
        .routes(routes!(command))
        .routes(routes!(events))
        .routes(routes!(kit))
        .merge(ahead::routes())
}

/// A plan in a list.
#[derive(Serialize, ToSchema)]
struct PlanLine {
    #[schema(value_type = String)]
    id: PlanId,
    #[schema(value_type = String)]
    channel: ChannelId,
    /// `launch`, `adjust` or `wind_down`.
    #[schema(value_type = String)]
    kind: Kind,
    name: String,
    #[schema(value_type = Option<String>)]
    owner: Option<AgentId>,
    /// `draft`, `running`, `paused`, `finished`, `undone` or `abandoned`.
    state: &'static str,
    /// Counted from nought.
    at_step: usize,
    steps: usize,
    step_name: Option<String>,
    /// When the step began.
    since: Option<Millis>,
    version: i64,
    updated_at: Millis,
}

impl From<Stored> for PlanLine {
    fn from(stored: Stored) -> Self {
        let plan = stored.plan.0;
        let progress = plan.progress();
        let step = progress.and_then(|_| plan.steps.get(plan.at_step));
        Self {
            id: plan.id,
            channel: plan.channel,
            kind: plan.kind,
            owner: plan.owner,
            state: plan.state.word(),
            at_step: plan.at_step,
            steps: plan.steps.len(),
            step_name: step.map(|s| s.name.clone()),
            since: progress.map(|p| p.entered),
            version: plan.version,
            updated_at: stored.updated_at,
            name: plan.name,
        }
    }
}

/// A plan with what holds it, what its figures say, and what can be done.
#[derive(Serialize, ToSchema)]
struct PlanView {
    /// `{ id, channel, kind, name, reason, owner, close_plan, state: { is, … }, base: { stage, overlays }, steps: [{ name, stage,
    /// audience, overlays, keeps, clears, windows, shortest_ms, goes_on, gates, guards, tasks, outside }], at_step, version }`.
    #[schema(value_type = Object)]
    plan: Plan,
    /// What holds the step: `{ "time": { left_ms } }`, `{ "gate": { gate, verdict } }`, `{ "task": { task } }`,
    /// `{ "outside": { item } }`.
    #[schema(value_type = Vec<Object>)]
    waits: Vec<Wait>,
    /// `{ stage, overlays }`, as it is now.
    #[schema(value_type = Object)]
    effective: Effective,
    /// By figure: `{ n, value, low, high, at }`. What is missing is not measured.
    #[schema(value_type = Object)]
    readings: BTreeMap<String, Reading>,
    /// What the program saw last of things elsewhere that it can look at itself.
    outside: Vec<OutsideSeen>,
    /// The article and the macro that were made with it.
    kit: Option<PlanKit>,
    /// What makes sense now.
    commands: Vec<&'static str>,
    updated_at: Millis,
}

/// One look at something elsewhere; what was seen as it should be is confirmed by it.
#[derive(Serialize, ToSchema)]
struct OutsideSeen {
    /// Counted from nought, as the item within it.
    step: i64,
    item: i64,
    at: Millis,
    passed: bool,
    seen: String,
}

impl From<store::probe::Outside> for OutsideSeen {
    fn from(o: store::probe::Outside) -> Self {
        Self {
            step: o.step,
            item: o.item,
            at: o.at,
            passed: o.passed,
            seen: o.seen,
        }
    }
}

impl From<View> for PlanView {
    fn from(view: View) -> Self {
        Self {
            plan: view.plan,
            waits: view.waits,
            effective: view.effective,
            readings: view.readings,
            outside: view.outside.into_iter().map(Into::into).collect(),
            kit: view.kit.map(Into::into),
            commands: view.commands,
            updated_at: view.updated_at,
        }
    }
}

/// One entry of a plan's diary.
#[derive(Serialize, ToSchema)]
struct PlanEvent {
    id: String,
    at: Millis,
    #[schema(value_type = shapes::Actor)]
    by: Actor,
    /// `type` and what belongs to it.
    #[serde(flatten)]
    #[schema(value_type = Object)]
    what: Happened,
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    #[param(value_type = Option<String>)]
    channel: Option<ChannelId>,
    /// `active` (those that run or stand still) or `all`, which is meant when nothing is said.
    state: Option<String>,
    cursor: Option<String>,
    /// At most 100.
    limit: Option<usize>,
}

/// Plans, newest first.
#[utoipa::path(get, path = "/plans", tag = "plans", params(ListQuery),
    responses((status = 200, body = Page<PlanLine>), (status = 403, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn list(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<ListQuery>,
) -> ApiResult<axum::Json<Page<PlanLine>>> {
    let active = match query.state.as_deref() {
        None | Some("all") => false,
        Some("active") => true,
        Some(_) => return Err(ApiError::invalid("state", "Either active or all.")),
    };
    let page = PageQuery {
        cursor: query.cursor,
        limit: query.limit,
    };
    let (limit, before) = (page.limit(), page.cursor.as_deref().map(cursor));
    let wanted = Wanted {
        channel: query.channel,
        active,
    };
    let before = before.transpose()?;
    let mut found = app
        .desk
        .plans(&caller.by(), wanted, before, limit + 1)
        .await?;
    let more = found.len() > limit;
    found.truncate(limit);
    let last = found.last().filter(|_| more);
    Ok(axum::Json(Page {
        next: last.map(|s| format!("{}.{}", s.created_at, s.plan.0.id)),
        items: found.into_iter().map(PlanLine::from).collect(),
    }))
}

fn no_cursor() -> ApiError {
    let text = "This is no cursor of this list; begin anew without one.";
    ApiError::invalid("cursor", text)
}

fn cursor(text: &str) -> ApiResult<(Millis, PlanId)> {
    let parsed = text
        .split_once('.')
        .and_then(|(at, id)| Some((at.parse().ok()?, id.parse().ok()?)));
    parsed.ok_or_else(no_cursor)
}

#[derive(Deserialize, ToSchema)]
struct PlanInput {
    #[schema(value_type = String)]
    channel: ChannelId,
    /// `{ kind, name, reason, owner, close_plan, steps }`, as a plan has them.
    #[schema(value_type = Object)]
    content: Content,
}

/// Writes a draft. It need not be whole: that is asked when it starts.
#[utoipa::path(post, path = "/plans", tag = "plans", request_body = PlanInput,
    responses((status = 201, body = PlanView), (status = 403, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn create(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<PlanInput>,
) -> ApiResult<(StatusCode, axum::Json<PlanView>)> {
    let made = app
        .desk
        .make_plan(&caller.by(), input.channel, input.content)
        .await?;
    Ok((StatusCode::CREATED, axum::Json(made.into())))
}

#[utoipa::path(get, path = "/plans/{id}", tag = "plans", params(("id" = String, Path)),
    responses((status = 200, body = PlanView), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn show(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<PlanId>,
) -> ApiResult<axum::Json<PlanView>> {
    Ok(axum::Json(app.desk.plan(&caller.by(), id).await?.into()))
}

#[derive(Deserialize, ToSchema)]
struct PlanRevision {
    /// Of the plan as it was seen.
    version: i64,
    /// `{ kind, name, reason, owner, close_plan, steps }`, as a plan has them.
    #[schema(value_type = Object)]
    content: Content,
}

/// Writes a draft anew.
#[utoipa::path(put, path = "/plans/{id}", tag = "plans", params(("id" = String, Path)), request_body = PlanRevision,
    responses((status = 200, body = PlanView), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn revise(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<PlanId>,
    Json(input): Json<PlanRevision>,
) -> ApiResult<axum::Json<PlanView>> {
    let command = Command::Revise(input.content);
    let view = app
        .desk
        .command_plan(&caller.by(), id, input.version, command)
        .await?;
    Ok(axum::Json(view.into()))
}

/// Removes a draft. A plan that has started stays.
#[utoipa::path(delete, path = "/plans/{id}", tag = "plans", params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
async fn remove(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<PlanId>,
) -> ApiResult<StatusCode> {
    app.desk.remove_plan(&caller.by(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Does something with a plan. What is refused says why, in words; a step that would strand somebody is `dead_end`.
#[utoipa::path(post, path = "/plans/{id}/commands", tag = "plans", params(("id" = String, Path)), request_body = Order,
    responses((status = 200, body = PlanView), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn command(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<PlanId>,
    Json(order): Json<Order>,
) -> ApiResult<axum::Json<PlanView>> {
    let version = order.version;
    let command = order.command()?;
    let view = app
        .desk
        .command_plan(&caller.by(), id, version, command)
        .await?;
    app.wakes.due.notify_one();
    Ok(axum::Json(view.into()))
}

/// What agents need when a plan takes a channel away.
#[derive(Serialize, ToSchema)]
struct PlanKit {
    /// The draft of an article: how to reach us now.
    #[schema(value_type = String)]
    article: ArticleId,
    /// Links it.
    #[schema(value_type = String)]
    r#macro: MacroId,
}

impl From<Kit> for PlanKit {
    fn from(kit: Kit) -> Self {
        Self {
            article: kit.article,
            r#macro: kit.macro_,
        }
    }
}

/// Makes the article and the macro of a plan, or says which were made.
#[utoipa::path(post, path = "/plans/{id}/kit", tag = "plans", params(("id" = String, Path)),
    responses((status = 200, body = PlanKit), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
async fn kit(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<PlanId>,
) -> ApiResult<axum::Json<PlanKit>> {
    let kit = app.desk.plan_kit(&caller.by(), id).await?;
    Ok(axum::Json(kit.into()))
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct EventsQuery {
    /// Also the hourly looks at the figures.
    #[serde(default)]
    looks: bool,
    cursor: Option<String>,
    /// At most 100.
    limit: Option<usize>,
}

/// The diary of a plan, newest first.
#[utoipa::path(get, path = "/plans/{id}/events", tag = "plans", params(("id" = String, Path), EventsQuery),
    responses((status = 200, body = Page<PlanEvent>), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn events(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<PlanId>,
    Query(query): Query<EventsQuery>,
) -> ApiResult<axum::Json<Page<PlanEvent>>> {
    let page = PageQuery {
        cursor: query.cursor,
        limit: query.limit,
    };
    let before = page.cursor.as_deref().map(|c| c.parse::<i64>());
    let before = before.transpose().map_err(|_| no_cursor())?;
    let limit = page.limit();
    let mut found = app
        .desk
        .plan_diary(&caller.by(), id, before, query.looks, limit + 1)
        .await?;
    let more = found.len() > limit;
    found.truncate(limit);
    let last = found.last().filter(|_| more);
    let event = |noted: Noted| {
        let event = noted.event.0;
        PlanEvent {
            id: format!("{id}.{}", noted.n),
            at: event.at,
            by: event.by,
            what: event.what,
        }
    };
    Ok(axum::Json(Page {
        next: last.map(|e| e.n.to_string()),
        items: found.into_iter().map(event).collect(),
    }))
}
