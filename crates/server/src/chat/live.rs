//! What a visitor is told live: over a socket, as events, or by a long poll. Down only; whoever sends, posts.
//!
//! One connection waits for its [`Ear`](super::hub::Ear) and for time to pass, and holds little while it does: all that reads
//! and writes is on the heap only while it happens.

use super::bounds::Place;
use super::hub::{Heard, Listening};
use super::posts::cursor;
use super::shape::{self, Said, Thread};
use super::{At, no_token, refused, token};
use crate::app::App;
use crate::http::error::ApiResult;
use crate::http::extract::Query;
use crate::http::session::check_origin;
use axum::body::Body;
use axum::extract::State;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade, close_code};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use desk::chat::Part;
use domain::VisitorId;
use domain::chat::Widget;
use serde::Deserialize;
use serde_json::{Value, json};
use std::hash::{DefaultHasher, Hasher as _};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// Read buffer of a socket: the default of 128 KiB would be most of what an idle visitor costs.
const READ_BUFFER: usize = 4_096;
/// Longest frame of a client.
const FRAME: usize = 1_024;
const SEND: Duration = Duration::from_secs(10);
const PING: Duration = Duration::from_secs(25);
/// A socket of which nothing was heard for so long is gone.
const SILENCE: Duration = Duration::from_secs(80);
const POLL: Duration = Duration::from_secs(25);
/// Messages of one look; more are told at the next.
const PAGE: usize = 100;
const PROTOCOL: &str = "fairlead.v1";

#[derive(Debug, Deserialize)]
pub struct LiveQuery {
    after: Option<String>,
    #[serde(default)]
    lang: String,
}

/// What one listener has been told.
struct Listener {
    app: App,
    widget: Arc<Widget>,
    visitor: VisitorId,
    locale: Box<str>,
    /// As the page named it.
    lang: Option<Box<str>>,
    position: i64,
    /// Of the conversation as it was told last.
    conversation: u64,
    agent_read_n: i64,
    presence: u64,
    had_thread: bool,
    listening: Listening,
    _place: Place,
}

impl Listener {
    async fn new(app: &App, at: &At, token: &str, query: &LiveQuery) -> ApiResult<Self> {
        app.db().standing().borrow().check()?;
        let found = app.desk.chat_visitor(&at.widget, token, at.now).await;
        let visitor = found.map_err(refused)?;
        let position = match &query.after {
            Some(after) => cursor(after)?,
            None => 0,
        };
        let place = app.chats.bounds.enter(at.client.ip, visitor)?;
        Ok(Self {
            listening: app.chats.listen(app, visitor),
            app: app.clone(),
            widget: at.widget.clone(),
            visitor,
            locale: shape::locale(&query.lang).into(),
            lang: Some(query.lang.as_str())
                .filter(|l| !l.is_empty())
                .map(Into::into),
            position,
            conversation: 0,
            agent_read_n: 0,
            presence: 0,
            had_thread: false,
            _place: place,
        })
    }

    /// What is new since the last look.
    async fn news(&mut self) -> ApiResult<Vec<Value>> {
        let after = Part::After(self.position);
        let now = self.app.clock.now();
        let found = self.app.desk.chat_thread(self.visitor, after, PAGE, now);
        let (page, seen) = found.await?;
        if seen.is_none() && self.had_thread {
            // Somebody proved to be whom this thread is of; or it was erased.
            return Ok(vec![json!({ "type": "reset" })]);
        }
        self.had_thread |= seen.is_some();
        let thread = Thread {
            widget: &self.widget,
            seen: seen.as_ref(),
            read_n: page.read_n,
            now,
        };
        let mut frames: Vec<Value> = page
            .items
            .iter()
            .map(|item| {
                let message = shape::message(&self.app, &thread, item);
                json!({ "type": "message", "cursor": message["cursor"], "message": message })
            })
            .collect();
        self.position = page.cursor;
        if page.more {
            self.app.chats.wake(self.visitor);
        }
        if let Some(seen) = &seen {
            if seen.agent_read_n > self.agent_read_n {
                self.agent_read_n = seen.agent_read_n;
                frames.push(json!({ "type": "read", "upto": seen.agent_read_n.to_string() }));
            }
            let hash = hash_of(seen);
            if hash != self.conversation {
                self.conversation = hash;
                let conversation = shape::conversation(seen, self.lang.as_deref(), now);
                frames.push(json!({ "type": "conversation", "conversation": conversation }));
            }
        }
        Ok(frames)
    }

