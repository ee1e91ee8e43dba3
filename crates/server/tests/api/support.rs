//! A desk on a free port, and clients that keep cookies.

use fairlead_server::app::App;
use fairlead_server::clock::Clock;
use fairlead_server::config::{Config, Listen};
use fairlead_server::run::Running;
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use std::time::Duration;
use store::testing::TestDb;
use store::{Engine, Location};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};

/// 2026-03-02 09:00 UTC, a Monday.
pub const START: i64 = 1_772_442_000_000;
pub const PASSWORD: &str = "an otter in the harbour";

pub struct Desk {
    pub running: Running,
    pub clock: Clock,
    pub base: String,
    pub data: tempfile::TempDir,
}

impl Desk {
    pub async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    pub async fn start_with(change: impl FnOnce(&mut Config)) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let data = tempfile::tempdir().expect("a folder");
        let zone = data.path().join("zone.json");
        std::fs::write(&zone, "{}").expect("written");
        let mut config = Config {
            data: data.path().to_owned(),
            http: Listen::at([127, 0, 0, 1], 0),
            smtp: Listen::at([127, 0, 0, 1], 0),
            hostname: Some("desk.test".to_owned()),
            log: std::env::var("FAIRLEAD_TEST_LOG").unwrap_or_else(|_| "error".to_owned()),
            dns_zone: Some(zone),
            ..Config::default()
        };
        config.limits.outbox_look_ms = 50;
        if std::env::var("FAIRLEAD_TEST_ENGINE").is_ok_and(|engine| engine == "postgres") {
            config.database_url = fresh_postgres().await;
        }
        change(&mut config);
        fairlead_server::logs::start(&config);
        let clock = Clock::virtual_from(START, 1);
        let app = App::open(config, clock.clone()).await.expect("opens");
        let running = Running::start(app).await.expect("starts");
        let base = format!("http://{}", running.http.expect("HTTP is on"));
        Self {
            running,
            clock,
            base,
            data,
        }
    }

    /// A desk that has been set up, and its administrator.
    pub async fn ready() -> (Self, Client) {
        let desk = Self::start().await;
        let admin = desk.set_up().await;
        (desk, admin)
    }

    pub async fn set_up(&self) -> Client {
        let mut client = self.client();
        let answer = client.post("/setup", set_up()).await;
        assert_eq!(
            answer.status(),
            201,
            "{}",
            answer.text().await.unwrap_or_default()
        );
        let boot: Value = answer.json().await.expect("JSON");
        client.csrf = boot["csrf"].as_str().expect("a token").to_owned();
        client
    }

    pub fn client(&self) -> Client {
        Client {
            http: client(),
            base: self.base.clone(),
            csrf: String::new(),
        }
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// Hands a mail in as a mail server does; answers the last reply.
    pub async fn mail(&self, from: &str, to: &str, text: &str) -> String {
        let address = self.running.smtp.expect("SMTP is on");
        let stream = tokio::net::TcpStream::connect(address)
            .await
            .expect("connected");
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read).lines();
        let mut last = lines.next_line().await.expect("read").expect("a greeting");
        let body = text.replace("\r\n", "\n").replace('\n', "\r\n");
        for command in [
            "EHLO client.test".to_owned(),
            format!("MAIL FROM:<{from}>"),
            format!("RCPT TO:<{to}>"),
            "DATA".to_owned(),
            format!("{body}\r\n."),
        ] {
            write
                .write_all(format!("{command}\r\n").as_bytes())
                .await
                .expect("written");
            loop {
                last = lines.next_line().await.expect("read").unwrap_or_default();
                if last.as_bytes().get(3) != Some(&b'-') {
                    break;
                }
            }
            if !last.starts_with(['2', '3']) {
                return last;
            }
        }
        last
    }

    /// A plain question of a customer; answers the id of its conversation.
    pub async fn question(&self, admin: &Client, subject: &str) -> String {
        let text = format!(
            "From: Mari Maasikas <mari@example.org>\nTo: support@example.com\nSubject: {subject}\n\
             Message-ID: <{}@example.org>\nDate: Mon, 2 Mar 2026 09:00:00 +0000\n\nWhere is my order?\n",
            subject.replace(' ', ".")
        );
        let reply = self
            .mail("mari@example.org", "support@example.com", &text)
            .await;
        assert!(reply.starts_with("250"), "{reply}");
        let list = admin
            .until("/conversations?view=all", |list| {
                list["items"]
                    .as_array()
                    .is_some_and(|items| items.iter().any(|c| c["subject"] == subject))
            })
            .await;
        let items = list["items"].as_array().expect("a list");
        let found = items
            .iter()
            .find(|c| c["subject"] == subject)
            .expect("listed");
        found["id"].as_str().expect("an id").to_owned()
    }
}

