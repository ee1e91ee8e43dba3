//! What is in force at the doors of a channel: what was there before, and the overlays of the steps, in their order.

use super::{Audience, DAY, PLAN_MAX_MS, Plan, State};
use crate::Millis;
use crate::channel::Stage;
use crate::door::Overlay;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Effective {
    pub stage: Stage,
    pub overlays: Vec<Overlay>,
}

/// One day of a rehearsal, or the moment of a change within a day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Day {
    pub at: Millis,
    /// `None` after the last one.
    pub step: Option<usize>,
    pub stage: Stage,
    pub overlays: Vec<Overlay>,
}

/// What the plan makes of its channel as far as it is, outside of windows.
#[must_use]
pub fn effective(plan: &Plan) -> Effective {
    match plan.state {
        State::Draft | State::Undone { .. } | State::Abandoned { .. } => base(plan),
        State::Running(_) | State::Paused { .. } => in_step(plan, plan.at_step, None),
        State::Finished { .. } => at_end(plan),
    }
}

/// What is in force now: windows are open only while the plan runs.
#[must_use]
pub fn overlays_at(plan: &Plan, now: Millis) -> Vec<Overlay> {
    match &plan.state {
        State::Running(progress) => {
            let offset = now.saturating_sub(progress.entered);
            in_step(plan, plan.at_step, Some(offset)).overlays
        }
        _ => effective(plan).overlays,
    }
}

/// What is in force in one step at its fullest, its windows open.
#[must_use]
pub fn at_fullest(plan: &Plan, index: usize) -> Effective {
    let mut found = in_step(plan, index, None);
    let step = plan.steps.get(index);
    if step.is_some_and(|s| !s.windows.is_empty()) {
        found.overlays.extend(own(plan, index));
    }
    found
}

/// The audience that an overlay `LimitedTo` names.
#[must_use]
pub fn audience_of<'a>(plan: &'a Plan, key: &str) -> Option<&'a Audience> {
    let step = key.strip_prefix(&plan.id.to_string())?.strip_prefix('/')?;
    let step = plan.steps.get(step.parse::<usize>().ok()?)?;
    Some(&step.audience)
}

/// Each day from `from` on, and each change between, if every step lasts its shortest time and every gate opens.
#[must_use]
pub fn rehearse(plan: &Plan, from: Millis) -> Vec<Day> {
    let (first, gone) = match (&plan.state, plan.progress()) {
        (State::Draft, _) => (0, 0),
        (_, Some(progress)) => (plan.at_step, progress.served_ms),
        _ => return vec![day(from, None, effective(plan))],
    };
    let mut days = Vec::new();
    let mut start = from;
    for (index, step) in plan.steps.iter().enumerate().skip(first) {
        let (gone, lasts) = if index == first {
            (gone, (plan.due_ms() - gone).max(0))
        } else {
            (0, step.shortest_ms)
        };
        let lasts = lasts.min(PLAN_MAX_MS);
        let changes = step.windows.iter().flat_map(|w| [w.from_ms, w.to_ms]);
        let changes = changes.map(|offset| start + offset - gone);
        let mut moments: Vec<Millis> = changes.chain([start]).collect();
        moments.extend(days_between(from, start, start + lasts));
        moments.retain(|at| start <= *at && *at < start + lasts);
        moments.sort_unstable();
        moments.dedup();
        let of = |at: Millis| in_step(plan, index, Some(at - start + gone));
        days.extend(moments.into_iter().map(|at| day(at, Some(index), of(at))));
        start += lasts;
    }
    days.push(day(start, None, at_end(plan)));
    days
}

/// The starts of days, counted from `from`, that lie between.
fn days_between(from: Millis, start: Millis, end: Millis) -> impl Iterator<Item = Millis> {
    let first = (start - from + DAY - 1).div_euclid(DAY);
    (first..)
        .map(move |n| from + n * DAY)
        .take_while(move |at| *at < end)
}

fn day(at: Millis, step: Option<usize>, effective: Effective) -> Day {
    Day {
        at,
        step,
        stage: effective.stage,
        overlays: effective.overlays,
    }
}

fn base(plan: &Plan) -> Effective {
    Effective {
        stage: plan.base.stage,
        overlays: plan.base.overlays.clone(),
    }
}

/// With the overlays of one step; `offset` from its start says whether a window is open.
fn in_step(plan: &Plan, index: usize, offset: Option<Millis>) -> Effective {
    let mut found = before(plan, index);
    let Some(step) = plan.steps.get(index) else {
        return found;
    };
    if step.clears {
        found.overlays.clear();
    }
    found.stage = step.stage.unwrap_or(found.stage);
    let open = offset.is_some_and(|at| step.windows.iter().any(|w| w.holds(at)));
    if step.windows.is_empty() || open {
        found.overlays.extend(own(plan, index));
    }
    found
}

/// What earlier steps leave behind.
fn before(plan: &Plan, index: usize) -> Effective {
    let mut found = base(plan);
    for (i, step) in plan.steps.iter().enumerate().take(index) {
        if step.clears {
            found.overlays.clear();
        }
        if step.keeps {
            found.overlays.extend(own(plan, i));
        }
        found.stage = step.stage.unwrap_or(found.stage);
    }
    found
}

fn at_end(plan: &Plan) -> Effective {
    before(plan, plan.steps.len())
}

/// The overlays of one step, with the name of its audience where they mean it.
fn own(plan: &Plan, index: usize) -> impl Iterator<Item = Overlay> {
    let overlays = plan.steps.get(index).map_or(&[][..], |s| &s.overlays);
    overlays.iter().map(move |overlay| match overlay {
        Overlay::LimitedTo { audience } if audience.is_empty() => Overlay::LimitedTo {
            audience: format!("{}/{index}", plan.id),
        },
        other => other.clone(),
    })
}
