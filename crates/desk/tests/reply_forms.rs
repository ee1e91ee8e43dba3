//! How answers come back: a token behind the mailbox name, a token alone at a domain of ours, or no token at all.

mod support;

use domain::ConversationId;
use domain::channel::ReplyForm;
use domain::message::DeliveryState;
use domain::reply_rules::ReplyMode;
use fairlead_desk::ingest::Ingested;
use store::on_both_engines;
use store::testing::TestDb;
use support::*;

async fn set(w: &World, form: ReplyForm) {
    let door = w.desk.doors().await.expect("doors").remove(0);
    let changed = w.desk.set_reply_form(&w.by(), door.id, form).await;
    assert_eq!(changed.expect("changed").reply_form, form);
}

/// Cleo wrote and was answered in this form; the mail that she got.
async fn answered(
    db: &TestDb,
    form: ReplyForm,
) -> (
    World,
    ConversationId,
    mail::Mail,
    fairlead_desk::outbox::Outgoing,
) {
    let mut w = world(db).await;
    set(&w, form).await;
    let (id, _) = w
        .opened(from("Cleo <cleo@c.example>", "Lamp", "1@c.example", "Hm."))
        .await;
    w.replies(id, "cleo@c.example", "<p>Which lamp?</p>").await;
    w.now += 10_000;
    let (out, mail) = w.sent().await.pop().expect("sent");
    (w, id, mail, out)
}

async fn bounced(w: &World, out: &fairlead_desk::outbox::Outgoing) -> bool {
    let id = out.id;
    let found = w
        .desk
        .db()
        .read(async move |tx| store::delivery::load(tx, id).await)
        .await;
    found.expect("read").expect("a delivery").state == DeliveryState::Bounced
}

/// Her mailbox leads elsewhere, and it is that one which fails.
fn report(to: &str, original: &str) -> Vec<u8> {
    let head = format!(
        "From: MAILER-DAEMON@mx.example\nTo: {to}\nSubject: Undelivered Mail Returned to Sender\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=b"
    );
    let body = format!(
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n\
         Final-Recipient: rfc822; c.123@inside.example\nAction: failed\nStatus: 5.1.1\n\n\
         --b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <{original}>\n\n--b--"
    );
    mail(&head, &body)
}

on_both_engines! {
    async fn without_plus_addresses_message_ids_and_participants_thread(db: &TestDb) {
        let (w, id, ours, out) = answered(db, ReplyForm::Plain).await;
        assert!(ours.reply_to.iter().all(|a| a.address == DOOR), "{:?}", ours.reply_to);
        assert_eq!(out.envelope_from, DOOR);
        let sent = ours.message_id.clone().expect("an id");
        let head = |from: &str, own: &str| format!("From: {from}\nTo: {DOOR}\nSubject: Re: Lamp\nMessage-ID: <{own}>\nIn-Reply-To: <{sent}>");
        assert_eq!(w.joined(mail(&head("cleo@c.example", "2@c.example"), "The red one.")).await.0, id);
        // The only recipient of that mail fails under another name.
        assert_eq!(w.arrives(report(DOOR, &sent)).await, Ingested::Bounce { conversation: id });
        assert!(bounced(&w, &out).await);
    }

    async fn a_domain_of_ours_takes_answers_by_the_token_alone(db: &TestDb) {
        let (w, id, ours, out) = answered(db, ReplyForm::Domain).await;
        let token = ours.reply_to[0].address.clone();
        assert!(token.starts_with("r.") && token.ends_with("@desk.example"), "{token}");
        assert!(out.envelope_from.starts_with("b."), "{}", out.envelope_from);
        // Neither the door nor any reference is left.
        let head = format!("From: cleo@c.example\nTo: {}\nCc: dan@c.example\nSubject: no refs\nMessage-ID: <2@c.example>", token.to_uppercase());
        let mut raw = w.raw(mail(&head, "The red one."));
        raw.envelope.rcpt_to = vec![token.clone()];
        assert!(matches!(w.arrives_as(raw, |_| {}).await, Ingested::Joined { conversation, .. } if conversation == id));
        let people = w.desk.db().read(async move |tx| store::conversation::participants(tx, id).await).await.expect("read");
        assert!(people.iter().all(|p| !p.address_key.ends_with("@desk.example")), "we take no part ourselves");
        let proposed = w.desk.proposed_recipients(&w.by(), id, ReplyMode::All).await.expect("proposed");
        let all: Vec<&str> = proposed.to.iter().chain(&proposed.cc).map(|p| p.address.as_str()).collect();
        assert_eq!(all, ["cleo@c.example", "dan@c.example"]);
        let mut raw = w.raw(report(&out.envelope_from, "lost@x.example"));
        raw.envelope.mail_from = String::new();
        raw.envelope.rcpt_to = vec![out.envelope_from.clone()];
        assert_eq!(w.arrives_as(raw, |_| {}).await, Ingested::Bounce { conversation: id });
        assert!(bounced(&w, &out).await);
    }

    async fn a_change_of_form_leaves_answers_to_older_mail_known(db: &TestDb) {
        let (w, id, ours, _) = answered(db, ReplyForm::Tagged).await;
        let token = ours.reply_to[0].address.clone();
        assert!(token.starts_with("help+r."), "{token}");
        set(&w, ReplyForm::Plain).await;
        let mut raw = w.raw(mail(&format!("From: cleo@c.example\nTo: {token}\nSubject: no refs\nMessage-ID: <2@c.example>"), "x"));
        raw.envelope.rcpt_to = vec![token];
        assert!(matches!(w.arrives_as(raw, |_| {}).await, Ingested::Joined { conversation, .. } if conversation == id));
    }

    async fn a_long_mailbox_name_gets_a_short_token_and_a_longer_one_none(db: &TestDb) {
        let mut w = world(db).await;
        for (name, fits) in [("customer-service-abcdefgh", true), ("customer-service-abcdefghijklm", false)] {
            let door = format!("{name}@desk.example");
            let by = w.by();
            let channel = w.desk.channels().await.expect("channels").remove(0);
            w.desk.add_door(&by, channel.id, &door).await.expect("added");
            let head = format!("From: cleo@c.example\nTo: {door}\nSubject: Lamp\nMessage-ID: <{name}@c.example>");
            let mut raw = w.raw(mail(&head, "Hm."));
            raw.envelope.rcpt_to = vec![door.clone()];
            let Ingested::Opened { conversation, .. } = w.arrives_as(raw, |_| {}).await else { panic!("not opened") };
            w.replies(conversation, "cleo@c.example", "<p>Which lamp?</p>").await;
            w.now += 10_000;
            let (out, ours) = w.sent().await.pop().expect("sent");
            if !fits {
                assert!(ours.reply_to.is_empty() && out.envelope_from == door, "{:?}", ours.reply_to);
                continue;
            }
            let token = ours.reply_to[0].address.clone();
            assert!(token.split('@').next().is_some_and(|local| local.len() <= 64) && token != door, "{token}");
            let mut raw = w.raw(mail(&format!("From: cleo@c.example\nTo: {token}\nSubject: no refs\nMessage-ID: <2{name}@c.example>"), "x"));
            raw.envelope.rcpt_to = vec![token];
            assert!(matches!(w.arrives_as(raw, |_| {}).await, Ingested::Joined { conversation: joined, .. } if joined == conversation));
        }
    }
}
