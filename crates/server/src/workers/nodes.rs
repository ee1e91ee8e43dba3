//! This machine among others on one PostgreSQL: says that it is there, renews its leases, buries who is gone, follows what
//! others change, and hears who looks at what elsewhere.

use crate::app::App;
use crate::cluster::{LEASE_MS, ROUTER, SWEEPS, Word, mailbox_lease, set_clock};
use crate::live::presence::{Origin, SocketId};
use domain::{AuditId, MailboxId, Millis};
use std::time::Duration;
use store::node::Node;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

const EVERY: Duration = Duration::from_secs(2);
/// Who has missed two of its words is told as silent, for a while before it is buried.
pub const SILENT_MS: Millis = 5_000;
/// Who has not been heard of for so long is gone.
pub const GONE_MS: Millis = 10_000;
/// A clock that is off by more is worth a word.
pub const SKEW_MS: Millis = 1_000;
/// Events that are looked at in one go.
const EVENTS: usize = 1_000;

/// Works until told to stop; then what it holds is free at once.
///
/// # Errors
/// When the database cannot be reached; the supervisor starts it again.
pub async fn run(app: App, stop: CancellationToken) -> anyhow::Result<()> {
    loop {
        tokio::select! {
            () = stop.cancelled() => break,
            () = tokio::time::sleep(EVERY) => {}
        }
        if let Err(error) = look_around(&app).await {
            // Said once, by who watches the database.
            tracing::debug!(error = format!("{error:#}"), "not heard by other machines");
        }
    }
    let (node, now) = (app.desk.node().to_owned(), app.clock.now());
    app.db()
        .write(async move |tx| store::node::leave(tx, &node, now).await)
        .await?;
    Ok(())
}

/// Says that this machine is there, buries who is gone, takes and renews leases.
///
/// # Errors
/// When the database cannot be reached.
pub async fn look_around(app: &App) -> anyhow::Result<()> {
    let ahead = set_clock(app.db(), &app.clock).await?;
    if ahead.abs() > SKEW_MS {
        tracing::debug!(
            ahead_ms = ahead,
            "this machine's clock differs from the database's"
        );
    }
    let node = Node {
        id: app.desk.node().to_owned(),
        name: app.config.mail_hostname(),
        program: env!("CARGO_PKG_VERSION").to_owned(),
        knows: store::migrate::known(),
        started_at: app.clock.now(),
        seen_at: 0,
        skew_ms: ahead,
    };
    let at = app.clock.now();
    let gone = app
        .db()
        .write(async move |tx| {
            let now = store::node::database_time(tx).await?;
            let seen = Node {
                seen_at: now,
                ..node.clone()
            };
            store::node::beat(tx, &seen).await?;
            let gone = store::node::bury(tx, now - GONE_MS, now).await?;
            for node in &gone {
                store::audit::add(tx, &lost(node, at)).await?;
            }
            Ok::<_, store::StoreError>(gone)
        })
        .await?;
    for node in gone {
        tracing::warn!(
            node = node.id,
            "a machine is gone; what it had taken up is free"
        );
        app.wakes.inbound.notify_one();
        app.wake_sender();
    }
    take_leases(app).await
}

/// What the trail says of a machine that fell silent, for whoever looks when it is long gone from the list.
fn lost(node: &Node, at: Millis) -> store::audit::Act {
    store::audit::Act {
        id: AuditId(desk::fresh::id(at)),
        at,
        agent: None,
        act: store::node::LOST.to_owned(),
        target: node.name.clone(),
        detail: store::Json(serde_json::json!({ "id": node.id, "version": node.program })),
        ip: String::new(),
    }
}

