//! The life of a channel: owner and purpose, stages with reasons, the diary with its evidence, and what is taken back.

use super::{audited, channel, id, told};
use crate::support::{Client, Desk, refused};
use serde_json::{Value, json};

async fn entries(admin: &Client, path: &str) -> Vec<Value> {
    let page = admin.json(&format!("{path}/history")).await;
    page["items"].as_array().expect("a list").clone()
}

/// The newest entry about that.
async fn newest(admin: &Client, path: &str, what: &str) -> Value {
    let all = entries(admin, path).await;
    let found = all.into_iter().find(|e| e["what"] == what);
    found.expect("an entry")
}

async fn undo(admin: &Client, path: &str, entry: &Value) -> reqwest::Response {
    let undo = format!("{path}/history/{}/undo", id(entry));
    admin.post(&undo, json!({ "reason": "by mistake" })).await
}

async fn me(admin: &Client) -> String {
    id(&admin.json("/agents").await["items"][0])
}

#[tokio::test]
async fn a_channel_says_who_answers_for_it_and_what_it_is_for() {
    let (desk, admin) = Desk::ready().await;
    let path = format!("/channels/{}", channel(&admin).await);
    let (start, owner) = (admin.json(&path).await, me(&admin).await);
    assert_eq!(start["purpose"], "");
    let cleared = admin.patch(&path, json!({ "owner": null })).await;
    assert_eq!(told(cleared, 200).await["owner"], Value::Null);
    let purpose = "Questions about orders.";
    let named = json!({ "owner": owner, "purpose": format!(" {purpose} ") });
    let named = told(admin.patch(&path, named).await, 200).await;
    assert_eq!(
        (&named["owner"], &named["purpose"]),
        (&json!(owner), &json!(purpose))
    );
    let listed = admin.json("/channels").await["items"][0].clone();
    let boot = admin.json("/bootstrap").await["channels"][0].clone();
    assert_eq!(
        (&listed["owner"], &boot["purpose"]),
        (&named["owner"], &named["purpose"])
    );
    assert!(audited(&admin, "channel.owner").await);
    let entry = newest(&admin, &path, "owner").await;
    assert_eq!(
        (&entry["to"], &entry["evidence"]),
        (&json!(owner), &Value::Null)
    );
    let back = told(undo(&admin, &path, &entry).await, 200).await;
    assert_eq!(back["owner"], Value::Null);
    for (body, code) in [
        (
            json!({ "owner": "agt_00000000000000000000000009" }),
            "bad_owner",
        ),
        (json!({ "purpose": "x".repeat(301) }), "bad_purpose"),
        (json!({ "purpose": "two\nlines" }), "bad_purpose"),
    ] {
        refused(admin.patch(&path, body).await, 422, code).await;
    }
    desk.running.stop().await;
}

#[tokio::test]
async fn stages_follow_each_other_with_reasons_and_what_was_measured() {
    let (desk, admin) = Desk::ready().await;
    let path = format!("/channels/{}", channel(&admin).await);
    desk.question(&admin, "Lamp").await;
    let stage = format!("{path}/stage");
    let to = async |word: &str, reason: &str| {
        let body = json!({ "stage": word, "reason": reason });
        admin.put(&stage, body).await
    };
    refused(to("draft", "").await, 422, "bad_stage_change").await;
    refused(to("winding_down", " ").await, 422, "reason_needed").await;
    let long = "x".repeat(2_001);
    refused(to("winding_down", &long).await, 422, "invalid").await;
    assert_eq!(
        told(to("winding_down", "moving").await, 200).await["stage"],
        "winding_down"
    );
    let entry = newest(&admin, &path, "stage").await;
    let evidence = &entry["evidence"];
    assert_eq!(
        evidence,
        &json!({ "days": 30, "new_conversations": 1, "new_conversations_before": 0, "open": 1, "waiting": 0,
            "contacts": 1, "only_here": 1, "kept": null })
    );
    let paused = json!({ "paused": true });
    told(admin.put(&format!("{path}/paused"), paused).await, 200).await;
    assert_eq!(newest(&admin, &path, "paused").await["evidence"]["open"], 1);
    refused(to("live", "").await, 422, "reason_needed").await;
    told(to("live", "we need it after all").await, 200).await;
    let missing = newest(&admin, &path, "stage").await["evidence"]["missing"].clone();
    assert!(
        missing
            .as_array()
            .expect("a list")
            .contains(&json!("purpose")),
        "{missing}"
    );
    desk.running.stop().await;
}

