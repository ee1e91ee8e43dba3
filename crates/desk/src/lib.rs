//! What happens: one verb per file; load, decide, save, enqueue.
//!
//! [`Desk`] owns the transactions. It has no clock: every verb takes `now`. It has no network: what must leave the house
//! becomes a row (a delivery, a job) in the same transaction. Who may do what is asked of `Access` in [`by`], in one
//! place. SQL stays in `store`, rules stay in `domain`.

pub mod accept;
pub mod account;
pub mod activity;
mod apart;
mod audit;
mod auto_reply;
pub mod automation;
pub mod away;
pub mod by;
pub mod carry_out;
pub mod causes;
pub mod change;
pub mod channels;
pub mod chat;
mod check;
pub mod clocks;
pub mod dead_end;
pub mod digest;
pub mod drafts;
pub mod error;
pub mod figures;
pub mod forms;
pub mod forward;
pub mod fresh;
pub mod help;
pub mod ingest;
pub mod init;
pub mod keys;
pub mod last_word;
mod later;
mod letter;
pub mod loose;
pub mod merge;
pub mod migration;
pub mod model;
pub mod moving;
pub mod note;
pub mod notice;
pub mod notifications;
pub mod organization;
pub mod outage;
pub mod outbox;
pub mod page_token;
pub mod password;
pub mod people;
pub mod pinned;
pub mod plans;
pub mod probes;
pub mod promise;
pub mod queue;
pub mod raw;
pub mod reply;
pub mod report_mail;
pub mod scorecard;
pub mod senders;
pub mod settings;
pub mod side;
pub mod speak;
pub mod start;
pub mod suggest;
pub mod surveys;
mod take_over;
pub mod text;
pub mod texts;
pub mod time;
pub mod undo_send;
pub mod utterance;
pub mod ways;
pub mod world;
pub mod writing;

pub use by::{By, Once};
pub use error::{DeskError, Result};
pub use keys::Keys;

use domain::Millis;
use mail::token::TokenKey;
use std::sync::Arc;
use store::{Blobs, Db, StoreError, Tx};

/// The verbs. Cheap to clone.
#[derive(Clone)]
pub struct Desk {
    db: Db,
    blobs: Blobs,
    keys: Keys,
    tokens: Arc<TokenKey>,
    rules: Arc<automation::Held>,
    forecasts: promise::Forecasts,
    last_words: Arc<last_word::Held>,
    node: Arc<str>,
}

impl Desk {
    /// A desk over an open database. The instance gets its lasting id at the first start.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn open(db: Db, blobs: Blobs, keys: Keys, now: Millis) -> Result<Self> {
        let fresh_id = fresh::id(now).to_string();
        let instance = db
            .write(async move |tx| {
                store::setting::get_or_put(tx, "instance", fresh_id.clone()).await
            })
            .await?;
        let tokens = Arc::new(keys.tokens(&instance));
        let rules = Arc::new(automation::Held::new(Arc::clone(&tokens)));
        Ok(Self {
            db,
            blobs,
            keys,
            tokens,
            rules,
            forecasts: promise::Forecasts::default(),
            last_words: Arc::default(),
            node: fresh::id(now).to_string().into(),
        })
    }

    /// The same desk for work that nobody waits for: it gives way to what somebody does.
    #[must_use]
    pub fn behind(&self) -> Self {
        Self {
            db: self.db.behind(),
            ..self.clone()
        }
    }

    #[must_use]
    pub fn db(&self) -> &Db {
        &self.db
    }

    #[must_use]
    pub fn blobs(&self) -> &Blobs {
        &self.blobs
    }

    #[must_use]
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// Names this process in leases; another one after each start.
    #[must_use]
    pub fn node(&self) -> &str {
        &self.node
    }

    /// Forgets what this process holds of the settings: another one has changed them.
    pub fn forget(&self) {
        self.rules.forget();
        self.last_words.forget();
    }

    /// The key of tokens in mail: reply addresses, return paths, Message-IDs.
    #[must_use]
    pub fn tokens(&self) -> &TokenKey {
        &self.tokens
    }

    /// Runs a job, and again when somebody else was faster: it then loads and decides anew.
    pub(crate) async fn write<T, F>(&self, job: F) -> Result<T>
    where
        F: AsyncFn(&mut Tx) -> Result<T> + Send + Sync + 'static,
        T: Send + 'static,
    {
        const ATTEMPTS: u32 = 4;
        let job = Arc::new(job);
        let mut attempt = 1;
        loop {
            let this = Arc::clone(&job);
            match self.attempt(async move |tx| this(tx).await).await {
                Err(DeskError::Store(StoreError::Conflict(_))) if attempt < ATTEMPTS => {
                    attempt += 1
                }
                result => return result,
            }
        }
    }

    /// Runs a job once: whoever was faster makes it fail.
    pub(crate) async fn attempt<T, F>(&self, job: F) -> Result<T>
    where
        F: AsyncFn(&mut Tx) -> Result<T> + Send + Sync + 'static,
        T: Send + 'static,
    {
        let rules = Arc::clone(&self.rules);
        self.db
            .write(async move |tx| {
                let done = job(tx).await?;
                automation::follow(tx, &rules).await?;
                Ok(done)
            })
            .await
    }
}
