//! What the figures know of one conversation, and how it follows from events.
//!
//! The same fold serves the follower of the feed and a rebuild from the first event on, so both come to the same rows.
//! It says what was, not what ought to be: nothing here is refused.

use super::Traits;
use crate::conversation::{BeforeReply, Outline, Status, Urgency};
use crate::event::{Event, EventKind};
use crate::{ConversationId, Millis};

/// One conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Life {
    pub conversation: ConversationId,
    /// When the customer's first message was accepted; when it was begun, if we began it.
    pub arrived_at: Millis,
    pub traits: Traits,
    /// We wrote first.
    pub ours: bool,
    pub status: Status,
    /// Since when the customer waits for an answer.
    pub waiting_since: Option<Millis>,
    /// How often the customer began to wait.
    pub asks: i64,
    pub last_customer_at: Option<Millis>,
    pub first_reply_at: Option<Millis>,
    pub last_reply_at: Option<Millis>,
    /// The first resolution.
    pub resolved_at: Option<Millis>,
    pub reopened: i64,
    /// When it left the backlog for the first time: resolved, spam or deleted. `None` as long as it is in it.
    pub left_at: Option<Millis>,
    pub deleted_at: Option<Millis>,
}

/// What a [`Spell`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpellKind {
    /// A customer waits for an answer that is not the first.
    Wait,
    /// From a reopening to the next resolution.
    Reopened,
}

/// How a spell ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It has not.
    Open,
    /// Answered, or resolved.
    Done,
    /// Nobody waited any more, without an answer; spam; deleted.
    Left,
}

/// A stretch of a conversation's life after its first answer or first resolution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spell {
    pub kind: SpellKind,
    pub began_at: Millis,
    pub ended_at: Option<Millis>,
    pub outcome: Outcome,
}

impl Spell {
    fn begun(kind: SpellKind, at: Millis) -> Self {
        Self {
            kind,
            began_at: at,
            ended_at: None,
            outcome: Outcome::Open,
        }
    }

    fn end(&mut self, at: Millis, outcome: Outcome) {
        if self.outcome == Outcome::Open {
            self.ended_at = Some(at.max(self.began_at));
            self.outcome = outcome;
        }
    }

    fn open_again(&mut self) {
        (self.ended_at, self.outcome) = (None, Outcome::Open);
    }
}

/// Kinds of events that come often and change no figure: whoever follows the feed for figures need not read them.
pub const PASSED_OVER: [&str; 4] = [
    "conversation.tagged.v1",
    "conversation.untagged.v1",
    "conversation.noted.v1",
    "conversation.rules.v1",
];

/// A conversation while its events are taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folding {
    pub life: Life,
    /// The newest of each kind as it was stored, then those that were begun since.
    pub waits: Vec<Spell>,
    pub reopenings: Vec<Spell>,
    /// Spells that a withdrawn reply had begun.
    pub undone: Vec<Spell>,
}

impl Folding {
    /// From what is stored.
    #[must_use]
    pub fn resume(life: Life, wait: Option<Spell>, reopening: Option<Spell>) -> Self {
        Self {
            life,
            waits: wait.into_iter().collect(),
            reopenings: reopening.into_iter().collect(),
            undone: Vec::new(),
        }
    }

    /// A conversation begins; `None` for any other event.
    #[must_use]
    pub fn begin(event: &Event) -> Option<Self> {
        let EventKind::ConversationOpened {
            conversation,
            channel,
            team,
            ..
        } = &event.kind
        else {
            return None;
        };
        let life = Life {
            conversation: *conversation,
            arrived_at: event.at,
            traits: Traits {
                channel: *channel,
                team: *team,
                assignee: None,
                topic: None,
                urgency: Urgency::Normal,
            },
            ours: true,
            status: Status::Open,
            waiting_since: None,
            asks: 0,
            last_customer_at: None,
            first_reply_at: None,
            last_reply_at: None,
            resolved_at: None,
            reopened: 0,
            left_at: None,
            deleted_at: None,
        };
        Some(Self::resume(life, None, None))
    }

