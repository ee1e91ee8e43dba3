//! The writer thread. Waiting jobs share one `COMMIT`, and nobody is answered before the commit is durable. Jobs that
//! somebody waits for go first ([`Lane`]).
//!
//! What a failing job wrote is undone and nothing else. Savepoints for that cost every job a tenth of its time, and few jobs
//! fail: so the first that does undoes the whole transaction, those before it are run again, and from then on until the
//! commit each has a savepoint of its own.

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
    asked: Asked,
    finished: Result<Outcome>,
    /// What it answered is to be kept.
    good: bool,
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
        let mut apart = false;
        let mut next = Some(first);
        let mut closing = None;
        while let Some((lane, asked)) = next.take() {
            taken.count(lane);
            let one = self.one(asked, apart, &mut position);
            let begin_again = !one.good && !apart;
            done.push(one);
            if begin_again && !self.lost() {
                apart = true;
                done = self.again(done, &mut position);
            }
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

    /// Undoes everything and runs those again that were good. The one that failed keeps its answer.
    fn again(&mut self, done: Vec<Done>, position: &mut Option<i64>) -> Vec<Done> {
        *position = None;
        let begun = self
            .execute("ROLLBACK")
            .and_then(|()| self.execute("BEGIN IMMEDIATE"));
        if begun.is_err() {
            return done;
        }
        let run = |d: Done| match d.good && !self.lost() {
            true => self.one(d.asked, true, position),
            false => d,
        };
        done.into_iter().map(run).collect()
    }

    fn one(&mut self, asked: Asked, apart: bool, position: &mut Option<i64>) -> Done {
        let finished = match apart {
            true => self.run_apart(&*asked.job, position),
            false => self.run(&*asked.job, position),
        };
        Done {
            good: finished.as_ref().is_ok_and(|outcome| outcome.ok),
            asked,
            finished,
        }
    }

    /// Runs a job. What it wrote stays, whatever it answered.
    fn run(&mut self, job: &dyn Job, position: &mut Option<i64>) -> Result<Outcome> {
        self.tx.events.clear();
        // Every call of `tx` is synchronous here, so a job that awaits nothing else is ready at the first poll.
        let run = catch_unwind(AssertUnwindSafe(|| job.run(&mut self.tx).now_or_never()));
        let outcome = match run {
            Ok(outcome) => outcome.ok_or_else(waited)?,
            Err(_) => return Err(StoreError::corrupt("a job panicked")),
        };
        if outcome.ok {
            let written = self.tx.write_events().now_or_never();
            let last = written.unwrap_or_else(|| Err(waited()))?;
            *position = last.or(*position);
        }
        Ok(outcome)
    }

    /// Runs a job in a savepoint of its own, which is gone afterwards: what the job did is kept if it answered `Ok`.
    fn run_apart(&mut self, job: &dyn Job, position: &mut Option<i64>) -> Result<Outcome> {
        self.execute("SAVEPOINT job")?;
        let mut reached = *position;
        let finished = self.run(job, &mut reached);
        let kept = match &finished {
            Ok(outcome) if outcome.ok => self.execute("RELEASE job"),
            _ => return self.undo().and(finished),
        };
        match kept {
            Ok(()) => {
                *position = reached;
                finished
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
        for Done {
            asked, finished, ..
        } in done
        {
            let answer = match &failure {
                Some(failure) if finished.is_ok() => Err(failure.clone()),
                _ => finished,
            };
            // A caller that went away does not undo the job.
            let _ = asked.reply.send(answer);
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
    use crate::boxed::{pack, unpack};

    /// A writer on a table of numbers.
    fn writer(folder: &tempfile::TempDir) -> Writer {
        let conn = crate::lite::connect(&folder.path().join("numbers.db")).unwrap();
        conn.execute_batch("CREATE TABLE numbers (i INTEGER PRIMARY KEY) STRICT;")
            .unwrap();
        Writer {
            tx: Tx::new(Pipe::Lite(conn)),
            hints: watch::channel(0).0,
        }
    }

    /// What a job does after it has written its number.
    #[derive(Debug, Clone, Copy, PartialEq)]
    enum Then {
        Agree,
        Refuse,
        Panic,
        Wait,
    }

    /// Runs jobs of one commit; what was answered to each, which numbers are there, and how often a job ran.
    fn through(jobs: &[Then]) -> (Vec<bool>, Vec<i64>, usize) {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = writer(&folder);
        let runs = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
        let (send, receive) = mpsc::channel(QUEUE);
        let answers: Vec<_> = jobs
            .iter()
            .enumerate()
            .map(|(i, &then)| {
                let (runs, (reply, answer)) = (runs.clone(), oneshot::channel());
                let job = pack(async move |tx: &mut Tx| {
                    runs.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                    tx.run(
                        crate::sql!("INSERT INTO numbers VALUES ($1)"),
                        &crate::vals![i64::try_from(i).unwrap()],
                    )
                    .await?;
                    match then {
                        Then::Agree => Ok(()),
                        Then::Refuse => Err(StoreError::corrupt("refused")),
                        Then::Panic => panic!("a job of this test panics"),
                        Then::Wait => std::future::pending().await,
                    }
                });
                assert!(send.try_send(Command::Run(Asked { job, reply })).is_ok());
                answer
            })
            .collect();
        drop(send);
        let mut lanes = Lanes {
            waited: receive,
            behind: mpsc::channel(1).1,
        };
        while let Some((lane, Command::Run(job))) = lanes.wait() {
            writer.batch((lane, job), &mut lanes);
        }
        let answered = answers
            .into_iter()
            .map(|mut a| unpack::<(), StoreError>(a.try_recv().unwrap()).is_ok())
            .collect();
        let mut select = writer
            .conn()
            .prepare("SELECT i FROM numbers ORDER BY i")
            .unwrap();
        let there = select.query_map([], |row| row.get(0)).unwrap();
        let there = there.map(std::result::Result::unwrap).collect();
        (
            answered,
            there,
            runs.load(std::sync::atomic::Ordering::Relaxed),
        )
    }

    #[test]
    fn what_failing_jobs_wrote_is_undone_and_nothing_else() {
        use Then::{Agree, Panic, Refuse, Wait};
        let jobs = [
            Agree, Agree, Refuse, Agree, Panic, Refuse, Agree, Wait, Agree,
        ];
        let (answered, there, _) = through(&jobs);
        assert_eq!(answered, jobs.map(|then| then == Agree));
        assert_eq!(there, [0, 1, 3, 6, 8]);
        for alone in [Refuse, Panic, Wait] {
            assert_eq!(through(&[alone]), (vec![false], vec![], 1));
            assert_eq!(
                through(&[alone, Agree]).1,
                [1],
                "{alone:?} before a good one"
            );
            assert_eq!(
                through(&[Agree, alone]).1,
                [0],
                "{alone:?} after a good one"
            );
        }
    }

    #[test]
    fn jobs_run_once_when_none_fails_and_at_most_twice_when_many_do() {
        use Then::{Agree, Refuse};
        assert_eq!(through(&[Agree; 20]).2, 20);
        assert!(through(&[Agree, Refuse].repeat(20)).2 <= 2 * 40);
    }

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
