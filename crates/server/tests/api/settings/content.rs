//! Macros, tags and topics.

use super::{id, told};
use crate::support::{Desk, refused};
use serde_json::json;

#[tokio::test]
async fn a_macro_is_made_changed_and_put_away() {
    let (desk, admin) = Desk::ready().await;
    let new = json!({ "name": "Thanks", "shortcut": "/thanks", "html": "<p>Thank you <b>{{contact.name|there}}</b><img src=x onerror=alert(1)></p>",
        "actions": [{ "do": "status", "status": "resolved" }] });
    let made = told(admin.post("/macros", new).await, 201).await;
    assert_eq!(made["shortcut"], "thanks");
    let html = made["html"].as_str().expect("text");
    assert!(
        html.contains("{{contact.name|there}}") && !html.contains("onerror"),
        "{html}"
    );
    let path = format!("/macros/{}", id(&made));
    let kept = told(
        admin
            .patch(&path, json!({ "name": "Many thanks", "shortcut": null }))
            .await,
        200,
    )
    .await;
    assert_eq!(
        (kept["name"].as_str(), kept["shortcut"].is_null()),
        (Some("Many thanks"), true)
    );
    assert_eq!(
        admin.json("/bootstrap").await["macros"][0]["name"],
        "Many thanks"
    );
    assert_eq!(admin.delete(&path).await.status(), 204);
    assert_eq!(admin.json("/macros").await["items"], json!([]));
    desk.running.stop().await;
}

#[tokio::test]
async fn broken_macros_are_refused() {
    let (desk, admin) = Desk::ready().await;
    let with = |key: &str, value: serde_json::Value| {
        let mut body = json!({ "name": "M", "shortcut": "m", "html": "x" });
        body[key] = value;
        body
    };
    told(admin.post("/macros", with("name", json!("M"))).await, 201).await;
    for (key, value, status, code) in [
        ("name", json!("a\nb"), 422, "bad_name"),
        ("shortcut", json!("m"), 422, "shortcut_taken"),
        ("shortcut", json!("two words"), 422, "bad_text"),
        (
            "actions",
            json!([{ "do": "format_disk" }]),
            422,
            "wrong_type",
        ),
        (
            "actions",
            json!([{ "do": "tag", "tag": "nonsense" }]),
            422,
            "wrong_type",
        ),
        (
            "team",
            json!("tem_00000000000000000000000000"),
            422,
            "bad_team",
        ),
        ("html", json!("x".repeat(200_000)), 413, "too_large"),
    ] {
        refused(admin.post("/macros", with(key, value)).await, status, code).await;
    }
    let liis = admin
        .colleague(&desk, "liis@example.com", "agent", &json!(null))
        .await;
    refused(
        liis.post("/macros", with("shortcut", json!("x"))).await,
        403,
        "not_permitted",
    )
    .await;
    refused(
        admin.delete("/macros/mac_00000000000000000000000000").await,
        404,
        "not_found",
    )
    .await;
    desk.running.stop().await;
}

#[tokio::test]
async fn an_agent_makes_tags_and_a_lead_looks_after_them() {
    let (desk, admin) = Desk::ready().await;
    let liis = admin
        .colleague(&desk, "liis@example.com", "agent", &json!(null))
        .await;
    let tag = told(liis.post("/tags", json!({ "name": "Refund" })).await, 201).await;
    let same = told(admin.post("/tags", json!({ "name": "refund " })).await, 201).await;
    assert_eq!(tag["id"], same["id"]);
    let path = format!("/tags/{}", id(&tag));
    refused(
        liis.patch(&path, json!({ "name": "X" })).await,
        403,
        "not_permitted",
    )
    .await;
    refused(liis.delete(&path).await, 403, "not_permitted").await;
    let kept = told(
        admin.patch(&path, json!({ "colour": "#AABBCC" })).await,
        200,
    )
    .await;
    assert_eq!(kept["colour"], "#aabbcc");
    refused(
        admin
            .patch(&path, json!({ "colour": "red;background:url(x)" }))
            .await,
        422,
        "bad_text",
    )
    .await;
    refused(
        admin.patch(&path, json!({ "colour": "url(x)" })).await,
        422,
        "bad_colour",
    )
    .await;
    told(admin.post("/tags", json!({ "name": "Other" })).await, 201).await;
    refused(
        admin.patch(&path, json!({ "name": "OTHER" })).await,
        422,
        "name_taken",
    )
    .await;
    assert_eq!(admin.delete(&path).await.status(), 204);
    refused(admin.delete(&path).await, 404, "not_found").await;
    desk.running.stop().await;
}

