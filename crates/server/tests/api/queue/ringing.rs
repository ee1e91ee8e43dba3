//! A chat rings at one agent at a time, rings on, and ends in exactly one outcome.

use super::console::{Console, offer, rings_at};
use crate::chat::{Shop, text};
use crate::settings::told;
use crate::support::{Client, refused};
use serde_json::{Value, json};

const SECOND: i64 = 1_000;

/// Two agents with open consoles beside the administrator, who has none.
pub async fn two(shop: &Shop) -> [(Client, Console); 2] {
    let team = shop.admin.json("/bootstrap").await["teams"][0]["id"].clone();
    let mut out = Vec::new();
    for email in ["ada@example.com", "bea@example.com"] {
        let agent = shop
            .admin
            .colleague(&shop.desk, email, "agent", &team)
            .await;
        let console = Console::open(&shop.desk, &agent, email).await;
        out.push((agent, console));
    }
    out.try_into().ok().expect("two")
}

fn answer_to(offer: &Value) -> (String, Value) {
    let id = text(&offer["conversation"]["id"]);
    (id, json!({ "version": offer["version"] }))
}

pub async fn accept(agent: &Client, offer: &Value) -> reqwest::Response {
    let (id, said) = answer_to(offer);
    agent
        .post(&format!("/queue/offers/{id}/accept"), said)
        .await
}

async fn decline(agent: &Client, offer: &Value) -> reqwest::Response {
    let (id, said) = answer_to(offer);
    agent
        .post(&format!("/queue/offers/{id}/decline"), said)
        .await
}

/// What stands in the conversation of the queue, in order.
pub async fn lines(shop: &Shop, id: &str) -> Vec<String> {
    let page = shop
        .admin
        .json(&format!("/conversations/{id}/messages"))
        .await;
    let mut items = page["items"].as_array().expect("messages").clone();
    let at = |m: Option<&Value>| m.and_then(|m| m["at"].as_i64());
    if at(items.first()) > at(items.last()) {
        items.reverse();
    }
    let names = items.iter().filter_map(|m| m["event"]["name"].as_str());
    names
        .filter(|name| name.starts_with("work_"))
        .map(str::to_owned)
        .collect()
}

#[tokio::test]
async fn a_chat_rings_at_one_agent_and_on_at_the_next_until_somebody_accepts() {
    let shop = Shop::open().await;
    let agents = two(&shop).await;
    let visitor = shop.visitor().await;
    visitor
        .says("first-message", "Is the red one in stock?")
        .await;
    let first = rings_at(&agents, |_| true).await;
    let other = 1 - first;
    let ringing = offer(&agents[first].0).await;
    assert_eq!(ringing["text"], "Is the red one in stock?");
    assert_eq!(ringing["because"]["whom"], "longest_idle", "{ringing}");
    assert_eq!(offer(&agents[other].0).await, Value::Null, "at one alone");

    told(decline(&agents[first].0, &ringing).await, 204).await;
    let second = rings_at(&agents, |_| true).await;
    assert_eq!(second, other, "rings on at the next");
    let again = offer(&agents[other].0).await;
    assert_eq!(
        again["since"], ringing["since"],
        "the wait is never set anew"
    );
    assert!(again["version"].as_i64() > ringing["version"].as_i64());
    refused(accept(&agents[first].0, &ringing).await, 409, "offer_over").await;

    // It rings in vain, and then at whoever has been spared it long enough.
    shop.desk.clock.advance(21 * SECOND);
    let seen = again["version"].clone();
    shop.desk.clock.advance(50 * SECOND);
    let third = rings_at(&agents, |o| o["version"] != seen).await;
    let ringing = offer(&agents[third].0).await;
    let taken = told(accept(&agents[third].0, &ringing).await, 200).await;
    let id = text(&taken["conversation"]);
    assert_eq!(id, text(&ringing["conversation"]["id"]));
    let mine = agents[third].0.json("/queue/mine").await;
    assert_eq!(mine["holds"][0]["conversation"], json!(id));
    assert_eq!((&mine["load"], &mine["live"]), (&json!(20), &json!(1)));
    let conversation = shop.conversation().await;
    assert_eq!(conversation["assignee"], mine["agent"]);
    refused(accept(&agents[third].0, &ringing).await, 409, "offer_over").await;
    assert_eq!(
        lines(&shop, &id).await,
        [
            "work_offered",
            "work_declined",
            "work_offered",
            "work_timed_out",
            "work_offered",
            "work_accepted"
        ]
    );
}

