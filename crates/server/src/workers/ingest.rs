//! Reads accepted mail: parse on blocking threads within a budget, authenticate, hand to `desk::ingest`.
//!
//! A mail that fails, panics or takes too long is tried again later and ends in the quarantine; others go on meanwhile.

use crate::app::App;
use channels::email::verdict;
use desk::ingest::{Ingested, Reading};
use futures_util::StreamExt as _;
use std::net::IpAddr;
use std::time::{Duration, Instant};
use store::inbound::Claimed;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

/// Hands that claim and work side by side, so that one reads while the other waits for its commit.
const HANDS: usize = 2;
/// Mails that one hand works on at the same time: they share a commit.
const BATCH: usize = 32;
/// Mails that are taken apart at the same time; the others of a batch wait for the database or for their turn.
static READERS: Semaphore = Semaphore::const_new(4);
/// Longest time for reading one mail, on a busy machine as well.
const BUDGET: Duration = Duration::from_secs(10);
/// Without a nudge: other nodes may have accepted, or a retry fallen due.
const LOOK: Duration = Duration::from_secs(1);

/// Works until told to stop.
///
/// # Errors
/// When the database cannot be reached; the supervisor starts it again.
pub async fn run(app: App, stop: CancellationToken) -> anyhow::Result<()> {
    futures_util::future::try_join_all((0..HANDS).map(|_| hand(&app, &stop))).await?;
    Ok(())
}

async fn hand(app: &App, stop: &CancellationToken) -> anyhow::Result<()> {
    loop {
        let claimed = app.behind.claim_inbound(BATCH, app.clock.now()).await?;
        if claimed.is_empty() {
            tokio::select! {
                () = stop.cancelled() => return Ok(()),
                () = app.wakes.inbound.notified() => {}
                () = tokio::time::sleep(LOOK) => {}
            }
            continue;
        }
        futures_util::stream::iter(claimed)
            .for_each_concurrent(BATCH, |one| work(app, one))
            .await;
        if stop.is_cancelled() {
            return Ok(());
        }
    }
}

async fn work(app: &App, mut claimed: Claimed) {
    let start = Instant::now();
    let bytes = claimed.bytes.take().unwrap_or_default();
    // The head of the mail stands for it in the quarantine, should it go there.
    claimed.bytes = Some(bytes[..bytes.len().min(64 * 1024)].to_vec());
    let again = claimed.clone();
    let id = claimed.id;
    let outcome = match read(app, claimed, bytes).await {
        Ok(reading) => app
            .behind
            .ingest(reading, app.clock.now())
            .await
            .map_err(|error| error.to_string()),
        Err(why) => Err(why),
    };
    let word = match outcome {
        Ok(done) => {
            if let Ingested::Probe(Some(over)) = &done {
                crate::probe::told(over);
            }
            word(&done)
        }
        Err(why) => {
            tracing::warn!(inbound = %id, attempt = again.attempt, why, "mail not taken in; tried again or put in quarantine");
            if let Err(error) = app.behind.fail_inbound(&again, &why, app.clock.now()).await {
                tracing::error!(inbound = %id, %error, "a failed mail could not be noted; its lease brings it back");
            }
            "failed"
        }
    };
    metrics::counter!("fairlead_ingested_total", "outcome" => word).increment(1);
    metrics::histogram!("fairlead_ingest_seconds").record(start.elapsed().as_secs_f64());
}

fn word(done: &Ingested) -> &'static str {
    match done {
        Ingested::Opened { .. } => "opened",
        Ingested::Joined { .. } => "joined",
        Ingested::Duplicate { .. } => "duplicate",
        Ingested::Bounce { .. } => "bounce",
        Ingested::Own => "own",
        Ingested::Probe(_) => "probe",
        Ingested::Quarantined => "quarantined",
        Ingested::Lost => "lost",
    }
}

/// `claimed` comes with the head of the mail only: after it was read, no more is needed.
async fn read(app: &App, claimed: Claimed, bytes: Vec<u8>) -> Result<Reading, String> {
    let shared = std::sync::Arc::new(bytes);
    let for_reader = shared.clone();
    let turn = READERS
        .acquire()
        .await
        .map_err(|_| "The program is stopping.".to_owned())?;
    let reader = tokio::task::spawn_blocking(move || {
        desk::ingest::read(&for_reader, &mail::Limits::default())
    });
    let mail = match tokio::time::timeout(BUDGET, reader).await {
        Ok(Ok(mail)) => mail?,
        Ok(Err(_)) => return Err("The program failed while reading this mail.".to_owned()),
        Err(_) => {
            return Err(format!(
                "Reading this mail took longer than {} seconds.",
                BUDGET.as_secs()
            ));
        }
    };
    drop(turn);
    let ip = claimed.peer_ip.parse::<IpAddr>().ok();
    let trusted = ip.is_some_and(|ip| app.trusts(ip));
    let envelope = mail::Envelope {
        // What a relay of ours is, says nothing about who wrote.
        ip: ip.filter(|_| !trusted),
        helo: if trusted {
            String::new()
        } else {
            claimed.helo.clone()
        },
        mail_from: claimed.mail_from.clone(),
        rcpt_to: claimed.rcpt.0.clone(),
    };
    let authentication = if envelope.ip.is_some() || is_signed(&shared) {
        match app.dns() {
            Ok(dns) => Some(
                dns.authenticate(&shared, &envelope, app.clock.now() / 1_000)
                    .await,
            ),
            Err(_) => None,
        }
    } else {
        None
    };
    let spam = spam(app, &mail, ip, shared, &envelope).await;
    Ok(Reading {
        claimed,
        mail,
        authentication,
        spam,
    })
}

/// What a trusted relay, or an rspamd that is asked, says.
async fn spam(
    app: &App,
    mail: &mail::Mail,
    peer: Option<IpAddr>,
    raw: std::sync::Arc<Vec<u8>>,
    envelope: &mail::Envelope,
) -> Option<String> {
    let said = verdict::upstream(mail, peer, &app.trusted_networks());
    if let Some(said) = said {
        return said.spam.then_some(said.reason);
    }
    let rspamd = app.rspamd()?;
    let said = rspamd
        .judge(bytes::Bytes::from(raw.to_vec()), envelope)
        .await?;
    said.spam.then_some(said.reason)
}

/// Whether there is anything to check without knowing the peer.
fn is_signed(raw: &[u8]) -> bool {
    let head = &raw[..raw.len().min(64 * 1024)];
    let end = head
        .windows(4)
        .position(|w| w == b"\r\n\r\n")
        .unwrap_or(head.len());
    head[..end].split(|b| *b == b'\n').any(|line| {
        let starts =
            |name: &[u8]| line.len() > name.len() && line[..name.len()].eq_ignore_ascii_case(name);
        starts(b"DKIM-Signature:") || starts(b"ARC-Seal:")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_in_the_body_does_not_count() {
        assert!(is_signed(b"From: a\r\ndkim-signature: v=1\r\n\r\nx"));
        assert!(!is_signed(b"From: a\r\n\r\nDKIM-Signature: v=1\r\n"));
        assert!(!is_signed(b""));
    }
}
