//! A console that is connected: it signs in, opens the live socket and answers pings, as long as it is not lost.

use crate::support::{Client, Desk, PASSWORD, client};
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;

pub struct Console(tokio::task::JoinHandle<()>);

impl Console {
    /// Opens the console of an agent and waits until they count as here.
    pub async fn open(desk: &Desk, agent: &Client, email: &str) -> Self {
        let signed = client()
            .post(desk.url("/api/v1/session"))
            .json(&json!({ "email": email, "password": PASSWORD }))
            .send()
            .await
            .expect("answered");
        let cookie = signed.headers()["set-cookie"].to_str().expect("text");
        let cookie = cookie.split(';').next().expect("a pair").to_owned();
        let position = agent.json("/bootstrap").await["position"].clone();
        let url = desk.url(&format!("/api/v1/feed?position={position}"));
        let mut request = url
            .replace("http://", "ws://")
            .into_client_request()
            .expect("a request");
        let headers = request.headers_mut();
        headers.insert("cookie", cookie.parse().expect("a header"));
        let (socket, _) = tokio_tungstenite::connect_async(request)
            .await
            .expect("opened");
        let console = Self(tokio::spawn(async move {
            let (mut out, mut input) = socket.split();
            while let Some(Ok(message)) = input.next().await {
                let ping = matches!(&message, Message::Text(t) if t.contains("\"ping\""));
                if ping
                    && out
                        .send(Message::text("{\"type\":\"pong\"}"))
                        .await
                        .is_err()
                {
                    break;
                }
            }
        }));
        agent
            .until("/queue/mine", |m| m["presence"]["state"] == "online")
            .await;
        console
    }

    /// The machine that it runs on is gone.
    pub async fn lose(mut self) {
        self.0.abort();
        let _ = (&mut self.0).await;
    }
}

impl Drop for Console {
    fn drop(&mut self) {
        self.0.abort();
    }
}

pub async fn offer(agent: &Client) -> Value {
    agent.json("/queue/mine").await["offer"].clone()
}

/// At whom it rings, once an offer is as wanted.
pub async fn rings_at<C>(agents: &[(Client, C)], wanted: impl Fn(&Value) -> bool) -> usize {
    for _ in 0..400 {
        for (at, (agent, _)) in agents.iter().enumerate() {
            let offer = offer(agent).await;
            if !offer.is_null() && wanted(&offer) {
                return at;
            }
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    panic!("it rings nowhere");
}
