//! What no plan may be, whatever the world is like: too large, absurd, or in contradiction with itself.

use super::gate::{CHECKS_MAX, METRIC_MAX, SMALLEST_N_MAX};
use super::metrics;
use super::step::turns_away;
use super::{
    Base, Content, GATES_MAX, Gate, GuardRail, Kind, NAME_MAX, OVERLAYS_MAX, PLAN_MAX_MS, Plan,
    STEP_MAX_MS, STEP_MIN_MS, STEPS_MAX, Step, TASKS_MAX, TEXT_MAX, WINDOWS_MAX,
};
use crate::channel::Stage;
use crate::door::Overlay;
use crate::{Millis, Refusal};

fn no<T>(code: &'static str, text: impl Into<String>, field: &'static str) -> Result<T, Refusal> {
    Err(Refusal::new(code, text).on(field))
}

fn short(text: &str, most: usize, field: &'static str) -> Result<(), Refusal> {
    if text.chars().count() > most {
        return no(
            "text_too_long",
            format!("At most {most} characters."),
            field,
        );
    }
    Ok(())
}

fn few(count: usize, most: usize, field: &'static str) -> Result<(), Refusal> {
    if count > most {
        return no("too_many", format!("At most {most}."), field);
    }
    Ok(())
}

/// A draft need not be whole, only bounded.
pub(super) fn bounds(content: &Content) -> Result<(), Refusal> {
    short(&content.name, NAME_MAX, "name")?;
    short(&content.reason, TEXT_MAX, "reason")?;
    short(&content.close_plan, TEXT_MAX, "close_plan")?;
    few(content.steps.len(), STEPS_MAX, "steps")?;
    content.steps.iter().try_for_each(step_bounds)
}

fn step_bounds(step: &Step) -> Result<(), Refusal> {
    short(&step.name, NAME_MAX, "name")?;
    few(step.gates.len(), GATES_MAX, "gates")?;
    few(step.guards.len(), GATES_MAX, "guards")?;
    few(step.tasks.len(), TASKS_MAX, "tasks")?;
    few(step.outside.len(), TASKS_MAX, "outside")?;
    few(step.overlays.len(), OVERLAYS_MAX, "overlays")?;
    few(step.windows.len(), WINDOWS_MAX, "windows")?;
    let windows = step.windows.iter().flat_map(|w| [w.from_ms, w.to_ms]);
    let due = step.tasks.iter().map(|t| t.due_ms);
    let mut times = windows.chain(due).chain([step.shortest_ms]);
    if times.any(|t| !(0..=STEP_MAX_MS).contains(&t)) {
        let text = "A time of a step lies between nought and 400 days.";
        return no("step_time", text, "shortest_ms");
    }
    if !step.audience.is_bounded() {
        return no("too_many", "The audience is too large a list.", "audience");
    }
    let texts = step.tasks.iter().map(|t| &t.what);
    let mut texts = texts.chain(step.outside.iter().map(|o| &o.what));
    texts.try_for_each(|t| short(t, TEXT_MAX, "tasks"))?;
    let metrics = step.gates.iter().chain(step.guards.iter().map(|g| &g.gate));
    metrics
        .map(|g| &g.metric)
        .try_for_each(|m| short(m, METRIC_MAX, "metric"))
}

/// Whether it can start at all.
pub(super) fn sound(plan: &Plan) -> Result<(), Refusal> {
    if plan.name.trim().is_empty() {
        return no("name_missing", "The plan needs a name.", "name");
    }
    if plan.reason.trim().is_empty() {
        return no("reason_missing", "Say why.", "reason");
    }
    if plan.owner.is_none() {
        return no("no_owner", "The plan needs an owner.", "owner");
    }
    if plan.steps.is_empty() {
        return no("no_steps", "The plan has no step.", "steps");
    }
    plan.steps.iter().try_for_each(|s| step(s, plan))?;
    let all: Millis = plan.steps.iter().map(|s| s.shortest_ms).sum();
    if all > PLAN_MAX_MS {
        return no("too_long", "The plan lasts more than three years.", "steps");
    }
    Ok(())
}

fn step(step: &Step, plan: &Plan) -> Result<(), Refusal> {
    let name = &step.name;
    if name.trim().is_empty() {
        return no("name_missing", "Each step needs a name.", "name");
    }
    if !(STEP_MIN_MS..=STEP_MAX_MS).contains(&step.shortest_ms) {
        let text = format!("“{name}” must last an hour at least, and 400 days at most.");
        return no("step_time", text, "shortest_ms");
    }
    if step.audience.is_empty() {
        let text = format!("Nobody belongs to the audience of “{name}”.");
        return no("audience_is_empty", text, "audience");
    }
    if step.audience.is_everybody() && step.stage == Some(Stage::Pilot) {
        let text = format!("The audience of “{name}” is everybody: that is no pilot.");
        return no("audience_is_everybody", text, "audience");
    }
    overlays(step, plan)?;
    windows(step)?;
    gates(&step.gates)?;
    step.guards.iter().try_for_each(guard)?;
    let late = |due: Millis| !(0..=STEP_MAX_MS).contains(&due);
    if step.tasks.iter().any(|t| late(t.due_ms)) {
        return no("task_time", "A task is due at an absurd time.", "tasks");
    }
    Ok(())
}

