//! Where everybody lands, over the wire: what the last look found, a look for the asking, and the steps of a plan.

use crate::support::{Client, Desk, refused};
use serde_json::{Value, json};

async fn channel(admin: &Client) -> String {
    let all = admin.json("/channels").await;
    all["items"][0]["id"].as_str().expect("an id").to_owned()
}

async fn looked(admin: &Client) -> Value {
    let answer = admin.post("/dead-ends", json!({})).await;
    assert_eq!(answer.status(), 200);
    answer.json().await.expect("JSON")
}

async fn closed(admin: &Client, channel: &str) {
    let body = json!({ "stage": "closed", "reason": "nobody writes" });
    let answer = admin.put(&format!("/channels/{channel}/stage"), body).await;
    assert!(answer.status().is_success(), "{:?}", answer.text().await);
}

#[tokio::test]
async fn a_house_is_looked_at_and_a_dead_end_is_told_with_a_witness_and_what_to_do() {
    let (_desk, admin) = Desk::ready().await;
    // The program has looked at an empty house before it was set up; it looks again by itself.
    let first = admin.until("/dead-ends", |v| v["stale"] == false).await;
    assert_eq!(first["summary"]["dead_end"], 0, "{first}");
    assert!(
        first["looked"].as_u64() > Some(0) && first["flows"][0]["end"] == "promise",
        "{first}"
    );
    let channel = channel(&admin).await;
    assert_eq!(first["doors"][0]["channel"], json!(channel));
    closed(&admin, &channel).await;
    let found = looked(&admin).await;
    assert_eq!(found["summary"]["dead_end"], 1, "{found}");
    // Whatever changed since is looked at soon, by itself.
    let found = admin.until("/dead-ends", |v| v["stale"] == false).await;
    assert_eq!(found["summary"]["dead_end"], 1, "{found}");
    let worst = &found["findings"][0];
    assert_eq!(
        (&worst["invariant"], &worst["verdict"], &worst["cause"]),
        (
            &json!("reach"),
            &json!("dead_end"),
            &json!({ "dead_end": "nothing_promised" })
        )
    );
    let sentence = worst["sentence"].as_str().expect("a sentence");
    assert!(sentence.contains("is a dead end"), "{sentence}");
    let what = worst["what_to_do"].as_str().expect("what to do");
    assert!(what.starts_with("Choose a successor"), "{what}");
    let steps = worst["witness"]["steps"].as_array().expect("steps");
    assert_eq!(steps.len(), 2);
    assert_eq!(
        (&steps[0]["text"], &steps[1]["landing"]),
        (&json!("channel_closed"), &json!("dead_end"))
    );
}

#[tokio::test]
async fn only_who_manages_channels_sees_where_people_land() {
    let (desk, admin) = Desk::ready().await;
    let team = admin.json("/teams").await["items"][0]["id"].clone();
    let agent = admin
        .colleague(&desk, "cal@lamps.example", "agent", &team)
        .await;
    refused(agent.get("/dead-ends").await, 403, "not_permitted").await;
    refused(
        agent.post("/dead-ends", json!({})).await,
        403,
        "not_permitted",
    )
    .await;
    let none = "/dead-ends/plans/pln_00000000000000000000000009";
    refused(agent.get(none).await, 403, "not_permitted").await;
    refused(admin.get(none).await, 404, "not_found").await;
}

#[tokio::test]
async fn each_step_of_a_plan_is_looked_at_before_it_begins() {
    let (_desk, admin) = Desk::ready().await;
    let channel = channel(&admin).await;
    let step = |name: &str, stage: Value| json!({ "name": name, "stage": stage, "audience": "everyone", "shortest_ms": 86_400_000 });
    let content = json!({
        "kind": "wind_down", "name": "away", "reason": "nobody writes", "owner": null,
        "steps": [step("winding down", json!("winding_down")), step("closed", json!("closed"))]
    });
    let made = admin
        .post("/plans", json!({ "channel": channel, "content": content }))
        .await;
    assert_eq!(made.status(), 201);
    let made: Value = made.json().await.expect("JSON");
    let id = made["plan"]["id"].as_str().expect("an id");
    let ahead = admin.json(&format!("/dead-ends/plans/{id}")).await;
    let steps = ahead["steps"].as_array().expect("steps");
    assert_eq!(steps[0]["dead_ends"], json!([]), "{ahead}");
    assert_eq!(steps[1]["name"], "closed");
    let told = steps[1]["dead_ends"][0].as_str().expect("a dead end");
    assert!(
        told.contains("closed text -> kept, nothing promised"),
        "{told}"
    );
    assert_eq!(ahead["progress"], Value::Null, "{ahead}");
    // The whole picture of each, as of now.
    let now = admin.post("/dead-ends", json!({})).await;
    let now: Value = now.json().await.expect("JSON");
    let of = |step: usize| format!("/dead-ends/plans/{id}/steps/{step}");
    let (first, closed) = (admin.json(&of(0)).await, admin.json(&of(1)).await);
    assert_eq!(
        (&first["doors"], &first["kinds"]),
        (&now["doors"], &now["kinds"])
    );
    assert_eq!(first["summary"]["dead_end"], 0, "{first}");
    assert_eq!(closed["findings"][0]["verdict"], "dead_end", "{closed}");
    assert_ne!(closed["flows"], first["flows"]);
    refused(admin.get(&of(2)).await, 404, "not_found").await;
}
