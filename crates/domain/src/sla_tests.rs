//! Clocks driven by the conversation machine itself.

use super::*;
use crate::conversation::{AfterReply, Command, Ctx, Effect, Opening, Written, decide, open};
use crate::event::{Actor, Event, EventKind};
use crate::hours::{Interval, Schedule};
use crate::{AgentId, ConversationId, MessageId};
use uuid::Uuid;

const MIN: Millis = 60_000;
const T0: Millis = 1_000 * MIN;

struct Story {
    c: Conversation,
    clocks: Vec<Clock>,
    targets: Targets,
    hours: Option<Hours>,
    marks: Vec<(Millis, ClockKind, Mark)>,
}

fn targets() -> Targets {
    Targets {
        first_response_ms: Some(60 * MIN),
        next_response_ms: Some(120 * MIN),
        resolution_ms: Some(600 * MIN),
        warn_ms: 10 * MIN,
    }
}

impl Story {
    fn begins() -> Self {
        let (c, _) = open(Opening {
            id: ConversationId(Uuid::nil()),
            subject: "Where is it".into(),
            contact: None,
            channel: ChannelId(Uuid::nil()),
            door: None,
            team: None,
            language: None,
            at: T0,
        });
        Self {
            c,
            clocks: Vec::new(),
            targets: targets(),
            hours: None,
            marks: Vec::new(),
        }
    }

    fn follow(&mut self, now: Millis) {
        let promised = Promised {
            policy: None,
            targets: self.targets,
            hours: self.hours.as_ref(),
        };
        self.clocks = follow(std::mem::take(&mut self.clocks), &self.c, &promised, now);
    }

    fn does(&mut self, now: Millis, command: Command) -> &mut Self {
        let ctx = Ctx {
            now,
            actor: Actor::Agent(AgentId(Uuid::nil())),
        };
        let decision = decide(&self.c, command, &ctx).expect("makes sense");
        for kind in decision.events {
            self.c.apply(&Event {
                at: now,
                actor: ctx.actor,
                kind,
            });
        }
        assert!(
            !decision
                .effects
                .contains(&Effect::WriteSubject(String::new()))
        );
        self.follow(now);
        let once = self.clocks.clone();
        self.follow(now);
        assert_eq!(self.clocks, once, "following twice changes nothing");
        self
    }

    fn writes(&mut self, now: Millis, written: Written) -> &mut Self {
        self.does(
            now,
            Command::Receive {
                message: MessageId(Uuid::nil()),
                door: None,
                written,
                at: now,
            },
        )
    }

    fn asks(&mut self, now: Millis) -> &mut Self {
        self.writes(now, Written::ByPerson)
    }

    fn replies(&mut self, now: Millis) -> &mut Self {
        self.does(
            now,
            Command::Reply {
                message: MessageId(Uuid::nil()),
                then: AfterReply::Wait,
            },
        )
    }

    fn ticks(&mut self, now: Millis) -> &mut Self {
        for clock in &mut self.clocks {
            if let Some(mark) = clock.tick(now) {
                self.marks.push((now, clock.kind, mark));
            }
        }
        self
    }

    fn state(&self, kind: ClockKind) -> Option<ClockState> {
        self.clocks
            .iter()
            .rev()
            .find(|k| k.kind == kind)
            .map(Clock::state)
    }

    fn due(&self, kind: ClockKind) -> Option<Millis> {
        self.clocks
            .iter()
            .rev()
            .find(|k| k.kind == kind)
            .and_then(|k| k.due_at)
    }
}

use ClockKind::{FirstResponse, NextResponse, Resolution};

#[test]
fn a_question_starts_the_clocks_and_an_answer_meets_the_first() {
    let mut s = Story::begins();
    s.asks(T0);
    assert_eq!(next_due(&s.clocks), Some((T0 + 60 * MIN, FirstResponse)));
    s.replies(T0 + 20 * MIN);
    assert_eq!(s.state(FirstResponse), Some(ClockState::Met));
    assert_eq!(s.state(Resolution), Some(ClockState::Paused));
    assert_eq!(next_due(&s.clocks), None);
}

#[test]
fn a_second_question_has_a_clock_of_its_own_from_the_first_unanswered_word() {
    let mut s = Story::begins();
    s.asks(T0)
        .replies(T0 + MIN)
        .asks(T0 + 100 * MIN)
        .asks(T0 + 110 * MIN);
    assert_eq!(s.due(NextResponse), Some(T0 + 220 * MIN));
    s.replies(T0 + 130 * MIN).asks(T0 + 300 * MIN);
    assert_eq!(s.due(NextResponse), Some(T0 + 420 * MIN));
    assert_eq!(
        s.clocks.iter().filter(|k| k.kind == NextResponse).count(),
        2
    );
}

