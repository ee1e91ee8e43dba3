//! Before a plan begins: its days rehearsed, the templates, and the figures that gates may name.

use crate::app::App;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::{Path, Query};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::extract::State;
use desk::plans::rehearsal::Said;
use domain::access::Permission;
use domain::channel::Stage;
use domain::door::{Landing, Medium, Overlay};
use domain::plan::metrics::{METRICS, Metric};
use domain::plan::template::{Recommended, Template};
use domain::plan::{Content, Day, Kind, Unit};
use domain::{ChannelId, DoorId, Millis, PlanId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The year 2200: nobody rehearses later.
const LATEST: Millis = 7_258_118_400_000;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(rehearsal))
        .routes(routes!(templates))
        .routes(routes!(metrics))
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct RehearsalQuery {
    /// When it would begin, or go on; now, if nothing is said.
    from: Option<Millis>,
}

#[derive(Serialize, ToSchema)]
struct Rehearsal {
    days: Vec<RehearsedDay>,
}

/// A day, or the moment of a change within one.
#[derive(Serialize, ToSchema)]
struct RehearsedDay {
    at: Millis,
    /// Null after the last one.
    step: Option<usize>,
    #[schema(value_type = crate::api::types::words::Stage)]
    stage: Stage,
    #[schema(value_type = Vec<Object>)]
    overlays: Vec<Overlay>,
    doors: Vec<RehearsedDoor>,
}

/// What a door says then to a customer who is not known.
#[derive(Clone, Serialize, ToSchema)]
struct RehearsedDoor {
    #[schema(value_type = String)]
    door: DoorId,
    label: String,
    #[schema(value_type = String)]
    medium: Medium,
    /// `{ "queue": { team } }`, `{ "redirected": { team } }`, `{ "kept_without_successor": { team } }`, `"signpost"` or
    /// `"dead_end"`.
    #[schema(value_type = Object)]
    landing: Landing,
    /// Keys of texts.
    texts: Vec<String>,
    /// In whose name it is handled.
    #[schema(value_type = String)]
    via: ChannelId,
}

impl From<Said> for RehearsedDoor {
    fn from(said: Said) -> Self {
        Self {
            door: said.door,
            label: said.label,
            medium: said.medium,
            landing: said.landing,
            texts: said.texts,
            via: said.via,
        }
    }
}

/// Each day of a plan and each change between, if every step lasts its shortest time and every gate opens.
#[utoipa::path(get, path = "/plans/{id}/rehearsal", tag = "plans", params(("id" = String, Path), RehearsalQuery),
    responses((status = 200, body = Rehearsal), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn rehearsal(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<PlanId>,
    Query(query): Query<RehearsalQuery>,
) -> ApiResult<axum::Json<Rehearsal>> {
    let from = query.from.unwrap_or_else(|| app.clock.now());
    if !(0..=LATEST).contains(&from) {
        return Err(ApiError::invalid("from", "This is no time of these days."));
    }
    let days = app.desk.rehearse_plan(&caller.by(), id, from).await?;
    let day = |(day, said): (Day, Vec<Said>)| RehearsedDay {
        at: day.at,
        step: day.step,
        stage: day.stage,
        overlays: day.overlays,
        doors: said.into_iter().map(RehearsedDoor::from).collect(),
    };
    let days = days.into_iter().map(day).collect();
    Ok(axum::Json(Rehearsal { days }))
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct TemplatesQuery {
    #[param(value_type = String)]
    channel: ChannelId,
    /// Where its customers would go; its own successor, if nothing is said.
    #[param(value_type = Option<String>)]
    successor: Option<ChannelId>,
}

#[derive(Serialize, ToSchema)]
struct PlanTemplates {
    recommended: RecommendedTemplates,
    templates: Vec<PlanTemplate>,
}

#[derive(Serialize, ToSchema)]
struct RecommendedTemplates {
    launch: RecommendedTemplate,
    wind_down: RecommendedTemplate,
}

/// Which one, and why.
#[derive(Serialize, ToSchema)]
struct RecommendedTemplate {
    #[schema(value_type = String)]
    template: Template,
    reason: String,
}

impl From<Recommended> for RecommendedTemplate {
    fn from(r: Recommended) -> Self {
        Self {
            template: r.template,
            reason: r.reason,
        }
    }
}

#[derive(Serialize, ToSchema)]
struct PlanTemplate {
    /// `first`, `hand_picked`, `light`, `ramp`, `wind_down`, `light_wind_down` or `full_wind_down`.
    #[schema(value_type = String)]
    template: Template,
    /// `launch`, `adjust` or `wind_down`.
    #[schema(value_type = String)]
    kind: Kind,
    /// What a plan is written with.
    #[schema(value_type = Object)]
    content: Content,
}

/// Plans to begin with, filled for a channel.
#[utoipa::path(get, path = "/plan-templates", tag = "plans", params(TemplatesQuery),
    responses((status = 200, body = PlanTemplates), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn templates(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<TemplatesQuery>,
) -> ApiResult<axum::Json<PlanTemplates>> {
    let found = app
        .desk
        .plan_templates(&caller.by(), query.channel, query.successor)
        .await?;
    let template = |(template, content): (Template, Content)| PlanTemplate {
        template,
        kind: content.kind,
        content,
    };
    Ok(axum::Json(PlanTemplates {
        recommended: RecommendedTemplates {
            launch: found.launch.into(),
            wind_down: found.wind_down.into(),
        },
        templates: found.all.into_iter().map(template).collect(),
    }))
}

/// A figure that a gate may name.
#[derive(Serialize, ToSchema)]
struct PlanMetric {
    metric: &'static str,
    /// `share` (0 to 1), `change` (against before: 0.1 is a tenth more) or `amount`.
    #[schema(value_type = String)]
    unit: Unit,
    /// The program has this figure; without, a gate on it is inconclusive, and no guard rail watches it.
    measured: bool,
    about: &'static str,
}

/// Every figure that a gate may name.
#[utoipa::path(get, path = "/plan-metrics", tag = "plans",
    responses((status = 200, body = Vec<PlanMetric>), (status = 403, body = ErrorBody)))]
async fn metrics(caller: Caller) -> ApiResult<axum::Json<Vec<PlanMetric>>> {
    caller.demand(Permission::ChannelManage)?;
    let metric = |m: Metric| PlanMetric {
        metric: m.metric,
        unit: m.unit,
        measured: m.measured,
        about: m.about,
    };
    Ok(axum::Json(METRICS.iter().copied().map(metric).collect()))
}
