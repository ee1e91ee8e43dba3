//! Customers write and an agent answers while the program is killed with SIGKILL again and again. At the end every `250`
//! is one conversation with one customer message, every answer that the API confirmed has left with one Message-ID, and a
//! console that followed the feed has seen every event once, in its order. With several nodes on one PostgreSQL one of them
//! is killed at a time, and customers, agent and console go on at another.

use super::client::{Api, Smtp};
use super::dice::Dice;
use super::follow::{Followed, follow};
use super::process::{DOOR, Fairlead, get, init_on};
use super::sink::{self, MARK};
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU16, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

const WRITERS: u64 = 6;
/// The desk must come to rest within this after the last kill.
const REST: Duration = Duration::from_secs(1800);

/// The agent may go on for so long after the last mail was accepted.
const ANSWERING: Duration = Duration::from_secs(180);

#[derive(Debug, Clone)]
pub struct Plan {
    pub binary: PathBuf,
    /// A PostgreSQL; SQLite without.
    pub database: Option<String>,
    /// Processes on it; several need a PostgreSQL.
    pub nodes: usize,
    pub mails: u64,
    pub seed: u64,
    /// About this long between two kills.
    pub every_ms: u64,
    /// The agent stops after so many answers.
    pub answers: usize,
    /// At least so many kills, also after everything was accepted and answered.
    pub kills: u32,
}

/// What was promised, and what became of it.
#[derive(Debug, Default)]
pub struct Outcome {
    pub kills: u32,
    pub accepted: usize,
    pub lost: Vec<String>,
    pub doubled: Vec<String>,
    pub replied: usize,
    /// Confirmed answers that never left.
    pub unsent: Vec<String>,
    /// Answers that left under two Message-IDs.
    pub two_answers: Vec<String>,
    /// Mails that left twice under one Message-ID: their first end was unknown.
    pub sent_again: usize,
    /// Subjects in the quarantine, each with the reason: accepted, but no conversation.
    pub quarantined: Vec<String>,
    /// Mails still waiting to be read.
    pub waiting: u64,
    /// How often the agent had to sign in.
    pub sign_ins: usize,
    /// What the console saw.
    pub followed: Followed,
}

impl Outcome {
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.lost.is_empty()
            && self.doubled.is_empty()
            && self.unsent.is_empty()
            && self.two_answers.is_empty()
            && self.quarantined.is_empty()
            && self.waiting == 0
            && self.followed.is_clean()
    }
}

impl std::fmt::Display for Outcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let few = |list: &[String]| format!("{} {:?}", list.len(), &list[..list.len().min(5)]);
        write!(
            f,
            "{} kills; in: {} accepted with 250, lost {}, doubled {}; out: {} answers, lost {}, doubled {}, sent again with the same Message-ID {}; in quarantine {}, waiting {}, sign-ins {}; {}",
            self.kills,
            self.accepted,
            few(&self.lost),
            few(&self.doubled),
            self.replied,
            few(&self.unsent),
            few(&self.two_answers),
            self.sent_again,
            few(&self.quarantined),
            self.waiting,
            self.sign_ins,
            self.followed
        )
    }
}

pub(super) struct Shared {
    plan: Plan,
    /// One place for each node.
    smtp: Vec<AtomicU16>,
    http: Vec<AtomicU16>,
    turn: AtomicUsize,
    next: AtomicU64,
    pub(super) stop: AtomicBool,
    /// Subjects whose mail was answered with 250.
    accepted: Mutex<Vec<String>>,
    /// Conversation and mark of answers that the API confirmed.
    replied: Mutex<Vec<(String, String)>>,
    /// Of the answering agent.
    sign_ins: AtomicUsize,
    /// Nothing happens any more.
    pub(super) rest: AtomicBool,
}

impl Shared {
    /// The nodes in turn: whoever fails at one goes on at the next.
    fn next_of(&self, ports: &[AtomicU16]) -> u16 {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        ports[turn % ports.len()].load(Ordering::Relaxed)
    }

    fn smtp(&self) -> u16 {
        self.next_of(&self.smtp)
    }

    pub(super) fn http(&self) -> u16 {
        self.next_of(&self.http)
    }
}

fn held<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex
        .lock()
        .expect("no thread panics while it holds a lock")
}

