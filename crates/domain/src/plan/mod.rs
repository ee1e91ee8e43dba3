//! Plans: how a channel is launched, changed or wound down, step by step.
//!
//! A step says who is let in ([`Audience`]), what changes at the doors (overlays of [`crate::door`]; the doors themselves are
//! never changed), how long it lasts at least, which figures must be good before the next step ([`Gate`]), which figures
//! are watched all the time ([`GuardRail`]), what people do ([`Task`]) and what must be changed elsewhere ([`Outside`]).
//!
//! [`decide`] says what happens, [`Plan::apply`] carries it out on the plan, [`overlays_at`] says what is in force,
//! [`rehearse`] what would be in force on each day. Time counts only while somebody looks: what passed unwatched, or by a
//! clock that was set, is no time of a step (at most [`GAP_MAX`] of it), and a look moves on by one step at most.

pub mod absorb;
mod apply;
mod audience;
mod check;
mod commands;
mod decide;
mod effective;
mod enter;
mod event;
mod gate;
mod look;
mod made;
pub mod metrics;
mod step;
pub mod template;
#[cfg(test)]
mod tests;
mod world;

pub use audience::{Audience, Matching, Person};
pub use commands::commands;
pub use decide::{Command, Decision, decide};
pub use effective::{Day, Effective, at_fullest, audience_of, effective, overlays_at, rehearse};
pub use event::{Cause, Effect, Entry, Event, Happened, News, What};
pub use gate::{Bound, Counted, Gate, GuardRail, Reading, Response, Unit, Verdict, judge};
pub use look::{Wait, may_begin, waits};
pub use step::{Confirmed, Done, GoesOn, Outside, Probe, Step, Task, Window};
pub use world::{ChannelFacts, Ctx, Lack, Neighbour, Reach, Readings};

use crate::channel::Stage;
use crate::door::Overlay;
use crate::{AgentId, ChannelId, Millis, PlanId, Refusal};
use serde::{Deserialize, Serialize};

pub const HOUR: Millis = 3_600_000;
pub const DAY: Millis = 24 * HOUR;

/// A plan is looked at this often.
pub const LOOK_MS: Millis = HOUR;
/// Time between two looks that counts at most.
pub const GAP_MAX: Millis = DAY;
/// A reading that is older says nothing: what measured has stopped.
pub const STALE_MS: Millis = 6 * HOUR;
/// What an extension adds.
pub const EXTENSION_MS: Millis = 7 * DAY;
/// After as many, a person decides in writing.
pub const EXTENSIONS_MAX: u8 = 2;

/// Checks of a guard rail that are kept.
const CHECKS_KEPT: usize = 100;
pub const STEPS_MAX: usize = 30;
/// Of one step: gates, and guard rails.
pub const GATES_MAX: usize = 20;
/// Of one step: tasks, and things to change elsewhere.
pub const TASKS_MAX: usize = 50;
pub const OVERLAYS_MAX: usize = 20;
pub const WINDOWS_MAX: usize = 10;
/// Characters of a name.
pub const NAME_MAX: usize = 200;
/// Characters of any other text.
pub const TEXT_MAX: usize = 2_000;
pub const STEP_MIN_MS: Millis = HOUR;
pub const STEP_MAX_MS: Millis = 400 * DAY;
/// All steps together.
pub const PLAN_MAX_MS: Millis = 3 * 366 * DAY;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Launch,
    /// Hours, audience, topics, prominence; the stage stays.
    Adjust,
    WindDown,
}

/// What a lead writes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Content {
    pub kind: Kind,
    pub name: String,
    pub reason: String,
    pub owner: Option<AgentId>,
    /// How the channel would be closed again. A launch says so before it goes live.
    #[serde(default)]
    pub close_plan: String,
    pub steps: Vec<Step>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    pub id: PlanId,
    pub channel: ChannelId,
    pub kind: Kind,
    pub name: String,
    pub reason: String,
    pub owner: Option<AgentId>,
    pub close_plan: String,
    pub state: State,
    /// What the channel was before, and is again when all is undone.
    pub base: Base,
    pub steps: Vec<Step>,
    /// Counted from nought.
    pub at_step: usize,
    /// Counts what was decided; a mere look does not count.
    pub version: i64,
}

