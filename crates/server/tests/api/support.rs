//! A desk on a free port, and a client that keeps cookies.

use fairlead_server::app::App;
use fairlead_server::clock::Clock;
use fairlead_server::config::{Config, Listen};
use fairlead_server::run::Running;

/// 2026-03-02 09:00 UTC, a Monday.
pub const START: i64 = 1_772_442_000_000;

pub struct Desk {
    pub running: Running,
    pub clock: Clock,
    pub base: String,
    _data: tempfile::TempDir,
}

impl Desk {
    pub async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    pub async fn start_with(change: impl FnOnce(&mut Config)) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let data = tempfile::tempdir().expect("a folder");
        let mut config = Config {
            data: data.path().to_owned(),
            http: Listen::at([127, 0, 0, 1], 0),
            smtp: Listen::at([127, 0, 0, 1], 0),
            hostname: Some("desk.test".to_owned()),
            log: "warn".to_owned(),
            ..Config::default()
        };
        change(&mut config);
        fairlead_server::logs::start(&config);
        let clock = Clock::virtual_from(START, 0);
        let app = App::open(config, clock.clone()).await.expect("opens");
        let running = Running::start(app).await.expect("starts");
        let base = format!("http://{}", running.http.expect("HTTP is on"));
        Self {
            running,
            clock,
            base,
            _data: data,
        }
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }
}

/// A client without redirects; no cookies unless a sign-in gave one.
pub fn client() -> reqwest::Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .cookie_store(true)
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .expect("a client")
}
