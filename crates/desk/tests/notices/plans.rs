//! What a notice has to do with its plan, and what stops it.

use super::kit::*;

on_both_engines! {
    async fn a_step_of_a_plan_waits_until_the_frequent_and_the_captive_are_told(db: &TestDb) {
        use domain::plan::{Audience, Bound, Content as Plan, Counted, Gate, Kind, LOOK_MS, Step, Unit};
        let mut w = world(db).await;
        for (who, times) in [("ann", 4), ("bob", 1)] {
            writes(&w, who, times).await;
        }
        w.now += HOUR;
        let about = channel(&w).await;
        let gate = |metric: &str| Gate {
            metric: metric.into(), bound: Bound::AtLeast, threshold: 0.95, unit: Unit::Share, counted: Counted::InFull,
            smallest_n: 1, window_ms: 14 * DAY,
        };
        let step = Step {
            name: "Tell".into(), stage: None, audience: Audience::Everyone, overlays: vec![], keeps: false, clears: false,
            windows: vec![], shortest_ms: DAY, goes_on: Default::default(), guards: vec![], tasks: vec![], outside: vec![],
            gates: vec![gate("frequent_reached"), gate("captive_reached")],
        };
        let plan = Plan {
            kind: Kind::Adjust, name: "x".into(), reason: "It is easier.".into(), owner: Some(w.started.agent.id),
            close_plan: String::new(), steps: vec![step],
        };
        let plan = w.desk.make_plan(&w.by(), about, plan).await.expect("a plan").plan;
        let start = domain::plan::Command::Start;
        w.desk.command_plan(&w.by(), plan.id, plan.version, start).await.expect("started");
        let read = async |w: &World| {
            w.desk.look_at_plans(w.now).await.expect("looked");
            let seen = w.desk.plan(&w.by(), plan.id).await.expect("a plan");
            ["frequent_reached", "captive_reached"].map(|m| (seen.readings[m].n, seen.readings[m].value))
        };
        w.now += LOOK_MS;
        assert_eq!(read(&w).await, [(1, 0.0), (2, 0.0)]);
        let first = Content { to: To { days: 90, frequent: true, ..To::default() }, ..content(about) };
        let draft = made(&w, first).await;
        assert_eq!(draft.people, 1);
        commanded(&w, &draft, Command::Send).await;
        w.now += HOLD_MS;
        tell(&w).await;
        w.now += LOOK_MS;
        assert_eq!(read(&w).await, [(1, 1.0), (2, 0.5)]);
    }

    async fn ten_thousand_exceptions_are_a_draft_like_any_other(db: &TestDb) {
        let w = world(db).await;
        writes(&w, "ann", 1).await;
        let about = channel(&w).await;
        let many = (1..=10_000).map(|n| ContactId(uuid::Uuid::from_u128(n))).collect();
        let draft = made(&w, Content { exceptions: many, ..content(about) }).await;
        assert_eq!(draft.people, 1);
        assert_eq!(view(&w, draft.notice.id).await.notice.content.0.exceptions.len(), 10_000);
    }

    async fn what_its_author_was_writing_stays(db: &TestDb) {
        let mut w = world(db).await;
        writes(&w, "ann", 1).await;
        w.now += HOUR;
        let me = w.started.agent.id;
        let draft = store::draft::Draft {
            kind: "reply".to_owned(), html: "<p>Half a sen</p>".to_owned(), subject: String::new(),
            to: Json(vec![]), cc: Json(vec![]), bcc: Json(vec![]), attachments: Json(vec![]), updated_at: w.now,
        };
        let (mine, new) = (draft.clone(), desk::drafts::NEW);
        w.desk.db().write(async move |tx| store::draft::save(tx, new, me, &mine).await).await.expect("kept");
        let about = channel(&w).await;
        let notice = made(&w, content(about)).await;
        commanded(&w, &notice, Command::Send).await;
        w.now += HOLD_MS;
        tell(&w).await;
        assert_eq!(view(&w, notice.notice.id).await.counts.told, 1);
        let kept = w.desk.db().read(async move |tx| store::draft::load(tx, new, me).await).await.expect("read");
        assert_eq!(kept.map(|d| d.html), Some(draft.html));
    }

    async fn the_templates_name_the_successor_and_the_kit_is_made_once(db: &TestDb) {
        let w = world(db).await;
        let (about, by) = (channel(&w).await, w.by());
        let all = w.desk.notice_templates(&by, about, None, None).await.expect("templates");
        assert_eq!(all.len(), 3);
        for template in &all {
            assert_eq!(template.texts.keys().collect::<Vec<_>>(), ["de", "en", "et", "zh"]);
            let texts = template.texts.clone();
            let draft = made(&w, Content { texts, voice: template.voice, ..content(about) }).await;
            let empty = |f: &&domain::notice::Finding| f.code == domain::notice::Code::EmptyVariable;
            assert_eq!(draft.findings.iter().find(empty), None);
        }
        let nowhere = ChannelId(uuid::Uuid::from_u128(9));
        assert!(w.desk.notice_templates(&by, about, Some(nowhere), None).await.is_err());
        let content = domain::plan::Content {
            kind: domain::plan::Kind::Adjust, name: "x".into(), reason: String::new(), owner: None,
            close_plan: String::new(), steps: Vec::new(),
        };
        let plan = w.desk.make_plan(&by, about, content).await.expect("a plan").plan.id;
        assert_eq!(w.desk.plan_kit(&by, plan).await.expect_err("no place").code(), "no_help_center");
    }

    async fn a_plan_that_is_taken_back_stops_its_notice_and_whoever_was_not_told_waits(db: &TestDb) {
        let mut w = world(db).await;
        for who in ["ann", "bob", "cid"] {
            writes(&w, who, 1).await;
        }
        w.now += HOUR;
        addresses(&mut w).await;
        let about = channel(&w).await;
        let plan = wind_down(&w).await;
        let draft = made_for(&w, plan, dated(about)).await;
        assert_eq!(refusal(&w, &draft, Command::Send).await, "plan_waits", "the day of a draft slides");
        ordered(&w, plan, domain::plan::Command::Start).await;
        commanded(&w, &draft, Command::Send).await;
        w.now += HOLD_MS;
        tell(&w).await;
        let first = mailed(&mut w).await;
        assert_eq!((first.len(), first[0].1.subject.as_str()), (2, "It closes on 13 March 2026"));
        ordered(&w, plan, domain::plan::Command::Undo { why: "No.".into() }).await;
        house_mails(&w).await;
        w.now += HOUR;
        tell(&w).await;
        assert!(addresses(&mut w).await.is_empty(), "nobody reads of a day that is none");
        let stopped = view(&w, draft.notice.id).await;
        assert_eq!((stopped.notice.state, stopped.notice.stopped_why), (State::Stopped, Some(Stopped::Plan)));
        assert_eq!((stopped.counts.told, stopped.counts.waiting, stopped.counts.passed), (2, 1, 0));
        let said = stops(&w, draft.notice.id).await;
        assert_eq!((said.len(), &said[0]["why"]), (1, &serde_json::json!("plan")));
        let mails = house_mails(&w).await;
        let mine = |m: &&String| m.contains("ada@lamps.example") && m.contains("has stopped by itself");
        assert_eq!(mails.iter().filter(mine).count(), 1, "{mails:?}");
        assert_eq!(refusal(&w, &draft, Command::GoOn).await, "plan_taken_back");
    }

    async fn every_letter_says_the_same_day_and_none_does_when_it_has_passed(db: &TestDb) {
        let mut w = world(db).await;
        for who in ["ann", "bob", "cid", "dot", "eve", "fay", "gus"] {
            writes(&w, who, 1).await;
        }
        w.now += HOUR;
        addresses(&mut w).await;
        let about = channel(&w).await;
        let plan = wind_down(&w).await;
        ordered(&w, plan, domain::plan::Command::Start).await;
        let waves = Waves { first: 2, then_per_hour: 2, wait_hours: 20 };
        let draft = made_for(&w, plan, Content { waves, ..dated(about) }).await;
        commanded(&w, &draft, Command::Send).await;
        w.now += HOLD_MS;
        tell(&w).await;
        for _ in 0..20 {
            w.now += HOUR;
            w.desk.look_at_plans(w.now).await.expect("looked");
        }
        tell(&w).await;
        let letters = mailed(&mut w).await;
        assert_eq!(letters.len(), 4, "{:?}", view(&w, draft.notice.id).await.notice);
        assert!(letters.iter().all(|(_, m)| m.subject == "It closes on 13 March 2026"));
        ordered(&w, plan, domain::plan::Command::Pause { why: "A holiday.".into() }).await;
        w.now += 2 * DAY;
        tell(&w).await;
        let letters = mailed(&mut w).await;
        assert_eq!((letters.len(), letters[0].1.subject.as_str()), (2, "It closes on 13 March 2026"), "later harms nobody");
        w.now += 20 * DAY;
        tell(&w).await;
        assert!(addresses(&mut w).await.is_empty());
        let stopped = view(&w, draft.notice.id).await;
        assert_eq!((stopped.notice.stopped_why, stopped.counts.waiting), (Some(Stopped::Day), 1));
        ordered(&w, plan, domain::plan::Command::Resume).await;
        let on = commanded(&w, &draft, Command::GoOn).await;
        assert_eq!(on.notice.stopped_why, None);
        tell(&w).await;
        let last = mailed(&mut w).await;
        assert_eq!((last.len(), last[0].1.subject.as_str()), (1, "It closes on 4 April 2026"), "a person has said so");
    }

    async fn one_bad_address_is_passed_over_and_bad_words_stop_it_for_all(db: &TestDb) {
        let mut w = world(db).await;
        let about = channel(&w).await;
        for who in ["ann", "bob", "cid"] {
            writes(&w, who, 1).await;
        }
        let bob = contact(&w, "bob").await;
        w.desk.db().write(async move |tx| {
            store::contact::set_undeliverable(tx, "bob@shop.example", true).await?;
            let (id, kind) = (domain::IdentityId(uuid::Uuid::from_u128(1)), domain::contact::IdentityKind::Email);
            store::contact::add_identity(tx, id, bob, kind, "nobody at home", "nobody at home").await.map(|_| ())
        }).await.expect("odd");
        let waves = Waves { first: 100, ..Waves::default() };
        let view_of = sent(&mut w, &[], Content { waves, ..content(about) }).await;
        let id = view_of.notice.id;
        tell(&w).await;
        assert_eq!(passed(&w, id).await["bob Buyer"], Passed::Refused);
        assert_eq!(view(&w, id).await.counts.told, 2, "the others are not touched");

        let second = made(&w, Content { follow_up: true, ..content(about) }).await;
        commanded(&w, &second, Command::Send).await;
        let broken = second.notice.id;
        w.desk.db().write(async move |tx| {
            let mut n = store::notice::load(tx, broken).await?.expect("there");
            let texts = &mut n.content.0.texts;
            texts.get_mut("en").expect("a text").html = "<p>On {{date}}</p>".to_owned();
            store::notice::save(tx, &mut n, 1).await
        }).await.expect("broken");
        addresses(&mut w).await;
        w.now += HOLD_MS;
        tell(&w).await;
        assert!(addresses(&mut w).await.is_empty());
        let stopped = view(&w, broken).await;
        assert_eq!((stopped.notice.state, stopped.notice.stopped_why), (State::Stopped, Some(Stopped::Words)));
        assert_eq!((stopped.counts.told, stopped.counts.waiting, stopped.counts.passed), (0, 3, 0));
        assert!(stops(&w, broken).await[0]["detail"].as_str().is_some_and(|d| d.contains("date")));
    }

    async fn who_answers_in_the_conversation_of_another_is_not_told_in_their_name(db: &TestDb) {
        let mut w = world(db).await;
        let head = format!("From: Ann <ann@shop.example>\nTo: {DOOR}\nCc: Bob <bob@shop.example>\nSubject: Lamp\nMessage-ID: <a1@shop.example>");
        let open = w.opened(mail(&head, "Where is it?")).await.0;
        w.now += MINUTE;
        let head = format!("From: Bob <bob@shop.example>\nTo: {DOOR}\nCc: Ann <ann@shop.example>\nSubject: Re: Lamp\nMessage-ID: <b1@shop.example>\nIn-Reply-To: <a1@shop.example>\nReferences: <a1@shop.example>");
        assert_eq!(w.joined(mail(&head, "It is mine.")).await.0, open);
        let about = channel(&w).await;
        let told = sent(&mut w, &[], Content { in_thread: true, ..content(about) }).await;
        assert_eq!(told.people, 1);
        tell(&w).await;
        let letters = mailed(&mut w).await;
        let to: Vec<&str> = letters.iter().map(|(o, _)| o.recipient.as_str()).collect();
        assert_eq!(to, ["ann@shop.example"]);
        assert_eq!(recipients(&w, told.notice.id).await[0].way, Way::Mail);
    }

    async fn a_dry_run_quotes_no_conversation_that_the_asker_may_not_read(db: &TestDb) {
        let mut w = world(db).await;
        let about = channel(&w).await;
        let told = sent(&mut w, &["ann"], Content { in_thread: true, ..content(about) }).await;
        let ann = contact(&w, "ann").await;
        let id = told.notice.id;
        assert_eq!(w.desk.rendered_notice(&w.by(), id, ann).await.expect("shown").way, Way::Thread);
        let mut by = w.by();
        by.access.scope = domain::access::Scope::Own;
        let shown = w.desk.rendered_notice(&by, id, ann).await;
        assert_eq!(shown.expect_err("not theirs").code(), "not_permitted");
    }

    async fn what_was_stopped_before_the_first_wave_is_taken_back_at_any_time(db: &TestDb) {
        let mut w = world(db).await;
        let about = channel(&w).await;
        let told = sent(&mut w, &["ann"], content(about)).await;
        commanded(&w, &told, Command::Stop).await;
        w.now += DAY;
        tell(&w).await;
        let back = commanded(&w, &told, Command::Undo).await;
        assert_eq!((back.notice.state, back.notice.closes_at), (State::Draft, None));
    }

    async fn what_they_did_since_is_read_only_when_it_is_asked_for(db: &TestDb) {
        let mut w = world(db).await;
        let about = channel(&w).await;
        let told = sent(&mut w, &["ann"], content(about)).await;
        tell(&w).await;
        let id = told.notice.id;
        let light = w.desk.notice_progress(&w.by(), id).await.expect("seen");
        assert_eq!((light.metered, light.counts.told, light.moved_by_week.len()), (false, 1, 0));
        w.now += HOUR;
        let whole = view(&w, id).await;
        assert_eq!((whole.metered, whole.counts.silent, whole.moved_by_week.len()), (true, 1, 1));
        let lines = w.desk.notices(&w.by(), None, None, 10).await.expect("read");
        assert_eq!((lines[0].name.as_str(), lines[0].told), ("Mail goes", 1));
    }
}
