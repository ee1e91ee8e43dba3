//! The program at its own doors, for real: a letter through the SMTP door, pages over HTTP, things elsewhere of a plan; and the
//! last word of a closed address.

use crate::pages::forms::{shop, text};
use crate::plans::{content, me, step};
use crate::support::{Client, Desk, parts, refused};
use serde_json::{Value, json};

const YEAR: i64 = 366 * 24 * 3_600_000;

/// Asks for a look and waits until it is over.
async fn looked(admin: &Client, door: &str, channel: &str) -> Value {
    let (status, asked) = parts(admin.post(&format!("/doors/{door}/probe"), json!({})).await).await;
    assert_eq!(
        (status.as_u16(), &asked["ended_at"]),
        (202, &Value::Null),
        "{asked}"
    );
    let path = format!("/channels/{channel}/probes");
    let over = |all: &Value| !all["items"][0]["ended_at"].is_null();
    let all = admin.until(&path, over).await;
    assert_eq!(all["items"][0]["id"], asked["id"]);
    all["items"][0].clone()
}

async fn first(admin: &Client) -> (String, String) {
    let all = admin.json("/channels").await;
    let channel = &all["items"][0];
    (
        text(&channel["id"]).to_owned(),
        text(&channel["doors"][0]["id"]).to_owned(),
    )
}

#[tokio::test]
async fn a_letter_goes_through_the_own_door_where_no_mail_leaves_the_house_and_leaves_nothing() {
    let desk = Desk::start_with(|config| config.direct_delivery = false).await;
    let admin = desk.set_up().await;
    let (channel, door) = first(&admin).await;
    let seen = looked(&admin, &door, &channel).await;
    assert_eq!(
        (&seen["way"], &seen["passed"]),
        (&json!("mail"), &json!(true)),
        "{seen}"
    );
    assert!(
        seen["took_ms"].is_number() && seen["asked_by"].is_string(),
        "{seen}"
    );
    let all = admin.json("/conversations?view=all").await;
    assert_eq!(all["items"], json!([]));
    let audit: Value = admin
        .post("/dead-ends", json!({}))
        .await
        .json()
        .await
        .expect("JSON");
    let findings = audit["findings"].as_array().expect("findings");
    let of = |f: &&Value| f["invariant"] == "alive" && f["door"] == json!(door);
    assert_eq!(findings.iter().find(of), None, "N10 holds: {audit}");
    refused(
        admin
            .post("/doors/dor_00000000000000000000000009/probe", json!({}))
            .await,
        404,
        "not_found",
    )
    .await;
    desk.running.stop().await;
}

#[tokio::test]
async fn a_form_and_a_list_of_ways_are_fetched_and_a_form_is_sent() {
    let shop = shop().await;
    let admin = &shop.help.admin;
    let mut named = shop.form.clone();
    named["slug"] = json!("联系我们");
    let put = admin
        .put(&format!("/forms/{}", text(&named["id"])), named)
        .await;
    assert_eq!(put.status(), 200);
    let audit: Value = admin
        .post("/dead-ends", json!({}))
        .await
        .json()
        .await
        .expect("JSON");
    let doors = audit["doors"].as_array().expect("doors");
    let of = |label: &str| {
        let found = doors.iter().find(|d| text(&d["label"]).starts_with(label));
        let found = found.expect("a door");
        (
            text(&found["channel"]).to_owned(),
            text(&found["id"]).to_owned(),
        )
    };
    let (channel, door) = of("form");
    let (channel, door) = (channel.as_str(), door.as_str());
    let seen = looked(admin, door, channel).await;
    assert_eq!(
        (&seen["way"], &seen["passed"]),
        (&json!("form"), &json!(true)),
        "{seen}"
    );
    assert_eq!(
        seen["seen"],
        "The page shows its form; what was sent by it was read, and its door takes it."
    );
    let all = admin.json("/conversations?view=all").await;
    assert_eq!(all["items"], json!([]), "nobody has asked anything");
    let (page, contact) = of("contact page");
    let seen = looked(admin, &contact, &page).await;
    assert_eq!(
        (&seen["way"], &seen["passed"]),
        (&json!("contact"), &json!(true)),
        "{seen}"
    );
    // Closed for good the page shows the ways on, and the look finds what the door says.
    let stage = json!({ "stage": "closed", "reason": "tried" });
    let closed = admin
        .put(&format!("/channels/{channel}/stage"), stage)
        .await;
    assert_eq!(closed.status(), 200);
    let seen = looked(admin, door, channel).await;
    assert_eq!(seen["passed"], true, "{seen}");
    let path = format!("/channels/{channel}/probes?limit=1");
    let newest = admin.json(&path).await;
    assert_eq!(newest["items"], json!([seen]));
    let cursor = text(&newest["next"]);
    let rest = admin.json(&format!("{path}&cursor={cursor}")).await;
    assert_eq!(
        (rest["items"].as_array().map(Vec::len), &rest["next"]),
        (Some(1), &Value::Null)
    );
    assert_ne!(rest["items"][0]["id"], seen["id"]);
    refused(admin.get(&format!("{path}&cursor=x")).await, 422, "invalid").await;
    shop.help.desk.running.stop().await;
}

