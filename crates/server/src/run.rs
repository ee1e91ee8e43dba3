//! Starts the tasks of a desk and stops them: what `serve`, `demo` and the tests share.

use crate::app::App;
use crate::http;
use crate::http::listen::Bounds;
use crate::http::tls::Certificates;
use crate::supervisor::{Stage, Supervisor};
use anyhow::Context as _;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::TcpListener;

/// A desk that runs in this process.
pub struct Running {
    pub app: App,
    /// Where HTTP is answered; the port is real even when 0 was asked for.
    pub http: Option<SocketAddr>,
    pub supervisor: Supervisor,
}

impl Running {
    /// Binds every port, then starts every task. A port that cannot be had is an error at once.
    ///
    /// # Errors
    /// Names the address, or the certificate, that cannot be used.
    pub async fn start(app: App) -> anyhow::Result<Self> {
        http::health::recorder();
        let supervisor = Supervisor::default();
        let certificates = match Certificates::from_config(&app.config)? {
            Some((certificates, upkeep)) => {
                let upkeep = Arc::new(upkeep);
                supervisor.spawn("certificates", Stage::Base, move |stop| {
                    let upkeep = upkeep.clone();
                    async move { upkeep.run(stop).await }
                });
                Some(certificates)
            }
            None => None,
        };
        let http = serve_http(&app, &supervisor, certificates.as_ref()).await?;
        Ok(Self {
            app,
            http,
            supervisor,
        })
    }

    /// Stops everything in order; what was accepted is committed already.
    pub async fn stop(self) {
        self.supervisor.stop().await;
    }
}

async fn serve_http(
    app: &App,
    supervisor: &Supervisor,
    certificates: Option<&Certificates>,
) -> anyhow::Result<Option<SocketAddr>> {
    let Some(address) = app.config.http.0 else {
        return Ok(None);
    };
    let listener = bind(address).await?;
    let local = listener.local_addr()?;
    let router = http::router(app.clone());
    let tls = certificates.map(Certificates::http);
    let bounds = Bounds {
        all: app.config.limits.http_connections,
        per_address: app.config.limits.http_connections_per_address,
    };
    let listener = Arc::new(listener);
    supervisor.spawn("http", Stage::Edge, move |stop| {
        let (listener, tls, router) = (listener.clone(), tls.clone(), router.clone());
        async move {
            http::listen::serve(&listener, tls, router, bounds, stop).await;
            Ok(())
        }
    });
    Ok(Some(local))
}

/// # Errors
/// Says which address, and what usually helps.
pub async fn bind(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| {
        format!("cannot listen on {address}: is another program using it? Ports under 1024 need root or CAP_NET_BIND_SERVICE")
    })
}
