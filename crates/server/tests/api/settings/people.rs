//! The organization, contacts, blocked senders, the trail, quarantine.

use super::{audited, told};
use crate::support::{Desk, refused};
use serde_json::json;

#[tokio::test]
async fn the_organization_is_changed_by_administrators_alone() {
    let (desk, admin) = Desk::ready().await;
    let kept = told(
        admin
            .patch(
                "/organization",
                json!({ "name": "Kaarel OÜ", "public_url": "https://desk.example.com" }),
            )
            .await,
        200,
    )
    .await;
    assert_eq!(
        (kept["name"].as_str(), kept["zone"].as_str()),
        (Some("Kaarel OÜ"), Some("Europe/Tallinn"))
    );
    let kept = told(
        admin
            .patch("/organization", json!({ "public_url": null }))
            .await,
        200,
    )
    .await;
    assert!(kept["public_url"].is_null());
    for (change, code) in [
        (json!({ "name": "a\r\nb" }), "bad_name"),
        (json!({ "zone": "Mars/Olympus" }), "bad_zone"),
        (json!({ "locale": "en\"><script>" }), "bad_locale"),
        (json!({ "public_url": "javascript:alert(1)" }), "bad_url"),
        (json!({ "public_url": "https://a\r\nb" }), "bad_url"),
        (json!({ "name": ["x"] }), "wrong_type"),
    ] {
        refused(admin.patch("/organization", change).await, 422, code).await;
    }
    let lead = admin
        .colleague(&desk, "liis@example.com", "lead", &json!(null))
        .await;
    refused(
        lead.patch("/organization", json!({ "name": "Mine" })).await,
        403,
        "not_permitted",
    )
    .await;
    assert!(audited(&admin, "organization.changed").await);
    desk.running.stop().await;
}

#[tokio::test]
async fn what_agents_note_about_a_contact_is_kept_and_found() {
    let (desk, admin) = Desk::ready().await;
    let id = desk.question(&admin, "Parcel 7").await;
    let open = admin.json(&format!("/conversations/{id}")).await;
    let path = format!(
        "/contacts/{}",
        open["contact"]["id"].as_str().expect("an id")
    );
    let change = json!({ "organization": "Maasikas OÜ", "note": "Likes short answers.\nNo calls.", "zone": "Europe/Riga", "language": "et" });
    let kept = told(admin.patch(&path, change).await, 200).await;
    assert_eq!(kept["contact"]["organization"], "Maasikas OÜ");
    let found = admin.json("/contacts?q=maasikas%20o%C3%BC").await;
    assert_eq!(found["items"].as_array().map(Vec::len), Some(1), "{found}");
    let kept = told(
        admin.patch(&path, json!({ "organization": null })).await,
        200,
    )
    .await;
    assert!(kept["contact"]["organization"].is_null());
    assert_eq!(kept["contact"]["zone"], "Europe/Riga");
    for (change, code) in [
        (json!({ "name": "a\r\nBcc: x" }), "bad_text"),
        (json!({ "zone": "Nowhere" }), "bad_zone"),
        (json!({ "language": "e n" }), "bad_language"),
        (json!({ "note": "x".repeat(20_001) }), "bad_text"),
        (json!({ "name": 1 }), "wrong_type"),
    ] {
        refused(admin.patch(&path, change).await, 422, code).await;
    }
    refused(
        admin
            .patch("/contacts/con_00000000000000000000000000", json!({}))
            .await,
        404,
        "not_found",
    )
    .await;
    desk.running.stop().await;
}

#[tokio::test]
async fn mail_of_a_blocked_contact_is_kept_as_spam() {
    let (desk, admin) = Desk::ready().await;
    let id = desk.question(&admin, "Parcel 7").await;
    let open = admin.json(&format!("/conversations/{id}")).await;
    let path = format!(
        "/contacts/{}/block",
        open["contact"]["id"].as_str().expect("an id")
    );
    assert_eq!(
        told(admin.put(&path, json!({})).await, 200).await["contact"]["blocked"],
        true
    );
    let text = "From: mari@example.org\nTo: support@example.com\nSubject: Buy now\n\nx\n";
    assert!(
        desk.mail("mari@example.org", "support@example.com", text)
            .await
            .starts_with("250")
    );
    admin
        .until("/conversations?view=spam", |list| {
            list["items"][0]["subject"] == "Buy now"
        })
        .await;
    assert_eq!(
        told(admin.delete(&path).await, 200).await["contact"]["blocked"],
        false
    );
    desk.running.stop().await;
}

