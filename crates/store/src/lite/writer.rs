//! The writer thread. Waiting jobs share one `COMMIT`; each has its savepoint, and nobody is answered before the
//! commit is durable. Jobs that somebody waits for go first ([`Lane`]).

use super::waited;
use crate::boxed::{Job, Outcome};
use crate::tx::Pipe;
use crate::{Lane, Result, StoreError, Tx};
use futures_util::FutureExt;
use rusqlite::Connection;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, oneshot, watch};

/// Jobs that may wait for the writer in each lane; a caller beyond that waits for a place.
const QUEUE: usize = 4096;
/// At most this many jobs share a commit...
const BATCH: usize = 512;
/// ...and at most this long is collected for.
const COLLECT: Duration = Duration::from_millis(5);
/// While jobs are waited for, one in so many is a job that is not: it is slowed and never starved.
const SHARE: usize = 8;

pub(super) enum Command {
    Run(Asked),
    Close(oneshot::Sender<()>),
}

/// The callers' ends of the two lanes.
pub(super) struct Queues {
    waited: mpsc::Sender<Command>,
    behind: mpsc::Sender<Command>,
}

impl Queues {
    pub fn of(&self, lane: Lane) -> &mpsc::Sender<Command> {
        match lane {
            Lane::Waited => &self.waited,
            Lane::Behind => &self.behind,
        }
    }

    pub fn backlog(&self) -> usize {
        let of = |jobs: &mpsc::Sender<Command>| jobs.max_capacity() - jobs.capacity();
        of(&self.waited) + of(&self.behind)
    }
}

/// The writer's ends.
struct Lanes {
    waited: mpsc::Receiver<Command>,
    behind: mpsc::Receiver<Command>,
}

/// How many jobs of each lane a commit has so far.
#[derive(Debug, Default, Clone, Copy)]
struct Taken {
    waited: usize,
    behind: usize,
}

impl Lanes {
    /// The next job, whenever it comes; `None` when no caller is left.
    fn wait(&mut self) -> Option<(Lane, Command)> {
        futures_executor::block_on(async {
            tokio::select! {
                biased;
                Some(command) = self.waited.recv() => Some((Lane::Waited, command)),
                Some(command) = self.behind.recv() => Some((Lane::Behind, command)),
                else => None,
            }
        })
    }

    /// What else is there for a commit that has taken this much.
    fn next(&mut self, taken: Taken) -> Option<(Lane, Command)> {
        let owed = taken.waited / SHARE > taken.behind;
        if owed && let Ok(command) = self.behind.try_recv() {
            return Some((Lane::Behind, command));
        }
        if let Ok(command) = self.waited.try_recv() {
            return Some((Lane::Waited, command));
        }
        // Whoever waits for this commit is not kept by jobs that nobody waits for.
        if taken.waited > 0 {
            return None;
        }
        let command = self.behind.try_recv().ok()?;
        Some((Lane::Behind, command))
    }

    fn close(&mut self) {
        self.waited.close();
        self.behind.close();
    }
}

impl Taken {
    fn count(&mut self, lane: Lane) {
        match lane {
            Lane::Waited => self.waited += 1,
            Lane::Behind => self.behind += 1,
        }
    }
}

/// A job and who waits for its answer.
pub(super) struct Asked {
    pub job: Box<dyn Job>,
    pub reply: oneshot::Sender<Result<Outcome>>,
}

pub(super) struct Writer {
    tx: Tx,
    hints: watch::Sender<i64>,
}

/// A job that was run and waits for the commit.
struct Done {
    reply: oneshot::Sender<Result<Outcome>>,
    finished: Result<Outcome>,
}

impl Writer {
    pub fn start(conn: Connection, hints: watch::Sender<i64>) -> Result<Queues> {
        let (waited, waited_end) = mpsc::channel(QUEUE);
        let (behind, behind_end) = mpsc::channel(QUEUE);
        let lanes = Lanes {
            waited: waited_end,
            behind: behind_end,
        };
        let mut writer = Self {
            tx: Tx::new(Pipe::Lite(conn)),
            hints,
        };
        std::thread::Builder::new()
            .name("store-writer".into())
            .spawn(move || writer.work(lanes))
            .map_err(StoreError::unavailable)?;
        Ok(Queues { waited, behind })
    }

    fn work(&mut self, mut lanes: Lanes) {
        while let Some((lane, command)) = lanes.wait() {
            let closing = match command {
                Command::Run(job) => self.batch((lane, job), &mut lanes),
                Command::Close(done) => Some(done),
            };
            if let Some(done) = closing {
                lanes.close();
                while let Some((lane, Command::Run(job))) = lanes.wait() {
                    self.batch((lane, job), &mut lanes);
                }
                self.quiesce();
                let _ = done.send(());
                return;
            }
        }
        self.quiesce();
    }

    /// Runs `first` and what else is waiting in one transaction. Answers a request to close that was met.
    fn batch(&mut self, first: (Lane, Asked), lanes: &mut Lanes) -> Option<oneshot::Sender<()>> {
        if let Err(failure) = self.execute("BEGIN IMMEDIATE") {
            let _ = first.1.reply.send(Err(failure));
            return None;
        }
        let started = Instant::now();
        let mut done = Vec::new();
        let mut taken = Taken::default();
        let mut position = None;
        let mut next = Some(first);
        let mut closing = None;
        while let Some((lane, job)) = next.take() {
            taken.count(lane);
            done.push(self.one(job, &mut position));
            if self.lost() {
                break;
            }
            if done.len() < BATCH && started.elapsed() < COLLECT {
                match lanes.next(taken) {
                    Some((lane, Command::Run(job))) => next = Some((lane, job)),
                    Some((_, Command::Close(reply))) => closing = Some(reply),
                    None => {}
                }
            }
        }
        self.commit(done, position);
        closing
    }

