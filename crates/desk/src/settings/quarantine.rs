//! Mail that could not be read: agents see it raw, and let it be read once more or put it aside. It is never deleted.

use super::emit;
use crate::{By, Desk, DeskError, Result, audit};
use domain::InboundId;
use domain::access::Permission;
use domain::event::EventKind;
use serde_json::json;
use store::Tx;
use store::inbound::Quarantined;

impl Desk {
    /// Newest first, after `before`.
    ///
    /// # Errors
    /// `not_permitted`.
    pub async fn quarantined(
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

    /// The raw bytes as they were accepted.
    ///
    /// # Errors
    /// `not_permitted`, `not_found` (also for mail that is not in quarantine).
    pub async fn quarantined_raw(&self, by: &By, id: InboundId) -> Result<Vec<u8>> {
        by.demand(Permission::QuarantineManage)?;
        let raw = self
            .db
            .read(async move |tx| {
                let state = store::inbound::state_of(tx, id).await?;
                match state.as_ref().map(|(s, _)| s.as_str()) {
                    Some("quarantined" | "discarded") => store::inbound::raw(tx, id).await,
                    _ => Ok(None),
                }
            })
            .await?
            .ok_or_else(missing)?;
        match raw {
            (Some(bytes), _) => Ok(bytes),
            (None, Some(blob)) => Ok(self.blobs.get(&blob).await?.to_vec()),
            (None, None) => Err(missing()),
        }
    }

    /// Lets a mail be read once more; also one that was put aside.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn release_quarantined(&self, by: &By, id: InboundId) -> Result<()> {
        by.demand(Permission::QuarantineManage)?;
        let by = by.clone();
        self.write(async move |tx| {
            if !store::inbound::release(tx, id).await? {
                return Err(missing());
            }
            noted(tx, &by, id, "quarantine.released").await
        })
        .await
    }

    /// Puts a mail aside: kept, and no longer shown.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn discard_quarantined(&self, by: &By, id: InboundId) -> Result<()> {
        by.demand(Permission::QuarantineManage)?;
        let by = by.clone();
        self.write(async move |tx| {
            if !store::inbound::discard(tx, id).await? {
                return Err(missing());
            }
            noted(tx, &by, id, "quarantine.discarded").await
        })
        .await
    }
}

fn missing() -> DeskError {
    DeskError::missing("mail in quarantine")
}

async fn noted(tx: &mut Tx, by: &By, id: InboundId, act: &str) -> Result<()> {
    audit::act(tx, by, act, &id.to_string(), json!({})).await?;
    let waiting = store::inbound::quarantine_count(tx).await?;
    emit(tx, by, EventKind::QuarantineChanged { waiting });
    Ok(())
}
