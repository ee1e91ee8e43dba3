//! Senders whose mail is spam, whatever it says.

use super::{bad, domain_name, one_line};
use crate::{By, Desk, DeskError, Result, audit, check};
use domain::access::Permission;
use domain::contact::email_key;
use serde_json::json;
use store::contact::Blocked;

impl Desk {
    /// Newest first.
    ///
    /// # Errors
    /// `not_permitted`.
    pub async fn blocked_senders(&self, by: &By) -> Result<Vec<Blocked>> {
        by.demand(Permission::SenderBlock)?;
        Ok(self
            .db
            .read(async move |tx| store::contact::blocked_senders(tx).await)
            .await?)
    }

    /// Blocks an address, or with `@example.org` a whole domain. Mail from there is kept, as spam.
    ///
    /// # Errors
    /// `not_permitted`, `bad_address`, `own_address`.
    pub async fn block_sender(&self, by: &By, address: &str, reason: &str) -> Result<Blocked> {
        by.demand(Permission::SenderBlock)?;
        let key = checked_key(address)?;
        let reason = one_line("reason", reason, 300)?;
        let by = by.clone();
        self.write(async move |tx| {
            let doors = store::door::all(tx).await?;
            let ours = |d: &store::door::Door| {
                d.removed_at.is_none()
                    && (d.address_key == key
                        || (key.starts_with('@') && d.address_key.ends_with(&key)))
            };
            if doors.iter().any(ours) {
                return bad("own_address", "address", "This is an address of ours.");
            }
            store::contact::block_sender(tx, &key, by.access.agent, &reason, by.now).await?;
            audit::act(tx, &by, "sender.blocked", &key, json!({ "reason": reason })).await?;
            audit::settings_changed(tx, &by, "blocked_senders");
            Ok(Blocked {
                address: key.clone(),
                at: by.now,
                agent: by.access.agent,
                reason: reason.clone(),
            })
        })
        .await
    }

    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn unblock_sender(&self, by: &By, address: &str) -> Result<()> {
        by.demand(Permission::SenderBlock)?;
        let (by, key) = (by.clone(), email_key(address));
        self.write(async move |tx| {
            if !store::contact::unblock_sender(tx, &key).await? {
                return Err(DeskError::missing("blocked sender"));
            }
            audit::act(tx, &by, "sender.unblocked", &key, json!({})).await?;
            audit::settings_changed(tx, &by, "blocked_senders");
            Ok(())
        })
        .await
    }
}

fn checked_key(address: &str) -> Result<String> {
    let key = email_key(address);
    match key.strip_prefix('@') {
        Some(domain) => Ok(format!("@{}", domain_name("address", domain)?)),
        None => {
            check::address("address", &key)?;
            Ok(key)
        }
    }
}
