//! The sender against servers that take mail, refuse it, or break in the middle.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use domain::{DeliveryId, SmarthostId};
use fairlead_channels::dns::Resolver;
use fairlead_channels::email::gate::{Gate, GateLimits};
use fairlead_channels::email::listener::{Encryption, ListenerOptions, SmtpListener};
use fairlead_channels::email::outbox::{OutboxOptions, send_all, test_smarthost};
use fairlead_channels::host::{
    DeliveryOutcome, DeliveryReport, OutgoingDelivery, Secret, SmarthostConfig, Transport,
};
use fairlead_channels::tls::{ClientTls, ServerTls};
use mail::auth::zone::Zone;
use testkit::memory_host::MemoryHost;
use testkit::peers::{Certificate, SmtpSink, free_port};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

fn smarthost(n: u128, port: u16) -> SmarthostConfig {
    SmarthostConfig {
        id: SmarthostId(Uuid::from_u128(n)),
        host: "localhost".to_owned(),
        port,
        tls: Transport::None,
        username: None,
        secret: Secret::None,
        rate_per_minute: None,
    }
}

fn delivery(n: u128) -> OutgoingDelivery {
    OutgoingDelivery {
        id: DeliveryId(Uuid::from_u128(n)),
        attempt: 1,
        envelope_from: "bounce+x@example.org".to_owned(),
        recipient: format!("customer{n}@example.net"),
        bytes: Bytes::from(format!(
            "From: support@example.org\r\nSubject: answer {n}\r\n\r\n.dot first\r\nbare\nline\r\n"
        )),
    }
}

struct Sending {
    host: Arc<MemoryHost>,
    stop: CancellationToken,
    task: JoinHandle<()>,
}

fn options() -> OutboxOptions {
    OutboxOptions {
        look: Duration::from_millis(100),
        connect: Duration::from_secs(5),
        ..OutboxOptions::default()
    }
}

fn sending(smarthosts: Vec<SmarthostConfig>, options: OutboxOptions) -> Sending {
    sending_with(smarthosts, options, "", "{}", false)
}

fn sending_with(
    smarthosts: Vec<SmarthostConfig>,
    options: OutboxOptions,
    roots: &str,
    zone: &str,
    direct: bool,
) -> Sending {
    let host = MemoryHost::new();
    host.inside().smarthosts = smarthosts;
    host.inside().policy.direct = direct;
    let stop = CancellationToken::new();
    let task = tokio::spawn(send_all(
        host.clone(),
        ClientTls::new(roots.as_bytes()).unwrap(),
        Resolver::zone(Zone::parse(zone).unwrap()),
        options,
        stop.clone(),
    ));
    Sending { host, stop, task }
}

impl Sending {
    /// Sends these and waits for all reports, in the order of the deliveries.
    async fn all(&self, n: u128) -> Vec<DeliveryReport> {
        for n in 1..=n {
            self.host.send(delivery(n));
        }
        let wanted = usize::try_from(n).unwrap();
        self.host
            .wait_for("all reports", |inside| inside.delivered.len() >= wanted)
            .await;
        let mut told = self.host.inside().delivered.clone();
        told.sort_by_key(|(id, _, _)| *id);
        assert_eq!(told.len(), wanted, "each is reported once");
        told.into_iter().map(|(_, _, report)| report).collect()
    }

    async fn end(self) {
        self.stop.cancel();
        self.task.await.unwrap();
    }
}

