//! What anybody may ask of a door, and the report of how promises went.

use crate::chat::Shop;
use crate::settings::told;
use crate::support::{Client, Desk, client, refused};
use reqwest::Response;
use serde_json::{Value, json};

async fn ask(desk: &Desk, query: &str) -> Response {
    let asked = client().get(desk.url(&format!("/api/v1/public/promise?{query}")));
    asked.send().await.expect("answered")
}

async fn said(desk: &Desk, query: &str) -> Value {
    told(ask(desk, query).await, 200).await
}

async fn door(admin: &Client) -> String {
    let channels = admin.json("/channels").await;
    let doors = &channels["items"][0]["doors"];
    doors[0]["id"].as_str().expect("a door").to_owned()
}

#[tokio::test]
async fn anybody_may_ask_a_door_in_their_language_from_any_site() {
    let (desk, admin) = Desk::ready().await;
    let door = door(&admin).await;
    let answer = ask(&desk, &format!("door={door}")).await;
    let header = |name: &str| answer.headers()[name].to_str().expect("text").to_owned();
    assert_eq!(header("access-control-allow-origin"), "*");
    assert!(header("cache-control").starts_with("public, max-age="));
    let body = told(answer, 200).await;
    assert_eq!(body["told"]["basis"], "target");
    let text = body["text"].as_str().expect("a sentence");
    assert!(text.starts_with("We aim to answer by "), "{text}");
    assert_eq!(body["kept"], Value::Null, "too few to say");
    for (lang, begins) in [
        ("et", "Püüame vastata"),
        ("zh-Hans", "我们争取在"),
        ("ar", "نسعى إلى الرد"),
        ("de", "Wir wollen"),
        ("xx", "We aim"),
        ("%00%22%3E", "We aim"),
    ] {
        let body = said(&desk, &format!("door={door}&lang={lang}")).await;
        let text = body["text"].as_str().expect("a sentence");
        assert!(text.starts_with(begins), "{lang}: {text}");
    }
}

#[tokio::test]
async fn what_is_no_door_or_no_urgency_is_refused_and_a_closed_door_promises_nothing() {
    let (desk, admin) = Desk::ready().await;
    for odd in ["", "door=", "door=nothing", "door=dor_0", "door=%27%3B--"] {
        refused(ask(&desk, odd).await, 404, "not_found").await;
    }
    let long = format!("door={}", "x".repeat(4_000));
    refused(ask(&desk, &long).await, 404, "not_found").await;
    let door = door(&admin).await;
    let wrong = ask(&desk, &format!("door={door}&urgency=very")).await;
    let body = refused(wrong, 422, "invalid").await;
    assert_eq!(body["error"]["field"], "urgency");
    assert!(said(&desk, &format!("door={door}&urgency=urgent")).await["told"].is_object());
    let channel = admin.json("/channels").await["items"][0].clone();
    let id = channel["id"].as_str().expect("an id");
    let paused = admin
        .put(&format!("/channels/{id}/paused"), json!({ "paused": true }))
        .await;
    assert!(paused.status().is_success(), "{}", paused.status());
    let body = said(&desk, &format!("door={door}")).await;
    assert_eq!((&body["told"], &body["text"]), (&Value::Null, &Value::Null));
}

#[tokio::test]
async fn the_widget_says_what_the_public_door_says() {
    let shop = Shop::open().await;
    let config: Value = shop
        .get("/config?lang=et")
        .await
        .json()
        .await
        .expect("JSON");
    let body = said(&shop.desk, &format!("door={}&lang=et", shop.key)).await;
    assert_eq!(config["promise"], body["text"], "{config}");
}

#[tokio::test]
async fn a_flood_of_questions_is_answered_or_refused_and_harms_nobody() {
    let (desk, admin) = Desk::ready().await;
    let door = door(&admin).await;
    let mut statuses = Vec::new();
    for _ in 0..20 {
        let query = format!("door={door}");
        let some = (0..50).map(|_| ask(&desk, &query));
        let answers = futures_util::future::join_all(some).await;
        statuses.extend(answers.iter().map(|a| a.status().as_u16()));
    }
    assert_eq!(statuses.len(), 1_000);
    assert!(statuses.iter().all(|s| [200, 429].contains(s)));
    assert!(admin.json("/bootstrap").await["me"].is_object());
}

#[tokio::test]
async fn promises_are_reported_by_channel_and_urgency_and_as_files() {
    let (desk, admin) = Desk::ready().await;
    let id = desk.question(&admin, "Lamp").await;
    desk.clock.advance(3 * 60_000);
    let made = admin
        .until(&format!("/conversations/{id}"), |c| {
            c["conversation"]["promise"].is_object()
        })
        .await;
    let promise = &made["conversation"]["promise"];
    let empty = admin.json("/reports/promises").await;
    assert_eq!(empty["rows"][0]["n"], 0, "neither kept nor broken: {empty}");
    let path = format!("/conversations/{id}/messages");
    let body = json!({ "kind": "reply", "html": "<p>Hi</p>", "to": [{ "address": "mari@example.org" }], "then": { "do": "wait" } });
    told(admin.post(&path, body).await, 201).await;
    let report = admin.json("/reports/promises").await;
    let row = &report["rows"][0];
    assert_eq!((&row["n"], &row["kept_percent"]), (&json!(1), &json!(100)));
    assert_eq!(
        (&row["urgency"], &row["answered"]),
        (&json!("normal"), &json!(0))
    );
    assert_eq!(row["coverage"], Value::Null, "an aim states no percentile");
    assert!(promise["almost_always_at"].as_i64() > Some(0));
    for (file, head) in [
        ("rows.csv", "channel,name,urgency,n,kept_percent"),
        ("days.csv", "day,n,covered"),
    ] {
        let answer = admin.get(&format!("/reports/promises/export/{file}")).await;
        assert_eq!(answer.status(), 200);
        let text = answer.text().await.expect("text");
        assert!(text.starts_with(head), "{text}");
    }
    let none = admin.get("/reports/promises/export/other.csv").await;
    refused(none, 404, "not_found").await;
    let wrong = admin.get("/reports/promises?from=soon").await;
    refused(wrong, 422, "invalid").await;
}