/// A channel without this plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Base {
    pub stage: Stage,
    pub overlays: Vec<Overlay>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum State {
    Draft,
    Running(Progress),
    Paused {
        progress: Progress,
        since: Millis,
        cause: Cause,
        why: String,
    },
    Finished {
        at: Millis,
    },
    /// Everything is as it was before.
    Undone {
        at: Millis,
    },
    /// Given up before its end; everything is as it was before.
    Abandoned {
        at: Millis,
    },
}

impl State {
    /// The word in the table and in the API.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Running(_) => "running",
            Self::Paused { .. } => "paused",
            Self::Finished { .. } => "finished",
            Self::Undone { .. } => "undone",
            Self::Abandoned { .. } => "abandoned",
        }
    }
}

/// How far a step is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    /// When the step started, by the clock that is believed now.
    pub entered: Millis,
    /// The last look.
    pub seen: Millis,
    /// Time that counts.
    pub served_ms: Millis,
    pub extended: u8,
    /// The owner was told that the step can go on, or that they must decide.
    pub told_ready: bool,
    pub asked: bool,
    pub gates: Vec<Frozen>,
    pub guards: Vec<Watched>,
}

/// A gate as it was when the step started, and what was read last.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Frozen {
    pub gate: Gate,
    pub reading: Option<Reading>,
    /// `None` until it was looked at.
    pub verdict: Option<Verdict>,
}

/// A guard rail as it was when the step started, and its last checks, oldest first; `None` is one without data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Watched {
    pub rail: GuardRail,
    pub checks: Vec<Option<Verdict>>,
}

impl Progress {
    fn start(step: &Step, at: Millis) -> Self {
        let frozen = |gate: &Gate| Frozen {
            gate: gate.clone(),
            reading: None,
            verdict: None,
        };
        let watched = |rail: &GuardRail| Watched {
            rail: rail.clone(),
            checks: Vec::new(),
        };
        Self {
            entered: at,
            seen: at,
            served_ms: 0,
            extended: 0,
            told_ready: false,
            asked: false,
            gates: step.gates.iter().map(frozen).collect(),
            guards: step.guards.iter().map(watched).collect(),
        }
    }
}

impl Plan {
    /// A draft, within the bounds. Whether it can start is asked when it starts.
    pub fn draft(
        id: PlanId,
        channel: ChannelId,
        base: Base,
        content: Content,
    ) -> Result<Self, Refusal> {
        check::bounds(&content)?;
        Ok(Self {
            id,
            channel,
            kind: content.kind,
            name: content.name,
            reason: content.reason,
            owner: content.owner,
            close_plan: content.close_plan,
            state: State::Draft,
            base,
            steps: content.steps,
            at_step: 0,
            version: 1,
        })
    }

    /// A draft as if it began now, on a channel that is so; what has begun, or is over, has its own base.
    #[must_use]
    pub fn rebased(self, base: Base) -> Self {
        match self.state {
            State::Draft => Self { base, ..self },
            _ => self,
        }
    }

    /// What a lead wrote.
    #[must_use]
    pub fn content(&self) -> Content {
        Content {
            kind: self.kind,
            name: self.name.clone(),
            reason: self.reason.clone(),
            owner: self.owner,
            close_plan: self.close_plan.clone(),
            steps: self.steps.clone(),
        }
    }

    /// The step that runs or stands still.
    #[must_use]
    pub fn progress(&self) -> Option<&Progress> {
        match &self.state {
            State::Running(progress) | State::Paused { progress, .. } => Some(progress),
            _ => None,
        }
    }

    /// Whether another plan of the channel must wait for it.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.progress().is_some()
    }

    /// The time after which the step is over, unless its gates hold it.
    #[must_use]
    pub fn due_ms(&self) -> Millis {
        let extended = self.progress().map_or(0, |p| p.extended);
        let shortest = self.steps.get(self.at_step).map_or(0, |s| s.shortest_ms);
        shortest + i64::from(extended) * EXTENSION_MS
    }
}
