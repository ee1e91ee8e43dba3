//! Raw mail: shown as it came or as we sent it, and moved out of the database when it is large.

use crate::{By, Desk, DeskError, Result};
use domain::access::Permission;

impl Desk {
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

    /// Moves large mails that have been read from the database to blobs; how many.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn move_large_mail(&self, limit: usize) -> Result<usize> {
        let large = self
            .db
            .read(async move |tx| store::inbound::large(tx, limit).await)
            .await?;
        let count = large.len();
        for (id, bytes) in large {
            let blob = self.blobs.put(&bytes).await?;
            self.write(async move |tx| Ok(store::inbound::moved_to_blob(tx, id, &blob).await?))
                .await?;
        }
        Ok(count)
    }
}
