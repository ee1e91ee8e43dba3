//! `fairlead serve` as a process of its own, and one administrator who speaks HTTP.

use reqwest::{Method, Response};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use testkit::peers::{SmtpSink, free_port, swaks};

pub const SUPPORT: &str = "support@example.com";
const PASSWORD: &str = "an otter in the harbour";
const PATIENCE: Duration = Duration::from_secs(60);

/// The program, built for this test.
pub const FAIRLEAD: &str = env!("CARGO_BIN_EXE_fairlead");

pub struct World {
    pub data: PathBuf,
    pub smtp: u16,
    http: u16,
    flags: Vec<String>,
    child: Option<Child>,
    pub client: reqwest::Client,
    csrf: String,
    _folder: Option<tempfile::TempDir>,
}

impl World {
    /// An empty desk that was set up, and whose mail goes to `smarthost`.
    pub async fn ready(smarthost: Option<u16>, flags: &[&str]) -> Self {
        let mut world = Self::empty(flags);
        world.start().await;
        let answer = world
            .send(
                Method::POST,
                "/setup",
                json!({
                    "organization": "Kaarel & Co", "name": "Kaarel Kask", "email": "kaarel@example.com", "password": PASSWORD,
                    "zone": "Europe/Tallinn", "locale": "en", "channel_name": "Support", "address": SUPPORT, "team_name": "Support",
                }),
            )
            .await;
        world.csrf = answer["csrf"].as_str().expect("a token").to_owned();
        if let Some(port) = smarthost {
            let host = json!({ "host": "127.0.0.1", "port": port, "tls": "none", "position": 1, "enabled": true });
            world.send(Method::POST, "/smarthosts", host).await;
        }
        world
    }

