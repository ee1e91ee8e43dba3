//! Follows the feed for the figures, in small batches, so that taking in mail always has its turn; mails reports that are due.

use crate::app::App;
use crate::figures::WRITER;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

const EVERY: Duration = Duration::from_secs(1);
/// Looks at what is to be mailed.
const MAIL_EVERY: Duration = Duration::from_secs(20);
/// Between two batches while there is more.
const BREATH: Duration = Duration::from_millis(5);

/// Works until told to stop.
///
/// # Errors
/// When the database cannot be reached; the supervisor starts it again.
pub async fn run(app: App, stop: CancellationToken) -> anyhow::Result<()> {
    let mut mailed = Instant::now();
    loop {
        if mailed.elapsed() >= MAIL_EVERY {
            mailed = Instant::now();
            if app.behind.mail_reports(app.clock.now(), WRITER).await? > 0 {
                app.wake_sender();
            }
        }
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
