//! Sends webhooks: writes messages from the feed, claims those that are due, posts them. A target is outside of the house and
//! may be anything: it gets no request into our own network unless that was allowed, no redirect is followed, it has a few
//! seconds, and of its answer only the status counts.

use crate::app::App;
use crate::cidr::Cidr;
use desk::settings::webhooks::{Answered, Ready};
use futures_util::StreamExt as _;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

const EVERY: Duration = Duration::from_secs(1);
/// Messages that are on their way at the same time.
const AT_ONCE: usize = 8;
/// Claimed in one go.
const BATCH: usize = 64;
/// What a target has for its whole answer.
const PATIENCE: Duration = Duration::from_secs(15);
/// A claim holds for longer than a batch can take.
const LEASE_MS: i64 = 5 * 60 * 1000;
/// Rounds between looks at rules by time.
const RULES_EVERY: u32 = 20;
/// Rounds between the sweeps of logs.
const SWEEP_EVERY: u32 = 3600;

/// Works until told to stop.
///
/// # Errors
/// When the database cannot be reached; the supervisor starts it again.
pub async fn run(app: App, stop: CancellationToken) -> anyhow::Result<()> {
    let client = client(&app)?;
    let mut round: u32 = 0;
    loop {
        let now = app.clock.now();
        let leads = app.cluster.leads();
        if leads && round.is_multiple_of(RULES_EVERY) {
            app.desk.fire_time_rules(now).await?;
        }
        if leads && round.is_multiple_of(SWEEP_EVERY) {
            app.desk.sweep_automation(now).await?;
        }
        round = round.wrapping_add(1);
        if leads {
            app.desk.write_webhooks(now).await?;
        }
        let ready = app.desk.claim_webhooks(now, now + LEASE_MS, BATCH).await?;
        let busy = ready.len() == BATCH;
        let posts = ready
            .into_iter()
            .map(|message| post(&app, &client, message));
        let mut posts = futures_util::stream::iter(posts).buffer_unordered(AT_ONCE);
        while let Some(result) = posts.next().await {
            result?;
        }
        if busy && !stop.is_cancelled() {
            continue;
        }
        tokio::select! {
            () = stop.cancelled() => return Ok(()),
            () = app.wakes.webhooks.notified() => {}
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}

/// The client that calls addresses which users chose; the lookup of contacts shares it, and looks at things elsewhere.
pub(crate) fn client(app: &App) -> anyhow::Result<reqwest::Client> {
    client_of(app, None)
}

/// The same, to which one host is open wherever it is: that of our own pages, which the operator has configured.
pub(crate) fn client_of(app: &App, own: Option<&str>) -> anyhow::Result<reqwest::Client> {
    let guard = Guard {
        networks: Arc::from(app.config.webhook_networks.as_slice()),
        own: own.map(Arc::from),
    };
    let mut builder = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .connect_timeout(Duration::from_secs(5))
        .timeout(PATIENCE)
        .user_agent(concat!("Fairlead/", env!("CARGO_PKG_VERSION")))
        .dns_resolver(Arc::new(guard));
    for root in reqwest::Certificate::from_pem_bundle(&app.config.extra_roots()?)? {
        builder = builder.add_root_certificate(root);
    }
    Ok(builder.build()?)
}

async fn post(app: &App, client: &reqwest::Client, message: Ready) -> anyhow::Result<()> {
    // How long a target takes is real time, also under a virtual clock.
    let begun = Instant::now();
    let (status, error) = match attempt(app, client, &message).await {
        Ok(status) => (Some(status), None),
        Err(why) => (None, Some(why)),
    };
    let answered = Answered {
        error: error.or_else(|| {
            status
                .filter(|s| !(200..300).contains(s))
                .map(|s| format!("HTTP {s}"))
        }),
        status,
        took_ms: i64::try_from(begun.elapsed().as_millis()).unwrap_or(i64::MAX),
    };
    let outcome = if answered.error.is_none() {
        "sent"
    } else {
        "failed"
    };
    metrics::counter!("fairlead_webhook_attempts_total", "outcome" => outcome).increment(1);
    app.desk
        .report_webhook(&message.claimed, &answered, app.clock.now())
        .await?;
    Ok(())
}

/// An address that users chose, if it may be called. Names are asked of the client's own resolver, which knows the same rule;
/// addresses that are written as numbers do not ask it.
pub(crate) fn target(app: &App, url: &str) -> Result<reqwest::Url, String> {
    let url = reqwest::Url::parse(url).map_err(|_| "This is no address.".to_owned())?;
    let ip = match url.host() {
        Some(url::Host::Ipv4(ip)) => Some(IpAddr::V4(ip)),
        Some(url::Host::Ipv6(ip)) => Some(IpAddr::V6(ip)),
        _ => None,
    };
    if ip.is_some_and(|ip| !allowed(ip, &app.config.webhook_networks)) {
        return Err(INSIDE.to_owned());
    }
    Ok(url)
}

/// The status of the answer; its body is not read.
async fn attempt(app: &App, client: &reqwest::Client, message: &Ready) -> Result<u16, String> {
    let url = target(app, &message.url)?;
    let sent = client
        .post(url)
        .header("content-type", "application/json")
        .header("webhook-id", &message.id)
        .header("webhook-timestamp", message.timestamp)
        .header("webhook-signature", &message.signature)
        .body(message.claimed.body.clone())
        .send()
        .await;
    match sent {
        Ok(answer) => Ok(answer.status().as_u16()),
        Err(error) => Err(plainly(&error)),
    }
}

const INSIDE: &str =
    "The address leads into the own network, which is not allowed (webhook_networks).";

/// What went wrong, without the address.
pub(crate) fn plainly(error: &reqwest::Error) -> String {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    let mut deepest = String::new();
    while let Some(e) = cause {
        deepest = e.to_string();
        if deepest == INSIDE {
            return deepest;
        }
        cause = e.source();
    }
    if error.is_timeout() {
        return "It took too long.".to_owned();
    }
    deepest
}

/// Names that lead into the own network are not resolved; what was checked is what is connected to.
struct Guard {
    networks: Arc<[Cidr]>,
    own: Option<Arc<str>>,
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let networks = self.networks.clone();
        let own = self.own.as_deref() == Some(name.as_str());
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let all: Vec<SocketAddr> = found.collect();
            let (good, bad): (Vec<SocketAddr>, Vec<SocketAddr>) = all
                .into_iter()
                .partition(|a| own || allowed(a.ip(), &networks));
            if good.is_empty() && !bad.is_empty() {
                return Err(INSIDE.into());
            }
            Ok(Box::new(good.into_iter()) as Addrs)
        })
    }
}

