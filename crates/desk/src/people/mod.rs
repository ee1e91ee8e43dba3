//! Customers as people: their identities, their organizations, two records that are one person, and their right to be
//! forgotten. One verb file per noun; what agents note about a contact is in `settings::contacts`.

pub mod erasing;
pub mod holds;
pub mod identities;
pub mod lookup;
pub mod merging;
pub mod organization_merging;
pub mod organizations;
pub mod retention;

use crate::{DeskError, Result};
use domain::ContactId;
use store::Tx;
use store::contact::Person;

/// A contact that stands for itself.
///
/// # Errors
/// `not_found`; `merged` and `erased` for one that is no longer changed.
pub(crate) async fn loaded(tx: &mut Tx, id: ContactId) -> Result<Person> {
    let person = store::contact::load(tx, id)
        .await?
        .ok_or_else(|| DeskError::missing("contact"))?;
    if person.erased_at.is_some() {
        return Err(DeskError::refused(
            "erased",
            "This contact has been erased.",
        ));
    }
    if person.merged_into.is_some() {
        return Err(DeskError::refused(
            "merged",
            "This contact has been merged into another one.",
        ));
    }
    Ok(person)
}

/// Puts what a contact is found by into the index: also the names of those that were merged into it.
pub(crate) async fn reindex(tx: &mut Tx, person: &Person) -> Result<()> {
    let values = store::contact::identity_values(tx, person.id).await?;
    let others = store::contact_merge::absorbed(tx, person.id).await?;
    let mut parts = vec![person.name.as_str(), person.address.as_str()];
    parts.extend(values.iter().map(String::as_str));
    parts.extend(others.iter().map(|o| o.name.as_str()));
    parts.extend(person.organization.as_deref());
    Ok(store::search::index_contact(tx, person.n, &parts).await?)
}
