//! A step of a plan.

use super::{Audience, Gate, GuardRail};
use crate::channel::Stage;
use crate::door::Overlay;
use crate::{AgentId, Millis};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    pub name: String,
    /// The stage that the channel moves to.
    #[serde(default)]
    pub stage: Option<Stage>,
    /// Whom the step is about: who is let in, or who is written to.
    pub audience: Audience,
    /// `LimitedTo` with an empty audience means the audience of this step.
    #[serde(default)]
    pub overlays: Vec<Overlay>,
    /// The overlays stay for the steps that follow, and after the end.
    #[serde(default)]
    pub keeps: bool,
    /// What was in force before this step, of earlier steps or of earlier plans, ends with it.
    #[serde(default)]
    pub clears: bool,
    /// Overlays hold only then (a rehearsal of closing); empty means all the time.
    #[serde(default)]
    pub windows: Vec<Window>,
    pub shortest_ms: Millis,
    #[serde(default)]
    pub goes_on: GoesOn,
    #[serde(default)]
    pub gates: Vec<Gate>,
    #[serde(default)]
    pub guards: Vec<GuardRail>,
    #[serde(default)]
    pub tasks: Vec<Task>,
    /// What must be changed where this program cannot.
    #[serde(default)]
    pub outside: Vec<Outside>,
}

/// Who says that the next step begins when nothing holds this one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GoesOn {
    #[default]
    ByHand,
    ByItself,
}

/// From when to when, counted from the start of the step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    pub from_ms: Millis,
    pub to_ms: Millis,
}

impl Window {
    #[must_use]
    pub fn holds(self, offset: Millis) -> bool {
        self.from_ms <= offset && offset < self.to_ms
    }
}

/// Something that a person does. Without an owner it is the plan's owner who does it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    pub what: String,
    pub owner: Option<AgentId>,
    /// Counted from the start of the step.
    pub due_ms: Millis,
    #[serde(default)]
    pub done: Option<Done>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    pub at: Millis,
    pub by: AgentId,
    pub note: String,
}

/// Something elsewhere: a page, a listing, a record, a signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outside {
    pub what: String,
    pub owner: Option<AgentId>,
    /// How the program can see that it is done; without, a person says so.
    pub probe: Option<Probe>,
    #[serde(default)]
    pub confirmed: Option<Confirmed>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Probe {
    PageNames { url: String, text: String },
    PageNamesNot { url: String, text: String },
    DnsHas { name: String, value: String },
    MailIsTaken { address: String },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmed {
    pub at: Millis,
    /// `None`: the probe saw it.
    pub by: Option<AgentId>,
    pub note: String,
}

impl Step {
    /// Whether it takes the channel away from somebody: the absorb check and a successor are asked for.
    #[must_use]
    pub fn turns_away(&self) -> bool {
        matches!(self.stage, Some(Stage::WindingDown | Stage::Closed))
            || self.overlays.iter().any(turns_away)
    }
}

/// Overlays that send arrivals elsewhere.
pub(super) fn turns_away(overlay: &Overlay) -> bool {
    matches!(
        overlay,
        Overlay::Redirect { .. } | Overlay::OutboundOnly | Overlay::Signpost
    )
}
