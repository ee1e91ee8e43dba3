//! The index of suggestions of this process: built when somebody first asks, built anew behind their backs when articles have
//! changed, given back when nobody has asked for a while. Who may see what is asked of the index and again of the database;
//! ranking is `domain::suggest`.

use crate::app::App;
use crate::http::error::{ApiError, ApiResult};
use domain::SuggestionId;
use domain::suggest::{Index, words_to_learn};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Between two looks at whether articles have changed.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Voices and learned words are taken in so often.
const ANEW_EVERY: Duration = Duration::from_secs(60 * 60);
/// Not asked for so long, it is given back.
const IDLE: Duration = Duration::from_secs(30 * 60);

/// Questions whose words are remembered until somebody says that they were answered; the oldest half goes when it is full.
const TYPED_MAX: usize = 4_000;

/// See the module.
#[derive(Default)]
pub struct Suggestions {
    /// In this process alone, and for a while: the text itself is kept nowhere.
    typed: Mutex<HashMap<SuggestionId, (Vec<String>, Instant)>>,
    held: Mutex<Option<Held>>,
    /// One builds, the others wait or go on with what there is.
    building: Arc<tokio::sync::Mutex<()>>,
}

#[derive(Clone)]
struct Held {
    index: Arc<Index>,
    /// Of the help centers, when it was built.
    epoch: i64,
    built: Instant,
    looked: Instant,
    asked: Instant,
}

impl Suggestions {
    /// The index. The first to ask waits until it is built; later ones may be given one that is a moment old.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn index(&self, app: &App) -> ApiResult<Arc<Index>> {
        let now = Instant::now();
        let Some(held) = self.asked(now) else {
            return self.first(app).await;
        };
        if now - held.looked < LOOK_EVERY {
            return Ok(held.index);
        }
        let epoch = app.desk.suggestion_epoch().await?;
        if epoch == held.epoch && now - held.built < ANEW_EVERY {
            self.looked(now);
        } else if let Ok(alone) = Arc::clone(&self.building).try_lock_owned() {
            self.looked(now);
            let app = app.clone();
            tokio::spawn(async move {
                if let Err(error) = app.suggestions.build(&app).await {
                    tracing::warn!(?error, "the index of suggestions was not built anew");
                }
                drop(alone);
            });
        }
        Ok(held.index)
    }

    /// Remembers the words of what was typed last for a session.
    pub fn typed(&self, session: SuggestionId, text: &str) {
        let words = words_to_learn(text);
        let mut typed = self.typed.lock().unwrap_or_else(PoisonError::into_inner);
        if typed.len() >= TYPED_MAX && !typed.contains_key(&session) {
            let mut times: Vec<Instant> = typed.values().map(|t| t.1).collect();
            times.sort_unstable();
            let middle = times[times.len() / 2];
            typed.retain(|_, t| t.1 > middle);
        }
        typed.insert(session, (words, Instant::now()));
    }

    /// The words that were typed for a session; they are forgotten then.
    #[must_use]
    pub fn words_typed(&self, session: SuggestionId) -> Vec<String> {
        let mut typed = self.typed.lock().unwrap_or_else(PoisonError::into_inner);
        typed.remove(&session).map(|t| t.0).unwrap_or_default()
    }

    /// Gives the memory back when nobody has asked for long.
    pub fn rest(&self) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if held.as_ref().is_some_and(|h| h.asked.elapsed() > IDLE) {
            *held = None;
        }
        drop(held);
        let mut typed = self.typed.lock().unwrap_or_else(PoisonError::into_inner);
        typed.retain(|_, t| t.1.elapsed() < IDLE);
    }

    /// Bytes that it holds now, about.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.as_ref().map_or(0, |h| h.index.bytes())
    }

    fn asked(&self, now: Instant) -> Option<Held> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let held = held.as_mut()?;
        held.asked = now;
        Some(held.clone())
    }

    fn looked(&self, now: Instant) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(held) = held.as_mut() {
            held.looked = now;
        }
    }

    async fn first(&self, app: &App) -> ApiResult<Arc<Index>> {
        let _alone = self.building.lock().await;
        // Somebody else may have built it meanwhile.
        match self.asked(Instant::now()) {
            Some(held) => Ok(held.index),
            None => self.build(app).await,
        }
    }

    async fn build(&self, app: &App) -> ApiResult<Arc<Index>> {
        while app.behind.learn_from_answers().await? > 0 {}
        let (epoch, sources) = app.behind.suggestion_sources().await?;
        let index = tokio::task::spawn_blocking(move || Arc::new(Index::build(sources)))
            .await
            .map_err(ApiError::internal)?;
        tracing::debug!(
            translations = index.len(),
            bytes = index.bytes(),
            "the index of suggestions was built"
        );
        let now = Instant::now();
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        *held = Some(Held {
            index: Arc::clone(&index),
            epoch,
            built: now,
            looked: now,
            asked: now,
        });
        Ok(index)
    }
}
