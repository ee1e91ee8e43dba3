//! The dead-end audit in the background: soon after anything changes that it asks about, and every hour; on one machine of
//! several, in a thread of its own, never inside of a write.

use crate::app::App;
use crate::http::tls;
use desk::dead_end::{Ahead, Audit, Steps};
use domain::PlanId;
use domain::dead_end::Progress;
use std::collections::HashMap;
use std::sync::{LazyLock, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{Mutex, watch};
use tokio::task::spawn_blocking;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

const EVERY: Duration = Duration::from_secs(5);
/// One at a time in this process; whoever asks meanwhile waits.
static LOOKING: Mutex<()> = Mutex::const_new(());

/// Whoever asks for the steps of a plan waits so long, and is then told how far it is.
const SOON: Duration = Duration::from_secs(1);
/// What was found of a plan is kept so long for whoever asks again.
const KEPT: Duration = Duration::from_secs(10);
/// By plan and its version.
type Looks = HashMap<(PlanId, i64), watch::Receiver<Look>>;
/// Looks at plans that are under way or were over a moment ago.
static PLANS: LazyLock<std::sync::Mutex<Looks>> = LazyLock::new(std::sync::Mutex::default);

/// A look at the steps of a plan.
#[derive(Debug, Clone)]
pub enum Look {
    /// So many steps were looked at.
    Under(Progress),
    Over(Instant, Vec<(String, Ahead)>),
}

impl Look {
    fn is_over(&self) -> bool {
        matches!(self, Self::Over(..))
    }
}

/// Works until told to stop.
///
/// # Errors
/// When the database cannot be reached; the supervisor starts it again, and the last report stands until then.
pub async fn run(app: App, stop: CancellationToken) -> anyhow::Result<()> {
    loop {
        if app.cluster.leads() {
            look(&app, false).await?;
        }
        tokio::select! {
            () = stop.cancelled() => return Ok(()),
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}

/// Looks if something has changed or it is time, or because somebody asks.
///
/// # Errors
/// When the database cannot be reached.
pub async fn look(app: &App, asked: bool) -> anyhow::Result<()> {
    let _alone = LOOKING.lock().await;
    let began = Instant::now();
    let now = app.clock.now();
    let Some(ready) = app.behind.to_audit(asked, now).await? else {
        return Ok(());
    };
    let last = ready.last().cloned();
    let config = app.config.clone();
    let look = move || ready.resting_on(tls::rests_on(&config)).look();
    let mut found = spawn_blocking(look).await?;
    found.took_ms = i64::try_from(began.elapsed().as_millis()).unwrap_or(i64::MAX);
    noted(&found, last.as_ref());
    app.behind.keep_audit(found, now).await?;
    Ok(())
}

/// The look at that plan, as it is, that is under way or was over a moment ago.
#[must_use]
pub fn under_way(plan: (PlanId, i64)) -> Option<watch::Receiver<Look>> {
    standing(&mut plans(), plan)
}

/// Begins one in a thread of its own, unless somebody else has begun it meanwhile.
#[must_use]
pub fn begin(plan: (PlanId, i64), steps: Steps) -> watch::Receiver<Look> {
    let mut plans = plans();
    if let Some(other) = standing(&mut plans, plan) {
        return other;
    }
    let (tell, told) = watch::channel(Look::Under(Progress::default()));
    plans.insert(plan, told.clone());
    spawn_blocking(move || {
        let found = steps.look(&mut |progress| drop(tell.send(Look::Under(progress))));
        drop(tell.send(Look::Over(Instant::now(), found)));
    });
    told
}

fn plans() -> MutexGuard<'static, Looks> {
    PLANS.lock().unwrap_or_else(PoisonError::into_inner)
}

fn standing(plans: &mut Looks, plan: (PlanId, i64)) -> Option<watch::Receiver<Look>> {
    plans.retain(|_, look| match &*look.borrow() {
        Look::Under(_) => look.has_changed().is_ok(),
        Look::Over(at, _) => at.elapsed() < KEPT,
    });
    plans.get(&plan).cloned()
}

/// The audit of one step, one at a time.
///
/// # Errors
/// When its thread died.
pub async fn step(steps: Steps, number: usize) -> anyhow::Result<Option<Audit>> {
    let _alone = LOOKING.lock().await;
    Ok(spawn_blocking(move || steps.look_at(number)).await?)
}

/// How it stands when it is over, or after a moment; `None`: its thread is gone. What was told is not kept: the next who asks
/// sees the house anew.
pub async fn told(plan: (PlanId, i64), mut look: watch::Receiver<Look>) -> Option<Look> {
    let over = timeout(SOON, look.wait_for(Look::is_over)).await;
    let over = over.map(|seen| seen.ok().map(|seen| seen.clone()));
    let Ok(seen) = over else {
        return Some(look.borrow().clone());
    };
    plans().remove(&plan);
    seen
}

/// In the log and the metrics; the console reads the report.
fn noted(found: &Audit, last: Option<&Audit>) {
    let summary = found.summary();
    metrics::gauge!("fairlead_dead_ends").set(summary.dead_end as f64);
    metrics::histogram!("fairlead_dead_end_audit_seconds").record(found.took_ms as f64 / 1000.0);
    for new in last.map_or_else(Vec::new, |last| found.new_dead_ends(last)) {
        tracing::warn!(sentence = new.sentence, "a new dead end");
    }
}
