//! Fresh databases for tests, on both engines. Only tests see this module.
//!
//! SQLite: a temporary folder. PostgreSQL: one server for the test process, a database for each test from a migrated
//! template. The server ends with the process, however that ends: its shell waits for the end of our pipe.

use crate::{Db, Engine, Location, Tx, migrate, sql, vals};
use domain::event::{Actor, Event, EventKind};
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::sync::OnceCell;
use tokio_postgres::NoTls;

/// A database of its own for one test.
pub struct TestDb {
    pub db: Db,
    pub location: Location,
    /// For blobs, exports, backups; removed at the end. Holds the database on SQLite.
    pub folder: tempfile::TempDir,
}

impl std::ops::Deref for TestDb {
    type Target = Db;
    fn deref(&self) -> &Db {
        &self.db
    }
}

impl TestDb {
    /// `None` when there is no PostgreSQL on this machine and this is not CI.
    ///
    /// # Panics
    /// When the database cannot be made.
    pub async fn fresh(engine: Engine) -> Option<Self> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let location = match engine {
            Engine::Sqlite => Location::Folder(folder.path().join("data")),
            Engine::Postgres => Location::Postgres(fresh_postgres().await?),
        };
        let db = Db::open(&location).await.expect("a fresh database opens");
        Some(Self {
            db,
            location,
            folder,
        })
    }

    /// A fresh SQLite database.
    ///
    /// # Panics
    /// When it cannot be made.
    pub async fn sqlite() -> Self {
        Self::fresh(Engine::Sqlite)
            .await
            .expect("SQLite is always there")
    }
}

/// Commits an event without a position in the feed, as another node has it a moment after its commit.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn leave(tx: &mut Tx, event: Event) -> crate::Result<()> {
    tx.emit(event);
    tx.leave_events().await.map(|_| ())
}

/// Makes of each `async fn name(db: &TestDb) { … }` a module with a test on SQLite and one on PostgreSQL.
#[macro_export]
macro_rules! on_both_engines {
    ($($(#[$meta:meta])* async fn $name:ident($db:ident: &TestDb) $body:block)*) => {$(
        $(#[$meta])*
        mod $name {
            use super::*;

            async fn test($db: &$crate::testing::TestDb) $body

            #[tokio::test]
            async fn sqlite() {
                test(&$crate::testing::TestDb::sqlite().await).await;
            }

            #[tokio::test]
            async fn postgres() {
                if let Some(db) = $crate::testing::TestDb::fresh($crate::Engine::Postgres).await {
                    test(&db).await;
                }
            }
        }
    )*};
}

struct Server {
    /// How to reach it, without the name of a database.
    url: String,
    /// Its shell ends the server when this pipe closes.
    _shell: Child,
}

static SERVER: OnceCell<Option<Server>> = OnceCell::const_new();
static NEXT: AtomicU32 = AtomicU32::new(0);

const SCRIPT: &str = r#"set -eu
dir=$(mktemp -d /tmp/fairlead-pg.XXXXXX)
trap '"$BIN/pg_ctl" -D "$dir/data" -m immediate stop >/dev/null 2>&1; rm -rf "$dir"' EXIT
"$BIN/initdb" -D "$dir/data" -A trust -U postgres --locale=C.UTF-8 -E UTF8 --no-sync >"$dir/log" 2>&1 || { cat "$dir/log" >&2; exit 1; }
"$BIN/pg_ctl" -D "$dir/data" -l "$dir/log" -w -o "-c listen_addresses= -k $dir -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=300 -c shared_buffers=32MB" start >/dev/null || { cat "$dir/log" >&2; exit 1; }
echo "$dir"
cat >/dev/null
"#;

/// The URL of a database that was made for the caller alone.
async fn fresh_postgres() -> Option<String> {
    let server = SERVER.get_or_init(start).await.as_ref()?;
    let name = format!(
        "test_{}_{}",
        std::process::id(),
        NEXT.fetch_add(1, Ordering::Relaxed)
    );
    let admin = connect(&format!("{} dbname=postgres", server.url)).await;
    let create = format!(
        "CREATE DATABASE {name} TEMPLATE migrated_{}",
        std::process::id()
    );
    admin
        .batch_execute(&create)
        .await
        .expect("a database from the template");
    Some(format!("{} dbname={name}", server.url))
}

async fn connect(url: &str) -> tokio_postgres::Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls)
        .await
        .expect("the test server answers");
    tokio::spawn(connection);
    client
}

/// Starts the server (or takes the one named by `FAIRLEAD_TEST_POSTGRES`) and makes the template.
async fn start() -> Option<Server> {
    let server = match std::env::var("FAIRLEAD_TEST_POSTGRES") {
        Ok(url) => {
            let shell = Command::new("true").spawn().expect("a shell command runs");
            Server { url, _shell: shell }
        }
        Err(_) => launch()?,
    };
    let template = format!("migrated_{}", std::process::id());
    let admin = connect(&format!("{} dbname=postgres", server.url)).await;
    let create =
        format!("CREATE DATABASE {template} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'");
    admin
        .batch_execute(&create)
        .await
        .expect("a database for the template");
    let (mut client, connection) =
        tokio_postgres::connect(&format!("{} dbname={template}", server.url), NoTls)
            .await
            .expect("the template opens");
    let driver = tokio::spawn(connection);
    migrate::pg(&mut client).await.expect("the migrations run");
    drop(client);
    let _ = driver.await;
    // The server forgets a connection a moment after it is closed.
    let gone = format!("SELECT count(*) FROM pg_stat_activity WHERE datname = '{template}'");
    while admin
        .query_one(&gone, &[])
        .await
        .expect("activity")
        .get::<_, i64>(0)
        > 0
    {
        tokio::task::yield_now().await;
    }
    Some(server)
}

