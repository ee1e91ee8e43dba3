//! SMTP accept with durable commit: 50 kept sessions, 2 KiB, `smtp-source -d` against ours and against `smtp-sink`.

use crate::report::{Row, median, spread};
use anyhow::{Result, bail};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};
use testkit::drive::process::{DOOR, Fairlead, Running, free_port, init, wait_for_port};

const SESSIONS: u32 = 50;
const MESSAGES: u32 = 10_000;
const BYTES: u32 = 2048;
const ROUNDS: usize = 5;

/// Messages per second that smtp-source gets rid of.
fn send(port: u16) -> Result<f64> {
    let begun = Instant::now();
    let out = Command::new("smtp-source")
        .args([
            "-d",
            "-s",
            &SESSIONS.to_string(),
            "-m",
            &MESSAGES.to_string(),
            "-l",
            &BYTES.to_string(),
        ])
        .args([
            "-f",
            "customer@example.test",
            "-t",
            DOOR,
            &format!("127.0.0.1:{port}"),
        ])
        .output()?;
    if !out.status.success() {
        bail!("smtp-source: {}", String::from_utf8_lossy(&out.stderr));
    }
    Ok(f64::from(MESSAGES) / begun.elapsed().as_secs_f64())
}

pub fn run(binary: &Path) -> Result<Vec<Row>> {
    let dir = tempfile::tempdir()?;
    let data = dir.path().join("data");
    init(binary, &data)?;
    let sink_port = free_port()?;
    let _sink = Running::spawn(Command::new("smtp-sink").args([
        "-u",
        "nobody",
        &format!("127.0.0.1:{sink_port}"),
        "1000",
    ]))?;
    wait_for_port(sink_port, Duration::from_secs(10))?;
    let desk = Fairlead::start(binary, &data)?;
    let (mut ours, mut floor) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        floor.push(send(sink_port)?);
        ours.push(send(desk.smtp)?);
    }
    let ratios: Vec<f64> = ours.iter().zip(&floor).map(|(o, f)| o / f).collect();
    Ok(vec![Row {
        what: format!("SMTP accept with durable commit, {SESSIONS} kept sessions, 2 KiB (mails/s)"),
        ours: format!("{:.0}", median(&ours)),
        floor: format!("{:.0} (smtp-sink)", median(&floor)),
        ratio: Some(median(&ratios)),
        spread: spread(&ratios),
        aim: ">= 0.3, stretch 0.6".into(),
    }])
}
