//! After a crash: what the process before had taken up is free again at once.
//!
//! Leases protect the nodes of one database against each other. On SQLite no second process can be there (its lock file),
//! so at the start every lease is one of a process that is gone, and nobody has to wait until it runs out.

use crate::{Desk, Result};
use domain::Millis;
use store::Engine;

impl Desk {
    /// Ends the leases of a process that is gone; to be called before the workers start. Does nothing where other nodes
    /// may be at work.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn take_over(&self, now: Millis) -> Result<()> {
        if self.db.engine() != Engine::Sqlite {
            return Ok(());
        }
        self.write(async move |tx| {
            store::inbound::end_leases(tx, now).await?;
            store::delivery::end_leases(tx, now).await?;
            store::house_mail::end_leases(tx, now).await?;
            store::webhook::end_leases(tx, now).await?;
            store::job::end_leases(tx, now).await?;
            store::imports::end_leases(tx, now).await?;
            store::idempotency::end_running(tx).await?;
            Ok(())
        })
        .await
    }
}