fn launch() -> Option<Server> {
    let Some(bin) = binaries() else {
        assert!(
            std::env::var_os("CI").is_none(),
            "PostgreSQL is missing: install postgresql, or name its programs' folder in PG_BIN"
        );
        eprintln!("PostgreSQL missing, skipped (install postgresql, or set PG_BIN)");
        return None;
    };
    let mut command = if is_root() {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--", "sh", "-c", SCRIPT]);
        command
    } else {
        let mut command = Command::new("sh");
        command.args(["-c", SCRIPT]);
        command
    };
    let mut shell = command
        .env("BIN", bin)
        .current_dir("/tmp")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("a shell for the server");
    let mut line = String::new();
    let out = shell.stdout.take().expect("the output was piped");
    BufReader::new(out)
        .read_line(&mut line)
        .expect("the server's folder");
    let folder = line.trim();
    assert!(
        !folder.is_empty(),
        "PostgreSQL did not start; its words are above"
    );
    Some(Server {
        url: format!("host={folder} user=postgres"),
        _shell: shell,
    })
}

fn is_root() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status
        .lines()
        .any(|l| l.starts_with("Uid:") && l.split_whitespace().nth(2) == Some("0"))
}

/// The folder with `initdb` and `pg_ctl`: `PG_BIN`, or the newest that Debian installed.
fn binaries() -> Option<PathBuf> {
    if let Some(bin) = std::env::var_os("PG_BIN") {
        return Some(bin.into());
    }
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let mut found: Vec<PathBuf> = versions
        .flatten()
        .map(|v| v.path().join("bin"))
        .filter(|bin| bin.join("initdb").exists())
        .collect();
    found.sort();
    found.pop()
}

/// About the rows of a mail that opens a conversation, for a measurement: customer, number, conversation, message, index and
/// event. `id` and the two after it are used.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn mail_rows(tx: &mut Tx, id: u128, text: &str) -> crate::Result<()> {
    let [contact, conversation, message, channel] =
        [id, id + 1, id + 2, 1].map(uuid::Uuid::from_u128);
    let person = sql!(
        "INSERT INTO contact (id, name, address, created_at, updated_at) ",
        "VALUES ($1, 'A customer', 'a@b.example', 1, 1) RETURNING n"
    );
    tx.query(person, &vals![contact]).await?;
    let number = tx.number().await?;
    let open = sql!(
        "INSERT INTO conversation (id, number, subject, status, contact, channel, created_at, last_at, urgency) ",
        "VALUES ($1, $2, 'Where is my order?', 'open', $3, $4, 1, 1, 'normal')"
    );
    tx.run(open, &vals![conversation, number, contact, channel])
        .await?;
    let say = sql!(
        "INSERT INTO message (id, conversation, kind, at, text) VALUES ($1, $2, 'customer', 1, $3) RETURNING n"
    );
    let row: Option<(i64,)> = tx.one(say, &vals![message, conversation, text]).await?;
    crate::search::index_message(tx, row.map_or(0, |r| r.0), &[text]).await?;
    tx.emit(Event {
        at: 1,
        actor: Actor::System,
        kind: EventKind::Woken {
            conversation: domain::ConversationId(conversation),
        },
    });
    Ok(())
}

/// How many there are.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn messages_and_events(tx: &mut Tx) -> crate::Result<(i64, i64)> {
    let count = sql!("SELECT (SELECT count(*) FROM message), (SELECT count(*) FROM event)");
    Ok(tx.one(count, &[]).await?.unwrap_or_default())
}

/// Runs a statement that PostgreSQL takes outside of transactions only.
///
/// # Panics
/// When it fails.
pub async fn outside_transaction(url: &str, statement: &str) {
    let client = connect(url).await;
    client.batch_execute(statement).await.expect("it runs");
}

/// The registered statements that the engine refuses to prepare, with place and reason.
///
/// # Panics
/// When the database cannot be reached.
pub async fn unpreparable(test: &TestDb) -> Vec<String> {
    let mut bad = Vec::new();
    match &test.location {
        Location::Folder(_) => {
            let conn =
                rusqlite::Connection::open(test.db.file().expect("a file")).expect("it opens");
            for statement in crate::sql::STATEMENTS {
                if let Err(e) = conn.prepare(statement.lite()) {
                    bad.push(format!("{:?}: {e}", statement.place));
                }
            }
        }
        Location::Postgres(url) => {
            let client = connect(url).await;
            for statement in crate::sql::STATEMENTS {
                if let Err(e) = client.prepare(statement.pg()).await {
                    bad.push(format!(
                        "{:?}: {}\n{}",
                        statement.place,
                        crate::error::chain(&e),
                        statement.pg()
                    ));
                }
            }
        }
    }
    bad
}

/// Makes the SQLite file refuse to grow, as a full disk does; or lets it grow again.
///
/// # Panics
/// When the database cannot be reached.
pub async fn limit_file(test: &TestDb, full: bool) {
    let pages = if full {
        "PRAGMA max_page_count = 1"
    } else {
        "PRAGMA max_page_count = 4294967294"
    };
    test.db
        .write(async move |tx| {
            if let crate::tx::Pipe::Lite(conn) = &tx.pipe {
                conn.query_row(pages, [], |_| Ok(()))
                    .map_err(crate::StoreError::from)?;
            }
            Ok::<_, crate::StoreError>(())
        })
        .await
        .expect("the limit is set");
}
