//! Sessions and tokens that were seen lately, so that a request does not ask the database who sends it.
//!
//! An entry lives for seconds: an agent who was locked out on another node is out when that node says so, and within
//! [`FRESH`] in any case.

use crate::app::App;
use crate::http::error::ApiError;
use domain::access::Access;
use domain::{AgentId, ApiTokenId, Millis, SessionId};
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

const FRESH: Duration = Duration::from_secs(5);
const MOST: usize = 1_024;
/// How often "last seen" is written.
const TOUCH_MS: Millis = 5 * 60 * 1000;

/// What a request was proven by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignedBy {
    Session(SessionId),
    Token(ApiTokenId),
}

/// A proven session or token.
#[derive(Debug, Clone)]
pub struct Signed {
    pub by: SignedBy,
    pub agent: AgentId,
    pub csrf: String,
    pub access: Access,
    /// Nothing but setting a second factor up is answered.
    pub must_enrol: bool,
    pub token_hash: Vec<u8>,
    pub last_seen_at: Millis,
    pub expires_at: Millis,
}

impl Signed {
    /// `None` for a program with a token.
    #[must_use]
    pub fn session(&self) -> Option<SessionId> {
        match self.by {
            SignedBy::Session(id) => Some(id),
            SignedBy::Token(_) => None,
        }
    }
}

#[derive(Default)]
pub struct Sessions {
    /// Other nodes are told to forget through it.
    others: OnceLock<store::Db>,
    seen: Mutex<ByToken>,
    budgets: Mutex<HashMap<ApiTokenId, Budget>>,
}

/// Requests that a token may still make: refilled by the second, up to a burst.
#[derive(Debug, Clone, Copy)]
struct Budget {
    left: f64,
    at: Millis,
}

impl Budget {
    /// Takes one request out; the seconds to wait when there is none.
    fn take(&mut self, now: Millis, per_minute: u32) -> Result<(), u64> {
        let most = f64::from(per_minute.max(1));
        #[expect(
            clippy::cast_precision_loss,
            reason = "milliseconds between two requests"
        )]
        let passed = (now - self.at).clamp(0, 60_000) as f64;
        self.at = now;
        self.left = (self.left + passed * most / 60_000.0).min(most);
        if self.left >= 1.0 {
            self.left -= 1.0;
            return Ok(());
        }
        Err((60 / u64::from(per_minute.max(1))).max(1))
    }
}

/// By the hash of the token, with the moment when it was read from the store.
type ByToken = HashMap<Vec<u8>, (Arc<Signed>, Instant)>;

/// How tokens are kept: whoever reads the database cannot use them.
#[must_use]
pub fn hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

impl Sessions {
    /// The session of a token; `None` when there is none, or it has ended.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn find(
        &self,
        app: &App,
        token: &str,
        now: Millis,
    ) -> Result<Option<Arc<Signed>>, ApiError> {
        let hash = hash(token);
        let known = {
            let all = self.lock();
            all.get(&hash)
                .filter(|(s, at)| at.elapsed() < FRESH && now < s.expires_at)
                .map(|(s, _)| s.clone())
        };
        match known {
            Some(signed) => Ok(Some(signed)),
            None => self.load(app, hash, now).await,
        }
    }

    /// Counts a request of a token; too many in a minute are refused.
    ///
    /// # Errors
    /// `too_many_requests` (429).
    pub fn spend(&self, id: ApiTokenId, now: Millis, per_minute: u32) -> Result<(), ApiError> {
        let mut budgets = self.budgets.lock().unwrap_or_else(PoisonError::into_inner);
        if budgets.len() >= MOST {
            budgets.retain(|_, budget| now - budget.at < 60_000);
        }
        let fresh = Budget {
            left: f64::from(per_minute.max(1)),
            at: now,
        };
        let taken = budgets.entry(id).or_insert(fresh).take(now, per_minute);
        taken.map_err(|wait_s| {
            ApiError::new(
                axum::http::StatusCode::TOO_MANY_REQUESTS,
                "too_many_requests",
                "This token makes too many requests. Slow down.",
            )
            .after(wait_s)
        })
    }

    /// The same session, read anew.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn again(
        &self,
        app: &App,
        signed: &Signed,
        now: Millis,
    ) -> Result<Option<Arc<Signed>>, ApiError> {
        self.load(app, signed.token_hash.clone(), now).await
    }

    /// Forgets all that is held: after a sign-out, or a change to an agent or a team. Other nodes are told, and would
    /// forget by themselves within [`FRESH`].
    pub fn forget(&self) {
        self.forget_here();
        if let Some(db) = self.others.get() {
            db.whisper(crate::cluster::word_to_forget());
        }
    }

    /// The same in this process alone.
    pub fn forget_here(&self) {
        self.lock().clear();
    }

    /// Tells other nodes over this database from now on.
    pub fn tell_others(&self, db: store::Db) {
        let _ = self.others.set(db);
    }

    async fn load(
        &self,
        app: &App,
        hash: Vec<u8>,
        now: Millis,
    ) -> Result<Option<Arc<Signed>>, ApiError> {
        let found = match crate::reads::session(app, hash.clone(), now).await? {
            Some(signed) => Some(signed),
            None => crate::reads::api_token(app, hash.clone(), now).await?,
        };
        let Some(signed) = found else {
            self.lock().remove(&hash);
            return Ok(None);
        };
        if let (true, Some(session)) = (now - signed.last_seen_at > TOUCH_MS, signed.session()) {
            crate::reads::touch_session(app, session, now).await?;
        }
        let signed = Arc::new(signed);
        let mut all = self.lock();
        if all.len() >= MOST {
            all.retain(|_, (_, at)| at.elapsed() < FRESH);
        }
        if all.len() < MOST {
            all.insert(hash, (signed.clone(), Instant::now()));
        }
        Ok(Some(signed))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, ByToken> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_may_burst_and_then_waits_until_time_has_passed() {
        let mut budget = Budget { left: 3.0, at: 0 };
        let taken: Vec<bool> = (0..4).map(|_| budget.take(0, 3).is_ok()).collect();
        assert_eq!(taken, [true, true, true, false]);
        assert_eq!(budget.take(1_000, 3), Err(20));
        assert!(budget.take(21_000, 3).is_ok());
        assert!(budget.take(21_000, 3).is_err());
    }

    #[test]
    fn a_clock_that_jumps_back_gives_nothing_away() {
        let mut budget = Budget {
            left: 1.0,
            at: 60_000,
        };
        assert!(budget.take(0, 60).is_ok());
        assert!(budget.take(0, 60).is_err());
    }
}
