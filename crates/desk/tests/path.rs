//! The first whole path: mail in, answer out, the customer's reply threaded.

mod support;

use domain::conversation::{Status, StatusState};
use domain::message::DeliveryState;
use fairlead_desk::ingest::Ingested;
use fairlead_desk::outbox::End;
use store::on_both_engines;
use support::*;

on_both_engines! {
    async fn a_mail_becomes_a_conversation_an_answer_goes_out_and_the_reply_joins(db: &TestDb) {
        let mut w = world(db).await;
        let (id, _) = w.opened(from("Cleo <cleo@c.example>", "Lamp", "1@c.example", "It is broken.")).await;
        let c = w.conversation(id).await;
        assert_eq!((c.number, c.subject.as_str(), c.state), (1, "Lamp", StatusState::Open));
        assert_eq!(c.waiting_since, Some(w.now));

        w.replies(id, "cleo@c.example", "<p>Sorry, {{contact.name}}!</p>").await;
        assert!(w.claim().await.is_empty(), "held for ten seconds");
        w.now += 10_000;
        let sent = w.sent().await;
        let (outgoing, mail) = &sent[0];
        assert_eq!((sent.len(), outgoing.recipient.as_str()), (1, "cleo@c.example"));
        assert_eq!(mail.subject, "Re: Lamp");
        assert_eq!(mail.in_reply_to, ["1@c.example"]);
        assert_eq!(mail.from[0].address, DOOR);
        assert!(mail.text.contains("Sorry, Cleo!"), "{}", mail.text);
        assert_eq!(w.conversation(id).await.state, StatusState::Waiting);

        let token = mail.reply_to[0].address.clone();
        let ours = mail.message_id.clone().expect("an id");
        let reply = support::mail(
            &format!("From: Cleo <cleo@c.example>\nTo: {token}\nSubject: Re: Lamp\nMessage-ID: <2@c.example>\nIn-Reply-To: <{ours}>"),
            "Thank you.",
        );
        assert_eq!(w.joined(reply).await.0, id);
        assert_eq!(w.conversation(id).await.state.status(), Status::Open);
    }

    async fn a_reply_can_be_taken_back_within_ten_seconds_and_everything_is_as_before(db: &TestDb) {
        let mut w = world(db).await;
        let (id, _) = w.opened(from("cleo@c.example", "Lamp", "1@c.example", "It is broken.")).await;
        let before = w.conversation(id).await;
        let written = w.replies(id, "cleo@c.example", "<p>Oops</p>").await;
        w.now += 9_000;
        let undone = w.desk.undo_send(&w.by(), written.message).await.expect("undone");
        assert!(undone.draft.html.contains("Oops"));
        let mut after = w.conversation(id).await;
        after.version = before.version;
        assert_eq!(after, before);
        w.now += MINUTE;
        assert!(w.claim().await.is_empty());
        let again = w.desk.undo_send(&w.by(), written.message).await;
        assert!(again.is_err());
    }

    async fn m16_m18_the_same_mail_again_is_kept_once(db: &TestDb) {
        let w = world(db).await;
        let bytes = from("cleo@c.example", "Lamp", "1@c.example", "It is broken.");
        let (id, _) = w.opened(bytes.clone()).await;
        assert_eq!(w.arrives(bytes).await, Ingested::Duplicate { conversation: Some(id) });
    }

    async fn m19_another_mail_with_a_reused_message_id_is_not_swallowed(db: &TestDb) {
        let w = world(db).await;
        let (first, _) = w.opened(from("scan@c.example", "Scan", "same@c.example", "page one")).await;
        let (second, _) = w.opened(from("scan@c.example", "Scan", "same@c.example", "page two")).await;
        assert_ne!(first, second);
    }

    async fn m22_recipients_are_fixed_when_the_reply_is_written_and_each_has_one_delivery(db: &TestDb) {
        let mut w = world(db).await;
        let (id, _) = w.opened(from("cleo@c.example", "Lamp", "1@c.example", "x")).await;
        let mut reply = answer(id, "cleo@c.example", "<p>Hello</p>");
        reply.words.cc = vec![person("bob@b.example"), person("CLEO@c.example")];
        reply.words.bcc = vec![person("boss@lamps.example")];
        w.desk.reply(&w.by(), reply).await.expect("replied");
        w.now += 10_000;
        let claimed = w.claim().await;
        assert_eq!(claimed.len(), 3);
        assert!(w.claim().await.is_empty(), "leased");
        let all: std::collections::BTreeSet<_> = claimed.iter().map(|d| d.envelope_from.clone()).collect();
        assert_eq!(all.len(), 3, "one return path each");
        let text = String::from_utf8(claimed[0].bytes.clone()).expect("text");
        assert!(!text.contains("boss@lamps.example"), "blind copies are not named");
    }

    async fn m21_a_claim_whose_worker_was_lost_is_uncertain_and_keeps_its_message_id(db: &TestDb) {
        let mut w = world(db).await;
        let (id, _) = w.opened(from("cleo@c.example", "Lamp", "1@c.example", "x")).await;
        w.replies(id, "cleo@c.example", "<p>Hello</p>").await;
        w.now += 10_000;
        let first = w.claim().await.pop().expect("one");
        w.now += 11 * MINUTE;
        assert!(w.claim().await.is_empty());
        let delivery = first.id;
        let stored = w.desk.db().read(async move |tx| store::delivery::load(tx, delivery).await).await;
        assert_eq!(stored.expect("read").expect("there").state, DeliveryState::Uncertain);
        // The report of the lost worker comes late: the row has moved on.
        w.desk.report_delivery(first.id, first.attempt, ended(End::Sent), w.now).await.expect("ignored");
        w.now += 60 * MINUTE;
        let second = w.claim().await.pop().expect("tried again");
        assert_eq!(second.bytes, first.bytes);
        assert_eq!(second.attempt, 2);
    }
}
