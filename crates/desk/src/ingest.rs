//! From a raw mail to a conversation. One mail, one transaction: idempotent, re-runnable, never half done.
//!
//! The worker claims, reads and authenticates (slow, outside), then calls [`Desk::ingest`]. A mail that fails is tried
//! again later and then put into quarantine with its raw bytes kept (M7); the claim counts attempts beforehand, so that a
//! mail that takes the process down ends there too.

mod bounce;
pub(crate) mod digest;
mod evidence;
pub(crate) mod land;
mod sender;

pub use digest::Digest;
pub(crate) use land::without_tag;

use crate::{Desk, DeskError, Result, probes};
use domain::event::{Actor, Event, EventKind};
use domain::{ConversationId, MessageId, Millis};
use std::panic::{AssertUnwindSafe, catch_unwind};
use store::inbound::{Claimed, Failed, Finished};
use store::{StoreError, Tx};

/// A mail whose every attempt failed is put into quarantine after this many.
pub const ATTEMPTS: i64 = 4;
/// A worker has this long to read one mail.
pub const LEASE_MS: Millis = 2 * 60 * 1000;
/// Waits after the 1st, 2nd... failed attempt.
const AGAIN_MS: [Millis; 3] = [2_000, 30_000, 300_000];
/// A person let it in from quarantine: it is shown whatever it is.
const RELEASED: &str = "released";
/// While the disk is full or the database away.
const UNAVAILABLE_MS: Millis = 15_000;
/// More Received headers than this: the mail goes round (M28).
const RECEIVED_MAX: usize = 50;

/// A claimed mail and what was made of it outside the transaction.
#[derive(Debug, Clone)]
pub struct Reading {
    pub claimed: Claimed,
    pub mail: mail::Mail,
    pub authentication: Option<mail::Authentication>,
    /// Why an upstream filter that we trust, or rspamd, calls it spam.
    pub spam: Option<String>,
}

/// What became of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ingested {
    /// A new conversation.
    Opened {
        conversation: ConversationId,
        message: MessageId,
    },
    /// Went into an existing one.
    Joined {
        conversation: ConversationId,
        message: MessageId,
    },
    /// Was there already (M14, M16 to M18).
    Duplicate {
        conversation: Option<ConversationId>,
    },
    /// A delivery report, put to the message it is about (M25, M26).
    Bounce { conversation: ConversationId },
    /// Our own mail came back (M24).
    Own,
    /// A look of ours at that door: noted, and nothing else. `Some`: it was over with this.
    Probe(Option<probes::Over>),
    /// Put aside for a person (M7, M28), or, from [`Desk::fail_inbound`], tried again later.
    Quarantined,
    /// Another worker has it.
    Lost,
}

/// Reads a raw mail. A panic of a parser is an error of this mail alone.
///
/// # Errors
/// What went wrong, for the quarantine.
pub fn read(bytes: &[u8], limits: &mail::Limits) -> std::result::Result<mail::Mail, String> {
    catch_unwind(AssertUnwindSafe(|| mail::read(bytes, limits)))
        .map_err(|_| "The program failed while reading this mail.".to_owned())
}

