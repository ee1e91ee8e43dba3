//! What follows from a command: the deciding half of the machine. Pure, and without side effects on the state.

use super::{
    AfterReply, BeforeReply, Command, Conversation, Ctx, Decision, Effect, Status, StatusState,
    UNDO_MS, Written, clean_subject, merge, side,
};
use crate::event::EventKind;
use crate::{DoorId, MessageId, Millis, Refusal};

impl Command {
    /// The command that leads from one status to another; `None` for those that no wish alone leads to: snoozing needs a time,
    /// merging another conversation.
    #[must_use]
    pub fn to_status(now: Status, wanted: Status) -> Option<Self> {
        Some(match (now, wanted) {
            (_, Status::Snoozed | Status::Merged | Status::Side) => return None,
            (_, Status::Spam) => Self::MarkSpam,
            (Status::Spam, Status::Open) => Self::NotSpam,
            (Status::Snoozed, Status::Open) => Self::Unsnooze,
            (_, other) => Self::SetStatus(other),
        })
    }
}

/// What follows from `command`. Events apply in order.
///
/// # Errors
/// A [`Refusal`] when the command makes no sense in this state; nothing has changed then.
pub fn decide(c: &Conversation, command: Command, ctx: &Ctx) -> Result<Decision, Refusal> {
    match c.state {
        StatusState::Merged { .. } => return merge::of_signpost(c, command),
        StatusState::Side { parent, .. } => return side::decide(c, parent, command, ctx),
        _ => {}
    }
    match command {
        Command::Receive {
            message,
            door,
            written,
            at,
        } => receive(c, message, door, written, at),
        Command::Reply { message, then } => reply(c, message, then, ctx),
        Command::Acknowledge { message } => {
            Ok(Decision::of(vec![EventKind::ConversationAcknowledged {
                conversation: c.id,
                message,
            }]))
        }
        Command::Note { message, mentions } => {
            Ok(Decision::of(vec![EventKind::ConversationNoted {
                conversation: c.id,
                message,
                mentions,
            }]))
        }
        Command::Forward { message } => forward(c, message, ctx),
        Command::SetStatus(status) => set_status(c, status),
        Command::Snooze { until } => snooze(c, until, ctx),
        Command::Unsnooze => wake(c, None),
        Command::Wake => wake(c, Some(ctx.now)),
        Command::MarkSpam => mark_spam(c),
        Command::NotSpam => not_spam(c),
        Command::UndoSend {
            message,
            before,
            written_at,
        } => undo_send(c, message, before, written_at, ctx),
        Command::MergeInto { .. }
        | Command::Absorb(_)
        | Command::ComeBack(_)
        | Command::GiveBack { .. }
        | Command::SplitOff { .. } => merge::decide(c, command),
        Command::SideSay { .. } | Command::SetSide(_) => {
            Err(refuse(c, "no_side_conversation", "is no side conversation"))
        }
        other => Ok(attribute(c, other)),
    }
}

fn receive(
    c: &Conversation,
    message: MessageId,
    door: Option<DoorId>,
    written: Written,
    at: Millis,
) -> Result<Decision, Refusal> {
    let automatic = written == Written::Automatically;
    if !automatic && !c.takes_customer_message(at) {
        return Err(refuse(
            c,
            "resolved_too_long_ago",
            "was resolved more than 14 days ago; a new one is linked to it",
        ));
    }
    let mut events = vec![EventKind::ConversationReceived {
        conversation: c.id,
        message,
        door,
        automatic,
        arrived_at: at,
    }];
    if !automatic {
        match c.state {
            StatusState::Open | StatusState::Spam => {}
            StatusState::Waiting => events.push(status(c, Status::Open)),
            StatusState::Snoozed { .. } => {
                events.push(EventKind::Woken { conversation: c.id });
                events.push(status(c, Status::Open));
            }
            StatusState::Resolved { .. } => {
                events.push(EventKind::Reopened { conversation: c.id });
                events.push(status(c, Status::Open));
            }
            // Have been decided elsewhere.
            StatusState::Merged { .. } | StatusState::Side { .. } => {}
        }
    }
    Ok(Decision::of(events))
}

