//! Outage mode over HTTP: told at the doors, linked, one update to all, and who may do what.

use crate::pages::forms::{PATH, shop};
use crate::support::{Desk, parts, refused};
use serde_json::{Value, json};

const CONTACT: &str = "/help/north/en/contact";
/// Drawn once for many readers.
const HOME: &str = "/help/north/en";
const WORDS: &str = "Payments by card fail at the moment.";

fn outage() -> Value {
    json!({ "name": "Payments", "words": { "en": WORDS, "et": "Kaardimaksed ei toimi." } })
}

#[tokio::test]
async fn whoever_comes_to_a_door_reads_what_does_not_work_until_it_is_over() {
    let shop = shop().await;
    for path in [PATH, CONTACT, HOME] {
        assert!(!shop.help.get(path).await.text.contains(WORDS));
    }
    let (status, made) = parts(shop.help.admin.post("/outages", outage()).await).await;
    assert_eq!(status, 201, "{made}");
    let told = shop.help.admin.json("/bootstrap").await["outages"].clone();
    assert_eq!(told[0]["name"], "Payments");
    for path in [PATH, CONTACT, HOME, "/help/north/en/contact/embed"] {
        let page = shop.help.get(path).await;
        assert!(page.text.contains(WORDS), "{path}: {}", page.text);
    }
    let id = made["id"].as_str().expect("an id");
    let (status, over) = parts(
        shop.help
            .admin
            .post(&format!("/outages/{id}/end"), json!({}))
            .await,
    )
    .await;
    assert_eq!(status, 200, "{over}");
    for path in [PATH, CONTACT, HOME] {
        assert!(!shop.help.get(path).await.text.contains(WORDS));
    }
    shop.help.desk.running.stop().await;
}

#[tokio::test]
async fn a_question_during_an_outage_is_linked_and_answered_with_all_others() {
    let (desk, admin) = Desk::ready().await;
    let (_, made) = parts(admin.post("/outages", outage()).await).await;
    let path = format!("/outages/{}", made["id"].as_str().expect("an id"));
    let conversation = desk.question(&admin, "Card").await;
    let about = admin
        .json(&format!("/conversations/{conversation}/outages"))
        .await;
    assert_eq!(about["items"][0]["name"], "Payments");
    assert_eq!(about["items"][0]["linked_by"], Value::Null);
    refused(
        admin
            .post(&format!("{path}/updates"), json!({ "html": " " }))
            .await,
        422,
        "empty_message",
    )
    .await;
    let update = json!({ "html": "<p>It works again.</p>", "then": "resolve", "ends": true });
    let (status, going) = parts(admin.post(&format!("{path}/updates"), update).await).await;
    assert_eq!(
        (status.as_u16(), &going["waiting"]),
        (201, &json!(1)),
        "{going}"
    );
    let id = going["id"].as_str().expect("an id");
    let (status, stopped) = parts(
        admin
            .post(&format!("/outage-updates/{id}/stop"), json!({}))
            .await,
    )
    .await;
    assert_eq!(
        (status.as_u16(), &stopped["state"]),
        (200, &json!("stopped"))
    );
    let active = async || admin.json("/outages/active").await["items"].clone();
    assert_eq!(
        active().await[0]["id"],
        path["/outages/".len()..],
        "stopped in time, it ends nothing"
    );
    let over = admin.post(&format!("{path}/end"), json!({})).await;
    assert_eq!(over.status(), 200);
    assert_eq!(active().await, json!([]));
    desk.running.stop().await;
}

#[tokio::test]
async fn what_makes_no_sense_or_is_not_theirs_is_refused() {
    let (desk, admin) = Desk::ready().await;
    let post = async |body: Value| admin.post("/outages", body).await;
    refused(
        post(json!({ "name": " ", "words": { "en": "x" } })).await,
        422,
        "bad_name",
    )
    .await;
    refused(
        post(json!({ "name": "x", "words": {} })).await,
        422,
        "bad_text",
    )
    .await;
    let long = "x".repeat(domain::outage::WORDS_MAX + 1);
    refused(
        post(json!({ "name": "x", "words": { "en": long } })).await,
        413,
        "too_large",
    )
    .await;
    refused(admin.get("/outages?cursor=nonsense").await, 422, "invalid").await;
    let team = admin.json("/bootstrap").await["teams"][0]["id"].clone();
    let agent = admin
        .colleague(&desk, "liis@north.example", "agent", &team)
        .await;
    refused(agent.post("/outages", outage()).await, 403, "not_permitted").await;
    desk.running.stop().await;
}
