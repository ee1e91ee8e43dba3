//! A whole installation moves from SQLite to PostgreSQL and back, and nothing is different afterwards.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod fixture;

use domain::access::Access;
use domain::event::{Actor, Event, EventKind};
use fairlead_store as store;
use fixture::{Conversation, insert_contact, insert_message};
use store::copy::{Copied, copy};
use store::search::{Order, Search, search, search_contacts};
use store::testing::TestDb;
use store::{Db, Engine, Location, Result, StoreError, sql, vals};
use uuid::Uuid;

const TEXTS: [&str; 4] = [
    "My order A-100 has not arrived, the order is late",
    "東京都から注文しました。カメラが壊れています",
    "Die Straße ist gesperrt; O'Neill's",
    "สินค้ายังไม่มาถึง กรุณาตรวจสอบ",
];

async fn fill(db: &Db) {
    db.write(async |tx| {
        insert_contact(tx, 1, "Ann O'Hara", "ann@example.com").await?;
        for n in 1..=1_203u128 {
            Conversation::open(n).insert(tx).await?;
            insert_message(tx, n, n, TEXTS[n as usize % 4]).await?;
        }
        let raw = sql!(
            "INSERT INTO inbound_raw (id, source, received_at, bytes, size, sha256) VALUES ($1, 'smtp', 0, $2, 8, $3)"
        );
        for n in 1..=20u128 {
            // Large, binary, and empty ones.
            let bytes = vec![n as u8; if n % 7 == 0 { 0 } else { 400_000 }];
            tx.run(raw, &vals![Uuid::from_u128(n), bytes, b"\0\xff".as_slice()]).await?;
        }
        store::setting::put(tx, "sealed", "Ünïcode 😀 \u{fffd}").await?;
        for at in 0..700 {
            tx.emit(Event {
                at,
                actor: Actor::System,
                kind: EventKind::SettingsChanged { what: "x".into() },
            });
        }
        Ok::<_, StoreError>(())
    })
    .await
    .unwrap();
    db.settle().await.unwrap();
}

async fn copied(from: &Location, to: &Location) -> Result<Vec<Copied>> {
    let (from, to) = (from.clone(), to.clone());
    tokio::task::spawn_blocking(move || copy(&from, &to, &mut |_| {}))
        .await
        .unwrap()
}

/// What searches find, and who.
async fn found(db: &Db) -> Vec<String> {
    let mut out = Vec::new();
    for text in [
        "order arr",
        "\"order is late\"",
        "京都",
        "strasse",
        "ตรวจ",
        "neill",
        "nothing",
    ] {
        let wanted = Search {
            text: text.to_owned(),
            order: Order::Newest,
            limit: 40,
            before: None,
            filter: None,
        };
        let page = db
            .read(async move |tx| search(tx, &Access::system(), &wanted).await)
            .await
            .unwrap();
        let numbers: Vec<i64> = page.hits.iter().map(|hit| hit.number).collect();
        out.push(format!("{text}: {numbers:?}"));
    }
    let people = db
        .read(async |tx| search_contacts(tx, &Access::system(), "o'hara", 9).await)
        .await
        .unwrap();
    out.push(format!("{people:?}"));
    out
}

async fn closed(test: TestDb) -> (Location, tempfile::TempDir) {
    test.close().await;
    let TestDb {
        db,
        location,
        folder,
    } = test;
    drop(db);
    (location, folder)
}

