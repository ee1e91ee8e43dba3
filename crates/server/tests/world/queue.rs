//! Chats that wait and ring on bad days: the node that lets them ring is killed, the database is away for a while. Live again
//! by itself, nothing lost, and each chat ends at one agent, once.

use crate::cable::{Cable, PATIENCE, Socket, socket, until_ready};
use crate::support::World;
use futures_util::{SinkExt as _, StreamExt as _};
use reqwest::Method;
use serde_json::{Value, json};
use std::time::Instant;
use testkit::peers::Postgres;
use tokio_tungstenite::tungstenite::Message;

const SITE: &str = "https://shop.example";

/// A console that answers pings as long as its node is there.
struct Console(tokio::task::JoinHandle<()>);

impl Console {
    async fn open(at: &World) -> Self {
        let mut all: Socket = socket(at, &at.cookie().await, 0).await;
        let console = Self(tokio::spawn(async move {
            while let Some(Ok(_)) = all.next().await {
                let pong = Message::text("{\"type\":\"pong\"}");
                if all.send(pong).await.is_err() {
                    break;
                }
            }
        }));
        at.until("/queue/mine", |m| m["presence"]["state"] == "online")
            .await;
        console
    }
}

impl Drop for Console {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// A widget that is live; its public key. Offers ring shortly, and whoever let one ring is soon asked again.
async fn widget(world: &World) -> String {
    let boot = world.get("/bootstrap").await;
    let new = json!({ "kind": "chat", "name": "Chat", "team": boot["teams"][0]["id"] });
    let channel = world.send(Method::POST, "/channels", new).await;
    let id = channel["id"].as_str().expect("an id");
    let stage = format!("/channels/{id}/stage");
    world
        .send(
            Method::PUT,
            &stage,
            json!({ "stage": "live", "reason": "tried" }),
        )
        .await;
    let widgets = world.get("/widgets").await;
    let mut widget = widgets["items"][0].clone();
    widget["sites"] = json!([SITE]);
    let path = format!("/widgets/{}", widget["id"].as_str().expect("an id"));
    let widget = world.send(Method::PUT, &path, widget).await;
    let mut rules = world.get("/routing-rules").await;
    (rules["offer_ms"], rules["again_ms"], rules["missed_max"]) =
        (json!(5_000), json!(1_000), json!(0));
    world.send(Method::PUT, "/routing-rules", rules).await;
    widget["key"].as_str().expect("a key").to_owned()
}

/// Somebody at a site.
struct Visitor {
    url: String,
    token: String,
}

impl Visitor {
    async fn at(world: &World, key: &str) -> Self {
        let url = world.url(&format!("/w/{key}"));
        let begin = reqwest::Client::new().post(format!("{url}/session"));
        let answer = begin.json(&json!({})).send().await.expect("answered");
        let session: Value = answer.json().await.expect("JSON");
        let token = session["token"].as_str().expect("a token").to_owned();
        Self { url, token }
    }

