//! What a visitor is told live: by socket, by events, by a long poll; and what is not taken.

use super::{Shop, Visitor, text};
use futures_util::{SinkExt as _, StreamExt as _};
use reqwest::Method;
use serde_json::{Value, json};
use std::time::Duration;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{Error, Message};

type Socket =
    tokio_tungstenite::WebSocketStream<tokio_tungstenite::MaybeTlsStream<tokio::net::TcpStream>>;

async fn open(visitor: &Visitor, after: &str, origin: Option<&str>) -> Result<Socket, Error> {
    let url = format!("{}/live?after={after}", visitor.base).replace("http://", "ws://");
    let mut request = url.into_client_request().expect("a request");
    let protocols = format!("fairlead.v1, token.{}", visitor.token);
    let headers = request.headers_mut();
    headers.insert(
        "sec-websocket-protocol",
        protocols.parse().expect("a header"),
    );
    if let Some(origin) = origin {
        headers.insert("origin", origin.parse().expect("a header"));
    }
    tokio_tungstenite::connect_async(request)
        .await
        .map(|(socket, answer)| {
            assert_eq!(answer.headers()["sec-websocket-protocol"], "fairlead.v1");
            socket
        })
}

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
        .expect("in time")
}

#[tokio::test]
async fn an_answer_arrives_by_the_socket_that_was_open_before_the_first_message() {
    let shop = Shop::open().await;
    let visitor = shop.visitor().await;
    let mut socket = open(&visitor, "0", None).await.expect("open");
    visitor.says("first-one", "Hello?").await;
    let own = until(&mut socket, |f| f["type"] == "message").await;
    assert_eq!(own["message"]["client_id"], "first-one");
    let c = shop.conversation().await;
    shop.answer(&c, "<p>Good day</p>").await;
    let answer = until(&mut socket, |f| f["message"]["from"] == "agent").await;
    assert_eq!(answer["message"]["text"], "Good day");
    let told = until(&mut socket, |f| {
        f["type"] == "conversation" && f["conversation"]["status"] == "waiting"
    })
    .await;
    assert_eq!(told["conversation"]["agent"]["name"], "Kaarel Kask");
    // From a place: only what came later.
    let mut again = open(&visitor, &text(&own["cursor"]), None)
        .await
        .expect("open");
    let first = until(&mut again, |f| f["type"] == "message").await;
    assert_eq!(first["cursor"], answer["cursor"]);
}

#[tokio::test]
async fn an_agent_who_looks_is_told_as_read_and_one_who_types_as_typing() {
    let shop = Shop::open().await;
    let visitor = shop.visitor().await;
    let mut socket = open(&visitor, "0", None).await.expect("open");
    let said = visitor.says("first-one", "Hello?").await;
    let c = shop.conversation().await;
    let id: domain::ConversationId = text(&c["id"]).parse().expect("an id");
    let app = &shop.desk.running.app;
    app.desk
        .chat_seen_by_agent(id, app.clock.now())
        .await
        .expect("noted");
    let read = until(&mut socket, |f| f["type"] == "read").await;
    assert_eq!(read["upto"], said["message"]["cursor"]);
    let agents = app
        .desk
        .db()
        .read(async |tx| store::agent::all(tx).await)
        .await
        .expect("read");
    let at = Some((id, fairlead_server::live::presence::PresenceState::Writing));
    let socket_id = fairlead_server::live::presence::SocketId(77);
    app.live
        .presence
        .beat(socket_id, agents[0].id, at, app.clock.heartbeat());
    app.live.nudge_presence();
    let typing = until(&mut socket, |f| f["type"] == "typing").await;
    assert_eq!(typing["name"], "Kaarel Kask");
    assert_eq!(visitor.post("/typing", json!({})).await.0, 204);
    let chat = shop.admin.json(&format!("/conversations/{id}/chat")).await;
    assert_eq!(
        (&chat["typing"], &chat["here"]),
        (&json!(true), &json!(true))
    );
}

