//! The scorecard of a channel: can we keep up, can we afford it, do people use it, does it hurt the rest, are people
//! satisfied. [`Counting`] counts what arrived and left; [`scorecard`] makes five [`Test`]s of [`Facts`], each figure with
//! how many it speaks for and its interval; [`recommend`] says in plain words what that comes to.
//!
//! Pure. `desk::scorecard` gathers the facts. Too little data is said and never guessed: a figure whose interval lies across
//! its threshold is something to watch, not bad. Where each threshold comes from stands at [`threshold`].

mod advice;
mod counting;
mod judge;

pub mod threshold;

pub use advice::{Advice, Reason, Recommendation, recommend};
pub use counting::{Counted, Counting, Flow, Week};
pub use judge::scorecard;

use crate::channel::{Channel, Stage};
use crate::figures::Times;
use crate::promise::Kept;
use crate::survey::Summary;
use crate::{ChannelId, Millis};
use serde::Serialize;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Key {
    KeepUp,
    Afford,
    Used,
    Harm,
    Satisfied,
}

/// From best to worst; what is not known is none of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Unknown,
    Good,
    Watch,
    Bad,
}

/// What kind of number a figure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// 0 to 1.
    Share,
    Count,
    Ms,
    /// On the scale of its survey.
    Score,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Better {
    High,
    Low,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figure {
    pub key: &'static str,
    pub value: Option<f64>,
    pub unit: Unit,
    /// How many it speaks for.
    pub n: Option<i64>,
    /// Between what and what (95 %).
    pub low: Option<f64>,
    pub high: Option<f64>,
    /// The same of as many days just before.
    pub before: Option<f64>,
    pub threshold: Option<f64>,
    pub better: Option<Better>,
    /// Why there is no value: `not_measured`, `never`, `too_few`, `no_purpose_topics`, `nobody`, `no_agent_time`.
    pub why_missing: Option<&'static str>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Test {
    pub key: Key,
    pub verdict: Verdict,
    pub figures: Vec<Figure>,
}

/// How many of so many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Of {
    pub k: i64,
    pub n: i64,
}

/// Who used a channel.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Users {
    pub all: i64,
    /// Those of them who wrote by no other channel in a year.
    pub only_here: i64,
}

/// Time spent on a channel's work while something more urgent of another had waited longer by its own measure.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Overtaking {
    pub ms: Millis,
    pub times: i64,
}

/// Answers to the surveys about one channel; `None` where nobody was asked.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answers {
    pub csat: Option<Summary>,
    pub csat_before: Option<Summary>,
    /// About all other channels.
    pub csat_others: Option<Summary>,
    pub ces: Option<Summary>,
    pub ces_before: Option<Summary>,
}

/// What is known of one channel, of a period and of as long a one just before.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    pub stage: Stage,
    pub days: i64,
    /// For how long it has been there.
    pub age_ms: Millis,
    pub flow: Flow,
    pub first_response: Times,
    pub first_response_before: Times,
    /// New contacts of all channels, of the period and of the one before.
    pub all_new: (i64, i64),
    pub users: Users,
    pub promises: Kept,
    pub promises_before: Kept,
    pub overtaking: Overtaking,
    /// Time of all agents.
    pub agent_ms: Millis,
    /// Resolved, and asked again within [`threshold::REPEATED_WITHIN_DAYS`] by any channel.
    pub repeated: Of,
    pub repeated_before: Of,
    pub answers: Answers,
    /// Other channels that take customers.
    pub others: usize,
    /// Agents who answer.
    pub team: u32,
    /// Who comes is known again: on a page, in a widget; not at an address.
    pub knows_again: bool,
}

/// A channel on one page.
#[derive(Debug, Clone, PartialEq)]
pub struct Scorecard {
    pub channel: ChannelId,
    pub from: Millis,
    pub to: Millis,
    pub days: i64,
    pub tests: Vec<Test>,
    pub trend: Vec<Week>,
    pub recommendation: Recommendation,
}

impl Scorecard {
    #[must_use]
    pub fn verdict(&self, key: Key) -> Verdict {
        let of = self.tests.iter().find(|t| t.key == key);
        of.map_or(Verdict::Unknown, |t| t.verdict)
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn real(n: i64) -> f64 {
    n as f64
}

/// Channels by which the customers of one reach us too: of the same brand, and taking in whoever comes.
#[must_use]
pub fn other_ways(of: &Channel, all: &[Channel]) -> usize {
    let takes = |c: &&Channel| matches!(c.stage, Stage::Pilot | Stage::Live) && !c.paused;
    all.iter()
        .filter(|c| c.id != of.id && c.brand == of.brand)
        .filter(takes)
        .count()
}

#[cfg(test)]
mod tests;
