//! Forgetting somebody, whatever happens meanwhile; and keeping what must be kept.

mod support;

use domain::access::{Access, PermissionSet};
use domain::contact::IdentityKind;
use domain::conversation::{Command, Status};
use domain::{ContactId, ConversationId};
use fairlead_desk::By;
use fairlead_desk::forward::NewForward;
use fairlead_desk::ingest::Ingested;
use fairlead_desk::merge::Customers;
use fairlead_desk::note::NewNote;
use fairlead_desk::people::holds::Target;
use fairlead_desk::people::retention::RuleInput;
use fairlead_desk::side::NewSide;
use fairlead_desk::utterance::Written;
use fairlead_desk::writing::Words;
use store::erase::{Counts, Erasure};
use store::on_both_engines;
use store::testing::TestDb;
use support::*;

/// A word that nobody else uses.
const SECRET: &str = "xylofonkerze";

fn with_file(sender: &str, subject: &str, id: &str, body: &str) -> Vec<u8> {
    mail(
        &format!(
            "From: {sender}\nTo: {DOOR}\nSubject: {subject}\nMessage-ID: <{id}>\nDate: Tue, 3 Mar 2026 09:50:00 +0000\n\
             MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b"
        ),
        &format!(
            "--b\nContent-Type: text/plain\n\n{body}\n--b\nContent-Type: text/plain; name=order.txt\n\
             Content-Disposition: attachment; filename=order.txt\n\n{SECRET} in a file\n--b--"
        ),
    )
}

async fn contact_of(w: &World, address: &str) -> Option<ContactId> {
    let address = address.to_owned();
    w.desk
        .db()
        .read(async move |tx| store::contact::by_identity(tx, IdentityKind::Email, &address).await)
        .await
        .expect("read")
        .map(|k| k.contact)
}

/// Steps until nothing runs any more; the newest record.
async fn finish(w: &World) -> Erasure {
    for _ in 0..1000 {
        w.desk.go_on_erasing(w.now).await.expect("a step");
        let log = w.desk.erasures(&w.by()).await.expect("the log");
        if log.iter().all(|e| e.state == "done") {
            return log.into_iter().next().expect("a record");
        }
    }
    panic!("it does not end");
}

/// Every exported row, as one text.
async fn everything(w: &World, db: &TestDb) -> String {
    let to = db
        .folder
        .path()
        .join(format!("export-{}", uuid::Uuid::now_v7()));
    store::export::export(w.desk.db(), w.desk.blobs(), &to, &mut |_| {})
        .await
        .expect("exported");
    let mut all = String::new();
    for entry in std::fs::read_dir(&to).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_file() {
            all.push_str(&String::from_utf8_lossy(
                &std::fs::read(path).expect("read"),
            ));
        }
    }
    all
}

/// Whether any file of the folder holds these bytes.
fn on_disk(folder: &std::path::Path, word: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(bytes) = std::fs::read(&path)
                && bytes.windows(word.len()).any(|w| w == word)
            {
                found.push(path.display().to_string());
            }
        }
    }
    found
}

fn forever(w: &World) -> RuleInput {
    RuleInput {
        name: "Two years".to_owned(),
        channel: None,
        country: None,
        after_days: 730,
        contacts: true,
        owner: w.started.agent.id,
        enabled: true,
    }
}

async fn resolve(w: &World, id: ConversationId) {
    w.desk
        .change(&w.by(), id, None, Command::SetStatus(Status::Resolved))
        .await
        .expect("resolved");
}

