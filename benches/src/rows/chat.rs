//! Chats: what an idle visitor costs in memory, and a message on its way to an agent.

use crate::report::{Row, median, percentile, spread};
use crate::socket::Feed;
use crate::visitor::{Http, Listening, address};
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};
use testkit::drive::client::Api;
use testkit::drive::process::{Fairlead, Running, free_port, init, wait_for_port};
use tokio::runtime::Runtime;

/// Visitors who listen and say nothing.
const IDLE: usize = 15_000;
/// Chats that are open while messages come...
const CHATS: usize = 2_000;
/// ...so many a second...
const PER_SECOND: usize = 200;
/// ...for so long, in each round.
const FOR: Duration = Duration::from_secs(10);
const ROUNDS: usize = 3;
/// Connections that post; each has a share of the visitors.
const POSTERS: usize = 50;

pub fn run(binary: &Path) -> Result<Vec<Row>> {
    let mut rows = vec![idle(binary)?];
    rows.extend(messages(binary)?);
    Ok(rows)
}

struct Floor {
    process: Running,
    port: u16,
    _folder: tempfile::TempDir,
}

fn floor() -> Result<Floor> {
    let folder = tempfile::tempdir()?;
    let port = free_port()?;
    let program = std::env::current_exe()?.with_file_name("floor_chat");
    let process = Running::spawn(
        Command::new(program)
            .arg(folder.path())
            .arg(port.to_string()),
    )?;
    wait_for_port(port, Duration::from_secs(10))?;
    Ok(Floor {
        process,
        port,
        _folder: folder,
    })
}

/// A widget that is live; its key.
fn widget(api: &mut Api) -> Result<String> {
    let team = api.get("/api/v1/bootstrap")?["teams"][0]["id"].clone();
    let new = json!({ "kind": "chat", "name": "Chat", "team": team });
    let (_, channel) = api.call("POST", "/channels", Some(&new), None)?;
    let id = channel["id"].as_str().context("a channel")?;
    let live = json!({ "stage": "live", "reason": "tried" });
    let (status, body) = api.call("PUT", &format!("/channels/{id}/stage"), Some(&live), None)?;
    if status != 200 {
        bail!("the channel did not open: {status} {body}");
    }
    let widgets = api.get("/api/v1/widgets")?;
    let key = widgets["items"][0]["key"].as_str();
    Ok(key.context("a widget")?.to_owned())
}

/// A session at the widget; its token.
async fn session(http: &mut Http, key: &str) -> Result<String> {
    let (status, body) = http
        .post(&format!("/w/{key}/session"), "", &json!({}))
        .await?;
    let token = body["token"].as_str();
    Ok(token
        .with_context(|| format!("a session: {status} {body}"))?
        .to_owned())
}

async fn listen(n: usize, port: u16, key: &str, token: &str) -> Result<Listening> {
    let protocols = format!("Sec-WebSocket-Protocol: fairlead.v1, token.{token}\r\n");
    Listening::open(address(n), port, &format!("/w/{key}/live"), &protocols).await
}

fn idle(binary: &Path) -> Result<Row> {
    let io = Runtime::new()?;
    let dir = tempfile::tempdir()?;
    let data = dir.path().join("data");
    init(binary, &data)?;
    let desk = Fairlead::start(binary, &data)?;
    let key = widget(&mut Api::sign_in(desk.http)?)?;
    let warm = io.block_on(open(desk.http, &key, 0..100))?;
    thread::sleep(Duration::from_secs(3));
    let before = desk.process.rss_mib()?;
    let sockets = io.block_on(open(desk.http, &key, 100..IDLE + 100))?;
    thread::sleep(Duration::from_secs(5));
    let ours = (desk.process.rss_mib()? - before) * 1024.0 / IDLE as f64;
    held(warm.iter().chain(&sockets))?;
    drop((warm, sockets));
    desk.stop()?;
    let floor = floor()?;
    let warm = io.block_on(echoes(floor.port, 0..100))?;
    thread::sleep(Duration::from_secs(1));
    let before = floor.process.rss_mib()?;
    let sockets = io.block_on(echoes(floor.port, 100..IDLE + 100))?;
    thread::sleep(Duration::from_secs(2));
    let bare = (floor.process.rss_mib()? - before) * 1024.0 / IDLE as f64;
    held(warm.iter().chain(&sockets))?;
    Ok(Row {
        what: format!("memory of an idle widget connection, {IDLE} open (RSS, KiB)"),
        ours: format!("{ours:.1}"),
        floor: format!("{bare:.1} (bare WebSocket echo)"),
        ratio: Some(ours / bare),
        spread: None,
        aim: "<= 12 KiB".into(),
    })
}

