//! Which of the waiting items comes next for one agent.

use super::decision::Turn;
use super::queue::{Queue, Seat};
use super::rules::Order;
use super::work::Kind;
use crate::{ConversationId, Millis};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Among {
    Everything,
    Live,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Pick {
    pub item: ConversationId,
    pub due: Millis,
    pub turn: Turn,
    pub lowered: u8,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Head {
    due: Millis,
    item: ConversationId,
    lowered: u8,
}

impl Queue {
    /// The rule: earliest due; but the most urgent of those that are more urgent and have less slack than the guard.
    pub(super) fn best(&self, ix: usize, among: Among) -> Option<Pick> {
        let heads = self.heads(ix, among);
        if self.rules.order == Order::Accumulating {
            return self.accumulated(&heads);
        }
        let (first, head) = heads
            .iter()
            .enumerate()
            .filter_map(|(u, h)| h.map(|h| (u, h)))
            .min_by_key(|(_, h)| *h)?;
        let pressing = heads
            .iter()
            .skip(first + 1)
            .rev()
            .flatten()
            .find(|h| self.rules.guard_ms > 0 && h.due - self.now < self.rules.guard_ms);
        Some(match pressing {
            Some(h) => Pick {
                item: h.item,
                due: h.due,
                turn: Turn::OutOfSlack {
                    due: h.due,
                    before: head.item,
                },
                lowered: h.lowered,
            },
            None => Pick {
                item: head.item,
                due: head.due,
                turn: Turn::EarliestDue { due: head.due },
                lowered: head.lowered,
            },
        })
    }

    /// Most of its target waited away.
    fn accumulated(&self, heads: &[Option<Head>; 4]) -> Option<Pick> {
        let share = |h: &Head| {
            let item = &self.entries[&h.item].item;
            let target = self.rules.limits[super::rules::rank(item.urgency)].target_ms;
            (self.now - item.since).max(0).saturating_mul(1_000_000) / target.max(1)
        };
        let head = heads
            .iter()
            .flatten()
            .max_by_key(|h| (share(h), std::cmp::Reverse(**h)))?;
        Some(Pick {
            item: head.item,
            due: head.due,
            turn: Turn::EarliestDue { due: head.due },
            lowered: head.lowered,
        })
    }

    /// The earliest due that this agent can take now, by urgency.
    fn heads(&self, ix: usize, among: Among) -> [Option<Head>; 4] {
        let seat = &self.seats[ix];
        let mut heads = [None; 4];
        for class in seat.classes.iter().map(|c| &self.classes[*c]) {
            let live = class.key.kind == Kind::Live;
            if among == Among::Live && !live || !fits(seat, class.key.size, class.key.kind) {
                continue;
            }
            for (head, waiting) in heads.iter_mut().zip(&class.waiting) {
                let first = waiting
                    .iter()
                    .find(|(_, id)| seat.spared.is_empty() || !seat.spared.contains(id));
                if let Some(&(due, item)) = first {
                    let lowered = class.key.lowered;
                    let found = Head { due, item, lowered };
                    if head.is_none_or(|h: Head| found < h) {
                        *head = Some(found);
                    }
                }
            }
        }
        heads
    }
}

fn fits(seat: &Seat, size: u16, kind: Kind) -> bool {
    seat.ringing.is_none()
        && seat.load + u32::from(size) <= u32::from(seat.agent.capacity)
        && (kind == Kind::Deferred || seat.live < u32::from(seat.agent.live_cap))
}
