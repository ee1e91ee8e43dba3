//! The next one for whoever asks: in one order over all channels, each given to one agent only, and why is told.

mod alternative;
mod clock;
pub mod console;
mod help;
mod ringing;
mod seeing;

use crate::settings::{audited, told};
use crate::support::{Client, Desk, refused};
use serde_json::{Value, json};

const HOUR: i64 = 60 * 60 * 1000;

async fn next(agent: &Client, skipped: &[&str]) -> Value {
    told(
        agent
            .post("/queue/next", json!({ "skipped": skipped }))
            .await,
        200,
    )
    .await["given"]
        .clone()
}

async fn urgency(admin: &Client, conversation: &str, urgency: &str) {
    let path = format!("/conversations/{conversation}/urgency");
    let said = json!({ "urgency": urgency, "force": true });
    told(admin.put(&path, said).await, 200).await;
}

#[tokio::test]
async fn the_next_is_what_is_due_first_whatever_came_first() {
    let (desk, admin) = Desk::ready().await;
    assert_eq!(next(&admin, &[]).await, Value::Null, "nothing waits");
    let low = desk.question(&admin, "Old and low").await;
    urgency(&admin, &low, "low").await;
    desk.clock.advance(2 * HOUR);
    let normal = desk.question(&admin, "New and normal").await;
    let urgent = desk.question(&admin, "New and urgent").await;
    urgency(&admin, &urgent, "urgent").await;

    let first = next(&admin, &[]).await;
    assert_eq!(first["conversation"]["id"], json!(urgent));
    assert_eq!(first["because"], "earliest_due");
    assert_eq!(first["urgency"], "urgent");
    let (since, due) = (&first["since"], &first["due"]);
    assert_eq!(
        due.as_i64().unwrap_or(0) - since.as_i64().unwrap_or(0),
        HOUR / 4
    );
    assert_eq!(first["own"], false);
    let me = admin.json("/bootstrap").await["me"]["id"].clone();
    assert_eq!(first["conversation"]["assignee"], me, "it is theirs now");

    let again = next(&admin, &[]).await;
    assert_eq!(
        again["conversation"]["id"],
        json!(urgent),
        "the same, when asked again"
    );
    assert_eq!(again["own"], true);
    let second = next(&admin, &[&urgent]).await;
    assert_eq!(second["conversation"]["id"], json!(normal));
    let third = next(&admin, &[&urgent, &normal]).await;
    assert_eq!(third["conversation"]["id"], json!(low));
    assert_eq!(next(&admin, &[&urgent, &normal, &low]).await, Value::Null);

    let page = admin
        .json(&format!("/conversations/{urgent}/messages"))
        .await;
    let items = page["items"].as_array().expect("messages");
    let told = items.iter().find(|m| m["event"]["name"] == "taken_next");
    let because = &told.expect("it stands in the conversation")["event"];
    assert_eq!(because["rule"], "earliest_due");
    assert_eq!(&because["due"], due);
}

#[tokio::test]
async fn what_is_answered_or_of_another_team_or_taken_is_nobodys_next() {
    let (desk, admin) = Desk::ready().await;
    let other = told(
        admin.post("/teams", json!({ "name": "Returns" })).await,
        201,
    )
    .await;
    let far = admin
        .colleague(&desk, "far@example.com", "agent", &other["id"])
        .await;
    let one = desk.question(&admin, "Of support").await;
    assert_eq!(next(&far, &[]).await, Value::Null, "another team's");
    let moved = json!({ "team": other["id"], "force": true });
    told(
        admin
            .put(&format!("/conversations/{one}/team"), moved)
            .await,
        200,
    )
    .await;
    assert_eq!(
        next(&admin, &[]).await,
        Value::Null,
        "not of the own teams any more"
    );
    assert_eq!(next(&far, &[]).await["conversation"]["id"], json!(one));
    let reply = json!({
        "kind": "reply", "html": "<p>It is on its way.</p>", "to": [{ "address": "mari@example.org" }], "then": { "do": "wait" },
    });
    told(
        far.post(&format!("/conversations/{one}/messages"), reply)
            .await,
        201,
    )
    .await;
    assert_eq!(next(&far, &[]).await, Value::Null, "answered");
}

#[tokio::test]
async fn of_many_who_ask_at_once_each_gets_another() {
    let (desk, admin) = Desk::ready().await;
    let teams = admin.json("/teams").await;
    let team = teams["items"][0]["id"].clone();
    let mut agents = Vec::new();
    for name in ["ada", "bea", "cai"] {
        let email = format!("{name}@example.com");
        agents.push(admin.colleague(&desk, &email, "agent", &team).await);
    }
    for n in 0..3 {
        desk.question(&admin, &format!("Question {n}")).await;
    }
    let (one, two, three) = tokio::join!(
        next(&agents[0], &[]),
        next(&agents[1], &[]),
        next(&agents[2], &[])
    );
    let mut got: Vec<String> = [one, two, three]
        .iter()
        .map(|g| g["conversation"]["id"].as_str().expect("given").to_owned())
        .collect();
    got.sort_unstable();
    got.dedup();
    assert_eq!(got.len(), 3, "each another one");
}

#[tokio::test]
async fn targets_are_changed_live_and_nonsense_is_refused_with_its_field() {
    let (desk, admin) = Desk::ready().await;
    let low = desk.question(&admin, "Low").await;
    urgency(&admin, &low, "low").await;
    let normal = desk.question(&admin, "Normal").await;
    assert_eq!(next(&admin, &[]).await["conversation"]["id"], json!(normal));
    let seen = admin.json("/urgency-targets").await;
    assert_eq!(
        (&seen["version"], &seen["urgent"]["target_ms"]),
        (&json!(0), &json!(HOUR / 4))
    );

    let mut wrong = seen.clone();
    wrong["low"]["target_ms"] = json!(HOUR);
    let body = refused(
        admin.put("/urgency-targets", wrong).await,
        422,
        "targets_out_of_order",
    )
    .await;
    assert_eq!(body["error"]["field"], "low");
    let mut wrong = seen.clone();
    wrong["urgent"]["holding_ms"] = json!(-5);
    refused(
        admin.put("/urgency-targets", wrong).await,
        422,
        "bad_holding_limit",
    )
    .await;

    let mut wanted = seen.clone();
    wanted["low"]["target_ms"] = json!(4 * HOUR);
    let kept = told(admin.put("/urgency-targets", wanted.clone()).await, 200).await;
    assert_eq!(kept["version"], 1);
    assert!(audited(&admin, "urgency_targets.changed").await);
    refused(admin.put("/urgency-targets", wanted).await, 409, "conflict").await;
    let now = next(&admin, &[]).await;
    assert_eq!(
        now["conversation"]["id"],
        json!(low),
        "as soon due, and it came first"
    );

    let many: Vec<String> = vec![low; 51];
    refused(
        admin.post("/queue/next", json!({ "skipped": many })).await,
        422,
        "too_many",
    )
    .await;
}
