//! Moving in from another program: what its files say, in our words. Pure: readers take a [`std::io::BufRead`], mappings a
//! parsed value. What becomes of it is decided in `desk::moving`; nothing here opens a file or knows a database.

pub mod chatwoot;
pub mod columns;
pub mod csv;
mod json;
pub mod organizations;
pub mod records;
#[cfg(test)]
mod tests;
pub mod zendesk;

use crate::Millis;
use crate::conversation::{Status, Urgency};
use crate::message::MessageKind;
pub use organizations::{House, Organization};
use serde::{Deserialize, Serialize};

/// Longest text of one message that is taken; more is cut, and the report says so.
pub const TEXT_MAX: usize = 1024 * 1024;

/// What kind of file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A table of contacts.
    Csv,
    /// Mail in one file, as most mail programs write it (RFC 4155 and its relatives).
    Mbox,
    /// The JSON export of Zendesk, or answers of its API.
    Zendesk,
    /// Answers of the API of Chatwoot.
    Chatwoot,
}

impl Kind {
    pub const ALL: [Self; 4] = [Self::Csv, Self::Mbox, Self::Zendesk, Self::Chatwoot];

    /// The word in tables, in the API and on the command line.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Mbox => "mbox",
            Self::Zendesk => "zendesk",
            Self::Chatwoot => "chatwoot",
        }
    }

    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.word() == word)
    }
}

/// Somebody, as the other program knew them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Person {
    /// By what the other program tells them apart.
    pub key: String,
    pub name: String,
    pub emails: Vec<String>,
    pub phones: Vec<String>,
    pub organization: String,
    /// What a row about a person says of their organization.
    pub company: Option<Box<Organization>>,
    /// Values of custom fields.
    pub fields: Vec<organizations::Told>,
    pub language: String,
    pub zone: String,
    pub note: String,
    pub created_at: Option<Millis>,
    /// One of the team: no contact is made.
    pub agent: bool,
}

/// A ticket or conversation of another program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matter {
    pub key: String,
    pub subject: String,
    pub status: Status,
    pub urgency: Urgency,
    /// Key of the person whose matter it is.
    pub contact: Option<String>,
    /// The address of the agent who had it.
    pub assignee: Option<String>,
    pub tags: Vec<String>,
    pub created_at: Option<Millis>,
    pub updated_at: Option<Millis>,
    pub utterances: Vec<Utterance>,
    /// People whom the record itself describes.
    pub people: Vec<Person>,
}

/// One message of a matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Utterance {
    pub key: String,
    /// Key of the matter that it belongs to.
    pub matter: String,
    pub kind: MessageKind,
    /// Key of the contact who wrote it.
    pub contact: Option<String>,
    /// The address of the agent who wrote it.
    pub agent: Option<String>,
    /// As the other program shows the writer.
    pub name: String,
    pub at: Option<Millis>,
    pub text: String,
    pub html: Option<String>,
    /// Files that stay where they are: name and address.
    pub files: Vec<(String, String)>,
}

/// What a record is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Record {
    Person(Person),
    Organization(Box<Organization>),
    Matter(Box<Matter>),
    Utterance(Utterance),
    /// Something that is not taken, and why; a stable code.
    Other(&'static str),
}

/// What the other program says once and means often: filled by a first look through its files.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    /// Organizations by key.
    pub organizations: std::collections::HashMap<String, String>,
    /// Addresses of agents by key.
    pub agents: std::collections::HashMap<String, String>,
}

impl Directory {
    /// Entries of each kind that are kept.
    pub const MOST: usize = 200_000;