#[tokio::test]
async fn from_sqlite_to_postgresql_and_back_nothing_is_lost_and_searches_find_the_same() {
    let lite = TestDb::sqlite().await;
    fill(&lite).await;
    let before = found(&lite).await;
    assert!(before[2].contains("["), "{before:?}");
    let (lite, _folder) = closed(lite).await;
    let Some(pg) = TestDb::fresh(Engine::Postgres).await else {
        return;
    };
    let (pg, folder) = closed(pg).await;

    let there = copied(&lite, &pg).await.unwrap();
    let rows = |table: &str| there.iter().find(|c| c.table == table).unwrap().rows;
    assert_eq!(
        (rows("message"), rows("event"), rows("inbound_raw")),
        (1_203, 700, 20)
    );
    let db = Db::open(&pg).await.unwrap();
    assert_eq!(found(&db).await, before);
    // Positions and numbers go on behind what was copied.
    db.write(async |tx| {
        tx.emit(Event {
            at: 1,
            actor: Actor::System,
            kind: EventKind::SettingsChanged { what: "y".into() },
        });
        insert_message(tx, 9_999, 1, "one more").await
    })
    .await
    .unwrap();
    assert_eq!(db.settle().await.unwrap(), 701);
    db.close().await;
    drop(db);

    let back = Location::Folder(folder.path().join("back"));
    let here = copied(&pg, &back).await.unwrap();
    let same = |table: &str| {
        let of = |all: &[Copied]| all.iter().find(|c| c.table == table).cloned();
        of(&there) == of(&here)
    };
    for table in ["conversation", "contact", "inbound_raw", "setting", "agent"] {
        assert!(same(table), "{table}");
    }
    let db = Db::open(&back).await.unwrap();
    assert_eq!(found(&db).await, before);
    assert_eq!(db.position(), 701);
}

#[tokio::test]
async fn a_target_that_holds_something_is_refused_and_stays_as_it_is() {
    let (from, to) = (TestDb::sqlite().await, TestDb::sqlite().await);
    fill(&from).await;
    to.write(async |tx| store::setting::put(tx, "mine", "1").await)
        .await
        .unwrap();
    let (from, _a) = closed(from).await;
    let (to, _b) = closed(to).await;
    let refused = copied(&from, &to).await;
    assert!(
        matches!(refused, Err(StoreError::Conflict(_))),
        "{refused:?}"
    );
    let db = Db::open(&to).await.unwrap();
    let mine: Option<String> = db
        .read(async |tx| store::setting::get(tx, "mine").await)
        .await
        .unwrap();
    assert_eq!(mine.as_deref(), Some("1"));
}

#[tokio::test]
async fn a_copy_that_was_interrupted_is_no_database_and_is_begun_anew() {
    let from = TestDb::sqlite().await;
    fill(&from).await;
    let (from, _a) = closed(from).await;
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(to) = TestDb::fresh(engine).await else {
            return;
        };
        let (to, _b) = closed(to).await;
        let (source, target) = (from.clone(), to.clone());
        let killed = tokio::task::spawn_blocking(move || {
            copy(&source, &target, &mut |p| {
                if p.table == "message" {
                    panic!("this panic belongs to the test");
                }
            })
        });
        assert!(killed.await.is_err());
        let opened = Db::open(&to).await.map(|_| ());
        assert!(
            matches!(&opened, Err(StoreError::Unavailable(why)) if why.contains("not finished")),
            "{engine:?}: {opened:?}"
        );
        copied(&from, &to).await.unwrap();
        let db = Db::open(&to).await.unwrap();
        assert_eq!(db.position(), 700);
    }
}

#[tokio::test]
async fn a_database_on_which_a_machine_works_is_not_copied() {
    let Some(from) = TestDb::fresh(Engine::Postgres).await else {
        return;
    };
    from.write(async |tx| {
        let now = store::node::database_time(tx).await?;
        let node = store::node::Node {
            id: "a".into(),
            name: "a".into(),
            program: "0".into(),
            knows: 1,
            started_at: now,
            seen_at: now,
            skew_ms: 0,
        };
        store::node::beat(tx, &node).await.map(|_| ())
    })
    .await
    .unwrap();
    let to = Location::Folder(from.folder.path().join("to"));
    let refused = copied(&from.location, &to).await;
    assert!(
        matches!(&refused, Err(StoreError::Unavailable(why)) if why.contains("at work")),
        "{refused:?}"
    );
}
