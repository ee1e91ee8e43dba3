//! Where agents are signed in, and ending it.

use super::invite::may_manage;
use crate::{By, Desk, DeskError, Result, audit};
use domain::{AgentId, SessionId};
use serde_json::json;
use store::session::Session;

impl Desk {
    /// The sessions of an agent: one's own, or those of somebody whom one manages.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn sessions_of(&self, by: &By, agent: AgentId) -> Result<Vec<Session>> {
        let by = by.clone();
        self.db
            .read(async move |tx| {
                if by.access.agent != Some(agent) {
                    may_manage(tx, &by, agent).await?;
                }
                Ok(store::session::of_agent(tx, agent, by.now).await?)
            })
            .await
    }

    /// Ends one session, or (`None`) all but `keep`.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn end_sessions(
        &self,
        by: &By,
        agent: AgentId,
        one: Option<SessionId>,
        keep: Option<SessionId>,
    ) -> Result<()> {
        let by = by.clone();
        self.write(async move |tx| {
            if by.access.agent != Some(agent) {
                may_manage(tx, &by, agent).await?;
            }
            let (target, ended) = match one {
                Some(id) => {
                    if !store::session::delete(tx, agent, id).await? {
                        return Err(DeskError::missing("session"));
                    }
                    (id.to_string(), 1)
                }
                None => (
                    agent.to_string(),
                    store::session::delete_all(tx, agent, keep).await?,
                ),
            };
            let detail = json!({ "agent": agent, "ended": ended });
            audit::act(tx, &by, "session.ended", &target, detail).await
        })
        .await
    }
}
