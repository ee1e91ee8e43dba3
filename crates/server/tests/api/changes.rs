//! Changes of a conversation, drafts, files and search.

use crate::support::{Desk, parts, refused};
use serde_json::json;

#[tokio::test]
async fn a_change_with_an_old_version_is_refused_with_what_is_there() {
    let (desk, admin) = Desk::ready().await;
    let id = desk.question(&admin, "Parcel 20").await;
    let version =
        admin.json(&format!("/conversations/{id}")).await["conversation"]["version"].clone();
    let path = format!("/conversations/{id}/urgency");
    let (status, body) = parts(
        admin
            .put(&path, json!({ "urgency": "high", "version": version }))
            .await,
    )
    .await;
    assert_eq!(
        (status.as_u16(), body["conversation"]["urgency"].as_str()),
        (200, Some("high")),
        "{body}"
    );
    let body = refused(
        admin
            .put(&path, json!({ "urgency": "low", "version": version }))
            .await,
        409,
        "conflict",
    )
    .await;
    assert_eq!(body["conversation"]["urgency"], "high");
    assert!(
        body["changed_by"]
            .as_str()
            .is_some_and(|a| a.starts_with("agt_")),
        "{body}"
    );
    let (status, body) = parts(
        admin
            .put(
                &path,
                json!({ "urgency": "low", "version": version, "force": true }),
            )
            .await,
    )
    .await;
    assert_eq!(
        (status.as_u16(), body["conversation"]["urgency"].as_str()),
        (200, Some("low"))
    );
    refused(
        admin.put(&path, json!({ "urgency": "priority" })).await,
        422,
        "wrong_type",
    )
    .await;
}

#[tokio::test]
async fn a_snoozed_conversation_wakes_when_its_time_has_come() {
    let (desk, admin) = Desk::ready().await;
    let id = desk.question(&admin, "Parcel 21").await;
    let until = desk.clock.now() + 60_000;
    let (status, body) = parts(
        admin
            .put(
                &format!("/conversations/{id}/snooze"),
                json!({ "until": until }),
            )
            .await,
    )
    .await;
    assert_eq!(
        (status.as_u16(), body["conversation"]["status"].as_str()),
        (200, Some("snoozed")),
        "{body}"
    );
    desk.clock.advance(61_000);
    admin
        .until(&format!("/conversations/{id}"), |open| {
            open["conversation"]["status"] == "open"
        })
        .await;
}

#[tokio::test]
async fn resolving_many_tells_what_could_not_be_done() {
    let (desk, admin) = Desk::ready().await;
    let id = desk.question(&admin, "Parcel 22").await;
    let ids = json!([id, "cnv_00000000000000000000000000"]);
    let (status, body) = parts(
        admin
            .post(
                "/conversations/bulk",
                json!({ "ids": ids, "set": { "status": "resolved" } }),
            )
            .await,
    )
    .await;
    assert_eq!(status, 200, "{body}");
    assert_eq!(body["done"][0]["status"], "resolved");
    assert_eq!(body["failed"][0]["code"], "not_found");
    refused(
        admin
            .post(
                "/conversations/bulk",
                json!({ "ids": ids, "set": { "owner": "x" } }),
            )
            .await,
        422,
        "wrong_type",
    )
    .await;
}

