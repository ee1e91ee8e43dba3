//! Accepts HTTP connections: bounded in number (in all and per address), in handshake time and in header time; ends
//! gracefully.

use super::client::Peer;
use axum::Router;
use axum::extract::{ConnectInfo, Request};
use hyper::body::Incoming;
use hyper_util::rt::{TokioIo, TokioTimer};
use rustls::ServerConfig;
use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt as _;

const HANDSHAKE: Duration = Duration::from_secs(10);
/// Until the headers of a request are there, counted from when the connection is free for one. Longer than proxies keep idle
/// connections (nginx: 60 s), so that they close first: a request that crosses our end is lost, and a proxy makes it a 502.
const HEADERS: Duration = Duration::from_secs(75);
/// How long open requests may go on once we stop.
const DRAIN: Duration = Duration::from_secs(5);

/// Bounds on connections.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    pub all: usize,
    pub per_address: usize,
}

/// Serves until `stop`, then lets open requests end.
pub async fn serve(
    listener: &TcpListener,
    tls: Option<Arc<ServerConfig>>,
    router: Router,
    bounds: Bounds,
    stop: CancellationToken,
) {
    let places = Arc::new(Places::new(bounds));
    let tracker = TaskTracker::new();
    let acceptor = tls.map(TlsAcceptor::from);
    loop {
        let accepted = tokio::select! {
            () = stop.cancelled() => break,
            accepted = listener.accept() => accepted,
        };
        let (stream, address) = match accepted {
            Ok(pair) => pair,
            Err(error) => {
                // Out of descriptors, or the peer went away: wait a little rather than spin.
                tracing::warn!(%error, "cannot accept a connection");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let Some(place) = Places::take(&places, address.ip()) else {
            metrics::counter!("fairlead_http_refused_total").increment(1);
            continue;
        };
        let (router, acceptor, stop) = (router.clone(), acceptor.clone(), stop.clone());
        tracker.spawn(async move {
            let _place = place;
            connection(stream, address, acceptor, router, stop).await;
        });
    }
    tracker.close();
    if tokio::time::timeout(DRAIN, tracker.wait()).await.is_err() {
        tracing::info!(
            open = tracker.len(),
            "connections left open at the end of the grace time"
        );
    }
}

async fn connection(
    stream: TcpStream,
    address: SocketAddr,
    acceptor: Option<TlsAcceptor>,
    router: Router,
    stop: CancellationToken,
) {
    let _ = stream.set_nodelay(true);
    match acceptor {
        None => {
            speak(
                stream,
                Peer {
                    address,
                    tls: false,
                },
                router,
                stop,
            )
            .await
        }
        Some(acceptor) => match tokio::time::timeout(HANDSHAKE, acceptor.accept(stream)).await {
            Ok(Ok(stream)) => speak(stream, Peer { address, tls: true }, router, stop).await,
            Ok(Err(error)) => tracing::debug!(%error, "TLS handshake failed"),
            Err(_) => tracing::debug!("TLS handshake took too long"),
        },
    }
}

async fn speak<S>(stream: S, peer: Peer, router: Router, stop: CancellationToken)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = hyper::service::service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().oneshot(request)
    });
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADERS)
        .max_buf_size(64 * 1024)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    tokio::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stop.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "connection ended");
    }
}

/// Places for connections; a place is given back when it is dropped.
struct Places {
    bounds: Bounds,
    taken: Mutex<(usize, HashMap<IpAddr, usize>)>,
}

struct Place {
    places: Arc<Places>,
    ip: IpAddr,
}

impl Places {
    fn new(bounds: Bounds) -> Self {
        Self {
            bounds,
            taken: Mutex::default(),
        }
    }

    fn take(places: &Arc<Self>, ip: IpAddr) -> Option<Place> {
        let mut taken = places.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let here = taken.1.get(&ip).copied().unwrap_or(0);
        if taken.0 >= places.bounds.all || here >= places.bounds.per_address {
            return None;
        }
        taken.0 += 1;
        taken.1.insert(ip, here + 1);
        Some(Place {
            places: places.clone(),
            ip,
        })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self
            .places
            .taken
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        taken.0 = taken.0.saturating_sub(1);
        let here = taken.1.get(&self.ip).copied().unwrap_or(0);
        if here <= 1 {
            taken.1.remove(&self.ip);
        } else {
            taken.1.insert(self.ip, here - 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_cannot_take_every_place() {
        let places = Arc::new(Places::new(Bounds {
            all: 3,
            per_address: 2,
        }));
        let (one, other) = (IpAddr::from([192, 0, 2, 1]), IpAddr::from([192, 0, 2, 2]));
        let held: Vec<_> = (0..2).filter_map(|_| Places::take(&places, one)).collect();
        assert!(Places::take(&places, one).is_none());
        let last = Places::take(&places, other);
        assert!(last.is_some());
        assert!(
            Places::take(&places, other).is_none(),
            "all places are taken"
        );
        drop(held);
        assert!(Places::take(&places, one).is_some());
    }
}
