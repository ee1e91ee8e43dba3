//! Everything that a console needs to begin, in one answer.

use super::outages::Outage;
use super::types::{
    Agent, Bootstrap, Channel, Demo, Door, Macro, Me, ModelUses, Organization, Tag, Team, Topic,
};
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use crate::reads;
use axum::extract::State;
use store::StoreError;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(bootstrap))
}

/// The agent, the organization, and what all pages refer to by id.
#[utoipa::path(get, path = "/bootstrap", tag = "session", responses((status = 200, body = Bootstrap), (status = 401, body = ErrorBody)))]
async fn bootstrap(State(app): State<App>, caller: Caller) -> ApiResult<axum::Json<Bootstrap>> {
    Ok(axum::Json(of(&app, &caller).await?))
}

pub(super) async fn of(app: &App, caller: &Caller) -> ApiResult<Bootstrap> {
    let me = caller.agent();
    // The position first: what changes after it is told by the feed.
    let position = app.db().position();
    let organization = app.desk.organization().await?;
    let counts = reads::counts(app, caller).await?;
    let rows = app
        .db()
        .read(async move |tx| {
            let agents = store::agent::all(tx).await?;
            let settings = store::agent::settings(tx, me).await?.unwrap_or_default();
            let teams = store::team::all(tx).await?;
            let channels = store::channel::all(tx).await?;
            let doors = store::door::all(tx).await?;
            let tags = store::tag::all(tx).await?;
            let topics = store::tag::topics(tx).await?;
            let macros = store::words::macros(tx).await?;
            Ok::<_, StoreError>((
                agents, settings, teams, channels, doors, tags, topics, macros,
            ))
        })
        .await?;
    let (agents, settings, teams, channels, doors, tags, topics, macros) = rows;
    let away = app.desk.away(app.clock.now()).await?;
    let outages = app.desk.active_outages().await?;
    let agents: Vec<Agent> = agents
        .into_iter()
        .map(|a| Agent::from(a).with(&away))
        .collect();
    let own = agents
        .iter()
        .find(|a| a.id == me)
        .cloned()
        .ok_or_else(ApiError::signed_out)?;
    let members = |team| {
        agents
            .iter()
            .filter(|a| a.teams.contains(&team))
            .map(|a| a.id)
            .collect()
    };
    let model = app.models.setup(app).await?;
    let public_url = app
        .config
        .public_url
        .clone()
        .or(Some(organization.public_url).filter(|u| !u.is_empty()));
    Ok(Bootstrap {
        me: Me {
            agent: own,
            permissions: caller.access().permissions.clone(),
            must_enrol: caller.signed.must_enrol,
            settings: if settings.is_object() {
                settings
            } else {
                serde_json::json!({})
            },
        },
        organization: Organization {
            name: organization.name,
            zone: organization.zone,
            locale: organization.locale,
            public_url,
        },
        teams: teams
            .into_iter()
            .map(|t| Team::of(members(t.id), t))
            .collect(),
        channels: channels
            .into_iter()
            .map(|c| Channel::of(c, &doors))
            .collect(),
        tags: tags.into_iter().map(Tag::from).collect(),
        topics: topics
            .into_iter()
            .filter(|t| !t.archived)
            .map(Topic::from)
            .collect(),
        macros: macros
            .into_iter()
            .filter(|m| usable(caller, m))
            .map(Macro::from)
            .collect(),
        agents,
        counts,
        csrf: caller.signed.csrf.clone(),
        position,
        language_model: ModelUses {
            summaries: model.enabled && model.summaries,
            translations: model.enabled && model.translations,
        },
        outages: outages.into_iter().map(Outage::from).collect(),
        demo: app.demo.clone().map(|company| Demo {
            company,
            clock: app.clock.now(),
            speed: app.clock.speed(),
        }),
        now: app.clock.now(),
        version: env!("CARGO_PKG_VERSION"),
    })
}

fn usable(caller: &Caller, m: &store::words::Macro) -> bool {
    let access = caller.access();
    !m.archived
        && m.team.is_none_or(|team| {
            access.scope == domain::access::Scope::All || access.teams.contains(&team)
        })
}

impl From<domain::team::Agent> for Agent {
    fn from(a: domain::team::Agent) -> Self {
        Self {
            id: a.id,
            name: a.name,
            email: a.email,
            permission_set: a.permission_set,
            teams: a.teams,
            zone: a.zone,
            locale: a.locale,
            active: a.active,
            invited: a.invited,
            away: None,
        }
    }
}

impl Team {
    pub(super) fn of(members: Vec<domain::AgentId>, t: domain::team::Team) -> Self {
        Self {
            id: t.id,
            name: t.name,
            signature: t.signature,
            archived: t.archived,
            members,
        }
    }
}

impl Channel {
    pub(super) fn of(c: domain::channel::Channel, doors: &[store::door::Door]) -> Self {
        let own = doors
            .iter()
            .filter(|d| d.channel == c.id && d.removed_at.is_none());
        let doors = own
            .map(|d| Door {
                id: d.id,
                channel: d.channel,
                address: d.address.clone(),
                reply_form: d.reply_form,
            })
            .collect();
        Self {
            id: c.id,
            kind: c.kind.0,
            name: c.name,
            brand: c.brand,
            team: c.team,
            stage: c.stage,
            paused: c.paused,
            successor: c.successor,
            owner: c.owner,
            purpose: c.purpose,
            first_response_target_min: c.first_response_target_min,
            acknowledge: c.acknowledge,
            version: c.version,
            doors,
        }
    }
}

impl From<store::tag::Tag> for Tag {
    fn from(t: store::tag::Tag) -> Self {
        Self {
            id: t.id,
            name: t.name,
            colour: Some(t.colour).filter(|c| !c.is_empty()),
        }
    }
}

impl From<store::tag::Topic> for Topic {
    fn from(t: store::tag::Topic) -> Self {
        Self {
            id: t.id,
            name: t.name,
            parent: t.parent,
            owner: t.owner,
            description: t.description,
        }
    }
}

impl From<store::words::Macro> for Macro {
    fn from(m: store::words::Macro) -> Self {
        Self {
            id: m.id,
            name: m.name,
            shortcut: Some(m.shortcut).filter(|s| !s.is_empty()),
            html: m.html,
            actions: m.actions.0,
            team: m.team,
            archived: m.archived,
            used_count: m.used_count,
        }
    }
}
