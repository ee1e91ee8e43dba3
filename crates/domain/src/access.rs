//! Who may do what: a permission set (data) times a scope. The one place where permissions are checked.

use crate::{AgentId, Refusal, TeamId};
use serde::{Deserialize, Serialize};

/// One thing that somebody may be allowed to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// Read conversations in scope.
    ConversationRead,
    /// Reply, note, change status and attributes of conversations in scope.
    ConversationWrite,
    /// Delete conversations for good.
    ConversationDelete,
    ContactWrite,
    /// Use, and block, senders.
    SenderBlock,
    /// Release or discard quarantined mail.
    QuarantineManage,
    /// Shared macros and texts.
    ContentManage,
    /// Channels, doors, mailboxes, smarthosts, stages.
    ChannelManage,
    TeamManage,
    AgentManage,
    /// Organization settings, keys, export.
    OrganizationManage,
    AuditRead,
}

/// Which conversations a permission reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    All,
    /// The teams that the agent is in, conversations with no team, and what is assigned to the agent.
    Teams,
    Own,
}

/// A built-in permission set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PermissionSet {
    Administrator,
    Lead,
    Agent,
}

impl PermissionSet {
    #[must_use]
    pub fn permissions(self) -> &'static [Permission] {
        use Permission::*;
        match self {
            Self::Administrator => &[
                ConversationRead,
                ConversationWrite,
                ConversationDelete,
                ContactWrite,
                SenderBlock,
                QuarantineManage,
                ContentManage,
                ChannelManage,
                TeamManage,
                AgentManage,
                OrganizationManage,
                AuditRead,
            ],
            Self::Lead => &[
                ConversationRead,
                ConversationWrite,
                ContactWrite,
                SenderBlock,
                QuarantineManage,
                ContentManage,
                ChannelManage,
                TeamManage,
                AuditRead,
            ],
            Self::Agent => &[
                ConversationRead,
                ConversationWrite,
                ContactWrite,
                SenderBlock,
                QuarantineManage,
            ],
        }
    }

    #[must_use]
    pub fn scope(self) -> Scope {
        match self {
            Self::Administrator | Self::Lead => Scope::All,
            Self::Agent => Scope::Teams,
        }
    }
}

/// What an agent (or the program itself) may reach. Every read demands one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// `None` is the program itself.
    pub agent: Option<AgentId>,
    pub permissions: Vec<Permission>,
    pub scope: Scope,
    pub teams: Vec<TeamId>,
}

impl Access {
    /// The program itself: jobs, reconcilers, the command line.
    #[must_use]
    pub fn system() -> Self {
        Self {
            agent: None,
            permissions: PermissionSet::Administrator.permissions().to_vec(),
            scope: Scope::All,
            teams: Vec::new(),
        }
    }

    #[must_use]
    pub fn of(agent: AgentId, set: PermissionSet, teams: Vec<TeamId>) -> Self {
        Self {
            agent: Some(agent),
            permissions: set.permissions().to_vec(),
            scope: set.scope(),
            teams,
        }
    }

    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        self.permissions.contains(&permission)
    }

    /// # Errors
    /// `not_permitted` when the permission is missing.
    pub fn demand(&self, permission: Permission) -> Result<(), Refusal> {
        if self.may(permission) {
            return Ok(());
        }
        Err(Refusal::new(
            "not_permitted",
            "Your permissions do not include this. Ask an administrator.",
        ))
    }

    /// Whether a conversation of this team and assignee is in reach (read in full).
    #[must_use]
    pub fn reaches(&self, team: Option<TeamId>, assignee: Option<AgentId>) -> bool {
        if !self.may(Permission::ConversationRead) {
            return false;
        }
        let own = self.agent.is_some() && assignee == self.agent;
        match self.scope {
            Scope::All => true,
            Scope::Teams => own || team.is_none_or(|t| self.teams.contains(&t)),
            Scope::Own => own,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn agent_in(team: u128) -> Access {
        Access::of(
            AgentId(Uuid::from_u128(1)),
            PermissionSet::Agent,
            vec![TeamId(Uuid::from_u128(team))],
        )
    }

    #[test]
    fn an_agent_does_not_reach_another_teams_conversation() {
        assert!(!agent_in(1).reaches(Some(TeamId(Uuid::from_u128(2))), None));
        assert!(agent_in(1).reaches(Some(TeamId(Uuid::from_u128(1))), None));
        assert!(agent_in(1).reaches(None, None));
    }

    #[test]
    fn an_agent_reaches_what_is_assigned_to_them_anywhere() {
        let me = AgentId(Uuid::from_u128(1));
        assert!(agent_in(1).reaches(Some(TeamId(Uuid::from_u128(2))), Some(me)));
    }

    #[test]
    fn only_administrators_manage_agents() {
        assert!(agent_in(1).demand(Permission::AgentManage).is_err());
        assert!(Access::system().demand(Permission::AgentManage).is_ok());
    }
}