#[tokio::test]
async fn what_changed_since_it_was_seen_is_left_alone_when_many_are_changed() {
    let (desk, admin) = Desk::ready().await;
    let (seen, changed) = (
        desk.question(&admin, "Parcel 24").await,
        desk.question(&admin, "Parcel 25").await,
    );
    let version = |body: serde_json::Value| body["conversation"]["version"].clone();
    let mut versions = serde_json::Map::new();
    for id in [&seen, &changed] {
        let at = version(admin.json(&format!("/conversations/{id}")).await);
        versions.insert(id.clone(), at);
    }
    let path = format!("/conversations/{changed}/urgency");
    assert_eq!(
        admin
            .put(&path, json!({ "urgency": "urgent" }))
            .await
            .status(),
        200
    );
    let many = json!({ "ids": [seen, changed], "set": { "status": "resolved", "urgency": "low" }, "seen": versions });
    let (status, body) = parts(admin.post("/conversations/bulk", many).await).await;
    assert_eq!(status, 200, "{body}");
    assert_eq!(body["done"].as_array().map(Vec::len), Some(1), "{body}");
    assert_eq!(body["done"][0]["id"], json!(seen));
    assert_eq!(
        body["failed"],
        json!([{ "id": changed, "code": "conflict" }])
    );
    let left = admin.json(&format!("/conversations/{changed}")).await;
    assert_eq!(
        (
            left["conversation"]["status"].as_str(),
            left["conversation"]["urgency"].as_str()
        ),
        (Some("open"), Some("urgent"))
    );
}

#[tokio::test]
async fn a_note_stays_in_the_house_and_a_forward_leaves_it() {
    let (desk, admin) = Desk::ready().await;
    let id = desk.question(&admin, "Parcel 23").await;
    let path = format!("/conversations/{id}/messages");
    let (status, note) = parts(
        admin
            .post(
                &path,
                json!({ "kind": "note", "html": "<p>Ask the depot.</p>" }),
            )
            .await,
    )
    .await;
    assert_eq!(status, 201, "{note}");
    assert_eq!(note["message"]["kind"], "note");
    assert_eq!(note["message"]["deliveries"], json!([]));
    let forward = json!({ "kind": "forward", "html": "<p>Please look.</p>", "to": [{ "address": "depot@example.net" }] });
    let (status, sent) = parts(admin.post(&path, forward).await).await;
    assert_eq!(status, 201, "{sent}");
    assert_eq!(
        sent["message"]["deliveries"][0]["recipient"],
        "depot@example.net"
    );
}

#[tokio::test]
async fn a_draft_with_a_file_is_kept_and_sent() {
    let (desk, admin) = Desk::ready().await;
    let id = desk.question(&admin, "Parcel 24").await;
    let file = reqwest::multipart::Part::bytes(b"<script>alert(1)</script>".to_vec())
        .file_name("../../etc/evil\u{202e}lmth.html")
        .mime_str("text/html")
        .expect("a type");
    let form = reqwest::multipart::Form::new().part("file", file);
    let answer = admin
        .request(reqwest::Method::POST, "/attachments")
        .multipart(form)
        .send()
        .await
        .expect("answered");
    let (status, kept) = parts(answer).await;
    assert_eq!(status, 201, "{kept}");
    let name = kept["name"].as_str().expect("a name");
    assert!(!name.contains('/') && !name.contains('\u{202e}'), "{name}");
    let draft = json!({ "kind": "reply", "html": "<p>See file</p>", "to": [{ "address": "mari@example.org" }], "attachments": [kept] });
    assert_eq!(
        admin
            .put(&format!("/conversations/{id}/draft?kind=reply"), draft)
            .await
            .status(),
        200
    );
    let open = admin.json(&format!("/conversations/{id}")).await;
    assert_eq!(open["draft"]["attachments"][0]["id"], kept["id"]);
    assert_eq!(open["conversation"]["draft"], true);
    let path = format!(
        "/attachments/{}?inline=1",
        kept["id"].as_str().expect("an id")
    );
    let answer = admin.get(&path).await;
    assert_eq!(answer.headers()["content-type"], "application/octet-stream");
    assert!(
        answer.headers()["content-disposition"]
            .to_str()
            .expect("text")
            .starts_with("attachment")
    );
    assert_eq!(answer.headers()["x-content-type-options"], "nosniff");
    let reply = json!({ "kind": "reply", "html": "<p>See file</p>", "to": [{ "address": "mari@example.org" }], "attachments": [kept["id"]] });
    let (status, sent) = parts(
        admin
            .post(&format!("/conversations/{id}/messages"), reply.clone())
            .await,
    )
    .await;
    assert_eq!(status, 201, "{sent}");
    assert_eq!(sent["message"]["attachments"][0]["id"], kept["id"]);
    assert_eq!(
        admin.json(&format!("/conversations/{id}")).await["draft"],
        json!(null)
    );
    refused(
        admin
            .post(&format!("/conversations/{id}/messages"), reply)
            .await,
        422,
        "bad_attachment",
    )
    .await;
}

