//! Many at once: nothing lost, nothing doubled, numbers unique.

mod support;

use domain::conversation::{Command, Source, Urgency};
use fairlead_desk::ingest::{Ingested, Reading, read};
use std::collections::BTreeSet;
use store::on_both_engines;
use support::*;

async fn ingest_at_once(w: &World, mails: Vec<Vec<u8>>) -> Vec<Ingested> {
    for bytes in mails {
        w.desk
            .accept_inbound(w.raw(bytes), w.now)
            .await
            .expect("accepted");
    }
    let claimed = w.desk.claim_inbound(1_000, w.now).await.expect("claimed");
    let tasks: Vec<_> = claimed
        .into_iter()
        .map(|claimed| {
            let (desk, now) = (w.desk.clone(), w.now);
            tokio::spawn(async move {
                let bytes = claimed.bytes.clone().expect("bytes");
                let mail = read(&bytes, &mail::Limits::default()).expect("read");
                let reading = Reading {
                    claimed,
                    mail,
                    authentication: None,
                    spam: None,
                };
                desk.ingest(reading, now).await.expect("ingested")
            })
        })
        .collect();
    let mut out = Vec::new();
    for task in tasks {
        out.push(task.await.expect("ran"));
    }
    out
}

on_both_engines! {
    async fn a_new_customer_who_writes_twenty_mails_at_once_is_one_contact(db: &TestDb) {
        let w = world(db).await;
        let mails = (0..20).map(|n| from("cleo@c.example", &format!("Lamp {n}"), &format!("{n}@c.example"), "x")).collect();
        let done = ingest_at_once(&w, mails).await;
        let mut numbers = BTreeSet::new();
        let mut contacts = BTreeSet::new();
        for one in done {
            let Ingested::Opened { conversation, .. } = one else { panic!("{one:?}") };
            let c = w.conversation(conversation).await;
            numbers.insert(c.number);
            contacts.insert(c.contact);
        }
        assert_eq!((numbers.len(), contacts.len()), (20, 1));
    }

    async fn the_same_mail_ten_times_at_once_is_one_message(db: &TestDb) {
        let w = world(db).await;
        let bytes = from("cleo@c.example", "Lamp", "1@c.example", "x");
        let done = ingest_at_once(&w, vec![bytes; 10]).await;
        let opened = done.iter().filter(|d| matches!(d, Ingested::Opened { .. })).count();
        let doubled = done.iter().filter(|d| matches!(d, Ingested::Duplicate { .. })).count();
        assert_eq!((opened, doubled), (1, 9));
    }

    async fn two_workers_never_claim_the_same_mail_or_delivery(db: &TestDb) {
        let mut w = world(db).await;
        for n in 0..30 {
            w.desk.accept_inbound(w.raw(from(&format!("c{n}@c.example"), "x", &format!("{n}@c"), "x")), w.now).await.expect("accepted");
        }
        let (a, b, c) = tokio::join!(
            w.desk.claim_inbound(20, w.now),
            w.desk.claim_inbound(20, w.now),
            w.desk.claim_inbound(20, w.now)
        );
        let all: Vec<_> = [a, b, c].into_iter().flat_map(|r| r.expect("claimed")).map(|m| m.id).collect();
        assert_eq!((all.len(), all.iter().collect::<BTreeSet<_>>().len()), (30, 30));
        w.now += 10 * MINUTE;
        let done = w.work(|_| {}).await;
        for one in done {
            let Ingested::Opened { conversation, .. } = one else { panic!("{one:?}") };
            w.replies(conversation, "cleo@c.example", "<p>x</p>").await;
        }
        w.now += MINUTE;
        let (a, b) = tokio::join!(
            w.desk.claim_deliveries("a", 20, MINUTE, w.now),
            w.desk.claim_deliveries("b", 20, MINUTE, w.now)
        );
        let all: Vec<_> = [a, b].into_iter().flat_map(|r| r.expect("claimed")).map(|d| d.id).collect();
        assert_eq!((all.len(), all.iter().collect::<BTreeSet<_>>().len()), (30, 30));
    }

    async fn agents_who_change_one_conversation_at_once_all_get_their_way(db: &TestDb) {
        let w = world(db).await;
        let (id, _) = w.opened(from("cleo@c.example", "Lamp", "1@c.example", "x")).await;
        let by = w.by();
        let (a, b, c) = tokio::join!(
            w.desk.change(&by, id, None, Command::SetUrgency(Urgency::High, Source::Agent)),
            w.desk.change(&by, id, None, Command::Assign(Some(w.started.agent.id))),
            w.desk.change(&by, id, None, Command::SetSubject("Broken lamp".to_owned()))
        );
        assert!(a.is_ok() && b.is_ok() && c.is_ok());
        let c = w.conversation(id).await;
        assert_eq!((c.urgency, c.assignee, c.subject.as_str()), (Urgency::High, Some(w.started.agent.id), "Broken lamp"));
    }
}
