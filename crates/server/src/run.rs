//! Starts the tasks of a desk and stops them: what `serve`, `demo` and the tests share.

use crate::app::App;
use crate::host::DeskHost;
use crate::http;
use crate::http::listen::Bounds;
use crate::http::tls::Certificates;
use crate::supervisor::{Stage, Supervisor};
use crate::workers;
use anyhow::Context as _;
use channels::email::gate::{Gate, GateLimits};
use channels::email::imap::{ImapOptions, collect_all};
use channels::email::listener::{Encryption, ListenerOptions, SmtpListener};
use channels::email::outbox::{OutboxOptions, send_all};
use channels::host::Host;
use channels::tls::ServerTls;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::net::TcpListener;

/// A desk that runs in this process.
pub struct Running {
    pub app: App,
    /// Where HTTP is answered; the port is real even when 0 was asked for.
    pub http: Option<SocketAddr>,
    /// Where mail comes in.
    pub smtp: Option<SocketAddr>,
    pub smtps: Option<SocketAddr>,
    pub supervisor: Supervisor,
}

impl Running {
    /// Binds every port, then starts every task. A port that cannot be had is an error at once.
    ///
    /// # Errors
    /// Names the address, or the certificate, that cannot be used.
    pub async fn start(app: App) -> anyhow::Result<Self> {
        http::health::recorder();
        app.desk.take_over(app.clock.now()).await?;
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
        app.live.stop_with(supervisor.stop_token(Stage::Edge));
        let host: Arc<dyn Host> = Arc::new(DeskHost::new(app.clone()));
        let (smtp, smtps) = take_mail(&app, &supervisor, certificates.as_ref(), &host).await?;
        let http = serve_http(&app, &supervisor, certificates.as_ref()).await?;
        if let Some(at) = http {
            let _ = app.bound.http.set(at);
        }
        if let Some(at) = smtp {
            let _ = app.bound.smtp.set(at);
        }
        join_others(&app, &supervisor).await?;
        collect(&app, &supervisor, &host);
        work(&app, &supervisor);
        send(&app, &supervisor, &host);
        Ok(Self {
            app,
            http,
            smtp,
            smtps,
            supervisor,
        })
    }

    /// Stops everything in order; what was accepted is committed already.
    pub async fn stop(self) {
        self.supervisor.stop().await;
        self.app.db().close().await;
    }
}

/// On PostgreSQL: says that this machine is here before it takes anything up, and goes on saying it.
async fn join_others(app: &App, supervisor: &Supervisor) -> anyhow::Result<()> {
    if app.cluster.is_alone() {
        return Ok(());
    }
    workers::nodes::look_around(app).await?;
    let beating = app.clone();
    supervisor.spawn("node", Stage::Base, move |stop| {
        workers::nodes::run(beating.clone(), stop)
    });
    let following = app.clone();
    supervisor.spawn("follower", Stage::Base, move |stop| {
        workers::nodes::follow(following.clone(), stop)
    });
    let hearing = app.clone();
    supervisor.spawn("whispers", Stage::Base, move |stop| {
        workers::nodes::hear(hearing.clone(), stop)
    });
    Ok(())
}

