//! Consent, exchange and refresh against a small authorization server, and the tokens in use for IMAP and SMTP; and an
//! rspamd that answers, lies or hangs.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use bytes::Bytes;
use domain::{ChannelId, DeliveryId, MailboxId, SmarthostId};
use fairlead_channels::dns::Resolver;
use fairlead_channels::email::imap::{ImapError, ImapOptions, test_mailbox};
use fairlead_channels::email::oauth::{OAuthError, consent, exchange, fresh, refresh};
use fairlead_channels::email::outbox::{OutboxOptions, send_all};
use fairlead_channels::email::rspamd::Rspamd;
use fairlead_channels::host::{
    AfterCommit, DeliveryOutcome, MailboxConfig, MailboxState, OAuthClient, OAuthProvider,
    OAuthToken, OutgoingDelivery, Secret, SmarthostConfig, StartFrom, TokenOwner, Transport,
};
use fairlead_channels::tls::{ClientTls, server_config};
use mail::auth::zone::Zone;
use sha2::{Digest, Sha256};
use testkit::memory_host::{MemoryHost, NOW};
use testkit::peers::Certificate;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

type Form = HashMap<String, String>;
type Answer = (u16, String);

/// An HTTP server of a few lines: one answer for each request, by its path and body.
async fn http(answer: impl Fn(&str, &str) -> Answer + Send + Sync + 'static) -> String {
    served(None, answer).await
}

/// The same behind TLS, with a certificate of nobody's authority.
async fn https(
    own: &Certificate,
    answer: impl Fn(&str, &str) -> Answer + Send + Sync + 'static,
) -> String {
    let config = server_config(own.certificate_pem.as_bytes(), own.key_pem.as_bytes());
    served(Some(Arc::new(config.unwrap()).into()), answer).await
}

async fn served(
    tls: Option<TlsAcceptor>,
    answer: impl Fn(&str, &str) -> Answer + Send + Sync + 'static,
) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let scheme = if tls.is_some() { "https" } else { "http" };
    let port = listener.local_addr().unwrap().port();
    let base = format!("{scheme}://127.0.0.1:{port}");
    let answer = Arc::new(answer);
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let answer = Arc::clone(&answer);
            let tls = tls.clone();
            tokio::spawn(async move {
                match tls {
                    None => reply(stream, &*answer).await,
                    // Who does not trust the certificate ends here.
                    Some(tls) => match tls.accept(stream).await {
                        Ok(stream) => reply(stream, &*answer).await,
                        Err(_distrusted) => None,
                    },
                }
            });
        }
    });
    base
}

async fn reply(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    answer: &(dyn Fn(&str, &str) -> Answer + Send + Sync),
) -> Option<()> {
    let (head, body, mut stream) = request(stream).await?;
    let (status, text) = answer(&head, &body);
    let reply = format!(
        "HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{text}",
        text.len()
    );
    // A client that hung up is its own business.
    stream.write_all(reply.as_bytes()).await.ok()?;
    stream.shutdown().await.ok()
}

async fn request<S: AsyncRead + Unpin>(stream: S) -> Option<(String, String, S)> {
    let mut stream = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if stream.read_line(&mut head).await.ok()? == 0 {
            return None;
        }
    }
    let length = head
        .to_ascii_lowercase()
        .lines()
        .find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok())
        .unwrap_or(0);
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    let body = String::from_utf8_lossy(&body).into_owned();
    Some((head, body, stream.into_inner()))
}

/// What the authorization server knows: challenges by code, and the refresh token that is good.
#[derive(Default)]
struct Authority {
    challenges: HashMap<String, String>,
    good_refresh: String,
    away: bool,
    issued: u32,
}

