//! Views, rules, webhooks and custom fields, asked over HTTP.

use crate::support::{Client, Desk, parts, refused};
use serde_json::{Value, json};
use testkit::receiver::Receiver;

fn field(field: &str, op: &str, value: Value) -> Value {
    json!({ "field": field, "op": op, "value": value })
}

async fn told(answer: reqwest::Response, status: u16) -> Value {
    let (is, body) = parts(answer).await;
    assert_eq!(is.as_u16(), status, "{body}");
    body
}

async fn tag(admin: &Client, name: &str) -> String {
    let made = told(admin.post("/tags", json!({ "name": name })).await, 201).await;
    made["id"].as_str().expect("an id").to_owned()
}

#[tokio::test]
async fn a_view_is_saved_shared_listed_counted_and_ordered() {
    let (desk, admin) = Desk::ready().await;
    desk.question(&admin, "Refund wanted").await;
    desk.question(&admin, "Invoice wanted").await;
    let filter = json!({ "all": [field("status", "is", json!("open")), field("subject", "contains", json!("REFUND"))] });
    let input = json!({ "name": "Refunds", "filter": filter, "shared": true });
    let view = told(admin.post("/views", input).await, 201).await;
    let id = view["id"].as_str().expect("an id");
    assert_eq!(view["filter"], filter);
    let list = admin.json(&format!("/conversations?view={id}")).await;
    assert_eq!(list["items"].as_array().expect("a list").len(), 1);
    assert_eq!(list["items"][0]["subject"], "Refund wanted");
    let counts = admin.json("/views/counts").await;
    assert_eq!(
        counts["items"][0],
        json!({ "view": id, "n": 1, "more": false })
    );
    let any = told(
        admin
            .post(
                "/conversations/query",
                json!({ "filter": { "all": [] }, "sort": "oldest", "limit": 1 }),
            )
            .await,
        200,
    )
    .await;
    assert_eq!(any["items"][0]["subject"], "Refund wanted");
    let next = any["next"].as_str().expect("there is more");
    let input = json!({ "filter": { "all": [] }, "sort": "oldest", "limit": 1, "cursor": next });
    let more = told(admin.post("/conversations/query", input).await, 200).await;
    assert_eq!(more["items"][0]["subject"], "Invoice wanted");
    let found = admin
        .json(&format!(
            "/search?q=order&filter={}",
            urlencoded(&filter.to_string())
        ))
        .await;
    assert_eq!(found["items"].as_array().expect("a list").len(), 1);
    let other = told(
        admin
            .post("/views", json!({ "name": "All", "filter": { "all": [] } }))
            .await,
        201,
    )
    .await;
    let ids = json!({ "ids": [other["id"], id] });
    told(admin.put("/views/order", ids).await, 200).await;
    let renamed = told(
        admin
            .patch(&format!("/views/{id}"), json!({ "name": "Money back" }))
            .await,
        200,
    )
    .await;
    assert_eq!(renamed["name"], "Money back");

    let agent = admin
        .colleague(&desk, "liis@example.com", "agent", &Value::Null)
        .await;
    let seen = agent.json("/views").await;
    assert_eq!(
        seen["items"].as_array().expect("a list").len(),
        1,
        "own ones of others are not seen"
    );
    refused(
        agent
            .patch(&format!("/views/{id}"), json!({ "name": "Mine" }))
            .await,
        403,
        "not_permitted",
    )
    .await;
    let input = json!({ "name": "X", "filter": { "all": [] }, "shared": true });
    refused(agent.post("/views", input).await, 403, "not_permitted").await;
    told(
        agent
            .post("/views", json!({ "name": "Own", "filter": { "all": [] } }))
            .await,
        201,
    )
    .await;
    assert_eq!(admin.delete(&format!("/views/{id}")).await.status(), 204);
    refused(
        admin.get(&format!("/conversations?view={id}")).await,
        404,
        "not_found",
    )
    .await;
}

fn urlencoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

