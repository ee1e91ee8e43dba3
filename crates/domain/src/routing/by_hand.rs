//! What people did by other ways than the queue's own: whoever is given something by hand has it, here or not.

use super::source::{Noted, Talk};
use super::work::{Agent, Kind, Presence, Standing, WorkItem};
use crate::conversation::Status;
use crate::{AgentId, Millis};
use std::collections::HashMap;

/// Who has a live contact that rang at, or was held by, somebody else when it was noted.
#[must_use]
pub fn taken_by_hand(item: &WorkItem, noted: &Noted) -> Option<AgentId> {
    match (item.standing, item.kind) {
        (Standing::Held { agent }, Kind::Live)
            if noted.standing != item.standing && noted.standing != Standing::Waiting =>
        {
            Some(agent)
        }
        _ => None,
    }
}

impl Noted {
    /// Given by hand to somebody who had gone already: then their not being here hands nothing back. `gone`: since when whoever
    /// has it is not here.
    #[must_use]
    pub fn was_given_to_who_had_gone(&self, gone: Option<Millis>, now: Millis) -> bool {
        let after = |since| self.since(now).is_some_and(|at| at > since);
        matches!(self.standing, Standing::Held { .. }) && gone.is_some_and(after)
    }

    /// A chat that was given by hand to somebody who was not here: it waits for them, and is not the queue's.
    #[must_use]
    pub fn is_left_alone(&self, talk: &Talk, gone: Option<Millis>, now: Millis) -> bool {
        let Standing::Held { agent } = self.standing else {
            return false;
        };
        self.kind == Kind::Live
            && self.was_given_to_who_had_gone(gone, now)
            && talk.assignee == Some(agent)
            && talk.is_on_the_line()
            && talk.status == Status::Open
    }
}

/// Whoever was given something (agent, and when) while they were not here counts as gone from then on, so that it stays with
/// them as long as other things do.
pub fn gone_since(agents: &mut [Agent], given: impl IntoIterator<Item = (AgentId, Millis)>) {
    let mut last: HashMap<AgentId, Millis> = HashMap::new();
    for (agent, at) in given {
        let known = last.entry(agent).or_insert(at);
        *known = at.max(*known);
    }
    for agent in agents {
        if let (Presence::Offline { since }, Some(at)) = (&mut agent.presence, last.get(&agent.id))
        {
            *since = (*since).max(*at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routing::{CAPACITY, LIVE_CAP, Place};
    use crate::{ChannelId, ConversationId};
    use uuid::Uuid;

    const ANNA: AgentId = AgentId(Uuid::from_u128(1));
    const NOW: Millis = 10_000;
    const BERT: AgentId = AgentId(Uuid::from_u128(2));

    fn noted(kind: Kind, standing: Standing) -> Noted {
        Noted {
            kind,
            standing,
            at: 1_000,
        }
    }

    fn held(agent: AgentId) -> Standing {
        Standing::Held { agent }
    }

    fn item(kind: Kind, standing: Standing) -> WorkItem {
        WorkItem {
            id: ConversationId(Uuid::from_u128(7)),
            kind,
            channel: ChannelId(Uuid::nil()),
            team: None,
            urgency: crate::conversation::Urgency::Normal,
            topic: None,
            language: None,
            needs: Vec::new(),
            size: 20,
            handle_ms: 1,
            since: 0,
            contact: None,
            sticky: None,
            place: Place::Fresh,
            standing,
            version: 1,
            refused: Vec::new(),
        }
    }

    fn agent(id: AgentId, presence: Presence) -> Agent {
        Agent {
            id,
            presence,
            skills: Vec::new(),
            teams: Vec::new(),
            capacity: CAPACITY,
            live_cap: LIVE_CAP,
            idle_since: 0,
            missed: 0,
        }
    }

    #[test]
    fn a_chat_that_another_agent_took_while_it_rang_is_taken_by_hand() {
        let rings = Standing::Offered {
            agent: ANNA,
            until: 2_000,
        };
        let by = |kind, was, is| taken_by_hand(&item(kind, is), &noted(kind, was));
        assert_eq!(by(Kind::Live, rings, held(BERT)), Some(BERT));
        assert_eq!(by(Kind::Live, held(ANNA), held(BERT)), Some(BERT));
        // Nobody had it: it simply is theirs now. And who has it still has it.
        assert_eq!(by(Kind::Live, Standing::Waiting, held(BERT)), None);
        assert_eq!(by(Kind::Live, held(BERT), held(BERT)), None);
        assert_eq!(by(Kind::Deferred, held(ANNA), held(BERT)), None);
    }

    #[test]
    fn what_is_given_to_who_had_gone_is_not_handed_back() {
        let row = noted(Kind::Live, held(ANNA));
        assert!(row.was_given_to_who_had_gone(Some(999), NOW));
        assert!(!row.was_given_to_who_had_gone(Some(1_000), NOW));
        assert!(!row.was_given_to_who_had_gone(None, NOW));
        // The clock has been set back since: who is not here has gone.
        assert!(!row.was_given_to_who_had_gone(Some(999), 1_000 - 60_000));
        assert!(!noted(Kind::Live, Standing::Waiting).was_given_to_who_had_gone(Some(0), NOW));
    }

    #[test]
    fn a_chat_that_waits_for_an_absent_agent_is_left_alone_until_it_ends() {
        let row = noted(Kind::Live, held(ANNA));
        let talk = Talk {
            is_chat: true,
            left_at: None,
            alternative: None,
            status: Status::Open,
            waiting_since: Some(0),
            assignee: Some(ANNA),
            last_at: 0,
        };
        assert!(row.is_left_alone(&talk, Some(500), NOW));
        assert!(!row.is_left_alone(&talk, Some(1_500), NOW));
        let others = [
            Talk {
                assignee: Some(BERT),
                ..talk
            },
            Talk {
                left_at: Some(1),
                ..talk
            },
            Talk {
                status: Status::Resolved,
                ..talk
            },
        ];
        assert!(others.iter().all(|t| !row.is_left_alone(t, Some(500), NOW)));
        assert!(!noted(Kind::Deferred, held(ANNA)).is_left_alone(&talk, Some(500), NOW));
    }

    #[test]
    fn who_is_given_something_while_away_counts_as_gone_from_then_on() {
        let mut agents = [
            agent(ANNA, Presence::Offline { since: 500 }),
            agent(BERT, Presence::Online),
        ];
        gone_since(&mut agents, [(ANNA, 900), (ANNA, 700), (BERT, 900)]);
        assert_eq!(agents[0].presence, Presence::Offline { since: 900 });
        assert_eq!(agents[1].presence, Presence::Online);
        gone_since(&mut agents, [(ANNA, 100)]);
        assert_eq!(agents[0].presence, Presence::Offline { since: 900 });
    }
}