impl Authority {
    fn token(&mut self, form: &Form) -> Answer {
        let refused = |why: &str| {
            (
                400,
                format!("{{\"error\":\"invalid_grant\",\"error_description\":\"{why}\"}}"),
            )
        };
        if self.away {
            return (503, "<html>busy</html>".to_owned());
        }
        let of = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
        if (of("client_id"), of("client_secret")) != ("desk", "hush") {
            return (401, "{\"error\":\"invalid_client\"}".to_owned());
        }
        match of("grant_type") {
            "authorization_code" => {
                let hash = Sha256::digest(of("code_verifier").as_bytes());
                let challenge = self.challenges.remove(of("code"));
                if challenge.as_deref() != Some(&URL_SAFE_NO_PAD.encode(hash)) {
                    return refused("the verifier does not fit");
                }
                self.good_refresh = "refresh-1".to_owned();
            }
            "refresh_token" if of("refresh_token") == self.good_refresh => {}
            _ => return refused("the consent was withdrawn"),
        }
        self.issued += 1;
        let refresh = match of("grant_type") {
            "authorization_code" => ",\"refresh_token\":\"refresh-1\"",
            _ => "",
        };
        let n = self.issued;
        (
            200,
            format!(
                "{{\"access_token\":\"access-{n}\",\"token_type\":\"Bearer\",\"expires_in\":3600{refresh}}}"
            ),
        )
    }
}

/// The public roots alone.
fn roots() -> ClientTls {
    ClientTls::new(b"").unwrap()
}

async fn authority() -> (Arc<Mutex<Authority>>, OAuthClient) {
    authority_behind(None).await
}

async fn authority_behind(own: Option<&Certificate>) -> (Arc<Mutex<Authority>>, OAuthClient) {
    let state = Arc::new(Mutex::new(Authority::default()));
    let shared = Arc::clone(&state);
    let answer = move |_: &str, body: &str| {
        let form: Form = url::form_urlencoded::parse(body.as_bytes())
            .into_owned()
            .collect();
        shared.lock().unwrap().token(&form)
    };
    let base = match own {
        Some(own) => https(own, answer).await,
        None => http(answer).await,
    };
    let client = OAuthClient {
        client_id: "desk".to_owned(),
        client_secret: Some("hush".to_owned()),
        redirect_url: "https://desk.example.org/api/v1/oauth/callback".to_owned(),
        auth_url: Some(format!("{base}/auth")),
        token_url: Some(format!("{base}/token")),
    };
    (state, client)
}

