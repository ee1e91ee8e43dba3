//! Random lives of a conversation as the figures see them: what they know is what the row says, and it does not matter in
//! which batches the events came.

use fairlead_domain::conversation::*;
use fairlead_domain::event::{Actor, Event};
use fairlead_domain::figures::{Folding, Outcome, Spell, SpellKind};
use fairlead_domain::{AgentId, ChannelId, ContactId, ConversationId, MessageId, Millis, TeamId};
use proptest::prelude::*;
use std::collections::BTreeMap;
use uuid::Uuid;

const STEP: Millis = 60 * 60 * 1000;

#[derive(Debug, Clone)]
enum Act {
    Do(Command),
    /// Take the last reply back, if it was the step before.
    Undo,
}

fn message() -> MessageId {
    MessageId(Uuid::from_u128(4))
}

fn acts() -> impl Strategy<Value = Act> {
    let then = prop_oneof![
        Just(AfterReply::Wait),
        Just(AfterReply::Resolve),
        Just(AfterReply::KeepOpen),
        Just(AfterReply::Snooze { until: Millis::MAX }),
    ];
    let written = prop_oneof![3 => Just(Written::ByPerson), 1 => Just(Written::Automatically)];
    let status = prop_oneof![
        Just(Status::Open),
        Just(Status::Waiting),
        Just(Status::Resolved)
    ];
    prop_oneof![
        4 => written.prop_map(|written| Act::Do(Command::Receive { message: message(), door: None, written, at: 0 })),
        4 => then.prop_map(|then| Act::Do(Command::Reply { message: message(), then })),
        2 => Just(Act::Undo),
        3 => status.prop_map(|s| Act::Do(Command::SetStatus(s))),
        1 => Just(Act::Do(Command::Snooze { until: Millis::MAX })),
        1 => Just(Act::Do(Command::Unsnooze)),
        1 => Just(Act::Do(Command::MarkSpam)),
        1 => Just(Act::Do(Command::NotSpam)),
        1 => proptest::option::of(0..3u128).prop_map(|a| Act::Do(Command::Assign(a.map(|n| AgentId(Uuid::from_u128(n)))))),
        1 => Just(Act::Do(Command::SetUrgency(Urgency::High, Source::Agent))),
    ]
}

struct Lived {
    row: Conversation,
    events: Vec<Event>,
}

fn live(ours: bool, acts: Vec<Act>) -> Lived {
    let (mut row, opened) = open(Opening {
        id: ConversationId(Uuid::from_u128(1)),
        subject: "s".to_owned(),
        contact: Some(ContactId(Uuid::from_u128(2))),
        channel: ChannelId(Uuid::from_u128(3)),
        door: None,
        team: Some(TeamId(Uuid::from_u128(5))),
        language: None,
        at: STEP,
    });
    let system = |kind| Event {
        at: STEP,
        actor: Actor::System,
        kind,
    };
    let mut events = vec![system(opened)];
    let begin = match ours {
        true => Command::Reply {
            message: message(),
            then: AfterReply::Wait,
        },
        false => Command::Receive {
            message: message(),
            door: None,
            written: Written::ByPerson,
            at: STEP,
        },
    };
    let mut undo: Option<(BeforeReply, Millis)> = None;
    let first = (Act::Do(begin), STEP);
    let rest = acts.into_iter().zip(2..).map(|(act, n)| (act, n * STEP));
    for (act, now) in std::iter::once(first).chain(rest) {
        let (command, now) = match (act, undo.take()) {
            (Act::Undo, None) => continue,
            (Act::Undo, Some((before, written_at))) => (
                Command::UndoSend {
                    message: message(),
                    before,
                    written_at,
                },
                written_at + 5_000,
            ),
            (
                Act::Do(Command::Receive {
                    message,
                    door,
                    written,
                    ..
                }),
                _,
            ) => (
                Command::Receive {
                    message,
                    door,
                    written,
                    at: now,
                },
                now,
            ),
            (Act::Do(command), _) => (command, now),
        };
        // A first message of ours that was taken back leaves a conversation in which nobody has written yet.
        if matches!(command, Command::Reply { .. }) && now > STEP {
            undo = Some((row.before_reply(), now));
        }
        let ctx = Ctx {
            now,
            actor: Actor::Agent(AgentId(Uuid::from_u128(7))),
        };
        let Ok(decision) = decide(&row, command, &ctx) else {
            undo = None;
            continue;
        };
        for kind in decision.events {
            let event = Event {
                at: now,
                actor: ctx.actor,
                kind,
            };
            row.apply(&event);
            events.push(event);
        }
    }
    Lived { row, events }
}