fn reply(
    c: &Conversation,
    message: MessageId,
    then: AfterReply,
    ctx: &Ctx,
) -> Result<Decision, Refusal> {
    if c.state == StatusState::Spam {
        return Err(refuse(
            c,
            "conversation_is_spam",
            "is marked as spam; mark it as not spam to answer",
        ));
    }
    let first = c.first_reply_at.is_none() && c.last_customer_at.is_some();
    let mut events = vec![EventKind::ConversationReplied {
        conversation: c.id,
        message,
        first,
    }];
    let takes_over = !matches!(then, AfterReply::ToldToAll { .. });
    if let (None, Some(agent), true) = (c.assignee, ctx.agent(), takes_over) {
        events.push(EventKind::Assigned {
            conversation: c.id,
            agent: Some(agent),
            because: None,
        });
    }
    match then {
        AfterReply::ToldToAll { over: false } => {}
        AfterReply::ToldToAll { over: true } => push_status(c, Status::Resolved, &mut events),
        AfterReply::Wait => push_status(c, Status::Waiting, &mut events),
        AfterReply::Resolve => push_status(c, Status::Resolved, &mut events),
        AfterReply::KeepOpen => push_status(c, Status::Open, &mut events),
        AfterReply::Snooze { until } => {
            future(c, until, ctx)?;
            events.push(EventKind::Snoozed {
                conversation: c.id,
                until,
            });
        }
    }
    let mut effects = vec![
        Effect::HoldDeliveries {
            message,
            until: ctx.now + UNDO_MS,
        },
        Effect::DropAcknowledgement,
    ];
    if first {
        effects.push(Effect::ScorePromises { at: ctx.now });
    }
    Ok(Decision { events, effects })
}

fn forward(c: &Conversation, message: MessageId, ctx: &Ctx) -> Result<Decision, Refusal> {
    Ok(Decision {
        events: vec![EventKind::ConversationForwarded {
            conversation: c.id,
            message,
        }],
        effects: vec![Effect::HoldDeliveries {
            message,
            until: ctx.now + UNDO_MS,
        }],
    })
}

fn set_status(c: &Conversation, to: Status) -> Result<Decision, Refusal> {
    if c.state == StatusState::Spam {
        return Err(refuse(
            c,
            "conversation_is_spam",
            "is marked as spam; mark it as not spam first",
        ));
    }
    if matches!(to, Status::Snoozed | Status::Spam) || !to.is_work() {
        return Err(refuse(
            c,
            "wrong_status",
            "is snoozed, marked as spam and merged by their own verbs",
        ));
    }
    let mut events = Vec::new();
    push_status(c, to, &mut events);
    Ok(Decision::of(events))
}

fn snooze(c: &Conversation, until: Millis, ctx: &Ctx) -> Result<Decision, Refusal> {
    if c.state == StatusState::Spam {
        return Err(refuse(c, "conversation_is_spam", "is marked as spam"));
    }
    future(c, until, ctx)?;
    Ok(Decision::of(vec![EventKind::Snoozed {
        conversation: c.id,
        until,
    }]))
}

/// `due` is the present when the sweep asks, `None` when an agent does.
fn wake(c: &Conversation, due: Option<Millis>) -> Result<Decision, Refusal> {
    match (c.state, due) {
        (StatusState::Snoozed { until, .. }, Some(now)) if now < until => {
            Err(refuse(c, "not_due", "sleeps until a later time"))
        }
        (StatusState::Snoozed { .. }, _) => Ok(Decision::of(vec![
            EventKind::Woken { conversation: c.id },
            status(c, Status::Open),
        ])),
        _ => Err(refuse(c, "not_snoozed", "is not snoozed")),
    }
}

fn mark_spam(c: &Conversation) -> Result<Decision, Refusal> {
    if c.state == StatusState::Spam {
        return Ok(Decision::nothing());
    }
    Ok(Decision {
        events: vec![status(c, Status::Spam)],
        effects: vec![Effect::DropAcknowledgement],
    })
}

