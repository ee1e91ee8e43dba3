//! The conversation: the unit of work. A business machine: [`decide()`] says what follows from a command,
//! [`Conversation::apply`] says what an event makes of the state. Desk is the only caller; nothing here reads a clock.

mod decide;
pub mod merge;
pub mod side;

pub use decide::decide;
pub use merge::Outline;
pub use side::{SideState, Spoke};

use crate::event::{Actor, Event, EventKind};
use crate::routing::Turn;
use crate::{
    AgentId, ChannelId, ContactId, ConversationId, DoorId, MessageId, Millis, TagId, TeamId,
    TopicId,
};
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
    /// A signpost: its messages are in another conversation. In no list.
    Merged,
    /// A thread with a third party beside a conversation. In no list.
    Side,
}

impl Status {
    /// The word in tables and in the API.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Waiting => "waiting",
            Self::Snoozed => "snoozed",
            Self::Resolved => "resolved",
            Self::Spam => "spam",
            Self::Merged => "merged",
            Self::Side => "side",
        }
    }

    /// Work of its own, and so in lists: neither a signpost nor a thread beside another conversation.
    #[must_use]
    pub fn is_work(self) -> bool {
        !matches!(self, Self::Merged | Self::Side)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    Low,
    Normal,
    High,
    Urgent,
}

impl Urgency {
    pub const ALL: [Self; 4] = [Self::Low, Self::Normal, Self::High, Self::Urgent];

    /// The word in tables and in the API.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Normal => "normal",
            Self::High => "high",
            Self::Urgent => "urgent",
        }
    }
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

impl Source {
    /// The word in tables and in the API.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Rule => "rule",
            Self::Customer => "customer",
            Self::Agent => "agent",
            Self::Model => "model",
        }
    }
}

/// Status with what is only true in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "status")]
pub enum StatusState {
    Open,
    Waiting,
    Snoozed {
        until: Millis,
        by: Option<AgentId>,
    },
    Resolved {
        at: Millis,
    },
    Spam,
    /// All it said is in `into` now; whoever comes here is led there.
    Merged {
        into: ConversationId,
    },
    Side {
        parent: ConversationId,
        side: SideState,
    },
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
            Self::Merged { .. } => Status::Merged,
            Self::Side { .. } => Status::Side,
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
    /// Last customer message that a person wrote.
    pub last_customer_at: Option<Millis>,
    pub last_agent_at: Option<Millis>,
    /// Since when the customer has been waiting; `None` when we owe nothing.
    pub waiting_since: Option<Millis>,
    pub first_reply_at: Option<Millis>,
    pub version: i64,
}

/// A reply to a resolved conversation reopens it within this time; later it opens a linked one.
pub const REOPEN_WITHIN_MS: Millis = 14 * 24 * 60 * 60 * 1000;

/// A reply is held this long so that it can be undone.
pub const UNDO_MS: Millis = 10_000;

/// Longest subject, in characters.
pub const SUBJECT_MAX: usize = 300;

/// What surrounds a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ctx {
    pub now: Millis,
    pub actor: Actor,
}

impl Ctx {
    fn agent(&self) -> Option<AgentId> {
        match self.actor {
            Actor::Agent(agent) => Some(agent),
            Actor::Customer(_) | Actor::System => None,
        }
    }
}

/// What becomes of the conversation once the reply is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AfterReply {
    /// The customer owes the next word.
    Wait,
    Resolve,
    Snooze {
        until: Millis,
    },
    /// We still owe something.
    KeepOpen,
    /// One of many who are told the same: it becomes nobody's, and its status stays, unless it is `over`.
    ToldToAll {
        over: bool,
    },
}

/// Who wrote a customer message: a person, or a program (M27, M29).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Written {
    ByPerson,
    Automatically,
}

