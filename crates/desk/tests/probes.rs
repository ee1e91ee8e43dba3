//! The program comes to its own doors: a letter that comes in makes no conversation, and what came of it stands at the door.

mod support;

use desk::dead_end;
use desk::ingest::Ingested;
use domain::DoorId;
use domain::dead_end::{Cause, Invariant, Scope, audit};
use domain::probe::{CUT_OFF_MS, EVERY_MS, LETTER_MS, Place, SETTLED_MS, Verdict};
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
    let mut taken = w.desk.take_up_probes(w.now).await.expect("taken up");
    let (probe, target) = taken.pop().expect("one");
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

async fn seen(w: &World) -> Probe {
    let all = w
        .desk
        .probes(&w.by(), w.started.channel.id)
        .await
        .expect("read");
    all.into_iter().next().expect("a look")
}

async fn conversations(w: &World) -> i64 {
    let channel = w.started.channel.id;
    let open = async move |tx: &mut store::Tx| store::last_word::open(tx, channel).await;
    w.desk.db().read(open).await.expect("counted")
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
        assert_eq!(w.arrives(letter.clone()).await, Ingested::Probe);
        let kept = seen(&w).await;
        assert_eq!((kept.passed, kept.took_ms), (Some(true), Some(MINUTE)), "{kept:?}");
        assert_eq!(conversations(&w).await, 0);
        assert_eq!(w.desk.acknowledge_due(w.now + DAY).await.expect("ran"), 0);
        assert_eq!(alive(&w).await, None);
        assert_eq!(w.arrives(letter).await, Ingested::Probe, "a copy of it is no letter either");
        w.now += DAY + 1;
        assert_eq!(alive(&w).await, Some(Cause::ProbeIsOld));
    }

    async fn a_letter_that_does_not_come_in_or_comes_back_fails_and_the_audit_says_so(db: &TestDb) {
        let mut w = world(db).await;
        begun(&w).await;
        w.now += LETTER_MS;
        assert!(w.desk.take_up_probes(w.now).await.expect("ran").is_empty());
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
        assert_eq!(w.arrives(report).await, Ingested::Probe);
        let kept = seen(&w).await;
        assert_eq!((kept.id, kept.passed), (probe.id, Some(false)));
        assert!(kept.seen.contains("no such user"), "{}", kept.seen);
        assert_eq!(conversations(&w).await, 0);
    }

    async fn what_a_person_writes_about_it_is_a_mail_and_a_token_of_another_house_is_none(db: &TestDb) {
        let w = world(db).await;
        let (_, letter) = begun(&w).await;
        let text = String::from_utf8(letter).expect("text");
        let subject = text.lines().find_map(|l| l.strip_prefix("Subject: ")).expect("a subject").to_owned();
        let asked = format!("From: cleo@c.example\nTo: {DOOR}\nSubject: Re: {subject}\nMessage-ID: <1@c.example>\nIn-Reply-To: <2@c.example>");
        assert!(matches!(w.arrives(mail(&asked, "What is this?")).await, Ingested::Opened { .. }));
        let away = format!("From: cleo@c.example\nTo: {DOOR}\nSubject: Away: {subject}\nMessage-ID: <3@c.example>\nAuto-Submitted: auto-replied");
        assert_eq!(w.arrives(mail(&away, "I am away.")).await, Ingested::Probe);
        assert_eq!(seen(&w).await.passed, None, "an echo says nothing of the way");
        let forged = format!("From: eve@e.example\nTo: {DOOR}\nSubject: Probe {}\nMessage-ID: <4@c.example>", "A".repeat(desk::page_token::TEXT));
        assert!(matches!(w.arrives(mail(&forged, "x")).await, Ingested::Opened { .. }));
    }

    async fn an_open_door_is_tried_every_day_by_itself_and_a_closed_one_when_somebody_asks(db: &TestDb) {
        let mut w = world(db).await;
        let made = w.desk.doors().await.expect("doors").first().expect("a door").created_at;
        assert_eq!(w.desk.probes_due(made + SETTLED_MS - 1).await.expect("ran"), 0, "still being set up");
        w.now = made + SETTLED_MS;
        assert_eq!(w.desk.probes_due(w.now).await.expect("ran"), 1);
        assert_eq!(w.desk.probes_due(w.now).await.expect("ran"), 0);
        let (probe, _) = w.desk.take_up_probes(w.now).await.expect("ran").pop().expect("one");
        assert_eq!(probe.asked_by, None);
        assert!(w.desk.take_up_probes(w.now + CUT_OFF_MS).await.expect("ran").is_empty(), "on its way");
        let verdict = Verdict::passed("It came in.");
        w.desk.end_probe(probe.id, verdict, None, w.now + 1).await.expect("kept");
        w.desk.end_probe(probe.id, Verdict::failed("late"), None, w.now + 2).await.expect("ran");
        assert_eq!(seen(&w).await.passed, Some(true), "the first word stands");
        assert_eq!(w.desk.probes_due(w.now + EVERY_MS).await.expect("ran"), 1);
    }
}
