//! What writing a mail costs on PostgreSQL: our jobs on four connections, against `pgbench` with the same statements on four.
//! Ours gives positions to the events as well, which `pgbench` leaves in the outbox.

use crate::report::{Row, median, spread};
use anyhow::{Context, Result, bail};
use std::path::Path;
use std::process::Command;
use std::time::Instant;
use store::testing::{mail_rows, messages_and_events};
use store::{Db, Location, StoreError};
use testkit::peers::Postgres;

const JOBS: u64 = 6_000;
const CONNECTIONS: u64 = 4;
const ROUNDS: usize = 5;
const TEXT: &str =
    "Hello, where is my order? It should have been here last week. Kind regards, a customer";

/// The statements of [`mail_rows`], in the words of `pgbench`.
const SCRIPT: &str = r"
BEGIN;
INSERT INTO contact (id, name, address, created_at, updated_at) VALUES (gen_random_uuid(), 'A customer', 'a@b.example', 1, 1) RETURNING id AS contact \gset
UPDATE counter SET value = value + 1 WHERE name = 'conversation' RETURNING value AS number \gset
INSERT INTO conversation (id, number, subject, status, contact, channel, created_at, last_at, urgency) VALUES (gen_random_uuid(), :number, 'Where is my order?', 'open', :contact, '00000000-0000-0000-0000-000000000001', 1, 1, 'normal') RETURNING id AS conversation \gset
INSERT INTO message (id, conversation, kind, at, text) VALUES (gen_random_uuid(), :conversation, 'customer', 1, 'TEXT') RETURNING n \gset
INSERT INTO message_fts (n, t) VALUES (:n, ('TOKENS'::text)::tsvector) ON CONFLICT (n) DO UPDATE SET t = excluded.t;
INSERT INTO event_outbox (id, at, actor, kind, conversation, contact, payload) VALUES (gen_random_uuid(), 1, '{}', 'x', :conversation, NULL, '{}');
COMMIT;
";

/// # Errors
/// When there is no PostgreSQL, or rows are missing afterwards.
pub fn run() -> Result<Vec<Row>> {
    let Some(server) = Postgres::start()? else {
        bail!("this row needs PostgreSQL");
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let db = runtime.block_on(Db::open(&Location::Postgres(server.url.clone())))?;
    let folder = tempfile::tempdir()?;
    let script = folder.path().join("mail.sql");
    let tokens = store::search::tokens(TEXT);
    let places = tokens
        .iter()
        .zip(1..)
        .map(|(token, at)| format!("''{token}'':{at}"));
    let tokens: Vec<String> = places.collect();
    let text = SCRIPT
        .replace("TEXT", TEXT)
        .replace("TOKENS", &tokens.join(" "));
    std::fs::write(&script, text)?;
    let (mut ours, mut floor) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let begun = Instant::now();
        runtime.block_on(write_all(&db, round as u64))?;
        ours.push(JOBS as f64 / begun.elapsed().as_secs_f64());
        floor.push(pgbench(&server, &script)?);
    }
    let written = runtime.block_on(async {
        db.settle().await?;
        db.read(async |tx| messages_and_events(tx).await).await
    })?;
    let all = 2 * JOBS as i64 * ROUNDS as i64;
    if written != (all, all) {
        bail!("{written:?} messages and events of {all}");
    }
    let ratios: Vec<f64> = ours.iter().zip(&floor).map(|(o, f)| o / f).collect();
    Ok(vec![Row {
        what: format!("a mail's rows on PostgreSQL, {CONNECTIONS} at a time (jobs/s)"),
        ours: format!("{:.0}", median(&ours)),
        floor: format!("{:.0} (pgbench -c {CONNECTIONS})", median(&floor)),
        ratio: Some(median(&ratios)),
        spread: spread(&ratios),
        aim: ">= 0.7".into(),
    }])
}

async fn write_all(db: &Db, round: u64) -> Result<()> {
    let hands: Vec<_> = (0..CONNECTIONS)
        .map(|hand| {
            let db = db.clone();
            tokio::spawn(async move {
                for n in (hand..JOBS).step_by(CONNECTIONS as usize) {
                    // Ids in the order of time, as the program makes them.
                    let id = (round * JOBS + n + 1) << 8;
                    db.write(async move |tx| mail_rows(tx, u128::from(id), TEXT).await)
                        .await?;
                }
                Ok::<_, StoreError>(())
            })
        })
        .collect();
    for hand in hands {
        hand.await??;
    }
    Ok(())
}

/// Transactions per second of the script.
fn pgbench(server: &Postgres, script: &Path) -> Result<f64> {
    let folder = server.url.split_once("host=").context("a socket")?.1;
    let each = (JOBS / CONNECTIONS).to_string();
    let clients = CONNECTIONS.to_string();
    let output = Command::new(server.programs.join("pgbench"))
        .args([
            "-n", "-M", "prepared", "-c", &clients, "-j", "2", "-t", &each, "-U", "postgres", "-h",
            folder, "-f",
        ])
        .arg(script)
        .arg("postgres")
        .output()
        .context("pgbench runs")?;
    let said = String::from_utf8_lossy(&output.stdout);
    let failed = || format!("{said}{}", String::from_utf8_lossy(&output.stderr));
    if !output.status.success() || !said.contains(&format!("processed: {JOBS}/{JOBS}")) {
        bail!("{}", failed());
    }
    let line = said.lines().find_map(|l| l.strip_prefix("tps = "));
    let tps = line
        .and_then(|l| l.split(' ').next())
        .with_context(failed)?;
    Ok(tps.parse()?)
}