fn query(url: &str) -> Form {
    url::Url::parse(url)
        .unwrap()
        .query_pairs()
        .into_owned()
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_consent_becomes_a_token_only_with_its_own_verifier() {
    let (state, client) = authority().await;
    let google = OAuthProvider::Google;
    let asked = consent(google, &client, Some("support@example.org")).unwrap();
    let asked_for = query(&asked.url);
    assert_eq!(asked_for["code_challenge_method"], "S256");
    assert_eq!(asked_for["state"], asked.state);
    assert_eq!(asked_for["access_type"], "offline");
    assert_eq!(asked_for["login_hint"], "support@example.org");
    assert_eq!(asked_for["scope"], "https://mail.google.com/");
    assert_eq!(asked_for["redirect_uri"], client.redirect_url);
    assert!(
        !asked.url.contains(&asked.verifier),
        "the verifier stays here"
    );

    let challenge = asked_for["code_challenge"].clone();
    for code in ["one", "two"] {
        state
            .lock()
            .unwrap()
            .challenges
            .insert(code.to_owned(), challenge.clone());
    }
    let stolen = exchange(google, &client, "one", &"x".repeat(43), &roots(), NOW).await;
    assert!(matches!(stolen, Err(OAuthError::Consent(_))));
    let token = exchange(google, &client, "two", &asked.verifier, &roots(), NOW)
        .await
        .unwrap();
    assert_eq!(token.access_token, "access-1");
    assert_eq!(token.refresh_token.as_deref(), Some("refresh-1"));
    assert_eq!(token.expires_at, NOW + 3_600_000);
    let again = exchange(google, &client, "two", &asked.verifier, &roots(), NOW).await;
    assert!(again.is_err(), "a code is good once");
}

#[test]
fn both_providers_have_their_own_public_pages() {
    let client = OAuthClient {
        client_id: "desk".to_owned(),
        client_secret: None,
        redirect_url: "https://desk.example.org/cb".to_owned(),
        auth_url: None,
        token_url: None,
    };
    let google = consent(OAuthProvider::Google, &client, None).unwrap();
    assert!(google.url.starts_with("https://accounts.google.com/"));
    let microsoft = consent(OAuthProvider::Microsoft, &client, None).unwrap();
    assert!(
        microsoft
            .url
            .starts_with("https://login.microsoftonline.com/")
    );
    assert!(query(&microsoft.url)["scope"].contains("offline_access"));
    let broken = OAuthClient {
        redirect_url: "not a url".to_owned(),
        ..client
    };
    assert!(matches!(
        consent(OAuthProvider::Google, &broken, None),
        Err(OAuthError::NotSetUp(_))
    ));
}

fn token(expires_at: i64) -> OAuthToken {
    OAuthToken {
        access_token: "old".to_owned(),
        refresh_token: Some("refresh-1".to_owned()),
        expires_at,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_refreshed_before_it_ends_and_kept() {
    let (state, client) = authority().await;
    let provider = OAuthProvider::Microsoft;
    state.lock().unwrap().good_refresh = "refresh-1".to_owned();
    let host = MemoryHost::new();
    host.inside().clients.push((provider, client.clone()));
    let owner = TokenOwner::Mailbox(MailboxId(Uuid::from_u128(7)));

    let mut good = token(NOW + 600_000);
    fresh(provider, &mut good, owner, &*host, &roots())
        .await
        .unwrap();
    assert_eq!(good.access_token, "old", "not before it is time");

    let mut ending = token(NOW + 60_000);
    fresh(provider, &mut ending, owner, &*host, &roots())
        .await
        .unwrap();
    assert_eq!(ending.access_token, "access-1");
    assert_eq!(
        ending.refresh_token.as_deref(),
        Some("refresh-1"),
        "the old one is kept"
    );
    assert!(host.inside().tokens[0] == (owner, ending));

    state.lock().unwrap().away = true;
    let away = refresh(provider, &client, &token(0), &roots(), NOW).await;
    assert!(
        matches!(away, Err(ref e) if !e.needs_consent()),
        "a passing failure"
    );
    state.lock().unwrap().away = false;
    state.lock().unwrap().good_refresh = "another".to_owned();
    let mut withdrawn = token(0);
    let error = fresh(provider, &mut withdrawn, owner, &*host, &roots())
        .await
        .unwrap_err();
    assert!(error.needs_consent() && error.to_string().contains("withdrawn"));
    host.inside().clients.clear();
    let none = fresh(provider, &mut withdrawn, owner, &*host, &roots()).await;
    assert!(matches!(none, Err(OAuthError::NotSetUp(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_authority_of_ones_own_is_trusted_when_its_root_is_configured() {
    let own = Certificate::localhost().unwrap();
    let trusting = ClientTls::new(own.certificate_pem.as_bytes()).unwrap();
    let (state, client) = authority_behind(Some(&own)).await;
    state.lock().unwrap().good_refresh = "refresh-1".to_owned();
    let provider = OAuthProvider::Microsoft;
    let stranger = refresh(provider, &client, &token(0), &roots(), NOW).await;
    assert!(matches!(stranger, Err(OAuthError::Unreachable(_))));
    assert_eq!(state.lock().unwrap().issued, 0);
    let fresh = refresh(provider, &client, &token(0), &trusting, NOW).await;
    assert_eq!(fresh.unwrap().access_token, "access-1");

    let base = https(&own, |_, _| (200, "{\"action\":\"reject\"}".to_owned())).await;
    let raw = Bytes::from_static(b"Subject: buy\r\n\r\nnow\r\n");
    let rspamd = Rspamd::new(&base, None, &roots()).unwrap();
    assert_eq!(rspamd.judge(raw.clone(), &envelope()).await, None);
    let rspamd = Rspamd::new(&base, None, &trusting).unwrap();
    assert!(rspamd.judge(raw, &envelope()).await.unwrap().spam);
}

/// Speaks just enough of IMAP or SMTP to see a token. The lines that it got are kept.
async fn listening_for_tokens(smtp: bool) -> (u16, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let heard = Arc::new(Mutex::new(Vec::new()));
    let keep = Arc::clone(&heard);
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let keep = Arc::clone(&keep);
            tokio::spawn(async move {
                let (read, mut write) = stream.into_split();
                let mut lines = BufReader::new(read).lines();
                let hello: &[u8] = if smtp { b"220 hi\r\n" } else { b"* OK hi\r\n" };
                write.write_all(hello).await.unwrap();
                let mut data = false;
                while let Ok(Some(line)) = lines.next_line().await {
                    keep.lock().unwrap().push(line.clone());
                    let answer = if smtp {
                        smtp_answer(&line, &mut data)
                    } else {
                        imap_answer(&line)
                    };
                    if write.write_all(answer.as_bytes()).await.is_err() {
                        return;
                    }
                }
            });
        }
    });
    (port, heard)
}

fn smtp_answer(line: &str, data: &mut bool) -> String {
    if *data && line != "." {
        return String::new();
    }
    *data = line == "DATA";
    match line.split(' ').next().unwrap_or_default() {
        "EHLO" => "250-hi\r\n250 AUTH XOAUTH2 PLAIN\r\n".to_owned(),
        "AUTH" => "235 welcome\r\n".to_owned(),
        "DATA" => "354 go\r\n".to_owned(),
        _ => "250 ok\r\n".to_owned(),
    }
}

fn imap_answer(line: &str) -> String {
    let Some((tag, rest)) = line.split_once(' ') else {
        // The answer to the challenge.
        let good = STANDARD
            .decode(line)
            .is_ok_and(|b| b.ends_with(b"access-1\x01\x01"));
        return match (good, line.is_empty()) {
            (true, _) => "A0001 OK in\r\n".to_owned(),
            (false, true) => "A0001 NO out\r\n".to_owned(),
            (false, false) => format!("+ {}\r\n", STANDARD.encode("{\"status\":\"401\"}")),
        };
    };
    let more = match rest.split(' ').next().unwrap_or_default() {
        "AUTHENTICATE" => return "+ \r\n".to_owned(),
        "CAPABILITY" => "* CAPABILITY IMAP4rev1 IDLE\r\n",
        "EXAMINE" => "* 0 EXISTS\r\n* OK [UIDVALIDITY 1] x\r\n",
        "LIST" => "* LIST () \"/\" INBOX\r\n",
        _ => "",
    };
    format!("{more}{tag} OK done\r\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn imap_signs_in_with_a_fresh_token_and_tells_a_refusal() {
    let (state, client) = authority().await;
    state.lock().unwrap().good_refresh = "refresh-1".to_owned();
    let (port, heard) = listening_for_tokens(false).await;
    let host = MemoryHost::new();
    host.inside().clients.push((OAuthProvider::Google, client));
    let mut config = MailboxConfig {
        id: MailboxId(Uuid::from_u128(7)),
        channel: ChannelId(Uuid::from_u128(1)),
        host: "localhost".to_owned(),
        port,
        tls: Transport::None,
        username: "support@example.org".to_owned(),
        secret: Secret::OAuth {
            provider: OAuthProvider::Google,
            token: token(0),
        },
        folder: "INBOX".to_owned(),
        after_commit: AfterCommit::Leave,
        start_from: StartFrom::All,
        cursor: None,
        state: MailboxState::default(),
        max_size: 1_000_000,
    };
    let tls = ClientTls::new(b"").unwrap();
    let options = ImapOptions::default();
    test_mailbox(config.clone(), &*host, &tls, &options)
        .await
        .unwrap();
    let expected = STANDARD.encode("user=support@example.org\u{1}auth=Bearer access-1\u{1}\u{1}");
    assert!(heard.lock().unwrap().contains(&expected));
    assert_eq!(host.inside().tokens.len(), 1);

    config.secret = Secret::OAuth {
        provider: OAuthProvider::Google,
        token: token(NOW + 900_000),
    };
    let refused = test_mailbox(config, &*host, &tls, &options).await;
    assert!(matches!(refused, Err(ImapError::Refused(_))), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_smarthost_gets_the_fresh_token_and_a_withdrawn_consent_is_told() {
    let (state, client) = authority().await;
    state.lock().unwrap().good_refresh = "refresh-1".to_owned();
    let (port, heard) = listening_for_tokens(true).await;
    let host = MemoryHost::new();
    let provider = OAuthProvider::Microsoft;
    host.inside().clients.push((provider, client));
    host.inside().smarthosts.push(SmarthostConfig {
        id: SmarthostId(Uuid::from_u128(1)),
        host: "localhost".to_owned(),
        port,
        tls: Transport::None,
        username: Some("support@example.org".to_owned()),
        secret: Secret::OAuth {
            provider,
            token: token(0),
        },
        rate_per_minute: None,
    });
    let stop = CancellationToken::new();
    let zone = Resolver::zone(Zone::parse("{}").unwrap());
    let tls = ClientTls::new(b"").unwrap();
    let quick = OutboxOptions {
        keep: Duration::ZERO,
        ..OutboxOptions::default()
    };
    let task = tokio::spawn(send_all(host.clone(), tls, zone, quick, stop.clone()));
    let one = |n| OutgoingDelivery {
        id: DeliveryId(Uuid::from_u128(n)),
        attempt: 1,
        envelope_from: String::new(),
        recipient: "customer@example.net".to_owned(),
        bytes: Bytes::from_static(b"Subject: x\r\n\r\ny\r\n"),
    };
    host.send(one(1));
    host.wait_for("sent", |inside| inside.delivered.len() == 1)
        .await;
    assert_eq!(host.inside().delivered[0].2.outcome, DeliveryOutcome::Sent);
    let expected = STANDARD.encode("user=support@example.org\u{1}auth=Bearer access-1\u{1}\u{1}");
    assert!(
        heard
            .lock()
            .unwrap()
            .contains(&format!("AUTH XOAUTH2 {expected}"))
    );
    // The token is used as long as it is good, and then the consent has been withdrawn.
    state.lock().unwrap().good_refresh = "another".to_owned();
    host.inside().now = NOW + 7_200_000;
    host.send(one(2));
    host.wait_for("told", |inside| inside.delivered.len() == 2)
        .await;
    let told = host.inside().delivered[1].2.clone();
    assert_eq!(told.outcome, DeliveryOutcome::Reauthorize, "{told:?}");
    stop.cancel();
    task.await.unwrap();
}

fn envelope() -> mail::Envelope {
    mail::Envelope {
        ip: "192.0.2.1".parse().ok(),
        helo: "mx\r\nEvil: 1".to_owned(),
        mail_from: "a@example.net".to_owned(),
        rcpt_to: vec!["support@example.org".to_owned()],
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rspamd_is_heard_when_it_makes_sense_and_else_there_is_no_verdict() {
    let raw = Bytes::from_static(b"Subject: buy\r\n\r\nnow\r\n");
    let base = http(|head, body| {
        let lower = head.to_ascii_lowercase();
        let sound = head.starts_with("POST /checkv2 ")
            && lower.contains("\r\nip: 192.0.2.1\r\n")
            && lower.contains("\r\nrcpt: support@example.org\r\n")
            && lower.contains("\r\npassword: hush\r\n")
            && !lower.contains("evil")
            && body.contains("buy");
        assert!(sound, "{head}");
        (
            200,
            "{\"action\":\"add header\",\"score\":7.5,\"required_score\":15.0,\"symbols\":{}}"
                .to_owned(),
        )
    })
    .await;
    let rspamd = Rspamd::new(&base, Some("hush".to_owned()), &roots()).unwrap();
    let verdict = rspamd.judge(raw.clone(), &envelope()).await.unwrap();
    assert_eq!((verdict.spam, verdict.score), (true, Some(7.5)));
    assert_eq!(verdict.reason, "add header (7.5 of 15.0)");

    for (status, text) in [
        (500, "{}"),
        (200, "<html>"),
        (200, "{\"action\":\"no action\",\"is_skipped\":true}"),
        (302, ""),
    ] {
        let base = http(move |_, _| (status, text.to_owned())).await;
        let rspamd = Rspamd::new(&base, None, &roots()).unwrap();
        assert_eq!(
            rspamd.judge(raw.clone(), &envelope()).await,
            None,
            "{status} {text}"
        );
    }
    let nobody = Rspamd::new("http://127.0.0.1:9", None, &roots()).unwrap();
    assert_eq!(nobody.judge(raw, &envelope()).await, None);
    assert!(Rspamd::new("not a url", None, &roots()).is_err());
}