impl Desk {
    /// Leases up to `limit` waiting mails to the caller, oldest first, with their bytes. One that was there each time the
    /// program ended goes to the quarantine here: nobody reads it once more.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn claim_inbound(&self, limit: usize, now: Millis) -> Result<Vec<Claimed>> {
        let node = self.node.clone();
        let claimed = self
            .db
            .write(async move |tx| {
                store::inbound::claim(tx, now, now + LEASE_MS, &node, limit).await
            })
            .await?;
        let mut good = Vec::with_capacity(claimed.len());
        for mut one in claimed {
            if let (None, Some(blob)) = (&one.bytes, &one.blob) {
                one.bytes = Some(self.blobs.get(blob).await?.to_vec());
            }
            if one.attempt > ATTEMPTS {
                self.fail_inbound(&one, &reading_error(&one), now).await?;
            } else {
                good.push(one);
            }
        }
        Ok(good)
    }

    /// Puts a mail that was read to its place. Whatever happens on the way, either all of it is stored or nothing.
    ///
    /// # Errors
    /// See [`DeskError`]; call [`Desk::fail_inbound`] then.
    pub async fn ingest(&self, reading: Reading, now: Millis) -> Result<Ingested> {
        if reading.mail.received_count > RECEIVED_MAX && reading.claimed.freshness != RELEASED {
            let why = format!(
                "It has passed {} servers: a loop.",
                reading.mail.received_count
            );
            return self.quarantine(&reading, &why, now).await;
        }
        let (id, attempt) = (reading.claimed.id, reading.claimed.attempt);
        let done = self.put_in_place(reading, now).await;
        if let Err(DeskError::Store(StoreError::Unavailable(_))) = &done {
            // Not the mail's fault: it must not end in quarantine because a disk was full.
            let again_at = now + UNAVAILABLE_MS;
            let _ = self
                .write(async move |tx| {
                    Ok(store::inbound::postpone(tx, id, attempt, again_at).await?)
                })
                .await;
        }
        done
    }

    async fn put_in_place(&self, reading: Reading, now: Millis) -> Result<Ingested> {
        let digest = Digest::of(reading, &self.tokens, now);
        if let Some(probe) = probes::read(&self.keys, &digest.mail, now) {
            return self.put_away(digest, probe).await;
        }
        let blobs = self.store_files(&digest).await?;
        let ids = land::Ids::new(now, digest.mail.attachments.len());
        self.write(async move |tx| ingest(tx, &digest, &blobs, &ids).await)
            .await
    }

    /// A letter of our own look at a door makes no conversation, no answer and no figure.
    async fn put_away(&self, digest: Digest, probe: probes::Arrived) -> Result<Ingested> {
        self.write(async move |tx| {
            let over = probes::arrived(tx, &probe, digest.now).await?;
            done(tx, Ingested::Probe(over), &finished(&digest)).await
        })
        .await
    }

    /// Blob first, then row: what a row names is always there.
    async fn store_files(&self, digest: &Digest) -> Result<Vec<String>> {
        let mut keys = Vec::with_capacity(digest.mail.attachments.len());
        for file in &digest.mail.attachments {
            keys.push(self.blobs.put(&file.bytes).await?);
        }
        Ok(keys)
    }

    /// An attempt failed: later again, or into quarantine.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn fail_inbound(
        &self,
        claimed: &Claimed,
        error: &str,
        now: Millis,
    ) -> Result<Ingested> {
        let wait = usize::try_from(claimed.attempt - 1)
            .ok()
            .and_then(|n| AGAIN_MS.get(n));
        let (from, subject) = glimpse(claimed.bytes.as_deref().unwrap_or_default());
        if wait.is_none() && claimed.freshness == RELEASED && claimed.attempt <= ATTEMPTS {
            let shown = Box::pin(self.ingest(raw_only(claimed, &from, &subject), now)).await;
            if shown.is_ok() {
                return shown;
            }
        }
        let failed = Failed {
            id: claimed.id,
            attempt: claimed.attempt,
            error: one_line(error),
            again_at: wait.map(|ms| now + ms),
            from,
            subject,
        };
        self.failed(failed, now).await
    }

    async fn quarantine(&self, reading: &Reading, why: &str, now: Millis) -> Result<Ingested> {
        let from = reading.mail.from.first();
        let failed = Failed {
            id: reading.claimed.id,
            attempt: reading.claimed.attempt,
            error: one_line(why),
            again_at: None,
            from: from.map(|a| a.address.clone()).unwrap_or_default(),
            subject: reading.mail.subject.clone(),
        };
        self.failed(failed, now).await
    }

    async fn failed(&self, failed: Failed, now: Millis) -> Result<Ingested> {
        self.write(async move |tx| {
            if !store::inbound::fail(tx, &failed).await? {
                return Ok(Ingested::Lost);
            }
            if failed.again_at.is_none() {
                quarantine_changed(tx, now).await?;
            }
            Ok(Ingested::Quarantined)
        })
        .await
    }
}

/// Tells consoles how many mails wait in quarantine.
pub(crate) async fn quarantine_changed(tx: &mut Tx, now: Millis) -> Result<()> {
    let waiting = store::inbound::quarantine_count(tx).await?;
    tx.emit(Event {
        at: now,
        actor: Actor::System,
        kind: EventKind::QuarantineChanged { waiting },
    });
    Ok(())
}

