//! A decision while it is made: each event is applied at once, so that what follows sees it.

use super::{
    Base, Cause, Ctx, Decision, Effect, Effective, Entry, Event, Happened, News, Plan, State, What,
    effective,
};

pub(super) struct Made<'a> {
    pub plan: Plan,
    pub ctx: &'a Ctx,
    /// What was in force before.
    before: Effective,
    /// Of the plan that was stored: decided again after a crash, the keys are the same.
    version: i64,
    decision: Decision,
}

impl<'a> Made<'a> {
    pub fn of(plan: &Plan, ctx: &'a Ctx) -> Self {
        Self {
            plan: plan.clone(),
            ctx,
            before: effective(plan),
            version: plan.version,
            decision: Decision::default(),
        }
    }

    pub fn event(&mut self, what: Happened) {
        let event = Event {
            at: self.ctx.now,
            by: self.ctx.actor,
            what,
        };
        self.plan.apply(&event);
        self.decision.events.push(event);
    }

    /// What the channel is like before the first step.
    pub fn based(&mut self, base: Base) {
        self.event(Happened::Started { base });
        self.before = effective(&self.plan);
    }

    pub fn effect(&mut self, what: What) {
        let key = format!("{}@{}:{}", self.plan.id, self.version, what.word());
        self.decision.effects.push(Effect { key, what });
    }

    /// As it is now: it may be told when the plan is further on.
    pub fn tell(&mut self, news: News) {
        let step = Some(self.plan.at_step);
        let cause = match &self.plan.state {
            State::Paused { cause, .. } => Some(cause.clone()),
            _ => None,
        };
        self.effect(What::TellOwner { news, step, cause });
    }

    /// A step begins, with its tasks and what is to be changed elsewhere.
    pub fn enter(&mut self, step: usize, how: Entry, why: String) {
        self.event(Happened::Entered { step, how, why });
        let Some(entered) = self.plan.steps.get(step) else {
            return;
        };
        let tasks = entered.tasks.iter().any(|t| t.done.is_none());
        let outside = entered.outside.iter().any(|o| o.confirmed.is_none());
        if tasks {
            self.effect(What::HandTasks { step });
        }
        if outside {
            self.effect(What::Probe { step });
        }
    }

    /// One step back; from the first, back to how the channel was.
    pub fn roll_back(&mut self, cause: Cause, why: String) {
        if let Some(step) = self.plan.at_step.checked_sub(1) {
            self.enter(step, Entry::RolledBack, why);
            self.tell(News::RolledBack);
        } else {
            self.event(Happened::Undone { cause, why });
            self.tell(News::Undone);
        }
    }

    /// The decision, with what changes at the channel.
    pub fn done(mut self) -> Decision {
        let after = effective(&self.plan);
        let channel = self.plan.channel;
        if after.stage != self.before.stage {
            let stage = after.stage;
            self.effect(What::SetStage { channel, stage });
        }
        if after != self.before {
            self.effect(What::Audit { channel });
        }
        self.decision
    }
}
