//! The activity ledger: what consoles tell, once and no more than has passed, and who may see whose.

use crate::support::{Client, Desk, PASSWORD, parts, refused};
use serde_json::{Value, json};

const TAB: &str = "0190b3a0-0000-7000-8000-000000000001";
const OTHER: &str = "0190b3a0-0000-7000-8000-000000000002";

async fn tell(client: &Client, source: &str, slices: Value) -> Value {
    let body = json!({ "source": source, "slices": slices });
    let (status, said) = parts(client.post("/me/activity", body).await).await;
    assert_eq!(status, 200, "{said}");
    said
}

fn stretch(seq: i64, seconds: i64, more: Value) -> Value {
    let mut slice = json!({ "seq": seq, "ms": seconds * 1000, "ago_ms": 0, "presence": "online" });
    for (key, value) in more.as_object().expect("an object") {
        slice[key] = value.clone();
    }
    slice
}

fn seconds(report: &Value, thing: &str) -> i64 {
    let things = report["things"].as_array().expect("things");
    let found = things.iter().find(|t| t["thing"] == thing).expect("listed");
    found["ms"].as_i64().expect("a number") / 1000
}

#[tokio::test]
async fn every_second_is_told_once_and_belongs_to_one_thing() {
    let (desk, admin) = Desk::ready().await;
    let conversation = desk.question(&admin, "Parcel 1").await;
    let reading = json!({ "conversation": conversation, "doing": "focused" });
    let writing = json!({ "conversation": conversation, "doing": "writing" });
    for tab in [TAB, OTHER] {
        assert_eq!(tell(&admin, tab, json!([])).await["seq"], 0);
    }
    desk.clock.advance(60_000);
    tell(&admin, TAB, json!([stretch(1, 60, reading.clone())])).await;
    // A second tab of the same minute, and the same stretch again.
    tell(&admin, OTHER, json!([stretch(1, 60, json!({}))])).await;
    assert_eq!(
        tell(&admin, TAB, json!([stretch(1, 60, reading)])).await["seq"],
        1
    );
    desk.clock.advance(30_000);
    let slices = json!([stretch(2, 30, writing), stretch(3, 3_600, json!({}))]);
    assert_eq!(tell(&admin, TAB, slices).await["seq"], 3);
    desk.clock.advance(40_000);
    let pause = json!({ "presence": "break" });
    tell(&admin, TAB, json!([stretch(4, 40, pause)])).await;
    let own = admin.json("/me/time").await;
    assert_eq!(seconds(&own, "reading"), 60, "{own}");
    assert_eq!(seconds(&own, "writing"), 30, "{own}");
    assert_eq!(seconds(&own, "break"), 40, "{own}");
    assert_eq!(
        seconds(&own, "available"),
        0,
        "the other tab adds nothing: {own}"
    );
    let sum: i64 = own["things"]
        .as_array()
        .expect("things")
        .iter()
        .map(|t| t["ms"].as_i64().expect("ms"))
        .sum();
    assert_eq!(own["logged_in_ms"], sum);
    let shares: i64 = own["things"]
        .as_array()
        .expect("things")
        .iter()
        .map(|t| t["share"].as_i64().expect("a share"))
        .sum();
    assert_eq!(shares, 1_000);
    assert_eq!(
        (&own["conversations"], &own["agents"], &own["since"]),
        (&json!(1), &json!(1), &json!("2026-03-02"))
    );
    assert_eq!(own["by_channel"][0]["name"], "Support");
    assert_eq!(own["by_topic"][0]["key"], "none");
    let day = admin.json("/me/time/day").await;
    assert_eq!(day["stretches"][0]["number"], 1, "{day}");
    assert_eq!(day["logged_in_ms"], own["logged_in_ms"]);
    assert!(!day.to_string().contains("Parcel"), "no content");
}