async fn take_leases(app: &App) -> anyhow::Result<()> {
    let asked = Instant::now();
    let owner = app.desk.node().to_owned();
    let (sweeps, router, mailboxes) = app
        .db()
        .write(async move |tx| {
            let now = store::node::database_time(tx).await?;
            let until = now + LEASE_MS;
            let sweeps = store::job::lease(tx, SWEEPS, &owner, now, until).await?;
            let router = store::job::lease(tx, ROUTER, &owner, now, until).await?;
            let mut mine: Vec<MailboxId> = Vec::new();
            for mailbox in store::mailbox::all(tx).await? {
                let name = mailbox_lease(mailbox.id);
                let lease = store::job::lease(tx, &name, &owner, now, until);
                if mailbox.enabled && lease.await?.is_some() {
                    mine.push(mailbox.id);
                }
            }
            Ok::<_, store::StoreError>((sweeps.is_some(), router.is_some(), mine))
        })
        .await?;
    app.cluster.router_granted(asked, router);
    if app.cluster.granted(asked, sweeps, &mailboxes) {
        app.wake_config();
    }
    Ok(())
}

/// Follows the feed: what another machine has changed is forgotten here.
///
/// # Errors
/// When the database cannot be reached; the supervisor starts it again.
pub async fn follow(app: App, stop: CancellationToken) -> anyhow::Result<()> {
    let mut hints = app.db().hints();
    let mut at = *hints.borrow_and_update();
    // What happened before we began to follow.
    forget(&app);
    loop {
        tokio::select! {
            () = stop.cancelled() => return Ok(()),
            changed = hints.changed() => changed?,
        }
        hints.borrow_and_update();
        loop {
            let (from, limit) = (at, EVENTS);
            let read = app
                .db()
                .read(async move |tx| store::feed::kinds_since(tx, from, limit).await)
                .await;
            let Ok((to, kinds)) = read else {
                // At the next hint, from the same place.
                break;
            };
            if to == at {
                break;
            }
            at = to;
            if kinds.iter().any(|kind| is_configuration(kind)) {
                forget(&app);
            }
            // Mail and deliveries that another machine has left to be done.
            app.wakes.webhooks.notify_one();
        }
    }
}

fn forget(app: &App) {
    app.sessions.forget_here();
    app.desk.forget();
    app.wake_config();
}

/// Whether processes hold something that such an event changes.
fn is_configuration(kind: &str) -> bool {
    let about = kind.split('.').next().unwrap_or_default();
    matches!(
        about,
        "agent" | "team" | "settings" | "channel" | "rule" | "webhook"
    )
}

/// Hears what other machines say.
///
/// # Errors
/// None; it ends with the database.
pub async fn hear(app: App, stop: CancellationToken) -> anyhow::Result<()> {
    let Some(mut whispers) = app.db().whispers() else {
        return Ok(());
    };
    loop {
        let heard = tokio::select! {
            () = stop.cancelled() => return Ok(()),
            heard = whispers.recv() => heard,
        };
        match heard {
            Ok(text) => take(&app, &text),
            Err(RecvError::Lagged(_)) => app.sessions.forget_here(),
            Err(RecvError::Closed) => return Ok(()),
        }
    }
}

/// Nonsense is not heard.
fn take(app: &App, text: &str) {
    match serde_json::from_str(text) {
        Ok(Word::Forget) => app.sessions.forget_here(),
        Ok(Word::Present {
            node,
            socket,
            agent,
            at,
        }) if node != app.desk.node() => {
            let from = Origin::elsewhere(&node, SocketId(socket));
            let now = app.clock.heartbeat();
            if !app.live.presence.beat(from, agent, at, now).is_empty() {
                app.live.nudge_presence();
            }
        }
        Ok(Word::Typing { conversation }) => {
            app.chats.typed(conversation, app.clock.heartbeat());
            app.live.nudge_presence();
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_of_conversations_make_nobody_forget_settings() {
        for kind in [
            "settings.changed.v1",
            "agent.changed.v1",
            "channel.paused.v1",
        ] {
            assert!(is_configuration(kind), "{kind}");
        }
        for kind in [
            "conversation.opened.v1",
            "delivery.changed.v1",
            "",
            "settingsx.v1",
        ] {
            assert!(!is_configuration(kind), "{kind}");
        }
    }
}
