//! The sender: takes due deliveries from the host, hands each to a server, and says honestly what became of it.
//!
//! One transaction for each recipient. The text of a mail, its Message-ID and its recipients were fixed when it was
//! written; nothing is decided here but the way it goes. After the final dot a lost answer is `Uncertain`, and no other
//! server is tried (M21). Retry plans are the host's.

mod connection;
mod pool;
mod route;

pub use route::test_smarthost;

use std::sync::Arc;
use std::time::Duration;

use metrics::counter;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::dns::Resolver;
use crate::host::{
    DeliveryOutcome, DeliveryReport, Host, OutgoingDelivery, SendingPolicy, SmarthostConfig,
};
use crate::tls::ClientTls;
use pool::Pool;

/// Characters of a server's words that are kept.
const TEXT_CHARS: usize = 500;

#[derive(Debug, Clone)]
pub struct OutboxOptions {
    pub connect: Duration,
    pub greeting: Duration,
    /// For the answer to a command, and for the network to take a piece of a mail.
    pub command: Duration,
    /// For the answer to the final dot: at least ten minutes (RFC 5321 §4.5.3.2.6).
    pub final_reply: Duration,
    /// For everything before the final dot.
    pub transaction: Duration,
    /// How long an unused connection is kept for the next mail.
    pub keep: Duration,
    /// A server that could not be used is passed over this long while there are others.
    pub avoid: Duration,
    /// Looks for due deliveries without a nudge.
    pub look: Duration,
    /// How long a stop waits for transactions under way.
    pub grace: Duration,
    /// Port of mail servers for direct delivery; 25 outside tests.
    pub mx_port: u16,
    /// Direct delivery may go to loopback and private addresses (tests).
    pub private_mx: bool,
}

impl Default for OutboxOptions {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(30),
            greeting: Duration::from_secs(60),
            command: Duration::from_secs(300),
            final_reply: Duration::from_secs(600),
            transaction: Duration::from_secs(20 * 60),
            keep: Duration::from_secs(20),
            avoid: Duration::from_secs(30),
            look: Duration::from_secs(5),
            grace: Duration::from_secs(20),
            mx_port: 25,
            private_mx: false,
        }
    }
}

impl OutboxOptions {
    /// Longer than any transaction can take, so that a live one never loses its lease.
    fn lease_ms(&self) -> i64 {
        let all = self.transaction + self.final_reply + Duration::from_secs(300);
        i64::try_from(all.as_millis()).unwrap_or(i64::MAX)
    }
}

struct Outbox {
    host: Arc<dyn Host>,
    tls: ClientTls,
    dns: Resolver,
    options: OutboxOptions,
    pool: Pool,
    /// One delivery is over.
    ended: Notify,
}

/// Sends what is due until `stop`.
pub async fn send_all(
    host: Arc<dyn Host>,
    tls: ClientTls,
    dns: Resolver,
    options: OutboxOptions,
    stop: CancellationToken,
) {
    let mut wake = host.wake();
    let outbox = Arc::new(Outbox {
        pool: Pool::new(options.keep),
        ended: Notify::new(),
        host,
        tls,
        dns,
        options,
    });
    let tasks = TaskTracker::new();
    loop {
        wake.borrow_and_update();
        let more = Outbox::round(&outbox, &tasks).await;
        outbox.pool.drop_idle();
        tokio::select! {
            () = stop.cancelled() => break,
            // Everything that was free has been used: go on as soon as one ends.
            () = outbox.ended.notified(), if more => {}
            () = tokio::time::sleep(outbox.options.look) => {}
            changed = wake.changed() => if changed.is_err() { break },
        }
    }
    tasks.close();
    if tokio::time::timeout(outbox.options.grace, tasks.wait())
        .await
        .is_err()
    {
        tracing::warn!(left = tasks.len(), "transactions cut at the stop");
    }
}

impl Outbox {
    /// Starts as many deliveries as there are places. True when there may be more than that.
    async fn round(outbox: &Arc<Self>, tasks: &TaskTracker) -> bool {
        let read = async {
            let policy = outbox.host.sending_policy().await?;
            Ok::<_, crate::host::HostError>((policy, outbox.host.smarthosts().await?))
        };
        let (policy, smarthosts) = match read.await {
            Ok(read) => read,
            Err(error) => {
                tracing::warn!(%error, "the rules of sending could not be read");
                return false;
            }
        };
        if smarthosts.is_empty() && !policy.direct {
            return false;
        }
        let places = policy.concurrency.max(1).min(at_once(&smarthosts));
        let limit = places.saturating_sub(tasks.len());
        if limit == 0 {
            return true;
        }
        let lease_ms = outbox.options.lease_ms();
        let due = match outbox.host.claim_deliveries(limit, lease_ms).await {
            Ok(due) => due,
            Err(error) => {
                tracing::warn!(%error, "deliveries could not be claimed");
                return false;
            }
        };
        let more = due.len() == limit;
        let shared = Arc::new((policy, smarthosts));
        for delivery in due {
            let (outbox, shared) = (Arc::clone(outbox), Arc::clone(&shared));
            tasks.spawn(async move {
                outbox.deliver(delivery, &shared.0, &shared.1).await;
                outbox.ended.notify_one();
            });
        }
        more
    }

    async fn deliver(
        &self,
        delivery: OutgoingDelivery,
        policy: &SendingPolicy,
        smarthosts: &[SmarthostConfig],
    ) {
        let report = if smarthosts.is_empty() {
            self.directly(&delivery, policy).await
        } else {
            self.through(&delivery, policy, smarthosts).await
        };
        let outcome = match report.outcome {
            DeliveryOutcome::Sent => "sent",
            DeliveryOutcome::Retry => "retry",
            DeliveryOutcome::Rejected => "rejected",
            DeliveryOutcome::Uncertain => "uncertain",
            DeliveryOutcome::Reauthorize => "reauthorize",
        };
        counter!("fairlead_outbox_attempts_total", "outcome" => outcome).increment(1);
        tracing::info!(delivery = %delivery.id, outcome, code = report.code, "delivery tried");
        self.tell(&delivery, report).await;
    }

    /// Tells the host, again and again while its store is away: a `Sent` that is forgotten would be sent twice.
    async fn tell(&self, delivery: &OutgoingDelivery, report: DeliveryReport) {
        let mut pause = Duration::from_millis(200);
        for _ in 0..30 {
            let told = self
                .host
                .report_delivery(delivery.id, delivery.attempt, report.clone());
            match told.await {
                Ok(()) => return,
                Err(error) => {
                    tracing::warn!(delivery = %delivery.id, %error, "outcome not kept yet");
                    tokio::time::sleep(pause).await;
                    pause = (pause * 2).min(Duration::from_secs(30));
                }
            }
        }
        tracing::error!(delivery = %delivery.id, ?report, "outcome lost; its lease will run out");
    }
}

/// A rate cap makes mails wait inside their lease: not more are taken than go out in a few minutes.
fn at_once(smarthosts: &[SmarthostConfig]) -> usize {
    let first = smarthosts.first().and_then(|s| s.rate_per_minute);
    first.map_or(usize::MAX, |rate| (rate as usize).saturating_mul(3).max(1))
}

fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(TEXT_CHARS)
        .collect()
}
