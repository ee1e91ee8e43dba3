//! The live feed: socket with resume, presence, and the long poll.

use crate::support::Desk;
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use std::time::Duration;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{Error, Message};

type Socket =
    tokio_tungstenite::WebSocketStream<tokio_tungstenite::MaybeTlsStream<tokio::net::TcpStream>>;

/// Signs in anew and opens a socket with that cookie.
async fn open(desk: &Desk, position: i64, origin: Option<&str>) -> Result<Socket, Error> {
    let client = crate::support::client();
    let answer = client
        .post(desk.url("/api/v1/session"))
        .json(&json!({ "email": "kaarel@example.com", "password": crate::support::PASSWORD }))
        .send()
        .await
        .expect("answered");
    let cookie = answer.headers()["set-cookie"]
        .to_str()
        .expect("text")
        .split(';')
        .next()
        .expect("a pair")
        .to_owned();
    let url = desk
        .url(&format!("/api/v1/feed?position={position}"))
        .replace("http://", "ws://");
    let mut request = url.into_client_request().expect("a request");
    request
        .headers_mut()
        .insert("cookie", cookie.parse().expect("a header"));
    if let Some(origin) = origin {
        request
            .headers_mut()
            .insert("origin", origin.parse().expect("a header"));
    }
    tokio_tungstenite::connect_async(request)
        .await
        .map(|(socket, _)| socket)
}

/// Frames until one is as wanted.
async fn until(socket: &mut Socket, wanted: impl Fn(&Value) -> bool) -> Value {
    let look = async {
        while let Some(Ok(message)) = socket.next().await {
            if let Message::Text(text) = message {
                let frame: Value = serde_json::from_str(text.as_str()).expect("JSON");
                if wanted(&frame) {
                    return frame;
                }
            }
        }
        panic!("the socket ended first");
    };
    tokio::time::timeout(Duration::from_secs(20), look)
        .await
        .expect("the frame comes")
}

#[tokio::test]
async fn a_mail_is_told_on_an_open_socket_and_again_after_a_resume() {
    let (desk, admin) = Desk::ready().await;
    let position = admin.json("/bootstrap").await["position"]
        .as_i64()
        .expect("a position");
    let mut socket = open(&desk, position, None).await.expect("opened");
    until(&mut socket, |f| f["type"] == "hello").await;
    desk.question(&admin, "Parcel 30").await;
    let received = |f: &Value| {
        f["events"]
            .as_array()
            .is_some_and(|e| e.iter().any(|e| e["kind"] == "conversation.received.v1"))
    };
    let frame = until(&mut socket, received).await;
    assert_eq!(frame["patches"]["conversations"][0]["subject"], "Parcel 30");
    until(&mut socket, |f| f["counts"]["all"] == 1).await;
    drop(socket);
    let mut again = open(&desk, position, None).await.expect("opened");
    until(&mut again, received).await;
    let poll = admin
        .json(&format!("/feed/poll?position={position}&wait_ms=0"))
        .await;
    assert!(received(&poll), "{poll}");
}

#[tokio::test]
async fn a_position_of_another_database_means_to_begin_anew() {
    let (desk, _) = Desk::ready().await;
    let mut socket = open(&desk, 1_000_000, None).await.expect("opened");
    until(&mut socket, |f| f["type"] == "reset").await;
}

#[tokio::test]
async fn a_foreign_page_and_a_stranger_get_no_socket() {
    let (desk, _) = Desk::ready().await;
    let refused = |result: Result<Socket, Error>| match result {
        Err(Error::Http(answer)) => answer.status().as_u16(),
        other => panic!("not refused: {:?}", other.map(|_| ())),
    };
    assert_eq!(
        refused(open(&desk, 0, Some("https://evil.example")).await),
        403
    );
    let url = desk.url("/api/v1/feed").replace("http://", "ws://");
    assert_eq!(
        refused(tokio_tungstenite::connect_async(url).await.map(|(s, _)| s)),
        401
    );
}

#[tokio::test]
async fn who_is_at_a_conversation_beside_the_one_in_front_is_told_too() {
    let (desk, admin) = Desk::ready().await;
    let front = desk.question(&admin, "Parcel 31").await;
    let beside = desk.question(&admin, "Parcel 32").await;
    let mut one = open(&desk, 0, None).await.expect("opened");
    let mut two = open(&desk, 0, None).await.expect("opened");
    let many: Vec<String> = std::iter::once(beside.clone())
        .chain((0..40).map(|_| "cnv_00000000000000000000000000".to_owned()))
        .collect();
    let looks =
        json!({ "type": "presence", "conversation": front, "state": "viewing", "beside": many });
    one.send(Message::Text(looks.to_string().into()))
        .await
        .expect("sent");
    let writes = json!({ "type": "presence", "conversation": beside, "state": "writing" });
    two.send(Message::Text(writes.to_string().into()))
        .await
        .expect("sent");
    let frame = until(&mut one, |f| {
        f["type"] == "presence"
            && f["conversation"] == beside.as_str()
            && f["agents"][0]["state"] == "writing"
    })
    .await;
    assert_eq!(frame["customer_typing"], false);
}

#[tokio::test]
async fn colleagues_see_who_is_at_a_conversation_and_nonsense_harms_nobody() {
    let (desk, admin) = Desk::ready().await;
    let id = desk.question(&admin, "Parcel 31").await;
    let mut one = open(&desk, 0, None).await.expect("opened");
    let mut two = open(&desk, 0, None).await.expect("opened");
    for text in [
        "{",
        "[]",
        "{\"type\":\"presence\",\"conversation\":5}",
        "{\"type\":\"shout\"}",
    ] {
        one.send(Message::Text(text.into())).await.expect("sent");
    }
    let at = |state: &str| {
        Message::Text(
            json!({ "type": "presence", "conversation": id, "state": state })
                .to_string()
                .into(),
        )
    };
    one.send(at("viewing")).await.expect("sent");
    two.send(at("writing")).await.expect("sent");
    let frame = until(&mut one, |f| {
        f["type"] == "presence" && f["agents"][0]["state"] == "writing"
    })
    .await;
    assert_eq!(frame["conversation"], id.as_str());
    let who = frame["agents"][0]["agent"].as_str().unwrap_or_default();
    assert!(who.starts_with("agt_"), "as in the conversation: {frame}");
    two.send(at("left")).await.expect("sent");
    until(&mut one, |f| {
        f["type"] == "presence" && f["agents"][0]["state"] == "viewing"
    })
    .await;
    let huge = "x".repeat(100_000);
    let _ = two.send(Message::Text(huge.into())).await;
    one.send(at("viewing"))
        .await
        .expect("the other socket goes on");
}
