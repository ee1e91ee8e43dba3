//! Who may do what: a permission set (data) times a scope. The one place where permissions are checked.
//!
//! Sets that are shipped live here and cannot be edited, so that an upgrade may widen them; sets of one's own are rows.

use crate::{AgentId, Refusal, TeamId};
use serde::{Deserialize, Serialize};

/// One thing that somebody may be allowed to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// Read conversations in scope.
    ConversationRead,
    /// Write notes, and keep drafts, in conversations in scope.
    ConversationNote,
    /// Write to customers: reply, forward, begin conversations, undo and retry deliveries.
    ConversationReply,
    /// Give conversations to an agent or a team.
    ConversationAssign,
    /// Change status and attributes of conversations in scope.
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
    /// Agents, permission sets, other people's sessions and second factors.
    AgentManage,
    /// Organization settings, keys, how one signs in, export.
    OrganizationManage,
    AuditRead,
    /// Read figures of the conversations in scope.
    ReportRead,
    /// See figures and hours of single agents; each look is logged.
    ReportPersons,
    /// Erase people, set how long things are kept, put on legal hold.
    PrivacyManage,
}

impl Permission {
    /// Every permission, in the order in which they are shown.
    pub const ALL: [Self; 18] = [
        Self::ConversationRead,
        Self::ConversationNote,
        Self::ConversationReply,
        Self::ConversationAssign,
        Self::ConversationWrite,
        Self::ConversationDelete,
        Self::ContactWrite,
        Self::SenderBlock,
        Self::QuarantineManage,
        Self::ContentManage,
        Self::ChannelManage,
        Self::TeamManage,
        Self::AgentManage,
        Self::OrganizationManage,
        Self::AuditRead,
        Self::ReportRead,
        Self::ReportPersons,
        Self::PrivacyManage,
    ];
}

/// Which conversations a permission reaches. Wider ones are greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// What is assigned to the agent.
    Own,
    /// The teams that the agent is in, conversations with no team, and what is assigned to the agent.
    Teams,
    All,
}

/// A permission set that is shipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PermissionSet {
    Administrator,
    Lead,
    Agent,
    /// Reads along and writes notes; never writes to customers, never assigns.
    LightAgent,
}

impl PermissionSet {
    pub const ALL: [Self; 4] = [
        Self::Administrator,
        Self::Lead,
        Self::Agent,
        Self::LightAgent,
    ];

    #[must_use]
    pub fn permissions(self) -> &'static [Permission] {
        use Permission::*;
        match self {
            Self::Administrator => &Permission::ALL,
            Self::Lead => &[
                ConversationRead,
                ConversationNote,
                ConversationReply,
                ConversationAssign,
                ConversationWrite,
                ContactWrite,
                SenderBlock,
                QuarantineManage,
                ContentManage,
                ChannelManage,
                TeamManage,
                AuditRead,
                ReportRead,
                ReportPersons,
            ],
            Self::Agent => &[
                ConversationRead,
                ConversationNote,
                ConversationReply,
                ConversationAssign,
                ConversationWrite,
                ContactWrite,
                SenderBlock,
                QuarantineManage,
                ReportRead,
            ],
            Self::LightAgent => &[ConversationRead, ConversationNote],
        }
    }

    #[must_use]
    pub fn scope(self) -> Scope {
        match self {
            Self::Administrator | Self::Lead => Scope::All,
            Self::Agent | Self::LightAgent => Scope::Teams,
        }
    }

    /// Its stable name.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Lead => "lead",
            Self::Agent => "agent",
            Self::LightAgent => "light_agent",
        }
    }
}

/// Names a permission set: the key of a shipped one, or `pst_` and an id for one of one's own.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SetKey(pub String);

impl SetKey {
    /// The shipped set of that name.
    #[must_use]
    pub fn shipped(&self) -> Option<PermissionSet> {
        PermissionSet::ALL.into_iter().find(|s| s.key() == self.0)
    }
}

impl From<PermissionSet> for SetKey {
    fn from(set: PermissionSet) -> Self {
        Self(set.key().to_owned())
    }
}

