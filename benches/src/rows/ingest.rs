//! The whole ingest: from SMTP to the last row, against the same rows written straight from one thread.

use crate::mails::Mails;
use crate::report::{Row, median, spread};
use crate::straight::Straight;
use anyhow::{Context, Result, bail};
use rusqlite::{Connection, OpenFlags};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};
use testkit::drive::client::Smtp;
use testkit::drive::process::{DOOR, Fairlead, init};

const MAILS: u64 = 4000;
const SESSIONS: u64 = 16;
const ROUNDS: usize = 5;

pub fn run(binary: &Path) -> Result<Vec<Row>> {
    let dir = tempfile::tempdir()?;
    let (ours_at, floor_at) = (dir.path().join("ours"), dir.path().join("floor"));
    init(binary, &ours_at)?;
    init(binary, &floor_at)?;
    let desk = Fairlead::start(binary, &ours_at)?;
    let mut straight = Straight::open(&floor_at)?;
    let watch = Connection::open_with_flags(
        ours_at.join("fairlead.db"),
        OpenFlags::SQLITE_OPEN_READ_ONLY,
    )?;
    let (mut ours, mut floor, mut cpu, mut cpu_floor) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let maker = Mails::new(&format!("round{round}"));
        let mails: Vec<(String, String)> = (0..MAILS)
            .map(|n| (maker.sender(n), maker.mail(n)))
            .collect();
        let (begun, used) = (Instant::now(), testkit::drive::process::own_cpu_seconds()?);
        straight.ingest(&mails)?;
        floor.push(MAILS as f64 / begun.elapsed().as_secs_f64());
        cpu_floor.push((testkit::drive::process::own_cpu_seconds()? - used) * 1e6 / MAILS as f64);
        let (begun, used) = (Instant::now(), desk.process.cpu_seconds()?);
        through(&desk, &watch, &mails, (round as i64 + 1) * MAILS as i64)?;
        ours.push(MAILS as f64 / begun.elapsed().as_secs_f64());
        cpu.push((desk.process.cpu_seconds()? - used) * 1e6 / MAILS as f64);
    }
    let (stored, floor_stored) = (messages(&watch)?, straight.messages()?);
    let all = MAILS as i64 * ROUNDS as i64;
    if stored != all || floor_stored != all {
        bail!("{stored} and {floor_stored} messages of {all}");
    }
    let ratios: Vec<f64> = ours.iter().zip(&floor).map(|(o, f)| o / f).collect();
    let cpu_ratios: Vec<f64> = cpu.iter().zip(&cpu_floor).map(|(o, f)| o / f).collect();
    Ok(vec![
        Row {
            what: format!("whole ingest on SQLite, {SESSIONS} sessions, 1 to 5 KiB (mails/s)"),
            ours: format!("{:.0}", median(&ours)),
            floor: format!("{:.0} (straight, one thread)", median(&floor)),
            ratio: Some(median(&ratios)),
            spread: spread(&ratios),
            aim: ">= 0.5".into(),
        },
        Row {
            what: "the same, CPU per mail (µs)".into(),
            ours: format!("{:.0}", median(&cpu)),
            floor: format!("{:.0}", median(&cpu_floor)),
            ratio: Some(median(&cpu_ratios)),
            spread: spread(&cpu_ratios),
            aim: "reported".into(),
        },
    ])
}

/// Sends all mails and waits until the last one is a message.
pub fn through(
    desk: &Fairlead,
    watch: &Connection,
    mails: &[(String, String)],
    in_all: i64,
) -> Result<()> {
    thread::scope(|scope| {
        let senders: Vec<_> = (0..SESSIONS as usize)
            .map(|s| {
                scope.spawn(move || -> Result<()> {
                    let mut smtp = Smtp::open(desk.smtp)?;
                    for (from, mail) in mails.iter().skip(s).step_by(SESSIONS as usize) {
                        smtp.send(from, DOOR, mail)?;
                    }
                    Ok(())
                })
            })
            .collect();
        for sender in senders {
            sender
                .join()
                .map_err(|_| anyhow::anyhow!("a sender panicked"))??;
        }
        anyhow::Ok(())
    })?;
    let begun = Instant::now();
    while messages(watch)? < in_all {
        if begun.elapsed() > Duration::from_secs(120) {
            bail!(
                "{} messages of {in_all} after two minutes",
                messages(watch)?
            );
        }
        thread::sleep(Duration::from_millis(5));
    }
    Ok(())
}

fn messages(conn: &Connection) -> Result<i64> {
    // Of customers: what rules did is told in lines of the same table.
    conn.prepare_cached("SELECT count(*) FROM message WHERE kind = 'customer'")?
        .query_row([], |r| r.get(0))
        .context("counting messages")
}
