//! Plans over the wire: the whole life of a wind-down, refusals in words, and bounds.

use crate::settings::{audited, channel, id, told};
use crate::support::{Client, Desk, PASSWORD, refused};
use serde_json::{Value, json};

const DAY: i64 = 86_400_000;
const HOUR: i64 = 3_600_000;

pub fn step(name: &str, overlays: Value) -> Value {
    json!({ "name": name, "audience": "everyone", "overlays": overlays, "shortest_ms": DAY })
}

pub fn content(owner: &str, steps: Value) -> Value {
    json!({ "kind": "adjust", "name": "Move over", "reason": "It is easier.", "owner": owner, "steps": steps })
}

pub async fn me(admin: &Client) -> String {
    id(&admin.json("/agents").await["items"][0])
}

/// A second channel, and the first one followed by it.
async fn followed(admin: &Client) -> (String, String) {
    let own = channel(admin).await;
    let next = json!({ "name": "Next", "address": "next@example.com" });
    let next = id(&told(admin.post("/channels", next).await, 201).await);
    let named = json!({ "successor": next });
    told(admin.patch(&format!("/channels/{own}"), named).await, 200).await;
    (own, next)
}

async fn made(admin: &Client, channel: &str, content: Value) -> Value {
    let body = json!({ "channel": channel, "content": content });
    told(admin.post("/plans", body).await, 201).await
}

fn path(view: &Value) -> String {
    format!("/plans/{}", id(&view["plan"]))
}

async fn order(admin: &Client, view: &Value, mut body: Value) -> reqwest::Response {
    body["version"] = view["plan"]["version"].clone();
    admin.post(&format!("{}/commands", path(view)), body).await
}

async fn does(admin: &Client, view: &Value, body: Value) -> Value {
    told(order(admin, view, body).await, 200).await
}

/// Weeks go by, and the administrator signs in again.
async fn weeks_later(desk: &Desk, weeks: i64) -> Client {
    desk.clock.advance(weeks * 7 * DAY);
    let mut client = desk.client();
    let known = json!({ "email": "kaarel@example.com", "password": PASSWORD });
    let boot = told(client.post("/session", known).await, 200).await;
    client.csrf = boot["csrf"].as_str().expect("a token").to_owned();
    client
}

#[tokio::test]
async fn a_plan_redirects_mail_and_undo_brings_it_back() {
    let (desk, admin) = Desk::ready().await;
    let ((own, next), owner) = (followed(&admin).await, me(&admin).await);
    let sent = step("Over there", json!([{ "redirect": { "to": next } }]));
    let draft = made(&admin, &own, content(&owner, json!([sent]))).await;
    assert_eq!(draft["plan"]["state"]["is"], "draft");
    assert_eq!(draft["commands"][0], "start");
    let runs = does(&admin, &draft, json!({ "do": "start" })).await;
    assert_eq!(runs["plan"]["state"]["is"], "running");
    assert_eq!(
        runs["effective"]["overlays"][0]["redirect"]["to"],
        json!(next)
    );
    let lands = async |subject: &str| {
        let c = desk.question(&admin, subject).await;
        admin.json(&format!("/conversations/{c}")).await["conversation"]["channel"].clone()
    };
    assert_eq!(lands("One").await, json!(next));
    let stale = order(&admin, &draft, json!({ "do": "pause", "why": "Wait." })).await;
    refused(stale, 409, "version_conflict").await;
    let silent = order(&admin, &runs, json!({ "do": "undo" })).await;
    refused(silent, 422, "reason_missing").await;
    let undone = does(&admin, &runs, json!({ "do": "undo", "why": "Too early." })).await;
    assert_eq!(undone["plan"]["state"]["is"], "undone");
    assert_eq!(lands("Two").await, json!(own));
    let events = admin.json(&format!("{}/events", path(&undone))).await;
    let types = |v: &Value| -> Vec<String> {
        let items = v["items"].as_array().expect("a list").iter();
        items
            .map(|e| e["type"].as_str().expect("a type").to_owned())
            .collect()
    };
    assert_eq!(types(&events), ["undone", "entered", "started"]);
    assert_eq!(
        events["items"][0]["by"],
        json!({ "by": "agent", "id": owner })
    );
    let first = admin
        .json(&format!("{}/events?limit=1", path(&undone)))
        .await;
    let cursor = first["next"].as_str().expect("a cursor");
    let second = format!("{}/events?limit=1&cursor={cursor}", path(&undone));
    assert_eq!(types(&admin.json(&second).await), ["entered"]);
    assert!(audited(&admin, "plan.decided").await);
    desk.running.stop().await;
}