#[tokio::test]
async fn a_filter_that_is_wrong_is_refused_with_its_path() {
    let (_desk, admin) = Desk::ready().await;
    for (filter, path) in [
        (
            json!({ "all": [field("status", "is", json!("closed"))] }),
            "filter.all[0].value",
        ),
        (json!("x"), "filter"),
        (field("id; DROP TABLE view", "is", json!(1)), "filter.field"),
    ] {
        let body = refused(
            admin
                .post("/views", json!({ "name": "X", "filter": filter }))
                .await,
            422,
            "bad_filter",
        )
        .await;
        assert_eq!(body["error"]["field"], path);
    }
    let body = field("body", "contains", json!("x"));
    refused(
        admin
            .post("/views", json!({ "name": "X", "filter": body }))
            .await,
        422,
        "bad_filter",
    )
    .await;
}

#[tokio::test]
async fn a_rule_sets_what_it_says_in_the_same_moment_and_leaves_a_trace() {
    let (desk, admin) = Desk::ready().await;
    let (money, seen) = (tag(&admin, "Money").await, tag(&admin, "Seen").await);
    let rule = json!({
        "name": "Refunds are urgent", "trigger": { "event": "conversation_created" },
        "filter": { "any": [field("subject", "contains", json!("refund")), field("body", "contains", json!("refund"))] },
        "actions": [{ "do": "urgency", "urgency": "urgent" }, { "do": "tag", "tag": money }, { "do": "note", "text": "From {{contact.name}}" }],
        "enabled": true,
    });
    let made = told(admin.post("/rules", rule).await, 201).await;
    let chained = json!({
        "name": "Tagged", "trigger": { "event": "tag_added" }, "filter": field("tag", "is", json!(money)),
        "actions": [{ "do": "tag", "tag": seen }], "enabled": true,
    });
    told(admin.post("/rules", chained).await, 201).await;
    let id = desk.question(&admin, "REFUND please").await;
    let c = admin.json(&format!("/conversations/{id}")).await;
    let line = &c["conversation"];
    assert_eq!(
        (line["urgency"].as_str(), line["urgency_source"].as_str()),
        (Some("urgent"), Some("rule"))
    );
    assert_eq!(line["tags"].as_array().map(Vec::len), Some(2));
    let notes = c["messages"].as_array().expect("messages");
    assert!(
        notes
            .iter()
            .any(|m| m["kind"] == "note" && m["text"] == "From Mari Maasikas"),
        "{c}"
    );
    let said: Vec<_> = notes
        .iter()
        .filter(|m| m["event"]["name"] == "rules_fired")
        .map(|m| &m["event"]["rules"])
        .collect();
    assert_eq!(said.len(), 1, "one line for all of them: {c}");
    assert_eq!(said[0][0]["title"], "Refunds are urgent");
    assert_eq!(said[0][1]["title"], "Tagged");
    let trace = admin.json(&format!("/conversations/{id}/rules")).await;
    let runs = trace["items"].as_array().expect("a list");
    assert_eq!(runs.len(), 2);
    let first = runs
        .iter()
        .find(|r| r["rule"] == made["id"])
        .expect("traced");
    assert_eq!(first["because"][0]["field"], "subject");
    assert_eq!(first["did"].as_array().map(Vec::len), Some(3));
    // Whoever looks from the rule sees which conversation it was.
    let of_rule = admin
        .json(&format!(
            "/rules/{}/runs",
            made["id"].as_str().expect("an id")
        ))
        .await;
    assert_eq!(
        (
            &of_rule["items"][0]["number"],
            &of_rule["items"][0]["subject"]
        ),
        (&line["number"], &json!("REFUND please"))
    );

    // What an agent says stands, and a rule that is off does nothing.
    told(
        admin
            .put(
                &format!("/conversations/{id}/urgency"),
                json!({ "urgency": "low" }),
            )
            .await,
        200,
    )
    .await;
    let off = told(
        admin
            .patch(
                &format!("/rules/{}", made["id"].as_str().expect("an id")),
                json!({ "enabled": false }),
            )
            .await,
        200,
    )
    .await;
    assert_eq!(off["enabled"], false);
    let quiet = desk.question(&admin, "Another refund").await;
    let c = admin.json(&format!("/conversations/{quiet}")).await;
    assert_eq!(c["conversation"]["urgency"], "normal");
}

