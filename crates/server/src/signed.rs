//! Sessions that were seen lately, so that a request does not ask the database who sends it.
//!
//! An entry lives for seconds: an agent who was locked out elsewhere (another node) is out within [`FRESH`].

use crate::app::App;
use crate::http::error::ApiError;
use domain::access::Access;
use domain::{AgentId, Millis, SessionId};
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

const FRESH: Duration = Duration::from_secs(5);
const MOST: usize = 1_024;
/// How often "last seen" is written.
const TOUCH_MS: Millis = 5 * 60 * 1000;

/// A proven session.
#[derive(Debug, Clone)]
pub struct Signed {
    pub session: SessionId,
    pub agent: AgentId,
    pub csrf: String,
    pub access: Access,
    pub token_hash: Vec<u8>,
    pub last_seen_at: Millis,
    pub expires_at: Millis,
}

#[derive(Default)]
pub struct Sessions(Mutex<ByToken>);

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

    /// Forgets all that is held: after a sign-out, or a change to an agent or a team.
    pub fn forget(&self) {
        self.lock().clear();
    }

    async fn load(
        &self,
        app: &App,
        hash: Vec<u8>,
        now: Millis,
    ) -> Result<Option<Arc<Signed>>, ApiError> {
        let Some(signed) = crate::reads::session(app, hash.clone(), now).await? else {
            self.lock().remove(&hash);
            return Ok(None);
        };
        if now - signed.last_seen_at > TOUCH_MS {
            crate::reads::touch_session(app, signed.session, now).await?;
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
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
