//! A plan as a lead looks at it: what holds the step, what its figures say now, and what can be done.

use super::{base, force, readings};
use crate::{DeskError, Result};
use domain::Millis;
use domain::channel::Channel;
use domain::plan::{Effective, Plan, Reading, Wait, commands, effective, overlays_at, waits};
use std::collections::BTreeMap;
use store::Tx;
use store::plan::Stored;

/// A plan with what follows from it.
#[derive(Debug, Clone, PartialEq)]
pub struct View {
    pub plan: Plan,
    pub waits: Vec<Wait>,
    /// What is at the channel now.
    pub effective: Effective,
    /// The newest of each figure; where a guard rail watches it, over the time of that.
    pub readings: BTreeMap<String, Reading>,
    /// What the program saw last of things elsewhere.
    pub outside: Vec<store::probe::Outside>,
    /// The article and the macro that were made with it.
    pub kit: Option<store::plan::Kit>,
    /// What makes sense as the plan is; each can still be refused by the world.
    pub commands: Vec<&'static str>,
    pub updated_at: Millis,
}

pub(super) async fn of(tx: &mut Tx, stored: Stored, now: Millis) -> Result<View> {
    let plan = stored.plan.0;
    let channel = store::channel::load(tx, plan.channel).await?;
    let channel = channel.ok_or_else(|| DeskError::missing("channel"))?;
    let plan = plan.rebased(base(tx, &channel).await?);
    let readings = readings::of(tx, &plan, now).await?;
    Ok(View {
        waits: waits(&plan),
        effective: in_force(tx, &plan, &channel, now).await?,
        readings: readings::by_figure(&plan, &readings),
        outside: store::probe::outside(tx, plan.id).await?,
        kit: store::plan::kit(tx, plan.id).await?,
        commands: commands(&plan),
        updated_at: stored.updated_at,
        plan,
    })
}

/// Of a plan that runs or stands still what it makes of its channel, with the windows that are open now; of any other the
/// channel as it is.
pub(super) async fn in_force(
    tx: &mut Tx,
    plan: &Plan,
    channel: &Channel,
    now: Millis,
) -> Result<Effective> {
    let (stage, overlays) = match plan.is_active() {
        true => (effective(plan).stage, overlays_at(plan, now)),
        false => (
            channel.stage,
            force::of(tx, channel.id, now).await?.overlays,
        ),
    };
    Ok(Effective { stage, overlays })
}