#[tokio::test]
async fn rules_that_undo_each_other_come_to_rest() {
    let (desk, admin) = Desk::ready().await;
    let red = tag(&admin, "Red").await;
    for (name, on, filter, action) in [
        (
            "Add",
            "tag_removed",
            json!({ "all": [] }),
            json!({ "do": "tag", "tag": red }),
        ),
        (
            "Take",
            "tag_added",
            json!({ "all": [] }),
            json!({ "do": "untag", "tag": red }),
        ),
        (
            "Begin",
            "conversation_created",
            json!({ "all": [] }),
            json!({ "do": "tag", "tag": red }),
        ),
    ] {
        let rule = json!({ "name": name, "trigger": { "event": on }, "filter": filter, "actions": [action], "enabled": true });
        told(admin.post("/rules", rule).await, 201).await;
    }
    let id = desk.question(&admin, "Round and round").await;
    let trace = admin.json(&format!("/conversations/{id}/rules")).await;
    assert_eq!(trace["items"].as_array().map(Vec::len), Some(3));
    // By hand again and again: the budget ends it, and the busiest rule is switched off with its reason.
    for _ in 0..30 {
        told(
            admin
                .put(&format!("/conversations/{id}/tags/{red}"), json!({}))
                .await,
            200,
        )
        .await;
        told(
            admin
                .delete(&format!("/conversations/{id}/tags/{red}"))
                .await,
            200,
        )
        .await;
    }
    let rules = admin.json("/rules").await;
    let off: Vec<&Value> = rules["items"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|r| r["enabled"] == false)
        .collect();
    assert!(!off.is_empty(), "{rules}");
    assert_eq!(off[0]["switched_off"], "too_often");
}

#[tokio::test]
async fn a_rule_by_time_fires_once_for_each_time() {
    let (desk, admin) = Desk::ready().await;
    let late = tag(&admin, "Late").await;
    let rule = json!({
        "name": "Late", "trigger": { "time": { "since": "waiting_since", "minutes": 60 } }, "filter": { "all": [] },
        "actions": [{ "do": "tag", "tag": late }, { "do": "urgency", "urgency": "high" }], "enabled": true,
    });
    told(admin.post("/rules", rule).await, 201).await;
    let id = desk.question(&admin, "Slow").await;
    let now = desk.clock.now();
    assert_eq!(
        desk.running
            .app
            .desk
            .fire_time_rules(now + 59 * 60_000)
            .await
            .expect("fired"),
        0
    );
    assert_eq!(
        desk.running
            .app
            .desk
            .fire_time_rules(now + 62 * 60_000)
            .await
            .expect("fired"),
        1
    );
    assert_eq!(
        desk.running
            .app
            .desk
            .fire_time_rules(now + 63 * 60_000)
            .await
            .expect("fired"),
        0
    );
    let c = admin.json(&format!("/conversations/{id}")).await;
    assert_eq!(c["conversation"]["urgency"], "high");
}

#[tokio::test]
async fn a_dry_run_shows_what_would_change_and_changes_nothing() {
    let (desk, admin) = Desk::ready().await;
    let id = desk.question(&admin, "Refund one").await;
    desk.question(&admin, "Other matter").await;
    let draft = json!({
        "trigger": { "event": "conversation_created" }, "filter": field("subject", "contains", json!("refund")),
        "actions": [{ "do": "urgency", "urgency": "high" }],
    });
    let run = told(admin.post("/rules/dry-run", draft).await, 200).await;
    assert_eq!(
        (run["looked_at"].as_i64(), run["would_change"].as_i64()),
        (Some(1), Some(1))
    );
    assert_eq!(run["items"][0]["conversation"]["id"], id);
    let c = admin.json(&format!("/conversations/{id}")).await;
    assert_eq!(c["conversation"]["urgency"], "normal");
    let open = field("status", "is", json!("open"));
    let spam = field("status", "is", json!("spam"));
    let never = json!({
        "name": "Never", "trigger": { "event": "customer_replied" }, "filter": { "all": [open, spam] },
        "actions": [{ "do": "urgency", "urgency": "high" }],
    });
    refused(admin.post("/rules", never).await, 422, "never_holds").await;
    let me = json!({
        "name": "Me", "trigger": { "event": "customer_replied" }, "filter": field("assignee", "is", json!("me")),
        "actions": [{ "do": "urgency", "urgency": "high" }],
    });
    refused(admin.post("/rules", me).await, 422, "bad_filter").await;
    let agent = admin
        .colleague(&desk, "liis@example.com", "agent", &Value::Null)
        .await;
    refused(agent.get("/rules").await, 403, "not_permitted").await;
}

