//! What may change who gets what next.

use crate::chat::Change;
use crate::conversation::Status;
use crate::event::EventKind;

/// Whether the queue has to be looked at again because of what happened; `live`: to a contact who waits or talks on the line.
/// Words of a chat that goes on change nothing, and there are many.
#[must_use]
pub const fn stirs(kind: &EventKind, live: bool) -> bool {
    match kind {
        EventKind::ConversationReceived { .. } | EventKind::ConversationReplied { .. } => !live,
        EventKind::StatusChanged { from, to, .. } => !(live && is_going_on(*from) && is_going_on(*to)),
        EventKind::ChatChanged { what, .. } => !matches!(
            what,
            Change::SeenByCustomer | Change::SeenByAgent | Change::Rated
        ),
        EventKind::ConversationAcknowledged { .. }
        | EventKind::ConversationNoted { .. }
        | EventKind::ConversationForwarded { .. }
        | EventKind::DeliveryChanged { .. }
        | EventKind::PromiseMade { .. }
        | EventKind::SurveyAnswered { .. }
        | EventKind::PinnedChanged { .. }
        // What the router itself has just decided.
        | EventKind::WorkOffered { .. }
        | EventKind::WorkOverflowed { .. }
        | EventKind::WorkAlternative { .. }
        | EventKind::AgentNotified { .. } => false,
        _ => true,
    }
}

const fn is_going_on(status: Status) -> bool {
    matches!(status, Status::Open | Status::Waiting)
}

#[cfg(test)]
mod tests {
    use super::stirs;
    use crate::chat::Change;
    use crate::conversation::Status;
    use crate::event::EventKind;
    use crate::{ConversationId, MessageId};
    use uuid::Uuid;

    const CONVERSATION: ConversationId = ConversationId(Uuid::nil());
    const MESSAGE: MessageId = MessageId(Uuid::nil());

    fn received() -> EventKind {
        EventKind::ConversationReceived {
            conversation: CONVERSATION,
            message: MESSAGE,
            door: None,
            automatic: false,
            arrived_at: 0,
        }
    }

    fn status(from: Status, to: Status) -> EventKind {
        EventKind::StatusChanged {
            conversation: CONVERSATION,
            from,
            to,
        }
    }

    #[test]
    fn words_stir_nothing_where_somebody_is_on_the_line_already() {
        assert!(!stirs(&received(), true));
        assert!(stirs(&received(), false), "a mail begins to wait");
        assert!(!stirs(&status(Status::Open, Status::Waiting), true));
        assert!(!stirs(&status(Status::Waiting, Status::Open), true));
        assert!(stirs(&status(Status::Waiting, Status::Open), false));
    }

    #[test]
    fn an_end_stirs() {
        assert!(stirs(&status(Status::Open, Status::Resolved), true));
        let chat = |what| EventKind::ChatChanged {
            conversation: CONVERSATION,
            what,
        };
        assert!(stirs(&chat(Change::Left), true));
        assert!(!stirs(&chat(Change::SeenByCustomer), true));
        let deleted = EventKind::Deleted {
            conversation: CONVERSATION,
        };
        assert!(stirs(&deleted, true));
    }
}
