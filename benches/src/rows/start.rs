//! Start to the first answered request, and memory at rest and under load.

use crate::report::{Row, median};
use crate::rows::live::Trickle;
use crate::seed;
use anyhow::{Result, bail};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use testkit::drive::client::Api;
use testkit::drive::process::{Fairlead, init};

const STARTS: usize = 5;
const LOAD: Duration = Duration::from_secs(20);

fn plain(what: &str, ours: String, aim: &str) -> Row {
    Row {
        what: what.into(),
        ours,
        floor: "-".into(),
        ratio: None,
        spread: None,
        aim: aim.into(),
    }
}

fn starts(binary: &Path, data: &Path) -> Result<String> {
    let mut times = Vec::new();
    for _ in 0..STARTS {
        let desk = Fairlead::start(binary, data)?;
        times.push(desk.started_in.as_secs_f64());
        desk.stop()?;
    }
    let worst = times.iter().copied().fold(0.0, f64::max);
    Ok(format!(
        "{:.3} (slowest of {STARTS}: {worst:.3})",
        median(&times)
    ))
}

pub fn run(binary: &Path, cache: &Path) -> Result<Vec<Row>> {
    let dir = tempfile::tempdir()?;
    let data = dir.path().join("data");
    init(binary, &data)?;
    let large = seed::large(binary, cache)?;
    Ok(vec![
        plain(
            "start to first answered request, empty (s)",
            starts(binary, &data)?,
            "<= 0.3",
        ),
        plain(
            "the same with 1,000,000 conversations (s)",
            starts(binary, &large)?,
            "<= 1",
        ),
    ])
}

pub fn memory(binary: &Path, cache: &Path) -> Result<Vec<Row>> {
    let dir = tempfile::tempdir()?;
    let data = dir.path().join("data");
    init(binary, &data)?;
    let idle = {
        let desk = Fairlead::start(binary, &data)?;
        thread::sleep(Duration::from_secs(5));
        desk.process.rss_mib()?
    };
    let large = seed::large(binary, cache)?;
    let desk = Fairlead::start(binary, &large)?;
    let peak = under_load(&desk)?;
    desk.stop()?;
    Ok(vec![
        plain("idle memory (RSS, MB)", format!("{idle:.1}"), "<= 30"),
        plain(
            "memory with 1,000,000 conversations under load: 100 mails/s, 4 consoles that list, search and listen (peak RSS, MB)",
            format!("{peak:.1}"),
            "<= 120",
        ),
    ])
}

/// Peak of resident memory while mails come in, consoles list, search and listen.
fn under_load(desk: &Fairlead) -> Result<f64> {
    let api = Api::sign_in(desk.http)?;
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        let trickle = Trickle::start(scope, desk.smtp, "memory", LOAD);
        let consoles: Vec<_> = (0..4)
            .map(|n| {
                let (api, stop) = (api.fork(), &stop);
                scope.spawn(move || -> Result<usize> {
                    let mut api = api?;
                    let mut feed = crate::socket::Feed::open(&api, 0)?;
                    let words = testkit::drive::dice::Words::new(seed::VOCABULARY);
                    let mut listed = 0;
                    let mut round = n;
                    while !stop.load(Ordering::Relaxed) {
                        let page = api.get("/api/v1/conversations?view=all&limit=50")?;
                        listed += page["items"].as_array().map_or(0, Vec::len);
                        let word = words.rank(40 + round * 37 % 4000);
                        api.get(&format!("/api/v1/search?q={word}"))?;
                        feed.drain(Duration::from_millis(1))?;
                        round += 1;
                    }
                    Ok(listed)
                })
            })
            .collect();
        let (begun, mut peak) = (Instant::now(), 0.0_f64);
        while begun.elapsed() < LOAD {
            peak = peak.max(desk.process.rss_mib()?);
            thread::sleep(Duration::from_millis(50));
        }
        stop.store(true, Ordering::Relaxed);
        for console in consoles {
            let listed = console
                .join()
                .map_err(|_| anyhow::anyhow!("a console panicked"))??;
            if listed == 0 {
                bail!("a console was shown nothing");
            }
        }
        trickle.end()?;
        Ok(peak)
    })
}