#[tokio::test]
async fn custom_fields_are_kept_checked_found_and_put_into_answers() {
    let (desk, admin) = Desk::ready().await;
    let id = desk.question(&admin, "Order A-7").await;
    let mut made = Vec::new();
    for (entity, name, kind) in [
        ("conversation", "Order number", "text"),
        ("contact", "Plan", "choice"),
        ("conversation", "Worth", "number"),
    ] {
        let input =
            json!({ "entity": entity, "name": name, "kind": kind, "choices": ["Gold", "Tin"] });
        made.push(told(admin.post("/fields", input).await, 201).await);
    }
    assert_eq!(made[0]["key"], "order_number");
    let worth = made[2]["id"].as_str().expect("an id");
    let set = json!({ "values": { "order_number": "A-7", "plan": "Gold", worth: 12.5 } });
    let values = told(
        admin.put(&format!("/conversations/{id}/fields"), set).await,
        200,
    )
    .await;
    assert_eq!(values["values"][worth], 12.5);
    assert_eq!(
        admin.json(&format!("/conversations/{id}/fields")).await,
        values
    );
    let wrong = json!({ "values": { "plan": "Silver" } });
    refused(
        admin
            .put(&format!("/conversations/{id}/fields"), wrong)
            .await,
        422,
        "bad_value",
    )
    .await;
    let filter = json!({ "all": [
        field(worth, "at_least", json!(12)),
        field(made[1]["id"].as_str().expect("an id"), "is", json!("Gold")),
        field(made[0]["id"].as_str().expect("an id"), "contains", json!("a-7")),
    ] });
    let found = told(
        admin
            .post("/conversations/query", json!({ "filter": filter }))
            .await,
        200,
    )
    .await;
    assert_eq!(found["items"].as_array().map(Vec::len), Some(1));

    let say = |html: &str| json!({ "kind": "reply", "html": html, "to": [{ "address": "mari@example.org" }], "then": { "do": "wait" } });
    let path = format!("/conversations/{id}/messages");
    let body = refused(
        admin.post(&path, say("<p>{{field.nothing}}</p>")).await,
        422,
        "empty_variable",
    )
    .await;
    assert!(
        body["error"]["message"]
            .as_str()
            .is_some_and(|m| m.contains("field.nothing")),
        "{body}"
    );
    let sent = admin
        .post(
            &path,
            say("<p>{{field.order_number}} {{contact.field.plan}} {{field.nothing|-}}</p>"),
        )
        .await;
    let (status, sent) = parts(sent).await;
    assert!(status.is_success(), "{sent}");
    assert!(
        sent["message"]["text"]
            .as_str()
            .is_some_and(|t| t.contains("A-7 Gold -")),
        "{sent}"
    );
}

async fn hooked(desk: &Desk, admin: &Client, url: &str, events: Value) -> (String, String) {
    let _ = desk;
    let input = json!({ "name": "Shop", "url": url, "events": events });
    let made = told(admin.post("/webhooks", input).await, 201).await;
    let text = |key: &str| made[key].as_str().expect("text").to_owned();
    (text("id"), text("secret"))
}

fn own_network(config: &mut fairlead_server::config::Config) {
    config.webhook_networks = vec!["127.0.0.0/8".parse().expect("a range")];
}