#[tokio::test]
async fn topics_stand_under_one_another_and_never_under_themselves() {
    let (desk, admin) = Desk::ready().await;
    let top = told(
        admin.post("/topics", json!({ "name": "Orders" })).await,
        201,
    )
    .await;
    let under = told(
        admin
            .post("/topics", json!({ "name": "Late", "parent": top["id"] }))
            .await,
        201,
    )
    .await;
    assert_eq!(under["parent"], top["id"]);
    let path = format!("/topics/{}", id(&top));
    refused(
        admin.patch(&path, json!({ "parent": under["id"] })).await,
        422,
        "bad_parent",
    )
    .await;
    refused(
        admin.patch(&path, json!({ "parent": top["id"] })).await,
        422,
        "bad_parent",
    )
    .await;
    refused(
        admin.post("/topics", json!({ "name": "orders" })).await,
        422,
        "name_taken",
    )
    .await;
    told(
        admin
            .patch(
                &format!("/topics/{}", id(&under)),
                json!({ "archived": true }),
            )
            .await,
        200,
    )
    .await;
    assert_eq!(
        admin.json("/topics").await["items"]
            .as_array()
            .map(Vec::len),
        Some(1)
    );
    let liis = admin
        .colleague(&desk, "liis@example.com", "agent", &json!(null))
        .await;
    refused(
        liis.post("/topics", json!({ "name": "Mine" })).await,
        403,
        "not_permitted",
    )
    .await;
    desk.running.stop().await;
}

#[tokio::test]
async fn a_text_is_edited_previewed_and_set_back() {
    let (desk, admin) = Desk::ready().await;
    let texts = admin.json("/texts").await;
    let found = texts["items"].as_array().expect("a list");
    assert!(
        found
            .iter()
            .any(|t| t["key"] == "acknowledgement" && t["locale"] == "de" && t["default"] == true)
    );
    let path = "/texts/acknowledgement/en/any";
    let words = json!({ "subject": null, "body": "Hi {{contact.first_name|there}}, number {{conversation.number}}: {{promise}}." });
    let kept = told(admin.put(path, words).await, 200).await;
    assert_eq!(
        (kept["default"].as_bool(), kept["stage"].as_str()),
        (Some(false), Some(""))
    );
    desk.question(&admin, "Parcel 7").await;
    let ask = json!({ "key": "acknowledgement", "locale": "en", "subject": "Re {{conversation.subject}}", "body": "Hi {{contact.first_name}}" });
    let seen = told(admin.post("/texts/preview", ask).await, 200).await;
    assert_eq!(
        (seen["subject"].as_str(), seen["body"].as_str()),
        (Some("Re Parcel 7"), Some("Hi Mari"))
    );
    assert_eq!(admin.delete(path).await.status(), 204);
    refused(admin.delete(path).await, 404, "not_found").await;
    desk.running.stop().await;
}

#[tokio::test]
async fn texts_that_would_break_mail_are_refused() {
    let (desk, admin) = Desk::ready().await;
    let path = "/texts/acknowledgement/en/any";
    let with = |subject: &str, body: &str| json!({ "subject": subject, "body": body });
    refused(
        admin.put(path, with("a\r\nBcc: x@y.example", "b")).await,
        422,
        "bad_text",
    )
    .await;
    refused(
        admin.put(path, with("a", "{{password}}")).await,
        422,
        "unknown_variable",
    )
    .await;
    refused(
        admin.put("/texts/nothing/en/any", with("a", "b")).await,
        422,
        "bad_key",
    )
    .await;
    refused(
        admin
            .put("/texts/acknowledgement/e%20n/any", with("a", "b"))
            .await,
        422,
        "bad_locale",
    )
    .await;
    refused(
        admin
            .put("/texts/acknowledgement/en/gone", with("a", "b"))
            .await,
        422,
        "bad_choice",
    )
    .await;
    refused(
        admin.put(path, json!({ "subject": 1, "body": "x" })).await,
        422,
        "wrong_type",
    )
    .await;
    let liis = admin
        .colleague(&desk, "liis@example.com", "agent", &json!(null))
        .await;
    refused(liis.get("/texts").await, 403, "not_permitted").await;
    refused(liis.put(path, with("a", "b")).await, 403, "not_permitted").await;
    desk.running.stop().await;
}
