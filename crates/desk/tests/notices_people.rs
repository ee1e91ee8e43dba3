//! Whom a notice is about: audiences by what somebody is and wrote, merged records, addresses, and how many one notice tells.

mod support;

use desk::notice::{Command, NewSuppression, View};
use desk::outbox::{End, Outcome};
use domain::conversation::{Command as Change, Source};
use domain::notice::{Code, Content, HOLD_MS, Passed, Silence, Text, To, Voice, Waves};
use domain::plan::Matching;
use domain::{ChannelId, ContactId, ConversationId, TagId, TopicId};
use fairlead_desk as desk;
use std::collections::BTreeMap;
use store::on_both_engines;
use support::*;
use uuid::Uuid;

const HOUR: i64 = 60 * MINUTE;

/// A question of somebody.
async fn writes(w: &World, who: &str) -> ConversationId {
    let id = format!("{who}-{}@shop.example", w.now);
    let sender = format!("{who} <{who}@shop.example>");
    w.opened(from(&sender, "Lamp", &id, "Where is it?")).await.0
}

async fn contact(w: &World, who: &str) -> ContactId {
    let key = format!("{who}@shop.example");
    let kind = domain::contact::IdentityKind::Email;
    let read = async move |tx: &mut store::Tx| store::contact::by_identity(tx, kind, &key).await;
    let found = w.desk.db().read(read).await.expect("read");
    found.expect("known").contact
}

async fn channel(w: &World) -> ChannelId {
    let read = async |tx: &mut store::Tx| store::channel::all(tx).await;
    w.desk.db().read(read).await.expect("read")[0].id
}

fn content(from: ChannelId, to: To) -> Content {
    let words = Text {
        subject: "News".to_owned(),
        html: "<p>Hello,</p><p>{{ways}}</p>".to_owned(),
    };
    Content {
        name: "Mail goes".to_owned(),
        to: To { days: 90, ..to },
        from,
        in_thread: false,
        voice: Voice::Benefit,
        texts: [("en".to_owned(), words)].into(),
        follow_up: false,
        exceptions: [].into(),
        waves: Waves::default(),
        costs_meant: false,
    }
}

async fn made(w: &World, content: Content) -> View {
    let about = channel(w).await;
    let made = w.desk.make_notice(&w.by(), about, None, content).await;
    made.expect("a draft")
}

/// Sent, and everybody of the first wave told; to which addresses.
async fn sends(w: &mut World, draft: &View) -> Vec<String> {
    let (id, version) = (draft.notice.id, draft.notice.version);
    let sent = w
        .desk
        .command_notice(&w.by(), id, version, Command::Send)
        .await;
    sent.expect("sent");
    w.now += HOLD_MS;
    while w.desk.tell_notices(w.now).await.expect("told") > 0 {}
    w.now += domain::conversation::UNDO_MS;
    let mut to: Vec<String> = w.sent().await.into_iter().map(|m| m.0.recipient).collect();
    to.sort();
    to
}

/// Who is on the list, and why they are passed over.
async fn listed(w: &World, draft: &View) -> BTreeMap<String, Option<Passed>> {
    let id = draft.notice.id;
    let all = w
        .desk
        .notice_recipients(&w.by(), id, None, -1, 100)
        .await
        .expect("read");
    all.into_iter().map(|r| (r.name, r.why)).collect()
}

async fn nothing_is_due(w: &mut World) {
    w.now += HOUR;
    w.sent().await;
}