#[tokio::test]
async fn blocked_senders_are_listed_and_let_in_again() {
    let (desk, admin) = Desk::ready().await;
    let made = told(
        admin
            .post(
                "/blocked-senders",
                json!({ "address": "Spam@Example.net", "reason": "noise" }),
            )
            .await,
        201,
    )
    .await;
    assert_eq!(made["address"], "spam@example.net");
    told(
        admin
            .post("/blocked-senders", json!({ "address": "@bad.example" }))
            .await,
        201,
    )
    .await;
    assert_eq!(
        admin.json("/blocked-senders").await["items"]
            .as_array()
            .map(Vec::len),
        Some(2)
    );
    for (address, code) in [
        ("x", "bad_address"),
        ("@", "bad_domain"),
        ("a@b.example\r\nx", "bad_address"),
        ("support@example.com", "own_address"),
        ("@example.com", "own_address"),
    ] {
        refused(
            admin
                .post("/blocked-senders", json!({ "address": address }))
                .await,
            422,
            code,
        )
        .await;
    }
    assert_eq!(
        admin
            .delete("/blocked-senders/spam%40example.net")
            .await
            .status(),
        204
    );
    refused(
        admin.delete("/blocked-senders/spam%40example.net").await,
        404,
        "not_found",
    )
    .await;
    assert!(audited(&admin, "sender.blocked").await && audited(&admin, "sender.unblocked").await);
    desk.running.stop().await;
}

#[tokio::test]
async fn the_trail_is_paged_and_for_leads() {
    let (desk, admin) = Desk::ready().await;
    for n in 0..3 {
        told(
            admin
                .post("/teams", json!({ "name": format!("Team {n}") }))
                .await,
            201,
        )
        .await;
    }
    let first = admin.json("/audit?limit=2").await;
    let next = first["next"].as_str().expect("more").to_owned();
    let second = admin.json(&format!("/audit?limit=2&cursor={next}")).await;
    assert_ne!(first["items"][1]["id"], second["items"][0]["id"]);
    refused(admin.get("/audit?cursor=nonsense").await, 422, "invalid").await;
    let liis = admin
        .colleague(&desk, "liis@example.com", "agent", &json!(null))
        .await;
    refused(liis.get("/audit").await, 403, "not_permitted").await;
    desk.running.stop().await;
}

#[tokio::test]
async fn nothing_is_in_quarantine_that_was_read() {
    let (desk, admin) = Desk::ready().await;
    assert_eq!(admin.json("/quarantine").await["items"], json!([]));
    let nobody = "/quarantine/inb_00000000000000000000000000";
    refused(admin.get(&format!("{nobody}/raw")).await, 404, "not_found").await;
    refused(
        admin.post(&format!("{nobody}/release"), json!({})).await,
        404,
        "not_found",
    )
    .await;
    refused(admin.delete(nobody).await, 404, "not_found").await;
    refused(admin.get("/quarantine?cursor=x").await, 422, "invalid").await;
    desk.running.stop().await;
}

#[tokio::test]
async fn strangers_learn_nothing_from_settings() {
    let (desk, _) = Desk::ready().await;
    let stranger = desk.client();
    for path in [
        "/organization",
        "/agents",
        "/teams",
        "/channels",
        "/smarthosts",
        "/dkim-keys",
        "/dns-check?domain=a.example",
        "/macros",
        "/tags",
        "/topics",
        "/audit",
        "/blocked-senders",
        "/quarantine",
        "/oauth-applications",
        "/oauth/callback",
        "/contacts",
    ] {
        refused(stranger.get(path).await, 401, "signed_out").await;
    }
    desk.running.stop().await;
}
