//! Mail that was put aside, and let in by a person.

use crate::support::{Desk, parts, refused};
use serde_json::json;

/// It has gone round: more servers than any honest mail sees.
fn looping(subject: &str) -> String {
    let hops = "Received: from a.example by b.example; Mon, 2 Mar 2026 08:00:00 +0000\n".repeat(60);
    format!(
        "{hops}From: Mari Maasikas <mari@example.org>\nTo: support@example.com\nSubject: {subject}\n\
         Message-ID: <{subject}@example.org>\nDate: Mon, 2 Mar 2026 09:00:00 +0000\n\nWhere is my order?\n"
    )
}

#[tokio::test]
async fn a_quarantined_mail_is_seen_raw_and_becomes_a_conversation_when_it_is_released() {
    let (desk, admin) = Desk::ready().await;
    let reply = desk
        .mail("mari@example.org", "support@example.com", &looping("Round"))
        .await;
    assert!(reply.starts_with("250"), "{reply}");
    let list = admin
        .until("/quarantine", |list| {
            list["items"]
                .as_array()
                .is_some_and(|items| !items.is_empty())
        })
        .await;
    let item = &list["items"][0];
    assert_eq!(item["subject"], "Round");
    assert!(
        item["error"].as_str().is_some_and(|e| e.contains("a loop")),
        "{item}"
    );
    let id = item["id"].as_str().expect("an id");
    let raw = admin.get(&format!("/quarantine/{id}/raw")).await;
    assert!(
        raw.text()
            .await
            .expect("text")
            .contains("Where is my order?")
    );

    let release = format!("/quarantine/{id}/release");
    let team = admin.json("/bootstrap").await["teams"][0]["id"].clone();
    let agent = admin
        .colleague(&desk, "liis@example.com", "agent", &team)
        .await;
    let (status, _) = parts(agent.get("/quarantine").await).await;
    let (released, _) = parts(agent.post(&release, json!({})).await).await;
    // Whoever may see it may let it in, and nobody else.
    assert_eq!(status == 200, released == 202, "{status} {released}");
    if released != 202 {
        assert_eq!(admin.post(&release, json!({})).await.status(), 202);
    }
    let all = admin
        .until("/conversations?view=all", |list| {
            list["items"]
                .as_array()
                .is_some_and(|items| !items.is_empty())
        })
        .await;
    assert_eq!(all["items"][0]["subject"], "Round");
    let empty = admin.json("/quarantine").await;
    assert_eq!(empty["items"].as_array().map(Vec::len), Some(0), "{empty}");
    refused(admin.post(&release, json!({})).await, 404, "not_found").await;
}
