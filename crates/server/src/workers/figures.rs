//! Follows the feed for the figures, in small batches, so that taking in mail always has its turn.

use crate::app::App;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

const EVERY: Duration = Duration::from_secs(1);
/// Between two batches while there is more.
const BREATH: Duration = Duration::from_millis(5);

/// Works until told to stop.
///
/// # Errors
/// When the database cannot be reached; the supervisor starts it again.
pub async fn run(app: App, stop: CancellationToken) -> anyhow::Result<()> {
    loop {
        let pause = match app.behind.follow_figures().await? {
            0 => EVERY,
            _ => BREATH,
        };
        tokio::select! {
            () = stop.cancelled() => return Ok(()),
            () = tokio::time::sleep(pause) => {}
        }
    }
}