#[tokio::test]
async fn a_webhook_is_signed_logged_and_replayed() {
    let desk = Desk::start_with(own_network).await;
    let admin = desk.set_up().await;
    let receiver = Receiver::start().await;
    let (id, secret) = hooked(
        &desk,
        &admin,
        &receiver.url,
        json!(["conversation.opened.v1"]),
    )
    .await;
    let conversation = desk.question(&admin, "Hook me").await;
    let got = receiver.wait_for(1).await.remove(0);
    assert!(got.is_signed_with(&secret), "{got:?}");
    let body: Value = serde_json::from_str(&got.body).expect("JSON");
    assert_eq!(
        (body["type"].as_str(), body["data"]["conversation"].as_str()),
        (Some("conversation.opened.v1"), Some(&*conversation))
    );
    assert!(
        !got.body.contains("Hook me") && !got.body.contains("mari@"),
        "no words, no addresses: {}",
        got.body
    );
    let log = admin
        .until(&format!("/webhooks/{id}/deliveries"), |l| {
            l["items"][0]["state"] == "sent"
        })
        .await;
    assert_eq!(
        (
            log["items"].as_array().map(Vec::len),
            log["items"][0]["status"].as_i64()
        ),
        (Some(1), Some(200))
    );
    let delivery = log["items"][0]["id"].as_str().expect("an id").to_owned();

    let rotated = told(
        admin
            .post(&format!("/webhooks/{id}/secret"), json!({}))
            .await,
        200,
    )
    .await;
    let answer = admin
        .post(
            &format!("/webhooks/{id}/deliveries/{delivery}/replay"),
            json!({}),
        )
        .await;
    assert_eq!(answer.status(), 204);
    let again = receiver.wait_for(2).await.remove(1);
    assert_eq!(again.id, got.id, "a replay keeps its id");
    assert!(again.is_signed_with(&secret), "the old secret still signs");
    assert!(again.is_signed_with(rotated["secret"].as_str().expect("a secret")));
    let agent = admin
        .colleague(&desk, "liis@example.com", "lead", &Value::Null)
        .await;
    refused(agent.get("/webhooks").await, 403, "not_permitted").await;
}

#[tokio::test]
async fn a_target_that_fails_is_tried_again_and_one_that_is_gone_is_switched_off() {
    let desk = Desk::start_with(own_network).await;
    let admin = desk.set_up().await;
    let receiver = Receiver::start().await;
    receiver.answer(500);
    let (id, _) = hooked(&desk, &admin, &receiver.url, json!(["none.v1"])).await;
    told(
        admin.post(&format!("/webhooks/{id}/test"), json!({})).await,
        200,
    )
    .await;
    receiver.wait_for(1).await;
    let log = admin
        .until(&format!("/webhooks/{id}/deliveries"), |l| {
            l["items"][0]["status"] == 500
        })
        .await;
    assert_eq!(log["items"][0]["state"], "pending");
    assert!(log["items"][0]["next_at"].as_i64() > log["items"][0]["created_at"].as_i64());
    receiver.answer(410);
    told(
        admin.post(&format!("/webhooks/{id}/test"), json!({})).await,
        200,
    )
    .await;
    let hooks = admin
        .until("/webhooks", |h| h["items"][0]["enabled"] == false)
        .await;
    assert_eq!(hooks["items"][0]["switched_off"], "gone");
}

#[tokio::test]
async fn a_webhook_does_not_reach_into_the_own_network() {
    let (desk, admin) = Desk::ready().await;
    let receiver = Receiver::start().await;
    for url in [
        receiver.url.clone(),
        receiver.url.replace("127.0.0.1", "localhost"),
    ] {
        let (id, _) = hooked(&desk, &admin, &url, json!(["none.v1"])).await;
        told(
            admin.post(&format!("/webhooks/{id}/test"), json!({})).await,
            200,
        )
        .await;
        let log = admin
            .until(&format!("/webhooks/{id}/deliveries"), |l| {
                l["items"][0]["error"].is_string()
            })
            .await;
        assert!(
            log["items"][0]["error"]
                .as_str()
                .is_some_and(|e| e.contains("own network")),
            "{log}"
        );
    }
    assert_eq!(receiver.count(), 0);
}
