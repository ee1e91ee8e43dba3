//! Mail on its way out: smarthosts with opened secrets, what is due, and what became of it.

use super::mailboxes::{open_secret, transport};
use super::refusal;
use crate::app::App;
use bytes::Bytes;
use channels::host::{
    DeliveryOutcome, DeliveryReport, HostError, OutgoingDelivery, Secret, SendingPolicy,
    SmarthostConfig,
};
use desk::outbox::{End, Outcome};
use desk::{DeskError, Keys};
use domain::{DeliveryId, Millis, SmarthostId};
use store::house_mail::Ended;
use store::smarthost::Smarthost;

/// Waits after the 1st, 2nd... failed attempt at a mail of the house.
const AGAIN_MS: [Millis; 5] = [60_000, 300_000, 900_000, 3_600_000, 10_800_000];
const CONCURRENCY: usize = 8;

pub(super) async fn smarthosts(app: &App) -> Result<Vec<SmarthostConfig>, HostError> {
    let rows = app
        .db()
        .read(async |tx| store::smarthost::all(tx).await)
        .await
        .map_err(refusal)?;
    let mut out = Vec::with_capacity(rows.len());
    for row in rows.into_iter().filter(|row| row.enabled) {
        match config(app.desk.keys(), &row) {
            Ok(config) => out.push(config),
            Err(error) => smarthost_used(app, row.id, Some(error.to_string())).await?,
        }
    }
    Ok(out)
}

/// A stored smarthost as the sender takes it.
///
/// # Errors
/// When its secret cannot be opened with this key file.
pub(crate) fn config(keys: &Keys, row: &Smarthost) -> Result<SmarthostConfig, DeskError> {
    let secret = match &row.secret {
        Some(sealed) => open_secret(keys, &smarthost_place(row.id), &row.auth, sealed)?,
        None => Secret::None,
    };
    Ok(SmarthostConfig {
        id: row.id,
        host: row.host.clone(),
        port: row.port,
        tls: transport(&row.tls),
        username: row.username.clone(),
        secret,
        rate_per_minute: row.rate_per_minute.and_then(|n| u32::try_from(n).ok()),
    })
}

/// What a sealed secret is bound to.
#[must_use]
pub(crate) fn smarthost_place(id: SmarthostId) -> String {
    format!("smarthost:{id}")
}

pub(super) fn policy(app: &App) -> SendingPolicy {
    SendingPolicy {
        hostname: app.config.mail_hostname(),
        direct: app.config.direct_delivery,
        concurrency: CONCURRENCY,
    }
}

pub(super) async fn smarthost_used(
    app: &App,
    id: SmarthostId,
    error: Option<String>,
) -> Result<(), HostError> {
    let now = app.clock.now();
    app.db()
        .write(async move |tx| store::smarthost::used(tx, id, now, error.as_deref()).await)
        .await
        .map_err(refusal)
}

pub(super) async fn claim(
    app: &App,
    limit: usize,
    lease_ms: i64,
) -> Result<Vec<OutgoingDelivery>, HostError> {
    let now = app.clock.now();
    let node = app.desk.node().to_owned();
    let house = app
        .db()
        .write(async move |tx| {
            store::house_mail::claim(tx, now, now + lease_ms, &node, limit).await
        })
        .await
        .map_err(refusal)?;
    let mut out = Vec::with_capacity(limit);
    for mail in house {
        out.push(OutgoingDelivery {
            id: mail.id,
            attempt: mail.attempt,
            bytes: sign(app, &mail.envelope_from, mail.bytes, now).await,
            envelope_from: mail.envelope_from,
            recipient: mail.recipient,
        });
    }
    if out.len() < limit {
        let due = app
            .desk
            .claim_deliveries(app.desk.node(), limit - out.len(), lease_ms, now)
            .await
            .map_err(refusal)?;
        for due in due {
            out.push(OutgoingDelivery {
                id: due.id,
                attempt: due.attempt,
                envelope_from: due.envelope_from,
                recipient: due.recipient,
                bytes: sign(app, &due.from, due.bytes, now).await,
            });
        }
    }
    Ok(out)
}

/// Signed with the keys of the sender's domain; a mail that cannot be signed goes out as it is.
async fn sign(app: &App, from: &str, bytes: Vec<u8>, now: Millis) -> Bytes {
    match app.desk.signed(from, bytes.clone(), now).await {
        Ok(signed) => signed.into(),
        Err(error) => {
            tracing::warn!(%error, "a mail goes out unsigned");
            bytes.into()
        }
    }
}

pub(super) async fn report(
    app: &App,
    id: DeliveryId,
    attempt: i64,
    report: DeliveryReport,
) -> Result<(), HostError> {
    let now = app.clock.now();
    metrics::counter!("fairlead_deliveries_total", "outcome" => word(report.outcome)).increment(1);
    let ended = match report.outcome {
        DeliveryOutcome::Sent | DeliveryOutcome::Uncertain => Ended::Sent,
        DeliveryOutcome::Rejected => Ended::Failed,
        DeliveryOutcome::Retry | DeliveryOutcome::Reauthorize => {
            let nth = usize::try_from(attempt - 1)
                .unwrap_or(0)
                .min(AGAIN_MS.len() - 1);
            Ended::Again(now + AGAIN_MS[nth])
        }
    };
    let text = report.text.clone();
    let house = app
        .db()
        .write(async move |tx| store::house_mail::end(tx, id, attempt, ended, &text).await)
        .await
        .map_err(refusal)?;
    if house {
        return Ok(());
    }
    app.desk
        .report_delivery(id, attempt, outcome(report), now)
        .await
        .map_err(refusal)
}

fn outcome(report: DeliveryReport) -> Outcome {
    Outcome {
        end: match report.outcome {
            DeliveryOutcome::Sent => End::Sent,
            DeliveryOutcome::Retry => End::Retry,
            DeliveryOutcome::Rejected => End::Rejected,
            DeliveryOutcome::Uncertain => End::Uncertain,
            DeliveryOutcome::Reauthorize => End::Reauthorize,
        },
        code: report.code,
        text: report.text,
        smarthost: report.smarthost,
    }
}

fn word(outcome: DeliveryOutcome) -> &'static str {
    match outcome {
        DeliveryOutcome::Sent => "sent",
        DeliveryOutcome::Retry => "retry",
        DeliveryOutcome::Rejected => "rejected",
        DeliveryOutcome::Uncertain => "uncertain",
        DeliveryOutcome::Reauthorize => "reauthorize",
    }
}
