//! Notices: whom they reach, in waves and never twice; what is undone, stopped, refused; what those who were told do next.

mod support;

use desk::notice::{Command, NewSuppression, View};
use domain::conversation::Status;
use domain::notice::{Content, HOLD_MS, Passed, Standing, State, Text, To, Voice, Waves, Way};
use domain::{ChannelId, ContactId, ConversationId, NoticeId};
use fairlead_desk as desk;
use std::collections::BTreeMap;
use store::notice::Recipient;
use store::{Json, on_both_engines};
use support::*;

const HOUR: i64 = 60 * MINUTE;

/// Questions of somebody, each a conversation of its own.
async fn writes(w: &World, who: &str, times: usize) -> ConversationId {
    let mut last = None;
    for n in 0..times {
        let id = format!("{who}-{n}-{}@shop.example", w.now);
        let sender = format!("{who} Buyer <{who}@shop.example>");
        let subject = format!("Lamp {who} {n}");
        last = Some(
            w.opened(from(&sender, &subject, &id, "Where is it?"))
                .await
                .0,
        );
    }
    last.expect("written at least once")
}

async fn channel(w: &World) -> ChannelId {
    let all = w
        .desk
        .db()
        .read(async |tx| store::channel::all(tx).await)
        .await
        .expect("read");
    all[0].id
}

async fn contact(w: &World, who: &str) -> ContactId {
    let key = format!("{who}@shop.example");
    let found = w
        .desk
        .db()
        .read(async move |tx| {
            store::contact::by_identity(tx, domain::contact::IdentityKind::Email, &key).await
        })
        .await
        .expect("read");
    found.expect("known").contact
}

fn text(subject: &str, html: &str) -> Text {
    Text {
        subject: subject.to_owned(),
        html: html.to_owned(),
    }
}

fn content(from: ChannelId) -> Content {
    let words = text(
        "News for {{customer.name|you}}",
        "<p>Hello {{customer.name|there}},</p><p>{{ways}}</p><p>{{agent.first_name}}, {{organization.name}}</p>",
    );
    Content {
        name: "Mail goes".to_owned(),
        to: To {
            days: 90,
            ..To::default()
        },
        from,
        in_thread: false,
        voice: Voice::Benefit,
        texts: [("en".to_owned(), words)].into(),
        follow_up: false,
        exceptions: [].into(),
        waves: Waves {
            first: 2,
            then_per_hour: 2,
            wait_hours: 1,
        },
        costs_meant: false,
    }
}

async fn made(w: &World, content: Content) -> View {
    let about = channel(w).await;
    w.desk
        .make_notice(&w.by(), about, None, content)
        .await
        .expect("a draft")
}

async fn commanded(w: &World, view: &View, command: Command) -> View {
    let (id, version) = (view.notice.id, now_version(w, view.notice.id).await);
    w.desk
        .command_notice(&w.by(), id, version, command)
        .await
        .expect("done")
}

async fn now_version(w: &World, id: NoticeId) -> i64 {
    w.desk
        .notice(&w.by(), id)
        .await
        .expect("seen")
        .notice
        .version
}

async fn view(w: &World, id: NoticeId) -> View {
    w.desk.notice(&w.by(), id).await.expect("seen")
}

async fn refusal(w: &World, view: &View, command: Command) -> &'static str {
    let version = now_version(w, view.notice.id).await;
    let done = w
        .desk
        .command_notice(&w.by(), view.notice.id, version, command)
        .await;
    done.expect_err("refused").code()
}

/// Tells everybody whose turn it is.
async fn tell(w: &World) {
    for _ in 0..100 {
        if w.desk.tell_notices(w.now).await.expect("told") == 0 {
            return;
        }
    }
    panic!("it never ends");
}

async fn mailed(w: &mut World) -> Vec<(desk::outbox::Outgoing, mail::Mail)> {
    w.now += domain::conversation::UNDO_MS;
    let mut sent = w.sent().await;
    sent.sort_by(|a, b| a.0.recipient.cmp(&b.0.recipient));
    sent
}

