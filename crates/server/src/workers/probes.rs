//! Goes to our own doors once a day and when somebody asks, and to what plans ask for elsewhere; on the machine that leads.

use crate::app::App;
use crate::probe;
use desk::probes::Target;
use domain::Millis;
use domain::probe::Verdict;
use futures_util::StreamExt as _;
use std::time::Duration;
use store::probe::Probe;
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
    let mut since = None;
    loop {
        // Before that, nobody may have been there to send letters and to take them in.
        since = (app.cluster.leads()).then(|| since.unwrap_or_else(|| app.clock.now()));
        if let Some(since) = since {
            if round.is_multiple_of(DUE_EVERY) {
                app.behind.probes_due(app.clock.now()).await?;
            }
            if round.is_multiple_of(ELSEWHERE_EVERY) {
                elsewhere(&app).await?;
            }
            doors(&app, since).await?;
        }
        round = round.wrapping_add(1);
        tokio::select! {
            () = stop.cancelled() => return Ok(()),
            () = app.wakes.probes.notified() => {}
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}

async fn doors(app: &App, since: Millis) -> anyhow::Result<()> {
    let taken = app.behind.take_up_probes(since, app.clock.now()).await?;
    taken.over.iter().for_each(probe::told);
    futures_util::stream::iter(taken.ready)
        .for_each_concurrent(AT_ONCE, |(asked, target)| async move {
            look(app, &asked, &target).await;
        })
        .await;
    Ok(())
}

/// What goes wrong with one look is the end of that one, and of no other.
async fn look(app: &App, asked: &Probe, target: &Target) {
    let Err(error) = probe::look(app, asked, target).await else {
        return;
    };
    tracing::warn!(probe = %asked.id, %error, "a look at a door went wrong");
    let verdict = Verdict::failed(format!("The look went wrong: {error:#}."));
    if let Err(error) = probe::end(app, asked, target, verdict, None).await {
        tracing::warn!(probe = %asked.id, %error, "it could not be ended; it is begun again");
    }
}

async fn elsewhere(app: &App) -> anyhow::Result<()> {
    for item in app.behind.elsewhere_due(app.clock.now()).await? {
        let verdict = probe::elsewhere(app, &item.probe).await;
        let now = app.clock.now();
        app.behind.elsewhere_seen(&item, verdict, now).await?;
    }
    Ok(())
}
