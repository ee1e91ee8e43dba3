//! Helpers that are called in: for a while the teams that help another one, by its overflow rule, do so at once. Kept beside the
//! rules, so that whoever changes those does not run into it; what it means is [`domain::routing::Rules::helping`].

use super::rules::routing;
use crate::settings::bad;
use crate::{By, Desk, DeskError, Result, audit};
use domain::access::Permission;
use domain::event::{Event, EventKind};
use domain::{Millis, TeamId};
use serde_json::json;
use std::collections::BTreeMap;
use store::Tx;

const HELP: &str = "queue_help";
const MINUTE: Millis = 60_000;
/// For so many minutes helpers can be called.
const SPAN: std::ops::RangeInclusive<i64> = 15..=480;

type Called = BTreeMap<TeamId, Millis>;

/// A team that others help until then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Helping {
    pub team: TeamId,
    pub to: Vec<TeamId>,
    pub until: Millis,
}

/// Which teams are helped, until when; what is over is among them.
pub(super) async fn called(tx: &mut Tx) -> store::Result<Called> {
    Ok(store::setting::get(tx, HELP).await?.unwrap_or_default())
}

/// Teams that are helped now, and by whom.
pub(super) async fn helping(tx: &mut Tx, now: Millis) -> store::Result<Vec<Helping>> {
    let overflow = routing(tx).await?.overflow;
    let helped = |(team, until): (TeamId, Millis)| {
        let to = overflow.get(&team).filter(|to| !to.is_empty())?.clone();
        (now < until).then_some(Helping { team, to, until })
    };
    Ok(called(tx).await?.into_iter().filter_map(helped).collect())
}

impl Desk {
    /// The helpers of a team help at once, for so many minutes from now; called again, from then on anew.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`, `bad_value`, `no_helpers`.
    pub async fn call_help(&self, by: &By, team: TeamId, minutes: i64) -> Result<()> {
        by.demand(Permission::ChannelManage)?;
        if !SPAN.contains(&minutes) {
            return bad("bad_value", "minutes", "This is 15 to 480 minutes.");
        }
        let by = by.clone();
        self.write(async move |tx| {
            let name = name_of(tx, team).await?;
            let to = routing(tx).await?.overflow.remove(&team);
            let Some(to) = to.filter(|to| !to.is_empty()) else {
                let text = format!(
                    "The rules name no team that helps {name}. Settings, Queue rules, says who helps whom."
                );
                return Err(DeskError::refused("no_helpers", text));
            };
            let until = by.now + minutes * MINUTE;
            let mut called = called(tx).await?;
            called.retain(|_, until| by.now < *until);
            called.insert(team, until);
            store::setting::put(tx, HELP, &called).await?;
            let detail = json!({ "name": name, "minutes": minutes });
            audit::act(tx, &by, "team.help_called", &team.to_string(), detail).await?;
            tell(tx, &by, team, to, Some(until));
            Ok(())
        })
        .await
    }

    /// From now on they help when the rules say so.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn end_help(&self, by: &By, team: TeamId) -> Result<()> {
        by.demand(Permission::ChannelManage)?;
        let by = by.clone();
        self.write(async move |tx| {
            let name = name_of(tx, team).await?;
            let mut called = called(tx).await?;
            let was = called.remove(&team);
            if was.is_none_or(|until| until <= by.now) {
                return Ok(());
            }
            store::setting::put(tx, HELP, &called).await?;
            let detail = json!({ "name": name });
            audit::act(tx, &by, "team.help_ended", &team.to_string(), detail).await?;
            let to = routing(tx).await?.overflow.remove(&team);
            tell(tx, &by, team, to.unwrap_or_default(), None);
            Ok(())
        })
        .await
    }
}

async fn name_of(tx: &mut Tx, team: TeamId) -> Result<String> {
    let all = store::team::all(tx).await?;
    let found = all.into_iter().find(|t| t.id == team && !t.archived);
    found
        .map(|t| t.name)
        .ok_or_else(|| DeskError::missing("team"))
}

fn tell(tx: &mut Tx, by: &By, team: TeamId, to: Vec<TeamId>, until: Option<Millis>) {
    tx.emit(Event {
        at: by.now,
        actor: by.actor(),
        kind: EventKind::TeamHelp { team, to, until },
    });
}
