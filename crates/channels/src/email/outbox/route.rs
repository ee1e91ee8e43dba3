//! Which server gets a mail: the smarthosts in order, or the recipient's own servers.

use std::net::IpAddr;

use mail::smtp::client::{Config, Job, Login, Outcome, TlsPolicy};

use super::connection::Connection;
use super::pool::Pool;
use super::{Outbox, OutboxOptions, one_line};
use crate::dns::Route;
use crate::host::{
    DeliveryOutcome, DeliveryReport, Host, OutgoingDelivery, Secret, SendingPolicy,
    SmarthostConfig, Transport,
};
use crate::tls::ClientTls;

/// Servers of one domain that are tried in one attempt, and addresses of each.
const HOSTS_MAX: usize = 4;
const ADDRESSES_MAX: usize = 2;

/// What one server made of a mail.
enum Tried {
    /// An answer about this mail: other servers are not asked.
    Answer(DeliveryReport),
    /// The server could not be used: the next may be.
    Unusable(DeliveryReport),
}

impl Outbox {
    pub(super) async fn through(
        &self,
        delivery: &OutgoingDelivery,
        policy: &SendingPolicy,
        smarthosts: &[SmarthostConfig],
    ) -> DeliveryReport {
        let mut last = report(DeliveryOutcome::Retry, None, "no smarthost");
        for smarthost in self.pool.order(smarthosts) {
            self.pool.turn(smarthost).await;
            match self.by(delivery, policy, smarthost).await {
                Tried::Answer(mut answer) => {
                    answer.smarthost = Some(smarthost.id);
                    if self.pool.succeeded(smarthost.id) {
                        self.health(smarthost, None).await;
                    }
                    return answer;
                }
                Tried::Unusable(mut why) => {
                    why.smarthost = Some(smarthost.id);
                    self.pool.avoid(smarthost.id, self.options.avoid);
                    self.health(smarthost, Some(why.text.clone())).await;
                    last = why;
                }
            }
        }
        last
    }

    async fn health(&self, smarthost: &SmarthostConfig, error: Option<String>) {
        if let Err(error) = self.host.report_smarthost(smarthost.id, error).await {
            tracing::warn!(%error, "health of a smarthost not kept");
        }
    }

    async fn by(
        &self,
        delivery: &OutgoingDelivery,
        policy: &SendingPolicy,
        smarthost: &SmarthostConfig,
    ) -> Tried {
        if let Some(mut kept) = self.pool.take(smarthost) {
            let outcome = kept.send(job(delivery), &self.options).await;
            // A kept connection may have died of boredom; that says nothing about the server.
            let stale = matches!(&outcome, Outcome::NotSent(_))
                || matches!(&outcome, Outcome::Temporary(reply) if reply.code == 421);
            if !stale {
                self.pool.give_back(smarthost, kept);
                return tried(outcome);
            }
        }
        let opened = connect(
            smarthost,
            &policy.hostname,
            &self.pool,
            &*self.host,
            &self.tls,
            &self.options,
        );
        match opened.await {
            Ok(mut connection) => {
                let outcome = connection.send(job(delivery), &self.options).await;
                self.pool.give_back(smarthost, connection);
                tried(outcome)
            }
            Err(why) => Tried::Unusable(why),
        }
    }

    /// To the servers of the recipient's domain, in order of preference.
    pub(super) async fn directly(
        &self,
        delivery: &OutgoingDelivery,
        policy: &SendingPolicy,
    ) -> DeliveryReport {
        let Some((_, domain)) = delivery.recipient.rsplit_once('@') else {
            return report(
                DeliveryOutcome::Rejected,
                Some(501),
                "the address has no domain",
            );
        };
        let hosts = match self.dns.mail_route(domain).await {
            Route::Hosts(hosts) => hosts,
            Route::TakesNoMail => {
                return report(
                    DeliveryOutcome::Rejected,
                    Some(556),
                    "the domain takes no mail",
                );
            }
            Route::NoSuchDomain => {
                return report(
                    DeliveryOutcome::Rejected,
                    Some(512),
                    "the domain does not exist",
                );
            }
            Route::Unknown => return report(DeliveryOutcome::Retry, None, "DNS did not answer"),
        };
        let mut last = report(
            DeliveryOutcome::Retry,
            None,
            "no server of the domain has an address",
        );
        for host in hosts.iter().take(HOSTS_MAX) {
            let addresses = self.dns.addresses(host).await.unwrap_or_default();
            for address in addresses.into_iter().take(ADDRESSES_MAX) {
                if !self.options.private_mx && is_private(address) {
                    last = report(
                        DeliveryOutcome::Retry,
                        None,
                        "the domain's server has a private address",
                    );
                    continue;
                }
                match self.to_server(delivery, policy, host, address).await {
                    Tried::Answer(answer) => return answer,
                    Tried::Unusable(why) => last = why,
                }
            }
        }
        last
    }

    async fn to_server(
        &self,
        delivery: &OutgoingDelivery,
        policy: &SendingPolicy,
        host: &str,
        address: IpAddr,
    ) -> Tried {
        let config = Config {
            helo: policy.hostname.clone(),
            tls: TlsPolicy::Opportunistic,
            login: None,
        };
        let opened = Connection::open(
            host,
            Some(address),
            self.options.mx_port,
            config,
            self.tls.opportunistic(),
            &self.options,
        )
        .await;
        match opened {
            Ok(mut connection) => {
                let outcome = connection.send(job(delivery), &self.options).await;
                if connection.is_open() {
                    connection.quit().await;
                }
                tried(outcome)
            }
            Err(error) => Tried::Unusable(report(
                DeliveryOutcome::Retry,
                None,
                &format!("{host}: {error}"),
            )),
        }
    }
}

