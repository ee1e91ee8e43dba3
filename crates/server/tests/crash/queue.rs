//! The queue through SIGKILL: what rings and what was accepted stands in rows, so that whoever comes back finds it, and each
//! chat ends at one agent.

use futures_util::{SinkExt as _, StreamExt as _};
use reqwest::Method;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::time::Duration;
use testkit::drive::process::{ADMIN, Fairlead, PASSWORD, init};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;

const SITE: &str = "https://shop.example";
/// How often the program is killed while something rings, and after it was taken.
const KILLS: usize = 3;

struct Killed {
    binary: PathBuf,
    data: PathBuf,
    desk: Fairlead,
    http: reqwest::Client,
    cookie: String,
    csrf: String,
    console: Option<tokio::task::JoinHandle<()>>,
}

impl Drop for Killed {
    fn drop(&mut self) {
        if let Some(console) = self.console.take() {
            console.abort();
        }
    }
}

impl Killed {
    async fn start(data: &Path) -> Self {
        let binary = PathBuf::from(env!("CARGO_BIN_EXE_fairlead"));
        init(&binary, data).expect("set up");
        let desk = Fairlead::start(&binary, data).expect("started");
        let mut killed = Self {
            binary,
            data: data.to_owned(),
            desk,
            http: reqwest::Client::new(),
            cookie: String::new(),
            csrf: String::new(),
            console: None,
        };
        let signed = killed
            .http
            .post(killed.url("/api/v1/session"))
            .json(&json!({ "email": ADMIN, "password": PASSWORD }))
            .send()
            .await
            .expect("answered");
        let cookie = signed.headers()["set-cookie"].to_str().expect("text");
        killed.cookie = cookie.split(';').next().expect("a pair").to_owned();
        let body: Value = signed.json().await.expect("JSON");
        killed.csrf = body["csrf"].as_str().expect("a token").to_owned();
        killed.connect().await;
        killed
    }

    fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.desk.http)
    }

    async fn kill(&mut self) {
        self.desk.process.kill();
        self.desk = Fairlead::start(&self.binary, &self.data).expect("started again");
        self.connect().await;
    }

    /// The console comes (back), and the agent is here.
    async fn connect(&mut self) {
        if let Some(console) = self.console.take() {
            console.abort();
        }
        let url = self.url("/api/v1/feed?position=0").replace("http:", "ws:");
        let mut request = url.into_client_request().expect("a request");
        let cookie = self.cookie.parse().expect("a header");
        request.headers_mut().insert("cookie", cookie);
        let (socket, _) = tokio_tungstenite::connect_async(request)
            .await
            .expect("opened");
        self.console = Some(tokio::spawn(async move {
            let (mut out, mut input) = socket.split();
            while let Some(Ok(_)) = input.next().await {
                if out
                    .send(Message::text("{\"type\":\"pong\"}"))
                    .await
                    .is_err()
                {
                    break;
                }
            }
        }));
        self.mine(|m| m["presence"]["state"] == "online").await;
    }

    async fn call(&self, method: Method, path: &str, body: Value) -> (u16, Value) {
        let asked = self
            .http
            .request(method, self.url(&format!("/api/v1{path}")))
            .header("cookie", &self.cookie)
            .header("x-csrf-token", &self.csrf)
            .json(&body);
        let answer = asked.send().await.expect("answered");
        let status = answer.status().as_u16();
        (status, answer.json().await.unwrap_or(Value::Null))
    }

    async fn done(&self, method: Method, path: &str, body: Value) -> Value {
        let (status, answer) = self.call(method, path, body).await;
        assert!((200..300).contains(&status), "{path}: {status} {answer}");
        answer
    }

    async fn mine(&self, wanted: impl Fn(&Value) -> bool) -> Value {
        loop {
            let mine = self.done(Method::GET, "/queue/mine", Value::Null).await;
            if wanted(&mine) {
                return mine;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// A widget that is live; its public key.
    async fn widget(&self) -> String {
        let boot = self.done(Method::GET, "/bootstrap", Value::Null).await;
        let new = json!({ "kind": "chat", "name": "Chat", "team": boot["teams"][0]["id"] });
        let channel = self.done(Method::POST, "/channels", new).await;
        let id = channel["id"].as_str().expect("an id").to_owned();
        let stage = format!("/channels/{id}/stage");
        self.done(
            Method::PUT,
            &stage,
            json!({ "stage": "live", "reason": "tried" }),
        )
        .await;
        let widgets = self.done(Method::GET, "/widgets", Value::Null).await;
        let mut widget = widgets["items"][0].clone();
        widget["sites"] = json!([SITE]);
        let path = format!("/widgets/{}", widget["id"].as_str().expect("an id"));
        let widget = self.done(Method::PUT, &path, widget).await;
        widget["key"].as_str().expect("a key").to_owned()
    }

    async fn visitor(&self, key: &str, n: usize) {
        let begin = self.http.post(self.url(&format!("/w/{key}/session")));
        let session: Value = begin
            .json(&json!({}))
            .send()
            .await
            .expect("answered")
            .json()
            .await
            .expect("JSON");
        let token = session["token"].as_str().expect("a token").to_owned();
        let said = self
            .http
            .post(self.url(&format!("/w/{key}/messages")))
            .header("authorization", format!("Bearer {token}"))
            .header("idempotency-key", format!("message-{n}"))
            .json(&json!({ "text": "Hello?" }))
            .send()
            .await
            .expect("answered");
        assert_eq!(said.status(), 201);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chat_that_rings_or_was_taken_when_the_program_is_killed_ends_at_one_agent() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut killed = Killed::start(&folder.path().join("data")).await;
    let key = killed.widget().await;
    for n in 0..KILLS {
        killed.visitor(&key, n).await;
        killed.mine(|m| !m["offer"].is_null()).await;
        killed.kill().await;
        // The same offer, or a later one if it rang too long meanwhile.
        let taken = loop {
            let mine = killed.mine(|m| !m["offer"].is_null()).await;
            let offer = &mine["offer"];
            let id = offer["conversation"]["id"].as_str().expect("an id");
            let path = format!("/queue/offers/{id}/accept");
            let said = json!({ "version": offer["version"] });
            let (status, body) = killed.call(Method::POST, &path, said).await;
            match status {
                200 => break id.to_owned(),
                409 => {}
                other => panic!("{other} {body}"),
            }
        };
        killed.kill().await;
        let holds = |m: &Value| {
            let holds = m["holds"].as_array().expect("a list").clone();
            holds.iter().any(|h| h["conversation"] == json!(taken))
        };
        killed.mine(holds).await;
        let path = format!("/conversations/{taken}/messages");
        let page = killed.done(Method::GET, &path, Value::Null).await;
        let items = page["items"].as_array().expect("messages");
        let accepted = items
            .iter()
            .filter(|m| m["event"]["name"] == "work_accepted");
        assert_eq!(accepted.count(), 1, "{page}");
        let resolved = json!({ "status": "resolved", "force": true });
        let path = format!("/conversations/{taken}/status");
        killed.done(Method::PUT, &path, resolved).await;
        killed.mine(|m| m["holds"] == json!([])).await;
    }
}
