//! What the world does to a desk: targets of webhooks that hang, flood or point back, two leads at one setting, a clock that
//! jumps, filters over everything.

use crate::support::{Desk, parts, refused};
use serde_json::{Value, json};
use testkit::receiver::Receiver;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

const HOUR: i64 = 60 * 60 * 1000;
const DAY: i64 = 24 * HOUR;

fn own_network(config: &mut fairlead_server::config::Config) {
    config.webhook_networks = vec!["127.0.0.0/8".parse().expect("a range")];
}

async fn told(answer: reqwest::Response, status: u16) -> Value {
    let (is, body) = parts(answer).await;
    assert_eq!(is.as_u16(), status, "{body}");
    body
}

async fn hook(admin: &crate::support::Client, url: &str) -> String {
    let input = json!({ "name": "Shop", "url": url, "events": ["none.v1"] });
    let made = told(admin.post("/webhooks", input).await, 201).await;
    let id = made["id"].as_str().expect("an id").to_owned();
    told(
        admin.post(&format!("/webhooks/{id}/test"), json!({})).await,
        200,
    )
    .await;
    id
}

/// A target that answers each request with these bytes, and then goes on as `after` says.
async fn target(head: String, after: After) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let head = head.clone();
            tokio::spawn(async move {
                let mut seen = [0u8; 4096];
                let _ = stream.read(&mut seen).await;
                let _ = stream.write_all(head.as_bytes()).await;
                match after {
                    After::Ends => {}
                    After::Floods => while stream.write_all(&[b'x'; 65536]).await.is_ok() {},
                    After::Hangs => while stream.read(&mut seen).await.is_ok_and(|n| n > 0) {},
                }
            });
        }
    });
    format!("http://127.0.0.1:{port}/")
}

#[derive(Clone, Copy)]
enum After {
    Ends,
    Floods,
    Hangs,
}

#[tokio::test]
async fn a_target_that_hangs_or_floods_keeps_no_other_from_being_told() {
    let desk = Desk::start_with(own_network).await;
    let admin = desk.set_up().await;
    let hangs = target(String::new(), After::Hangs).await;
    let endless = "HTTP/1.1 200 So\r\ncontent-type: text/plain\r\n\r\n".to_owned();
    let floods = target(endless, After::Floods).await;
    let receiver = Receiver::start().await;
    hook(&admin, &hangs).await;
    let flooding = hook(&admin, &floods).await;
    hook(&admin, &receiver.url).await;
    receiver.wait_for(1).await;
    let log = admin
        .until(&format!("/webhooks/{flooding}/deliveries"), |l| {
            l["items"][0]["state"] == "sent"
        })
        .await;
    assert_eq!(
        log["items"][0]["status"], 200,
        "only the status counts: {log}"
    );
}

#[tokio::test]
async fn a_target_that_points_into_the_own_network_is_not_followed() {
    let desk = Desk::start_with(own_network).await;
    let admin = desk.set_up().await;
    let inside = Receiver::start().await;
    let head = format!(
        "HTTP/1.1 307 So\r\nlocation: {}\r\ncontent-length: 0\r\n\r\n",
        inside.url
    );
    let points = target(head, After::Ends).await;
    let id = hook(&admin, &points).await;
    let log = admin
        .until(&format!("/webhooks/{id}/deliveries"), |l| {
            l["items"][0]["status"] == 307
        })
        .await;
    assert_eq!(
        log["items"][0]["state"], "pending",
        "a redirect is no success: {log}"
    );
    assert_eq!(inside.count(), 0);
}

#[tokio::test]
async fn a_target_that_fails_for_five_days_is_switched_off() {
    let desk = Desk::start_with(own_network).await;
    let admin = desk.set_up().await;
    let receiver = Receiver::start().await;
    receiver.answer(503);
    let id = hook(&admin, &receiver.url).await;
    let path = format!("/webhooks/{id}/deliveries");
    admin.until(&path, |l| l["items"][0]["status"] == 503).await;
    let hooks = admin.json("/webhooks").await;
    assert_eq!(hooks["items"][0]["enabled"], true, "{hooks}");
    // Each attempt is later than the one before; after five days without success it is enough. The next day comes when what
    // came of this one is known.
    for tries in 2..=9 {
        let status = 500 + tries;
        receiver.answer(status);
        desk.clock.advance(DAY);
        desk.running.app.wakes.webhooks.notify_one();
        admin
            .until(&path, |l| l["items"][0]["status"] == status)
            .await;
        let hooks = admin.json("/webhooks").await;
        if hooks["items"][0]["enabled"] == false {
            assert_eq!(hooks["items"][0]["switched_off"], "failing");
            assert!(tries > 4, "not before five days");
            return;
        }
    }
    let hooks = admin
        .until("/webhooks", |h| h["items"][0]["enabled"] == false)
        .await;
    assert_eq!(hooks["items"][0]["switched_off"], "failing");
}