on_both_engines! {
    async fn an_audience_is_chosen_by_tag_topic_language_and_plan(db: &TestDb) {
        let w = world(db).await;
        let mut asked = Vec::new();
        for who in ["ann", "bob", "cid", "dot"] {
            asked.push(writes(&w, who).await);
        }
        let (tag, topic) = (TagId(Uuid::from_u128(1)), TopicId(Uuid::from_u128(2)));
        let firm = domain::OrganizationId(Uuid::from_u128(3));
        let (cid, dot) = (contact(&w, "cid").await, contact(&w, "dot").await);
        w.desk.db().write(async move |tx| {
            let vip = store::tag::Tag { id: tag, name: "vip".into(), colour: "grey".into(), created_at: 1 };
            store::tag::put(tx, &vip).await?;
            let lamps = store::tag::Topic {
                id: topic, name: "Lamps".into(), parent: None, archived: false, created_at: 1, owner: None, description: String::new(),
            };
            store::tag::put_topic(tx, &lamps).await?;
            let gold = store::organization::Organization {
                id: firm, name: "Shop".into(), owner: None, plan: "Gold".into(), life_cycle: None, segment: String::new(),
                language: None, zone: None, note: String::new(), created_at: 1, version: 1, merged_into: None,
            };
            store::organization::insert(tx, &gold).await?;
            let mut speaks = store::contact::load(tx, cid).await?.expect("known");
            speaks.language = Some("et".to_owned());
            store::contact::save(tx, &speaks, 1).await?;
            let mut pays = store::contact::load(tx, dot).await?.expect("known");
            pays.organization_id = Some(firm);
            store::contact::save(tx, &pays, 1).await
        }).await.expect("known to the desk");
        w.desk.change(&w.by(), asked[0], None, Change::Tag(tag)).await.expect("tagged");
        w.desk.change(&w.by(), asked[1], None, Change::SetTopic(Some(topic), Source::Agent)).await.expect("sorted");
        let about = channel(&w).await;
        let who = async |matching: Matching| {
            let to = To { matching: Some(matching), ..To::default() };
            let draft = made(&w, content(about, to)).await;
            listed(&w, &draft).await.into_keys().collect::<Vec<_>>()
        };
        assert_eq!(who(Matching { tags: [tag].into(), ..Matching::default() }).await, ["ann"]);
        assert_eq!(who(Matching { topics: [topic].into(), ..Matching::default() }).await, ["bob"]);
        assert_eq!(who(Matching { languages: ["et".to_owned()].into(), ..Matching::default() }).await, ["cid"]);
        assert_eq!(who(Matching { plans: ["gold".to_owned()].into(), ..Matching::default() }).await, ["dot"]);
        let both = Matching { tags: [tag].into(), topics: [topic].into(), ..Matching::default() };
        assert!(who(both).await.is_empty());
    }

    async fn who_was_merged_is_told_once_and_stays_an_exception(db: &TestDb) {
        let mut w = world(db).await;
        for who in ["ann", "bob", "cid", "dot"] {
            writes(&w, who).await;
        }
        nothing_is_due(&mut w).await;
        let about = channel(&w).await;
        let of = [contact(&w, "ann").await, contact(&w, "bob").await, contact(&w, "cid").await, contact(&w, "dot").await];
        let [ann, bob, cid, dot] = of;
        let first = Content { exceptions: [bob, cid, dot].into(), ..content(about, To::default()) };
        let first = made(&w, first).await;
        assert_eq!(sends(&mut w, &first).await, ["ann@shop.example"]);
        w.desk.merge_contacts(&w.by(), bob, ann).await.expect("merged");
        w.desk.merge_contacts(&w.by(), dot, cid).await.expect("merged");
        let second = Content { exceptions: [cid].into(), ..content(about, To::default()) };
        let second = made(&w, second).await;
        let list = listed(&w, &second).await;
        assert_eq!(list["bob"], Some(Passed::ToldBefore));
        assert_eq!(list["dot"], Some(Passed::Exception));
        assert_eq!(second.people, 0);
        let shown = w.desk.dependents(&w.by(), about, 90, (0, 10)).await.expect("seen");
        assert_eq!(shown.items.iter().filter(|d| d.who.told_at.is_some()).count(), 1);
    }

    async fn who_is_merged_into_an_exception_after_the_sending_is_left_out_too(db: &TestDb) {
        let mut w = world(db).await;
        for who in ["ann", "bob"] {
            writes(&w, who).await;
        }
        nothing_is_due(&mut w).await;
        let about = channel(&w).await;
        let (ann, bob) = (contact(&w, "ann").await, contact(&w, "bob").await);
        let draft = made(&w, Content { exceptions: [ann].into(), ..content(about, To::default()) }).await;
        let (id, version) = (draft.notice.id, draft.notice.version);
        w.desk.command_notice(&w.by(), id, version, Command::Send).await.expect("sent");
        w.desk.merge_contacts(&w.by(), bob, ann).await.expect("merged");
        w.now += HOLD_MS;
        while w.desk.tell_notices(w.now).await.expect("told") > 0 {}
        assert_eq!(listed(&w, &draft).await["bob"], Some(Passed::Exception));
    }

    async fn only_who_is_not_there_is_put_on_the_list_and_another_address_is_written_to(db: &TestDb) {
        let mut w = world(db).await;
        for who in ["ann", "bob"] {
            writes(&w, who).await;
        }
        nothing_is_due(&mut w).await;
        let (about, bob) = (channel(&w).await, contact(&w, "bob").await);
        let draft = made(&w, content(about, To::default())).await;
        let (id, version) = (draft.notice.id, draft.notice.version);
        w.desk.command_notice(&w.by(), id, version, Command::Send).await.expect("sent");
        w.now += HOLD_MS;
        while w.desk.tell_notices(w.now).await.expect("told") > 0 {}
        w.now += domain::conversation::UNDO_MS;
        for one in w.claim().await {
            let (code, text) = match one.recipient.as_str() {
                "ann@shop.example" => (554, "554 5.7.1 Message looks like spam"),
                _ => (550, "550 5.1.1 No such user"),
            };
            let refused = Outcome { end: End::Rejected, code: Some(code), text: text.to_owned(), smarthost: None };
            w.desk.report_delivery(one.id, one.attempt, refused, w.now).await.expect("reported");
        }
        let why = listed(&w, &draft).await;
        assert_eq!((why["ann"], why["bob"]), (Some(Passed::Bounced), Some(Passed::Bounced)), "nobody was told");
        let list = w.desk.notice_suppressions(&w.by(), None, 10).await.expect("read");
        let list: Vec<_> = list.iter().map(|s| (s.address.as_deref(), s.why, s.name.as_deref())).collect();
        assert_eq!(list, [(Some("bob@shop.example"), Silence::Bounced, Some("bob"))]);
        let second = "b.o@shop.example".to_owned();
        w.desk.db().write(async move |tx| {
            let (id, kind) = (domain::IdentityId(Uuid::from_u128(1)), domain::contact::IdentityKind::Email);
            store::contact::add_identity(tx, id, bob, kind, &second, &second).await
        }).await.expect("another address");
        let again = made(&w, content(about, To::default())).await;
        assert_eq!(sends(&mut w, &again).await, ["ann@shop.example", "b.o@shop.example"]);
        let by_hand = NewSuppression { contact: None, address: Some("b.o@shop.example".to_owned()) };
        let kept = w.desk.suppress_notices(&w.by(), by_hand).await.expect("kept");
        assert_eq!((kept.why, kept.name.as_deref()), (Silence::ByHand, Some("bob")));
    }

    async fn nobody_comes_after_the_last_page(db: &TestDb) {
        let w = world(db).await;
        for who in ["ann", "bob", "cid"] {
            writes(&w, who).await;
        }
        let about = channel(&w).await;
        let page = async |after| w.desk.dependents(&w.by(), about, 90, (after, 2)).await.expect("seen");
        let (first, last, beyond) = (page(0).await, page(2).await, page(9).await);
        assert_eq!((first.people, first.items.len(), first.next), (3, 2, Some(2)));
        assert_eq!((last.people, last.items.len(), last.next), (3, 1, None));
        assert_eq!((beyond.people, beyond.items.len(), beyond.next), (3, 0, None));
    }

    async fn a_finding_names_the_channel_that_cannot_write(db: &TestDb) {
        let w = world(db).await;
        writes(&w, "ann").await;
        let about = channel(&w).await;
        let names = async |from| {
            let draft = made(&w, content(from, To::default())).await;
            let found = draft.findings.into_iter().find(|f| f.code == Code::BadSender);
            found.expect("found").names
        };
        let nowhere = ChannelId(Uuid::from_u128(9));
        assert_eq!(names(nowhere).await, Vec::<String>::new(), "there is none");
        w.desk.db().write(async move |tx| {
            for door in store::door::of_channel(tx, about).await? {
                store::door::remove(tx, door.id, 1).await?;
            }
            Ok::<_, store::StoreError>(())
        }).await.expect("removed");
        assert_eq!(names(about).await, [w.channel(about).await.name]);
    }
}
