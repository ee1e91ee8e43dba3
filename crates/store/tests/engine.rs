//! Jobs, transactions and the feed on both engines.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use domain::event::{Actor, Event, EventKind};
use fairlead_store as store;
use store::testing::TestDb;
use store::{Db, Result, StoreError, Tx, on_both_engines, sql, vals};

async fn put(tx: &mut Tx, key: &str, value: &str) -> Result<()> {
    let insert = sql!("INSERT INTO setting (key, value) VALUES ($1, $2)");
    tx.run(insert, &vals![key, value]).await.map(|_| ())
}

async fn get(db: &Db, key: &'static str) -> Result<Option<String>> {
    db.read(async move |tx| {
        let row = tx
            .one::<(String,)>(
                sql!("SELECT value FROM setting WHERE key = $1"),
                &vals![key],
            )
            .await?;
        Ok(row.map(|r| r.0))
    })
    .await
}

fn event(at: i64) -> Event {
    Event {
        at,
        actor: Actor::System,
        kind: EventKind::SettingsChanged {
            what: "test".into(),
        },
    }
}

on_both_engines! {
    async fn a_job_that_fails_leaves_nothing(db: &TestDb) {
        let failed: Result<()> = db
            .write(async |tx| {
                put(tx, "a", "1").await?;
                Err(StoreError::stale("it"))
            })
            .await;
        assert_eq!(failed, Err(StoreError::stale("it")));
        assert_eq!(get(db, "a").await, Ok(None));
    }

    async fn what_a_job_wrote_is_read_after_its_answer(db: &TestDb) {
        db.write(async |tx| put(tx, "a", "1").await).await.unwrap();
        assert_eq!(get(db, "a").await.unwrap().as_deref(), Some("1"));
    }

    async fn a_key_that_exists_is_a_conflict_and_harms_no_other_job(db: &TestDb) {
        let jobs: Vec<_> = (0..50)
            .map(|i| {
                let key = format!("k{}", i / 2);
                db.write(async move |tx| put(tx, &key, "x").await)
            })
            .collect();
        let results = futures_util::future::join_all(jobs).await;
        assert_eq!(results.iter().filter(|r| r.is_ok()).count(), 25);
        assert!(results.iter().all(|r| matches!(r, Ok(()) | Err(StoreError::Conflict(_)))));
    }

    async fn a_panic_in_a_job_is_its_own_failure(db: &TestDb) {
        let result: Result<()> = db
            .write(async |tx| {
                put(tx, "a", "1").await?;
                if tx.engine() == tx.engine() {
                    panic!("this panic belongs to the test");
                }
                Ok(())
            })
            .await;
        assert!(matches!(result, Err(StoreError::Corrupt(_))));
        assert_eq!(get(db, "a").await, Ok(None));
        db.write(async |tx| put(tx, "a", "2").await).await.unwrap();
        assert_eq!(get(db, "a").await.unwrap().as_deref(), Some("2"));
    }

    async fn positions_follow_each_other_and_a_failed_jobs_events_are_not_seen(db: &TestDb) {
        let mut hints = db.hints();
        let start = db.position();
        let jobs: Vec<_> = (0..40)
            .map(|i| {
                db.write(async move |tx| {
                    tx.emit(event(i));
                    tx.emit(event(i));
                    if i % 4 == 0 { Err(StoreError::stale("it")) } else { Ok(()) }
                })
            })
            .collect();
        futures_util::future::join_all(jobs).await;
        hints.wait_for(|at| *at == start + 60).await.unwrap();
        let seqs: Vec<(i64,)> = db
            .read(async |tx| tx.all(sql!("SELECT seq FROM event ORDER BY seq"), &[]).await)
            .await
            .unwrap();
        assert_eq!(seqs.len(), 60);
        assert!(seqs.windows(2).all(|w| w[0].0 + 1 == w[1].0));
    }

    async fn a_read_sees_one_picture_of_the_rows(db: &TestDb) {
        db.write(async |tx| put(tx, "n", "0").await).await.unwrap();
        let inner = db.db.clone();
        // The second read of the job must not see what was committed after its first.
        let (started, begin) = std::sync::mpsc::channel::<()>();
        let writer = tokio::spawn(async move {
            tokio::task::spawn_blocking(move || begin.recv()).await.unwrap().unwrap();
            inner.write(async |tx| put(tx, "m", "1").await).await.unwrap();
        });
        let count = sql!("SELECT count(*) FROM setting");
        let (before, after) = db
            .read(async move |tx| {
                let before: Option<(i64,)> = tx.one(count, &[]).await?;
                let _ = started.send(());
                let after: Option<(i64,)> = tx.one(count, &[]).await?;
                Ok::<_, StoreError>((before, after))
            })
            .await
            .unwrap();
        assert_eq!(before, after);
        writer.await.unwrap();
    }

    async fn text_with_a_nul_is_stored_without_it(db: &TestDb) {
        db.write(async |tx| put(tx, "a", "x\0y").await).await.unwrap();
        assert_eq!(get(db, "a").await.unwrap().as_deref(), Some("x\u{fffd}y"));
    }

    async fn every_statement_of_the_program_can_be_prepared(db: &TestDb) {
        let bad = store::testing::unpreparable(db).await;
        assert!(bad.is_empty(), "{}", bad.join("\n"));
    }
}