fn held<'a>(sockets: impl Iterator<Item = &'a Listening>) -> Result<()> {
    let lost = sockets.filter(|s| !s.is_open()).count();
    match lost {
        0 => Ok(()),
        _ => bail!("{lost} sockets were closed"),
    }
}

async fn open(port: u16, key: &str, which: std::ops::Range<usize>) -> Result<Vec<Listening>> {
    let mut out = Vec::with_capacity(which.len());
    for n in which {
        let mut http = Http::open(address(n), port).await?;
        let token = session(&mut http, key).await?;
        out.push(listen(n, port, key, &token).await?);
    }
    Ok(out)
}

async fn echoes(port: u16, which: std::ops::Range<usize>) -> Result<Vec<Listening>> {
    let mut out = Vec::with_capacity(which.len());
    for n in which {
        out.push(Listening::open(address(n), port, "/echo", "").await?);
    }
    Ok(out)
}

/// When each text was about to be sent.
type Sent = Arc<Mutex<HashMap<String, Instant>>>;

/// Visitors of one kept connection, who write in turn.
struct Poster {
    http: Http,
    /// Path and header lines of each.
    visitors: Vec<(String, String)>,
}

impl Poster {
    /// At an even pace, its share of all messages of a round.
    async fn write(mut self, n: usize, round: usize, sent: Sent) -> Result<Self> {
        let begun = Instant::now();
        let each = POSTERS * 1_000_000 / PER_SECOND;
        let first = n * each / POSTERS;
        for i in 0.. {
            let due = Duration::from_micros((first + i * each) as u64);
            if due >= FOR {
                return Ok(self);
            }
            tokio::time::sleep(due.saturating_sub(begun.elapsed())).await;
            let text = format!("message {round}-{n}-{i} about an order that has not come");
            let (path, token) = &self.visitors[i % self.visitors.len()];
            let heads = format!("{token}Idempotency-Key: bench-{round}-{n}-{i}\r\n");
            let body = json!({ "text": text, "files": [] });
            sent.lock()
                .expect("no poster panics with the lock")
                .insert(text, Instant::now());
            let (status, answer) = self.http.post(path, &heads, &body).await?;
            if status != 201 {
                bail!("a message was answered with {status}: {answer}");
            }
        }
        Ok(self)
    }
}

/// One round; posters are given back.
async fn round(posters: Vec<Poster>, number: usize, sent: Sent) -> Result<Vec<Poster>> {
    let mut tasks = Vec::with_capacity(posters.len());
    for (n, poster) in posters.into_iter().enumerate() {
        tasks.push(tokio::spawn(poster.write(n, number, sent.clone())));
    }
    let mut back = Vec::with_capacity(tasks.len());
    for task in tasks {
        back.push(task.await??);
    }
    Ok(back)
}

/// Everybody has begun to write and listens.
async fn talkers(port: u16, key: &str) -> Result<(Vec<Poster>, Vec<Listening>)> {
    let (mut posters, mut sockets) = (Vec::new(), Vec::new());
    for n in 0..POSTERS {
        let mut http = Http::open(address(n), port).await?;
        let mut visitors = Vec::new();
        for v in 0..CHATS / POSTERS {
            let token = session(&mut http, key).await?;
            let path = format!("/w/{key}/messages");
            let head = format!("Authorization: Bearer {token}\r\n");
            let heads = format!("{head}Idempotency-Key: hello-{n}-{v}\r\n");
            let hello = json!({ "text": "hello", "files": [] });
            let (status, body) = http.post(&path, &heads, &hello).await?;
            if status != 201 {
                bail!("hello was answered with {status}: {body}");
            }
            sockets.push(listen(n, port, key, &token).await?);
            visitors.push((path, head));
        }
        posters.push(Poster { http, visitors });
    }
    Ok((posters, sockets))
}

