//! One IMAP connection, from the TCP handshake to a selected folder. Every await has a time-out.

use std::io;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use async_imap::error::Error;
use async_imap::types::{Capabilities, Mailbox};

use crate::email::oauth;
use crate::host::{Host, MailboxConfig, Secret, TokenOwner, Transport};
use crate::tls::ClientTls;
use crate::wire::{Wire, while_moving, within};

/// Longest text of an error that is kept; parsers quote what they could not read.
const ERROR_CHARS: usize = 300;

/// A server may announce a size and then send a little more (line ends, headers it added).
const LITERAL_SPARE: u64 = 1024 * 1024;

#[derive(Debug, Clone)]
pub struct ImapOptions {
    /// For the TCP connection and the TLS handshake.
    pub connect: Duration,
    /// For the answer to one command; in a transfer, the longest silence (M13).
    pub command: Duration,
    /// An IDLE is ended and the connection proved after this time; with `done` it bounds how long a hung connection goes
    /// unseen (M8: 60 s).
    pub idle: Duration,
    /// For the answer to DONE, which some servers never give.
    pub done: Duration,
    /// Between looks where the server has no IDLE.
    pub poll: Duration,
    /// First and longest pause after a failure.
    pub backoff: (Duration, Duration),
    /// Pause after refused credentials; trying more often locks accounts.
    pub refused: Duration,
    /// Attempts at one message before it goes to quarantine (M7).
    pub attempts: u32,
    /// Messages of one batch, and octets (unless one message alone is larger).
    pub batch: (usize, u64),
}