/// Whether a target may have this address: a public one, or one in a network that was allowed.
fn allowed(ip: IpAddr, networks: &[Cidr]) -> bool {
    let ip = ip.to_canonical();
    networks.iter().any(|n| n.contains(ip))
        || match ip {
            IpAddr::V4(ip) => public_v4(ip),
            IpAddr::V6(ip) => public_v6(ip),
        }
}

/// RFC 6890 and its successors: what is not to be reached from outside.
fn public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    !(ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_multicast()
        || ip.is_broadcast()
        || ip.is_documentation()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && (18..20).contains(&b)))
}

fn public_v6(ip: Ipv6Addr) -> bool {
    let s = ip.segments();
    // Addresses that carry an IPv4 address are judged by it: NAT64 and 6to4.
    let carried = match s {
        [0x64, 0xff9b, 0, 0, 0, 0, hi, lo] | [0x2002, hi, lo, ..] => Some((hi, lo)),
        _ => None,
    };
    if let Some((hi, lo)) = carried {
        let bits = (u32::from(hi) << 16) | u32::from(lo);
        return public_v4(Ipv4Addr::from(bits));
    }
    // Global unicast only, without the addresses of documentation and Teredo.
    (s[0] & 0xe000) == 0x2000 && !(s[0] == 0x2001 && (s[1] == 0xdb8 || s[1] == 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_own_network_is_not_reached_unless_it_was_allowed() {
        for inside in [
            "127.0.0.1",
            "10.1.2.3",
            "192.168.0.1",
            "172.16.0.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "255.255.255.255",
            "224.0.0.1",
            "::1",
            "::",
            "fe80::1",
            "fd00::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001:db8::1",
        ] {
            let ip: IpAddr = inside.parse().expect("an address");
            assert!(!allowed(ip, &[]), "{inside}");
        }
        for outside in ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"] {
            let ip: IpAddr = outside.parse().expect("an address");
            assert!(allowed(ip, &[]), "{outside}");
        }
        let own: Cidr = "127.0.0.0/8".parse().expect("a range");
        assert!(allowed(IpAddr::V4(Ipv4Addr::LOCALHOST), &[own]));
    }
}