#[tokio::test]
async fn of_two_who_accept_one_has_it_and_the_other_is_told_who() {
    let shop = Shop::open().await;
    let agents = two(&shop).await;
    let visitor = shop.visitor().await;
    visitor.says("first-message", "Hello?").await;
    let at = rings_at(&agents, |_| true).await;
    let ringing = offer(&agents[at].0).await;
    let (mine, twice, theirs) = tokio::join!(
        accept(&agents[at].0, &ringing),
        accept(&agents[at].0, &ringing),
        accept(&agents[1 - at].0, &ringing)
    );
    let mut codes = [mine.status().as_u16(), twice.status().as_u16()];
    codes.sort_unstable();
    assert_eq!(codes, [200, 409]);
    refused(theirs, 409, "offer_over").await;
    let late = accept(&agents[1 - at].0, &ringing).await;
    let body = refused(late, 409, "offer_over").await;
    assert!(text(&body["error"]["message"]).contains("has it already"));
}

#[tokio::test]
async fn a_visitor_who_leaves_rings_nowhere_and_what_they_asked_waits_as_a_message() {
    let shop = Shop::open().await;
    let agents = two(&shop).await;
    let visitor = shop.visitor().await;
    visitor.says("first-message", "Hello?").await;
    let at = rings_at(&agents, |_| true).await;
    let ringing = offer(&agents[at].0).await;
    let (left, accepted) = tokio::join!(
        visitor.post("/leave", json!({})),
        accept(&agents[at].0, &ringing)
    );
    assert!((200..300).contains(&left.0), "{left:?}");
    let accepted = accepted.status().as_u16();
    assert!([200, 409].contains(&accepted), "{accepted}");
    for (agent, _) in &agents {
        agent.until("/queue/mine", |m| m["offer"].is_null()).await;
    }
    let conversation = shop.conversation().await;
    match accepted {
        200 => assert!(
            !conversation["assignee"].is_null(),
            "it crossed, and is theirs"
        ),
        _ => {
            assert_eq!(conversation["assignee"], Value::Null);
            let next = told(agents[at].0.post("/queue/next", json!({})).await, 200).await;
            assert_eq!(next["given"]["conversation"]["id"], conversation["id"]);
        }
    }
}

#[tokio::test]
async fn a_visitor_who_comes_back_much_later_rings_again_although_they_have_waited_long() {
    let shop = Shop::open().await;
    let agents = two(&shop).await;
    let visitor = shop.visitor().await;
    visitor.says("first-message", "Hello?").await;
    rings_at(&agents, |_| true).await;
    let (status, body) = visitor.post("/leave", json!({})).await;
    assert!((200..300).contains(&status), "{body}");
    for (agent, _) in &agents {
        agent.until("/queue/mine", |m| m["offer"].is_null()).await;
    }
    shop.desk.clock.advance(30 * 60 * SECOND);
    visitor.says("second-message", "Are you there now?").await;
    let at = rings_at(&agents, |_| true).await;
    assert_eq!(offer(&agents[at].0).await["text"], "Are you there now?");
}

