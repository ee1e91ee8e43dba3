//! The failure catalogue of email, as far as the desk decides it. Tests are named by their row.

mod support;

use domain::conversation::{Command, Status, StatusState};
use domain::message::DeliveryState;
use domain::{ConversationId, DeliveryId};
use fairlead_desk::channels::NewChannel;
use fairlead_desk::ingest::{ATTEMPTS, Ingested};
use store::on_both_engines;
use store::testing::TestDb;
use support::*;

async fn second_channel(w: &World) -> domain::channel::Channel {
    let new = NewChannel {
        name: "Billing".to_owned(),
        kind: "email".to_owned(),
        brand: None,
        team: None,
        address: Some("billing@desk.example".to_owned()),
        first_response_target_min: 60,
    };
    w.desk.create_channel(&w.by(), new).await.expect("created")
}

/// A conversation with Cleo that was answered; the mail that she got, and its delivery.
async fn answered(
    db: &TestDb,
) -> (
    World,
    ConversationId,
    mail::Mail,
    fairlead_desk::outbox::Outgoing,
) {
    let mut w = world(db).await;
    let (id, _) = w
        .opened(from(
            "Cleo <cleo@c.example>",
            "Lamp",
            "1@c.example",
            "It is broken.",
        ))
        .await;
    w.replies(id, "cleo@c.example", "<p>Which lamp?</p>").await;
    w.now += 10_000;
    let (out, mail) = w.sent().await.pop().expect("sent");
    (w, id, mail, out)
}

async fn state_of(w: &World, id: DeliveryId) -> DeliveryState {
    let found = w
        .desk
        .db()
        .read(async move |tx| store::delivery::load(tx, id).await)
        .await;
    found.expect("read").expect("a delivery").state
}

fn bounce_to(address: &str, original: &str) -> Vec<u8> {
    let head = format!(
        "From: MAILER-DAEMON@mx.example\nTo: {address}\nSubject: Undelivered Mail Returned to Sender [#1]\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=b"
    );
    let body = format!(
        "--b\nContent-Type: text/plain\n\nCould not be delivered.\n\n--b\nContent-Type: message/delivery-status\n\n\
         Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; cleo@c.example\nAction: failed\nStatus: 5.1.1\n\
         Diagnostic-Code: smtp; 550 5.1.1 no such user\n\n--b\nContent-Type: text/rfc822-headers\n\n\
         From: {DOOR}\nTo: cleo@c.example\nSubject: Re: Lamp\nMessage-ID: <{original}>\n\n--b--"
    );
    mail(&head, &body)
}

