//! Business hours, holidays, SLA policies; and what they do to conversations.

use super::{audited, id, told};
use crate::support::{Client, Desk, refused};
use serde_json::{Value, json};

const HOUR: i64 = 3_600_000;

fn office() -> Value {
    let week: Vec<Value> = (0..7)
        .map(|day| json!({ "day": day, "from": 540, "to": 1020 }))
        .collect();
    json!({ "name": "Office", "zone": "Europe/Tallinn", "week": week })
}

fn policy(first_ms: i64) -> Value {
    json!({ "name": "Fast", "in_hours": false, "first_response_ms": first_ms, "resolution_ms": 10 * HOUR, "warn_ms": 60_000 })
}

fn with(mut body: Value, more: Value) -> Value {
    for (key, value) in more.as_object().expect("an object") {
        body[key] = value.clone();
    }
    body
}

async fn channel(admin: &Client) -> String {
    id(&admin.json("/channels").await["items"][0])
}

#[tokio::test]
async fn hours_are_made_given_to_a_channel_changed_and_removed() {
    let (desk, admin) = Desk::ready().await;
    let channel = channel(&admin).await;
    let made = told(
        admin
            .post(
                "/business-hours",
                with(office(), json!({ "channels": [channel] })),
            )
            .await,
        201,
    )
    .await;
    assert_eq!(made["channels"], json!([channel]));
    assert!(made["next_open"].is_i64() && made["next_close"].is_i64());
    let path = format!("/business-hours/{}", id(&made));
    let always: Vec<Value> = (0..7)
        .map(|day| json!({ "day": day, "from": 0, "to": 1440 }))
        .collect();
    let kept = told(
        admin
            .put(
                &path,
                with(office(), json!({ "week": always, "version": 1 })),
            )
            .await,
        200,
    )
    .await;
    assert_eq!(
        (&kept["open"], &kept["next_close"], &kept["version"]),
        (&json!(true), &json!(null), &json!(2))
    );
    // Somebody who still looks at the first version.
    refused(
        admin
            .put(&path, with(office(), json!({ "version": 1 })))
            .await,
        409,
        "conflict",
    )
    .await;
    assert_eq!(
        admin.json("/business-hours").await["items"][0]["week"][0]["to"],
        1440
    );
    assert_eq!(admin.delete(&path).await.status(), 204);
    refused(admin.delete(&path).await, 404, "not_found").await;
    assert!(audited(&admin, "business_hours.changed").await);
    desk.running.stop().await;
}

#[tokio::test]
async fn hours_that_make_no_sense_are_refused_with_their_field() {
    let (desk, admin) = Desk::ready().await;
    let post = async |more: Value| admin.post("/business-hours", with(office(), more)).await;
    let wrong = refused(
        post(json!({ "zone": "Mars/Olympus" })).await,
        422,
        "unknown_zone",
    )
    .await;
    assert_eq!(wrong["error"]["field"], "zone");
    refused(
        post(json!({ "week": [{ "day": 0, "from": 60, "to": 60 }] })).await,
        422,
        "bad_interval",
    )
    .await;
    let many = vec![json!({ "day": 0, "from": 0, "to": 1 }); 10_000];
    refused(
        post(json!({ "week": many })).await,
        422,
        "too_many_intervals",
    )
    .await;
    refused(post(json!({ "name": "" })).await, 422, "bad_name").await;
    refused(
        post(json!({ "calendars": ["hol_00000000000000000000000000"] })).await,
        422,
        "bad_calendar",
    )
    .await;
    refused(
        post(json!({ "channels": ["chn_00000000000000000000000000"] })).await,
        422,
        "bad_channel",
    )
    .await;
    let strange = post(json!({ "exceptions": [{ "date": "2026-02-31" }] })).await;
    assert_eq!(strange.status(), 422);
    desk.running.stop().await;
}

