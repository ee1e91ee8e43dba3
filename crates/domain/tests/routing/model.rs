//! The simple model: rows, and loops over all of them. Written by the rule, not by the queue.

use crate::domain;
use domain::away::Reason;
use domain::conversation::Urgency;
use domain::routing::{
    Agent, Because, Decision, Event, Firmness, Handing, Kind, Late, Place, Presence, Refused,
    Rules, Standing, Turn, Whom, Why, WorkItem, rank,
};
use domain::{AgentId, ConversationId, Millis, TeamId};
use std::collections::{BTreeMap, BTreeSet};

pub struct Model {
    rules: Rules,
    now: Millis,
    agents: BTreeMap<AgentId, Agent>,
    items: BTreeMap<ConversationId, WorkItem>,
    overflown: BTreeSet<ConversationId>,
    out: Vec<Decision>,
}

const NO_REASON: Because = Because {
    turn: Turn::ByHand,
    whom: Whom::Asked,
    lowered: 0,
};

pub fn without_reasons(decision: &Decision) -> Decision {
    let mut decision = decision.clone();
    match &mut decision {
        Decision::Offer { because, .. } | Decision::Assign { because, .. } => *because = NO_REASON,
        Decision::OfferAlternative { because, .. } => {
            *because = Late {
                due_by: 0,
                late_ms: 0,
                agents: 0,
            }
        }
        _ => {}
    }
    decision
}

impl Model {
    pub fn of(rules: Rules, agents: Vec<Agent>, now: Millis) -> Self {
        let agents = agents.into_iter().map(|a| (a.id, a)).collect();
        Self {
            rules: rules.bounded(),
            now,
            agents,
            items: BTreeMap::new(),
            overflown: BTreeSet::new(),
            out: Vec::new(),
        }
    }

    fn of_agent(&self, agent: AgentId) -> impl Iterator<Item = &WorkItem> {
        self.items.values().filter(move |i| match i.standing {
            Standing::Offered { agent: by, .. } | Standing::Held { agent: by } => by == agent,
            Standing::Waiting => false,
        })
    }

    fn load(&self, agent: AgentId) -> u32 {
        self.of_agent(agent).map(|i| u32::from(i.size)).sum()
    }

    fn ringing(&self, agent: AgentId) -> Option<ConversationId> {
        self.of_agent(agent)
            .find(|i| matches!(i.standing, Standing::Offered { .. }))
            .map(|i| i.id)
    }

    fn past(&self, item: &WorkItem, percent: u32) -> bool {
        self.now >= item.since + self.rules.limit(item) * i64::from(percent) / 100
    }

    fn spared(&self, item: &WorkItem, agent: AgentId) -> bool {
        item.refused
            .iter()
            .any(|r| r.agent == agent && r.at + self.rules.again_ms > self.now)
    }

    fn overflows(&self, item: &WorkItem) -> bool {
        item.team
            .is_some_and(|t| self.rules.overflow.get(&t).is_some_and(|h| !h.is_empty()))
            && (self.past(item, self.rules.overflow_percent) || self.is_helped(item))
    }

    fn is_helped(&self, item: &WorkItem) -> bool {
        let until = item.team.and_then(|t| self.rules.helping.get(&t));
        until.is_some_and(|until| self.now < *until)
    }

    /// Whether the agent is one for it, present or not; who was just asked is left out by [`Self::spared`].
    fn able(&self, item: &WorkItem, agent: &Agent) -> bool {
        let mut teams: Vec<TeamId> = item.team.into_iter().collect();
        if self.overflows(item) {
            teams.extend(&self.rules.overflow[&item.team.expect("a team overflows")]);
        }
        let lowered = self
            .rules
            .relax
            .iter()
            .filter(|r| self.past(item, r.after_percent))
            .map(|r| r.lower)
            .max();
        let meets = item.needs.iter().all(|n| {
            let level = match n.firmness {
                Firmness::Must => n.level,
                Firmness::Wish => n.level.saturating_sub(lowered.unwrap_or(0)),
            };
            level == 0 || agent.level(n.skill) >= level
        });
        let sticky = item.sticky.and_then(|id| self.agents.get(&id)).filter(|a| {
            a.is_present()
                && !self.spared(item, a.id)
                && !self.past(item, self.rules.sticky_percent)
        });
        meets
            && (teams.is_empty() || teams.iter().any(|t| agent.teams.contains(t)))
            && sticky.is_none_or(|s| s.id == agent.id)
    }

