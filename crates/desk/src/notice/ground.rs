//! What a notice rests on, looked up: whoever sent it, the channel that writes, the plan and its day.

use super::look::sender;
use crate::{DeskError, Result, organization};
use domain::access::Permission;
use domain::notice::{Closing, Ground, State, Stopped, closing, day_holds, holds};
use domain::plan::{self, Plan};
use domain::{AgentId, Millis};
use store::Tx;
use store::notice::Notice;

/// The plan that it is part of, or the one that runs.
pub(super) async fn plan(tx: &mut Tx, n: &Notice) -> Result<Option<Plan>> {
    if n.plan.is_some() {
        return own(tx, n).await;
    }
    let over = store::plan::over(tx, n.channel).await?;
    Ok(over.active.map(|p| p.0))
}

/// The plan that it is part of.
async fn own(tx: &mut Tx, n: &Notice) -> Result<Option<Plan>> {
    let Some(id) = n.plan else {
        return Ok(None);
    };
    Ok(store::plan::load(tx, id).await?.map(|s| s.plan.0))
}

/// Whether the plan that gives the day has not been started.
pub(super) async fn waits(tx: &mut Tx, n: &Notice) -> Result<bool> {
    let plan = plan(tx, n).await?;
    Ok(plan.is_some_and(|p| p.state == plan::State::Draft))
}

/// When the channel closes, as letters of it say: of what was sent, as it was then.
pub(super) async fn closes_at(tx: &mut Tx, n: &Notice, now: Millis) -> Result<Option<Millis>> {
    if n.state != State::Draft {
        return Ok(n.closes_at);
    }
    let plan = plan(tx, n).await?;
    Ok(plan.and_then(|p| match closing(&p, now) {
        Closing::At(at) => Some(at),
        Closing::Over | Closing::Never => None,
    }))
}

/// Notes what the letters will say of the plan.
pub(super) async fn fix(tx: &mut Tx, n: &mut Notice, now: Millis) -> Result<()> {
    let plan = plan(tx, n).await?;
    let step = plan.as_ref().filter(|p| n.plan == Some(p.id));
    n.plan_step = step.map(|p| i64::try_from(p.at_step).unwrap_or(i64::MAX));
    n.closes_at = match plan.map(|p| closing(&p, now)) {
        _ if !n.content.0.is_dated() => None,
        Some(Closing::At(at)) => Some(at),
        // It has closed on the day that was said.
        Some(Closing::Over) => n.closes_at,
        Some(Closing::Never) | None => None,
    };
    Ok(())
}

/// Why a notice that goes out cannot go on.
pub(super) async fn lost(tx: &mut Tx, n: &Notice, now: Millis) -> Result<Option<Stopped>> {
    let ground = Ground {
        author: able(tx, n.sent_by).await?,
        sender: sender(tx, n.content.0.from).await?.is_ok(),
        plan: n.plan.is_none() || holds(own(tx, n).await?.as_ref(), n.plan_step),
        day: day_stands(tx, n, now).await?,
    };
    Ok(ground.lost())
}

/// Whether the day that the letters say can still be said.
async fn day_stands(tx: &mut Tx, n: &Notice, now: Millis) -> Result<bool> {
    let Some(said) = n.closes_at else {
        return Ok(true);
    };
    let plan = plan(tx, n).await?;
    let closes = plan.map_or(Closing::Never, |p| closing(&p, now));
    let zone = organization::of(tx).await?.zone;
    Ok(day_holds(&zone, said, closes, now)?)
}

/// Whether whoever sent it may still write.
async fn able(tx: &mut Tx, agent: Option<AgentId>) -> Result<bool> {
    let access = match agent {
        Some(id) => store::agent::access(tx, id).await?,
        None => None,
    };
    Ok(access.is_some_and(|a| a.demand(Permission::ConversationReply).is_ok()))
}

/// Refuses to go on with what cannot; `why` as the console says it.
pub(super) fn refuse(n: &Notice, lost: Option<Stopped>) -> Result<()> {
    let text = match lost {
        Some(Stopped::Plan) => "The plan of this notice was taken back: write another notice.",
        _ if n.content.0.is_dated() && n.closes_at.is_none() => {
            "No plan closes the channel any more, and the text names the day: write another notice."
        }
        _ => return Ok(()),
    };
    Err(DeskError::refused("plan_taken_back", text))
}