    /// Takes in an event of this conversation. Kinds in [`PASSED_OVER`] do not come here.
    pub fn take(&mut self, event: &Event) {
        let at = event.at;
        match &event.kind {
            EventKind::ConversationReceived {
                automatic,
                arrived_at,
                ..
            } => self.received(*automatic, *arrived_at),
            EventKind::ConversationReplied { first, .. } => self.replied(*first, at),
            EventKind::StatusChanged { to, .. } => self.enter(*to, at),
            EventKind::Snoozed { .. } => self.enter(Status::Snoozed, at),
            EventKind::ConversationMerged { .. } => self.enter(Status::Merged, at),
            EventKind::ConversationAbsorbed { outline, .. }
            | EventKind::ConversationUnmerged { outline, .. }
            | EventKind::ConversationGaveBack { outline, .. }
            | EventKind::ConversationSplitOff { outline, .. } => self.redrawn(outline, at),
            EventKind::MessageCancelled {
                restored: Some(before),
                ..
            } => self.withdrawn(before),
            EventKind::Assigned { agent, .. } => self.life.traits.assignee = *agent,
            EventKind::Moved { team, .. } => self.life.traits.team = *team,
            EventKind::UrgencyChanged { urgency, .. } => self.life.traits.urgency = *urgency,
            EventKind::TopicChanged { topic, .. } => self.life.traits.topic = *topic,
            EventKind::Deleted { .. } => self.deleted(at),
            _ => {}
        }
    }

    /// Whether a wait is a spell of its own: the first of a customer's conversation is the first response.
    fn later_wait(&self) -> bool {
        self.life.ours || self.life.asks > 1
    }

    fn received(&mut self, automatic: bool, at: Millis) {
        let life = &mut self.life;
        if life.ours && life.asks == 0 && life.last_reply_at.is_none() {
            (life.ours, life.arrived_at) = (false, at);
        }
        if automatic {
            return;
        }
        life.last_customer_at = life.last_customer_at.max(Some(at));
        if life.status == Status::Spam || life.waiting_since.is_some() {
            return;
        }
        life.waiting_since = Some(at);
        life.asks += 1;
        if self.later_wait() {
            self.waits.push(Spell::begun(SpellKind::Wait, at));
        }
    }

    fn replied(&mut self, first: bool, at: Millis) {
        if first && !self.life.ours {
            self.life.first_reply_at.get_or_insert(at);
        }
        self.life.last_reply_at = Some(at);
        self.waited(at, Outcome::Done);
    }

    /// The customer waits no more.
    fn waited(&mut self, at: Millis, outcome: Outcome) {
        if self.life.waiting_since.take().is_some()
            && self.later_wait()
            && let Some(wait) = self.waits.last_mut()
        {
            wait.end(at, outcome);
        }
    }

    fn enter(&mut self, to: Status, at: Millis) {
        let was = std::mem::replace(&mut self.life.status, to);
        match to {
            Status::Resolved => {
                self.waited(at, Outcome::Left);
                self.resolved(at);
            }
            // What was merged is waited for, and resolved, in its survivor.
            Status::Spam | Status::Merged | Status::Side => {
                self.waited(at, Outcome::Left);
                self.leave(at);
            }
            Status::Waiting => {
                self.waited(at, Outcome::Left);
                self.back(was, at);
            }
            Status::Snoozed => self.back(was, at),
            Status::Open => {
                self.back(was, at);
                self.waits_again();
            }
        }
    }

    /// Messages have come or gone, by merging, unmerging or splitting.
    fn redrawn(&mut self, outline: &Outline, at: Millis) {
        let life = &mut self.life;
        if life.ours && life.asks == 0 && outline.last_customer_at.is_some() {
            life.ours = false;
            life.asks = 1;
        }
        life.last_customer_at = outline.last_customer_at;
        life.last_reply_at = outline.last_agent_at;
        life.traits.urgency = outline.urgency;
        if outline.waiting_since.is_none() {
            self.waited(at, Outcome::Left);
        }
        let status = outline.state.status();
        if status != self.life.status {
            self.enter(status, at);
        } else if status == Status::Open {
            self.waits_again();
        }
    }

    fn resolved(&mut self, at: Millis) {
        let at = at.max(self.life.arrived_at);
        match self.reopenings.last_mut() {
            Some(spell) => spell.end(at, Outcome::Done),
            None => {
                self.life.resolved_at.get_or_insert(at);
                self.life.left_at.get_or_insert(at);
            }
        }
    }

    fn leave(&mut self, at: Millis) {
        self.life
            .left_at
            .get_or_insert(at.max(self.life.arrived_at));
        if let Some(spell) = self.reopenings.last_mut() {
            spell.end(at, Outcome::Left);
        }
    }

