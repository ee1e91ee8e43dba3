//! After a crash nobody waits for the leases of the process that is gone.

mod support;

use domain::message::DeliveryState;
use fairlead_desk::ingest::Ingested;
use store::Engine;
use store::testing::TestDb;
use support::*;

#[tokio::test]
async fn a_mail_that_a_dead_process_had_taken_up_is_read_at_once() {
    let db = TestDb::fresh(Engine::Sqlite).await.expect("SQLite");
    let w = world(&db).await;
    let mail = from(
        "Cleo <cleo@c.example>",
        "Lamp",
        "1@c.example",
        "It is broken.",
    );
    w.desk
        .accept_inbound(w.raw(mail), w.now)
        .await
        .expect("accepted");
    let claimed = w.desk.claim_inbound(10, w.now).await.expect("claimed");
    assert_eq!(claimed.len(), 1);
    assert!(w.work(|_| {}).await.is_empty(), "it is leased");
    w.desk.take_over(w.now).await.expect("taken over");
    let done = w.work(|_| {}).await;
    assert!(matches!(done[..], [Ingested::Opened { .. }]), "{done:?}");
}

#[tokio::test]
async fn a_mail_at_hand_in_each_of_many_kills_is_not_called_dangerous() {
    let db = TestDb::sqlite().await;
    let mut w = world(&db).await;
    let mail = from("Cleo <cleo@c.example>", "Lamp", "1@c.example", "Hi.");
    w.desk
        .accept_inbound(w.raw(mail), w.now)
        .await
        .expect("accepted");
    // It is taken up at once after each start, and the process is killed a second later.
    for _ in 0..50 {
        w.desk.claim_inbound(10, w.now).await.expect("claimed");
        w.now += 1_000;
        w.desk.take_over(w.now).await.expect("taken over");
    }
    // A mail that nobody has read yet does not wait for it.
    let other = from("Dora <dora@c.example>", "Desk", "2@c.example", "Hello.");
    w.desk
        .accept_inbound(w.raw(other), w.now)
        .await
        .expect("accepted");
    assert_eq!(w.work(|_| {}).await.len(), 1);
    w.now += 3_000;
    let done = w.work(|_| {}).await;
    assert!(matches!(done[..], [Ingested::Opened { .. }]), "{done:?}");
}

#[tokio::test]
async fn a_mail_that_ends_the_process_whenever_it_is_read_comes_to_the_quarantine_within_a_minute()
{
    let db = TestDb::sqlite().await;
    let mut w = world(&db).await;
    let mail = from("Cleo <cleo@c.example>", "Lamp", "1@c.example", "Hi.");
    w.desk
        .accept_inbound(w.raw(mail), w.now)
        .await
        .expect("accepted");
    let (began, mut deaths) = (w.now, 0);
    while w.now < began + 60_000 {
        if w.desk
            .claim_inbound(10, w.now)
            .await
            .expect("claimed")
            .is_empty()
        {
            w.now += 500;
            continue;
        }
        deaths += 1;
        w.desk.take_over(w.now).await.expect("taken over");
    }
    assert_eq!(deaths, 4);
    let count = w
        .desk
        .db()
        .read(async move |tx| store::inbound::quarantine_count(tx).await)
        .await;
    assert_eq!(count, Ok(1));
}

#[tokio::test]
async fn an_answer_that_a_dead_process_was_sending_is_uncertain_at_once_and_is_not_sent_twice() {
    let db = TestDb::fresh(Engine::Sqlite).await.expect("SQLite");
    let mut w = world(&db).await;
    let mail = from(
        "Cleo <cleo@c.example>",
        "Lamp",
        "1@c.example",
        "It is broken.",
    );
    let (id, _) = w.opened(mail).await;
    let written = w.replies(id, "cleo@c.example", "<p>Sorry!</p>").await;
    w.now += 10_000;
    let taken = w.claim().await;
    assert_eq!(taken.len(), 1);
    w.desk.take_over(w.now).await.expect("taken over");
    assert!(w.claim().await.is_empty(), "nobody knows whether it left");
    let message = written.message;
    let deliveries = w
        .desk
        .db()
        .read(async move |tx| store::delivery::of_message(tx, message).await)
        .await
        .expect("read");
    assert_eq!(deliveries[0].state, DeliveryState::Uncertain);
}
