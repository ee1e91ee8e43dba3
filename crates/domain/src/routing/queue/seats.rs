//! What agents have, and what becomes of it when they change.

use super::items::can;
use super::*;

impl Queue {
    pub(super) fn seat(&mut self, agent: Agent) {
        if self.seat_of.contains_key(&agent.id) {
            return;
        }
        let ix = self.seats.len();
        self.seat_of.insert(agent.id, ix);
        self.seats.push(Seat {
            agent,
            load: 0,
            live: 0,
            ringing: None,
            held: BTreeSet::new(),
            classes: Vec::new(),
            spared: BTreeSet::new(),
            timer: None,
        });
        self.learn(ix);
        self.refree(ix);
    }

    /// Which classes the agent can do.
    pub(super) fn learn(&mut self, ix: usize) {
        for class in std::mem::take(&mut self.seats[ix].classes) {
            self.classes[class].seats.remove(ix);
        }
        for class in 0..self.classes.len() {
            if can(&self.seats[ix].agent, &self.classes[class].key) {
                self.classes[class].seats.insert(ix);
                self.seats[ix].classes.push(class);
            }
        }
    }

    pub(super) fn unfree(&mut self, ix: usize) {
        let turn = self.turn_of(ix);
        self.free.remove(&turn);
    }

    /// Puts the agent back into the order, if there is room for an offer, and sets the timer.
    pub(super) fn refree(&mut self, ix: usize) {
        if self.seats[ix].agent.is_present() {
            self.present.insert(ix);
        } else {
            self.present.remove(ix);
        }
        let seat = &self.seats[ix];
        if seat.agent.presence == Presence::Online
            && seat.ringing.is_none()
            && seat.load < u32::from(seat.agent.capacity)
        {
            self.free
                .insert((seat.load, seat.agent.idle_since, seat.agent.id));
        }
        let at = match (seat.agent.presence, self.rules.handing) {
            (Presence::WrapUp { until }, _) => Some(until),
            (Presence::Offline { since }, _) if !seat.held.is_empty() => {
                Some(since + self.rules.keep_ms)
            }
            (Presence::Online, Handing::Pulled { grace_ms }) => {
                Some(seat.agent.idle_since + grace_ms).filter(|at| *at > self.now)
            }
            _ => None,
        };
        let id = seat.agent.id;
        let old = std::mem::replace(&mut self.seats[ix].timer, at);
        if old != at {
            if let Some(old) = old {
                self.timers.remove(&(old, Timer::Seat(id)));
            }
            if let Some(at) = at {
                self.timers.insert((at, Timer::Seat(id)));
            }
        }
    }

    /// The item is the agent's: counts as load.
    pub(super) fn hold(&mut self, id: ConversationId, agent: AgentId) {
        self.unplace(id);
        let ix = self.seat_of[&agent];
        self.unfree(ix);
        let item = &mut own(&mut self.entries, id).item;
        item.standing = Standing::Held { agent };
        let seat = &mut self.seats[ix];
        seat.load += u32::from(item.size);
        seat.live += u32::from(item.kind == Kind::Live);
        seat.held.insert(id);
        self.refree(ix);
        self.set_item_timer(id);
    }

    pub(super) fn assign(
        &mut self,
        item: ConversationId,
        agent: AgentId,
        because: Because,
        out: &mut Vec<Decision>,
        touched: &mut Touched,
    ) {
        self.hold(item, agent);
        touched.seats.insert(self.seat_of[&agent]);
        out.push(Decision::Assign {
            item,
            agent,
            because,
        });
    }

    /// Takes the load off whoever rings or holds.
    pub(super) fn unload(&mut self, id: ConversationId, agent: AgentId, touched: &mut Touched) {
        let ix = self.seat_of[&agent];
        self.unfree(ix);
        let item = &self.entries[&id].item;
        let seat = &mut self.seats[ix];
        seat.load -= u32::from(item.size);
        seat.live -= u32::from(item.kind == Kind::Live);
        seat.held.remove(&id);
        if seat.ringing == Some(id) {
            seat.ringing = None;
        }
        self.refree(ix);
        touched.seats.insert(ix);
    }

    pub(super) fn unring(&mut self, id: ConversationId, touched: &mut Touched) {
        if let Standing::Offered { agent, .. } = self.entries[&id].item.standing {
            self.unload(id, agent, touched);
        }
    }

    pub(super) fn release(&mut self, id: ConversationId, agent: AgentId, touched: &mut Touched) {
        self.unload(id, agent, touched);
        let ix = self.seat_of[&agent];
        self.unfree(ix);
        self.seats[ix].agent.idle_since = self.now;
        self.refree(ix);
    }

    /// From wherever it is; what was offered or held is said to be withdrawn or handed back.
    pub(super) fn take_away(
        &mut self,
        id: ConversationId,
        why: Why,
        out: &mut Vec<Decision>,
        touched: &mut Touched,
    ) {
        let (standing, version) = {
            let item = &self.entries[&id].item;
            (item.standing, item.version)
        };
        match standing {
            Standing::Waiting => {}
            Standing::Offered { agent, .. } => {
                self.unring(id, touched);
                out.push(Decision::Withdraw {
                    item: id,
                    agent,
                    version,
                    because: why,
                });
            }
            Standing::Held { agent } => {
                self.release(id, agent, touched);
                if why != Why::Left {
                    out.push(Decision::HandBack {
                        item: id,
                        agent,
                        because: why,
                    });
                }
            }
        }
    }

