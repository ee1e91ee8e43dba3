//! Verbs of agents: what they do, and what is refused.

mod support;

use domain::access::{Access, PermissionSet};
use domain::conversation::{AfterReply, Command, Source, Status, StatusState, Urgency};
use domain::message::DeliveryState;
use domain::{AgentId, TeamId};
use fairlead_desk::change::Mark;
use fairlead_desk::forward::NewForward;
use fairlead_desk::note::NewNote;
use fairlead_desk::outbox::End;
use fairlead_desk::start::NewConversation;
use fairlead_desk::writing::Words;
use fairlead_desk::{By, DeskError};
use store::on_both_engines;
use support::*;
use uuid::Uuid;

fn stranger(w: &World) -> By {
    let access = Access::of(
        AgentId(Uuid::from_u128(9)),
        PermissionSet::Agent,
        vec![TeamId(Uuid::from_u128(9))],
    );
    By::agent(access, w.now, "")
}

fn words(to: &str, html: &str) -> Words {
    Words {
        html: html.to_owned(),
        to: vec![person(to)],
        ..Words::default()
    }
}

on_both_engines! {
    async fn an_agent_of_another_team_can_do_nothing_with_a_conversation(db: &TestDb) {
        let w = world(db).await;
        let (id, message) = w.opened(from("cleo@c.example", "Lamp", "1@c.example", "x")).await;
        let by = stranger(&w);
        let refused = [
            w.desk.change(&by, id, None, Command::SetStatus(Status::Resolved)).await.map(|_| ()),
            w.desk.reply(&by, answer(id, "cleo@c.example", "<p>x</p>")).await.map(|_| ()),
            w.desk.note(&by, NewNote { conversation: id, html: "x".into(), attachments: vec![], mentions: vec![] }).await.map(|_| ()),
            w.desk.forward(&by, NewForward { conversation: id, words: words("t@t.example", "x") }).await.map(|_| ()),
            w.desk.mark_read(&by, id, Mark::Read).await.map(|_| ()),
            w.desk.delete_conversation(&by, id).await,
            w.desk.block_sender_of(&by, id).await.map(|_| ()),
            w.desk.draft(&by, id).await.map(|_| ()),
            w.desk.message_raw(&by, message).await.map(|_| ()),
        ];
        for (n, result) in refused.into_iter().enumerate() {
            assert_eq!(result.expect_err("refused").code(), "not_permitted", "verb {n}");
        }
    }

    async fn a_stale_version_is_a_conflict_and_changes_nothing(db: &TestDb) {
        let w = world(db).await;
        let (id, _) = w.opened(from("cleo@c.example", "Lamp", "1@c.example", "x")).await;
        let version = w.conversation(id).await.version;
        let resolve = Command::SetStatus(Status::Resolved);
        w.desk.change(&w.by(), id, Some(version), Command::SetUrgency(Urgency::High, Source::Agent)).await.expect("changed");
        let stale = w.desk.change(&w.by(), id, Some(version), resolve).await;
        assert_eq!(stale, Err(DeskError::Stale));
        assert_eq!(w.conversation(id).await.state, StatusState::Open);
    }

    async fn things_that_do_not_exist_are_not_assigned(db: &TestDb) {
        let w = world(db).await;
        let (id, _) = w.opened(from("cleo@c.example", "Lamp", "1@c.example", "x")).await;
        for command in [
            Command::Assign(Some(AgentId(Uuid::from_u128(5)))),
            Command::MoveTeam(Some(TeamId(Uuid::from_u128(5)))),
            Command::Tag(domain::TagId(Uuid::from_u128(5))),
            Command::Link(domain::ConversationId(Uuid::from_u128(5))),
        ] {
            let refused = w.desk.change(&w.by(), id, None, command).await;
            assert_eq!(refused.expect_err("refused").code(), "not_found");
        }
    }

    async fn a_snoozed_conversation_wakes_when_its_time_has_come(db: &TestDb) {
        let mut w = world(db).await;
        let (id, _) = w.opened(from("cleo@c.example", "Lamp", "1@c.example", "x")).await;
        w.desk.change(&w.by(), id, None, Command::Snooze { until: w.now + MINUTE }).await.expect("snoozed");
        assert_eq!(w.desk.wake_due(w.now).await, Ok(0));
        w.now += MINUTE;
        assert_eq!(w.desk.wake_due(w.now).await, Ok(1));
        assert_eq!(w.conversation(id).await.state, StatusState::Open);
    }

    async fn nobody_answers_a_question_that_they_have_not_seen(db: &TestDb) {
        let w = world(db).await;
        let (id, seen) = w.opened(from("cleo@c.example", "Lamp", "1@c.example", "one")).await;
        let second = mail(&format!("From: cleo@c.example\nTo: {DOOR}\nSubject: Lamp\nMessage-ID: <2@c.example>\nIn-Reply-To: <1@c.example>"), "two");
        let (_, newer) = w.joined(second).await;
        let mut reply = answer(id, "cleo@c.example", "<p>x</p>");
        reply.last_seen = Some(seen);
        assert_eq!(w.desk.reply(&w.by(), reply.clone()).await, Err(DeskError::NewerMessage(vec![newer])));
        reply.force = true;
        w.desk.reply(&w.by(), reply).await.expect("forced");
    }

    async fn a_note_with_a_mention_makes_the_colleague_follow_and_sends_nothing(db: &TestDb) {
        let mut w = world(db).await;
        let (id, _) = w.opened(from("cleo@c.example", "Lamp", "1@c.example", "x")).await;
        let me = w.started.agent.id;
        let note = NewNote { conversation: id, html: "<p>look</p><script>x</script>".into(), attachments: vec![], mentions: vec![me] };
        w.desk.note(&w.by(), note).await.expect("noted");
        let follows = w.desk.db().write(async move |tx| store::conversation::unfollow(tx, id, me).await).await;
        assert_eq!(follows, Ok(true));
        assert_eq!(w.conversation(id).await.state, StatusState::Open);
        w.now += MINUTE;
        assert!(w.claim().await.is_empty());
    }

    async fn a_forward_reaches_the_third_party_whose_answer_joins(db: &TestDb) {
        let mut w = world(db).await;
        let (id, _) = w.opened(from("cleo@c.example", "Lamp", "1@c.example", "It is broken.")).await;
        w.desk.forward(&w.by(), NewForward { conversation: id, words: words("maker@m.example", "<p>See below</p>") }).await.expect("forwarded");
        assert_eq!(w.conversation(id).await.state, StatusState::Open);
        w.now += MINUTE;
        let (out, sent) = w.sent().await.pop().expect("sent");
        assert_eq!((out.recipient.as_str(), sent.subject.as_str()), ("maker@m.example", "Fwd: Lamp"));
        assert!(sent.text.contains("It is broken."));
        let back = mail(&format!("From: maker@m.example\nTo: {DOOR}\nSubject: Re: Fwd: Lamp\nMessage-ID: <m@m.example>\nIn-Reply-To: <{}>", sent.message_id.expect("an id")), "We look.");
        assert_eq!(w.joined(back).await.0, id);
    }

    async fn a_conversation_that_an_agent_starts_is_waiting_and_is_answered_into(db: &TestDb) {
        let mut w = world(db).await;
        let mut new = NewConversation {
            channel: w.started.channel.id,
            words: words("dora@d.example", "<p>Your lamp is ready.</p>"),
            urgency: Some(Urgency::High),
            team: None,
            assignee: None,
            then: AfterReply::Wait,
        };
        assert_eq!(w.desk.start(&w.by(), new.clone()).await.expect_err("refused").code(), "bad_subject");
        new.words.subject = Some("Your lamp".to_owned());
        let started = w.desk.start(&w.by(), new).await.expect("started");
        let c = started.conversation;
        assert_eq!((c.state, c.urgency, c.assignee), (StatusState::Waiting, Urgency::High, Some(w.started.agent.id)));
        w.now += MINUTE;
        let sent = w.sent().await.pop().expect("sent").1;
        assert_eq!(sent.subject, "Your lamp");
        let back = mail(&format!("From: dora@d.example\nTo: {DOOR}\nSubject: Re: Your lamp\nMessage-ID: <b@d.example>\nIn-Reply-To: <{}>", sent.message_id.expect("an id")), "Thanks.");
        assert_eq!(w.joined(back).await.0, c.id);
    }

    async fn a_reply_to_nobody_or_to_a_trick_is_refused_with_its_field(db: &TestDb) {
        let w = world(db).await;
        let (id, _) = w.opened(from("cleo@c.example", "Lamp", "1@c.example", "x")).await;
        let code = async |reply| w.desk.reply(&w.by(), reply).await.expect_err("refused").code();
        let mut nobody = answer(id, "x@x.example", "<p>x</p>");
        nobody.words.to.clear();
        assert_eq!(code(nobody).await, "no_recipient");
        assert_eq!(code(answer(id, "x@x.example\r\nBcc: all@y.example", "<p>x</p>")).await, "bad_address");
        let mut many = answer(id, "x@x.example", "<p>x</p>");
        many.words.cc = (0..100).map(|n| person(&format!("p{n}@x.example"))).collect();
        assert_eq!(code(many).await, "too_many_recipients");
        assert_eq!(code(answer(id, "x@x.example", "<p> </p>")).await, "empty_message");
        assert_eq!(code(answer(id, "x@x.example", "Dear {{contact.name}},")).await, "empty_variable");
    }

    async fn a_file_is_sent_with_its_message_and_only_by_who_uploaded_it(db: &TestDb) {
        let mut w = world(db).await;
        let (id, _) = w.opened(from("cleo@c.example", "Lamp", "1@c.example", "x")).await;
        let file = w.desk.upload(&w.by(), "../lamp.png", "image/png", b"png").await.expect("uploaded");
        let mut reply = answer(id, "cleo@c.example", &format!("<p>Look <img src=\"/api/v1/attachments/{file}?inline=1\"></p>"));
        reply.words.attachments = vec![file];
        let mut by = w.by();
        by.access.agent = Some(AgentId(Uuid::from_u128(5)));
        assert_eq!(w.desk.reply(&by, reply.clone()).await.expect_err("refused").code(), "bad_attachment");
        w.desk.reply(&w.by(), reply.clone()).await.expect("replied");
        assert_eq!(w.desk.reply(&w.by(), reply).await.expect_err("used").code(), "bad_attachment");
        w.now += MINUTE;
        let sent = w.sent().await.pop().expect("sent").1;
        assert_eq!(sent.attachments.len(), 1);
        assert!(sent.attachments[0].inline, "{:?}", sent.attachments);
        assert_eq!((sent.attachments[0].name.as_str(), &sent.attachments[0].bytes[..]), ("lamp.png", &b"png"[..]));
    }

    async fn a_delivery_is_tried_by_the_plan_and_by_hand(db: &TestDb) {
        let mut w = world(db).await;
        let (id, _) = w.opened(from("cleo@c.example", "Lamp", "1@c.example", "x")).await;
        w.replies(id, "cleo@c.example", "<p>x</p>").await;
        w.now += MINUTE;
        let first = w.claim().await.pop().expect("due");
        w.desk.report_delivery(first.id, first.attempt, ended(End::Retry), w.now).await.expect("reported");
        assert!(w.claim().await.is_empty());
        w.now += MINUTE;
        let second = w.claim().await.pop().expect("after a minute");
        w.desk.report_delivery(first.id, first.attempt, ended(End::Sent), w.now).await.expect("late");
        w.desk.report_delivery(second.id, second.attempt, ended(End::Rejected), w.now).await.expect("reported");
        w.now += 100 * DAY;
        assert!(w.claim().await.is_empty(), "failed for good");
        let again = w.desk.retry_delivery(&w.by(), first.id).await.expect("retried");
        assert_eq!(again.state, DeliveryState::Queued);
        w.desk.cancel_delivery(&w.by(), first.id).await.expect("cancelled");
        assert_eq!(w.desk.cancel_delivery(&w.by(), first.id).await.expect_err("done").code(), "already_sent");
        assert!(w.claim().await.is_empty());
    }

    async fn our_own_broken_login_never_fails_a_customers_mail(db: &TestDb) {
        let mut w = world(db).await;
        let (id, _) = w.opened(from("cleo@c.example", "Lamp", "1@c.example", "x")).await;
        w.replies(id, "cleo@c.example", "<p>x</p>").await;
        w.now += MINUTE;
        for _ in 0..40 {
            let one = w.claim().await.pop().expect("still due");
            w.desk.report_delivery(one.id, one.attempt, ended(End::Reauthorize), w.now).await.expect("reported");
            w.now += 10 * MINUTE;
        }
        let one = w.claim().await.pop().expect("still due");
        w.desk.report_delivery(one.id, one.attempt, ended(End::Retry), w.now).await.expect("reported");
        w.now += DAY;
        assert_eq!(w.claim().await.len(), 1);
    }

    async fn setting_up_happens_once(db: &TestDb) {
        let w = world(db).await;
        assert_eq!(w.desk.needs_setup().await, Ok(false));
        let again = fairlead_desk::init::Setup {
            organization: "X".into(), name: "X".into(), email: "x@x.example".into(), password: "correct horse".into(),
            zone: "UTC".into(), locale: "en".into(), public_url: String::new(), team_name: "T".into(),
            channel_name: "C".into(), address: "c@x.example".into(),
        };
        assert_eq!(w.desk.init(again, "", w.now).await.expect_err("refused").code(), "already_set_up");
    }
}
