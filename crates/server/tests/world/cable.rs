//! What lies between a node and its database, and between a console and a node.

use crate::support::World;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::watch;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;

pub const PATIENCE: Duration = Duration::from_secs(60);

pub type Socket =
    tokio_tungstenite::WebSocketStream<tokio_tungstenite::MaybeTlsStream<tokio::net::TcpStream>>;

/// A socket with the cookie of a session that was begun at `at`.
pub async fn socket(at: &World, cookie: &str, position: i64) -> Socket {
    let url = at.url(&format!("/api/v1/feed?position={position}"));
    let mut request = url
        .replace("http://", "ws://")
        .into_client_request()
        .expect("a request");
    let header = cookie.parse().expect("a header");
    request.headers_mut().insert("cookie", header);
    tokio_tungstenite::connect_async(request)
        .await
        .expect("opened")
        .0
}

/// A door to PostgreSQL's socket that can be shut, as a cable that is pulled.
pub struct Cable {
    folder: tempfile::TempDir,
    pub whole: watch::Sender<bool>,
}

impl Cable {
    pub fn to(server: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let name = ".s.PGSQL.5432";
        let listener = UnixListener::bind(folder.path().join(name)).expect("a socket");
        let there: Arc<Path> = Path::new(server).join(name).into();
        let (whole, cut) = watch::channel(true);
        tokio::spawn(async move {
            while let Ok((mut near, _)) = listener.accept().await {
                let (mut cut, there) = (cut.clone(), there.clone());
                tokio::spawn(async move {
                    if !*cut.borrow() {
                        return;
                    }
                    let Ok(mut far) = UnixStream::connect(there).await else {
                        return;
                    };
                    tokio::select! {
                        _ = tokio::io::copy_bidirectional(&mut near, &mut far) => {}
                        _ = cut.wait_for(|whole| !whole) => {}
                    }
                });
            }
        });
        Self { folder, whole }
    }

    pub fn url(&self) -> String {
        let folder = self.folder.path().display();
        format!("postgres://postgres@/postgres?host={folder}")
    }
}

pub async fn until_ready(world: &World, ready: bool) {
    let end = Instant::now() + PATIENCE;
    loop {
        let answer = world.client.get(world.url("/readyz")).send().await;
        if answer.is_ok_and(|a| a.status().is_success() == ready) {
            return;
        }
        assert!(Instant::now() < end, "ready is not {ready}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
