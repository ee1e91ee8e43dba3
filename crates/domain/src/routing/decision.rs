//! What happened, what follows, and why: data that can be worded in any language.

use super::rules::Rules;
use super::work::{Agent, WorkItem};
use crate::{AgentId, ConversationId, Millis, TeamId};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    Arrived(WorkItem),
    /// Its data are others now; when it came, who has it and its version stay as they are.
    Changed(WorkItem),
    /// The customer went, or it is done elsewhere.
    Left {
        item: ConversationId,
    },
    Accepted {
        item: ConversationId,
        agent: AgentId,
        version: u32,
    },
    Declined {
        item: ConversationId,
        agent: AgentId,
        version: u32,
    },
    TimedOut {
        item: ConversationId,
        version: u32,
    },
    /// The agent pulled "next"; without an [`Decision::Assign`] there is nothing to do.
    Started {
        agent: AgentId,
    },
    /// Somebody takes it, or gives it to an agent, by hand.
    Taken {
        item: ConversationId,
        agent: AgentId,
    },
    Finished {
        item: ConversationId,
        agent: AgentId,
    },
    /// The agent gives it back.
    Returned {
        item: ConversationId,
        agent: AgentId,
    },
    AgentChanged(Agent),
    AgentRemoved {
        agent: AgentId,
    },
    RulesChanged(Rules),
    Tick,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// Rings at the agent until then.
    Offer {
        item: ConversationId,
        agent: AgentId,
        until: Millis,
        version: u32,
        because: Because,
    },
    /// Rings there no longer.
    Withdraw {
        item: ConversationId,
        agent: AgentId,
        version: u32,
        because: Why,
    },
    /// Is the agent's now.
    Assign {
        item: ConversationId,
        agent: AgentId,
        because: Because,
    },
    /// Waits again, since when it always did.
    HandBack {
        item: ConversationId,
        agent: AgentId,
        because: Why,
    },
    /// Other teams see it too.
    Overflow {
        item: ConversationId,
        to: Vec<TeamId>,
    },
    /// To be told at once: callback, message or booking.
    OfferAlternative {
        item: ConversationId,
        because: Late,
    },
    WrapUp {
        agent: AgentId,
        until: Millis,
    },
    /// Let too many offers ring.
    SetAway {
        agent: AgentId,
    },
}

/// Why this item, and why this agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Because {
    pub turn: Turn,
    pub whom: Whom,
    /// Levels by which wishes were lowered to find somebody.
    pub lowered: u8,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Turn {
    /// Of all that this agent can do, it is due first.
    EarliestDue {
        due: Millis,
    },
    /// Is more urgent than what is due first, and has little time left.
    OutOfSlack {
        due: Millis,
        before: ConversationId,
    },
    /// The agent did not pull what is due before it.
    NotPulled {
        due: Millis,
    },
    ByHand,
    /// Was offered; the agent took it.
    Accepted,
}

impl Turn {
    /// As the API and the lines of a conversation say it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::EarliestDue { .. } => "earliest_due",
            Self::OutOfSlack { .. } => "out_of_slack",
            Self::NotPulled { .. } => "not_pulled",
            Self::ByHand => "by_hand",
            Self::Accepted => "accepted",
        }
    }

    /// When what was chosen is due, where that decided.
    #[must_use]
    pub fn due(self) -> Option<Millis> {
        match self {
            Self::EarliestDue { due } | Self::OutOfSlack { due, .. } | Self::NotPulled { due } => {
                Some(due)
            }
            Self::ByHand | Self::Accepted => None,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Whom {
    Sticky,
    LongestIdle {
        since: Millis,
    },
    LeastLoaded {
        load: u16,
    },
    /// Asked for it.
    Asked,
}

impl Whom {
    /// Its stable name.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Sticky => "sticky",
            Self::LongestIdle { .. } => "longest_idle",
            Self::LeastLoaded { .. } => "least_loaded",
            Self::Asked => "asked",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    Declined,
    TimedOut,
    Left,
    Changed,
    TakenByHand,
    AgentAway,
    AgentGone,
    ByHand,
}

/// A contact that has to wait would make this work late.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Late {
    /// Work due by then...
    pub due_by: Millis,
    /// ...would be begun so much later.
    pub late_ms: Millis,
    pub agents: u32,
}
