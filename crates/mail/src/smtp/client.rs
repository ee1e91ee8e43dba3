//! The sending side of one SMTP connection, without I/O: one recipient per transaction, several transactions in a row.
//!
//! One transaction per recipient, because one refused address must not hold up the others. The caller drains
//! [`Client::poll`] until [`Out::Wait`], writes each [`Out::Send`] to the end before it polls again, and reports a lost
//! connection or its own time-out. That order makes the outcome honest: the final dot is a `Send` of its own, so that
//! everything lost before it is [`Outcome::NotSent`] and everything lost after it is [`Outcome::Uncertain`] (M21; wait at
//! least ten minutes there). Retry plans, queues and leases are not here.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::data::stuff;
use super::reply::{Reader, Reply};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TlsPolicy {
    /// Never STARTTLS (loopback and tests).
    Never,
    /// STARTTLS when offered.
    Opportunistic,
    /// Nothing is sent without TLS.
    Required,
    /// TLS since the first byte (port 465).
    Active,
}

#[derive(Clone, PartialEq, Eq)]
pub enum Login {
    /// PLAIN, else LOGIN.
    Password { user: String, password: String },
    /// XOAUTH2 with an access token.
    OAuth { user: String, token: String },
}

impl std::fmt::Debug for Login {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (Login::Password { user, .. } | Login::OAuth { user, .. }) = self;
        f.debug_struct("Login")
            .field("user", user)
            .finish_non_exhaustive()
    }
}

#[derive(Debug, Clone)]
pub struct Config {
    /// Our name in EHLO.
    pub helo: String,
    pub tls: TlsPolicy,
    /// Sent only over TLS, except under [`TlsPolicy::Never`].
    pub login: Option<Login>,
}

/// One mail to one recipient.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Job {
    /// `""` is the null sender.
    pub mail_from: String,
    pub rcpt_to: String,
    /// The mail; line ends are made CRLF on the wire.
    pub data: Vec<u8>,
}

/// How one transaction ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Delivered(Reply),
    /// 4xx, or the server is not usable now.
    Temporary(Reply),
    /// 5xx about this mail.
    Permanent(Reply),
    /// The final dot was sent and no answer came: the mail may have been delivered (M21).
    Uncertain(String),
    /// The login was refused: a matter for the administrator, not for the mail.
    AuthFailed(Reply),
    /// Lost before the final dot: certainly not delivered.
    NotSent(String),
}

#[derive(Debug, PartialEq, Eq)]
pub enum Out {
    /// Write these bytes to the end, then poll again.
    Send(Vec<u8>),
    /// Do the handshake, then [`Client::tls_started`] or [`Client::lost`].
    UpgradeTls,
    /// The job is over. Give the next one ([`Client::submit`]) or [`Client::quit`].
    Done(Outcome),
    Close,
    Wait(Awaiting),
}

/// What the caller waits for: chooses its time-out (RFC 5321 §4.5.3.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Awaiting {
    Greeting,
    /// The answer to a command.
    Reply,
    /// The answer to the final dot: ten minutes or more.
    FinalReply,
    TlsHandshake,
    /// The connection is idle: a job or `quit`.
    Job,
    Closed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Greeting,
    Ehlo,
    Helo,
    StartTls,
    Handshake,
    Auth,
    LoginUser,
    LoginPassword,
    OAuthRefused,
    Idle,
    Reset,
    Mail,
    Rcpt,
    Data,
    /// The text is handed out, its final dot not yet.
    Text,
    FinalDot,
    Quit,
    Closed,
}

/// What the server offers.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
struct Offers {
    start_tls: bool,
    eight_bit: bool,
    smtp_utf8: bool,
    /// `Some(0)`: no fixed limit.
    size: Option<u64>,
    auth: Vec<String>,
}

#[derive(Debug)]
pub struct Client {
    config: Config,
    state: State,
    encrypted: bool,
    offers: Offers,
    reader: Reader,
    out: Vec<Out>,
    job: Option<Job>,
    /// The last transaction was not finished: RSET before the next.
    dirty: bool,
    /// Why the connection takes no more jobs.
    closed: Option<Outcome>,
}

impl Client {
    pub fn new(config: Config) -> Self {
        let encrypted = config.tls == TlsPolicy::Active;
        Self {
            config,
            state: State::Greeting,
            encrypted,
            offers: Offers::default(),
            reader: Reader::default(),
            out: Vec::new(),
            job: None,
            dirty: false,
            closed: None,
        }
    }

