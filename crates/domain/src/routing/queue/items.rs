//! Where an item waits, and that it does.

use super::*;

impl Queue {
    /// An item of the rows, or a new one, takes its place.
    pub(super) fn admit(&mut self, mut item: WorkItem) {
        let id = item.id;
        let holder = match item.standing {
            Standing::Waiting => None,
            Standing::Offered { agent, .. } | Standing::Held { agent } => {
                self.seat_of.get(&agent).copied()
            }
        };
        let taken = holder.is_some_and(|ix| {
            matches!(item.standing, Standing::Offered { .. }) && self.seats[ix].ringing.is_some()
        });
        let holder = holder.filter(|_| !taken);
        if holder.is_none() {
            item.standing = Standing::Waiting;
        }
        let (size, kind) = (u32::from(item.size), item.kind);
        let rings = matches!(item.standing, Standing::Offered { .. });
        let entry = Entry {
            item,
            class: None,
            timer: None,
            overflown: false,
        };
        self.entries.insert(id, Arc::new(entry));
        match holder {
            Some(ix) => {
                self.unfree(ix);
                let seat = &mut self.seats[ix];
                seat.load += size;
                seat.live += u32::from(kind == Kind::Live);
                if rings {
                    seat.ringing = Some(id);
                } else {
                    seat.held.insert(id);
                }
                self.refree(ix);
            }
            None => {
                self.place(id);
            }
        }
        self.set_item_timer(id);
    }

    pub(super) fn entry_mut(&mut self, id: ConversationId) -> &mut Entry {
        own(&mut self.entries, id)
    }

    /// The agent who knows the customer, if here.
    pub(super) fn sticky_of(&self, item: &WorkItem) -> Option<AgentId> {
        let ix = self.seat_of.get(&item.sticky?)?;
        let seat = &self.seats[*ix];
        (seat.agent.is_present() && !seat.spared.contains(&item.id)).then_some(seat.agent.id)
    }

    pub(super) fn stage_of(&self, id: ConversationId) -> crate::routing::rules::Stage {
        let item = &self.entries[&id].item;
        self.rules.stage(item, self.now, self.sticky_of(item))
    }

    /// Puts a waiting item where it belongs now.
    pub(super) fn place(&mut self, id: ConversationId) {
        self.unplace(id);
        self.spare_who_refused(id);
        let stage = self.stage_of(id);
        let item = &self.entries[&id].item;
        let sticky = if stage.waits_for_sticky {
            self.sticky_of(item)
        } else {
            None
        };
        let mut teams: Vec<TeamId> = item.team.into_iter().collect();
        if stage.overflown {
            teams.extend(self.rules.helpers(item).unwrap_or_default());
            teams.sort_unstable();
            teams.dedup();
        }
        let wishes = item.needs.iter().any(|n| n.firmness == Firmness::Wish);
        let key = ClassKey {
            kind: item.kind,
            size: item.size,
            teams,
            needs: lowered(&item.needs, stage.lowered),
            sticky,
            lowered: if wishes { stage.lowered } else { 0 },
        };
        let due = self.rules.due(item);
        let (urgency, work, wish) = (rank(item.urgency), item.handle_ms, item.sticky);
        let ix = self.class(key);
        let class = &mut self.classes[ix];
        class.waiting[urgency].insert((due, id));
        class.profile.add(due, work, urgency);
        self.waiting += 1;
        self.entry_mut(id).class = Some((ix, due));
        if let Some(agent) = wish {
            self.wishes.entry(agent).or_default().insert(id);
        }
    }

    /// Who declined it lately is not asked again.
    pub(super) fn spare_who_refused(&mut self, id: ConversationId) {
        for r in &self.entries[&id].item.refused {
            if let Some(ix) = self.seat_of.get(&r.agent) {
                let spared = &mut self.seats[*ix].spared;
                if r.at + self.rules.again_ms > self.now {
                    spared.insert(id);
                } else {
                    spared.remove(&id);
                }
            }
        }
    }

    pub(super) fn unplace(&mut self, id: ConversationId) {
        let entry = own(&mut self.entries, id);
        let Some((ix, due)) = entry.class.take() else {
            return;
        };
        let item = &entry.item;
        let urgency = rank(item.urgency);
        let class = &mut self.classes[ix];
        class.waiting[urgency].remove(&(due, id));
        class.profile.remove(due, item.handle_ms, urgency);
        self.waiting -= 1;
        if let Some(agent) = item.sticky
            && let Some(of) = self.wishes.get_mut(&agent)
        {
            of.remove(&id);
            if of.is_empty() {
                self.wishes.remove(&agent);
            }
        }
    }

