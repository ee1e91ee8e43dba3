//! Follows the feed for agents: notifications, digests by mail, and the work of those who are away.

use crate::app::App;
use desk::notifications::Follower;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Events gather for so long: what happens at once is told at once.
const GATHER: Duration = Duration::from_millis(250);
const EVERY: Duration = Duration::from_secs(5);
/// Between looks at digests and at those whose time away is over, at least.
const CHORES_MS: u64 = 5_000;
const SWEEP_MS: u64 = 60 * 60 * 1000;

/// Works until told to stop.
///
/// # Errors
/// When the database cannot be reached; the supervisor starts it again.
pub async fn run(app: App, stop: CancellationToken) -> anyhow::Result<()> {
    let mut follower = Follower::default();
    let mut hints = app.db().hints();
    let (mut chores_at, mut swept_at) = (0_i64, 0_i64);
    loop {
        hints.borrow_and_update();
        let now = app.clock.now();
        if !app.cluster.leads() {
            // Another machine looks after it.
            tokio::select! {
                () = stop.cancelled() => return Ok(()),
                () = tokio::time::sleep(EVERY) => continue,
            }
        }
        while app.behind.write_notifications(&mut follower, now).await? {
            if stop.is_cancelled() {
                return Ok(());
            }
        }
        if now.abs_diff(chores_at) >= CHORES_MS {
            chores_at = now;
            app.behind.end_away(now).await?;
            if app.behind.send_digests(&app.console_url(), now).await? > 0 {
                app.wake_sender();
            }
        }
        if now.abs_diff(swept_at) >= SWEEP_MS {
            swept_at = now;
            app.behind.sweep_notifications(now).await?;
            app.behind.sweep_away(now).await?;
        }
        tokio::select! {
            () = stop.cancelled() => return Ok(()),
            () = tokio::time::sleep(EVERY) => {}
            changed = hints.changed() => {
                changed?;
                tokio::time::sleep(GATHER).await;
            }
        }
    }
}
