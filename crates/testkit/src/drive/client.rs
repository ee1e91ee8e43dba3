//! The smallest clients that a measurement needs: a signed-in HTTP client and an SMTP client, both blocking.

use crate::drive::process::{ADMIN, PASSWORD};
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// A signed-in administrator on one kept connection.
pub struct Api {
    port: u16,
    cookie: String,
    csrf: String,
    stream: BufReader<TcpStream>,
}

fn connect(port: u16) -> Result<BufReader<TcpStream>> {
    let stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    stream.set_nodelay(true)?;
    Ok(BufReader::new(stream))
}

impl Api {
    pub fn sign_in(port: u16) -> Result<Self> {
        let mut api = Self {
            port,
            cookie: String::new(),
            csrf: String::new(),
            stream: connect(port)?,
        };
        let (status, body) = api.call(
            "POST",
            "/session",
            Some(&json!({"email": ADMIN, "password": PASSWORD})),
            None,
        )?;
        if status >= 300 {
            bail!("sign-in answered {status}: {body}");
        }
        api.csrf = body["csrf"]
            .as_str()
            .context("no csrf in the answer")?
            .to_owned();
        Ok(api)
    }

    /// A connection without a session, to a server that needs none.
    pub fn anonymous(port: u16) -> Result<Self> {
        Ok(Self {
            port,
            cookie: String::new(),
            csrf: String::new(),
            stream: connect(port)?,
        })
    }

    /// The same session on a new connection, also to another process on the same data.
    pub fn reconnect(&mut self, port: u16) -> Result<()> {
        self.stream = connect(port)?;
        self.port = port;
        Ok(())
    }

    /// The same session on a connection of its own.
    pub fn fork(&self) -> Result<Self> {
        Ok(Self {
            port: self.port,
            cookie: self.cookie.clone(),
            csrf: self.csrf.clone(),
            stream: connect(self.port)?,
        })
    }

    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    #[must_use]
    pub fn cookie(&self) -> &str {
        &self.cookie
    }

    /// A new connection to the same server.
    pub fn another(&self) -> Result<BufReader<TcpStream>> {
        connect(self.port)
    }

    /// The JSON of a GET that must answer 200; `path` from the root.
    pub fn get(&mut self, path: &str) -> Result<Value> {
        let cookie = &self.cookie;
        let head = format!(
            "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nCookie: {cookie}\r\n\r\n",
            self.port
        );
        self.stream.get_mut().write_all(head.as_bytes())?;
        let (status, body) = self.answer()?;
        if status != 200 {
            bail!("{path} answered {status}: {body}");
        }
        Ok(body)
    }

    /// A page as a browser asks for it, packed; status and body as it came.
    pub fn page(&mut self, path: &str) -> Result<(u16, Vec<u8>)> {
        let head = format!(
            "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nAccept-Encoding: gzip\r\n\r\n",
            self.port
        );
        self.stream.get_mut().write_all(head.as_bytes())?;
        self.raw()
    }

    /// One request; status and JSON body. A cookie that the server sets is kept.
    pub fn call(
        &mut self,
        method: &str,
        path: &str,
        body: Option<&Value>,
        key: Option<&str>,
    ) -> Result<(u16, Value)> {
        let text = body.map(Value::to_string).unwrap_or_default();
        let mut head = format!(
            "{method} /api/v1{path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n",
            self.port
        );
        if !self.cookie.is_empty() {
            head += &format!("Cookie: {}\r\nX-CSRF-Token: {}\r\n", self.cookie, self.csrf);
        }
        if let Some(key) = key {
            head += &format!("Idempotency-Key: {key}\r\n");
        }
        head += &format!(
            "Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{text}",
            text.len()
        );
        self.stream.get_mut().write_all(head.as_bytes())?;
        self.answer()
    }

    fn answer(&mut self) -> Result<(u16, Value)> {
        let (status, body) = self.raw()?;
        Ok((status, serde_json::from_slice(&body).unwrap_or(Value::Null)))
    }

    fn raw(&mut self) -> Result<(u16, Vec<u8>)> {
        let mut line = String::new();
        self.stream.read_line(&mut line)?;
        let status = line
            .split(' ')
            .nth(1)
            .context("connection closed")?
            .parse()?;
        let (mut length, mut chunked) = (0, false);
        loop {
            line.clear();
            self.stream.read_line(&mut line)?;
            let header = line.trim_end();
            if header.is_empty() {
                break;
            }
            let (name, value) = header.split_once(':').context("no colon in a header")?;
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.trim().parse()?,
                "transfer-encoding" => chunked = value.trim() == "chunked",
                "set-cookie" => {
                    self.cookie = value.split(';').next().unwrap_or("").trim().to_owned()
                }
                _ => {}
            }
        }
        let body = if chunked {
            self.chunks()?
        } else {
            self.exactly(length)?
        };
        Ok((status, body))
    }

    fn exactly(&mut self, length: usize) -> Result<Vec<u8>> {
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        Ok(body)
    }

    fn chunks(&mut self) -> Result<Vec<u8>> {
        let mut all = Vec::new();
        loop {
            let mut line = String::new();
            self.stream.read_line(&mut line)?;
            let length = usize::from_str_radix(line.trim(), 16)?;
            all.extend(self.exactly(length)?);
            self.exactly(2)?;
            if length == 0 {
                return Ok(all);
            }
        }
    }
}

/// One SMTP session that sends mails until it breaks.
pub struct Smtp {
    stream: BufReader<TcpStream>,
}

impl Smtp {
    pub fn open(port: u16) -> Result<Self> {
        let mut smtp = Self {
            stream: connect(port)?,
        };
        smtp.expect(220)?;
        smtp.say("EHLO soak.example", 250)?;
        Ok(smtp)
    }

    /// True when the mail was answered with 250 after its final dot.
    pub fn send(&mut self, from: &str, to: &str, mail: &str) -> Result<()> {
        self.say(&format!("MAIL FROM:<{from}>"), 250)?;
        self.say(&format!("RCPT TO:<{to}>"), 250)?;
        self.say("DATA", 354)?;
        self.say(&format!("{}\r\n.", mail.replace("\r\n.", "\r\n..")), 250)
    }

    fn say(&mut self, line: &str, code: u16) -> Result<()> {
        self.stream
            .get_mut()
            .write_all(format!("{line}\r\n").as_bytes())?;
        self.expect(code)
    }

    fn expect(&mut self, code: u16) -> Result<()> {
        loop {
            let mut line = String::new();
            self.stream.read_line(&mut line)?;
            if line.len() < 4 {
                bail!("connection closed");
            }
            if line.as_bytes()[3] == b' ' {
                if line[..3].parse::<u16>()? != code {
                    bail!("expected {code}, got {}", line.trim_end());
                }
                return Ok(());
            }
        }
    }
}
