//! What is seen of the queue by whoever looks after it, and what they set.

use super::console::{Console, offer};
use crate::chat::{Shop, text};
use crate::settings::{audited, told};
use crate::support::{Client, Desk, refused};
use serde_json::{Value, json};

const MINUTE: i64 = 60_000;

async fn team(admin: &Client) -> Value {
    admin.json("/bootstrap").await["teams"][0]["id"].clone()
}

async fn id_of(agent: &Client) -> String {
    text(&agent.json("/bootstrap").await["me"]["id"])
}

fn alarm<'a>(queue: &'a Value, kind: &str) -> Option<&'a Value> {
    let alarms = queue["alarms"].as_array().expect("alarms");
    alarms.iter().find(|a| a["kind"] == kind)
}

#[tokio::test]
async fn the_whole_queue_shows_what_waits_who_could_take_it_and_what_is_wrong() {
    let shop = Shop::open().await;
    let mail = shop.desk.question(&shop.admin, "Where is my order?").await;
    let visitor = shop.visitor().await;
    visitor.says("first-message", "Hello?").await;
    let both = |q: &Value| q["items"].as_array().is_some_and(|i| i.len() == 2);
    let queue = shop.admin.until("/queue", both).await;
    assert_eq!(queue["waiting"], 2);
    let first = &queue["items"][0];
    assert_eq!(
        (&first["kind"], &first["standing"]),
        (&json!("live"), &json!("waiting"))
    );
    assert_eq!(first["limit_ms"], 2 * MINUTE);
    assert_eq!(first["why"]["rule"], "earliest_due");
    assert_eq!(first["can"]["n"], 0);
    assert_eq!(
        queue["longest_live"]["conversation"],
        first["conversation"]["id"]
    );
    assert_eq!(alarm(&queue, "nobody_here").expect("told")["n"], 1);

    let team = team(&shop.admin).await;
    let ada = shop
        .admin
        .colleague(&shop.desk, "ada@example.com", "agent", &team)
        .await;
    let _console = Console::open(&shop.desk, &ada, "ada@example.com").await;
    let rings = |q: &Value| q["items"][0]["standing"] == "offered";
    let queue = shop.admin.until("/queue", rings).await;
    let me = id_of(&ada).await;
    assert_eq!(queue["items"][0]["agent"], json!(me));
    let agents = queue["agents"].as_array().expect("agents");
    let mine = agents
        .iter()
        .find(|a| a["agent"] == json!(me))
        .expect("told");
    assert_eq!(mine["presence"]["state"], "online");
    assert_eq!(
        mine["ringing"]["conversation"],
        queue["items"][0]["conversation"]["id"]
    );
    assert_eq!(queue["items"][1]["conversation"]["id"], json!(mail));
    assert!(alarm(&queue, "nobody_here").is_none());

    shop.desk.clock.advance(5 * 60 * MINUTE);
    let late = |q: &Value| q["late"].as_i64() >= Some(1);
    let queue = shop.admin.until("/queue", late).await;
    assert!(alarm(&queue, "late").is_some(), "{queue}");
    let one = shop.admin.json("/queue?limit=1").await;
    assert_eq!(
        (one["items"].as_array().map(Vec::len), &one["more"]),
        (Some(1), &json!(true))
    );
    let wrong = shop.admin.get("/queue?language=klingon-long").await;
    refused(wrong, 422, "bad_value").await;
}

#[tokio::test]
async fn what_is_out_of_reach_is_in_nobodys_view() {
    let (desk, admin) = Desk::ready().await;
    let other = told(
        admin.post("/teams", json!({ "name": "Returns" })).await,
        201,
    )
    .await;
    let far = admin
        .colleague(&desk, "far@example.com", "agent", &other["id"])
        .await;
    desk.question(&admin, "Of support").await;
    let queue = far.json("/queue").await;
    assert_eq!(
        (&queue["waiting"], &queue["items"]),
        (&json!(0), &json!([]))
    );
    assert_eq!(admin.json("/queue").await["waiting"], 1);
}