#[tokio::test]
async fn a_change_is_taken_back_once_and_only_while_it_stands() {
    let (desk, admin) = Desk::ready().await;
    let path = format!("/channels/{}", channel(&admin).await);
    let stage = format!("{path}/stage");
    told(admin.put(&stage, json!({ "stage": "pilot" })).await, 200).await;
    let pilot = newest(&admin, &path, "stage").await;
    assert_eq!(pilot["undoable"], true);
    let closed = json!({ "stage": "closed", "reason": "over" });
    told(admin.put(&stage, closed).await, 200).await;
    refused(undo(&admin, &path, &pilot).await, 409, "changed_since").await;
    let closing = newest(&admin, &path, "stage").await;
    let back = told(undo(&admin, &path, &closing).await, 200).await;
    assert_eq!(back["stage"], "pilot");
    refused(undo(&admin, &path, &closing).await, 409, "already_undone").await;
    let all = entries(&admin, &path).await;
    assert_eq!(
        (&all[0]["undoes"], &all[0]["reason"]),
        (&closing["id"], &json!("by mistake"))
    );
    assert_eq!(
        (&all[1]["undone_by"], &all[1]["undoable"]),
        (&all[0]["id"], &json!(false))
    );
    let made = all.last().expect("its beginning");
    assert_eq!(made["undoable"], false);
    refused(undo(&admin, &path, made).await, 409, "not_undoable").await;
    let other = json!({ "name": "Next", "address": "next@example.com" });
    let other = id(&told(admin.post("/channels", other).await, 201).await);
    let elsewhere = format!("/channels/{other}");
    refused(undo(&admin, &elsewhere, &all[0]).await, 404, "not_found").await;
    told(admin.patch(&path, json!({ "successor": other })).await, 200).await;
    let named = newest(&admin, &path, "successor").await;
    assert_eq!(
        told(undo(&admin, &path, &named).await, 200).await["successor"],
        Value::Null
    );
    desk.running.stop().await;
}

#[tokio::test]
async fn the_diary_comes_in_pages_and_the_readiness_with_what_is_missing() {
    let (desk, admin) = Desk::ready().await;
    let path = format!("/channels/{}", channel(&admin).await);
    for paused in [true, false, true] {
        let body = json!({ "paused": paused });
        told(admin.put(&format!("{path}/paused"), body).await, 200).await;
    }
    let (all, mut seen, mut next) = (entries(&admin, &path).await, Vec::new(), String::new());
    loop {
        let page = admin.json(&format!("{path}/history?limit=2{next}")).await;
        seen.extend(page["items"].as_array().expect("a list").clone());
        match page["next"].as_str() {
            Some(cursor) => next = format!("&cursor={cursor}"),
            None => break,
        }
    }
    assert!(all.len() > 3 && seen == all);
    assert_eq!(admin.json(&path).await["history"], json!(all));
    refused(
        admin.get(&format!("{path}/history?cursor=x")).await,
        422,
        "invalid",
    )
    .await;
    let found = admin.json(&format!("{path}/readiness")).await;
    let items = found["items"].as_array().expect("a list");
    let of = |key: &str| items.iter().find(|i| i["key"] == key).expect("an item");
    assert_eq!((&found["ready"], items.len()), (&json!(false), 8));
    assert_eq!(
        (&of("hours")["met"], &of("door")["met"]),
        (&json!(false), &json!(true))
    );
    assert_eq!(
        (&of("successor")["needed"], &of("staff")["met"]),
        (&json!(false), &json!(true))
    );
    refused(
        admin
            .get("/channels/chn_00000000000000000000000009/readiness")
            .await,
        404,
        "not_found",
    )
    .await;
    desk.running.stop().await;
}
