//! PostgreSQL: one transaction per job on a pooled connection, run again after a serialization failure or deadlock.
//!
//! Jobs run on one thread of their own, so that they need not be `Send` and are written as plain `async` closures; the
//! server does the work, this thread only moves rows.

use crate::tx::{Pipe, asks_to_run_again};
use crate::{Result, StoreError, Tx, migrate, pg_tls};
use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime};
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use std::panic::AssertUnwindSafe;
use std::rc::Rc;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot, watch};

const CONNECTIONS: usize = 8;
const QUEUE: usize = 4096;
/// How often a job is run before a conflict between transactions becomes the caller's.
const ATTEMPTS: u32 = 4;
/// For a connection to be free, or made.
const WAIT: Duration = Duration::from_secs(5);
/// Another node may have moved the feed on.
const POLL: Duration = Duration::from_secs(1);

type Task = Box<dyn FnOnce(Rc<Node>) -> LocalBoxFuture<'static, ()> + Send>;

pub(crate) struct Pg {
    jobs: mpsc::Sender<Task>,
    pool: Pool,
}

/// What the thread's jobs share.
struct Node {
    pool: Pool,
    hints: watch::Sender<i64>,
}

#[derive(Clone, Copy, PartialEq)]
enum Mode {
    Write,
    Read,
}

impl Pg {
    pub async fn open(url: &str, hints: watch::Sender<i64>) -> Result<Self> {
        let (mut config, encrypt) = pg_tls::parse(url)?;
        config.connect_timeout(WAIT).application_name("fairlead");
        let manager = Manager::from_config(
            config,
            encrypt,
            ManagerConfig {
                recycling_method: RecyclingMethod::Fast,
            },
        );
        let pool = Pool::builder(manager)
            .max_size(CONNECTIONS)
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(WAIT))
            .create_timeout(Some(WAIT))
            .build()
            .map_err(StoreError::unavailable)?;
        let (jobs, queue) = mpsc::channel(QUEUE);
        let (ready, opened) = oneshot::channel();
        let node = Node {
            pool: pool.clone(),
            hints,
        };
        std::thread::Builder::new()
            .name("store-postgres".into())
            .spawn(move || serve(node, queue, ready))
            .map_err(StoreError::unavailable)?;
        opened.await.map_err(StoreError::unavailable)??;
        Ok(Self { jobs, pool })
    }

    pub fn backlog(&self) -> usize {
        let pool = self.pool.status();
        self.jobs.max_capacity() - self.jobs.capacity() + pool.waiting
    }

    pub async fn write<T, E, F>(&self, job: F) -> Result<T, E>
    where
        F: AsyncFn(&mut Tx) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.submit(Mode::Write, job).await
    }

    pub async fn read<T, E, F>(&self, job: F) -> Result<T, E>
    where
        F: AsyncFn(&mut Tx) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.submit(Mode::Read, job).await
    }

    async fn submit<T, E, F>(&self, mode: Mode, job: F) -> Result<T, E>
    where
        F: AsyncFn(&mut Tx) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let closed = || StoreError::unavailable("the database is closed");
        let task: Task = Box::new(move |node| {
            async move {
                let run = AssertUnwindSafe(node.run(mode, &job)).catch_unwind().await;
                let result =
                    run.unwrap_or_else(|_| Err(StoreError::corrupt("a job panicked").into()));
                let _ = reply.send(result);
            }
            .boxed_local()
        });
        self.jobs.send(task).await.map_err(|_| closed())?;
        answer.await.map_err(|_| closed())?
    }

    pub fn close(&self) {
        self.pool.close();
    }
}

/// The thread: migrates, then runs jobs until the last handle is gone.
fn serve(node: Node, mut queue: mpsc::Receiver<Task>, ready: oneshot::Sender<Result<()>>) {
    let runtime = match tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(e) => {
            let _ = ready.send(Err(StoreError::unavailable(e)));
            return;
        }
    };
    let node = Rc::new(node);
    let local = tokio::task::LocalSet::new();
    local.block_on(&runtime, async move {
        let opened = node.prepare().await;
        let failed = opened.is_err();
        if ready.send(opened).is_err() || failed {
            return;
        }
        let mut poll = tokio::time::interval(POLL);
        poll.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                task = queue.recv() => match task {
                    Some(task) => drop(tokio::task::spawn_local(task(node.clone()))),
                    None => return,
                },
                _ = poll.tick() => {
                    if let Ok(position) = node.position().await {
                        node.announce(position);
                    }
                }
            }
        }
    });
}