/// Runs the plan to its end. `say` is told now and then how it goes.
pub fn run(plan: Plan, mut say: impl FnMut(&str)) -> Result<Outcome> {
    let dir = tempfile::tempdir()?;
    let data = dir.path().join("data");
    let database = plan.database.as_deref();
    init_on(&plan.binary, &data, database)?;
    let (sink_port, arrived) = sink::start()?;
    let start = || Fairlead::start_on(&plan.binary, &data, database);
    let mut desks = (0..plan.nodes.max(1))
        .map(|_| start())
        .collect::<Result<Vec<_>>>()?;
    let smarthost = json!({"host": "127.0.0.1", "port": sink_port, "tls": "none", "position": 0});
    let (status, body) =
        Api::sign_in(desks[0].http)?.call("POST", "/smarthosts", Some(&smarthost), None)?;
    if status >= 300 {
        bail!("smarthost: {status} {body}");
    }
    let shared = Arc::new(Shared {
        smtp: desks.iter().map(|d| AtomicU16::new(d.smtp)).collect(),
        http: desks.iter().map(|d| AtomicU16::new(d.http)).collect(),
        turn: AtomicUsize::new(0),
        next: AtomicU64::new(0),
        stop: AtomicBool::new(false),
        accepted: Mutex::default(),
        replied: Mutex::default(),
        sign_ins: AtomicUsize::new(0),
        rest: AtomicBool::new(false),
        plan: plan.clone(),
    });
    let writers: Vec<_> = (0..WRITERS)
        .map(|_| {
            let shared = shared.clone();
            thread::spawn(move || write_mails(&shared))
        })
        .collect();
    let answering = {
        let shared = shared.clone();
        thread::spawn(move || answer(&shared))
    };
    let following = {
        let shared = shared.clone();
        thread::spawn(move || follow(&shared))
    };
    let (mut dice, mut kills) = (Dice::new(plan.seed), 0);
    let (begun, mut told) = (Instant::now(), Instant::now());
    let mut writing_until = None;
    // The kills go on until all is written and answered.
    loop {
        if writers.iter().all(thread::JoinHandle::is_finished) {
            let since = *writing_until.get_or_insert_with(Instant::now);
            let endless = plan.answers == usize::MAX;
            let enough = kills >= plan.kills;
            if enough && (endless || answering.is_finished() || since.elapsed() > ANSWERING) {
                break;
            }
        }
        let wait = plan.every_ms / 2 + dice.next(plan.every_ms.max(1));
        thread::sleep(Duration::from_millis(wait));
        let which = dice.next(desks.len() as u64) as usize;
        desks[which].process.kill();
        kills += 1;
        desks[which] = start()?;
        shared.smtp[which].store(desks[which].smtp, Ordering::Relaxed);
        shared.http[which].store(desks[which].http, Ordering::Relaxed);
        if told.elapsed() > Duration::from_secs(15) {
            told = Instant::now();
            say(&format!(
                "{:>5} s  {kills} kills  {} accepted  {} answered  {} left",
                begun.elapsed().as_secs(),
                held(&shared.accepted).len(),
                held(&shared.replied).len(),
                held(&arrived).len()
            ));
        }
    }
    shared.stop.store(true, Ordering::Relaxed);
    for thread in writers.into_iter().chain([answering]) {
        thread
            .join()
            .map_err(|_| anyhow::anyhow!("a thread panicked"))?;
    }
    settle(&desks[0], &arrived, &shared)?;
    let mut outcome = verify(&desks[0], &shared, &arrived)?;
    shared.rest.store(true, Ordering::Relaxed);
    outcome.followed = following
        .join()
        .map_err(|_| anyhow::anyhow!("the console's thread panicked"))??;
    outcome.kills = kills;
    Ok(outcome)
}

fn write_mails(shared: &Shared) {
    let mut session = None;
    while !shared.stop.load(Ordering::Relaxed) {
        let n = shared.next.fetch_add(1, Ordering::Relaxed);
        if n >= shared.plan.mails {
            return;
        }
        let subject = format!("Question soak-{n:08}");
        let from = format!("c{n}@customers.example");
        let mail = format!(
            "From: Customer {n} <{from}>\r\nTo: {DOOR}\r\nSubject: {subject}\r\nMessage-ID: <soak-{n:08}@customers.example>\r\nDate: Fri, 20 Nov 2026 10:00:00 +0000\r\n\r\nHello, where is order {n}?\r\n"
        );
        // A client that got no 250 sends the same mail again, as a mail server does.
        while !shared.stop.load(Ordering::Relaxed) {
            if session.is_none() {
                session = Smtp::open(shared.smtp()).ok();
            }
            match session.as_mut().map(|s| s.send(&from, DOOR, &mail)) {
                Some(Ok(())) => {
                    held(&shared.accepted).push(subject);
                    break;
                }
                Some(Err(_)) => session = None,
                None => thread::sleep(Duration::from_millis(2)),
            }
        }
    }
}

