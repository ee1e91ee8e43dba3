//! Conversations on the wire.

use super::words;
use super::{Addr, Contact, Draft, Message, NumberedId};
use domain::conversation::{SideState, Source, Status, Urgency};
use domain::sla::ClockKind;
use domain::{
    AgentId, ChannelId, ContactId, ConversationId, DoorId, Millis, TagId, TeamId, TopicId,
};
use serde::Serialize;
use utoipa::ToSchema;

/// One line of a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Summary {
    #[schema(value_type = String)]
    pub id: ConversationId,
    pub number: i64,
    pub subject: String,
    pub preview: String,
    #[schema(value_type = words::Status)]
    pub status: Status,
    pub snoozed_until: Option<Millis>,
    #[schema(value_type = words::Urgency)]
    pub urgency: Urgency,
    #[schema(value_type = words::Source)]
    pub urgency_source: Source,
    #[schema(value_type = Option<String>)]
    pub topic: Option<TopicId>,
    #[schema(value_type = words::Source)]
    pub topic_source: Source,
    #[schema(value_type = Option<String>)]
    pub team: Option<TeamId>,
    #[schema(value_type = Option<String>)]
    pub assignee: Option<AgentId>,
    #[schema(value_type = String)]
    pub channel: ChannelId,
    #[schema(value_type = Option<String>)]
    pub door: Option<DoorId>,
    pub contact: Option<ContactBrief>,
    #[schema(value_type = Vec<String>)]
    pub tags: Vec<TagId>,
    pub last_at: Millis,
    pub last_customer_at: Option<Millis>,
    pub waiting_since: Option<Millis>,
    pub first_reply_at: Option<Millis>,
    pub created_at: Millis,
    pub unread: bool,
    pub message_count: i64,
    /// `customer`, `agent` or `note`.
    pub last_kind: String,
    pub language: Option<String>,
    /// This agent has an unsent draft here.
    pub draft: bool,
    /// "May belong to."
    pub hint: Option<NumberedId>,
    pub spam_reason: Option<String>,
    /// When the earliest of the running SLA clocks is due.
    pub due_at: Option<Millis>,
    /// Which clock that is: `first_response`, `next_response` or `resolution`.
    #[schema(value_type = Option<String>)]
    pub due_kind: Option<ClockKind>,
    /// That time has passed.
    pub late: bool,
    /// What its side conversations come to: `answered`, `waiting`, or nothing.
    #[schema(value_type = Option<words::SideState>)]
    pub sides: Option<SideState>,
    /// Another team's: subject and status only.
    pub limited: bool,
    pub version: i64,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ContactBrief {
    #[schema(value_type = String)]
    pub id: ContactId,
    pub name: Option<String>,
    pub address: Option<String>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Participant {
    pub address: String,
    pub name: Option<String>,
    pub role: String,
    pub new_to_conversation: bool,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Link {
    pub kind: String,
    pub conversation: LinkedConversation,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LinkedConversation {
    #[schema(value_type = String)]
    pub id: ConversationId,
    pub number: i64,
    pub subject: String,
    #[schema(value_type = words::Status)]
    pub status: Status,
}

/// The pinned summary.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Pinned {
    pub version: i64,
    pub known: String,
    pub agreed: String,
    pub open: String,
    #[schema(value_type = Option<String>)]
    pub agent: Option<AgentId>,
    pub at: Millis,
}

impl From<store::pinned::Pinned> for Pinned {
    fn from(p: store::pinned::Pinned) -> Self {
        Self {
            version: p.version,
            known: p.known,
            agreed: p.agreed,
            open: p.open,
            agent: p.agent,
            at: p.at,
        }
    }
}

/// A conversation that was merged into this one.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MergedHere {
    #[schema(value_type = String)]
    pub id: ConversationId,
    pub number: i64,
    pub subject: String,
    pub at: Millis,
    #[schema(value_type = Option<String>)]
    pub agent: Option<AgentId>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Promise {
    pub usually_at: Millis,
    pub almost_always_at: Millis,
    pub kept_at: Option<Millis>,
}

/// The head of an open conversation.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Head {
    #[serde(flatten)]
    pub summary: Summary,
    #[schema(value_type = Vec<String>)]
    pub followers: Vec<AgentId>,
    pub participants: Vec<Participant>,
    pub links: Vec<Link>,
    /// What was merged into it, newest first; each can be taken back.
    pub merged: Vec<MergedHere>,
    /// "What we know, agreed, open."
    pub pinned: Option<Pinned>,
    pub promise: Option<Promise>,
}

/// Everything that an open conversation shows.
#[derive(Debug, Serialize, ToSchema)]
pub struct Detail {
    pub conversation: Head,
    /// Another one was asked for, which was merged into this one.
    pub led_from: Option<NumberedId>,
    /// The newest, oldest first.
    pub messages: Vec<Message>,
    /// Cursor for what came before.
    pub earlier: Option<String>,
    pub contact: Option<Contact>,
    pub history: Vec<Summary>,
    pub draft: Option<Draft>,
    pub presence: Vec<crate::live::presence::Here>,
    pub reply: ReplyPlan,
}

/// Whom a reply would go to.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
pub struct ReplyPlan {
    pub to: Vec<Addr>,
    pub cc: Vec<Addr>,
    pub warning: Option<super::Warning>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Changed {
    pub conversation: Summary,
}

/// How many conversations each view holds.
#[derive(Debug, Clone, Default, PartialEq, Serialize, ToSchema)]
pub struct Counts {
    pub mine: i64,
    pub unassigned: i64,
    pub all: i64,
    pub waiting: i64,
    pub snoozed: i64,
    pub spam: i64,
    pub mentions: i64,
    pub quarantine: i64,
    #[schema(value_type = std::collections::BTreeMap<String, i64>)]
    pub teams: std::collections::BTreeMap<TeamId, i64>,
}

impl Summary {
    /// A line of the store, as it stands at `now`.
    #[must_use]
    pub fn of(
        line: store::inbox::ConversationSummary,
        hint: Option<NumberedId>,
        now: Millis,
    ) -> Self {
        let full = |text: Option<String>| text.filter(|t| !t.is_empty());
        let contact = line.contact.map(|id| ContactBrief {
            id,
            name: full(line.contact_name),
            address: full(line.contact_address),
        });
        Self {
            id: line.id,
            number: line.number,
            subject: line.subject,
            preview: line.preview,
            status: line.status,
            snoozed_until: line.snoozed_until,
            urgency: line.urgency,
            urgency_source: line.urgency_source,
            topic: line.topic,
            topic_source: line.topic_source,
            team: line.team,
            assignee: line.assignee,
            channel: line.channel,
            door: line.door,
            contact,
            tags: line.tags.0,
            last_at: line.last_at,
            last_customer_at: line.last_customer_at,
            waiting_since: line.waiting_since,
            first_reply_at: line.first_reply_at,
            created_at: line.created_at,
            unread: line.unread,
            message_count: line.message_count,
            last_kind: word(line.last_kind),
            language: line.language,
            draft: line.has_draft,
            hint,
            spam_reason: line.spam_reason,
            due_at: line.due_at,
            due_kind: line.due_kind,
            late: line.due_at.is_some_and(|due| due <= now),
            sides: line.sides,
            limited: false,
            version: line.version,
        }
    }
}

fn word(kind: domain::message::MessageKind) -> String {
    match serde_json::to_value(kind) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}