    /// Gives the next mail; allowed at once after `new` and after each [`Out::Done`].
    pub fn submit(&mut self, job: Job) {
        if let Some(outcome) = &self.closed {
            self.out.push(Out::Done(outcome.clone()));
            return;
        }
        self.job = Some(job);
        if self.state == State::Idle {
            self.begin();
        }
    }

    /// Ends the connection politely.
    pub fn quit(&mut self) {
        if self.state == State::Idle {
            self.command("QUIT", State::Quit);
        } else if self.state != State::Closed {
            self.close(Outcome::NotSent("the connection was ended".into()));
        }
    }

    /// Bytes from the server.
    pub fn handle(&mut self, input: &[u8]) {
        if matches!(self.state, State::Closed | State::Handshake) {
            return;
        }
        self.reader.push(input);
        while !matches!(self.state, State::Closed | State::Handshake) {
            match self.reader.read() {
                Ok(None) => return,
                Ok(Some(reply)) => self.reply(reply),
                Err(_) => self.lost("the answer was not SMTP"),
            }
        }
    }

    /// The next thing to do; call until [`Out::Wait`].
    pub fn poll(&mut self) -> Out {
        if self.out.is_empty() {
            if self.state == State::Text {
                self.state = State::FinalDot;
                return Out::Send(b".\r\n".to_vec());
            }
            return Out::Wait(self.awaiting());
        }
        self.out.remove(0)
    }

    pub fn awaiting(&self) -> Awaiting {
        match self.state {
            State::Greeting => Awaiting::Greeting,
            State::Handshake => Awaiting::TlsHandshake,
            State::Idle => Awaiting::Job,
            State::FinalDot => Awaiting::FinalReply,
            State::Closed => Awaiting::Closed,
            _ => Awaiting::Reply,
        }
    }

    /// The handshake succeeded.
    pub fn tls_started(&mut self) {
        if self.state == State::Handshake {
            self.encrypted = true;
            self.offers = Offers::default();
            self.ehlo();
        }
    }

    /// The connection broke, a time-out struck, or the handshake failed. `why` is for people.
    pub fn lost(&mut self, why: &str) {
        let outcome = match self.state {
            State::FinalDot => Outcome::Uncertain(why.to_owned()),
            _ => Outcome::NotSent(why.to_owned()),
        };
        self.close(outcome);
    }

    fn close(&mut self, outcome: Outcome) {
        if self.state == State::Closed {
            return;
        }
        self.state = State::Closed;
        // A command that was not handed out yet is pointless now.
        self.out
            .retain(|out| !matches!(out, Out::Send(_) | Out::UpgradeTls));
        let later = match &outcome {
            Outcome::Uncertain(why) => Outcome::NotSent(why.clone()),
            Outcome::Delivered(reply) | Outcome::Permanent(reply) => {
                Outcome::NotSent(reply.to_string())
            }
            other => other.clone(),
        };
        self.closed = Some(later);
        if self.job.take().is_some() {
            self.out.push(Out::Done(outcome));
        }
        self.out.push(Out::Close);
    }

    fn command(&mut self, line: &str, next: State) {
        self.out.push(Out::Send(format!("{line}\r\n").into_bytes()));
        self.state = next;
    }

    fn ehlo(&mut self) {
        let line = format!("EHLO {}", self.config.helo);
        self.command(&line, State::Ehlo);
    }

