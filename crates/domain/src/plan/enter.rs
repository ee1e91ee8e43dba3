//! Whether a step may begin in the world as it is.

use super::absorb::CAPTIVE_MAX;
use super::step::turns_away;
use super::{Audience, Ctx, Kind, Plan, Step};
use crate::channel::Stage;
use crate::door::Overlay;
use crate::{ChannelId, Refusal};
use std::collections::BTreeSet;

/// Whether the step may begin.
pub(super) fn may(plan: &Plan, index: usize, ctx: &Ctx) -> Result<(), Refusal> {
    let Some(step) = plan.steps.get(index) else {
        return Err(Refusal::new("last_step", "There is no further step."));
    };
    alone(ctx)?;
    audience(step, index, ctx)?;
    if step.stage == Some(Stage::Live) {
        live(plan, ctx)?;
    }
    if step.turns_away() {
        successors(plan, step, ctx)?;
    }
    if plan.kind == Kind::WindDown && step.turns_away() {
        absorbed(ctx)?;
        captive(step, ctx)?;
    }
    audited(ctx)
}

/// Whether all audiences and successors hold, already when the plan starts.
pub(super) fn whole(plan: &Plan, ctx: &Ctx) -> Result<(), Refusal> {
    for (index, step) in plan.steps.iter().enumerate() {
        audience(step, index, ctx)?;
        if step.turns_away() {
            successors(plan, step, ctx)?;
        }
    }
    Ok(())
}

fn alone(ctx: &Ctx) -> Result<(), Refusal> {
    match ctx.channel.other_plan {
        Some(other) => Err(Refusal::new(
            "another_plan_runs",
            format!(
                "Another plan of this channel is under way ({other}). Finish or undo it first."
            ),
        )),
        None => Ok(()),
    }
}

fn audience(step: &Step, index: usize, ctx: &Ctx) -> Result<(), Refusal> {
    let name = &step.name;
    if matches!(step.audience, Audience::Share { .. }) && !ctx.channel.knows_again {
        let text = format!(
            "“{name}” asks for a share, but who comes to this channel is not known again. Use a list."
        );
        return Err(Refusal::new("share_needs_identity", text).on("audience"));
    }
    let Some(reach) = ctx.reach.get(&index) else {
        return Ok(());
    };
    if reach.people <= 0 && step.audience != Audience::Everyone {
        let text = format!("Nobody belongs to the audience of “{name}”.");
        return Err(Refusal::new("audience_is_empty", text).on("audience"));
    }
    if step.stage == Some(Stage::Pilot) && reach.people >= reach.of && reach.of > 0 {
        let text = format!("The audience of “{name}” is everybody: that is no pilot.");
        return Err(Refusal::new("audience_is_everybody", text).on("audience"));
    }
    Ok(())
}

fn live(plan: &Plan, ctx: &Ctx) -> Result<(), Refusal> {
    if let Some(lack) = ctx.channel.lacks.first() {
        let text = format!("The channel needs {} before it is live.", lack.word());
        return Err(Refusal::new("not_ready_for_live", text));
    }
    if plan.kind == Kind::Launch && plan.close_plan.trim().is_empty() {
        let text = "Say how the channel would be closed again before it is live.";
        return Err(Refusal::new("no_close_plan", text).on("close_plan"));
    }
    Ok(())
}

/// Each channel that people are sent to takes them, and the way ends.
fn successors(plan: &Plan, step: &Step, ctx: &Ctx) -> Result<(), Refusal> {
    let redirects = step.overlays.iter().filter_map(|o| match o {
        Overlay::Redirect { to } => Some(*to),
        _ => None,
    });
    let mut targets: Vec<ChannelId> = redirects.collect();
    let elsewhere = |o: &&Overlay| turns_away(o) && !matches!(o, Overlay::Redirect { .. });
    let needs = step.stage.is_some() || step.overlays.iter().any(|o| elsewhere(&o));
    if needs || targets.is_empty() {
        let Some(successor) = ctx.channel.successor else {
            let text = "The channel needs a successor: where do its customers go?";
            return Err(Refusal::new("no_successor", text).on("successor"));
        };
        targets.push(successor);
    }
    targets.iter().try_for_each(|t| takes(plan, *t, ctx))
}

fn takes(plan: &Plan, target: ChannelId, ctx: &Ctx) -> Result<(), Refusal> {
    let mut been = BTreeSet::from([plan.channel]);
    let mut at = target;
    loop {
        if !been.insert(at) {
            let text = "The successors lead in a circle.";
            return Err(Refusal::new("successor_circle", text).on("successor"));
        }
        let Some(neighbour) = ctx.channels.get(&at) else {
            let text = "The successor is not known.";
            return Err(Refusal::new("successor_unknown", text).on("successor"));
        };
        let ending = matches!(neighbour.stage, Stage::WindingDown | Stage::Closed);
        if at == target && (ending || neighbour.ends) {
            let text = "The successor is itself winding down or closed.";
            return Err(Refusal::new("successor_ends", text).on("successor"));
        }
        if at == target && (neighbour.paused || neighbour.stage == Stage::Draft) {
            let text = "The successor takes nothing now: it is a draft, or paused.";
            return Err(Refusal::new("successor_takes_nothing", text).on("successor"));
        }
        match neighbour.successor {
            Some(next) => at = next,
            None => return Ok(()),
        }
    }
}

fn absorbed(ctx: &Ctx) -> Result<(), Refusal> {
    let Some(answer) = &ctx.absorb else {
        let text = "Whether the other channels can carry what comes here is not measured yet.";
        return Err(Refusal::new("absorb_not_measured", text));
    };
    match answer.targets.iter().find(|t| !t.pass) {
        Some(target) => Err(Refusal::new("absorb_fails", target.say())),
        None => Ok(()),
    }
}

/// Nobody who can use only this channel is left alone when it closes.
fn captive(step: &Step, ctx: &Ctx) -> Result<(), Refusal> {
    let left = ctx.absorb.as_ref().map_or(0, |a| a.captive_left.len());
    if left == 0 || step.stage != Some(Stage::Closed) {
        return Ok(());
    }
    let least = if left >= CAPTIVE_MAX { "At least " } else { "" };
    let text =
        format!("{least}{left} people have no other way that they can use. Agree on one first.");
    Err(Refusal::new("captive_left", text))
}

fn audited(ctx: &Ctx) -> Result<(), Refusal> {
    match ctx.dead_ends.as_deref() {
        Some([]) => Ok(()),
        Some([witness, ..]) => Err(Refusal::new("dead_end", witness.clone())),
        None => Err(Refusal::new(
            "not_audited",
            "The dead-end audit of this step has not run yet.",
        )),
    }
}
