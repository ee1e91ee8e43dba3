//! Identities that agents note: typed in, so never proof of anything.

use super::{loaded, reindex};
use crate::settings::{bad, emit, one_line};
use crate::{By, Desk, DeskError, Result, check, fresh};
use domain::access::Permission;
use domain::contact::{IdentityKind, email_key};
use domain::event::EventKind;
use domain::{ContactId, IdentityId, phone};

/// Identities of one contact.
const MOST: usize = 100;

impl Desk {
    /// A telephone number is kept in E.164; a national form is read as one of the contact's country.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`, `bad_address`, `bad_identity`, and `identity_taken`, which names nobody.
    pub async fn add_identity(
        &self,
        by: &By,
        id: ContactId,
        kind: IdentityKind,
        value: &str,
    ) -> Result<IdentityId> {
        by.demand(Permission::ContactWrite)?;
        let value = one_line("value", value, 254)?;
        let identity = IdentityId(fresh::id(by.now));
        let by = by.clone();
        self.write(async move |tx| {
            let person = loaded(tx, id).await?;
            let (value, key) = written(kind, &value, person.country.as_deref())?;
            if store::contact::identity_values(tx, id).await?.len() >= MOST {
                return bad(
                    "too_many_identities",
                    "value",
                    format!("A contact has at most {MOST} identities."),
                );
            }
            if let Some(known) = store::contact::by_identity(tx, kind, &key).await? {
                if known.contact == id {
                    return Ok(known.identity);
                }
                return bad(
                    "identity_taken",
                    "value",
                    "Another contact has this. Merge the two if they are one person.",
                );
            }
            store::contact::add_identity(tx, identity, id, kind, &value, &key).await?;
            reindex(tx, &person).await?;
            emit(tx, &by, EventKind::ContactChanged { contact: id });
            Ok(identity)
        })
        .await
    }

    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn remove_identity(
        &self,
        by: &By,
        id: ContactId,
        identity: IdentityId,
    ) -> Result<()> {
        by.demand(Permission::ContactWrite)?;
        let by = by.clone();
        self.write(async move |tx| {
            let person = loaded(tx, id).await?;
            if !store::contact::remove_identity(tx, id, identity).await? {
                return Err(DeskError::missing("identity"));
            }
            reindex(tx, &person).await?;
            emit(tx, &by, EventKind::ContactChanged { contact: id });
            Ok(())
        })
        .await
    }
}

/// As it is kept, and as it is compared.
fn written(kind: IdentityKind, value: &str, country: Option<&str>) -> Result<(String, String)> {
    match kind {
        IdentityKind::Email => {
            check::address("value", value)?;
            Ok((value.to_owned(), email_key(value)))
        }
        IdentityKind::Phone => match phone::e164(value, country) {
            Some(number) => Ok((number.clone(), number)),
            None => bad(
                "bad_identity",
                "value",
                "Write the number with its country code, such as +372 612 3456, or set the country of the contact first.",
            ),
        },
        IdentityKind::Handle | IdentityKind::Visitor => {
            if value.is_empty() {
                return bad("bad_identity", "value", "This is empty.");
            }
            Ok((value.to_owned(), domain::contact::word_key(value)))
        }
    }
}
