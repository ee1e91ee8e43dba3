//! The SMTP door against real senders and hostile raw sockets.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use fairlead_channels::email::gate::{Gate, GateLimits};
use fairlead_channels::email::listener::{Encryption, ListenerOptions, SmtpListener};
use fairlead_channels::host::{HostError, RecipientVerdict};
use fairlead_channels::tls::{ClientTls, ServerTls, server_config};
use fairlead_channels::wire::Wire;
use testkit::memory_host::MemoryHost;
use testkit::peers::{Certificate, Postfix, smtp_source, swaks};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

struct Desk {
    host: Arc<MemoryHost>,
    address: SocketAddr,
    stop: CancellationToken,
    task: JoinHandle<()>,
}

async fn desk(
    encryption: Encryption,
    change: impl FnOnce(&mut ListenerOptions, &mut GateLimits),
) -> Desk {
    let host = MemoryHost::new();
    let mut options = ListenerOptions {
        hostname: "desk.test".to_owned(),
        ..ListenerOptions::default()
    };
    let mut limits = GateLimits::default();
    change(&mut options, &mut limits);
    let listener = SmtpListener::bind(
        "127.0.0.1:0".parse().unwrap(),
        encryption,
        options,
        Gate::new(limits),
        host.clone(),
    )
    .await
    .unwrap();
    let stop = CancellationToken::new();
    Desk {
        host,
        address: listener.local_addr().unwrap(),
        task: tokio::spawn(listener.run(stop.clone())),
        stop,
    }
}

async fn plain() -> Desk {
    desk(Encryption::None, |_, _| {}).await
}

fn tls() -> ServerTls {
    let made = Certificate::localhost().unwrap();
    ServerTls::from_pem(made.certificate_pem.as_bytes(), made.key_pem.as_bytes()).unwrap()
}

/// A client that writes what it likes and reads replies.
struct Raw(TcpStream);

impl Raw {
    async fn new(desk: &Desk) -> Self {
        Self(TcpStream::connect(desk.address).await.unwrap())
    }