async fn sink(faults: &[&str]) -> Option<SmtpSink> {
    SmtpSink::start(faults).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_recipient_gets_the_mail_once_with_its_own_return_path() {
    let Some(sink) = sink(&[]).await else { return };
    let sending = sending(vec![smarthost(1, sink.port)], options());
    let reports = sending.all(20).await;
    assert!(
        reports.iter().all(|r| r.outcome == DeliveryOutcome::Sent),
        "{reports:?}"
    );
    assert!(
        reports
            .iter()
            .all(|r| r.smarthost.is_some() && r.code == Some(250))
    );
    let mails = sink.mails().unwrap();
    for n in 1..=20 {
        let to = format!("customer{n}@example.net");
        let found: Vec<_> = mails.iter().filter(|m| m.contains(&to)).collect();
        assert_eq!(found.len(), 1, "{to}: {mails:?}");
        assert!(found[0].contains("bounce+x@example.org"));
        assert!(found[0].contains(&format!("Subject: answer {n}")));
        assert!(
            found[0].contains("\n.dot first\nbare\nline"),
            "{}",
            found[0]
        );
    }
    sending.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_are_told_as_what_they_are_and_the_next_server_is_not_asked() {
    for (faults, outcome, code) in [
        (["-r", "RCPT"], DeliveryOutcome::Retry, 450),
        (["-r", "."], DeliveryOutcome::Retry, 450),
        (["-f", "RCPT"], DeliveryOutcome::Rejected, 500),
        (["-f", "."], DeliveryOutcome::Rejected, 500),
    ] {
        let Some(first) = sink(&faults).await else {
            return;
        };
        let Some(second) = sink(&[]).await else {
            return;
        };
        let both = vec![smarthost(1, first.port), smarthost(2, second.port)];
        let sending = sending(both, options());
        let reports = sending.all(3).await;
        for report in &reports {
            assert_eq!(
                (report.outcome, report.code),
                (outcome, Some(code)),
                "{faults:?}"
            );
        }
        assert!(second.mails().unwrap().is_empty(), "{faults:?}");
        sending.end().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_cannot_be_used_is_passed_over_and_told_to_be_ill() {
    let dead = free_port().unwrap();
    let Some(breaks) = sink(&["-q", "RCPT"]).await else {
        return;
    };
    let Some(good) = sink(&[]).await else { return };
    let three = vec![
        smarthost(1, dead),
        smarthost(2, breaks.port),
        smarthost(3, good.port),
    ];
    let sending = sending(three, options());
    let reports = sending.all(3).await;
    let third = Some(SmarthostId(Uuid::from_u128(3)));
    assert!(
        reports
            .iter()
            .all(|r| r.outcome == DeliveryOutcome::Sent && r.smarthost == third),
        "{reports:?}"
    );
    assert_eq!(good.mails().unwrap().len(), 3);
    let ill = sending.host.inside().smarthost_errors.clone();
    for n in [1, 2] {
        let id = SmarthostId(Uuid::from_u128(n));
        assert!(
            ill.iter().any(|(i, error)| *i == id && error.is_some()),
            "{ill:?}"
        );
    }
    sending.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_reachable_means_later_and_nothing_is_lost() {
    let dead = free_port().unwrap();
    let sending = sending(vec![smarthost(1, dead)], options());
    let reports = sending.all(2).await;
    assert!(
        reports.iter().all(|r| r.outcome == DeliveryOutcome::Retry),
        "{reports:?}"
    );
    let Some(_sink) = SmtpSink::start_on(dead, &[]).await.unwrap() else {
        return;
    };
    sending.host.send(delivery(9));
    sending
        .host
        .wait_for("sent once the server is there", |inside| {
            let last = inside.delivered.last();
            last.is_some_and(|(_, _, r)| r.outcome == DeliveryOutcome::Sent)
        })
        .await;
    sending.end().await;
}

/// A server that takes mail up to a point of its script and then hangs up or falls silent. Counts final dots.
async fn breaking(at: &'static str, silent: bool) -> (u16, Arc<std::sync::atomic::AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let dots = Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let count = Arc::clone(&dots);
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let count = Arc::clone(&count);
            tokio::spawn(async move {
                let (read, mut write) = stream.into_split();
                let mut lines = BufReader::new(read).lines();
                let mut data = false;
                let mut answer: &[u8] = b"220 breaking\r\n";
                loop {
                    if write.write_all(answer).await.is_err() {
                        return;
                    }
                    let Ok(Some(line)) = lines.next_line().await else {
                        return;
                    };
                    if line == "." {
                        count.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
                    }
                    if (!data && line.starts_with(at)) || (at == "." && line == ".") {
                        if silent {
                            while let Ok(Some(_)) = lines.next_line().await {}
                        }
                        return;
                    }
                    answer = match (data, line.as_str()) {
                        (true, ".") => {
                            data = false;
                            b"250 ok\r\n"
                        }
                        (true, _) => b"",
                        (false, "DATA") => {
                            data = true;
                            b"354 go\r\n"
                        }
                        (false, _) => b"250 ok\r\n",
                    };
                }
            });
        }
    });
    (port, dots)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_final_answer_is_uncertain_and_is_not_sent_again_by_us() {
    for silent in [false, true] {
        let (port, dots) = breaking(".", silent).await;
        let Some(second) = sink(&[]).await else {
            return;
        };
        let mut patient = options();
        patient.final_reply = Duration::from_millis(500);
        let sending = sending(vec![smarthost(1, port), smarthost(2, second.port)], patient);
        let reports = sending.all(2).await;
        for report in &reports {
            assert_eq!(
                report.outcome,
                DeliveryOutcome::Uncertain,
                "{silent}: {report:?}"
            );
        }
        assert_eq!(dots.load(std::sync::atomic::Ordering::SeqCst), 2);
        assert!(second.mails().unwrap().is_empty());
        sending.end().await;
    }
    assert!(OutboxOptions::default().final_reply >= Duration::from_secs(600));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_lost_before_the_final_dot_is_no_doubt() {
    for at in ["EHLO", "MAIL", "RCPT", "DATA"] {
        let (port, dots) = breaking(at, false).await;
        let sending = sending(vec![smarthost(1, port)], options());
        let reports = sending.all(1).await;
        assert_eq!(
            reports[0].outcome,
            DeliveryOutcome::Retry,
            "{at}: {reports:?}"
        );
        assert_eq!(dots.load(std::sync::atomic::Ordering::SeqCst), 0);
        sending.end().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kept_connection_that_died_is_replaced_without_a_word() {
    let Some(sink) = sink(&[]).await else {
        return;
    };
    let port = sink.port;
    let sending = sending(vec![smarthost(1, port)], options());
    sending.host.inside().policy.concurrency = 1;
    let reports = sending.all(1).await;
    assert_eq!(reports[0].outcome, DeliveryOutcome::Sent);
    drop(sink);
    let Some(again) = SmtpSink::start_on(port, &[]).await.unwrap() else {
        return;
    };
    sending.host.send(delivery(2));
    sending
        .host
        .wait_for("the second", |inside| inside.delivered.len() == 2)
        .await;
    let second = sending.host.inside().delivered[1].2.clone();
    assert_eq!(second.outcome, DeliveryOutcome::Sent, "{second:?}");
    assert_eq!(again.mails().unwrap().len(), 1);
    sending.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rate_cap_spreads_mails() {
    let Some(sink) = sink(&[]).await else { return };
    let mut slow = smarthost(1, sink.port);
    slow.rate_per_minute = Some(300);
    let sending = sending(vec![slow], options());
    let started = std::time::Instant::now();
    sending.all(6).await;
    // Five pauses of 200 ms lie between six mails.
    assert!(started.elapsed() >= Duration::from_millis(1_000));
    sending.end().await;
}

/// One of our own listeners with STARTTLS as the server to send to.
async fn encrypted_server(certificate: &Certificate) -> (Arc<MemoryHost>, u16) {
    let host = MemoryHost::new();
    let (chain, key) = (&certificate.certificate_pem, &certificate.key_pem);
    let tls = ServerTls::from_pem(chain.as_bytes(), key.as_bytes()).unwrap();
    let listener = SmtpListener::bind(
        "127.0.0.1:0".parse().unwrap(),
        Encryption::Starttls(tls),
        ListenerOptions::default(),
        Gate::new(GateLimits::default()),
        host.clone(),
    )
    .await
    .unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(listener.run(CancellationToken::new()));
    (host, port)
}

#[tokio::test(flavor = "multi_thread")]
async fn required_tls_is_never_given_up() {
    let certificate = Certificate::localhost().unwrap();
    let (server, port) = encrypted_server(&certificate).await;
    let mut encrypted = smarthost(1, port);
    encrypted.tls = Transport::Starttls;
    let stranger = sending(vec![encrypted.clone()], options());
    let reports = stranger.all(1).await;
    assert_eq!(reports[0].outcome, DeliveryOutcome::Retry, "{reports:?}");
    assert!(server.inside().accepted.is_empty());
    stranger.end().await;

    let roots = &certificate.certificate_pem;
    let trusted = sending_with(vec![encrypted.clone()], options(), roots, "{}", false);
    assert_eq!(trusted.all(1).await[0].outcome, DeliveryOutcome::Sent);
    assert!(server.inside().accepted[0].1.tls);
    trusted.end().await;

    let Some(plain) = sink(&[]).await else { return };
    encrypted.port = plain.port;
    let downgraded = sending_with(vec![encrypted], options(), roots, "{}", false);
    assert_eq!(downgraded.all(1).await[0].outcome, DeliveryOutcome::Retry);
    assert!(plain.mails().unwrap().is_empty());
    downgraded.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn direct_delivery_finds_the_domain_s_servers_and_encrypts_when_it_can() {
    let certificate = Certificate::localhost().unwrap();
    let (server, port) = encrypted_server(&certificate).await;
    let zone = r#"{"example.net": {"MX": ["10 gone.example.net", "20 mx.example.net"]},
        "mx.example.net": {"A": ["127.0.0.1"]}}"#;
    let mut direct = options();
    direct.mx_port = port;
    direct.private_mx = true;
    let allowed = sending_with(Vec::new(), direct.clone(), "", zone, true);
    let reports = allowed.all(2).await;
    assert!(
        reports.iter().all(|r| r.outcome == DeliveryOutcome::Sent),
        "{reports:?}"
    );
    assert!(server.inside().accepted.iter().all(|(_, mail)| mail.tls));
    allowed.end().await;

    direct.private_mx = false;
    let inside = sending_with(Vec::new(), direct.clone(), "", zone, true);
    assert_eq!(inside.all(1).await[0].outcome, DeliveryOutcome::Retry);
    inside.end().await;
    let nowhere = sending_with(Vec::new(), direct, "", "{}", true);
    assert_eq!(nowhere.all(1).await[0].outcome, DeliveryOutcome::Rejected);
    nowhere.end().await;
    assert_eq!(server.inside().accepted.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_way_to_send_nothing_is_claimed() {
    let sending = sending(Vec::new(), options());
    sending.host.send(delivery(1));
    let Some(sink) = sink(&[]).await else { return };
    assert_eq!(sending.host.inside().due.len(), 1);
    // The operator adds a smarthost: what waited goes out.
    sending
        .host
        .inside()
        .smarthosts
        .push(smarthost(1, sink.port));
    sending
        .host
        .wait_for("sent", |inside| inside.delivered.len() == 1)
        .await;
    sending.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_of_the_settings_sends_nothing() {
    let Some(sink) = sink(&["-a"]).await else {
        return;
    };
    let host = MemoryHost::new();
    let tls = ClientTls::new(b"").unwrap();
    let good = smarthost(1, sink.port);
    test_smarthost(&good, "desk.test", &*host, &tls, &options())
        .await
        .unwrap();
    assert!(sink.mails().unwrap().is_empty());
    let dead = smarthost(1, free_port().unwrap());
    let error = test_smarthost(&dead, "desk.test", &*host, &tls, &options()).await;
    assert!(error.unwrap_err().contains("refused"));
    let mut login = good;
    login.username = Some("me".to_owned());
    login.secret = Secret::Password("x".to_owned());
    let error = test_smarthost(&login, "desk.test", &*host, &tls, &options()).await;
    assert!(error.unwrap_err().contains("log in"));
}