#[tokio::test]
async fn who_knows_the_topic_is_given_it_until_others_have_to_help() {
    let (desk, admin) = Desk::ready().await;
    let team = team(&admin).await;
    let ada = admin
        .colleague(&desk, "ada@example.com", "agent", &team)
        .await;
    let bea = admin
        .colleague(&desk, "bea@example.com", "agent", &team)
        .await;
    let topic = told(
        admin.post("/topics", json!({ "name": "Billing" })).await,
        201,
    )
    .await;
    let skill = json!({ "name": "Invoices", "topics": [topic["id"]] });
    let skill = told(admin.post("/skills", skill).await, 201).await;
    let again = json!({ "name": "invoices" });
    refused(admin.post("/skills", again).await, 422, "name_taken").await;

    let path = format!("/agents/{}/work", id_of(&ada).await);
    let mut work = admin.json(&path).await;
    assert_eq!(
        (&work["capacity"], &work["live_cap"]),
        (&json!(60), &json!(3))
    );
    let seen = work["version"].clone();
    work["skills"] = json!([{ "kind": "named", "key": skill["id"], "level": 3 }]);
    let kept = told(admin.put(&path, work.clone()).await, 200).await;
    assert_ne!(kept["version"], seen);
    refused(admin.put(&path, work).await, 409, "conflict").await;
    assert!(audited(&admin, "agent.work").await);
    let mut wrong = kept.clone();
    wrong["skills"] = json!([{ "kind": "named", "key": "skl_nothing", "level": 3 }]);
    refused(admin.put(&path, wrong).await, 422, "bad_skill").await;
    let mut wrong = kept;
    wrong["live_cap"] = json!(21);
    refused(admin.put(&path, wrong).await, 422, "bad_value").await;
    refused(ada.get(&path).await, 403, "not_permitted").await;

    let id = desk.question(&admin, "An invoice").await;
    let said = json!({ "topic": topic["id"], "force": true });
    told(
        admin.put(&format!("/conversations/{id}/topic"), said).await,
        200,
    )
    .await;
    let next = |agent: Client| async move {
        told(agent.post("/queue/next", json!({})).await, 200).await["given"].clone()
    };
    assert_eq!(next(bea.clone()).await, Value::Null, "not hers to do yet");
    desk.clock.advance(2 * 60 * MINUTE + MINUTE);
    let given = next(bea).await;
    assert_eq!(
        given["conversation"]["id"],
        json!(id),
        "half its time is over"
    );
    let gone = admin
        .delete(&format!("/skills/{}", text(&skill["id"])))
        .await;
    assert_eq!(gone.status(), 204);
    assert_eq!(admin.json(&path).await["skills"], json!([]));
}

#[tokio::test]
async fn the_next_cap_is_tried_for_one_week() {
    let (desk, admin) = Desk::ready().await;
    let path = format!("/agents/{}/work", id_of(&admin).await);
    let trial = format!("{path}/trial");
    refused(
        admin.post(&trial, json!({ "cap": 5 })).await,
        422,
        "not_next",
    )
    .await;
    let kept = told(admin.post(&trial, json!({ "cap": 4 })).await, 200).await;
    assert_eq!(
        (&kept["live_cap"], &kept["trial"]["cap"]),
        (&json!(3), &json!(4))
    );
    assert_eq!(admin.json("/queue/mine").await["live_cap"], 4);
    desk.clock.advance(7 * 24 * 60 * MINUTE + MINUTE);
    assert_eq!(admin.json("/queue/mine").await["live_cap"], 3);
    assert_eq!(admin.json(&path).await["trial"], Value::Null);
}

