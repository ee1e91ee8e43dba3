//! What cannot be: said before anything is changed.

use super::*;

impl Queue {
    pub(super) fn refuse(&self, event: &Event) -> Result<(), Refusal> {
        let known = |id: &ConversationId| {
            self.entries.get(id).map(|e| &e.item).ok_or_else(|| {
                no(
                    "item_unknown",
                    "this conversation is not in the queue any more",
                )
            })
        };
        let seat = |id: &AgentId| {
            self.seat_of
                .get(id)
                .map(|ix| &self.seats[*ix])
                .ok_or_else(|| no("agent_unknown", "this agent is not known to the queue"))
        };
        let gone = || {
            no(
                "offer_gone",
                "this offer is over: somebody else has it, or it rang too long",
            )
        };
        let offered = |item: &ConversationId, by: Option<&AgentId>, version: u32| {
            let item = known(item)?;
            match item.standing {
                Standing::Offered { agent, .. }
                    if item.version == version && by.is_none_or(|a| *a == agent) =>
                {
                    Ok(())
                }
                _ => Err(gone()),
            }
        };
        match event {
            Event::Arrived(item) => {
                check(item)?;
                if self.entries.contains_key(&item.id) {
                    return Err(no(
                        "item_known",
                        "this conversation is in the queue already",
                    ));
                }
                if self.entries.len() >= ITEMS_MAX {
                    return Err(no("queue_full", "the queue holds as many items as it can"));
                }
                Ok(())
            }
            Event::Changed(item) => check(item).and_then(|()| known(&item.id).map(|_| ())),
            Event::Left { item } => known(item).map(|_| ()),
            Event::Accepted {
                item,
                agent,
                version,
            }
            | Event::Declined {
                item,
                agent,
                version,
            } => offered(item, Some(agent), *version),
            Event::TimedOut { item, version } => offered(item, None, *version),
            Event::Started { agent } => {
                let seat = seat(agent)?;
                if !seat.agent.is_present() {
                    return Err(no("agent_away", "come online first"));
                }
                if seat.ringing.is_some() {
                    return Err(no("already_ringing", "answer or decline what rings first"));
                }
                Ok(())
            }
            Event::Taken { item, agent } => known(item).and_then(|_| seat(agent)).map(|_| ()),
            Event::Finished { item, agent } | Event::Returned { item, agent } => {
                match known(item)?.standing {
                    Standing::Held { agent: by } if by == *agent => Ok(()),
                    _ => Err(no("not_held", "this agent does not have this conversation")),
                }
            }
            Event::AgentChanged(agent) => {
                if agent.skills.len() > SKILLS_MAX {
                    return Err(no("too_many_skills", "an agent has at most 200 skills"));
                }
                if !self.seat_of.contains_key(&agent.id) && self.seats.len() >= AGENTS_MAX {
                    return Err(no(
                        "too_many_agents",
                        "the queue knows as many agents as it can",
                    ));
                }
                Ok(())
            }
            Event::AgentRemoved { agent } => seat(agent).map(|_| ()),
            Event::RulesChanged(_) | Event::Tick => Ok(()),
        }
    }
}

/// Whether rows or a caller may say so of an item.
pub(super) fn check(item: &WorkItem) -> Result<(), Refusal> {
    if item.needs.len() > NEEDS_MAX {
        return Err(no("too_many_needs", "an item has at most 16 needs").on("needs"));
    }
    if item.size == 0 || item.size > SIZE_MAX {
        return Err(no("bad_size", "a size is 1 to 1000 load units").on("size"));
    }
    if item.refused.len() > REFUSED_MAX || item.handle_ms < 0 {
        return Err(no("bad_item", "an item that no queue has written"));
    }
    Ok(())
}
