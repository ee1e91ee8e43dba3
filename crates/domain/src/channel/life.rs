//! The life of a channel as a diary: which stage may follow which, what has to be said about it, what a channel should have
//! before it goes live, and what taking an entry back means. `desk::channels` carries it out.

use super::{Channel, Stage};
use crate::{AgentId, ChannelId, Refusal};
use serde::{Deserialize, Serialize};

/// Characters of a reason.
pub const REASON_MAX: usize = 2_000;
/// Characters of what a channel is for.
pub const PURPOSE_MAX: usize = 300;
/// What is measured when a channel turns looks back so far.
pub const DAYS: i64 = 30;

/// A change of a channel that has an opposite. The other entries of its diary have none: a door that was opened has been seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    Stage {
        from: Stage,
        to: Stage,
    },
    Paused {
        to: bool,
    },
    Successor {
        from: Option<ChannelId>,
        to: Option<ChannelId>,
    },
    Owner {
        from: Option<AgentId>,
        to: Option<AgentId>,
    },
}

impl Turn {
    /// From an entry of the diary; `None` when it has no opposite.
    #[must_use]
    pub fn read(what: &str, from: Option<&str>, to: Option<&str>) -> Option<Self> {
        let turn = match what {
            "stage" => Self::Stage {
                from: Stage::of(from?)?,
                to: Stage::of(to?)?,
            },
            "paused" => Self::Paused {
                to: to? == "paused",
            },
            "successor" => Self::Successor {
                from: id(from)?,
                to: id(to)?,
            },
            "owner" => Self::Owner {
                from: id(from)?,
                to: id(to)?,
            },
            _ => return None,
        };
        (turn != turn.opposite()).then_some(turn)
    }

    /// The word in the diary and, after `channel.`, in the trail.
    #[must_use]
    pub fn what(self) -> &'static str {
        match self {
            Self::Stage { .. } => "stage",
            Self::Paused { .. } => "paused",
            Self::Successor { .. } => "successor",
            Self::Owner { .. } => "owner",
        }
    }

    /// Before and after, as the diary has them.
    #[must_use]
    pub fn words(self) -> (Option<String>, Option<String>) {
        match self {
            Self::Stage { from, to } => (Some(from.word().into()), Some(to.word().into())),
            Self::Paused { to } => (Some(paused(!to).into()), Some(paused(to).into())),
            Self::Successor { from, to } => {
                (from.map(|c| c.to_string()), to.map(|c| c.to_string()))
            }
            Self::Owner { from, to } => (from.map(|a| a.to_string()), to.map(|a| a.to_string())),
        }
    }

    #[must_use]
    pub fn opposite(self) -> Self {
        match self {
            Self::Stage { from, to } => Self::Stage { from: to, to: from },
            Self::Paused { to } => Self::Paused { to: !to },
            Self::Successor { from, to } => Self::Successor { from: to, to: from },
            Self::Owner { from, to } => Self::Owner { from: to, to: from },
        }
    }

    /// The channel is as this left it.
    #[must_use]
    pub fn stands(self, channel: &Channel) -> bool {
        match self {
            Self::Stage { to, .. } => channel.stage == to,
            Self::Paused { to } => channel.paused == to,
            Self::Successor { to, .. } => channel.successor == to,
            Self::Owner { to, .. } => channel.owner == to,
        }
    }

    pub fn make(self, channel: &mut Channel) {
        match self {
            Self::Stage { to, .. } => channel.stage = to,
            Self::Paused { to } => channel.paused = to,
            Self::Successor { to, .. } => channel.successor = to,
            Self::Owner { to, .. } => channel.owner = to,
        }
    }

    /// What was measured at that moment is kept with it.
    #[must_use]
    pub fn is_measured(self) -> bool {
        matches!(self, Self::Stage { .. } | Self::Paused { .. })
    }

    /// Whether customers meet the channel from now on.
    #[must_use]
    pub fn goes_live(self) -> bool {
        matches!(
            self,
            Self::Stage {
                to: Stage::Live,
                ..
            }
        )
    }
}

fn paused(is: bool) -> &'static str {
    if is { "paused" } else { "open" }
}

/// `None` for a word that is no id of this kind.
#[expect(clippy::option_option, reason = "no id, and nobody")]
fn id<T: std::str::FromStr>(word: Option<&str>) -> Option<Option<T>> {
    word.map_or(Some(None), |w| w.parse().ok().map(Some))
}

/// Which stage may follow which. Whatever customers have met is no draft any more: it is wound down, or tried again.
///
/// # Errors
/// `bad_stage_change`.
pub fn may_follow(from: Stage, to: Stage) -> Result<(), Refusal> {
    let met = matches!(from, Stage::Live | Stage::WindingDown | Stage::Closed);
    if met && to == Stage::Draft {
        let text = "Customers know this channel: it cannot become a draft again. Make it a pilot, wind it down or close it.";
        return Err(Refusal::new("bad_stage_change", text).on("stage"));
    }
    Ok(())
}

