//! The last word of a closed address: to whom it is said, and to whom never.

mod support;

use desk::channels::NewChannel;
use domain::channel::Stage;
use domain::conversation::{Command, Status};
use domain::door::last::HeldBack;
use domain::{ChannelId, ConversationId};
use fairlead_desk as desk;
use store::on_both_engines;
use support::*;

const YEAR: i64 = 366 * DAY;

async fn second(w: &World) -> ChannelId {
    let new = NewChannel {
        name: "Second".to_owned(),
        kind: "email".to_owned(),
        brand: None,
        team: None,
        address: Some("second@desk.example".to_owned()),
        first_response_target_min: 60,
    };
    let made = w.desk.create_channel(&w.by(), new).await;
    made.expect("a channel").id
}

/// The first channel is closed in favour of a second one, and a lead has switched it on.
async fn closed(w: &World) -> ChannelId {
    let (own, next) = (w.started.channel.id, second(w).await);
    let by = w.by();
    let stage = w
        .desk
        .set_stage(&by, own, Stage::Closed, Some(next), "nobody writes");
    stage.await.expect("closed");
    let on = w.desk.set_last_word(&by, own, true).await.expect("on");
    assert_eq!(on.held_back, [HeldBack::TooEarly]);
    own
}

fn envelope(sender: &str, to: &[&str]) -> mail::Envelope {
    mail::Envelope {
        ip: None,
        helo: "mx.example".to_owned(),
        mail_from: sender.to_owned(),
        rcpt_to: to.iter().map(|a| (*a).to_owned()).collect(),
    }
}

/// What a plain letter is refused with.
async fn refused(w: &World, sender: &str, to: &[&str]) -> Option<String> {
    let letter = from(sender, "Lamp", "9@x.example", "Do you have lamps?");
    let envelope = envelope(sender, to);
    w.desk.refusal_of(&envelope, &letter, w.now).await
}

