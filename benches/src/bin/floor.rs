//! `floor DATA PORT`: the smallest axum server in front of the same queries, straight in SQLite. It reads every cell of the
//! answer and says how many rows there were. It is what list pages and searches are measured against.

use anyhow::{Context, Result};
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Html;
use axum::routing::get;
use fairlead_benches::rows::pages::{HITS, PAGE};
use fairlead_benches::rows::views::CASES;
use maud::{DOCTYPE, html};
use rusqlite::{Connection, OpenFlags, Params};
use serde::Deserialize;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use uuid::Uuid;

type Shared = State<Arc<Mutex<Connection>>>;
type Answer = Result<String, (StatusCode, String)>;

/// A line of the list, as the console shows it.
macro_rules! line {
    () => {
        "SELECT c.id, c.number, c.subject, c.preview, c.status, c.snoozed_until, c.urgency, c.urgency_source, c.topic, \
     c.team, c.assignee, c.contact, p.name, p.address, c.channel, c.door, c.language, c.created_at, c.last_at, \
     c.waiting_since, c.message_count, c.last_kind, c.version, c.last_customer_at > COALESCE(r.at, 0), \
     EXISTS (SELECT 1 FROM draft d WHERE d.conversation = c.id AND d.agent = ?1), \
     (SELECT group_concat(hex(t.tag)) FROM conversation_tag t WHERE t.conversation = c.id) \
     FROM conversation c LEFT JOIN contact p ON p.id = c.contact \
     LEFT JOIN read_mark r ON r.conversation = c.id AND r.agent = ?1 WHERE "
    };
}
const LIST: &str = concat!(
    line!(),
    "c.status = 'resolved' AND c.team = ?2 AND (c.last_at, c.id) < (?3, ?4) \
     ORDER BY c.last_at DESC, c.id DESC LIMIT ?5"
);

/// A hit with its conversation and the words that are shown.
const SEARCH: &str = "SELECT m.n, m.id, m.kind, m.at, c.id, c.number, c.subject, c.status, c.team, c.assignee, c.contact, m.text, m.reply, p.name \
     FROM message_fts f CROSS JOIN message m ON m.n = f.rowid CROSS JOIN conversation c ON c.id = m.conversation \
     LEFT JOIN contact p ON p.id = c.contact \
     WHERE f.t MATCH ?1 ORDER BY f.rowid DESC LIMIT ?2";

#[derive(Deserialize)]
struct Place {
    team: Uuid,
    at: i64,
    id: Uuid,
}

#[derive(Deserialize)]
struct Viewed {
    case: usize,
    at: i64,
    id: Uuid,
    team: Uuid,
    other: Uuid,
    agent: Uuid,
}

#[derive(Deserialize)]
struct Typed {
    q: String,
}

#[tokio::main(worker_threads = 2)]
async fn main() -> Result<()> {
    let mut args = std::env::args().skip(1);
    let data = PathBuf::from(args.next().context("usage: floor DATA PORT")?);
    let port: u16 = args.next().context("usage: floor DATA PORT")?.parse()?;
    let conn =
        Connection::open_with_flags(data.join("fairlead.db"), OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    conn.execute_batch("PRAGMA cache_size = -8192; PRAGMA temp_store = MEMORY;")?;
    let router = Router::new()
        .route("/list", get(list))
        .route("/view", get(view))
        .route("/search", get(search))
        .route("/hello/{name}", get(hello))
        .with_state(Arc::new(Mutex::new(conn)));
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    axum::serve(listener, router).await?;
    Ok(())
}

/// A page of a template and nothing else: what a page of an article is measured against.
async fn hello(Path(name): Path<String>) -> Html<String> {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head { meta charset="utf-8"; title { "Hello" } }
            body { h1 { "Hello, " (name) "!" } p { "This page is a template." } }
        }
    };
    Html(page.into_string())
}

async fn list(State(conn): Shared, Query(place): Query<Place>) -> Answer {
    let params = rusqlite::params![
        [0_u8; 16],
        place.team.as_bytes(),
        place.at,
        place.id.as_bytes(),
        PAGE as i64
    ];
    counted(&conn, LIST, params)
}

async fn view(State(conn): Shared, Query(v): Query<Viewed>) -> Answer {
    let case = CASES
        .get(v.case)
        .ok_or((StatusCode::NOT_FOUND, "there is no such view".to_owned()))?;
    let mut sql = format!("{}{} LIMIT ?4", line!(), case.bare);
    for (name, id) in [(":team", v.team), (":other", v.other), (":agent", v.agent)] {
        sql = sql.replace(name, &format!("x'{}'", id.simple()));
    }
    let params = rusqlite::params![[0_u8; 16], v.at, v.id.as_bytes(), PAGE as i64];
    counted(&conn, &sql, params)
}

async fn search(State(conn): Shared, Query(typed): Query<Typed>) -> Answer {
    counted(&conn, SEARCH, rusqlite::params![typed.q, HITS as i64])
}

fn counted(conn: &Mutex<Connection>, sql: &str, params: impl Params) -> Answer {
    rows(conn, sql, params)
        .map(|n| n.to_string())
        .map_err(|e| (StatusCode::INTERNAL_SERVER_ERROR, e.to_string()))
}

fn rows(conn: &Mutex<Connection>, sql: &str, params: impl Params) -> Result<usize> {
    let conn = conn
        .lock()
        .map_err(|_| anyhow::anyhow!("a query panicked"))?;
    let mut statement = conn.prepare_cached(sql)?;
    let columns = statement.column_count();
    let mut rows = statement.query(params)?;
    let (mut n, mut bytes) = (0, 0);
    while let Some(row) = rows.next()? {
        for i in 0..columns {
            let cell: rusqlite::types::Value = row.get(i)?;
            bytes += match cell {
                rusqlite::types::Value::Text(t) => t.len(),
                rusqlite::types::Value::Blob(b) => b.len(),
                _ => 8,
            };
        }
        n += 1;
    }
    std::hint::black_box(bytes);
    Ok(n)
}
