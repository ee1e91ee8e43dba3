//! HTTPS and mail with certificate files, which are replaced while the program runs; and a certificate by ACME.

use crate::support::{FAIRLEAD, SUPPORT, letter};
use serde_json::{Value, json};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};
use testkit::peers::{Certificate, Pebble, free_port};
use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

const PATIENCE: Duration = Duration::from_secs(60);

struct Program(Child);

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn der(certificate: &Certificate) -> CertificateDer<'static> {
    CertificateDer::from_pem_slice(certificate.certificate_pem.as_bytes()).expect("a certificate")
}

fn write(folder: &Path, certificate: &Certificate) {
    std::fs::write(folder.join("cert.pem"), &certificate.certificate_pem).expect("written");
    std::fs::write(folder.join("key.pem"), &certificate.key_pem).expect("written");
}

/// Trusts these two and nobody else.
fn connector(certificates: [&Certificate; 2]) -> TlsConnector {
    let mut roots = RootCertStore::empty();
    for one in certificates {
        roots.add(der(one)).expect("an authority");
    }
    let config = ClientConfig::builder()
        .with_root_certificates(roots)
        .with_no_client_auth();
    TlsConnector::from(Arc::new(config))
}

async fn secured(tls: &TlsConnector, stream: TcpStream) -> TlsStream<TcpStream> {
    let name = ServerName::try_from("localhost").expect("a name");
    tls.connect(name, stream).await.expect("a good certificate")
}

fn shown(stream: &TlsStream<TcpStream>) -> CertificateDer<'static> {
    let chain = stream.get_ref().1.peer_certificates().expect("a chain");
    chain[0].clone().into_owned()
}

async fn says<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut BufReader<S>, line: &str) -> String {
    if !line.is_empty() {
        let line = format!("{line}\r\n");
        stream.write_all(line.as_bytes()).await.expect("written");
    }
    let mut all = String::new();
    loop {
        let mut answer = String::new();
        stream.read_line(&mut answer).await.expect("read");
        all.push_str(&answer);
        if answer.as_bytes().get(3) != Some(&b'-') {
            return all;
        }
    }
}

/// A connection to the port of plain mail that was upgraded.
async fn starttls(tls: &TlsConnector, port: u16) -> TlsStream<TcpStream> {
    let stream = TcpStream::connect(("127.0.0.1", port)).await;
    let mut stream = BufReader::new(stream.expect("connected"));
    says(&mut stream, "").await;
    let offers = says(&mut stream, "EHLO client.test").await;
    assert!(offers.contains("STARTTLS"), "{offers}");
    assert!(says(&mut stream, "STARTTLS").await.starts_with("220"));
    secured(tls, stream.into_inner()).await
}

async fn implicit(tls: &TlsConnector, port: u16) -> TlsStream<TcpStream> {
    let stream = TcpStream::connect(("127.0.0.1", port)).await;
    secured(tls, stream.expect("connected")).await
}

async fn hand_in(stream: TlsStream<TcpStream>, greeted: bool, subject: &str) {
    let mut stream = BufReader::new(stream);
    if !greeted {
        says(&mut stream, "").await;
    }
    let offers = says(&mut stream, "EHLO client.test").await;
    assert!(!offers.contains("STARTTLS"), "it is encrypted: {offers}");
    let mail = letter("Ida <ida@kunde.example>", subject, "", "Is it in stock?");
    let body = format!("{}\r\n.", mail.replace('\n', "\r\n"));
    let rcpt = format!("RCPT TO:<{SUPPORT}>");
    for line in ["MAIL FROM:<ida@kunde.example>", &rcpt, "DATA", &body] {
        let answer = says(&mut stream, line).await;
        assert!(answer.starts_with(['2', '3']), "{line}: {answer}");
    }
}

