use super::*;
use uuid::Uuid;

const DAY: Millis = 24 * 60 * 60 * 1000;

fn me() -> AgentId {
    AgentId(Uuid::from_u128(7))
}

fn message(n: u128) -> MessageId {
    MessageId(Uuid::from_u128(n))
}

fn fresh() -> Conversation {
    open(Opening {
        id: ConversationId(Uuid::from_u128(1)),
        subject: "Lamp".to_owned(),
        contact: None,
        channel: ChannelId(Uuid::from_u128(2)),
        door: None,
        team: None,
        language: None,
        at: 1_000,
    })
    .0
}

fn by(actor: Actor, now: Millis) -> Ctx {
    Ctx { now, actor }
}

fn run(c: &mut Conversation, command: Command, now: Millis) -> Decision {
    let ctx = by(Actor::Agent(me()), now);
    let decision = decide(c, command, &ctx).expect("allowed");
    for kind in &decision.events {
        c.apply(&Event {
            at: now,
            actor: ctx.actor,
            kind: kind.clone(),
        });
    }
    decision
}

fn refusal(c: &Conversation, command: Command, now: Millis) -> &'static str {
    decide(c, command, &by(Actor::Agent(me()), now))
        .expect_err("refused")
        .code
}

fn receive_at(at: Millis, written: Written) -> Command {
    Command::Receive {
        message: message(1),
        door: None,
        written,
        at,
    }
}

fn reply(then: AfterReply) -> Command {
    Command::Reply {
        message: message(2),
        then,
    }
}

#[test]
fn a_customer_message_starts_the_clock_once() {
    let mut c = fresh();
    run(&mut c, receive_at(1_000, Written::ByPerson), 1_000);
    run(&mut c, receive_at(5_000, Written::ByPerson), 5_000);
    assert_eq!(c.waiting_since, Some(1_000));
    assert_eq!(c.last_customer_at, Some(5_000));
    assert_eq!(c.last_at, 5_000);
}

#[test]
fn customer_reply_wakes_a_snoozed_conversation() {
    let mut c = fresh();
    run(&mut c, Command::Snooze { until: 9_000 }, 2_000);
    let d = run(&mut c, receive_at(3_000, Written::ByPerson), 3_000);
    assert_eq!(c.state, StatusState::Open);
    assert!(d.events.contains(&EventKind::Woken { conversation: c.id }));
}

#[test]
fn customer_reply_opens_a_waiting_conversation() {
    let mut c = fresh();
    run(&mut c, receive_at(1_000, Written::ByPerson), 1_000);
    run(&mut c, reply(AfterReply::Wait), 2_000);
    assert_eq!((c.state, c.waiting_since), (StatusState::Waiting, None));
    run(&mut c, receive_at(3_000, Written::ByPerson), 3_000);
    assert_eq!((c.state, c.waiting_since), (StatusState::Open, Some(3_000)));
}

#[test]
fn m29_an_out_of_office_note_neither_reopens_nor_starts_a_clock() {
    let mut c = fresh();
    run(&mut c, receive_at(1_000, Written::ByPerson), 1_000);
    run(&mut c, reply(AfterReply::Resolve), 2_000);
    run(&mut c, receive_at(3_000, Written::Automatically), 3_000);
    assert_eq!(c.state, StatusState::Resolved { at: 2_000 });
    assert_eq!((c.waiting_since, c.last_customer_at), (None, Some(1_000)));
}

#[test]
fn m29_an_automatic_mail_does_not_stop_the_clock_of_an_open_one() {
    let mut c = fresh();
    run(&mut c, receive_at(1_000, Written::ByPerson), 1_000);
    run(&mut c, receive_at(3_000, Written::Automatically), 3_000);
    assert_eq!(c.waiting_since, Some(1_000));
}

#[test]
fn a_reply_to_a_resolved_one_reopens_within_fourteen_days() {
    let mut c = fresh();
    run(&mut c, Command::SetStatus(Status::Resolved), 2_000);
    let d = run(
        &mut c,
        receive_at(2_000 + 14 * DAY, Written::ByPerson),
        2_000 + 14 * DAY,
    );
    assert!(
        d.events
            .contains(&EventKind::Reopened { conversation: c.id })
    );
    assert_eq!(c.state, StatusState::Open);
}

