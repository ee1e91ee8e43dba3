//! A channel: one configured way of serving customers, and its life.

pub mod life;

use crate::{AgentId, BrandId, ChannelId, DoorId, Millis, TeamId};
use serde::{Deserialize, Serialize};

/// `email`, `form`, `chat`, `phone`... A checked string, not a closed enum: kinds register themselves.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ChannelKind(pub String);

/// Where a channel is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    Draft,
    Pilot,
    Live,
    WindingDown,
    Closed,
}

impl Stage {
    /// The word in tables and in the API.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Pilot => "pilot",
            Self::Live => "live",
            Self::WindingDown => "winding_down",
            Self::Closed => "closed",
        }
    }

    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        let all = [
            Self::Draft,
            Self::Pilot,
            Self::Live,
            Self::WindingDown,
            Self::Closed,
        ];
        all.into_iter().find(|s| s.word() == word)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Channel {
    pub id: ChannelId,
    pub kind: ChannelKind,
    pub brand: BrandId,
    pub name: String,
    /// The team whose queue new conversations join.
    pub team: Option<TeamId>,
    pub stage: Stage,
    pub paused: bool,
    /// Where its arrivals go when it is paused or closed.
    pub successor: Option<ChannelId>,
    /// Who answers for it.
    pub owner: Option<AgentId>,
    /// What it is for, in one sentence; empty when unsaid.
    pub purpose: String,
    /// First-response target, minutes; what an acknowledgement promises before there is a record.
    pub first_response_target_min: u32,
    pub acknowledge: bool,
    pub version: i64,
}

/// How a mailbox takes answers that carry a token of ours in their address.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReplyForm {
    /// `support+r.TOKEN@example.org`.
    #[default]
    Tagged,
    /// `r.TOKEN@example.org`: every address of the domain reaches this desk.
    Domain,
    /// `support@example.org` alone: the provider knows no plus addresses.
    Plain,
}

/// One public way into a channel: an address, a number, a URL, a widget on a site, a handle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Door {
    pub id: DoorId,
    pub channel: ChannelId,
    /// The address for email.
    pub address: String,
    pub reply_form: ReplyForm,
    pub created_at: Millis,
}