#[tokio::test]
async fn a_calendar_is_looked_at_before_it_is_taken_over() {
    let (desk, admin) = Desk::ready().await;
    let ics = "BEGIN:VCALENDAR\r\nX-WR-CALNAME:Estonia\r\n\
        BEGIN:VEVENT\r\nSUMMARY:Independence Day\r\nDTSTART;VALUE=DATE:20000224\r\nRRULE:FREQ=YEARLY\r\nEND:VEVENT\r\n\
        BEGIN:VEVENT\r\nSUMMARY:Party\r\nDTSTART:20260501T180000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    let upload = async |body: String| {
        let request = admin.request(reqwest::Method::POST, "/holiday-calendars/preview");
        request
            .header("content-type", "text/calendar")
            .body(body)
            .send()
            .await
            .expect("an answer")
    };
    let read = told(upload(ics.to_owned()).await, 200).await;
    assert_eq!(
        (&read["name"], &read["skipped_count"]),
        (&json!("Estonia"), &json!(1))
    );
    assert_eq!(
        read["skipped"][0],
        json!({ "name": "Party", "why": "timed" })
    );
    assert!(
        read["days"].as_array().is_some_and(|d| d.len() >= 10),
        "{read}"
    );
    assert_eq!(
        admin.json("/holiday-calendars").await["items"],
        json!([]),
        "nothing is stored"
    );
    refused(upload("<html>".to_owned()).await, 422, "not_a_calendar").await;
    refused(upload("x".repeat(2 * 1024 * 1024)).await, 413, "too_large").await;
    let made = told(
        admin
            .post(
                "/holiday-calendars",
                json!({ "name": "Estonia", "days": read["days"] }),
            )
            .await,
        201,
    )
    .await;
    let path = format!("/holiday-calendars/{}", id(&made));
    let two = json!({ "name": "Estonia", "version": 1, "days": [
        { "date": "2026-12-24", "name": "Eve" }, { "date": "2026-12-24", "name": "Half day" }] });
    let kept = told(admin.put(&path, two.clone()).await, 200).await;
    assert_eq!(
        kept["days"],
        json!([{ "date": "2026-12-24", "name": "Eve, Half day" }])
    );
    refused(admin.put(&path, two).await, 409, "conflict").await;
    assert_eq!(admin.delete(&path).await.status(), 204);
    desk.running.stop().await;
}

#[tokio::test]
async fn a_question_is_due_and_an_answer_meets_it() {
    let (desk, admin) = Desk::ready().await;
    let question = desk.question(&admin, "Where is it").await;
    let path = format!("/conversations/{question}");
    let c = admin.json(&path).await["conversation"].clone();
    // Without a policy the channel's own target is promised.
    let target = admin.json("/channels").await["items"][0]["first_response_target_min"]
        .as_i64()
        .expect("minutes");
    let asked = c["waiting_since"].as_i64().expect("waiting");
    assert_eq!(
        (c["due_at"].as_i64(), &c["due_kind"], &c["late"]),
        (
            Some(asked + target * 60_000),
            &json!("first_response"),
            &json!(false)
        )
    );
    let made = told(admin.post("/sla-policies", policy(2 * HOUR)).await, 201).await;
    desk_until(&admin, &path, |c| c["due_at"] == json!(asked + 2 * HOUR)).await;
    let clocks = admin.json(&format!("{path}/sla-clocks")).await["items"].clone();
    let kinds: Vec<&str> = clocks
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|k| k["kind"].as_str())
        .collect();
    assert_eq!(kinds, ["first_response", "resolution"]);
    assert!(
        clocks[0]["policy"] == made["id"] && clocks[0]["state"] == "running",
        "{clocks}"
    );
    told(
        admin
            .post(
                &format!("{path}/messages"),
                json!({ "kind": "reply", "html": "<p>Here</p>", "to": [{ "name": "Mari", "address": "mari@example.org" }], "then": { "do": "wait" } }),
            )
            .await,
        201,
    )
    .await;
    let c = admin.json(&path).await["conversation"].clone();
    assert_eq!((&c["due_at"], &c["late"]), (&json!(null), &json!(false)));
    let clocks = admin.json(&format!("{path}/sla-clocks")).await["items"].clone();
    assert_eq!(
        (&clocks[0]["state"], &clocks[1]["state"]),
        (&json!("met"), &json!("paused"))
    );
    desk.running.stop().await;
}

