//! Side conversations: third parties are asked, and the customer never hears of it.

mod support;

use domain::conversation::{SideState, StatusState};
use domain::{ConversationId, TeamId};
use fairlead_desk::ingest::Ingested;
use fairlead_desk::side::NewSide;
use fairlead_desk::writing::Words;
use store::on_both_engines;
use support::*;

fn question(parent: ConversationId) -> NewSide {
    NewSide {
        parent,
        words: Words {
            html: "<p>Is it on its way?</p>".to_owned(),
            to: vec![person("carrier@ship.example")],
            subject: Some("Parcel 7".to_owned()),
            ..Words::default()
        },
        quote: None,
    }
}

async fn badge(w: &World, id: ConversationId) -> Option<SideState> {
    let access = w.by().access;
    let line = w
        .desk
        .db()
        .read(async move |tx| store::inbox::summary(tx, &access, id).await)
        .await;
    line.expect("read").expect("in reach").sides
}

async fn texts(w: &World, id: ConversationId) -> Vec<String> {
    let access = w.by().access;
    let page = w
        .desk
        .db()
        .read(async move |tx| store::read::messages(tx, &access, id, None, 50).await)
        .await;
    page.expect("read")
        .messages
        .into_iter()
        .map(|m| m.message.text.trim().to_owned())
        .collect()
}

on_both_engines! {
    async fn an_answer_of_a_third_party_comes_back_to_the_side_and_the_badge_tells(db: &TestDb) {
        let mut w = world(db).await;
        let (parent, _) = w.opened(from("cleo@c.example", "Where is it", "1@c.example", "cleos-words")).await;
        let before = w.conversation(parent).await;
        w.now += MINUTE;
        let asked = w.desk.ask_aside(&w.by(), question(parent)).await.expect("asked");
        let side = asked.conversation.id;
        assert_eq!(badge(&w, parent).await, Some(SideState::Waiting));
        w.now += MINUTE;
        let (out, mail) = w.sent().await.pop().expect("one mail");
        assert!(!String::from_utf8_lossy(&out.bytes).contains("cleo"), "nothing of the customer goes along");
        let token = mail.reply_to.first().expect("a Reply-To").address.clone();
        let id = mail.message_id.clone().expect("a Message-ID");
        let answer = format!("From: carrier@ship.example\nTo: {token}\nSubject: Re: Parcel 7\nMessage-ID: <1@ship.example>\nIn-Reply-To: <{id}>");
        let mut raw = w.raw(support::mail(&answer, "tomorrow"));
        raw.envelope.rcpt_to = vec![token];
        let landed = w.arrives_as(raw, |_| {}).await;
        assert!(matches!(landed, Ingested::Joined { conversation, .. } if conversation == side), "{landed:?}");
        assert_eq!(badge(&w, parent).await, Some(SideState::Answered));
        assert_eq!(texts(&w, side).await, ["Is it on its way?", "tomorrow"]);
        assert_eq!(texts(&w, parent).await, ["cleos-words"]);
        let after = w.conversation(parent).await;
        assert_eq!(after.outline(), before.outline(), "the customer still waits as before");
        // What the customer is answered knows nothing of it.
        w.replies(parent, "cleo@c.example", "<p>soon</p>").await;
        w.now += MINUTE;
        let (out, _) = w.sent().await.pop().expect("one mail");
        let text = String::from_utf8_lossy(&out.bytes).into_owned();
        assert!(!text.contains("ship.example") && !text.contains("tomorrow"), "{text}");
        w.desk.set_aside(&w.by(), side, SideState::Done).await.expect("done");
        assert_eq!(badge(&w, parent).await, None);
    }

    async fn an_out_of_office_note_answers_nothing(db: &TestDb) {
        let mut w = world(db).await;
        let (parent, _) = w.opened(from("cleo@c.example", "x", "1@c.example", "x")).await;
        w.desk.ask_aside(&w.by(), question(parent)).await.expect("asked");
        w.now += MINUTE;
        let (_, mail) = w.sent().await.pop().expect("one mail");
        let token = mail.reply_to.first().expect("a Reply-To").address.clone();
        let note = format!("From: carrier@ship.example\nTo: {token}\nSubject: Away\nMessage-ID: <2@ship.example>\nAuto-Submitted: auto-replied");
        let mut raw = w.raw(support::mail(&note, "I am away"));
        raw.envelope.rcpt_to = vec![token];
        w.arrives_as(raw, |_| {}).await;
        assert_eq!(badge(&w, parent).await, Some(SideState::Waiting));
    }

    async fn a_side_taken_back_within_its_hold_sends_nothing(db: &TestDb) {
        let mut w = world(db).await;
        let (parent, _) = w.opened(from("cleo@c.example", "x", "1@c.example", "x")).await;
        let asked = w.desk.ask_aside(&w.by(), question(parent)).await.expect("asked");
        w.desk.undo_send(&w.by(), asked.message).await.expect("taken back");
        w.now += MINUTE;
        assert!(w.sent().await.is_empty());
    }

    async fn sides_have_the_permissions_of_their_parent_and_no_life_of_their_own(db: &TestDb) {
        let mut w = world(db).await;
        let (parent, message) = w.opened(from("cleo@c.example", "x", "1@c.example", "cleos-words")).await;
        let mut with_quote = question(parent);
        with_quote.quote = Some(message);
        let asked = w.desk.ask_aside(&w.by(), with_quote).await.expect("asked");
        let side = asked.conversation.id;
        let team = TeamId(uuid::Uuid::from_u128(77));
        let elsewhere = domain::access::Access::of(
            domain::AgentId(uuid::Uuid::from_u128(9)),
            domain::access::PermissionSet::Agent,
            vec![team],
        );
        let stranger = fairlead_desk::By::agent(elsewhere, w.now, "");
        let words = question(parent).words;
        for refused in [
            w.desk.ask_aside(&stranger, question(parent)).await.map(|_| ()),
            w.desk.say_aside(&stranger, side, words.clone()).await.map(|_| ()),
            w.desk.set_aside(&stranger, side, SideState::Done).await.map(|_| ()),
        ] {
            assert_eq!(refused.expect_err("refused").code(), "not_permitted");
        }
        let status = domain::conversation::Command::SetStatus(domain::conversation::Status::Resolved);
        assert_eq!(w.desk.change(&w.by(), side, None, status).await.expect_err("refused").code(), "side_conversation");
        assert_eq!(w.desk.ask_aside(&w.by(), question(side)).await.expect_err("a side of a side").code(), "conversation_is_merged");
        w.now += MINUTE;
        let (out, _) = w.sent().await.pop().expect("one mail");
        assert!(String::from_utf8_lossy(&out.bytes).contains("cleos-words"), "quoted as was asked");
        // It goes along when the parent is merged, and comes back.
        let (other, _) = w.opened(from("cleo@c.example", "y", "2@c.example", "y")).await;
        w.desk.merge(&w.by(), other, parent, fairlead_desk::merge::Customers::Same).await.expect("merged");
        assert!(matches!(w.conversation(side).await.state, StatusState::Side { parent: of, .. } if of == other));
        assert_eq!((badge(&w, other).await, badge(&w, parent).await), (Some(SideState::Waiting), None));
        w.desk.unmerge(&w.by(), parent).await.expect("unmerged");
        assert_eq!((badge(&w, other).await, badge(&w, parent).await), (None, Some(SideState::Waiting)));
        w.desk.delete_conversation(&w.by(), parent).await.expect("deleted");
        let gone = w.desk.db().read(async move |tx| store::conversation::load(tx, side).await).await;
        assert!(gone.expect("read").is_none());
    }
}
