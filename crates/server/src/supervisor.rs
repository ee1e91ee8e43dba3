//! Spawns every task of the program, knows its name, restarts it when it fails and stops all of them in order.
//!
//! Nothing else in the house calls `tokio::spawn` for something that lives longer than one request.

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::FutureExt as _;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// Stop order: what takes in new work stops first, what the others rest on last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Listeners and collectors.
    Edge,
    /// Workers, senders, sweeps.
    Work,
    /// Feed, reload watchers and other things that others rest on.
    Base,
}

const STAGES: [Stage; 3] = [Stage::Edge, Stage::Work, Stage::Base];
/// How long the tasks of one stage may take to finish what they hold.
const GRACE: Duration = Duration::from_secs(8);

struct Task {
    name: &'static str,
    stage: Stage,
    handle: JoinHandle<()>,
}

/// The tasks that run. Cheap to clone.
#[derive(Clone)]
pub struct Supervisor {
    tasks: Arc<Mutex<Vec<Task>>>,
    stops: [CancellationToken; 3],
}

impl Default for Supervisor {
    fn default() -> Self {
        Self {
            tasks: Arc::default(),
            stops: std::array::from_fn(|_| CancellationToken::new()),
        }
    }
}

impl Supervisor {
    /// The token that tells tasks of a stage to finish.
    #[must_use]
    pub fn stop_token(&self, stage: Stage) -> CancellationToken {
        self.stops[stage as usize].clone()
    }

    /// Runs what `make` makes until it returns `Ok`. An error or a panic is logged once and the task is made again after
    /// a pause of one second, doubling up to a minute.
    pub fn spawn<F, Fut>(&self, name: &'static str, stage: Stage, make: F)
    where
        F: Fn(CancellationToken) -> Fut + Send + 'static,
        Fut: Future<Output = anyhow::Result<()>> + Send + 'static,
    {
        let stop = self.stop_token(stage);
        let handle = tokio::spawn(async move {
            let mut pause = Duration::from_secs(1);
            loop {
                let result = AssertUnwindSafe(make(stop.clone())).catch_unwind().await;
                match result {
                    Ok(Ok(())) => return,
                    Ok(Err(error)) => tracing::error!(
                        task = name,
                        error = format!("{error:#}"),
                        "task failed; it will be started again"
                    ),
                    Err(_) => {
                        tracing::error!(task = name, "task panicked; it will be started again")
                    }
                }
                metrics::counter!("fairlead_task_restarts_total", "task" => name).increment(1);
                tokio::select! {
                    () = stop.cancelled() => return,
                    () = tokio::time::sleep(pause) => pause = (pause * 2).min(Duration::from_secs(60)),
                }
            }
        });
        self.lock().push(Task {
            name,
            stage,
            handle,
        });
    }

    /// Names of the tasks that run now.
    #[must_use]
    pub fn running(&self) -> Vec<&'static str> {
        self.lock()
            .iter()
            .filter(|t| !t.handle.is_finished())
            .map(|t| t.name)
            .collect()
    }

    /// Stops stage after stage. A task that does not end within its grace is aborted and named in the log.
    pub async fn stop(&self) {
        for stage in STAGES {
            self.stops[stage as usize].cancel();
            let tasks: Vec<Task> = {
                let mut all = self.lock();
                let (now, later) = std::mem::take(&mut *all)
                    .into_iter()
                    .partition(|t| t.stage == stage);
                *all = later;
                now
            };
            let deadline = tokio::time::Instant::now() + GRACE;
            for mut task in tasks {
                if tokio::time::timeout_at(deadline, &mut task.handle)
                    .await
                    .is_err()
                {
                    tracing::warn!(task = task.name, "task did not stop in time; aborted");
                    task.handle.abort();
                }
            }
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Task>> {
        self.tasks
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// Waits until the machine asks us to stop (SIGTERM or SIGINT).
///
/// # Errors
/// When signals cannot be watched.
pub async fn asked_to_stop() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut term = signal(SignalKind::terminate())?;
    let mut int = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = term.recv() => {}
        _ = int.recv() => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[tokio::test]
    async fn stages_stop_in_order() {
        let supervisor = Supervisor::default();
        let order: Arc<Mutex<Vec<&str>>> = Arc::default();
        for (name, stage) in [
            ("base", Stage::Base),
            ("work", Stage::Work),
            ("edge", Stage::Edge),
        ] {
            let order = order.clone();
            supervisor.spawn(name, stage, move |stop| {
                let order = order.clone();
                async move {
                    stop.cancelled().await;
                    order.lock().expect("unpoisoned").push(name);
                    Ok(())
                }
            });
        }
        supervisor.stop().await;
        assert_eq!(*order.lock().expect("unpoisoned"), ["edge", "work", "base"]);
    }

    #[tokio::test]
    async fn a_task_that_panics_is_started_again() {
        let supervisor = Supervisor::default();
        let runs = Arc::new(AtomicUsize::new(0));
        let seen = runs.clone();
        let (done, finished) = tokio::sync::oneshot::channel();
        let done = Arc::new(Mutex::new(Some(done)));
        supervisor.spawn("frail", Stage::Work, move |_| {
            let run = seen.fetch_add(1, Ordering::SeqCst);
            let done = done.clone();
            async move {
                assert!(run > 0, "first run fails");
                if let Some(done) = done.lock().expect("unpoisoned").take() {
                    let _ = done.send(());
                }
                Ok(())
            }
        });
        finished.await.expect("the second run reports");
        assert_eq!(runs.load(Ordering::SeqCst), 2);
    }
}