    pub fn learn(&mut self, record: &Record) {
        match record {
            Record::Organization(o) if self.organizations.len() < Self::MOST => {
                self.organizations.insert(o.key.clone(), o.name.clone());
            }
            Record::Person(p) if p.agent && self.agents.len() < Self::MOST => {
                let email = p.emails.first().cloned().unwrap_or_default();
                self.agents.insert(p.key.clone(), email);
            }
            Record::Matter(matter) => {
                for p in matter.people.iter().filter(|p| p.agent) {
                    let email = p.emails.first().cloned().unwrap_or_default();
                    self.agents.entry(p.key.clone()).or_insert(email);
                }
            }
            _ => {}
        }
    }
}

impl Directory {
    /// Says of a record what only the directory knows: names of organizations, and who of the writers is of the team.
    #[must_use]
    pub fn settled(&self, record: Record) -> Record {
        match record {
            Record::Person(person) => Record::Person(self.person(person)),
            Record::Matter(mut matter) => {
                matter.people = matter.people.into_iter().map(|p| self.person(p)).collect();
                if let Some(email) = matter.assignee.as_ref().and_then(|a| self.agents.get(a)) {
                    matter.assignee = Some(email.clone());
                }
                let utterances = std::mem::take(&mut matter.utterances);
                matter.utterances = utterances.into_iter().map(|u| self.utterance(u)).collect();
                Record::Matter(matter)
            }
            Record::Utterance(utterance) => Record::Utterance(self.utterance(utterance)),
            other => other,
        }
    }

    fn person(&self, mut person: Person) -> Person {
        if let Some(name) = self.organizations.get(&person.organization) {
            person.organization.clone_from(name);
        } else if person.organization.bytes().all(|b| b.is_ascii_digit()) {
            // The key of an organization that the export does not describe.
            person.organization.clear();
        }
        person
    }

    fn utterance(&self, mut utterance: Utterance) -> Utterance {
        let agent = utterance.contact.as_ref().and_then(|c| self.agents.get(c));
        if let Some(email) = agent {
            utterance.agent = Some(email.clone());
            utterance.contact = None;
            if utterance.kind == MessageKind::Customer {
                utterance.kind = MessageKind::Agent;
            }
        }
        utterance
    }
}

/// A phone number as we keep it: `+` and 7 to 15 digits (E.164); `None` for anything else.
#[must_use]
pub fn phone(text: &str) -> Option<String> {
    let plain: String = text
        .trim()
        .chars()
        .filter(|c| !matches!(c, ' ' | '-' | '(' | ')' | '.' | '/' | '\u{a0}'))
        .collect();
    let digits = plain
        .strip_prefix('+')
        .or_else(|| plain.strip_prefix("00"))?;
    let good = (7..=15).contains(&digits.len())
        && digits.bytes().all(|b| b.is_ascii_digit())
        && !digits.starts_with('0');
    good.then(|| format!("+{digits}"))
}

/// A time as programs write it: RFC 3339, `YYYY-MM-DD[ HH:MM[:SS]]` (UTC), or seconds or milliseconds since 1970.
/// What lies before 1980 or after 2100 is no time of a support desk.
#[must_use]
pub fn time(text: &str) -> Option<Millis> {
    let text = text.trim();
    let at = if let Ok(number) = text.parse::<i64>() {
        if number.abs() < 100_000_000_000 {
            number.checked_mul(1000)?
        } else {
            number
        }
    } else if let Ok(stamp) = text.parse::<jiff::Timestamp>() {
        stamp.as_millisecond()
    } else if let Ok(local) = text
        .trim_end_matches(" UTC")
        .parse::<jiff::civil::DateTime>()
    {
        local
            .to_zoned(jiff::tz::TimeZone::UTC)
            .ok()?
            .timestamp()
            .as_millisecond()
    } else {
        let date = text.parse::<jiff::civil::Date>().ok()?;
        date.to_zoned(jiff::tz::TimeZone::UTC)
            .ok()?
            .timestamp()
            .as_millisecond()
    };
    plausible(at).then_some(at)
}

/// Between 1980 and 2100.
#[must_use]
pub fn plausible(at: Millis) -> bool {
    (315_532_800_000..4_102_444_800_000).contains(&at)
}