    fn reply(&mut self, reply: Reply) {
        // 421 may come at any time and ends the connection (RFC 5321 §3.8); so does a server that will not begin.
        let unusable = match self.state {
            State::Greeting => !reply.is_positive(),
            State::Helo => !reply.is_positive(),
            _ => false,
        };
        if reply.code == 421 || unusable {
            return self.close(Outcome::Temporary(reply));
        }
        match self.state {
            State::Greeting => self.ehlo(),
            State::Ehlo if reply.is_positive() => {
                self.offers = read_offers(&reply.text);
                self.secure_or_log_in();
            }
            State::Ehlo if reply.is_temporary() => self.close(Outcome::Temporary(reply)),
            State::Ehlo => {
                let line = format!("HELO {}", self.config.helo);
                self.command(&line, State::Helo);
            }
            State::Helo => self.secure_or_log_in(),
            State::StartTls => self.start_tls(&reply),
            State::Auth | State::LoginUser | State::LoginPassword | State::OAuthRefused => {
                self.auth(reply)
            }
            State::Reset if reply.is_positive() => {
                self.dirty = false;
                self.begin();
            }
            State::Reset => self.close(Outcome::NotSent(format!("RSET was refused: {reply}"))),
            State::Mail if reply.is_positive() => {
                let line = format!(
                    "RCPT TO:<{}>",
                    self.job
                        .as_ref()
                        .map(|job| job.rcpt_to.as_str())
                        .unwrap_or_default()
                );
                self.command(&line, State::Rcpt);
            }
            State::Rcpt if reply.is_positive() => self.command("DATA", State::Data),
            State::Data if reply.code == 354 => {
                let mut wire = stuff(
                    self.job
                        .as_ref()
                        .map(|job| job.data.as_slice())
                        .unwrap_or_default(),
                );
                wire.truncate(wire.len() - 3);
                self.out.push(Out::Send(wire));
                self.state = State::Text;
            }
            // Only 354 lets the text be sent; any other positive answer makes no sense.
            State::Data if reply.is_positive() => {
                self.lost("the answer to DATA was not understood")
            }
            // A refusal while the text is still being handed out.
            State::Text => self.close(if reply.is_temporary() {
                Outcome::Temporary(reply)
            } else {
                Outcome::NotSent(reply.to_string())
            }),
            State::FinalDot if reply.is_positive() => self.done(Outcome::Delivered(reply)),
            State::Mail | State::Rcpt | State::Data | State::FinalDot => self.refused(reply),
            State::Quit => self.close(Outcome::NotSent("the connection was ended".into())),
            State::Idle => self.close(Outcome::NotSent(format!(
                "the server spoke unasked: {reply}"
            ))),
            State::Handshake | State::Closed => {}
        }
    }

    fn refused(&mut self, reply: Reply) {
        self.dirty = true;
        match reply.code {
            400..=499 => self.done(Outcome::Temporary(reply)),
            500..=599 => self.done(Outcome::Permanent(reply)),
            _ if self.state == State::FinalDot => self.close(Outcome::Uncertain(format!(
                "odd answer to the mail: {reply}"
            ))),
            _ => self.close(Outcome::NotSent(format!("odd answer: {reply}"))),
        }
    }

    fn done(&mut self, outcome: Outcome) {
        self.job = None;
        self.state = State::Idle;
        self.out.push(Out::Done(outcome));
    }

    fn secure_or_log_in(&mut self) {
        if !self.encrypted {
            match self.config.tls {
                TlsPolicy::Required | TlsPolicy::Opportunistic if self.offers.start_tls => {
                    return self.command("STARTTLS", State::StartTls);
                }
                TlsPolicy::Required => {
                    return self.close(Outcome::NotSent(
                        "TLS is required here and the server does not offer it".into(),
                    ));
                }
                _ => {}
            }
        }
        self.log_in();
    }

    fn start_tls(&mut self, reply: &Reply) {
        if reply.code == 220 {
            // Whatever came with the answer was not encrypted.
            if !self.reader.is_empty() {
                return self.close(Outcome::NotSent("the server sent text before TLS".into()));
            }
            self.state = State::Handshake;
            self.out.push(Out::UpgradeTls);
        } else if self.config.tls == TlsPolicy::Required {
            self.close(Outcome::NotSent(format!(
                "TLS is required here and was refused: {reply}"
            )));
        } else {
            self.log_in();
        }
    }

    fn log_in(&mut self) {
        let Some(login) = &self.config.login else {
            return self.idle();
        };
        if !self.encrypted && self.config.tls != TlsPolicy::Never {
            return self.close(Outcome::NotSent(
                "the password is not sent without TLS".into(),
            ));
        }
        let offered = |name: &str| self.offers.auth.iter().any(|offer| offer == name);
        let (line, next) = match login {
            Login::Password { user, password } if offered("PLAIN") => (
                format!(
                    "AUTH PLAIN {}",
                    STANDARD.encode(format!("\0{user}\0{password}"))
                ),
                State::Auth,
            ),
            Login::Password { .. } if offered("LOGIN") => {
                ("AUTH LOGIN".to_owned(), State::LoginUser)
            }
            Login::OAuth { user, token } if offered("XOAUTH2") => {
                let answer =
                    STANDARD.encode(format!("user={user}\u{1}auth=Bearer {token}\u{1}\u{1}"));
                (format!("AUTH XOAUTH2 {answer}"), State::Auth)
            }
            _ => {
                let text = format!(
                    "the server offers no way to log in that we know ({})",
                    self.offers.auth.join(" ")
                );
                return self.close(Outcome::AuthFailed(Reply {
                    code: 504,
                    enhanced: Some("5.5.4".into()),
                    text,
                }));
            }
        };
        self.command(&line, next);
    }