on_both_engines! {
    async fn it_waits_for_a_lead_and_for_twelve_months_and_then_names_the_ways_on(db: &TestDb) {
        let mut w = world(db).await;
        let own = w.started.channel.id;
        let early = w.desk.set_last_word(&w.by(), own, true).await;
        assert_eq!(early.expect_err("open").code(), "not_closed");
        closed(&w).await;
        assert_eq!(refused(&w, "new@c.example", &[DOOR]).await, None);
        w.now += YEAR;
        let said = refused(&w, "new@c.example", &[DOOR]).await.expect("a refusal");
        assert!(said.contains(DOOR) && said.contains("second@desk.example"), "{said}");
        assert!(said.is_ascii() && !said.contains('\n'), "{said}");
        let standing = w.desk.last_word(&w.by(), own).await.expect("read");
        assert_eq!((standing.held_back, standing.said), (vec![], said));
        w.desk.set_last_word(&w.by(), own, false).await.expect("off");
        assert_eq!(refused(&w, "new@c.example", &[DOOR]).await, None);
    }

    async fn nobody_is_refused_who_is_known_who_answers_or_who_is_a_program(db: &TestDb) {
        let mut w = world(db).await;
        let (id, _) = w.opened(from("cleo@c.example", "Lamp", "1@c.example", "It is broken.")).await;
        resolve(&w, id).await;
        closed_with_people(&w).await;
        w.now += YEAR;
        assert!(refused(&w, "new@c.example", &[DOOR]).await.is_some());
        assert_eq!(refused(&w, "cleo@c.example", &[DOOR]).await, None, "known");
        assert_eq!(refused(&w, "new@c.example", &[DOOR, "second@desk.example"]).await, None, "another takes it");
        assert_eq!(refused(&w, "new@c.example", &["help+r.x@desk.example"]).await, None, "an answer by its address");
        let answer = mail(&format!("From: new@c.example\nTo: {DOOR}\nSubject: Re: x\nIn-Reply-To: <7@d.example>"), "And?");
        let robot = mail(&format!("From: new@c.example\nTo: {DOOR}\nSubject: x\nAuto-Submitted: auto-replied"), "Away.");
        for (letter, sender) in [(&answer, "new@c.example"), (&robot, "new@c.example"), (&robot, "")] {
            let taken = w.desk.refusal_of(&envelope(sender, &[DOOR]), letter, w.now).await;
            assert_eq!(taken, None);
        }
        let nothing = w.desk.refusal_of(&envelope("new@c.example", &[DOOR]), b"", w.now).await;
        assert_eq!(nothing, None, "nobody can be told");
    }

    async fn an_open_conversation_of_the_address_holds_it_back_for_everybody(db: &TestDb) {
        let mut w = world(db).await;
        let (id, _) = w.opened(from("cleo@c.example", "Lamp", "1@c.example", "It is broken.")).await;
        let own = closed_with_people(&w).await;
        w.now += YEAR;
        let standing = w.desk.last_word(&w.by(), own).await.expect("read");
        assert_eq!(standing.held_back, [HeldBack::OpenConversations]);
        assert_eq!(refused(&w, "new@c.example", &[DOOR]).await, None);
        resolve(&w, id).await;
        assert_eq!(refused(&w, "new@c.example", &[DOOR]).await, None, "it was asked within the minute");
        w.now += MINUTE;
        let said = refused(&w, "new@c.example", &[DOOR]).await;
        assert!(said.is_some());
        // Somebody who wrote lately, and has no other way yet.
        w.opened(from("dan@d.example", "Shade", "2@d.example", "Another thing.")).await;
        let held = w.desk.last_word(&w.by(), own).await.expect("read").held_back;
        assert_eq!(held, [HeldBack::OpenConversations, HeldBack::NoOtherDoor]);
        assert_eq!(refused(&w, "new@c.example", &[DOOR]).await, said, "no letter is a search through the conversations");
        assert_eq!(refused(&w, "dan@d.example", &[DOOR]).await, None, "whom we know is known at once");
        w.now += MINUTE;
        assert_eq!(refused(&w, "new@c.example", &[DOOR]).await, None);
        w.desk.set_last_word(&w.by(), own, false).await.expect("off");
    }

    async fn a_form_is_named_by_an_address_that_leads_to_it_in_whatever_script(db: &TestDb) {
        let mut w = world(db).await;
        help_center(&w).await;
        let new = NewChannel {
            name: "联系我们".to_owned(),
            kind: "form".to_owned(),
            brand: None,
            team: None,
            address: None,
            first_response_target_min: 60,
        };
        let form = w.desk.create_channel(&w.by(), new).await.expect("a form").id;
        let by = w.by();
        w.desk.set_stage(&by, form, Stage::Live, None, "ready").await.expect("live");
        closed(&w).await;
        w.now += YEAR;
        let said = refused(&w, "new@c.example", &[DOOR]).await.expect("a refusal");
        let path = "https://desk.example/help/lamps/en/f/%E8%81%94%E7%B3%BB%E6%88%91%E4%BB%AC";
        assert!(said.split(' ').any(|w| w == path), "{said}");
    }

    async fn without_a_way_that_it_could_name_it_is_not_said(db: &TestDb) {
        let mut w = world(db).await;
        let own = w.started.channel.id;
        let by = w.by();
        w.desk.set_stage(&by, own, Stage::Closed, None, "nobody writes").await.expect("closed");
        w.desk.set_last_word(&by, own, true).await.expect("on");
        w.now += YEAR;
        let held = w.desk.last_word(&w.by(), own).await.expect("read").held_back;
        assert_eq!(held, [HeldBack::NoWayOn]);
        assert_eq!(refused(&w, "new@c.example", &[DOOR]).await, None);
    }
}

/// The same while somebody depends on it.
async fn closed_with_people(w: &World) -> ChannelId {
    let (own, next) = (w.started.channel.id, second(w).await);
    let by = w.by();
    let stage = w
        .desk
        .set_stage(&by, own, Stage::Closed, Some(next), "nobody writes");
    stage.await.expect("closed");
    w.desk.set_last_word(&by, own, true).await.expect("on");
    own
}

/// Done with, as an agent says it.
async fn resolve(w: &World, id: ConversationId) {
    let done = Command::SetStatus(Status::Resolved);
    w.desk
        .change(&w.by(), id, None, done)
        .await
        .expect("resolved");
}
