//! SQLite: one writer thread with group commit, and a few reading connections.

mod readers;
mod writer;

use crate::boxed::{Job, Outcome};
use crate::{Lane, Result, StoreError, migrate};
use readers::Readers;
use rusqlite::Connection;
use rusqlite::config::DbConfig;
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
    keep_plans(&conn)?;
    Ok(conn)
}

/// A statement is planned once. Without this SQLite plans it anew for each value that is bound to an analysed column
/// (`SQLITE_ENABLE_STAT4`), which costs more than most of our statements. <https://sqlite.org/queryplanner-ng.html#qpstab>
fn keep_plans(conn: &Connection) -> Result<()> {
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}

/// A job awaited something that was not there at once.
fn waited() -> StoreError {
    StoreError::corrupt("a job awaited something other than its transaction")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rusqlite::StatementStatus;

    #[test]
    fn what_is_bound_does_not_make_a_statement_be_planned_anew() {
        let folder = tempfile::tempdir().unwrap();
        let conn = connect(&folder.path().join("plans.db")).unwrap();
        conn.execute_batch(
            "CREATE TABLE a (x INTEGER, y TEXT); CREATE INDEX a_x ON a (x);
             WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) INSERT INTO a SELECT i % 10, i FROM n;
             ANALYZE;",
        )
        .unwrap();
        let planned_anew = || {
            let mut select = conn.prepare("SELECT count(y) FROM a WHERE x = ?1").unwrap();
            for x in 0..20 {
                let _: i64 = select.query_row([x], |row| row.get(0)).unwrap();
            }
            select.get_status(StatementStatus::RePrepare)
        };
        assert_eq!(planned_anew(), 0);
        // Else there would be nothing to keep.
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, false)
            .unwrap();
        assert!(planned_anew() > 0);
    }
}
