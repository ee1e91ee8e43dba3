//! Custom fields: their definitions, and the values of conversations, contacts and organizations.

use super::{bad, emit, one_line};
use crate::people::{loaded, organizations};
use crate::{By, Desk, DeskError, Result, audit, carry_out, check, fresh};
use domain::access::Permission;
use domain::event::EventKind;
use domain::field::{CHOICES_MAX, Definition, Entity, FieldKind, FieldValue};
use domain::{ContactId, ConversationId, FieldId, OrganizationId};
use serde_json::{Map, Value, json};
use store::Tx;
use uuid::Uuid;

/// Fields of one organization.
const FIELDS_MAX: usize = 200;

#[derive(Debug, Clone)]
pub struct NewField {
    pub entity: Entity,
    /// `None`: made of the name.
    pub key: Option<String>,
    pub name: String,
    pub kind: FieldKind,
    pub choices: Vec<String>,
}

/// Changes of a field; `None` leaves as it is. Its kind stays what it is.
#[derive(Debug, Clone, Default)]
pub struct FieldChange {
    pub name: Option<String>,
    pub choices: Option<Vec<String>>,
    pub position: Option<i64>,
    pub archived: Option<bool>,
}

/// Who has fields of their own, in whatever conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    Contact(ContactId),
    Organization(OrganizationId),
}

impl Owner {
    /// Whose fields of this kind are shown with the conversations of a contact; `None` when they belong to no organization.
    async fn around(tx: &mut Tx, entity: Entity, contact: ContactId) -> Result<Option<Self>> {
        if entity != Entity::Organization {
            return Ok(Some(Self::Contact(contact)));
        }
        let organization = store::organization::of_contact(tx, contact).await?;
        Ok(organization.map(Self::Organization))
    }

    fn entity(self) -> Entity {
        match self {
            Self::Contact(_) => Entity::Contact,
            Self::Organization(_) => Entity::Organization,
        }
    }

    fn id(self) -> Uuid {
        match self {
            Self::Contact(id) => id.0,
            Self::Organization(id) => id.0,
        }
    }

    fn changed(self) -> EventKind {
        match self {
            Self::Contact(contact) => EventKind::ContactChanged { contact },
            Self::Organization(organization) => EventKind::OrganizationChanged { organization },
        }
    }

    /// Itself, or whom it was merged into.
    async fn root(self, tx: &mut Tx) -> Result<Uuid> {
        let (found, what) = match self {
            Self::Contact(id) => {
                let root = store::contact::root(tx, id).await?;
                (root.map(|c| c.id.0), "contact")
            }
            Self::Organization(id) => {
                let root = store::organization::root(tx, id).await?;
                (root.map(|o| o.id.0), "organization")
            }
        };
        found.ok_or_else(|| DeskError::missing(what))
    }

    /// Refuses one that no longer stands for itself.
    async fn loaded(self, tx: &mut Tx) -> Result<()> {
        match self {
            Self::Contact(id) => loaded(tx, id).await.map(|_| ()),
            Self::Organization(id) => organizations::loaded(tx, id).await.map(|_| ()),
        }
    }
}

