//! Scorecards of channels and where the customers of a closed one went: bounds, permissions, a desk with nothing, one with a
//! single conversation, one whose customer was forgotten.

use crate::settings::{channel, id, told};
use crate::support::{Client, Desk, refused};
use domain::access::PermissionSet;
use serde_json::{Value, json};

fn figure(card: &Value, key: &str) -> Value {
    let tests = card["tests"].as_array().expect("tests");
    let mut all = tests
        .iter()
        .flat_map(|t| t["figures"].as_array().expect("figures"));
    all.find(|f| f["key"] == key).expect("the figure").clone()
}

fn value(card: &Value, key: &str) -> Value {
    figure(card, key)["value"].clone()
}

/// Waits until so many new conversations are counted.
async fn counted(admin: &Client, path: &str, n: i64) -> Value {
    let new = |card: &Value| value(card, "new").as_f64() == Some(n as f64);
    admin.until(&format!("{path}/scorecard"), new).await
}

#[tokio::test]
async fn a_desk_to_which_nobody_wrote_says_that_it_knows_nothing() {
    let (desk, admin) = Desk::ready().await;
    let path = format!("/channels/{}", channel(&admin).await);
    let card = admin.json(&format!("{path}/scorecard")).await;
    assert_eq!(card["days"], 90);
    let keys: Vec<&Value> = card["tests"]
        .as_array()
        .expect("tests")
        .iter()
        .map(|t| &t["key"])
        .collect();
    assert_eq!(keys, ["keep_up", "afford", "used", "harm", "satisfied"]);
    assert_eq!(card["trend"].as_array().map(Vec::len), Some(12));
    let said = &card["recommendation"];
    assert_eq!(
        (&said["what"], &said["template"]),
        (&json!("not_enough_data"), &Value::Null)
    );
    let share = figure(&card, "share_of_all");
    assert_eq!(
        (&share["value"], &share["why_missing"], &share["threshold"]),
        (&Value::Null, &json!("nobody"), &json!(0.03))
    );
    let cost = figure(&card, "cost_per_resolution");
    assert_eq!(cost["why_missing"], "not_measured");
    let marks = admin.json("/scorecards").await;
    let channels = admin.json("/channels").await["items"].clone();
    let items = marks["items"].as_array().expect("a list");
    assert_eq!(items.len(), channels.as_array().map_or(0, Vec::len));
    assert_eq!(
        items[0]["verdicts"],
        json!({ "keep_up": "unknown", "afford": "unknown", "used": "unknown", "harm": "unknown", "satisfied": "unknown" })
    );
    desk.running.stop().await;
}

#[tokio::test]
async fn one_conversation_is_counted_and_judges_nothing() {
    let (desk, admin) = Desk::ready().await;
    let path = format!("/channels/{}", channel(&admin).await);
    desk.question(&admin, "Lamp").await;
    let card = counted(&admin, &path, 1).await;
    for (key, expected) in [
        ("open", 1.0),
        ("users", 1.0),
        ("only_door_users", 1.0),
        ("share_of_all", 1.0),
        ("overtaking", 0.0),
    ] {
        assert_eq!(value(&card, key).as_f64(), Some(expected), "{key}");
    }
    let share = figure(&card, "share_of_all");
    assert_eq!(share["n"], 1);
    assert!(
        share["low"].as_f64() < Some(0.3),
        "one says little: {share}"
    );
    assert_eq!(figure(&card, "burn_down")["why_missing"], "never");
    let last = card["trend"][11].clone();
    assert_eq!(
        (&last["new"], &last["resolved"], &last["open"]),
        (&json!(1), &json!(0), &json!(1))
    );
    assert_eq!(card["recommendation"]["what"], "not_enough_data");
    let why = card["recommendation"]["why"].as_array().expect("reasons");
    assert!(why.iter().any(|r| r["key"] == "used_unknown"), "{why:?}");
    desk.running.stop().await;
}

