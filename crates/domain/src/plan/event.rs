//! What happened to a plan, and what is to be done about it.

use super::{Base, Confirmed, Content, Done, Gate, Plan, Reading, State, Verdict};
use crate::channel::Stage;
use crate::event::Actor;
use crate::{ChannelId, Millis};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    pub at: Millis,
    pub by: Actor,
    #[serde(flatten)]
    pub what: Happened,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Happened {
    Revised {
        content: Content,
    },
    Started {
        base: Base,
    },
    Entered {
        step: usize,
        how: Entry,
        why: String,
    },
    /// The figures were read; not a decision, so that the version stays.
    Looked {
        served_ms: Millis,
        gates: Vec<(Option<Reading>, Verdict)>,
        /// One of each guard rail, when a check was due.
        checks: Vec<Option<Verdict>>,
    },
    /// Nothing holds the step any more; the owner was told.
    Ready,
    Extended {
        why: String,
    },
    /// Extended for the last time, or a gate fails: a person was asked.
    Asked,
    /// A person decided in writing to go on although a gate is inconclusive.
    Decided {
        text: String,
    },
    GatesChanged {
        step: usize,
        gates: Vec<Gate>,
        why: String,
    },
    TaskDone {
        step: usize,
        task: usize,
        done: Done,
    },
    ItemConfirmed {
        step: usize,
        item: usize,
        confirmed: Confirmed,
    },
    Paused {
        cause: Cause,
        why: String,
    },
    Resumed,
    Undone {
        cause: Cause,
        why: String,
    },
    Finished,
    Abandoned {
        why: String,
    },
}

/// How a step came to begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entry {
    Started,
    WentOn,
    RolledBack,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    Person,
    /// The figure that a guard rail watches.
    GuardRail(String),
}

/// Something to be done once, however often it is asked for: whoever does it remembers the key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Effect {
    pub key: String,
    #[serde(flatten)]
    pub what: What,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum What {
    SetStage {
        channel: ChannelId,
        stage: Stage,
    },
    /// What is in force at the doors changed.
    Audit {
        channel: ChannelId,
    },
    /// Tell the owners of the tasks of a step.
    HandTasks {
        step: usize,
    },
    /// Look at what is to be changed elsewhere.
    Probe {
        step: usize,
    },
    TellOwner {
        news: News,
        /// Of which step; an older version of the program did not say.
        #[serde(default)]
        step: Option<usize>,
        /// Of a pause.
        #[serde(default)]
        cause: Option<Cause>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum News {
    Ready,
    Held,
    Extended,
    Decide,
    Paused,
    RolledBack,
    Undone,
    Finished,
}

impl What {
    /// Whether it is part of the decision itself; the rest is done afterwards, by whoever comes to it.
    #[must_use]
    pub fn is_done_at_once(&self) -> bool {
        matches!(self, Self::SetStage { .. } | Self::Audit { .. })
    }

    /// Whether it is still so: what the plan has left behind since is not told any more.
    #[must_use]
    pub fn holds(&self, plan: &Plan) -> bool {
        match self {
            Self::SetStage { .. } | Self::Audit { .. } => true,
            Self::HandTasks { step } | Self::Probe { step } => {
                plan.is_active() && plan.at_step == *step
            }
            Self::TellOwner { news, step, .. } => {
                step.is_none_or(|s| s == plan.at_step) && news.holds(&plan.state)
            }
        }
    }

    /// The part of the key that tells the effects of one decision apart.
    pub(super) fn word(&self) -> String {
        match self {
            Self::SetStage { .. } => "stage".into(),
            Self::Audit { .. } => "audit".into(),
            Self::HandTasks { step } => format!("tasks-{step}"),
            Self::Probe { step } => format!("probe-{step}"),
            Self::TellOwner { news, .. } => format!("tell-{}", *news as u8),
        }
    }
}

impl News {
    fn holds(self, state: &State) -> bool {
        match self {
            Self::Ready | Self::Held | Self::Extended | Self::Decide => {
                matches!(state, State::Running(_))
            }
            Self::Paused => matches!(state, State::Paused { .. }),
            Self::RolledBack => matches!(state, State::Running(_) | State::Paused { .. }),
            Self::Undone => matches!(state, State::Undone { .. }),
            Self::Finished => matches!(state, State::Finished { .. }),
        }
    }
}