#[tokio::test]
async fn rules_hold_for_what_is_decided_next_and_nonsense_is_refused_with_its_field() {
    let shop = Shop::open().await;
    let team = team(&shop.admin).await;
    let ada = shop
        .admin
        .colleague(&shop.desk, "ada@example.com", "agent", &team)
        .await;
    let _console = Console::open(&shop.desk, &ada, "ada@example.com").await;
    let mut rules = shop.admin.json("/routing-rules").await;
    assert_eq!(
        (&rules["offer_ms"], &rules["version"]),
        (&json!(20_000), &json!(0))
    );
    for (field, value) in [
        ("offer_ms", json!(1)),
        ("sticky_percent", json!(51)),
        ("spike_percent", json!(100)),
        ("keep_ms", json!(-1)),
    ] {
        let mut wrong = rules.clone();
        wrong[field] = value;
        let body = refused(
            shop.admin.put("/routing-rules", wrong).await,
            422,
            "bad_value",
        )
        .await;
        assert_eq!(body["error"]["field"], field);
    }
    let mut wrong = rules.clone();
    wrong["overflow"] = json!([{ "team": team, "to": [team] }]);
    refused(
        shop.admin.put("/routing-rules", wrong).await,
        422,
        "bad_overflow",
    )
    .await;
    rules["offer_ms"] = json!(60_000);
    let kept = told(shop.admin.put("/routing-rules", rules.clone()).await, 200).await;
    assert_eq!(kept["version"], 1);
    refused(
        shop.admin.put("/routing-rules", rules).await,
        409,
        "conflict",
    )
    .await;
    refused(ada.put("/routing-rules", kept).await, 403, "not_permitted").await;
    assert!(audited(&shop.admin, "routing_rules.changed").await);

    let visitor = shop.visitor().await;
    visitor.says("first-message", "Hello?").await;
    let mine = ada.until("/queue/mine", |m| !m["offer"].is_null()).await;
    let rings = mine["offer"]["until"].as_i64().expect("until");
    assert!(
        rings - shop.desk.clock.now() > 30_000,
        "a minute, not twenty seconds"
    );
    assert!(!offer(&ada).await.is_null());
}

#[tokio::test]
async fn other_rules_are_tried_on_last_weeks_traffic_and_waits_are_reported() {
    let (desk, admin) = Desk::ready().await;
    for n in 0..6 {
        desk.question(&admin, &format!("Question {n}")).await;
        desk.clock.advance(20 * MINUTE);
    }
    let given = told(admin.post("/queue/next", json!({})).await, 200).await;
    let id = text(&given["given"]["conversation"]["id"]);
    let reply = json!({
        "kind": "reply", "html": "<p>Here.</p>", "to": [{ "address": "mari@example.org" }], "then": { "do": "wait" },
    });
    told(
        admin
            .post(&format!("/conversations/{id}/messages"), reply)
            .await,
        201,
    )
    .await;
    let counted = |w: &Value| w["rows"].as_array().is_some_and(|r| !r.is_empty());
    let waits = admin.until("/reports/waits", counted).await;
    let whole = &waits["rows"][0];
    assert_eq!(
        (&whole["n"], &whole["team"], &whole["hour"]),
        (&json!(1), &Value::Null, &Value::Null)
    );
    assert!(
        whole["median_ms"].as_i64() >= Some(2 * 60 * MINUTE - MINUTE),
        "{whole}"
    );
    assert_eq!(waits["overtaking"]["matrix"], json!([]));
    let file = admin.get("/reports/waits/export/waits.csv").await;
    let file = file.text().await.expect("text");
    assert!(
        file.starts_with("channel,team,hour,n,median_ms,p90_ms\r\n"),
        "{file}"
    );
    assert_eq!(
        admin.get("/reports/waits/export/other.csv").await.status(),
        404
    );

    desk.clock.advance(60 * MINUTE);
    let targets = admin.json("/urgency-targets").await;
    let mut wanted = targets.clone();
    wanted["normal"]["target_ms"] = json!(60 * MINUTE);
    wanted["low"]["target_ms"] = json!(60 * MINUTE);
    let six = |p: &Value| p["arrivals"] == 6;
    let mut preview = Value::Null;
    for _ in 0..100 {
        let asked = json!({ "targets": wanted });
        preview = told(admin.post("/routing-rules/preview", asked).await, 200).await;
        if six(&preview) {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert!(six(&preview), "{preview}");
    assert_eq!(preview["calibrated"], false);
    assert_eq!(preview["rows"].as_array().map(Vec::len), Some(2));
    assert_eq!(preview["per_urgency"].as_array().map(Vec::len), Some(8));
    let mut wrong = wanted;
    wrong["low"]["target_ms"] = json!(30 * MINUTE);
    let asked = json!({ "targets": wrong });
    refused(
        admin.post("/routing-rules/preview", asked).await,
        422,
        "targets_out_of_order",
    )
    .await;
}
