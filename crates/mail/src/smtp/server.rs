//! The receiving side of one SMTP connection, without I/O.
//!
//! The caller feeds [`Session::handle`] with what it reads and drains [`Session::poll`] until [`Out::Wait`]. A question
//! ([`Out::CheckRecipient`], [`Out::Accept`]) is answered with [`Session::recipient`] or [`Session::accepted`]; until
//! then nothing should be read, so that a slow store slows its senders. `250` after a mail is written only when the caller
//! says that the mail is stored. Time-outs are the caller's: [`Session::timed_out`].

mod chunk;

use std::sync::Arc;

use smtp_proto::{Error as SyntaxError, MailFrom, Request};

use super::data::EndOfData;
use crate::Envelope;

/// Longest command line in octets (RFC 5321 §4.5.3.1.4 asks for 512; parameters make it longer).
const LINE_MAX: usize = 4096;
/// Bytes that may lie unread while an answer is awaited; a caller that respects [`Awaiting::Answer`] never gets near.
const PENDING_MAX: usize = 1024 * 1024;
/// A mail over the size limit is read and thrown away up to this many octets before the connection is cut.
const DISCARD_MAX: u64 = 512 * 1024 * 1024;
/// Characters of the ways on in a refusal: the line stays below 512 octets (RFC 5321 §4.5.3.1.5).
const WAYS_MAX: usize = 450;
/// Commands without a mail (NOOP, RSET, VRFY...) that are free; each further one counts as an error.
const IDLE_COMMANDS: u32 = 100;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    /// Not offered.
    None,
    /// STARTTLS is offered.
    Available,
    /// The connection is encrypted already.
    Active,
}

#[derive(Debug, Clone)]
pub struct Config {
    /// Our name in the greeting.
    pub hostname: String,
    /// Octets of one mail.
    pub max_size: usize,
    /// Recipients of one mail; later ones get 452 and are sent in another transaction by the client.
    pub max_recipients: usize,
    /// Errors on one connection before it is closed with 421.
    pub max_errors: u32,
    /// Unknown recipients on one connection before it is closed with 421.
    pub max_unknown: u32,
    /// Mails on one connection.
    pub max_messages: u32,
    pub tls: Tls,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            hostname: "localhost".to_owned(),
            max_size: 50 * 1024 * 1024,
            max_recipients: 100,
            max_errors: 20,
            max_unknown: 100,
            max_messages: 10_000,
            tls: Tls::None,
        }
    }
}

/// What the caller does next.
#[derive(Debug, PartialEq, Eq)]
pub enum Out {
    /// Write these bytes.
    Send(Vec<u8>),
    /// May this address receive mail? Answer with [`Session::recipient`].
    CheckRecipient { address: String },
    /// A whole mail. Store it, then answer with [`Session::accepted`].
    Accept(Box<Received>),
    /// Do the TLS handshake (the `220` has been sent), then call [`Session::tls_started`].
    UpgradeTls,
    /// Close the connection.
    Close,
    /// Nothing to do before more input, an answer, or a time-out.
    Wait(Awaiting),
}

/// What a time-out would be about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Awaiting {
    Command,
    Data,
    /// An answer of the caller; do not read.
    Answer,
    TlsHandshake,
    Closed,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Body {
    #[default]
    SevenBit,
    EightBitMime,
}

/// One accepted transaction: envelope and the mail with stuffed dots removed, otherwise as it came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Received {
    pub helo: String,
    /// `""` is the null sender.
    pub mail_from: String,
    pub rcpt_to: Vec<String>,
    pub smtp_utf8: bool,
    pub body: Body,
    pub tls: bool,
    pub data: Vec<u8>,
}

