//! Who asks, and whether they may. The one place where verbs check permissions.

use crate::{DeskError, Result};
use domain::access::{Access, Permission};
use domain::conversation::{Conversation, Ctx};
use domain::event::Actor;
use domain::{AgentId, MessageId, Millis};
use std::sync::Arc;
use store::Tx;

/// Stands before the id of the message in place of the stored answer.
pub const CARRIED_OUT: &str = "carried out: ";

/// The caller of a verb, at a time.
#[derive(Debug, Clone)]
pub struct By {
    pub access: Access,
    pub now: Millis,
    /// For the audit trail; empty inside the program.
    pub ip: String,
    /// The request that a client may send again.
    pub once: Option<Arc<Once>>,
}

/// A request with an idempotency key. A verb that writes a message notes in its own transaction that it was carried out:
/// after a crash between that and the stored answer, the same request must not write a second message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Once {
    pub key: String,
    pub agent: AgentId,
    pub route: String,
    /// Of the request's body.
    pub print: String,
}

impl By {
    #[must_use]
    pub fn agent(access: Access, now: Millis, ip: impl Into<String>) -> Self {
        Self {
            access,
            now,
            ip: ip.into(),
            once: None,
        }
    }

    /// The program itself.
    #[must_use]
    pub fn system(now: Millis) -> Self {
        Self {
            access: Access::system(),
            now,
            ip: String::new(),
            once: None,
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

    /// Notes that the request has written this message; in the transaction that does it.
    pub(crate) async fn carried_out(&self, tx: &mut Tx, message: MessageId) -> Result<()> {
        if let Some(once) = &self.once {
            let note = format!("{}\n{CARRIED_OUT}{message}", once.print);
            store::idempotency::finish(tx, &once.key, once.agent, &once.route, 201, &note).await?;
        }
        Ok(())
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