#[tokio::test]
async fn lists_are_ordered_by_what_is_due_first() {
    let (desk, admin) = Desk::ready().await;
    let urgent = with(policy(HOUR), json!({ "urgency": "urgent" }));
    told(admin.post("/sla-policies", urgent).await, 201).await;
    let first = desk.question(&admin, "One").await;
    let second = desk.question(&admin, "Two").await;
    told(
        admin
            .put(
                &format!("/conversations/{second}/urgency"),
                json!({ "urgency": "urgent", "force": true }),
            )
            .await,
        200,
    )
    .await;
    let list = admin.json("/conversations?view=all&sort=due").await["items"].clone();
    let ids: Vec<Option<&str>> = list
        .as_array()
        .expect("a list")
        .iter()
        .map(|c| c["id"].as_str())
        .collect();
    assert_eq!(ids, [Some(second.as_str()), Some(first.as_str())]);
    // A view goes by the same order, and pages through it; what is not due comes last.
    let input = json!({ "name": "All", "filter": { "all": [] }, "sort": "due" });
    let view = told(admin.post("/views", input).await, 201).await;
    let path = format!("/conversations?view={}&limit=1", id(&view));
    let page = admin.json(&path).await;
    assert_eq!(page["items"][0]["id"], json!(second));
    let next = page["next"].as_str().expect("there is more");
    let page = admin.json(&format!("{path}&cursor={next}")).await;
    assert_eq!(page["items"][0]["id"], json!(first));
    let due = json!({ "field": "due", "op": "newer_than", "value": 0 });
    let input = json!({ "filter": due, "sort": "due" });
    let page = told(admin.post("/conversations/query", input).await, 200).await;
    assert_eq!(page["items"].as_array().map(Vec::len), Some(2), "{page}");
    let late = json!({ "filter": { "field": "due", "op": "older_than", "value": 0 } });
    let page = told(admin.post("/conversations/query", late).await, 200).await;
    assert_eq!(page["items"], json!([]));
    refused(
        admin.get("/conversations?sort=priority").await,
        422,
        "invalid",
    )
    .await;
    desk.running.stop().await;
}

#[tokio::test]
async fn two_leads_who_change_one_policy_do_not_overwrite_each_other() {
    let (desk, admin) = Desk::ready().await;
    let made = told(admin.post("/sla-policies", policy(HOUR)).await, 201).await;
    let path = format!("/sla-policies/{}", id(&made));
    let change = |name: &str| with(policy(HOUR), json!({ "name": name, "version": 1 }));
    told(admin.put(&path, change("Mine")).await, 200).await;
    refused(admin.put(&path, change("Yours")).await, 409, "conflict").await;
    assert_eq!(
        admin.json("/sla-policies").await["items"][0]["name"],
        "Mine"
    );
    refused(
        admin
            .post(
                "/sla-policies",
                json!({ "name": "Nothing", "in_hours": true }),
            )
            .await,
        422,
        "bad_target",
    )
    .await;
    refused(
        admin.post("/sla-policies", policy(1)).await,
        422,
        "bad_target",
    )
    .await;
    refused(
        admin.post("/sla-policies", policy(i64::MAX)).await,
        422,
        "bad_target",
    )
    .await;
    desk.running.stop().await;
}

#[tokio::test]
async fn a_preview_says_when_a_mail_of_friday_evening_is_due() {
    let (desk, admin) = Desk::ready().await;
    let channel = channel(&admin).await;
    let mut hours = with(office(), json!({ "channels": [channel], "zone": "UTC" }));
    hours["week"].as_array_mut().expect("a week").truncate(5);
    told(admin.post("/business-hours", hours).await, 201).await;
    // Friday 2026-11-20, 16:30 UTC.
    let at = 1795192200000_i64;
    let body = json!({ "policy": with(policy(HOUR), json!({ "in_hours": true, "channel": channel })), "at": at });
    let clocks = told(admin.post("/sla-policies/preview", body).await, 200).await;
    // Monday, 09:30.
    assert_eq!(clocks["items"][0]["due_at"], 1795426200000_i64);
    assert_eq!(admin.json("/sla-policies").await["items"], json!([]));
    desk.running.stop().await;
}

#[tokio::test]
async fn an_agent_sees_these_settings_and_changes_none() {
    let (desk, admin) = Desk::ready().await;
    let made = told(admin.post("/sla-policies", policy(HOUR)).await, 201).await;
    let team = admin.json("/channels").await["items"][0]["team"].clone();
    let agent = admin
        .colleague(&desk, "ann@northwind.example", "agent", &team)
        .await;
    assert_eq!(agent.get("/sla-policies").await.status(), 200);
    for (path, body) in [
        ("/business-hours", office()),
        ("/holiday-calendars", json!({ "name": "X", "days": [] })),
        ("/sla-policies", policy(HOUR)),
    ] {
        refused(agent.post(path, body).await, 403, "not_permitted").await;
    }
    refused(
        agent.delete(&format!("/sla-policies/{}", id(&made))).await,
        403,
        "not_permitted",
    )
    .await;
    desk.running.stop().await;
}

async fn desk_until(client: &Client, path: &str, wanted: impl Fn(&Value) -> bool) {
    client
        .until(path, |detail| wanted(&detail["conversation"]))
        .await;
}
