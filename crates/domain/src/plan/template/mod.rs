//! Plans to begin with. The first are the field's own practice: hand-picked customers for two weeks with a weekly talk with
//! the agents, two more weeks to size the staff, then announce; and the other way round: brief the team, take the channel
//! off the site, write to those who remain, announce, sign-post, close. Times and thresholds are those of published launches
//! and closures; they are defaults, and a lead may write others.

mod launch;
mod wind_down;

use super::{
    Audience, Bound, Content, Counted, DAY, Gate, GoesOn, GuardRail, Outside, Response, Step, Task,
    Unit,
};
use crate::{AgentId, ChannelId, ContactId, Millis};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// From so many contacts a month on, shares say something within two weeks.
pub const RAMP_FROM: u32 = 2_000;
/// A team up to this size does without much of it.
pub const LIGHT_TEAM: u32 = 3;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Template {
    /// The first channel just works.
    First,
    HandPicked,
    Light,
    Ramp,
    WindDown,
    LightWindDown,
    /// With two rehearsals of closing.
    FullWindDown,
}

/// What a template is filled with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Params {
    /// Of the channel.
    pub name: String,
    pub owner: Option<AgentId>,
    pub reason: String,
    /// The hand-picked customers.
    pub pilots: BTreeSet<ContactId>,
    /// Where the customers of a channel that closes go.
    pub successor: Option<ChannelId>,
}

/// Which template fits, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recommended {
    pub template: Template,
    pub reason: String,
}

impl Template {
    pub const ALL: [Self; 7] = [
        Self::First,
        Self::HandPicked,
        Self::Light,
        Self::Ramp,
        Self::WindDown,
        Self::LightWindDown,
        Self::FullWindDown,
    ];

    #[must_use]
    pub fn content(self, params: &Params) -> Content {
        match self {
            Self::First => launch::first(params),
            Self::HandPicked => launch::hand_picked(params),
            Self::Light => launch::light(params),
            Self::Ramp => launch::ramp(params),
            Self::WindDown => wind_down::usual(params),
            Self::LightWindDown => wind_down::light(params),
            Self::FullWindDown => wind_down::full(params),
        }
    }
}

/// For a launch: by contacts a month (expected), agents, and whether who comes is known again.
#[must_use]
pub fn for_launch(a_month: u32, team: u32, knows_again: bool) -> Recommended {
    let (template, reason) = if a_month > RAMP_FROM && knows_again {
        let reason = format!(
            "With {a_month} contacts a month a share of the customers says enough within two weeks."
        );
        (Template::Ramp, reason)
    } else if team <= LIGHT_TEAM {
        let reason = format!("A team of {team} learns most from a few customers and one talk.");
        (Template::Light, reason)
    } else if a_month > RAMP_FROM {
        let reason = "Who comes to a public address or number is not known again, so that no share can be let in: a list can.";
        (Template::HandPicked, reason.to_owned())
    } else {
        let reason = format!(
            "With {a_month} contacts a month figures of a share stay unclear; hand-picked customers and the agents say more."
        );
        (Template::HandPicked, reason)
    };
    Recommended { template, reason }
}

/// For a wind-down.
#[must_use]
pub fn for_wind_down(a_month: u32, team: u32) -> Recommended {
    let (template, reason) = if a_month > RAMP_FROM {
        let reason = format!(
            "With {a_month} contacts a month it is worth closing for some hours first, to see what happens."
        );
        (Template::FullWindDown, reason)
    } else if team <= LIGHT_TEAM {
        let reason = format!("A team of {team} can write to those who remain one by one.");
        (Template::LightWindDown, reason)
    } else {
        let reason = "Taken off the site first, a channel shows who really depends on it, while all can still be undone.";
        (Template::WindDown, reason.to_owned())
    };
    Recommended { template, reason }
}

/// One that a person ends, after so many days at the soonest.
#[must_use]
pub fn step(name: &str, days: i64) -> Step {
    Step {
        name: name.to_owned(),
        stage: None,
        audience: Audience::Everyone,
        overlays: Vec::new(),
        keeps: false,
        clears: false,
        windows: Vec::new(),
        shortest_ms: days * DAY,
        goes_on: GoesOn::ByHand,
        gates: Vec::new(),
        guards: Vec::new(),
        tasks: Vec::new(),
        outside: Vec::new(),
    }
}

/// Due so many days after the step started.
#[must_use]
pub fn task(what: &str, days: i64) -> Task {
    Task {
        what: what.to_owned(),
        owner: None,
        due_ms: days * DAY,
        done: None,
    }
}

/// Something elsewhere that a person looks after.
#[must_use]
pub fn outside(what: &str) -> Outside {
    Outside {
        what: what.to_owned(),
        owner: None,
        probe: None,
        confirmed: None,
    }
}

fn gate(metric: &str, unit: Unit, bound: Bound, threshold: f64) -> Gate {
    Gate {
        metric: metric.to_owned(),
        bound,
        threshold,
        unit,
        counted: Counted::Sample,
        smallest_n: 20,
        window_ms: WINDOW,
    }
}

/// Of how much time the figures are.
const WINDOW: Millis = 14 * DAY;

fn share_at_least(metric: &str, threshold: f64) -> Gate {
    gate(metric, Unit::Share, Bound::AtLeast, threshold)
}

fn share_at_most(metric: &str, threshold: f64) -> Gate {
    gate(metric, Unit::Share, Bound::AtMost, threshold)
}

fn change_at_most(metric: &str, threshold: f64) -> Gate {
    gate(metric, Unit::Change, Bound::AtMost, threshold)
}

/// Everybody was counted.
fn counted_at_least(metric: &str, threshold: f64) -> Gate {
    Gate {
        counted: Counted::InFull,
        smallest_n: 1,
        ..share_at_least(metric, threshold)
    }
}

/// Everybody or everything was counted.
fn counted_at_most(metric: &str, threshold: f64) -> Gate {
    Gate {
        counted: Counted::InFull,
        smallest_n: 1,
        ..gate(metric, Unit::Amount, Bound::AtMost, threshold)
    }
}

/// Past the limit in 3 of 14 checks, or 2 checks without data.
fn guard(gate: Gate, then: Response) -> GuardRail {
    GuardRail {
        gate,
        breaches: 3,
        of: 14,
        then,
        missing: 2,
        then_missing: Response::Pause,
    }
}

/// Harm elsewhere and dead ends, in every template.
fn harm() -> Vec<GuardRail> {
    let dead_ends = GuardRail {
        breaches: 1,
        ..guard(counted_at_most("dead_ends", 0.0), Response::RollBack)
    };
    let urgent = change_at_most("urgent_elsewhere_p90_change", 0.10);
    vec![guard(urgent, Response::Pause), dead_ends]
}