    /// From another loopback address, which is another peer to the limits.
    async fn from(desk: &Desk, ip: &str) -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        let ip: IpAddr = ip.parse().unwrap();
        socket.bind(SocketAddr::new(ip, 0)).unwrap();
        Self(socket.connect(desk.address).await.unwrap())
    }

    /// One whole reply, its last line's code first.
    async fn reply(&mut self) -> String {
        let mut text = Vec::new();
        loop {
            let mut byte = [0];
            match self.0.read(&mut byte).await {
                Ok(1) => text.push(byte[0]),
                _ => return String::from_utf8_lossy(&text).into_owned(),
            }
            if !text.ends_with(b"\r\n") {
                continue;
            }
            let lines: Vec<&[u8]> = text[..text.len() - 2].split(|b| *b == b'\n').collect();
            let last = lines.last().copied().unwrap_or_default();
            if last.get(3) != Some(&b'-') {
                return String::from_utf8_lossy(last).into_owned();
            }
        }
    }

    async fn write(&mut self, bytes: &[u8]) {
        self.0.write_all(bytes).await.unwrap();
    }

    async fn say(&mut self, line: &str) -> String {
        self.write(format!("{line}\r\n").as_bytes()).await;
        self.reply().await
    }

    /// Everything until the connection ends.
    async fn rest(&mut self) -> String {
        let mut text = Vec::new();
        // A reset instead of an end is an end too.
        let _ended = self.0.read_to_end(&mut text).await;
        String::from_utf8_lossy(&text).into_owned()
    }

    async fn begin(&mut self) {
        self.reply().await;
        for line in [
            "EHLO test",
            "MAIL FROM:<a@example.net>",
            "RCPT TO:<support@example.org>",
        ] {
            let reply = self.say(line).await;
            assert!(reply.starts_with("250"), "{line}: {reply}");
        }
        assert!(self.say("DATA").await.starts_with("354"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plain_mail_is_kept_with_its_envelope_before_250() {
    let desk = plain().await;
    let mut raw = Raw::new(&desk).await;
    raw.begin().await;
    assert!(
        raw.say("Subject: x\r\n\r\n..dot\r\n.")
            .await
            .starts_with("250")
    );
    let inside = desk.host.inside();
    let (_, mail) = &inside.accepted[0];
    assert_eq!(&mail.bytes[..], b"Subject: x\r\n\r\n.dot\r\n");
    assert_eq!(mail.envelope.mail_from, "a@example.net");
    assert_eq!(mail.envelope.rcpt_to, ["support@example.org"]);
    assert_eq!(mail.envelope.ip, Some("127.0.0.1".parse().unwrap()));
    assert_eq!((mail.envelope.helo.as_str(), mail.tls), ("test", false));
}

#[tokio::test(flavor = "multi_thread")]
async fn swaks_delivers_over_starttls_and_implicit_tls() {
    let starttls = desk(Encryption::Starttls(tls()), |_, _| {}).await;
    let implicit = desk(Encryption::Implicit(tls()), |_, _| {}).await;
    for (desk, flag) in [(&starttls, "--tls"), (&implicit, "--tls-on-connect")] {
        let args = ["--from", "a@example.net", "--to", "b@example.org", flag];
        let Some(output) = swaks(desk.address.port(), &args).await.unwrap() else {
            return;
        };
        let log = String::from_utf8_lossy(&output.stdout).into_owned();
        assert_eq!(output.status.code(), Some(0), "{flag}: {log}");
        assert!(desk.host.inside().accepted[0].1.tls, "{flag}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn swaks_delivers_eight_bit_text_and_is_refused_at_an_unknown_door() {
    let desk = plain().await;
    desk.host.inside().doors = ["b@example.org".to_owned()].into();
    let body = ["--to", "b@example.org", "--body", "Tere, öö! 你好"];
    let Some(output) = swaks(desk.address.port(), &body).await.unwrap() else {
        return;
    };
    assert_eq!(output.status.code(), Some(0));
    assert!(desk.host.texts()[0].contains("Tere, öö! 你好"));
    let unknown = swaks(desk.address.port(), &["--to", "no@example.org"]).await;
    let output = unknown.unwrap().expect("was there a moment ago");
    assert_eq!(output.status.code(), Some(24), "refused at RCPT");
    assert!(String::from_utf8_lossy(&output.stdout).contains("550 5.1.1"));
    assert_eq!(desk.host.inside().accepted.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_outside_ascii_come_in_with_smtputf8_only() {
    let desk = plain().await;
    let mut raw = Raw::new(&desk).await;
    raw.reply().await;
    raw.say("EHLO test").await;
    assert!(raw.say("MAIL FROM:<öö@näide.ee>").await.starts_with("553"));
    let from = raw.say("MAIL FROM:<öö@näide.ee> SMTPUTF8").await;
    assert!(from.starts_with("250"), "{from}");
    let to = raw.say("RCPT TO:<支持@例子.cn>").await;
    assert!(to.starts_with("250"), "{to}");
    raw.say("DATA").await;
    assert!(raw.say("x\r\n.").await.starts_with("250"));
    let inside = desk.host.inside();
    assert_eq!(inside.accepted[0].1.envelope.rcpt_to, ["支持@例子.cn"]);
    assert_eq!(inside.accepted[0].1.envelope.mail_from, "öö@näide.ee");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pipelined_group_is_answered_in_one_go() {
    let desk = plain().await;
    let mut raw = Raw::new(&desk).await;
    raw.reply().await;
    raw.say("EHLO test").await;
    raw.write(b"MAIL FROM:<>\r\nRCPT TO:<a@x.org>\r\nRCPT TO:<b@x.org>\r\nDATA\r\n")
        .await;
    for code in ["250", "250", "250", "354"] {
        assert!(raw.reply().await.starts_with(code));
    }
    raw.write(b"one\r\n.\r\nMAIL FROM:<>\r\nRCPT TO:<a@x.org>\r\nDATA\r\n")
        .await;
    for code in ["250", "250", "250", "354"] {
        assert!(raw.reply().await.starts_with(code));
    }
    raw.write(b"two\r\n.\r\nQUIT\r\n").await;
    assert!(raw.reply().await.starts_with("250"));
    assert!(raw.reply().await.starts_with("221"));
    assert_eq!(desk.host.texts(), ["one\r\n", "two\r\n"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_oversized_mail_is_refused_at_size_and_at_its_end_and_the_session_goes_on() {
    let desk = desk(Encryption::None, |options, _| options.max_size = 1_000).await;
    let mut raw = Raw::new(&desk).await;
    raw.reply().await;
    raw.say("EHLO test").await;
    let refused = raw.say("MAIL FROM:<a@x.org> SIZE=1001").await;
    assert!(refused.starts_with("552"), "{refused}");
    raw.say("MAIL FROM:<a@x.org>").await;
    raw.say("RCPT TO:<b@x.org>").await;
    raw.say("DATA").await;
    let refused = raw.say(&format!("{}\r\n.", "x".repeat(5_000))).await;
    assert!(refused.starts_with("552"), "{refused}");
    raw.say("MAIL FROM:<a@x.org>").await;
    raw.say("RCPT TO:<b@x.org>").await;
    raw.say("DATA").await;
    assert!(raw.say("small\r\n.").await.starts_with("250"));
    assert_eq!(desk.host.texts(), ["small\r\n"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_is_away_or_full_never_gets_a_250() {
    let desk = plain().await;
    for (error, code) in [
        (HostError::Unavailable, "451"),
        (HostError::NoSpace, "452"),
        (HostError::Refused("no\r\n250 ok".to_owned()), "550"),
    ] {
        desk.host.inside().accepting = Err(error);
        let mut raw = Raw::new(&desk).await;
        raw.begin().await;
        let reply = raw.say("x\r\n.").await;
        assert!(reply.starts_with(code), "{reply}");
        assert!(raw.say("NOOP").await.starts_with("250"), "in step");
    }
    desk.host.inside().recipients = RecipientVerdict::Unavailable;
    desk.host.inside().doors = ["x@x.org".to_owned()].into();
    let mut raw = Raw::new(&desk).await;
    raw.reply().await;
    raw.say("EHLO test").await;
    raw.say("MAIL FROM:<>").await;
    assert!(raw.say("RCPT TO:<b@x.org>").await.starts_with("451"));
    assert!(desk.host.inside().accepted.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_smuggled_second_mail_stays_inside_the_first() {
    let desk = plain().await;
    let inner = "MAIL FROM:<ceo@example.org>\r\nRCPT TO:<support@example.org>\r\nDATA\r\nevil";
    for end in [
        "\n.\n",
        "\n.\r\n",
        "\r.\r",
        "\r\n.\n",
        "\r\n.\r",
        "\r\n\0.\r\n",
        "\r.\r\n",
    ] {
        let before = desk.host.inside().accepted.len();
        let mut raw = Raw::new(&desk).await;
        raw.begin().await;
        let reply = raw.say(&format!("first{end}{inner}\r\n.")).await;
        assert!(reply.starts_with("250"), "{end:?}: {reply}");
        assert!(raw.say("QUIT").await.starts_with("221"), "{end:?}");
        let texts = desk.host.texts();
        assert_eq!(texts.len(), before + 1, "{end:?}");
        assert!(texts[before].contains("evil"), "{end:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_before_the_handshake_is_never_believed() {
    let desk = desk(Encryption::Starttls(tls()), |options, _| {
        options.greeting = Duration::from_secs(2);
    })
    .await;
    let mut raw = Raw::new(&desk).await;
    raw.reply().await;
    raw.say("EHLO test").await;
    let injected = "STARTTLS\r\nEHLO evil\r\nMAIL FROM:<evil@x.org>\r\nRCPT TO:<b@x.org>\r\nDATA\r\nevil\r\n.\r\nQUIT\r\n";
    raw.write(injected.as_bytes()).await;
    let rest = raw.rest().await;
    assert!(!rest.contains("354") && !rest.contains("221"), "{rest}");
    assert!(desk.host.inside().accepted.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn text_before_354_ends_the_connection() {
    let desk = plain().await;
    let mut raw = Raw::new(&desk).await;
    raw.reply().await;
    raw.say("EHLO test").await;
    raw.write(b"MAIL FROM:<>\r\nRCPT TO:<b@x.org>\r\nDATA\r\nearly\r\n.\r\n")
        .await;
    let rest = raw.rest().await;
    assert!(rest.contains("503") && !rest.contains("\r\n354"), "{rest}");
    assert!(desk.host.inside().accepted.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_recipients_are_held_to_the_limit_and_the_mail_still_comes() {
    let desk = plain().await;
    let mut raw = Raw::new(&desk).await;
    raw.reply().await;
    raw.say("EHLO test").await;
    raw.say("MAIL FROM:<>").await;
    let mut codes = (0, 0);
    for n in 0..1_000 {
        let reply = raw.say(&format!("RCPT TO:<a{n}@x.org>")).await;
        match &reply[..3] {
            "250" => codes.0 += 1,
            "452" => codes.1 += 1,
            _ => panic!("{reply}"),
        }
    }
    assert_eq!(codes, (100, 900));
    raw.say("DATA").await;
    assert!(raw.say("x\r\n.").await.starts_with("250"));
    assert_eq!(desk.host.inside().accepted[0].1.envelope.rcpt_to.len(), 100);
}

#[tokio::test(flavor = "multi_thread")]
async fn garbage_and_huge_lines_end_in_an_answer_and_a_closed_door() {
    let desk = plain().await;
    let garbage: Vec<u8> = (0..200_000u32).map(|n| (n * 31 % 251) as u8).collect();
    for input in [
        garbage,
        vec![b'A'; 5_000_000],
        b"\r\n".repeat(10_000),
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\n".to_vec(),
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n".repeat(100),
    ] {
        let mut raw = Raw::new(&desk).await;
        raw.reply().await;
        // The server may close while we are still talking.
        let _written = raw.0.write_all(&input).await;
        let _shut = raw.0.shutdown().await;
        raw.rest().await;
    }
    let mut raw = Raw::new(&desk).await;
    raw.begin().await;
    assert!(raw.say("still here\r\n.").await.starts_with("250"));
    assert_eq!(desk.host.texts(), ["still here\r\n"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn silent_dripping_and_stalled_clients_are_dropped() {
    let desk = desk(Encryption::None, |options, _| {
        options.greeting = Duration::from_millis(300);
        options.command = Duration::from_millis(300);
        options.progress = Duration::from_millis(300);
    })
    .await;
    let mut silent = Raw::new(&desk).await;
    let mut stalled = Raw::new(&desk).await;
    stalled.begin().await;
    let mut dripping = Raw::new(&desk).await;
    dripping.reply().await;
    dripping.say("EHLO test").await;
    let (mut read, mut write) = dripping.0.into_split();
    let drip = tokio::spawn(async move {
        let mut tick = tokio::time::interval(Duration::from_millis(20));
        while write.write_all(b"N").await.is_ok() {
            tick.tick().await;
        }
    });
    let mut text = String::new();
    let _ended = read.read_to_string(&mut text).await;
    for rest in [silent.rest().await, stalled.rest().await, text] {
        assert!(rest.contains("421 4.4.2"), "{rest}");
    }
    drip.await.unwrap();
    assert!(desk.host.inside().accepted.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_mail_that_moves_is_not_cut() {
    let desk = desk(Encryption::None, |options, _| {
        options.progress = Duration::from_millis(400);
        options.least_progress = 1_000;
    })
    .await;
    let mut raw = Raw::new(&desk).await;
    raw.begin().await;
    let mut tick = tokio::time::interval(Duration::from_millis(100));
    for _ in 0..12 {
        tick.tick().await;
        raw.write(&[&[b'x'; 1_200][..], b"\r\n"].concat()).await;
    }
    assert!(raw.say(".").await.starts_with("250"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_from_one_address_is_held_back_and_nobody_else_is() {
    let desk = desk(Encryption::None, |_, limits| {
        limits.trusted.clear();
        limits.connections_per_address = 3;
        limits.burst = 5;
        limits.mails_per_minute = 0;
    })
    .await;
    let mut loud = Vec::new();
    for _ in 0..3 {
        let mut raw = Raw::from(&desk, "127.0.0.66").await;
        assert!(raw.reply().await.starts_with("220"));
        loud.push(raw);
    }
    let mut fourth = Raw::from(&desk, "127.0.0.66").await;
    assert!(fourth.reply().await.starts_with("421"));
    let raw = &mut loud[0];
    raw.say("EHLO flood").await;
    let mut taken = 0;
    for _ in 0..20 {
        raw.say("MAIL FROM:<>").await;
        let reply = raw.say("RCPT TO:<b@x.org>").await;
        if reply.starts_with("250") {
            raw.say("DATA").await;
            taken += i32::from(raw.say("x\r\n.").await.starts_with("250"));
        } else {
            assert!(reply.starts_with("45"), "{reply}");
            raw.say("RSET").await;
        }
    }
    assert_eq!(taken, 5);
    let mut calm = Raw::from(&desk, "127.0.0.77").await;
    calm.begin().await;
    assert!(calm.say("calm\r\n.").await.starts_with("250"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_certificate_serves_the_next_handshake_without_a_restart() {
    let current = tls();
    let desk = desk(Encryption::Implicit(current.clone()), |_, _| {}).await;
    let renewed = Certificate::localhost().unwrap();
    let trust = ClientTls::new(renewed.certificate_pem.as_bytes()).unwrap();
    let limit = Duration::from_secs(10);
    let greet = async || {
        let wire = Wire::connect("localhost", desk.address.port(), limit).await?;
        let mut wire = wire.encrypt("localhost", &trust, limit).await?;
        let mut greeting = [0; 3];
        wire.read_exact(&mut greeting).await?;
        std::io::Result::Ok(greeting)
    };
    assert!(greet().await.is_err(), "the old certificate is not trusted");
    let (chain, key) = (&renewed.certificate_pem, &renewed.key_pem);
    let config = server_config(chain.as_bytes(), key.as_bytes()).unwrap();
    current.replace(Arc::new(config));
    assert_eq!(&greet().await.unwrap(), b"220");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_lets_the_mail_in_transfer_end_and_says_goodbye_to_the_idle() {
    let desk = plain().await;
    let mut busy = Raw::new(&desk).await;
    busy.begin().await;
    let mut idle = Raw::new(&desk).await;
    idle.reply().await;
    desk.stop.cancel();
    assert!(idle.rest().await.contains("421 4.3.2"));
    assert!(busy.say("last\r\n.").await.starts_with("250"));
    assert!(busy.rest().await.contains("421"));
    desk.task.await.unwrap();
    assert_eq!(desk.host.texts(), ["last\r\n"]);
    assert!(TcpStream::connect(desk.address).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_kept_sessions_lose_and_double_nothing() {
    let desk = plain().await;
    let args = [
        "-d", "-N", "-s", "50", "-m", "2000", "-l", "2048", "-t", "b@x.org",
    ];
    let started = std::time::Instant::now();
    let Some(output) = smtp_source(desk.address.port(), &args).await.unwrap() else {
        return;
    };
    let took = started.elapsed();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert_eq!(desk.host.inside().accepted.len(), 2_000);
    println!("2000 mails over 50 kept sessions in {took:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn postfix_relays_to_us_and_keeps_what_we_cannot_take_yet() {
    let desk = desk(Encryption::Starttls(tls()), |_, _| {}).await;
    let Some(postfix) = Postfix::start(desk.address.port()).await.unwrap() else {
        return;
    };
    desk.host.inside().accepting = Err(HostError::Unavailable);
    let args = ["--to", "b@example.org", "--body", "through a relay"];
    if swaks(postfix.port, &args).await.unwrap().is_none() {
        return;
    }
    let until = tokio::time::Instant::now() + Duration::from_secs(30);
    while !postfix.log().contains("451 4.3.0") {
        assert!(tokio::time::Instant::now() < until, "{}", postfix.log());
        tokio::task::yield_now().await;
    }
    desk.host.inside().accepting = Ok(());
    postfix.flush().unwrap();
    desk.host
        .wait_for("the relay comes again", |inside| inside.accepted.len() == 1)
        .await;
    assert!(desk.host.texts()[0].contains("through a relay"));
}
