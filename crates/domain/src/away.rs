//! Away: an agent is not here, perhaps until a time, and says what happens to their work meanwhile.

use crate::{AgentId, Millis};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// What was given away comes back to somebody who is back within this time.
pub const BACK_WITHIN_MS: Millis = 24 * 60 * 60 * 1000;

/// What an agent is away for, as they say.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Something else.
    #[default]
    #[serde(alias = "other")]
    Away,
    Break,
    Meeting,
    Training,
    /// Offers rang in vain ([`crate::routing::Rules::missed_max`]): the program said so, not the agent.
    Unanswered,
}

impl Reason {
    /// What an agent may say.
    pub const ALL: [Self; 4] = [Self::Away, Self::Break, Self::Meeting, Self::Training];

    /// Its stable name.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Away => "away",
            Self::Break => "break",
            Self::Meeting => "meeting",
            Self::Training => "training",
            Self::Unanswered => "unanswered",
        }
    }
}

/// What happens to an agent's open work, and to what customers answer meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "to", content = "agent")]
pub enum Work {
    /// It waits for them.
    Stay,
    /// To their team: nobody has it, and whoever is free takes it.
    Team,
    Colleague(AgentId),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Away {
    pub agent: AgentId,
    pub since: Millis,
    /// `None`: until they say that they are back.
    pub until: Option<Millis>,
    pub work: Work,
    pub reason: Reason,
}

impl Away {
    #[must_use]
    pub fn holds(&self, now: Millis) -> bool {
        self.until.is_none_or(|until| now < until)
    }
}

/// Whether somebody is there for a team: at a console and not away. `able`: its people; `None`: everybody.
#[must_use]
pub fn staffed(
    here: &HashSet<AgentId>,
    able: Option<&[AgentId]>,
    away: &[Away],
    now: Millis,
) -> bool {
    let is_able = |a: &AgentId| able.is_none_or(|able| able.contains(a));
    let is_away = |a: &AgentId| away.iter().any(|w| w.agent == *a && w.holds(now));
    here.iter().any(|a| is_able(a) && !is_away(a))
}

/// Who gets the work of `agent` now. `None`: it stays. `Some(None)`: nobody, it goes back to the team. Somebody who is away
/// as well is no help: then it goes to the team.
#[must_use]
pub fn stand_in(all: &[Away], agent: AgentId, now: Millis) -> Option<Option<AgentId>> {
    let of = |agent: AgentId| all.iter().find(|a| a.agent == agent && a.holds(now));
    match of(agent)?.work {
        Work::Stay => None,
        Work::Team => Some(None),
        Work::Colleague(other) => Some(Some(other).filter(|&o| o != agent && of(o).is_none())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn away(n: u128, work: Work) -> Away {
        Away {
            agent: AgentId(Uuid::from_u128(n)),
            since: 0,
            until: Some(100),
            work,
            reason: Reason::Away,
        }
    }

    #[test]
    fn work_goes_where_the_agent_said_as_long_as_they_are_away() {
        let [one, two, three] = [1, 2, 3].map(|n| AgentId(Uuid::from_u128(n)));
        let all = [away(1, Work::Colleague(two)), away(3, Work::Colleague(one))];
        assert_eq!(stand_in(&all, one, 50), Some(Some(two)));
        assert_eq!(stand_in(&all, two, 50), None);
        assert_eq!(stand_in(&all, three, 50), Some(None), "away as well");
        assert_eq!(stand_in(&all, one, 100), None, "back");
        assert_eq!(stand_in(&[away(1, Work::Stay)], one, 50), None);
        assert_eq!(stand_in(&[away(1, Work::Team)], one, 50), Some(None));
    }

    #[test]
    fn somebody_is_there_who_is_of_the_team_at_a_console_and_not_away() {
        let [one, two, three] = [1, 2, 3].map(|n| AgentId(Uuid::from_u128(n)));
        let here = HashSet::from([one, two]);
        let away = [away(1, Work::Stay)];
        assert!(staffed(&here, None, &away, 50), "two");
        assert!(
            !staffed(&here, Some(&[one, three]), &away, 50),
            "away, gone"
        );
        assert!(staffed(&here, Some(&[one, three]), &away, 100), "back");
        assert!(!staffed(&HashSet::new(), None, &[], 50));
    }
}
