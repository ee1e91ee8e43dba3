//! A language-model service that speaks the chat-completions protocol over HTTP and says what the test wants: something
//! sensible, nonsense, something dangerous, or nothing at all. It listens on a free port of this machine.

use serde_json::{Value, json};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

/// What it says from now on.
#[derive(Debug, Clone)]
pub enum Say {
    /// The first sentence of the first source, in the agreed form.
    FromSources,
    /// What stands in the text that is to be translated or summarized, or the question: an echo of whatever was injected.
    Echo,
    /// This content, and 100 tokens sent, 20 come.
    This(String),
    /// The same without a word on what it counted.
    Uncounted(String),
    /// It stopped for want of room.
    Cut(String),
    /// A status and a body of any form.
    Raw(u16, Vec<u8>),
    /// Elsewhere.
    Redirect(String),
    /// The connection stays open and nothing comes.
    Never,
    /// A body without end.
    Endless,
    /// It hangs up.
    HangUp,
}

/// One call that came.
#[derive(Debug, Clone)]
pub struct Asked {
    pub path: String,
    pub authorization: String,
    pub body: Value,
}

impl Asked {
    /// The data of the message of the user.
    #[must_use]
    pub fn data(&self) -> Value {
        let content = self.body["messages"][1]["content"].as_str();
        content
            .and_then(|c| serde_json::from_str(c).ok())
            .unwrap_or_default()
    }
}

struct Seen {
    asked: Mutex<Vec<Asked>>,
    say: Mutex<Say>,
    news: Notify,
}

/// See the module.
pub struct ModelService {
    /// `http://127.0.0.1:PORT/v1`.
    pub base: String,
    seen: Arc<Seen>,
}

impl ModelService {
    /// # Panics
    /// When no port can be had.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let seen = Arc::new(Seen {
            asked: Mutex::default(),
            say: Mutex::new(Say::FromSources),
            news: Notify::new(),
        });
        let held = seen.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let seen = held.clone();
                tokio::spawn(async move { take(stream, &seen).await });
            }
        });
        Self {
            base: format!("http://127.0.0.1:{port}/v1"),
            seen,
        }
    }

    pub fn say(&self, say: Say) {
        *self.seen.say.lock().unwrap_or_else(PoisonError::into_inner) = say;
    }

    #[must_use]
    pub fn asked(&self) -> Vec<Asked> {
        let asked = self
            .seen
            .asked
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        asked.clone()
    }

    /// Waits until so many calls have come.
    ///
    /// # Panics
    /// When they do not come within 20 seconds.
    pub async fn wait_for(&self, n: usize) -> Vec<Asked> {
        let waiting = async {
            loop {
                let news = self.seen.news.notified();
                if self.asked().len() >= n {
                    return;
                }
                news.await;
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(20), waiting)
            .await
            .expect("the calls come");
        self.asked()
    }
}

async fn take(mut stream: TcpStream, seen: &Seen) -> Option<()> {
    let asked = read(&mut stream).await?;
    let say = seen
        .say
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .clone();
    let data = asked.data();
    {
        let mut all = seen.asked.lock().unwrap_or_else(PoisonError::into_inner);
        all.push(asked);
    }
    seen.news.notify_one();
    match say {
        Say::FromSources => answer(&mut stream, 200, &spoken(&sensible(&data), true, "stop")).await,
        Say::Echo => answer(&mut stream, 200, &spoken(&echo(&data), true, "stop")).await,
        Say::This(text) => answer(&mut stream, 200, &spoken(&text, true, "stop")).await,
        Say::Uncounted(text) => answer(&mut stream, 200, &spoken(&text, false, "stop")).await,
        Say::Cut(text) => answer(&mut stream, 200, &spoken(&text, true, "length")).await,
        Say::Raw(status, body) => answer(&mut stream, status, &body).await,
        Say::Redirect(to) => {
            let head = format!(
                "HTTP/1.1 307 Elsewhere\r\nlocation: {to}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
            );
            stream.write_all(head.as_bytes()).await.ok()
        }
        Say::Never => {
            // Until the other side hangs up.
            let mut rest = [0; 64];
            while stream.read(&mut rest).await.ok()? > 0 {}
            Some(())
        }
        Say::Endless => {
            let head = "HTTP/1.1 200 So\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n{\"choices\":\"";
            stream.write_all(head.as_bytes()).await.ok()?;
            loop {
                stream.write_all(&[b'x'; 4096]).await.ok()?;
            }
        }
        Say::HangUp => Some(()),
    }
}

async fn read(stream: &mut TcpStream) -> Option<Asked> {
    let mut bytes = Vec::new();
    let head = loop {
        if let Some(at) = bytes.windows(4).position(|w| w == b"\r\n\r\n") {
            break at + 4;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let text = String::from_utf8_lossy(&bytes[..head]).into_owned();
    let header = |name: &str| {
        text.lines()
            .filter_map(|l| l.split_once(':'))
            .find(|(n, _)| n.eq_ignore_ascii_case(name))
            .map_or_else(String::new, |(_, v)| v.trim().to_owned())
    };
    let length: usize = header("content-length").parse().ok()?;
    while bytes.len() < head + length {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
    Some(Asked {
        path: text.split(' ').nth(1).unwrap_or_default().to_owned(),
        authorization: header("authorization"),
        body: serde_json::from_slice(&bytes[head..head + length]).unwrap_or_default(),
    })
}

fn sensible(data: &Value) -> String {
    let text = data["sources"][0]["text"].as_str().unwrap_or_default();
    let first = text
        .split_inclusive(['.', '。'])
        .map(str::trim)
        .find(|s| s.chars().count() > 3)
        .unwrap_or("Yes, I am here.");
    if data["sources"].is_array() {
        json!({ "sentences": [{ "text": first, "sources": [1] }] }).to_string()
    } else {
        first.to_owned()
    }
}

fn echo(data: &Value) -> String {
    let of = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    if data["sources"].is_array() {
        let text = format!(
            "{} {}",
            of(&data["question"]),
            of(&data["sources"][0]["text"])
        );
        return json!({ "sentences": [{ "text": text, "sources": [1] }] }).to_string();
    }
    if data["messages"].is_array() {
        return of(&data["messages"][0]["text"]);
    }
    of(&data["text"])
}

fn spoken(text: &str, counted: bool, finish: &str) -> Vec<u8> {
    let mut body = json!({
        "id": "made-up",
        "object": "chat.completion",
        "choices": [{
            "index": 0,
            "message": { "role": "assistant", "content": text },
            "finish_reason": finish,
        }],
    });
    if counted {
        body["usage"] =
            json!({ "prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120 });
    }
    body.to_string().into_bytes()
}

async fn answer(stream: &mut TcpStream, status: u16, body: &[u8]) -> Option<()> {
    let head = format!(
        "HTTP/1.1 {status} So\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await.ok()?;
    stream.write_all(body).await.ok()
}
