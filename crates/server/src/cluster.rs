//! Several processes on one database: what this one may do alone, and the words between them.
//!
//! On SQLite a process is alone and may do everything. On PostgreSQL leases in the database say who sweeps and who collects
//! which mailbox; [`workers::nodes`](crate::workers::nodes) renews them. A lease is believed here for a shorter time than
//! it stands there, by this machine's monotonic clock, so that a machine that is cut off stops before another begins. Should
//! it not, rows are safe all the same: every change is checked by version or attempt.

use crate::clock::Clock;
use crate::live::presence::PresenceState;
use domain::{AgentId, ConversationId, MailboxId, Millis};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use store::{Db, Engine, StoreError};
use tokio::time::Instant;

/// How long a lease stands in the database.
pub const LEASE_MS: Millis = 10_000;
/// How long it is believed here, counted from before it was asked for.
const BELIEVED: Duration = Duration::from_secs(7);
/// The lease of who looks after what falls due.
pub const SWEEPS: &str = "sweeps";

/// The name of the lease of a mailbox.
#[must_use]
pub fn mailbox_lease(id: MailboxId) -> String {
    format!("mailbox:{id}")
}

/// What this process holds.
#[derive(Debug, Default)]
pub struct Cluster {
    alone: bool,
    held: Mutex<Held>,
}

#[derive(Debug, Default)]
struct Held {
    sweeps: Option<Instant>,
    mailboxes: HashMap<MailboxId, Instant>,
}

impl Cluster {
    #[must_use]
    pub fn of(db: &Db) -> Self {
        Self {
            alone: db.engine() == Engine::Sqlite,
            held: Mutex::default(),
        }
    }

    /// No other process can be on this database.
    #[must_use]
    pub fn is_alone(&self) -> bool {
        self.alone
    }

    /// Whether this process looks after what falls due.
    #[must_use]
    pub fn leads(&self) -> bool {
        self.alone
            || self
                .lock()
                .sweeps
                .is_some_and(|until| Instant::now() < until)
    }

    /// Whether this process collects that mailbox.
    #[must_use]
    pub fn collects(&self, id: MailboxId) -> bool {
        let until = || self.lock().mailboxes.get(&id).copied();
        self.alone || until().is_some_and(|until| Instant::now() < until)
    }

    /// What was granted when it was asked for at `asked`; whether the mailboxes are others than before.
    pub fn granted(&self, asked: Instant, sweeps: bool, mailboxes: &[MailboxId]) -> bool {
        let until = asked + BELIEVED;
        let mut held = self.lock();
        let now = Instant::now();
        held.sweeps = sweeps.then_some(until);
        let before: Vec<MailboxId> = held
            .mailboxes
            .iter()
            .filter(|(_, until)| now < **until)
            .map(|(id, _)| *id)
            .collect();
        held.mailboxes = mailboxes.iter().map(|id| (*id, until)).collect();
        before.len() != mailboxes.len() || before.iter().any(|id| !mailboxes.contains(id))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What processes tell each other. Soft: any of it may be lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "w", rename_all = "snake_case")]
pub enum Word {
    /// Sessions have ended, or what their agents may do has changed.
    Forget,
    /// Somebody is at a conversation, or has left.
    Present {
        node: String,
        socket: u64,
        agent: AgentId,
        at: Option<(ConversationId, PresenceState)>,
    },
}

impl Word {
    #[must_use]
    pub fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

#[must_use]
pub fn word_to_forget() -> String {
    Word::Forget.text()
}

/// Puts a shared clock right by the database's; how far this machine's own is ahead.
///
/// # Errors
/// See [`StoreError`].
pub async fn set_clock(db: &Db, clock: &Clock) -> Result<Millis, StoreError> {
    if !matches!(clock, Clock::Shared(_)) {
        return Ok(0);
    }
    let before = clock.own();
    let theirs = db
        .read(async |tx| store::node::database_time(tx).await)
        .await?;
    let middle = before + (clock.own() - before) / 2;
    Ok(clock.adjust(theirs, middle))
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn mailbox(n: u128) -> MailboxId {
        MailboxId(Uuid::from_u128(n))
    }

    #[test]
    fn what_was_granted_is_believed_for_less_time_than_it_stands() {
        let cluster = Cluster::default();
        assert!(!cluster.leads() && !cluster.collects(mailbox(1)));
        let now = Instant::now();
        assert!(cluster.granted(now, true, &[mailbox(1)]), "a new mailbox");
        assert!(!cluster.granted(now, true, &[mailbox(1)]), "the same");
        assert!(cluster.leads() && cluster.collects(mailbox(1)) && !cluster.collects(mailbox(2)));
        assert!(
            !cluster.granted(now, false, &[mailbox(1)]),
            "the same, without the sweeps"
        );
        assert!(!cluster.leads() && cluster.collects(mailbox(1)));
        assert!(cluster.granted(now, true, &[mailbox(2)]), "another one");
    }

    #[test]
    fn an_answer_that_took_long_is_believed_from_when_it_was_asked_for() {
        let cluster = Cluster::default();
        let nearly = Duration::from_millis(LEASE_MS as u64) - Duration::from_secs(2);
        let Some(asked) = Instant::now().checked_sub(nearly) else {
            panic!("this machine started just now");
        };
        cluster.granted(asked, true, &[mailbox(1)]);
        assert!(!cluster.leads() && !cluster.collects(mailbox(1)));
    }
}