#[tokio::test]
async fn a_job_that_waits_for_something_else_is_refused_on_sqlite() {
    let db = TestDb::sqlite().await;
    let result: Result<()> = db
        .write(async |tx| {
            put(tx, "a", "1").await?;
            tokio::task::yield_now().await;
            Ok(())
        })
        .await;
    assert!(matches!(result, Err(StoreError::Corrupt(_))));
    assert_eq!(get(&db, "a").await, Ok(None));
}

#[tokio::test]
async fn a_second_process_cannot_open_the_folder() {
    let db = TestDb::sqlite().await;
    let again = Db::open(&db.location).await;
    assert!(matches!(again, Err(StoreError::Unavailable(_))));
}

#[tokio::test]
async fn a_closed_database_answers_that_it_is_not_there_and_opens_again() {
    let db = TestDb::sqlite().await;
    db.write(async |tx| put(tx, "a", "1").await).await.unwrap();
    db.close().await;
    let refused: Result<()> = db.write(async |tx| put(tx, "b", "1").await).await;
    assert!(matches!(refused, Err(StoreError::Unavailable(_))));
    let TestDb {
        db,
        location,
        folder: _folder,
    } = db;
    drop(db);
    let db = Db::open(&location).await.unwrap();
    assert_eq!(get(&db, "a").await.unwrap().as_deref(), Some("1"));
}

#[tokio::test]
async fn a_full_disk_is_unavailable_and_passes() {
    let db = TestDb::sqlite().await;
    // SQLite answers "disk is full" when the file may not grow any further.
    store::testing::limit_file(&db, true).await;
    let big = "x".repeat(4 << 20);
    let full: Result<()> = db.write(async move |tx| put(tx, "big", &big).await).await;
    assert!(matches!(full, Err(StoreError::Unavailable(_))), "{full:?}");
    store::testing::limit_file(&db, false).await;
    db.write(async |tx| put(tx, "a", "1").await).await.unwrap();
    assert_eq!(get(&db, "a").await.unwrap().as_deref(), Some("1"));
}