/// Connects to a smarthost. The sign-in happens with the first mail.
async fn connect(
    smarthost: &SmarthostConfig,
    hostname: &str,
    pool: &Pool,
    host: &dyn Host,
    tls: &ClientTls,
    options: &OutboxOptions,
) -> Result<Connection, DeliveryReport> {
    let login = login(smarthost, pool, host, tls).await?;
    let config = Config {
        helo: hostname.to_owned(),
        tls: match smarthost.tls {
            Transport::None => TlsPolicy::Never,
            Transport::Starttls => TlsPolicy::Required,
            Transport::Implicit => TlsPolicy::Active,
        },
        login,
    };
    let (name, port) = (&smarthost.host, smarthost.port);
    Connection::open(name, None, port, config, tls.clone(), options)
        .await
        .map_err(|error| {
            let why = format!("{name}:{port}: {error}");
            report(DeliveryOutcome::Retry, None, &why)
        })
}

async fn login(
    smarthost: &SmarthostConfig,
    pool: &Pool,
    host: &dyn Host,
    tls: &ClientTls,
) -> Result<Option<Login>, DeliveryReport> {
    let user = smarthost.username.clone().unwrap_or_default();
    match &smarthost.secret {
        Secret::None => Ok(None),
        Secret::Password(password) => Ok(Some(Login::Password {
            user,
            password: password.clone(),
        })),
        Secret::OAuth { provider, token } => {
            match pool.token(smarthost.id, *provider, token, host, tls).await {
                Ok(token) => Ok(Some(Login::OAuth {
                    user,
                    token: token.access_token,
                })),
                Err(error) => {
                    let outcome = if error.needs_consent() {
                        DeliveryOutcome::Reauthorize
                    } else {
                        DeliveryOutcome::Retry
                    };
                    Err(report(outcome, None, &error.to_string()))
                }
            }
        }
    }
}

/// Tries greeting, TLS and sign-in; sends nothing. The error is for people.
pub async fn test_smarthost(
    smarthost: &SmarthostConfig,
    hostname: &str,
    host: &dyn Host,
    tls: &ClientTls,
    options: &OutboxOptions,
) -> Result<(), String> {
    let pool = Pool::new(options.keep);
    let mut connection = connect(smarthost, hostname, &pool, host, tls, options)
        .await
        .map_err(|why| why.text)?;
    match connection.greet(options).await {
        Ok(()) => {
            connection.quit().await;
            Ok(())
        }
        Err(outcome) => match tried(outcome) {
            Tried::Answer(why) | Tried::Unusable(why) => Err(why.text),
        },
    }
}

fn job(delivery: &OutgoingDelivery) -> Job {
    Job {
        mail_from: delivery.envelope_from.clone(),
        rcpt_to: delivery.recipient.clone(),
        data: delivery.bytes.to_vec(),
    }
}

fn tried(outcome: Outcome) -> Tried {
    match outcome {
        Outcome::Delivered(reply) => Tried::Answer(report(
            DeliveryOutcome::Sent,
            Some(reply.code),
            &reply.to_string(),
        )),
        // 421 is about the server, not about the mail (RFC 5321 §3.8).
        Outcome::Temporary(reply) if reply.code == 421 => Tried::Unusable(report(
            DeliveryOutcome::Retry,
            Some(reply.code),
            &reply.to_string(),
        )),
        Outcome::Temporary(reply) => Tried::Answer(report(
            DeliveryOutcome::Retry,
            Some(reply.code),
            &reply.to_string(),
        )),
        Outcome::Permanent(reply) => Tried::Answer(report(
            DeliveryOutcome::Rejected,
            Some(reply.code),
            &reply.to_string(),
        )),
        Outcome::Uncertain(why) => Tried::Answer(report(DeliveryOutcome::Uncertain, None, &why)),
        Outcome::AuthFailed(reply) => Tried::Unusable(report(
            DeliveryOutcome::Reauthorize,
            Some(reply.code),
            &reply.to_string(),
        )),
        Outcome::NotSent(why) => Tried::Unusable(report(DeliveryOutcome::Retry, None, &why)),
    }
}

fn report(outcome: DeliveryOutcome, code: Option<u16>, text: &str) -> DeliveryReport {
    DeliveryReport {
        outcome,
        code,
        text: one_line(text),
        smarthost: None,
    }
}

/// Not an address of a mail server on the internet; a domain that points there wants us to talk to ourselves.
fn is_private(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(ip) => {
            ip.is_loopback()
                || ip.is_private()
                || ip.is_link_local()
                || ip.is_unspecified()
                || ip.is_multicast()
                || ip.is_broadcast()
                || (ip.octets()[0] == 100 && ip.octets()[1] & 0xc0 == 64)
        }
        IpAddr::V6(ip) => {
            ip.is_loopback()
                || ip.is_unspecified()
                || ip.is_multicast()
                || ip.is_unique_local()
                || ip.is_unicast_link_local()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_inside_are_no_mail_servers_of_others() {
        for inside in [
            "127.0.0.1",
            "10.1.2.3",
            "192.168.0.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "::1",
            "::ffff:127.0.0.1",
            "fe80::1",
            "fd00::1",
        ] {
            assert!(is_private(inside.parse().unwrap()), "{inside}");
        }
        for outside in ["192.0.2.1", "100.128.0.1", "2001:db8::1"] {
            assert!(!is_private(outside.parse().unwrap()), "{outside}");
        }
    }
}