/// What a reply changed, kept with it so that undoing it within the hold restores exactly that.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct BeforeReply {
    pub state: StatusState,
    pub assignee: Option<AgentId>,
    pub last_at: Millis,
    pub last_agent_at: Option<Millis>,
    pub waiting_since: Option<Millis>,
    pub first_reply_at: Option<Millis>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// A customer's message arrived at `at` (which may be before `now`: a backlog, an import).
    Receive {
        message: MessageId,
        door: Option<DoorId>,
        written: Written,
        at: Millis,
    },
    Reply {
        message: MessageId,
        then: AfterReply,
    },
    /// The program's own acknowledgement or channel notice went out: not a reply, stops no clock.
    Acknowledge {
        message: MessageId,
    },
    Note {
        message: MessageId,
        mentions: Vec<AgentId>,
    },
    Forward {
        message: MessageId,
    },
    /// Open, waiting or resolved; the other two have their own commands.
    SetStatus(Status),
    Snooze {
        until: Millis,
    },
    /// By an agent, before its time.
    Unsnooze,
    /// By the sweep, when the time has come.
    Wake,
    Assign(Option<AgentId>),
    /// The agent asked for whatever is next, and this is it.
    Take {
        agent: AgentId,
        because: Turn,
    },
    MoveTeam(Option<TeamId>),
    SetUrgency(Urgency, Source),
    SetTopic(Option<TopicId>, Source),
    SetSubject(String),
    Tag(TagId),
    Untag(TagId),
    Follow(AgentId),
    Unfollow(AgentId),
    MarkSpam,
    NotSpam,
    Link(ConversationId),
    Unlink(ConversationId),
    /// Becomes a signpost to `into`, which is given [`Command::Absorb`] in the same transaction.
    MergeInto {
        into: ConversationId,
    },
    /// Takes everything that the other one said, and what it asks for.
    Absorb(Box<Conversation>),
    /// A signpost becomes what it was before, and its survivor is given [`Command::GiveBack`].
    ComeBack(Box<Outline>),
    /// What came of `other` has left again; this is what remains.
    GiveBack {
        other: ConversationId,
        remains: Box<Outline>,
    },
    /// A new conversation begins with messages of `from`.
    SplitOff {
        from: ConversationId,
        outline: Box<Outline>,
    },
    /// What was written to the third party of a side conversation.
    SideSay {
        message: MessageId,
    },
    /// The side conversation is done with, or not.
    SetSide(SideState),
    UndoSend {
        message: MessageId,
        before: BeforeReply,
        written_at: Millis,
    },
    Delete,
}

/// What must happen besides. Durable ones become rows in the same transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Deliveries of this message may start at `until`.
    HoldDeliveries {
        message: MessageId,
        until: Millis,
    },
    CancelDeliveries {
        message: MessageId,
    },
    /// An agent was quicker: a waiting acknowledgement is dropped.
    DropAcknowledgement,
    /// The first answer was given now: promises are scored.
    ScorePromises {
        at: Millis,
    },
    /// The first answer was taken back.
    UnscorePromises,
    /// Events carry no text, so the new subject travels here.
    WriteSubject(String),
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Decision {
    pub events: Vec<EventKind>,
    pub effects: Vec<Effect>,
}

impl Decision {
    fn of(events: Vec<EventKind>) -> Self {
        Self {
            events,
            effects: Vec::new(),
        }
    }

    fn nothing() -> Self {
        Self::default()
    }
}

/// What is known when a conversation begins.
#[derive(Debug, Clone, PartialEq)]
pub struct Opening {
    pub id: ConversationId,
    pub subject: String,
    pub contact: Option<ContactId>,
    pub channel: ChannelId,
    pub door: Option<DoorId>,
    pub team: Option<TeamId>,
    pub language: Option<String>,
    pub at: Millis,
}

/// A new conversation, open and without messages; its number is given by the store. Follow with [`Command::Receive`] or
/// [`Command::Reply`].
#[must_use]
pub fn open(opening: Opening) -> (Conversation, EventKind) {
    let event = EventKind::ConversationOpened {
        conversation: opening.id,
        contact: opening.contact,
        channel: opening.channel,
        door: opening.door,
        team: opening.team,
    };
    let state = Conversation {
        id: opening.id,
        number: 0,
        subject: clean_subject(&opening.subject),
        state: StatusState::Open,
        urgency: Urgency::Normal,
        urgency_source: Source::Default,
        topic: None,
        topic_source: Source::Default,
        team: opening.team,
        assignee: None,
        contact: opening.contact,
        channel: opening.channel,
        door: opening.door,
        language: opening.language,
        created_at: opening.at,
        last_at: opening.at,
        last_customer_at: None,
        last_agent_at: None,
        waiting_since: None,
        first_reply_at: None,
        version: 0,
    };
    (state, event)
}

/// One line, no control characters, at most [`SUBJECT_MAX`] characters.
#[must_use]
pub fn clean_subject(subject: &str) -> String {
    let line: String = subject
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let mut line = line.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((cut, _)) = line.char_indices().nth(SUBJECT_MAX) {
        line.truncate(cut);
    }
    line
}