type Rows = BTreeMap<(bool, Millis), Spell>;

fn store(rows: &mut Rows, folding: &Folding) {
    let key = |s: &Spell| (s.kind == SpellKind::Wait, s.began_at);
    for spell in &folding.undone {
        rows.remove(&key(spell));
    }
    for spell in folding.waits.iter().chain(&folding.reopenings) {
        rows.insert(key(spell), *spell);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn figures_know_what_the_row_says(ours in any::<bool>(), acts in proptest::collection::vec(acts(), 0..40)) {
        let lived = live(ours, acts);
        let mut folding = Folding::begin(&lived.events[0]).expect("it was opened");
        lived.events.iter().for_each(|e| folding.take(e));
        let (life, row) = (folding.life, &lived.row);
        prop_assert_eq!(life.ours, ours);
        prop_assert_eq!(life.arrived_at, row.created_at);
        prop_assert_eq!(life.status, row.state.status());
        prop_assert_eq!((life.traits.assignee, life.traits.urgency), (row.assignee, row.urgency));
        prop_assert_eq!(life.waiting_since.is_some(), row.waiting_since.is_some());
        if !ours {
            prop_assert_eq!(life.first_reply_at, row.first_reply_at);
        }
        // What is in the backlog is neither resolved nor spam, and the other way round.
        let resting = matches!(life.status, Status::Resolved | Status::Spam);
        let in_backlog = match folding.reopenings.last() {
            Some(spell) => spell.outcome == Outcome::Open,
            None => life.left_at.is_none(),
        };
        prop_assert_eq!(in_backlog, !resting, "{:?}", folding);
        let open_waits = folding.waits.iter().filter(|w| w.outcome == Outcome::Open).count();
        let later = life.ours || life.asks > 1;
        prop_assert_eq!(open_waits, usize::from(later && life.waiting_since.is_some()), "{:?}", folding);
        for spell in folding.waits.iter().chain(&folding.reopenings) {
            prop_assert!(spell.ended_at.is_none_or(|end| end >= spell.began_at));
            prop_assert_eq!(spell.ended_at.is_none(), spell.outcome == Outcome::Open);
        }
    }

    #[test]
    fn it_does_not_matter_in_which_batches_events_come(
        ours in any::<bool>(), acts in proptest::collection::vec(acts(), 0..40), cut in 1..6usize
    ) {
        let lived = live(ours, acts);
        let mut whole = Folding::begin(&lived.events[0]).expect("it was opened");
        lived.events.iter().for_each(|e| whole.take(e));
        let mut expected = Rows::new();
        store(&mut expected, &whole);
        let mut rows = Rows::new();
        let mut life = None;
        for batch in lived.events.chunks(cut) {
            let newest = |wait: bool| rows.iter().filter(|((w, _), _)| *w == wait).map(|(_, s)| *s).next_back();
            let mut folding = match life {
                None => Folding::begin(&batch[0]).expect("it was opened"),
                Some(life) => Folding::resume(life, newest(true), newest(false)),
            };
            batch.iter().for_each(|e| folding.take(e));
            life = Some(folding.life);
            store(&mut rows, &folding);
        }
        prop_assert_eq!(life, Some(whole.life));
        prop_assert_eq!(rows, expected);
    }
}
