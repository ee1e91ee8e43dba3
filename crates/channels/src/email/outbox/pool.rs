//! Connections that wait for their next mail, the pace of each smarthost, and which ones to pass over for a while.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use domain::SmarthostId;
use tokio::time::Instant;

use super::connection::Connection;
use crate::email::oauth::{self, OAuthError};
use crate::host::{Host, OAuthProvider, OAuthToken, SmarthostConfig, TokenOwner};
use crate::tls::ClientTls;

/// Mails on one connection; some servers dislike more.
const USES_MAX: u32 = 100;
/// A healthy smarthost is told so often.
const TELL: Duration = Duration::from_secs(10);

pub(super) struct Pool {
    keep: Duration,
    inside: Mutex<Inside>,
    /// The newest token of each smarthost. The lock is held over a refresh: many mails, one refresh.
    tokens: tokio::sync::Mutex<HashMap<SmarthostId, OAuthToken>>,
}

#[derive(Default)]
struct Inside {
    idle: HashMap<SmarthostId, Vec<Idle>>,
    /// When the next mail may go to a smarthost with a rate cap.
    next: HashMap<SmarthostId, Instant>,
    avoid: HashMap<SmarthostId, Instant>,
    /// When a success was last told to the host.
    told: HashMap<SmarthostId, Instant>,
}

struct Idle {
    connection: Connection,
    /// An edited smarthost does not get the connections of its former self.
    settings: SmarthostConfig,
    since: Instant,
}

impl Pool {
    pub fn new(keep: Duration) -> Self {
        Self {
            keep,
            inside: Mutex::default(),
            tokens: tokio::sync::Mutex::default(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inside> {
        self.inside
            .lock()
            .expect("nobody panics while holding this lock")
    }

    /// A connection that was good a moment ago.
    pub fn take(&self, smarthost: &SmarthostConfig) -> Option<Connection> {
        let mut inside = self.lock();
        let idle = inside.idle.get_mut(&smarthost.id)?;
        idle.retain(|one| one.since.elapsed() < self.keep && one.settings == *smarthost);
        idle.pop().map(|one| one.connection)
    }

    pub fn give_back(&self, smarthost: &SmarthostConfig, connection: Connection) {
        if !connection.is_open() || connection.used >= USES_MAX {
            return;
        }
        let one = Idle {
            connection,
            settings: smarthost.clone(),
            since: Instant::now(),
        };
        self.lock().idle.entry(smarthost.id).or_default().push(one);
    }

    /// Ends connections that nobody needed.
    pub fn drop_idle(&self) {
        let mut old = Vec::new();
        for idle in self.lock().idle.values_mut() {
            let keep = self.keep;
            old.extend(idle.extract_if(.., |one| one.since.elapsed() >= keep));
        }
        for one in old {
            tokio::spawn(one.connection.quit());
        }
    }

    /// Waits for the turn of one mail under the rate cap; mails are spread evenly.
    pub async fn turn(&self, smarthost: &SmarthostConfig) {
        let Some(rate) = smarthost.rate_per_minute.filter(|rate| *rate > 0) else {
            return;
        };
        let step = Duration::from_secs(60) / rate;
        let turn = {
            let mut inside = self.lock();
            let next = inside.next.entry(smarthost.id).or_insert_with(Instant::now);
            let turn = (*next).max(Instant::now());
            *next = turn + step;
            turn
        };
        tokio::time::sleep_until(turn).await;
    }

    /// The smarthosts in their order, those that just failed last.
    pub fn order<'a>(&self, smarthosts: &'a [SmarthostConfig]) -> Vec<&'a SmarthostConfig> {
        let inside = self.lock();
        let now = Instant::now();
        let (mut good, bad): (Vec<_>, Vec<_>) = smarthosts
            .iter()
            .partition(|s| inside.avoid.get(&s.id).is_none_or(|until| *until <= now));
        good.extend(bad);
        good
    }

    pub fn avoid(&self, smarthost: SmarthostId, how_long: Duration) {
        self.lock()
            .avoid
            .insert(smarthost, Instant::now() + how_long);
    }

    /// A success: true when it is time to tell the host, which would otherwise write a row for each mail.
    pub fn succeeded(&self, smarthost: SmarthostId) -> bool {
        let mut inside = self.lock();
        let was_ill = inside.avoid.remove(&smarthost).is_some();
        let now = Instant::now();
        let due = inside
            .told
            .get(&smarthost)
            .is_none_or(|at| now.duration_since(*at) >= TELL);
        if due || was_ill {
            inside.told.insert(smarthost, now);
        }
        due || was_ill
    }

    /// A token that is good for a while. `configured` is the one that the host knows; ours may be newer.
    pub async fn token(
        &self,
        smarthost: SmarthostId,
        provider: OAuthProvider,
        configured: &OAuthToken,
        host: &dyn Host,
        tls: &ClientTls,
    ) -> Result<OAuthToken, OAuthError> {
        let mut tokens = self.tokens.lock().await;
        let mut token = match tokens.get(&smarthost) {
            Some(ours) if ours.expires_at >= configured.expires_at => ours.clone(),
            _ => configured.clone(),
        };
        let owner = TokenOwner::Smarthost(smarthost);
        let mut done = oauth::fresh(provider, &mut token, owner, host, tls).await;
        if done.is_err() && token != *configured {
            // The administrator may have consented anew meanwhile.
            token = configured.clone();
            done = oauth::fresh(provider, &mut token, owner, host, tls).await;
        }
        done?;
        tokens.insert(smarthost, token.clone());
        Ok(token)
    }
}