async fn ingest(tx: &mut Tx, d: &Digest, blobs: &[String], ids: &land::Ids) -> Result<Ingested> {
    let (placed, finished) = place(tx, d, blobs, ids).await?;
    done(tx, placed, &finished).await
}

async fn done(tx: &mut Tx, placed: Ingested, finished: &Finished) -> Result<Ingested> {
    if store::inbound::finish(tx, finished).await? {
        return Ok(placed);
    }
    // The lease ran out and another worker took over: undo everything.
    Err(DeskError::refused(
        "lease_lost",
        "Another worker has this mail.",
    ))
}

/// Read, and as yet of nothing.
fn finished(d: &Digest) -> Finished {
    Finished {
        id: d.claimed.id,
        attempt: d.claimed.attempt,
        state: "done",
        channel: None,
        dedupe_key: Some(d.content_key.clone()),
        message: None,
        conversation: None,
    }
}

async fn place(
    tx: &mut Tx,
    d: &Digest,
    blobs: &[String],
    ids: &land::Ids,
) -> Result<(Ingested, Finished)> {
    let mut finished = finished(d);
    if d.own {
        if let Some(message) = d.own_message {
            finished.message = store::message::load(tx, message).await?.map(|m| m.id);
        }
        return Ok((Ingested::Own, finished));
    }
    let way = land::way_in(tx, d).await?;
    finished.channel = Some(way.channel.id);
    if let Some(earlier) = land::earlier(tx, d, &way, ids).await? {
        finished.state = "duplicate";
        finished.message = earlier.message;
        finished.conversation = earlier.conversation;
        let conversation = earlier.conversation;
        return Ok((Ingested::Duplicate { conversation }, finished));
    }
    if let Some((conversation, message)) = bounce::attach(tx, d, ids).await? {
        finished.message = Some(message);
        finished.conversation = Some(conversation);
        return Ok((Ingested::Bounce { conversation }, finished));
    }
    let landed = land::land(tx, d, &way, blobs, ids).await?;
    finished.message = Some(landed.message);
    finished.conversation = Some(landed.conversation);
    let (conversation, message) = (landed.conversation, landed.message);
    let done = if landed.opened {
        Ingested::Opened {
            conversation,
            message,
        }
    } else {
        Ingested::Joined {
            conversation,
            message,
        }
    };
    Ok((done, finished))
}

/// What is shown of a mail that cannot be read: who, what about, and that the raw mail is there.
fn raw_only(claimed: &Claimed, from: &str, subject: &str) -> Reading {
    let address = from
        .rsplit_once('<')
        .map_or(from, |(_, rest)| rest.trim_end_matches('>'))
        .trim();
    let size = claimed.size;
    let text = format!(
        "This mail ({size} bytes) could not be read. Open the original to see it as it came."
    );
    let from = mail::Address {
        name: None,
        address: address.to_owned(),
    };
    Reading {
        claimed: claimed.clone(),
        mail: mail::Mail {
            from: if address.contains('@') {
                vec![from]
            } else {
                Vec::new()
            },
            subject: subject.to_owned(),
            // Two unreadable mails of one sender are two mails.
            date: Some(claimed.received_at),
            reply: text.clone(),
            text,
            problems: vec![mail::Problem {
                code: "unreadable".to_owned(),
                detail: "The mail could not be read.".to_owned(),
            }],
            ..mail::Mail::default()
        },
        authentication: None,
        spam: None,
    }
}

fn reading_error(claimed: &Claimed) -> String {
    format!(
        "The program ended {} times while it read this mail.",
        claimed.attempt - 1
    )
}

/// From and subject of a mail that cannot be read, as they stand, for the list of quarantined mail.
fn glimpse(bytes: &[u8]) -> (String, String) {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(16 * 1024)]).into_owned();
    let field = |name: &str| {
        head.lines()
            .take_while(|line| !line.is_empty())
            .find_map(|line| {
                let (key, value) = line.split_once(':')?;
                key.eq_ignore_ascii_case(name).then(|| one_line(value))
            })
            .unwrap_or_default()
    };
    (field("from"), field("subject"))
}

fn one_line(text: &str) -> String {
    let line: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(300)
        .collect();
    line.trim().to_owned()
}
