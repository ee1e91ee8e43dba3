//! Who may be written to, and the acceptance of raw mail.

use super::refusal;
use crate::app::App;
use channels::host::{Accepted, Freshness, HostError, RecipientVerdict, Source};
use desk::accept::RawMail;
use domain::InboundId;
use domain::contact::email_key;
use std::collections::HashSet;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use store::StoreError;
use store::inbound::ImapPlace;
use tokio::time::Instant;

/// How long the list of doors is believed: a new door on another node takes mail after this.
const FRESH: Duration = Duration::from_secs(2);

/// For a letter to a closed address; the sender waits.
const JUDGED_IN: Duration = Duration::from_secs(5);

#[derive(Default)]
struct Known {
    addresses: HashSet<String>,
    domains: HashSet<String>,
    /// Doors of channels that may refuse strangers.
    closed: HashSet<String>,
}

/// The doors, read anew every few seconds and after each change of the configuration.
#[derive(Default)]
pub(super) struct Doors(RwLock<Option<(Instant, u64, Arc<Known>)>>);

pub(super) async fn recipient(app: &App, doors: &Doors, address: &str) -> RecipientVerdict {
    let Some((local, domain)) = address.rsplit_once('@') else {
        return RecipientVerdict::NotLocal;
    };
    let tokens = app.desk.tokens();
    let Ok(known) = known(app, doors).await else {
        return RecipientVerdict::Unavailable;
    };
    let key = email_key(address);
    if known.addresses.contains(&key) {
        return RecipientVerdict::Known;
    }
    let domain = domain.to_lowercase();
    if !known.domains.contains(&domain) {
        return RecipientVerdict::NotLocal;
    }
    // Plus forms of a door: tokens of ours, and tags that people invent.
    let base = local.split('+').next().unwrap_or(local);
    let plain = email_key(&format!("{base}@{domain}"));
    let ours = mail::token::read_reply_address(tokens, address).is_some()
        || mail::token::read_verp(tokens, address).is_some();
    if ours || known.addresses.contains(&plain) {
        RecipientVerdict::Known
    } else {
        RecipientVerdict::Unknown
    }
}

async fn known(app: &App, doors: &Doors) -> Result<Arc<Known>, HostError> {
    let version = app.wakes.adapters.borrow().config;
    let held = doors
        .0
        .read()
        .unwrap_or_else(PoisonError::into_inner)
        .clone();
    if let Some((at, of, known)) = held
        && at.elapsed() < FRESH
        && of == version
    {
        return Ok(known);
    }
    let all = app
        .db()
        .read(async |tx| {
            Ok((
                store::door::all(tx).await?,
                store::last_word::all(tx).await?,
            ))
        })
        .await
        .map_err(|error: StoreError| refusal(error))?;
    let (all, closed) = all;
    let mut known = Known::default();
    for door in all {
        if closed.iter().any(|c| c.channel == door.channel) {
            known.closed.insert(door.address_key.clone());
        }
        // Removed doors too: somebody may still answer an old mail, and nothing may be lost.
        if let Some((_, domain)) = door.address.rsplit_once('@') {
            known.domains.insert(domain.to_lowercase());
        }
        known.addresses.insert(door.address_key);
    }
    let known = Arc::new(known);
    *doors.0.write().unwrap_or_else(PoisonError::into_inner) =
        Some((Instant::now(), version, known.clone()));
    Ok(known)
}

pub(super) async fn accept(
    app: &App,
    doors: &Doors,
    mail: Accepted,
) -> Result<InboundId, HostError> {
    if let Some(said) = refused(app, doors, &mail).await {
        return Err(HostError::Moved(said));
    }
    let (source, imap, freshness, internal_date, headers_only_of) = match &mail.source {
        Source::Smtp => ("smtp", None, Freshness::New, None, None),
        Source::Imap(origin) => (
            "imap",
            Some(ImapPlace {
                mailbox: origin.mailbox,
                uidvalidity: origin.uidvalidity,
                uid: origin.uid,
            }),
            origin.freshness,
            origin.internal_date,
            origin.headers_only_of,
        ),
    };
    let channel = match &imap {
        Some(place) => {
            let id = place.mailbox;
            let mailbox = app
                .db()
                .read(async move |tx| store::mailbox::load(tx, id).await)
                .await
                .map_err(refusal)?;
            mailbox.map(|m| m.channel)
        }
        None => None,
    };
    let raw = RawMail {
        source,
        imap,
        channel,
        envelope: mail.envelope,
        tls: mail.tls,
        freshness: word(freshness).to_owned(),
        internal_date,
        headers_only_of,
        bytes: mail.bytes.to_vec(),
    };
    let id = app
        .desk
        .accept_inbound(raw, app.clock.now())
        .await
        .map_err(refusal)?;
    app.wakes.inbound.notify_one();
    metrics::counter!("fairlead_accepted_total", "source" => source).increment(1);
    Ok(id)
}

/// The last word of a closed address, for a stranger's letter; whatever cannot be told in time, the letter is taken.
async fn refused(app: &App, doors: &Doors, mail: &Accepted) -> Option<String> {
    let to = &mail.envelope.rcpt_to;
    if mail.source != Source::Smtp || to.is_empty() {
        return None;
    }
    let known = known(app, doors).await.ok()?;
    if !to.iter().all(|a| known.closed.contains(&email_key(a))) {
        return None;
    }
    let asked = app
        .desk
        .refusal_of(&mail.envelope, &mail.bytes, app.clock.now());
    tokio::time::timeout(JUDGED_IN, asked).await.ok().flatten()
}

fn word(freshness: Freshness) -> &'static str {
    match freshness {
        Freshness::New => "new",
        Freshness::Backfill => "backfill",
        Freshness::Rescan => "rescan",
    }
}
