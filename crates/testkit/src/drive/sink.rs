//! A mail server that remembers what it accepted: Message-ID and mark of each mail.

use anyhow::Result;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// One mail that was answered with 250.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Arrived {
    pub message_id: String,
    /// The first line of the text that begins with [`MARK`]; empty when there is none.
    pub mark: String,
}

/// What a line begins with that tells mails apart.
pub const MARK: &str = "mark-";

/// In order of arrival.
pub type Accepted = Arc<Mutex<Vec<Arrived>>>;

/// Listens on a free port for the life of the process.
pub fn start() -> Result<(u16, Accepted)> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let port = listener.local_addr()?.port();
    let accepted = Accepted::default();
    let shared = accepted.clone();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let accepted = shared.clone();
            thread::spawn(move || drop(serve(stream, &accepted)));
        }
    });
    Ok((port, accepted))
}

fn serve(stream: TcpStream, accepted: &Accepted) -> Result<()> {
    let mut out = stream.try_clone()?;
    let mut lines = BufReader::new(stream);
    out.write_all(b"220 sink\r\n")?;
    loop {
        let mut line = String::new();
        if lines.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let verb = line.trim_end().to_ascii_uppercase();
        if verb.starts_with("EHLO") {
            out.write_all(b"250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n")?;
        } else if verb == "DATA" {
            out.write_all(b"354 go on\r\n")?;
            let mail = read_mail(&mut lines)?;
            accepted
                .lock()
                .expect("no thread panics while it holds the lock")
                .push(mail);
            out.write_all(b"250 kept\r\n")?;
        } else if verb == "QUIT" {
            out.write_all(b"221 bye\r\n")?;
            return Ok(());
        } else {
            out.write_all(b"250 ok\r\n")?;
        }
    }
}

fn read_mail(lines: &mut impl BufRead) -> Result<Arrived> {
    let (mut mail, mut in_header) = (Arrived::default(), true);
    loop {
        let mut raw = Vec::new();
        if lines.read_until(b'\n', &mut raw)? == 0 {
            anyhow::bail!("connection lost inside a mail");
        }
        let line = String::from_utf8_lossy(&raw);
        let line = line.trim_end_matches(['\r', '\n']);
        if line == "." {
            return Ok(mail);
        }
        if line.is_empty() {
            in_header = false;
        }
        if in_header && line.to_ascii_lowercase().starts_with("message-id:") {
            mail.message_id = line[11..].trim().to_owned();
        }
        if !in_header && mail.mark.is_empty() && line.starts_with(MARK) {
            mail.mark = line.trim_end().to_owned();
        }
    }
}