    fn one(&mut self, asked: Asked, position: &mut Option<i64>) -> Done {
        let finished = self.run(&*asked.job, position);
        Done {
            reply: asked.reply,
            finished,
        }
    }

    /// Runs a job in a savepoint of its own, which is gone afterwards: what the job did is kept if it answered `Ok`.
    fn run(&mut self, job: &dyn Job, position: &mut Option<i64>) -> Result<Outcome> {
        self.execute("SAVEPOINT job")?;
        self.tx.events.clear();
        // Every call of `tx` is synchronous here, so a job that awaits nothing else is ready at the first poll.
        let run = catch_unwind(AssertUnwindSafe(|| job.run(&mut self.tx).now_or_never()));
        let outcome = match run {
            Ok(Some(outcome)) if outcome.ok => outcome,
            other => {
                self.tx.events.clear();
                self.undo()?;
                return match other {
                    Ok(outcome) => outcome.ok_or_else(waited),
                    Err(_) => Err(StoreError::corrupt("a job panicked")),
                };
            }
        };
        let written = self
            .tx
            .write_events()
            .now_or_never()
            .unwrap_or_else(|| Err(waited()));
        match written.and_then(|last| self.execute("RELEASE job").map(|()| last)) {
            Ok(last) => {
                *position = last.or(*position);
                Ok(outcome)
            }
            Err(failure) => Err(self.undo().err().unwrap_or(failure)),
        }
    }

    fn undo(&mut self) -> Result<()> {
        if self.lost() {
            return Err(gone());
        }
        self.execute("ROLLBACK TO job")?;
        self.execute("RELEASE job")
    }

    /// SQLite has given up the whole transaction by itself (disk full, I/O error).
    fn lost(&self) -> bool {
        self.conn().is_autocommit()
    }

    fn commit(&mut self, done: Vec<Done>, position: Option<i64>) {
        let failure = if self.lost() {
            Some(gone())
        } else {
            self.execute("COMMIT").err()
        };
        if failure.is_some() {
            if !self.lost() {
                let _ = self.execute("ROLLBACK");
            }
        } else if let Some(position) = position {
            self.hints.send_replace(position);
        }
        for Done { reply, finished } in done {
            let answer = match &failure {
                Some(failure) if finished.is_ok() => Err(failure.clone()),
                _ => finished,
            };
            // A caller that went away does not undo the job.
            let _ = reply.send(answer);
        }
    }

    fn conn(&self) -> &Connection {
        match &self.tx.pipe {
            Pipe::Lite(conn) => conn,
            Pipe::Pg(_) => unreachable!("the writer thread owns a SQLite connection"),
        }
    }

    fn execute(&self, sql: &str) -> Result<()> {
        self.conn().prepare_cached(sql)?.raw_execute()?;
        Ok(())
    }

    /// Leaves a file that opens quickly.
    fn quiesce(&self) {
        let _ = self
            .conn()
            .execute_batch("PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE);");
    }
}

fn gone() -> StoreError {
    StoreError::unavailable("the database gave up the transaction (disk full or failing)")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::boxed::pack;

    fn nothing() -> Asked {
        Asked {
            job: pack(async |_: &mut Tx| Ok::<(), StoreError>(())),
            reply: oneshot::channel().0,
        }
    }

    fn lanes(waited: usize, behind: usize) -> Lanes {
        let of = |jobs: usize| {
            let (send, receive) = mpsc::channel(QUEUE);
            for _ in 0..jobs {
                assert!(send.try_send(Command::Run(nothing())).is_ok());
            }
            receive
        };
        Lanes {
            waited: of(waited),
            behind: of(behind),
        }
    }

    /// The lanes of the jobs of one commit: `w` and `b`.
    fn commit(lanes: &mut Lanes) -> String {
        let mut taken = Taken::default();
        let mut out = String::new();
        let mut next = lanes.wait();
        while let Some((lane, _)) = next {
            taken.count(lane);
            out.push(if lane == Lane::Waited { 'w' } else { 'b' });
            next = lanes.next(taken);
        }
        out
    }

    #[test]
    fn whoever_waits_is_not_kept_by_work_that_nobody_waits_for() {
        let mut lanes = lanes(1, 100);
        assert_eq!(commit(&mut lanes), "w");
        assert_eq!(commit(&mut lanes), "b".repeat(100));
    }

    #[test]
    fn work_that_nobody_waits_for_has_its_share_of_a_flood() {
        assert_eq!(commit(&mut lanes(20, 100)), "wwwwwwwwbwwwwwwwwbwwww");
    }

    #[test]
    fn nothing_is_left_behind_when_the_callers_are_gone() {
        let mut lanes = lanes(3, 2);
        assert_eq!(commit(&mut lanes), "www");
        assert_eq!(commit(&mut lanes), "bb");
        assert!(lanes.wait().is_none());
    }
}
