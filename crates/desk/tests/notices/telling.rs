//! Who is told, in which order, and what they read.

use super::kit::*;

on_both_engines! {
    async fn the_heaviest_users_are_told_first_and_everybody_once(db: &TestDb) {
        let mut w = world(db).await;
        for (who, times) in [("ann", 1), ("bob", 3), ("cid", 2), ("dot", 1), ("eve", 1)] {
            writes(&w, who, times).await;
        }
        w.now += HOUR;
        addresses(&mut w).await;
        let about = channel(&w).await;
        let seen = w.desk.dependents(&w.by(), about, 90, (0, 2)).await.expect("seen");
        assert_eq!((seen.people, seen.only_here, seen.unreachable, seen.next), (5, 5, 0, Some(2)));
        assert_eq!(seen.items[0].who.name, "bob Buyer");
        assert_eq!((seen.items[0].who.conversations, seen.frequent), (3, 4));
        let draft = made(&w, content(about)).await;
        assert_eq!((draft.people, draft.waves.len(), draft.notice.state), (5, 3, State::Draft));
        assert!(draft.findings.iter().all(|f| !f.blocks), "{:?}", draft.findings);

        let sent = commanded(&w, &draft, Command::Send).await;
        assert_eq!((sent.notice.state, sent.counts.waiting), (State::Sending, 5));
        tell(&w).await;
        assert!(addresses(&mut w).await.is_empty(), "held for a while");
        w.now = sent.notice.held_until.expect("held");
        tell(&w).await;
        assert_eq!(addresses(&mut w).await, ["bob@shop.example", "cid@shop.example"]);
        tell(&w).await;
        assert!(addresses(&mut w).await.is_empty(), "the others wait for their hour");
        w.now += HOUR;
        tell(&w).await;
        assert_eq!(addresses(&mut w).await.len(), 2);
        let now = commanded(&w, &draft, Command::GoOn).await;
        assert_eq!(now.notice.state, State::Sending);
        tell(&w).await;
        assert_eq!(addresses(&mut w).await.len(), 1, "the next wave now");
        tell(&w).await;
        let done = view(&w, draft.notice.id).await;
        assert_eq!((done.notice.state, done.counts.told, done.counts.silent), (State::Done, 5, 5));
        assert!(done.waves.iter().all(|wave| wave.state == "done"));
        w.now += 30 * DAY;
        tell(&w).await;
        assert!(addresses(&mut w).await.is_empty(), "nobody is told twice");
    }

    async fn a_letter_is_what_the_dry_run_showed_and_its_answer_opens_the_conversation_again(db: &TestDb) {
        let mut w = world(db).await;
        writes(&w, "ann", 1).await;
        w.now += HOUR;
        addresses(&mut w).await;
        let about = channel(&w).await;
        let draft = made(&w, content(about)).await;
        let ann = contact(&w, "ann").await;
        let shown = w.desk.rendered_notice(&w.by(), draft.notice.id, ann).await.expect("shown");
        assert_eq!((shown.subject.as_str(), shown.way), ("News for ann Buyer", Way::Mail));
        assert_eq!((shown.to.as_str(), shown.from.as_str()), ("ann@shop.example", DOOR));
        assert!(shown.html.contains("ann Buyer") && !shown.html.contains("{{"), "{}", shown.html);
        commanded(&w, &draft, Command::Send).await;
        w.now += HOLD_MS;
        tell(&w).await;
        let mails = mailed(&mut w).await;
        let (sent, letter) = &mails[0];
        assert_eq!((mails.len(), sent.recipient.as_str()), (1, "ann@shop.example"));
        assert_eq!(letter.subject, shown.subject);
        assert_eq!(letter.text.trim(), shown.text.trim());
        assert_eq!(field(sent, "Auto-Submitted").as_deref(), Some("auto-generated"));
        assert_eq!(field(sent, "List-Unsubscribe-Post").as_deref(), Some("List-Unsubscribe=One-Click"));
        let link = field(sent, "List-Unsubscribe").expect("a link");
        assert!(link.starts_with("<https://desk.example/n/"), "{link}");

        let told = recipients(&w, draft.notice.id).await.remove(0);
        let begun = told.conversation.expect("a conversation");
        let c = w.conversation(begun).await;
        assert_eq!((c.state.status(), c.channel, c.contact), (Status::Resolved, about, Some(ann)));
        assert_eq!(c.last_customer_at, None, "figures of volume do not count it");
        w.now += DAY;
        let id = letter.message_id.clone().expect("an id");
        let answer = mail(
            &format!("From: ann@shop.example\nTo: {DOOR}\nSubject: Re: News\nMessage-ID: <re@shop.example>\nIn-Reply-To: <{id}>"),
            "And by telephone?",
        );
        assert_eq!(w.joined(answer).await.0, begun);
        assert_eq!(w.conversation(begun).await.state.status(), Status::Open);
        let after = view(&w, draft.notice.id).await;
        assert_eq!((after.counts.replied, after.counts.moved, after.counts.silent), (1, 0, 1));
        writes(&w, "ann", 1).await;
        let after = view(&w, draft.notice.id).await;
        assert_eq!((after.counts.moved, after.counts.silent), (0, 0), "by the old door");
        assert_eq!(recipients(&w, draft.notice.id).await[0].old_at, Some(w.now));
        let week = after.moved_by_week.last().expect("a week");
        assert_eq!((week.moved, week.still, week.silent), (0, 1, 0));
    }

    async fn two_machines_and_a_crash_between_tell_each_once(db: &TestDb) {
        let mut w = world(db).await;
        for n in 0..7 {
            writes(&w, &format!("c{n}"), 1).await;
        }
        w.now += HOUR;
        addresses(&mut w).await;
        let about = channel(&w).await;
        let all = Content { waves: Waves { first: 100, ..Waves::default() }, ..content(about) };
        let draft = made(&w, all).await;
        commanded(&w, &draft, Command::Send).await;
        w.now += HOLD_MS;
        let blobs = store::Blobs::folder(&db.folder.path().join("blobs")).expect("blobs");
        let keys = desk::Keys::new(&[7; 32]);
        let other = desk::Desk::open(db.db.clone(), blobs, keys, START).await.expect("a second machine");
        // One of them is lost half-way, wherever that is.
        for steps in 1..=12 {
            drop(testkit::storm::until_death(steps, other.tell_notices(w.now)).await);
        }
        let (one, two) = tokio::join!(w.desk.tell_notices(w.now), other.tell_notices(w.now));
        one.expect("told");
        two.expect("told");
        tell(&w).await;
        assert_eq!(view(&w, draft.notice.id).await.counts.told, 7);
        assert_eq!(addresses(&mut w).await.len(), 7);
    }

    async fn what_is_undone_is_a_draft_and_what_is_stopped_reaches_nobody_else(db: &TestDb) {
        let mut w = world(db).await;
        for who in ["ann", "bob", "cid"] {
            writes(&w, who, 1).await;
        }
        w.now += HOUR;
        addresses(&mut w).await;
        let about = channel(&w).await;
        let draft = made(&w, content(about)).await;
        commanded(&w, &draft, Command::Send).await;
        assert_eq!(refusal(&w, &draft, Command::Send).await, "not_draft");
        let back = commanded(&w, &draft, Command::Undo).await;
        assert_eq!((back.notice.state, back.counts.waiting), (State::Draft, 0));
        w.now += HOLD_MS;
        tell(&w).await;
        assert!(addresses(&mut w).await.is_empty());
        commanded(&w, &draft, Command::Send).await;
        w.now += HOLD_MS;
        tell(&w).await;
        assert_eq!(refusal(&w, &draft, Command::Undo).await, "too_late");
        assert_eq!(addresses(&mut w).await.len(), 2);
        let stopped = w.desk.command_notice(&w.by(), draft.notice.id, 0, Command::Stop).await.expect("whatever was seen");
        assert_eq!(stopped.notice.state, State::Stopped);
        w.now += DAY;
        tell(&w).await;
        assert!(addresses(&mut w).await.is_empty());
        assert_eq!(view(&w, draft.notice.id).await.counts.waiting, 1, "it says who was not told");
        commanded(&w, &draft, Command::GoOn).await;
        tell(&w).await;
        assert_eq!(addresses(&mut w).await.len(), 1);
        assert_eq!(refusal(&w, &draft, Command::GoOn).await, "not_sending");
    }

    async fn exceptions_those_who_asked_and_those_who_know_are_passed_over(db: &TestDb) {
        let mut w = world(db).await;
        for who in ["ann", "bob", "cid", "dot"] {
            writes(&w, who, 1).await;
        }
        w.now += HOUR;
        addresses(&mut w).await;
        let (about, by) = (channel(&w).await, w.by());
        let bob = contact(&w, "bob").await;
        let by_hand = |contact, address| NewSuppression { contact, address };
        let entry = w.desk.suppress_notices(&by, by_hand(Some(bob), None)).await.expect("kept");
        let again = w.desk.suppress_notices(&by, by_hand(Some(bob), None)).await.expect("kept");
        assert_eq!(entry, again);
        let address = Some("Cid@Shop.example".to_owned());
        w.desk.suppress_notices(&by, by_hand(None, address)).await.expect("kept");
        assert_eq!(w.desk.suppress_notices(&by, by_hand(None, None)).await.expect_err("no").code(), "bad_choice");
        let exceptions = [contact(&w, "ann").await].into();
        let draft = made(&w, Content { exceptions, ..content(about) }).await;
        assert_eq!(draft.people, 1);
        commanded(&w, &draft, Command::Send).await;
        w.now += HOLD_MS;
        tell(&w).await;
        assert_eq!(addresses(&mut w).await, ["dot@shop.example"]);
        let why = passed(&w, draft.notice.id).await;
        assert_eq!(why["ann Buyer"], Passed::Exception);
        assert_eq!((why["bob Buyer"], why["cid Buyer"]), (Passed::Suppressed, Passed::Suppressed));

        w.desk.allow_notices(&by, entry.id).await.expect("allowed");
        let second = made(&w, content(about)).await;
        commanded(&w, &second, Command::Send).await;
        w.now += HOLD_MS;
        tell(&w).await;
        assert_eq!(addresses(&mut w).await, ["ann@shop.example", "bob@shop.example"]);
        assert_eq!(passed(&w, second.notice.id).await["dot Buyer"], Passed::ToldBefore);
        let third = made(&w, Content { follow_up: true, ..content(about) }).await;
        assert_eq!(third.people, 3);
    }

    async fn who_has_a_conversation_open_is_told_there(db: &TestDb) {
        let mut w = world(db).await;
        let open = writes(&w, "ann", 1).await;
        let over = writes(&w, "bob", 1).await;
        w.now += HOUR;
        w.replies(over, "bob@shop.example", "<p>There.</p>").await;
        let resolve = domain::conversation::Command::SetStatus(Status::Resolved);
        w.desk.change(&w.by(), over, None, resolve).await.expect("resolved");
        addresses(&mut w).await;
        let about = channel(&w).await;
        let draft = made(&w, Content { in_thread: true, ..content(about) }).await;
        let ann = contact(&w, "ann").await;
        let shown = w.desk.rendered_notice(&w.by(), draft.notice.id, ann).await.expect("shown");
        assert_eq!((shown.way, shown.subject.as_str()), (Way::Thread, "Re: Lamp ann 0"));
        commanded(&w, &draft, Command::Send).await;
        w.now += HOLD_MS;
        tell(&w).await;
        let mails = mailed(&mut w).await;
        assert_eq!(mails.len(), 2);
        assert_eq!(mails[0].1.text.trim(), shown.text.trim(), "as the dry run showed");
        let told = recipients(&w, draft.notice.id).await;
        let of = |way| told.iter().find(|r| r.way == way).and_then(|r| r.conversation);
        assert_eq!(of(Way::Thread), Some(open));
        assert!(of(Way::Mail).is_some_and(|c| c != over), "a letter of its own");
        assert_eq!(w.conversation(open).await.state.status(), Status::Open);
    }
}
