//! Calls the language-model service: any that speaks `POST {base}/chat/completions`. It is outside of the house: the rules for
//! targets of webhooks hold (no own network unless it was allowed, no redirects), it has a few seconds and a bounded answer,
//! few calls are on their way at once, none is made twice. A call that has begun is written down to its end, also when nobody
//! waits for it any more. What is sent and what is believed is `domain::answer`; the money is `desk::model`.

mod wire;

use crate::app::App;
use crate::http::error::ApiResult;
use crate::workers::webhooks::client;
use desk::model::{About, Outcome, Ready, Setup};
use domain::answer::{Answer, Message, Refused};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use wire::{Failure, Said};

/// Calls of this process that are on their way at the same time; others are told that it is busy.
const AT_ONCE: usize = 8;
/// Between two looks at the setting, which another node may have changed.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// How long an answer is given again.
const FRESH: Duration = Duration::from_secs(10 * 60);
/// Answers that are kept.
const KEPT: usize = 300;

/// What this process holds of the service.
pub struct Models {
    free: Arc<Semaphore>,
    client: OnceLock<reqwest::Client>,
    setup: Mutex<Option<(Arc<Setup>, Instant)>>,
    /// Answers to readers' questions, named by all that they stand on; nothing: refused.
    answers: Mutex<HashMap<[u8; 32], Kept>>,
}

/// What was answered, and when.
type Kept = (Option<Answer>, Instant);

impl Default for Models {
    fn default() -> Self {
        Self {
            free: Arc::new(Semaphore::new(AT_ONCE)),
            client: OnceLock::new(),
            setup: Mutex::default(),
            answers: Mutex::default(),
        }
    }
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// Too many at once.
    Busy,
    /// What came back is not to be shown.
    Refused(Refused),
    /// Too slow, away, or not of the agreed form: a stable word, such as `timeout` or `http_500`.
    Failed(String),
}

impl Why {
    #[must_use]
    pub fn word(&self) -> String {
        match self {
            Self::Busy => "busy".to_owned(),
            Self::Refused(refused) => refused.word().to_owned(),
            Self::Failed(why) => why.clone(),
        }
    }
}

/// The right to make one call.
pub struct Turn {
    _permit: OwnedSemaphorePermit,
}

impl Models {
    /// How the service is set up, a moment old at most.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn setup(&self, app: &App) -> ApiResult<Arc<Setup>> {
        let now = Instant::now();
        {
            let held = self.setup.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some((setup, _)) = held.as_ref().filter(|h| now - h.1 < LOOK_EVERY) {
                return Ok(Arc::clone(setup));
            }
        }
        let setup = Arc::new(app.desk.model_setup().await?);
        let mut held = self.setup.lock().unwrap_or_else(PoisonError::into_inner);
        *held = Some((Arc::clone(&setup), now));
        Ok(setup)
    }

    /// What was last seen of the setting, for who cannot wait; nothing: nobody has looked yet.
    #[must_use]
    pub fn held(&self) -> Option<Arc<Setup>> {
        let held = self.setup.lock().unwrap_or_else(PoisonError::into_inner);
        held.as_ref().map(|h| Arc::clone(&h.0))
    }

    /// Looks anew at the next question.
    pub fn forget(&self) {
        *self.setup.lock().unwrap_or_else(PoisonError::into_inner) = None;
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        answers.clear();
    }

    /// What was answered to this a short while ago: the same is not paid for twice.
    #[must_use]
    pub fn known(&self, key: &[u8; 32]) -> Option<Option<Answer>> {
        let answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        let (answer, at) = answers.get(key)?;
        (at.elapsed() < FRESH).then(|| answer.clone())
    }

    pub fn keep(&self, key: [u8; 32], answer: Option<Answer>) {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        if answers.len() >= KEPT {
            answers.retain(|_, (_, at)| at.elapsed() < FRESH);
        }
        if answers.len() >= KEPT {
            answers.clear();
        }
        answers.insert(key, (answer, Instant::now()));
    }

    /// A turn, if one is free: asked for before money is reserved.
    #[must_use]
    pub fn turn(&self) -> Option<Turn> {
        let permit = Arc::clone(&self.free).try_acquire_owned().ok()?;
        Some(Turn { _permit: permit })
    }

    fn client(&self, app: &App) -> anyhow::Result<reqwest::Client> {
        if let Some(known) = self.client.get() {
            return Ok(known.clone());
        }
        let made = client(app)?;
        Ok(self.client.get_or_init(|| made).clone())
    }
}

/// Asks, and judges what comes back. The inner error is why there is no answer.
///
/// # Errors
/// `model_off`, `model_resting`, `model_cap`, and when the database cannot be reached.
pub async fn ask<T: Send + 'static>(
    app: &App,
    about: About,
    messages: &[Message],
    judge: impl FnOnce(&str) -> Result<T, Refused> + Send + 'static,
) -> ApiResult<Result<T, Why>> {
    let Some(turn) = app.models.turn() else {
        return Ok(Err(Why::Busy));
    };
    let ready = app.desk.begin_model_call(about, messages).await?;
    Ok(finish(app, turn, ready, judge).await)
}

/// The same for a call that was begun.
pub async fn finish<T: Send + 'static>(
    app: &App,
    turn: Turn,
    ready: Ready,
    judge: impl FnOnce(&str) -> Result<T, Refused> + Send + 'static,
) -> Result<T, Why> {
    let app = app.clone();
    // By itself: whoever asked may go away, and the call has its price all the same.
    let call = tokio::spawn(async move {
        let answer = through(&app, &ready, judge).await;
        drop(turn);
        answer
    });
    call.await
        .unwrap_or_else(|_| Err(Why::Failed("lost".to_owned())))
}

async fn through<T>(
    app: &App,
    ready: &Ready,
    judge: impl FnOnce(&str) -> Result<T, Refused>,
) -> Result<T, Why> {
    // How long it takes is real time, also under a virtual clock.
    let begun = Instant::now();
    let came = match app.models.client(app) {
        Ok(client) => wire::call(app, &client, ready).await,
        Err(_) => Err(Failure::before("roots")),
    };
    let took_ms = i64::try_from(begun.elapsed().as_millis()).unwrap_or(i64::MAX);
    let (answer, outcome) = judged(came, judge, took_ms);
    metrics::counter!("fairlead_model_calls_total", "outcome" => outcome.verdict).increment(1);
    if let Err(error) = app.desk.end_model_call(ready, outcome).await {
        // It stays reserved, and is charged as lost later.
        tracing::error!(%error, call = %ready.id, "the end of a call of the language model was not kept");
    }
    answer
}

fn judged<T>(
    came: Result<Said, Failure>,
    judge: impl FnOnce(&str) -> Result<T, Refused>,
    took_ms: i64,
) -> (Result<T, Why>, Outcome) {
    match came {
        Err(failure) => {
            let outcome = Outcome {
                came: String::new(),
                verdict: "failed",
                reason: Some(failure.why.clone()),
                usage: failure.usage,
                may_cost: failure.may_cost,
                took_ms,
            };
            (Err(Why::Failed(failure.why)), outcome)
        }
        Ok(said) => {
            // Cut off at the bound of tokens: what is missing could change what it says.
            let answer = if said.cut {
                Err(Refused::TooLong)
            } else {
                judge(&said.text)
            };
            let outcome = Outcome {
                came: said.text,
                verdict: if answer.is_ok() { "given" } else { "refused" },
                reason: answer.as_ref().err().map(|r| r.word().to_owned()),
                usage: said.usage,
                may_cost: true,
                took_ms,
            };
            (answer.map_err(Why::Refused), outcome)
        }
    }
}
