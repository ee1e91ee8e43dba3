//! What another program says of organizations of customers and in custom fields, read as the desk that it comes to keeps it:
//! its agents, its fields, its words.

use super::columns::{language, one_line};
use crate::contact::{LifeCycle, email_key, word_key};
use crate::field::{Definition, Entity, FieldValue};
use crate::organization_merge::Traits;
use crate::{AgentId, FieldId};
use std::collections::HashMap;

/// An organization as the other program wrote it down: texts, whatever they mean. Of what is empty nothing is said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Organization {
    /// By what the other program tells them apart; empty: by the name.
    pub key: String,
    pub name: String,
    /// Address or name of an agent.
    pub owner: String,
    pub plan: String,
    pub life_cycle: String,
    pub segment: String,
    pub language: String,
    pub note: String,
    pub domains: Vec<String>,
    pub fields: Vec<Told>,
}

/// Longest name of an organization, in characters; more is cut.
pub const NAME_MAX: usize = 120;

/// A value of a custom field: id, key or name of the field, and the text.
pub type Told = (String, String);
/// What is not taken as it was: a stable code, and the text.
pub type Odd = (&'static str, String);

type Place = fn(&mut Organization) -> &mut String;

/// Words under which programs keep what an organization here has of its own.
const OWN: [(Place, &[&str]); 5] = [
    (
        |o| &mut o.owner,
        &["owner", "account_owner", "account_manager"],
    ),
    (
        |o| &mut o.plan,
        &["plan", "subscription", "subscription_plan"],
    ),
    (
        |o| &mut o.life_cycle,
        &[
            "life_cycle",
            "lifecycle",
            "lifecycle_stage",
            "life_cycle_stage",
        ],
    ),
    (|o| &mut o.segment, &["segment"]),
    (|o| &mut o.language, &["language", "locale"]),
];

impl Organization {
    /// Whether more than its name is said.
    #[must_use]
    pub fn is_told(&self) -> bool {
        let named = Self {
            key: self.key.clone(),
            name: self.name.clone(),
            ..Self::default()
        };
        *self != named
    }

    /// By what it is compared: the key of the other program, else the name.
    #[must_use]
    pub fn own_key(&self) -> String {
        if self.key.is_empty() {
            word_key(&self.name)
        } else {
            self.key.clone()
        }
    }

    /// Takes a value that the other program keeps under a key of its own: what is meant by a known word, else a custom field.
    pub fn take(&mut self, key: &str, value: String) {
        let own = OWN.iter().find(|(_, words)| words.contains(&key));
        match own.map(|(place, _)| place(self)) {
            Some(place) if place.is_empty() => *place = value,
            _ => self.fields.push((key.to_owned(), value)),
        }
    }
}

/// What of the desk is asked while another program's words are read.
#[derive(Debug, Clone, Default)]
pub struct House {
    /// Its custom fields that are not archived.
    pub fields: Vec<Definition>,
    /// Agents who may own an organization, by address and by name as compared.
    pub owners: HashMap<String, AgentId>,
}

/// What an organization here gets, where it has nothing itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gift {
    pub traits: Traits,
    pub fields: Vec<(FieldId, FieldValue)>,
}

impl House {
    /// Whose field this is; `None` for one that nobody knows (any more).
    #[must_use]
    pub fn entity(&self, id: FieldId) -> Option<Entity> {
        self.fields.iter().find(|f| f.id == id).map(|f| f.entity)
    }

    /// What is understood of an organization, and what is not: `no_name`, `unknown_owner`, `unknown_life_cycle`,
    /// `bad_language`, and those of [`House::values`].
    #[must_use]
    pub fn organization(&self, told: &Organization) -> (Gift, Vec<Odd>) {
        let (fields, mut odd) = self.values(Entity::Organization, &told.fields);
        if told.name.is_empty() {
            odd.push(("no_name", told.key.clone()));
        }
        let line = |text: &str, most| Some(one_line(text, most)).filter(|t| !t.is_empty());
        let traits = Traits {
            owner: understood(&told.owner, "unknown_owner", &mut odd, |t| self.owner(t)),
            plan: line(&told.plan, 80),
            life_cycle: understood(&told.life_cycle, "unknown_life_cycle", &mut odd, life_cycle),
            segment: line(&told.segment, 80),
            language: understood(&told.language, "bad_language", &mut odd, |text| {
                Some(language(text)).filter(|l| !l.is_empty())
            }),
            zone: None,
            note: Some(told.note.clone()).filter(|n| !n.is_empty()),
        };
        (Gift { traits, fields }, odd)
    }

    /// Values of custom fields, the first of each field; and what is not taken: `no_such_field`, `bad_value`.
    #[must_use]
    pub fn values(&self, entity: Entity, told: &[Told]) -> (Vec<(FieldId, FieldValue)>, Vec<Odd>) {
        let mut values: Vec<(FieldId, FieldValue)> = Vec::new();
        let mut odd = Vec::new();
        for (name, text) in told {
            let of = |f: &&Definition| f.entity == entity && is_called(f, name);
            let Some(field) = self.fields.iter().find(of) else {
                odd.push(("no_such_field", format!("{}: {name}", entity.words())));
                continue;
            };
            match field.told(text) {
                Ok(Some(value)) if values.iter().all(|(id, _)| *id != field.id) => {
                    values.push((field.id, value));
                }
                Ok(_) => {}
                Err(_) => odd.push(("bad_value", format!("{}: {text}", field.name))),
            }
        }
        (values, odd)
    }

    fn owner(&self, text: &str) -> Option<AgentId> {
        let found = self.owners.get(&email_key(text));
        found.or_else(|| self.owners.get(&word_key(text))).copied()
    }
}

/// A field by its key in whatever case, its name or its id.
fn is_called(f: &Definition, name: &str) -> bool {
    f.key == name.to_lowercase() || word_key(&f.name) == word_key(name) || f.id.to_string() == name
}

fn understood<T>(
    text: &str,
    code: &'static str,
    odd: &mut Vec<Odd>,
    read: impl Fn(&str) -> Option<T>,
) -> Option<T> {
    if text.trim().is_empty() {
        return None;
    }
    let read = read(text.trim());
    if read.is_none() {
        odd.push((code, text.to_owned()));
    }
    read
}

/// As other programs name the stages that we know.
fn life_cycle(text: &str) -> Option<LifeCycle> {
    Some(match word_key(text).as_str() {
        "prospect" | "lead" | "opportunity" | "subscriber" => LifeCycle::Prospect,
        "trial" | "trialing" | "evaluation" => LifeCycle::Trial,
        "paying" | "paid" | "customer" | "active" | "evangelist" => LifeCycle::Paying,
        "former" | "churned" | "cancelled" | "canceled" | "lost" => LifeCycle::Former,
        _ => return None,
    })
}
