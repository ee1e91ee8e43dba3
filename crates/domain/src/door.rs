//! What happens to somebody who comes through a door. Live traffic, the contact page and the dead-end audit all ask
//! [`resolve`]. The types are whole from the start although only few of their values occur yet.

use crate::channel::Stage;
use crate::{ChannelId, ContactId, ConversationId, DoorId, Millis, TeamId, TopicId};
use serde::{Deserialize, Serialize};

/// Somebody (or, in the audit, a kind of somebody) at a door.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Arrival {
    pub door: DoorId,
    pub medium: Medium,
    pub visitor: Visitor,
    /// The open conversation that this arrival goes on with, proven by authority, not by a guess.
    pub continues: Option<ConversationId>,
    pub topic: Option<TopicId>,
    pub at: Millis,
}

/// What the arrival comes as; decides which answers are possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Medium {
    Mail,
    Page,
    Widget,
    Call,
    Text,
    Post,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visitor {
    Known(ContactId),
    Kind(VisitorKind),
}

/// A kind of customer, for audits and for strangers.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct VisitorKind {
    pub segment: Option<String>,
    pub language: Option<String>,
    /// Ways that they can use (`mail`, `page`, `call`...); empty means all.
    pub abilities: Vec<Medium>,
    pub signed_in: bool,
}

/// What is true about the door and its channel at that moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct World {
    pub channel: ChannelId,
    pub stage: Stage,
    pub paused: bool,
    /// The queue of this channel's own team.
    pub team: Option<TeamId>,
    /// Successor, followed to the first channel that takes arrivals; `None` when there is none or it is a circle.
    pub successor: Option<Successor>,
    pub overlays: Vec<Overlay>,
    pub hours: Hours,
    pub staffed: bool,
    /// Waiting items over agents, 0 when unknown.
    pub load: f64,
    pub promise: Option<crate::promise::Estimate>,
    pub failures: Vec<Failure>,
    /// Version of the configuration that this was read from.
    pub version: i64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Successor {
    pub channel: ChannelId,
    pub team: Option<TeamId>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hours {
    Always,
    Open,
    Closed,
}

/// An effect of an active plan step on a door.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Overlay {
    OfferAlternatives,
    LimitedTo { audience: String },
    OutboundOnly,
    TakeMessage,
    Announce,
    Redirect { to: ChannelId },
    Signpost,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    Listener,
    Collector,
    Sending,
    Agents,
}

/// What happens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    pub landing: Landing,
    /// The channel in whose name it is handled (the successor for a redirect).
    pub via: ChannelId,
    /// Keys of the texts that the customer is told, in order (`channel_paused`, `channel_closed`, `acknowledgement`).
    pub texts: Vec<String>,
    pub promise: Option<crate::promise::Estimate>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Landing {
    /// Goes on in a conversation that exists, whatever happens to the door.
    Continue(ConversationId),
    /// A new conversation in the queue of `team`.
    Queue { team: Option<TeamId> },
    /// Kept as a conversation in the successor's queue; the customer is told once.
    Redirected { team: Option<TeamId> },
    /// Kept in the channel's own team although the channel takes nothing; the lead is told.
    KeptWithoutSuccessor { team: Option<TeamId> },
    /// Told the ways that are open; nothing kept because nothing was sent.
    Signpost,
    /// Nothing answers: a finding of the audit.
    DeadEnd,
}
