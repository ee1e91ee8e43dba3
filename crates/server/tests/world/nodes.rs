//! Two processes on one PostgreSQL: what one does the other shows, what a killed one left the other finishes, and one that
//! is cut off from the database says so and takes nothing.

use crate::cable::{Cable, PATIENCE, Socket, socket, until_ready};
use crate::support::{SUPPORT, World, arrived, letter, send_mail};
use futures_util::{SinkExt as _, StreamExt as _};
use reqwest::Method;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use testkit::drive::client::Smtp;
use testkit::peers::{Postgres, SmtpSink};
use tokio_tungstenite::tungstenite::Message;

/// Frames until one is as wanted; all frames up to it.
async fn until(socket: &mut Socket, wanted: impl Fn(&Value) -> bool) -> Vec<Value> {
    let look = async {
        let mut all = Vec::new();
        while let Some(Ok(message)) = socket.next().await {
            if let Message::Text(text) = message {
                let frame: Value = serde_json::from_str(text.as_str()).expect("JSON");
                all.push(frame);
                if wanted(&all[all.len() - 1]) {
                    return all;
                }
            }
        }
        panic!("the socket ended first");
    };
    tokio::time::timeout(PATIENCE, look)
        .await
        .expect("the frame comes")
}

fn received(frame: &Value) -> bool {
    let events = frame["events"].as_array();
    events.is_some_and(|e| e.iter().any(|e| e["kind"] == "conversation.received.v1"))
}

