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
    /// The clock of heartbeats and the machine's own, when it was last looked.
    looked: Option<(Millis, Instant)>,
    chores_at: Option<Instant>,
}

/// Between chores that only time makes necessary.
const CHORES: Duration = Duration::from_secs(30);

/// Of a clock that goes on as it should this much may be missing, or too much.
const DRIFT_MS: Millis = 2_000;

impl Watch {
    /// Whether it has looked long enough to say who is gone. A clock that jumped says nothing about who was heard before:
    /// consoles have the time to be heard anew. `steady`: this clock goes on by itself.
    fn sees(&mut self, beat: Millis, at: Instant, steady: bool) -> bool {
        if let Some((before, then)) = self.looked.replace((beat, at))
            && steady
        {
            let passed = i64::try_from((at - then).as_millis()).unwrap_or(i64::MAX);
            if (beat - before - passed).abs() > DRIFT_MS {
                self.since = None;
            }
        }
        beat - *self.since.get_or_insert(beat) > LOST_MS
    }
}

/// One look; when there is something to do next.
async fn look(app: &App, watch: &mut Watch) -> anyhow::Result<Option<Millis>> {
    let (now, beat) = (app.clock.now(), app.clock.heartbeat());
    let steady = app.clock.speed() > 0;
    if watch.sees(beat, Instant::now(), steady) {
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
        let heard = app.live.heard_within(LOST_MS, beat);
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Looks a second apart on the machine's clock, with what the clock of heartbeats says each time.
    fn seen(beats: &[Millis]) -> Vec<bool> {
        let (mut watch, begin) = (Watch::default(), Instant::now());
        let look =
            |(n, beat): (u64, &Millis)| watch.sees(*beat, begin + Duration::from_secs(n), true);
        (0..).zip(beats).map(look).collect()
    }

    #[test]
    fn who_is_gone_is_known_after_a_while() {
        let beats: Vec<Millis> = (0..15).map(|n| n * 1_000).collect();
        let seen = seen(&beats);
        assert!(!seen[10] && seen[11], "{seen:?}");
    }

    #[test]
    fn nobody_is_taken_for_gone_because_the_clock_jumped() {
        for jump in [3_600_000, -3_600_000] {
            let by = |n: i64| if n < 15 { 0 } else { jump };
            let beats: Vec<Millis> = (0..30).map(|n| n * 1_000 + by(n)).collect();
            let seen = seen(&beats);
            assert!(seen[14] && !seen[15] && !seen[25] && seen[26], "{seen:?}");
        }
    }
}
