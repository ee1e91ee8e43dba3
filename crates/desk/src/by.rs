//! Who asks, and whether they may. The one place where verbs check permissions.

use crate::{DeskError, Result};
use domain::access::{Access, Permission};
use domain::conversation::{Conversation, Ctx};
use domain::event::Actor;
use domain::{AgentId, Millis};

/// The caller of a verb, at a time.
#[derive(Debug, Clone)]
pub struct By {
    pub access: Access,
    pub now: Millis,
    /// For the audit trail; empty inside the program.
    pub ip: String,
}

impl By {
    #[must_use]
    pub fn agent(access: Access, now: Millis, ip: impl Into<String>) -> Self {
        Self {
            access,
            now,
            ip: ip.into(),
        }
    }

    /// The program itself.
    #[must_use]
    pub fn system(now: Millis) -> Self {
        Self {
            access: Access::system(),
            now,
            ip: String::new(),
        }
    }

    #[must_use]
    pub fn actor(&self) -> Actor {
        self.access.agent.map_or(Actor::System, Actor::Agent)
    }

    #[must_use]
    pub fn ctx(&self) -> Ctx {
        Ctx {
            now: self.now,
            actor: self.actor(),
        }
    }

    /// The agent who asks.
    ///
    /// # Errors
    /// `not_permitted` for the program itself, where a person is needed.
    pub fn person(&self) -> Result<AgentId> {
        self.access
            .agent
            .ok_or_else(|| DeskError::refused("not_permitted", "Only an agent can do this."))
    }

    /// # Errors
    /// `not_permitted`.
    pub fn demand(&self, permission: Permission) -> Result<()> {
        Ok(self.access.demand(permission)?)
    }

    /// Whether the caller may do that with this conversation.
    ///
    /// # Errors
    /// `not_permitted`, also for a conversation of another team.
    pub fn demand_on(&self, permission: Permission, c: &Conversation) -> Result<()> {
        self.demand(permission)?;
        if self.access.reaches(c.team, c.assignee) {
            return Ok(());
        }
        Err(DeskError::refused(
            "not_permitted",
            "This conversation belongs to another team.",
        ))
    }
}
