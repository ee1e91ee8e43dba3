//! Suggestions beside the reply box, and the report on what they spare.

use crate::people::writes;
use crate::support::{Client, Desk, parts, refused};
use domain::access::PermissionSet;
use serde_json::{Value, json};

async fn made(admin: &Client, path: &str, body: Value) -> Value {
    let (status, body) = parts(admin.post(path, body).await).await;
    assert_eq!(status, 201, "{path}: {body}");
    body
}

/// A public help center.
async fn center(admin: &Client) -> String {
    let center = json!({ "names": { "en": "Help" }, "locales": ["en", "et"], "default_locale": "en", "slug": "help", "public": true });
    let center = made(admin, "/help-centers", center).await;
    center["id"].as_str().expect("an id").to_owned()
}

/// A published article.
async fn article(admin: &Client, center: &str, title: &str, text: &str, audience: &str) -> String {
    let paragraph = json!({ "type": "paragraph", "content": [{ "type": "text", "text": text }] });
    let input = json!({
        "center": center, "locale": "en", "title": title, "summary": "", "audience": audience,
        "doc": { "type": "doc", "content": [paragraph] },
    });
    let article = made(admin, "/articles", input).await;
    let id = article["id"].as_str().expect("an id").to_owned();
    let path = format!("/articles/{id}/texts/en/publication");
    let (status, body) = parts(admin.put(&path, json!({})).await).await;
    assert_eq!(status, 200, "{body}");
    id
}

#[tokio::test]
async fn an_agent_is_offered_articles_with_reasons_and_how_the_same_was_answered_before() {
    let (desk, admin) = Desk::ready().await;
    let center = center(&admin).await;
    let refund = article(
        &admin,
        &center,
        "When do I get my refund?",
        "We refund within three working days.",
        "public",
    )
    .await;
    let goodwill = article(
        &admin,
        &center,
        "Goodwill refunds",
        "We may refund without a return.",
        "internal",
    )
    .await;
    article(
        &admin,
        &center,
        "Opening hours",
        "Open from nine to five.",
        "public",
    )
    .await;

    let (_, old) = writes(
        &desk,
        &admin,
        "Ann <ann@example.org>",
        "Refund",
        "Where is my refund?",
    )
    .await;
    let answer = json!({ "kind": "reply", "html": "<p>It left on Monday.</p>", "to": [{ "address": "ann@example.org" }], "then": { "do": "resolve" } });
    let (status, body) = parts(
        admin
            .post(&format!("/conversations/{old}/messages"), answer)
            .await,
    )
    .await;
    assert_eq!(status, 201, "{body}");

    let (_, new) = writes(
        &desk,
        &admin,
        "Mari <mari@example.org>",
        "Money",
        "I am still waiting for my refund",
    )
    .await;
    let offer = admin
        .json(&format!("/conversations/{new}/suggestions"))
        .await;
    let articles = offer["articles"].as_array().expect("articles");
    let of = |id: &str| articles.iter().find(|a| a["article"] == id);
    let found = of(&refund).expect("the article about refunds");
    assert_eq!(found["reasons"][0]["kind"], "words");
    assert!(found["reasons"][0]["words"].to_string().contains("refund"));
    assert!(
        found["url"]
            .as_str()
            .is_some_and(|u| u.ends_with("/help/help/en/a/when-do-i-get-my-refund")),
        "{found}"
    );
    let inside = of(&goodwill).expect("agents see internal articles");
    assert_eq!(
        (&inside["internal"], &inside["url"]),
        (&json!(true), &Value::Null)
    );
    assert_eq!(offer["past"][0]["conversation"], json!(old));
    assert!(
        offer["past"][0]["answer"]
            .as_str()
            .is_some_and(|a| a.contains("Monday"))
    );
    assert_eq!(offer["before"], Value::Null);

    // What the agent looks for instead.
    let hours = admin
        .json(&format!(
            "/conversations/{new}/suggestions?q=opening%20hours"
        ))
        .await;
    assert_eq!(hours["articles"][0]["title"], "Opening hours");
}

