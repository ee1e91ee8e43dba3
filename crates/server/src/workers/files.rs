//! Files that no row names: laid aside and deleted once a day, on one machine of several, beside all other work.

use crate::app::App;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Between two looks whether a day has passed.
const EVERY: Duration = Duration::from_secs(10 * 60);
const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// The lease of who sweeps; it stands for a day.
const SWEEP: &str = "blob_sweep";

/// Works until told to stop.
///
/// # Errors
/// When database or files cannot be reached; the supervisor starts it again.
pub async fn run(app: App, stop: CancellationToken) -> anyhow::Result<()> {
    loop {
        tokio::select! {
            () = stop.cancelled() => return Ok(()),
            () = tokio::time::sleep(EVERY) => {}
        }
        let now = app.clock.now();
        // Nobody's for a day, whoever asks.
        let owner = format!("{}:{now}", app.desk.node());
        let mine = app
            .db()
            .write(async move |tx| store::job::lease(tx, SWEEP, &owner, now, now + DAY_MS).await)
            .await?;
        if mine.is_none() {
            continue;
        }
        // Ages are the file system's, or the bucket's: real time, also under a virtual clock.
        let before = app.clock.own().min(now) - DAY_MS;
        tokio::select! {
            () = stop.cancelled() => return Ok(()),
            swept = app.desk.blobs().sweep(app.db(), before) => {
                tracing::debug!(swept = ?swept?, "files were looked at");
            }
        }
    }
}