fn not_spam(c: &Conversation) -> Result<Decision, Refusal> {
    if c.state != StatusState::Spam {
        return Err(refuse(c, "not_spam", "is not marked as spam"));
    }
    Ok(Decision::of(vec![status(c, Status::Open)]))
}

pub(super) fn undo_send(
    c: &Conversation,
    message: MessageId,
    before: BeforeReply,
    written_at: Millis,
    ctx: &Ctx,
) -> Result<Decision, Refusal> {
    if ctx.now > written_at + UNDO_MS {
        return Err(refuse(
            c,
            "already_sent",
            "has sent this message already; write another one",
        ));
    }
    // Something else happened since: only the message is taken back, what came later stands.
    let untouched = c.last_agent_at == Some(written_at) && c.last_at == written_at;
    let mut effects = vec![Effect::CancelDeliveries { message }];
    if untouched && before.first_reply_at.is_none() {
        effects.push(Effect::UnscorePromises);
    }
    Ok(Decision {
        events: vec![EventKind::MessageCancelled {
            conversation: c.id,
            message,
            restored: untouched.then_some(before),
        }],
        effects,
    })
}

/// The commands that only write an attribute; asking for what already is does nothing.
fn attribute(c: &Conversation, command: Command) -> Decision {
    let conversation = c.id;
    let event = match command {
        Command::Assign(agent) if agent != c.assignee => EventKind::Assigned {
            conversation,
            agent,
            because: None,
        },
        Command::Take { agent, because } if c.assignee != Some(agent) => EventKind::Assigned {
            conversation,
            agent: Some(agent),
            because: Some(because),
        },
        Command::MoveTeam(team) if team != c.team => EventKind::Moved { conversation, team },
        Command::SetUrgency(urgency, source)
            if (urgency, source) != (c.urgency, c.urgency_source) =>
        {
            EventKind::UrgencyChanged {
                conversation,
                urgency,
                source,
            }
        }
        Command::SetTopic(topic, source) if (topic, source) != (c.topic, c.topic_source) => {
            EventKind::TopicChanged {
                conversation,
                topic,
                source,
            }
        }
        Command::SetSubject(subject) => {
            let subject = clean_subject(&subject);
            if subject == c.subject {
                return Decision::nothing();
            }
            return Decision {
                events: vec![EventKind::SubjectChanged { conversation }],
                effects: vec![Effect::WriteSubject(subject)],
            };
        }
        Command::Tag(tag) => EventKind::Tagged { conversation, tag },
        Command::Untag(tag) => EventKind::Untagged { conversation, tag },
        Command::Follow(agent) => EventKind::Followed {
            conversation,
            agent,
        },
        Command::Unfollow(agent) => EventKind::Unfollowed {
            conversation,
            agent,
        },
        Command::Link(other) if other != c.id => EventKind::Linked {
            conversation,
            other,
        },
        Command::Unlink(other) => EventKind::Unlinked {
            conversation,
            other,
        },
        Command::Delete => EventKind::Deleted { conversation },
        _ => return Decision::nothing(),
    };
    Decision::of(vec![event])
}

fn status(c: &Conversation, to: Status) -> EventKind {
    EventKind::StatusChanged {
        conversation: c.id,
        from: c.state.status(),
        to,
    }
}

fn push_status(c: &Conversation, to: Status, events: &mut Vec<EventKind>) {
    if c.state.status() != to {
        events.push(status(c, to));
    }
}

fn future(c: &Conversation, until: Millis, ctx: &Ctx) -> Result<(), Refusal> {
    if until <= ctx.now {
        return Err(
            refuse(c, "snooze_in_the_past", "can only sleep until a later time").on("until"),
        );
    }
    Ok(())
}

pub(super) fn refuse(c: &Conversation, code: &'static str, what: &str) -> Refusal {
    Refusal::new(code, format!("Conversation #{} {what}.", c.number))
}
