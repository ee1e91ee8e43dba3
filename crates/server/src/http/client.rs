//! Who is at the other end: address, scheme and host, with a proxy's word taken only from configured proxies.

use crate::app::App;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::Response;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// What the connection says about itself; put there by the listener.
#[derive(Debug, Clone, Copy)]
pub struct Peer {
    pub address: SocketAddr,
    pub tls: bool,
}

/// The client of a request.
#[derive(Debug, Clone)]
pub struct Client {
    pub ip: IpAddr,
    pub https: bool,
    /// `host[:port]` as the browser sees it; empty when it sent none.
    pub host: String,
}

/// Middleware: adds [`Client`] to the request.
pub async fn identify(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<Peer>>().map_or(
        Peer {
            address: SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0)),
            tls: false,
        },
        |info| info.0,
    );
    let trusted = |ip: IpAddr| {
        app.config
            .behind_proxy
            .iter()
            .any(|range| range.contains(ip))
    };
    let client = tell(peer, request.headers(), trusted);
    request.extensions_mut().insert(client);
    next.run(request).await
}

fn tell(peer: Peer, headers: &HeaderMap, trusted: impl Fn(IpAddr) -> bool) -> Client {
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    let host = text(header::HOST.as_str()).unwrap_or_default().to_owned();
    let ip = peer.address.ip().to_canonical();
    if !trusted(ip) {
        return Client {
            ip,
            https: peer.tls,
            host,
        };
    }
    // The rightmost address that is not one of our proxies; what stands left of it may be invented.
    let forwarded: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(','))
        .map(str::trim)
        .collect();
    let mut client_ip = ip;
    for entry in forwarded.iter().rev() {
        let Ok(address) = entry.parse::<IpAddr>() else {
            break;
        };
        client_ip = address.to_canonical();
        if !trusted(client_ip) {
            break;
        }
    }
    let last = |name| text(name).and_then(|v| v.rsplit(',').next()).map(str::trim);
    Client {
        ip: client_ip,
        https: last("x-forwarded-proto")
            .map_or(peer.tls, |proto| proto.eq_ignore_ascii_case("https")),
        host: last("x-forwarded-host").map_or(host, str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn told(peer: &str, forwarded: &str) -> Client {
        let mut headers = HeaderMap::new();
        headers.insert(
            "x-forwarded-for",
            HeaderValue::from_str(forwarded).expect("a header"),
        );
        headers.insert("x-forwarded-proto", HeaderValue::from_static("https"));
        headers.insert(
            "x-forwarded-host",
            HeaderValue::from_static("desk.example.org"),
        );
        headers.insert("host", HeaderValue::from_static("inside:8080"));
        let peer = Peer {
            address: SocketAddr::new(peer.parse().expect("an address"), 1),
            tls: false,
        };
        let proxies: crate::cidr::Cidr = "10.0.0.0/8".parse().expect("a range");
        tell(peer, &headers, |ip| proxies.contains(ip))
    }

    #[test]
    fn a_strangers_forwarded_headers_are_not_believed() {
        let client = told("192.0.2.1", "203.0.113.9");
        assert_eq!(client.ip.to_string(), "192.0.2.1");
        assert!(!client.https);
        assert_eq!(client.host, "inside:8080");
    }

    #[test]
    fn the_nearest_untrusted_address_counts_and_invented_ones_do_not() {
        let client = told("10.0.0.1", "1.1.1.1, 203.0.113.9, 10.0.0.7");
        assert_eq!(client.ip.to_string(), "203.0.113.9");
        assert!(client.https);
        assert_eq!(client.host, "desk.example.org");
    }
}