    /// A folder and ports, nothing running.
    pub fn empty(flags: &[&str]) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let folder = tempfile::tempdir().expect("a folder");
        Self {
            data: folder.path().join("data"),
            smtp: free_port().expect("a port"),
            http: free_port().expect("a port"),
            flags: flags.iter().map(|flag| (*flag).to_owned()).collect(),
            child: None,
            client: reqwest::Client::builder()
                .cookie_store(true)
                .build()
                .expect("a client"),
            csrf: String::new(),
            _folder: Some(folder),
        }
    }

    /// Another node on the same data folder and database, with the same administrator; nothing running.
    pub fn beside(&self) -> Self {
        Self {
            data: self.data.clone(),
            smtp: free_port().expect("a port"),
            http: free_port().expect("a port"),
            flags: self.flags.clone(),
            child: None,
            client: self.client.clone(),
            csrf: self.csrf.clone(),
            _folder: None,
        }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.http)
    }

    /// The cookie of a new session.
    pub async fn cookie(&self) -> String {
        let who = json!({ "email": "kaarel@example.com", "password": PASSWORD });
        let answer = reqwest::Client::new()
            .post(self.url("/api/v1/session"))
            .json(&who)
            .send()
            .await
            .expect("answered");
        let header = answer.headers()["set-cookie"].to_str().expect("text");
        header.split(';').next().expect("a pair").to_owned()
    }

    pub async fn start(&mut self) {
        let child = Command::new(FAIRLEAD)
            .arg("serve")
            .arg("--data")
            .arg(&self.data)
            .args(["--http", &format!("127.0.0.1:{}", self.http)])
            .args(["--smtp", &format!("127.0.0.1:{}", self.smtp)])
            .args(&self.flags)
            .env("FAIRLEAD_DIRECT_DELIVERY", "false")
            .env("FAIRLEAD_LIMITS__OUTBOX_LOOK_MS", "100")
            .env("FAIRLEAD_LOG", "warn")
            .stdin(Stdio::null())
            .spawn()
            .expect("fairlead starts");
        self.child = Some(child);
        let end = Instant::now() + PATIENCE;
        let url = format!("http://127.0.0.1:{}/readyz", self.http);
        while !self
            .client
            .get(&url)
            .send()
            .await
            .is_ok_and(|answer| answer.status().is_success())
        {
            assert!(Instant::now() < end, "fairlead is not ready");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// As a power cut would.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().expect("it was running");
            child.wait().expect("it ended");
        }
    }

    /// As an administrator stops it.
    pub fn stop(&mut self) {
        let Some(mut child) = self.child.take() else {
            return;
        };
        let pid = child.id().to_string();
        let asked = Command::new("kill").args(["-TERM", &pid]).status();
        assert!(asked.expect("kill runs").success());
        child.wait().expect("it ended");
    }

    /// What it says when it does not start.
    pub fn refused(&mut self) -> String {
        let output = Command::new(FAIRLEAD)
            .arg("serve")
            .arg("--data")
            .arg(&self.data)
            .args(["--http", "off", "--smtp", "off"])
            .args(&self.flags)
            .output()
            .expect("fairlead runs");
        assert!(!output.status.success(), "it started");
        String::from_utf8_lossy(&output.stderr).into_owned()
    }

    /// Signs in again (another process, or another data folder with the same people).
    pub async fn sign_in(&mut self) {
        let who = json!({ "email": "kaarel@example.com", "password": PASSWORD });
        let answer = self.send(Method::POST, "/session", who).await;
        self.csrf = answer["csrf"].as_str().expect("a token").to_owned();
    }

    pub async fn call(&self, method: Method, path: &str, body: Option<Value>) -> Response {
        let url = format!("http://127.0.0.1:{}/api/v1{path}", self.http);
        let mut request = self.client.request(method, url);
        if !self.csrf.is_empty() {
            request = request.header("x-csrf-token", &self.csrf);
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        request.send().await.expect("answered")
    }

    /// A request that must succeed.
    pub async fn send(&self, method: Method, path: &str, body: Value) -> Value {
        json_of(path, self.call(method, path, Some(body)).await).await
    }

    pub async fn get(&self, path: &str) -> Value {
        json_of(path, self.call(Method::GET, path, None).await).await
    }

    /// Asks until the answer is as wanted.
    pub async fn until(&self, path: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        let end = Instant::now() + PATIENCE;
        loop {
            let value = self.get(path).await;
            if wanted(&value) {
                return value;
            }
            assert!(Instant::now() < end, "{path} stayed {value}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Waits for an open conversation with that subject; answers its id.
    pub async fn conversation(&self, subject: &str) -> String {
        let list = self
            .until("/conversations?view=all&limit=100", |list| {
                items(list).iter().any(|c| c["subject"] == subject)
            })
            .await;
        let found = items(&list)
            .iter()
            .find(|c| c["subject"] == subject)
            .expect("listed");
        found["id"].as_str().expect("an id").to_owned()
    }

    /// Subjects and message counts of all conversations that are open or wait, sorted.
    pub async fn holdings(&self) -> Vec<(String, i64)> {
        let mut all = Vec::new();
        for view in ["all", "waiting"] {
            let mut cursor = String::new();
            loop {
                let path = format!("/conversations?view={view}&limit=100{cursor}");
                let page = self.get(&path).await;
                all.extend(items(&page).iter().map(|c| {
                    let subject = c["subject"].as_str().expect("a subject").to_owned();
                    (subject, c["message_count"].as_i64().expect("a count"))
                }));
                match page["next"].as_str() {
                    Some(next) => cursor = format!("&cursor={next}"),
                    None => break,
                }
            }
        }
        all.sort();
        all
    }

    pub async fn reply(&self, conversation: &str, to: &str, text: &str) -> Value {
        let body = json!({
            "kind": "reply", "html": format!("<p>{text}</p>"), "to": [{ "name": null, "address": to }], "cc": [], "bcc": [],
            "attachments": [], "mentions": [], "then": { "do": "wait" }, "last_seen": null, "force": true,
        });
        let path = format!("/conversations/{conversation}/messages");
        self.send(Method::POST, &path, body).await
    }

    /// The one channel of the set-up.
    pub async fn channel(&self) -> String {
        let boot = self.get("/bootstrap").await;
        boot["channels"][0]["id"]
            .as_str()
            .expect("a channel")
            .to_owned()
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

pub fn items(list: &Value) -> &[Value] {
    list["items"].as_array().map_or(&[], Vec::as_slice)
}

async fn json_of(path: &str, answer: Response) -> Value {
    let status = answer.status();
    let text = answer.text().await.expect("text");
    assert!(status.is_success(), "{path}: {status} {text}");
    if text.is_empty() {
        return Value::Null;
    }
    serde_json::from_str(&text).expect("JSON")
}

/// A customer's plain mail.
pub fn letter(from: &str, subject: &str, more: &str, text: &str) -> String {
    let id: String = subject
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect();
    format!(
        "From: {from}\nTo: {SUPPORT}\nSubject: {subject}\nMessage-ID: <{id}@client.example>\n{more}\
         Date: Sat, 21 Nov 2026 09:00:00 +0000\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n{text}\n"
    )
}

/// Sends a raw mail with swaks; `false` when swaks is not installed.
pub async fn send_mail(port: u16, from: &str, to: &str, raw: &str) -> bool {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("mail.eml");
    std::fs::write(&file, raw).expect("written");
    let data = format!("@{}", file.display());
    let Some(output) = swaks(port, &["--from", from, "--to", to, "--data", &data])
        .await
        .expect("swaks runs")
    else {
        return false;
    };
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}");
    true
}

/// Waits for a mail in the sink that holds all of these words (quoted-printable soft breaks aside).
pub async fn arrived(sink: &SmtpSink, words: &[&str]) -> String {
    let end = Instant::now() + PATIENCE;
    loop {
        let mails = sink.mails().expect("readable");
        let found = mails.into_iter().find(|mail| {
            let flat = mail.replace("=\r\n", "").replace("=\n", "");
            words.iter().all(|word| flat.contains(word))
        });
        if let Some(mail) = found {
            return mail;
        }
        assert!(Instant::now() < end, "no mail with {words:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// A header of a raw mail, unfolded.
pub fn header(mail: &str, name: &str) -> String {
    let text = mail.replace("\r\n", "\n");
    // smtp-sink writes its own lines above; an empty line ends them all the same.
    let head = text.replace("\n ", " ").replace("\n\t", " ");
    let start = format!("\n{}:", name.to_ascii_lowercase());
    let at = head
        .to_ascii_lowercase()
        .find(&start)
        .unwrap_or_else(|| panic!("no {name} in {mail}"));
    let rest = &head[at + start.len()..];
    rest.lines().next().unwrap_or_default().trim().to_owned()
}

/// Runs a command of the program to its end; answers what it printed.
pub fn fairlead(data: &Path, args: &[&str]) -> String {
    let output = Command::new(FAIRLEAD)
        .args(args)
        .arg("--data")
        .arg(data)
        .output()
        .expect("fairlead runs");
    let said = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(output.status.success(), "{args:?}: {said}");
    said
}