    fn could_take(&self, item: &WorkItem, agent: &Agent) -> bool {
        let live = self
            .of_agent(agent.id)
            .filter(|i| i.kind == Kind::Live)
            .count();
        item.standing == Standing::Waiting
            && self.able(item, agent)
            && !self.spared(item, agent.id)
            && self.ringing(agent.id).is_none()
            && self.load(agent.id) + u32::from(item.size) <= u32::from(agent.capacity)
            && (item.kind == Kind::Deferred || live < usize::from(agent.live_cap))
    }

    fn best(&self, agent: &Agent, live_only: Option<()>) -> Option<ConversationId> {
        let mut could: Vec<&WorkItem> = self
            .items
            .values()
            .filter(|i| (live_only.is_none() || i.kind == Kind::Live) && self.could_take(i, agent))
            .collect();
        could.sort_by_key(|i| (self.rules.due(i), i.id));
        let first = *could.first()?;
        let pressing = could
            .iter()
            .filter(|i| {
                i.urgency > first.urgency && self.rules.due(i) - self.now < self.rules.guard_ms
            })
            .filter(|_| self.rules.guard_ms > 0)
            .min_by_key(|i| (std::cmp::Reverse(i.urgency), self.rules.due(i), i.id));
        Some(pressing.unwrap_or(&first).id)
    }

