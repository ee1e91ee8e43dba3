//! The look at a plan: time and figures, and what they ask for.

use super::made::Made;
use super::{
    Cause, Command, Ctx, Decision, EXTENSIONS_MAX, Entry, GAP_MAX, Gate, GoesOn, Happened, LOOK_MS,
    News, Plan, Progress, Reading, Response, State, Verdict, enter, judge, metrics,
};
use crate::{Millis, Refusal};
use serde::{Deserialize, Serialize};

/// What holds a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wait {
    Time { left_ms: Millis },
    Gate { gate: usize, verdict: Verdict },
    Task { task: usize },
    Outside { item: usize },
}

/// What a gate without a reading says: it fails, unless its figure is one that nobody measures. Then a person decides.
fn unread(gate: &Gate) -> Verdict {
    match metrics::is_measured(&gate.metric) {
        true => Verdict::Fail,
        false => Verdict::Inconclusive,
    }
}

/// What holds the step that runs, by the last look. A gate that was never read does.
#[must_use]
pub fn waits(plan: &Plan) -> Vec<Wait> {
    let (Some(progress), Some(step)) = (plan.progress(), plan.steps.get(plan.at_step)) else {
        return Vec::new();
    };
    let left_ms = plan.due_ms() - progress.served_ms;
    let time = (left_ms > 0).then_some(Wait::Time { left_ms });
    let gates = progress.gates.iter().enumerate().filter_map(|(gate, f)| {
        let verdict = f.verdict.unwrap_or_else(|| unread(&f.gate));
        (verdict != Verdict::Pass).then_some(Wait::Gate { gate, verdict })
    });
    let tasks = step.tasks.iter().enumerate();
    let tasks = tasks.filter_map(|(task, t)| t.done.is_none().then_some(Wait::Task { task }));
    let items = step.outside.iter().enumerate();
    let items =
        items.filter_map(|(item, o)| o.confirmed.is_none().then_some(Wait::Outside { item }));
    time.into_iter()
        .chain(gates)
        .chain(tasks)
        .chain(items)
        .collect()
}

/// Time of the step that counts, by now.
fn served(progress: &Progress, now: Millis) -> Millis {
    let gone = now.saturating_sub(progress.seen);
    progress.served_ms + gone.clamp(0, GAP_MAX)
}

/// The step that this command may begin now: what its beginning asks of the world ([`Ctx`]) needs only be known then.
#[must_use]
pub fn may_begin(plan: &Plan, command: &Command, now: Millis) -> Option<usize> {
    let next = plan.at_step + 1;
    match command {
        Command::Start => Some(0),
        Command::GoOn { .. } => Some(next),
        Command::Tick => {
            let over = served(plan.progress()?, now) >= plan.due_ms();
            let by_itself = plan.steps.get(plan.at_step)?.goes_on == GoesOn::ByItself;
            (over && by_itself && next < plan.steps.len()).then_some(next)
        }
        _ => None,
    }
}

/// The clock came round.
pub(super) fn tick(plan: &Plan, ctx: &Ctx) -> Result<Decision, Refusal> {
    let State::Running(progress) = &plan.state else {
        return Ok(Decision::default());
    };
    let gone = ctx.now.saturating_sub(progress.seen);
    if (0..LOOK_MS).contains(&gone) {
        return Ok(Decision::default());
    }
    let mut made = Made::of(plan, ctx);
    // After a gap or a set clock nothing was watched: that is no fault of the figures.
    look(&mut made, (0..=GAP_MAX).contains(&gone));
    match tripped(&made.plan) {
        Some((response, metric)) => respond(&mut made, response, metric),
        None => go(&mut made),
    }
    Ok(made.done())
}

/// Time and figures are read.
pub(super) fn look(made: &mut Made, watch: bool) {
    let Some(progress) = made.plan.progress() else {
        return;
    };
    let (now, ctx) = (made.ctx.now, made.ctx);
    let since = progress.entered.min(now);
    let of = |gate: &Gate| ctx.readings.get(&gate.asks());
    let gates: Vec<(Option<Reading>, Verdict)> = progress
        .gates
        .iter()
        .map(|f| {
            let reading = of(&f.gate);
            let verdict = judge(&f.gate, reading, since, now);
            let verdict = verdict.unwrap_or_else(|| unread(&f.gate));
            (reading.copied(), verdict)
        })
        .collect();
    let guards = progress.guards.iter().filter(|_| watch);
    let checks = guards
        .map(|w| judge(&w.rail.gate, of(&w.rail.gate), since, now))
        .collect();
    let served_ms = served(progress, now);
    made.event(Happened::Looked {
        served_ms,
        gates,
        checks,
    });
}

/// The strictest of what the guard rails ask for.
fn tripped(plan: &Plan) -> Option<(Response, String)> {
    let guards = plan.progress().map_or(&[][..], |p| &p.guards[..]);
    let asked = guards.iter().filter_map(|w| {
        let response = w.rail.asks(&w.checks)?;
        Some((response, w.rail.gate.metric.clone()))
    });
    asked.max_by_key(|(response, _)| *response)
}

fn respond(made: &mut Made, response: Response, metric: String) {
    let why = format!("the guard rail on {metric}");
    let cause = Cause::GuardRail(metric);
    if response == Response::RollBack {
        made.roll_back(cause.clone(), why.clone());
    }
    // Back at the start there is nothing left to pause.
    if made.plan.is_active() {
        made.event(Happened::Paused { cause, why });
        made.tell(News::Paused);
    }
}

/// On to the next step, a longer time, or a person who decides; one of them at most.
fn go(made: &mut Made) {
    let waits = waits(&made.plan);
    let Some(progress) = made.plan.progress().cloned() else {
        return;
    };
    if waits.is_empty() {
        return ready(made, &progress);
    }
    if waits.iter().any(|w| matches!(w, Wait::Time { .. })) {
        return;
    }
    let held = |by: Verdict| {
        let mut gates = waits.iter();
        gates.any(|w| matches!(w, Wait::Gate { verdict, .. } if *verdict == by))
    };
    let fails = held(Verdict::Fail);
    if !fails && !held(Verdict::Inconclusive) {
        return; // Only people's work is open; its owners know.
    }
    if !fails && progress.extended < EXTENSIONS_MAX {
        let why = "inconclusive".to_owned();
        made.event(Happened::Extended { why });
        made.tell(News::Extended);
    } else if !progress.asked {
        made.event(Happened::Asked);
        made.tell(News::Decide);
    }
}

/// Nothing holds the step.
fn ready(made: &mut Made, progress: &Progress) {
    let next = made.plan.at_step + 1;
    let goes_on = made.plan.steps.get(made.plan.at_step).map(|s| s.goes_on);
    let by_itself = goes_on == Some(GoesOn::ByItself);
    let is_last = next >= made.plan.steps.len();
    if by_itself && is_last {
        made.event(Happened::Finished);
        made.tell(News::Finished);
    } else if by_itself && enter::may(&made.plan, next, made.ctx).is_ok() {
        made.enter(next, Entry::WentOn, String::new());
    } else if !progress.told_ready {
        made.event(Happened::Ready);
        made.tell(if by_itself { News::Held } else { News::Ready });
    }
}
