//! One SMTP connection from its first byte to its last.

use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use mail::smtp::server::{AcceptAnswer, Awaiting, Config, Out, RcptAnswer, Received, Session};
use metrics::counter;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep_until, timeout};
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;

use super::gate::{LARGE, LargePermit, Place};
use super::listener::{Encryption, ListenerOptions};
use crate::host::{Accepted, Host, HostError, RecipientVerdict, Source};
use crate::tls::ServerTls;
use crate::wire::within;

const READ_BYTES: usize = 16 * 1024;
/// After the last reply, what still comes is read and dropped for this long, so that a reset does not eat the reply.
const LINGER: Duration = Duration::from_secs(1);

/// What a connection knows of its listener.
pub(super) struct Door {
    pub config: Arc<Config>,
    pub options: Arc<ListenerOptions>,
    pub encryption: Encryption,
    pub host: Arc<dyn Host>,
    pub place: Place,
    pub peer: IpAddr,
    pub stop: CancellationToken,
}

/// Why the dialogue paused.
enum Turn {
    Upgrade,
    Closed,
}

pub(super) async fn serve(door: Door, socket: TcpStream) -> io::Result<()> {
    socket.set_nodelay(true)?;
    let mut dialogue = Dialogue {
        session: Session::new(Arc::clone(&door.config)),
        out: Vec::with_capacity(512),
        read: BytesMut::with_capacity(READ_BYTES),
        large: None,
        door,
    };
    match dialogue.door.encryption.clone() {
        Encryption::Implicit(tls) => {
            let mut stream = dialogue.handshake(&tls, socket).await?;
            dialogue.run(&mut stream).await?;
            linger(&mut stream).await
        }
        Encryption::None => {
            let mut socket = socket;
            dialogue.run(&mut socket).await?;
            linger(&mut socket).await
        }
        Encryption::Starttls(tls) => {
            let mut socket = socket;
            if let Turn::Closed = dialogue.run(&mut socket).await? {
                return linger(&mut socket).await;
            }
            let mut stream = dialogue.handshake(&tls, socket).await?;
            dialogue.session.tls_started();
            dialogue.run(&mut stream).await?;
            linger(&mut stream).await
        }
    }
}

struct Dialogue {
    door: Door,
    session: Session,
    /// Replies that are not written yet: one write for a whole pipelined group.
    out: Vec<u8>,
    read: BytesMut,
    /// Held while the mail in transfer is over [`LARGE`].
    large: Option<LargePermit>,
}

impl Dialogue {
    async fn handshake(
        &mut self,
        tls: &ServerTls,
        socket: TcpStream,
    ) -> io::Result<tokio_rustls::server::TlsStream<TcpStream>> {
        let acceptor = TlsAcceptor::from(tls.current());
        let done = within(
            self.door.options.greeting,
            "TLS handshake",
            acceptor.accept(socket),
        )
        .await;
        if done.is_err() {
            counter!("fairlead_smtp_tls_failed_total").increment(1);
        }
        done
    }

    /// Speaks until the connection ends or TLS is to start.
    async fn run<S: AsyncRead + AsyncWrite + Unpin>(&mut self, stream: &mut S) -> io::Result<Turn> {
        let mut clock = Clock::new(&self.door.options);
        loop {
            let moved = match self.drain(stream).await? {
                Drained::Waits { moved } => moved,
                Drained::Turn(turn) => return Ok(turn),
            };
            clock.saw(
                &self.door.options,
                self.session.awaiting(),
                moved,
                self.session.received_octets(),
            );
            self.hold_large(&mut clock).await;
            if self.session.awaiting() == Awaiting::Closed {
                continue;
            }
            self.read.clear();
            let stopping = self.session.awaiting() == Awaiting::Command;
            tokio::select! {
                // A peer that never stops talking must not outrun the stop or its own deadline.
                biased;
                () = self.door.stop.cancelled(), if stopping => self.session.shut_down(),
                () = grace(&self.door), if !stopping => self.session.shut_down(),
                () = sleep_until(clock.deadline) => {
                    counter!("fairlead_smtp_timed_out_total").increment(1);
                    self.session.timed_out();
                }
                got = stream.read_buf(&mut self.read) => {
                    if got? == 0 {
                        return Ok(Turn::Closed);
                    }
                    self.session.handle(&self.read);
                }
            }
        }
    }

    /// Does what the machine asks for until it waits for the peer.
    async fn drain<S: AsyncRead + AsyncWrite + Unpin>(
        &mut self,
        stream: &mut S,
    ) -> io::Result<Drained> {
        let mut moved = false;
        loop {
            match self.session.poll() {
                Out::Send(bytes) => {
                    moved = true;
                    if self.out.is_empty() {
                        self.out = bytes;
                    } else {
                        self.out.extend_from_slice(&bytes);
                    }
                }
                Out::CheckRecipient { address } => {
                    let answer = self.check(&address).await;
                    self.session.recipient(answer);
                }
                Out::Accept(mail) => {
                    self.large = None;
                    let answer = self.store(*mail).await;
                    self.session.accepted(answer);
                }
                Out::UpgradeTls => {
                    self.flush(stream).await?;
                    return Ok(Drained::Turn(Turn::Upgrade));
                }
                Out::Close => {
                    self.flush(stream).await?;
                    return Ok(Drained::Turn(Turn::Closed));
                }
                Out::Wait(_) => {
                    self.flush(stream).await?;
                    return Ok(Drained::Waits { moved });
                }
            }
        }
    }

