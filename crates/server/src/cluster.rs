//! Several processes on one database: what this one may do alone, and the words between them.
//!
//! On SQLite a process is alone and may do everything. On PostgreSQL leases in the database say who sweeps and who collects
//! which mailbox; [`workers::nodes`](crate::workers::nodes) renews them. A lease is believed here for a shorter time than
//! it stands there, by this machine's monotonic clock, so that a machine that is cut off stops before another begins. Should
//! it not, rows are safe all the same: every change is checked by version or attempt.

use crate::clock::Clock;
use crate::config::Config;
use crate::live::presence::PresenceState;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
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

/// The lease of who lets work ring.
pub const ROUTER: &str = "router";

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
    router: Option<Instant>,
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

    /// Whether this process lets work ring.
    #[must_use]
    pub fn routes(&self) -> bool {
        self.alone
            || self
                .lock()
                .router
                .is_some_and(|until| Instant::now() < until)
    }

    /// The lease of the router was asked for at `asked`; whether it was granted.
    pub fn router_granted(&self, asked: Instant, granted: bool) {
        self.lock().router = granted.then_some(asked + BELIEVED);
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
    /// A visitor types.
    Typing { conversation: ConversationId },
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

/// What the key of this house makes of a word, kept at the first start.
const KEY_CHECK: &str = "key_check";
/// Where the files of this house are.
const BLOB_PLACE: &str = "blob_place";
/// In a folder of files: names it, wherever it is mounted.
const MARKER: &str = ".place";

/// Whether this machine has the key and the files of the desk whose rows it opened: with another key secrets could not be
/// opened, and with a folder of its own it would look for files that lie elsewhere.
///
/// # Errors
/// Says which of them is another's, and what to do.
pub async fn same_house(db: &Db, config: &Config, keys: &desk::Keys) -> anyhow::Result<()> {
    let sealed = BASE64_STANDARD.encode(keys.seal(KEY_CHECK, KEY_CHECK.as_bytes())?);
    let first = db
        .write(async move |tx| store::setting::get_or_put(tx, KEY_CHECK, sealed.clone()).await)
        .await?;
    let opened = BASE64_STANDARD.decode(&first).ok();
    anyhow::ensure!(
        opened.is_some_and(|sealed| keys.open(KEY_CHECK, &sealed).is_ok()),
        "the key file {} is not that of this desk: copy the file `key` from a machine that works",
        config.file("key").display()
    );
    let (here, is_new) = blob_place(config)?;
    let mine = here.clone();
    let there = db
        .write(async move |tx| store::setting::get_or_put(tx, BLOB_PLACE, mine.clone()).await)
        .await?;
    let folder = config.file("blobs");
    if there != here {
        anyhow::ensure!(
            config.blobs.is_some() || there.starts_with("s3://"),
            "the folder {} is not that of this desk: mount the one that the other machines use, or keep files in a bucket (blobs = s3://…)",
            folder.display()
        );
        anyhow::bail!(
            "files of this desk are in {there}, and this machine is told to look in {here}: move them with `fairlead copy --blobs-from … --blobs-to …`"
        );
    }
    if is_new {
        std::fs::create_dir_all(&folder)?;
        std::fs::write(folder.join(MARKER), &here)?;
    }
    Ok(())
}

/// Says that the files of this desk are elsewhere from now on.
///
/// # Errors
/// See [`StoreError`].
pub async fn moved_blobs(db: &Db, config: &Config) -> anyhow::Result<()> {
    let (here, is_new) = blob_place(config)?;
    if is_new {
        std::fs::write(config.file("blobs").join(MARKER), &here)?;
    }
    let write = db.write(async move |tx| store::setting::put(tx, BLOB_PLACE, &here).await);
    Ok(write.await?)
}

/// The name of the place of files, and whether it was made up just now.
fn blob_place(config: &Config) -> anyhow::Result<(String, bool)> {
    if let Some(address) = &config.blobs {
        let address = address.split('?').next().unwrap_or(address);
        return Ok((address.trim_end_matches('/').to_owned(), false));
    }
    let marker = config.file("blobs").join(MARKER);
    match std::fs::read_to_string(&marker) {
        Ok(name) => Ok((name, false)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            Ok((format!("folder {}", uuid::Uuid::now_v7()), true))
        }
        Err(error) => Err(error.into()),
    }
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