    pub fn handle(&mut self, event: &Event, now: Millis) -> Result<Vec<Decision>, &'static str> {
        self.refuse(event)?;
        if now + 1_000 < self.now {
            self.turn_back(now);
        }
        self.now = self.now.max(now);
        self.apply(event);
        self.pass_time();
        self.say_overflow();
        self.dispatch();
        self.admissions();
        Ok(std::mem::take(&mut self.out)
            .iter()
            .map(without_reasons)
            .collect())
    }

    fn refuse(&self, event: &Event) -> Result<(), &'static str> {
        let known = |id: &ConversationId| self.items.get(id).ok_or("item_unknown");
        match event {
            Event::Arrived(i) if self.items.contains_key(&i.id) => Err("item_known"),
            Event::Changed(i) => known(&i.id).map(|_| ()),
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
            } => {
                let i = known(item)?;
                let good =
                    matches!(i.standing, Standing::Offered { agent: by, .. } if by == *agent);
                if good && i.version == *version {
                    Ok(())
                } else {
                    Err("offer_gone")
                }
            }
            Event::TimedOut { item, version } => {
                let i = known(item)?;
                let good = matches!(i.standing, Standing::Offered { .. }) && i.version == *version;
                if good { Ok(()) } else { Err("offer_gone") }
            }
            Event::Started { agent } => {
                let a = self.agents.get(agent).ok_or("agent_unknown")?;
                if !a.is_present() {
                    return Err("agent_away");
                }
                if self.ringing(*agent).is_some() {
                    return Err("already_ringing");
                }
                Ok(())
            }
            Event::Taken { item, agent } => {
                known(item)?;
                self.agents.get(agent).map(|_| ()).ok_or("agent_unknown")
            }
            Event::Finished { item, agent } | Event::Returned { item, agent } => {
                let held = known(item)?.standing == Standing::Held { agent: *agent };
                if held { Ok(()) } else { Err("not_held") }
            }
            Event::AgentRemoved { agent } => {
                self.agents.get(agent).map(|_| ()).ok_or("agent_unknown")
            }
            _ => Ok(()),
        }
    }

    fn item(&mut self, id: &ConversationId) -> &mut WorkItem {
        self.items.get_mut(id).expect("known")
    }

    fn idle(&mut self, agent: AgentId) {
        let now = self.now;
        self.agents.get_mut(&agent).expect("known").idle_since = now;
    }

    fn take_away(&mut self, id: &ConversationId, why: Why) {
        let (standing, version) = (self.items[id].standing, self.items[id].version);
        self.item(id).standing = Standing::Waiting;
        match standing {
            Standing::Waiting => {}
            Standing::Offered { agent, .. } => {
                self.out.push(Decision::Withdraw {
                    item: *id,
                    agent,
                    version,
                    because: why,
                });
            }
            Standing::Held { agent } => {
                self.idle(agent);
                if why != Why::Left {
                    self.out.push(Decision::HandBack {
                        item: *id,
                        agent,
                        because: why,
                    });
                }
            }
        }
    }

    fn spare(&mut self, id: &ConversationId, agent: AgentId) {
        let at = self.now;
        let refused = &mut self.item(id).refused;
        refused.retain(|r| r.agent != agent);
        refused.push(Refused { agent, at });
    }

    fn assign(&mut self, id: &ConversationId, agent: AgentId) {
        self.item(id).standing = Standing::Held { agent };
        self.out.push(Decision::Assign {
            item: *id,
            agent,
            because: NO_REASON,
        });
    }

    fn apply(&mut self, event: &Event) {
        match event {
            Event::Arrived(item) => drop(self.items.insert(item.id, item.clone())),
            Event::Changed(item) => {
                let old = self.items[&item.id].clone();
                let mut new = item.clone();
                (new.since, new.version, new.refused) = (old.since, old.version, old.refused);
                if new.kind == old.kind {
                    new.place = old.place;
                }
                if let Standing::Held { agent } = old.standing {
                    self.idle(agent);
                    new.standing = old.standing;
                } else {
                    self.take_away(&item.id, Why::Changed);
                    new.standing = Standing::Waiting;
                }
                self.items.insert(item.id, new);
            }
            Event::Left { item } => {
                self.take_away(item, Why::Left);
                self.items.remove(item);
                self.overflown.remove(item);
            }
            Event::Accepted { item, agent, .. } => {
                self.assign(item, *agent);
                self.agents.get_mut(agent).expect("known").missed = 0;
            }
            Event::Declined { item, agent, .. } => {
                self.item(item).standing = Standing::Waiting;
                self.spare(item, *agent);
            }
            Event::TimedOut { item, .. } => self.time_out(item),
            Event::Started { agent } => {
                if let Some(pick) = self.best(&self.agents[agent], None) {
                    self.assign(&pick, *agent);
                }
            }
            Event::Taken { item, agent } => {
                self.take_away(item, Why::TakenByHand);
                self.assign(item, *agent);
            }
            Event::Finished { item, agent } => {
                let live = self.items[item].kind == Kind::Live;
                self.idle(*agent);
                self.items.remove(item);
                self.overflown.remove(item);
                let until = self.now + self.rules.wrap_up_ms;
                let live = live && self.load(*agent) == 0;
                let a = self.agents.get_mut(agent).expect("known");
                if live && self.rules.wrap_up_ms > 0 && a.presence == Presence::Online {
                    a.presence = Presence::WrapUp { until };
                    self.out.push(Decision::WrapUp {
                        agent: *agent,
                        until,
                    });
                }
            }
            Event::Returned { item, agent } => {
                self.idle(*agent);
                self.item(item).standing = Standing::Waiting;
                self.spare(item, *agent);
                self.out.push(Decision::HandBack {
                    item: *item,
                    agent: *agent,
                    because: Why::ByHand,
                });
            }
            Event::AgentChanged(agent) => self.agent_changed(agent.clone()),
            Event::AgentRemoved { agent } => {
                let mut gone = self.agents[agent].clone();
                gone.presence = Presence::Offline { since: self.now };
                self.agent_changed(gone);
                self.hand_back(*agent, None);
                self.agents.remove(agent);
                self.as_rows();
            }
            Event::RulesChanged(rules) => {
                self.rules = rules.clone().bounded();
                self.as_rows();
            }
            Event::Tick => {}
        }
    }

    fn as_rows(&mut self) {
        self.overflown = self
            .items
            .values()
            .filter(|i| i.standing == Standing::Waiting && self.overflows(i))
            .map(|i| i.id)
            .collect();
    }

    fn time_out(&mut self, id: &ConversationId) {
        let Standing::Offered { agent, .. } = self.items[id].standing else {
            return;
        };
        self.take_away(id, Why::TimedOut);
        self.spare(id, agent);
        let max = self.rules.missed_max;
        let a = self.agents.get_mut(&agent).expect("known");
        a.missed = a.missed.saturating_add(1);
        if max > 0 && a.missed >= max && a.presence == Presence::Online {
            let mut away = a.clone();
            away.presence = Presence::Away {
                reason: Reason::Unanswered,
            };
            away.missed = 0;
            self.out.push(Decision::SetAway { agent });
            self.agent_changed(away);
        }
    }

    fn agent_changed(&mut self, agent: Agent) {
        let (id, presence) = (agent.id, agent.presence);
        self.agents.insert(id, agent);
        let gone = matches!(presence, Presence::Offline { .. });
        let why = if gone { Why::AgentGone } else { Why::AgentAway };
        if let Some(item) = self.ringing(id).filter(|_| presence != Presence::Online) {
            self.take_away(&item, why);
        }
        if gone {
            self.hand_back(id, Some(Kind::Live));
        }
    }

    fn hand_back(&mut self, agent: AgentId, only: Option<Kind>) {
        let held: Vec<ConversationId> = self
            .of_agent(agent)
            .filter(|i| {
                matches!(i.standing, Standing::Held { .. }) && only.is_none_or(|k| i.kind == k)
            })
            .map(|i| i.id)
            .collect();
        for id in held {
            self.take_away(&id, Why::AgentGone);
        }
    }

    fn turn_back(&mut self, now: Millis) {
        self.now = now;
        for item in self.items.values_mut() {
            if let Standing::Offered { until, .. } = &mut item.standing {
                *until = (*until).min(now + self.rules.offer_ms);
            }
            for r in &mut item.refused {
                r.at = r.at.min(now);
            }
        }
        for agent in self.agents.values_mut() {
            agent.idle_since = agent.idle_since.min(now);
            match &mut agent.presence {
                Presence::WrapUp { until } => *until = (*until).min(now + self.rules.wrap_up_ms),
                Presence::Offline { since } => *since = (*since).min(now),
                _ => {}
            }
        }
        self.as_rows();
    }

    fn pass_time(&mut self) {
        let late: Vec<ConversationId> = self
            .items
            .values()
            .filter(|i| matches!(i.standing, Standing::Offered { until, .. } if until <= self.now))
            .map(|i| i.id)
            .collect();
        for id in late {
            self.time_out(&id);
        }
        for id in self.agents.keys().copied().collect::<Vec<_>>() {
            match self.agents[&id].presence {
                Presence::WrapUp { until } if until <= self.now => {
                    self.agents.get_mut(&id).expect("known").presence = Presence::Online;
                }
                Presence::Offline { since } if since + self.rules.keep_ms <= self.now => {
                    self.hand_back(id, None)
                }
                _ => {}
            }
        }
    }

    fn say_overflow(&mut self) {
        for item in self.items.values() {
            if item.standing == Standing::Waiting
                && self.overflows(item)
                && self.overflown.insert(item.id)
            {
                let to = self.rules.overflow[&item.team.expect("a team overflows")].clone();
                self.out.push(Decision::Overflow { item: item.id, to });
            }
        }
    }

    fn dispatch(&mut self) {
        let mut turns: Vec<(u32, Millis, AgentId)> = self
            .agents
            .values()
            .filter(|a| a.presence == Presence::Online && self.ringing(a.id).is_none())
            .map(|a| (self.load(a.id), a.idle_since, a.id))
            .collect();
        turns.sort_unstable();
        for (_, _, agent) in turns {
            while self.give(agent).is_some() {}
        }
    }

    fn give(&mut self, id: AgentId) -> Option<()> {
        let agent = &self.agents[&id];
        let live = self.best(agent, Some(()));
        let pick = match (self.load(id), self.rules.handing) {
            (0, Handing::Assigned) => self.best(agent, None)?,
            (0, Handing::Pulled { grace_ms })
                if self.best(agent, None) != live && agent.idle_since + grace_ms > self.now =>
            {
                return None;
            }
            _ => live?,
        };
        if self.items[&pick].kind == Kind::Deferred {
            self.assign(&pick, id);
            return Some(());
        }
        let until = self.now + self.rules.offer_ms;
        let item = self.item(&pick);
        item.version += 1;
        item.standing = Standing::Offered { agent: id, until };
        if item.place == Place::Fresh {
            item.place = Place::Admitted;
        }
        let version = item.version;
        self.out.push(Decision::Offer {
            item: pick,
            agent: id,
            until,
            version,
            because: NO_REASON,
        });
        Some(())
    }

    fn admissions(&mut self) {
        let fresh: Vec<ConversationId> = self
            .items
            .values()
            .filter(|i| {
                i.standing == Standing::Waiting && i.kind == Kind::Live && i.place == Place::Fresh
            })
            .map(|i| i.id)
            .collect();
        for id in fresh {
            let late = self.makes_late(&self.items[&id]);
            self.item(&id).place = if late { Place::Behind } else { Place::Admitted };
            if late {
                let because = Late {
                    due_by: 0,
                    late_ms: 0,
                    agents: 0,
                };
                self.out
                    .push(Decision::OfferAlternative { item: id, because });
            }
        }
    }

    /// For every minute in which protected work is due: is there time for all that is due until then?
    fn makes_late(&self, new: &WorkItem) -> bool {
        let Some(percent) = self.rules.admission_percent else {
            return false;
        };
        let who = |i: &WorkItem| -> BTreeSet<AgentId> {
            self.agents
                .values()
                .filter(|a| a.is_present() && self.able(i, a))
                .map(|a| a.id)
                .collect()
        };
        let own = who(new);
        if new.urgency == Urgency::Urgent || own.is_empty() {
            return false;
        }
        let minute = |i: &WorkItem| self.rules.due(i).div_euclid(60_000);
        let waiting: Vec<(&WorkItem, i64, i64)> = self
            .items
            .values()
            .filter(|i| i.standing == Standing::Waiting)
            .filter_map(|i| {
                let them = who(i);
                let shared = them.intersection(&own).count() as i64;
                (shared > 0).then(|| (i, minute(i), i.handle_ms * shared / them.len() as i64))
            })
            .collect();
        let first = self.now.div_euclid(60_000);
        waiting.iter().any(|(i, due, _)| {
            let guarded = rank(i.urgency) >= rank(new.urgency) && *due > minute(new);
            let work: i64 = waiting
                .iter()
                .filter(|(_, d, _)| *d <= (*due).max(first))
                .map(|(_, _, w)| w)
                .sum();
            let left = ((*due).max(first) * 60_000 - self.now).max(0);
            guarded
                && *due <= first + 24 * 60
                && work * (100 + i64::from(percent)) / 100 / own.len() as i64 > left
        })
    }
}
