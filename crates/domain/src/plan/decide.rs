//! What a command does to a plan.

use super::look::{Wait, look, tick, waits};
use super::made::Made;
use super::{
    Base, Cause, Confirmed, Content, Ctx, Done, EXTENSIONS_MAX, Effect, Entry, Event, Gate,
    Happened, News, Plan, State, TEXT_MAX, Verdict, check, effective, enter,
};
use crate::event::Actor;
use crate::{AgentId, Refusal};

#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    Revise(Content),
    Start,
    /// Time has passed, figures were read.
    Tick,
    /// The next step; `written` when a gate is still inconclusive after the last extension.
    GoOn {
        written: Option<String>,
    },
    Extend {
        why: String,
    },
    Pause {
        why: String,
    },
    Resume,
    /// One step back.
    RollBack {
        why: String,
    },
    /// All back to how it was, also after the end.
    Undo {
        why: String,
    },
    Finish {
        written: Option<String>,
    },
    Abandon {
        why: String,
    },
    /// Other gates for a step that is not over; the step that runs begins anew.
    ChangeGates {
        step: usize,
        gates: Vec<Gate>,
        why: String,
    },
    DoTask {
        step: usize,
        task: usize,
        note: String,
    },
    /// By a person or, as the system, by the probe.
    Confirm {
        step: usize,
        item: usize,
        note: String,
    },
}

