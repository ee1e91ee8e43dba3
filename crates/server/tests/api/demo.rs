//! A demo with a short past: it signs in, tells what it is, and its customers write and answer through real SMTP.

use crate::support::{Client, client, parts};
use fairlead_server::config::{Config, Listen};
use fairlead_server::demo::customers::Pace;
use fairlead_server::demo::{Demo, Wish, shared};
use serde_json::{Value, json};

fn config(data: &std::path::Path) -> Config {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut config = Config {
        data: data.to_owned(),
        http: Listen::at([127, 0, 0, 1], 0),
        smtp: Listen::at([127, 0, 0, 1], 0),
        log: std::env::var("FAIRLEAD_TEST_LOG").unwrap_or_else(|_| "error".to_owned()),
        ..Config::default()
    };
    config.limits.outbox_look_ms = 50;
    fairlead_server::logs::start(&config);
    config
}

/// 2031-03-03 07:00 UTC.
const MONDAY: i64 = 1_930_287_600_000;

async fn demo(data: &std::path::Path, conversations: usize) -> Demo {
    let config = config(data);
    let wish = Wish {
        conversations,
        seed: 5,
        // Ten seconds for undo are soon over.
        speed: 60,
        pace: Some(Pace {
            again: (1, 1),
            answer: (0, 1),
            answered: 100,
        }),
        ..Wish::default()
    };
    Demo::start(config, &wish, &|_, _| {})
        .await
        .expect("a demo")
}

async fn signed_in(demo: &Demo) -> Client {
    let mut client = Client {
        http: client(),
        base: format!("http://{}", demo.running.http.expect("HTTP is on")),
        csrf: String::new(),
    };
    let door = client.json("/setup").await;
    assert_eq!(
        door["demo"]["agents"].as_array().map(Vec::len),
        Some(6),
        "{door}"
    );
    let (email, password) = (
        &door["demo"]["agents"][0]["email"],
        &door["demo"]["password"],
    );
    let answer = client
        .post("/session", json!({ "email": email, "password": password }))
        .await;
    let (status, boot) = parts(answer).await;
    assert_eq!(status, 200, "{boot}");
    assert_eq!(boot["demo"]["company"], door["demo"]["company"]);
    client.csrf = boot["csrf"].as_str().expect("a token").to_owned();
    client
}

