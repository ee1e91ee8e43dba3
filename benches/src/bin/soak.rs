//! `soak BINARY [--mails N] [--seed S]`: kills the desk with SIGKILL every few seconds while customers write and an agent
//! answers. At the end every `250` must be one message, and every accepted reply must have left with one Message-ID.

use anyhow::{Context, Result, bail};
use fairlead_benches::client::{Api, Smtp};
use fairlead_benches::dice::Dice;
use fairlead_benches::process::{DOOR, Fairlead, init};
use fairlead_benches::sink;
use serde_json::{Value, json};
use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicU16, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

const WRITERS: u64 = 6;

struct Shared {
    smtp: AtomicU16,
    http: AtomicU16,
    next: AtomicU64,
    mails: u64,
    stop: AtomicBool,
    /// Tokens whose mail was answered with 250.
    accepted: Mutex<Vec<String>>,
    /// Message ids of replies that the API answered with 201.
    replied: Mutex<BTreeSet<String>>,
}

fn write_mails(shared: &Shared) {
    let mut session = None;
    while !shared.stop.load(Ordering::Relaxed) {
        let n = shared.next.fetch_add(1, Ordering::Relaxed);
        if n >= shared.mails {
            return;
        }
        let token = format!("soak-{n:08}");
        let mail = format!(
            "From: Customer {n} <c{n}@customers.example>\r\nTo: {DOOR}\r\nSubject: Question {token}\r\nMessage-ID: <{token}@customers.example>\r\n\r\nHello, this is {token}.\r\n"
        );
        // A client that got no 250 sends the same mail again, as a mail server does.
        while !shared.stop.load(Ordering::Relaxed) {
            if session.is_none() {
                session = Smtp::open(shared.smtp.load(Ordering::Relaxed)).ok();
            }
            let sent = session
                .as_mut()
                .map(|s| s.send(&format!("c{n}@customers.example"), DOOR, &mail));
            match sent {
                Some(Ok(())) => {
                    shared.accepted.lock().expect("unpoisoned").push(token);
                    break;
                }
                Some(Err(_)) => session = None,
                None => thread::yield_now(),
            }
        }
    }
}

fn answer(shared: &Shared, seed: u64) {
    let mut dice = Dice::new(seed);
    let mut api: Option<Api> = None;
    let mut pending: Option<(String, String)> = None;
    while !shared.stop.load(Ordering::Relaxed) {
        let Some(session) = &mut api else {
            api = Api::sign_in(shared.http.load(Ordering::Relaxed)).ok();
            thread::yield_now();
            continue;
        };
        let outcome = answer_one(session, &mut pending, &mut dice, shared);
        if outcome.is_err() {
            api = None;
        }
    }
}

/// Picks a conversation (or the one whose answer was not confirmed) and replies with an idempotency key.
fn answer_one(
    api: &mut Api,
    pending: &mut Option<(String, String)>,
    dice: &mut Dice,
    shared: &Shared,
) -> Result<()> {
    if pending.is_none() {
        let (_, list) = api.call(
            "GET",
            "/conversations?view=unassigned&status=open&sort=oldest&limit=20",
            None,
            None,
        )?;
        let items = list["items"].as_array().context("no list")?;
        if items.is_empty() {
            return Ok(());
        }
        let id = items[dice.next(items.len() as u64) as usize]["id"]
            .as_str()
            .context("no id")?;
        *pending = Some((
            id.to_owned(),
            format!(
                "key-{}-{}",
                dice.next(u32::MAX.into()),
                dice.next(u32::MAX.into())
            ),
        ));
    }
    let (id, key) = pending.clone().context("set above")?;
    let (_, detail) = api.call("GET", &format!("/conversations/{id}"), None, None)?;
    let to = detail["reply"]["to"].clone();
    let body = json!({"kind": "reply", "html": "<p>Here is the answer.</p>", "to": to, "cc": [], "bcc": [], "attachments": [], "mentions": [], "then": {"do": "wait"}, "force": true});
    let (status, answer) = api.call(
        "POST",
        &format!("/conversations/{id}/messages"),
        Some(&body),
        Some(&key),
    )?;
    if status == 201 || status == 200 {
        let message = answer["message"]["id"].as_str().context("no message id")?;
        shared
            .replied
            .lock()
            .expect("unpoisoned")
            .insert(message.to_owned());
        *pending = None;
    } else if status < 500 {
        bail!("reply answered {status}: {answer}");
    }
    Ok(())
}

