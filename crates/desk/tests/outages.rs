//! Outage mode: what comes in while something does not work is linked, one update reaches everybody once, and it ends.

mod support;

use domain::ConversationId;
use domain::conversation::{Command, Status};
use domain::outage::{Content, HOLD_MS, Passed, Progress, Then};
use fairlead_desk::merge::Customers;
use fairlead_desk::outage::{NewUpdate, Start};
use store::outage::{Outage, Update};
use store::{Json, on_both_engines};
use support::*;

fn content(name: &str) -> Content {
    let words = [
        ("en", "Payments by card fail."),
        ("et", "Kaardimaksed ei toimi."),
    ];
    Content {
        name: name.to_owned(),
        words: words.map(|(l, t)| (l.to_owned(), t.to_owned())).into(),
        channels: [].into(),
    }
}

async fn started(w: &World, since_ms: i64) -> Outage {
    let start = Start {
        content: content("Payments"),
        since_ms,
    };
    w.desk.start_outage(&w.by(), start).await.expect("started")
}

async fn writes(w: &World, n: u32) -> ConversationId {
    let id = format!("{n}@shop.example");
    w.opened(from(
        &format!("c{n}@shop.example"),
        "Payment",
        &id,
        "I cannot pay.",
    ))
    .await
    .0
}

fn words(html: &str) -> NewUpdate {
    NewUpdate {
        html: html.to_owned(),
        then: Then::KeepOpen,
        ends: false,
    }
}

async fn update(w: &World, o: &Outage, update: NewUpdate) -> Update {
    w.desk
        .write_outage_update(&w.by(), o.id, update)
        .await
        .expect("kept")
}

/// Tells everybody who is due.
async fn tell(w: &World) {
    while w.desk.tell_outage(w.now).await.expect("told") > 0 {}
}

async fn newest(w: &World, o: &Outage) -> Update {
    w.desk
        .outage_updates(&w.by(), o.id)
        .await
        .expect("read")
        .remove(0)
}

async fn mailed(w: &mut World) -> Vec<String> {
    w.now += domain::conversation::UNDO_MS;
    let mut to: Vec<String> = w
        .sent()
        .await
        .into_iter()
        .map(|(o, _)| o.recipient)
        .collect();
    to.sort();
    to
}

