//! `floor_chat FOLDER PORT`: what a chat is measured against. `/echo` is a bare WebSocket with a small buffer; a POST to
//! `/message` is one durable insert of its own and a push to whoever listens at `/feed`.

use anyhow::{Context, Result};
use axum::Router;
use axum::extract::State;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use rusqlite::Connection;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use tokio::sync::broadcast::{Sender, channel};

#[derive(Clone)]
struct Floor {
    conn: Arc<Mutex<Connection>>,
    feed: Sender<String>,
}

#[tokio::main(worker_threads = 2)]
async fn main() -> Result<()> {
    let mut args = std::env::args().skip(1);
    let usage = "usage: floor_chat FOLDER PORT";
    let folder = PathBuf::from(args.next().context(usage)?);
    let port: u16 = args.next().context(usage)?.parse()?;
    let conn = Connection::open(folder.join("floor.db"))?;
    conn.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE message (n INTEGER PRIMARY KEY, text TEXT);",
    )?;
    let floor = Floor {
        conn: Arc::new(Mutex::new(conn)),
        feed: channel(1024).0,
    };
    let router = Router::new()
        .route("/echo", get(echo))
        .route("/feed", get(feed))
        .route("/message", post(message))
        .with_state(floor);
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    axum::serve(listener, router).await?;
    Ok(())
}

async fn echo(upgrade: WebSocketUpgrade) -> Response {
    upgrade
        .read_buffer_size(4096)
        .write_buffer_size(0)
        .on_upgrade(async move |mut socket: WebSocket| {
            while let Some(Ok(message)) = socket.recv().await {
                if socket.send(message).await.is_err() {
                    return;
                }
            }
        })
}

async fn feed(State(floor): State<Floor>, upgrade: WebSocketUpgrade) -> Response {
    let mut heard = floor.feed.subscribe();
    upgrade.on_upgrade(async move |mut socket: WebSocket| {
        while let Ok(text) = heard.recv().await {
            if socket.send(Message::Text(text.into())).await.is_err() {
                return;
            }
        }
    })
}

async fn message(State(floor): State<Floor>, text: String) -> StatusCode {
    let conn = floor.conn.clone();
    let row = text.clone();
    let written = tokio::task::spawn_blocking(move || {
        let conn = conn.lock().ok()?;
        let mut insert = conn
            .prepare_cached("INSERT INTO message (text) VALUES (?1)")
            .ok()?;
        insert.execute([row]).ok()
    });
    match written.await {
        Ok(Some(1)) => {
            // Nobody may be listening.
            let _ = floor.feed.send(text);
            StatusCode::CREATED
        }
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    }
}
