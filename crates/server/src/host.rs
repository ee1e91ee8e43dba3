//! The house as channel adapters see it: [`Host`] over desk and store.

mod incoming;
pub(crate) mod mailboxes;
pub(crate) mod outgoing;

use crate::app::App;
use async_trait::async_trait;
use channels::host::{
    Accepted, Cursor, DeliveryReport, Host, HostError, MailboxConfig, MailboxItem, MailboxReport,
    OAuthClient, OAuthProvider, OAuthToken, OutgoingDelivery, RecipientVerdict, SendingPolicy,
    SmarthostConfig, TokenOwner, Wake,
};
use desk::DeskError;
use domain::{DeliveryId, InboundId, MailboxId, Millis, SmarthostId};
use store::StoreError;
use tokio::sync::watch;

/// One handle for all adapters.
pub struct DeskHost {
    app: App,
    doors: incoming::Doors,
}

impl DeskHost {
    #[must_use]
    pub fn new(app: App) -> Self {
        Self {
            app,
            doors: incoming::Doors::default(),
        }
    }
}

#[async_trait]
impl Host for DeskHost {
    fn now(&self) -> Millis {
        self.app.clock.now()
    }

    fn wake(&self) -> watch::Receiver<Wake> {
        self.app.wakes.adapters.subscribe()
    }

    async fn recipient(&self, address: &str) -> RecipientVerdict {
        incoming::recipient(&self.app, &self.doors, address).await
    }

    async fn accept(&self, mail: Accepted) -> Result<InboundId, HostError> {
        incoming::accept(&self.app, &self.doors, mail).await
    }

    async fn mailboxes(&self) -> Result<Vec<MailboxConfig>, HostError> {
        mailboxes::all(&self.app).await
    }

    async fn checkpoint(
        &self,
        mailbox: MailboxId,
        cursor: Option<Cursor>,
        report: MailboxReport,
    ) -> Result<(), HostError> {
        mailboxes::checkpoint(&self.app, mailbox, cursor, report).await
    }

    async fn mailbox_items(
        &self,
        mailbox: MailboxId,
        uidvalidity: u32,
        from_uid: u32,
    ) -> Result<Vec<MailboxItem>, HostError> {
        mailboxes::items(&self.app, mailbox, uidvalidity, from_uid).await
    }

    async fn item(
        &self,
        mailbox: MailboxId,
        uidvalidity: u32,
        item: MailboxItem,
    ) -> Result<(), HostError> {
        mailboxes::item(&self.app, mailbox, uidvalidity, item).await
    }

    async fn oauth_client(
        &self,
        provider: OAuthProvider,
    ) -> Result<Option<OAuthClient>, HostError> {
        mailboxes::oauth_client(&self.app, provider).await
    }

    async fn save_token(&self, owner: TokenOwner, token: OAuthToken) -> Result<(), HostError> {
        mailboxes::save_token(&self.app, owner, token).await
    }

    async fn smarthosts(&self) -> Result<Vec<SmarthostConfig>, HostError> {
        outgoing::smarthosts(&self.app).await
    }

    async fn sending_policy(&self) -> Result<SendingPolicy, HostError> {
        Ok(outgoing::policy(&self.app))
    }

    async fn claim_deliveries(
        &self,
        limit: usize,
        lease_ms: i64,
    ) -> Result<Vec<OutgoingDelivery>, HostError> {
        outgoing::claim(&self.app, limit, lease_ms).await
    }

    async fn report_delivery(
        &self,
        delivery: DeliveryId,
        attempt: i64,
        report: DeliveryReport,
    ) -> Result<(), HostError> {
        outgoing::report(&self.app, delivery, attempt, report).await
    }

    async fn report_smarthost(
        &self,
        smarthost: SmarthostId,
        error: Option<String>,
    ) -> Result<(), HostError> {
        outgoing::smarthost_used(&self.app, smarthost, error).await
    }
}

/// What an adapter is told when the house cannot: a full disk is told apart, so that SMTP can say 452.
pub(crate) fn refusal(error: impl Into<DeskError>) -> HostError {
    match error.into() {
        DeskError::Store(StoreError::Unavailable(why)) if why.contains("full") => {
            HostError::NoSpace
        }
        DeskError::Store(StoreError::Unavailable(why)) => {
            tracing::warn!(why, "the store is not available for an adapter");
            HostError::Unavailable
        }
        DeskError::Refused(refusal) => HostError::Refused(refusal.message),
        other => {
            tracing::error!(error = %other, "an adapter's request failed");
            HostError::Unavailable
        }
    }
}