impl std::fmt::Display for SetKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a permission set gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    pub permissions: Vec<Permission>,
    pub scope: Scope,
}

impl From<PermissionSet> for Grant {
    fn from(set: PermissionSet) -> Self {
        Self {
            permissions: set.permissions().to_vec(),
            scope: set.scope(),
        }
    }
}

impl Grant {
    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        self.permissions.contains(&permission)
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
            permissions: Permission::ALL.to_vec(),
            scope: Scope::All,
            teams: Vec::new(),
        }
    }

    #[must_use]
    pub fn of(agent: AgentId, set: impl Into<Grant>, teams: Vec<TeamId>) -> Self {
        let grant = set.into();
        Self {
            agent: Some(agent),
            permissions: grant.permissions,
            scope: grant.scope,
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

    /// Whether the time of an agent of these teams is in sight, counted together with others': everybody's, that of whoever
    /// shares a team with the caller, or their own. Single agents are [`Permission::ReportPersons`].
    #[must_use]
    pub fn sees_time_of(&self, agent: AgentId, teams: &[TeamId]) -> bool {
        let own = self.agent == Some(agent);
        match self.scope {
            Scope::All => true,
            Scope::Teams => own || teams.iter().any(|t| self.teams.contains(t)),
            Scope::Own => own,
        }
    }

    /// Whether the caller holds everything that a grant gives. Nobody hands out more than they have, and nobody manages
    /// somebody who has more.
    #[must_use]
    pub fn covers(&self, grant: &Grant) -> bool {
        self.scope >= grant.scope && grant.permissions.iter().all(|p| self.may(*p))
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
    fn the_time_of_others_is_in_sight_of_who_shares_a_team_and_of_who_sees_all() {
        let team = |n: u128| TeamId(Uuid::from_u128(n));
        let (me, other) = (AgentId(Uuid::from_u128(1)), AgentId(Uuid::from_u128(2)));
        let near = agent_in(1);
        assert!(near.sees_time_of(other, &[team(2), team(1)]));
        assert!(!near.sees_time_of(other, &[team(2)]) && !near.sees_time_of(other, &[]));
        assert!(near.sees_time_of(me, &[]));
        assert!(Access::system().sees_time_of(other, &[]));
        let own = Access {
            scope: Scope::Own,
            ..agent_in(1)
        };
        assert!(own.sees_time_of(me, &[team(2)]) && !own.sees_time_of(other, &[team(1)]));
    }

    #[test]
    fn only_administrators_manage_agents() {
        assert!(agent_in(1).demand(Permission::AgentManage).is_err());
        assert!(Access::system().demand(Permission::AgentManage).is_ok());
    }

    #[test]
    fn a_light_agent_reads_and_notes_and_does_nothing_else() {
        let light = Access::of(AgentId(Uuid::nil()), PermissionSet::LightAgent, vec![]);
        let held: Vec<_> = Permission::ALL
            .into_iter()
            .filter(|p| light.may(*p))
            .collect();
        assert_eq!(
            held,
            [Permission::ConversationRead, Permission::ConversationNote]
        );
    }

    #[test]
    fn nobody_covers_more_than_they_hold() {
        let agent = agent_in(1);
        assert!(agent.covers(&PermissionSet::LightAgent.into()));
        assert!(agent.covers(&PermissionSet::Agent.into()));
        assert!(!agent.covers(&PermissionSet::Lead.into()));
        let wide = Grant {
            permissions: vec![Permission::ConversationRead],
            scope: Scope::All,
        };
        assert!(!agent.covers(&wide), "the scope counts too");
    }

    #[test]
    fn every_shipped_set_is_found_by_its_key_and_lists_each_permission_once() {
        for set in PermissionSet::ALL {
            assert_eq!(SetKey::from(set).shipped(), Some(set));
            let mut seen = set.permissions().to_vec();
            seen.sort_unstable();
            seen.dedup();
            assert_eq!(seen.len(), set.permissions().len());
        }
        assert_eq!(SetKey("pst_x".to_owned()).shipped(), None);
    }
}
