//! What waits and who works: the rows that routing is given.

use crate::away::Reason;
use crate::conversation::Urgency;
use crate::{AgentId, ChannelId, ContactId, ConversationId, Millis, SkillId, TeamId, TopicId};
use serde::{Deserialize, Serialize};

/// Whether somebody is there at this moment, waiting. A capability of a channel, not its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Live,
    Deferred,
}

/// A language tag of up to eight letters (`et`, `zh-hans`), in lower case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Language([u8; 8]);

impl Language {
    /// `None` for what is empty, too long or no tag.
    #[must_use]
    pub fn of(tag: &str) -> Option<Self> {
        let good = |b: &u8| b.is_ascii_alphanumeric() || *b == b'-';
        if tag.is_empty() || tag.len() > 8 || !tag.as_bytes().iter().all(good) {
            return None;
        }
        let mut bytes = [0; 8];
        for (to, from) in bytes.iter_mut().zip(tag.bytes()) {
            *to = from.to_ascii_lowercase();
        }
        Some(Self(bytes))
    }
}

impl TryFrom<String> for Language {
    type Error = &'static str;
    fn try_from(tag: String) -> Result<Self, Self::Error> {
        Self::of(&tag).ok_or("a language tag has one to eight letters, digits or hyphens")
    }
}

impl From<Language> for String {
    fn from(language: Language) -> Self {
        language
            .0
            .iter()
            .take_while(|b| **b != 0)
            .map(|&b| char::from(b))
            .collect()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Skill {
    Language(Language),
    Topic(TopicId),
    Named(SkillId),
}

impl Skill {
    /// What is one agent's own: nobody else can do it.
    #[must_use]
    pub fn own(agent: AgentId) -> Self {
        Self::Named(SkillId(agent.0))
    }
}

/// Whether a need may be lowered after a time ([`crate::routing::Relax`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Firmness {
    Must,
    Wish,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Need {
    pub skill: Skill,
    /// 1 (a little) to 5.
    pub level: u8,
    pub firmness: Firmness,
}

/// Where a live contact stands who has to wait.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// Not decided yet.
    #[default]
    Fresh,
    /// Waits by its holding limit.
    Admitted,
    /// Was offered another way; waits by its urgency target, so that it overtakes nobody.
    Behind,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    #[default]
    Waiting,
    /// Rings at one agent.
    Offered {
        agent: AgentId,
        until: Millis,
    },
    Held {
        agent: AgentId,
    },
}

/// An agent who declined it or let it ring, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    pub agent: AgentId,
    pub at: Millis,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WorkItem {
    pub id: ConversationId,
    pub kind: Kind,
    /// For reports and promises; routing does not look at it.
    pub channel: ChannelId,
    pub team: Option<TeamId>,
    pub urgency: Urgency,
    pub topic: Option<TopicId>,
    /// What the customer reads; that an agent must know it stands in `needs`.
    pub language: Option<Language>,
    pub needs: Vec<Need>,
    /// Load units, 1 to [`SIZE_MAX`].
    pub size: u16,
    /// Expected handle time; 0 for a probe, which is never sent away and delays nobody.
    pub handle_ms: Millis,
    /// Arrival; never set anew, whoever takes it up and hands it back.
    pub since: Millis,
    pub contact: Option<ContactId>,
    /// Who knows this customer.
    pub sticky: Option<AgentId>,
    pub place: Place,
    pub standing: Standing,
    /// Rises with every offer; an answer to an earlier one is refused.
    pub version: u32,
    pub refused: Vec<Refused>,
}

/// Load units of work that is written: a chat, a mail, a form.
pub const SIZE_WRITTEN: u16 = 20;
/// Load units of an agent, and live contacts at once, while nobody has said otherwise.
pub const CAPACITY: u16 = 60;
pub const LIVE_CAP: u16 = 3;
/// What handling takes, as long as nothing was measured.
pub const HANDLE_MS: Millis = 7 * 60_000;
/// A live contact in which nobody has said anything for so long is one no more: what it asks for waits as other work does.
pub const QUIET_MS: Millis = 20 * 60_000;

/// Most needs of an item, and most skills of an agent.
pub const NEEDS_MAX: usize = 16;
pub const SKILLS_MAX: usize = 200;
pub const SIZE_MAX: u16 = 1_000;
/// Remembered refusals of an item; the oldest goes.
pub const REFUSED_MAX: usize = 32;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    Online,
    Away {
        reason: Reason,
    },
    WrapUp {
        until: Millis,
    },
    /// Gone, also by a lost connection.
    Offline {
        since: Millis,
    },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Agent {
    pub id: AgentId,
    pub presence: Presence,
    /// Skill and level, 1 to 5.
    pub skills: Vec<(Skill, u8)>,
    pub teams: Vec<TeamId>,
    /// Load units.
    pub capacity: u16,
    /// Most live contacts at once.
    pub live_cap: u16,
    pub idle_since: Millis,
    /// Offers in a row that nobody answered.
    pub missed: u8,
}

impl Agent {
    /// Here: works, or is just finishing.
    #[must_use]
    pub fn is_present(&self) -> bool {
        matches!(self.presence, Presence::Online | Presence::WrapUp { .. })
    }

    #[must_use]
    pub fn level(&self, skill: Skill) -> u8 {
        self.skills
            .iter()
            .filter(|(s, _)| *s == skill)
            .map(|(_, level)| *level)
            .max()
            .unwrap_or(0)
    }
}
