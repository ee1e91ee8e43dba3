//! The host of channel adapters, in memory: keeps what it is given and can fail on demand.

use std::collections::{BTreeMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use async_trait::async_trait;
use channels::host::{
    Accepted, Cursor, DeliveryReport, Host, HostError, ItemState, MailboxConfig, MailboxItem,
    MailboxReport, OAuthClient, OAuthProvider, OAuthToken, OutgoingDelivery, RecipientVerdict,
    Secret, SendingPolicy, SmarthostConfig, Source, TokenOwner, Wake,
};
use domain::{DeliveryId, InboundId, MailboxId, Millis, SmarthostId};
use tokio::sync::watch;
use uuid::Uuid;

/// The time of every test: a fixed instant.
pub const NOW: Millis = 1_790_000_000_000;

/// What is inside; tests read and set it freely.
pub struct Inside {
    pub now: Millis,
    /// Addresses that are doors; empty means everybody.
    pub doors: HashSet<String>,
    /// How to answer `accept` from now on.
    pub accepting: Result<(), HostError>,
    pub recipients: RecipientVerdict,
    pub accepted: Vec<(InboundId, Accepted)>,
    pub mailboxes: Vec<MailboxConfig>,
    pub items: BTreeMap<(MailboxId, u32, u32), MailboxItem>,
    /// Every checkpoint with its cursor.
    pub reports: Vec<(MailboxId, Option<Cursor>, MailboxReport)>,
    pub clients: Vec<(OAuthProvider, OAuthClient)>,
    pub tokens: Vec<(TokenOwner, OAuthToken)>,
    pub smarthosts: Vec<SmarthostConfig>,
    pub policy: SendingPolicy,
    /// Due deliveries.
    pub due: VecDeque<OutgoingDelivery>,
    pub delivered: Vec<(DeliveryId, i64, DeliveryReport)>,
    pub smarthost_errors: Vec<(SmarthostId, Option<String>)>,
}

pub struct MemoryHost {
    inside: Mutex<Inside>,
    changed: watch::Sender<u64>,
    wake: watch::Sender<Wake>,
}

impl MemoryHost {
    #[must_use]
    pub fn new() -> Arc<Self> {
        Arc::new(Self {
            inside: Mutex::new(Inside {
                now: NOW,
                doors: HashSet::new(),
                accepting: Ok(()),
                recipients: RecipientVerdict::Unknown,
                accepted: Vec::new(),
                mailboxes: Vec::new(),
                items: BTreeMap::new(),
                reports: Vec::new(),
                clients: Vec::new(),
                tokens: Vec::new(),
                smarthosts: Vec::new(),
                policy: SendingPolicy {
                    hostname: "desk.test".to_owned(),
                    direct: false,
                    concurrency: 4,
                },
                due: VecDeque::new(),
                delivered: Vec::new(),
                smarthost_errors: Vec::new(),
            }),
            changed: watch::Sender::new(0),
            wake: watch::Sender::new(Wake::default()),
        })
    }

    pub fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().expect("no test panics inside the lock")
    }

    /// Tells adapters that the configuration changed.
    pub fn nudge_config(&self) {
        self.wake.send_modify(|wake| wake.config += 1);
    }

    /// Makes a mail due and tells the sender.
    pub fn send(&self, delivery: OutgoingDelivery) {
        self.inside().due.push_back(delivery);
        self.wake.send_modify(|wake| wake.deliveries += 1);
    }

    /// Waits until `seen` is true of what is inside; panics with `what` after a minute.
    pub async fn wait_for(&self, what: &str, seen: impl Fn(&Inside) -> bool) {
        let mut changed = self.changed.subscribe();
        let waiting = async {
            loop {
                changed.borrow_and_update();
                if seen(&self.inside()) {
                    return;
                }
                if changed.changed().await.is_err() {
                    return;
                }
            }
        };
        let done = tokio::time::timeout(Duration::from_secs(60), waiting).await;
        assert!(done.is_ok(), "never happened: {what}");
    }

    /// The texts of all accepted mails, in order.
    #[must_use]
    pub fn texts(&self) -> Vec<String> {
        self.inside()
            .accepted
            .iter()
            .map(|(_, mail)| String::from_utf8_lossy(&mail.bytes).into_owned())
            .collect()
    }

    fn change<T>(&self, work: impl FnOnce(&mut Inside) -> T) -> T {
        let done = work(&mut self.inside());
        self.changed.send_modify(|n| *n += 1);
        done
    }
}

