//! Side conversations: a thread with a third party beside a conversation. Its messages never mix with the customer's, it has
//! no clocks, sets off no rules, and everything that happens in it is told as an event of its parent.

use super::decide::{refuse, undo_send};
use super::{Command, Conversation, Ctx, Decision, Effect, StatusState, UNDO_MS, Written};
use crate::event::EventKind;
use crate::{ConversationId, MessageId, Millis, Refusal};
use serde::{Deserialize, Serialize};

/// Whose turn it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SideState {
    /// The third party owes the next word.
    Waiting,
    /// They have answered: we have to look.
    Answered,
    Done,
}

impl SideState {
    /// The word in tables and in the API.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Answered => "answered",
            Self::Done => "done",
        }
    }
}

/// Who spoke in a side conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Spoke {
    We,
    They,
    /// An out-of-office note and the like: it answers nothing.
    AProgram,
}

impl Conversation {
    pub(super) fn side_changed(&mut self, to: SideState, spoke: Option<Spoke>, at: Millis) {
        let StatusState::Side { parent, .. } = self.state else {
            return;
        };
        self.state = StatusState::Side { parent, side: to };
        if spoke.is_some() {
            self.last_at = self.last_at.max(at);
        }
        match spoke {
            Some(Spoke::We) => self.last_agent_at = Some(at),
            Some(Spoke::They) => self.last_customer_at = Some(at),
            Some(Spoke::AProgram) | None => {}
        }
    }
}

pub(super) fn decide(
    c: &Conversation,
    parent: ConversationId,
    command: Command,
    ctx: &Ctx,
) -> Result<Decision, Refusal> {
    let StatusState::Side { side: now, .. } = c.state else {
        return Err(refuse(c, "no_side_conversation", "is no side conversation"));
    };
    let changed =
        |message: Option<MessageId>, spoke: Option<Spoke>, to: SideState| EventKind::SideChanged {
            conversation: parent,
            side: c.id,
            message,
            spoke,
            to,
        };
    match command {
        Command::Receive {
            message, written, ..
        } => {
            let (spoke, to) = match written {
                Written::ByPerson => (Spoke::They, SideState::Answered),
                Written::Automatically => (Spoke::AProgram, now),
            };
            Ok(Decision::of(vec![changed(Some(message), Some(spoke), to)]))
        }
        Command::SideSay { message } => Ok(Decision {
            events: vec![changed(Some(message), Some(Spoke::We), SideState::Waiting)],
            effects: vec![Effect::HoldDeliveries {
                message,
                until: ctx.now + UNDO_MS,
            }],
        }),
        Command::SetSide(to) if to == now => Ok(Decision::nothing()),
        Command::SetSide(to) => Ok(Decision::of(vec![changed(None, None, to)])),
        Command::UndoSend {
            message,
            before,
            written_at,
        } => {
            let mut decision = undo_send(c, message, before, written_at, ctx)?;
            let restored = decision.events.iter().find_map(|e| match e {
                EventKind::MessageCancelled { restored, .. } => *restored,
                _ => None,
            });
            let to = match restored.map(|b| b.state) {
                Some(StatusState::Side { side, .. }) => side,
                _ => now,
            };
            decision.events.push(changed(None, None, to));
            Ok(decision)
        }
        Command::Delete => Ok(Decision::of(vec![EventKind::Deleted {
            conversation: c.id,
        }])),
        // The other copies of a mail are shown in the thread; nothing follows from them.
        Command::Link(_) => Ok(Decision::nothing()),
        _ => Err(refuse(
            c,
            "side_conversation",
            "is a side conversation: this is done with its parent",
        )),
    }
}
