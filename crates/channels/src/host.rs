//! What a channel adapter sees of the rest of the house: one trait, and plain data.
//!
//! `server` implements [`Host`] over desk and store; tests implement it in memory. Adapters know neither SQL nor desk, and
//! nothing here says how a thing is stored. Every method may be called by many tasks at once.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use bytes::Bytes;
use domain::{ChannelId, DeliveryId, InboundId, MailboxId, Millis, SmarthostId};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

/// The core as an adapter sees it.
#[async_trait]
pub trait Host: Send + Sync + 'static {
    /// Milliseconds since 1970 UTC. Time-outs of sockets use the runtime's own clock.
    fn now(&self) -> Millis;

    /// Counters that change when there is new work; adapters also look on their own from time to time.
    fn wake(&self) -> watch::Receiver<Wake>;

    /// May mail for this address come in? Doors (paused and closed ones too), and the reply-token and return-path forms of
    /// them. `address` is as the client wrote it.
    async fn recipient(&self, address: &str) -> RecipientVerdict;

    /// Keeps a raw mail. Returns only after the commit: SMTP says `250` on it, IMAP moves its cursor. Idempotent by
    /// (mailbox, uidvalidity, uid) for IMAP, and writes that item as [`ItemState::Stored`] in the same transaction. Mail that
    /// comes as [`Freshness::Rescan`] with bytes that this mailbox has given before is the same mail: `Stored`, no work.
    async fn accept(&self, mail: Accepted) -> Result<InboundId, HostError>;

    /// Enabled mailboxes to collect, secrets opened.
    async fn mailboxes(&self) -> Result<Vec<MailboxConfig>, HostError>;

    /// Keeps where a mailbox stands. `None` leaves the cursor as it is. Called after every batch and every failure.
    async fn checkpoint(
        &self,
        mailbox: MailboxId,
        cursor: Option<Cursor>,
        report: MailboxReport,
    ) -> Result<(), HostError>;

    /// Items of this mailbox with `uid >= from_uid`, ascending.
    async fn mailbox_items(
        &self,
        mailbox: MailboxId,
        uidvalidity: u32,
        from_uid: u32,
    ) -> Result<Vec<MailboxItem>, HostError>;

    /// Says what became of one message that was not stored (could not be read, empty as yet, skipped on purpose).
    async fn item(
        &self,
        mailbox: MailboxId,
        uidvalidity: u32,
        item: MailboxItem,
    ) -> Result<(), HostError>;

    /// The registered OAuth application for `provider`; `None` when the operator has not set one up.
    async fn oauth_client(&self, provider: OAuthProvider)
    -> Result<Option<OAuthClient>, HostError>;

    /// Keeps a token after a refresh or a consent.
    async fn save_token(&self, owner: TokenOwner, token: OAuthToken) -> Result<(), HostError>;

    /// Enabled smarthosts in the order of use, secrets opened.
    async fn smarthosts(&self) -> Result<Vec<SmarthostConfig>, HostError>;

    /// Rules of sending that the operator set.
    async fn sending_policy(&self) -> Result<SendingPolicy, HostError>;

    /// Up to `limit` deliveries that are due, leased to the caller for `lease_ms`. A lease that runs out without a report
    /// means [`DeliveryOutcome::Uncertain`] to the host when the mail may already have been handed over.
    async fn claim_deliveries(
        &self,
        limit: usize,
        lease_ms: i64,
    ) -> Result<Vec<OutgoingDelivery>, HostError>;

    /// What became of attempt `attempt`. The retry plan is the host's. Late reports of an older attempt are ignored.
    async fn report_delivery(
        &self,
        delivery: DeliveryId,
        attempt: i64,
        report: DeliveryReport,
    ) -> Result<(), HostError>;

    /// Health of one smarthost after a use: `None` is a success, else what went wrong.
    async fn report_smarthost(
        &self,
        smarthost: SmarthostId,
        error: Option<String>,
    ) -> Result<(), HostError>;
}