#[test]
fn programs_and_notes_neither_start_nor_stop_a_clock() {
    let mut s = Story::begins();
    s.writes(T0, Written::Automatically);
    assert_eq!(s.clocks, []);
    s.asks(T0 + MIN);
    s.does(
        T0 + 2 * MIN,
        Command::Acknowledge {
            message: MessageId(Uuid::nil()),
        },
    );
    s.does(
        T0 + 3 * MIN,
        Command::Note {
            message: MessageId(Uuid::nil()),
            mentions: Vec::new(),
        },
    );
    s.writes(T0 + 4 * MIN, Written::Automatically);
    assert_eq!(s.state(FirstResponse), Some(ClockState::Running));
    assert_eq!(s.due(FirstResponse), Some(T0 + 61 * MIN));
}

#[test]
fn spam_cancels_and_not_spam_goes_on_from_the_question() {
    let mut s = Story::begins();
    s.asks(T0).does(T0 + MIN, Command::MarkSpam);
    assert!(s.clocks.iter().all(|k| k.state() == ClockState::Cancelled));
    s.does(T0 + 30 * MIN, Command::NotSpam);
    assert_eq!(s.due(FirstResponse), Some(T0 + 60 * MIN));
}

#[test]
fn an_answer_taken_back_was_none() {
    let mut s = Story::begins();
    s.asks(T0);
    let before = s.c.before_reply();
    s.replies(T0 + 20 * MIN);
    s.does(
        T0 + 20 * MIN + 5_000,
        Command::UndoSend {
            message: MessageId(Uuid::nil()),
            before,
            written_at: T0 + 20 * MIN,
        },
    );
    assert_eq!(s.state(FirstResponse), Some(ClockState::Running));
    assert_eq!(s.due(FirstResponse), Some(T0 + 60 * MIN));
}

#[test]
fn resolving_without_an_answer_cancels_what_was_owed() {
    let mut s = Story::begins();
    s.asks(T0)
        .does(T0 + MIN, Command::SetStatus(Status::Resolved));
    assert_eq!(s.state(FirstResponse), Some(ClockState::Cancelled));
    assert_eq!(s.state(Resolution), Some(ClockState::Met));
    s.does(T0 + 5 * MIN, Command::SetStatus(Status::Open));
    assert_eq!(
        s.due(FirstResponse),
        Some(T0 + 60 * MIN),
        "the customer has waited all the time"
    );
    assert_eq!(
        s.due(Resolution),
        Some(T0 + 604 * MIN),
        "it was settled for four minutes"
    );
}

#[test]
fn waiting_and_snoozing_stop_the_resolution_clock() {
    let mut s = Story::begins();
    s.asks(T0).replies(T0 + 100 * MIN).asks(T0 + 1_000 * MIN);
    assert_eq!(s.due(Resolution), Some(T0 + 1_500 * MIN));
    s.does(
        T0 + 1_100 * MIN,
        Command::Snooze {
            until: T0 + 2_000 * MIN,
        },
    );
    assert_eq!(
        (s.state(Resolution), s.due(Resolution)),
        (Some(ClockState::Paused), None)
    );
    assert_eq!(
        s.due(NextResponse),
        Some(T0 + 1_120 * MIN),
        "the customer waits for an answer all the same"
    );
    s.does(T0 + 2_000 * MIN, Command::Wake);
    assert_eq!(s.due(Resolution), Some(T0 + 2_400 * MIN));
}

#[test]
fn a_warning_and_a_breach_come_once_each() {
    let mut s = Story::begins();
    s.asks(T0);
    s.ticks(T0 + 49 * MIN)
        .ticks(T0 + 50 * MIN)
        .ticks(T0 + 51 * MIN);
    assert_eq!(s.state(FirstResponse), Some(ClockState::Warned));
    s.ticks(T0 + 60 * MIN).ticks(T0 + 90 * MIN);
    assert_eq!(s.state(FirstResponse), Some(ClockState::Breached));
    let first = [
        (T0 + 50 * MIN, FirstResponse, Mark::Warned),
        (T0 + 60 * MIN, FirstResponse, Mark::Breached),
    ];
    assert_eq!(s.marks, first);
    s.follow(T0 + 91 * MIN);
    s.ticks(T0 + 92 * MIN);
    assert_eq!(s.marks.len(), 2);
}

#[test]
fn after_a_long_stop_only_the_breach_is_told() {
    let mut s = Story::begins();
    s.asks(T0).ticks(T0 + 70 * MIN);
    assert_eq!(s.marks, [(T0 + 70 * MIN, FirstResponse, Mark::Breached)]);
}