/// An answer that is tried until the API confirms it.
struct Pending {
    conversation: String,
    mark: String,
}

/// Signs in once: sessions are rows, and outlive the process.
fn answer(shared: &Shared) {
    let mut dice = Dice::new(shared.plan.seed ^ 0x5eed);
    let mut api: Option<Api> = None;
    let mut pending = None;
    let mut n = 0;
    while !shared.stop.load(Ordering::Relaxed) && held(&shared.replied).len() < shared.plan.answers
    {
        let port = shared.http();
        let Some(session) = &mut api else {
            api = Api::sign_in(port).ok();
            match api {
                Some(_) => _ = shared.sign_ins.fetch_add(1, Ordering::Relaxed),
                None => thread::sleep(Duration::from_millis(2)),
            }
            continue;
        };
        if answer_one(session, &mut pending, &mut dice, &mut n, shared).is_err()
            && session.reconnect(port).is_err()
        {
            thread::sleep(Duration::from_millis(2));
        }
    }
}

fn answer_one(
    api: &mut Api,
    pending: &mut Option<Pending>,
    dice: &mut Dice,
    n: &mut u64,
    shared: &Shared,
) -> Result<()> {
    if pending.is_none() {
        let list =
            api.get("/api/v1/conversations?view=unassigned&status=open&sort=oldest&limit=20")?;
        let items = list["items"].as_array().context("no list")?;
        if items.is_empty() {
            thread::sleep(Duration::from_millis(5));
            return Ok(());
        }
        let id = &items[dice.next(items.len() as u64) as usize]["id"];
        *n += 1;
        *pending = Some(Pending {
            conversation: id.as_str().context("no id")?.to_owned(),
            mark: format!("{MARK}{n:08}"),
        });
    }
    let Some(Pending { conversation, mark }) = pending.as_ref() else {
        return Ok(());
    };
    let detail = api.get(&format!("/api/v1/conversations/{conversation}"))?;
    let body = json!({"kind": "reply", "html": format!("<p>{mark}</p><p>It is on its way.</p>"),
        "to": detail["reply"]["to"], "then": {"do": "wait"}, "force": true});
    let path = format!("/conversations/{conversation}/messages");
    let (status, answer) = api.call("POST", &path, Some(&body), Some(mark))?;
    match status {
        200 | 201 => {
            held(&shared.replied).push((conversation.clone(), mark.clone()));
            *pending = None;
            Ok(())
        }
        // The first try is still being carried out, or its process died in it.
        409 | 500.. => {
            thread::sleep(Duration::from_millis(5));
            Ok(())
        }
        _ => bail!("the answer was refused with {status}: {answer}"),
    }
}

/// Waits until everything accepted is read and every confirmed answer has left. What is uncertain is sent again by the
/// agent, as a person would who looks at it; the program itself waits an hour.
fn settle(desk: &Fairlead, arrived: &sink::Accepted, shared: &Shared) -> Result<()> {
    let begun = Instant::now();
    let mut api = Api::sign_in(desk.http)?;
    loop {
        let waiting = pending_mails(desk)?;
        let left: BTreeSet<String> = held(arrived).iter().map(|a| a.mark.clone()).collect();
        let missing: Vec<(String, String)> = held(&shared.replied)
            .iter()
            .filter(|(_, mark)| !left.contains(mark))
            .cloned()
            .collect();
        if waiting == 0 && missing.is_empty() {
            return Ok(());
        }
        if begun.elapsed() > REST {
            // The verdict names what is missing.
            return Ok(());
        }
        thread::sleep(Duration::from_millis(500));
        if waiting == 0 && begun.elapsed() > Duration::from_secs(12) {
            // The desk lets go of a connection on which nothing was asked for long.
            api.reconnect(desk.http)?;
            for (conversation, _) in &missing {
                send_uncertain(&mut api, conversation)?;
            }
        }
    }
}