impl Received {
    /// Input of the authentication checks. `ip` is the peer's address.
    pub fn envelope(&self, ip: Option<std::net::IpAddr>) -> Envelope {
        Envelope {
            ip,
            helo: self.helo.clone(),
            mail_from: self.mail_from.clone(),
            rcpt_to: self.rcpt_to.clone(),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RcptAnswer {
    Ok,
    /// 550 5.1.1: no such door.
    Unknown,
    /// 550 5.7.1: the domain is not ours.
    NotLocal,
    /// 451 4.3.0: cannot tell now (store away).
    Defer,
    /// 452 4.5.3.
    TooMany,
    /// 550 5.7.1 with a reason (one line; control characters are removed).
    Refused(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AcceptAnswer {
    /// 250: committed. `id` is shown to the client.
    Stored { id: String },
    /// 452 4.3.1: disk full.
    NoSpace,
    /// 451 4.3.0: store away, or any passing failure.
    TryLater,
    /// 552 5.3.4.
    TooBig,
    /// 550 5.7.1 with a reason (one line; control characters are removed).
    Reject(String),
    /// 550 5.1.6: the address is closed; the ways on (one line; control characters are removed).
    Moved(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Command,
    Recipient,
    Data,
    Chunk(chunk::Chunk),
    Accept,
    Handshake,
    Closed,
}

/// One connection.
#[derive(Debug)]
pub struct Session {
    config: Arc<Config>,
    state: State,
    tls: Tls,
    /// Unread input from `read` on.
    input: Vec<u8>,
    read: usize,
    /// The rest of an over-long line is being skipped.
    skipping: bool,
    replies: Vec<u8>,
    question: Option<Out>,
    helo: Option<String>,
    /// `Some` between MAIL and the end of the transaction.
    mail: Option<Received>,
    /// The mail comes in pieces (BDAT) and has begun: DATA and further recipients would be a mixture.
    chunked: bool,
    end: EndOfData,
    /// Octets of the mail so far, also those thrown away.
    size: u64,
    errors: u32,
    unknown: u32,
    idle_commands: u32,
    messages: u32,
}

impl Session {
    /// A new connection; the greeting is ready to be sent.
    pub fn new(config: Arc<Config>) -> Self {
        let mut session = Self {
            state: State::Command,
            tls: config.tls,
            input: Vec::new(),
            read: 0,
            skipping: false,
            replies: Vec::new(),
            question: None,
            helo: None,
            mail: None,
            chunked: false,
            end: EndOfData::default(),
            size: 0,
            errors: 0,
            unknown: 0,
            idle_commands: 0,
            messages: 0,
            config,
        };
        let greeting = format!("220 {} ESMTP Fairlead\r\n", session.config.hostname);
        session.replies.extend_from_slice(greeting.as_bytes());
        session
    }

    /// Bytes from the peer, in any fragmentation.
    pub fn handle(&mut self, input: &[u8]) {
        // What comes between 220 and the handshake is dropped: it was not encrypted (STARTTLS injection).
        if matches!(self.state, State::Closed | State::Handshake) {
            return;
        }
        if self.read == self.input.len() {
            self.input.clear();
            self.read = 0;
            if matches!(self.state, State::Data | State::Chunk(_)) {
                let used = self.content(input);
                self.input.extend_from_slice(&input[used..]);
                return;
            }
        } else if self.read > 0 {
            self.input.drain(..self.read);
            self.read = 0;
        }
        if self.awaiting() == Awaiting::Answer && self.input.len() + input.len() > PENDING_MAX {
            self.close(b"421 4.7.0 Too much pipelined input\r\n");
            return;
        }
        self.input.extend_from_slice(input);
    }

    /// The next thing to do; call until [`Out::Wait`] or [`Out::Close`].
    pub fn poll(&mut self) -> Out {
        self.run();
        match self.question.take() {
            Some(out @ Out::CheckRecipient { .. }) => return out,
            other if self.replies.is_empty() => {
                if let Some(out) = other {
                    return out;
                }
            }
            other => {
                self.question = other;
                return Out::Send(std::mem::take(&mut self.replies));
            }
        }
        Out::Wait(self.awaiting())
    }

    /// What is being waited for.
    pub fn awaiting(&self) -> Awaiting {
        match self.state {
            State::Command => Awaiting::Command,
            State::Data | State::Chunk(_) => Awaiting::Data,
            State::Recipient | State::Accept => Awaiting::Answer,
            State::Handshake => Awaiting::TlsHandshake,
            State::Closed => Awaiting::Closed,
        }
    }

    /// Octets of the mail being received: progress, for time-outs that only strike when nothing moves (M13).
    pub fn received_octets(&self) -> u64 {
        self.size
    }

    /// Octets of the present mail that lie in memory, also between two pieces of it.
    pub fn held_octets(&self) -> u64 {
        self.mail.as_ref().map_or(0, |mail| mail.data.len() as u64)
    }

    /// Mails accepted on this connection.
    pub fn messages(&self) -> u32 {
        self.messages
    }

    /// Answer to [`Out::CheckRecipient`]. Ignored when none was asked.
    pub fn recipient(&mut self, answer: RcptAnswer) {
        if self.state != State::Recipient {
            return;
        }
        self.state = State::Command;
        match answer {
            RcptAnswer::Ok => return self.reply(b"250 2.1.5 Ok\r\n"),
            RcptAnswer::TooMany => self.reply(b"452 4.5.3 Too many recipients\r\n"),
            RcptAnswer::Defer => self.reply(b"451 4.3.0 Try again later\r\n"),
            RcptAnswer::NotLocal => self.unknown(b"550 5.7.1 We do not relay\r\n"),
            RcptAnswer::Unknown => self.unknown(b"550 5.1.1 No such address here\r\n"),
            RcptAnswer::Refused(why) => {
                self.unknown(format!("550 5.7.1 {}\r\n", one_line(&why)).as_bytes())
            }
        }
        if let Some(mail) = &mut self.mail {
            mail.rcpt_to.pop();
        }
    }

    /// Answer to [`Out::Accept`]. Ignored when none was asked.
    pub fn accepted(&mut self, answer: AcceptAnswer) {
        if self.state != State::Accept {
            return;
        }
        self.state = State::Command;
        match answer {
            AcceptAnswer::Stored { id } => {
                self.messages += 1;
                self.idle_commands = 0;
                self.reply(format!("250 2.0.0 Ok: stored as {}\r\n", one_line(&id)).as_bytes());
            }
            AcceptAnswer::NoSpace => {
                self.reply(b"452 4.3.1 Insufficient storage, try again later\r\n")
            }
            AcceptAnswer::TryLater => self.reply(b"451 4.3.0 Try again later\r\n"),
            AcceptAnswer::TooBig => self.reply(b"552 5.3.4 Message is too big\r\n"),
            AcceptAnswer::Reject(why) => {
                self.reply(format!("550 5.7.1 {}\r\n", one_line(&why)).as_bytes())
            }
            AcceptAnswer::Moved(ways) => {
                self.reply(format!("550 5.1.6 {}\r\n", line(&ways, WAYS_MAX)).as_bytes())
            }
        }
    }

    /// The handshake is done; the client starts over with EHLO (RFC 3207 §4.2).
    pub fn tls_started(&mut self) {
        if self.state == State::Handshake {
            self.state = State::Command;
            self.tls = Tls::Active;
            self.helo = None;
            self.mail = None;
        }
    }

    /// The peer was silent too long: 421 and close.
    pub fn timed_out(&mut self) {
        self.close(b"421 4.4.2 Time-out, closing\r\n");
    }

    /// The server stops: 421 and close. A mail that waits for its answer must be answered first.
    pub fn shut_down(&mut self) {
        self.close(b"421 4.3.2 Service is closing\r\n");
    }

    fn close(&mut self, reply: &[u8]) {
        if self.state != State::Closed {
            self.replies.extend_from_slice(reply);
            self.state = State::Closed;
            self.mail = None;
            self.input = Vec::new();
            self.read = 0;
            self.question = Some(Out::Close);
        }
    }

    fn reply(&mut self, text: &[u8]) {
        self.replies.extend_from_slice(text);
    }

    fn error(&mut self, text: &[u8]) {
        self.reply(text);
        self.errors += 1;
        if self.errors >= self.config.max_errors {
            self.close(b"421 4.7.0 Too many errors\r\n");
        }
    }

    fn unknown(&mut self, text: &[u8]) {
        self.reply(text);
        self.unknown += 1;
        if self.unknown >= self.config.max_unknown {
            self.close(b"421 4.7.0 Too many unknown recipients\r\n");
        }
    }

    /// A command that moves nothing forward.
    fn idle(&mut self, text: &[u8]) {
        self.idle_commands += 1;
        if self.idle_commands > IDLE_COMMANDS {
            self.error(text)
        } else {
            self.reply(text)
        }
    }

    /// Works through the input until it is used up or a question stands.
    fn run(&mut self) {
        let input = std::mem::take(&mut self.input);
        while self.read < input.len() && self.question.is_none() {
            match self.state {
                State::Data | State::Chunk(_) => {
                    let used = self.content(&input[self.read..]);
                    self.read += used;
                }
                State::Command => {
                    let rest = &input[self.read..];
                    let Some(end) = memchr::memchr(b'\n', rest) else {
                        if rest.len() > LINE_MAX && !self.skipping && chunk::announces(rest) {
                            self.close(b"500 5.5.2 Line is too long\r\n");
                        } else if rest.len() > LINE_MAX {
                            self.skipping = true;
                            self.read = input.len();
                        }
                        break;
                    };
                    self.read += end + 1;
                    let more = self.read < input.len();
                    self.line(&rest[..=end], more);
                }
                State::Recipient | State::Accept => break,
                // The buffer is thrown away with the state: nothing sent before encryption is ever read.
                State::Handshake | State::Closed => {
                    self.read = 0;
                    return;
                }
            }
        }
        if !matches!(self.state, State::Handshake | State::Closed) {
            self.input = input;
        } else {
            self.read = 0;
        }
    }

    /// Octets of `input` that belong to the mail being received; 0 when none is.
    fn content(&mut self, input: &[u8]) -> usize {
        match self.state {
            State::Data => self.data(input),
            State::Chunk(_) => self.chunk(input),
            _ => 0,
        }
    }

    /// Octets of `input` up to the final dot.
    fn data(&mut self, input: &[u8]) -> usize {
        let Some(mail) = &mut self.mail else { return 0 };
        let (max, size, data) = (self.config.max_size as u64, &mut self.size, &mut mail.data);
        let end = self.end.take(input, |bytes| {
            *size += bytes.len() as u64;
            if *size <= max {
                data.extend_from_slice(bytes);
            } else if data.capacity() > 0 {
                *data = Vec::new();
            }
        });
        let Some(used) = end else {
            if self.size > max.saturating_add(DISCARD_MAX) {
                self.close(b"421 4.3.4 Message is much too big\r\n");
            }
            return input.len();
        };
        if self.size > max {
            self.state = State::Command;
            self.mail = None;
            self.error(b"552 5.3.4 Message is too big\r\n");
        } else {
            self.state = State::Accept;
            self.question = self.mail.take().map(|mail| Out::Accept(Box::new(mail)));
        }
        used
    }

    /// One command line with its line end; `more` says that further input has already come.
    fn line(&mut self, line: &[u8], more: bool) {
        if std::mem::take(&mut self.skipping) {
            return self.error(b"500 5.5.2 Line is too long\r\n");
        }
        if chunk::announces(line) {
            return self.announced(line);
        }
        if line.len() > LINE_MAX {
            return self.error(b"500 5.5.2 Line is too long\r\n");
        }
        let text = line
            .strip_suffix(b"\r\n")
            .or(line.strip_suffix(b"\n"))
            .unwrap_or(line);
        if memchr::memchr2(b'\r', 0, text).is_some() || std::str::from_utf8(text).is_err() {
            return self.error(b"500 5.5.2 Syntax error\r\n");
        }
        match Request::parse(&mut line.iter()) {
            Ok(Request::Ehlo { host }) => self.ehlo(&host),
            Ok(Request::Helo { host }) => {
                self.mail = None;
                self.helo = Some(host.into_owned());
                let reply = format!("250 {}\r\n", self.config.hostname);
                self.idle(reply.as_bytes());
            }
            Ok(Request::Mail { from }) => self.mail_from(from.into_owned()),
            Ok(Request::Rcpt { to }) => {
                // The parser makes "" of both `<>` and `<postmaster>` (RFC 5321 §4.5.1 wants the second).
                let named = text
                    .to_ascii_lowercase()
                    .windows(12)
                    .any(|w| w == b"<postmaster>");
                let address = if to.address.is_empty() && named {
                    "postmaster".to_owned()
                } else {
                    to.address.into_owned()
                };
                self.rcpt_to(address);
            }
            Ok(Request::Data) => self.start_data(more),
            Ok(Request::StartTls) => self.start_tls(),
            Ok(Request::Rset) => {
                self.mail = None;
                self.idle(b"250 2.0.0 Ok\r\n");
            }
            Ok(Request::Noop { .. }) => self.idle(b"250 2.0.0 Ok\r\n"),
            Ok(Request::Vrfy { .. }) => self.idle(b"252 2.5.0 Send mail and see\r\n"),
            Ok(Request::Expn { .. }) => self.idle(b"502 5.5.1 Not offered\r\n"),
            Ok(Request::Help { .. }) => self.idle(b"214 2.0.0 RFC 5321\r\n"),
            Ok(Request::Quit) => self.close(b"221 2.0.0 Bye\r\n"),
            Ok(Request::Auth { .. }) => self.error(b"502 5.5.1 AUTH is not offered\r\n"),
            Ok(_) => self.error(b"502 5.5.1 Not offered\r\n"),
            Err(SyntaxError::InvalidSenderAddress) => {
                self.error(b"501 5.1.7 Bad sender address\r\n")
            }
            Err(SyntaxError::InvalidRecipientAddress) => {
                self.error(b"501 5.1.3 Bad recipient address\r\n")
            }
            Err(SyntaxError::InvalidParameter { param }) => {
                self.error(format!("501 5.5.4 Bad parameter {param}\r\n").as_bytes())
            }
            Err(SyntaxError::UnsupportedParameter { .. }) => {
                self.error(b"555 5.5.4 Unsupported parameter\r\n")
            }
            Err(SyntaxError::SyntaxError { syntax }) => {
                self.error(format!("501 5.5.4 Syntax: {syntax}\r\n").as_bytes())
            }
            Err(_) if is_http(text) => self.close(b"421 5.5.1 This is not a web server\r\n"),
            Err(_) => self.error(b"500 5.5.2 Unknown command\r\n"),
        }
    }

    /// A line that announces a piece of a mail: understood, or the end of the connection.
    fn announced(&mut self, line: &[u8]) {
        match chunk::read(line).filter(|_| line.len() <= LINE_MAX) {
            Some((octets, last)) => self.start_chunk(octets, last),
            None => self.close(b"501 5.5.4 Syntax: BDAT size [LAST]\r\n"),
        }
    }

    fn ehlo(&mut self, host: &str) {
        self.mail = None;
        self.helo = Some(host.to_owned());
        let start_tls = if self.tls == Tls::Available {
            "250-STARTTLS\r\n"
        } else {
            ""
        };
        let reply = format!(
            "250-{}\r\n250-PIPELINING\r\n250-SIZE {}\r\n{start_tls}250-ENHANCEDSTATUSCODES\r\n250-8BITMIME\r\n250-CHUNKING\r\n250 SMTPUTF8\r\n",
            self.config.hostname, self.config.max_size
        );
        self.idle(reply.as_bytes());
    }

    fn mail_from(&mut self, from: MailFrom<String>) {
        use smtp_proto::{
            MAIL_BODY_8BITMIME, MAIL_BODY_BINARYMIME, MAIL_REQUIRETLS, MAIL_SMTPUTF8,
        };
        let Some(helo) = &self.helo else {
            return self.error(b"503 5.5.1 Say EHLO first\r\n");
        };
        if self.mail.is_some() {
            return self.error(b"503 5.5.1 A mail is already begun\r\n");
        }
        if self.messages >= self.config.max_messages {
            return self.close(b"421 4.7.0 Enough mails for one connection\r\n");
        }
        if from.flags & (MAIL_BODY_BINARYMIME | MAIL_REQUIRETLS) != 0
            || from.by != 0
            || from.hold_for != 0
            || from.hold_until != 0
        {
            return self.error(b"555 5.5.4 Unsupported parameter\r\n");
        }
        if from.size > self.config.max_size {
            return self.error(b"552 5.3.4 Message is too big\r\n");
        }
        let smtp_utf8 = from.flags & MAIL_SMTPUTF8 != 0;
        if !smtp_utf8 && !from.address.is_ascii() {
            return self.error(b"553 5.6.7 This address needs SMTPUTF8\r\n");
        }
        let body = if from.flags & MAIL_BODY_8BITMIME != 0 {
            Body::EightBitMime
        } else {
            Body::SevenBit
        };
        self.chunked = false;
        self.mail = Some(Received {
            helo: helo.clone(),
            mail_from: from.address,
            smtp_utf8,
            body,
            tls: self.tls == Tls::Active,
            ..Received::default()
        });
        self.reply(b"250 2.1.0 Ok\r\n");
    }

    fn rcpt_to(&mut self, address: String) {
        let Some(mail) = &mut self.mail else {
            return self.error(b"503 5.5.1 MAIL comes first\r\n");
        };
        if self.chunked {
            return self.error(b"503 5.5.1 BDAT has begun\r\n");
        }
        if address.is_empty() {
            return self.error(b"501 5.1.3 Bad recipient address\r\n");
        }
        if !mail.smtp_utf8 && !address.is_ascii() {
            return self.error(b"553 5.6.7 This address needs SMTPUTF8\r\n");
        }
        if mail.rcpt_to.len() >= self.config.max_recipients {
            return self.reply(b"452 4.5.3 Too many recipients\r\n");
        }
        mail.rcpt_to.push(address.clone());
        self.state = State::Recipient;
        self.question = Some(Out::CheckRecipient { address });
    }

    fn start_data(&mut self, more: bool) {
        // DATA ends a pipelined group (RFC 2920 §3.1). Text that came along was sent without our consent; reading it as
        // mail or as commands would both be wrong, so the connection ends here.
        if more {
            return self.close(b"503 5.5.0 Text before 354\r\n");
        }
        match &mut self.mail {
            None => self.error(b"503 5.5.1 MAIL comes first\r\n"),
            Some(_) if self.chunked => self.error(b"503 5.5.1 BDAT has begun\r\n"),
            Some(mail) if mail.rcpt_to.is_empty() => {
                self.error(b"554 5.5.1 No valid recipients\r\n")
            }
            Some(mail) => {
                mail.data = Vec::with_capacity(4096);
                self.size = 0;
                self.end = EndOfData::default();
                self.state = State::Data;
                self.reply(b"354 End with <CRLF>.<CRLF>\r\n");
            }
        }
    }

    fn start_tls(&mut self) {
        match self.tls {
            Tls::None => self.error(b"502 5.5.1 STARTTLS is not offered\r\n"),
            Tls::Active => self.error(b"503 5.5.1 TLS is already active\r\n"),
            Tls::Available => {
                self.reply(b"220 2.0.0 Ready to start TLS\r\n");
                self.state = State::Handshake;
                self.question = Some(Out::UpgradeTls);
            }
        }
    }
}

/// A browser or a proxy that was made to talk to us; its headers must not be read as commands.
fn is_http(line: &[u8]) -> bool {
    [
        b"GET ".as_slice(),
        b"POST ",
        b"PUT ",
        b"HEAD ",
        b"CONNECT ",
        b"OPTIONS ",
    ]
    .iter()
    .any(|verb| line.starts_with(verb))
}

/// Text from outside inside a reply line.
fn one_line(text: &str) -> String {
    line(text, 200)
}

fn line(text: &str, max: usize) -> String {
    text.chars().filter(|c| !c.is_control()).take(max).collect()
}
