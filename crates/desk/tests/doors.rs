//! What whoever writes to a door is told while plans change it.

mod support;

use domain::ChannelId;
use domain::channel::Stage;
use domain::door::Overlay;
use fairlead_desk::channels::NewChannel;
use store::on_both_engines;
use support::*;

/// What a plan that is over left in force.
async fn lay(w: &World, channel: ChannelId, overlays: Vec<Overlay>) {
    let laid = testkit::houses::lay(w.desk.db(), channel, overlays, w.now).await;
    laid.expect("laid");
}

async fn second(w: &World) -> ChannelId {
    let new = NewChannel {
        name: "Second".to_owned(),
        kind: "email".to_owned(),
        brand: None,
        team: None,
        address: Some("second@desk.example".to_owned()),
        first_response_target_min: 60,
    };
    let made = w.desk.create_channel(&w.by(), new).await.expect("created");
    let live = w
        .desk
        .set_stage(&w.by(), made.id, Stage::Live, None, "tried")
        .await;
    live.expect("live");
    made.id
}

on_both_engines! {
    async fn a_change_is_announced_once_in_seven_days_with_the_receipt_and_the_ways(db: &TestDb) {
        let mut w = world(db).await;
        second(&w).await;
        let first = w.started.channel.id;
        lay(&w, first, vec![Overlay::Unlist, Overlay::Announce]).await;
        let (id, _) = w.opened(from("cleo@c.example", "Lamp", "1@c.example", "It is broken.")).await;
        assert_eq!(w.conversation(id).await.channel, first, "delivered as always");
        assert_eq!(w.desk.acknowledge_due(w.now).await.expect("ran"), 1, "at once");
        let text = w.sent().await[0].1.text.clone();
        for wanted in ["number 1", "we aim to answer by", "changing", "second@desk.example"] {
            assert!(text.contains(wanted), "{wanted}: {text}");
        }
        assert!(!text.contains(DOOR), "what is unlisted is not named: {text}");
        let promise = w.desk.db().read(async move |tx| store::promise::newest(tx, id).await).await;
        assert!(promise.expect("read").is_some(), "what was told is kept");
        w.now += 2 * DAY;
        w.opened(late(&w, "Shade", "2@c.example", "Another thing.")).await;
        w.now += 2 * MINUTE;
        assert_eq!(w.desk.acknowledge_due(w.now).await.expect("ran"), 1);
        let sent = w.sent().await;
        let text = &sent.last().expect("a mail").1.text;
        assert!(!text.contains("changing"), "a plain receipt: {text}");
    }

    async fn a_signpost_keeps_what_was_written_and_shows_the_way(db: &TestDb) {
        let w = world(db).await;
        second(&w).await;
        lay(&w, w.started.channel.id, vec![Overlay::Signpost]).await;
        let (id, _) = w.opened(from("cleo@c.example", "Lamp", "1@c.example", "x")).await;
        let c = w.conversation(id).await;
        assert_eq!((c.channel, c.team), (w.started.channel.id, Some(w.started.team.id)));
        assert_eq!(w.desk.acknowledge_due(w.now).await.expect("ran"), 1);
        let text = w.sent().await[0].1.text.clone();
        for wanted in ["does not take new questions", "Yours is kept", "second@desk.example"] {
            assert!(text.contains(wanted), "{wanted}: {text}");
        }
        w.opened(from("cleo@c.example", "Shade", "2@c.example", "y")).await;
        assert_eq!(w.desk.acknowledge_due(w.now).await.expect("ran"), 0, "told once");
    }

    async fn a_redirection_opens_it_in_the_other_channel_and_an_open_conversation_goes_on(db: &TestDb) {
        let w = world(db).await;
        let next = second(&w).await;
        let (old, _) = w.opened(from("dan@d.example", "Order", "0@d.example", "Where is it?")).await;
        lay(&w, w.started.channel.id, vec![Overlay::Redirect { to: next }]).await;
        let (id, _) = w.opened(from("cleo@c.example", "Lamp", "1@c.example", "x")).await;
        assert_eq!(w.conversation(id).await.channel, next);
        let again = mail(&format!("From: dan@d.example\nTo: {DOOR}\nSubject: Re: Order\nMessage-ID: <2@d.example>\nIn-Reply-To: <0@d.example>"), "And?");
        assert_eq!(w.joined(again).await.0, old);
        assert_eq!(w.conversation(old).await.channel, w.started.channel.id);
    }

    async fn whoever_is_outside_of_the_audience_is_heard_all_the_same(db: &TestDb) {
        let w = world(db).await;
        let limited = Overlay::LimitedTo { audience: "nobody/0".into() };
        lay(&w, w.started.channel.id, vec![limited]).await;
        let (id, _) = w.opened(from("cleo@c.example", "Lamp", "1@c.example", "x")).await;
        assert_eq!(w.conversation(id).await.team, Some(w.started.team.id));
        assert_eq!(w.desk.acknowledge_due(w.now).await.expect("ran"), 1);
        let text = w.sent().await[0].1.text.clone();
        assert!(text.contains("just reply to this mail"), "no way is open: {text}");
    }

    async fn a_robot_is_told_nothing(db: &TestDb) {
        let w = world(db).await;
        lay(&w, w.started.channel.id, vec![Overlay::Announce]).await;
        w.opened(from("no-reply@c.example", "Lamp", "1@c.example", "x")).await;
        assert_eq!(w.desk.acknowledge_due(w.now).await.expect("ran"), 0);
    }
}

/// A mail of two days later.
fn late(w: &World, subject: &str, id: &str, body: &str) -> Vec<u8> {
    assert!(w.now > START + DAY);
    let head = format!(
        "From: cleo@c.example\nTo: {DOOR}\nSubject: {subject}\nMessage-ID: <{id}>\nDate: Thu, 5 Mar 2026 09:51:00 +0000"
    );
    mail(&head, body)
}
