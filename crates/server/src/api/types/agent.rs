//! Agents, teams and what a console needs to begin.

use super::{Channel, Counts, Macro};
use domain::access::{Permission, SetKey};
use domain::away::{Away, Reason, Work};
use domain::{AgentId, Millis, SessionId, TagId, TeamId, TopicId};
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Agent {
    #[schema(value_type = String)]
    pub id: AgentId,
    pub name: String,
    pub email: String,
    /// `administrator`, `lead`, `agent`, `light_agent`, or the id of a set of one's own.
    #[schema(value_type = String)]
    pub permission_set: SetKey,
    #[schema(value_type = Vec<String>)]
    pub teams: Vec<TeamId>,
    pub zone: String,
    pub locale: String,
    pub active: bool,
    /// Invited, and has not chosen a password yet.
    pub invited: bool,
    /// Not here now.
    pub away: Option<AwayInfo>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AwayInfo {
    pub since: Millis,
    /// `null`: until they say that they are back.
    pub until: Option<Millis>,
    /// What happens to their work: `stay`, `team` or `colleague`.
    pub work: &'static str,
    #[schema(value_type = Option<String>)]
    pub colleague: Option<AgentId>,
    /// What for.
    #[schema(value_type = super::words::AwayReason)]
    pub reason: Reason,
}

impl From<Away> for AwayInfo {
    fn from(a: Away) -> Self {
        let (work, colleague) = match a.work {
            Work::Stay => ("stay", None),
            Work::Team => ("team", None),
            Work::Colleague(other) => ("colleague", Some(other)),
        };
        Self {
            since: a.since,
            until: a.until,
            work,
            colleague,
            reason: a.reason,
        }
    }
}

impl Agent {
    /// With what is known of who is away.
    #[must_use]
    pub fn with(mut self, away: &[Away]) -> Self {
        let found = away.iter().find(|a| a.agent == self.id);
        self.away = found.copied().map(AwayInfo::from);
        self
    }
}

/// The agent who asks.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Me {
    #[serde(flatten)]
    pub agent: Agent,
    #[schema(value_type = Vec<String>)]
    pub permissions: Vec<Permission>,
    #[schema(value_type = Object)]
    pub settings: serde_json::Value,
    /// The organization asks for a second factor first: nothing else is answered until one is set up.
    pub must_enrol: bool,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Team {
    #[schema(value_type = String)]
    pub id: TeamId,
    pub name: String,
    pub signature: String,
    pub archived: bool,
    #[schema(value_type = Vec<String>)]
    pub members: Vec<AgentId>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Tag {
    #[schema(value_type = String)]
    pub id: TagId,
    pub name: String,
    pub colour: Option<String>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Topic {
    #[schema(value_type = String)]
    pub id: TopicId,
    pub name: String,
    #[schema(value_type = Option<String>)]
    pub parent: Option<TopicId>,
    /// Who looks after it.
    #[schema(value_type = Option<String>)]
    pub owner: Option<domain::AgentId>,
    /// What belongs here; empty for nothing said.
    pub description: String,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Organization {
    pub name: String,
    pub zone: String,
    pub locale: String,
    pub public_url: Option<String>,
}

/// Everything that a console needs to begin.
#[derive(Debug, Serialize, ToSchema)]
pub struct Bootstrap {
    pub me: Me,
    pub organization: Organization,
    pub agents: Vec<Agent>,
    pub teams: Vec<Team>,
    pub channels: Vec<Channel>,
    pub tags: Vec<Tag>,
    pub topics: Vec<Topic>,
    pub macros: Vec<Macro>,
    pub counts: Counts,
    /// To be sent as `X-CSRF-Token` with every unsafe method.
    pub csrf: String,
    /// Position of the feed that this picture belongs to.
    pub position: i64,
    pub demo: Option<Demo>,
    /// Those that last, newest first.
    pub outages: Vec<crate::api::outages::Outage>,
    pub language_model: ModelUses,
    pub now: Millis,
    pub version: &'static str,
}

/// What agents may use the language model for; teams whose conversations are not sent are told so when they ask.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct ModelUses {
    pub summaries: bool,
    pub translations: bool,
}

/// A throw-away instance with its own clock.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Demo {
    pub company: String,
    pub clock: Millis,
    /// Milliseconds that pass on it in one of the machine's.
    pub speed: i64,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SessionInfo {
    #[schema(value_type = String)]
    pub id: SessionId,
    pub created_at: Millis,
    pub last_seen_at: Millis,
    pub ip: String,
    pub user_agent: String,
    /// How it began: `password`, `totp`, `passkey` or `oidc`.
    pub method: String,
    pub current: bool,
}
