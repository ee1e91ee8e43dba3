//! The program comes to its own doors: a letter that comes in makes no conversation, and what came of it stands at the door.

mod support;

use desk::dead_end;
use desk::ingest::Ingested;
use desk::probes::TakenUp;
use domain::channel::Stage;
use domain::dead_end::{Cause, Invariant, Scope, audit};
use domain::probe::{AGAIN_MS, CUT_OFF_MS, EVERY_MS, LETTER_MS, Place, SETTLED_MS, Verdict, Way};
use domain::{DoorId, Millis, ProbeId};
use fairlead_desk as desk;
use store::on_both_engines;
use store::probe::Probe;
use support::*;

async fn door(w: &World) -> DoorId {
    let doors = w.desk.doors().await.expect("doors");
    doors.first().expect("a door").id
}

/// Asked for and taken up; the letter that would go out.
async fn begun(w: &World) -> (Probe, Vec<u8>) {
    let asked = w
        .desk
        .ask_probe(&w.by(), door(w).await)
        .await
        .expect("asked");
    let mut taken = taken_up(w, 0, w.now).await;
    let (probe, target) = taken.ready.pop().expect("one");
    assert_eq!(
        (probe.id, &target.place),
        (asked.id, &Place::Address(DOOR.to_owned()))
    );
    let letter = w
        .desk
        .probe_letter(probe.id, DOOR, w.now)
        .await
        .expect("a letter");
    assert_eq!((letter.from.as_str(), letter.to.as_str()), (DOOR, DOOR));
    (probe, letter.bytes)
}

/// By whoever is there since then.
async fn taken_up(w: &World, since: Millis, now: Millis) -> TakenUp {
    let taken = w.desk.take_up_probes(since, now).await;
    taken.expect("taken up")
}

/// What the letter that comes in ends.
fn passed(ingested: &Ingested) -> Option<bool> {
    match ingested {
        Ingested::Probe(over) => over.as_ref().map(|o| o.verdict.passed),
        other => panic!("no look: {other:?}"),
    }
}

/// Whatever the house has to send has left it.
async fn sent(tx: &mut store::Tx) -> store::Result<()> {
    use store::house_mail::{Ended, claim, end};
    for mail in claim(tx, i64::MAX - 1, i64::MAX, "n", 9).await? {
        assert!(end(tx, mail.id, mail.attempt, Ended::Sent, "").await?);
    }
    Ok(())
}

async fn seen(w: &World) -> Probe {
    let all = w
        .desk
        .probes(&w.by(), w.started.channel.id, None, 10)
        .await
        .expect("read");
    all.into_iter().next().expect("a look")
}

async fn has_conversations(w: &World) -> bool {
    let channel = w.started.channel.id;
    let open = async move |tx: &mut store::Tx| store::last_word::open(tx, channel).await;
    w.desk.db().read(open).await.expect("read")
}

/// What the audit says of N10 at the first door.
async fn alive(w: &World) -> Option<Cause> {
    let now = w.now;
    let read = w
        .desk
        .db()
        .read(async move |tx| dead_end::house(tx, now).await);
    let found = audit(&read.await.expect("a house").0, &Scope::All).findings;
    let of = found.into_iter().find(|f| f.invariant == Invariant::Alive);
    of.map(|f| f.cause)
}

