//! Skills, and how much each agent takes at once.

use crate::api::types::Page;
use crate::app::App;
use crate::http::error::{ApiResult, ErrorBody};
use crate::http::extract::{Json, Path};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::extract::State;
use axum::http::StatusCode;
use desk::queue::{Abilities, AbilityInput, Measured, SkillInput};
use domain::routing::Firmness;
use domain::routing::chats::Advice;
use domain::{AgentId, Millis, SkillId, TopicId};
use serde::{Deserialize, Serialize};
use store::agent_work::NamedSkill;
use utoipa::ToSchema;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(skills, add_skill))
        .routes(routes!(change_skill, remove_skill))
        .routes(routes!(work, set_work))
        .routes(routes!(try_cap))
}

#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum SkillFirmness {
    /// Never lowered.
    Must,
    /// Lowered step by step while somebody waits.
    #[default]
    Wish,
}

impl From<Firmness> for SkillFirmness {
    fn from(f: Firmness) -> Self {
        match f {
            Firmness::Must => Self::Must,
            Firmness::Wish => Self::Wish,
        }
    }
}

impl From<SkillFirmness> for Firmness {
    fn from(f: SkillFirmness) -> Self {
        match f {
            SkillFirmness::Must => Self::Must,
            SkillFirmness::Wish => Self::Wish,
        }
    }
}

/// Something that agents are good at, apart from languages and topics.
#[derive(Debug, Serialize, ToSchema)]
struct SkillInfo {
    #[schema(value_type = String)]
    id: SkillId,
    name: String,
    /// Work of these topics needs it.
    #[schema(value_type = Vec<String>)]
    topics: Vec<TopicId>,
    level: u32,
    firmness: SkillFirmness,
    version: i64,
}

