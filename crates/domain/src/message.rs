//! Messages of a conversation and their delivery.

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageKind {
    Customer,
    Agent,
    Note,
    Call,
    /// Something that happened, as a line in the thread.
    Event,
}

/// The state of one message to one recipient. Kept apart from the conversation's status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// Can still be undone.
    Held,
    Queued,
    Sending,
    Sent,
    /// Refused for now; tried again by the plan.
    Retrying,
    /// The connection was lost after the final dot: it may or may not have arrived (M21).
    Uncertain,
    /// Refused for good, or the plan has ended.
    Failed,
    /// Sent, and a delivery report came back.
    Bounced,
    Cancelled,
}

impl DeliveryState {
    /// Whether nothing more will be done by the program.
    #[must_use]
    pub fn is_final(self) -> bool {
        matches!(
            self,
            Self::Sent | Self::Failed | Self::Bounced | Self::Cancelled
        )
    }
}

/// Why a mail was written by the program and not by a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AutoText {
    Acknowledgement,
    ChannelPaused,
    ChannelClosed,
    /// What will change at this door.
    Announcement,
    /// This door is not for new questions of theirs.
    Signpost,
    /// A rule answered with a macro.
    RuleReply,
}
