//! Random lives of a conversation: whatever is commanded, applied events give the stored row, nothing is lost, and no
//! state is without an exit.

use fairlead_domain::conversation::*;
use fairlead_domain::event::{Actor, Event};
use fairlead_domain::{
    AgentId, ChannelId, ContactId, ConversationId, MessageId, Millis, TagId, TeamId,
};
use proptest::prelude::*;
use uuid::Uuid;

const STEP: Millis = 6 * 60 * 60 * 1000;

fn start() -> Conversation {
    open(Opening {
        id: ConversationId(Uuid::from_u128(1)),
        subject: "s".to_owned(),
        contact: Some(ContactId(Uuid::from_u128(2))),
        channel: ChannelId(Uuid::from_u128(3)),
        door: None,
        team: None,
        language: None,
        at: 1,
    })
    .0
}

fn message() -> MessageId {
    MessageId(Uuid::from_u128(4))
}

fn after_reply() -> impl Strategy<Value = AfterReply> {
    prop_oneof![
        Just(AfterReply::Wait),
        Just(AfterReply::Resolve),
        Just(AfterReply::KeepOpen),
        (0..100i64).prop_map(|n| AfterReply::Snooze { until: n * STEP }),
    ]
}

fn commands() -> impl Strategy<Value = Command> {
    let written = prop_oneof![Just(Written::ByPerson), Just(Written::Automatically)];
    prop_oneof![
        (written, 0..100i64).prop_map(|(written, at)| Command::Receive {
            message: message(),
            door: None,
            written,
            at: at * STEP,
        }),
        after_reply().prop_map(|then| Command::Reply {
            message: message(),
            then
        }),
        Just(Command::Note {
            message: message(),
            mentions: vec![]
        }),
        prop_oneof![
            Just(Status::Open),
            Just(Status::Waiting),
            Just(Status::Resolved),
            Just(Status::Spam),
            Just(Status::Snoozed)
        ]
        .prop_map(Command::SetStatus),
        (0..100i64).prop_map(|n| Command::Snooze { until: n * STEP }),
        Just(Command::Unsnooze),
        Just(Command::Wake),
        proptest::option::of(0..3u128)
            .prop_map(|a| Command::Assign(a.map(|n| AgentId(Uuid::from_u128(n))))),
        proptest::option::of(0..3u128)
            .prop_map(|t| Command::MoveTeam(t.map(|n| TeamId(Uuid::from_u128(n))))),
        Just(Command::SetUrgency(Urgency::High, Source::Agent)),
        Just(Command::Tag(TagId(Uuid::from_u128(9)))),
        Just(Command::MarkSpam),
        Just(Command::NotSpam),
    ]
}

fn by_agent(now: Millis) -> Ctx {
    Ctx {
        now,
        actor: Actor::Agent(AgentId(Uuid::from_u128(7))),
    }
}

fn step(c: &mut Conversation, command: Command, now: Millis) -> Option<Decision> {
    let ctx = by_agent(now);
    let decision = decide(c, command, &ctx).ok()?;
    for kind in &decision.events {
        c.apply(&Event {
            at: now,
            actor: ctx.actor,
            kind: kind.clone(),
        });
    }
    Some(decision)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    /// The row is what its events say: replaying the stored log from the opening gives the same row.
    #[test]
    fn replaying_the_events_gives_the_stored_row(life in proptest::collection::vec(commands(), 0..40)) {
        let mut c = start();
        let mut log: Vec<Event> = Vec::new();
        for (n, command) in life.into_iter().enumerate() {
            let now = (n as Millis + 1) * STEP;
            if let Some(decision) = step(&mut c, command, now) {
                log.extend(decision.events.into_iter().map(|kind| Event {
                    at: now,
                    actor: by_agent(now).actor,
                    kind,
                }));
            }
        }
        let mut again = start();
        for event in &log {
            again.apply(event);
        }
        prop_assert_eq!(again, c);
    }

    /// What we owe is visible: a waiting customer means open or snoozed, and nothing else starts a clock.
    #[test]
    fn a_running_clock_is_never_out_of_sight(life in proptest::collection::vec(commands(), 0..40)) {
        let mut c = start();
        for (n, command) in life.into_iter().enumerate() {
            step(&mut c, command, (n as Millis + 1) * STEP);
            if c.waiting_since.is_some() {
                prop_assert!(matches!(c.state.status(), Status::Open | Status::Snoozed));
            }
            prop_assert!(c.last_at >= c.last_customer_at.unwrap_or(0));
        }
    }

    /// From everywhere an agent can get to a resolved conversation and back to an open one in three commands.
    #[test]
    fn no_state_is_without_an_exit(life in proptest::collection::vec(commands(), 0..40)) {
        let mut c = start();
        let mut now = 0;
        for command in life {
            now += STEP;
            step(&mut c, command, now);
        }
        step(&mut c, Command::NotSpam, now + 1);
        step(&mut c, Command::SetStatus(Status::Resolved), now + 2);
        prop_assert_eq!(c.state.status(), Status::Resolved);
        step(&mut c, Command::SetStatus(Status::Open), now + 3);
        prop_assert_eq!(c.state.status(), Status::Open);
    }

    /// A person's message is taken, or a new conversation is asked for; it never disappears, and leaves nothing waiting
    /// unseen.
    #[test]
    fn a_persons_message_is_always_owed_an_answer(life in proptest::collection::vec(commands(), 0..40)) {
        let mut c = start();
        let mut now = 0;
        for command in life {
            now += STEP;
            step(&mut c, command, now);
        }
        now += 1;
        let receive = Command::Receive { message: message(), door: None, written: Written::ByPerson, at: now };
        let takes = c.takes_customer_message(now);
        let taken = step(&mut c, receive, now).is_some();
        prop_assert_eq!(taken, takes);
        if taken && c.state != StatusState::Spam {
            prop_assert_eq!(c.state.status(), Status::Open);
            prop_assert!(c.waiting_since.is_some());
        }
    }

    /// Undo within the hold gives back exactly what was there.
    #[test]
    fn undo_is_exact(life in proptest::collection::vec(commands(), 0..30), then in after_reply()) {
        let mut c = start();
        let mut now = 0;
        for command in life {
            now += STEP;
            step(&mut c, command, now);
        }
        now += STEP;
        let (was, before) = (c.clone(), c.before_reply());
        if step(&mut c, Command::Reply { message: message(), then }, now).is_some() && c.last_at == now {
            step(&mut c, Command::UndoSend { message: message(), before, written_at: now }, now + UNDO_MS);
            prop_assert_eq!(c, was);
        }
    }
}
