//! Works at imports and exports, one at a time, in the background.

use crate::app::App;
use crate::moving;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

const EVERY: Duration = Duration::from_secs(5);
const LEASE_MS: i64 = 10 * 60 * 1000;

/// Works until told to stop.
///
/// # Errors
/// When the database cannot be reached; the supervisor starts it again.
pub async fn run(app: App, stop: CancellationToken) -> anyhow::Result<()> {
    loop {
        let mut worked = false;
        for import in app.desk.waiting_imports().await? {
            worked |= moving::work(&app, &import, &stop).await?;
            if stop.is_cancelled() {
                return Ok(());
            }
        }
        for export in app.desk.waiting_exports().await? {
            let (now, owner) = (app.clock.now(), app.desk.node().to_owned());
            let mine = app
                .db()
                .write(async move |tx| {
                    store::job::lease(tx, "export", &owner, now, now + LEASE_MS).await
                })
                .await?;
            if mine.is_some() {
                moving::write(&app, &export).await?;
                worked = true;
            }
        }
        if worked {
            continue;
        }
        tokio::select! {
            () = stop.cancelled() => return Ok(()),
            () = app.wakes.moving.notified() => {}
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}