#[tokio::test]
async fn after_a_restart_of_postgres_the_next_job_runs() {
    let Some(db) = TestDb::fresh(store::Engine::Postgres).await else {
        return;
    };
    let writes = (0..8).map(|n| {
        let key = format!("before{n}");
        db.write(async move |tx| put(tx, &key, "1").await)
    });
    for written in futures_util::future::join_all(writes).await {
        written.unwrap();
    }
    // More than once: what looks after the database by itself may be anywhere when its connection ends.
    for round in 0..5 {
        // As a restart does: every connection of this database ends, the one that asks last.
        let kill: Result<()> = db
            .write(async |tx| {
                let others = sql!(
                    lite: ["SELECT 1"],
                    pg: [
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity ",
                        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                    ],
                );
                tx.query(others, &[]).await?;
                let own =
                    sql!(lite: ["SELECT 1"], pg: ["SELECT pg_terminate_backend(pg_backend_pid())"]);
                tx.query(own, &[]).await.map(|_| ())
            })
            .await;
        assert!(matches!(kill, Err(StoreError::Unavailable(_))), "{kill:?}");
        for n in 0..20 {
            let key = format!("after{round}.{n}");
            db.write(async move |tx| put(tx, &key, "1").await)
                .await
                .unwrap();
        }
    }
    assert_eq!(get(&db, "after4.19").await.unwrap().as_deref(), Some("1"));
}

#[tokio::test]
async fn a_postgres_that_is_not_there_is_unavailable() {
    let nowhere = store::Location::Postgres("host=/nonexistent user=x dbname=y".into());
    assert!(matches!(
        Db::open(&nowhere).await,
        Err(StoreError::Unavailable(_))
    ));
}

/// A statement that the linker dropped would not be prepared by any test.
#[test]
fn every_statement_in_the_source_is_registered() {
    let mut registered = std::collections::HashMap::new();
    for statement in store::sql::STATEMENTS {
        *registered.entry(statement.place.0).or_insert(0) += 1;
    }
    let mut folders = vec![std::path::PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/src"
    ))];
    let mut seen = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let source = std::fs::read_to_string(&path).unwrap();
            // What a file's own tests write is not in this program.
            let (program, _) = source
                .split_once("#[cfg(test)]\nmod ")
                .unwrap_or((&source, ""));
            let written = program.matches("sql!(").count();
            let of_this_file =
                |place: &&str| path.ends_with(place.split_once("src/").map_or(*place, |p| p.1));
            let known: usize = registered
                .iter()
                .filter(|(p, _)| of_this_file(p))
                .map(|(_, n)| n)
                .sum();
            // The macro's own file writes of itself.
            if !path.ends_with("sql.rs") {
                assert!(
                    known >= written,
                    "{}: {written} written, {known} registered",
                    path.display()
                );
                seen += written;
            }
        }
    }
    assert!(seen > 200, "{seen}");
}

#[tokio::test]
async fn two_nodes_on_one_postgres_leave_no_gap_in_the_feed() {
    let Some(one) = TestDb::fresh(store::Engine::Postgres).await else {
        return;
    };
    let two = Db::open(&one.location).await.unwrap();
    const EACH: i64 = 150;
    let node = |db: Db| async move {
        let jobs = (0..EACH).map(|i| {
            let db = db.clone();
            async move {
                db.write(async move |tx| {
                    tx.emit(event(i));
                    Ok::<_, StoreError>(())
                })
                .await
                .unwrap();
            }
        });
        futures_util::future::join_all(jobs).await;
    };
    let reader = two.clone();
    let reading = tokio::spawn(async move {
        let mut hints = reader.hints();
        let mut at = 0;
        let mut seen = Vec::new();
        while seen.len() < 2 * EACH as usize {
            hints.wait_for(|newest| *newest > at).await.unwrap();
            let page: Vec<(i64,)> = reader
                .read(async move |tx| {
                    tx.all(
                        sql!("SELECT seq FROM event WHERE seq > $1 ORDER BY seq"),
                        &vals![at],
                    )
                    .await
                })
                .await
                .unwrap();
            at = page.last().map_or(at, |p| p.0);
            seen.extend(page.into_iter().map(|p| p.0));
        }
        seen
    });
    tokio::join!(node(one.db.clone()), node(two.clone()));
    let seen = reading.await.unwrap();
    assert_eq!(seen, (1..=2 * EACH).collect::<Vec<_>>());
}