    /// Not resolved, and no spam, any more.
    fn back(&mut self, was: Status, at: Millis) {
        if !matches!(was, Status::Resolved | Status::Spam | Status::Merged) {
            return;
        }
        if self.life.resolved_at.is_none() {
            // Spam or merged by mistake: it never left.
            self.life.left_at = None;
            return;
        }
        match self.reopenings.last_mut() {
            Some(spell) if was != Status::Resolved && spell.outcome == Outcome::Left => {
                spell.open_again();
            }
            _ => {
                self.life.reopened += 1;
                self.reopenings.push(Spell::begun(SpellKind::Reopened, at));
            }
        }
    }

    /// Put back to open although the last word is the customer's.
    fn waits_again(&mut self) {
        let life = &mut self.life;
        let unanswered = life
            .last_customer_at
            .filter(|&asked| life.last_reply_at.is_none_or(|told| told < asked));
        let (None, Some(asked)) = (life.waiting_since, unanswered) else {
            return;
        };
        life.waiting_since = Some(asked);
        if self.life.asks == 0 {
            // It was taken for spam when it came.
            self.life.asks = 1;
        }
        if !self.later_wait() {
            return;
        }
        match self.waits.last_mut() {
            Some(wait) if wait.outcome == Outcome::Left => wait.open_again(),
            Some(wait) if wait.outcome == Outcome::Open => {}
            _ => self.waits.push(Spell::begun(SpellKind::Wait, asked)),
        }
    }

    /// The last reply was taken back within its hold; see `Conversation::restore`.
    fn withdrawn(&mut self, before: &BeforeReply) {
        let replied_at = self.life.last_reply_at;
        self.life.last_reply_at = before.last_agent_at;
        if !self.life.ours {
            self.life.first_reply_at = before.first_reply_at;
        }
        self.life.traits.assignee = before.assignee;
        if before.waiting_since.is_some() && self.life.waiting_since.is_none() {
            self.life.waiting_since = before.waiting_since;
            if self.later_wait()
                && let Some(wait) = self.waits.last_mut()
            {
                wait.open_again();
            }
        }
        let was = before.state.status();
        let now = std::mem::replace(&mut self.life.status, was);
        match (was, now) {
            (Status::Resolved, Status::Resolved) => {}
            // The reply had reopened it.
            (Status::Resolved, _) => self.un_reopen(replied_at),
            (_, Status::Resolved) => self.unresolve(replied_at),
            _ => {}
        }
    }

    fn un_reopen(&mut self, at: Option<Millis>) {
        if let Some(spell) = self.reopenings.pop_if(|s| Some(s.began_at) == at) {
            self.undone.push(spell);
            self.life.reopened -= 1;
        }
    }

    fn unresolve(&mut self, at: Option<Millis>) {
        match self.reopenings.last_mut() {
            Some(spell) => spell.open_again(),
            None if self.life.resolved_at == at => {
                (self.life.resolved_at, self.life.left_at) = (None, None);
            }
            None => {}
        }
    }

    fn deleted(&mut self, at: Millis) {
        self.life.deleted_at.get_or_insert(at);
        self.waited(at, Outcome::Left);
        self.leave(at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::Actor;
    use crate::{ChannelId, DoorId, MessageId, RuleId, TagId};
    use uuid::Uuid;

    fn happened(kind: EventKind) -> Event {
        Event {
            at: 5,
            actor: Actor::System,
            kind,
        }
    }

    #[test]
    fn what_is_passed_over_changes_nothing() {
        let conversation = ConversationId(Uuid::from_u128(1));
        let tag = TagId(Uuid::from_u128(2));
        let mut folding = Folding::begin(&happened(EventKind::ConversationOpened {
            conversation,
            channel: ChannelId(Uuid::from_u128(3)),
            door: Some(DoorId(Uuid::from_u128(4))),
            contact: None,
            team: None,
        }))
        .expect("it was opened");
        let before = folding.clone();
        let kinds = [
            EventKind::Tagged { conversation, tag },
            EventKind::Untagged { conversation, tag },
            EventKind::ConversationNoted {
                conversation,
                message: MessageId(Uuid::from_u128(5)),
                mentions: Vec::new(),
            },
            EventKind::RulesFired {
                conversation,
                rules: vec![RuleId(Uuid::from_u128(6))],
                agents: Vec::new(),
            },
        ];
        let names = kinds.each_ref().map(|kind| {
            let told = serde_json::to_value(kind).expect("JSON");
            told["kind"].as_str().expect("a kind").to_owned()
        });
        assert_eq!(names, PASSED_OVER);
        for kind in kinds {
            folding.take(&happened(kind));
        }
        assert_eq!(folding, before);
    }
}
