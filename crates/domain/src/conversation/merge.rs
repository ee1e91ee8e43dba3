//! Merging, coming apart again, and splitting: what becomes of the state of a conversation when messages come or go. Which
//! rows move is `desk::merge`'s business.

use super::decide::refuse;
use super::{Command, Conversation, Decision, Effect, Source, StatusState, Urgency};
use crate::event::EventKind;
use crate::message::MessageKind;
use crate::{Millis, Refusal};
use serde::{Deserialize, Serialize};

/// Messages that one merge, or one split, moves.
pub const MESSAGES_MAX: i64 = 2_000;
/// Messages of a conversation that others were merged into.
pub const SURVIVOR_MAX: i64 = 10_000;
/// Signposts that lead on to signposts. A merge that would make the way longer is refused.
pub const DEPTH_MAX: usize = 32;

/// How a conversation stands: what messages coming or going may change.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Outline {
    #[serde(flatten)]
    pub state: StatusState,
    pub urgency: Urgency,
    pub urgency_source: Source,
    pub last_at: Millis,
    pub last_customer_at: Option<Millis>,
    pub last_agent_at: Option<Millis>,
    pub waiting_since: Option<Millis>,
    pub first_reply_at: Option<Millis>,
}

/// What a message says about the times of its conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said {
    pub kind: MessageKind,
    pub at: Millis,
    /// A program wrote it: it starts and stops no clock.
    pub automatic: bool,
}

impl Conversation {
    #[must_use]
    pub fn outline(&self) -> Outline {
        Outline {
            state: self.state,
            urgency: self.urgency,
            urgency_source: self.urgency_source,
            last_at: self.last_at,
            last_customer_at: self.last_customer_at,
            last_agent_at: self.last_agent_at,
            waiting_since: self.waiting_since,
            first_reply_at: self.first_reply_at,
        }
    }

    pub(super) fn redraw(&mut self, o: &Outline) {
        self.state = o.state;
        self.urgency = o.urgency;
        self.urgency_source = o.urgency_source;
        self.last_at = o.last_at;
        self.last_customer_at = o.last_customer_at;
        self.last_agent_at = o.last_agent_at;
        self.waiting_since = o.waiting_since;
        self.first_reply_at = o.first_reply_at;
    }
}

/// How the survivor stands once it holds both: whoever waited longest goes on waiting, what is owed in either is owed in the
/// whole, and the more urgent counts unless an agent set the survivor's urgency.
#[must_use]
pub fn joined(survivor: &Outline, merged: &Outline) -> Outline {
    let (urgency, urgency_source) =
        if merged.urgency > survivor.urgency && survivor.urgency_source != Source::Agent {
            (merged.urgency, merged.urgency_source)
        } else {
            (survivor.urgency, survivor.urgency_source)
        };
    let state = match (survivor.state, merged.state) {
        (StatusState::Open, _) | (_, StatusState::Open) => StatusState::Open,
        (StatusState::Resolved { at }, StatusState::Resolved { at: other }) => {
            StatusState::Resolved { at: at.max(other) }
        }
        (StatusState::Resolved { .. }, other) => other,
        (own, _) => own,
    };
    let earliest = |a: Option<Millis>, b: Option<Millis>| a.into_iter().chain(b).min();
    Outline {
        state,
        urgency,
        urgency_source,
        last_at: survivor.last_at.max(merged.last_at),
        last_customer_at: survivor.last_customer_at.max(merged.last_customer_at),
        last_agent_at: survivor.last_agent_at.max(merged.last_agent_at),
        waiting_since: earliest(survivor.waiting_since, merged.waiting_since),
        first_reply_at: earliest(survivor.first_reply_at, merged.first_reply_at),
    }
}

/// How a conversation stands by these messages alone, in their order. Its status is kept, unless a customer's last word is
/// unanswered in what was resolved or waiting only by the messages that left.
#[must_use]
pub fn told_by(said: &[Said], like: &Outline, begun_at: Millis) -> Outline {
    let mut o = Outline {
        last_at: begun_at,
        last_customer_at: None,
        last_agent_at: None,
        waiting_since: None,
        first_reply_at: None,
        ..*like
    };
    for s in said {
        match s.kind {
            MessageKind::Customer => {
                o.last_at = o.last_at.max(s.at);
                if !s.automatic {
                    o.last_customer_at = o.last_customer_at.max(Some(s.at));
                    o.waiting_since.get_or_insert(s.at);
                }
            }
            MessageKind::Agent if !s.automatic => {
                o.last_at = o.last_at.max(s.at);
                o.last_agent_at = o.last_agent_at.max(Some(s.at));
                if o.last_customer_at.is_some() {
                    o.first_reply_at.get_or_insert(s.at);
                }
                o.waiting_since = None;
            }
            MessageKind::Agent | MessageKind::Note | MessageKind::Call | MessageKind::Event => {}
        }
    }
    // Nobody waits in what an agent has put aside.
    if !matches!(o.state, StatusState::Open | StatusState::Snoozed { .. }) {
        o.waiting_since = None;
    }
    o
}

/// What a signpost still does.
pub(super) fn of_signpost(c: &Conversation, command: Command) -> Result<Decision, Refusal> {
    let StatusState::Merged { into } = c.state else {
        return Err(refuse(c, "not_merged", "was not merged"));
    };
    match command {
        Command::ComeBack(outline) => Ok(Decision::of(vec![EventKind::ConversationUnmerged {
            conversation: c.id,
            from: into,
            outline: *outline,
        }])),
        Command::Delete => Ok(Decision::of(vec![EventKind::Deleted {
            conversation: c.id,
        }])),
        _ => Err(refuse(
            c,
            "conversation_is_merged",
            "was merged into another one; go on there",
        )),
    }
}

pub(super) fn decide(c: &Conversation, command: Command) -> Result<Decision, Refusal> {
    let conversation = c.id;
    match command {
        Command::MergeInto { into } => {
            if into == c.id {
                return Err(refuse(
                    c,
                    "merge_with_itself",
                    "cannot be merged into itself",
                ));
            }
            not_spam(c)?;
            Ok(Decision {
                events: vec![EventKind::ConversationMerged { conversation, into }],
                effects: vec![Effect::DropAcknowledgement],
            })
        }
        Command::Absorb(other) => {
            not_spam(c)?;
            not_spam(&other)?;
            Ok(Decision::of(vec![EventKind::ConversationAbsorbed {
                conversation,
                other: other.id,
                outline: joined(&c.outline(), &other.outline()),
            }]))
        }
        Command::GiveBack { other, remains } => {
            Ok(Decision::of(vec![EventKind::ConversationGaveBack {
                conversation,
                other,
                outline: *remains,
            }]))
        }
        Command::SplitOff { from, outline } => {
            Ok(Decision::of(vec![EventKind::ConversationSplitOff {
                conversation,
                from,
                outline: *outline,
            }]))
        }
        _ => Err(refuse(c, "not_merged", "was not merged")),
    }
}

fn not_spam(c: &Conversation) -> Result<(), Refusal> {
    if c.state == StatusState::Spam {
        return Err(refuse(
            c,
            "conversation_is_spam",
            "is marked as spam; mark it as not spam to merge it",
        ));
    }
    Ok(())
}
