//! Moving in from another program, and taking everything out again. An import is looked at first (a dry run that writes
//! nothing), then carried out in small transactions, each of which also says how far it has come: killed at any moment, it
//! goes on where it was. Every thing of the other program is remembered by its key, so that a second run makes nothing
//! double, and all of an import can be undone while nobody has added to it.
//!
//! What was brought in is history: no rule, webhook, acknowledgement, promise or SLA clock starts from it. Files are read
//! by `server::moving`; here is what becomes of what they say.

mod batch;
mod exports;
mod imports;
mod letters;
mod look;
mod matters;
mod organizations;
mod people;
mod undo;

pub use batch::{Batch, Done, HEAD, line};
pub use letters::{Letter, LetterError};
pub use look::Seen;

use domain::moving::columns::Column;
use domain::moving::{House, Kind, Matter, Organization, Person, Utterance};
use domain::{AgentId, ChannelId, DoorId, TeamId};
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};

/// How a file is to be read, and where to what it holds goes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Plan {
    /// Tells several instances of one program apart; empty for the only one.
    pub label: String,
    /// Of a table: what each column means.
    pub columns: Vec<Column>,
    /// Of a table: the separator; empty: told from the file.
    pub delimiter: String,
    /// Of a table: name of the encoding (WHATWG); empty: told from the file.
    pub encoding: String,
    /// Of a table: the first row holds headings.
    pub heading: bool,
    /// Whose conversations they become; the oldest email channel when absent.
    pub channel: Option<ChannelId>,
    /// Addresses, or `@domains`, that are one's own: mail from them was written by the team.
    pub own: Vec<String>,
}

/// What an import is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// The file is on its way.
    Uploading,
    /// The file is whole.
    Ready,
    /// The dry run is on its way.
    Checking,
    Checked,
    Running,
    Done,
    Cancelled,
    Failed,
    Undoing,
    Undone,
}

impl State {
    /// The word in tables and in the API.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Uploading => "uploading",
            Self::Ready => "ready",
            Self::Checking => "checking",
            Self::Checked => "checked",
            Self::Running => "running",
            Self::Done => "done",
            Self::Cancelled => "cancelled",
            Self::Failed => "failed",
            Self::Undoing => "undoing",
            Self::Undone => "undone",
        }
    }
}

/// What an export is doing; its words in tables are those of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExportState {
    Running,
    Done,
    Failed,
}

/// How much there was of each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Counts {
    /// Rows, mails or records that were read.
    pub records: u64,
    pub contacts_made: u64,
    /// Were here already.
    pub contacts_known: u64,
    /// Organizations that are described, not only named.
    pub organizations_made: u64,
    pub organizations_known: u64,
    pub conversations_made: u64,
    pub conversations_known: u64,
    pub messages_made: u64,
    pub messages_known: u64,
    pub files: u64,
    /// Records of which nothing was taken; each stands in the report.
    pub not_taken: u64,
    /// Records that were taken, but not as they were; each stands in the report.
    pub odd: u64,
}

impl Counts {
    pub fn add(&mut self, other: &Self) {
        self.records += other.records;
        self.contacts_made += other.contacts_made;
        self.contacts_known += other.contacts_known;
        self.organizations_made += other.organizations_made;
        self.organizations_known += other.organizations_known;
        self.conversations_made += other.conversations_made;
        self.conversations_known += other.conversations_known;
        self.messages_made += other.messages_made;
        self.messages_known += other.messages_known;
        self.files += other.files;
        self.not_taken += other.not_taken;
        self.odd += other.odd;
    }
}

/// How far an import has come.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Place {
    /// Which time the file is gone through, from 0.
    pub pass: u32,
    /// Bytes of the text of the file, behind what was taken.
    pub end: u64,
    /// Records, rows or mails before.
    pub number: u64,
    /// The lines of the report that belong to the last batch: they are written after it was committed.
    pub tail: String,
}

/// A line of the report: something was not taken, or not as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Line, mail or record of the file, from 1.
    pub place: u64,
    /// What it is known by there.
    pub key: String,
    /// Stable, for programs and translators.
    pub code: &'static str,
    pub detail: String,
    /// Nothing of the record was taken.
    pub lost: bool,
}

/// Something that the file holds.
#[derive(Debug, Clone)]
pub enum Item {
    Organization(Box<Organization>),
    Person(Person),
    Matter(Box<Matter>),
    Utterance(Utterance),
    Letter(Box<Letter>),
    /// Cannot be read; its problem says why.
    Nothing,
}

/// An item with its place, and what is to be said of it.
#[derive(Debug, Clone)]
pub struct Read {
    pub place: u64,
    pub item: Item,
    pub problems: Vec<Problem>,
}

/// What holds for a whole import.
#[derive(Debug, Clone)]
pub struct Setting {
    pub kind: Kind,
    /// What keys are unique in.
    pub source: String,
    pub channel: ChannelId,
    pub team: Option<TeamId>,
    pub door: Option<DoorId>,
    /// Addresses that are one's own, as compared.
    pub own: HashSet<String>,
    /// Domains that are one's own.
    pub own_domains: HashSet<String>,
    /// Agents by address.
    pub agents: HashMap<String, AgentId>,
    /// Custom fields, and who may own an organization.
    pub house: House,
}

impl Setting {
    /// Whether the team writes from this address.
    #[must_use]
    pub fn is_own(&self, address: &str) -> bool {
        let key = domain::contact::email_key(address);
        let plain = crate::ingest::without_tag(&key);
        let domain = key.rsplit_once('@').map_or("", |(_, d)| d);
        self.own.contains(&key) || self.own.contains(&plain) || self.own_domains.contains(domain)
    }
}