impl Desk {
    /// Fields in their order, archived ones too.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn fields(&self) -> Result<Vec<Definition>> {
        Ok(self
            .db
            .read(async move |tx| store::field::all(tx).await)
            .await?)
    }

    /// # Errors
    /// `not_permitted`, `bad_name`, `bad_key`, `key_taken`, `bad_choices`, `too_many_fields`.
    pub async fn create_field(&self, by: &By, new: NewField) -> Result<Definition> {
        by.demand(Permission::ContentManage)?;
        check::name(&new.name)?;
        let (key, chosen) = match new.key.as_deref() {
            Some(given) => (key(given)?, true),
            None => (key_of(&new.name), false),
        };
        let row = Definition {
            id: FieldId(fresh::id(by.now)),
            entity: new.entity,
            key,
            name: one_line("name", &new.name, 100)?,
            kind: new.kind,
            choices: choices(new.kind, &new.choices)?,
            position: 0,
            archived: false,
            created_at: by.now,
        };
        let by = by.clone();
        self.write(async move |tx| {
            let all = store::field::all(tx).await?;
            if all.len() >= FIELDS_MAX {
                return bad(
                    "too_many_fields",
                    "name",
                    format!("Keep at most {FIELDS_MAX} fields."),
                );
            }
            let taken = |key: &str| all.iter().any(|f| f.entity == row.entity && f.key == key);
            if chosen && taken(&row.key) {
                return bad("key_taken", "key", "Another field has this key.");
            }
            let row = Definition {
                key: free(&row.key, taken),
                position: i64::try_from(all.len()).unwrap_or(0),
                ..row.clone()
            };
            store::field::put(tx, &row).await?;
            told(tx, &by, &row, "field.created").await?;
            Ok(row)
        })
        .await
    }

    /// # Errors
    /// `not_found`, and those of [`Desk::create_field`].
    pub async fn change_field(
        &self,
        by: &By,
        id: FieldId,
        change: FieldChange,
    ) -> Result<Definition> {
        by.demand(Permission::ContentManage)?;
        let by = by.clone();
        self.write(async move |tx| {
            let mut row = definition(tx, id).await?;
            if let Some(name) = &change.name {
                check::name(name)?;
                row.name = one_line("name", name, 100)?;
            }
            if let Some(given) = &change.choices {
                row.choices = choices(row.kind, given)?;
            }
            row.position = change.position.unwrap_or(row.position).clamp(0, 1_000_000);
            row.archived = change.archived.unwrap_or(row.archived);
            store::field::put(tx, &row).await?;
            told(tx, &by, &row, "field.changed").await?;
            Ok(row)
        })
        .await
    }

    /// Values of a conversation, of its contact and of their organization, by field.
    ///
    /// # Errors
    /// `not_found`, `not_permitted`.
    pub async fn field_values(
        &self,
        by: &By,
        id: ConversationId,
    ) -> Result<Vec<(FieldId, FieldValue)>> {
        let by = by.clone();
        self.db
            .read(async move |tx| {
                let c = carry_out::load(tx, id).await?;
                by.demand_on(Permission::ConversationRead, &c)?;
                Ok(store::field::values(tx, id, c.contact).await?)
            })
            .await
    }

    /// Values of a contact or an organization; of one that was merged, those of whom it was merged into.
    ///
    /// # Errors
    /// `not_found`, `not_permitted`.
    pub async fn own_field_values(
        &self,
        by: &By,
        owner: Owner,
    ) -> Result<Vec<(FieldId, FieldValue)>> {
        by.demand(Permission::ConversationRead)?;
        self.db
            .read(async move |tx| {
                let id = owner.root(tx).await?;
                Ok(store::field::of_entity(tx, id).await?)
            })
            .await
    }

    /// Sets values by field id or key; null takes one away. Fields of the contact go to the contact, those of the
    /// organization to the one that the contact belongs to.
    ///
    /// # Errors
    /// `not_found`, `not_permitted`, `no_such_field`, `bad_value`, `no_contact`, `no_organization`, `erased`.
    pub async fn set_fields(
        &self,
        by: &By,
        id: ConversationId,
        values: Map<String, Value>,
    ) -> Result<Vec<(FieldId, FieldValue)>> {
        let by = by.clone();
        self.write(async move |tx| {
            let mut c = carry_out::load(tx, id).await?;
            by.demand_on(Permission::ConversationWrite, &c)?;
            let read = read(tx, &values, Entity::Conversation).await?;
            set_around(tx, &by, &c, &read).await?;
            if !read.is_empty() {
                let kind = EventKind::FieldsChanged { conversation: id };
                carry_out::happened(tx, &mut c, kind, &by.ctx()).await?;
                carry_out::save(tx, &mut c, None).await?;
            }
            Ok(store::field::values(tx, id, c.contact).await?)
        })
        .await
    }

    /// The same for a contact or an organization, which have no fields but their own.
    ///
    /// # Errors
    /// As for [`Desk::set_fields`], and `merged`.
    pub async fn set_own_fields(
        &self,
        by: &By,
        owner: Owner,
        values: Map<String, Value>,
    ) -> Result<Vec<(FieldId, FieldValue)>> {
        by.demand(Permission::ContactWrite)?;
        let by = by.clone();
        self.write(async move |tx| {
            owner.loaded(tx).await?;
            let entity = owner.entity();
            for (f, value) in read(tx, &values, entity).await? {
                if f.entity != entity {
                    let what = format!("This is a field of {}.", f.entity.words());
                    return bad("no_such_field", "values", what);
                }
                store::field::set(tx, owner.id(), f.id, value.as_ref(), by.now).await?;
            }
            emit(tx, &by, owner.changed());
            Ok(store::field::of_entity(tx, owner.id()).await?)
        })
        .await
    }
}

/// Sets values of those whom a conversation is with; says what changed besides the conversation.
async fn set_around(
    tx: &mut Tx,
    by: &By,
    c: &domain::conversation::Conversation,
    given: &Given,
) -> Result<()> {
    let mut changed = Vec::new();
    for (f, value) in given {
        let mut entity = c.id.0;
        if f.entity != Entity::Conversation {
            by.demand(Permission::ContactWrite)?;
            let Some(contact) = c.contact else {
                let what = "Nobody is known in this conversation.";
                return bad("no_contact", "values", what);
            };
            Owner::Contact(contact).loaded(tx).await?;
            let Some(owner) = Owner::around(tx, f.entity, contact).await? else {
                let what = "The contact belongs to no organization.";
                return bad("no_organization", "values", what);
            };
            if !changed.contains(&owner) {
                changed.push(owner);
            }
            entity = owner.id();
        }
        store::field::set(tx, entity, f.id, value.as_ref(), by.now).await?;
    }
    for owner in changed {
        emit(tx, by, owner.changed());
    }
    Ok(())
}

