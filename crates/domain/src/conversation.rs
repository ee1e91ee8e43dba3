//! The conversation: the unit of work. A business machine: `decide` says what follows from a command, `apply` says
//! what an event makes of the state.

use crate::{AgentId, ChannelId, ContactId, ConversationId, DoorId, Millis, TeamId, TopicId};
use serde::{Deserialize, Serialize};

/// Custom names are labels on these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// We owe an answer.
    Open,
    /// The customer owes one.
    Waiting,
    Snoozed,
    Resolved,
    Spam,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    Low,
    Normal,
    High,
    Urgent,
}

/// Who said so, for topic and urgency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    Default,
    Rule,
    Customer,
    Agent,
    Model,
}

/// Status with what is only true in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "status")]
pub enum StatusState {
    Open,
    Waiting,
    Snoozed { until: Millis, by: Option<AgentId> },
    Resolved { at: Millis },
    Spam,
}

impl StatusState {
    #[must_use]
    pub fn status(&self) -> Status {
        match self {
            Self::Open => Status::Open,
            Self::Waiting => Status::Waiting,
            Self::Snoozed { .. } => Status::Snoozed,
            Self::Resolved { .. } => Status::Resolved,
            Self::Spam => Status::Spam,
        }
    }
}

/// A conversation as stored. Text other than the subject lives in messages.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Conversation {
    pub id: ConversationId,
    /// What people say: `#1042`.
    pub number: i64,
    pub subject: String,
    #[serde(flatten)]
    pub state: StatusState,
    pub urgency: Urgency,
    pub urgency_source: Source,
    pub topic: Option<TopicId>,
    pub topic_source: Source,
    pub team: Option<TeamId>,
    pub assignee: Option<AgentId>,
    pub contact: Option<ContactId>,
    pub channel: ChannelId,
    pub door: Option<DoorId>,
    pub language: Option<String>,
    pub created_at: Millis,
    /// Last public message of either side.
    pub last_at: Millis,
    pub last_customer_at: Option<Millis>,
    pub last_agent_at: Option<Millis>,
    /// Since when the customer has been waiting; `None` when we owe nothing.
    pub waiting_since: Option<Millis>,
    pub first_reply_at: Option<Millis>,
    pub version: i64,
}

/// A reply to a resolved conversation reopens it within this time; later it opens a linked one.
pub const REOPEN_WITHIN_MS: Millis = 14 * 24 * 60 * 60 * 1000;
