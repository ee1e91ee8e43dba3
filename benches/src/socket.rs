//! An open console: the feed's WebSocket, read frame by frame.

use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::io::{BufReader, Read};
use std::net::TcpStream;
use testkit::drive::client::Api;

pub struct Feed {
    stream: BufReader<TcpStream>,
}

impl Feed {
    /// Opens the feed of a signed-in agent from a position on.
    pub fn open(api: &Api, position: i64) -> Result<Self> {
        let mut stream = api.another()?;
        let head = format!(
            "GET /api/v1/feed?position={position} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\nCookie: {cookie}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
            port = api.port(),
            cookie = api.cookie()
        );
        std::io::Write::write_all(stream.get_mut(), head.as_bytes())?;
        let mut line = String::new();
        std::io::BufRead::read_line(&mut stream, &mut line)?;
        if !line.contains(" 101 ") {
            bail!("the feed answered {}", line.trim_end());
        }
        while line != "\r\n" {
            line.clear();
            std::io::BufRead::read_line(&mut stream, &mut line)?;
        }
        Ok(Self { stream })
    }

    /// Reads what comes within `wait`, frame by frame.
    pub fn drain(&mut self, wait: std::time::Duration) -> Result<()> {
        loop {
            if self.stream.buffer().is_empty() {
                self.stream.get_ref().set_read_timeout(Some(wait))?;
                let mut one = [0; 1];
                let waiting = self.stream.get_ref().peek(&mut one);
                self.stream
                    .get_ref()
                    .set_read_timeout(Some(std::time::Duration::from_secs(30)))?;
                if waiting.is_err() {
                    return Ok(());
                }
            }
            if self.frame()?.is_none() {
                bail!("the feed closed");
            }
        }
    }

    /// The next frame of JSON; `None` when the server closed.
    pub fn frame(&mut self) -> Result<Option<Value>> {
        loop {
            let mut head = [0; 2];
            self.stream.read_exact(&mut head)?;
            let length = match head[1] & 0x7f {
                126 => {
                    let mut long = [0; 2];
                    self.stream.read_exact(&mut long)?;
                    u64::from(u16::from_be_bytes(long))
                }
                127 => {
                    let mut long = [0; 8];
                    self.stream.read_exact(&mut long)?;
                    u64::from_be_bytes(long)
                }
                short => u64::from(short),
            };
            let mut body = vec![0; usize::try_from(length)?];
            self.stream.read_exact(&mut body)?;
            match head[0] & 0x0f {
                1 => return Ok(Some(serde_json::from_slice(&body).context("no JSON")?)),
                8 => return Ok(None),
                _ => {}
            }
        }
    }
}
