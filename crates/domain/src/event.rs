//! What happened. Events carry ids, enums and times, never text or addresses, so that a person can be erased.

use crate::access::PermissionSet;
use crate::channel::Stage;
use crate::conversation::{BeforeReply, Source, Status, Urgency};
use crate::{
    AgentId, ChannelId, ContactId, ConversationId, DeliveryId, DoorId, MessageId, Millis, TagId,
    TeamId, TopicId,
};
use serde::{Deserialize, Serialize};

/// Who did it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "by", content = "id")]
pub enum Actor {
    Agent(AgentId),
    Customer(ContactId),
    System,
}

/// An event with its place in time; the store adds the feed position at commit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    pub at: Millis,
    pub actor: Actor,
    pub kind: EventKind,
}

/// The serde tag is the public, versioned name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind")]
pub enum EventKind {
    #[serde(rename = "conversation.opened.v1")]
    ConversationOpened {
        conversation: ConversationId,
        contact: Option<ContactId>,
        channel: ChannelId,
        door: Option<DoorId>,
        team: Option<TeamId>,
    },
    /// A customer's message arrived.
    #[serde(rename = "conversation.received.v1")]
    ConversationReceived {
        conversation: ConversationId,
        message: MessageId,
        door: Option<DoorId>,
        automatic: bool,
        /// When it was accepted; earlier than the event for a backlog.
        arrived_at: Millis,
    },
    /// An agent replied, or the conversation was started by us.
    #[serde(rename = "conversation.replied.v1")]
    ConversationReplied {
        conversation: ConversationId,
        message: MessageId,
        first: bool,
    },
    #[serde(rename = "conversation.acknowledged.v1")]
    ConversationAcknowledged {
        conversation: ConversationId,
        message: MessageId,
    },
    #[serde(rename = "conversation.noted.v1")]
    ConversationNoted {
        conversation: ConversationId,
        message: MessageId,
        mentions: Vec<AgentId>,
    },
    #[serde(rename = "conversation.forwarded.v1")]
    ConversationForwarded {
        conversation: ConversationId,
        message: MessageId,
    },
    #[serde(rename = "conversation.status.v1")]
    StatusChanged {
        conversation: ConversationId,
        from: Status,
        to: Status,
    },
    #[serde(rename = "conversation.snoozed.v1")]
    Snoozed {
        conversation: ConversationId,
        until: Millis,
    },
    #[serde(rename = "conversation.woken.v1")]
    Woken { conversation: ConversationId },
    #[serde(rename = "conversation.reopened.v1")]
    Reopened { conversation: ConversationId },
    #[serde(rename = "conversation.assigned.v1")]
    Assigned {
        conversation: ConversationId,
        agent: Option<AgentId>,
    },
    #[serde(rename = "conversation.moved.v1")]
    Moved {
        conversation: ConversationId,
        team: Option<TeamId>,
    },
    #[serde(rename = "conversation.urgency.v1")]
    UrgencyChanged {
        conversation: ConversationId,
        urgency: Urgency,
        source: Source,
    },
    #[serde(rename = "conversation.topic.v1")]
    TopicChanged {
        conversation: ConversationId,
        topic: Option<TopicId>,
        source: Source,
    },
    #[serde(rename = "conversation.subject.v1")]
    SubjectChanged { conversation: ConversationId },
    #[serde(rename = "conversation.tagged.v1")]
    Tagged {
        conversation: ConversationId,
        tag: TagId,
    },
    #[serde(rename = "conversation.untagged.v1")]
    Untagged {
        conversation: ConversationId,
        tag: TagId,
    },
    #[serde(rename = "conversation.followed.v1")]
    Followed {
        conversation: ConversationId,
        agent: AgentId,
    },
    #[serde(rename = "conversation.unfollowed.v1")]
    Unfollowed {
        conversation: ConversationId,
        agent: AgentId,
    },
    /// `other` may be the same matter, or follows on from it.
    #[serde(rename = "conversation.linked.v1")]
    Linked {
        conversation: ConversationId,
        other: ConversationId,
    },
    #[serde(rename = "conversation.deleted.v1")]
    Deleted { conversation: ConversationId },
    #[serde(rename = "delivery.changed.v1")]
    DeliveryChanged {
        conversation: ConversationId,
        message: MessageId,
        delivery: DeliveryId,
        state: crate::message::DeliveryState,
    },
    #[serde(rename = "message.cancelled.v1")]
    MessageCancelled {
        conversation: ConversationId,
        message: MessageId,
        /// The conversation goes back to this, unless something else happened in between.
        restored: Option<BeforeReply>,
    },
    #[serde(rename = "promise.made.v1")]
    PromiseMade {
        conversation: ConversationId,
        usually_at: Millis,
        almost_always_at: Millis,
    },
    #[serde(rename = "contact.changed.v1")]
    ContactChanged { contact: ContactId },
    #[serde(rename = "contact.blocked.v1")]
    ContactBlocked { contact: ContactId, blocked: bool },
    #[serde(rename = "channel.changed.v1")]
    ChannelChanged { channel: ChannelId },
    #[serde(rename = "channel.stage.v1")]
    StageChanged {
        channel: ChannelId,
        from: Stage,
        to: Stage,
    },
    #[serde(rename = "channel.paused.v1")]
    ChannelPaused { channel: ChannelId, paused: bool },
    #[serde(rename = "agent.changed.v1")]
    AgentChanged {
        agent: AgentId,
        permission_set: PermissionSet,
    },
    #[serde(rename = "team.changed.v1")]
    TeamChanged { team: TeamId },
    /// Macros, texts, tags, topics, organization: clients refetch what they hold.
    #[serde(rename = "settings.changed.v1")]
    SettingsChanged { what: String },
    #[serde(rename = "quarantine.changed.v1")]
    QuarantineChanged { waiting: i64 },
}

