//! One connection to a server, in clear text or TLS, with time-outs at each step. Used by the collector and the sender.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;

use crate::bounds::Bounds;
use crate::tls::ClientTls;

/// Both kinds of connection as one type. Counts what it reads, so that a long transfer can be told from a dead one (M13).
#[derive(Debug)]
pub struct Wire {
    kind: Kind,
    octets: Arc<AtomicU64>,
    bounds: Option<Bounds>,
}

#[derive(Debug)]
enum Kind {
    Plain(TcpStream),
    Tls(Box<tokio_rustls::client::TlsStream<TcpStream>>),
}

impl Wire {
    /// Connects to `host:port` in clear text; every address of the name is tried within `limit`.
    pub async fn connect(host: &str, port: u16, limit: Duration) -> io::Result<Self> {
        let stream = within(limit, "connecting", TcpStream::connect((host, port))).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            kind: Kind::Plain(stream),
            octets: Arc::default(),
            bounds: None,
        })
    }

    /// Encrypts a clear connection; the certificate must be good for `host`.
    pub async fn encrypt(self, host: &str, tls: &ClientTls, limit: Duration) -> io::Result<Self> {
        let Kind::Plain(stream) = self.kind else {
            return Ok(self);
        };
        let name = ServerName::try_from(host.to_owned()).map_err(io::Error::other)?;
        let connector = TlsConnector::from(tls.config());
        let stream = within(limit, "TLS handshake", connector.connect(name, stream)).await?;
        Ok(Self {
            kind: Kind::Tls(Box::new(stream)),
            octets: self.octets,
            bounds: self.bounds,
        })
    }

    /// From now on a line without an end, or a literal longer than `octets`, is an error: for IMAP.
    #[must_use]
    pub fn bounded(mut self, octets: u64) -> Self {
        self.bounds = Some(Bounds::new(octets));
        self
    }

    #[must_use]
    pub fn is_encrypted(&self) -> bool {
        matches!(self.kind, Kind::Tls(_))
    }

    /// Octets read so far, live.
    #[must_use]
    pub fn octets(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.octets)
    }

    /// Whether the other end is this machine.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        let stream = match &self.kind {
            Kind::Plain(stream) => stream,
            Kind::Tls(stream) => stream.get_ref().0,
        };
        stream
            .peer_addr()
            .is_ok_and(|peer| peer.ip().to_canonical().is_loopback())
    }
}

/// `work` within `limit`; a time-out names what was being done.
pub async fn within<T>(
    limit: Duration,
    what: &str,
    work: impl Future<Output = io::Result<T>>,
) -> io::Result<T> {
    match timeout(limit, work).await {
        Ok(done) => done,
        Err(_) => Err(io::Error::new(
            io::ErrorKind::TimedOut,
            format!("{what}: no answer within {} s", limit.as_secs()),
        )),
    }
}

/// `work` as long as `octets` keeps growing: `limit` is the longest silence.
pub async fn while_moving<T>(
    limit: Duration,
    what: &str,
    octets: &AtomicU64,
    work: impl Future<Output = io::Result<T>>,
) -> io::Result<T> {
    let mut work = std::pin::pin!(work);
    loop {
        let before = octets.load(Ordering::Relaxed);
        match within(limit, what, work.as_mut()).await {
            Err(error)
                if error.kind() == io::ErrorKind::TimedOut
                    && octets.load(Ordering::Relaxed) != before => {}
            done => return done,
        }
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buf.filled().len();
        let done = match &mut this.kind {
            Kind::Plain(s) => Pin::new(s).poll_read(cx, buf),
            Kind::Tls(s) => Pin::new(s).poll_read(cx, buf),
        };
        let read = (buf.filled().len() - before) as u64;
        this.octets.fetch_add(read, Ordering::Relaxed);
        if let (Some(bounds), Poll::Ready(Ok(()))) = (&mut this.bounds, &done)
            && let Err(why) = bounds.check(&buf.filled()[before..])
        {
            return Poll::Ready(Err(io::Error::new(io::ErrorKind::InvalidData, why)));
        }
        done
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        match &mut self.get_mut().kind {
            Kind::Plain(s) => Pin::new(s).poll_write(cx, buf),
            Kind::Tls(s) => Pin::new(s).poll_write(cx, buf),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.get_mut().kind {
            Kind::Plain(s) => Pin::new(s).poll_flush(cx),
            Kind::Tls(s) => Pin::new(s).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.get_mut().kind {
            Kind::Plain(s) => Pin::new(s).poll_shutdown(cx),
            Kind::Tls(s) => Pin::new(s).poll_shutdown(cx),
        }
    }
}
