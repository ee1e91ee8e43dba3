//! Mail that could not be read, or goes round: seen, released, discarded. The raw bytes stay in every case.

use crate::{By, Desk, DeskError, Result, audit, ingest};
use domain::InboundId;
use domain::access::Permission;
use serde_json::json;
use store::inbound::Quarantined;

impl Desk {
    /// Newest first; `before` is the last one seen.
    ///
    /// # Errors
    /// `not_permitted`.
    pub async fn quarantine_list(
        &self,
        by: &By,
        before: Option<InboundId>,
        limit: usize,
    ) -> Result<Vec<Quarantined>> {
        by.demand(Permission::QuarantineManage)?;
        Ok(self
            .db
            .read(async move |tx| store::inbound::quarantined(tx, before, limit).await)
            .await?)
    }

    /// The raw mail.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn quarantined_raw(&self, by: &By, id: InboundId) -> Result<Vec<u8>> {
        by.demand(Permission::QuarantineManage)?;
        let raw = self.db.read(async move |tx| store::inbound::raw(tx, id).await).await?;
        self.bytes_of(raw).await
    }

    /// The raw mail behind a message: as it came, or as we sent it.
    ///
    /// # Errors
    /// `not_found`, `not_permitted`.
    pub async fn message_raw(&self, by: &By, id: domain::MessageId) -> Result<Vec<u8>> {
        let by = by.clone();
        let raw = self
            .db
            .read(async move |tx| {
                let missing = || DeskError::missing("message");
                let m = store::message::load(tx, id).await?.ok_or_else(missing)?;
                let c = crate::carry_out::load(tx, m.conversation).await?;
                by.demand_on(Permission::ConversationRead, &c)?;
                Ok::<_, DeskError>(store::inbound::raw_of_message(tx, id).await?)
            })
            .await?;
        self.bytes_of(raw).await
    }

    async fn bytes_of(&self, raw: Option<store::inbound::Raw>) -> Result<Vec<u8>> {
        match raw {
            Some((Some(bytes), _)) => Ok(bytes),
            Some((None, Some(blob))) => Ok(self.blobs.get(&blob).await?.to_vec()),
            _ => Err(DeskError::missing("mail")),
        }
    }

    /// Lets a mail in: it is read once more, and if that fails it is shown raw.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn release_quarantined(&self, by: &By, id: InboundId) -> Result<()> {
        self.out_of_quarantine(by, id, Out::Released).await
    }

    /// Puts it away for good; the bytes stay.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn discard_quarantined(&self, by: &By, id: InboundId) -> Result<()> {
        self.out_of_quarantine(by, id, Out::Discarded).await
    }

    async fn out_of_quarantine(&self, by: &By, id: InboundId, way: Out) -> Result<()> {
        by.demand(Permission::QuarantineManage)?;
        let by = by.clone();
        self.write(async move |tx| {
            let (done, act) = match way {
                Out::Released => (store::inbound::release(tx, id).await?, "quarantine.released"),
                Out::Discarded => (store::inbound::discard(tx, id).await?, "quarantine.discarded"),
            };
            if !done {
                return Err(DeskError::missing("quarantined mail"));
            }
            audit::act(tx, &by, act, &id.to_string(), json!({})).await?;
            ingest::quarantine_changed(tx, by.now).await
        })
        .await
    }

    /// Moves large mails that have been read from the database to blobs; how many.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn move_large_mail(&self, limit: usize) -> Result<usize> {
        let large = self.db.read(async move |tx| store::inbound::large(tx, limit).await).await?;
        let count = large.len();
        for (id, bytes) in large {
            let blob = self.blobs.put(&bytes).await?;
            self.write(async move |tx| Ok(store::inbound::moved_to_blob(tx, id, &blob).await?))
                .await?;
        }
        Ok(count)
    }
}

#[derive(Debug, Clone, Copy)]
enum Out {
    Released,
    Discarded,
}
