//! Goes to our own doors once a day and when somebody asks, and to what plans ask for elsewhere; on the machine that leads.

use crate::app::App;
use crate::probe;
use futures_util::StreamExt as _;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

const EVERY: Duration = Duration::from_secs(2);
/// Rounds between looks at what is due.
const DUE_EVERY: u32 = 30;
/// And at what plans ask for elsewhere.
const ELSEWHERE_EVERY: u32 = 4;
/// Looks that are under way at the same time.
const AT_ONCE: usize = 4;

/// Works until told to stop.
///
/// # Errors
/// When the database cannot be reached; the supervisor starts it again, and what was cut off is begun again.
pub async fn run(app: App, stop: CancellationToken) -> anyhow::Result<()> {
    let mut round: u32 = 0;
    loop {
        if app.cluster.leads() {
            if round.is_multiple_of(DUE_EVERY) {
                app.behind.probes_due(app.clock.now()).await?;
            }
            if round.is_multiple_of(ELSEWHERE_EVERY) {
                elsewhere(&app).await?;
            }
            doors(&app).await?;
        }
        round = round.wrapping_add(1);
        tokio::select! {
            () = stop.cancelled() => return Ok(()),
            () = app.wakes.probes.notified() => {}
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}

async fn doors(app: &App) -> anyhow::Result<()> {
    let ready = app.behind.take_up_probes(app.clock.now()).await?;
    let looks = ready
        .into_iter()
        .map(|(asked, target)| async move { probe::look(app, &asked, &target).await });
    let mut looks = futures_util::stream::iter(looks).buffer_unordered(AT_ONCE);
    while let Some(looked) = looks.next().await {
        looked?;
    }
    Ok(())
}

async fn elsewhere(app: &App) -> anyhow::Result<()> {
    for item in app.behind.elsewhere_due(app.clock.now()).await? {
        let verdict = probe::elsewhere(app, &item.probe).await;
        let now = app.clock.now();
        app.behind.elsewhere_seen(&item, verdict, now).await?;
    }
    Ok(())
}