#[tokio::test(flavor = "multi_thread")]
async fn time_that_is_told_to_two_nodes_counts_once_also_when_one_is_killed() {
    let Some(postgres) = Postgres::start().expect("PostgreSQL") else {
        return;
    };
    let mut one = World::ready(None, &["--database-url", &postgres.url]).await;
    let mut two = one.beside();
    two.start().await;
    let source = "0190b3a0-0000-7000-8000-000000000001";
    let told = |slices: Value| json!({ "source": source, "slices": slices });
    let begun = one
        .send(Method::POST, "/me/activity", told(json!([])))
        .await;
    assert_eq!(begun["seq"], 0, "{begun}");
    let slice =
        |seq: i64, ms: i64| json!({ "seq": seq, "ms": ms, "ago_ms": 0, "presence": "online" });
    let mut all = vec![slice(1, 60_000)];
    // What the first heard, the second does not count again; both at once neither.
    let told_there = one
        .send(Method::POST, "/me/activity", told(json!(all)))
        .await;
    assert_eq!(told_there["seq"], 1, "{told_there}");
    all.push(slice(2, 60_000));
    let (a, b) = tokio::join!(
        one.send(Method::POST, "/me/activity", told(json!(all))),
        two.send(Method::POST, "/me/activity", told(json!(all))),
    );
    assert_eq!((&a["seq"], &b["seq"]), (&json!(2), &json!(2)));
    one.kill();
    // Time has to pass before any is told: the nodes believe no console about that.
    let mut own = Value::Null;
    for seq in 3.. {
        all.push(slice(seq, 60_000));
        let after = two
            .send(Method::POST, "/me/activity", told(json!(all)))
            .await;
        assert_eq!(after["seq"], seq, "{after}");
        own = two.get("/me/time/day").await;
        if own["stretches"].as_array().is_some_and(|s| !s.is_empty()) || seq == 250 {
            break;
        }
    }
    let stretches = own["stretches"].as_array().expect("stretches");
    let mut end = 0;
    for s in stretches {
        let (from, to) = (
            s["from"].as_i64().expect("from"),
            s["to"].as_i64().expect("to"),
        );
        assert!(end <= from && from < to, "{own}");
        end = to;
    }
    assert!(!stretches.is_empty(), "{own}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_node_takes_in_the_other_shows_and_finishes_when_the_first_is_killed() {
    let (Some(postgres), Some(sink)) = (
        Postgres::start().expect("PostgreSQL"),
        SmtpSink::start(&[]).await.expect("smtp-sink"),
    ) else {
        return;
    };
    let mut one = World::ready(Some(sink.port), &["--database-url", &postgres.url]).await;
    let mut two = one.beside();
    two.start().await;
    let cookie = one.cookie().await;

    // The session of one is good at the other, and so is the feed.
    let boot = two.get("/bootstrap").await;
    let position = boot["position"].as_i64().expect("a position");
    let mut there = socket(&two, &cookie, position).await;
    until(&mut there, |f| f["type"] == "hello").await;
    let first = letter("Mari <mari@client.example>", "Through one", "", "Hello.");
    if !send_mail(one.smtp, "mari@client.example", SUPPORT, &first).await {
        return;
    }
    until(&mut there, received).await;
    let id = two.conversation("Through one").await;

    // Who looks at it there is seen here.
    let mut here = socket(&one, &cookie, position).await;
    let look = json!({ "type": "presence", "conversation": id, "state": "viewing" });
    for socket in [&mut here, &mut there] {
        let text = look.to_string();
        socket.send(Message::Text(text.into())).await.expect("sent");
    }
    let both = |f: &Value| {
        f["type"] == "presence" && f["agents"].as_array().is_some_and(|a| !a.is_empty())
    };
    until(&mut here, both).await;

    // A change of the settings here is known there: a new door takes mail.
    let channel = one.channel().await;
    let door = json!({ "address": "sales@example.com" });
    one.send(Method::POST, &format!("/channels/{channel}/doors"), door)
        .await;
    let sales = letter(
        "Jaan <jaan@client.example>",
        "To the new door",
        "",
        "Hello.",
    );
    let mut taken = false;
    let end = Instant::now() + PATIENCE;
    while !taken && Instant::now() < end {
        taken = tokio::task::block_in_place(|| {
            let mut smtp = Smtp::open(two.smtp)?;
            smtp.send("jaan@client.example", "sales@example.com", &sales)
        })
        .is_ok();
    }
    assert!(taken, "the other node knows the new door");

    // An answer that was written here leaves from there when this node is killed at once.
    two.conversation("To the new door").await;
    one.reply(&id, "mari@client.example", "It left today.")
        .await;
    one.kill();
    arrived(&sink, &["mari@client.example"]).await;
    until(&mut there, |f| {
        f["events"].as_array().is_some_and(|e| {
            e.iter()
                .any(|e| e["kind"] == "delivery.changed.v1" && e["state"] == "sent")
        })
    })
    .await;
    told_as_lost(&two).await;
}

/// Whoever runs the desk reads that a machine fell silent, also when it is long off the list.
async fn told_as_lost(world: &World) {
    let end = Instant::now() + PATIENCE;
    loop {
        let nodes = world.get("/nodes").await;
        let count = |of: &str| nodes[of].as_array().map(Vec::len);
        if (count("items"), count("lost")) == (Some(1), Some(1)) {
            let trail = world.get("/audit?act=node.lost").await;
            assert_eq!(trail["items"][0]["target"], nodes["lost"][0]["name"]);
            return;
        }
        assert!(Instant::now() < end, "{nodes}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// What the server says to a mail: `Ok` when it took it.
fn offer(port: u16, subject: &str) -> Result<(), String> {
    let mail = letter("Mari <mari@client.example>", subject, "", "Hello.").replace('\n', "\r\n");
    tokio::task::block_in_place(|| {
        let mut smtp = Smtp::open(port).map_err(|e| e.to_string())?;
        smtp.send("mari@client.example", SUPPORT, &mail)
            .map_err(|e| e.to_string())
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_is_cut_off_from_its_database_says_so_takes_nothing_and_comes_back() {
    let Some(postgres) = Postgres::start().expect("PostgreSQL") else {
        return;
    };
    let (_, folder) = postgres.url.split_once("host=").expect("a socket");
    let cable = Cable::to(folder);
    let world = World::ready(None, &["--database-url", &cable.url()]).await;
    let cookie = world.cookie().await;
    let mut console = socket(&world, &cookie, 0).await;
    until(&mut console, |f| f["type"] == "hello").await;
    offer(world.smtp, "Before").expect("taken");
    world.conversation("Before").await;

    cable.whole.send_replace(false);
    until_ready(&world, false).await;
    // The console is let go, so that it finds another node; here it would hear nothing.
    let ended = tokio::time::timeout(PATIENCE, async {
        while let Some(Ok(message)) = console.next().await {
            if message.is_close() {
                break;
            }
        }
    });
    ended.await.expect("the socket ends");
    let refused = offer(world.smtp, "Meanwhile").expect_err("nothing can be kept");
    assert!(refused.contains("got 4"), "tried again later: {refused}");
    let answer = world.call(Method::GET, "/bootstrap", None).await;
    assert_eq!(answer.status(), 503);
    let said: Value = answer.json().await.expect("JSON");
    assert_eq!(said["error"]["code"], "unavailable", "{said}");

    cable.whole.send_replace(true);
    until_ready(&world, true).await;
    offer(world.smtp, "After").expect("taken again");
    world.conversation("After").await;
    let subjects: Vec<String> = world.holdings().await.into_iter().map(|h| h.0).collect();
    assert_eq!(subjects, ["After", "Before"]);
}