async fn definition(tx: &mut Tx, id: FieldId) -> Result<Definition> {
    let found = store::field::all(tx)
        .await?
        .into_iter()
        .find(|f| f.id == id);
    found.ok_or_else(|| DeskError::missing("field"))
}

/// Sets one value on behalf of a rule.
pub(crate) async fn set_one(
    tx: &mut Tx,
    conversation: Uuid,
    contact: Option<Uuid>,
    field: FieldId,
    value: &Value,
    now: domain::Millis,
) -> Result<()> {
    let f = definition(tx, field).await?;
    let value = f.read(value)?;
    let entity = match (f.entity, contact) {
        (Entity::Conversation, _) => Some(conversation),
        (of, Some(contact)) => {
            let owner = Owner::around(tx, of, ContactId(contact)).await?;
            owner.map(Owner::id)
        }
        (_, None) => None,
    };
    if let Some(entity) = entity {
        store::field::set(tx, entity, field, value.as_ref(), now).await?;
    }
    Ok(())
}

type Given = Vec<(Definition, Option<FieldValue>)>;

/// The values as their definitions read them. A key means a field of `entity` first.
async fn read(tx: &mut Tx, values: &Map<String, Value>, entity: Entity) -> Result<Given> {
    let all = store::field::all(tx).await?;
    let mut out = Vec::with_capacity(values.len());
    for (name, value) in values {
        let of = |e: Entity| {
            all.iter()
                .find(|f| f.entity == e && (f.key == *name || f.id.to_string() == *name))
        };
        let others = [Entity::Conversation, Entity::Contact, Entity::Organization];
        let found = of(entity).or_else(|| others.into_iter().find_map(of));
        let Some(f) = found.filter(|f| !f.archived) else {
            let shown: String = name.chars().take(60).collect();
            return bad(
                "no_such_field",
                "values",
                format!("There is no field “{shown}”."),
            );
        };
        out.push((f.clone(), f.read(value)?));
    }
    Ok(out)
}

/// Letters of a key at most.
const KEY_MAX: usize = 40;

/// A key that somebody gave.
fn key(text: &str) -> Result<String> {
    let out = plain(text);
    if out.is_empty() || out.len() > KEY_MAX {
        return bad(
            "bad_key",
            "key",
            "A key has 1 to 40 letters a to z, digits and _; give one of your own.",
        );
    }
    Ok(out)
}

/// A key from a name in whatever script and of whatever length.
fn key_of(name: &str) -> String {
    let mut out = plain(name);
    // Room for a number.
    out.truncate(KEY_MAX - 4);
    match out.trim_end_matches('_') {
        "" => "field".to_owned(),
        some => some.to_owned(),
    }
}

/// That key, or with the first number that makes it another one.
fn free(key: &str, taken: impl Fn(&str) -> bool) -> String {
    if !taken(key) {
        return key.to_owned();
    }
    let mut numbered = (2..=FIELDS_MAX + 1).map(|n| format!("{key}_{n}"));
    let first = numbered.find(|k| !taken(k));
    first.unwrap_or_else(|| key.to_owned())
}

fn plain(text: &str) -> String {
    let mut out = String::new();
    for c in text.trim().to_lowercase().chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with('_') {
            out.push('_');
        }
    }
    out.trim_end_matches('_').to_owned()
}

fn choices(kind: FieldKind, given: &[String]) -> Result<Vec<String>> {
    if kind != FieldKind::Choice {
        return Ok(Vec::new());
    }
    let mut out: Vec<String> = Vec::with_capacity(given.len());
    for choice in given {
        let choice = one_line("choices", choice, 100)?;
        if !choice.is_empty() && !out.contains(&choice) {
            out.push(choice);
        }
    }
    if out.is_empty() || out.len() > CHOICES_MAX {
        return bad("bad_choices", "choices", "Give 1 to 100 choices.");
    }
    Ok(out)
}

async fn told(tx: &mut Tx, by: &By, row: &Definition, act: &str) -> Result<()> {
    let detail = json!({ "name": row.name });
    audit::act(tx, by, act, &row.id.to_string(), detail).await?;
    audit::settings_changed(tx, by, "fields");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_any_script_and_of_any_length_gives_a_key() {
        assert_eq!(key_of(" Order no. "), "order_no");
        assert_eq!(key_of("尺寸"), "field");
        assert_eq!(key_of("Kliendi number"), "kliendi_number");
        let long = key_of(&"Customer number at the old shop ".repeat(9));
        assert_eq!(long, "customer_number_at_the_old_shop_cust");
        assert!(key(&long).is_ok());
    }

    #[test]
    fn a_key_that_is_taken_gets_the_first_free_number() {
        let there = ["size", "size_2"];
        assert_eq!(free("size", |k| there.contains(&k)), "size_3");
        assert_eq!(free("colour", |k| there.contains(&k)), "colour");
        assert_eq!(
            free("size", |_| true),
            "size",
            "the store has the last word"
        );
    }
}