/// The SMTP listeners. STARTTLS is offered when there is a certificate.
async fn take_mail(
    app: &App,
    supervisor: &Supervisor,
    certificates: Option<&Certificates>,
    host: &Arc<dyn Host>,
) -> anyhow::Result<(Option<SocketAddr>, Option<SocketAddr>)> {
    let limits = &app.config.limits;
    let gate = Gate::new(GateLimits {
        connections: limits.smtp_connections,
        connections_per_address: limits.smtp_connections_per_address,
        mails_per_minute: limits.smtp_mails_per_minute,
        burst: limits.smtp_burst,
        trusted: app.trusted_networks(),
        ..GateLimits::default()
    });
    let options = ListenerOptions {
        hostname: app.config.mail_hostname(),
        max_size: limits.mail_bytes,
        max_recipients: limits.smtp_recipients,
        ..ListenerOptions::default()
    };
    let tls = certificates.map(|c| ServerTls::new(c.smtp()));
    let plain = match &tls {
        Some(tls) => Encryption::Starttls(tls.clone()),
        None => Encryption::None,
    };
    let implicit = tls.map(Encryption::Implicit);
    let mut bound = [None, None];
    let doors = [
        ("smtp", app.config.smtp.0, Some(plain)),
        ("smtps", app.config.smtps.0, implicit),
    ];
    for (place, (name, address, encryption)) in doors.into_iter().enumerate() {
        let (Some(address), Some(encryption)) = (address, encryption) else {
            continue;
        };
        let listener = SmtpListener::bind(
            address,
            encryption,
            options.clone(),
            gate.clone(),
            host.clone(),
        )
        .await
        .with_context(|| {
            format!("cannot listen for mail on {address}: is another program using it?")
        })?;
        bound[place] = Some(listener.local_addr()?);
        let listener = Arc::new(Mutex::new(Some(listener)));
        supervisor.spawn(name, Stage::Edge, move |stop| {
            let listener = listener
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take();
            async move {
                if let Some(listener) = listener {
                    listener.run(stop).await;
                }
                Ok(())
            }
        });
    }
    Ok((bound[0], bound[1]))
}

fn collect(app: &App, supervisor: &Supervisor, host: &Arc<dyn Host>) {
    let (app, host) = (app.clone(), host.clone());
    supervisor.spawn("collector", Stage::Edge, move |stop| {
        let (app, host) = (app.clone(), host.clone());
        async move {
            collect_all(host, app.client_tls()?, ImapOptions::default(), stop).await;
            Ok(())
        }
    });
}

fn work(app: &App, supervisor: &Supervisor) {
    let ingest = app.clone();
    supervisor.spawn("ingest", Stage::Work, move |stop| {
        workers::ingest::run(ingest.clone(), stop)
    });
    let webhooks = app.clone();
    supervisor.spawn("webhooks", Stage::Work, move |stop| {
        workers::webhooks::run(webhooks.clone(), stop)
    });
    let moving = app.clone();
    supervisor.spawn("moving", Stage::Work, move |stop| {
        workers::moving::run(moving.clone(), stop)
    });
    let figures = app.clone();
    supervisor.spawn("figures", Stage::Work, move |stop| {
        workers::figures::run(figures.clone(), stop)
    });
    let promises = app.clone();
    supervisor.spawn("promises", Stage::Work, move |stop| {
        workers::promises::run(promises.clone(), stop)
    });
    let dead_ends = app.clone();
    supervisor.spawn("dead_ends", Stage::Work, move |stop| {
        workers::dead_ends::run(dead_ends.clone(), stop)
    });
    let probes = app.clone();
    supervisor.spawn("probes", Stage::Work, move |stop| {
        workers::probes::run(probes.clone(), stop)
    });
    let files = app.clone();
    supervisor.spawn("files", Stage::Work, move |stop| {
        workers::files::run(files.clone(), stop)
    });
    let bells = app.clone();
    supervisor.spawn("bells", Stage::Work, move |stop| {
        workers::bells::run(bells.clone(), stop)
    });
    let router = app.clone();
    supervisor.spawn("router", Stage::Work, move |stop| {
        workers::router::run(router.clone(), stop)
    });
    let consoles = app.clone();
    supervisor.spawn("consoles", Stage::Work, move |stop| {
        workers::router::consoles(consoles.clone(), stop)
    });
    let due = app.clone();
    supervisor.spawn("due", Stage::Work, move |stop| {
        workers::due::run(due.clone(), stop)
    });
}

fn send(app: &App, supervisor: &Supervisor, host: &Arc<dyn Host>) {
    let (app, host) = (app.clone(), host.clone());
    supervisor.spawn("sender", Stage::Work, move |stop| {
        let (app, host) = (app.clone(), host.clone());
        async move {
            let options = OutboxOptions {
                look: app.config.limits.outbox_look(),
                mx_port: app.config.mx_port,
                private_mx: app.config.private_mx,
                ..OutboxOptions::default()
            };
            send_all(host, app.client_tls()?, app.dns()?, options, stop).await;
            Ok(())
        }
    });
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
