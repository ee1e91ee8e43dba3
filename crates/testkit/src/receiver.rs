//! A small receiver of webhooks: takes posts, checks their signature as the Standard Webhooks convention says, answers with
//! the status that the test wants.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

/// One message that came.
#[derive(Debug, Clone)]
pub struct Got {
    pub id: String,
    pub timestamp: String,
    pub signature: String,
    pub body: String,
}

impl Got {
    /// Whether one of its signatures is that of this `whsec_…` secret.
    #[must_use]
    pub fn is_signed_with(&self, secret: &str) -> bool {
        let key = secret
            .strip_prefix("whsec_")
            .and_then(|s| BASE64.decode(s).ok());
        let Some(key) = key else {
            return false;
        };
        self.signature
            .split(' ')
            .filter_map(|s| s.strip_prefix("v1,"))
            .any(|signed| {
                let Ok(mut mac) = <Hmac<Sha256> as Mac>::new_from_slice(&key) else {
                    return false;
                };
                mac.update(format!("{}.{}.{}", self.id, self.timestamp, self.body).as_bytes());
                BASE64
                    .decode(signed)
                    .is_ok_and(|s| mac.verify_slice(&s).is_ok())
            })
    }
}

#[derive(Default)]
struct Seen {
    got: Mutex<Vec<Got>>,
    status: AtomicU16,
    body: Mutex<Vec<u8>>,
    news: Notify,
}

/// Listens on a free port of this machine until it is dropped with its runtime.
pub struct Receiver {
    pub url: String,
    seen: Arc<Seen>,
}

impl Receiver {
    /// # Panics
    /// When no port can be had.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let seen = Arc::new(Seen::default());
        seen.status.store(200, Ordering::Relaxed);
        let held = seen.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let seen = held.clone();
                tokio::spawn(async move { take(stream, &seen).await });
            }
        });
        Self {
            url: format!("http://127.0.0.1:{port}/hook"),
            seen,
        }
    }

    /// The status of the answers from now on.
    pub fn answer(&self, status: u16) {
        self.seen.status.store(status, Ordering::Relaxed);
    }

    /// The body of the answers from now on.
    pub fn say(&self, body: impl Into<Vec<u8>>) {
        *self
            .seen
            .body
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = body.into();
    }

    #[must_use]
    pub fn count(&self) -> usize {
        self.seen
            .got
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .len()
    }

    /// Waits until so many messages have come.
    ///
    /// # Panics
    /// When they do not come within 20 seconds.
    pub async fn wait_for(&self, n: usize) -> Vec<Got> {
        let waiting = async {
            loop {
                let news = self.seen.news.notified();
                if self.count() >= n {
                    return;
                }
                news.await;
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(20), waiting)
            .await
            .expect("the messages come");
        self.seen
            .got
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

async fn take(mut stream: TcpStream, seen: &Seen) -> Option<()> {
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
    let got = Got {
        id: header("webhook-id"),
        timestamp: header("webhook-timestamp"),
        signature: header("webhook-signature"),
        body: String::from_utf8_lossy(&bytes[head..head + length]).into_owned(),
    };
    seen.got
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push(got);
    let status = seen.status.load(Ordering::Relaxed);
    let body = seen
        .body
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .clone();
    let length = body.len();
    let head =
        format!("HTTP/1.1 {status} So\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).await.ok()?;
    stream.write_all(&body).await.ok()?;
    seen.news.notify_one();
    Some(())
}