on_both_engines! {
    async fn a_forgotten_person_is_nowhere_and_the_figures_stay(db: &TestDb) {
        let mut w = world(db).await;
        let mari = "Mari Maasikas <mari@secret.example>";
        let (id, _) = w.opened(with_file(mari, "xylofonkerze wanted", "1@secret.example", SECRET)).await;
        w.replies(id, "mari@secret.example", &format!("<p>Your {SECRET} is coming</p>")).await;
        w.now += MINUTE;
        w.sent().await;
        // They were also named, and wrote, in a conversation of somebody else.
        let copied = mail(
            &format!("From: cleo@c.example\nTo: {DOOR}\nCc: {mari}\nSubject: Lamp\nMessage-ID: <2@c.example>\nDate: Tue, 3 Mar 2026 09:50:00 +0000"),
            "Both of us wait.",
        );
        let (other, _) = w.opened(copied).await;
        let contact = contact_of(&w, "mari@secret.example").await.expect("known");
        let preview = w.desk.erasure_preview(&w.by(), contact).await.expect("a preview");
        assert_eq!(
            preview.counts,
            Counts { contacts: 1, identities: 1, conversations: 1, messages: 2, files: 1, mails: 2, elsewhere: 0 }
        );
        let before = w.conversation(id).await;
        w.now += MINUTE;
        w.desk.erase_contact(&w.by(), contact).await.expect("begun");
        let done = finish(&w).await;
        assert_eq!((done.counts.0.messages, done.counts.0.files, done.counts.0.elsewhere), (2, 1, 1));
        assert_eq!(done.whom.0, store::erase::Whom::default(), "the record does not say whom");
        w.desk.forget_files_after(w.now, 0).await.expect("files");

        let after = w.conversation(id).await;
        assert_eq!(after.subject, "");
        assert_eq!(after.state.status(), Status::Resolved);
        assert_eq!((after.number, after.created_at, after.first_reply_at), (before.number, before.created_at, before.first_reply_at));
        assert_eq!(w.conversation(other).await.subject, "Lamp", "what others wrote stays");
        let all = everything(&w, db).await;
        for word in [SECRET, "secret.example", "Maasikas"] {
            assert!(!all.contains(word), "{word} is left");
        }
        assert!(all.contains("Both of us wait."));
        let found = w.desk.db().read(async move |tx| store::search::search_contacts(tx, &Access::system(), "maasikas", 5).await).await.expect("read");
        assert!(found.is_empty());
        assert!(on_disk(&db.folder.path().join("blobs"), SECRET.as_bytes()).is_empty());
        // Once is enough.
        let again = w.desk.erase_contact(&w.by(), contact).await;
        assert_eq!(again.expect_err("refused").code(), "erased");
    }

    async fn mail_that_was_accepted_before_goes_too_and_mail_after_is_a_stranger(db: &TestDb) {
        let w = world(db).await;
        let mari = "Mari <mari@secret.example>";
        let (id, _) = w.opened(from(mari, "First", "1@secret.example", SECRET)).await;
        w.replies(id, "mari@secret.example", "<p>Yes</p>").await;
        let sent = w.desk.db().read(async move |tx| store::conversation::participants(tx, id).await).await.expect("read");
        assert!(!sent.is_empty());
        let contact = contact_of(&w, "mari@secret.example").await.expect("known");
        // Accepted, and not read yet.
        w.desk.accept_inbound(w.raw(from(mari, "Second", "2@secret.example", SECRET)), w.now).await.expect("accepted");
        w.desk.erase_contact(&w.by(), contact).await.expect("begun");
        for _ in 0..20 {
            w.desk.go_on_erasing(w.now).await.expect("a step");
        }
        let log = w.desk.erasures(&w.by()).await.expect("the log");
        assert_eq!(log[0].state, "running", "it waits for the mail");
        let read = w.work(|_| {}).await;
        assert!(matches!(read[0], Ingested::Opened { .. }), "{read:?}");
        // Comes after the request.
        w.arrives(from("Cleo <cleo@c.example>", "Other", "3@c.example", "Hello")).await;
        finish(&w).await;
        w.desk.forget_files_after(w.now, 0).await.expect("files");
        let all = everything(&w, db).await;
        assert!(!all.contains(SECRET) && !all.contains("secret.example"));
        assert_eq!(contact_of(&w, "mari@secret.example").await, None);
        // An answer to the old thread begins anew.
        let answer = mail(
            &format!("From: {mari}\nTo: {DOOR}\nSubject: Re: First\nMessage-ID: <4@secret.example>\nIn-Reply-To: <1@secret.example>\nDate: Tue, 3 Mar 2026 10:50:00 +0000"),
            "And now?",
        );
        let (new, _) = w.opened(answer).await;
        assert_ne!(new, id);
        let fresh = contact_of(&w, "mari@secret.example").await.expect("a new contact");
        assert_ne!(fresh, contact);
        // The very same mail once more is known, and its words are not kept.
        let copy = w.arrives(from(mari, "First", "1@secret.example", SECRET)).await;
        assert!(matches!(copy, Ingested::Duplicate { .. }), "{copy:?}");
        w.desk.forget_files_after(w.now, 0).await.expect("late mail");
        assert!(!everything(&w, db).await.contains(SECRET));
    }

    async fn all_records_of_a_merged_person_are_forgotten(db: &TestDb) {
        let w = world(db).await;
        w.opened(from("Mari <mari@home.example>", "Lamp", "1@home.example", SECRET)).await;
        w.opened(from("Mari <mari@work.example>", "Desk", "2@work.example", SECRET)).await;
        let home = contact_of(&w, "mari@home.example").await.expect("known");
        let work = contact_of(&w, "mari@work.example").await.expect("known");
        let merge = w.desk.merge_contacts(&w.by(), home, work).await.expect("merged");
        let absorbed = w.desk.erase_contact(&w.by(), work).await;
        assert_eq!(absorbed.expect_err("refused").code(), "merged");
        w.desk.erase_contact(&w.by(), home).await.expect("begun");
        let undone = w.desk.unmerge_contacts(&w.by(), merge).await;
        assert_eq!(undone.expect_err("refused").code(), "erased");
        let done = finish(&w).await;
        assert_eq!((done.counts.0.contacts, done.counts.0.conversations), (2, 2));
        let all = everything(&w, db).await;
        for word in [SECRET, "home.example", "work.example", "Mari"] {
            assert!(!all.contains(word), "{word} is left");
        }
    }

    async fn a_signpost_to_a_forgotten_conversation_leads_no_mail_there(db: &TestDb) {
        let mut w = world(db).await;
        let (a, _) = w.opened(from("Xenia <x@xenia.example>", "Xenia", "1@xenia.example", "one")).await;
        let (s, _) = w.opened(from("Yuri <y@yuri.example>", "Yuri", "1@yuri.example", SECRET)).await;
        w.replies(a, "x@xenia.example", "<p>Yes</p>").await;
        w.now += MINUTE;
        let token = w.sent().await.pop().expect("one mail").1.reply_to[0].address.clone();
        w.desk.merge(&w.by(), s, a, Customers::MayDiffer).await.expect("merged");
        let yuri = contact_of(&w, "y@yuri.example").await.expect("known");
        w.desk.erase_contact(&w.by(), yuri).await.expect("begun");
        finish(&w).await;
        let late = mail(&format!("From: x@xenia.example\nTo: {token}\nSubject: Re: Xenia\nMessage-ID: <2@xenia.example>"), "and two");
        let mut raw = w.raw(late);
        raw.envelope.rcpt_to = vec![token];
        let Ingested::Opened { conversation, .. } = w.arrives_as(raw, |_| {}).await else {
            panic!("it joined what was forgotten");
        };
        let hint = w.desk.db().read(async move |tx| store::inbox::summary(tx, &Access::system(), conversation).await).await.expect("read");
        assert_eq!(hint.expect("listed").hint, Some(a), "its own number, which leads to nothing that can be read");
    }

    async fn a_person_whose_conversations_were_merged_is_forgotten_too(db: &TestDb) {
        let w = world(db).await;
        let mari = "Mari <mari@secret.example>";
        let (a, _) = w.opened(from(mari, SECRET, "1@secret.example", SECRET)).await;
        let (s, _) = w.opened(from(mari, "Lamp", "2@secret.example", SECRET)).await;
        w.desk.merge(&w.by(), s, a, Customers::Same).await.expect("merged");
        let contact = contact_of(&w, "mari@secret.example").await.expect("known");
        w.desk.erase_contact(&w.by(), contact).await.expect("begun");
        assert_eq!(finish(&w).await.counts.0.conversations, 2);
        assert_eq!(w.conversation(a).await.state.status(), Status::Merged, "the old number still leads on");
        assert!(!everything(&w, db).await.contains(SECRET));
    }

    async fn nobody_is_written_to_from_a_forgotten_conversation_and_notes_stay_allowed(db: &TestDb) {
        let mut w = world(db).await;
        let (id, first) = w.opened(from("Mari <mari@secret.example>", "Lamp", "1@secret.example", SECRET)).await;
        let ask = Words {
            html: "<p>Have you seen the lamp?</p>".to_owned(),
            to: vec![person("maker@m.example")],
            subject: Some("A lamp".to_owned()),
            ..Words::default()
        };
        let new = NewSide { parent: id, words: ask.clone(), quote: Some(first) };
        let side = w.desk.ask_aside(&w.by(), new.clone()).await.expect("asked").conversation.id;
        let contact = contact_of(&w, "mari@secret.example").await.expect("known");
        w.now += MINUTE;
        w.sent().await;
        let code = |r: Result<Written, fairlead_desk::DeskError>| r.expect_err("refused").code();
        w.desk.erase_contact(&w.by(), contact).await.expect("begun");
        // At once, and when the words are gone.
        for _ in 0..2 {
            let mut reply = answer(id, "mari@secret.example", "<p>Soon</p>");
            assert_eq!(code(w.desk.reply(&w.by(), reply.clone()).await), "erased");
            reply.force = true;
            assert_eq!(code(w.desk.reply(&w.by(), reply).await), "erased");
            let forward = NewForward { conversation: id, words: ask.clone() };
            assert_eq!(code(w.desk.forward(&w.by(), forward).await), "erased");
            assert_eq!(code(w.desk.ask_aside(&w.by(), new.clone()).await), "erased");
            assert_eq!(code(w.desk.say_aside(&w.by(), side, ask.clone()).await), "erased");
            finish(&w).await;
        }
        let note = NewNote { conversation: id, html: "<p>Done.</p>".to_owned(), attachments: vec![], mentions: vec![] };
        w.desk.note(&w.by(), note).await.expect("noted");
        w.now += MINUTE;
        assert!(w.sent().await.is_empty());
        w.desk.forget_files_after(w.now, 0).await.expect("files");
        assert!(!everything(&w, db).await.contains(SECRET), "what the third party was shown of it went too");
    }

    async fn it_goes_on_wherever_it_was_stopped(db: &TestDb) {
        let w = world(db).await;
        for n in 0..45 {
            w.opened(from("Mari <mari@secret.example>", &format!("{SECRET} {n}"), &format!("{n}@secret.example"), SECRET)).await;
        }
        let contact = contact_of(&w, "mari@secret.example").await.expect("known");
        w.desk.erase_contact(&w.by(), contact).await.expect("begun");
        w.desk.go_on_erasing(w.now).await.expect("one step");
        // Half-way: another process opens the same rows and finds what is left to do.
        let blobs = store::Blobs::folder(&db.folder.path().join("blobs")).expect("blobs");
        let desk = fairlead_desk::Desk::open(db.db.clone(), blobs, fairlead_desk::Keys::new(&[7; 32]), w.now).await.expect("a desk");
        let w = World { desk, ..w };
        let done = finish(&w).await;
        assert_eq!(done.counts.0.conversations, 45);
        assert!(!everything(&w, db).await.contains(SECRET));
    }

    async fn a_legal_hold_stops_erasing_deleting_and_retention(db: &TestDb) {
        let mut w = world(db).await;
        let (id, _) = w.opened(from("Mari <mari@secret.example>", "Lamp", "1@secret.example", SECRET)).await;
        let contact = contact_of(&w, "mari@secret.example").await.expect("known");
        resolve(&w, id).await;
        w.desk.create_retention_rule(&w.by(), forever(&w)).await.expect("a rule");
        w.now += 1000 * DAY;
        for target in [Target::Conversation(id), Target::Contact(contact)] {
            let hold = w.desk.hold(&w.by(), target, "Case 7").await.expect("held");
            let refused = [
                w.desk.erase_contact(&w.by(), contact).await.map(|_| ()),
                w.desk.delete_conversation(&w.by(), id).await,
            ];
            for one in refused {
                assert_eq!(one.expect_err("refused").code(), "held");
            }
            let dry = w.desk.try_retention_rule(&w.by(), None, forever(&w)).await.expect("a dry run");
            assert_eq!((dry.held, dry.counts.conversations), (1, 0));
            while w.desk.retain(w.now).await.expect("a step") {}
            assert_eq!(w.conversation(id).await.subject, "Lamp");
            w.desk.end_hold(&w.by(), hold.id).await.expect("ended");
            w.now += 2 * DAY;
        }
        while w.desk.retain(w.now).await.expect("a step") {}
        assert_eq!(w.conversation(id).await.subject, "");
        let done = finish(&w).await;
        assert!(done.rule.is_some() && done.agent.is_none(), "the rule forgot who had nothing else left");
        assert_eq!(contact_of(&w, "mari@secret.example").await, None);
    }

    async fn retention_takes_what_is_over_and_nothing_else(db: &TestDb) {
        let mut w = world(db).await;
        let (old, _) = w.opened(from("a@a.example", "Old", "1@a.example", SECRET)).await;
        let (open, _) = w.opened(from("b@b.example", "Open", "2@b.example", SECRET)).await;
        resolve(&w, old).await;
        w.now += 730 * DAY - 10 * MINUTE;
        let (young, _) = w.opened(mail(&format!("From: c@c.example\nTo: {DOOR}\nSubject: Young\nMessage-ID: <3@c.example>"), SECRET)).await;
        resolve(&w, young).await;
        w.now += 20 * MINUTE;
        let mut rule = forever(&w);
        rule.contacts = false;
        let dry = w.desk.try_retention_rule(&w.by(), None, rule.clone()).await.expect("a dry run");
        assert_eq!((dry.counts.conversations, dry.held, dry.complete), (1, 0, true));
        assert_eq!(w.conversation(old).await.subject, "Old", "a dry run changes nothing");
        let mut off = rule.clone();
        off.enabled = false;
        let row = w.desk.create_retention_rule(&w.by(), off).await.expect("a rule");
        assert!(!w.desk.retain(w.now).await.expect("nothing is on"));
        w.desk.change_retention_rule(&w.by(), row.id, row.version, rule).await.expect("on");
        while w.desk.retain(w.now).await.expect("a step") {}
        for (id, subject) in [(old, ""), (open, "Open"), (young, "Young")] {
            assert_eq!(w.conversation(id).await.subject, subject);
        }
        assert!(contact_of(&w, "a@a.example").await.is_some(), "the person stays unless the rule says so");
    }

    async fn only_who_may_forgets(db: &TestDb) {
        let w = world(db).await;
        let (id, _) = w.opened(from("a@a.example", "Lamp", "1@a.example", "x")).await;
        let contact = contact_of(&w, "a@a.example").await.expect("known");
        let access = Access::of(w.started.agent.id, PermissionSet::Lead, vec![]);
        let lead = By::agent(access, w.now, "");
        let refused = [
            w.desk.erasure_preview(&lead, contact).await.map(|_| ()),
            w.desk.erase_contact(&lead, contact).await.map(|_| ()),
            w.desk.hold(&lead, Target::Conversation(id), "x").await.map(|_| ()),
            w.desk.create_retention_rule(&lead, forever(&w)).await.map(|_| ()),
        ];
        for one in refused {
            assert_eq!(one.expect_err("refused").code(), "not_permitted");
        }
        let mut short = forever(&w);
        short.after_days = 1;
        let refused = w.desk.create_retention_rule(&w.by(), short).await;
        assert_eq!(refused.expect_err("refused").code(), "bad_days");
    }
}