    /// What was said under this name; the status.
    async fn says(&self, name: &str, text: &str) -> u16 {
        let said = reqwest::Client::new()
            .post(format!("{}/messages", self.url))
            .header("authorization", format!("Bearer {}", self.token))
            .header("idempotency-key", name)
            .json(&json!({ "text": text }));
        said.send().await.expect("answered").status().as_u16()
    }
}

async fn rings(world: &World, wanted: impl Fn(&Value) -> bool) -> Value {
    let mine = world
        .until("/queue/mine", |m| {
            !m["offer"].is_null() && wanted(&m["offer"])
        })
        .await;
    mine["offer"].clone()
}

/// Takes what rings, if it rings still.
async fn accept(world: &World, offer: &Value) -> u16 {
    let id = offer["conversation"]["id"].as_str().expect("an id");
    let path = format!("/queue/offers/{id}/accept");
    let said = json!({ "version": offer["version"] });
    let answer = world.call(Method::POST, &path, Some(said)).await;
    answer.status().as_u16()
}

/// Takes what rings, in two tabs at once; which conversation.
async fn taken(world: &World) -> String {
    let end = Instant::now() + PATIENCE;
    loop {
        let offer = rings(world, |_| true).await;
        let (one, two) = tokio::join!(accept(world, &offer), accept(world, &offer));
        match (one, two) {
            (200, 409) | (409, 200) => {
                let id = offer["conversation"]["id"].as_str().expect("an id");
                return id.to_owned();
            }
            // It rang too long meanwhile.
            (409, 409) => assert!(Instant::now() < end, "it cannot be taken"),
            other => panic!("{other:?}"),
        }
    }
}

/// What stands of the queue in a conversation, oldest first.
async fn lines(world: &World, id: &str) -> Vec<String> {
    let page = world.get(&format!("/conversations/{id}/messages")).await;
    let items = page["items"].as_array().expect("messages");
    let mut told: Vec<(i64, String)> = items
        .iter()
        .filter_map(|m| {
            let name = m["event"]["name"].as_str()?;
            name.starts_with("work_")
                .then(|| (m["at"].as_i64().unwrap_or(0), name.to_owned()))
        })
        .collect();
    told.sort();
    told.into_iter().map(|(_, name)| name).collect()
}

fn times(lines: &[String], name: &str) -> usize {
    lines.iter().filter(|l| *l == name).count()
}

/// It ended once: each offer but the last was taken back or rang in vain, and one was accepted.
async fn ended_once(world: &World, id: &str) {
    let lines = lines(world, id).await;
    assert_eq!(times(&lines, "work_accepted"), 1, "{lines:?}");
    let over = times(&lines, "work_timed_out");
    assert!(times(&lines, "work_offered") > over, "{lines:?}");
    let mine = world.get("/queue/mine").await;
    let holds = mine["holds"].as_array().expect("a list");
    let held = |h: &&Value| h["conversation"] == json!(id);
    assert_eq!(holds.iter().filter(held).count(), 1, "{mine}");
}

#[tokio::test(flavor = "multi_thread")]
async fn when_the_node_that_lets_chats_ring_is_killed_the_other_takes_over() {
    let Some(postgres) = Postgres::start().expect("PostgreSQL") else {
        return;
    };
    // It was there first, and so has the lease.
    let mut one = World::ready(None, &["--database-url", &postgres.url]).await;
    let key = widget(&one).await;
    let mut two = one.beside();
    two.start().await;
    let _there = Console::open(&two).await;
    let visitor = Visitor::at(&two, &key).await;
    assert_eq!(visitor.says("message-hello", "Hello?").await, 201);
    let first = rings(&two, |_| true).await;
    one.kill();
    // Only somebody who has the lease ends it, and lets it ring anew.
    rings(&two, |o| o["version"] != first["version"]).await;
    assert_eq!(accept(&two, &first).await, 409, "that one is over");
    let id = taken(&two).await;
    ended_once(&two, &id).await;
    // Also somebody who comes now is rung for.
    let next = Visitor::at(&two, &key).await;
    assert_eq!(next.says("message-hello", "Is anybody there?").await, 201);
    let id = taken(&two).await;
    ended_once(&two, &id).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_rings_at_a_console_of_a_killed_node_rings_again_where_the_agent_comes_back() {
    let Some(postgres) = Postgres::start().expect("PostgreSQL") else {
        return;
    };
    let mut one = World::ready(None, &["--database-url", &postgres.url]).await;
    let key = widget(&one).await;
    let mut two = one.beside();
    two.start().await;
    let there = Console::open(&one).await;
    let visitor = Visitor::at(&two, &key).await;
    assert_eq!(visitor.says("message-hello", "Hello?").await, 201);
    rings(&one, |_| true).await;
    one.kill();
    drop(there);
    // Nobody tells any more that the agent is here: it rings at nobody, from the router's next round on.
    two.until("/queue/mine", |m| {
        m["presence"]["state"] == "offline" && m["offer"].is_null()
    })
    .await;
    let _back = Console::open(&two).await;
    let id = taken(&two).await;
    ended_once(&two, &id).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn chats_that_wait_while_the_database_is_away_ring_when_it_is_back() {
    let Some(postgres) = Postgres::start().expect("PostgreSQL") else {
        return;
    };
    let (_, folder) = postgres.url.split_once("host=").expect("a socket");
    let cable = Cable::to(folder);
    let world = World::ready(None, &["--database-url", &cable.url()]).await;
    let key = widget(&world).await;
    let console = Console::open(&world).await;
    let ringing = Visitor::at(&world, &key).await;
    assert_eq!(ringing.says("message-hello", "Hello?").await, 201);
    let first = rings(&world, |_| true).await;
    let waiting = Visitor::at(&world, &key).await;
    assert_eq!(waiting.says("message-hello", "And I?").await, 201);

    cable.whole.send_replace(false);
    until_ready(&world, false).await;
    assert_eq!(accept(&world, &first).await, 503, "it cannot be kept");
    // What a widget could not send it sends again, under the same name.
    assert_eq!(waiting.says("message-more", "I am still here.").await, 503);
    cable.whole.send_replace(true);
    until_ready(&world, true).await;
    assert_eq!(waiting.says("message-more", "I am still here.").await, 201);
    assert!((200..300).contains(&waiting.says("message-more", "I am still here.").await));
    drop(console);
    let _back = Console::open(&world).await;
    let ids = [taken(&world).await, taken(&world).await];
    assert_ne!(ids[0], ids[1], "each once");
    for id in &ids {
        ended_once(&world, id).await;
    }
    let mut said = Vec::new();
    for id in &ids {
        let page = world.get(&format!("/conversations/{id}/messages")).await;
        let items = page["items"].as_array().expect("messages");
        let text = |m: &Value| m["text"].as_str().map(str::to_owned);
        let customer = items.iter().filter(|m| m["kind"] == "customer");
        said.extend(customer.filter_map(text));
    }
    said.sort();
    assert_eq!(said, ["And I?", "Hello?", "I am still here."]);
}