#[test]
fn a_reply_after_fourteen_days_is_refused_so_that_a_linked_one_is_opened() {
    let mut c = fresh();
    run(&mut c, Command::SetStatus(Status::Resolved), 2_000);
    let late = 2_001 + 14 * DAY;
    assert_eq!(
        refusal(&c, receive_at(late, Written::ByPerson), late),
        "resolved_too_long_ago"
    );
    assert!(!c.takes_customer_message(late));
}

#[test]
fn an_automatic_mail_joins_a_long_resolved_one_without_reopening_it() {
    let mut c = fresh();
    run(&mut c, Command::SetStatus(Status::Resolved), 2_000);
    let late = 2_000 + 100 * DAY;
    run(&mut c, receive_at(late, Written::Automatically), late);
    assert_eq!(c.state, StatusState::Resolved { at: 2_000 });
}

#[test]
fn a_reply_waits_for_the_customer_and_takes_an_unassigned_conversation() {
    let mut c = fresh();
    run(&mut c, receive_at(1_000, Written::ByPerson), 1_000);
    let d = run(&mut c, reply(AfterReply::Wait), 2_000);
    assert_eq!(c.state, StatusState::Waiting);
    assert_eq!(c.assignee, Some(me()));
    assert_eq!(c.first_reply_at, Some(2_000));
    assert!(d.effects.contains(&Effect::DropAcknowledgement));
    assert!(d.effects.contains(&Effect::ScorePromises { at: 2_000 }));
}

#[test]
fn a_reply_does_not_take_a_conversation_from_a_colleague() {
    let mut c = fresh();
    c.assignee = Some(AgentId(Uuid::from_u128(8)));
    run(&mut c, reply(AfterReply::Wait), 2_000);
    assert_eq!(c.assignee, Some(AgentId(Uuid::from_u128(8))));
}

#[test]
fn a_conversation_that_we_start_has_no_first_response() {
    let mut c = fresh();
    run(&mut c, reply(AfterReply::Wait), 2_000);
    assert_eq!(c.first_reply_at, None);
}

#[test]
fn a_reply_can_resolve_or_snooze() {
    let mut c = fresh();
    run(&mut c, reply(AfterReply::Resolve), 2_000);
    assert_eq!(c.state, StatusState::Resolved { at: 2_000 });
    let until = 90_000;
    run(&mut c, reply(AfterReply::Snooze { until }), 3_000);
    let by = Some(me());
    assert_eq!(c.state, StatusState::Snoozed { until, by });
}

#[test]
fn a_snooze_into_the_past_is_refused_also_with_a_reply() {
    let c = fresh();
    assert_eq!(
        refusal(&c, Command::Snooze { until: 1 }, 2),
        "snooze_in_the_past"
    );
    assert_eq!(
        refusal(&c, reply(AfterReply::Snooze { until: 2 }), 2),
        "snooze_in_the_past"
    );
}

#[test]
fn the_sweep_wakes_only_what_is_due() {
    let mut c = fresh();
    run(&mut c, Command::Snooze { until: 9_000 }, 2_000);
    assert_eq!(refusal(&c, Command::Wake, 8_999), "not_due");
    run(&mut c, Command::Wake, 9_000);
    assert_eq!(c.state, StatusState::Open);
    assert_eq!(refusal(&c, Command::Wake, 9_001), "not_snoozed");
}

#[test]
fn an_agent_wakes_a_conversation_before_its_time() {
    let mut c = fresh();
    run(&mut c, Command::Snooze { until: 9_000 }, 2_000);
    run(&mut c, Command::Unsnooze, 3_000);
    assert_eq!(c.state, StatusState::Open);
}

#[test]
fn snoozing_does_not_stop_the_customers_clock() {
    let mut c = fresh();
    run(&mut c, receive_at(1_000, Written::ByPerson), 1_000);
    run(&mut c, Command::Snooze { until: 9_000 }, 2_000);
    assert_eq!(c.waiting_since, Some(1_000));
}

