//! List pages and searches over 1,000,000 conversations: CPU of the server per request, against the same query straight
//! in SQLite behind the smallest axum server.

use crate::report::{Row, median, percentile, spread};
use crate::seed::{self, VOCABULARY};
use anyhow::{Context, Result, bail};
use domain::{ConversationId, TeamId};
use serde_json::Value;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};
use testkit::drive::client::Api;
use testkit::drive::dice::Words;
use testkit::drive::process::{Fairlead, Running, free_port, wait_for_port};

const ROUNDS: usize = 5;
const LISTS: usize = 2000;
const SEARCHES: usize = 1000;
const PLACES: usize = 200;
pub const PAGE: usize = 50;
/// Hits of a page of search results.
pub const HITS: usize = 50;

/// One question, as each of the two is asked.
pub(super) struct Question {
    pub ours: String,
    pub floor: String,
}

/// What one round of questions cost.
struct Round {
    cpu_us: f64,
    waits_ms: Vec<f64>,
    rows: usize,
}

fn round(
    api: &mut Api,
    process: &Running,
    paths: &[&str],
    rows: fn(&Value) -> usize,
) -> Result<Round> {
    // While the other was asked, this one's connection may have been closed for want of questions.
    api.reconnect(api.port())?;
    let before = process.cpu_seconds()?;
    let mut waits_ms = Vec::with_capacity(paths.len());
    let mut shown = 0;
    for path in paths {
        let begun = Instant::now();
        let answer = api.get(path)?;
        waits_ms.push(begun.elapsed().as_secs_f64() * 1000.0);
        shown += rows(&answer);
    }
    Ok(Round {
        cpu_us: (process.cpu_seconds()? - before) * 1e6 / paths.len() as f64,
        waits_ms,
        rows: shown,
    })
}

pub(super) struct Pair {
    pub desk: Fairlead,
    pub api: Api,
    floor: Running,
    floor_api: Api,
}

impl Pair {
    pub fn start(binary: &Path, data: &Path) -> Result<Self> {
        let desk = Fairlead::start(binary, data)?;
        let port = free_port()?;
        let floor = std::env::current_exe()?.with_file_name("floor");
        let floor = Running::spawn(Command::new(floor).arg(data).arg(port.to_string()))?;
        wait_for_port(port, Duration::from_secs(10))?;
        Ok(Self {
            api: Api::sign_in(desk.http)?,
            desk,
            floor,
            floor_api: Api::anonymous(port)?,
        })
    }

    pub fn compare(
        &mut self,
        what: &str,
        questions: &[Question],
        count: usize,
    ) -> Result<Vec<Row>> {
        let items = |answer: &Value| answer["items"].as_array().map_or(0, Vec::len);
        let counted = |answer: &Value| answer.as_u64().unwrap_or(0) as usize;
        let asked = || questions.iter().cycle().take(count);
        let ours: Vec<&str> = asked().map(|q| q.ours.as_str()).collect();
        let floor: Vec<&str> = asked().map(|q| q.floor.as_str()).collect();
        // Warm both.
        let few = questions.len().min(count);
        round(&mut self.api, &self.desk.process, &ours[..few], items)?;
        round(&mut self.floor_api, &self.floor, &floor[..few], counted)?;
        let (mut a, mut b) = (Vec::new(), Vec::new());
        let (mut waits, mut floor_waits) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            let low = round(&mut self.floor_api, &self.floor, &floor, counted)?;
            let high = round(&mut self.api, &self.desk.process, &ours, items)?;
            if high.rows == 0 || high.rows != low.rows {
                bail!("{what}: {} rows, the floor {}", high.rows, low.rows);
            }
            a.push(high.cpu_us);
            b.push(low.cpu_us);
            waits.extend(high.waits_ms);
            floor_waits.extend(low.waits_ms);
        }
        let ratios: Vec<f64> = a.iter().zip(&b).map(|(o, f)| o / f).collect();
        Ok(vec![
            Row {
                what: format!("{what} (CPU µs)"),
                ours: format!("{:.0}", median(&a)),
                floor: format!("{:.0}", median(&b)),
                ratio: Some(median(&ratios)),
                spread: spread(&ratios),
                aim: "<= 3".into(),
            },
            Row {
                what: "the same, p50 and p99 (ms)".into(),
                ours: format!("{:.2}, {:.2}", median(&waits), percentile(&waits, 99)),
                floor: format!(
                    "{:.2}, {:.2}",
                    median(&floor_waits),
                    percentile(&floor_waits, 99)
                ),
                ratio: Some(percentile(&waits, 99) / percentile(&floor_waits, 99)),
                spread: None,
                aim: "reported".into(),
            },
        ])
    }
}

pub fn list(binary: &Path, cache: &Path) -> Result<Vec<Row>> {
    let data = seed::large(binary, cache)?;
    let questions: Vec<Question> = seed::places(&data, PLACES)?
        .into_iter()
        .map(|(team, at, id)| Question {
            ours: format!(
                "/api/v1/conversations?view={}&status=resolved&limit={PAGE}&cursor={at}.{}",
                TeamId(team),
                ConversationId(id)
            ),
            floor: format!("/list?team={}&at={at}&id={}", team.simple(), id.simple()),
        })
        .collect();
    let mut pair = Pair::start(binary, &data)?;
    let rows = pair.compare(
        "list page of 50 of 1,000,000 conversations",
        &questions,
        LISTS,
    )?;
    pair.desk.stop()?;
    Ok(rows)
}

pub fn search(binary: &Path, cache: &Path) -> Result<Vec<Row>> {
    let data = seed::large(binary, cache)?;
    let words = Words::new(VOCABULARY);
    let w = |rank: usize| words.rank(rank);
    let typed: Vec<String> = (0..40)
        .map(|i| match i % 4 {
            // A name or a number; a word; two words; the beginning of a word after a word.
            0 => format!("\"{}\"", w(3000 + i * 400)),
            1 => format!("\"{}\"", w(100 + i * 20)),
            2 => format!("{} \"{}\"", w(30 + i), w(60 + i * 3)),
            _ => {
                let start: String = w(200 + i * 9).chars().take(5).collect();
                format!("{} {start}", w(25 + i))
            }
        })
        .collect();
    let questions: Vec<Question> = typed
        .iter()
        .map(|text| {
            let clauses = store::search::clauses(text);
            Question {
                ours: format!("/api/v1/search?sort=newest&limit={HITS}&q={}", quote(text)),
                floor: format!("/search?q={}", quote(&store::search::fts5(&clauses))),
            }
        })
        .collect();
    let mut pair = Pair::start(binary, &data)?;
    let rows = pair
        .compare("search over 1,000,000 messages", &questions, SEARCHES)
        .context("search")?;
    pair.desk.stop()?;
    Ok(rows)
}

fn quote(text: &str) -> String {
    text.bytes()
        .map(|b| match b {
            b if b.is_ascii_alphanumeric() => char::from(b).to_string(),
            b => format!("%{b:02X}"),
        })
        .collect()
}
