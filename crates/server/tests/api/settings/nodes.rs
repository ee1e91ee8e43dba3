//! The machines of a desk: two on one PostgreSQL, one that is gone, and what is told of odd ones.

use crate::support::{Client, Desk, fresh_postgres, refused};
use serde_json::{Value, json};
use store::node::{Node, beat, database_time};
use store::{Db, Location};

async fn machines(admin: &Client) -> Vec<Value> {
    let told = admin.json("/nodes").await;
    assert_eq!(told["alone"], false);
    told["items"].as_array().expect("a list").clone()
}

fn names(items: &[Value]) -> Vec<&str> {
    let mut names: Vec<&str> = items.iter().filter_map(|n| n["name"].as_str()).collect();
    names.sort_unstable();
    names
}

/// Says that a machine was there, `ago_ms` before the database's now.
async fn said(db: &Db, name: &'static str, ago_ms: i64, skew_ms: i64, knows: i64) {
    db.write(async move |tx| {
        let now = database_time(tx).await?;
        let node = Node {
            id: name.to_owned(),
            name: name.to_owned(),
            program: "0.0.1".to_owned(),
            knows,
            started_at: now - 60_000,
            seen_at: now - ago_ms,
            skew_ms,
        };
        beat(tx, &node).await.map(|_| ())
    })
    .await
    .expect("said");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_machine_on_sqlite_is_alone_and_does_everything() {
    if std::env::var("FAIRLEAD_TEST_ENGINE").is_ok_and(|engine| engine == "postgres") {
        return;
    }
    let (desk, admin) = Desk::ready().await;
    let told = admin.json("/nodes").await;
    assert_eq!(told["alone"], true);
    let items = told["items"].as_array().expect("a list");
    assert_eq!(items.len(), 1);
    let one = &items[0];
    assert_eq!((&one["here"], &one["sweeps"]), (&json!(true), &json!(true)));
    assert_eq!(
        (&one["state"], &one["name"]),
        (&json!("well"), &json!("desk.test"))
    );
    let lead = admin
        .colleague(&desk, "liis@example.com", "lead", &json!(null))
        .await;
    refused(lead.get("/nodes").await, 403, "not_permitted").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_machines_see_each_other_and_one_that_is_gone_is_seen_as_gone() {
    let Some(url) = fresh_postgres().await else {
        return;
    };
    let one = Desk::start_with(|c| c.database_url = Some(url.clone())).await;
    let admin = one.set_up().await;
    let (shared, at) = (one.data.path().to_owned(), url.clone());
    let two = Desk::start_with(move |c| {
        (c.data, c.database_url) = (shared, Some(at));
        c.hostname = Some("second.test".to_owned());
    })
    .await;
    admin
        .until("/nodes", |told| {
            told["items"].as_array().map(Vec::len) == Some(2)
        })
        .await;
    let items = machines(&admin).await;
    assert_eq!(names(&items), ["desk.test", "second.test"]);
    for node in &items {
        assert_eq!(node["state"], "well", "{node}");
        assert_eq!(node["here"], node["name"] == "desk.test", "{node}");
    }
    // Asked at the other, with the same session, it is the other that answers.
    let there = Client {
        base: two.base.clone(),
        ..admin.clone()
    };
    let items = machines(&there).await;
    let here: Vec<&Value> = items.iter().filter(|n| n["here"] == true).collect();
    assert_eq!((here.len(), &here[0]["name"]), (1, &json!("second.test")));
    let sweeping = |told: &Value| {
        let items = told["items"].as_array().expect("a list");
        items.iter().filter(|n| n["sweeps"] == true).count() == 1
    };
    admin.until("/nodes", sweeping).await;

    let db = Db::open(&Location::Postgres(url)).await.expect("opened");
    let known = store::migrate::known();
    // Heard of later than now, these are not buried while we look.
    said(&db, "fast", -3_600_000, 1_001, known).await;
    said(&db, "old", -3_600_000, 1_000, known - 1).await;
    let items = machines(&admin).await;
    let state = |name: &str| {
        let node = items.iter().find(|n| n["name"] == name);
        node.map(|n| n["state"].clone()).unwrap_or_default()
    };
    assert_eq!(
        (state("fast"), state("old")),
        (json!("clock"), json!("version"))
    );

    // Silent before it is buried; the others may do that at any moment, then it falls silent once more.
    let mut seen = false;
    for _ in 0..100 {
        said(&db, "frozen", 6_000, 0, known).await;
        let items = machines(&admin).await;
        let frozen = items.iter().find(|n| n["name"] == "frozen");
        seen = frozen.is_some_and(|n| n["state"] == "silent" && n["sweeps"] == false);
        if seen {
            break;
        }
    }
    assert!(seen, "told as silent");
    said(&db, "dead", 60_000, 0, known).await;
    let gone = |name: &'static str| {
        move |told: &Value| {
            let items = told["items"].as_array().expect("a list");
            items.iter().all(|n| n["name"] != name)
        }
    };
    let told = admin.until("/nodes", gone("dead")).await;
    let lost = told["lost"].as_array().expect("a list");
    assert!(lost.iter().any(|n| n["name"] == "dead"), "{lost:?}");
    // One that stops in order is gone at once, and what it looked after is taken over.
    two.running.stop().await;
    assert_eq!(
        machines(&admin)
            .await
            .iter()
            .filter(|n| n["name"] == "second.test")
            .count(),
        0
    );
    admin.until("/nodes", sweeping).await;
    one.running.stop().await;
}