#[tokio::test]
async fn https_and_mail_are_encrypted_with_the_files_and_follow_them_without_a_restart() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let (old, new) = (
        Certificate::localhost().expect("made"),
        Certificate::localhost().expect("made"),
    );
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), &old);
    let [http, smtp, smtps] = [(); 3].map(|()| free_port().expect("a port"));
    let at = |port: u16| format!("127.0.0.1:{port}");
    let mut command = Command::new(FAIRLEAD);
    command
        .arg("serve")
        .arg("--data")
        .arg(folder.path().join("data"))
        .args([
            "--http",
            &at(http),
            "--smtp",
            &at(smtp),
            "--smtps",
            &at(smtps),
        ])
        .arg("--tls-cert")
        .arg(folder.path().join("cert.pem"))
        .arg("--tls-key")
        .arg(folder.path().join("key.pem"))
        .env("FAIRLEAD_LOG", "warn")
        .stdin(Stdio::null());
    let _program = Program(command.spawn().expect("fairlead starts"));
    let root = reqwest::Certificate::from_pem(old.certificate_pem.as_bytes()).expect("a root");
    let browser = reqwest::Client::builder()
        .add_root_certificate(root)
        .cookie_store(true)
        .build()
        .expect("a client");
    let url = |path: &str| format!("https://localhost:{http}{path}");
    let end = Instant::now() + PATIENCE;
    while !browser
        .get(url("/readyz"))
        .send()
        .await
        .is_ok_and(|answer| answer.status().is_success())
    {
        assert!(Instant::now() < end, "fairlead is not ready");
        tokio::task::yield_now().await;
    }
    let set_up = json!({
        "organization": "Kaarel & Co", "name": "Kaarel Kask", "email": "kaarel@example.com", "password": "an otter in the harbour",
        "zone": "Europe/Tallinn", "locale": "en", "channel_name": "Support", "address": SUPPORT, "team_name": "Support",
    });
    let answer = browser
        .post(url("/api/v1/setup"))
        .json(&set_up)
        .send()
        .await;
    let answer = answer.expect("answered");
    assert_eq!(answer.status(), 201);
    let cookie = answer.headers()["set-cookie"].to_str().expect("text");
    assert!(cookie.contains("Secure"), "{cookie}");

    let tls = connector([&old, &new]);
    let upgraded = starttls(&tls, smtp).await;
    let at_once = implicit(&tls, smtps).await;
    assert_eq!((shown(&upgraded), shown(&at_once)), (der(&old), der(&old)));
    hand_in(upgraded, true, "By STARTTLS").await;
    hand_in(at_once, false, "By implicit TLS").await;
    let list = url("/api/v1/conversations?view=all");
    let end = Instant::now() + PATIENCE;
    loop {
        let answer = browser.get(&list).send().await.expect("answered");
        let items: Value = answer.json().await.expect("JSON");
        if items["items"].as_array().map(Vec::len) == Some(2) {
            break;
        }
        assert!(Instant::now() < end, "{items}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }

    // A certificate without its key is not taken; then both are there.
    std::fs::write(folder.path().join("cert.pem"), &new.certificate_pem).expect("written");
    assert_eq!(shown(&implicit(&tls, http).await), der(&old));
    write(folder.path(), &new);
    let end = Instant::now() + PATIENCE;
    while shown(&implicit(&tls, http).await) != der(&new) {
        assert!(Instant::now() < end, "the new certificate is not shown");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(shown(&starttls(&tls, smtp).await), der(&new));
    assert_eq!(shown(&implicit(&tls, smtps).await), der(&new));
}

#[tokio::test]
async fn a_certificate_is_fetched_from_an_authority_by_acme_and_kept_over_a_restart() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let https = free_port().expect("a port");
    let Some(pebble) = Pebble::start(https).await.expect("pebble") else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let roots = folder.path().join("roots.pem");
    std::fs::write(&roots, &pebble.certificate.certificate_pem).expect("written");
    let mut command = Command::new(FAIRLEAD);
    command
        .arg("serve")
        .arg("--data")
        .arg(folder.path().join("data"))
        .args([
            "--http",
            &format!("127.0.0.1:{https}"),
            "--smtp",
            "127.0.0.1:0",
        ])
        .args([
            "--acme",
            "desk.example",
            "--acme-email",
            "admin@desk.example",
        ])
        .args(["--acme-directory", &pebble.directory])
        .env("FAIRLEAD_EXTRA_ROOTS", &roots)
        .env("FAIRLEAD_LOG", "warn")
        .stdin(Stdio::null());
    let root = pebble.root().await.expect("a root");
    let browser = reqwest::Client::builder()
        .add_root_certificate(reqwest::Certificate::from_pem(root.as_bytes()).expect("a root"))
        .resolve("desk.example", ([127, 0, 0, 1], https).into())
        .build()
        .expect("a client");
    let url = format!("https://desk.example:{https}/readyz");
    let answers = async || {
        let end = Instant::now() + PATIENCE;
        while !browser
            .get(&url)
            .send()
            .await
            .is_ok_and(|answer| answer.status().is_success())
        {
            assert!(Instant::now() < end, "no certificate of that authority");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    let program = Program(command.spawn().expect("fairlead starts"));
    answers().await;
    drop(program);
    // The authority is gone; what it gave is still good.
    drop(pebble);
    let _program = Program(command.spawn().expect("fairlead starts"));
    answers().await;
}
