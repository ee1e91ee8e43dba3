//! What an event makes of a plan.

use super::{CHECKS_KEPT, Event, Happened, Plan, Progress, Reading, State, Verdict};
use crate::Millis;

impl Plan {
    pub fn apply(&mut self, event: &Event) {
        if !matches!(event.what, Happened::Looked { .. }) {
            self.version += 1;
        }
        let at = event.at;
        match &event.what {
            Happened::Revised { content } => self.revise(content.clone()),
            Happened::Started { base } => self.base = base.clone(),
            Happened::Entered { step, .. } => self.enter(*step, at),
            Happened::Looked {
                served_ms,
                gates,
                checks,
            } => self.looked(at, *served_ms, gates, checks),
            Happened::Ready => self.with_progress(|p| p.told_ready = true),
            Happened::Asked => self.with_progress(|p| p.asked = true),
            Happened::Extended { .. } => self.with_progress(|p| p.extended += 1),
            Happened::Decided { .. } => {}
            Happened::GatesChanged { step, gates, .. } => self.change_gates(*step, gates, at),
            Happened::TaskDone { step, task, done } => {
                let task = self.steps.get_mut(*step).map(|s| s.tasks.get_mut(*task));
                if let Some(Some(task)) = task {
                    task.done = Some(done.clone());
                }
            }
            Happened::ItemConfirmed {
                step,
                item,
                confirmed,
            } => {
                let item = self.steps.get_mut(*step).map(|s| s.outside.get_mut(*item));
                if let Some(Some(item)) = item {
                    item.confirmed = Some(confirmed.clone());
                }
            }
            Happened::Paused { cause, why } => {
                if let Some(progress) = self.progress().cloned() {
                    self.state = State::Paused {
                        progress,
                        since: at,
                        cause: cause.clone(),
                        why: why.clone(),
                    };
                }
            }
            Happened::Resumed => self.resume(at),
            Happened::Undone { .. } => self.state = State::Undone { at },
            Happened::Finished => self.state = State::Finished { at },
            Happened::Abandoned { .. } => self.state = State::Abandoned { at },
        }
    }

    fn revise(&mut self, content: super::Content) {
        self.kind = content.kind;
        self.name = content.name;
        self.reason = content.reason;
        self.owner = content.owner;
        self.close_plan = content.close_plan;
        self.steps = content.steps;
    }

    fn enter(&mut self, step: usize, at: Millis) {
        if let Some(entered) = self.steps.get(step) {
            self.state = State::Running(Progress::start(entered, at));
            self.at_step = step;
        }
    }

    /// Other gates for the step that runs let it begin anew; its tasks stay done.
    fn change_gates(&mut self, step: usize, gates: &[super::Gate], at: Millis) {
        let Some(changed) = self.steps.get_mut(step) else {
            return;
        };
        changed.gates = gates.to_vec();
        let fresh = Progress::start(changed, at);
        if step == self.at_step {
            self.with_progress(|p| *p = fresh);
        }
    }

    fn looked(
        &mut self,
        at: Millis,
        served_ms: Millis,
        gates: &[(Option<Reading>, Verdict)],
        checks: &[Option<Verdict>],
    ) {
        self.with_progress(|p| {
            p.seen = at;
            p.entered = p.entered.min(at);
            p.served_ms = served_ms;
            for (frozen, (reading, verdict)) in p.gates.iter_mut().zip(gates) {
                frozen.reading = *reading;
                frozen.verdict = Some(*verdict);
            }
            for (watched, check) in p.guards.iter_mut().zip(checks) {
                watched.checks.push(*check);
                let more = watched.checks.len().saturating_sub(CHECKS_KEPT);
                watched.checks.drain(..more);
            }
        });
    }

    /// What stood still begins again where it was; its guard rails forget what they saw.
    fn resume(&mut self, at: Millis) {
        let Some(mut progress) = self.progress().cloned() else {
            return;
        };
        progress.seen = at;
        progress.entered = progress.entered.min(at);
        for watched in &mut progress.guards {
            watched.checks.clear();
        }
        self.state = State::Running(progress);
    }

    fn with_progress(&mut self, change: impl FnOnce(&mut Progress)) {
        if let State::Running(progress) | State::Paused { progress, .. } = &mut self.state {
            change(progress);
        }
    }
}