#[tokio::test]
async fn odd_questions_and_who_may_not_read_reports_are_refused() {
    let (desk, admin) = Desk::ready().await;
    let path = format!("/channels/{}", channel(&admin).await);
    for days in [i64::MIN, -1, 0, 27, 366, i64::MAX] {
        for at in ["/scorecards".to_owned(), format!("{path}/scorecard")] {
            let answer = admin.get(&format!("{at}?days={days}")).await;
            refused(answer, 422, "bad_days").await;
        }
    }
    for days in [28, 365] {
        let card = admin.json(&format!("{path}/scorecard?days={days}")).await;
        assert_eq!(card["days"], days);
    }
    let unknown = "/channels/chn_00000000000000000000000009";
    for of in ["scorecard", "migration"] {
        refused(
            admin.get(&format!("{unknown}/{of}")).await,
            404,
            "not_found",
        )
        .await;
    }
    refused(
        admin.get(&format!("{path}/migration")).await,
        409,
        "not_closing",
    )
    .await;
    let set = PermissionSet::LightAgent.key();
    let light = admin
        .colleague(&desk, "light@example.com", set, &Value::Null)
        .await;
    for at in [
        "/scorecards".to_owned(),
        format!("{path}/scorecard"),
        format!("{path}/migration"),
    ] {
        refused(light.get(&at).await, 403, "not_permitted").await;
    }
    desk.running.stop().await;
}

#[tokio::test]
async fn the_customers_of_a_channel_that_winds_down_are_followed() {
    let (desk, admin) = Desk::ready().await;
    let path = format!("/channels/{}", channel(&admin).await);
    let lamp = desk.question(&admin, "Lamp").await;
    let mari = admin.json(&format!("/conversations/{lamp}")).await["contact"]["id"].clone();
    desk.clock.advance(60 * 60 * 1000);
    let stage = json!({ "stage": "winding_down", "reason": "hardly used" });
    told(admin.put(&format!("{path}/stage"), stage).await, 200).await;
    let at = format!("{path}/migration");
    let found = admin.json(&at).await;
    assert_eq!(
        (&found["state"], &found["expected"]),
        (&json!("closing"), &Value::Null)
    );
    let days: Vec<&Value> = found["at"]
        .as_array()
        .expect("looks")
        .iter()
        .map(|l| &l["days"])
        .collect();
    assert_eq!(days, [30, 90, 180]);
    let first = &found["at"][0];
    assert_eq!(
        (&first["people"], &first["vanished"], &first["complete"]),
        (&json!(1), &json!(1), &json!(false))
    );
    assert_eq!(first["csat_before"], Value::Null);
    desk.clock.advance(60 * 60 * 1000);
    desk.question(&admin, "Lamp again").await;
    let back = admin
        .until(&at, |m| m["at"][0]["back_by_old_door"] == 1)
        .await;
    assert_eq!(
        (&back["at"][0]["moved"], &back["at"][0]["vanished"]),
        (&json!(0), &json!(0))
    );
    // Whoever was forgotten stays in the counts as a number.
    let mari = mari.as_str().expect("an id");
    let erase = json!({ "confirm": true });
    told(
        admin
            .post(&format!("/contacts/{mari}/erasure"), erase)
            .await,
        202,
    )
    .await;
    admin
        .until("/erasures", |all| all["items"][0]["state"] == "done")
        .await;
    let after = admin.json(&at).await;
    assert_eq!(after["at"][0]["people"], 1);
    let card = counted(&admin, &path, 2).await;
    assert_eq!(value(&card, "open").as_f64().map(|n| n <= 2.0), Some(true));
    let closed = json!({ "stage": "closed", "reason": "over" });
    told(admin.put(&format!("{path}/stage"), closed).await, 200).await;
    let over = admin.json(&at).await;
    // It turned when it began to wind down.
    assert_eq!(
        (&over["state"], &over["since"]),
        (&json!("closed"), &found["since"])
    );
    assert_eq!(
        id(&admin.json(&path).await),
        path.rsplit('/').next().expect("an id")
    );
    desk.running.stop().await;
}
