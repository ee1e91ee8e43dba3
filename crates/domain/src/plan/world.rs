//! What a decision about a plan needs to know.

use super::{Reading, absorb};
use crate::channel::Stage;
use crate::door::Overlay;
use crate::event::Actor;
use crate::{ChannelId, Millis, PlanId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// By figure and by how much time it is of.
pub type Readings = BTreeMap<(String, Millis), Reading>;

#[derive(Debug, Clone, PartialEq)]
pub struct Ctx {
    pub now: Millis,
    pub actor: Actor,
    /// The version that the lead saw; `None` when nobody looked (the clock, a probe).
    pub expected: Option<i64>,
    pub channel: ChannelFacts,
    /// The other channels.
    pub channels: BTreeMap<ChannelId, Neighbour>,
    /// By step, as far as it was counted.
    pub reach: BTreeMap<usize, Reach>,
    /// The newest of each figure over each time that is asked for.
    pub readings: Readings,
    /// What the audit found for the step that would begin; `None`: it did not run.
    pub dead_ends: Option<Vec<String>>,
    /// Whether others can carry what comes here now; `None`: not measured.
    pub absorb: Option<absorb::Answer>,
}

/// The channel of the plan, as it is now.
#[derive(Debug, Clone, PartialEq)]
pub struct ChannelFacts {
    pub stage: Stage,
    /// In force now, of plans that are finished.
    pub overlays: Vec<Overlay>,
    pub lacks: Vec<Lack>,
    pub successor: Option<ChannelId>,
    /// Whether who comes is known again (a page, a widget); not at public addresses and numbers.
    pub knows_again: bool,
    /// Another plan that runs or stands still.
    pub other_plan: Option<PlanId>,
}

/// What a channel needs before it is live.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lack {
    Owner,
    Hours,
    Staff,
    Target,
}

impl Lack {
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Owner => "an owner",
            Self::Hours => "hours",
            Self::Staff => "staff",
            Self::Target => "a target",
        }
    }
}

/// Another channel, as far as a plan may send people there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Neighbour {
    pub stage: Stage,
    pub paused: bool,
    /// A plan that winds it down runs or stands still.
    pub ends: bool,
    pub successor: Option<ChannelId>,
}

/// How many an audience holds, of how many that were looked at: until some are known to belong to it and some not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reach {
    pub people: i64,
    pub of: i64,
}