/// A migrated database for one test; without PostgreSQL on this machine, SQLite (and a failure in CI).
pub async fn fresh_postgres() -> Option<String> {
    let made = TestDb::fresh(Engine::Postgres).await?;
    made.db.close().await;
    match &made.location {
        Location::Postgres(url) => Some(url.clone()),
        Location::Folder(_) => None,
    }
}

pub fn set_up() -> Value {
    json!({
        "organization": "Kaarel & Co", "name": "Kaarel Kask", "email": "kaarel@example.com", "password": PASSWORD,
        "zone": "Europe/Tallinn", "locale": "en", "channel_name": "Support", "address": "support@example.com",
    })
}

/// A browser: cookies, and the CSRF token once it is known.
#[derive(Clone)]
pub struct Client {
    pub http: reqwest::Client,
    pub base: String,
    pub csrf: String,
}

impl Client {
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let mut request = self
            .http
            .request(method, format!("{}/api/v1{path}", self.base));
        if !self.csrf.is_empty() {
            request = request.header("x-csrf-token", &self.csrf);
        }
        request
    }

    pub async fn get(&self, path: &str) -> Response {
        self.request(Method::GET, path)
            .send()
            .await
            .expect("answered")
    }

    pub async fn post(&self, path: &str, body: Value) -> Response {
        self.request(Method::POST, path)
            .json(&body)
            .send()
            .await
            .expect("answered")
    }

    pub async fn put(&self, path: &str, body: Value) -> Response {
        self.request(Method::PUT, path)
            .json(&body)
            .send()
            .await
            .expect("answered")
    }

    pub async fn patch(&self, path: &str, body: Value) -> Response {
        self.request(Method::PATCH, path)
            .json(&body)
            .send()
            .await
            .expect("answered")
    }

    pub async fn delete(&self, path: &str) -> Response {
        self.request(Method::DELETE, path)
            .send()
            .await
            .expect("answered")
    }

    /// The JSON of a GET that must succeed.
    pub async fn json(&self, path: &str) -> Value {
        let answer = self.get(path).await;
        let status = answer.status();
        let text = answer.text().await.expect("text");
        assert!(status.is_success(), "{path}: {status} {text}");
        serde_json::from_str(&text).expect("JSON")
    }

    /// Asks until the answer is as wanted.
    pub async fn until(&self, path: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        for _ in 0..1_200 {
            let value = self.json(path).await;
            if wanted(&value) {
                return value;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!(
            "{path} did not come to the wanted state: {}",
            self.json(path).await
        );
    }

    /// A second agent, invited and joined; null is in no team.
    pub async fn colleague(&self, desk: &Desk, email: &str, set: &str, team: &Value) -> Client {
        let teams: Vec<&Value> = Some(team).filter(|t| !t.is_null()).into_iter().collect();
        let answer = self
            .post(
                "/agents",
                json!({ "name": "Liis Lepp", "email": email, "permission_set": set, "teams": teams }),
            )
            .await;
        let (status, body) = parts(answer).await;
        assert_eq!(status, 201, "{body}");
        let link = body["link"].as_str().expect("a link");
        let token = link.rsplit('/').next().expect("a token");
        let mut other = desk.client();
        let answer = other
            .post(
                &format!("/invitations/{token}"),
                json!({ "name": "Liis Lepp", "password": PASSWORD }),
            )
            .await;
        let (status, boot) = parts(answer).await;
        assert_eq!(status, 200, "{boot}");
        other.csrf = boot["csrf"].as_str().expect("a token").to_owned();
        other
    }
}

pub async fn parts(answer: Response) -> (StatusCode, Value) {
    let status = answer.status();
    let text = answer.text().await.expect("text");
    (
        status,
        serde_json::from_str(&text).unwrap_or(Value::String(text)),
    )
}

/// Asserts a refusal with this status and code; answers its body.
pub async fn refused(answer: Response, status: u16, code: &str) -> Value {
    let (is, body) = parts(answer).await;
    assert_eq!(
        (is.as_u16(), body["error"]["code"].as_str()),
        (status, Some(code)),
        "{body}"
    );
    body
}

/// A client without redirects.
pub fn client() -> reqwest::Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .cookie_store(true)
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .expect("a client")
}