    async fn flush<S: AsyncWrite + Unpin>(&mut self, stream: &mut S) -> io::Result<()> {
        if self.out.is_empty() {
            return Ok(());
        }
        let write = async {
            stream.write_all(&self.out).await?;
            stream.flush().await
        };
        within(self.door.options.greeting, "writing a reply", write).await?;
        self.out.clear();
        Ok(())
    }

    /// A mail that has grown large waits, unread, for a permit; time-outs do not run meanwhile.
    async fn hold_large(&mut self, clock: &mut Clock) {
        // Between two pieces of a mail (BDAT) its octets stay in memory, and so does the permit.
        let growing = self.session.awaiting() == Awaiting::Data;
        if !growing && self.session.held_octets() <= LARGE {
            self.large = None;
        } else if growing && self.large.is_none() && self.session.received_octets() > LARGE {
            self.large = self.door.place.large().await;
            if self.large.is_none() {
                counter!("fairlead_smtp_turned_away_total", "why" => "large").increment(1);
                self.session.timed_out();
            }
            clock.restart(&self.door.options, Awaiting::Data);
        }
    }

    async fn check(&mut self, address: &str) -> RcptAnswer {
        let ask = self.door.host.recipient(address);
        let answer = match timeout(self.door.options.host, ask).await {
            Ok(RecipientVerdict::Known) => RcptAnswer::Ok,
            Ok(RecipientVerdict::Unknown) => RcptAnswer::Unknown,
            Ok(RecipientVerdict::NotLocal) => RcptAnswer::NotLocal,
            Ok(RecipientVerdict::Unavailable) | Err(_) => RcptAnswer::Defer,
        };
        match answer {
            RcptAnswer::Ok if !self.door.place.may_send() => {
                counter!("fairlead_smtp_recipients_total", "answer" => "rate").increment(1);
                RcptAnswer::Defer
            }
            RcptAnswer::Ok => {
                counter!("fairlead_smtp_recipients_total", "answer" => "known").increment(1);
                RcptAnswer::Ok
            }
            other => {
                counter!("fairlead_smtp_recipients_total", "answer" => "refused").increment(1);
                other
            }
        }
    }

    /// Hands the mail to the host. A time-out says 451 although the commit may still happen: the client comes again, and
    /// the second copy is found to be the same (M18).
    async fn store(&self, mail: Received) -> AcceptAnswer {
        let envelope = mail.envelope(Some(self.door.peer));
        let size = mail.data.len() as u64;
        let accepted = Accepted {
            source: Source::Smtp,
            envelope,
            tls: mail.tls,
            bytes: Bytes::from(mail.data),
        };
        match timeout(self.door.options.host, self.door.host.accept(accepted)).await {
            Ok(Ok(id)) => {
                counter!("fairlead_smtp_mails_total").increment(1);
                counter!("fairlead_smtp_octets_total").increment(size);
                AcceptAnswer::Stored { id: id.to_string() }
            }
            Ok(Err(HostError::NoSpace)) => {
                counter!("fairlead_smtp_deferred_total", "why" => "no_space").increment(1);
                AcceptAnswer::NoSpace
            }
            Ok(Err(HostError::Unavailable)) | Err(_) => {
                counter!("fairlead_smtp_deferred_total", "why" => "unavailable").increment(1);
                AcceptAnswer::TryLater
            }
            Ok(Err(HostError::Refused(why))) => {
                counter!("fairlead_smtp_refused_total").increment(1);
                AcceptAnswer::Reject(why)
            }
            Ok(Err(HostError::Moved(ways))) => {
                counter!("fairlead_smtp_moved_total").increment(1);
                AcceptAnswer::Moved(ways)
            }
        }
    }
}

enum Drained {
    /// The peer is next; `moved` says that something was answered.
    Waits {
        moved: bool,
    },
    Turn(Turn),
}

/// When the present wait ends. A command has one deadline however its bytes drip; the text of a mail has one per step.
struct Clock {
    deadline: Instant,
    /// Octets of the mail when the present step began.
    octets: u64,
    awaiting: Awaiting,
}

impl Clock {
    fn new(options: &ListenerOptions) -> Self {
        Self {
            deadline: Instant::now() + options.greeting,
            octets: 0,
            awaiting: Awaiting::Answer,
        }
    }

    fn restart(&mut self, options: &ListenerOptions, awaiting: Awaiting) {
        let limit = match awaiting {
            Awaiting::Data => options.progress,
            _ => options.command,
        };
        self.deadline = Instant::now() + limit;
        self.awaiting = awaiting;
    }

    fn saw(&mut self, options: &ListenerOptions, awaiting: Awaiting, moved: bool, octets: u64) {
        if self.awaiting == Awaiting::Answer {
            // The greeting went out: its own limit, set by `new`, holds until the first command.
            self.awaiting = awaiting;
            return;
        }
        let step = awaiting == Awaiting::Data
            && octets.saturating_sub(self.octets) >= options.least_progress;
        if moved || step || awaiting != self.awaiting {
            self.octets = if awaiting == Awaiting::Data {
                octets
            } else {
                0
            };
            self.restart(options, awaiting);
        }
    }
}

/// Ends when a stop has been asked for and the grace is over.
async fn grace(door: &Door) {
    door.stop.cancelled().await;
    tokio::time::sleep(door.options.grace).await;
}

/// Ends our side, and reads a little of what still comes.
async fn linger<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut S) -> io::Result<()> {
    let rest = async {
        stream.shutdown().await?;
        let mut sink = [0u8; 4096];
        let mut left = 64usize;
        while left > 0 && stream.read(&mut sink).await? > 0 {
            left -= 1;
        }
        Ok(())
    };
    timeout(LINGER, rest).await.unwrap_or(Ok(()))
}
