//! Asks another system of ours what it knows about a contact. It is outside of the house: the rules for targets of webhooks
//! hold (no own network, no redirects), it has a few seconds and 64 kB, few are asked at once, and whatever it does is shown
//! as an outcome and harms nobody. Answers are kept for a minute, in this process alone.

use crate::app::App;
use crate::workers::webhooks::{client, plainly, target};
use desk::people::lookup::Question;
use domain::panel::{self, Panel};
use domain::{ContactId, Millis};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;

/// What a target has for its whole answer.
const PATIENCE: Duration = Duration::from_secs(5);
/// Questions that are on their way at the same time; others are told that it is busy.
const AT_ONCE: usize = 8;
/// How long an answer is shown again.
const FRESH_MS: Millis = 60_000;
/// Answers that are kept.
const KEPT: usize = 300;

/// How a question ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    Known(Panel),
    /// Too slow, away, or no answer of the agreed form: why, for a person.
    Failed(String),
    Busy,
}

/// What was answered, when, and how long it took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    pub answer: Answer,
    pub at: Millis,
    pub took_ms: i64,
}

type Kept = HashMap<(ContactId, Millis), Arc<Asked>>;

/// The answers of this process.
pub struct Lookups {
    kept: Mutex<Kept>,
    free: Semaphore,
    client: OnceLock<reqwest::Client>,
}

impl Default for Lookups {
    fn default() -> Self {
        Self {
            kept: Mutex::default(),
            free: Semaphore::new(AT_ONCE),
            client: OnceLock::new(),
        }
    }
}

impl Lookups {
    fn kept(&self, question: &Question, now: Millis) -> Option<Arc<Asked>> {
        let key = (question.contact?, question.changed_at);
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let found = kept.get(&key)?;
        (now - found.at < FRESH_MS).then(|| Arc::clone(found))
    }

    fn keep(&self, question: &Question, asked: &Arc<Asked>) {
        let Some(contact) = question.contact else {
            return;
        };
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let old = asked.at - FRESH_MS;
        kept.retain(|_, a| a.at > old);
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert((contact, question.changed_at), Arc::clone(asked));
    }

    /// Forgets what was answered about a contact.
    pub fn forget(&self, contact: ContactId) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(c, _), _| *c != contact);
    }

    fn client(&self, app: &App) -> anyhow::Result<reqwest::Client> {
        if let Some(known) = self.client.get() {
            return Ok(known.clone());
        }
        let made = client(app)?;
        Ok(self.client.get_or_init(|| made).clone())
    }
}

/// Asks, or answers what was answered within the last minute.
pub async fn ask(app: &App, question: &Question) -> Arc<Asked> {
    let now = app.clock.now();
    if let Some(known) = app.lookups.kept(question, now) {
        return known;
    }
    let Ok(_turn) = app.lookups.free.try_acquire() else {
        return Arc::new(Asked {
            answer: Answer::Busy,
            at: now,
            took_ms: 0,
        });
    };
    // How long a target takes is real time, also under a virtual clock.
    let begun = Instant::now();
    let answer = match tokio::time::timeout(PATIENCE, attempt(app, question)).await {
        Ok(Ok(panel)) => Answer::Known(panel),
        Ok(Err(why)) => Answer::Failed(why),
        Err(_) => Answer::Failed("It took too long.".to_owned()),
    };
    let outcome = if matches!(answer, Answer::Known(_)) {
        "known"
    } else {
        "failed"
    };
    metrics::counter!("fairlead_lookups_total", "outcome" => outcome).increment(1);
    let asked = Arc::new(Asked {
        answer,
        at: now,
        took_ms: i64::try_from(begun.elapsed().as_millis()).unwrap_or(i64::MAX),
    });
    app.lookups.keep(question, &asked);
    asked
}

async fn attempt(app: &App, question: &Question) -> Result<Panel, String> {
    let url = target(app, &question.url)?;
    let client = app
        .lookups
        .client(app)
        .map_err(|_| "The roots of trust cannot be read.".to_owned())?;
    let mut answer = client
        .post(url)
        .header("content-type", "application/json")
        .header("accept", "application/json")
        .header("webhook-id", &question.id)
        .header("webhook-timestamp", question.timestamp)
        .header("webhook-signature", &question.signature)
        .body(question.body.clone())
        .send()
        .await
        .map_err(|e| plainly(&e))?;
    let status = answer.status().as_u16();
    if status == 404 {
        // It knows nobody of these addresses: that is an answer.
        return Ok(Panel::default());
    }
    if !(200..300).contains(&status) {
        return Err(format!("HTTP {status}"));
    }
    let mut bytes = Vec::new();
    while let Some(piece) = answer.chunk().await.map_err(|e| plainly(&e))? {
        if bytes.len() + piece.len() > panel::OCTETS_MAX {
            return Err("The answer is larger than 64 kB.".to_owned());
        }
        bytes.extend_from_slice(&piece);
    }
    panel::read(&bytes).map_err(str::to_owned)
}