async fn addresses(w: &mut World) -> Vec<String> {
    mailed(w)
        .await
        .into_iter()
        .map(|(o, _)| o.recipient)
        .collect()
}

async fn recipients(w: &World, id: NoticeId) -> Vec<Recipient> {
    w.desk
        .notice_recipients(&w.by(), id, None, -1, 100)
        .await
        .expect("read")
}

/// Who was passed over, by name, and why.
async fn passed(w: &World, id: NoticeId) -> BTreeMap<String, Passed> {
    let all = recipients(w, id).await.into_iter();
    all.filter_map(|r| Some((r.name, r.why?))).collect()
}

/// A field of the head, as it stands in the bytes.
fn field(o: &desk::outbox::Outgoing, name: &str) -> Option<String> {
    let text = String::from_utf8_lossy(&o.bytes);
    let head = text
        .split("\r\n\r\n")
        .next()?
        .replace("\r\n ", " ")
        .replace("\r\n\t", " ");
    let start = format!("{}:", name.to_ascii_lowercase());
    let mut lines = head.lines();
    let line = lines.find(|l| l.to_ascii_lowercase().starts_with(&start))?;
    Some(line[start.len()..].trim().to_owned())
}

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
        // One of them is lost half-way.
        let short = std::time::Duration::from_millis(40);
        let lost = tokio::time::timeout(short, other.tell_notices(w.now)).await;
        drop(lost);
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

    async fn whoever_presses_the_link_or_bounces_gets_no_more(db: &TestDb) {
        let mut w = world(db).await;
        writes(&w, "ann", 1).await;
        writes(&w, "bob", 1).await;
        w.now += HOUR;
        addresses(&mut w).await;
        let about = channel(&w).await;
        let draft = made(&w, content(about)).await;
        commanded(&w, &draft, Command::Send).await;
        w.now += HOLD_MS;
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
        let forged = format!("{}A", &token[..token.len() - 1]);
        for odd in ["", "x", &"A".repeat(64), &"A".repeat(10_000), &forged.replace(&token, "B")] {
            if odd != token {
                assert!(w.desk.leave_notices(odd, w.now).await.is_err(), "{odd}");
            }
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
        for who in ["ann", "bob", "cid"] {
            writes(&w, who, 1).await;
        }
        w.now += HOUR;
        addresses(&mut w).await;
        let about = channel(&w).await;
        let draft = made(&w, content(about)).await;
        commanded(&w, &draft, Command::Send).await;
        w.now += HOLD_MS;
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
        for who in ["ann", "bob", "cid"] {
            writes(&w, who, 1).await;
        }
        w.now += HOUR;
        addresses(&mut w).await;
        let about = channel(&w).await;
        let draft = made(&w, content(about)).await;
        commanded(&w, &draft, Command::Send).await;
        w.now += HOLD_MS;
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
        let all = w.desk.notice_templates(&by, about, None).await.expect("templates");
        assert_eq!(all.len(), 3);
        for template in &all {
            assert_eq!(template.texts.keys().collect::<Vec<_>>(), ["de", "en", "et", "zh"]);
            let texts = template.texts.clone();
            let draft = made(&w, Content { texts, voice: template.voice, ..content(about) }).await;
            let empty = |f: &&domain::notice::Finding| f.code == domain::notice::Code::EmptyVariable;
            assert_eq!(draft.findings.iter().find(empty), None);
        }
        let nowhere = ChannelId(uuid::Uuid::from_u128(9));
        assert!(w.desk.notice_templates(&by, about, Some(nowhere)).await.is_err());
        let content = domain::plan::Content {
            kind: domain::plan::Kind::Adjust, name: "x".into(), reason: String::new(), owner: None,
            close_plan: String::new(), steps: Vec::new(),
        };
        let plan = w.desk.make_plan(&by, about, content).await.expect("a plan").plan.id;
        assert_eq!(w.desk.plan_kit(&by, plan).await.expect_err("no place").code(), "no_help_center");
    }
}