#[test]
fn another_urgency_is_another_promise() {
    let mut s = Story::begins();
    s.asks(T0).ticks(T0 + 60 * MIN);
    s.targets.first_response_ms = Some(240 * MIN);
    s.follow(T0 + 61 * MIN);
    assert_eq!(
        (s.state(FirstResponse), s.due(FirstResponse)),
        (Some(ClockState::Running), Some(T0 + 240 * MIN))
    );
    s.targets.first_response_ms = Some(30 * MIN);
    s.follow(T0 + 62 * MIN);
    s.ticks(T0 + 62 * MIN);
    assert_eq!(s.state(FirstResponse), Some(ClockState::Breached));
    assert_eq!(s.due(FirstResponse), Some(T0 + 30 * MIN));
    s.targets = Targets::default();
    s.follow(T0 + 63 * MIN);
    assert_eq!(s.state(FirstResponse), Some(ClockState::Cancelled));
}

#[test]
fn clocks_stand_still_outside_of_hours() {
    let mut s = Story::begins();
    let week = (0..7)
        .map(|day| Interval {
            day,
            from: 9 * 60,
            to: 17 * 60,
        })
        .collect();
    s.hours = Hours::new(
        &Schedule {
            zone: "UTC".into(),
            week,
            exceptions: Vec::new(),
        },
        &[],
    )
    .ok();
    // T0 is 16:40 on the first day.
    s.asks(T0);
    assert_eq!(s.due(FirstResponse), Some((24 + 9) * 60 * MIN + 40 * MIN));
    assert_eq!(s.clocks[0].warn_at, Some((24 + 9) * 60 * MIN + 30 * MIN));
}

#[test]
fn a_house_that_never_opens_owes_nothing() {
    let mut s = Story::begins();
    s.hours = Hours::new(
        &Schedule {
            zone: "UTC".into(),
            ..Schedule::default()
        },
        &[],
    )
    .ok();
    s.asks(T0).ticks(i64::MAX);
    assert_eq!((next_due(&s.clocks), s.marks.len()), (None, 0));
}

#[test]
fn a_backlog_is_late_but_alarms_nobody() {
    let mut s = Story::begins();
    s.c.apply(&Event {
        at: T0 + 9_000 * MIN,
        actor: Actor::System,
        kind: EventKind::ConversationReceived {
            conversation: s.c.id,
            message: MessageId(Uuid::nil()),
            door: None,
            automatic: false,
            arrived_at: T0,
        },
    });
    s.follow(T0 + 9_000 * MIN);
    s.ticks(T0 + 9_001 * MIN);
    assert_eq!(s.marks, []);
    assert_eq!(next_due(&s.clocks), Some((T0 + 60 * MIN, FirstResponse)));
}

#[test]
fn a_clock_that_jumps_back_marks_nothing_and_loses_nothing() {
    let mut s = Story::begins();
    s.asks(T0).ticks(T0 + 60 * MIN).ticks(0);
    s.replies(T0 - 500 * MIN);
    assert_eq!(s.state(FirstResponse), Some(ClockState::Met));
    assert!(s.clocks.iter().all(|k| k.spent_ms >= 0));
    assert_eq!(s.marks.len(), 1);
}

#[test]
fn the_first_policy_that_fits_holds() {
    let policy = |n: u128, channel: Option<u128>, urgency| Policy {
        id: SlaPolicyId(Uuid::from_u128(n)),
        name: String::new(),
        position: 0,
        channel: channel.map(|c| ChannelId(Uuid::from_u128(c))),
        urgency,
        in_hours: true,
        targets: targets(),
        version: 1,
    };
    let all = [
        policy(1, Some(7), Some(Urgency::Urgent)),
        policy(2, Some(7), None),
        policy(3, None, Some(Urgency::Urgent)),
    ];
    let chosen = |channel: u128, urgency| {
        choose(&all, ChannelId(Uuid::from_u128(channel)), urgency).map(|p| p.id.0.as_u128())
    };
    assert_eq!(chosen(7, Urgency::Urgent), Some(1));
    assert_eq!(chosen(7, Urgency::Low), Some(2));
    assert_eq!(chosen(8, Urgency::Urgent), Some(3));
    assert_eq!(chosen(8, Urgency::Low), None);
}

#[test]
fn a_preview_says_what_would_be_promised() {
    let promised = Promised {
        policy: None,
        targets: targets(),
        hours: None,
    };
    let dues: Vec<_> = preview(&promised, T0)
        .into_iter()
        .map(|c| (c.kind, c.due_at))
        .collect();
    assert_eq!(
        dues,
        [
            (FirstResponse, Some(T0 + 60 * MIN)),
            (NextResponse, Some(T0 + 120 * MIN)),
            (Resolution, Some(T0 + 600 * MIN))
        ]
    );
}
