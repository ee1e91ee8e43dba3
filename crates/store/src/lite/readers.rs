//! Reading connections: few, small, opened when they are needed.

use super::{keep_plans, waited};
use crate::boxed::{Job, Outcome};
use crate::tx::Pipe;
use crate::{Result, StoreError, Tx};
use futures_util::FutureExt;
use rusqlite::Connection;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Semaphore;

/// Reads that run at the same time; the others wait.
const READERS: usize = 4;

pub(super) struct Readers {
    shared: Arc<Shared>,
    places: Arc<Semaphore>,
}

struct Shared {
    file: PathBuf,
    idle: Mutex<Vec<Tx>>,
}

impl Readers {
    pub fn new(file: PathBuf) -> Self {
        Self {
            shared: Arc::new(Shared {
                file,
                idle: Mutex::new(Vec::new()),
            }),
            places: Arc::new(Semaphore::new(READERS)),
        }
    }

    pub async fn read(&self, job: Box<dyn Job>) -> Result<Outcome> {
        let place = self
            .places
            .clone()
            .acquire_owned()
            .await
            .map_err(StoreError::unavailable)?;
        let shared = self.shared.clone();
        let read = tokio::task::spawn_blocking(move || {
            let _place = place;
            let mut tx = shared.take()?;
            execute(&tx, "BEGIN")?;
            let finished = job.run(&mut tx).now_or_never().ok_or_else(waited);
            execute(&tx, "COMMIT")?;
            shared
                .idle
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(tx);
            finished
        });
        // A job that panicked takes its connection with it.
        read.await
            .map_err(|e| StoreError::corrupt(format!("a reading job: {e}")))?
    }

    pub fn close(&self) {
        self.places.close();
        self.shared
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }
}

impl Shared {
    fn take(&self) -> Result<Tx> {
        let idle = self
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        if let Some(tx) = idle {
            return Ok(tx);
        }
        let conn = Connection::open(&self.file)?;
        conn.execute_batch(
            "PRAGMA query_only = ON; PRAGMA busy_timeout = 10000; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -8192;",
        )?;
        conn.set_prepared_statement_cache_capacity(128);
        keep_plans(&conn)?;
        Ok(Tx::new(Pipe::Lite(conn)))
    }
}

fn execute(tx: &Tx, sql: &str) -> Result<()> {
    match &tx.pipe {
        Pipe::Lite(conn) => {
            conn.prepare_cached(sql)?.raw_execute()?;
            Ok(())
        }
        Pipe::Pg(_) => unreachable!("a reader owns a SQLite connection"),
    }
}
