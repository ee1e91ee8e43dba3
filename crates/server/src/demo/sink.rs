//! Where all mail of the demo ends: an SMTP server on loopback that takes everything and hands it to the simulated customers.

use anyhow::Context as _;
use mail::smtp::server::{AcceptAnswer, Config, Out, RcptAnswer, Received, Session};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Mutex, mpsc};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Mails that wait to be read by customers; a full queue is `451` for the sender, who tries again.
const WAITING: usize = 256;
/// A silent client is let go.
const SILENCE: Duration = Duration::from_secs(60);

/// A bound sink.
pub struct Sink {
    listener: TcpListener,
    taken: mpsc::Sender<Received>,
}

/// The mails that the sink took.
pub type Taken = Arc<Mutex<mpsc::Receiver<Received>>>;

impl Sink {
    /// Binds a free port of this machine.
    ///
    /// # Errors
    /// When there is none.
    pub async fn bind() -> anyhow::Result<(Self, Taken)> {
        let listener = TcpListener::bind(("127.0.0.1", 0))
            .await
            .context("no port for the demo's mail sink")?;
        let (taken, waiting) = mpsc::channel(WAITING);
        Ok((Self { listener, taken }, Arc::new(Mutex::new(waiting))))
    }

    /// # Errors
    /// When the socket is gone.
    pub fn address(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Takes mail until told to stop.
    pub async fn run(&self, stop: CancellationToken) {
        let tasks = TaskTracker::new();
        loop {
            let accepted = tokio::select! {
                () = stop.cancelled() => break,
                accepted = self.listener.accept() => accepted,
            };
            match accepted {
                Ok((socket, _)) => {
                    let (taken, stop) = (self.taken.clone(), stop.clone());
                    tasks.spawn(async move {
                        let spoken = tokio::select! {
                            () = stop.cancelled() => Ok(()),
                            spoken = speak(socket, &taken) => spoken,
                        };
                        if let Err(error) = spoken {
                            tracing::debug!(%error, "a connection to the sink broke");
                        }
                    });
                }
                Err(error) => {
                    tracing::warn!(%error, "the sink could not accept");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            }
        }
        tasks.close();
        tasks.wait().await;
    }
}

async fn speak(mut socket: TcpStream, taken: &mpsc::Sender<Received>) -> std::io::Result<()> {
    let config = Config {
        hostname: "customers.example".to_owned(),
        ..Config::default()
    };
    let mut session = Session::new(Arc::new(config));
    let mut buffer = vec![0; 16 * 1024];
    loop {
        match session.poll() {
            Out::Send(bytes) => socket.write_all(&bytes).await?,
            Out::CheckRecipient { .. } => session.recipient(RcptAnswer::Ok),
            Out::Accept(mail) => session.accepted(match taken.try_send(*mail) {
                Ok(()) => AcceptAnswer::Stored {
                    id: "demo".to_owned(),
                },
                Err(_) => AcceptAnswer::TryLater,
            }),
            Out::UpgradeTls | Out::Close => return Ok(()),
            Out::Wait(_) => {
                let read = tokio::time::timeout(SILENCE, socket.read(&mut buffer)).await;
                match read {
                    Ok(Ok(0)) | Err(_) => return Ok(()),
                    Ok(Ok(n)) => session.handle(&buffer[..n]),
                    Ok(Err(error)) => return Err(error),
                }
            }
        }
    }
}
