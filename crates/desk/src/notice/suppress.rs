//! Who gets no notices: because they asked, because their address does not work, or because somebody of us says so.

use crate::settings::bad;
use crate::{By, Desk, DeskError, Result, audit, check, fresh};
use domain::access::Permission;
use domain::contact::email_key;
use domain::notice::Silence;
use domain::{ContactId, MessageId, Millis, NoticeSuppressionId};
use serde_json::json;
use store::Tx;
use store::notice::Suppressed;

/// Somebody, or an address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewSuppression {
    pub contact: Option<ContactId>,
    pub address: Option<String>,
}

impl Desk {
    /// Newest first.
    ///
    /// # Errors
    /// `not_permitted`.
    pub async fn notice_suppressions(
        &self,
        by: &By,
        before: Option<(Millis, NoticeSuppressionId)>,
        limit: usize,
    ) -> Result<Vec<Suppressed>> {
        by.demand(Permission::ChannelManage)?;
        let read = async move |tx: &mut Tx| store::notice::suppressed(tx, before, limit).await;
        Ok(self.db.read(read).await?)
    }

    /// They get none from now on; the entry that there is when they get none already.
    ///
    /// # Errors
    /// `not_permitted`, `bad_choice`, `bad_address`, `not_found`.
    pub async fn suppress_notices(&self, by: &By, new: NewSuppression) -> Result<Suppressed> {
        by.demand(Permission::ChannelManage)?;
        if new.contact.is_some() == new.address.is_some() {
            return bad("bad_choice", "contact", "Name a customer or an address.");
        }
        if let Some(address) = &new.address {
            check::address("address", address)?;
        }
        let (by, id) = (by.clone(), NoticeSuppressionId(fresh::id(by.now)));
        self.write(async move |tx| {
            let contact = match new.contact {
                Some(contact) => Some(root(tx, contact).await?),
                None => None,
            };
            let row = Suppressed {
                id,
                contact,
                address: new.address.as_deref().map(email_key),
                why: Silence::ByHand,
                at: by.now,
                by: by.access.agent,
                name: None,
            };
            if store::notice::suppress(tx, &row).await? {
                audit::act(tx, &by, "notice.suppressed", &id.to_string(), json!({})).await?;
                audit::settings_changed(tx, &by, "notices");
            }
            let kept = store::notice::of_address(tx, row.address.as_deref(), contact).await?;
            kept.ok_or_else(|| DeskError::missing("entry"))
        })
        .await
    }

    /// They may get notices again.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn allow_notices(&self, by: &By, id: NoticeSuppressionId) -> Result<()> {
        by.demand(Permission::ChannelManage)?;
        let by = by.clone();
        self.write(async move |tx| {
            if !store::notice::allow(tx, id).await? {
                return Err(DeskError::missing("entry"));
            }
            audit::act(tx, &by, "notice.allowed", &id.to_string(), json!({})).await?;
            audit::settings_changed(tx, &by, "notices");
            Ok(())
        })
        .await
    }
}

async fn root(tx: &mut Tx, contact: ContactId) -> Result<ContactId> {
    let person = store::contact::root(tx, contact).await?;
    let person = person.filter(|p| p.erased_at.is_none());
    Ok(person.ok_or_else(|| DeskError::missing("contact"))?.id)
}

/// A letter came back for good. If it was one of a notice, whoever it went to was not told; and if nobody is there, the address
/// gets no more of them.
///
/// # Errors
/// See [`store::StoreError`].
pub(crate) async fn bounced(
    tx: &mut Tx,
    id: NoticeSuppressionId,
    message: MessageId,
    (recipient, dead): (&str, bool),
    now: Millis,
) -> Result<()> {
    if !store::notice::bounced(tx, message).await? || !dead {
        return Ok(());
    }
    let row = Suppressed {
        id,
        contact: None,
        address: Some(email_key(recipient)),
        why: Silence::Bounced,
        at: now,
        by: None,
        name: None,
    };
    store::notice::suppress(tx, &row).await?;
    Ok(())
}