    pub(super) fn class(&mut self, key: ClassKey) -> usize {
        if let Some(ix) = self.class_of.get(&key) {
            return *ix;
        }
        let ix = self.classes.len();
        let able: Vec<usize> = (0..self.seats.len())
            .filter(|seat| can(&self.seats[*seat].agent, &key))
            .collect();
        for seat in &able {
            self.seats[*seat].classes.push(ix);
        }
        self.class_of.insert(key.clone(), ix);
        self.classes.push(Class {
            key,
            waiting: std::array::from_fn(|_| BTreeSet::new()),
            seats: Seating::of(able.into_iter()),
            profile: Profile::default(),
        });
        ix
    }

    pub(super) fn set_item_timer(&mut self, id: ConversationId) {
        let entry = &self.entries[&id];
        let item = &entry.item;
        let at = match item.standing {
            Standing::Waiting => {
                let again = item
                    .refused
                    .iter()
                    .map(|r| r.at + self.rules.again_ms)
                    .filter(|at| *at > self.now)
                    .min();
                self.rules
                    .stage_ends(item, self.now)
                    .into_iter()
                    .chain(again)
                    .min()
            }
            Standing::Offered { until, .. } => Some(until),
            Standing::Held { .. } => None,
        };
        let entry = self.entry_mut(id);
        let old = std::mem::replace(&mut entry.timer, at);
        if old != at {
            if let Some(old) = old {
                self.timers.remove(&(old, Timer::Item(id)));
            }
            if let Some(at) = at {
                self.timers.insert((at, Timer::Item(id)));
            }
        }
    }

    pub(super) fn forget(&mut self, id: ConversationId) {
        self.unplace(id);
        let entry = self.entries.remove(&id).expect("the item is in the queue");
        if let Some(at) = entry.timer {
            self.timers.remove(&(at, Timer::Item(id)));
        }
        for r in &entry.item.refused {
            if let Some(ix) = self.seat_of.get(&r.agent) {
                self.seats[*ix].spared.remove(&id);
            }
        }
    }

    pub(super) fn wait_again(&mut self, id: ConversationId, touched: &mut Touched) {
        self.entry_mut(id).item.standing = Standing::Waiting;
        self.place(id);
        self.set_item_timer(id);
        touched.items.insert(id);
    }

    /// Remembers that the agent did not want it.
    pub(super) fn spare(&mut self, id: ConversationId, agent: AgentId) {
        let at = self.now;
        let refused = &mut self.entry_mut(id).item.refused;
        refused.retain(|r| r.agent != agent);
        if refused.len() >= REFUSED_MAX {
            let gone = refused.remove(0);
            if let Some(ix) = self.seat_of.get(&gone.agent) {
                self.seats[*ix].spared.remove(&id);
            }
        }
        self.entry_mut(id).item.refused.push(Refused { agent, at });
        let ix = self.seat_of[&agent];
        self.seats[ix].spared.insert(id);
    }

    pub(super) fn change(
        &mut self,
        mut item: WorkItem,
        out: &mut Vec<Decision>,
        touched: &mut Touched,
    ) {
        let id = item.id;
        let old = self.entries[&id].item.clone();
        item.since = old.since;
        item.version = old.version;
        item.refused = old.refused;
        if item.kind == old.kind {
            item.place = old.place;
        }
        match old.standing {
            Standing::Held { agent } => {
                self.release(id, agent, touched);
                item.standing = Standing::Waiting;
                self.entry_mut(id).item = item;
                self.hold(id, agent);
            }
            Standing::Waiting | Standing::Offered { .. } => {
                self.take_away(id, Why::Changed, out, touched);
                self.unplace(id);
                item.standing = Standing::Waiting;
                self.entry_mut(id).item = item;
                self.wait_again(id, touched);
            }
        }
    }
}

/// Whether the agent is one for this class at all, present or not.
pub(super) fn can(agent: &Agent, key: &ClassKey) -> bool {
    key.sticky.is_none_or(|s| s == agent.id)
        && (key.teams.is_empty() || key.teams.iter().any(|t| agent.teams.contains(t)))
        && key.needs.iter().all(|n| agent.level(n.skill) >= n.level)
}