#[tokio::test]
async fn who_loses_the_connection_hands_live_work_back_at_once_and_who_is_away_is_not_rung() {
    let shop = Shop::open().await;
    let [(ada, console), (bea, _other)] = two(&shop).await;
    let me = bea.json("/bootstrap").await["me"]["id"].clone();
    let away = format!("/agents/{}/away", text(&me));
    let pause = json!({ "work": "stay", "reason": "break" });
    told(bea.put(&away, pause).await, 200).await;
    let visitor = shop.visitor().await;
    visitor.says("first-message", "Hello?").await;
    let mine = ada.until("/queue/mine", |m| !m["offer"].is_null()).await;
    told(accept(&ada, &mine["offer"]).await, 200).await;
    let id = text(&mine["offer"]["conversation"]["id"]);
    let presence = bea.json("/queue/mine").await["presence"].clone();
    assert_eq!(
        (&presence["state"], &presence["reason"]),
        (&json!("away"), &json!("break"))
    );

    console.lose().await;
    console_until(&ada, |m| m["presence"]["state"] == "offline").await;
    let mine = ada.until("/queue/mine", |m| m["holds"] == json!([])).await;
    assert_eq!(mine["live"], 0);
    let conversation = shop.conversation().await;
    assert_eq!(conversation["assignee"], Value::Null, "nobody's again");
    told(bea.delete(&away).await, 200).await;
    let mine = bea.until("/queue/mine", |m| !m["offer"].is_null()).await;
    assert_eq!(mine["offer"]["conversation"]["id"], json!(id));
    told(accept(&bea, &mine["offer"]).await, 200).await;
    assert_eq!(
        lines(&shop, &id).await,
        [
            "work_offered",
            "work_accepted",
            "work_handed_back",
            "work_offered",
            "work_accepted"
        ]
    );
}

/// A console is missed for ten seconds of the machine's clock before it is lost.
pub async fn console_until(agent: &Client, wanted: impl Fn(&Value) -> bool + Copy) {
    for _ in 0..3 {
        for _ in 0..400 {
            if wanted(&agent.json("/queue/mine").await) {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    }
    panic!("{}", agent.json("/queue/mine").await);
}

#[tokio::test]
async fn who_lets_two_offers_ring_is_away_until_they_say_that_they_are_back() {
    let shop = Shop::open().await;
    let team = shop.admin.json("/bootstrap").await["teams"][0]["id"].clone();
    let ada = shop
        .admin
        .colleague(&shop.desk, "ada@example.com", "agent", &team)
        .await;
    let _console = Console::open(&shop.desk, &ada, "ada@example.com").await;
    for n in 0..2 {
        let visitor = shop.visitor().await;
        visitor.says(&format!("message-{n}"), "Hello?").await;
        ada.until("/queue/mine", |m| !m["offer"].is_null()).await;
        shop.desk.clock.advance(21 * SECOND);
        ada.until("/queue/mine", |m| m["offer"].is_null()).await;
    }
    let away =
        |m: &Value| m["presence"]["state"] == "away" && m["presence"]["reason"] == "unanswered";
    ada.until("/queue/mine", away).await;
    let me = text(&ada.json("/bootstrap").await["me"]["id"]);
    let said = json!({ "reason": "unanswered" });
    refused(
        ada.put(&format!("/agents/{me}/away"), said).await,
        422,
        "invalid",
    )
    .await;
    told(ada.delete(&format!("/agents/{me}/away")).await, 200).await;
    shop.desk.clock.advance(61 * SECOND);
    let mine = ada.until("/queue/mine", |m| !m["offer"].is_null()).await;
    told(accept(&ada, &mine["offer"]).await, 200).await;
}

#[tokio::test]
async fn what_is_given_back_or_taken_by_hand_rings_elsewhere_or_nowhere() {
    let shop = Shop::open().await;
    let agents = two(&shop).await;
    let visitor = shop.visitor().await;
    visitor.says("first-message", "Hello?").await;
    let at = rings_at(&agents, |_| true).await;
    let ringing = offer(&agents[at].0).await;
    let (id, _) = answer_to(&ringing);
    let give = format!("/queue/{id}/return");
    refused(agents[at].0.post(&give, json!({})).await, 409, "not_held").await;
    told(accept(&agents[at].0, &ringing).await, 200).await;
    told(agents[at].0.post(&give, json!({})).await, 204).await;
    let next = rings_at(&agents, |_| true).await;
    assert_eq!(next, 1 - at, "not at whoever gave it back");

    let me = shop.admin.json("/bootstrap").await["me"]["id"].clone();
    let said = json!({ "agent": me, "force": true });
    let assignee = format!("/conversations/{id}/assignee");
    told(shop.admin.put(&assignee, said).await, 200).await;
    for (agent, _) in &agents {
        agent.until("/queue/mine", |m| m["offer"].is_null()).await;
    }
}
