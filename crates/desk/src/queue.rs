//! What waits, in one order over all channels: how soon somebody is to look at it, and the next one for whoever asks.
//! The rule is `domain::urgency_target`; what an agent may be given is what lists show them.

use crate::settings::bad;
use crate::{By, Desk, DeskError, Result, audit, carry_out, fresh};
use domain::access::{Access, Permission, Scope};
use domain::conversation::{Command, Urgency};
use domain::urgency_target::{Because, Targets, Waits, next};
use domain::{ConversationId, MessageId};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::Tx;
use store::inbox::{ConversationSummary, Filter, Sort, View, list_conversations};

const KEY: &str = "urgency_targets";
/// Conversations that an agent has put aside and is not given again at once.
pub const SKIPPED_MAX: usize = 50;

/// The targets that hold, and which version of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    pub targets: Targets,
    pub version: i64,
}

/// What an agent is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    pub conversation: ConversationId,
    pub because: Because,
    /// It was theirs before.
    pub own: bool,
}

impl Desk {
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn urgency_targets(&self) -> Result<Kept> {
        Ok(self.db.read(async |tx| kept(tx).await).await?)
    }

    /// They hold for whatever is decided next.
    ///
    /// # Errors
    /// `not_permitted`, `conflict`, and those of [`Targets::check`].
    pub async fn set_urgency_targets(
        &self,
        by: &By,
        targets: Targets,
        version: i64,
    ) -> Result<Kept> {
        by.demand(Permission::ChannelManage)?;
        targets.check()?;
        let by = by.clone();
        self.write(async move |tx| {
            let was = kept(tx).await?;
            if was.version != version {
                return Err(DeskError::Stale);
            }
            let now = Kept {
                targets,
                version: version + 1,
            };
            store::setting::put(tx, KEY, &now).await?;
            let detail = json!({ "from": was.targets, "to": targets });
            audit::act(tx, &by, "urgency_targets.changed", KEY, detail).await?;
            audit::settings_changed(tx, &by, KEY);
            Ok(now)
        })
        .await
    }

    /// Gives the agent what is next for them: something of their own that waits, or something of their teams that nobody has,
    /// which becomes theirs. `None`: nothing waits. Asked again it gives the same, unless it was put aside (`skipped`).
    ///
    /// # Errors
    /// `not_permitted`, `too_many`.
    pub async fn take_next(&self, by: &By, skipped: Vec<ConversationId>) -> Result<Option<Given>> {
        let agent = by.person()?;
        by.demand(Permission::ConversationAssign)?;
        if skipped.len() > SKIPPED_MAX {
            return bad(
                "too_many",
                "skipped",
                format!("At most {SKIPPED_MAX} conversations can be put aside at once."),
            );
        }
        let by = by.clone();
        self.write(async move |tx| {
            let targets = kept(tx).await?.targets;
            let waiting = oldest(tx, &by.access, &skipped).await?;
            let known: Vec<Waits> = waiting.iter().map(|(w, _)| *w).collect();
            let Some(next) = next(&known, &targets, by.now) else {
                return Ok(None);
            };
            let (waits, summary) = &waiting[next.place];
            let because = Because {
                rule: next.rule,
                urgency: waits.urgency,
                since: waits.since,
                due: next.due,
            };
            let own = summary.assignee == Some(agent);
            if !own {
                let mut c = carry_out::load(tx, summary.id).await?;
                by.demand_on(Permission::ConversationAssign, &c)?;
                let take = Command::Take { agent, because };
                carry_out::command(tx, &mut c, take, &by.ctx()).await?;
                carry_out::save(tx, &mut c, None).await?;
                let line = MessageId(fresh::id(by.now));
                let said = json!({
                    "name": "taken_next", "agent": agent, "rule": because.rule, "urgency": because.urgency,
                    "since": because.since, "due": because.due,
                });
                store::conversation::add_event_line(tx, c.id, line, by.now, None, &said).await?;
            }
            Ok(Some(Given {
                conversation: summary.id,
                because,
                own,
            }))
        })
        .await
    }
}

async fn kept(tx: &mut Tx) -> store::Result<Kept> {
    Ok(store::setting::get(tx, KEY).await?.unwrap_or_default())
}

/// Of each urgency the one that has waited longest, of one's own and of what nobody has: among those of one urgency it is due
/// first, so that nothing else can be next.
async fn oldest(
    tx: &mut Tx,
    access: &Access,
    skipped: &[ConversationId],
) -> store::Result<Vec<(Waits, ConversationSummary)>> {
    let mut out = Vec::new();
    // Whoever may reach everything is still given the work of their own teams, if they are in any.
    let mut access = access.clone();
    if access.scope == Scope::All && !access.teams.is_empty() {
        access.scope = Scope::Teams;
    }
    for view in [View::Mine, View::Unassigned] {
        for urgency in Urgency::ALL {
            let mut filter = Filter::new(view).sort(Sort::OldestWaiting);
            filter.urgency = Some(urgency);
            let page = list_conversations(tx, &access, &filter, None, skipped.len() + 1).await?;
            let first = page.items.into_iter().find(|c| !skipped.contains(&c.id));
            if let Some((c, since)) = first.and_then(|c| c.waiting_since.map(|s| (c, s))) {
                out.push((Waits { urgency, since }, c));
            }
        }
    }
    Ok(out)
}
