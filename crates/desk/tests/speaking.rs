//! What the program says by itself, and when it is silent.

mod support;

use domain::channel::Stage;
use fairlead_desk::By;
use fairlead_desk::channels::NewChannel;
use store::on_both_engines;
use support::*;

on_both_engines! {
    async fn a_customer_is_acknowledged_after_two_minutes_with_an_honest_time(db: &TestDb) {
        let mut w = world(db).await;
        let (id, _) = w.opened(from("Cleo <cleo@c.example>", "Lamp", "1@c.example", "It is broken, please help me with it.")).await;
        assert_eq!(w.desk.acknowledge_due(w.now).await.expect("ran"), 0, "held");
        w.now += 2 * MINUTE;
        assert_eq!(w.desk.acknowledge_due(w.now).await.expect("ran"), 1);
        let sent = w.sent().await;
        let (out, mail) = &sent[0];
        assert_eq!(out.recipient, "cleo@c.example");
        assert!(mail.text.contains("number 1"), "{}", mail.text);
        assert!(mail.text.contains("we aim to answer by"), "{}", mail.text);
        assert_eq!(mail.automatic, mail::Automatic::AutoReply);
        let promise = w.desk.db().read(async move |tx| store::promise::newest(tx, id).await).await;
        assert!(promise.expect("read").expect("stored").kept_at.is_none());
        // It is no answer: the customer still waits.
        assert!(w.conversation(id).await.waiting_since.is_some());
        w.now += MINUTE;
        w.replies(id, "cleo@c.example", "<p>Hello</p>").await;
        let promise = w.desk.db().read(async move |tx| store::promise::newest(tx, id).await).await;
        assert_eq!(promise.expect("read").expect("stored").kept_at, Some(w.now));
    }

    async fn nobody_is_acknowledged_when_an_agent_was_quicker(db: &TestDb) {
        let mut w = world(db).await;
        let (id, _) = w.opened(from("cleo@c.example", "Lamp", "1@c.example", "x")).await;
        w.now += MINUTE;
        w.replies(id, "cleo@c.example", "<p>Hello</p>").await;
        w.now += 2 * MINUTE;
        assert_eq!(w.desk.acknowledge_due(w.now).await.expect("ran"), 0);
    }

    async fn m23_one_address_is_acknowledged_once_a_day(db: &TestDb) {
        let mut w = world(db).await;
        w.opened(from("cleo@c.example", "Lamp", "1@c.example", "one")).await;
        w.opened(from("cleo@c.example", "Shade", "2@c.example", "two")).await;
        w.now += 2 * MINUTE;
        assert_eq!(w.desk.acknowledge_due(w.now).await.expect("ran"), 1);
    }

    async fn m23_a_machine_with_changing_addresses_and_the_same_words_is_answered_once(db: &TestDb) {
        let mut w = world(db).await;
        for n in 0..5 {
            let sender = format!("auto{n}@bot.example");
            w.opened(from(&sender, "Ticket received", &format!("{n}@bot.example"), "We got your mail.")).await;
        }
        w.now += 2 * MINUTE;
        assert_eq!(w.desk.acknowledge_due(w.now).await.expect("ran"), 1);
    }

    async fn m28_automatic_mail_robots_lists_spam_and_forgers_are_never_answered(db: &TestDb) {
        let mut w = world(db).await;
        let auto = mail(
            &format!("From: bob@b.example\nTo: {DOOR}\nSubject: Away\nMessage-ID: <a@b.example>\nAuto-Submitted: auto-replied"),
            "I am away.",
        );
        w.arrives(auto).await;
        let list = mail(
            &format!("From: liz@l.example\nTo: {DOOR}\nSubject: News\nMessage-ID: <l@l.example>\nList-Id: <news.l.example>\nPrecedence: bulk"),
            "News.",
        );
        w.arrives(list).await;
        w.arrives(from("no-reply@n.example", "Hi", "n@n.example", "x")).await;
        w.arrives_as(w.raw(from("spam@s.example", "Buy", "s@s.example", "buy")), |r| r.spam = Some("upstream".to_owned())).await;
        w.arrives_as(w.raw(from("forged@f.example", "Hi", "f@f.example", "hello")), |r| {
            r.authentication = Some(mail::Authentication { dmarc: mail::AuthResult::Fail, ..Default::default() });
        }).await;
        let mut null = w.raw(from("bounce@z.example", "Hi", "z@z.example", "zzz"));
        null.envelope.mail_from = String::new();
        w.arrives_as(null, |_| {}).await;
        w.now += 2 * MINUTE;
        assert_eq!(w.desk.acknowledge_due(w.now).await.expect("ran"), 0);
        w.now += MINUTE;
        assert!(w.claim().await.is_empty());
    }

    async fn m15_mail_of_a_backlog_is_not_acknowledged(db: &TestDb) {
        let mut w = world(db).await;
        let mut raw = w.raw(from("cleo@c.example", "Lamp", "1@c.example", "x"));
        raw.freshness = "backfill".to_owned();
        w.arrives_as(raw, |_| {}).await;
        w.now += 3 * MINUTE;
        assert_eq!(w.desk.acknowledge_due(w.now).await.expect("ran"), 0);
    }

    async fn a_paused_channel_keeps_the_mail_tells_once_and_answers_old_conversations(db: &TestDb) {
        let mut w = world(db).await;
        let channel = w.started.channel.id;
        let (old, _) = w.opened(from("dan@d.example", "Old", "old@d.example", "x")).await;
        w.replies(old, "dan@d.example", "<p>Yes</p>").await;
        w.now += 10 * MINUTE;
        w.desk.acknowledge_due(w.now).await.expect("ran");
        let ours = w.sent().await.pop().expect("sent").1;
        w.desk.set_paused(&w.by(), channel, true, "holiday").await.expect("paused");

        let (id, _) = w.opened(from("cleo@c.example", "Lamp", "1@c.example", "x")).await;
        assert_eq!(w.conversation(id).await.team, Some(w.started.team.id));
        let me = w.started.agent.id;
        let told: bool = w.desk.db().write(async move |tx| store::conversation::unfollow(tx, id, me).await).await.expect("read");
        assert!(told, "the lead follows what has no successor");
        w.opened(from("cleo@c.example", "Shade", "2@c.example", "y")).await;
        assert_eq!(w.desk.acknowledge_due(w.now).await.expect("ran"), 1, "told once");
        let told = w.sent().await.pop().expect("told").1;
        assert!(told.text.contains("paused"), "{}", told.text);

        let reply = mail(
            &format!("From: dan@d.example\nTo: {DOOR}\nSubject: Re: Old\nMessage-ID: <r@d.example>\nIn-Reply-To: <{}>", ours.message_id.expect("an id")),
            "And now?",
        );
        assert_eq!(w.joined(reply).await.0, old, "an open conversation goes on");
        w.replies(old, "dan@d.example", "<p>Now too</p>").await;
        w.now += MINUTE;
        assert_eq!(w.sent().await.len(), 1, "answers still go out");
    }

    async fn a_closed_channel_sends_new_mail_to_its_successor(db: &TestDb) {
        let w = world(db).await;
        let new = NewChannel {
            name: "Second".to_owned(),
            kind: "email".to_owned(),
            brand: None,
            team: None,
            address: Some("second@desk.example".to_owned()),
            first_response_target_min: 60,
        };
        let second = w.desk.create_channel(&w.by(), new).await.expect("created");
        let first = w.started.channel.id;
        w.desk.set_stage(&w.by(), first, Stage::Closed, Some(second.id), "moved").await.expect("closed");
        let circle = w.desk.set_stage(&w.by(), second.id, Stage::Closed, Some(first), "").await;
        assert_eq!(circle.expect_err("refused").code(), "bad_successor");
        let (id, _) = w.opened(from("cleo@c.example", "Lamp", "1@c.example", "x")).await;
        let c = w.conversation(id).await;
        assert_eq!((c.channel, c.team), (second.id, None));
        assert_eq!(w.desk.acknowledge_due(w.now).await.expect("ran"), 1);
        assert!(w.sent().await[0].1.text.contains("closed"));
    }

    async fn an_answer_that_cannot_be_written_does_not_hold_up_the_others(db: &TestDb) {
        let mut w = world(db).await;
        let (id, _) = w.opened(from("cleo@c.example", "Lamp", "1@c.example", "x")).await;
        w.opened(from("dora@d.example", "Lamp", "1@d.example", "y")).await;
        // A row of a conversation whose channel has lost its door and its door row.
        w.desk.db().write(async move |tx| {
            let nowhere = domain::ChannelId(uuid::Uuid::from_u128(77));
            let brand = domain::BrandId(uuid::Uuid::from_u128(78));
            let channel = domain::channel::Channel {
                id: nowhere, kind: domain::channel::ChannelKind("email".into()), brand, name: "Bare".into(), team: None,
                stage: Stage::Live, paused: false, successor: None, owner: None, purpose: String::new(), first_response_target_min: 60, acknowledge: true, version: 1,
            };
            store::channel::insert(tx, &channel, 1).await?;
            let (mut bare, _) = domain::conversation::open(domain::conversation::Opening {
                id: domain::ConversationId(uuid::Uuid::from_u128(79)), subject: "x".into(), contact: None, channel: nowhere,
                door: None, team: None, language: None, at: 1,
            });
            store::conversation::insert(tx, &mut bare, None).await?;
            let waiting = store::auto_answer::take(tx, "acknowledge", &id.to_string()).await?.expect("waits");
            let moved = waiting.replace(&id.to_string(), &bare.id.to_string());
            store::auto_answer::schedule(tx, domain::JobId(uuid::Uuid::from_u128(80)), "acknowledge", &bare.id.to_string(), &moved, 1).await
        }).await.expect("arranged");
        w.now += 2 * MINUTE;
        assert_eq!(w.desk.acknowledge_due(w.now).await, Ok(1), "the other one is told");
        assert_eq!(w.desk.acknowledge_due(w.now).await, Ok(0));
    }

    async fn only_who_may_manage_channels_closes_one(db: &TestDb) {
        let w = world(db).await;
        let access = domain::access::Access::of(w.started.agent.id, domain::access::PermissionSet::Agent, vec![]);
        let by = By::agent(access, w.now, "");
        let refused = w.desk.set_paused(&by, w.started.channel.id, true, "").await;
        assert_eq!(refused.expect_err("refused").code(), "not_permitted");
    }
}