on_both_engines! {
    async fn a_letter_that_comes_in_passes_and_leaves_nothing_behind(db: &TestDb) {
        let mut w = world(db).await;
        assert_eq!(alive(&w).await, Some(Cause::NotMeasured));
        let (probe, letter) = begun(&w).await;
        let again = w.desk.ask_probe(&w.by(), probe.door).await.expect("asked");
        assert_eq!(again.id, probe.id, "one at a time");
        w.now += MINUTE;
        assert_eq!(passed(&w.arrives(letter.clone()).await), Some(true));
        let kept = seen(&w).await;
        assert_eq!((kept.passed, kept.took_ms), (Some(true), Some(MINUTE)), "{kept:?}");
        assert!(!has_conversations(&w).await);
        assert_eq!(w.desk.acknowledge_due(w.now + DAY).await.expect("ran"), 0);
        assert_eq!(alive(&w).await, None);
        assert_eq!(passed(&w.arrives(letter).await), None, "a copy of it is no letter either, and counts for nothing");
        w.now += DAY + 1;
        assert_eq!(alive(&w).await, Some(Cause::ProbeIsOld));
    }

    async fn a_letter_that_does_not_come_in_or_comes_back_fails_and_the_audit_says_so(db: &TestDb) {
        let mut w = world(db).await;
        begun(&w).await;
        w.now += LETTER_MS;
        let taken = taken_up(&w, 0, w.now).await;
        assert!(taken.ready.is_empty());
        assert_eq!((taken.over[0].way, taken.over[0].verdict.passed), (Way::Mail, false));
        let kept = seen(&w).await;
        assert!(kept.passed == Some(false) && kept.seen.contains("15 minutes"), "{kept:?}");
        assert_eq!(alive(&w).await, Some(Cause::ProbeFailed));
        w.now += MINUTE;
        let (probe, letter) = begun(&w).await;
        let text = String::from_utf8(letter).expect("text");
        let id = text.lines().find(|l| l.starts_with("Message-ID:")).expect("an id");
        let report = mail(
            &format!("From: MAILER-DAEMON@mx.example\nTo: {DOOR}\nSubject: Undelivered Mail Returned to Sender\nMIME-Version: 1.0\n\
                Content-Type: multipart/report; report-type=delivery-status; boundary=b"),
            &format!("--b\nContent-Type: text/plain\n\nIt could not be delivered.\n--b\nContent-Type: message/delivery-status\n\n\
                Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; {DOOR}\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 no such user\n\n\
                --b\nContent-Type: message/rfc822\n\n{id}\nSubject: x\n\nx\n--b--"),
        );
        assert_eq!(passed(&w.arrives(report).await), Some(false));
        let kept = seen(&w).await;
        assert_eq!((kept.id, kept.passed), (probe.id, Some(false)));
        assert!(kept.seen.contains("no such user"), "{}", kept.seen);
        assert!(!has_conversations(&w).await);
    }

    async fn what_a_person_writes_about_it_is_a_mail_and_a_token_of_another_house_is_none(db: &TestDb) {
        let w = world(db).await;
        let (_, letter) = begun(&w).await;
        let text = String::from_utf8(letter).expect("text");
        let subject = text.lines().find_map(|l| l.strip_prefix("Subject: ")).expect("a subject").to_owned();
        let asked = format!("From: cleo@c.example\nTo: {DOOR}\nSubject: Re: {subject}\nMessage-ID: <1@c.example>\nIn-Reply-To: <2@c.example>");
        assert!(matches!(w.arrives(mail(&asked, "What is this?")).await, Ingested::Opened { .. }));
        let away = format!("From: cleo@c.example\nTo: {DOOR}\nSubject: Away: {subject}\nMessage-ID: <3@c.example>\nAuto-Submitted: auto-replied");
        assert_eq!(passed(&w.arrives(mail(&away, "I am away.")).await), None);
        assert_eq!(seen(&w).await.passed, None, "an echo says nothing of the way");
        let forged = format!("From: eve@e.example\nTo: {DOOR}\nSubject: Probe {}\nMessage-ID: <4@c.example>", "A".repeat(desk::page_token::TEXT));
        assert!(matches!(w.arrives(mail(&forged, "x")).await, Ingested::Opened { .. }));
    }

    async fn every_door_but_a_drafts_is_tried_every_day_by_itself_a_closed_one_too(db: &TestDb) {
        let mut w = world(db).await;
        let made = w.desk.doors().await.expect("doors").first().expect("a door").created_at;
        assert_eq!(w.desk.probes_due(made + SETTLED_MS - 1).await.expect("ran"), 0, "still being set up");
        w.now = made + SETTLED_MS;
        assert_eq!(w.desk.probes_due(w.now).await.expect("ran"), 1);
        assert_eq!(w.desk.probes_due(w.now).await.expect("ran"), 0);
        let (probe, _) = taken_up(&w, 0, w.now).await.ready.pop().expect("one");
        assert_eq!(probe.asked_by, None);
        assert!(taken_up(&w, 0, w.now + CUT_OFF_MS).await.ready.is_empty(), "on its way");
        let verdict = Verdict::passed("It came in.");
        assert!(w.desk.end_probe(probe.id, verdict, None, w.now + 1).await.expect("kept"));
        let late = w.desk.end_probe(probe.id, Verdict::failed("late"), None, w.now + 2).await;
        assert!(!late.expect("ran"), "it counts for nothing");
        assert_eq!(seen(&w).await.passed, Some(true), "the first word stands");
        let (by, own) = (w.by(), w.started.channel.id);
        w.desk.set_stage(&by, own, Stage::Closed, None, "nobody writes").await.expect("closed");
        assert_eq!(w.desk.probes_due(w.now + EVERY_MS).await.expect("ran"), 1);
    }

    async fn a_look_that_failed_is_tried_once_more_after_some_minutes(db: &TestDb) {
        let mut w = world(db).await;
        w.desk.ask_probe(&w.by(), door(&w).await).await.expect("asked");
        for due in [1, 0] {
            let failed = Verdict::failed("It was a restart.");
            assert!(w.desk.end_probe(seen(&w).await.id, failed, None, w.now).await.expect("kept"));
            assert_eq!(w.desk.probes_due(w.now + AGAIN_MS - 1).await.expect("ran"), 0);
            w.now += AGAIN_MS;
            assert_eq!(w.desk.probes_due(w.now).await.expect("ran"), due, "once");
        }
        assert_eq!(w.desk.probes_due(w.now + EVERY_MS).await.expect("ran"), 1);
    }

    async fn a_restart_makes_no_healthy_address_a_dead_end(db: &TestDb) {
        let mut w = world(db).await;
        let (probe, letter) = begun(&w).await;
        // The process ended before the letter left: begun again by the next one.
        let up = w.now + 60 * MINUTE;
        let (again, _) = taken_up(&w, up, up + 1).await.ready.pop().expect("begun again");
        assert_eq!(again.id, probe.id);
        assert!(taken_up(&w, up, up + 2).await.ready.is_empty(), "once");
        w.desk.send_probe(probe.id, DOOR, up + 2).await.expect("queued");
        w.desk.db().write(sent).await.expect("sent");
        // It left, and nobody was there for a while.
        let up = up + 60 * MINUTE;
        let soon = taken_up(&w, up, up + LETTER_MS - 1).await;
        assert!(soon.ready.is_empty() && soon.over.is_empty(), "it may be on its way: {soon:?}");
        w.now = up + 1;
        w.desk.accept_inbound(w.raw(letter), w.now).await.expect("accepted");
        let later = taken_up(&w, up, up + LETTER_MS).await;
        assert!(later.over.is_empty(), "it waits to be read: {later:?}");
        w.work(|_| {}).await;
        assert_eq!(seen(&w).await.passed, Some(true));
    }

    async fn letters_under_way_hide_nothing_that_waits_and_a_door_has_one_look_at_a_time(db: &TestDb) {
        let w = world(db).await;
        let (probe, _) = begun(&w).await;
        let now = w.now;
        let insert = async move |tx: &mut store::Tx| {
            for n in 1..=25_u128 {
                let id = uuid::Uuid::from_u128(n);
                let row = Probe { id: ProbeId(id), door: DoorId(id), asked_at: now - MINUTE, ..probe.clone() };
                assert!(store::probe::insert(tx, &row).await?);
                assert!(store::probe::begin(tx, row.id, None, now).await?);
            }
            let twice = Probe { id: ProbeId(uuid::Uuid::from_u128(99)), ..probe.clone() };
            store::probe::insert(tx, &twice).await
        };
        assert!(!w.desk.db().write(insert).await.expect("kept"), "one at a door");
        w.arrives(w.desk.probe_letter(seen(&w).await.id, DOOR, w.now).await.expect("a letter").bytes).await;
        let asked = w.desk.ask_probe(&w.by(), door(&w).await).await.expect("asked");
        let taken = taken_up(&w, 0, w.now).await.ready;
        assert_eq!(taken.first().map(|(p, _)| p.id), Some(asked.id));
    }

    async fn mail_is_known_to_be_taken_by_the_newest_look_at_its_door(db: &TestDb) {
        let mut w = world(db).await;
        let tried = async |w: &World, address: &str| w.desk.tried_address(address).await.expect("read");
        assert_eq!(tried(&w, "else@where.example").await, None);
        assert_eq!(tried(&w, DOOR).await, Some(None));
        let (_, letter) = begun(&w).await;
        assert_eq!(tried(&w, DOOR).await, Some(None), "under way");
        w.now += MINUTE;
        w.arrives(letter).await;
        assert_eq!(tried(&w, &DOOR.to_uppercase()).await, Some(Some((w.now, true))));
    }
}