/// Who takes a channel away, or opens it before it has what it needs, says why.
///
/// # Errors
/// `reason_needed`.
pub fn check_reason(turn: Turn, reason: &str, missing: &[Need]) -> Result<(), Refusal> {
    if !reason.trim().is_empty() {
        return Ok(());
    }
    let text = match turn {
        Turn::Stage {
            to: Stage::WindingDown | Stage::Closed,
            ..
        } => "Say why: whoever looks for this channel later will ask.".to_owned(),
        _ if turn.goes_live() && !missing.is_empty() => {
            let list: Vec<&str> = missing.iter().map(|n| n.words()).collect();
            format!(
                "This channel lacks {}. Add it, or say why it goes live without.",
                list.join(", ")
            )
        }
        _ => return Ok(()),
    };
    Err(Refusal::new("reason_needed", text).on("reason"))
}

/// An entry of the diary, as far as taking it back goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Past {
    /// `None`: it has no opposite.
    pub turn: Option<Turn>,
    pub undone: bool,
    /// No later entry changed the same thing.
    pub last: bool,
}

/// What takes an entry back: its opposite. The way back is open to a draft too, for who pressed the wrong thing.
///
/// # Errors
/// `not_undoable`, `already_undone`, `changed_since`.
pub fn undo(past: Past, channel: &Channel) -> Result<Turn, Refusal> {
    let Some(turn) = past.turn else {
        let text = "This entry cannot be taken back: it has no opposite.";
        return Err(Refusal::new("not_undoable", text));
    };
    if past.undone {
        let text = "This change was taken back already.";
        return Err(Refusal::new("already_undone", text));
    }
    if !past.last || !turn.stands(channel) {
        let text = "It was changed again since. Take back the later change first, or set it as it should be now.";
        return Err(Refusal::new("changed_since", text));
    }
    Ok(turn.opposite())
}

/// What a channel should have before it goes live.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    Owner,
    Purpose,
    Team,
    Staff,
    Hours,
    Target,
    Door,
    /// The plan for its end, as far as there is one.
    Successor,
}

impl Need {
    pub const ALL: [Self; 8] = [
        Self::Owner,
        Self::Purpose,
        Self::Team,
        Self::Staff,
        Self::Hours,
        Self::Target,
        Self::Door,
        Self::Successor,
    ];

    /// Within a sentence.
    fn words(self) -> &'static str {
        match self {
            Self::Owner => "an owner",
            Self::Purpose => "a purpose",
            Self::Team => "a team",
            Self::Staff => "agents who answer",
            Self::Hours => "business hours",
            Self::Target => "a target",
            Self::Door => "a way in",
            Self::Successor => "a successor",
        }
    }

    fn is_needed(self) -> bool {
        self != Self::Successor
    }
}

/// What is true of a channel; `desk` gathers it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Facts {
    /// It has one, who is active.
    pub owner: bool,
    pub purpose: bool,
    /// It has one that is not archived.
    pub team: bool,
    /// Agents who can take up its conversations.
    pub staff: usize,
    /// Its own, or its team's.
    pub hours: bool,
    pub target_min: u32,
    /// Somebody can reach it.
    pub door: bool,
    pub successor: bool,
}

impl Facts {
    fn has(&self, need: Need) -> bool {
        match need {
            Need::Owner => self.owner,
            Need::Purpose => self.purpose,
            Need::Team => self.team,
            Need::Staff => self.staff > 0,
            Need::Hours => self.hours,
            Need::Target => self.target_min > 0,
            Need::Door => self.door,
            Need::Successor => self.successor,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item {
    pub key: Need,
    pub met: bool,
    pub needed: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Readiness {
    pub items: Vec<Item>,
}

#[must_use]
pub fn readiness(facts: &Facts) -> Readiness {
    let items = Need::ALL.map(|key| Item {
        key,
        met: facts.has(key),
        needed: key.is_needed(),
    });
    Readiness {
        items: items.to_vec(),
    }
}

impl Readiness {
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.missing().is_empty()
    }

    /// What is needed and not there.
    #[must_use]
    pub fn missing(&self) -> Vec<Need> {
        let open = self.items.iter().filter(|i| i.needed && !i.met);
        open.map(|i| i.key).collect()
    }
}

/// What the program measured at the moment of a change.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// The others look back so many days.
    pub days: i64,
    /// Begun by customers, without spam.
    pub new_conversations: i64,
    /// In as many days before those.
    pub new_conversations_before: i64,
    /// We owe an answer.
    pub open: i64,
    /// The customer owes one.
    pub waiting: i64,
    /// Customers who wrote.
    pub contacts: i64,
    /// Those of them who wrote by no other channel in a year.
    pub only_here: i64,
    /// Promises that are decided; `None` when there was none.
    pub kept: Option<Kept>,
    /// What was needed and not there when it went live.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<Need>,
}

/// How many of so many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    pub n: i64,
    pub kept: i64,
}

#[cfg(test)]
#[path = "life_tests.rs"]
mod tests;
