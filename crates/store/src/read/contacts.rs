//! Contacts as people look at them.

use crate::contact::Person;
use crate::{Result, Tx, contact as write, record, sql, vals};
use domain::access::{Access, Permission};
use domain::contact::{IdentityKind, Verification};
use domain::{ContactId, IdentityId, Millis};

record! {
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct IdentityView {
        pub id: IdentityId,
        pub kind: IdentityKind,
        pub value: String,
        pub verified: Verification,
        pub verified_at: Option<Millis>,
        pub undeliverable: bool,
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactView {
    pub person: Person,
    pub identities: Vec<IdentityView>,
}

/// A contact with their identities; of a merged one, the one that it was merged into.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn contact(tx: &mut Tx, access: &Access, id: ContactId) -> Result<Option<ContactView>> {
    if !access.may(Permission::ConversationRead) {
        return Ok(None);
    }
    let Some(person) = write::root(tx, id).await? else {
        return Ok(None);
    };
    let identities = identities(tx, person.id).await?;
    Ok(Some(ContactView { person, identities }))
}

/// Identities of one contact.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn identities(tx: &mut Tx, id: ContactId) -> Result<Vec<IdentityView>> {
    let select = sql!(
        "SELECT id, kind, value, verified, verified_at, undeliverable FROM identity WHERE contact = $1 ",
        "ORDER BY kind, value_key LIMIT 200"
    );
    tx.all(select, &vals![id]).await
}

/// Contacts, newest first, before the one with insert order `before`. To find one, use the search.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn list_contacts(
    tx: &mut Tx,
    access: &Access,
    before: Option<i64>,
    limit: usize,
) -> Result<Vec<Person>> {
    if !access.may(Permission::ConversationRead) {
        return Ok(Vec::new());
    }
    let select = sql!(
        "SELECT id, n, name, address, organization, language, zone, note, blocked, created_at, version, ",
        "organization_id, country, merged_into, erased_at FROM contact ",
        "WHERE n < $1 AND merged_into IS NULL AND erased_at IS NULL ORDER BY n DESC LIMIT $2"
    );
    tx.all(select, &vals![before.unwrap_or(i64::MAX), limit])
        .await
}
