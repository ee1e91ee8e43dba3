//! What agents note about customers, and blocking one.

use super::{bad, emit, one_line};
use crate::people::{loaded, reindex};
use crate::{By, Desk, DeskError, Result, check};
use domain::access::Permission;
use domain::event::EventKind;
use domain::{ContactId, OrganizationId};
use store::Tx;
use store::contact::Person;

const NOTE_MAX: usize = 20_000;

/// Changes of a contact; `None` leaves as it is, `Some(None)` empties.
#[derive(Debug, Clone, Default)]
pub struct ContactChange {
    pub name: Option<Option<String>>,
    pub organization: Option<Option<String>>,
    pub language: Option<Option<String>>,
    pub zone: Option<Option<String>>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<Option<String>>,
    pub note: Option<Option<String>>,
    /// The record of an organization, whose name is then shown.
    pub organization_id: Option<Option<OrganizationId>>,
}

impl Desk {
    /// # Errors
    /// `not_permitted`, `not_found`, `bad_text`, `bad_zone`, `bad_language`.
    pub async fn change_contact(
        &self,
        by: &By,
        id: ContactId,
        change: ContactChange,
    ) -> Result<Person> {
        by.demand(Permission::ContactWrite)?;
        let by = by.clone();
        self.write(async move |tx| {
            let mut person = loaded(tx, id).await?;
            apply(&mut person, &change)?;
            join(tx, &mut person, &change).await?;
            store::contact::save(tx, &person, by.now).await?;
            person.version += 1;
            reindex(tx, &person).await?;
            emit(tx, &by, EventKind::ContactChanged { contact: id });
            Ok(person)
        })
        .await
    }

    /// Mail of a blocked contact is kept, as spam. Conversations that are open stay as they are.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn block_contact(&self, by: &By, id: ContactId, block: Block) -> Result<Person> {
        by.demand(Permission::SenderBlock)?;
        let blocked = block == Block::On;
        let by = by.clone();
        self.write(async move |tx| {
            let mut person = loaded(tx, id).await?;
            if person.blocked == blocked {
                return Ok(person);
            }
            person.blocked = blocked;
            store::contact::save(tx, &person, by.now).await?;
            person.version += 1;
            if !blocked {
                for key in store::contact::email_keys(tx, id).await? {
                    store::contact::unblock_sender(tx, &key).await?;
                }
            }
            let act = if blocked {
                "contact.blocked"
            } else {
                "contact.unblocked"
            };
            crate::audit::act(tx, &by, act, &id.to_string(), serde_json::json!({})).await?;
            emit(
                tx,
                &by,
                EventKind::ContactBlocked {
                    contact: id,
                    blocked,
                },
            );
            Ok(person)
        })
        .await
    }
}

/// Whether to block or to let in again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Block {
    On,
    Off,
}

/// A text of one's own is no record: it takes the contact out of the organization that it was in.
async fn join(tx: &mut Tx, person: &mut Person, change: &ContactChange) -> Result<()> {
    match change.organization_id {
        Some(Some(id)) => {
            let found = store::organization::root(tx, id).await?;
            let found = found.ok_or_else(|| DeskError::missing("organization"))?;
            (person.organization, person.organization_id) = (Some(found.name), Some(found.id));
        }
        Some(None) => {
            person.organization_id = None;
            if change.organization.is_none() {
                person.organization = None;
            }
        }
        None => {
            if let (Some(id), Some(_)) = (person.organization_id, &change.organization) {
                let held = store::organization::load(tx, id).await?;
                if held.map(|o| o.name) != person.organization {
                    person.organization_id = None;
                }
            }
        }
    }
    Ok(())
}

fn apply(person: &mut Person, change: &ContactChange) -> Result<()> {
    let line = |field, text: &Option<String>, most| -> Result<Option<String>> {
        let text = text.as_deref().unwrap_or_default();
        Ok(Some(one_line(field, text, most)?).filter(|t| !t.is_empty()))
    };
    if let Some(name) = &change.name {
        person.name = line("name", name, 200)?.unwrap_or_default();
    }
    if let Some(organization) = &change.organization {
        person.organization = line("organization", organization, 200)?;
    }
    if let Some(language) = &change.language {
        person.language = line("language", language, 35)?;
        check::language(person.language.as_deref())?;
    }
    if let Some(zone) = &change.zone {
        person.zone = line("zone", zone, 60)?;
        person.zone.as_deref().map(check::zone).transpose()?;
    }
    if let Some(country) = &change.country {
        person.country = line("country", country, 2)?.map(|c| c.to_ascii_uppercase());
        let odd = |c: &String| c.len() != 2 || !c.bytes().all(|b| b.is_ascii_uppercase());
        if person.country.as_ref().is_some_and(odd) {
            return bad(
                "bad_country",
                "country",
                "A country is written with two letters, such as EE.",
            );
        }
    }
    if let Some(note) = &change.note {
        let note = note.as_deref().unwrap_or_default();
        let odd = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
        if note.chars().count() > NOTE_MAX || note.chars().any(odd) {
            return bad(
                "bad_text",
                "note",
                format!("A note has at most {NOTE_MAX} characters."),
            );
        }
        person.note = note.to_owned();
    }
    Ok(())
}