async fn bare_talkers(port: u16) -> Result<(Vec<Poster>, Vec<Listening>)> {
    let (mut posters, mut sockets) = (Vec::new(), Vec::new());
    for n in 0..POSTERS {
        for _ in 0..CHATS / POSTERS {
            sockets.push(Listening::open(address(n), port, "/echo", "").await?);
        }
        posters.push(Poster {
            http: Http::open(address(n), port).await?,
            visitors: vec![("/message".to_owned(), String::new())],
        });
    }
    Ok((posters, sockets))
}

fn messages(binary: &Path) -> Result<Vec<Row>> {
    let io = Runtime::new()?;
    let dir = tempfile::tempdir()?;
    let data = dir.path().join("data");
    init(binary, &data)?;
    let desk = Fairlead::start(binary, &data)?;
    let mut api = Api::sign_in(desk.http)?;
    let key = widget(&mut api)?;
    let (mut ours, our_sockets) = io.block_on(talkers(desk.http, &key))?;
    let position = {
        let mut feed = Feed::open(&api, 0)?;
        let hello = feed.frame()?.context("the feed closed")?;
        hello["position"].as_i64().unwrap_or(0)
    };
    let (sent, seen) = (Sent::default(), Sent::default());
    let feed = Feed::open(&api, position)?;
    let watch = {
        let seen = seen.clone();
        thread::spawn(move || watch(feed, &seen))
    };
    let floor = floor()?;
    let (mut bare, bare_sockets) = io.block_on(bare_talkers(floor.port))?;
    let bare_feed = io.block_on(Listening::open(address(0), floor.port, "/feed", ""))?;
    let (mut cpu, mut bare_cpu, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    let each = 1e6 / (PER_SECOND as f64 * FOR.as_secs_f64());
    for number in 0..ROUNDS {
        let before = desk.process.cpu_seconds()?;
        ours = io.block_on(round(ours, number, sent.clone()))?;
        cpu.push((desk.process.cpu_seconds()? - before) * each);
        let before = floor.process.cpu_seconds()?;
        bare = io.block_on(round(bare, number, Sent::default()))?;
        bare_cpu.push((floor.process.cpu_seconds()? - before) * each);
        ratios.push(cpu[number] / bare_cpu[number]);
    }
    thread::sleep(Duration::from_secs(2));
    held(our_sockets.iter().chain(&bare_sockets).chain([&bare_feed]))?;
    desk.stop()?;
    // The feed ends with the desk.
    let _ = watch.join();
    let waits = waits(&sent, &seen)?;
    Ok(vec![
        Row {
            what: format!(
                "a chat's message, {CHATS} open, {PER_SECOND}/s, durable and pushed to an agent (CPU µs)"
            ),
            ours: format!("{:.0}", median(&cpu)),
            floor: format!("{:.0} (POST, one insert, push)", median(&bare_cpu)),
            ratio: Some(median(&ratios)),
            spread: spread(&ratios),
            aim: "<= 3".into(),
        },
        Row {
            what: "the same, customer -> agent's socket (ms)".into(),
            ours: format!(
                "median {:.1}, p99 {:.1}, {} messages",
                median(&waits),
                percentile(&waits, 99),
                waits.len()
            ),
            floor: "-".into(),
            ratio: None,
            spread: None,
            aim: "p99 <= 150".into(),
        },
    ])
}

/// When each text was shown first.
fn watch(mut feed: Feed, seen: &Sent) {
    while let Ok(Some(frame)) = feed.frame() {
        let at = Instant::now();
        let patches = frame["patches"]["conversations"].as_array();
        let mut seen = seen.lock().expect("nobody panics with the lock");
        for text in patches.into_iter().flatten().map(preview) {
            seen.entry(text).or_insert(at);
        }
    }
}

fn preview(patch: &Value) -> String {
    patch["preview"].as_str().unwrap_or_default().to_owned()
}

fn waits(sent: &Sent, seen: &Sent) -> Result<Vec<f64>> {
    let (sent, seen) = (
        sent.lock().expect("nobody panics with the lock"),
        seen.lock().expect("nobody panics with the lock"),
    );
    let wait = |(text, at): (&String, &Instant)| {
        let shown = seen.get(text)?.saturating_duration_since(*at);
        Some(shown.as_secs_f64() * 1000.0)
    };
    let waits: Vec<f64> = sent.iter().filter_map(wait).collect();
    if waits.len() != sent.len() {
        bail!("{} of {} messages were shown", waits.len(), sent.len());
    }
    Ok(waits)
}
