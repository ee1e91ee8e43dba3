//! Figures: what reports count. Four nouns: a [`Life`] is what the figures know of one conversation and follows from its
//! events; a [`Curve`] is how long something takes when some of it has not happened yet; a [`Tally`] counts lives and
//! spells into a [`Report`]; a [`Mark`] is one thing that was counted, so that every number leads to its conversations.
//!
//! Pure. `store::figures` keeps the rows and feeds them in; zones and opening times come as values of `hours`.

mod life;
mod report;
mod schedule;
mod sink;
mod survival;
mod tally;

pub use life::{Folding, Life, Outcome, PASSED_OVER, Spell, SpellKind};
pub use report::{AGES_MS, Age, Count, Day, Group, Report, Span, Times, Totals};
pub use schedule::{Due, Every, newest_due};
pub use sink::Sink;
pub use survival::{Curve, Step, kaplan_meier, packed};
pub use tally::{Lasting, Pick, Sums, Tally};

use crate::conversation::Urgency;
use crate::{AgentId, ChannelId, Millis, TeamId, TopicId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// From `from` on, before `to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    pub from: Millis,
    pub to: Millis,
}

impl Period {
    #[must_use]
    pub fn holds(&self, at: Millis) -> bool {
        self.from <= at && at < self.to
    }
}

/// What belongs to a conversation, as it is now: a report by team asks for the team that has it today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Traits {
    pub channel: ChannelId,
    pub team: Option<TeamId>,
    pub assignee: Option<AgentId>,
    pub topic: Option<TopicId>,
    pub urgency: Urgency,
}

/// By what a report is divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dimension {
    Channel,
    Team,
    /// To whom it is assigned.
    Agent,
    Topic,
    Urgency,
    /// Hour of the day at which it arrived, in the zone of the report.
    Hour,
}

/// A part of a divided report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Key {
    Id(Uuid),
    /// 0 to 23.
    Hour(u8),
    Urgency(Urgency),
    /// No team, nobody, no topic.
    None,
    /// All others, for somebody who may see only their own.
    Others,
}

/// What is counted. Each is one number, and a list of conversations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Begun by a customer within the period.
    Arrived,
    /// Begun by us within the period.
    Ours,
    /// Of those that arrived: answered by a person.
    Answered,
    /// Of those that arrived: the customer still waits for the first answer.
    Unanswered,
    /// Of those that arrived or were begun by us: resolved since, at least once.
    Resolved,
    /// Of those: never resolved yet.
    Unresolved,
    /// Resolutions within the period, whenever the conversation arrived.
    Resolutions,
    /// Resolved ones that came back within the period.
    Reopened,
    /// Later questions within the period that were answered.
    NextAnswered,
    /// Later questions within the period that still wait.
    NextWaiting,
    /// Not resolved at the end of the period.
    Backlog,
}

impl Measure {
    pub const ALL: [Self; 11] = [
        Self::Arrived,
        Self::Ours,
        Self::Answered,
        Self::Unanswered,
        Self::Resolved,
        Self::Unresolved,
        Self::Resolutions,
        Self::Reopened,
        Self::NextAnswered,
        Self::NextWaiting,
        Self::Backlog,
    ];

    /// The word in the API and in files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Arrived => "arrived",
            Self::Ours => "ours",
            Self::Answered => "answered",
            Self::Unanswered => "unanswered",
            Self::Resolved => "resolved",
            Self::Unresolved => "unresolved",
            Self::Resolutions => "resolutions",
            Self::Reopened => "reopened",
            Self::NextAnswered => "next_answered",
            Self::NextWaiting => "next_waiting",
            Self::Backlog => "backlog",
        }
    }
}

/// One thing that was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    pub measure: Measure,
    pub key: Option<Key>,
    /// Days since 1970 on the wall clock of the report.
    pub day: i64,
    /// 0 is Monday.
    pub weekday: u8,
    pub hour: u8,
    /// Of the backlog: which group of ages.
    pub age: Option<usize>,
}
