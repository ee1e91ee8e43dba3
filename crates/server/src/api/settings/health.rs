//! How a channel is doing: the listener, its mailboxes, sending, and what to look at.

use crate::app::App;
use crate::http::error::ApiResult;
use crate::http::session::Caller;
use channels::host::{MailboxPhase, MailboxState};
use desk::settings::findings::{self, Picture};
use domain::{ChannelId, MailboxId, Millis};
use serde::Serialize;
use store::StoreError;
use store::mailbox::{Mailbox, Reconciliation};
use utoipa::ToSchema;

#[derive(Debug, Serialize, ToSchema)]
pub struct Health {
    listener: Option<Listener>,
    mailboxes: Vec<MailboxHealth>,
    sending: Sending,
    findings: Vec<Finding>,
}

/// Our own mail server, which takes mail for every channel.
#[derive(Debug, Serialize, ToSchema)]
struct Listener {
    /// `listening` or `off`.
    state: &'static str,
    address: Option<String>,
    /// When it last took a mail, of any channel.
    last_at: Option<Millis>,
}

#[derive(Debug, Serialize, ToSchema)]
struct Sending {
    /// `ok`, `waiting` (mail is queued), `failing` or `not_set_up`.
    state: &'static str,
    queued: i64,
    /// Within the last seven days.
    failed: i64,
    uncertain: i64,
    last_success_at: Option<Millis>,
    last_error: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct Finding {
    /// Stable.
    code: &'static str,
    /// What, and what to do.
    message: String,
}

/// Settings of a mailbox without its secret, and where it stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct MailboxHealth {
    #[schema(value_type = String)]
    pub id: MailboxId,
    #[schema(value_type = String)]
    pub channel: ChannelId,
    pub host: String,
    pub port: u16,
    pub tls: String,
    pub username: String,
    pub auth: String,
    /// Whether a password or a consent is stored.
    pub signed_in: bool,
    pub folder: String,
    pub enabled: bool,
    pub after_commit: String,
    pub move_to: Option<String>,
    pub start_from: String,
    /// `connecting`, `backfill`, `collecting`, `idle`, `polling`, `failing`, `reauthorize` or `off`.
    pub state: &'static str,
    pub progress: Option<Progress>,
    pub last_success_at: Option<Millis>,
    pub last_error: Option<String>,
    pub on_server: Option<i64>,
    pub stored: i64,
    pub quarantined: i64,
    pub missing: Option<i64>,
    pub version: i64,
}

/// Of taking what was in the mailbox before.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct Progress {
    done: u32,
    of: u32,
}

impl MailboxHealth {
    #[must_use]
    pub fn of(m: Mailbox, r: &Reconciliation) -> Self {
        let phase = serde_json::from_value::<MailboxState>(m.state.0)
            .unwrap_or_default()
            .phase;
        let progress = match phase {
            MailboxPhase::Backfill { done, total } => Some(Progress { done, of: total }),
            _ => None,
        };
        Self {
            id: m.id,
            channel: m.channel,
            host: m.host,
            port: m.port,
            tls: m.tls,
            username: m.username,
            auth: m.auth,
            signed_in: m.secret.is_some(),
            folder: m.folder,
            enabled: m.enabled,
            after_commit: m.after_commit,
            move_to: m.move_to,
            start_from: m.start_from,
            state: if m.enabled { word(phase) } else { "off" },
            progress,
            last_success_at: m.last_success_at,
            last_error: m.last_error,
            on_server: r.server,
            stored: r.stored,
            quarantined: r.quarantined,
            missing: r.missing().map(|n| n.max(0)),
            version: m.version,
        }
    }
}

fn word(phase: MailboxPhase) -> &'static str {
    match phase {
        MailboxPhase::Connecting => "connecting",
        MailboxPhase::Backfill { .. } => "backfill",
        MailboxPhase::Collecting => "collecting",
        MailboxPhase::Idle => "idle",
        MailboxPhase::Polling => "polling",
        MailboxPhase::Failing => "failing",
        MailboxPhase::Reauthorize => "reauthorize",
    }
}

/// Mailboxes of a channel with their figures.
pub(super) async fn mailboxes(app: &App, channel: ChannelId) -> ApiResult<Vec<MailboxHealth>> {
    let rows = app
        .db()
        .read(async move |tx| {
            let mut out = Vec::new();
            for m in store::mailbox::all(tx).await? {
                if m.channel != channel {
                    continue;
                }
                let figures = store::mailbox::reconcile(tx, m.id).await?;
                out.push((m, figures.unwrap_or_default()));
            }
            Ok::<_, StoreError>(out)
        })
        .await?;
    Ok(rows
        .into_iter()
        .map(|(m, r)| MailboxHealth::of(m, &r))
        .collect())
}

pub(super) async fn of(app: &App, caller: &Caller, id: ChannelId) -> ApiResult<Health> {
    let picture = app
        .desk
        .picture(caller.now, app.config.direct_delivery)
        .await?;
    let last_at = app
        .db()
        .read(async |tx| store::inbound::last_over_smtp(tx).await)
        .await?;
    let found = picture.channels.iter().find(|c| c.id == id);
    let by_mail = found.is_some_and(|c| c.kind.0 == "email");
    let found = found.map_or_else(Vec::new, |c| findings::findings(&picture, c));
    Ok(Health {
        listener: by_mail.then(|| Listener {
            state: if app.config.smtp.0.is_some() {
                "listening"
            } else {
                "off"
            },
            address: app.config.smtp.0.map(|a| a.to_string()),
            last_at,
        }),
        mailboxes: mailboxes(app, id).await?,
        sending: sending(&picture),
        findings: found
            .into_iter()
            .map(|f| Finding {
                code: f.code,
                message: f.message,
            })
            .collect(),
    })
}

fn sending(p: &Picture) -> Sending {
    let on = || p.smarthosts.iter().filter(|s| s.enabled);
    let last_error = on().find_map(|s| s.last_error.clone());
    let state = if !p.direct && on().next().is_none() {
        "not_set_up"
    } else if last_error.is_some() {
        "failing"
    } else if p.sending.queued > 0 {
        "waiting"
    } else {
        "ok"
    };
    Sending {
        state,
        queued: p.sending.queued,
        failed: p.sending.failed,
        uncertain: p.sending.uncertain,
        last_success_at: p.sending.last_success_at,
        last_error,
    }
}
