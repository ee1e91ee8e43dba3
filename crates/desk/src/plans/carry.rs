//! Carries a decision out: plan, diary, effects, and what changes at the channel, in one transaction.

use crate::{By, Result, audit, channels};
use domain::event::{Event, EventKind};
use domain::plan::{Decision, Effect, Effective, Happened, Plan, State, What, effective};
use serde_json::json;
use store::Tx;

/// The plan afterwards.
pub(super) async fn out(
    tx: &mut Tx,
    by: &By,
    plan: &Plan,
    revision: i64,
    decision: &Decision,
) -> Result<Plan> {
    let mut after = plan.clone();
    for event in &decision.events {
        after.apply(event);
    }
    if decision.events.is_empty() {
        return Ok(after);
    }
    store::plan::save(tx, &after, revision, by.now).await?;
    store::plan::add(tx, plan.id, &decision.events).await?;
    leave(tx, by, plan, &after).await?;
    let (now, later): (Vec<&Effect>, Vec<&Effect>) =
        (decision.effects.iter()).partition(|e| e.what.is_done_at_once());
    store::plan::add_effects(tx, plan.id, &later, by.now).await?;
    for effect in now {
        // Whoever holds a picture of the doors hears of it below, as of every decision.
        if let What::SetStage { channel, stage } = effect.what {
            channels::move_to(tx, by, channel, stage, &reason(&after, decision)).await?;
        }
    }
    told(tx, by, &after, decision).await?;
    Ok(after)
}

/// What stays in force when a plan is over, or was in force before it.
async fn leave(tx: &mut Tx, by: &By, before: &Plan, after: &Plan) -> Result<()> {
    let was = before.is_active() || matches!(before.state, State::Finished { .. });
    // Begun and over at once: it was a draft, and is none.
    let over = !after.is_active() && after.state != State::Draft;
    if was && over {
        let Effective { overlays, .. } = effective(after);
        store::plan::leave(tx, after, &overlays, by.now).await?;
    }
    Ok(())
}

/// Why the stage changes, for the diary of the channel.
fn reason(plan: &Plan, decision: &Decision) -> String {
    let said = decision.events.iter().find_map(|e| match &e.what {
        Happened::Undone { why, .. } | Happened::Abandoned { why } => Some(why.as_str()),
        Happened::Entered { why, .. } => Some(why.as_str()),
        _ => None,
    });
    let step = plan.steps.get(plan.at_step).map_or("", |s| s.name.as_str());
    let head = format!("Plan “{}”, “{step}”", plan.name);
    let text = match said.filter(|s| !s.is_empty()) {
        Some(said) => format!("{head}: {said}"),
        None => head,
    };
    text.chars()
        .take(domain::channel::life::REASON_MAX)
        .collect()
}

/// On the trail and in the feed, unless it was a mere look.
async fn told(tx: &mut Tx, by: &By, plan: &Plan, decision: &Decision) -> Result<()> {
    let words: Vec<String> = decision.events.iter().filter_map(word).collect();
    if words.is_empty() {
        return Ok(());
    }
    let channel = plan.channel;
    let detail = json!({ "channel": channel, "name": plan.name, "what": words, "step": plan.at_step,
        "version": plan.version });
    audit::act(tx, by, "plan.decided", &plan.id.to_string(), detail).await?;
    tx.emit(Event {
        at: by.now,
        actor: by.actor(),
        kind: EventKind::ChannelChanged { channel },
    });
    Ok(())
}

/// What happened, as the diary has it.
fn word(event: &domain::plan::Event) -> Option<String> {
    if matches!(event.what, Happened::Looked { .. }) {
        return None;
    }
    let value = serde_json::to_value(&event.what).ok()?;
    Some(value.get("type")?.as_str()?.to_owned())
}