impl Command {
    /// Whether it asks for figures, or for what a step that begins would do.
    #[must_use]
    pub fn looks(&self) -> bool {
        matches!(
            self,
            Self::Start | Self::Tick | Self::GoOn { .. } | Self::Finish { .. } | Self::Pause { .. }
        )
    }
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Decision {
    pub events: Vec<Event>,
    pub effects: Vec<Effect>,
}

/// What happens.
pub fn decide(plan: &Plan, command: Command, ctx: &Ctx) -> Result<Decision, Refusal> {
    if ctx.expected.is_some_and(|v| v != plan.version) {
        let text = "Somebody else changed the plan in the meantime. Look at it again.";
        return Err(Refusal::new("version_conflict", text));
    }
    match command {
        Command::Revise(content) => revise(plan, content, ctx),
        Command::Start => start(plan, ctx),
        Command::Tick => tick(plan, ctx),
        Command::GoOn { written } => go_on(plan, written, ctx),
        Command::Finish { written } => finish(plan, written, ctx),
        Command::Extend { why } => extend(plan, why, ctx),
        Command::Pause { why } => pause(plan, why, ctx),
        Command::Resume => resume(plan, ctx),
        Command::RollBack { why } => roll_back(plan, why, ctx),
        Command::Undo { why } => undo(plan, why, ctx),
        Command::Abandon { why } => abandon(plan, why, ctx),
        Command::ChangeGates { step, gates, why } => change_gates(plan, step, gates, why, ctx),
        Command::DoTask { step, task, note } => do_task(plan, step, task, note, ctx),
        Command::Confirm { step, item, note } => confirm(plan, step, item, note, ctx),
    }
}

fn one(plan: &Plan, ctx: &Ctx, what: Happened) -> Decision {
    let mut made = Made::of(plan, ctx);
    made.event(what);
    made.done()
}

fn refused<T>(code: &'static str, text: &str) -> Result<T, Refusal> {
    Err(Refusal::new(code, text))
}

/// A reason in words.
fn said(why: &str, field: &'static str) -> Result<String, Refusal> {
    let why = why.trim();
    if why.is_empty() {
        return Err(Refusal::new("reason_missing", "Say why.").on(field));
    }
    if why.chars().count() > TEXT_MAX {
        return Err(Refusal::new("text_too_long", "The text is too long.").on(field));
    }
    Ok(why.to_owned())
}

fn agent(ctx: &Ctx) -> Result<AgentId, Refusal> {
    match ctx.actor {
        Actor::Agent(agent) => Ok(agent),
        _ => refused("not_a_person", "Only a person can do this."),
    }
}

fn running(plan: &Plan) -> Result<(), Refusal> {
    match plan.state {
        State::Running(_) => Ok(()),
        State::Paused { .. } => refused("plan_is_paused", "The plan is paused. Resume it first."),
        State::Draft => refused("plan_is_draft", "The plan has not started."),
        _ => refused("plan_is_over", "The plan is over."),
    }
}

fn active(plan: &Plan) -> Result<(), Refusal> {
    if plan.is_active() {
        Ok(())
    } else {
        running(plan)
    }
}

fn draft(plan: &Plan) -> Result<(), Refusal> {
    match plan.state {
        State::Draft => Ok(()),
        _ => refused("plan_has_started", "The plan has started."),
    }
}

fn revise(plan: &Plan, content: Content, ctx: &Ctx) -> Result<Decision, Refusal> {
    draft(plan)?;
    check::bounds(&content)?;
    Ok(one(plan, ctx, Happened::Revised { content }))
}

fn start(plan: &Plan, ctx: &Ctx) -> Result<Decision, Refusal> {
    draft(plan)?;
    check::sound(plan)?;
    enter::whole(plan, ctx)?;
    enter::may(plan, 0, ctx)?;
    let mut made = Made::of(plan, ctx);
    let base = Base {
        stage: ctx.channel.stage,
        overlays: ctx.channel.overlays.clone(),
    };
    check::stages(plan.kind, &base, &plan.steps)?;
    made.based(base);
    made.enter(0, Entry::Started, plan.reason.clone());
    Ok(made.done())
}

/// Nothing holds the step, or a person answers in writing for what is inconclusive.
fn free(made: &mut Made, written: Option<String>) -> Result<(), Refusal> {
    look(made, false);
    let waits = waits(&made.plan);
    let mut unclear = false;
    for wait in &waits {
        match wait {
            Wait::Time { .. } => {
                return refused("too_early", "The step has not lasted long enough.");
            }
            Wait::Gate {
                verdict: Verdict::Inconclusive,
                ..
            } => unclear = true,
            Wait::Gate { .. } => return refused("gate_fails", "A gate fails."),
            Wait::Task { .. } => return refused("task_is_open", "A task is not done."),
            Wait::Outside { .. } => {
                return refused("not_confirmed", "Something elsewhere is not confirmed.");
            }
        }
    }
    if !unclear {
        return Ok(());
    }
    let extended = made.plan.progress().map_or(0, |p| p.extended);
    let (EXTENSIONS_MAX.., Some(text)) = (extended, written) else {
        let text = "A gate is inconclusive. After two extensions a person decides in writing.";
        return refused("gate_is_inconclusive", text);
    };
    agent(made.ctx)?;
    let text = said(&text, "written")?;
    made.event(Happened::Decided { text });
    Ok(())
}

fn go_on(plan: &Plan, written: Option<String>, ctx: &Ctx) -> Result<Decision, Refusal> {
    running(plan)?;
    let mut made = Made::of(plan, ctx);
    let next = plan.at_step + 1;
    if next >= plan.steps.len() {
        return refused("last_step", "This is the last step: finish the plan.");
    }
    free(&mut made, written)?;
    enter::may(plan, next, ctx)?;
    made.enter(next, Entry::WentOn, String::new());
    Ok(made.done())
}

fn finish(plan: &Plan, written: Option<String>, ctx: &Ctx) -> Result<Decision, Refusal> {
    running(plan)?;
    if plan.at_step + 1 < plan.steps.len() {
        return refused("steps_left", "There are further steps.");
    }
    let mut made = Made::of(plan, ctx);
    free(&mut made, written)?;
    made.event(Happened::Finished);
    made.tell(News::Finished);
    Ok(made.done())
}

fn extend(plan: &Plan, why: String, ctx: &Ctx) -> Result<Decision, Refusal> {
    running(plan)?;
    let why = said(&why, "why")?;
    if plan
        .progress()
        .is_some_and(|p| p.extended >= EXTENSIONS_MAX)
    {
        let text = "The step was extended twice. Now a person decides in writing.";
        return refused("extended_twice", text);
    }
    Ok(one(plan, ctx, Happened::Extended { why }))
}

fn pause(plan: &Plan, why: String, ctx: &Ctx) -> Result<Decision, Refusal> {
    running(plan)?;
    let why = said(&why, "why")?;
    let mut made = Made::of(plan, ctx);
    look(&mut made, false);
    let cause = Cause::Person;
    made.event(Happened::Paused { cause, why });
    Ok(made.done())
}

fn resume(plan: &Plan, ctx: &Ctx) -> Result<Decision, Refusal> {
    match plan.state {
        State::Paused { .. } => Ok(one(plan, ctx, Happened::Resumed)),
        _ => refused("plan_is_not_paused", "The plan is not paused."),
    }
}

fn roll_back(plan: &Plan, why: String, ctx: &Ctx) -> Result<Decision, Refusal> {
    active(plan)?;
    let why = said(&why, "why")?;
    if plan.at_step == 0 {
        let text = "There is no step before this one. Undo the plan instead.";
        return refused("first_step", text);
    }
    let mut made = Made::of(plan, ctx);
    made.roll_back(Cause::Person, why);
    Ok(made.done())
}

fn undo(plan: &Plan, why: String, ctx: &Ctx) -> Result<Decision, Refusal> {
    let why = said(&why, "why")?;
    if matches!(plan.state, State::Finished { .. }) {
        let moved = ctx.channel.stage != effective(plan).stage;
        if moved || ctx.channel.other_plan.is_some() {
            let text = "The channel was changed since by another plan. Undo that one first.";
            return refused("changed_since", text);
        }
    } else {
        active(plan)?;
    }
    let mut made = Made::of(plan, ctx);
    let cause = Cause::Person;
    made.event(Happened::Undone { cause, why });
    made.tell(News::Undone);
    Ok(made.done())
}

fn abandon(plan: &Plan, why: String, ctx: &Ctx) -> Result<Decision, Refusal> {
    if plan.state != State::Draft {
        active(plan)?;
    }
    let why = said(&why, "why")?;
    Ok(one(plan, ctx, Happened::Abandoned { why }))
}

fn change_gates(
    plan: &Plan,
    step: usize,
    gates: Vec<Gate>,
    why: String,
    ctx: &Ctx,
) -> Result<Decision, Refusal> {
    if plan.state != State::Draft {
        active(plan)?;
    }
    let why = said(&why, "why")?;
    if step >= plan.steps.len() {
        return refused("no_such_step", "There is no such step.");
    }
    if plan.is_active() && step < plan.at_step {
        return refused("step_is_over", "The step is over.");
    }
    check::gates(&gates)?;
    Ok(one(plan, ctx, Happened::GatesChanged { step, gates, why }))
}

fn do_task(
    plan: &Plan,
    step: usize,
    task: usize,
    note: String,
    ctx: &Ctx,
) -> Result<Decision, Refusal> {
    active(plan)?;
    let by = agent(ctx)?;
    if note.chars().count() > TEXT_MAX {
        return refused("text_too_long", "The text is too long.");
    }
    let known = plan.steps.get(step).and_then(|s| s.tasks.get(task));
    match known {
        None => refused("no_such_task", "There is no such task."),
        Some(known) if known.done.is_some() => refused("task_is_done", "The task is done."),
        Some(_) => {
            let at = ctx.now;
            let done = Done { at, by, note };
            Ok(one(plan, ctx, Happened::TaskDone { step, task, done }))
        }
    }
}

fn confirm(
    plan: &Plan,
    step: usize,
    item: usize,
    note: String,
    ctx: &Ctx,
) -> Result<Decision, Refusal> {
    active(plan)?;
    if note.chars().count() > TEXT_MAX {
        return refused("text_too_long", "The text is too long.");
    }
    match plan.steps.get(step).and_then(|s| s.outside.get(item)) {
        None => return refused("no_such_item", "There is no such item."),
        Some(known) if known.confirmed.is_some() => {
            return refused("item_is_confirmed", "It is confirmed already.");
        }
        Some(_) => {}
    }
    let by = match ctx.actor {
        Actor::Agent(agent) => Some(agent),
        Actor::System => None,
        Actor::Customer(_) => return refused("not_a_person", "Only the team can do this."),
    };
    let at = ctx.now;
    let confirmed = Confirmed { at, by, note };
    Ok(one(
        plan,
        ctx,
        Happened::ItemConfirmed {
            step,
            item,
            confirmed,
        },
    ))
}
