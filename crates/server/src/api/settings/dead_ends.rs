//! Where everybody lands, whom nobody answers, and what to do about it: the dead-end audit's last look, and one for the
//! asking.

use crate::app::App;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::Path;
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use crate::workers::dead_ends::{self, Look};
use axum::extract::State;
use desk::dead_end::{
    Audit, ChannelSeen, DoorSeen, Found, KindSeen, SlotSeen, Summary, TeamSeen, WitnessStep, way,
};
use domain::Millis;
use domain::dead_end::{Cause, Failure, Flow, Invariant, Verdict};
use domain::{DoorId, PlanId, dead_end};
use serde::Serialize;
use utoipa::ToSchema;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(show, look))
        .routes(routes!(ahead))
        .routes(routes!(in_step))
}

/// One look at the whole house: every door, kind of customer, slot of the week and failure.
#[derive(Serialize, ToSchema)]
struct AuditView {
    at: Millis,
    /// How far the feed of events was when the house was read.
    version: i64,
    took_ms: Millis,
    /// Something has changed since: the next look is under way.
    stale: bool,
    /// Doors x kinds who can use them x slots x failures.
    looked: u64,
    /// Findings and ribbons that were too many to tell.
    left_off: u64,
    /// `{ dead_end, mend, unmeasured }`: how many findings of each.
    #[schema(value_type = Object)]
    summary: Summary,
    /// `{ name, segment, language, abilities, signed_in }`; findings and flows name their places.
    #[schema(value_type = Vec<Object>)]
    kinds: Vec<KindSeen>,
    /// `{ label, at }`.
    #[schema(value_type = Vec<Object>)]
    slots: Vec<SlotSeen>,
    /// `{ id, channel, label, medium }`.
    #[schema(value_type = Vec<Object>)]
    doors: Vec<DoorSeen>,
    /// `{ id, name, kind, stage, paused, team }`; a contact page is one of the kind `contact_page`.
    #[schema(value_type = Vec<Object>)]
    channels: Vec<ChannelSeen>,
    /// `{ id, name }`.
    #[schema(value_type = Vec<Object>)]
    teams: Vec<TeamSeen>,
    /// The worst first.
    findings: Vec<FindingView>,
    /// `{ door, failure, texts, on, via, end, kinds, slots, classes }`: the ribbons of the map.
    #[schema(value_type = Vec<Object>)]
    flows: Vec<Flow>,
}

/// One thing that does not hold at one door, or in the house.
#[derive(Serialize, ToSchema)]
struct FindingView {
    #[schema(value_type = Option<String>)]
    door: Option<DoorId>,
    /// `reach`, `no_trap`, `same_ability`, `feasible`, `context`, `urgent`, `floor`, `owned`, `fresh`, `alive`.
    #[schema(value_type = String)]
    invariant: Invariant,
    /// A word, or `{ word: detail }`.
    #[schema(value_type = Object)]
    cause: Cause,
    /// `dead_end`, `mend`, `not_measured`.
    #[schema(value_type = String)]
    verdict: Verdict,
    sentence: String,
    what_to_do: String,
    kinds: Vec<usize>,
    slots: Vec<usize>,
    #[schema(value_type = Vec<String>)]
    failures: Vec<Failure>,
    classes: u64,
    witness: Option<WitnessView>,
}

/// The first who meets it.
#[derive(Serialize, ToSchema)]
struct WitnessView {
    sentence: String,
    kind: usize,
    slot: usize,
    #[schema(value_type = String)]
    failure: Failure,
    /// `{ door, text, says, landing }`, the last one where it ends.
    #[schema(value_type = Vec<Object>)]
    steps: Vec<WitnessStep>,
}

impl WitnessView {
    fn of(witness: dead_end::Witness) -> Self {
        Self {
            steps: way(&witness),
            sentence: witness.sentence,
            kind: witness.kind,
            slot: witness.slot,
            failure: witness.failure,
        }
    }
}

impl FindingView {
    fn of(found: Found) -> Self {
        let f = found.finding;
        Self {
            door: f.door,
            invariant: f.invariant,
            cause: f.cause,
            verdict: f.verdict,
            sentence: found.sentence,
            what_to_do: found.what_to_do,
            kinds: f.kinds,
            slots: f.slots,
            failures: f.failures,
            classes: f.classes,
            witness: f.witness.map(WitnessView::of),
        }
    }
}