#[tokio::test]
async fn a_channel_is_wound_down_as_the_template_says() {
    let (desk, admin) = Desk::ready().await;
    let (own, next) = followed(&admin).await;
    let templates = admin.json(&format!("/plan-templates?channel={own}")).await;
    assert_eq!(
        templates["recommended"]["wind_down"]["template"],
        "light_wind_down"
    );
    let all = templates["templates"].as_array().expect("a list");
    let light = all
        .iter()
        .find(|t| t["template"] == "light_wind_down")
        .expect("it");
    let mut wanted = light["content"].clone();
    wanted["reason"] = json!("The form is better.");
    let draft = made(&admin, &own, wanted).await;
    let early = order(&admin, &draft, json!({ "do": "start" })).await;
    refused(early, 409, "absorb_not_measured").await;
    let rehearsed = admin
        .json(&format!("{}/rehearsal?from=0", path(&draft)))
        .await;
    let days = rehearsed["days"].as_array().expect("days");
    let last = days.last().expect("the end");
    assert_eq!(
        (&last["stage"], &last["step"]),
        (&json!("closed"), &Value::Null)
    );
    assert_eq!(last["doors"][0]["via"], json!(next));
    assert!(
        last["doors"][0]["landing"]["redirected"].is_object(),
        "{last}"
    );
    let admin = weeks_later(&desk, 5).await;
    let runs = does(&admin, &draft, json!({ "do": "start" })).await;
    assert_eq!(
        admin.json(&format!("/channels/{own}")).await["stage"],
        "winding_down"
    );
    assert!(
        runs["waits"].as_array().expect("a list").len() > 3,
        "{}",
        runs["waits"]
    );
    let on = order(&admin, &runs, json!({ "do": "go_on" })).await;
    refused(on, 409, "too_early").await;
    // Its clock comes round by itself.
    desk.clock.advance(HOUR);
    let looked = admin
        .until(&path(&runs), |v| {
            v["plan"]["state"]["served_ms"].as_i64() >= Some(HOUR)
        })
        .await;
    assert_eq!(
        looked["plan"]["version"], runs["plan"]["version"],
        "a look decides nothing"
    );
    let gates = looked["plan"]["state"]["gates"].as_array().expect("gates");
    assert!(gates.iter().all(|g| g["verdict"].is_string()), "{gates:?}");
    let mut view = looked;
    view = does(
        &admin,
        &view,
        json!({ "do": "do_task", "step": 0, "task": 0, "note": "Done." }),
    )
    .await;
    for item in 0..3 {
        let confirm = json!({ "do": "confirm", "step": 0, "item": item });
        view = does(&admin, &view, confirm).await;
    }
    let none = json!({ "do": "change_gates", "step": 0, "gates": [], "why": "Too few write." });
    view = does(&admin, &view, none).await;
    for _ in 0..14 {
        desk.clock.advance(DAY);
        let seen = desk.clock.now();
        view = admin
            .until(&path(&view), |v| {
                v["plan"]["state"]["seen"].as_i64() >= Some(seen)
            })
            .await;
        assert_eq!(view["plan"]["state"]["is"], "running", "{view}");
    }
    let on = does(&admin, &view, json!({ "do": "go_on" })).await;
    assert_eq!(on["plan"]["at_step"], 1);
    assert_eq!(on["effective"]["overlays"], json!(["unlist", "announce"]));
    let back = does(&admin, &on, json!({ "do": "undo", "why": "We keep it." })).await;
    assert_eq!(back["plan"]["state"]["is"], "undone");
    assert_eq!(
        admin.json(&format!("/channels/{own}")).await["stage"],
        "live"
    );
    let listed = admin.json(&format!("/plans?channel={own}")).await;
    assert_eq!(listed["items"][0]["state"], "undone");
    assert_eq!(admin.json("/plans?state=active").await["items"], json!([]));
    desk.running.stop().await;
}