    fn auth(&mut self, reply: Reply) {
        let Some(login) = self.config.login.clone() else {
            return self.idle();
        };
        match (self.state, reply.code, login) {
            (_, 235, _) if self.state != State::OAuthRefused => self.idle(),
            (State::LoginUser, 334, Login::Password { user, .. }) => {
                self.command(&STANDARD.encode(user), State::LoginPassword)
            }
            (State::LoginPassword, 334, Login::Password { password, .. }) => {
                self.command(&STANDARD.encode(password), State::Auth)
            }
            // XOAUTH2 explains a refusal in a challenge that must be answered with an empty line.
            (State::Auth, 334, Login::OAuth { .. }) => self.command("", State::OAuthRefused),
            (_, 400..=499, _) => self.close(Outcome::Temporary(reply)),
            _ => self.close(Outcome::AuthFailed(reply)),
        }
    }

    fn idle(&mut self) {
        self.state = State::Idle;
        if self.job.is_some() {
            self.begin();
        }
    }

    fn begin(&mut self) {
        let Some(job) = &self.job else {
            self.state = State::Idle;
            return;
        };
        if self.dirty {
            return self.command("RSET", State::Reset);
        }
        if !is_path(&job.mail_from) && !job.mail_from.is_empty() || !is_path(&job.rcpt_to) {
            return self.refuse_here(553, "5.1.3", "the address cannot be written in SMTP");
        }
        let needs_utf8 = !job.mail_from.is_ascii() || !job.rcpt_to.is_ascii();
        if needs_utf8 && !self.offers.smtp_utf8 {
            return self.refuse_here(
                550,
                "5.6.7",
                "the server does not take addresses with letters outside ASCII",
            );
        }
        let size = job.data.len() as u64;
        if self.offers.size.is_some_and(|max| max > 0 && size > max) {
            return self.refuse_here(552, "5.3.4", "the mail is bigger than the server takes");
        }
        let mut line = format!("MAIL FROM:<{}>", job.mail_from);
        if self.offers.size.is_some() {
            line.push_str(&format!(" SIZE={size}"));
        }
        if self.offers.eight_bit && !job.data.is_ascii() {
            line.push_str(" BODY=8BITMIME");
        }
        if self.offers.smtp_utf8 && (needs_utf8 || !header(&job.data).is_ascii()) {
            line.push_str(" SMTPUTF8");
        }
        self.command(&line, State::Mail);
    }

    /// Refused before a byte about this mail was sent.
    fn refuse_here(&mut self, code: u16, enhanced: &str, text: &str) {
        self.done(Outcome::Permanent(Reply {
            code,
            enhanced: Some(enhanced.to_owned()),
            text: text.to_owned(),
        }));
    }
}

/// An address that stays inside its angle brackets and its line.
fn is_path(address: &str) -> bool {
    !address.is_empty()
        && address.len() <= 320
        && !address
            .chars()
            .any(|c| c.is_control() || c.is_whitespace() || matches!(c, '<' | '>'))
}

fn header(mail: &[u8]) -> &[u8] {
    let end =
        memchr::memmem::find(mail, b"\r\n\r\n").or_else(|| memchr::memmem::find(mail, b"\n\n"));
    &mail[..end.unwrap_or(mail.len())]
}

fn read_offers(text: &str) -> Offers {
    let mut offers = Offers::default();
    for line in text.lines().skip(1) {
        let line = line.to_ascii_uppercase();
        // `AUTH=LOGIN` is how old servers wrote it.
        let mut words = line.split([' ', '=']).filter(|word| !word.is_empty());
        match words.next() {
            Some("STARTTLS") => offers.start_tls = true,
            Some("8BITMIME") => offers.eight_bit = true,
            Some("SMTPUTF8") => offers.smtp_utf8 = true,
            Some("SIZE") => {
                offers.size = Some(words.next().and_then(|n| n.parse().ok()).unwrap_or(0))
            }
            Some("AUTH") => offers.auth.extend(words.map(str::to_owned)),
            _ => {}
        }
    }
    offers
}