#[tokio::test]
async fn nobody_invents_time_for_themselves_or_for_others() {
    let (desk, admin) = Desk::ready().await;
    tell(
        &admin,
        TAB,
        json!([
            stretch(1, 3_600, json!({})),
            stretch(2, 3_600, json!({ "ago_ms": -3_600_000 }))
        ]),
    )
    .await;
    let own = admin.json("/me/time").await;
    assert!(
        own["logged_in_ms"].as_i64().expect("ms") < 2_000,
        "nothing has passed: {own}"
    );
    let team = Value::Null;
    let other = admin
        .colleague(&desk, "liis@example.com", "agent", &team)
        .await;
    let stolen = json!({ "source": TAB, "slices": [] });
    refused(
        other.post("/me/activity", stolen).await,
        403,
        "not_permitted",
    )
    .await;
    for (slices, code) in [
        (
            json!([{ "seq": 1, "ms": 1, "ago_ms": 0, "presence": "asleep" }]),
            422,
        ),
        (json!([{ "seq": "one" }]), 422),
        (Value::Array(vec![stretch(1, 1, json!({})); 301]), 422),
    ] {
        let answer = other
            .post("/me/activity", json!({ "source": OTHER, "slices": slices }))
            .await;
        assert_eq!(answer.status(), code);
    }
    let wild = json!([{ "seq": i64::MAX, "ms": i64::MIN, "ago_ms": i64::MIN, "presence": "idle" }]);
    tell(&other, OTHER, wild).await;
    // Out of the colleague's reach: that they were there counts, with what does not.
    let conversation = desk.question(&admin, "Parcel 2").await;
    let answer = admin.post("/teams", json!({ "name": "Second line" })).await;
    let (_, made) = parts(answer).await;
    let moved = admin
        .put(
            &format!("/conversations/{conversation}/team"),
            json!({ "team": made["id"] }),
        )
        .await;
    assert!(moved.status().is_success(), "{}", moved.status());
    let source = "0190b3a0-0000-7000-8000-000000000003";
    tell(&other, source, json!([])).await;
    desk.clock.advance(20_000);
    let peek = json!({ "conversation": conversation, "doing": "focused" });
    tell(&other, source, json!([stretch(1, 20, peek)])).await;
    let own = other.json("/me/time").await;
    assert_eq!(
        (seconds(&own, "reading"), seconds(&own, "available")),
        (0, 20),
        "{own}"
    );
    assert_eq!(own["conversations"], 0);
}

#[tokio::test]
async fn a_team_is_seen_together_and_a_person_only_with_permission_and_on_the_trail() {
    let (desk, admin) = Desk::ready().await;
    let other = admin
        .colleague(&desk, "liis@example.com", "agent", &Value::Null)
        .await;
    for (client, tab) in [(&admin, TAB), (&other, OTHER)] {
        tell(client, tab, json!([])).await;
    }
    desk.clock.advance(60_000);
    for (client, tab) in [(&admin, TAB), (&other, OTHER)] {
        tell(client, tab, json!([stretch(1, 60, json!({}))])).await;
    }
    let seen = other.json("/reports/time").await;
    assert_eq!(
        (&seen["logged_in_ms"], &seen["withheld"]),
        (&json!(0), &json!(1)),
        "two people are no team: {seen}"
    );
    refused(
        other.get("/reports/time/persons").await,
        403,
        "not_permitted",
    )
    .await;
    let trail = admin.json("/audit?act=report.persons").await;
    assert_eq!(trail["items"].as_array().map(Vec::len), Some(0));
    let seen = admin.json("/reports/time").await;
    assert_eq!(seen["agents"], 2, "{seen}");
    let people = admin.json("/reports/time/persons").await;
    assert_eq!(
        people["agents"].as_array().map(Vec::len),
        Some(2),
        "{people}"
    );
    assert_eq!(
        people["agents"][0]["things"],
        Value::Null,
        "below 30 conversations there is no figure"
    );
    assert_eq!(people["from_conversations"], 30);
    let trail = admin.json("/audit?act=report.persons").await;
    assert_eq!(
        trail["items"].as_array().map(Vec::len),
        Some(2),
        "each look: {trail}"
    );
    refused(
        admin
            .get("/reports/time?from=2020-01-01&to=2026-01-01")
            .await,
        422,
        "period_too_long",
    )
    .await;
    refused(
        admin.get("/reports/time?from=2026-02-30").await,
        422,
        "invalid",
    )
    .await;
    let file = admin.get("/reports/time/export/days.csv").await;
    assert_eq!(file.status(), 200);
    let text = file.text().await.expect("text");
    assert!(
        text.starts_with("day,logged_in_ms,writing,reading,available,break,"),
        "{text}"
    );
    assert_eq!(
        admin.get("/reports/time/export/etc.csv").await.status(),
        404
    );
}

#[tokio::test]
async fn sums_of_days_that_are_over_outlive_their_stretches() {
    let (desk, admin) = Desk::ready().await;
    tell(&admin, TAB, json!([])).await;
    desk.clock.advance(60_000);
    tell(&admin, TAB, json!([stretch(1, 60, json!({}))])).await;
    let day = 24 * 60 * 60 * 1000;
    let before = admin.json("/me/time?from=2026-03-02&to=2026-03-02").await;
    desk.clock.advance(2 * day);
    let now = desk.clock.now();
    let app = &desk.running.app;
    while app.desk.sum_up_activity(now).await.expect("summed") {}
    desk.clock.advance(95 * day);
    let now = desk.clock.now();
    while app.desk.sweep_activity(now).await.expect("swept") {}
    let mut admin = desk.client();
    let (_, boot) = parts(
        admin
            .post(
                "/session",
                json!({ "email": "kaarel@example.com", "password": PASSWORD }),
            )
            .await,
    )
    .await;
    admin.csrf = boot["csrf"].as_str().expect("a token").to_owned();
    let after = admin.json("/me/time?from=2026-03-02&to=2026-03-02").await;
    assert_eq!(after["things"], before["things"]);
    let own = admin.json("/me/time/day?day=2026-03-02").await;
    assert_eq!(
        (own["stretches"].as_array().map(Vec::len), &own["forgotten"]),
        (Some(0), &json!(true))
    );
}
