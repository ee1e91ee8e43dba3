//! Agents and teams.

use crate::access::SetKey;
use crate::{AgentId, Millis, TeamId};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agent {
    pub id: AgentId,
    pub name: String,
    pub email: String,
    pub permission_set: SetKey,
    pub teams: Vec<TeamId>,
    /// IANA name.
    pub zone: String,
    /// BCP 47.
    pub locale: String,
    pub active: bool,
    /// Invited, and has not chosen a password yet.
    pub invited: bool,
    pub created_at: Millis,
}

impl Agent {
    /// Whether they work, and on what comes to this team; without one everybody does.
    #[must_use]
    pub fn works_for(&self, team: Option<TeamId>) -> bool {
        self.active && !self.invited && team.is_none_or(|t| self.teams.contains(&t))
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Team {
    pub id: TeamId,
    pub name: String,
    /// HTML appended to replies of this team; may hold `{{agent.name}}`.
    pub signature: String,
    pub archived: bool,
}
