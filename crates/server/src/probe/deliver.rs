//! One mail through an SMTP door on this machine, as any mail server hands it over.

use anyhow::Context as _;
use mail::smtp::client::{Client, Config, Job, Out, Outcome, TlsPolicy};
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// The caller says how long it may take.
///
/// # Errors
/// When it was not taken, with what the door said.
pub(crate) async fn deliver(door: SocketAddr, helo: &str, job: Job) -> anyhow::Result<()> {
    let mut socket = TcpStream::connect(door).await.context("the door is shut")?;
    let mut client = Client::new(Config {
        helo: helo.to_owned(),
        tls: TlsPolicy::Never,
        login: None,
    });
    client.submit(job);
    let mut buffer = vec![0; 4 * 1024];
    let mut outcome = None;
    loop {
        match client.poll() {
            Out::Send(bytes) => socket.write_all(&bytes).await?,
            Out::Done(done) => {
                outcome = Some(done);
                client.quit();
            }
            Out::UpgradeTls => client.lost("no TLS here"),
            Out::Close => break,
            Out::Wait(_) => match socket.read(&mut buffer).await? {
                0 => break,
                n => client.handle(&buffer[..n]),
            },
        }
    }
    match outcome {
        Some(Outcome::Delivered(_)) => Ok(()),
        Some(other) => anyhow::bail!("not taken: {other:?}"),
        None => anyhow::bail!("the connection was closed"),
    }
}
