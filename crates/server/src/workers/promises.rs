//! Runs the queue forward, so that doors can tell what to expect without waiting for it: every few seconds while somebody
//! asks, else once a minute. The runs have a thread of their own, and take a fifth of its time at most.

use crate::app::App;
use desk::promise::ahead::Outlook;
use std::time::{Duration, Instant};
use tokio::task::spawn_blocking;
use tokio_util::sync::CancellationToken;

const EVERY: Duration = Duration::from_secs(1);
/// After so long no further runs are begun.
const BUDGET: Duration = Duration::from_secs(2);
/// So many times as long as a batch took it rests.
const REST: u32 = 4;

/// Works until told to stop.
///
/// # Errors
/// When the database cannot be reached; the supervisor starts it again, and doors tell by recent answers until then.
pub async fn run(app: App, stop: CancellationToken) -> anyhow::Result<()> {
    loop {
        let pause = match app.desk.forecasts().is_due(app.clock.now()) {
            true => look(&app).await? * REST,
            false => Duration::ZERO,
        };
        tokio::select! {
            () = stop.cancelled() => return Ok(()),
            () = tokio::time::sleep(pause.max(EVERY)) => {}
        }
    }
}

/// Looks ahead once; how long that took.
///
/// # Errors
/// When the database cannot be reached.
pub async fn look(app: &App) -> anyhow::Result<Duration> {
    let began = Instant::now();
    let now = app.clock.now();
    let outlook = app.behind.outlook(now).await?;
    let batch = match outlook {
        Some(outlook) => Some(spawn_blocking(move || runs(outlook)).await?),
        None => None,
    };
    app.desk.forecasts().publish(batch, now);
    metrics::histogram!("fairlead_promise_batch_seconds").record(began.elapsed());
    Ok(began.elapsed())
}

fn runs(outlook: Outlook) -> desk::promise::Batch {
    let began = Instant::now();
    outlook.run(|| began.elapsed() < BUDGET)
}
