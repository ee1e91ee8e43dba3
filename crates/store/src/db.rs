//! The database as the rest of the program sees it: jobs that write, jobs that read, and hints that the feed has grown.

use crate::boxed::{pack, unpack};
use crate::lite::Lite;
use crate::pg::{Mode, Pg};
use crate::{Engine, Result, StoreError, Tx};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::sync::{broadcast, watch};

/// Where the rows are.
#[derive(Debug, Clone)]
pub enum Location {
    /// A folder that holds `fairlead.db` and its lock file.
    Folder(PathBuf),
    /// A PostgreSQL connection string (`postgres://…` or `host=… dbname=…`).
    Postgres(String),
}

/// Who waits for a job that writes. Matters on SQLite, where all jobs share one writer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lane {
    /// Somebody: an agent who clicked, a mail server that has not heard `250` yet.
    #[default]
    Waited,
    /// Nobody right now: the reading of mail that is already kept. Gives way to the others, and is never starved by them.
    Behind,
}

/// Whether the database can be worked with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    Well,
    /// It does not answer (why, for the log). It is asked again every second.
    Away(String),
    /// Its tables need a newer program than this one.
    Outdated(String),
}

impl Standing {
    /// # Errors
    /// `Unavailable` unless all is well.
    pub fn check(&self) -> Result<()> {
        match self {
            Self::Well => Ok(()),
            Self::Away(why) | Self::Outdated(why) => Err(StoreError::unavailable(why)),
        }
    }
}

/// A handle on the database; cheap to clone.
#[derive(Clone)]
pub struct Db {
    engine: Arc<Backend>,
    lane: Lane,
    hints: watch::Receiver<i64>,
}

enum Backend {
    Lite(Lite),
    Pg(Pg),
}

impl Db {
    /// Opens the database and brings its schema up to date.
    ///
    /// # Errors
    /// `Unavailable` when another process holds the folder, or the server cannot be reached.
    pub async fn open(location: &Location) -> Result<Self> {
        let (send, hints) = watch::channel(0);
        let engine = match location {
            Location::Folder(folder) => {
                let folder = folder.clone();
                let opened = tokio::task::spawn_blocking(move || Lite::open(&folder, send)).await;
                Backend::Lite(opened.map_err(StoreError::unavailable)??)
            }
            Location::Postgres(url) => Backend::Pg(Pg::open(url, send).await?),
        };
        Ok(Self {
            engine: Arc::new(engine),
            lane: Lane::default(),
            hints,
        })
    }

    /// The same database, for work that nobody waits for: its writing goes in [`Lane::Behind`].
    #[must_use]
    pub fn behind(&self) -> Self {
        Self {
            lane: Lane::Behind,
            ..self.clone()
        }
    }

    #[must_use]
    pub fn engine(&self) -> Engine {
        match *self.engine {
            Backend::Lite(_) => Engine::Sqlite,
            Backend::Pg(_) => Engine::Postgres,
        }
    }

    /// Runs a job in a transaction and answers after it is durable; `Err` undoes all that the job did.
    ///
    /// The job may run several times (PostgreSQL asks for it after a deadlock), so ids and times come from outside. It
    /// awaits nothing but its `Tx`: on SQLite anything else is an error at once, which keeps I/O out of transactions.
    ///
    /// # Errors
    /// The job's own, or a [`StoreError`].
    pub async fn write<T, E, F>(&self, job: F) -> Result<T, E>
    where
        F: AsyncFn(&mut Tx) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let job = pack(job);
        unpack(match &*self.engine {
            Backend::Lite(lite) => lite.write(self.lane, job).await,
            Backend::Pg(pg) => pg.submit(Mode::Write, job).await,
        })
    }

    /// Runs a job that only reads, on one consistent picture of the rows.
    ///
    /// # Errors
    /// The job's own, or a [`StoreError`].
    pub async fn read<T, E, F>(&self, job: F) -> Result<T, E>
    where
        F: AsyncFn(&mut Tx) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let job = pack(job);
        unpack(match &*self.engine {
            Backend::Lite(lite) => lite.read(job).await,
            Backend::Pg(pg) => pg.submit(Mode::Read, job).await,
        })
    }

    /// The newest feed position known to be committed.
    #[must_use]
    pub fn position(&self) -> i64 {
        *self.hints.borrow()
    }

    /// Says, after each commit, how far the feed has come. Positions only: what happened is read from the feed.
    #[must_use]
    pub fn hints(&self) -> watch::Receiver<i64> {
        self.hints.clone()
    }

    /// Gives all committed events their positions and answers the newest. Done by itself a moment after each commit;
    /// who must not wait for that moment calls this.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn settle(&self) -> Result<i64> {
        match &*self.engine {
            Backend::Lite(_) => Ok(self.position()),
            Backend::Pg(pg) => pg.settle().await,
        }
    }

    /// Follows whether the database can be worked with; on SQLite it always stands well.
    #[must_use]
    pub fn standing(&self) -> watch::Receiver<Standing> {
        match &*self.engine {
            Backend::Lite(_) => watch::channel(Standing::Well).1,
            Backend::Pg(pg) => pg.standing(),
        }
    }

    /// Says something to the other nodes: soft state that may be lost. Nobody hears it on SQLite.
    pub fn whisper(&self, word: String) {
        if let Backend::Pg(pg) = &*self.engine {
            pg.whisper(word);
        }
    }

    /// What all nodes say, this one too. `None` on SQLite.
    #[must_use]
    pub fn whispers(&self) -> Option<broadcast::Receiver<String>> {
        match &*self.engine {
            Backend::Lite(_) => None,
            Backend::Pg(pg) => Some(pg.whispers()),
        }
    }

    /// Jobs that wait to be written; a measure of load.
    #[must_use]
    pub fn backlog(&self) -> usize {
        match &*self.engine {
            Backend::Lite(lite) => lite.backlog(),
            Backend::Pg(pg) => pg.backlog(),
        }
    }

    /// The database file, on SQLite.
    #[must_use]
    pub fn file(&self) -> Option<&Path> {
        match &*self.engine {
            Backend::Lite(lite) => Some(lite.file()),
            Backend::Pg(_) => None,
        }
    }

    /// Finishes the jobs that were accepted, then closes. Later calls are `Unavailable`.
    pub async fn close(&self) {
        match &*self.engine {
            Backend::Lite(lite) => lite.close().await,
            Backend::Pg(pg) => pg.close(),
        }
    }
}