#[tokio::test]
async fn of_two_leads_at_one_setting_the_second_is_told() {
    let (_desk, admin) = Desk::ready().await;
    let rule = json!({ "name": "r", "trigger": { "event": "conversation_created" }, "filter": { "all": [] },
        "actions": [{ "do": "urgency", "urgency": "high" }] });
    let view = json!({ "name": "v", "filter": { "all": [] } });
    let webhook = json!({ "name": "w", "url": "https://example.org/hook" });
    for (noun, input) in [("rules", rule), ("views", view), ("webhooks", webhook)] {
        let made = told(admin.post(&format!("/{noun}"), input).await, 201).await;
        let path = format!("/{noun}/{}", made["id"].as_str().expect("an id"));
        let change = |name: &str| json!({ "name": name, "version": made["version"] });
        told(admin.patch(&path, change("mine")).await, 200).await;
        refused(admin.patch(&path, change("yours")).await, 409, "conflict").await;
        let all = admin.json(&format!("/{noun}")).await;
        let kept = all["items"]
            .as_array()
            .expect("a list")
            .iter()
            .any(|i| i["name"] == "mine");
        assert!(kept, "{noun}: {all}");
    }
}

#[tokio::test]
async fn a_clock_that_jumps_back_loses_nothing_and_signs_nobody_out() {
    let (desk, admin) = Desk::ready().await;
    let first = desk.question(&admin, "Before the jump").await;
    desk.clock.advance(-HOUR);
    let second = desk.question(&admin, "After the jump").await;
    let reply = json!({ "kind": "reply", "html": "<p>Yes.</p>", "to": [{ "address": "mari@example.org" }], "force": true });
    for id in [&first, &second] {
        told(
            admin
                .post(&format!("/conversations/{id}/messages"), reply.clone())
                .await,
            201,
        )
        .await;
    }
    let soon = desk.clock.now() + 1_000;
    told(
        admin
            .put(
                &format!("/conversations/{second}/snooze"),
                json!({ "until": soon, "force": true }),
            )
            .await,
        200,
    )
    .await;
    desk.clock.advance(2 * HOUR);
    let woken = admin
        .until(&format!("/conversations/{second}"), |d| {
            d["conversation"]["status"] == "open"
        })
        .await;
    assert_eq!(woken["conversation"]["subject"], "After the jump");
    for id in [&first, &second] {
        let detail = admin.json(&format!("/conversations/{id}")).await;
        let count = detail["messages"].as_array().map(|all| {
            let said = |m: &&Value| m["kind"] == "customer" || m["kind"] == "agent";
            all.iter()
                .filter(said)
                .filter(|m| m["auto_text"].is_null())
                .count()
        });
        assert_eq!(count, Some(2), "{detail}");
    }
    assert_eq!(admin.get("/me").await.status(), 200);
}

#[tokio::test]
async fn a_filter_over_everything_is_a_page_like_any_other() {
    let (desk, admin) = Desk::ready().await;
    for n in 0..3 {
        desk.question(&admin, &format!("Question {n}")).await;
    }
    let nothing_in_particular = json!({ "not": { "not": { "all": [] } } });
    for filter in [
        json!({ "all": [] }),
        json!({ "all": [{ "all": [] }] }),
        nothing_in_particular,
    ] {
        let page = admin
            .post(
                "/conversations/query",
                json!({ "filter": filter, "limit": 2 }),
            )
            .await;
        let page = told(page, 200).await;
        assert_eq!(
            page["items"].as_array().map(Vec::len),
            Some(2),
            "{filter}: {page}"
        );
    }
}
