//! Who gets what.
//!
//! After each event every free agent has nothing that could be given: else it would have been. So something can follow only
//! for agents who changed, for those who can do an item that changed, and for those who were left to pull what is due
//! before a live contact (`held_back`), for whom time alone may change the order.

use super::*;

impl Queue {
    /// Everybody for whom something may have changed, in the one order, is given what is due.
    pub(super) fn dispatch(&mut self, out: &mut Vec<Decision>, touched: &mut Touched) {
        self.tell_overflow(out, touched);
        let assigns = self.rules.handing == Handing::Assigned;
        let mut open: BTreeSet<ConversationId> = touched
            .items
            .iter()
            .filter(|id| {
                self.entries
                    .get(id)
                    .is_some_and(|e| e.class.is_some() && (assigns || e.item.kind == Kind::Live))
            })
            .copied()
            .collect();
        let mut able: BTreeSet<usize> = std::mem::take(&mut self.held_back);
        able.extend(touched.seats.iter().filter(|ix| **ix < self.seats.len()));
        let classes: BTreeSet<usize> = open
            .iter()
            .filter_map(|id| self.entries[id].class)
            .map(|(class, _)| class)
            .collect();
        let turns: Vec<usize> = if open.is_empty() {
            let mut turns: Vec<usize> = able
                .iter()
                .copied()
                .filter(|ix| self.is_free(*ix))
                .collect();
            turns.sort_by_key(|ix| self.turn_of(*ix));
            turns
        } else {
            self.free
                .iter()
                .map(|(_, _, agent)| self.seat_of[agent])
                .collect()
        };
        for ix in turns {
            let concerned = able.contains(&ix)
                || !open.is_empty() && classes.iter().any(|c| self.classes[*c].seats.contains(ix));
            if concerned {
                while let Some(item) = self.give(ix, out, touched) {
                    open.remove(&item);
                }
            }
        }
    }

    pub(super) fn tell_overflow(&mut self, out: &mut Vec<Decision>, touched: &Touched) {
        for id in &touched.items {
            let waits = self
                .entries
                .get(id)
                .is_some_and(|e| e.class.is_some() && !e.overflown);
            if waits && self.stage_of(*id).overflown {
                self.entry_mut(*id).overflown = true;
                let to = self
                    .rules
                    .helpers(&self.entries[id].item)
                    .unwrap_or_default()
                    .to_vec();
                out.push(Decision::Overflow { item: *id, to });
            }
        }
    }

    pub(super) fn turn_of(&self, ix: usize) -> (u32, Millis, AgentId) {
        let seat = &self.seats[ix];
        (seat.load, seat.agent.idle_since, seat.agent.id)
    }

    pub(super) fn is_free(&self, ix: usize) -> bool {
        self.free.contains(&self.turn_of(ix))
    }

    pub(super) fn whom(&self, ix: usize, id: ConversationId) -> Whom {
        let seat = &self.seats[ix];
        let own = self.entries[&id].item.size;
        if self.entries[&id].item.sticky == Some(seat.agent.id) {
            Whom::Sticky
        } else if seat.load <= u32::from(own) && seat.ringing == Some(id) || seat.load == 0 {
            Whom::LongestIdle {
                since: seat.agent.idle_since,
            }
        } else {
            Whom::LeastLoaded {
                load: u16::try_from(seat.load).unwrap_or(u16::MAX),
            }
        }
    }

    /// Gives a free agent what comes next, if that is ours to give.
    pub(super) fn give(
        &mut self,
        ix: usize,
        out: &mut Vec<Decision>,
        touched: &mut Touched,
    ) -> Option<ConversationId> {
        use crate::routing::choose::Among;
        if !self.is_free(ix) {
            return None;
        }
        let seat = &self.seats[ix];
        let pick = if seat.load > 0 {
            self.best(ix, Among::Live)?
        } else {
            match self.rules.handing {
                Handing::Assigned => self.best(ix, Among::Everything)?,
                Handing::Pulled { grace_ms } => {
                    let live = self.best(ix, Among::Live)?;
                    let first = self.best(ix, Among::Everything)?;
                    if first.item == live.item {
                        live
                    } else if seat.agent.idle_since + grace_ms > self.now {
                        self.held_back.insert(ix);
                        return None;
                    } else {
                        crate::routing::choose::Pick {
                            turn: Turn::NotPulled { due: live.due },
                            ..live
                        }
                    }
                }
            }
        };
        let whom = self.whom(ix, pick.item);
        let because = Because {
            turn: pick.turn,
            whom,
            lowered: pick.lowered,
        };
        let agent = self.seats[ix].agent.id;
        match self.entries[&pick.item].item.kind {
            Kind::Deferred => self.assign(pick.item, agent, because, out, touched),
            Kind::Live => self.offer(pick.item, ix, because, out),
        }
        Some(pick.item)
    }

    pub(super) fn offer(
        &mut self,
        id: ConversationId,
        ix: usize,
        because: Because,
        out: &mut Vec<Decision>,
    ) {
        self.unplace(id);
        self.unfree(ix);
        let agent = self.seats[ix].agent.id;
        let until = self.now + self.rules.offer_ms;
        let item = &mut own(&mut self.entries, id).item;
        item.version = item.version.wrapping_add(1);
        item.standing = Standing::Offered { agent, until };
        if item.place == Place::Fresh {
            item.place = Place::Admitted;
        }
        let version = item.version;
        let seat = &mut self.seats[ix];
        seat.load += u32::from(item.size);
        seat.live += 1;
        seat.ringing = Some(id);
        self.refree(ix);
        self.set_item_timer(id);
        out.push(Decision::Offer {
            item: id,
            agent,
            until,
            version,
            because,
        });
    }

    /// Live contacts that have just come and have to wait.
    pub(super) fn admissions(&mut self, out: &mut Vec<Decision>, touched: &Touched) {
        for id in &touched.items {
            let Some(entry) = self.entries.get(id) else {
                continue;
            };
            let fresh = entry.class.is_some()
                && entry.item.kind == Kind::Live
                && entry.item.place == Place::Fresh;
            if !fresh {
                continue;
            }
            let late = self.would_make_late(*id);
            self.unplace(*id);
            self.entry_mut(*id).item.place = if late.is_some() {
                Place::Behind
            } else {
                Place::Admitted
            };
            self.place(*id);
            self.set_item_timer(*id);
            if let Some(because) = late {
                out.push(Decision::OfferAlternative { item: *id, because });
            }
        }
    }
}
