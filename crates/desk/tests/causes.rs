//! Why people write: causes are found, mended, and counted month by month, on both engines.

mod support;

use domain::access::{Access, PermissionSet};
use domain::cause::State;
use domain::conversation::Source;
use domain::{AgentId, CauseId, TopicId};
use fairlead_desk::By;
use fairlead_desk::causes::Wanted;
use fairlead_desk::causes::report::{Asked, Reported};
use fairlead_desk::settings::tags::TopicChange;
use store::on_both_engines;
use support::*;

async fn topic(w: &World, name: &str, parent: Option<TopicId>) -> TopicId {
    let new = TopicChange {
        name: Some(name.to_owned()),
        parent: Some(parent),
        description: Some("What belongs here.".to_owned()),
        owner: Some(Some(w.started.agent.id)),
        ..TopicChange::default()
    };
    w.desk.create_topic(&w.by(), new).await.expect("made").id
}

fn wanted(topic: TopicId, name: &str) -> Wanted {
    Wanted {
        topic,
        name: name.to_owned(),
        description: String::new(),
        owner: None,
        link: "https://issues.example/7".to_owned(),
        state: State::Open,
        mended_at: None,
        archived: false,
    }
}

async fn cause(w: &World, topic: TopicId, name: &str) -> CauseId {
    let made = w.desk.create_cause(&w.by(), wanted(topic, name)).await;
    made.expect("made").id
}

async fn contact(w: &World, n: u32, cause: Option<CauseId>) -> domain::ConversationId {
    let raw = from(
        &format!("c{n}@shop.example"),
        "Lamp",
        &format!("{n}@shop.example"),
        "The lamp flickers.",
    );
    let (id, _) = w.opened(raw).await;
    if cause.is_some() {
        w.desk.set_cause(&w.by(), id, cause).await.expect("set");
    }
    id
}

async fn report(w: &World, by: &By, months: u32) -> Reported {
    w.desk.db().settle().await.expect("settled");
    while w.desk.follow_figures().await.expect("followed") > 0 {}
    let asked = Asked { to: None, months };
    w.desk.why_report(by, asked).await.expect("counted")
}

