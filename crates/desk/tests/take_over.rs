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
