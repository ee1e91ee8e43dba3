//! SQLite: one writer thread with group commit, and a few reading connections.

mod readers;
mod writer;

use crate::boxed::{Job, Outcome};
use crate::{Lane, Result, StoreError, migrate};
use readers::Readers;
use rusqlite::Connection;
use std::fs::File;
use std::path::{Path, PathBuf};
use tokio::sync::{oneshot, watch};
use writer::{Asked, Command, Queues, Writer};

/// Name of the database file in the data folder.
pub(crate) const FILE: &str = "fairlead.db";
const LOCK: &str = "fairlead.lock";

pub(crate) struct Lite {
    file: PathBuf,
    jobs: Queues,
    readers: Readers,
    /// Held as long as the database is open: a second process must not write.
    _lock: File,
}

impl Lite {
    pub fn open(folder: &Path, hints: watch::Sender<i64>) -> Result<Self> {
        std::fs::create_dir_all(folder).map_err(StoreError::unavailable)?;
        let lock = lock(folder)?;
        let file = folder.join(FILE);
        let mut conn = connect(&file)?;
        migrate::lite(&mut conn)?;
        let copying: i64 = conn.query_row(
            "SELECT count(*) FROM counter WHERE name = ?1",
            [crate::copy::MARK],
            |r| r.get(0),
        )?;
        if copying > 0 {
            return Err(crate::copy::unfinished());
        }
        let position =
            conn.query_row("SELECT value FROM counter WHERE name = 'event'", [], |r| {
                r.get(0)
            })?;
        hints.send_replace(position);
        Ok(Self {
            readers: Readers::new(file.clone()),
            jobs: Writer::start(conn, hints)?,
            file,
            _lock: lock,
        })
    }

    pub fn file(&self) -> &Path {
        &self.file
    }

    pub fn backlog(&self) -> usize {
        self.jobs.backlog()
    }

    pub async fn write(&self, lane: Lane, job: Box<dyn Job>) -> Result<Outcome> {
        let (reply, answer) = oneshot::channel();
        let closed = || StoreError::unavailable("the database is closed");
        self.jobs
            .of(lane)
            .send(Command::Run(Asked { job, reply }))
            .await
            .map_err(|_| closed())?;
        answer.await.map_err(|_| closed())?
    }

    pub async fn read(&self, job: Box<dyn Job>) -> Result<Outcome> {
        self.readers.read(job).await
    }

    pub async fn close(&self) {
        let (done, closed) = oneshot::channel();
        if self
            .jobs
            .of(Lane::Waited)
            .send(Command::Close(done))
            .await
            .is_ok()
        {
            let _ = closed.await;
        }
        self.readers.close();
    }
}

pub(crate) fn lock(folder: &Path) -> Result<File> {
    let path = folder.join(LOCK);
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(|e| StoreError::unavailable(format!("{}: {e}", path.display())))?;
    file.try_lock().map_err(|_| {
        StoreError::unavailable(format!(
            "another process uses {} (its lock file is held)",
            folder.display()
        ))
    })?;
    Ok(file)
}

/// The one connection that writes.
pub(crate) fn connect(file: &Path) -> Result<Connection> {
    let conn = Connection::open(file)?;
    conn.execute_batch(
        "PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL;
         PRAGMA foreign_keys = ON;
         PRAGMA busy_timeout = 10000;
         PRAGMA wal_autocheckpoint = 4000;
         PRAGMA journal_size_limit = 67108864;
         PRAGMA temp_store = MEMORY;
         PRAGMA cache_size = -16384;",
    )?;
    conn.set_prepared_statement_cache_capacity(256);
    Ok(conn)
}

/// A job awaited something that was not there at once.
fn waited() -> StoreError {
    StoreError::corrupt("a job awaited something other than its transaction")
}
