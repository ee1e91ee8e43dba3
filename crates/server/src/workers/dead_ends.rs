//! The dead-end audit in the background: soon after anything changes that it asks about, and every hour; on one machine of
//! several, in a thread of its own, never inside of a write.

use crate::app::App;
use desk::dead_end::{Audit, Ready};
use std::time::{Duration, Instant};
use tokio::sync::Mutex;
use tokio::task::spawn_blocking;
use tokio_util::sync::CancellationToken;

const EVERY: Duration = Duration::from_secs(5);
/// One at a time in this process; whoever asks meanwhile waits.
static LOOKING: Mutex<()> = Mutex::const_new(());

/// Works until told to stop.
///
/// # Errors
/// When the database cannot be reached; the supervisor starts it again, and the last report stands until then.
pub async fn run(app: App, stop: CancellationToken) -> anyhow::Result<()> {
    loop {
        if app.cluster.leads() {
            look(&app, false).await?;
        }
        tokio::select! {
            () = stop.cancelled() => return Ok(()),
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}

/// Looks if something has changed or it is time, or because somebody asks.
///
/// # Errors
/// When the database cannot be reached.
pub async fn look(app: &App, asked: bool) -> anyhow::Result<()> {
    let _alone = LOOKING.lock().await;
    let began = Instant::now();
    let now = app.clock.now();
    let Some(ready) = app.behind.to_audit(asked, now).await? else {
        return Ok(());
    };
    let last = ready.last().cloned();
    let mut found = spawn_blocking(move || Ready::look(ready)).await?;
    found.took_ms = i64::try_from(began.elapsed().as_millis()).unwrap_or(i64::MAX);
    told(&found, last.as_ref());
    app.behind.keep_audit(found, now).await?;
    Ok(())
}

/// In the log and the metrics; the console reads the report.
fn told(found: &Audit, last: Option<&Audit>) {
    let summary = found.summary();
    metrics::gauge!("fairlead_dead_ends").set(summary.dead_end as f64);
    metrics::histogram!("fairlead_dead_end_audit_seconds").record(found.took_ms as f64 / 1000.0);
    for new in last.map_or_else(Vec::new, |last| found.new_dead_ends(last)) {
        tracing::warn!(sentence = new.sentence, "a new dead end");
    }
}
