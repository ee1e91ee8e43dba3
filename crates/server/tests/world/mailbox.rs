//! Mail that is fetched from a dovecot, and the answer that leaves through a smarthost.

use crate::support::{SUPPORT, World, arrived, header, items, letter};
use reqwest::Method;
use serde_json::json;
use testkit::peers::{Dovecot, SmtpSink};

#[tokio::test]
async fn mail_in_a_dovecot_becomes_conversations_and_the_answer_threads() {
    let (Some(dovecot), Some(sink)) = (
        Dovecot::start().await.expect("dovecot"),
        SmtpSink::start(&[]).await.expect("smtp-sink"),
    ) else {
        return;
    };
    let erika = "Erika Brandt <erika@kunde.example>";
    dovecot
        .deliver(
            "desk",
            &letter(erika, "Before we came", "", "An old question."),
        )
        .await
        .expect("delivered");
    let world = World::ready(Some(sink.port), &[]).await;
    let channel = world.channel().await;
    let settings = json!({
        "host": "127.0.0.1", "port": dovecot.imap_port, "tls": "none", "username": "desk", "auth": "password",
        "password": Dovecot::PASSWORD, "folder": "INBOX", "after_commit": "leave", "start_from": "all",
    });
    let tried = world
        .send(Method::POST, "/mailboxes/test", settings.clone())
        .await;
    assert_eq!(tried["ok"], true, "{tried}");
    let mailbox = world
        .send(
            Method::POST,
            &format!("/channels/{channel}/mailboxes"),
            settings,
        )
        .await;
    world.conversation("Before we came").await;

    dovecot
        .deliver(
            "desk",
            &letter(erika, "Refund not received", "", "Where is my money?"),
        )
        .await
        .expect("delivered");
    let conversation = world.conversation("Refund not received").await;
    world
        .reply(&conversation, "erika@kunde.example", "It is on its way.")
        .await;
    let answer = arrived(&sink, &["It is on its way."]).await;
    assert!(header(&answer, "From").contains(SUPPORT));

    let more = format!(
        "In-Reply-To: {id}\nReferences: {id}\n",
        id = header(&answer, "Message-ID")
    );
    let back = letter(
        erika,
        "Re: Refund not received",
        &more,
        "Thank you, it came.",
    );
    dovecot.deliver("desk", &back).await.expect("delivered");
    let detail = world
        .until(&format!("/conversations/{conversation}"), |detail| {
            detail["conversation"]["message_count"] == 3
        })
        .await;
    assert_eq!(detail["conversation"]["status"], "open");

    let id = mailbox["id"].as_str().expect("an id");
    let report = world
        .until(&format!("/mailboxes/{id}/reconcile"), |report| {
            report["stored"] == 3 && report["on_server"] == 3
        })
        .await;
    assert_eq!(report["missing"], 0, "{report}");
    assert_eq!(report["quarantined"], 0, "{report}");
    assert!(report["last_success_at"].is_i64(), "{report}");
}

#[tokio::test]
async fn mail_that_comes_while_the_desk_is_dead_is_fetched_once_afterwards() {
    let Some(mut dovecot) = Dovecot::start().await.expect("dovecot") else {
        return;
    };
    let mut world = World::ready(None, &[]).await;
    let channel = world.channel().await;
    let settings = json!({
        "host": "127.0.0.1", "port": dovecot.imap_port, "tls": "none", "username": "desk", "auth": "password",
        "password": Dovecot::PASSWORD, "folder": "INBOX", "after_commit": "leave", "start_from": "all",
    });
    world
        .send(
            Method::POST,
            &format!("/channels/{channel}/mailboxes"),
            settings,
        )
        .await;
    let ida = "Ida Holm <ida@kunde.example>";
    for n in 0..5 {
        dovecot
            .deliver(
                "desk",
                &letter(ida, &format!("Question {n}"), "", "Is it in stock?"),
            )
            .await
            .expect("delivered");
    }
    world.conversation("Question 4").await;
    world.kill();
    for n in 5..8 {
        dovecot
            .deliver(
                "desk",
                &letter(ida, &format!("Question {n}"), "", "Is it in stock?"),
            )
            .await
            .expect("delivered");
    }
    dovecot.restart().await.expect("dovecot again");
    world.start().await;
    world.conversation("Question 7").await;
    // A new UIDVALIDITY makes the collector read everything again; nothing is doubled.
    dovecot.forget_uids("desk").await.expect("new UIDs");
    dovecot
        .deliver("desk", &letter(ida, "The last one", "", "Anybody there?"))
        .await
        .expect("delivered");
    world.conversation("The last one").await;
    let all = world.get("/conversations?view=all&limit=100").await;
    assert_eq!(items(&all).len(), 9, "{all}");
}