impl Node {
    async fn prepare(&self) -> Result<()> {
        let mut client = self.pool.get().await?;
        migrate::pg(&mut client).await?;
        let row = client
            .query_one(
                "SELECT datcollate FROM pg_database WHERE datname = current_database()",
                &[],
            )
            .await?;
        let collation: String = row.try_get(0)?;
        if !matches!(collation.as_str(), "C" | "POSIX" | "C.UTF-8" | "C.utf8") {
            tracing::warn!(
                collation,
                "the database does not sort by code point (C.UTF-8): names may list in another order"
            );
        }
        drop(client);
        self.announce(self.position().await?);
        Ok(())
    }

    async fn position(&self) -> Result<i64> {
        let client = self.pool.get().await?;
        let statement = client
            .prepare_cached("SELECT value FROM counter WHERE name = 'event'")
            .await?;
        Ok(client.query_one(&statement, &[]).await?.try_get(0)?)
    }

    /// Hints only go forward, although commits are heard of in any order.
    fn announce(&self, position: i64) {
        self.hints.send_if_modified(|at| {
            let later = position > *at;
            *at = position.max(*at);
            later
        });
    }

    async fn run<T, E, F>(&self, mode: Mode, job: &F) -> Result<T, E>
    where
        F: AsyncFn(&mut Tx) -> Result<T, E>,
        E: From<StoreError>,
    {
        let mut attempt = 0;
        loop {
            attempt += 1;
            let (result, again) = self.attempt(mode, job).await?;
            if !again || attempt == ATTEMPTS {
                return result;
            }
            let jitter = u64::from(uuid::Uuid::now_v7().as_bytes()[15]) % 20;
            tokio::time::sleep(Duration::from_millis(u64::from(attempt) * 5 + jitter)).await;
        }
    }

    /// A connection with an open transaction. After a restart of the server all idle connections are dead, and some do
    /// not know it yet: nothing was done on them, so the next one is tried.
    async fn begin(&self, mode: Mode) -> Result<Object> {
        let begin = match mode {
            Mode::Write => "BEGIN",
            Mode::Read => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        };
        let mut dead = 0;
        loop {
            let client = self.pool.get().await?;
            match client.batch_execute(begin).await {
                Ok(()) => return Ok(client),
                Err(e) => {
                    drop(Object::take(client));
                    dead += 1;
                    if dead > CONNECTIONS {
                        return Err(e.into());
                    }
                }
            }
        }
    }

    /// One attempt; whether the server asks for another.
    async fn attempt<T, E, F>(&self, mode: Mode, job: &F) -> Result<(Result<T, E>, bool)>
    where
        F: AsyncFn(&mut Tx) -> Result<T, E>,
        E: From<StoreError>,
    {
        let client = self.begin(mode).await?;
        let mut tx = Tx::new(Pipe::Pg(client));
        // A panic must not hand a half-done transaction to the next job.
        let mut result = match AssertUnwindSafe(job(&mut tx)).catch_unwind().await {
            Ok(result) => result,
            Err(_) => Err(StoreError::corrupt("a job panicked").into()),
        };
        let mut position = None;
        if result.is_ok() {
            match tx.write_events().await {
                Ok(last) => position = last,
                Err(e) => result = Err(e.into()),
            }
        }
        let mut again = tx.again;
        let Pipe::Pg(client) = tx.pipe else {
            return Err(StoreError::corrupt("a transaction changed its engine"));
        };
        if result.is_err() {
            if client.batch_execute("ROLLBACK").await.is_err() {
                drop(Object::take(client));
            }
            return Ok((result, again));
        }
        if let Err(e) = client.batch_execute("COMMIT").await {
            again |= asks_to_run_again(&e);
            drop(Object::take(client));
            result = Err(StoreError::from(e).into());
        } else if let Some(position) = position {
            self.announce(position);
        }
        Ok((result, again))
    }
}
