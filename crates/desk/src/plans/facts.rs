//! What a decision about a plan needs to know of the house: what takes long to see, and the rest as it is in the transaction
//! that decides.

use super::{absorb, load, reach, readings};
use crate::promise::Known;
use crate::{By, DeskError, Result, channels, dead_end};
use domain::channel::Channel;
use domain::migration::Expected;
use domain::plan::{
    ChannelFacts, Command, Ctx, Kind, Lack, Neighbour, Plan, Reach, Readings, State, may_begin,
};
use domain::{ChannelId, Millis, PlanId};
use std::collections::{BTreeMap, BTreeSet};
use store::Tx;

/// What somebody, or the clock, asks of a plan.
pub(super) struct Order {
    pub by: By,
    pub plan: PlanId,
    /// The version that they saw.
    pub expected: Option<i64>,
    pub command: Command,
}

/// What takes long to see, as it was when the plan was at that revision: it is seen beside the work of others, and decided by
/// only while the plan is the same.
#[derive(Default)]
pub(super) struct Seen {
    pub revision: i64,
    readings: Readings,
    reach: BTreeMap<usize, Reach>,
    dead_ends: Option<Vec<String>>,
    absorb: Option<domain::plan::absorb::Answer>,
    /// What the absorb check expects of those who come by this channel.
    pub expected: Option<Expected>,
}

pub(super) async fn seen(tx: &mut Tx, order: &Order, known: &Known) -> Result<Seen> {
    let stored = load(tx, order.plan).await?;
    let (plan, now) = (&stored.plan.0, order.by.now);
    let mut seen = Seen {
        revision: stored.revision,
        ..Seen::default()
    };
    let refused = order.expected.is_some_and(|v| v != plan.version);
    if refused || !order.command.looks() {
        return Ok(seen);
    }
    seen.readings = readings::of(tx, plan, now).await?;
    let Some(step) = may_begin(plan, &order.command, now) else {
        return Ok(seen);
    };
    let whole = plan.state == State::Draft;
    let last = if whole { plan.steps.len() } else { step + 1 };
    seen.reach = reach::of(tx, plan, step..last, now).await?;
    let begins = plan.steps.get(step);
    if plan.kind == Kind::WindDown && begins.is_some_and(domain::plan::Step::turns_away) {
        let channel = channel(tx, plan).await?;
        let checked = absorb::of(tx, known, &channel, plan, now).await?;
        (seen.absorb, seen.expected) = checked.map(|c| (c.answer, c.expected)).unzip();
    }
    seen.dead_ends = Some(match whole {
        true => ahead(tx, plan, now).await?,
        false => dead_end::of_step(tx, plan, step, now).await?,
    });
    Ok(seen)
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

async fn channel(tx: &mut Tx, plan: &Plan) -> Result<Channel> {
    let channel = store::channel::load(tx, plan.channel).await?;
    channel.ok_or_else(|| DeskError::missing("channel"))
}

/// What is known before this command.
pub(super) async fn of(tx: &mut Tx, plan: &Plan, order: &Order, seen: &Seen) -> Result<Ctx> {
    let channel = channel(tx, plan).await?;
    let active = store::plan::active(tx).await?;
    Ok(Ctx {
        now: order.by.now,
        actor: order.by.actor(),
        expected: order.expected,
        channel: facts(tx, plan, &channel, &active).await?,
        channels: neighbours(tx, plan.channel, &active).await?,
        reach: seen.reach.clone(),
        readings: seen.readings.clone(),
        dead_ends: seen.dead_ends.clone(),
        absorb: seen.absorb.clone(),
    })
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

/// A plan that is finished can only be undone while no later one of the channel is finished and stands.
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