/// Counters of nudges; only their change matters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Wake {
    /// Deliveries became due.
    pub deliveries: u64,
    /// Mailboxes, smarthosts or policies were edited.
    pub config: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecipientVerdict {
    Known,
    /// The domain has doors, this address has none: 550 5.1.1.
    Unknown,
    /// Nothing of ours at that domain: 550 5.7.1, no relaying.
    NotLocal,
    /// Cannot tell now: 451.
    Unavailable,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HostError {
    /// Database away or too busy: 451, try later.
    #[error("the store is unavailable")]
    Unavailable,
    /// Disk full: 452.
    #[error("no space left")]
    NoSpace,
    /// Will never be taken: 550 with this reason.
    #[error("refused: {0}")]
    Refused(String),
    /// The address is closed for strangers: 550 5.1.6 with the ways on.
    #[error("moved: {0}")]
    Moved(String),
}

/// One raw mail to keep.
#[derive(Debug, Clone)]
pub struct Accepted {
    pub source: Source,
    /// Empty `rcpt_to` for IMAP: the mailbox's channel leads.
    pub envelope: mail::Envelope,
    /// Came over an encrypted connection.
    pub tls: bool,
    /// As received, dots un-stuffed.
    pub bytes: Bytes,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    Smtp,
    Imap(ImapOrigin),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImapOrigin {
    pub mailbox: MailboxId,
    pub uidvalidity: u32,
    pub uid: u32,
    pub freshness: Freshness,
    /// INTERNALDATE: when the server got it.
    pub internal_date: Option<Millis>,
    /// Octets on the server, when that is over the limit and `bytes` are the headers alone (M13).
    pub headers_only_of: Option<u64>,
}

/// Whether the customer wrote just now. Nothing old is acknowledged or notified (M15).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Freshness {
    New,
    /// Was in the mailbox before it was connected.
    Backfill,
    /// Seen again after UIDVALIDITY changed; most are duplicates.
    Rescan,
}

/// One mailbox to collect.
#[derive(Debug, Clone, PartialEq)]
pub struct MailboxConfig {
    pub id: MailboxId,
    pub channel: ChannelId,
    pub host: String,
    pub port: u16,
    pub tls: Transport,
    pub username: String,
    pub secret: Secret,
    pub folder: String,
    pub after_commit: AfterCommit,
    pub start_from: StartFrom,
    /// `None` before the first connection.
    pub cursor: Option<Cursor>,
    /// As last given to [`Host::checkpoint`]; default before.
    pub state: MailboxState,
    /// Messages over this many octets are taken as headers alone.
    pub max_size: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Transport {
    /// Clear text: loopback, or what the operator insisted on.
    None,
    /// STARTTLS, required.
    Starttls,
    /// TLS from the first byte.
    Implicit,
}

#[derive(Clone, PartialEq, Eq)]
pub enum Secret {
    /// No authentication (a relay that knows us by address).
    None,
    Password(String),
    OAuth {
        provider: OAuthProvider,
        token: OAuthToken,
    },
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::None => "None",
            Self::Password(_) => "Password(…)",
            Self::OAuth { .. } => "OAuth(…)",
        })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OAuthProvider {
    Google,
    Microsoft,
}

/// An application registered with a provider. Absent endpoints mean the provider's public ones.
#[derive(Clone, PartialEq, Eq)]
pub struct OAuthClient {
    pub client_id: String,
    pub client_secret: Option<String>,
    /// Where the provider sends the browser back to: `{public_url}/api/v1/oauth/callback`.
    pub redirect_url: String,
    pub auth_url: Option<String>,
    pub token_url: Option<String>,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OAuthToken {
    pub access_token: String,
    pub refresh_token: Option<String>,
    /// When `access_token` ends.
    pub expires_at: Millis,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenOwner {
    Mailbox(MailboxId),
    Smarthost(SmarthostId),
}

/// What happens on the server once a message is committed here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AfterCommit {
    Leave,
    /// Sets `\Seen`.
    Flag,
    /// Moves to this folder.
    Move(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StartFrom {
    Now,
    All,
}

/// Everything up to and including `last_uid` has been dealt with, or is an item in state `Retry`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    pub uidvalidity: u32,
    pub last_uid: u32,
}

/// Kept as JSON with the mailbox.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MailboxState {
    pub phase: MailboxPhase,
    /// When the mailbox was first connected; older mail is not new after a rescan.
    pub started_at: Option<Millis>,
    /// First UID under the present UIDVALIDITY that is ours to take.
    pub first_uid: u32,
    /// UIDs below or at this one were there at the first connection, or at the rescan.
    pub old_until_uid: u32,
    /// UIDVALIDITY has changed since the first connection.
    pub rescan: bool,
    /// UIDs behind the cursor that are tried again, with the attempts so far (M3, M6).
    pub retries: BTreeMap<u32, u32>,
    /// Stored, but not yet flagged or moved on the server.
    pub to_finish: BTreeSet<u32>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailboxPhase {
    #[default]
    Connecting,
    /// Taking what was there: `done` of `total` messages.
    Backfill {
        done: u32,
        total: u32,
    },
    Collecting,
    /// Waiting for the server to tell (IDLE).
    Idle,
    /// The server has no IDLE; looks every minute.
    Polling,
    Failing,
    /// The credentials were refused; an administrator must act.
    Reauthorize,
}

/// One look at a mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailboxReport {
    pub at: Millis,
    pub state: MailboxState,
    /// Messages in the folder; `None` when it could not be seen.
    pub on_server: Option<u32>,
    /// `None` is a success: sets the age of the last success, and clears the error.
    pub error: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailboxItem {
    pub uid: u32,
    pub state: ItemState,
    pub attempts: u32,
    pub error: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemState {
    Stored,
    /// Could not be read; a person looks at it.
    Quarantined,
    /// Left alone on purpose, with the reason in `error`.
    Skipped,
    /// Tried again with the next rounds.
    Retry,
}

/// One server that mail is handed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmarthostConfig {
    pub id: SmarthostId,
    pub host: String,
    pub port: u16,
    pub tls: Transport,
    pub username: Option<String>,
    pub secret: Secret,
    /// `None`: no cap.
    pub rate_per_minute: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SendingPolicy {
    /// Our name in EHLO.
    pub hostname: String,
    /// Deliver straight to the recipients' servers while no smarthost is configured.
    pub direct: bool,
    /// Connections in all.
    pub concurrency: usize,
}

/// One message for one recipient, signed and ready.
#[derive(Debug, Clone)]
pub struct OutgoingDelivery {
    pub id: DeliveryId,
    /// Counts from 1; fences late reports.
    pub attempt: i64,
    /// The return path (VERP); `""` is the null sender.
    pub envelope_from: String,
    pub recipient: String,
    pub bytes: Bytes,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryReport {
    pub outcome: DeliveryOutcome,
    /// The server's last reply code, when there was one.
    pub code: Option<u16>,
    /// The server's words, or what went wrong here; one line.
    pub text: String,
    /// `None` when it went straight to the recipient's server, or nowhere.
    pub smarthost: Option<SmarthostId>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryOutcome {
    /// The final dot was answered with 2xx.
    Sent,
    /// Refused for now (4xx), or nobody could be reached: certainly not delivered.
    Retry,
    /// Refused for good (5xx).
    Rejected,
    /// The final answer was lost: it may or may not have arrived (M21).
    Uncertain,
    /// Our credentials were refused; not the recipient's fault.
    Reauthorize,
}