#[async_trait]
impl Host for MemoryHost {
    fn now(&self) -> Millis {
        self.inside().now
    }

    fn wake(&self) -> watch::Receiver<Wake> {
        self.wake.subscribe()
    }

    async fn recipient(&self, address: &str) -> RecipientVerdict {
        let inside = self.inside();
        if inside.doors.is_empty() || inside.doors.contains(address) {
            RecipientVerdict::Known
        } else {
            inside.recipients
        }
    }

    async fn accept(&self, mail: Accepted) -> Result<InboundId, HostError> {
        self.change(|inside| {
            inside.accepting.clone()?;
            let id = InboundId(Uuid::from_u128(inside.accepted.len() as u128 + 1));
            if let Source::Imap(origin) = &mail.source {
                let key = (origin.mailbox, origin.uidvalidity, origin.uid);
                let stored = MailboxItem {
                    uid: origin.uid,
                    state: ItemState::Stored,
                    attempts: 1,
                    error: None,
                };
                if let Some(before) = inside.items.insert(key, stored)
                    && before.state == ItemState::Stored
                {
                    return Ok(id);
                }
            }
            inside.accepted.push((id, mail));
            Ok(id)
        })
    }

    async fn mailboxes(&self) -> Result<Vec<MailboxConfig>, HostError> {
        Ok(self.inside().mailboxes.clone())
    }

    async fn checkpoint(
        &self,
        mailbox: MailboxId,
        cursor: Option<Cursor>,
        report: MailboxReport,
    ) -> Result<(), HostError> {
        self.change(|inside| {
            if let Some(config) = inside.mailboxes.iter_mut().find(|m| m.id == mailbox) {
                config.cursor = cursor.or(config.cursor);
                config.state = report.state.clone();
            }
            inside.reports.push((mailbox, cursor, report));
            Ok(())
        })
    }

    async fn mailbox_items(
        &self,
        mailbox: MailboxId,
        uidvalidity: u32,
        from_uid: u32,
    ) -> Result<Vec<MailboxItem>, HostError> {
        let range = (mailbox, uidvalidity, from_uid)..=(mailbox, uidvalidity, u32::MAX);
        Ok(self
            .inside()
            .items
            .range(range)
            .map(|(_, item)| item.clone())
            .collect())
    }

    async fn item(
        &self,
        mailbox: MailboxId,
        uidvalidity: u32,
        item: MailboxItem,
    ) -> Result<(), HostError> {
        self.change(|inside| {
            inside.items.insert((mailbox, uidvalidity, item.uid), item);
            Ok(())
        })
    }

    async fn oauth_client(
        &self,
        provider: OAuthProvider,
    ) -> Result<Option<OAuthClient>, HostError> {
        let inside = self.inside();
        let found = inside.clients.iter().find(|(p, _)| *p == provider);
        Ok(found.map(|(_, client)| client.clone()))
    }

    async fn save_token(&self, owner: TokenOwner, token: OAuthToken) -> Result<(), HostError> {
        self.change(|inside| {
            for config in &mut inside.mailboxes {
                if let (TokenOwner::Mailbox(id), Secret::OAuth { token: old, .. }) =
                    (owner, &mut config.secret)
                    && id == config.id
                {
                    *old = token.clone();
                }
            }
            inside.tokens.push((owner, token));
            Ok(())
        })
    }

    async fn smarthosts(&self) -> Result<Vec<SmarthostConfig>, HostError> {
        Ok(self.inside().smarthosts.clone())
    }

    async fn sending_policy(&self) -> Result<SendingPolicy, HostError> {
        Ok(self.inside().policy.clone())
    }

    async fn claim_deliveries(
        &self,
        limit: usize,
        _lease_ms: i64,
    ) -> Result<Vec<OutgoingDelivery>, HostError> {
        Ok(self.change(|inside| {
            let n = limit.min(inside.due.len());
            inside.due.drain(..n).collect()
        }))
    }

    async fn report_delivery(
        &self,
        delivery: DeliveryId,
        attempt: i64,
        report: DeliveryReport,
    ) -> Result<(), HostError> {
        self.change(|inside| inside.delivered.push((delivery, attempt, report)));
        Ok(())
    }

    async fn report_smarthost(
        &self,
        smarthost: SmarthostId,
        error: Option<String>,
    ) -> Result<(), HostError> {
        self.change(|inside| inside.smarthost_errors.push((smarthost, error)));
        Ok(())
    }
}
