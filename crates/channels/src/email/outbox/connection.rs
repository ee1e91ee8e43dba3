//! One connection to a mail server: sockets and time-outs around the pure machine of `mail::smtp::client`.

use std::io;
use std::net::IpAddr;
use std::time::Duration;

use mail::smtp::client::{Awaiting, Client, Config, Job, Out, Outcome};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::{Instant, timeout_at};

use super::OutboxOptions;
use crate::tls::ClientTls;
use crate::wire::{Wire, within};

/// A mail is written in pieces, each with its own time-out, so that a slow line is not taken for a dead one.
const PIECE: usize = 64 * 1024;
/// When a write fails, the server may have said why.
const LAST_WORDS: Duration = Duration::from_millis(500);

pub(super) struct Connection {
    client: Client,
    wire: Option<Wire>,
    /// For the certificate.
    name: String,
    tls: ClientTls,
    /// Mails that were handed over on it.
    pub used: u32,
}

impl Connection {
    /// Connects to `address` or, without one, to every address of `name` in turn.
    pub async fn open(
        name: &str,
        address: Option<IpAddr>,
        port: u16,
        config: Config,
        tls: ClientTls,
        options: &OutboxOptions,
    ) -> io::Result<Self> {
        let target = address.map_or_else(|| name.to_owned(), |ip| ip.to_string());
        let mut wire = Wire::connect(&target, port, options.connect).await?;
        if config.tls == mail::smtp::client::TlsPolicy::Active {
            wire = wire.encrypt(name, &tls, options.connect).await?;
        }
        Ok(Self {
            client: Client::new(config),
            wire: Some(wire),
            name: name.to_owned(),
            tls,
            used: 0,
        })
    }

    /// Whether it can take another mail.
    pub fn is_open(&self) -> bool {
        self.wire.is_some() && self.client.awaiting() == Awaiting::Job
    }

    /// One transaction.
    pub async fn send(&mut self, job: Job, options: &OutboxOptions) -> Outcome {
        self.client.submit(job);
        let until = Instant::now() + options.transaction;
        match self.drive(options, until).await {
            Some(outcome) => {
                self.used += 1;
                outcome
            }
            None => Outcome::NotSent("the connection was closed".to_owned()),
        }
    }

    /// Greeting, TLS and sign-in without a mail: `Ok` when the server would take one now.
    pub async fn greet(&mut self, options: &OutboxOptions) -> Result<(), Outcome> {
        let until = Instant::now() + options.transaction;
        match self.drive(options, until).await {
            Some(outcome) => Err(outcome),
            None if self.is_open() => Ok(()),
            // The machine tells why it closed to the next who asks.
            None => {
                self.client.submit(Job::default());
                match self.client.poll() {
                    Out::Done(outcome) => Err(outcome),
                    _ => Err(Outcome::NotSent("the connection was closed".to_owned())),
                }
            }
        }
    }

    /// Says goodbye without waiting long for the answer.
    pub async fn quit(mut self) {
        self.client.quit();
        if let (Out::Send(bytes), Some(wire)) = (self.client.poll(), &mut self.wire) {
            let goodbye = async {
                wire.write_all(&bytes).await?;
                wire.shutdown().await
            };
            if let Err(error) = within(Duration::from_secs(2), "QUIT", goodbye).await {
                tracing::debug!(%error, "goodbye not sent");
            }
        }
    }

    /// Runs the machine until a transaction is done, or it waits for a job or is closed.
    async fn drive(&mut self, options: &OutboxOptions, until: Instant) -> Option<Outcome> {
        loop {
            match self.client.poll() {
                Out::Send(bytes) => self.write(&bytes, options, until).await,
                Out::UpgradeTls => self.upgrade(options).await,
                Out::Done(outcome) => {
                    if self.client.awaiting() == Awaiting::Closed {
                        self.wire = None;
                    }
                    return Some(outcome);
                }
                Out::Close => self.wire = None,
                Out::Wait(Awaiting::Job | Awaiting::Closed) => return None,
                Out::Wait(awaiting) => {
                    let limit = match awaiting {
                        Awaiting::Greeting => options.greeting,
                        Awaiting::FinalReply => options.final_reply,
                        _ => options.command,
                    };
                    let end = Instant::now() + limit;
                    // The final answer has its own time: giving up early would make mails uncertain.
                    let end = match awaiting {
                        Awaiting::FinalReply => end,
                        _ => end.min(until),
                    };
                    self.read(end).await;
                }
            }
        }
    }

    async fn write(&mut self, bytes: &[u8], options: &OutboxOptions, until: Instant) {
        let Some(wire) = &mut self.wire else {
            return self.client.lost("the connection was closed");
        };
        for piece in bytes.chunks(PIECE) {
            let work = async {
                wire.write_all(piece).await?;
                wire.flush().await
            };
            let limit = options.command.min(until - Instant::now());
            if let Err(error) = within(limit, "writing", work).await {
                let mut words = [0; 2048];
                if let Ok(Ok(n)) =
                    timeout_at(Instant::now() + LAST_WORDS, wire.read(&mut words)).await
                {
                    self.client.handle(&words[..n]);
                }
                return self.client.lost(&error.to_string());
            }
        }
    }

    async fn read(&mut self, end: Instant) {
        let Some(wire) = &mut self.wire else {
            return self.client.lost("the connection was closed");
        };
        let mut buffer = [0; 4096];
        match timeout_at(end, wire.read(&mut buffer)).await {
            Ok(Ok(0)) => self.client.lost("the server closed the connection"),
            Ok(Ok(n)) => self.client.handle(&buffer[..n]),
            Ok(Err(error)) => self.client.lost(&error.to_string()),
            Err(_) => self.client.lost("no answer in time"),
        }
    }

    async fn upgrade(&mut self, options: &OutboxOptions) {
        let Some(wire) = self.wire.take() else {
            return self.client.lost("the connection was closed");
        };
        match wire.encrypt(&self.name, &self.tls, options.connect).await {
            Ok(wire) => {
                self.wire = Some(wire);
                self.client.tls_started();
            }
            Err(error) => self.client.lost(&error.to_string()),
        }
    }
}
