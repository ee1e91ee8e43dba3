//! The SMTP door: sockets, TLS and time-outs around the pure machine of `mail::smtp::server`.
//!
//! One task per connection; nothing is read while a question is open, so a slow store slows its senders. `250` is said
//! only after [`Host::accept`] has returned. What a mail means is not looked at here.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use mail::smtp::server::{Config, Tls};
use metrics::{counter, gauge};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::connection::{self, Door};
use super::gate::{Full, Gate};
use crate::host::Host;
use crate::tls::ServerTls;

/// Time-outs and bounds of every connection.
#[derive(Debug, Clone)]
pub struct ListenerOptions {
    /// Our name in the greeting.
    pub hostname: String,
    /// Octets of one mail.
    pub max_size: usize,
    /// Recipients of one mail.
    pub max_recipients: usize,
    /// Errors before a connection is closed.
    pub max_errors: u32,
    /// Unknown recipients before a connection is closed.
    pub max_unknown: u32,
    /// Mails on one connection.
    pub max_messages: u32,
    /// Until the first command, and for a TLS handshake.
    pub greeting: Duration,
    /// For each whole command, however slowly it drips (RFC 5321 §4.5.3.2.7 asks for 5 minutes).
    pub command: Duration,
    /// In the text of a mail, [`ListenerOptions::least_progress`] octets must come within this time; there is no limit
    /// on the whole (M13).
    pub progress: Duration,
    pub least_progress: u64,
    /// For the host to answer about a recipient, or to commit a mail.
    pub host: Duration,
    /// How long a mail in transfer may go on after the stop.
    pub grace: Duration,
}

impl Default for ListenerOptions {
    fn default() -> Self {
        Self {
            hostname: "localhost".to_owned(),
            max_size: 50 * 1024 * 1024,
            max_recipients: 100,
            max_errors: 20,
            max_unknown: 100,
            max_messages: 10_000,
            greeting: Duration::from_secs(60),
            command: Duration::from_secs(300),
            progress: Duration::from_secs(120),
            least_progress: 16 * 1024,
            host: Duration::from_secs(60),
            grace: Duration::from_secs(10),
        }
    }
}

/// How a listener speaks.
#[derive(Clone)]
pub enum Encryption {
    /// Clear text only.
    None,
    /// Clear text, and STARTTLS is offered.
    Starttls(ServerTls),
    /// TLS from the first byte (port 465).
    Implicit(ServerTls),
}

/// One bound port.
pub struct SmtpListener {
    socket: TcpListener,
    encryption: Encryption,
    config: Arc<Config>,
    options: Arc<ListenerOptions>,
    gate: Arc<Gate>,
    host: Arc<dyn Host>,
}

impl SmtpListener {
    /// Binds; mail is taken once [`SmtpListener::run`] is polled.
    pub async fn bind(
        address: SocketAddr,
        encryption: Encryption,
        options: ListenerOptions,
        gate: Arc<Gate>,
        host: Arc<dyn Host>,
    ) -> io::Result<Self> {
        let socket = TcpListener::bind(address).await?;
        Ok(Self {
            socket,
            config: Arc::new(session_config(&options, &encryption)),
            encryption,
            options: Arc::new(options),
            gate,
            host,
        })
    }

    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.socket.local_addr()
    }

    /// Takes connections until `stop`; then lets mails in transfer end within the grace and returns.
    pub async fn run(self, stop: CancellationToken) {
        let tasks = TaskTracker::new();
        loop {
            let accepted = tokio::select! {
                () = stop.cancelled() => break,
                accepted = self.socket.accept() => accepted,
            };
            match accepted {
                Ok((socket, peer)) => self.take(socket, peer, &tasks, &stop),
                Err(error) => {
                    // Out of descriptors, or a connection that died at once: others must not starve.
                    tracing::warn!(%error, "SMTP accept failed");
                    sleep(Duration::from_millis(50)).await;
                }
            }
        }
        drop(self.socket);
        tasks.close();
        let limit = self.options.grace + self.options.host + Duration::from_secs(1);
        if timeout(limit, tasks.wait()).await.is_err() {
            tracing::warn!(left = tasks.len(), "SMTP connections cut at the stop");
        }
    }

    fn take(
        &self,
        socket: TcpStream,
        peer: SocketAddr,
        tasks: &TaskTracker,
        stop: &CancellationToken,
    ) {
        counter!("fairlead_smtp_connections_total").increment(1);
        let place = match self.gate.enter(peer.ip()) {
            Ok(place) => place,
            Err(full) => {
                let why = match full {
                    Full::Everybody => "full",
                    Full::ThisAddress => "address",
                };
                counter!("fairlead_smtp_turned_away_total", "why" => why).increment(1);
                return turn_away(&socket);
            }
        };
        let door = Door {
            config: Arc::clone(&self.config),
            options: Arc::clone(&self.options),
            encryption: self.encryption.clone(),
            host: Arc::clone(&self.host),
            place,
            peer: peer.ip().to_canonical(),
            stop: stop.clone(),
        };
        tasks.spawn(async move {
            gauge!("fairlead_smtp_connections").increment(1.0);
            match connection::serve(door, socket).await {
                Ok(()) => {}
                Err(error) => tracing::debug!(%error, peer = %peer.ip(), "SMTP connection ended"),
            }
            gauge!("fairlead_smtp_connections").decrement(1.0);
        });
    }
}

fn session_config(options: &ListenerOptions, encryption: &Encryption) -> Config {
    Config {
        hostname: options.hostname.clone(),
        max_size: options.max_size,
        max_recipients: options.max_recipients,
        max_errors: options.max_errors,
        max_unknown: options.max_unknown,
        max_messages: options.max_messages,
        tls: match encryption {
            Encryption::None => Tls::None,
            Encryption::Starttls(_) => Tls::Available,
            Encryption::Implicit(_) => Tls::Active,
        },
    }
}

/// 421 without a task: a flood costs us one write into an empty socket buffer, which cannot block.
fn turn_away(socket: &TcpStream) {
    let reply = b"421 4.7.0 Too many connections, try again later\r\n";
    if let Err(error) = socket.try_write(reply) {
        tracing::debug!(%error, "could not turn a connection away politely");
    }
}
