//! The live feed: what agents' consoles hear without asking.
//!
//! A socket waits for the store's hint that the feed has grown and reads from its own position, so a slow client costs
//! nobody else anything: its next frame is larger, or it is told to start anew.

pub mod frames;
pub mod presence;
pub mod socket;

use domain::{AgentId, Millis};
use presence::{Presence, SocketId};
use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;

const MOST_SOCKETS: usize = 5_000;
const MOST_PER_AGENT: usize = 32;

/// What the sockets of this process share.
pub struct Live {
    pub presence: Presence,
    changes: watch::Sender<u64>,
    next: AtomicU64,
    open: Arc<Mutex<HashMap<AgentId, usize>>>,
    /// When a console of an agent was last heard of, by the clock of heartbeats.
    heard: Mutex<HashMap<AgentId, Millis>>,
    /// A console of somebody who was not here has come.
    pub come: Notify,
    stop: OnceLock<CancellationToken>,
}

impl Default for Live {
    fn default() -> Self {
        Self {
            presence: Presence::default(),
            changes: watch::channel(0).0,
            next: AtomicU64::new(1),
            open: Arc::default(),
            heard: Mutex::default(),
            come: Notify::new(),
            stop: OnceLock::new(),
        }
    }
}

/// A place for one socket; given back when it is dropped.
pub struct Place {
    id: SocketId,
    agent: AgentId,
    open: Arc<Mutex<HashMap<AgentId, usize>>>,
}

impl Place {
    #[must_use]
    pub fn id(&self) -> SocketId {
        self.id
    }
}

impl Live {
    /// A place for another socket of this agent, or `None` when there are too many.
    #[must_use]
    pub fn enter(&self, agent: AgentId) -> Option<Place> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let here = open.get(&agent).copied().unwrap_or(0);
        if here >= MOST_PER_AGENT || open.values().sum::<usize>() >= MOST_SOCKETS {
            return None;
        }
        open.insert(agent, here + 1);
        metrics::gauge!("fairlead_feed_sockets").increment(1);
        Some(Place {
            id: SocketId(self.next.fetch_add(1, Ordering::Relaxed)),
            agent,
            open: self.open.clone(),
        })
    }

    /// Agents whose consoles are open here.
    #[must_use]
    pub fn here(&self) -> HashSet<AgentId> {
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.keys().copied().collect()
    }

    /// A console of this agent said something.
    pub fn hear(&self, agent: AgentId, now: Millis) {
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        if heard.insert(agent, now).is_none() {
            self.come.notify_one();
        }
    }

    /// Agents of whose consoles here something was heard within that time, and when; the others are forgotten, and what was
    /// heard before the clock was set back as well.
    #[must_use]
    pub fn heard_within(&self, ms: Millis, now: Millis) -> Vec<(AgentId, Millis)> {
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        heard.retain(|_, at| (now - *at).abs() <= ms);
        heard.iter().map(|(agent, at)| (*agent, *at)).collect()
    }

    /// Says that presence has changed somewhere.
    pub fn nudge_presence(&self) {
        self.changes.send_modify(|n| *n += 1);
    }

    #[must_use]
    pub fn presence_changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    /// Gives sockets the token that ends them at a stop.
    pub fn stop_with(&self, stop: CancellationToken) {
        let _ = self.stop.set(stop);
    }

    #[must_use]
    pub fn stop_token(&self) -> CancellationToken {
        self.stop.get().cloned().unwrap_or_default()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        match open.get_mut(&self.agent) {
            Some(n) if *n > 1 => *n -= 1,
            _ => {
                open.remove(&self.agent);
            }
        }
        metrics::gauge!("fairlead_feed_sockets").decrement(1);
    }
}