/// The conversations that only the live customers can have begun.
fn newest(list: &Value, past: i64) -> Option<Value> {
    let items = list["items"].as_array()?;
    items
        .iter()
        .find(|c| c["number"].as_i64().is_some_and(|n| n > past))
        .cloned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn customers_write_and_answer_into_their_conversation() {
    let folder = tempfile::tempdir().expect("a folder");
    let demo = demo(folder.path(), 30).await;
    assert!(demo.made.conversations >= 25, "{:?}", demo.made);
    let boot = signed_in(&demo).await.json("/bootstrap").await;
    let channels = boot["channels"].as_array().expect("channels");
    let paused = channels.iter().filter(|c| c["paused"] == true).count();
    assert_eq!(paused, 1, "one channel is paused: {channels:?}");
    assert!(
        demo.made.answers > 5 && demo.made.mails > demo.made.conversations,
        "{:?}",
        demo.made
    );
    time_was_told(&signed_in(&demo).await).await;
    let agent = signed_in(&demo).await;
    let past = i64::try_from(demo.made.conversations).expect("few");
    let list = agent
        .until("/conversations?view=all", |list| {
            newest(list, past).is_some()
        })
        .await;
    let found = newest(&list, past).expect("one");
    let id = found["id"].as_str().expect("an id").to_owned();
    let path = format!("/conversations/{id}");
    let proposed = agent.json(&path).await;
    let messages = |thread: &Value| {
        thread["messages"]["items"]
            .as_array()
            .or(thread["messages"].as_array())
            .map_or(0, Vec::len)
    };
    let before = messages(&proposed);
    assert!(before >= 1, "{proposed}");
    let from = proposed["messages"][0]["from"].clone();
    let body = json!({ "kind": "reply", "html": "<p>On its way.</p>", "to": [from] });
    let (status, written) = parts(agent.post(&format!("{path}/messages"), body).await).await;
    assert_eq!(status, 201, "{written}");
    // The customer's answer joins: our reply, and theirs after it.
    let thread = agent
        .until(&path, |thread| {
            messages(thread) >= before + 2 && last_kind(thread) == "customer"
        })
        .await;
    let said = thread["messages"]
        .as_array()
        .and_then(|m| m.last())
        .expect("a message");
    assert!(!said["text"].as_str().unwrap_or("x").is_empty(), "{said}");
    demo.running.stop().await;
}

/// The consoles of the past told their agents' time, and the report divides it without rest.
async fn time_was_told(lead: &Client) {
    let report = lead.json("/reports/time").await;
    let ms = |value: &Value| value.as_i64().unwrap_or_default();
    let all = ms(&report["logged_in_ms"]);
    assert!(all > 3_600_000, "{report}");
    let things = report["things"].as_array().expect("things");
    let of = |name: &str| {
        let found = things.iter().find(|t| t["thing"] == name);
        found.map_or(0, |t| ms(&t["ms"]))
    };
    assert_eq!(things.iter().map(|t| ms(&t["ms"])).sum::<i64>(), all);
    assert!(of("writing") > 0 && of("reading") > 0, "{report}");
    let channels = report["by_channel"].as_array().expect("channels");
    assert!(
        channels.iter().any(|c| ms(&c["writing_ms"]) > 0),
        "{report}"
    );
    let own = lead.json("/me/time").await;
    assert!(ms(&own["logged_in_ms"]) > 0, "{own}");
}

fn last_kind(thread: &Value) -> String {
    let last = thread["messages"]
        .as_array()
        .and_then(|m| m.iter().rfind(|m| m["kind"] != "event"));
    last.and_then(|m| m["kind"].as_str())
        .unwrap_or_default()
        .to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_that_holds_a_desk_is_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    demo(folder.path(), 2).await.running.stop().await;
    let error = Demo::start(config(folder.path()), &Wish::default(), &|_, _| {})
        .await
        .err()
        .expect("refused");
    assert!(
        error.to_string().contains("holds a desk already"),
        "{error:#}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_process_joins_a_demo_on_postgresql_and_goes_by_its_clock() {
    let Some(postgres) = testkit::peers::Postgres::start().expect("it starts") else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let mut here = config(folder.path());
    here.database_url = Some(postgres.url.clone());
    let nobody = shared::join(here.clone(), "Nobody".to_owned()).await.err();
    let nobody = nobody.expect("there is nothing to join").to_string();
    assert!(nobody.contains("there is no demo"), "{nobody}");

    let wish = Wish {
        conversations: 3,
        speed: 100,
        from: Some(MONDAY),
        database: Some(postgres.url.clone()),
        ..Wish::default()
    };
    let first = Demo::start(here.clone(), &wish, &|_, _| {})
        .await
        .expect("a demo");
    let second = shared::join(here, "Halyard".to_owned())
        .await
        .expect("joined");
    let (one, other) = (&first.running.app.clock, &second.app.clock);
    assert!(one.now() > MONDAY && other.speed() == 100);
    // A hundred times as fast: a fifth of a second of this machine between them at most.
    let (before, there, after) = (one.now(), other.now(), one.now());
    assert!(
        (before - 20_000..after + 20_000).contains(&there),
        "{before} {there} {after}"
    );
    // Who is signed in at one is known to the other.
    let mut client = signed_in(&first).await;
    client.base = format!("http://{}", second.http.expect("HTTP is on"));
    let boot = client.json("/bootstrap").await;
    assert_eq!(boot["demo"]["speed"], 100, "{boot}");
    second.stop().await;
    first.running.stop().await;
}
