//! A browser at a widget, as far as a measurement needs one: HTTP and a WebSocket, from an address of its own within
//! 127.0.0.0/8, so that bounds by address count as they do outside.

use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpSocket, TcpStream};
use tokio::task::JoinHandle;

/// So many addresses are used in turn.
const ADDRESSES: usize = 100;
const PATIENCE: Duration = Duration::from_secs(60);

/// The address that the `n`th visitor comes from.
pub fn address(n: usize) -> Ipv4Addr {
    Ipv4Addr::new(127, 0, 1, u8::try_from(n % ADDRESSES).unwrap_or(0) + 1)
}

/// One kept connection.
pub struct Http {
    stream: BufReader<TcpStream>,
    port: u16,
}

async fn connect(from: Ipv4Addr, port: u16) -> Result<BufReader<TcpStream>> {
    let socket = TcpSocket::new_v4()?;
    // The kernel chooses the port when it connects: many from one address are no burden.
    socket.bind(SocketAddr::from((from, 0)))?;
    let stream = socket
        .connect(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))
        .await?;
    stream.set_nodelay(true)?;
    Ok(BufReader::with_capacity(1024, stream))
}

impl Http {
    pub async fn open(from: Ipv4Addr, port: u16) -> Result<Self> {
        let stream = connect(from, port).await?;
        Ok(Self { stream, port })
    }

    /// Status and JSON of a POST; `heads` are whole header lines.
    pub async fn post(&mut self, path: &str, heads: &str, body: &Value) -> Result<(u16, Value)> {
        let text = body.to_string();
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n{heads}\r\n{text}",
            self.port,
            text.len()
        );
        self.stream.write_all(head.as_bytes()).await?;
        let answer = answer(&mut self.stream);
        let (status, length) = tokio::time::timeout(PATIENCE, answer)
            .await
            .context("no answer")??;
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).await?;
        Ok((status, serde_json::from_slice(&body).unwrap_or(Value::Null)))
    }
}

/// Status and length of what follows.
async fn answer(stream: &mut BufReader<TcpStream>) -> Result<(u16, usize)> {
    let mut line = String::new();
    stream.read_line(&mut line).await?;
    let status = line.split(' ').nth(1).context("connection closed")?;
    let status = status.parse()?;
    let mut length = 0;
    loop {
        line.clear();
        stream.read_line(&mut line).await?;
        let header = line.trim_end();
        if header.is_empty() {
            return Ok((status, length));
        }
        if let Some((name, value)) = header.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse()?;
        }
    }
}

/// An open socket whose frames are read and forgotten; pings are answered. It ends when this is dropped.
pub struct Listening(JoinHandle<()>);

impl Listening {
    pub async fn open(from: Ipv4Addr, port: u16, path: &str, protocols: &str) -> Result<Self> {
        let mut stream = connect(from, port).await?;
        let head = format!(
            "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{protocols}\r\n"
        );
        stream.write_all(head.as_bytes()).await?;
        let (status, _) = tokio::time::timeout(PATIENCE, answer(&mut stream))
            .await
            .context("no answer")??;
        if status != 101 {
            bail!("the socket answered {status}");
        }
        Ok(Self(tokio::spawn(async move {
            // Ends with the connection: a measurement sees that by its figures.
            let _ = follow(stream).await;
        })))
    }

    /// Whether the server still holds it.
    pub fn is_open(&self) -> bool {
        !self.0.is_finished()
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn follow(mut stream: BufReader<TcpStream>) -> Result<()> {
    // Masked with zeros (RFC 6455 §5.3): it stays readable.
    const PONG: &[u8] = b"\x81\x8f\0\0\0\0{\"type\":\"pong\"}";
    loop {
        let head = stream.read_u16().await?;
        let length = match head & 0x7f {
            126 => u64::from(stream.read_u16().await?),
            127 => stream.read_u64().await?,
            short => u64::from(short),
        };
        let mut body = vec![0; usize::try_from(length)?];
        stream.read_exact(&mut body).await?;
        if head >> 8 & 0x0f == 8 {
            bail!("closed");
        }
        if body.windows(6).any(|w| w == b"\"ping\"") {
            stream.write_all(PONG).await?;
        }
    }
}
