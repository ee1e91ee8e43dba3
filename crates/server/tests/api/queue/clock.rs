//! A clock that is set back, and one that jumps ahead, while a chat rings: the offer ends, in exactly one outcome.

use super::console::{offer, rings_at};
use super::ringing::{accept, console_until, lines, two};
use crate::chat::{Shop, text};
use crate::settings::told;
use crate::support::{Client, refused};
use serde_json::{Value, json};

const SECOND: i64 = 1_000;
const HOUR: i64 = 3_600 * SECOND;

fn accepted(lines: &[String]) -> usize {
    lines.iter().filter(|l| *l == "work_accepted").count()
}

/// The agent sees the offer end, or ring so long at most.
async fn rings_until(agent: &Client, latest: i64) {
    let soon = |m: &Value| {
        let until = m["offer"]["until"].as_i64();
        until.is_none_or(|until| until <= latest)
    };
    agent.until("/queue/mine", soon).await;
}

#[tokio::test]
async fn an_offer_does_not_ring_for_an_hour_because_the_clock_was_set_back_by_one() {
    let shop = Shop::open().await;
    let agents = two(&shop).await;
    let visitor = shop.visitor().await;
    visitor.says("first-message", "Hello?").await;
    let at = rings_at(&agents, |_| true).await;
    let ringing = offer(&agents[at].0).await;
    shop.desk.clock.advance(-HOUR);
    let before = shop.desk.clock.now();
    // It rings at the same agent, and no longer than an offer that is made now.
    rings_until(&agents[at].0, before + 60 * SECOND).await;
    let still = offer(&agents[at].0).await;
    assert_eq!(still["version"], ringing["version"], "{still}");
    shop.desk.clock.advance(61 * SECOND);
    let other = rings_at(&agents, |o| o["version"] != ringing["version"]).await;
    refused(accept(&agents[at].0, &ringing).await, 409, "offer_over").await;
    let again = offer(&agents[other].0).await;
    told(accept(&agents[other].0, &again).await, 200).await;
    let id = text(&again["conversation"]["id"]);
    let lines = lines(&shop, &id).await;
    assert_eq!(accepted(&lines), 1, "{lines:?}");
    let mine = agents[other].0.json("/queue/mine").await;
    assert_eq!(mine["holds"][0]["conversation"], json!(id));
}

#[tokio::test]
async fn what_was_taken_before_the_clock_was_set_back_is_handed_back_by_who_goes_after() {
    let shop = Shop::open().await;
    let [(ada, console), (bea, _other)] = two(&shop).await;
    let me = text(&bea.json("/bootstrap").await["me"]["id"]);
    let away = format!("/agents/{me}/away");
    told(bea.put(&away, json!({ "work": "stay" })).await, 200).await;
    let visitor = shop.visitor().await;
    visitor.says("first-message", "Hello?").await;
    let mine = ada.until("/queue/mine", |m| !m["offer"].is_null()).await;
    told(accept(&ada, &mine["offer"]).await, 200).await;
    shop.desk.clock.advance(-HOUR);
    console.lose().await;
    console_until(&ada, |m| m["holds"] == json!([])).await;
    told(bea.delete(&away).await, 200).await;
    let mine = bea.until("/queue/mine", |m| !m["offer"].is_null()).await;
    told(accept(&bea, &mine["offer"]).await, 200).await;
}

/// A chat rings, the clock jumps, and it rings at somebody else, who has it.
async fn jumps(by: i64) {
    let shop = Shop::open().await;
    let agents = two(&shop).await;
    let visitor = shop.visitor().await;
    visitor.says("first-message", "Hello?").await;
    let at = rings_at(&agents, |_| true).await;
    let ringing = offer(&agents[at].0).await;
    // Nobody has gone because of that: both consoles are where they were.
    shop.desk.clock.advance(by);
    let other = rings_at(&agents, |o| o["version"] != ringing["version"]).await;
    assert_eq!(other, 1 - at, "not at whoever let it ring");
    refused(accept(&agents[at].0, &ringing).await, 409, "offer_over").await;
    let again = offer(&agents[other].0).await;
    told(accept(&agents[other].0, &again).await, 200).await;
    let id = text(&again["conversation"]["id"]);
    let said = [
        "work_offered",
        "work_timed_out",
        "work_offered",
        "work_accepted",
    ];
    assert_eq!(lines(&shop, &id).await, said);
}

#[tokio::test]
async fn an_offer_ends_and_rings_elsewhere_when_the_clock_jumps_ahead() {
    jumps(10 * 60 * SECOND).await;
}

#[tokio::test]
async fn nobody_who_rings_is_forgotten_when_the_clock_jumps_by_hours() {
    jumps(3 * HOUR).await;
}
