//! What only time makes necessary in the queue.

use crate::{Desk, Result};
use domain::Millis;

/// Rows that are looked after in one go.
const BATCH: usize = 500;

impl Desk {
    /// Ends what was overtaken and is gone without anybody having taken it up here.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn queue_chores(&self, now: Millis) -> Result<()> {
        let gone = self
            .db
            .read(async move |tx| store::overtaking::gone(tx, BATCH).await)
            .await?;
        if gone.is_empty() {
            return Ok(());
        }
        self.write(async move |tx| {
            for &id in &gone {
                store::overtaking::ended(tx, id, now).await?;
            }
            Ok(())
        })
        .await
    }
}
