//! Who is told no more, and what cannot be sent.

use super::kit::*;

on_both_engines! {
    async fn whoever_presses_the_link_or_bounces_gets_no_more(db: &TestDb) {
        let mut w = world(db).await;
        let about = channel(&w).await;
        let draft = sent(&mut w, &["ann", "bob"], content(about)).await;
        tell(&w).await;
        w.now += domain::conversation::UNDO_MS;
        let sent = w.sent().await;
        let of = |who: &str| sent.iter().find(|(o, _)| o.recipient.starts_with(who)).expect("a letter");
        let link = field(&of("ann").0, "List-Unsubscribe").expect("a link");
        let token = link.trim_matches(['<', '>']).rsplit('/').next().expect("a token").to_owned();
        assert!(!w.desk.notice_leave_page(&token).await.expect("a page").done, "looking changes nothing");
        for _ in 0..2 {
            assert!(w.desk.leave_notices(&token, w.now).await.expect("left").done);
        }
        let (start, last) = token.split_at(token.len() - 1);
        let forged = format!("{start}{}", if last == "A" { "B" } else { "A" });
        for odd in ["", "x", &"A".repeat(64), &"A".repeat(10_000), &forged] {
            assert!(w.desk.leave_notices(odd, w.now).await.is_err(), "{odd}");
        }
        let bounce = mail(
            &format!("From: MAILER-DAEMON@mx.example\nTo: {0}\nSubject: Undelivered\nMessage-ID: <b@mx.example>\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=b", of("bob").0.envelope_from),
            "--b\nContent-Type: text/plain\n\nNo such user.\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; bob@shop.example\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 No such user\n\n--b--",
        );
        let mut raw = w.raw(bounce);
        raw.envelope.mail_from = String::new();
        raw.envelope.rcpt_to = vec![of("bob").0.envelope_from.clone()];
        w.arrives_as(raw, |_| {}).await;
        assert_eq!(passed(&w, draft.notice.id).await["bob Buyer"], Passed::Bounced);
        let list = w.desk.notice_suppressions(&w.by(), None, 10).await.expect("read");
        let why: Vec<&str> = list.iter().map(|s| s.why.as_str()).collect();
        assert!(why.contains(&"asked") && why.contains(&"bounced"), "{why:?}");
        let next = made(&w, Content { follow_up: true, ..content(about) }).await;
        assert_eq!(next.people, 0);
        assert_eq!(refusal(&w, &next, Command::Send).await, "nobody");
    }

    async fn whoever_was_forgotten_between_the_waves_is_not_written_to(db: &TestDb) {
        let mut w = world(db).await;
        let about = channel(&w).await;
        let draft = sent(&mut w, &["ann", "bob", "cid"], content(about)).await;
        tell(&w).await;
        addresses(&mut w).await;
        let waits = recipients(&w, draft.notice.id).await;
        let last = waits.iter().find(|r| r.state == Standing::Waiting).expect("one").contact;
        w.desk.db().write(async move |tx| {
            let person = store::contact::load(tx, last).await?.expect("known");
            store::erase::contact(tx, last, person.n, 1).await
        }).await.expect("forgotten");
        w.now += DAY;
        tell(&w).await;
        assert!(addresses(&mut w).await.is_empty());
        let told = recipients(&w, draft.notice.id).await;
        let gone = told.iter().find(|r| r.contact == last).expect("still counted");
        assert_eq!((gone.state, gone.why, gone.name.as_str()), (Standing::Passed, Some(Passed::Erased), ""));
        let shown = w.desk.rendered_notice(&w.by(), draft.notice.id, last).await;
        assert_eq!(shown.expect_err("gone").code(), "not_found");
    }

    async fn values_are_words_and_never_places_or_markup(db: &TestDb) {
        let mut w = world(db).await;
        let odd = "\"{{agent.name}} b }}\" <odd@shop.example>";
        w.opened(from(odd, "Lamp", "odd@shop.example", "Hello")).await;
        w.now += HOUR;
        addresses(&mut w).await;
        let about = channel(&w).await;
        let draft = made(&w, content(about)).await;
        commanded(&w, &draft, Command::Send).await;
        w.now += HOLD_MS;
        tell(&w).await;
        let mails = mailed(&mut w).await;
        assert_eq!(mails.len(), 1, "{:?}", passed(&w, draft.notice.id).await);
        let letter = &mails[0].1;
        assert!(letter.text.contains("{{agent.name}}"), "{}", letter.text);
        assert!(letter.subject.contains("{{agent.name}}"), "{}", letter.subject);
    }

    async fn what_cannot_be_justified_or_read_is_refused(db: &TestDb) {
        let w = world(db).await;
        writes(&w, "ann", 1).await;
        let (about, by) = (channel(&w).await, w.by());
        let send = async |content: Content| {
            let draft = made(&w, content).await;
            refusal(&w, &draft, Command::Send).await
        };
        let days = |days| Content { to: To { days, ..To::default() }, ..content(about) };
        assert_eq!(send(days(0)).await, "not_justified", "everybody");
        assert_eq!(send(days(401)).await, "not_justified");
        let costs = text("News", "<p>We do this to cut costs. {{ways}}</p>");
        let costly = Content { texts: [("en".to_owned(), costs)].into(), ..content(about) };
        assert_eq!(send(costly.clone()).await, "says_costs");
        let meant = made(&w, Content { costs_meant: true, ..costly }).await;
        assert!(meant.findings.iter().all(|f| !f.blocks));
        let empty = text("News", "<p>Dear {{customer.name}}, {{date}}</p>");
        let empty = Content { texts: [("en".to_owned(), empty)].into(), ..content(about) };
        assert_eq!(send(empty).await, "empty_variable");
        let nowhere = ChannelId(uuid::Uuid::from_u128(9));
        assert_eq!(send(content(nowhere)).await, "bad_sender");
        let make = async |about, content: Content| {
            let made = w.desk.make_notice(&by, about, None, content).await;
            made.expect_err("refused").code()
        };
        assert_eq!(make(nowhere, content(about)).await, "bad_channel");
        let plan = Some(domain::PlanId(uuid::Uuid::from_u128(9)));
        let made_for = w.desk.make_notice(&by, about, plan, content(about)).await;
        assert_eq!(made_for.expect_err("refused").code(), "bad_plan");
        let foreign = Content { texts: [("de".to_owned(), text("a", "b"))].into(), ..content(about) };
        assert_eq!(make(about, foreign).await, "bad_text");
        let huge = Content { texts: [("en".to_owned(), text("a", &"x".repeat(200_000)))].into(), ..content(about) };
        assert_eq!(make(about, huge).await, "too_large");
        let draft = made(&w, content(about)).await;
        let id = draft.notice.id;
        let old = w.desk.change_notice(&by, id, 7, content(about)).await;
        assert_eq!(old.expect_err("stale").code(), "conflict");
        w.desk.change_notice(&by, id, 1, content(about)).await.expect("changed");
        commanded(&w, &draft, Command::Sample(None)).await;
        w.desk.remove_notice(&by, id).await.expect("removed");
        assert_eq!(w.desk.notice(&by, id).await.expect_err("gone").code(), "not_found");
        assert_eq!(w.desk.dependents(&by, nowhere, 90, (0, 10)).await.expect_err("no").code(), "not_found");
    }

    async fn records_that_were_merged_between_the_waves_are_one_person(db: &TestDb) {
        let mut w = world(db).await;
        let about = channel(&w).await;
        let draft = sent(&mut w, &["ann", "bob", "cid"], content(about)).await;
        tell(&w).await;
        addresses(&mut w).await;
        let all = recipients(&w, draft.notice.id).await;
        let of = |state| all.iter().find(|r| r.state == state).expect("one").contact;
        let (told, waits) = (of(Standing::Told), of(Standing::Waiting));
        w.desk.db().write(async move |tx| {
            let merge = store::contact_merge::Merge {
                id: domain::ContactMergeId(uuid::Uuid::from_u128(1)), survivor: waits, absorbed: told, at: 1, agent: None,
                filled: Json(store::contact_merge::TakenOver::default()), undone_at: None,
            };
            store::contact_merge::merge(tx, &merge).await
        }).await.expect("merged");
        w.now += DAY;
        tell(&w).await;
        assert!(addresses(&mut w).await.is_empty(), "they know by their other name");
        let after = recipients(&w, draft.notice.id).await;
        let last = after.iter().find(|r| r.contact == waits).expect("listed");
        assert_eq!(last.why, Some(Passed::ToldBefore));
    }

    async fn a_notice_whose_author_or_sender_is_gone_stops_by_itself(db: &TestDb) {
        let mut w = world(db).await;
        for who in ["ann", "bob", "cid"] {
            writes(&w, who, 1).await;
        }
        w.now += HOUR;
        let about = channel(&w).await;
        let draft = made(&w, content(about)).await;
        commanded(&w, &draft, Command::Send).await;
        w.now += HOLD_MS;
        tell(&w).await;
        w.desk.db().write(async move |tx| {
            for door in store::door::of_channel(tx, about).await? {
                store::door::remove(tx, door.id, 1).await?;
            }
            Ok::<_, store::StoreError>(())
        }).await.expect("removed");
        w.now += DAY;
        tell(&w).await;
        let stopped = view(&w, draft.notice.id).await;
        assert_eq!((stopped.notice.state, stopped.counts.told, stopped.counts.waiting), (State::Stopped, 2, 1));
        assert_eq!(refusal(&w, &draft, Command::GoOn).await, "bad_sender");
    }
}