impl From<NamedSkill> for SkillInfo {
    fn from(s: NamedSkill) -> Self {
        Self {
            id: s.id,
            name: s.name,
            topics: s.topics.0,
            level: s.level,
            firmness: s.firmness.into(),
            version: s.version,
        }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewSkill {
    name: String,
    /// Work of these topics needs it.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    topics: Vec<TopicId>,
    /// At which level, 1 to 5.
    #[serde(default = "one")]
    level: u32,
    #[serde(default)]
    firmness: SkillFirmness,
    /// For a change: the version that was seen.
    #[serde(default)]
    version: i64,
}

fn one() -> u32 {
    1
}

impl NewSkill {
    fn input(self) -> SkillInput {
        SkillInput {
            name: self.name,
            topics: self.topics,
            level: self.level,
            firmness: self.firmness.into(),
        }
    }
}

#[utoipa::path(get, path = "/skills", tag = "agents", responses((status = 200, body = Page<SkillInfo>)))]
async fn skills(State(app): State<App>, _: Caller) -> ApiResult<axum::Json<Page<SkillInfo>>> {
    let all = app.desk.skills().await?;
    Ok(axum::Json(Page::all(
        all.into_iter().map(SkillInfo::from).collect(),
    )))
}

#[utoipa::path(post, path = "/skills", tag = "agents", request_body = NewSkill,
    responses((status = 201, body = SkillInfo), (status = 403, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn add_skill(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<NewSkill>,
) -> ApiResult<(StatusCode, axum::Json<SkillInfo>)> {
    let skill = app.desk.add_skill(&caller.by(), input.input()).await?;
    Ok((StatusCode::CREATED, axum::Json(skill.into())))
}

#[utoipa::path(put, path = "/skills/{id}", tag = "agents", params(("id" = String, Path)), request_body = NewSkill,
    responses((status = 200, body = SkillInfo), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody),
    (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn change_skill(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<SkillId>,
    Json(input): Json<NewSkill>,
) -> ApiResult<axum::Json<SkillInfo>> {
    let version = input.version;
    let skill = app
        .desk
        .change_skill(&caller.by(), id, input.input(), version)
        .await?;
    Ok(axum::Json(skill.into()))
}

/// Nobody has it any more, and nothing needs it.
#[utoipa::path(delete, path = "/skills/{id}", tag = "agents", params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn remove_skill(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<SkillId>,
) -> ApiResult<StatusCode> {
    app.desk.remove_skill(&caller.by(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AgentSkillLevel {
    /// `language`, `topic` or `named`.
    kind: String,
    /// The tag of the language, or the id.
    key: String,
    /// 1 (a little) to 5.
    level: u32,
}

/// What was measured with so many live contacts at once.
#[derive(Debug, Serialize, ToSchema)]
struct ChatLevel {
    level: u16,
    ended_per_hour: f64,
    /// 95 % interval.
    low: f64,
    high: f64,
    /// Contacts that ended.
    n: i64,
    /// Beyond chance less gets done than with fewer.
    harmful: bool,
}

impl From<&Measured> for ChatLevel {
    fn from(m: &Measured) -> Self {
        Self {
            level: m.rate.chats,
            ended_per_hour: m.rate.per_hour,
            low: m.rate.low,
            high: m.rate.high,
            n: m.rate.ended,
            harmful: m.harmful,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct CapTrial {
    cap: u16,
    until: Millis,
}

/// How much an agent takes at once, and what they can.
#[derive(Debug, Serialize, ToSchema)]
struct AgentWorkInfo {
    /// Load units; a chat or a mail is 20, a call 60.
    capacity: u16,
    /// Live contacts at once.
    live_cap: u16,
    skills: Vec<AgentSkillLevel>,
    /// To be said again with a change.
    version: i64,
    chats: Vec<ChatLevel>,
    /// What is to be said of the cap: `not_measured`, `harmful`, `doubtful`, `may_try_next` or `good`.
    advice: &'static str,
    /// The same of the next cap.
    next: &'static str,
    trial: Option<CapTrial>,
}

impl From<Abilities> for AgentWorkInfo {
    fn from(a: Abilities) -> Self {
        let version = a.version();
        let skills = a.skills.into_iter();
        Self {
            capacity: a.work.capacity,
            live_cap: a.work.live_cap,
            skills: skills
                .map(|s| AgentSkillLevel {
                    kind: s.kind,
                    key: s.key,
                    level: s.level,
                })
                .collect(),
            version,
            chats: a.chats.iter().map(ChatLevel::from).collect(),
            advice: advice(a.advice),
            next: advice(a.next),
            trial: a.trial.map(|(cap, until)| CapTrial { cap, until }),
        }
    }
}

fn advice(advice: Advice) -> &'static str {
    match advice {
        Advice::NotMeasured { .. } => "not_measured",
        Advice::Harmful { .. } => "harmful",
        Advice::Doubtful { .. } => "doubtful",
        Advice::MayTryNext => "may_try_next",
        Advice::Good => "good",
    }
}

#[utoipa::path(get, path = "/agents/{id}/work", tag = "agents", params(("id" = String, Path)),
    responses((status = 200, body = AgentWorkInfo), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn work(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<AgentId>,
) -> ApiResult<axum::Json<AgentWorkInfo>> {
    Ok(axum::Json(
        app.desk.abilities(&caller.by(), id).await?.into(),
    ))
}

#[derive(Debug, Deserialize, ToSchema)]
struct AgentWorkInput {
    capacity: u16,
    live_cap: u16,
    skills: Vec<AgentSkillLevel>,
    version: i64,
}

#[utoipa::path(put, path = "/agents/{id}/work", tag = "agents", params(("id" = String, Path)), request_body = AgentWorkInput,
    responses((status = 200, body = AgentWorkInfo), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody),
    (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn set_work(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<AgentId>,
    Json(input): Json<AgentWorkInput>,
) -> ApiResult<axum::Json<AgentWorkInfo>> {
    let skills = input.skills.into_iter();
    let wanted = AbilityInput {
        capacity: input.capacity,
        live_cap: input.live_cap,
        skills: skills.map(|s| (s.kind, s.key, s.level)).collect(),
        version: input.version,
    };
    let kept = app.desk.set_abilities(&caller.by(), id, wanted).await?;
    app.wakes.router.notify_one();
    Ok(axum::Json(kept.into()))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TrialInput {
    /// One more than the cap that holds.
    cap: u16,
}

/// For one week the agent is given one live contact more at once; then it is as before, unless the cap is raised.
#[utoipa::path(post, path = "/agents/{id}/work/trial", tag = "agents", params(("id" = String, Path)), request_body = TrialInput,
    responses((status = 200, body = AgentWorkInfo), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn try_cap(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<AgentId>,
    Json(input): Json<TrialInput>,
) -> ApiResult<axum::Json<AgentWorkInfo>> {
    let kept = app.desk.try_cap(&caller.by(), id, input.cap).await?;
    app.wakes.router.notify_one();
    Ok(axum::Json(kept.into()))
}
