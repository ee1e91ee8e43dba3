//! Lets work ring: passes of the router on the one machine that holds its lease, and on every machine the word of which
//! agents' consoles are connected to it.

use crate::app::App;
use desk::queue::{Busy, LOST_MS};
use domain::Millis;
use std::time::Duration;
use tokio::sync::watch::Receiver;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// What happens at once is looked at once.
const GATHER: Duration = Duration::from_millis(20);
/// Between looks when nothing happens; by then time alone may have changed something.
const EVERY: Duration = Duration::from_secs(2);
/// A virtual clock may be pushed at any time.
const EVERY_VIRTUAL: Duration = Duration::from_millis(200);
/// A pass is followed by a pause of so many times as long as it took, so that a long queue does not take the whole machine.
const PAUSES: u32 = 4;
/// How often a machine says which consoles it has.
const BEAT: Duration = Duration::from_secs(4);

/// Works until told to stop.
///
/// # Errors
/// When the feed ends.
pub async fn run(app: App, stop: CancellationToken) -> anyhow::Result<()> {
    let mut hints = app.db().hints();
    let mut watch = Watch::default();
    loop {
        let position = *hints.borrow_and_update();
        if !app.cluster.routes() {
            watch = Watch::default();
            tokio::select! {
                () = stop.cancelled() => return Ok(()),
                () = tokio::time::sleep(EVERY) => continue,
            }
        }
        let began = Instant::now();
        let wait = match look(&app, &mut watch).await {
            Ok(next) => until(&app, next),
            Err(error) => {
                tracing::debug!(error = format!("{error:#}"), "nothing rings just now");
                watch = Watch::default();
                Duration::from_secs(1)
            }
        };
        let pause = GATHER.max(began.elapsed() * PAUSES);
        tokio::select! {
            () = stop.cancelled() => return Ok(()),
            () = tokio::time::sleep(wait) => {}
            () = app.wakes.router.notified() => {}
            stirred = stirred(&app, &mut hints, position) => stirred?,
        }
        tokio::select! {
            () = stop.cancelled() => return Ok(()),
            () = tokio::time::sleep_until(began + pause) => {}
        }
    }
}

/// Waits until something has happened after `position` that may change who gets what. Of words in chats there are many.
async fn stirred(app: &App, hints: &mut Receiver<i64>, mut position: i64) -> anyhow::Result<()> {
    loop {
        hints.changed().await?;
        let newest = *hints.borrow_and_update();
        // Whoever cannot look takes it for so.
        if app.desk.queue_stirred(position).await.unwrap_or(true) {
            return Ok(());
        }
        position = newest;
        tokio::time::sleep(GATHER).await;
    }
}

/// Since when this machine sees who is connected: who was cut off itself has no say in who is gone.
#[derive(Debug, Default)]
struct Watch {
    since: Option<Millis>,
    chores_at: Option<Instant>,
}

/// Between chores that only time makes necessary.
const CHORES: Duration = Duration::from_secs(30);

/// One look; when there is something to do next.
async fn look(app: &App, watch: &mut Watch) -> anyhow::Result<Option<Millis>> {
    let (now, beat) = (app.clock.now(), app.clock.heartbeat());
    if beat - *watch.since.get_or_insert(beat) > LOST_MS {
        app.desk.consoles_lost(beat - LOST_MS, now).await?;
    }
    if watch.chores_at.is_none_or(|at| at.elapsed() > CHORES) {
        watch.chores_at = Some(Instant::now());
        app.behind.queue_chores(now).await?;
        app.behind.hand_over_open_work(now).await?;
    }
    let passed = app.desk.route(now).await?;
    if passed.decisions > 0 {
        metrics::counter!("fairlead_routing_decisions_total").increment(passed.decisions as u64);
    }
    Ok(passed.next_at.filter(|_| passed.busy == Busy::Live))
}

fn until(app: &App, next: Option<Millis>) -> Duration {
    let most = if app.clock.is_virtual() {
        EVERY_VIRTUAL
    } else {
        EVERY
    };
    let ms = next.map(|at| (at - app.clock.now()).max(0) / app.clock.speed().max(1));
    ms.and_then(|ms| u64::try_from(ms).ok())
        .map_or(most, |ms| most.min(Duration::from_millis(ms)))
}

/// Says which consoles are connected to this machine, until told to stop.
///
/// # Errors
/// None.
pub async fn consoles(app: App, stop: CancellationToken) -> anyhow::Result<()> {
    loop {
        let beat = app.clock.heartbeat();
        let heard = app.live.heard_since(beat - LOST_MS);
        let some = !heard.is_empty();
        match app.desk.consoles_here(heard, app.clock.now()).await {
            Ok(()) if some => app.wakes.router.notify_one(),
            Ok(()) => {}
            Err(error) => tracing::debug!(%error, "consoles could not be told of"),
        }
        tokio::select! {
            () = stop.cancelled() => return Ok(()),
            () = app.live.come.notified() => {}
            () = tokio::time::sleep(BEAT) => {}
        }
    }
}