fn export(binary: &Path, data: &Path, to: &Path) -> Result<()> {
    let out = Command::new(binary)
        .args(["export", "--data"])
        .arg(data)
        .arg("--output")
        .arg(to)
        .output()?;
    if !out.status.success() {
        bail!("export: {}", String::from_utf8_lossy(&out.stderr));
    }
    Ok(())
}

fn json_lines(path: &Path) -> Result<Vec<Value>> {
    let text =
        std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    text.lines().map(|l| Ok(serde_json::from_str(l)?)).collect()
}

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().collect();
    let value = |name: &str, default: u64| -> u64 {
        args.iter()
            .position(|a| a == name)
            .and_then(|i| args.get(i + 1))
            .and_then(|v| v.parse().ok())
            .unwrap_or(default)
    };
    let binary = PathBuf::from(
        args.get(1)
            .context("usage: soak BINARY [--mails N] [--seed S] [--every-ms MS]")?,
    )
    .canonicalize()?;
    let (mails, seed, every) = (
        value("--mails", 100_000),
        value("--seed", 20_261_121),
        value("--every-ms", 3_000),
    );
    println!("soak: {mails} mails, seed {seed}, SIGKILL about every {every} ms");

    let dir = tempfile::tempdir()?;
    let data = dir.path().join("data");
    init(&binary, &data)?;
    let (sink_port, arrived) = sink::start()?;
    let mut desk = Fairlead::start(&binary, &data)?;
    let mut admin = Api::sign_in(desk.http)?;
    let (status, body) = admin.call(
        "POST",
        "/smarthosts",
        Some(&json!({"host": "127.0.0.1", "port": sink_port, "tls": "none", "username": "", "password": "", "position": 0})),
        None,
    )?;
    if status >= 300 {
        bail!("smarthost: {status} {body}");
    }

    let shared = Arc::new(Shared {
        smtp: AtomicU16::new(desk.smtp),
        http: AtomicU16::new(desk.http),
        next: AtomicU64::new(0),
        mails,
        stop: AtomicBool::new(false),
        accepted: Mutex::default(),
        replied: Mutex::default(),
    });
    let writers: Vec<_> = (0..WRITERS)
        .map(|_| {
            let shared = shared.clone();
            thread::spawn(move || write_mails(&shared))
        })
        .collect();
    let answering = {
        let shared = shared.clone();
        thread::spawn(move || answer(&shared, seed))
    };

    let (mut dice, mut kills, begun) = (Dice::new(seed), 0_u32, Instant::now());
    let mut last_report = Instant::now();
    while writers.iter().any(|w| !w.is_finished()) {
        thread::sleep(Duration::from_millis(every / 2 + dice.next(every.max(1))));
        desk.process.kill();
        kills += 1;
        desk = Fairlead::start(&binary, &data)?;
        shared.smtp.store(desk.smtp, Ordering::Relaxed);
        shared.http.store(desk.http, Ordering::Relaxed);
        if last_report.elapsed() > Duration::from_secs(15) {
            last_report = Instant::now();
            let (a, r) = (
                shared.accepted.lock().expect("unpoisoned").len(),
                shared.replied.lock().expect("unpoisoned").len(),
            );
            println!(
                "{:>5} s  {kills} kills  {a} accepted  {r} replied  {} left",
                begun.elapsed().as_secs(),
                arrived.lock().expect("unpoisoned").len()
            );
        }
    }
    shared.stop.store(true, Ordering::Relaxed);
    for writer in writers {
        writer
            .join()
            .map_err(|_| anyhow::anyhow!("a writer panicked"))?;
    }
    answering
        .join()
        .map_err(|_| anyhow::anyhow!("the answering thread panicked"))?;
    settle(&desk, &arrived, &shared)?;
    desk.process.kill();
    verify(&binary, &data, dir.path(), &shared, &arrived, kills)
}

