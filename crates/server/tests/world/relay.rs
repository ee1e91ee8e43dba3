//! A postfix in front of us, as in most houses.

use crate::support::{SUPPORT, World, letter, send_mail};
use std::time::{Duration, Instant};
use testkit::peers::Postfix;

#[tokio::test]
async fn a_relay_in_front_hands_mail_on_and_hears_about_unknown_recipients() {
    let mut world = World::ready(None, &[]).await;
    let Some(postfix) = Postfix::start(world.smtp).await.expect("postfix") else {
        return;
    };
    let from = "Erika Brandt <erika@kunde.example>";
    let first = letter(from, "Through the relay", "", "Where is my money?");
    if !send_mail(postfix.port, "erika@kunde.example", SUPPORT, &first).await {
        return;
    }
    let id = world.conversation("Through the relay").await;
    let detail = world.get(&format!("/conversations/{id}")).await;
    assert_eq!(
        detail["messages"][0]["from"]["address"],
        "erika@kunde.example"
    );

    let stray = letter(from, "To nobody", "", "Hello?");
    send_mail(
        postfix.port,
        "erika@kunde.example",
        "nobody@example.com",
        &stray,
    )
    .await;
    until_log(&postfix, "status=bounced").await;
    assert!(
        postfix.log().contains("550"),
        "refused at RCPT\n{}",
        postfix.log()
    );

    // While we are away the relay keeps the mail, and tries again.
    world.kill();
    let late = letter(from, "While you slept", "", "Hello again?");
    send_mail(postfix.port, "erika@kunde.example", SUPPORT, &late).await;
    until_log(&postfix, "status=deferred").await;
    world.start().await;
    postfix.flush().expect("flushed");
    world.conversation("While you slept").await;
    assert_eq!(
        world.holdings().await.len(),
        2,
        "each once, and nothing for nobody"
    );
}

async fn until_log(postfix: &Postfix, word: &str) {
    let end = Instant::now() + Duration::from_secs(60);
    while !postfix.log().contains(word) {
        assert!(Instant::now() < end, "no {word} in {}", postfix.log());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
