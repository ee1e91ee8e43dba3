//! What falls due, on one machine of several: snoozes end, acknowledgements go out, sessions and kept answers expire, large mail moves to blobs,
//! what has to be forgotten is; plans of channels go on.

use crate::app::App;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

const EVERY: Duration = Duration::from_secs(1);
/// Rounds between the slow chores.
const CHORES: u32 = 60;
/// Rounds between chores that look through whole tables, about.
const HOUR: u32 = 60 * CHORES;
/// Large mails that are moved in one go.
const LARGE: usize = 8;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// Works until told to stop.
///
/// # Errors
/// When the database cannot be reached; the supervisor starts it again.
pub async fn run(app: App, stop: CancellationToken) -> anyhow::Result<()> {
    let mut round: u32 = 0;
    loop {
        let now = app.clock.now();
        for id in app.live.presence.sweep(app.clock.heartbeat()) {
            tracing::trace!(conversation = %id, "presence ended");
            app.live.nudge_presence();
        }
        if !app.cluster.leads() {
            // Another machine looks after it; we are nudged for nothing.
            tokio::select! {
                () = stop.cancelled() => return Ok(()),
                () = tokio::time::sleep(EVERY) => continue,
            }
        }
        app.desk.wake_due(now).await?;
        if app.desk.sla_due(now).await? > 0 {
            // There may be more; other chores have their turn in between.
            app.wakes.due.notify_one();
        }
        if app.desk.acknowledge_due(now).await? > 0 {
            app.wake_sender();
        }
        if app.desk.tell_outage(now).await? > 0 {
            app.wake_sender();
            app.wakes.due.notify_one();
        }
        if app.desk.tell_notices(now).await? > 0 {
            app.wake_sender();
            app.wakes.due.notify_one();
        }
        plans(&app, now).await?;
        if app.desk.go_on_erasing(now).await? || app.desk.retain(now).await? {
            app.wakes.due.notify_one();
        }
        if round.is_multiple_of(CHORES) {
            chores(&app, now).await?;
        }
        if round.is_multiple_of(HOUR) {
            app.behind.tidy_suggestions(now).await?;
        }
        round = round.wrapping_add(1);
        tokio::select! {
            () = stop.cancelled() => return Ok(()),
            () = app.wakes.due.notified() => {}
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}

/// Plans whose hour has come are looked at, and what plans have decided is done.
async fn plans(app: &App, now: i64) -> anyhow::Result<()> {
    if app.desk.look_at_plans(now).await? > 0 {
        app.wakes.due.notify_one();
    }
    if app.desk.carry_out_plans(&app.console_url(), now).await? > 0 {
        app.wake_sender();
    }
    Ok(())
}

async fn chores(app: &App, now: i64) -> anyhow::Result<()> {
    while app.desk.move_large_mail(LARGE).await? == LARGE {}
    app.desk.forget_files(now).await?;
    app.desk.tidy_help(now).await?;
    app.desk.adopt_merged(now).await?;
    super::proposals::nudge(app);
    app.suggestions.rest();
    if app.desk.sum_up_activity(now).await? || app.desk.sweep_activity(now).await? {
        app.wakes.due.notify_one();
    }
    if app.desk.ask_surveys(&app.console_url(), now).await? > 0 {
        app.wake_sender();
    }
    app.db()
        .write(async move |tx| {
            store::session::sweep(tx, now, now - DAY_MS).await?;
            store::idempotency::sweep(tx, now - DAY_MS).await?;
            store::form::forget_files(tx, now - 2 * DAY_MS).await?;
            store::chat::sweep(tx, now - DAY_MS).await?;
            store::house_mail::sweep(tx, now - DAY_MS).await
        })
        .await?;
    Ok(())
}
