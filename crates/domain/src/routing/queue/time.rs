//! What time alone changes, forwards and back.

use super::*;

impl Queue {
    /// What waits stands where it belongs now, before anything else happens; offers that ran out are still answered by an
    /// event that comes with them.
    pub(super) fn pass_stages(&mut self, touched: &mut Touched) {
        let due: Vec<(Millis, ConversationId)> = self
            .timers
            .iter()
            .take_while(|(at, _)| *at <= self.now)
            .filter_map(|(at, timer)| match timer {
                Timer::Item(id) => Some((*at, *id)),
                Timer::Seat(_) => None,
            })
            .filter(|(_, id)| self.entries[id].class.is_some())
            .collect();
        for (at, id) in due {
            self.timers.remove(&(at, Timer::Item(id)));
            self.entry_mut(id).timer = None;
            self.wait_again(id, touched);
        }
    }

    pub(super) fn pass_time(&mut self, out: &mut Vec<Decision>, touched: &mut Touched) {
        while let Some(&(at, timer)) = self.timers.first()
            && at <= self.now
        {
            self.timers.pop_first();
            match timer {
                Timer::Item(id) => {
                    self.entry_mut(id).timer = None;
                    self.item_time(id, out, touched);
                }
                Timer::Seat(agent) => {
                    let ix = self.seat_of[&agent];
                    self.seats[ix].timer = None;
                    self.seat_time(ix, out, touched);
                }
            }
        }
    }

    pub(super) fn item_time(
        &mut self,
        id: ConversationId,
        out: &mut Vec<Decision>,
        touched: &mut Touched,
    ) {
        match self.entries[&id].item.standing {
            Standing::Offered { .. } => self.time_out(id, out, touched),
            Standing::Held { .. } => {}
            Standing::Waiting => self.wait_again(id, touched),
        }
    }

    pub(super) fn seat_time(&mut self, ix: usize, out: &mut Vec<Decision>, touched: &mut Touched) {
        match self.seats[ix].agent.presence {
            Presence::WrapUp { .. } => {
                self.seats[ix].agent.presence = Presence::Online;
                self.refree(ix);
            }
            Presence::Offline { .. } => self.hand_back(ix, None, out, touched),
            Presence::Online | Presence::Away { .. } => {}
        }
        touched.seats.insert(ix);
    }

    pub(super) fn turn_back(&mut self, now: Millis) {
        self.now = now;
        let longest = now + self.rules.offer_ms;
        for entry in self.entries.values_mut().map(Arc::make_mut) {
            if let Standing::Offered { until, .. } = &mut entry.item.standing {
                *until = (*until).min(longest);
            }
            for r in &mut entry.item.refused {
                r.at = r.at.min(now);
            }
        }
        for seat in &mut self.seats {
            seat.agent.idle_since = seat.agent.idle_since.min(now);
            match &mut seat.agent.presence {
                Presence::WrapUp { until } => *until = (*until).min(now + self.rules.wrap_up_ms),
                Presence::Offline { since } => *since = (*since).min(now),
                Presence::Online | Presence::Away { .. } => {}
            }
        }
        self.rebuild();
    }

    pub(super) fn rebuild(&mut self) {
        let rows = self.agents().cloned().collect();
        self.rebuild_with(rows);
    }

    pub(super) fn rebuild_with(&mut self, agents: Vec<Agent>) {
        let items = std::mem::take(&mut self.entries)
            .into_values()
            .map(|e| Arc::unwrap_or_clone(e).item)
            .collect();
        *self = Self::of(self.rules.clone(), agents, items, self.now);
    }
}
