//! A clock that was set back: rows speak of times that have not come. What is still to be ends as soon as it would have when it
//! begun now, so that nothing rings for an hour; what is over is taken for just over.

use super::rules::Rules;
use super::source::Noted;
use super::work::{Agent, Presence, Standing, WorkItem};
use crate::Millis;

/// Clocks of several machines differ by less.
const JITTER_MS: Millis = 5_000;

impl Noted {
    /// Since when it stands so; `None`: the clock has been set back since, and nobody knows.
    #[must_use]
    pub fn since(&self, now: Millis) -> Option<Millis> {
        Some(self.at).filter(|at| *at <= now + JITTER_MS)
    }
}

/// An offer that was made by a clock that has been set back rings no longer than one that is made now. Whoever declined is
/// spared it no longer than somebody who declines now.
pub fn set_right(item: &mut WorkItem, noted: Option<&Noted>, rules: &Rules, now: Millis) {
    if let Standing::Offered { until, .. } = &mut item.standing
        && noted.is_some_and(|n| n.since(now).is_none())
    {
        *until = (*until).min(now + rules.offer_ms);
    }
    for refused in &mut item.refused {
        if refused.at > now + JITTER_MS {
            refused.at = now;
        }
    }
}

/// The same of an agent: gone, idle or wrapping up since a time that has not come is so since now.
pub fn set_agent_right(agent: &mut Agent, rules: &Rules, now: Millis) {
    let ahead = |at: Millis| at > now + JITTER_MS;
    match &mut agent.presence {
        Presence::Offline { since } if ahead(*since) => *since = now,
        Presence::WrapUp { until } if ahead(agent.idle_since) => {
            *until = (*until).min(now + rules.wrap_up_ms);
        }
        _ => {}
    }
    if ahead(agent.idle_since) {
        agent.idle_since = now;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conversation::Urgency;
    use crate::routing::{Kind, Place, Refused};
    use crate::{AgentId, ChannelId, ConversationId};
    use uuid::Uuid;

    const HOUR: Millis = 3_600_000;
    const NOW: Millis = 100 * HOUR;
    const ANNA: AgentId = AgentId(Uuid::from_u128(1));

    fn rings(until: Millis, refused: Millis) -> WorkItem {
        WorkItem {
            id: ConversationId(Uuid::from_u128(7)),
            kind: Kind::Live,
            channel: ChannelId(Uuid::nil()),
            team: None,
            urgency: Urgency::Normal,
            topic: None,
            language: None,
            needs: Vec::new(),
            size: 20,
            handle_ms: 1,
            since: NOW,
            contact: None,
            sticky: None,
            place: Place::Fresh,
            standing: Standing::Offered { agent: ANNA, until },
            version: 1,
            refused: vec![Refused {
                agent: ANNA,
                at: refused,
            }],
        }
    }

    fn noted(item: &WorkItem, at: Millis) -> Noted {
        Noted {
            kind: item.kind,
            standing: item.standing,
            at,
        }
    }

    fn until(item: &WorkItem) -> Millis {
        match item.standing {
            Standing::Offered { until, .. } => until,
            _ => panic!("it rings"),
        }
    }

    #[test]
    fn an_offer_of_a_clock_that_was_set_back_rings_no_longer_than_a_new_one() {
        let rules = Rules::default();
        let mut item = rings(NOW + HOUR + 15_000, NOW + HOUR);
        let row = noted(&item, NOW + HOUR);
        set_right(&mut item, Some(&row), &rules, NOW);
        assert_eq!(until(&item), NOW + rules.offer_ms);
        assert_eq!(item.refused[0].at, NOW);
        // Seen again later it does not ring on and on.
        set_right(&mut item, Some(&row), &rules, NOW + 10_000);
        assert_eq!(until(&item), NOW + rules.offer_ms);
    }

    #[test]
    fn an_offer_of_a_clock_that_runs_on_is_left_as_it_is() {
        // It was made when offers rang for a minute.
        let mut item = rings(NOW + 55_000, NOW - 1);
        let before = item.clone();
        for at in [NOW - 5_000, NOW + 1_000] {
            let row = noted(&item, at);
            set_right(&mut item, Some(&row), &Rules::default(), NOW);
            assert_eq!(item, before);
        }
    }

    #[test]
    fn since_when_is_not_known_of_what_a_later_clock_wrote() {
        let row = noted(&rings(0, 0), NOW);
        assert_eq!(row.since(NOW), Some(NOW));
        assert_eq!(row.since(NOW - HOUR), None);
    }

    #[test]
    fn who_went_at_a_time_that_has_not_come_has_gone_now() {
        let agent = |presence, idle_since| Agent {
            id: ANNA,
            presence,
            skills: Vec::new(),
            teams: Vec::new(),
            capacity: 60,
            live_cap: 3,
            idle_since,
            missed: 0,
        };
        let rules = Rules {
            wrap_up_ms: 30_000,
            ..Rules::default()
        };
        let right = |presence, idle| {
            let mut agent = agent(presence, idle);
            set_agent_right(&mut agent, &rules, NOW);
            (agent.presence, agent.idle_since)
        };
        let offline = |since| Presence::Offline { since };
        assert_eq!(right(offline(NOW + HOUR), 5), (offline(NOW), 5));
        assert_eq!(right(offline(5), NOW + HOUR), (offline(5), NOW));
        let wraps = |until| Presence::WrapUp { until };
        let (late, soon) = (wraps(NOW + HOUR), wraps(NOW + 30_000));
        assert_eq!(right(late, NOW + HOUR), (soon, NOW));
        assert_eq!(right(late, NOW), (late, NOW));
    }
}
