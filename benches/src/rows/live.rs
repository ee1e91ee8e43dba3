//! From the `250` of a mail to its event on an open console socket, at 100 mails a second.

use crate::mails::Mails;
use crate::report::{Row, median, percentile};
use crate::seed;
use crate::socket::Feed;
use anyhow::{Context, Result, bail};
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread::{self, Scope, ScopedJoinHandle};
use std::time::{Duration, Instant};
use testkit::drive::client::{Api, Smtp};
use testkit::drive::process::{DOOR, Fairlead, init};

const PER_SECOND: u64 = 100;
const SESSIONS: u64 = 4;
const FOR: Duration = Duration::from_secs(15);

/// When each subject was answered with `250`.
type Accepted = Arc<Mutex<HashMap<String, Instant>>>;

/// Mails at an even pace from a few sessions.
pub struct Trickle<'scope> {
    accepted: Accepted,
    senders: Vec<ScopedJoinHandle<'scope, Result<()>>>,
}

impl<'scope> Trickle<'scope> {
    pub fn start<'env>(
        scope: &'scope Scope<'scope, 'env>,
        port: u16,
        run: &str,
        lasting: Duration,
    ) -> Self {
        let accepted = Accepted::default();
        // Ids of their own in each run: the large installation is used again.
        let run = format!("{run}{}", seed::now());
        let senders = (0..SESSIONS)
            .map(|s| {
                let (accepted, run) = (accepted.clone(), run.clone());
                scope.spawn(move || send(port, &Mails::new(&run), s, lasting, &accepted))
            })
            .collect();
        Self { accepted, senders }
    }

    /// Waits for the last mail.
    pub fn end(self) -> Result<HashMap<String, Instant>> {
        for sender in self.senders {
            sender
                .join()
                .map_err(|_| anyhow::anyhow!("a sender panicked"))??;
        }
        let accepted = self.accepted.lock().expect("no sender panicked");
        Ok(accepted.clone())
    }
}

fn send(port: u16, mails: &Mails, s: u64, lasting: Duration, accepted: &Accepted) -> Result<()> {
    let mut smtp = Smtp::open(port)?;
    let begun = Instant::now();
    for n in (s..).step_by(SESSIONS as usize) {
        let due = Duration::from_micros(1_000_000 / PER_SECOND * n);
        if due > lasting {
            return Ok(());
        }
        thread::sleep(due.saturating_sub(begun.elapsed()));
        smtp.send(&mails.sender(n), DOOR, &mails.mail(n))?;
        accepted
            .lock()
            .expect("no sender panics with the lock")
            .insert(mails.subject(n), Instant::now());
    }
    Ok(())
}

pub fn run(binary: &Path, cache: &Path) -> Result<Vec<Row>> {
    let dir = tempfile::tempdir()?;
    let data = dir.path().join("data");
    init(binary, &data)?;
    let large = seed::large(binary, cache)?;
    Ok(vec![
        row(
            "mail accepted -> event on an open console socket, 100 mails/s (ms)",
            binary,
            &data,
        )?,
        row("the same with 1,000,000 conversations (ms)", binary, &large)?,
    ])
}

fn row(what: &str, binary: &Path, data: &Path) -> Result<Row> {
    let desk = Fairlead::start(binary, data)?;
    let waits = waits(&desk)?;
    desk.stop()?;
    Ok(Row {
        what: what.into(),
        ours: format!(
            "median {:.1}, p99 {:.1}, {} mails",
            median(&waits),
            percentile(&waits, 99),
            waits.len()
        ),
        floor: "-".into(),
        ratio: None,
        spread: None,
        aim: "median <= 50".into(),
    })
}

/// Milliseconds from `250` to the frame that shows the mail; every mail must be shown.
fn waits(desk: &Fairlead) -> Result<Vec<f64>> {
    let api = Api::sign_in(desk.http)?;
    let mut feed = Feed::open(&api, 0)?;
    let hello = feed.frame()?.context("the feed closed")?;
    let position = hello["position"].as_i64().unwrap_or(0);
    let mut feed = Feed::open(&api, position)?;
    thread::scope(|scope| {
        let trickle = Trickle::start(scope, desk.smtp, "live", FOR);
        let expected = (FOR.as_secs() * PER_SECOND + 1) as usize;
        let mut shown: HashMap<String, Instant> = HashMap::new();
        let begun = Instant::now();
        while shown.len() < expected && begun.elapsed() < FOR + Duration::from_secs(20) {
            let frame = feed.frame()?.context("the feed closed")?;
            let at = Instant::now();
            let patches = frame["patches"]["conversations"].as_array();
            for patch in patches.into_iter().flatten() {
                if let Some(subject) = patch["subject"].as_str() {
                    shown.entry(subject.to_owned()).or_insert(at);
                }
            }
        }
        let accepted = trickle.end()?;
        // A reply that joined an earlier conversation is shown under that one's subject.
        let waits: Vec<f64> = accepted
            .iter()
            .filter_map(|(subject, at)| {
                let shown = shown.get(subject)?;
                Some(shown.saturating_duration_since(*at).as_secs_f64() * 1000.0)
            })
            .collect();
        if waits.len() * 10 < accepted.len() * 7 {
            bail!("{} of {} mails were shown", waits.len(), accepted.len());
        }
        Ok(waits)
    })
}