#[test]
fn spam_takes_messages_silently_and_cannot_be_answered() {
    let mut c = fresh();
    run(&mut c, receive_at(1_000, Written::ByPerson), 1_000);
    run(&mut c, Command::MarkSpam, 2_000);
    run(&mut c, receive_at(3_000, Written::ByPerson), 3_000);
    assert_eq!((c.state, c.waiting_since), (StatusState::Spam, None));
    assert_eq!(
        refusal(&c, reply(AfterReply::Wait), 4_000),
        "conversation_is_spam"
    );
    assert_eq!(
        refusal(&c, Command::SetStatus(Status::Resolved), 4_000),
        "conversation_is_spam"
    );
}

#[test]
fn what_was_wrongly_spam_is_open_again_and_has_been_waiting() {
    let mut c = fresh();
    run(&mut c, receive_at(1_000, Written::ByPerson), 1_000);
    run(&mut c, Command::MarkSpam, 2_000);
    run(&mut c, Command::NotSpam, 5_000);
    assert_eq!((c.state, c.waiting_since), (StatusState::Open, Some(1_000)));
    assert_eq!(refusal(&c, Command::NotSpam, 6_000), "not_spam");
}

#[test]
fn undoing_a_reply_restores_what_was_before_it() {
    let mut c = fresh();
    run(&mut c, receive_at(1_000, Written::ByPerson), 1_000);
    let (before, was) = (c.before_reply(), c.clone());
    run(&mut c, reply(AfterReply::Resolve), 2_000);
    let undo = Command::UndoSend {
        message: message(2),
        before,
        written_at: 2_000,
    };
    let d = run(&mut c, undo, 2_000 + UNDO_MS);
    assert_eq!(c, was);
    assert!(d.effects.contains(&Effect::CancelDeliveries {
        message: message(2)
    }));
    assert!(d.effects.contains(&Effect::UnscorePromises));
}

#[test]
fn undoing_a_reply_keeps_what_the_customer_wrote_meanwhile() {
    let mut c = fresh();
    run(&mut c, receive_at(1_000, Written::ByPerson), 1_000);
    let before = c.before_reply();
    run(&mut c, reply(AfterReply::Wait), 2_000);
    run(&mut c, receive_at(3_000, Written::ByPerson), 3_000);
    let undo = Command::UndoSend {
        message: message(2),
        before,
        written_at: 2_000,
    };
    run(&mut c, undo, 4_000);
    assert_eq!((c.state, c.last_at), (StatusState::Open, 3_000));
}

#[test]
fn after_ten_seconds_nothing_can_be_undone() {
    let c = fresh();
    let undo = Command::UndoSend {
        message: message(2),
        before: c.before_reply(),
        written_at: 2_000,
    };
    assert_eq!(refusal(&c, undo, 2_001 + UNDO_MS), "already_sent");
}

#[test]
fn an_acknowledgement_is_no_reply_and_stops_no_clock() {
    let mut c = fresh();
    run(&mut c, receive_at(1_000, Written::ByPerson), 1_000);
    run(
        &mut c,
        Command::Acknowledge {
            message: message(3),
        },
        2_000,
    );
    assert_eq!((c.state, c.waiting_since), (StatusState::Open, Some(1_000)));
    assert_eq!(c.first_reply_at, None);
}

#[test]
fn asking_for_what_already_is_does_nothing() {
    let mut c = fresh();
    for command in [
        Command::Assign(None),
        Command::MoveTeam(None),
        Command::SetStatus(Status::Open),
        Command::SetSubject("  Lamp ".to_owned()),
        Command::Link(c.id),
    ] {
        assert_eq!(run(&mut c, command, 2_000), Decision::nothing());
    }
}

#[test]
fn a_subject_is_one_line_of_bounded_length() {
    assert_eq!(clean_subject(" a\r\nBcc: x@y\u{0} b "), "a Bcc: x@y b");
    assert_eq!(
        clean_subject(&"ä".repeat(1_000)).chars().count(),
        SUBJECT_MAX
    );
}

#[test]
fn an_older_message_that_comes_late_does_not_turn_the_clock_back() {
    let mut c = fresh();
    run(&mut c, receive_at(5_000, Written::ByPerson), 5_000);
    run(&mut c, receive_at(2_000, Written::ByPerson), 6_000);
    assert_eq!((c.last_customer_at, c.last_at), (Some(5_000), 5_000));
}