impl Default for ImapOptions {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(20),
            command: Duration::from_secs(40),
            idle: Duration::from_secs(45),
            done: Duration::from_secs(10),
            poll: Duration::from_secs(60),
            backoff: (Duration::from_secs(1), Duration::from_secs(60)),
            refused: Duration::from_secs(15 * 60),
            attempts: 5,
            batch: (50, 8 * 1024 * 1024),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImapError {
    /// The credentials or the token were refused; a person must act.
    #[error("sign-in refused: {0}")]
    Refused(String),
    /// The connection failed or was lost, or a time-out struck.
    #[error("{0}")]
    Lost(String),
    /// The server's answer could not be read.
    #[error("unreadable answer: {0}")]
    Unreadable(String),
    /// A list of messages could not be read.
    #[error("unreadable list: {0}")]
    Unlisted(String),
    /// The server said NO or BAD.
    #[error("the server says: {0}")]
    Said(String),
    /// Our own store is away.
    #[error("store: {0}")]
    Store(String),
}

impl From<crate::host::HostError> for ImapError {
    fn from(error: crate::host::HostError) -> Self {
        Self::Store(error.to_string())
    }
}

impl From<io::Error> for ImapError {
    fn from(error: io::Error) -> Self {
        // async-imap wraps its parser's verdict in an error of kind Other.
        if error.kind() == io::ErrorKind::Other && error.get_ref().is_some_and(is_parse) {
            return Self::Unreadable(short(&error.to_string()));
        }
        Self::Lost(short(&error.to_string()))
    }
}

fn is_parse(inner: &(dyn std::error::Error + Send + Sync + 'static)) -> bool {
    inner.to_string().contains("during parsing of")
}

impl From<Error> for ImapError {
    fn from(error: Error) -> Self {
        match error {
            Error::Io(error) => error.into(),
            Error::No(text) | Error::Bad(text) => Self::Said(short(&text)),
            Error::Parse(error) => Self::Unreadable(short(&error.to_string())),
            Error::Validate(error) => Self::Said(short(&error.to_string())),
            other => Self::Lost(short(&other.to_string())),
        }
    }
}

pub(super) fn short(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_control())
        .take(ERROR_CHARS)
        .collect()
}

/// A signed-in connection.
pub(super) struct Connection {
    pub imap: async_imap::Session<Wire>,
    pub can_idle: bool,
    pub can_move: bool,
    pub has_uidplus: bool,
    /// Only UIDs are listed, because this server's sizes and dates could not be read.
    pub plain_lists: bool,
    pub octets: Arc<AtomicU64>,
}

/// `work` while octets come, with both error types made one.
pub(super) async fn command<T>(
    limit: Duration,
    what: &str,
    octets: &AtomicU64,
    work: impl Future<Output = async_imap::error::Result<T>>,
) -> Result<T, ImapError> {
    let work = async { Ok(work.await) };
    while_moving(limit, what, octets, work)
        .await?
        .map_err(ImapError::from)
}

/// Connects, encrypts as configured and signs in. Refreshes an OAuth token that ends soon and keeps it.
pub(super) async fn open(
    config: &mut MailboxConfig,
    host: &dyn Host,
    tls: &ClientTls,
    options: &ImapOptions,
) -> Result<Connection, ImapError> {
    refresh(config, host, tls).await?;
    let wire = Wire::connect(&config.host, config.port, options.connect).await?;
    let octets = wire.octets();
    let wire = match config.tls {
        Transport::Implicit => wire.encrypt(&config.host, tls, options.connect).await?,
        Transport::Starttls => starttls(wire, config, tls, options).await?,
        Transport::None => wire,
    };
    let wire = wire.bounded(config.max_size.saturating_add(LITERAL_SPARE));
    let mut client = async_imap::Client::new(wire);
    if config.tls != Transport::Starttls {
        greeting(&mut client, options).await?;
    }
    let mut imap = sign_in(client, config, options).await?;
    let capabilities = command(options.command, "CAPABILITY", &octets, imap.capabilities()).await?;
    Ok(Connection {
        imap,
        can_idle: has(&capabilities, "IDLE"),
        can_move: has(&capabilities, "MOVE"),
        has_uidplus: has(&capabilities, "UIDPLUS"),
        plain_lists: false,
        octets,
    })
}

fn has(capabilities: &Capabilities, name: &str) -> bool {
    capabilities.has_str(name)
}

async fn refresh(
    config: &mut MailboxConfig,
    host: &dyn Host,
    tls: &ClientTls,
) -> Result<(), ImapError> {
    let Secret::OAuth { provider, token } = &mut config.secret else {
        return Ok(());
    };
    match oauth::fresh(*provider, token, TokenOwner::Mailbox(config.id), host, tls).await {
        Ok(()) => Ok(()),
        Err(error) if error.needs_consent() => Err(ImapError::Refused(error.to_string())),
        Err(error) => Err(ImapError::Lost(error.to_string())),
    }
}

async fn greeting(
    client: &mut async_imap::Client<Wire>,
    options: &ImapOptions,
) -> Result<(), ImapError> {
    match within(options.command, "greeting", client.read_response()).await? {
        Some(_) => Ok(()),
        None => Err(ImapError::Lost("closed before a greeting".to_owned())),
    }
}

/// What came in clear text is dropped with the old reader: nothing said before the handshake is believed.
async fn starttls(
    wire: Wire,
    config: &MailboxConfig,
    tls: &ClientTls,
    options: &ImapOptions,
) -> Result<Wire, ImapError> {
    let octets = wire.octets();
    let mut client = async_imap::Client::new(wire.bounded(LITERAL_SPARE));
    greeting(&mut client, options).await?;
    let asked = client.run_command_and_check_ok("STARTTLS", None);
    command(options.command, "STARTTLS", &octets, asked).await?;
    let wire = client.into_inner();
    // What is bounded until here is clear text; the encrypted part is bounded anew.
    Ok(wire.encrypt(&config.host, tls, options.connect).await?)
}

async fn sign_in(
    client: async_imap::Client<Wire>,
    config: &MailboxConfig,
    options: &ImapOptions,
) -> Result<async_imap::Session<Wire>, ImapError> {
    let work = async {
        Ok(match &config.secret {
            Secret::Password(password) => client.login(&config.username, password).await,
            Secret::OAuth { token, .. } => {
                let answer = Bearer::new(&config.username, &token.access_token);
                client.authenticate("XOAUTH2", answer).await
            }
            Secret::None => client.login(&config.username, "").await,
        })
    };
    match within(options.command, "sign-in", work).await? {
        Ok(session) => Ok(session),
        Err((Error::No(text) | Error::Bad(text), _)) => Err(ImapError::Refused(short(&text))),
        Err((Error::Validate(_), _)) => Err(ImapError::Refused(
            "name or password holds a character that IMAP cannot carry".to_owned(),
        )),
        Err((error, _)) => Err(error.into()),
    }
}

/// XOAUTH2: one answer; to an error challenge the empty one, and then the server says NO.
struct Bearer(Option<String>);

impl Bearer {
    fn new(user: &str, token: &str) -> Self {
        Self(Some(oauth::xoauth2(user, token)))
    }
}

impl async_imap::Authenticator for Bearer {
    type Response = String;

    fn process(&mut self, _challenge: &[u8]) -> String {
        self.0.take().unwrap_or_default()
    }
}

impl Connection {
    /// Selects `folder` anew: counts, UIDVALIDITY and UIDNEXT as they are now.
    pub async fn select(
        &mut self,
        folder: &str,
        options: &ImapOptions,
    ) -> Result<Mailbox, ImapError> {
        let work = self.imap.select(folder);
        command(options.command, "SELECT", &self.octets, work).await
    }

    /// Like [`Connection::select`], read-only.
    pub async fn examine(
        &mut self,
        folder: &str,
        options: &ImapOptions,
    ) -> Result<Mailbox, ImapError> {
        let work = self.imap.examine(folder);
        command(options.command, "EXAMINE", &self.octets, work).await
    }

    /// Says goodbye, briefly; a server that does not answer is left.
    pub async fn close(mut self, options: &ImapOptions) {
        let work = self.imap.logout();
        if let Err(error) = command(options.done, "LOGOUT", &self.octets, work).await {
            tracing::debug!(%error, "IMAP goodbye not answered");
        }
    }
}
