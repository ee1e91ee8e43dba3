//! PostgreSQL: one transaction per job on a pooled connection, run again after a serialization failure or deadlock.
//!
//! Jobs run on one thread of their own, so that they need not be `Send` and are written as plain `async` closures; the
//! server does the work, this thread only moves rows. What makes several nodes one desk is in [`node`].

mod node;
mod numbers;
mod wire;

pub(crate) use numbers::Numbers;

use crate::boxed::{Job, Outcome};
use crate::tx::{Pipe, asks_to_run_again};
use crate::{Result, Standing, StoreError, Tx, migrate, pg_tls};
use deadpool_postgres::{
    Hook, HookError, Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime,
};
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use std::cell::Cell;
use std::panic::AssertUnwindSafe;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, broadcast, mpsc, oneshot, watch};

const CONNECTIONS: usize = 8;
/// For positions, and for looking whether the database is there.
const OWN: usize = 2;
const QUEUE: usize = 4096;
/// How often a job is run before a conflict between transactions becomes the caller's.
const ATTEMPTS: u32 = 4;
/// For a connection to be free, or made.
const WAIT: Duration = Duration::from_secs(5);
/// No job takes as long as this; after that its connection is given up, whatever it waits for.
const LONGEST: Duration = Duration::from_secs(30);
/// A server that does not acknowledge what we send is gone.
const SILENCE: Duration = Duration::from_secs(10);
/// A node that is frozen in the middle of a job, or cut off, must not keep its locks for longer than this.
const SESSION: &str = "SET idle_in_transaction_session_timeout = 20000";
/// Whispers that wait for the wire; more are dropped.
const WHISPERS: usize = 256;

type Task = Box<dyn FnOnce(Rc<Node>) -> LocalBoxFuture<'static, ()> + Send>;

pub(crate) struct Pg {
    jobs: mpsc::Sender<Task>,
    pool: Pool,
    own: Pool,
    standing: watch::Receiver<Standing>,
    say: mpsc::Sender<String>,
    heard: broadcast::Sender<String>,
}

/// What the thread's jobs share.
struct Node {
    pool: Pool,
    /// For the node's own upkeep, which must not queue behind jobs.
    own: Pool,
    numbers: Arc<Numbers>,
    hints: watch::Sender<i64>,
    standing: watch::Sender<Standing>,
    /// The newest position that was given here.
    given: Cell<i64>,
    /// A job of ours has committed events.
    committed: Notify,
    /// Another node says that the feed has grown.
    grown: Notify,
}

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Mode {
    Write,
    /// Writes, ahead of all jobs that wait.
    Own,
    Read,
}

impl Pg {
    pub async fn open(url: &str, hints: watch::Sender<i64>) -> Result<Self> {
        let (mut config, encrypt) = pg_tls::parse(url)?;
        config
            .connect_timeout(WAIT)
            .application_name("fairlead")
            .tcp_user_timeout(SILENCE)
            .keepalives_idle(SILENCE);
        let direct = (config.clone(), encrypt.clone());
        let pool = pool(config.clone(), encrypt.clone(), CONNECTIONS)?;
        let own = self::pool(config, encrypt, OWN)?;
        let (jobs, queue) = mpsc::channel(QUEUE);
        let (ready, opened) = oneshot::channel();
        let (standing, stands) = watch::channel(Standing::Well);
        let (say, said) = mpsc::channel(WHISPERS);
        let (heard, _) = broadcast::channel(WHISPERS);
        let node = Node {
            pool: pool.clone(),
            own: own.clone(),
            numbers: Arc::new(Numbers::new(own.clone())),
            hints,
            standing,
            given: Cell::new(0),
            committed: Notify::new(),
            grown: Notify::new(),
        };
        let wire = wire::Wire {
            config: direct.0,
            encrypt: direct.1,
            said,
            heard: heard.clone(),
        };
        std::thread::Builder::new()
            .name("store-postgres".into())
            .spawn(move || serve(node, wire, queue, ready))
            .map_err(StoreError::unavailable)?;
        opened.await.map_err(StoreError::unavailable)??;
        Ok(Self {
            jobs,
            pool,
            own,
            standing: stands,
            say,
            heard,
        })
    }

    pub fn standing(&self) -> watch::Receiver<Standing> {
        self.standing.clone()
    }

    /// Dropped when too many wait: nothing may rest on it.
    pub fn whisper(&self, word: String) {
        let _ = self.say.try_send(word);
    }

    pub fn whispers(&self) -> broadcast::Receiver<String> {
        self.heard.subscribe()
    }

    /// Gives positions to all events that are committed, and answers the newest.
    pub async fn settle(&self) -> Result<i64> {
        let (reply, answer) = oneshot::channel();
        let closed = || StoreError::unavailable("the database is closed");
        let task: Task = Box::new(move |node| {
            async move {
                let _ = reply.send(node.sequence().await);
            }
            .boxed_local()
        });
        self.jobs.send(task).await.map_err(|_| closed())?;
        answer.await.map_err(|_| closed())?
    }