#[tokio::test]
async fn a_file_that_is_too_large_is_refused_while_it_is_read() {
    let desk = Desk::start_with(|config| config.limits.attachment_bytes = 1_000).await;
    let admin = desk.set_up().await;
    let part = reqwest::multipart::Part::bytes(vec![b'x'; 50_000]).file_name("big.txt");
    let form = reqwest::multipart::Form::new().part("file", part);
    let answer = admin
        .request(reqwest::Method::POST, "/attachments")
        .multipart(form)
        .send()
        .await
        .expect("answered");
    refused(answer, 413, "too_large").await;
    let form = reqwest::multipart::Form::new().text("other", "x");
    let answer = admin
        .request(reqwest::Method::POST, "/attachments")
        .multipart(form)
        .send()
        .await
        .expect("answered");
    refused(answer, 422, "invalid").await;
}

#[tokio::test]
async fn what_a_customer_wrote_is_found_and_a_number_finds_its_conversation() {
    let (desk, admin) = Desk::ready().await;
    let id = desk.question(&admin, "Kapsas 25").await;
    let found = admin.json("/search?q=kapsas").await;
    assert_eq!(
        found["items"][0]["conversation"]["id"],
        id.as_str(),
        "{found}"
    );
    assert_eq!(admin.json("/search?q=").await["items"], json!([]));
    refused(
        admin.get(&format!("/search?q={}", "x".repeat(1000))).await,
        422,
        "invalid",
    )
    .await;
}

#[tokio::test]
async fn the_original_runs_no_script_and_fetches_nothing_unasked() {
    let (desk, admin) = Desk::ready().await;
    let mail = "From: mari@example.org\nTo: support@example.com\nSubject: Web\nMessage-ID: <web@example.org>\nMIME-Version: 1.0\n\
                Content-Type: text/html\n\n<p onclick=x()>Hello<script>x()</script><img src=http://track.example/1.gif></p>\n";
    assert!(
        desk.mail("mari@example.org", "support@example.com", mail)
            .await
            .starts_with("250")
    );
    let list = admin
        .until("/conversations", |l| {
            l["items"].as_array().is_some_and(|i| !i.is_empty())
        })
        .await;
    let id = list["items"][0]["id"].as_str().expect("an id").to_owned();
    let open = admin.json(&format!("/conversations/{id}")).await;
    let message = open["messages"][0]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    assert_eq!(open["messages"][0]["remote_images"], 1, "{open}");
    let answer = admin.get(&format!("/messages/{message}/original")).await;
    let policy = answer.headers()["content-security-policy"]
        .to_str()
        .expect("text")
        .to_owned();
    assert!(
        policy.starts_with("sandbox") && !policy.contains("http:"),
        "{policy}"
    );
    let page = answer.text().await.expect("text");
    assert!(
        !page.contains("<script") && !page.contains("onclick") && !page.contains(" src=\"http"),
        "{page}"
    );
    let page = admin
        .get(&format!("/messages/{message}/original?images=1"))
        .await
        .text()
        .await
        .expect("text");
    assert!(
        page.contains("src=\"http://track.example/1.gif\""),
        "{page}"
    );
    let raw = admin.get(&format!("/messages/{message}/raw")).await;
    assert_eq!(raw.headers()["content-type"], "message/rfc822");
    assert!(
        raw.text()
            .await
            .expect("text")
            .contains("Message-ID: <web@example.org>")
    );
}