on_both_engines! {
    async fn contacts_are_counted_by_month_with_what_stands_below(db: &TestDb) {
        let mut w = world(db).await;
        let products = topic(&w, "Products", None).await;
        let lamps = topic(&w, "Lamps", Some(products)).await;
        let driver = cause(&w, lamps, "Old driver").await;
        contact(&w, 1, Some(driver)).await;
        contact(&w, 2, None).await;
        w.now += 31 * DAY;
        for n in 3..6 {
            contact(&w, n, Some(driver)).await;
        }
        let r = report(&w, &w.by(), 3).await;
        assert_eq!(r.months.len(), 3);
        assert!(r.unfinished);
        assert_eq!(r.total, [0, 2, 3]);
        assert_eq!((r.without_topic.as_slice(), r.with_cause.as_slice()), ([0, 1, 0].as_slice(), [0, 1, 3].as_slice()));
        let line = |id: TopicId| r.topics.iter().find(|t| t.topic.id == id).expect("a line");
        assert_eq!((line(lamps).own.as_slice(), line(products).own.as_slice()), ([0, 1, 3].as_slice(), [0, 0, 0].as_slice()));
        assert_eq!(line(products).all, [0, 1, 3]);
        assert_eq!(r.causes[0].n, [0, 1, 3]);
        assert!(r.causes[0].effect.is_none());
        let stranger = Access::of(AgentId(uuid::Uuid::from_u128(99)), PermissionSet::Agent, Vec::new());
        let other = report(&w, &By::agent(stranger, w.now, ""), 3).await;
        assert_eq!(other.total, [0, 0, 0], "another team's");
        let no = w.desk.why_report(&w.by(), Asked { to: None, months: 0 }).await;
        assert_eq!(no.expect_err("no months").code(), "bad_period");
    }

    async fn a_mended_cause_is_measured_after_a_week_and_not_before(db: &TestDb) {
        let mut w = world(db).await;
        let lamps = topic(&w, "Lamps", None).await;
        let driver = cause(&w, lamps, "Old driver").await;
        let mut n = 0;
        for _ in 0..20 {
            for cause in [Some(driver), None] {
                n += 1;
                contact(&w, n, cause).await;
            }
            w.now += DAY;
        }
        let mended_at = w.now;
        let mended = Wanted { state: State::Mended, mended_at: Some(mended_at), ..wanted(lamps, "Old driver") };
        let row = w.desk.change_cause(&w.by(), driver, mended.clone(), Some(1)).await.expect("mended");
        assert_eq!((row.state, row.mended_at), (State::Mended, Some(mended_at)));
        let stale = w.desk.change_cause(&w.by(), driver, mended, Some(1)).await;
        assert_eq!(stale.expect_err("another version").code(), "conflict");
        for _ in 0..20 {
            n += 1;
            contact(&w, n, None).await;
            w.now += DAY / 2;
        }
        let r = report(&w, &w.by(), 2).await;
        let effect = r.causes[0].effect.as_ref().expect("ten days have passed");
        assert_eq!((effect.before.with_cause, effect.after.with_cause), (20, 0));
        assert!(effect.ratio.expect("there were contacts").between.high < 0.5);
        assert!(effect.share.expect("there were contacts").between.high < 0.0);
    }

    async fn a_cause_brings_its_topic_unless_an_agent_said_otherwise(db: &TestDb) {
        let w = world(db).await;
        let lamps = topic(&w, "Lamps", None).await;
        let desks = topic(&w, "Desks", None).await;
        let driver = cause(&w, lamps, "Old driver").await;
        let bare = contact(&w, 1, Some(driver)).await;
        let c = w.conversation(bare).await;
        assert_eq!((c.topic, c.topic_source), (Some(lamps), Source::Agent));
        let chosen = contact(&w, 2, None).await;
        let command = domain::conversation::Command::SetTopic(Some(desks), Source::Agent);
        w.desk.change(&w.by(), chosen, None, command).await.expect("set");
        w.desk.set_cause(&w.by(), chosen, Some(driver)).await.expect("set");
        assert_eq!(w.conversation(chosen).await.topic, Some(desks));
        let version = w.conversation(chosen).await.version;
        w.desk.set_cause(&w.by(), chosen, Some(driver)).await.expect("the same");
        assert_eq!(w.conversation(chosen).await.version, version, "nothing happens");
        w.desk.set_cause(&w.by(), chosen, None).await.expect("taken back");
        let left = w.desk.db().read(async move |tx| store::cause::of_conversation(tx, chosen).await).await;
        assert_eq!(left.expect("read"), None);
    }

    async fn what_makes_no_sense_is_refused(db: &TestDb) {
        let w = world(db).await;
        let lamps = topic(&w, "Lamps", None).await;
        let driver = cause(&w, lamps, "Old driver").await;
        let refused = async |wanted: Wanted| {
            let no = w.desk.create_cause(&w.by(), wanted).await;
            no.expect_err("refused").code()
        };
        assert_eq!(refused(wanted(lamps, "OLD DRIVER ")).await, "name_taken");
        assert_eq!(refused(wanted(TopicId(uuid::Uuid::nil()), "X")).await, "bad_topic");
        assert_eq!(refused(wanted(lamps, "a\nb")).await, "bad_name");
        let link = Wanted { link: "javascript:alert(1)".to_owned(), ..wanted(lamps, "X") };
        assert_eq!(refused(link).await, "bad_url");
        let owner = Wanted { owner: Some(AgentId(uuid::Uuid::nil())), ..wanted(lamps, "X") };
        assert_eq!(refused(owner).await, "bad_owner");
        let later = Wanted { state: State::Mended, mended_at: Some(w.now + 9 * DAY), ..wanted(lamps, "X") };
        assert_eq!(refused(later).await, "bad_date");
        let long = Wanted { description: "x".repeat(2_001), ..wanted(lamps, "X") };
        assert_eq!(refused(long).await, "too_large");
        let archived = Wanted { archived: true, ..wanted(lamps, "Old driver") };
        w.desk.change_cause(&w.by(), driver, archived, None).await.expect("archived");
        let id = contact(&w, 1, None).await;
        let no = w.desk.set_cause(&w.by(), id, Some(driver)).await;
        assert_eq!(no.expect_err("archived").code(), "archived");
        let no = w.desk.set_cause(&w.by(), id, Some(CauseId(uuid::Uuid::nil()))).await;
        assert_eq!(no.expect_err("none").code(), "not_found");
        let light = Access::of(w.started.agent.id, PermissionSet::LightAgent, vec![w.started.team.id]);
        let no = w.desk.set_cause(&By::agent(light, w.now, ""), id, None).await;
        assert_eq!(no.expect_err("may not write").code(), "not_permitted");
    }
}
