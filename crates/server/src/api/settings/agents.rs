//! Agents: who they are, what they may do, and inviting them.

use super::house_mail::{HouseMail, Ways};
use crate::api::types::{Agent, Page};
use crate::app::App;
use crate::http::error::{ApiResult, ErrorBody};
use crate::http::extract::{Json, Path};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::extract::State;
use axum::http::StatusCode;
use desk::account::{AgentChange, Invited, NewAgent};
use domain::access::{Permission, SetKey};
use domain::{AgentId, TeamId};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use store::StoreError;
use utoipa::ToSchema;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, invite))
        .routes(routes!(change))
        .routes(routes!(invite_again))
}

/// An agent in the list.
#[derive(Serialize, ToSchema)]
struct ListedAgent {
    #[serde(flatten)]
    agent: Agent,
    /// The newest invitation or password mail to them; for those who may invite.
    mail: Option<HouseMail>,
}

/// Every agent, those who left too.
#[utoipa::path(get, path = "/agents", tag = "settings", responses((status = 200, body = Page<ListedAgent>)))]
async fn list(State(app): State<App>, caller: Caller) -> ApiResult<axum::Json<Page<ListedAgent>>> {
    let (agents, mails) = app
        .db()
        .read(async |tx| {
            let agents = store::agent::all(tx).await?;
            Ok::<_, StoreError>((agents, store::house_mail::newest(tx).await?))
        })
        .await?;
    let ways = Ways::of(&app).await?;
    let away = app.desk.away(caller.now).await?;
    let may = caller.access().may(Permission::AgentManage);
    let mut mails: HashMap<_, _> = mails.into_iter().map(|m| (m.about, m)).collect();
    let items = agents.into_iter().map(|agent| ListedAgent {
        mail: mails
            .remove(&agent.id.0)
            .filter(|_| may)
            .map(|mail| HouseMail::of(mail, ways)),
        agent: Agent::from(agent).with(&away),
    });
    Ok(axum::Json(Page::all(items.collect())))
}

#[derive(Deserialize, ToSchema)]
struct AgentInput {
    name: String,
    email: String,
    #[schema(value_type = String)]
    permission_set: SetKey,
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    teams: Vec<TeamId>,
    /// The organization's when absent.
    zone: Option<String>,
    locale: Option<String>,
}

/// An agent who was invited. The link is for handing on when mail does not go out yet.
#[derive(Serialize, ToSchema)]
struct Invitation {
    #[serde(flatten)]
    agent: Agent,
    link: String,
    /// Whether the link was put on its way by mail.
    mailed: bool,
}

impl From<Invited> for Invitation {
    fn from(i: Invited) -> Self {
        Self {
            agent: i.agent.into(),
            link: i.link,
            mailed: i.mailed,
        }
    }
}

/// Adds an agent and mails them an invitation.
#[utoipa::path(post, path = "/agents", tag = "settings", request_body = AgentInput,
    responses((status = 201, body = Invitation), (status = 403, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn invite(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<AgentInput>,
) -> ApiResult<(StatusCode, axum::Json<Invitation>)> {
    let organization = app.desk.organization().await?;
    let new = NewAgent {
        name: input.name,
        email: input.email,
        permission_set: input.permission_set,
        teams: input.teams,
        zone: input.zone.unwrap_or(organization.zone),
        locale: input.locale.unwrap_or(organization.locale),
    };
    let invited = app
        .desk
        .invite(&caller.by(), new, &app.console_url())
        .await?;
    app.wake_sender();
    Ok((StatusCode::CREATED, axum::Json(invited.into())))
}

#[derive(Deserialize, ToSchema)]
struct AgentPatch {
    name: Option<String>,
    #[schema(value_type = Option<String>)]
    permission_set: Option<SetKey>,
    #[schema(value_type = Option<Vec<String>>)]
    teams: Option<Vec<TeamId>>,
    zone: Option<String>,
    locale: Option<String>,
    /// `false` signs the agent out everywhere.
    active: Option<bool>,
}

/// Fields that are left out stay. Agents are never deleted: what they wrote keeps its author.
#[utoipa::path(patch, path = "/agents/{id}", tag = "settings", params(("id" = String, Path)), request_body = AgentPatch,
    responses((status = 200, body = Agent), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
async fn change(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<AgentId>,
    Json(input): Json<AgentPatch>,
) -> ApiResult<axum::Json<Agent>> {
    let change = AgentChange {
        name: input.name,
        permission_set: input.permission_set,
        teams: input.teams,
        zone: input.zone,
        locale: input.locale,
        active: input.active,
        settings: None,
    };
    let agent = app.desk.change_agent(&caller.by(), id, change).await?;
    app.sessions.forget();
    let away = app.desk.away(caller.now).await?;
    Ok(axum::Json(Agent::from(agent).with(&away)))
}

/// Sends a fresh invitation; earlier links are void.
#[utoipa::path(post, path = "/agents/{id}/invitation", tag = "settings", params(("id" = String, Path)),
    responses((status = 200, body = Invitation), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
async fn invite_again(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<AgentId>,
) -> ApiResult<axum::Json<Invitation>> {
    let invited = app
        .desk
        .send_invitation(&caller.by(), id, &app.console_url())
        .await?;
    app.wake_sender();
    Ok(axum::Json(invited.into()))
}
