//! kill -9 while jobs are written: what was answered is there, whole, after the next start.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use domain::event::{Actor, Event, EventKind};
use fairlead_store as store;
use std::collections::HashSet;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use store::{Db, Location, StoreError, sql, vals};

/// Names the folder, and so makes the test below a writer instead.
const CHILD: &str = "FAIRLEAD_CRASH_TEST_FOLDER";
const ROUNDS: u64 = 6;
/// Answers to wait for before the kill.
const ANSWERS: usize = 400;

#[test]
fn every_answered_job_survives_kill_9() {
    if let Some(folder) = std::env::var_os(CHILD) {
        write_until_killed(Path::new(&folder));
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut answered = HashSet::new();
    for round in 0..ROUNDS {
        answered.extend(one_life(folder.path(), round));
        let (stored, events) = look(folder.path());
        let lost: Vec<_> = answered.difference(&stored).collect();
        assert!(
            lost.is_empty(),
            "round {round}: {} answered jobs are lost",
            lost.len()
        );
        assert_eq!(
            stored.len() as i64,
            events,
            "a job and its event are stored together"
        );
    }
    assert!(answered.len() >= ANSWERS * ROUNDS as usize);
}

/// Starts a writer, kills it after some answers; what it answered.
fn one_life(folder: &Path, round: u64) -> Vec<String> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "every_answered_job_survives_kill_9",
            "--nocapture",
        ])
        .env(CHILD, folder)
        .env("FAIRLEAD_CRASH_TEST_ROUND", round.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut answered = Vec::new();
    let mut keep =
        |line: String| answered.extend(line.strip_prefix("answered ").map(str::to_owned));
    let mut count = 0;
    while count < ANSWERS {
        let line = lines.next().expect("the writer ended by itself").unwrap();
        count += usize::from(line.starts_with("answered "));
        keep(line);
    }
    child.kill().unwrap();
    // What it said before it died counts too; a line cut short does not.
    lines
        .map_while(Result::ok)
        .filter(|l| l.ends_with('.'))
        .for_each(&mut keep);
    child.wait().unwrap();
    answered
}

fn write_until_killed(folder: &Path) {
    let round = std::env::var("FAIRLEAD_CRASH_TEST_ROUND").unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let db = Db::open(&Location::Folder(folder.to_owned()))
            .await
            .unwrap();
        let clients = (0..16).map(|client| {
            let (db, round) = (db.clone(), round.clone());
            tokio::spawn(async move {
                for n in 0u64.. {
                    let key = format!("{round}-{client}-{n}.");
                    let row = key.clone();
                    let job = async move |tx: &mut store::Tx| {
                        let insert = sql!("INSERT INTO setting (key, value) VALUES ($1, 'x')");
                        tx.run(insert, &vals![&row]).await?;
                        tx.emit(Event {
                            at: 1,
                            actor: Actor::System,
                            kind: EventKind::SettingsChanged { what: "x".into() },
                        });
                        Ok::<_, StoreError>(())
                    };
                    db.write(job).await.unwrap();
                    let mut out = std::io::stdout().lock();
                    writeln!(out, "answered {key}").unwrap();
                    out.flush().unwrap();
                }
            })
        });
        futures_util::future::join_all(clients).await;
    });
}

/// Keys that are stored, and the number of events.
fn look(folder: &Path) -> (HashSet<String>, i64) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let db = Db::open(&Location::Folder(folder.to_owned()))
            .await
            .unwrap();
        let result = db
            .read(async |tx| {
                let keys: Vec<(String,)> = tx.all(sql!("SELECT key FROM setting"), &[]).await?;
                let events: Option<(i64,)> =
                    tx.one(sql!("SELECT count(*) FROM event"), &[]).await?;
                Ok::<_, StoreError>((
                    keys.into_iter().map(|k| k.0).collect(),
                    events.map_or(0, |e| e.0),
                ))
            })
            .await
            .unwrap();
        db.close().await;
        result
    })
}