#[tokio::test]
async fn whatever_is_looked_for_is_answered() {
    let (desk, admin) = Desk::ready().await;
    let center = center(&admin).await;
    article(&admin, &center, "Refunds", "We refund.", "public").await;
    let id = desk.question(&admin, "Parcel").await;
    for q in [
        "",
        "%20",
        "%00",
        "退款%20refund%20возврат",
        "'%20OR%201=1",
        &"x".repeat(4_000),
        &"refund%20".repeat(400),
    ] {
        let (status, body) = parts(
            admin
                .get(&format!("/conversations/{id}/suggestions?q={q}"))
                .await,
        )
        .await;
        assert_eq!(status, 200, "{q}: {body}");
    }
    refused(
        admin.get("/conversations/999999/suggestions").await,
        404,
        "not_found",
    )
    .await;
}

#[tokio::test]
async fn an_article_that_was_changed_or_archived_is_offered_as_it_is_now() {
    let (desk, admin) = Desk::ready().await;
    let center = center(&admin).await;
    let id = article(&admin, &center, "Refunds", "We refund.", "public").await;
    let conversation = desk.question(&admin, "Refund please").await;
    let path = format!("/conversations/{conversation}/suggestions");
    admin
        .until(&path, |o| o["articles"][0]["article"] == json!(id))
        .await;
    let (status, body) = parts(
        admin
            .put(
                &format!("/articles/{id}/texts/en"),
                json!({ "title": "Refunds and vouchers" }),
            )
            .await,
    )
    .await;
    assert_eq!(status, 200, "{body}");
    let (status, _) = parts(
        admin
            .put(&format!("/articles/{id}/texts/en/publication"), json!({}))
            .await,
    )
    .await;
    assert_eq!(status, 200);
    admin
        .until(&path, |o| {
            o["articles"][0]["title"] == "Refunds and vouchers"
        })
        .await;
    let (status, body) = parts(
        admin
            .delete(&format!("/articles/{id}/texts/en/publication"))
            .await,
    )
    .await;
    assert!(status.is_success(), "{body}");
    admin.until(&path, |o| o["articles"] == json!([])).await;
}

#[tokio::test]
async fn the_report_says_that_nothing_is_measured_until_it_is() {
    let (desk, admin) = Desk::ready().await;
    let center = center(&admin).await;
    let report = admin
        .json(&format!("/reports/suggestions?help_center={center}"))
        .await;
    assert_eq!(report["verdict"]["state"], "not_measured");
    assert_eq!(report["verdict"]["held_needed"], 659);
    assert_eq!(report["held_out_permille"], 50);
    assert_eq!(
        (&report["difference"], &report["effect"]),
        (&Value::Null, &Value::Null)
    );
    refused(
        admin
            .get(&format!(
                "/reports/suggestions?help_center={center}&from=5&until=4"
            ))
            .await,
        422,
        "bad_period",
    )
    .await;
    let nowhere = "hlp_00000000000000000000000000";
    refused(
        admin
            .get(&format!("/reports/suggestions?help_center={nowhere}"))
            .await,
        404,
        "not_found",
    )
    .await;
    let team = made(&admin, "/teams", json!({ "name": "T" })).await;
    let light = admin
        .colleague(
            &desk,
            "light@example.com",
            PermissionSet::LightAgent.key(),
            &team["id"],
        )
        .await;
    refused(
        light
            .get(&format!("/reports/suggestions?help_center={center}"))
            .await,
        403,
        "not_permitted",
    )
    .await;
}

#[tokio::test]
async fn a_topic_becomes_urgent_by_who_looks_after_channels() {
    let (_desk, admin) = Desk::ready().await;
    let center = center(&admin).await;
    let topic = made(&admin, "/topics", json!({ "name": "Person over board" })).await;
    let id = topic["id"].as_str().expect("an id");
    let (status, _) = parts(
        admin
            .put(&format!("/topics/{id}/urgent"), json!({ "urgent": true }))
            .await,
    )
    .await;
    assert_eq!(status, 204);
    let report = admin
        .json(&format!("/reports/suggestions?help_center={center}"))
        .await;
    assert_eq!(report["urgent_topics"], json!([id]));
}