#[tokio::test]
async fn a_page_elsewhere_is_looked_at_by_the_rules_of_webhooks() {
    let desk = Desk::start_with(|config| config.direct_delivery = false).await;
    let admin = desk.set_up().await;
    let (channel, _) = first(&admin).await;
    let probe = json!({ "page_names": { "url": format!("{}/healthz", desk.base), "text": "ok" } });
    let mut elsewhere = step("Elsewhere", json!([]));
    elsewhere["outside"] = json!([{ "what": "The page", "owner": null, "probe": probe }]);
    let owner = me(&admin).await;
    let body = json!({ "channel": channel, "content": content(&owner, json!([elsewhere])) });
    let (status, made) = parts(admin.post("/plans", body).await).await;
    assert_eq!(status, 201, "{made}");
    let path = format!("/plans/{}", text(&made["plan"]["id"]));
    let start = json!({ "version": made["plan"]["version"], "do": "start" });
    let (status, runs) = parts(admin.post(&format!("{path}/commands"), start).await).await;
    assert_eq!(status, 200, "{runs}");
    let looked = |plan: &Value| !plan["outside"][0]["seen"].is_null();
    let seen = admin.until(&path, looked).await;
    assert_eq!(seen["outside"][0]["passed"], false);
    let said = text(&seen["outside"][0]["seen"]);
    assert!(said.contains("own network"), "{said}");
    desk.running.stop().await;
}

const STRANGER: &str = "From: new@example.net\nTo: support@example.com\nSubject: Lamps\nMessage-ID: <1@example.net>\n\nDo you have lamps?\n";

#[tokio::test]
async fn a_year_after_it_was_closed_a_strangers_letter_is_refused_at_its_end_with_the_way_on() {
    let (desk, admin) = Desk::ready().await;
    let (channel, _) = first(&admin).await;
    let new = json!({ "kind": "email", "name": "Second", "address": "second@example.com" });
    let (status, next) = parts(admin.post("/channels", new).await).await;
    assert_eq!(status, 201, "{next}");
    let path = format!("/channels/{channel}/last-word");
    refused(
        admin.put(&path, json!({ "on": true })).await,
        409,
        "not_closed",
    )
    .await;
    let stage = json!({ "stage": "closed", "reason": "tried", "successor": next["id"] });
    assert_eq!(
        admin
            .put(&format!("/channels/{channel}/stage"), stage)
            .await
            .status(),
        200
    );
    let (status, word) = parts(admin.put(&path, json!({ "on": true })).await).await;
    assert_eq!(
        (status.as_u16(), &word["in_force"]),
        (200, &json!(false)),
        "{word}"
    );
    assert_eq!(word["held_back"][0]["code"], "too_early");
    let said = text(&word["said"]).to_owned();
    desk.clock.advance(YEAR);
    let reply = desk
        .mail("new@example.net", "support@example.com", STRANGER)
        .await;
    assert!(reply.starts_with("550 5.1.6 "), "{reply}");
    assert_eq!(reply["550 5.1.6 ".len()..].trim(), said);
    assert!(said.contains("second@example.com"), "{said}");
    // What answers something is taken, whoever wrote it, and so is what goes to another address as well.
    let answer = STRANGER.replace("Message-ID", "In-Reply-To: <0@example.net>\nMessage-ID");
    let reply = desk
        .mail("new@example.net", "support@example.com", &answer)
        .await;
    assert!(reply.starts_with("250"), "{reply}");
    let reply = desk.mail("", "support@example.com", STRANGER).await;
    assert!(reply.starts_with("250"), "nobody would be told: {reply}");
    desk.running.stop().await;
}