#[tokio::test]
async fn a_draft_is_revised_and_removed_and_what_has_started_stays() {
    let (desk, admin) = Desk::ready().await;
    let (own, owner) = (channel(&admin).await, me(&admin).await);
    let forged =
        json!({ "what": "Call", "due_ms": DAY, "done": { "at": 1, "by": owner, "note": "" } });
    let mut first = step("One", json!([]));
    first["tasks"] = json!([forged]);
    let draft = made(&admin, &own, content(&owner, json!([first]))).await;
    assert_eq!(draft["plan"]["steps"][0]["tasks"][0]["done"], Value::Null);
    let revised = json!({ "version": 1, "content": content(&owner, json!([step("Two", json!(["unlist"]))])) });
    let revised = told(admin.put(&path(&draft), revised.clone()).await, 200).await;
    assert_eq!(revised["plan"]["version"], 2);
    let again = json!({ "version": 1, "content": content(&owner, json!([])) });
    refused(
        admin.put(&path(&draft), again).await,
        409,
        "version_conflict",
    )
    .await;
    let empty = made(&admin, &own, content(&owner, json!([]))).await;
    let start = order(&admin, &empty, json!({ "do": "start" })).await;
    refused(start, 422, "no_steps").await;
    assert_eq!(admin.delete(&path(&empty)).await.status(), 204);
    refused(admin.get(&path(&empty)).await, 404, "not_found").await;
    does(&admin, &revised, json!({ "do": "start" })).await;
    refused(admin.delete(&path(&revised)).await, 409, "plan_started").await;
    desk.running.stop().await;
}

#[tokio::test]
async fn who_may_not_change_channels_sees_and_does_nothing() {
    let (desk, admin) = Desk::ready().await;
    let (own, owner) = (channel(&admin).await, me(&admin).await);
    let draft = made(
        &admin,
        &own,
        content(&owner, json!([step("One", json!([]))])),
    )
    .await;
    let agent = admin
        .colleague(&desk, "liis@example.com", "agent", &Value::Null)
        .await;
    let body = json!({ "channel": own, "content": content(&owner, json!([])) });
    refused(agent.post("/plans", body).await, 403, "not_permitted").await;
    let start = order(&agent, &draft, json!({ "do": "start" })).await;
    refused(start, 403, "not_permitted").await;
    for at in [
        "/plans".to_owned(),
        path(&draft),
        format!("{}/events", path(&draft)),
        format!("{}/rehearsal", path(&draft)),
        format!("/plan-templates?channel={own}"),
        "/plan-metrics".to_owned(),
    ] {
        refused(agent.get(&at).await, 403, "not_permitted").await;
    }
    desk.running.stop().await;
}

#[tokio::test]
async fn a_plan_is_bounded_and_what_is_none_is_refused() {
    let (desk, admin) = Desk::ready().await;
    let (own, owner) = (channel(&admin).await, me(&admin).await);
    let post = async |content: Value| {
        let body = json!({ "channel": own, "content": content });
        admin.post("/plans", body).await
    };
    let one = step("One", json!([]));
    let with = |key: &str, value: Value| {
        let mut step = one.clone();
        step[key] = value;
        content(&owner, json!([step]))
    };
    let contact = |n: u64| format!("con_{:0>26}", n);
    let list = |n: u64| json!({ "contacts": (0..n).map(contact).collect::<Vec<_>>() });
    // Letters of an id are digits here, so that they are ids.
    for (body, code) in [
        (content(&owner, json!(vec![one.clone(); 31])), "too_many"),
        (with("name", json!("x".repeat(201))), "text_too_long"),
        (with("shortest_ms", json!(i64::MAX)), "step_time"),
        (
            with("windows", json!([{ "from_ms": 0, "to_ms": i64::MAX }])),
            "step_time",
        ),
        (with("audience", list(10_001)), "too_many"),
    ] {
        refused(post(body).await, 422, code).await;
    }
    let odd = post(with("audience", json!({ "nobody": 1 })))
        .await
        .status();
    assert!([400, 422].contains(&odd.as_u16()), "{odd}");
    let elsewhere = json!({ "channel": "chn_00000000000000000000000009", "content": content(&owner, json!([])) });
    refused(admin.post("/plans", elsewhere).await, 422, "bad_channel").await;
    let many = told(post(with("audience", list(10_000))).await, 201).await;
    let start = order(&admin, &many, json!({ "do": "start" })).await;
    refused(start, 422, "audience_is_empty").await;
    for (query, field) in [("state=odd", "state"), ("cursor=odd", "cursor")] {
        let body = refused(admin.get(&format!("/plans?{query}")).await, 422, "invalid").await;
        assert_eq!(body["error"]["field"], field);
    }
    let far = format!("{}/rehearsal?from={}", path(&many), i64::MAX);
    refused(admin.get(&far).await, 422, "invalid").await;
    let what = order(&admin, &many, json!({ "do": "do_task" })).await;
    refused(what, 422, "invalid").await;
    let metrics = admin.json("/plan-metrics").await;
    let cost = metrics
        .as_array()
        .expect("a list")
        .iter()
        .find(|m| m["metric"] == "cost");
    assert_eq!(cost.expect("named")["measured"], false);
    desk.running.stop().await;
}
