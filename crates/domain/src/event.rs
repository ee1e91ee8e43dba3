//! What happened. Events carry ids, enums and times, never text or addresses, so that a person can be erased.

use crate::access::SetKey;
use crate::channel::Stage;
use crate::conversation::{BeforeReply, Outline, SideState, Source, Spoke, Status, Urgency};
use crate::routing::{Because, Late, Presence, Turn, Why};
use crate::sla::ClockKind;
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
        /// Why they got it, when they asked for whatever is next.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        because: Option<Turn>,
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
    #[serde(rename = "conversation.unlinked.v1")]
    Unlinked {
        conversation: ConversationId,
        other: ConversationId,
    },
    /// It is a signpost to `into` from now on.
    #[serde(rename = "conversation.merged.v1")]
    ConversationMerged {
        conversation: ConversationId,
        into: ConversationId,
    },
    /// It holds the messages of `other` as well.
    #[serde(rename = "conversation.absorbed.v1")]
    ConversationAbsorbed {
        conversation: ConversationId,
        other: ConversationId,
        outline: Outline,
    },
    /// A signpost is a conversation again.
    #[serde(rename = "conversation.unmerged.v1")]
    ConversationUnmerged {
        conversation: ConversationId,
        from: ConversationId,
        outline: Outline,
    },
    /// Messages of it went to `other`, by unmerging or by splitting.
    #[serde(rename = "conversation.gave_back.v1")]
    ConversationGaveBack {
        conversation: ConversationId,
        other: ConversationId,
        outline: Outline,
    },
    /// It began with messages of `from`.
    #[serde(rename = "conversation.split_off.v1")]
    ConversationSplitOff {
        conversation: ConversationId,
        from: ConversationId,
        outline: Outline,
    },
    /// Something happened in a side conversation of `conversation`.
    #[serde(rename = "conversation.side.v1")]
    SideChanged {
        conversation: ConversationId,
        side: ConversationId,
        message: Option<MessageId>,
        spoke: Option<Spoke>,
        to: SideState,
    },
    /// A customer answered a survey about it, or changed the answer.
    #[serde(rename = "conversation.survey.v1")]
    SurveyAnswered {
        conversation: ConversationId,
        survey: crate::SurveyId,
        score: i64,
    },
    /// Something of a chat that is no message: who has seen what, who left, what they thought of it.
    #[serde(rename = "conversation.chat.v1")]
    ChatChanged {
        conversation: ConversationId,
        what: crate::chat::Change,
    },
    /// Somebody found out why the customer wrote, or took it back.
    #[serde(rename = "conversation.cause.v1")]
    CauseChanged {
        conversation: ConversationId,
        cause: Option<crate::CauseId>,
    },
    /// The pinned summary was written anew.
    #[serde(rename = "conversation.pinned.v1")]
    PinnedChanged { conversation: ConversationId },
    /// The same mail came through another door of ours as well.
    #[serde(rename = "conversation.also_arrived.v1")]
    AlsoArrived {
        conversation: ConversationId,
        channel: ChannelId,
        door: DoorId,
    },
    /// Values of custom fields of the conversation, or of its contact.
    #[serde(rename = "conversation.fields.v1")]
    FieldsChanged { conversation: ConversationId },
    /// Rules fired, in that order; what they did are events of their own.
    #[serde(rename = "conversation.rules.v1")]
    RulesFired {
        conversation: ConversationId,
        rules: Vec<crate::RuleId>,
        /// Whom they want to be told.
        agents: Vec<AgentId>,
    },
    /// The program switched a rule off, because it fired far too often.
    #[serde(rename = "rule.switched_off.v1")]
    RuleSwitchedOff { rule: crate::RuleId },
    /// The program switched a webhook off, because it has been failing for days.
    #[serde(rename = "webhook.switched_off.v1")]
    WebhookSwitchedOff { webhook: crate::WebhookId },
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
    /// A clock comes near its due time; once for each due time.
    #[serde(rename = "sla.warned.v1")]
    SlaWarned {
        conversation: ConversationId,
        clock: ClockKind,
        due_at: Millis,
    },
    /// A clock has run out; once for each due time.
    #[serde(rename = "sla.breached.v1")]
    SlaBreached {
        conversation: ConversationId,
        clock: ClockKind,
        due_at: Millis,
    },
    /// Policies or hours were changed, and with them when this is due.
    #[serde(rename = "sla.due_changed.v1")]
    SlaDueChanged {
        conversation: ConversationId,
        due_at: Option<Millis>,
    },
    /// It rings at an agent until then.
    #[serde(rename = "work.offered.v1")]
    WorkOffered {
        conversation: ConversationId,
        agent: AgentId,
        until: Millis,
        version: u32,
        because: Because,
    },
    /// It rings there no longer.
    #[serde(rename = "work.withdrawn.v1")]
    WorkWithdrawn {
        conversation: ConversationId,
        agent: AgentId,
        why: Why,
    },
    #[serde(rename = "work.accepted.v1")]
    WorkAccepted {
        conversation: ConversationId,
        agent: AgentId,
    },
    /// It waits again, since when it always did.
    #[serde(rename = "work.handed_back.v1")]
    WorkHandedBack {
        conversation: ConversationId,
        agent: AgentId,
        why: Why,
    },
    /// Other teams help.
    #[serde(rename = "work.overflowed.v1")]
    WorkOverflowed {
        conversation: ConversationId,
        to: Vec<TeamId>,
    },
    /// Whoever waits on the line is to be offered another way.
    #[serde(rename = "work.alternative.v1")]
    WorkAlternative {
        conversation: ConversationId,
        because: Late,
    },
    #[serde(rename = "contact.changed.v1")]
    ContactChanged { contact: ContactId },
    #[serde(rename = "contact.blocked.v1")]
    ContactBlocked { contact: ContactId, blocked: bool },
    /// `other` is the same person; what was theirs is the contact's now.
    #[serde(rename = "contact.merged.v1")]
    ContactMerged {
        contact: ContactId,
        other: ContactId,
    },
    #[serde(rename = "contact.unmerged.v1")]
    ContactUnmerged {
        contact: ContactId,
        other: ContactId,
    },
    /// What was known of them is gone.
    #[serde(rename = "contact.erased.v1")]
    ContactErased { contact: ContactId },
    /// The words of a conversation are gone; its figures stay.
    #[serde(rename = "conversation.erased.v1")]
    ConversationErased { conversation: ConversationId },
    #[serde(rename = "organization.changed.v1")]
    OrganizationChanged { organization: crate::OrganizationId },
    /// `other` is the same organization; its people and domains are the organization's now.
    #[serde(rename = "organization.merged.v1")]
    OrganizationMerged {
        organization: crate::OrganizationId,
        other: crate::OrganizationId,
    },
    #[serde(rename = "organization.unmerged.v1")]
    OrganizationUnmerged {
        organization: crate::OrganizationId,
        other: crate::OrganizationId,
    },
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
        permission_set: SetKey,
    },
    /// Not here until that time, or until they say so; or here again.
    #[serde(rename = "agent.away.v1")]
    AgentAway {
        agent: AgentId,
        away: bool,
        until: Option<Millis>,
    },
    /// Whether live work can be offered to them.
    #[serde(rename = "agent.presence.v1")]
    AgentPresence { agent: AgentId, presence: Presence },
    /// Their notifications have changed; only they are told.
    #[serde(rename = "agent.notified.v1")]
    AgentNotified { agent: AgentId },
    #[serde(rename = "team.changed.v1")]
    TeamChanged { team: TeamId },
    /// Those teams help this one at once, until then; `None`: not any more, but when the rules say so.
    #[serde(rename = "team.help.v1")]
    TeamHelp {
        team: TeamId,
        to: Vec<TeamId>,
        until: Option<Millis>,
    },
    /// Macros, texts, tags, topics, organization: clients refetch what they hold.
    #[serde(rename = "settings.changed.v1")]
    SettingsChanged { what: String },
    #[serde(rename = "quarantine.changed.v1")]
    QuarantineChanged { waiting: i64 },
}

impl EventKind {
    /// The agent whom an event of the queue concerns, whatever else they may see of the conversation.
    #[must_use]
    pub fn rings_at(&self) -> Option<AgentId> {
        match self {
            Self::WorkOffered { agent, .. }
            | Self::WorkWithdrawn { agent, .. }
            | Self::WorkAccepted { agent, .. }
            | Self::WorkHandedBack { agent, .. } => Some(*agent),
            _ => None,
        }
    }
}