on_both_engines! {
    async fn m5_a_mail_without_message_id_is_taken_and_known_again(db: &TestDb) {
        let w = world(db).await;
        let bytes = mail(&format!("From: cleo@c.example\nTo: {DOOR}\nSubject: Lamp\nMessage-ID: <>"), "Hello");
        let (id, _) = w.opened(bytes.clone()).await;
        assert_eq!(w.arrives(bytes).await, Ingested::Duplicate { conversation: Some(id) });
    }

    async fn m7_poison_mail_ends_in_quarantine_and_can_be_released(db: &TestDb) {
        let mut w = world(db).await;
        w.desk.accept_inbound(w.raw(from("cleo@c.example", "Lamp", "1@c.example", "x")), w.now).await.expect("accepted");
        for attempt in 1..=ATTEMPTS {
            let claimed = w.desk.claim_inbound(10, w.now).await.expect("claimed").pop().expect("waiting");
            assert_eq!(claimed.attempt, attempt);
            w.desk.fail_inbound(&claimed, "cannot read this", w.now).await.expect("failed");
            w.now += 10 * MINUTE;
        }
        assert!(w.desk.claim_inbound(10, w.now).await.expect("claimed").is_empty());
        let list = w.desk.db().read(async move |tx| store::inbound::quarantined(tx, None, 10).await).await.expect("read");
        assert_eq!((list.len(), list[0].subject.as_str(), list[0].from.as_str()), (1, "Lamp", "cleo@c.example"));
        let id = list[0].id;
        let released = w.desk.db().write(async move |tx| store::inbound::release(tx, id).await).await;
        assert!(released.expect("released"));
        let done = w.work(|_| {}).await;
        assert!(matches!(done[..], [Ingested::Opened { .. }]));
    }

    async fn m7_a_worker_that_dies_while_reading_counts_as_an_attempt(db: &TestDb) {
        let mut w = world(db).await;
        w.desk.accept_inbound(w.raw(from("cleo@c.example", "Lamp", "1@c.example", "x")), w.now).await.expect("accepted");
        for attempt in 1..=ATTEMPTS {
            let claimed = w.desk.claim_inbound(10, w.now).await.expect("claimed");
            assert_eq!(claimed[0].attempt, attempt);
            w.now += 10 * MINUTE;
        }
        assert!(w.desk.claim_inbound(10, w.now).await.expect("claimed").is_empty(), "nobody reads it once more");
        let list = w.desk.db().read(async move |tx| store::inbound::quarantined(tx, None, 10).await).await.expect("read");
        assert_eq!(list[0].error.as_deref(), Some("The program ended 4 times while it read this mail."));
    }

    async fn m7_what_cannot_be_read_at_all_is_shown_raw_after_release(db: &TestDb) {
        let mut w = world(db).await;
        w.desk.accept_inbound(w.raw(from("cleo@c.example", "Lamp", "1@c.example", "x")), w.now).await.expect("accepted");
        let mut id = None;
        for round in 0..2 {
            for _ in 0..ATTEMPTS {
                let Some(claimed) = w.desk.claim_inbound(10, w.now).await.expect("claimed").pop() else { break };
                id = Some(claimed.id);
                w.desk.fail_inbound(&claimed, "cannot read this", w.now).await.expect("failed");
                w.now += 10 * MINUTE;
            }
            if round == 0 {
                let id = id.expect("an id");
                w.desk.db().write(async move |tx| store::inbound::release(tx, id).await).await.expect("released");
            }
        }
        let found = w.desk.db().read(async move |tx| store::conversation::by_number(tx, 1).await).await.expect("read");
        assert_eq!(w.conversation(found.expect("a conversation")).await.subject, "Lamp");
    }

    async fn m10_the_envelope_leads_before_the_headers_and_nothing_is_discarded(db: &TestDb) {
        let w = world(db).await;
        let billing = second_channel(&w).await;
        let mut raw = w.raw(from("cleo@c.example", "Lamp", "1@c.example", "x"));
        raw.envelope.rcpt_to = vec!["Billing@Desk.example".to_owned()];
        let Ingested::Opened { conversation, .. } = w.arrives_as(raw, |_| {}).await else { panic!("not opened") };
        assert_eq!(w.conversation(conversation).await.channel, billing.id);
        let mut nowhere = w.raw(mail("From: cleo@c.example\nTo: undisclosed-recipients:;\nSubject: Hm\nMessage-ID: <2@c>", "y"));
        nowhere.envelope.rcpt_to = vec![];
        assert!(matches!(w.arrives_as(nowhere, |_| {}).await, Ingested::Opened { .. }));
    }

    async fn m11_a_mail_from_nobody_is_a_conversation(db: &TestDb) {
        let w = world(db).await;
        let mut raw = w.raw(mail(&format!("To: {DOOR}\nSubject: Who?"), "x"));
        raw.envelope.mail_from = String::new();
        let Ingested::Opened { conversation, .. } = w.arrives_as(raw, |_| {}).await else { panic!("not opened") };
        assert_eq!(w.conversation(conversation).await.contact, None);
    }

    async fn m14_a_deleted_conversation_does_not_come_back(db: &TestDb) {
        let w = world(db).await;
        let bytes = from("cleo@c.example", "Lamp", "1@c.example", "x");
        let (id, _) = w.opened(bytes.clone()).await;
        w.desk.delete_conversation(&w.by(), id).await.expect("deleted");
        assert!(matches!(w.arrives(bytes).await, Ingested::Duplicate { .. }));
        let gone = w.desk.db().read(async move |tx| store::conversation::load(tx, id).await).await;
        assert_eq!(gone.expect("read"), None);
    }

    async fn m17_one_mail_to_two_doors_is_one_conversation_and_replies_to_either_join(db: &TestDb) {
        let mut w = world(db).await;
        let billing = second_channel(&w).await;
        let bytes = mail(
            &format!("From: cleo@c.example\nTo: {DOOR}, billing@desk.example\nSubject: Both\nMessage-ID: <1@c.example>"),
            "To both of you.",
        );
        let (id, _) = w.opened(bytes.clone()).await;
        let mut copy = w.raw(bytes);
        copy.envelope.rcpt_to = vec!["billing@desk.example".to_owned()];
        assert_eq!(w.arrives_as(copy, |_| {}).await, Ingested::Duplicate { conversation: Some(id) });
        let channels = w.desk.db().read(async move |tx| store::conversation::channels(tx, id).await).await.expect("read");
        assert!(channels.contains(&billing.id) && channels.len() == 2);
        w.now += MINUTE;
        let mut side = w.raw(mail("From: cleo@c.example\nTo: billing@desk.example\nSubject: Re: Both\nMessage-ID: <2@c.example>\nIn-Reply-To: <1@c.example>", "More."));
        side.envelope.rcpt_to = vec!["billing@desk.example".to_owned()];
        assert!(matches!(w.arrives_as(side, |_| {}).await, Ingested::Joined { conversation, .. } if conversation == id));
    }

    async fn m24_our_own_mail_that_comes_back_is_no_customer_message(db: &TestDb) {
        let (w, id, _, out) = answered(db).await;
        assert_eq!(w.arrives(out.bytes).await, Ingested::Own);
        assert_eq!(w.conversation(id).await.state, StatusState::Waiting);
    }

    async fn m25_m26_a_bounce_marks_the_recipient_and_reopens_nothing(db: &TestDb) {
        let (w, id, ours, out) = answered(db).await;
        let mut raw = w.raw(bounce_to(&out.envelope_from, &ours.message_id.expect("an id")));
        raw.envelope.mail_from = String::new();
        raw.envelope.rcpt_to = vec![out.envelope_from.clone()];
        assert_eq!(w.arrives_as(raw, |_| {}).await, Ingested::Bounce { conversation: id });
        assert_eq!(state_of(&w, out.id).await, DeliveryState::Bounced);
        assert_eq!(w.conversation(id).await.state, StatusState::Waiting);
        let known = w.desk.db().read(async move |tx| {
            store::contact::by_identity(tx, domain::contact::IdentityKind::Email, "cleo@c.example").await
        }).await;
        assert!(known.expect("read").expect("known").undeliverable);
    }

    async fn m26_a_bounce_without_return_path_is_found_by_the_message_id_it_returns(db: &TestDb) {
        let (w, id, ours, out) = answered(db).await;
        let raw = w.raw(bounce_to(DOOR, &ours.message_id.expect("an id")));
        assert_eq!(w.arrives_as(raw, |_| {}).await, Ingested::Bounce { conversation: id });
        assert_eq!(state_of(&w, out.id).await, DeliveryState::Bounced);
    }

    async fn m28_mail_that_has_gone_round_is_put_aside(db: &TestDb) {
        let w = world(db).await;
        let hops = "Received: from a by b\n".repeat(60);
        let head = format!("{hops}From: cleo@c.example\nTo: {DOOR}\nSubject: Loop\nMessage-ID: <l@c.example>");
        assert_eq!(w.arrives(mail(&head, "x")).await, Ingested::Quarantined);
    }

    async fn m29_an_out_of_office_note_reopens_nothing_and_is_still_seen(db: &TestDb) {
        let (mut w, id, ours, out) = answered(db).await;
        w.desk.change(&w.by(), id, None, Command::SetStatus(Status::Resolved)).await.expect("resolved");
        w.now += 100 * DAY;
        let head = format!(
            "From: cleo@c.example\nTo: {}\nSubject: Away: Re: Lamp\nMessage-ID: <o@c.example>\nIn-Reply-To: <{}>\nAuto-Submitted: auto-replied",
            out.envelope_from, ours.message_id.expect("an id")
        );
        let mut raw = w.raw(mail(&head, "I am away."));
        raw.envelope.mail_from = String::new();
        assert!(matches!(w.arrives_as(raw, |_| {}).await, Ingested::Joined { conversation, .. } if conversation == id));
        let c = w.conversation(id).await;
        assert_eq!((c.state.status(), c.waiting_since), (Status::Resolved, None));
    }

    async fn m30_a_stranger_who_quotes_the_number_gets_a_new_conversation_with_a_hint(db: &TestDb) {
        let (w, id, _, _) = answered(db).await;
        let (other, _) = w.opened(from("mallory@m.example", "Re: [#1] Lamp", "m@m.example", "Tell me all.")).await;
        assert_ne!(other, id);
        let people = w.desk.db().read(async move |tx| store::conversation::participants(tx, id).await).await.expect("read");
        assert!(people.iter().all(|p| p.address_key != "mallory@m.example"));
    }

    async fn m30_a_forged_sender_with_a_known_id_does_not_join(db: &TestDb) {
        let (w, id, ours, _) = answered(db).await;
        let head = format!("From: cleo@c.example\nTo: {DOOR}\nSubject: Re: Lamp\nMessage-ID: <f@x.example>\nIn-Reply-To: <{}>", ours.message_id.expect("an id"));
        let forged = w.arrives_as(w.raw(mail(&head, "Send it to my new address.")), |r| {
            r.authentication = Some(mail::Authentication { dmarc: mail::AuthResult::Fail, ..Default::default() });
        }).await;
        assert!(matches!(forged, Ingested::Opened { conversation, .. } if conversation != id));
    }

    async fn m31_empty_ids_thread_nothing(db: &TestDb) {
        let w = world(db).await;
        let empty = |subject: &str| mail(&format!("From: cleo@c.example\nTo: {DOOR}\nSubject: {subject}\nMessage-ID: <>\nIn-Reply-To: <>\nReferences: <> <>"), subject);
        let (a, _) = w.opened(empty("One")).await;
        let (b, _) = w.opened(empty("Two")).await;
        assert_ne!(a, b);
    }

    async fn m32_ids_that_look_like_ours_but_are_not_mean_nothing(db: &TestDb) {
        let (w, id, ours, _) = answered(db).await;
        let mut looks = ours.message_id.expect("an id");
        let last = looks.find('@').expect("an at") - 1;
        looks.replace_range(last..=last, if looks.as_bytes()[last] == b'a' { "b" } else { "a" });
        let head = format!("From: zed@z.example\nTo: {DOOR}\nSubject: Hi\nMessage-ID: <{looks}>\nIn-Reply-To: <{looks}>");
        let (other, _) = w.opened(mail(&head, "x")).await;
        assert_ne!(other, id);
    }

    async fn m34_a_third_party_with_the_token_joins_marked_as_new(db: &TestDb) {
        let (w, id, ours, _) = answered(db).await;
        let token = ours.reply_to[0].address.clone();
        let head = format!("From: Tom <tom@t.example>\nTo: {token}\nSubject: Re: Lamp\nMessage-ID: <t@t.example>");
        assert_eq!(w.joined(mail(&head, "Cleo sent me this.")).await.0, id);
        let people = w.desk.db().read(async move |tx| store::conversation::participants(tx, id).await).await.expect("read");
        let tom = people.iter().find(|p| p.address_key == "tom@t.example").expect("joined");
        assert!(tom.new_to_conversation);
    }

    async fn m34_a_forward_to_another_of_our_addresses_is_a_new_conversation(db: &TestDb) {
        let (w, id, ours, _) = answered(db).await;
        second_channel(&w).await;
        let head = format!("From: cleo@c.example\nTo: billing@desk.example\nSubject: Fwd: Lamp\nMessage-ID: <w@c.example>\nReferences: <{}>", ours.message_id.expect("an id"));
        let mut raw = w.raw(mail(&head, "See below."));
        raw.envelope.rcpt_to = vec!["billing@desk.example".to_owned()];
        assert!(matches!(w.arrives_as(raw, |_| {}).await, Ingested::Opened { conversation, .. } if conversation != id));
    }

    async fn m35_the_token_in_cc_and_without_any_reference_is_enough(db: &TestDb) {
        let (w, id, ours, _) = answered(db).await;
        let token = ours.reply_to[0].address.to_uppercase();
        let head = format!("From: cleo@c.example\nTo: cleo@c.example\nCc: {token}\nSubject: no refs\nMessage-ID: <c@c.example>");
        let mut raw = w.raw(mail(&head, "x"));
        raw.envelope.rcpt_to = vec![token];
        assert!(matches!(w.arrives_as(raw, |_| {}).await, Ingested::Joined { conversation, .. } if conversation == id));
    }

    async fn m37_two_mails_with_a_root_that_we_never_saw_are_one_conversation(db: &TestDb) {
        let w = world(db).await;
        let one = mail(&format!("From: ann@a.example\nTo: bea@b.example\nCc: {DOOR}\nSubject: Re: Plan\nMessage-ID: <2@a.example>\nReferences: <root@a.example>"), "We add you.");
        let (id, _) = w.opened(one).await;
        let two = mail(&format!("From: bea@b.example\nTo: ann@a.example\nCc: {DOOR}\nSubject: Re: Plan\nMessage-ID: <2@b.example>\nReferences: <root@a.example>"), "Fine.");
        assert_eq!(w.joined(two).await.0, id);
        let stranger = mail(&format!("From: eve@e.example\nTo: {DOOR}\nSubject: Re: Plan\nMessage-ID: <2@e.example>\nReferences: <root@a.example>"), "Me too.");
        assert_ne!(w.opened(stranger).await.0, id);
    }

    async fn m38_a_reply_that_comes_before_its_parent_is_joined_by_it(db: &TestDb) {
        let w = world(db).await;
        let child = mail(&format!("From: bea@b.example\nTo: ann@a.example\nCc: {DOOR}\nSubject: Re: Plan\nMessage-ID: <child@b.example>\nIn-Reply-To: <parent@a.example>"), "Yes.");
        let (id, _) = w.opened(child).await;
        let parent = mail(&format!("From: ann@a.example\nTo: bea@b.example, {DOOR}\nSubject: Plan\nMessage-ID: <parent@a.example>"), "Shall we?");
        assert_eq!(w.joined(parent).await.0, id);
    }

    async fn m39_a_foreign_number_in_the_subject_threads_its_own_sender_only(db: &TestDb) {
        let w = world(db).await;
        let (id, _) = w.opened(from("jira@j.example", "[ABC-123] Lamp", "1@j.example", "one")).await;
        assert_eq!(w.joined(from("jira@j.example", "Update [ABC-123] Lamp", "2@j.example", "two")).await.0, id);
        assert_ne!(w.opened(from("eve@e.example", "[ABC-123] Lamp", "3@e.example", "three")).await.0, id);
    }

    async fn m40_another_reply_address_is_warned_of_and_used(db: &TestDb) {
        let w = world(db).await;
        let head = format!("From: form@web.example\nReply-To: cleo@c.example\nTo: {DOOR}\nSubject: Form\nMessage-ID: <1@web.example>");
        let (id, _) = w.opened(mail(&head, "x")).await;
        let proposed = w.desk.proposed_recipients(&w.by(), id, domain::reply_rules::ReplyMode::All).await.expect("proposed");
        assert_eq!(proposed.to[0].address, "cleo@c.example");
        assert!(proposed.reply_to_differs);
    }

    async fn m47_a_mail_with_nul_bytes_is_stored_on_both_engines(db: &TestDb) {
        let w = world(db).await;
        w.opened(from("cleo@c.example", "La\0mp", "1@c.example", "a\0b")).await;
    }

    async fn a_reply_after_fourteen_days_opens_a_linked_conversation(db: &TestDb) {
        let (mut w, id, ours, _) = answered(db).await;
        w.desk.change(&w.by(), id, None, Command::SetStatus(Status::Resolved)).await.expect("resolved");
        w.now += 15 * DAY;
        let token = ours.reply_to[0].address.clone();
        let head = format!("From: cleo@c.example\nTo: {token}\nSubject: Re: Lamp\nMessage-ID: <late@c.example>");
        let (new, _) = w.opened(mail(&head, "Broken again.")).await;
        assert_ne!(new, id);
        assert_eq!(w.conversation(id).await.state.status(), Status::Resolved);
    }

    async fn a_blocked_sender_lands_in_spam(db: &TestDb) {
        let w = world(db).await;
        let (id, _) = w.opened(from("eve@e.example", "Buy", "1@e.example", "x")).await;
        let c = w.desk.block_sender_of(&w.by(), id).await.expect("blocked");
        assert_eq!(c.state, StatusState::Spam);
        let (next, _) = w.opened(from("EVE@e.example", "Buy more", "2@e.example", "y")).await;
        assert_eq!(w.conversation(next).await.state, StatusState::Spam);
    }
}
