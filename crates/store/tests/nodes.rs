//! Several nodes on one PostgreSQL: the feed, leases of nodes that are gone, programs of different age, and what the
//! statements may not use.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use domain::event::{Actor, Event, EventKind};
use fairlead_store as store;
use std::time::Duration;
use store::node::Node;
use store::testing::TestDb;
use store::{Db, Engine, Location, Result, Standing, StoreError, Tx, on_both_engines, sql, vals};

fn event(at: i64) -> Event {
    Event {
        at,
        actor: Actor::System,
        kind: EventKind::SettingsChanged {
            what: "test".into(),
        },
    }
}

async fn emit(db: &Db, at: i64) {
    db.write(async move |tx| {
        tx.emit(event(at));
        Ok::<_, StoreError>(())
    })
    .await
    .unwrap();
}

/// Position and time of all events.
async fn feed(db: &Db) -> Vec<(i64, i64)> {
    db.read(async |tx| {
        tx.all(sql!("SELECT seq, at FROM event ORDER BY seq"), &[])
            .await
    })
    .await
    .unwrap()
}

#[tokio::test]
async fn an_event_that_commits_late_comes_later_and_nobody_passes_it_over() {
    let Some(one) = TestDb::fresh(Engine::Postgres).await else {
        return;
    };
    let two = Db::open(&one.location).await.unwrap();
    let (begun, mut begins) = tokio::sync::mpsc::channel::<()>(1);
    let (go, goes) = tokio::sync::watch::channel(false);
    let slow = one.db.clone();
    let late = tokio::spawn(async move {
        slow.write(async move |tx| {
            // Its number in the outbox is the first one, its commit is the last.
            let insert = sql!(
                "INSERT INTO event_outbox (id, at, actor, kind, payload) VALUES ($1, 1, 'x', 'x', 'x')"
            );
            tx.run(insert, &vals![uuid::Uuid::from_u128(1)]).await?;
            let _ = begun.send(()).await;
            let mut goes = goes.clone();
            let _ = goes.wait_for(|go| *go).await;
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    });
    begins.recv().await.unwrap();
    emit(&two, 2).await;
    assert_eq!(two.settle().await, Ok(1));
    assert_eq!(feed(&one).await, [(1, 2)]);
    go.send_replace(true);
    late.await.unwrap();
    assert_eq!(two.settle().await, Ok(2));
    assert_eq!(feed(&two).await, [(1, 2), (2, 1)]);
}

async fn numbers(db: &Db) -> Vec<i64> {
    let rows: Vec<(i64,)> = db
        .read(async |tx| {
            tx.all(sql!("SELECT number FROM conversation ORDER BY id"), &[])
                .await
        })
        .await
        .unwrap();
    rows.into_iter().map(|(number,)| number).collect()
}

#[tokio::test]
async fn a_conversation_that_is_not_committed_keeps_no_other_waiting_and_numbers_are_given_once() {
    let Some(one) = TestDb::fresh(Engine::Postgres).await else {
        return;
    };
    let two = Db::open(&one.location).await.unwrap();
    let (begun, mut begins) = tokio::sync::mpsc::channel::<()>(1);
    let (go, goes) = tokio::sync::watch::channel(false);
    let slow = one.db.clone();
    let late = tokio::spawn(async move {
        slow.write(async move |tx| {
            store::testing::mail_rows(tx, 10, "slow").await?;
            let _ = begun.send(()).await;
            let mut goes = goes.clone();
            let _ = goes.wait_for(|go| *go).await;
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    });
    begins.recv().await.unwrap();
    let mail = async |db: &Db, id: u128| {
        let written = db.write(async move |tx| store::testing::mail_rows(tx, id, "quick").await);
        written.await.unwrap();
    };
    // Elsewhere and on the same node.
    mail(&two, 20).await;
    mail(&one, 30).await;
    go.send_replace(true);
    late.await.unwrap();
    let before = numbers(&one).await;
    let first = before[0];
    assert_eq!(before, [first, first + 1, first + 2], "without a gap");
    let many = (10..60_u128).map(|n| mail(if n % 2 == 0 { &one } else { &two }, n * 10 + 1000));
    futures_util::future::join_all(many).await;
    let mut all = numbers(&two).await;
    assert_eq!(all.len(), 53);
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), 53, "none is given twice");
}

#[tokio::test]
async fn what_a_killed_node_had_committed_is_found_by_the_others() {
    let Some(one) = TestDb::fresh(Engine::Postgres).await else {
        return;
    };
    let two = Db::open(&one.location).await.unwrap();
    let mut hints = two.hints();
    // As if it died between its commit and the positions.
    one.write(async |tx| {
        let insert = sql!(
            "INSERT INTO event_outbox (id, at, actor, kind, payload) VALUES ($1, 7, 'x', 'x', 'x')"
        );
        tx.run(insert, &vals![uuid::Uuid::from_u128(2)]).await
    })
    .await
    .unwrap();
    one.close().await;
    hints.wait_for(|at| *at == 1).await.unwrap();
    assert_eq!(feed(&two).await, [(1, 7)]);
}

#[tokio::test]
async fn sequencers_on_several_nodes_give_each_event_one_position() {
    let Some(one) = TestDb::fresh(Engine::Postgres).await else {
        return;
    };
    let nodes = [
        one.db.clone(),
        Db::open(&one.location).await.unwrap(),
        Db::open(&one.location).await.unwrap(),
    ];
    let writing = (0..240).map(|i| {
        let db = nodes[i % 3].clone();
        async move {
            emit(&db, i as i64).await;
            db.settle().await.unwrap();
        }
    });
    futures_util::future::join_all(writing).await;
    let all = feed(&one).await;
    assert_eq!(
        all.iter().map(|e| e.0).collect::<Vec<_>>(),
        (1..=240).collect::<Vec<_>>()
    );
    let mut at: Vec<i64> = all.iter().map(|e| e.1).collect();
    at.sort_unstable();
    assert_eq!(at, (0..240).collect::<Vec<_>>(), "each once");
}

#[tokio::test]
async fn a_word_to_the_others_is_heard_and_a_long_one_is_dropped() {
    let Some(one) = TestDb::fresh(Engine::Postgres).await else {
        return;
    };
    let two = Db::open(&one.location).await.unwrap();
    let mut heard = two.whispers().unwrap();
    one.whisper("x".repeat(20_000));
    // Soft: what is said before the other one listens is lost, so it is said again.
    let word = loop {
        one.whisper("hello".into());
        if let Ok(word) = tokio::time::timeout(Duration::from_millis(100), heard.recv()).await {
            break word.unwrap();
        }
    };
    assert_eq!(word, "hello");
    assert!(TestDb::sqlite().await.whispers().is_none());
}

#[tokio::test]
async fn a_frozen_node_does_not_keep_its_locks_for_ever() {
    let Some(db) = TestDb::fresh(Engine::Postgres).await else {
        return;
    };
    let set: Vec<(String,)> = db
        .read(async |tx| {
            let show = sql!(
                lite: ["SELECT '20s'"],
                pg: ["SELECT current_setting('idle_in_transaction_session_timeout')"],
            );
            tx.all(show, &[]).await
        })
        .await
        .unwrap();
    assert_eq!(set, [("20s".to_owned(),)]);
}

async fn set_needs(db: &Db, needs: i64) {
    db.write(async move |tx| {
        let update = sql!("UPDATE counter SET value = $1 WHERE name = 'schema_needs'");
        tx.run(update, &vals![needs]).await
    })
    .await
    .unwrap();
}

async fn add_newer_migration(db: &Db) {
    db.write(async |tx| {
        let insert = sql!(
            lite: ["INSERT INTO refinery_schema_history (version, name, applied_on, checksum) VALUES (99999, 'later', '2027-01-01T00:00:00Z', '1')"],
            pg: ["INSERT INTO refinery_schema_history (version, name, applied_on, checksum) VALUES (99999, 'later', '2027-01-01T00:00:00Z', '1')"],
        );
        tx.run(insert, &[]).await
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn an_older_program_works_with_newer_tables_as_long_as_they_allow_it() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(test) = TestDb::fresh(engine).await else {
            return;
        };
        add_newer_migration(&test).await;
        test.close().await;
        let TestDb {
            db,
            location,
            folder: _folder,
        } = test;
        drop(db);
        let older = Db::open(&location).await.unwrap();
        emit(&older, 2).await;
        older.settle().await.unwrap();
        assert_eq!(feed(&older).await, [(1, 2)]);
        set_needs(&older, 99_999).await;
        older.close().await;
        drop(older);
        let refused = Db::open(&location).await.map(|_| ());
        assert!(
            matches!(&refused, Err(StoreError::Unavailable(why)) if why.contains("too old")),
            "{engine:?}: {refused:?}"
        );
    }
}

on_both_engines! {
    async fn leases_of_a_node_that_is_gone_are_free_and_its_late_end_changes_nothing(db: &TestDb) {
        let node = |id: &str, seen_at| Node {
            id: id.into(),
            name: "m".into(),
            program: "0".into(),
            knows: 1,
            started_at: 0,
            seen_at,
            skew_ms: 0,
        };
        let job = store::job::NewJob {
            id: domain::JobId(uuid::Uuid::from_u128(1)),
            kind: "k".into(),
            key: "1".into(),
            payload: serde_json::json!({}),
            run_at: 0,
            prio: 0,
            max_attempt: 9,
        };
        db.write(async move |tx| {
            assert!(!store::node::beat(tx, &node("dead", 100)).await?);
            assert!(store::node::beat(tx, &node("dead", 1_000)).await?);
            assert!(!store::node::beat(tx, &node("alive", 9_000)).await?);
            store::job::enqueue(tx, &job).await?;
            let taken = store::job::claim(tx, "dead", 1_000, 900_000, 9).await?;
            assert_eq!(store::job::lease(tx, "sweeps", "dead", 1_000, 900_000).await?, Some(1));
            assert_eq!(store::job::lease(tx, "sweeps", "alive", 9_000, 900_000).await?, None);
            assert!(store::job::holds(tx, "sweeps", "dead", 9_000).await?);
            let gone = store::node::bury(tx, 5_000, 11_000).await?;
            assert_eq!(gone.iter().map(|n| n.id.as_str()).collect::<Vec<_>>(), ["dead"]);
            assert!(store::node::bury(tx, 5_000, 11_000).await?.is_empty());
            for (n, at) in [(1, 4_000), (2, 11_000)] {
                let act = store::audit::Act {
                    id: domain::AuditId(uuid::Uuid::from_u128(n)),
                    at,
                    agent: None,
                    act: store::node::LOST.into(),
                    target: gone[0].name.clone(),
                    detail: store::Json(serde_json::json!({ "id": "dead" })),
                    ip: String::new(),
                };
                store::audit::add(tx, &act).await?;
            }
            assert_eq!(store::node::lost(tx, 10_000).await?, [(gone[0].name.clone(), 11_000)]);
            assert!(!store::job::holds(tx, "sweeps", "dead", 11_000).await?);
            assert_eq!(store::job::lease(tx, "sweeps", "alive", 11_000, 900_000).await?, Some(2));
            assert_eq!(store::job::release_expired(tx, 11_001).await?, 1);
            let again = store::job::claim(tx, "alive", 11_001, 900_000, 9).await?;
            assert_eq!(again[0].attempt, 2);
            assert!(!store::job::finish(tx, &taken[0], "dead").await?, "fenced");
            assert!(store::job::finish(tx, &again[0], "alive").await?);
            assert_eq!(store::node::all(tx).await?.len(), 1);
            store::node::leave(tx, "alive", 12_000).await?;
            assert!(store::node::all(tx).await?.is_empty());
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    }

    async fn letters_and_webhooks_that_a_node_had_taken_up_are_due_when_it_is_buried(db: &TestDb) {
        use store::house_mail::{NewHouseMail, Purpose};
        let letter = |n: u128| NewHouseMail {
            id: domain::DeliveryId(uuid::Uuid::from_u128(n)),
            purpose: Purpose::Report,
            about: uuid::Uuid::nil(),
            recipient: "a@example.com".into(),
            envelope_from: "b@example.com".into(),
            bytes: b"x".to_vec(),
            at: 0,
            expires_at: 900_000,
        };
        let letters = [letter(1), letter(2)];
        let hook = store::webhook::Webhook {
            id: domain::WebhookId(uuid::Uuid::from_u128(3)),
            name: "w".into(),
            url: "https://w.example".into(),
            events: store::Json(Vec::new()),
            enabled: true,
            secret: vec![1],
            old_secret: None,
            old_until: None,
            position: 0,
            failing_since: None,
            switched_off: None,
            created_at: 0,
            version: 1,
        };
        let told = |n: u128| store::webhook::NewDelivery {
            id: domain::WebhookDeliveryId(uuid::Uuid::from_u128(n)),
            webhook: domain::WebhookId(uuid::Uuid::from_u128(3)),
            kind: "k".into(),
            conversation: None,
            body: "{}".into(),
            at: 0,
        };
        let messages = [told(4), told(5)];
        db.write(async move |tx| {
            for letter in &letters {
                store::house_mail::insert(tx, letter).await?;
            }
            let dead = store::house_mail::claim(tx, 10, 300_000, "dead", 1).await?;
            let alive = store::house_mail::claim(tx, 10, 300_000, "alive", 1).await?;
            assert_eq!((dead.len(), alive.len()), (1, 1));
            store::webhook::insert(tx, &hook).await?;
            for message in &messages {
                store::webhook::enqueue(tx, message).await?;
            }
            let lost = store::webhook::claim(tx, 10, 300_000, "dead", 1).await?;
            assert_eq!(store::webhook::claim(tx, 10, 300_000, "alive", 1).await?.len(), 1);
            let node = Node { id: "dead".into(), name: "m".into(), program: "0".into(), knows: 1, started_at: 0, seen_at: 1, skew_ms: 0 };
            store::node::beat(tx, &node).await?;
            store::node::bury(tx, 5_000, 20_000).await?;
            let again = store::house_mail::claim(tx, 20_000, 300_000, "alive", 9).await?;
            assert_eq!(again.iter().map(|m| (m.id, m.attempt)).collect::<Vec<_>>(), [(dead[0].id, 2)]);
            let again = store::webhook::claim(tx, 20_000, 300_000, "alive", 9).await?;
            assert_eq!(again.iter().map(|m| (m.id, m.attempt)).collect::<Vec<_>>(), [(lost[0].id, 2)]);
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    }

    async fn the_databases_clock_can_be_asked(db: &TestDb) {
        let at = db.read(async |tx: &mut Tx| store::node::database_time(tx).await).await.unwrap();
        assert!(at > 1_790_000_000_000, "{at}");
    }
}

#[tokio::test]
async fn a_program_that_is_too_old_refuses_to_start_and_one_that_runs_stops_working() {
    let Some(db) = TestDb::fresh(Engine::Postgres).await else {
        return;
    };
    let mut standing = db.standing();
    set_needs(&db, 99_999).await;
    standing
        .wait_for(|at| matches!(at, Standing::Outdated(_)))
        .await
        .unwrap();
    let refused: Result<u64> = db
        .write(async |tx| {
            tx.run(sql!("DELETE FROM counter WHERE name = 'x'"), &[])
                .await
        })
        .await;
    assert!(
        matches!(&refused, Err(StoreError::Unavailable(why)) if why.contains("too old")),
        "{refused:?}"
    );
    let opened = Db::open(&db.location).await.map(|_| ());
    assert!(
        matches!(&opened, Err(StoreError::Unavailable(why)) if why.contains("too old")),
        "{opened:?}"
    );
}

#[tokio::test]
async fn nodes_that_start_together_on_an_empty_database_all_start() {
    let Some(db) = TestDb::fresh(Engine::Postgres).await else {
        return;
    };
    let Location::Postgres(url) = &db.location else {
        panic!("PostgreSQL");
    };
    // An empty one beside it.
    let name = format!("empty_{}", std::process::id());
    let create = format!("CREATE DATABASE {name}");
    store::testing::outside_transaction(url, &create).await;
    let (server, _) = url.rsplit_once(" dbname=").unwrap();
    let empty = Location::Postgres(format!("{server} dbname={name}"));
    let opened = futures_util::future::join_all((0..3).map(|_| Db::open(&empty))).await;
    for db in opened {
        emit(&db.unwrap(), 1).await;
    }
}

/// What PostgreSQL-compatible engines lack, or what would make a connection's state count.
const FORBIDDEN: &[&str] = &[
    "advisory",
    "create extension",
    "create trigger",
    "create function",
    "create rule",
    "plpgsql",
    "listen ",
    "pg_notify",
    "deferrable",
    "lock table",
    "create temp",
    "distinct on",
    "ilike",
    "any($",
    "on conflict on constraint",
    "with hold",
    "unlogged",
];

#[test]
fn no_statement_and_no_migration_uses_what_other_engines_lack() {
    let mut seen = 0;
    let mut check = |place: &str, text: &str| {
        // What a comment says is not used.
        let code: Vec<&str> = text
            .lines()
            .map(|l| l.split("--").next().unwrap_or(""))
            .collect();
        let code = code.join("\n").to_lowercase();
        for word in FORBIDDEN {
            assert!(!code.contains(word), "{place} uses {word}: {text}");
        }
        seen += 1;
    };
    for statement in store::sql::STATEMENTS {
        check(&format!("{:?}", statement.place), statement.pg());
    }
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations/postgres");
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let text = std::fs::read_to_string(entry.path()).unwrap();
        check(&entry.path().display().to_string(), &text);
    }
    assert!(seen > 300, "{seen}");
    // The words between nodes are hints, and are said in one place.
    let wire = include_str!("../src/pg/wire.rs");
    assert_eq!(wire.matches("pg_notify(").count(), 1);
}
