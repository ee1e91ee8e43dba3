//! What happens to somebody who comes through a door. Live traffic, the contact page and the dead-end audit all ask
//! [`resolve`].

pub mod last;
mod line;
mod resolve;
#[cfg(test)]
mod tests;

pub use line::{Line, Stand, line};
pub use resolve::{LINE_MAX_MS, is_gone, is_offered, resolve};

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
    /// Looks at a page: a form before it is sent, a list of ways.
    Page,
    Widget,
    Call,
    Text,
    /// Has sent what a page asked for: the words are there.
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
    /// Of the last redirect, else the channel's own; followed to the first channel that takes arrivals. `None` when there
    /// is none or it is a circle.
    pub successor: Option<Successor>,
    pub overlays: Vec<Overlay>,
    /// Whoever comes belongs to the audience of each `LimitedTo` in force; `true` where there is none.
    pub inside: bool,
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
    /// Named on no page and in no list of ways; whoever knows it is served in full.
    Unlist,
    /// Other ways are shown first to whoever looks; what is sent is delivered.
    OfferAlternatives,
    /// Only for those; everybody else is shown the way.
    LimitedTo {
        audience: String,
    },
    /// We write, and what answers us is delivered; whoever begins is shown the way.
    OutboundOnly,
    /// Nobody talks here now; a message is taken.
    TakeMessage,
    /// Told what will change; delivered.
    Announce,
    Redirect {
        to: ChannelId,
    },
    /// Shows the way, and lets nobody in.
    Signpost,
    /// Something does not work ([`crate::outage`]): told first to whoever comes; delivered. No plan lays it.
    Outage,
    /// The last word ([`last`]) is in force: a letter of a stranger is refused with the ways on. No plan lays it.
    Refuse,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    Listener,
    Collector,
    Sending,
    Agents,
    /// Lines and texts of the phone.
    Carrier,
    /// The language model that answers first.
    Model,
}

/// What happens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    pub landing: Landing,
    /// The channel in whose name it is handled (the successor for a redirect).
    pub via: ChannelId,
    /// Keys of the texts that the customer is told, in order (`TEXT_…`).
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
    /// A stranger's letter to a door that has been closed for a year: refused with the ways that are open (`550`).
    Refused,
    /// Nothing answers: a finding of the audit.
    DeadEnd,
}

/// Text keys that [`Outcome::texts`] may hold.
pub const TEXT_ACKNOWLEDGEMENT: &str = "acknowledgement";
pub const TEXT_PAUSED: &str = "channel_paused";
pub const TEXT_CLOSED: &str = "channel_closed";
pub const TEXT_ANNOUNCEMENT: &str = "announcement";
pub const TEXT_SIGNPOST: &str = "signpost";
/// Other ways, before this one.
pub const TEXT_ALTERNATIVES: &str = "alternatives";
/// Something does not work, and we know.
pub const TEXT_OUTAGE: &str = "outage";
/// Nobody is there to talk: a message is taken, and answered later.
pub const TEXT_MESSAGE: &str = "message_instead";