on_both_engines! {
    async fn whoever_writes_while_it_lasts_is_told_once_and_others_are_not(db: &TestDb) {
        let mut w = world(db).await;
        let earlier = writes(&w, 1).await;
        w.now += 2 * 60 * MINUTE;
        let shortly_before = writes(&w, 2).await;
        w.now += MINUTE;
        let outage = started(&w, 60 * MINUTE).await;
        assert_eq!(outage.linked, 1, "unanswered and opened within the hour");
        let during = writes(&w, 3).await;
        let about_something_else = writes(&w, 4).await;
        w.desk.link_outage(&w.by(), outage.id, about_something_else, false).await.expect("left out");
        let _ = mailed(&mut w).await;

        let kept = update(&w, &outage, words("<p>It works again, {{contact.first_name|friend}}.</p>")).await;
        assert_eq!((kept.waiting, kept.told, kept.state), (3, 0, Progress::Going));
        tell(&w).await;
        assert_eq!(newest(&w, &outage).await.told, 0, "held for ten seconds");
        w.now += HOLD_MS;
        tell(&w).await;
        let done = newest(&w, &outage).await;
        assert_eq!((done.waiting, done.told, done.passed, done.state), (0, 2, 1, Progress::Done));
        assert_eq!(mailed(&mut w).await, ["c2@shop.example", "c3@shop.example"]);
        tell(&w).await;
        assert!(mailed(&mut w).await.is_empty(), "nobody is told twice");
        for id in [shortly_before, during] {
            assert_eq!(w.conversation(id).await.state.status(), Status::Open, "we owe them more");
        }
        assert!(w.desk.outages_of(&w.by(), earlier).await.expect("read").is_empty());

        w.desk.end_outage(&w.by(), outage.id, true).await.expect("over");
        let after = writes(&w, 5).await;
        assert!(w.desk.outages_of(&w.by(), after).await.expect("read").is_empty());
        assert!(w.desk.active_outages().await.expect("read").is_empty());
        w.desk.end_outage(&w.by(), outage.id, false).await.expect("not over after all");
        let again = writes(&w, 6).await;
        assert_eq!(w.desk.outages_of(&w.by(), again).await.expect("read").len(), 1);
    }

    async fn the_last_word_ends_it_and_resolves(db: &TestDb) {
        let mut w = world(db).await;
        let outage = started(&w, 0).await;
        let id = writes(&w, 1).await;
        let last = NewUpdate { then: Then::Resolve, ends: true, ..words("<p>Mended.</p>") };
        update(&w, &outage, last).await;
        assert_eq!(w.desk.active_outages().await.expect("read").len(), 1, "it can still be stopped");
        w.now += HOLD_MS - 1;
        tell(&w).await;
        let while_held = writes(&w, 2).await;
        w.now += 1;
        tell(&w).await;
        assert!(w.desk.active_outages().await.expect("read").is_empty());
        for id in [id, while_held] {
            assert_eq!(w.conversation(id).await.state.status(), Status::Resolved, "they were told of it, and of its end");
        }
        let after = writes(&w, 3).await;
        tell(&w).await;
        assert_eq!(w.conversation(after).await.state.status(), Status::Open);
        assert_eq!(newest(&w, &outage).await.told, 2);
    }

    async fn a_last_word_that_is_stopped_in_time_ends_nothing(db: &TestDb) {
        let mut w = world(db).await;
        let outage = started(&w, 0).await;
        writes(&w, 1).await;
        let kept = update(&w, &outage, NewUpdate { ends: true, ..words("<p>Mended.</p>") }).await;
        w.desk.stop_outage_update(&w.by(), kept.id).await.expect("stopped");
        w.now += HOLD_MS;
        tell(&w).await;
        assert_eq!(w.desk.active_outages().await.expect("read").len(), 1);
        let other = update(&w, &outage, NewUpdate { ends: true, ..words("<p>Mended.</p>") }).await;
        assert!(other.ends);
        w.now += HOLD_MS;
        tell(&w).await;
        w.desk.end_outage(&w.by(), outage.id, false).await.expect("not over after all");
        tell(&w).await;
        assert_eq!(w.desk.active_outages().await.expect("read").len(), 1, "it ends it once");
    }

    async fn an_update_becomes_nobodys_work_and_opens_nothing_again(db: &TestDb) {
        let mut w = world(db).await;
        let outage = started(&w, 0).await;
        let (open, resolved) = (writes(&w, 1).await, writes(&w, 2).await);
        w.desk.change(&w.by(), resolved, None, Command::SetStatus(Status::Resolved)).await.expect("resolved");
        update(&w, &outage, words("<p>Soon.</p>")).await;
        w.now += HOLD_MS;
        tell(&w).await;
        assert_eq!(newest(&w, &outage).await.told, 2);
        for (id, status) in [(open, Status::Open), (resolved, Status::Resolved)] {
            let c = w.conversation(id).await;
            assert_eq!((c.state.status(), c.assignee), (status, None));
        }
        update(&w, &outage, NewUpdate { then: Then::Resolve, ..words("<p>Mended.</p>") }).await;
        w.now += HOLD_MS;
        tell(&w).await;
        let c = w.conversation(open).await;
        assert_eq!((c.state.status(), c.assignee), (Status::Resolved, None));
    }

    async fn what_was_merged_is_told_where_it_went_on_and_once(db: &TestDb) {
        let mut w = world(db).await;
        let elsewhere = writes(&w, 1).await;
        w.now += DAY;
        let outage = started(&w, 0).await;
        let again = async |w: &World, id: &str| {
            w.opened(from("c1@shop.example", "Payment", &format!("{id}@shop.example"), id)).await.0
        };
        let (before, during) = (again(&w, "still").await, again(&w, "hello").await);
        let merge = async |w: &World, into, from| {
            w.desk.merge(&w.by(), into, from, Customers::Same).await.expect("merged");
        };
        merge(&w, elsewhere, before).await;
        assert_eq!(w.desk.outages_of(&w.by(), elsewhere).await.expect("read").len(), 1);
        let _ = mailed(&mut w).await;
        let kept = update(&w, &outage, words("<p>Soon.</p>")).await;
        merge(&w, elsewhere, during).await;
        w.now += HOLD_MS;
        tell(&w).await;
        assert_eq!(mailed(&mut w).await, ["c1@shop.example"]);
        let why = w.desk.passed_over(&w.by(), kept.id).await.expect("read");
        assert_eq!(why, [(Passed::ToldThere, 2)]);
    }

    async fn two_machines_and_a_crash_between_tell_each_once(db: &TestDb) {
        let mut w = world(db).await;
        let outage = started(&w, 0).await;
        for n in 0..7 {
            writes(&w, n).await;
        }
        let _ = mailed(&mut w).await;
        update(&w, &outage, words("<p>Soon.</p>")).await;
        w.now += HOLD_MS;
        let (one, two) = tokio::join!(w.desk.tell_outage(w.now), w.desk.tell_outage(w.now));
        one.expect("told");
        two.expect("told");
        tell(&w).await;
        assert_eq!(newest(&w, &outage).await.told, 7);
        assert_eq!(mailed(&mut w).await.len(), 7);
    }

    async fn an_update_that_is_stopped_reaches_nobody_else(db: &TestDb) {
        let mut w = world(db).await;
        let outage = started(&w, 0).await;
        writes(&w, 1).await;
        let _ = mailed(&mut w).await;
        let kept = update(&w, &outage, words("<p>Oops.</p>")).await;
        let stopped = w.desk.stop_outage_update(&w.by(), kept.id).await.expect("stopped");
        assert_eq!(stopped.state, Progress::Stopped);
        w.now += HOLD_MS;
        tell(&w).await;
        assert!(mailed(&mut w).await.is_empty());
        assert_eq!(newest(&w, &outage).await.waiting, 1, "it says who was not told");
    }

    async fn what_its_author_was_writing_there_stays(db: &TestDb) {
        let mut w = world(db).await;
        let outage = started(&w, 0).await;
        let id = writes(&w, 1).await;
        let me = w.started.agent.id;
        let draft = store::draft::Draft {
            kind: "reply".to_owned(), html: "<p>Half a sen</p>".to_owned(), subject: String::new(),
            to: Json(vec![]), cc: Json(vec![]), bcc: Json(vec![]), attachments: Json(vec![]), updated_at: w.now,
        };
        let mine = draft.clone();
        w.desk.db().write(async move |tx| store::draft::save(tx, id, me, &mine).await).await.expect("kept");
        update(&w, &outage, words("<p>Soon.</p>")).await;
        w.now += HOLD_MS;
        tell(&w).await;
        let kept = w.desk.db().read(async move |tx| store::draft::load(tx, id, me).await).await.expect("read");
        assert_eq!(kept.map(|d| d.html), Some(draft.html));
    }

    async fn what_makes_no_sense_is_refused(db: &TestDb) {
        let w = world(db).await;
        let by = w.by();
        let start = |content| Start { content, since_ms: 0 };
        let code = |r: fairlead_desk::Result<Outage>| r.expect_err("refused").code();
        let nowhere = Content { channels: [domain::ChannelId(uuid::Uuid::from_u128(9))].into(), ..content("x") };
        assert_eq!(code(w.desk.start_outage(&by, start(nowhere)).await), "bad_channel");
        let language = Content { words: [("not a language".to_owned(), "x".to_owned())].into(), ..content("x") };
        assert_eq!(code(w.desk.start_outage(&by, start(language)).await), "bad_locale");
        let long_ago = Start { content: content("x"), since_ms: 2 * DAY };
        assert_eq!(code(w.desk.start_outage(&by, long_ago).await), "bad_choice");
        for _ in 0..domain::outage::ACTIVE_MAX {
            started(&w, 0).await;
        }
        assert_eq!(code(w.desk.start_outage(&by, start(content("x"))).await), "too_many_outages");
        let outage = w.desk.active_outages().await.expect("read").remove(0);
        let empty = w.desk.write_outage_update(&by, outage.id, words("<p> </p>")).await;
        assert_eq!(empty.expect_err("refused").code(), "empty_message");
        let dear = w.desk.write_outage_update(&by, outage.id, words("<p>Dear {{contact.first_name}}</p>")).await;
        assert_eq!(dear.expect_err("refused").code(), "empty_variable", "not everybody has a name");
        let changed = w.desk.change_outage(&by, outage.id, content("Cards"), Some(1)).await.expect("changed");
        assert_eq!(changed.version, 2);
        assert_eq!(code(w.desk.change_outage(&by, outage.id, content("x"), Some(1)).await), "conflict");
        let gone = w.desk.end_outage(&by, domain::OutageId(uuid::Uuid::from_u128(9)), true).await;
        assert_eq!(code(gone), "not_found");
    }
}
