//! What a decision about a plan needs to know of the house, as it is in the transaction that decides.

use super::{absorb, reach, readings};
use crate::promise::Known;
use crate::{By, DeskError, Result, channels, dead_end};
use domain::channel::Channel;
use domain::plan::{
    ChannelFacts, Command, Ctx, GoesOn, Kind, Lack, Neighbour, Plan, Reading, State,
};
use domain::{ChannelId, Millis, PlanId};
use std::collections::{BTreeMap, BTreeSet};
use store::Tx;

/// What a decision rests on beside the plan itself.
pub(super) struct Asking<'a> {
    pub by: &'a By,
    pub expected: Option<i64>,
    pub known: &'a Known,
    pub readings: BTreeMap<String, Reading>,
}

/// What is known before this command.
pub(super) async fn of(
    tx: &mut Tx,
    plan: &Plan,
    command: &Command,
    asking: &Asking<'_>,
) -> Result<Ctx> {
    let channel = store::channel::load(tx, plan.channel).await?;
    let channel = channel.ok_or_else(|| DeskError::missing("channel"))?;
    let active = store::plan::active(tx).await?;
    let now = asking.by.now;
    let mut ctx = Ctx {
        now,
        actor: asking.by.actor(),
        expected: asking.expected,
        channel: facts(tx, plan, &channel, &active).await?,
        channels: neighbours(tx, plan.channel, &active).await?,
        reach: BTreeMap::new(),
        readings: asking.readings.clone(),
        dead_ends: None,
        absorb: None,
    };
    let Some(step) = entering(plan, command, now) else {
        return Ok(ctx);
    };
    let whole = plan.state == State::Draft;
    let last = if whole { plan.steps.len() } else { step + 1 };
    ctx.reach = reach::of(tx, plan, step..last, now).await?;
    let begins = plan.steps.get(step);
    if plan.kind == Kind::WindDown && begins.is_some_and(domain::plan::Step::turns_away) {
        ctx.absorb = absorb::of(tx, asking.known, &channel, plan, now).await?;
    }
    ctx.dead_ends = Some(match whole {
        true => ahead(tx, plan, now).await?,
        false => dead_end::of_step(tx, plan, step, now).await?,
    });
    Ok(ctx)
}

/// A plan does not start towards a dead end, however late it would come.
async fn ahead(tx: &mut Tx, plan: &Plan, now: Millis) -> Result<Vec<String>> {
    let ahead = dead_end::of_plan(tx, plan, now).await?;
    let all = plan.steps.iter().zip(ahead).enumerate();
    let told = all.flat_map(|(n, (step, ahead))| {
        let name = step.name.clone();
        let said = move |sentence: String| match n {
            0 => sentence,
            n => format!("Step {}, “{name}”: {sentence}", n + 1),
        };
        ahead.dead_ends.into_iter().map(said)
    });
    Ok(told.collect())
}

/// The step that this command may begin: what it asks of the world is only looked up then.
fn entering(plan: &Plan, command: &Command, now: Millis) -> Option<usize> {
    let next = plan.at_step + 1;
    match command {
        Command::Start => Some(0),
        Command::GoOn { .. } => Some(next),
        Command::Tick => {
            let progress = plan.progress()?;
            let step = plan.steps.get(plan.at_step)?;
            let served = progress.served_ms + (now - progress.seen).max(0);
            let over = served >= plan.due_ms() && step.goes_on == GoesOn::ByItself;
            (over && next < plan.steps.len()).then_some(next)
        }
        _ => None,
    }
}

async fn facts(
    tx: &mut Tx,
    plan: &Plan,
    channel: &Channel,
    active: &[Plan],
) -> Result<ChannelFacts> {
    let facts = channels::facts(tx, channel).await?;
    let lacks = [
        (facts.owner, Lack::Owner),
        (facts.hours, Lack::Hours),
        (facts.staff > 0, Lack::Staff),
        (facts.target_min > 0, Lack::Target),
    ];
    let other = active.iter().find(|p| p.channel == channel.id);
    let other = other.map(|p| p.id).filter(|id| *id != plan.id);
    Ok(ChannelFacts {
        stage: channel.stage,
        overlays: store::plan::over(tx, channel.id)
            .await?
            .left
            .map(|l| l.0)
            .unwrap_or_default(),
        lacks: lacks.into_iter().filter(|l| !l.0).map(|l| l.1).collect(),
        successor: channel.successor,
        knows_again: readings::knows_again(channel),
        other_plan: match other {
            Some(other) => Some(other),
            None => later(tx, plan).await?,
        },
    })
}

/// A plan that is over can only be undone while no later one of the channel is over too.
async fn later(tx: &mut Tx, plan: &Plan) -> Result<Option<PlanId>> {
    if !matches!(plan.state, State::Finished { .. }) {
        return Ok(None);
    }
    let last = store::plan::last(tx, plan.channel).await?;
    Ok(last.filter(|id| *id != plan.id))
}

async fn neighbours(
    tx: &mut Tx,
    own: ChannelId,
    active: &[Plan],
) -> Result<BTreeMap<ChannelId, Neighbour>> {
    let ends = active.iter().filter(|p| p.kind == Kind::WindDown);
    let ends: BTreeSet<ChannelId> = ends.map(|p| p.channel).collect();
    let all = store::channel::all(tx).await?;
    let others = all.into_iter().filter(|c| c.id != own);
    let neighbour = |c: Channel| Neighbour {
        stage: c.stage,
        paused: c.paused,
        ends: ends.contains(&c.id),
        successor: c.successor,
    };
    Ok(others.map(|c| (c.id, neighbour(c))).collect())
}