    pub(super) fn finish(
        &mut self,
        id: ConversationId,
        agent: AgentId,
        out: &mut Vec<Decision>,
        touched: &mut Touched,
    ) {
        let live = self.entries[&id].item.kind == Kind::Live;
        self.release(id, agent, touched);
        self.forget(id);
        let ix = self.seat_of[&agent];
        // Whoever has more to do, or something that rings, goes on with that.
        let idle = self.seats[ix].load == 0 && self.seats[ix].agent.presence == Presence::Online;
        if live && self.rules.wrap_up_ms > 0 && idle {
            let until = self.now + self.rules.wrap_up_ms;
            self.unfree(ix);
            self.seats[ix].agent.presence = Presence::WrapUp { until };
            self.refree(ix);
            out.push(Decision::WrapUp { agent, until });
        }
    }

    pub(super) fn time_out(
        &mut self,
        id: ConversationId,
        out: &mut Vec<Decision>,
        touched: &mut Touched,
    ) {
        let Standing::Offered { agent, .. } = self.entries[&id].item.standing else {
            return;
        };
        let version = self.entries[&id].item.version;
        self.unring(id, touched);
        self.spare(id, agent);
        self.wait_again(id, touched);
        out.push(Decision::Withdraw {
            item: id,
            agent,
            version,
            because: Why::TimedOut,
        });
        let ix = self.seat_of[&agent];
        self.seats[ix].agent.missed = self.seats[ix].agent.missed.saturating_add(1);
        if self.rules.missed_max > 0
            && self.seats[ix].agent.missed >= self.rules.missed_max
            && self.seats[ix].agent.presence == Presence::Online
        {
            let mut away = self.seats[ix].agent.clone();
            away.presence = Presence::Away {
                reason: Reason::Unanswered,
            };
            away.missed = 0;
            out.push(Decision::SetAway { agent });
            self.agent_changed(away, out, touched);
        }
    }

    pub(super) fn agent_changed(
        &mut self,
        agent: Agent,
        out: &mut Vec<Decision>,
        touched: &mut Touched,
    ) {
        let id = agent.id;
        if !self.seat_of.contains_key(&id) {
            self.seat(agent);
            touched.seats.insert(self.seat_of[&id]);
            // Was here before, maybe, and declined things then.
            for item in self.entries.keys().copied().collect::<Vec<_>>() {
                self.spare_who_refused(item);
            }
        } else {
            let ix = self.seat_of[&id];
            self.unfree(ix);
            let old = std::mem::replace(&mut self.seats[ix].agent, agent);
            let new = &self.seats[ix].agent;
            if old.skills != new.skills || old.teams != new.teams {
                self.learn(ix);
            }
            self.refree(ix);
            touched.seats.insert(ix);
        }
        let ix = self.seat_of[&id];
        let presence = self.seats[ix].agent.presence;
        let why = match presence {
            Presence::Offline { .. } => Why::AgentGone,
            _ => Why::AgentAway,
        };
        if presence != Presence::Online
            && let Some(item) = self.seats[ix].ringing
        {
            self.take_away(item, why, out, touched);
            self.wait_again(item, touched);
        }
        if matches!(presence, Presence::Offline { .. }) {
            self.hand_back(ix, Some(Kind::Live), out, touched);
        }
        self.follow_sticky(id, touched);
    }

    /// All that the agent holds, or what is live of it.
    pub(super) fn hand_back(
        &mut self,
        ix: usize,
        only: Option<Kind>,
        out: &mut Vec<Decision>,
        touched: &mut Touched,
    ) {
        let held: Vec<ConversationId> = self.seats[ix]
            .held
            .iter()
            .filter(|id| only.is_none_or(|k| self.entries[*id].item.kind == k))
            .copied()
            .collect();
        for item in held {
            self.take_away(item, Why::AgentGone, out, touched);
            self.wait_again(item, touched);
        }
    }

    /// Items wait for the agent who knows the customer only while that agent is here.
    pub(super) fn follow_sticky(&mut self, agent: AgentId, touched: &mut Touched) {
        let Some(of) = self.wishes.get(&agent) else {
            return;
        };
        for id in of.clone() {
            let before = self.entries[&id].class;
            self.place(id);
            if self.entries[&id].class != before {
                touched.items.insert(id);
            }
        }
    }

    /// Hands back everything; the seat stays, empty and unable.
    pub(super) fn remove(
        &mut self,
        agent: AgentId,
        out: &mut Vec<Decision>,
        touched: &mut Touched,
    ) {
        let mut gone = self.seats[self.seat_of[&agent]].agent.clone();
        gone.presence = Presence::Offline { since: self.now };
        self.agent_changed(gone, out, touched);
        let ix = self.seat_of[&agent];
        self.hand_back(ix, None, out, touched);
        let rows: Vec<Agent> = self.agents().filter(|a| a.id != agent).cloned().collect();
        self.rebuild_with(rows);
        touched.seats = (0..self.seats.len()).collect();
    }
}
