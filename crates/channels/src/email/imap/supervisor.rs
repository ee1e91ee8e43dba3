//! One task per enabled mailbox: started, restarted after an edit or a panic, stopped in order.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use domain::MailboxId;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::collector::Collector;
use super::session::ImapOptions;
use crate::host::{Host, MailboxConfig, MailboxState, OAuthToken, Secret};
use crate::tls::ClientTls;

/// How often the list of mailboxes is read without a nudge.
const LOOK: Duration = Duration::from_secs(60);

struct Running {
    /// What an administrator can edit; the moving parts are blank.
    settings: MailboxConfig,
    stop: CancellationToken,
    task: JoinHandle<()>,
    /// Its credentials were refused at the last try.
    refused: Arc<AtomicBool>,
}

/// Collects all mailboxes of the host until `stop`.
pub async fn collect_all(
    host: Arc<dyn Host>,
    tls: ClientTls,
    options: ImapOptions,
    stop: CancellationToken,
) {
    let options = Arc::new(options);
    let mut wake = host.wake();
    let mut running: HashMap<MailboxId, Running> = HashMap::new();
    let mut seen = wake.borrow().config;
    loop {
        let now = wake.borrow_and_update().config;
        if now != seen {
            end_refused(&mut running).await;
        }
        seen = now;
        match host.mailboxes().await {
            Ok(wanted) => {
                end_changed(&mut running, &wanted).await;
                // A task that was stopped has written its last cursor: only now is the configuration read for good.
                let fresh = host.mailboxes().await.unwrap_or_default();
                for config in fresh {
                    running
                        .entry(config.id)
                        .or_insert_with(|| start(config, &host, &tls, &options, &stop));
                }
            }
            Err(error) => tracing::warn!(%error, "mailboxes could not be read"),
        }
        tokio::select! {
            () = stop.cancelled() => break,
            () = tokio::time::sleep(LOOK) => {}
            changed = wake.wait_for(|now| now.config != seen) => {
                if changed.is_err() {
                    break;
                }
            }
        }
    }
    for (_, one) in running {
        end(one).await;
    }
}

fn start(
    config: MailboxConfig,
    host: &Arc<dyn Host>,
    tls: &ClientTls,
    options: &Arc<ImapOptions>,
    stop: &CancellationToken,
) -> Running {
    let stop = stop.child_token();
    let settings = settings(&config);
    let refused = Arc::new(AtomicBool::new(false));
    let collector = Collector {
        config,
        host: Arc::clone(host),
        tls: tls.clone(),
        options: Arc::clone(options),
        suspects_until: 0,
        stuck: (0, 0),
        on_server: None,
        plain_lists: false,
        refused: Arc::clone(&refused),
    };
    Running {
        settings,
        task: tokio::spawn(collector.run(stop.clone())),
        stop,
        refused,
    }
}

/// Ends tasks whose mailbox is gone, was edited, or that ended by themselves.
async fn end_changed(running: &mut HashMap<MailboxId, Running>, wanted: &[MailboxConfig]) {
    let gone: Vec<MailboxId> = running
        .iter()
        .filter(|(id, one)| {
            let same = wanted
                .iter()
                .any(|w| w.id == **id && settings(w) == one.settings);
            !same || one.task.is_finished()
        })
        .map(|(id, _)| *id)
        .collect();
    for id in gone {
        if let Some(one) = running.remove(&id) {
            end(one).await;
        }
    }
}

/// After an edit, those that wait because they were refused begin again at once.
async fn end_refused(running: &mut HashMap<MailboxId, Running>) {
    let refused: Vec<MailboxId> = running
        .iter()
        .filter(|(_, one)| one.refused.load(Ordering::Relaxed))
        .map(|(id, _)| *id)
        .collect();
    for id in refused {
        if let Some(one) = running.remove(&id) {
            end(one).await;
        }
    }
}

async fn end(one: Running) {
    one.stop.cancel();
    if let Err(error) = one.task.await {
        tracing::error!(mailbox = %one.settings.id, %error, "a collector died");
    }
}

/// The configuration without what the collector itself changes (cursor, state, refreshed tokens).
fn settings(config: &MailboxConfig) -> MailboxConfig {
    let mut settings = config.clone();
    settings.cursor = None;
    settings.state = MailboxState::default();
    if let Secret::OAuth { token, .. } = &mut settings.secret {
        *token = OAuthToken {
            access_token: String::new(),
            refresh_token: None,
            expires_at: 0,
        };
    }
    settings
}