fn pending_mails(desk: &Fairlead) -> Result<u64> {
    let metrics = get(desk.http, "/metrics", "")?.1;
    let text = String::from_utf8_lossy(&metrics);
    let line = text
        .lines()
        .find(|l| l.starts_with("fairlead_inbound_pending "))
        .context("no fairlead_inbound_pending in /metrics")?;
    Ok(line.rsplit(' ').next().unwrap_or_default().parse::<f64>()? as u64)
}

fn send_uncertain(api: &mut Api, conversation: &str) -> Result<()> {
    let detail = api.get(&format!("/api/v1/conversations/{conversation}"))?;
    let messages = detail["messages"].as_array();
    for delivery in messages
        .into_iter()
        .flatten()
        .filter_map(|m| m["deliveries"].as_array())
        .flatten()
    {
        if delivery["state"] == "uncertain"
            && let Some(id) = delivery["id"].as_str()
        {
            api.call(
                "POST",
                &format!("/deliveries/{id}/retry"),
                Some(&json!({})),
                None,
            )?;
        }
    }
    Ok(())
}

fn verify(desk: &Fairlead, shared: &Shared, arrived: &sink::Accepted) -> Result<Outcome> {
    let mut api = Api::sign_in(desk.http)?;
    let mut answers: HashMap<&str, usize> = HashMap::new();
    let replied = held(&shared.replied);
    for (conversation, _) in replied.iter() {
        *answers.entry(conversation).or_default() += 1;
    }
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for status in ["open", "waiting"] {
        for conversation in all(&mut api, status)? {
            let id = conversation["id"].as_str().context("an id")?;
            let expected = 1 + answers.get(id).copied().unwrap_or(0) as u64;
            // More messages than promised: acknowledgements, or a mail that was taken twice. The messages tell.
            let mails = if conversation["message_count"] == expected {
                1
            } else {
                customer_messages(&mut api, id)?
            };
            let subject = conversation["subject"].as_str().unwrap_or_default();
            *seen.entry(subject.to_owned()).or_default() += mails;
        }
    }
    let accepted = held(&shared.accepted);
    let mut ids: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut copies: HashMap<String, usize> = HashMap::new();
    for mail in held(arrived).iter() {
        *copies.entry(mail.message_id.clone()).or_default() += 1;
        if !mail.mark.is_empty() {
            ids.entry(mail.mark.clone())
                .or_default()
                .insert(mail.message_id.clone());
        }
    }
    let names = |list: Vec<&String>| list.into_iter().cloned().collect();
    Ok(Outcome {
        kills: 0,
        accepted: accepted.len(),
        lost: names(accepted.iter().filter(|s| !seen.contains_key(*s)).collect()),
        doubled: names(
            seen.iter()
                .filter(|(_, n)| **n > 1)
                .map(|(s, _)| s)
                .collect(),
        ),
        replied: replied.len(),
        unsent: names(
            replied
                .iter()
                .map(|(_, mark)| mark)
                .filter(|mark| !ids.contains_key(*mark))
                .collect(),
        ),
        two_answers: names(
            ids.iter()
                .filter(|(_, i)| i.len() > 1)
                .map(|(m, _)| m)
                .collect(),
        ),
        sent_again: copies.values().filter(|n| **n > 1).count(),
        quarantined: quarantined(&mut api)?,
        waiting: pending_mails(desk)?,
        sign_ins: shared.sign_ins.load(Ordering::Relaxed),
        followed: Followed::default(),
    })
}

/// Where a mail is that was accepted and is in no conversation: the first hundred.
fn quarantined(api: &mut Api) -> Result<Vec<String>> {
    let page = api.get("/api/v1/quarantine?limit=100")?;
    let items = page["items"].as_array().context("no list")?;
    Ok(items
        .iter()
        .map(|item| {
            format!(
                "{} after {} attempts: {}",
                item["subject"], item["attempts"], item["error"]
            )
        })
        .collect())
}

/// Every conversation of that status, page by page.
fn all(api: &mut Api, status: &str) -> Result<Vec<Value>> {
    let mut out = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = api.get(&format!(
            "/api/v1/conversations?view=all&status={status}&limit=100{cursor}"
        ))?;
        out.extend(page["items"].as_array().context("no list")?.iter().cloned());
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return Ok(out),
        }
    }
}

fn customer_messages(api: &mut Api, id: &str) -> Result<usize> {
    let detail = api.get(&format!("/api/v1/conversations/{id}"))?;
    let messages = detail["messages"].as_array().context("no messages")?;
    Ok(messages.iter().filter(|m| m["kind"] == "customer").count())
}
