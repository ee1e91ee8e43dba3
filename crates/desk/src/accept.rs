//! The acceptance of raw mail: SMTP's `250` and the IMAP cursor rest on the commit that this verb waits for.

use crate::{Desk, Result, fresh};
use domain::{InboundId, Millis};
use sha2::{Digest, Sha256};
use store::inbound::{ImapPlace, NewInbound};

/// A raw mail as an adapter received it.
#[derive(Debug, Clone)]
pub struct RawMail {
    /// `smtp`, `imap`, `agent` or `import`.
    pub source: &'static str,
    /// For IMAP: where it lies. Accepting the same place twice keeps it once.
    pub imap: Option<ImapPlace>,
    /// The channel whose mailbox it came from, when no address of it is a door.
    pub channel: Option<domain::ChannelId>,
    pub envelope: mail::Envelope,
    pub tls: bool,
    /// `new`, `backfill` or `rescan` (M15).
    pub freshness: String,
    pub internal_date: Option<Millis>,
    /// Octets of the whole when `bytes` are the headers alone (M13).
    pub headers_only_of: Option<u64>,
    pub bytes: Vec<u8>,
}

impl Desk {
    /// Keeps a raw mail. Answers after the commit, so that what was answered survives anything.
    ///
    /// # Errors
    /// `Store(Unavailable)` when it could not be kept: the sender keeps it and tries again.
    pub async fn accept_inbound(&self, mail: RawMail, now: Millis) -> Result<InboundId> {
        let row = NewInbound {
            id: InboundId(fresh::id(now)),
            channel: mail.channel,
            source: mail.source,
            imap: mail.imap,
            mail_from: mail.envelope.mail_from,
            rcpt: mail.envelope.rcpt_to,
            peer_ip: mail
                .envelope
                .ip
                .map(|ip| ip.to_string())
                .unwrap_or_default(),
            helo: mail.envelope.helo,
            tls: mail.tls,
            received_at: now,
            freshness: mail.freshness,
            internal_date: mail.internal_date,
            headers_only_of: mail.headers_only_of.and_then(|n| i64::try_from(n).ok()),
            sha256: Sha256::digest(&mail.bytes).to_vec(),
            bytes: mail.bytes,
        };
        let id = self
            .db
            .write(async move |tx| store::inbound::accept(tx, &row).await)
            .await?;
        Ok(id)
    }
}