fn overlays(step: &Step, plan: &Plan) -> Result<(), Refusal> {
    let count = |is: fn(&Overlay) -> bool| step.overlays.iter().filter(|o| is(o)).count();
    let limited = count(|o| matches!(o, Overlay::LimitedTo { .. }));
    if count(turns_away) > 1 || limited > 1 {
        let text = format!("The effects of “{}” contradict each other.", step.name);
        return no("overlays_contradict", text, "overlays");
    }
    if limited > 0 && step.audience.is_everybody() {
        let text = format!("“{}” is limited to everybody.", step.name);
        return no("limited_to_everybody", text, "overlays");
    }
    if step.overlays.contains(&Overlay::Outage) {
        let text = "An outage is started and ended by its own switch, not by a plan.";
        return no("overlay_is_no_step", text, "overlays");
    }
    if step.overlays.contains(&Overlay::Refuse) {
        let text = "A closed channel refuses strangers by its own switch, not by a plan.";
        return no("overlay_is_no_step", text, "overlays");
    }
    let circle = |o: &Overlay| matches!(o, Overlay::Redirect { to } if *to == plan.channel);
    if step.overlays.iter().any(circle) {
        let text = "The channel is redirected to itself.";
        return no("successor_circle", text, "overlays");
    }
    Ok(())
}

fn windows(step: &Step) -> Result<(), Refusal> {
    if step.keeps && !step.windows.is_empty() {
        let text = "What holds at times only cannot stay after the step.";
        return no("windows_contradict", text, "windows");
    }
    let mut end = 0;
    for window in &step.windows {
        if window.from_ms < end || window.to_ms <= window.from_ms || window.to_ms > step.shortest_ms
        {
            let text = "The times must follow each other within the step.";
            return no("windows_contradict", text, "windows");
        }
        end = window.to_ms;
    }
    Ok(())
}

/// Each can pass, and all at once.
pub(super) fn gates(gates: &[Gate]) -> Result<(), Refusal> {
    few(gates.len(), GATES_MAX, "gates")?;
    gates.iter().try_for_each(gate)?;
    let pairs = gates.iter().enumerate();
    let pairs = pairs.flat_map(|(i, a)| gates.iter().skip(i + 1).map(move |b| (a, b)));
    for (a, b) in pairs {
        if !a.agrees_with(b) {
            let text = format!("The gates on {} exclude each other.", a.metric);
            return no("gate_never_passes", text, "gates");
        }
    }
    Ok(())
}

fn gate(gate: &Gate) -> Result<(), Refusal> {
    let metric = &gate.metric;
    let Some(known) = metrics::find(metric) else {
        let text = "There is no such figure. Choose one of those that are listed.";
        return no("no_such_metric", text, "metric");
    };
    if gate.unit != known.unit {
        let text = format!("The gate on {metric} is of another unit than the figure.");
        return no("metric_unit", text, "unit");
    }
    if !gate.can_pass() {
        let text = format!("The gate on {metric} can never open.");
        return no("gate_never_passes", text, "threshold");
    }
    if !(1..=SMALLEST_N_MAX).contains(&gate.smallest_n) {
        let text = format!("The gate on {metric} must ask for one case at least.");
        return no("gate_never_passes", text, "smallest_n");
    }
    if !(STEP_MIN_MS..=STEP_MAX_MS).contains(&gate.window_ms) {
        let text = format!("The gate on {metric} is about an absurd time.");
        return no("step_time", text, "window_ms");
    }
    Ok(())
}

fn guard(rail: &GuardRail) -> Result<(), Refusal> {
    gate(&rail.gate)?;
    if !metrics::is_measured(&rail.gate.metric) {
        let text = format!(
            "{} is not measured: no guard rail can watch it.",
            rail.gate.metric
        );
        return no("metric_not_measured", text, "guards");
    }
    let of = 1..=CHECKS_MAX;
    if !of.contains(&rail.of) || !(1..=rail.of).contains(&rail.breaches) || rail.missing == 0 {
        let text = format!("The guard rail on {} never holds.", rail.gate.metric);
        return no("guard_never_holds", text, "guards");
    }
    few(usize::from(rail.missing), usize::from(CHECKS_MAX), "guards")
}

fn rank(stage: Stage) -> u8 {
    match stage {
        Stage::Draft => 0,
        Stage::Pilot => 1,
        Stage::Live => 2,
        Stage::WindingDown => 3,
        Stage::Closed => 4,
    }
}

/// The stages of the steps fit the kind of the plan, the channel, and each other.
pub(super) fn stages(kind: Kind, base: &Base, steps: &[Step]) -> Result<(), Refusal> {
    let from = rank(base.stage);
    // Closed, or on its way there, a channel can be launched again.
    let mut last = if kind == Kind::Launch && from > 2 {
        0
    } else {
        from
    };
    for step in steps {
        let Some(stage) = step.stage else { continue };
        let fits = match kind {
            Kind::Launch => rank(stage) <= 2,
            Kind::Adjust => false,
            Kind::WindDown => rank(stage) >= 3,
        };
        if !fits || rank(stage) < last {
            let text = format!("The stage of “{}” does not follow.", step.name);
            return no("stage_does_not_follow", text, "stage");
        }
        last = rank(stage);
    }
    Ok(())
}