/// Waits until everything accepted is read and every delivery has ended.
fn settle(desk: &Fairlead, arrived: &sink::Accepted, shared: &Shared) -> Result<()> {
    let replied = shared.replied.lock().expect("unpoisoned").len();
    let (begun, mut quiet, mut last) = (Instant::now(), 0, (0, 0));
    while quiet < 15 {
        if begun.elapsed() > Duration::from_secs(1800) {
            bail!("the desk did not come to rest");
        }
        thread::sleep(Duration::from_secs(1));
        let metrics = fairlead_benches::process::get(desk.http, "/metrics", "")?.1;
        let text = String::from_utf8_lossy(&metrics);
        let waiting: i64 = text
            .lines()
            .filter(|l| {
                l.starts_with("fairlead_inbound_pending")
                    || l.starts_with("fairlead_deliveries_waiting")
            })
            .filter_map(|l| l.rsplit(' ').next()?.parse::<f64>().ok())
            .sum::<f64>() as i64;
        let now = (waiting as usize, arrived.lock().expect("unpoisoned").len());
        quiet = if now == last && waiting == 0 && now.1 >= replied {
            quiet + 1
        } else {
            0
        };
        last = now;
    }
    Ok(())
}

fn verify(
    binary: &Path,
    data: &Path,
    dir: &Path,
    shared: &Shared,
    arrived: &sink::Accepted,
    kills: u32,
) -> Result<()> {
    let out = dir.join("export");
    export(binary, data, &out)?;
    let mut seen: HashMap<String, u32> = HashMap::new();
    let mut ours: HashMap<String, String> = HashMap::new();
    for message in json_lines(&out.join("messages.jsonl"))? {
        let kind = message["kind"].as_str().unwrap_or("");
        if kind == "customer" {
            let subject = message["subject"].as_str().unwrap_or("").to_owned();
            *seen.entry(subject).or_default() += 1;
        } else if kind == "agent" {
            let id = message["provider_id"]
                .as_str()
                .unwrap_or("")
                .trim_matches(['<', '>'])
                .to_owned();
            ours.insert(message["id"].as_str().unwrap_or("").to_owned(), id);
        }
    }
    let accepted = shared.accepted.lock().expect("unpoisoned");
    let lost: Vec<_> = accepted
        .iter()
        .filter(|t| !seen.contains_key(&format!("Question {t}")))
        .collect();
    let doubled: Vec<_> = seen.iter().filter(|(_, n)| **n > 1).collect();
    let arrived = arrived.lock().expect("unpoisoned");
    let mut copies: HashMap<&str, u32> = HashMap::new();
    for (_, id) in arrived.iter() {
        *copies.entry(id.trim_matches(['<', '>'])).or_default() += 1;
    }
    let replied = shared.replied.lock().expect("unpoisoned");
    let unsent: Vec<_> = replied
        .iter()
        .filter(|m| {
            ours.get(*m)
                .is_none_or(|id| !copies.contains_key(id.as_str()))
        })
        .collect();
    let again = copies.values().filter(|n| **n > 1).count();
    println!(
        "{kills} kills; in: {} accepted with 250, {} lost, {} doubled in the desk; out: {} replies, {} lost, {} sent again with the same Message-ID after an uncertain end",
        accepted.len(),
        lost.len(),
        doubled.len(),
        replied.len(),
        unsent.len(),
        again
    );
    if lost.is_empty() && doubled.is_empty() && unsent.is_empty() {
        println!("soak passed");
        return Ok(());
    }
    bail!(
        "lost {:?} doubled {:?} unsent {:?}",
        &lost[..lost.len().min(5)],
        &doubled[..doubled.len().min(5)],
        &unsent[..unsent.len().min(5)]
    )
}
