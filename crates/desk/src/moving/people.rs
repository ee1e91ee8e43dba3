//! Contacts of an import: known by an address or number, or made.

use super::batch::Hand;
use super::organizations;
use crate::{Result, fresh};
use domain::contact::{IdentityKind, Verification, email_key};
use domain::moving::Person;
use domain::{ContactId, IdentityId};
use store::Tx;
use store::contact::NewContact;
use store::imports::NewItem;

pub(super) const CONTACT: &str = "contact";

/// Addresses and numbers by which somebody is known: kind, as written, as compared.
pub(super) fn ways(person: &Person, source: &str) -> Vec<(IdentityKind, String, String)> {
    let mut out = Vec::new();
    for email in &person.emails {
        out.push((IdentityKind::Email, email.clone(), email_key(email)));
    }
    for number in &person.phones {
        out.push((IdentityKind::Phone, number.clone(), number.clone()));
    }
    if out.is_empty() && !person.key.is_empty() {
        // Somebody whom only the other program could reach.
        let handle = format!("{source} {}", person.key);
        out.push((IdentityKind::Handle, handle.clone(), handle));
    }
    out
}

/// The contact that this person is, if they are here.
pub(super) async fn known(tx: &mut Tx, source: &str, person: &Person) -> Result<Option<ContactId>> {
    if let Some(id) = store::imports::item(tx, source, CONTACT, &person.key).await?
        && let Some(known) = store::contact::root(tx, ContactId(id)).await?
        && known.erased_at.is_none()
    {
        return Ok(Some(known.id));
    }
    for (kind, _, key) in ways(person, source) {
        if let Some(known) = store::contact::by_identity(tx, kind, &key).await? {
            return Ok(Some(known.contact));
        }
    }
    Ok(None)
}

/// Makes the contact, or adds to the one who is here what was not known. `None` for one of the team.
pub(super) async fn write(
    tx: &mut Tx,
    hand: &mut Hand<'_>,
    person: &Person,
) -> Result<Option<ContactId>> {
    if person.agent {
        return Ok(None);
    }
    let source = hand.setting.source.clone();
    let earlier = known(tx, &source, person).await?;
    let ways = ways(person, &source);
    let contact = match earlier {
        Some(contact) => {
            hand.counts.contacts_known += 1;
            contact
        }
        None => {
            let Some((kind, value, key)) = ways.first().cloned() else {
                return Ok(None);
            };
            let at = person.created_at.unwrap_or(hand.now).min(hand.now);
            let fresh = NewContact {
                id: ContactId(fresh::id(hand.now)),
                identity: IdentityId(fresh::id(hand.now)),
                name: person.name.clone(),
                kind,
                value: if kind == IdentityKind::Handle {
                    String::new()
                } else {
                    value
                },
                value_key: key,
                verified: Verification::Nothing,
                language: Some(person.language.clone()).filter(|l| !l.is_empty()),
                at,
            };
            store::contact::insert(tx, &fresh).await?;
            hand.counts.contacts_made += 1;
            fresh.id
        }
    };
    for (kind, value, key) in ways.iter().skip(usize::from(earlier.is_none())) {
        let id = IdentityId(fresh::id(hand.now));
        if *kind != IdentityKind::Handle
            && !store::imports::add_identity(tx, id, contact, *kind, value, key).await?
            && store::contact::by_identity(tx, *kind, key)
                .await?
                .is_some_and(|k| k.contact != contact)
        {
            hand.odd(&person.key, "address_of_another", value.clone());
        }
    }
    let mut person = person.clone();
    if !person.zone.is_empty() && crate::check::zone(&person.zone).is_err() {
        hand.odd(&person.key, "unknown_zone", person.zone.clone());
        person.zone.clear();
    }
    store::imports::fill_contact(tx, contact, &person).await?;
    organizations::of_person(tx, hand, &person, contact).await?;
    index(tx, contact).await?;
    if !person.key.is_empty() {
        let item = NewItem {
            source: &source,
            kind: CONTACT,
            key: &person.key,
            import: hand.import,
            entity: contact.0,
            made: earlier.is_none(),
        };
        // What an earlier import made stays that import's.
        if earlier.is_none()
            || store::imports::item(tx, &source, CONTACT, &person.key)
                .await?
                .is_none()
        {
            store::imports::put_item(tx, item).await?;
        }
    }
    Ok(Some(contact))
}

async fn index(tx: &mut Tx, id: ContactId) -> Result<()> {
    let Some(c) = store::contact::load(tx, id).await? else {
        return Ok(());
    };
    let organization = c.organization.unwrap_or_default();
    let mut parts = vec![c.name, c.address, organization];
    parts.extend(store::contact::email_keys(tx, id).await?);
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    Ok(store::search::index_contact(tx, c.n, &parts).await?)
}
