//! What the audit needs to know of a house, as plain data: its channels, doors and teams, the kinds of customer, the
//! slots of the week. Whoever assembles it decides which moment and which step of a plan it shows.

use super::slot::Slot;
use crate::channel::{ChannelKind, Stage};
use crate::door::{Medium, Overlay, VisitorKind};
use crate::hours::Hours;
use crate::promise::Estimate;
use crate::{AgentId, ChannelId, DoorId, Millis, TeamId, TopicId};
use serde::{Deserialize, Serialize};

/// A fact that is `None` was not measured: the audit says so and does not pass it.
#[derive(Debug, Clone, Default)]
pub struct House {
    pub now: Millis,
    pub channels: Vec<Channel>,
    /// All doors that are not given up.
    pub doors: Vec<Door>,
    pub teams: Vec<Team>,
    pub kinds: Vec<Kind>,
    pub slots: Vec<Slot>,
    /// What is looked at; [`Failure::None`] is an ordinary day.
    pub failures: Vec<Failure>,
    pub urgent: Option<Vec<Urgent>>,
    /// Ways that the law or a contract asks for.
    pub floors: Option<Vec<Floor>>,
    /// Addresses and numbers that are published somewhere and are no door of this house.
    pub strangers: Option<Vec<String>>,
}

#[derive(Debug, Clone)]
pub struct Channel {
    pub id: ChannelId,
    pub kind: ChannelKind,
    pub name: String,
    pub stage: Stage,
    pub paused: bool,
    pub successor: Option<ChannelId>,
    pub team: Option<TeamId>,
    pub owner: Option<AgentId>,
    /// `None`: keeps no hours.
    pub hours: Option<Hours>,
    pub overlays: Vec<Laid>,
    pub promise: Option<Estimate>,
    /// Its receipt says by when somebody answers, whenever it is sent.
    pub tells: bool,
    pub serves: Serves,
    /// The languages in which all of its texts are there.
    pub languages: Option<Vec<String>>,
    pub version: i64,
}

/// Who answers at first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Serves {
    People,
    /// Articles, a forum, a list of ways: what is there is found, not sent.
    Pages,
    /// Pages that a language model writes.
    Model,
}

/// An overlay, and when it lies on the channel's doors.
#[derive(Debug, Clone, PartialEq)]
pub struct Laid {
    pub overlay: Overlay,
    pub when: When,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    Always,
    /// While the channel is closed.
    OutsideHours,
}

#[derive(Debug, Clone)]
pub struct Door {
    pub id: DoorId,
    pub channel: ChannelId,
    /// The address, number or name that people know.
    pub label: String,
    pub medium: Medium,
    pub entry: Entry,
    /// The other doors that its texts show.
    pub shows: Vec<Link>,
    /// Leases, domains, certificates, tokens.
    pub expiries: Option<Vec<Expiry>>,
    /// Own texts that name this door.
    pub named_in: Option<Vec<String>>,
    pub probe: Option<Probe>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    Anybody,
    SignedIn,
}

/// A text of one door that shows another.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// The key of the text, of [`crate::door`], or [`TEXT_PAGE`].
    pub text: String,
    pub to: DoorId,
    /// Only in the text of this language.
    pub language: Option<String>,
    /// Whether who they are and what it is about goes along.
    pub carries: Option<bool>,
}

/// The page itself, whatever else it says.
pub const TEXT_PAGE: &str = "page";

#[derive(Debug, Clone, PartialEq)]
pub struct Expiry {
    /// "certificate of help.example.org".
    pub what: String,
    pub at: Millis,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Probe {
    pub at: Millis,
    pub passed: bool,
}

#[derive(Debug, Clone)]
pub struct Team {
    pub id: TeamId,
    pub agents: u32,
    pub archived: bool,
    /// `None`: somebody is always there.
    pub hours: Option<Hours>,
    pub load: Option<Load>,
}

/// Work that is promised against the work that its people can do before it is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Load {
    pub promised_ms: Millis,
    pub capacity_ms: Millis,
}

/// A kind of customer.
#[derive(Debug, Clone, PartialEq)]
pub struct Kind {
    /// "Spanish, text only".
    pub name: String,
    pub visitor: VisitorKind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Urgent {
    pub topic: TopicId,
    pub name: String,
    /// By when somebody must be reached.
    pub target_ms: Millis,
}

/// A way that has to be open: "an address for email (DE)".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Floor {
    pub name: String,
    pub medium: Medium,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    None,
    NoAgent,
    MailHostAway,
    CarrierAway,
    ModelAway,
}

impl Failure {
    pub const ALL: [Self; 5] = [
        Self::None,
        Self::NoAgent,
        Self::MailHostAway,
        Self::CarrierAway,
        Self::ModelAway,
    ];

    /// Whether nobody can come that way at all.
    #[must_use]
    pub fn takes_away(self, medium: Medium) -> bool {
        match self {
            Self::MailHostAway => medium == Medium::Mail,
            Self::CarrierAway => matches!(medium, Medium::Call | Medium::Text),
            Self::None | Self::NoAgent | Self::ModelAway => false,
        }
    }
}

impl Kind {
    /// Whether they can come through this door.
    #[must_use]
    pub fn can_use(&self, door: &Door) -> bool {
        let able = &self.visitor.abilities;
        (able.is_empty() || able.contains(&door.medium))
            && (door.entry == Entry::Anybody || self.visitor.signed_in)
    }

    /// Whether this failure leaves them no way at all. A mail waits at its sender's server for days (RFC 5321, 4.5.4.1)
    /// and comes when the host is back.
    pub(super) fn loses_all(&self, failure: Failure) -> bool {
        let able = &self.visitor.abilities;
        let lost = |m: &Medium| failure.takes_away(*m) && *m != Medium::Mail;
        !able.is_empty() && able.iter().all(lost)
    }
}

impl Team {
    /// Whether anybody will ever work on what comes in.
    pub(super) fn works(&self, now: Millis) -> bool {
        let opens = self
            .hours
            .as_ref()
            .is_none_or(|h| h.next_open(now).is_some());
        !self.archived && self.agents > 0 && opens
    }

    pub(super) fn is_there(&self, at: Millis) -> bool {
        let open = self.hours.as_ref().is_none_or(|h| h.is_open(at));
        !self.archived && self.agents > 0 && open
    }

    /// When somebody is there next; `None`: never.
    pub(super) fn there_from(&self, at: Millis) -> Option<Millis> {
        if self.archived || self.agents == 0 {
            return None;
        }
        self.hours.as_ref().map_or(Some(at), |h| h.next_open(at))
    }
}