impl AuditView {
    fn of(audit: Audit, stale: bool) -> Self {
        Self {
            at: audit.at,
            version: audit.version,
            took_ms: audit.took_ms,
            stale,
            looked: audit.looked,
            left_off: audit.left_off,
            summary: audit.summary(),
            kinds: audit.kinds,
            slots: audit.slots,
            doors: audit.doors,
            channels: audit.channels,
            teams: audit.teams,
            findings: audit.findings.into_iter().map(FindingView::of).collect(),
            flows: audit.flows,
        }
    }
}

/// What the last look found. It is made soon after anything changes, and every hour.
#[utoipa::path(get, path = "/dead-ends", tag = "settings",
    responses((status = 200, body = AuditView), (status = 403, body = ErrorBody)))]
async fn show(State(app): State<App>, caller: Caller) -> ApiResult<axum::Json<AuditView>> {
    if let Some((audit, stale)) = app.desk.last_audit(&caller.by()).await? {
        return Ok(axum::Json(AuditView::of(audit, stale)));
    }
    look(State(app), caller).await
}

/// Looks now.
#[utoipa::path(post, path = "/dead-ends", tag = "settings",
    responses((status = 200, body = AuditView), (status = 403, body = ErrorBody)))]
async fn look(State(app): State<App>, caller: Caller) -> ApiResult<axum::Json<AuditView>> {
    app.desk.may_audit(&caller.by())?;
    dead_ends::look(&app, true)
        .await
        .map_err(|e| ApiError::internal(format!("{e:#}")))?;
    let found = app.desk.last_audit(&caller.by()).await?;
    let (audit, stale) = found.ok_or_else(ApiError::not_found)?;
    Ok(axum::Json(AuditView::of(audit, stale)))
}

/// What the steps of a plan would bring that is not there now.
#[derive(Serialize, ToSchema)]
struct PlanAhead {
    /// Empty while it is under way.
    steps: Vec<StepAhead>,
    /// It takes more than a second: ask again.
    progress: Option<ProgressView>,
}

/// Steps that were looked at, of all.
#[derive(Serialize, ToSchema)]
struct ProgressView {
    done: usize,
    of: usize,
}

#[derive(Serialize, ToSchema)]
struct StepAhead {
    /// Counted from nought.
    step: usize,
    name: String,
    /// No step may begin that has one.
    dead_ends: Vec<String>,
    mends: Vec<String>,
}

/// Each step of a plan, looked at before it begins.
#[utoipa::path(get, path = "/dead-ends/plans/{id}", tag = "settings", params(("id" = String, Path)),
    responses((status = 200, body = PlanAhead), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn ahead(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<PlanId>,
) -> ApiResult<axum::Json<PlanAhead>> {
    let plan = (id, app.desk.plan(&caller.by(), id).await?.plan.version);
    let look = match dead_ends::under_way(plan) {
        Some(look) => look,
        None => {
            let now = app.clock.now();
            let steps = app.desk.plan_steps(&caller.by(), id, now).await?;
            dead_ends::begin(plan, steps)
        }
    };
    let told = dead_ends::told(plan, look).await;
    let told = told.ok_or_else(|| ApiError::internal("the look at a plan died".to_owned()))?;
    Ok(axum::Json(PlanAhead::of(told)))
}

impl PlanAhead {
    fn of(look: Look) -> Self {
        let step = |(step, (name, ahead)): (usize, (String, desk::dead_end::Ahead))| StepAhead {
            step,
            name,
            dead_ends: ahead.dead_ends,
            mends: ahead.mends,
        };
        match look {
            Look::Under(p) => Self {
                steps: Vec::new(),
                progress: Some(ProgressView {
                    done: p.done,
                    of: p.of,
                }),
            },
            Look::Over(_, steps) => Self {
                steps: steps.into_iter().enumerate().map(step).collect(),
                progress: None,
            },
        }
    }
}

/// Where everybody would land in that step of a plan, counted from nought, as `GET /dead-ends` tells it of now.
#[utoipa::path(get, path = "/dead-ends/plans/{id}/steps/{number}", tag = "settings",
    params(("id" = String, Path), ("number" = usize, Path)),
    responses((status = 200, body = AuditView), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn in_step(
    State(app): State<App>,
    caller: Caller,
    Path((id, number)): Path<(PlanId, usize)>,
) -> ApiResult<axum::Json<AuditView>> {
    let now = app.clock.now();
    let steps = app.desk.plan_steps(&caller.by(), id, now).await?;
    let found = dead_ends::step(steps, number).await;
    let found = found.map_err(|e| ApiError::internal(format!("{e:#}")))?;
    let audit = found.ok_or_else(ApiError::not_found)?;
    Ok(axum::Json(AuditView::of(audit, false)))
}