#[tokio::test]
async fn nonsense_ends_a_socket_with_1008_and_a_pong_does_not() {
    let shop = Shop::open().await;
    let visitor = shop.visitor().await;
    let wrong = [
        Message::Text("{\"type\":\"message\",\"text\":\"x\"}".into()),
        Message::Text("not json".into()),
        Message::Binary(vec![1, 2, 3].into()),
        Message::Text("x".repeat(2_000).into()),
    ];
    for message in wrong {
        let mut socket = open(&visitor, "0", None).await.expect("open");
        socket
            .send(Message::Text("{\"type\":\"pong\"}".into()))
            .await
            .expect("sent");
        socket.send(message.clone()).await.expect("sent");
        let end = async {
            while let Some(next) = socket.next().await {
                match next {
                    Ok(Message::Close(frame)) => return frame.map(|f| u16::from(f.code)),
                    Ok(_) => {}
                    // The library gave the connection up at once.
                    Err(_) => return None,
                }
            }
            None
        };
        let code = tokio::time::timeout(Duration::from_secs(10), end)
            .await
            .expect("ended");
        assert!(matches!(code, Some(1008) | None), "{code:?}");
        if message.len() < 1_000 {
            assert_eq!(code, Some(1008));
        }
    }
}

#[tokio::test]
async fn a_socket_from_another_origin_or_without_a_token_is_refused() {
    let shop = Shop::open().await;
    let visitor = shop.visitor().await;
    let status = |error: Error| match error {
        Error::Http(answer) => answer.status().as_u16(),
        other => panic!("{other}"),
    };
    let refused = open(&visitor, "0", Some("https://evil.example"))
        .await
        .expect_err("refused");
    assert_eq!(status(refused), 403);
    let nobody = Visitor {
        token: "nonsense".into(),
        ..visitor.clone()
    };
    assert_eq!(
        status(open(&nobody, "0", None).await.expect_err("refused")),
        401
    );
    assert_eq!(
        status(open(&visitor, "-5", None).await.expect_err("refused")),
        422
    );
}

#[tokio::test]
async fn the_same_is_told_by_events_and_by_a_long_poll() {
    let shop = Shop::open().await;
    let visitor = shop.visitor().await;
    let said = visitor.says("first-one", "Hello?").await;
    let after = text(&said["message"]["cursor"]);
    let c = shop.conversation().await;
    let mut events = visitor
        .ask(Method::GET, &format!("/events?after={after}"))
        .send()
        .await
        .expect("answered");
    assert_eq!(events.headers()["content-type"], "text/event-stream");
    let poll = visitor
        .ask(Method::GET, &format!("/poll?after={after}"))
        .send();
    let (poll, ()) = tokio::join!(poll, async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        shop.answer(&c, "<p>Good day</p>").await;
    });
    let mut told: Value = poll.expect("answered").json().await.expect("JSON");
    for _ in 0..5 {
        let frames = told["frames"].as_array().cloned().unwrap_or_default();
        if frames.iter().any(|f| f["message"]["text"] == "Good day") {
            break;
        }
        let path = format!("/poll?after={}", text(&told["cursor"]));
        told = visitor
            .ask(Method::GET, &path)
            .send()
            .await
            .expect("answered")
            .json()
            .await
            .expect("JSON");
    }
    assert!(told.to_string().contains("Good day"), "{told}");
    let heard = async {
        let mut all = String::new();
        while let Some(chunk) = events.chunk().await.expect("read") {
            all.push_str(&String::from_utf8_lossy(&chunk));
            if all.contains("Good day") {
                return;
            }
        }
        panic!("ended: {all}");
    };
    tokio::time::timeout(Duration::from_secs(20), heard)
        .await
        .expect("in time");
}

#[tokio::test]
async fn when_all_places_are_taken_a_socket_is_refused_and_a_message_is_not() {
    let shop = Shop::open().await;
    let visitor = shop.visitor().await;
    let mut held = Vec::new();
    let refused = loop {
        match open(&visitor, "0", None).await {
            Ok(socket) => held.push(socket),
            Err(Error::Http(answer)) => break answer,
            Err(other) => panic!("{other}"),
        }
        assert!(held.len() <= fairlead_server::chat::bounds::MOST_OF_VISITOR);
    };
    assert_eq!(refused.status(), 503);
    assert_eq!(refused.headers()["retry-after"], "15");
    visitor.says("first-one", "Hello all the same").await;
    drop(held);
}