impl EventKind {
    /// The public, versioned name: the serde tag.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::ConversationOpened { .. } => "conversation.opened.v1",
            Self::ConversationReceived { .. } => "conversation.received.v1",
            Self::ConversationReplied { .. } => "conversation.replied.v1",
            Self::ConversationAcknowledged { .. } => "conversation.acknowledged.v1",
            Self::ConversationNoted { .. } => "conversation.noted.v1",
            Self::ConversationForwarded { .. } => "conversation.forwarded.v1",
            Self::StatusChanged { .. } => "conversation.status.v1",
            Self::Snoozed { .. } => "conversation.snoozed.v1",
            Self::Woken { .. } => "conversation.woken.v1",
            Self::Reopened { .. } => "conversation.reopened.v1",
            Self::Assigned { .. } => "conversation.assigned.v1",
            Self::Moved { .. } => "conversation.moved.v1",
            Self::UrgencyChanged { .. } => "conversation.urgency.v1",
            Self::TopicChanged { .. } => "conversation.topic.v1",
            Self::SubjectChanged { .. } => "conversation.subject.v1",
            Self::Tagged { .. } => "conversation.tagged.v1",
            Self::Untagged { .. } => "conversation.untagged.v1",
            Self::Followed { .. } => "conversation.followed.v1",
            Self::Unfollowed { .. } => "conversation.unfollowed.v1",
            Self::Linked { .. } => "conversation.linked.v1",
            Self::Deleted { .. } => "conversation.deleted.v1",
            Self::DeliveryChanged { .. } => "delivery.changed.v1",
            Self::MessageCancelled { .. } => "message.cancelled.v1",
            Self::PromiseMade { .. } => "promise.made.v1",
            Self::ContactChanged { .. } => "contact.changed.v1",
            Self::ContactBlocked { .. } => "contact.blocked.v1",
            Self::ChannelChanged { .. } => "channel.changed.v1",
            Self::StageChanged { .. } => "channel.stage.v1",
            Self::ChannelPaused { .. } => "channel.paused.v1",
            Self::AgentChanged { .. } => "agent.changed.v1",
            Self::TeamChanged { .. } => "team.changed.v1",
            Self::SettingsChanged { .. } => "settings.changed.v1",
            Self::QuarantineChanged { .. } => "quarantine.changed.v1",
        }
    }

    /// The conversation that it is about, if it is about one.
    #[must_use]
    pub fn conversation(&self) -> Option<ConversationId> {
        match *self {
            Self::ConversationOpened { conversation, .. }
            | Self::ConversationReceived { conversation, .. }
            | Self::ConversationReplied { conversation, .. }
            | Self::ConversationAcknowledged { conversation, .. }
            | Self::ConversationNoted { conversation, .. }
            | Self::ConversationForwarded { conversation, .. }
            | Self::StatusChanged { conversation, .. }
            | Self::Snoozed { conversation, .. }
            | Self::Woken { conversation }
            | Self::Reopened { conversation }
            | Self::Assigned { conversation, .. }
            | Self::Moved { conversation, .. }
            | Self::UrgencyChanged { conversation, .. }
            | Self::TopicChanged { conversation, .. }
            | Self::SubjectChanged { conversation }
            | Self::Tagged { conversation, .. }
            | Self::Untagged { conversation, .. }
            | Self::Followed { conversation, .. }
            | Self::Unfollowed { conversation, .. }
            | Self::Linked { conversation, .. }
            | Self::Deleted { conversation }
            | Self::DeliveryChanged { conversation, .. }
            | Self::MessageCancelled { conversation, .. }
            | Self::PromiseMade { conversation, .. } => Some(conversation),
            _ => None,
        }
    }

    /// The contact that it is about, if it names one.
    #[must_use]
    pub fn contact(&self) -> Option<ContactId> {
        match *self {
            Self::ConversationOpened { contact, .. } => contact,
            Self::ContactChanged { contact } | Self::ContactBlocked { contact, .. } => {
                Some(contact)
            }
            _ => None,
        }
    }
}