    /// Whether somebody is there, if that has changed.
    async fn presence(&mut self) -> ApiResult<Option<Value>> {
        let door = self.app.chats.door(&self.app, self.widget.id).await?;
        let said = Said::of(&door, &self.locale, self.app.clock.now());
        let frame = said.frame();
        let hash = hash_of(&frame.to_string());
        let news = hash != self.presence;
        self.presence = hash;
        Ok(news.then_some(frame))
    }

    async fn heard(&mut self, heard: Heard) -> ApiResult<Vec<Value>> {
        let mut frames = match heard.news() {
            true => Box::pin(self.news()).await?,
            false => Vec::new(),
        };
        if heard.typing()
            && let Some(name) = self.app.chats.typist(self.visitor)
        {
            frames.push(json!({ "type": "typing", "name": name }));
        }
        Ok(frames)
    }

    /// Everything that is said at the beginning.
    async fn first(&mut self) -> ApiResult<Vec<Value>> {
        let mut frames = Box::pin(self.news()).await?;
        frames.extend(Box::pin(self.presence()).await?);
        Ok(frames)
    }
}

fn hash_of(what: &impl std::hash::Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    what.hash(&mut hasher);
    hasher.finish()
}

/// The token among the protocols that a browser's socket offers: it can send no other header.
fn offered(headers: &HeaderMap) -> Option<String> {
    headers
        .get_all(header::SEC_WEBSOCKET_PROTOCOL)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(','))
        .find_map(|p| p.trim().strip_prefix("token."))
        .filter(|t| t.len() <= 256)
        .map(str::to_owned)
}

pub async fn socket(
    State(app): State<App>,
    at: At,
    headers: HeaderMap,
    Query(query): Query<LiveQuery>,
    upgrade: WebSocketUpgrade,
) -> ApiResult<Response> {
    // The frame is a page of ours: a socket from any other page is not the widget's.
    check_origin(&app, &headers, &at.client)?;
    let token = offered(&headers).ok_or_else(no_token)?;
    let listener = Listener::new(&app, &at, &token, &query).await?;
    Ok(upgrade
        .protocols([PROTOCOL])
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(0)
        .max_write_buffer_size(1024 * 1024)
        .max_message_size(FRAME)
        .max_frame_size(FRAME)
        .on_upgrade(move |socket| serve(socket, listener)))
}

async fn serve(mut socket: WebSocket, mut listener: Listener) {
    let end = Box::pin(run(&mut socket, &mut listener)).await;
    let close = match end {
        End::Nonsense => Some(CloseFrame {
            code: close_code::POLICY,
            reason: "only pong is taken here".into(),
        }),
        End::Away => Some(CloseFrame {
            code: close_code::RESTART,
            reason: "come again".into(),
        }),
        End::Gone => None,
    };
    let _ = tokio::time::timeout(SEND, socket.send(Message::Close(close))).await;
}

/// Why a socket ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Gone,
    Nonsense,
    /// This machine stops, or cannot read.
    Away,
}

async fn run(socket: &mut WebSocket, listener: &mut Listener) -> End {
    let stop = listener.app.live.stop_token();
    let mut ping = Instant::now() + PING;
    let mut heard_at = Instant::now();
    match Box::pin(listener.first()).await {
        Ok(frames) => {
            if send(socket, frames).await.is_none() {
                return End::Gone;
            }
        }
        Err(_) => return End::Away,
    }
    loop {
        let frames = tokio::select! {
            () = stop.cancelled() => return End::Away,
            heard = listener.listening.ear().listen() => Box::pin(listener.heard(heard)).await,
            () = tokio::time::sleep_until(ping) => {
                if heard_at.elapsed() > SILENCE {
                    return End::Gone;
                }
                ping = Instant::now() + PING;
                Box::pin(listener.presence()).await.map(|frame| {
                    frame.into_iter().chain([json!({ "type": "ping" })]).collect()
                })
            }
            message = socket.recv() => {
                heard_at = Instant::now();
                match message {
                    Some(Ok(Message::Text(text))) if is_pong(text.as_str()) => continue,
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => continue,
                    Some(Ok(Message::Text(_) | Message::Binary(_))) => return End::Nonsense,
                    Some(Ok(Message::Close(_))) | None => return End::Gone,
                    // A frame of the wrong kind or size: what the library cannot read.
                    Some(Err(_)) => return End::Nonsense,
                }
            }
        };
        match frames {
            Ok(frames) => {
                if send(socket, frames).await.is_none() {
                    return End::Gone;
                }
            }
            Err(_) => return End::Away,
        }
    }
}