    pub fn backlog(&self) -> usize {
        let pool = self.pool.status();
        self.jobs.max_capacity() - self.jobs.capacity() + pool.waiting
    }

    pub async fn submit(&self, mode: Mode, job: Box<dyn Job>) -> Result<Outcome> {
        // Whoever asks is told at once, and the queue does not fill while nothing can be done.
        self.standing.borrow().check()?;
        let (reply, answer) = oneshot::channel();
        let closed = || StoreError::unavailable("the database is closed");
        let task: Task = Box::new(move |node| {
            async move {
                let run = AssertUnwindSafe(node.run(mode, &*job)).catch_unwind().await;
                let finished = run.unwrap_or_else(|_| Err(StoreError::corrupt("a job panicked")));
                let _ = reply.send(finished);
            }
            .boxed_local()
        });
        self.jobs.send(task).await.map_err(|_| closed())?;
        answer.await.map_err(|_| closed())?
    }

    pub fn close(&self) {
        self.pool.close();
        self.own.close();
    }
}

fn pool(config: tokio_postgres::Config, encrypt: pg_tls::Encrypt, most: usize) -> Result<Pool> {
    let fast = ManagerConfig {
        recycling_method: RecyclingMethod::Fast,
    };
    Pool::builder(Manager::from_config(config, encrypt, fast))
        .max_size(most)
        .runtime(Runtime::Tokio1)
        .wait_timeout(Some(WAIT))
        .create_timeout(Some(WAIT))
        .post_create(Hook::async_fn(|client, _| {
            Box::pin(async move {
                client
                    .batch_execute(SESSION)
                    .await
                    .map_err(HookError::Backend)
            })
        }))
        .build()
        .map_err(StoreError::unavailable)
}

/// The thread: migrates, then runs jobs until the last handle is gone.
fn serve(
    node: Node,
    wire: wire::Wire,
    mut queue: mpsc::Receiver<Task>,
    ready: oneshot::Sender<Result<()>>,
) {
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
        let _upkeep = node::Upkeep::start(&node, wire);
        while let Some(task) = queue.recv().await {
            drop(tokio::task::spawn_local(task(node.clone())));
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
        let copying = "SELECT count(*) FROM counter WHERE name = $1";
        let copying: i64 = client
            .query_one(copying, &[&crate::copy::MARK])
            .await?
            .try_get(0)?;
        if copying > 0 {
            return Err(crate::copy::unfinished());
        }
        drop(client);
        self.sequence().await?;
        Ok(())
    }

    /// Hints only go forward, although commits are heard of in any order.
    fn announce(&self, position: i64) {
        self.hints.send_if_modified(|at| {
            let later = position > *at;
            *at = position.max(*at);
            later
        });
    }

    async fn run(&self, mode: Mode, job: &dyn Job) -> Result<Outcome> {
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
            Mode::Write | Mode::Own => "BEGIN",
            Mode::Read => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        };
        let pool = if mode == Mode::Own {
            &self.own
        } else {
            &self.pool
        };
        let mut dead = 0;
        loop {
            let client = pool.get().await?;
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
    async fn attempt(&self, mode: Mode, job: &dyn Job) -> Result<(Result<Outcome>, bool)> {
        let client = self.begin(mode).await?;
        let mut tx = Tx::new(Pipe::Pg(client));
        tx.numbers = Some(self.numbers.clone());
        let mut left = false;
        // A panic must not hand a half-done transaction to the next job.
        let run = AssertUnwindSafe(async {
            let outcome = job.run(&mut tx).await;
            if outcome.ok {
                left = tx.leave_events().await?;
            }
            Ok(outcome)
        })
        .catch_unwind();
        let ran = tokio::time::timeout(LONGEST, run).await;
        let mut again = tx.again;
        let Pipe::Pg(client) = tx.pipe else {
            return Err(StoreError::corrupt("a transaction changed its engine"));
        };
        let mut result = match ran {
            Ok(Ok(result)) => result,
            Ok(Err(_)) => Err(StoreError::corrupt("a job panicked")),
            Err(_) => {
                drop(Object::take(client));
                return Err(StoreError::unavailable("the database does not answer"));
            }
        };
        let keep = result.as_ref().is_ok_and(|outcome| outcome.ok);
        let end = if keep { "COMMIT" } else { "ROLLBACK" };
        match tokio::time::timeout(SILENCE, client.batch_execute(end)).await {
            Ok(Ok(())) => {
                if keep && left {
                    self.committed.notify_one();
                }
            }
            Ok(Err(e)) => {
                drop(Object::take(client));
                if keep {
                    again |= asks_to_run_again(&e);
                    result = Err(StoreError::from(e));
                }
            }
            // Nobody knows whether it was committed; who repeats it has a key.
            Err(_) => {
                drop(Object::take(client));
                if keep {
                    result = Err(StoreError::unavailable("the database does not answer"));
                }
            }
        }
        Ok((result, again))
    }
}