impl Conversation {
    /// Whether a customer's message of that time belongs into this conversation, or into a new one linked to it.
    #[must_use]
    pub fn takes_customer_message(&self, at: Millis) -> bool {
        match self.state {
            StatusState::Resolved { at: resolved } => at <= resolved + REOPEN_WITHIN_MS,
            _ => true,
        }
    }

    /// What a reply will change; stored with it for undo.
    #[must_use]
    pub fn before_reply(&self) -> BeforeReply {
        BeforeReply {
            state: self.state,
            assignee: self.assignee,
            last_at: self.last_at,
            last_agent_at: self.last_agent_at,
            waiting_since: self.waiting_since,
            first_reply_at: self.first_reply_at,
        }
    }

    /// The last word is the customer's.
    #[must_use]
    pub fn unanswered(&self) -> bool {
        self.last_customer_at
            .is_some_and(|asked| self.last_agent_at.is_none_or(|told| told < asked))
    }

    /// What the event makes of the state. The subject is written by [`Effect::WriteSubject`], as events carry no text.
    pub fn apply(&mut self, event: &Event) {
        let at = event.at;
        match &event.kind {
            EventKind::ConversationReceived {
                automatic,
                arrived_at,
                ..
            } => self.received(*automatic, *arrived_at),
            EventKind::ConversationReplied { first, .. } => {
                self.last_at = self.last_at.max(at);
                self.last_agent_at = Some(at);
                self.waiting_since = None;
                if *first {
                    self.first_reply_at.get_or_insert(at);
                }
            }
            EventKind::StatusChanged { to, .. } => self.enter(*to, at),
            EventKind::Snoozed { until, .. } => {
                let by = match event.actor {
                    Actor::Agent(agent) => Some(agent),
                    Actor::Customer(_) | Actor::System => None,
                };
                self.state = StatusState::Snoozed { until: *until, by };
            }
            EventKind::MessageCancelled {
                restored: Some(before),
                ..
            } => self.restore(before),
            EventKind::Assigned { agent, .. } => self.assignee = *agent,
            EventKind::Moved { team, .. } => self.team = *team,
            EventKind::ConversationMerged { into, .. } => {
                self.state = StatusState::Merged { into: *into };
                self.waiting_since = None;
            }
            EventKind::ConversationAbsorbed { outline, .. }
            | EventKind::ConversationUnmerged { outline, .. }
            | EventKind::ConversationGaveBack { outline, .. }
            | EventKind::ConversationSplitOff { outline, .. } => self.redraw(outline),
            EventKind::SideChanged {
                side, to, spoke, ..
            } if *side == self.id => self.side_changed(*to, *spoke, at),
            EventKind::UrgencyChanged {
                urgency, source, ..
            } => (self.urgency, self.urgency_source) = (*urgency, *source),
            EventKind::TopicChanged { topic, source, .. } => {
                (self.topic, self.topic_source) = (*topic, *source);
            }
            _ => {}
        }
    }

    fn received(&mut self, automatic: bool, at: Millis) {
        self.last_at = self.last_at.max(at);
        if automatic {
            return;
        }
        self.last_customer_at = self.last_customer_at.max(Some(at));
        if self.state != StatusState::Spam {
            self.waiting_since.get_or_insert(at);
        }
    }

    fn enter(&mut self, to: Status, at: Millis) {
        self.state = match to {
            Status::Open => StatusState::Open,
            Status::Waiting => StatusState::Waiting,
            Status::Resolved => StatusState::Resolved { at },
            Status::Spam => StatusState::Spam,
            // These have events of their own, which know until when, whither and of whom.
            Status::Snoozed | Status::Merged | Status::Side => self.state,
        };
        match to {
            Status::Open if self.unanswered() => {
                self.waiting_since = self.waiting_since.or(self.last_customer_at);
            }
            Status::Waiting | Status::Resolved | Status::Spam => self.waiting_since = None,
            Status::Open | Status::Snoozed | Status::Merged | Status::Side => {}
        }
    }

    fn restore(&mut self, before: &BeforeReply) {
        self.state = before.state;
        self.assignee = before.assignee;
        self.last_at = before.last_at;
        self.last_agent_at = before.last_agent_at;
        self.waiting_since = before.waiting_since;
        self.first_reply_at = before.first_reply_at;
    }
}

#[cfg(test)]
#[path = "conversation_tests.rs"]
mod tests;