fn is_pong(text: &str) -> bool {
    serde_json::from_str::<Value>(text).is_ok_and(|v| v == json!({ "type": "pong" }))
}

async fn send(socket: &mut WebSocket, frames: Vec<Value>) -> Option<()> {
    for frame in frames {
        let message = Message::Text(frame.to_string().into());
        tokio::time::timeout(SEND, socket.send(message))
            .await
            .ok()?
            .ok()?;
    }
    Some(())
}

/// The same frames as server-sent events, for where sockets do not pass.
pub async fn events(
    State(app): State<App>,
    at: At,
    headers: HeaderMap,
    Query(query): Query<LiveQuery>,
) -> ApiResult<Response> {
    let listener = Listener::new(&app, &at, token(&headers)?, &query).await?;
    let stream = futures_util::stream::unfold(Some((listener, true)), |state| async move {
        let (mut listener, first) = state?;
        let stop = listener.app.live.stop_token();
        let frames = if first {
            Box::pin(listener.first()).await
        } else {
            tokio::select! {
                () = stop.cancelled() => return None,
                heard = listener.listening.ear().listen() => Box::pin(listener.heard(heard)).await,
                () = tokio::time::sleep(PING) => Box::pin(listener.presence()).await.map(|frame| {
                    frame.into_iter().chain([json!({ "type": "ping" })]).collect()
                }),
            }
        };
        let frames = frames.ok()?;
        let text: String = frames.iter().map(|f| format!("data: {f}\n\n")).collect();
        let text = if first {
            format!(": hello\n\n{text}")
        } else {
            text
        };
        let chunk = Ok::<_, std::convert::Infallible>(bytes::Bytes::from(text));
        Some((chunk, Some((listener, false))))
    });
    let mut response = Response::new(Body::from_stream(stream));
    let out = response.headers_mut();
    out.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/event-stream"),
    );
    out.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("no-store, no-transform"),
    );
    // Nothing is packed that has to arrive at once.
    out.insert(
        header::CONTENT_ENCODING,
        HeaderValue::from_static("identity"),
    );
    Ok(response)
}

/// The same frames for whoever can do nothing but ask.
pub async fn poll(
    State(app): State<App>,
    at: At,
    headers: HeaderMap,
    Query(query): Query<LiveQuery>,
) -> ApiResult<Response> {
    let mut listener = Listener::new(&app, &at, token(&headers)?, &query).await?;
    let limit = Duration::from_secs(app.config.limits.request_seconds);
    let deadline = Instant::now() + POLL.min(limit.mul_f32(0.8));
    let mut frames = listener.first().await?;
    let told = |f: &Vec<Value>| {
        f.iter()
            .any(|f| f["type"] == "message" || f["type"] == "reset")
    };
    let stop = app.live.stop_token();
    while !told(&frames) {
        let heard = tokio::select! {
            heard = listener.listening.ear().listen() => heard,
            () = tokio::time::sleep_until(deadline) => break,
            () = stop.cancelled() => break,
        };
        let more = listener.heard(heard).await?;
        let typing = more.iter().any(|f| f["type"] == "typing");
        let over = !more.is_empty();
        frames.extend(more);
        if typing || over {
            break;
        }
    }
    let told = json!({ "frames": frames, "cursor": listener.position.to_string() });
    let mut response = axum::Json(told).into_response();
    let out = response.headers_mut();
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_pong_is_a_pong() {
        assert!(is_pong(r#"{"type":"pong"}"#) && is_pong(r#" { "type" : "pong" } "#));
        for bad in [
            "",
            "pong",
            "[]",
            r#"{"type":"ping"}"#,
            r#"{"type":"pong","x":1}"#,
            "{",
        ] {
            assert!(!is_pong(bad), "{bad}");
        }
    }

    #[test]
    fn the_token_is_found_among_the_protocols() {
        let mut headers = HeaderMap::new();
        let value = HeaderValue::from_static("fairlead.v1, token.AbC-1_2");
        headers.insert(header::SEC_WEBSOCKET_PROTOCOL, value);
        assert_eq!(offered(&headers).as_deref(), Some("AbC-1_2"));
        assert_eq!(offered(&HeaderMap::new()), None);
    }
}
