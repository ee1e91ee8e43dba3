//! Whether a live contact who has to wait would make work that is as urgent late.
//!
//! Work due by a moment must be begun by then: if what is due up to it, with the newcomer, takes the agents longer than
//! the time left, the newcomer is offered another way. Work that only some of these agents can do counts by their share.

use super::decision::Late;
use super::queue::Queue;
use super::rules::rank;
use super::work::Kind;
use crate::conversation::Urgency;
use crate::{ConversationId, Millis};
use std::collections::BTreeMap;

const MINUTE: Millis = 60_000;
/// How far ahead is looked.
const AHEAD_MIN: usize = 24 * 60;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Cell {
    work_ms: Millis,
    items: [u32; 4],
}

/// Waiting work of a class by the minute in which it is due.
#[derive(Debug, Clone, Default)]
pub(super) struct Profile(BTreeMap<i64, Cell>);

impl Profile {
    pub fn add(&mut self, due: Millis, work_ms: Millis, urgency: usize) {
        let cell = self.0.entry(due.div_euclid(MINUTE)).or_default();
        cell.work_ms += work_ms;
        cell.items[urgency] += u32::from(work_ms > 0);
    }

    pub fn remove(&mut self, due: Millis, work_ms: Millis, urgency: usize) {
        let minute = due.div_euclid(MINUTE);
        if let Some(cell) = self.0.get_mut(&minute) {
            cell.work_ms -= work_ms;
            cell.items[urgency] -= u32::from(work_ms > 0);
            if *cell == Cell::default() {
                self.0.remove(&minute);
            }
        }
    }
}

impl Queue {
    pub(super) fn would_make_late(&self, id: ConversationId) -> Option<Late> {
        let entry = &self.entries[&id];
        let item = &entry.item;
        let percent = i64::from(self.rules.admission_percent?);
        if item.kind != Kind::Live || item.urgency == Urgency::Urgent || item.handle_ms == 0 {
            return None;
        }
        let own = &self.classes[entry.class?.0];
        let here = own.seats.and(&self.present);
        let agents = i64::from(here.shared(&here));
        if agents == 0 {
            return None;
        }
        let first = self.now.div_euclid(MINUTE);
        let due = entry.class?.1.div_euclid(MINUTE);
        let mut work = vec![0_i64; AHEAD_MIN + 1];
        let mut guarded = vec![false; AHEAD_MIN + 1];
        for class in &self.classes {
            if class.profile.0.is_empty() {
                continue;
            }
            let all = i64::from(class.seats.shared(&self.present));
            let shared = i64::from(class.seats.shared(&here));
            if shared == 0 {
                continue;
            }
            for (minute, cell) in &class.profile.0 {
                let at = usize::try_from((minute - first).max(0)).unwrap_or(usize::MAX);
                if at > AHEAD_MIN {
                    break;
                }
                work[at] += cell.work_ms * shared / all;
                guarded[at] |=
                    *minute > due && cell.items[rank(item.urgency)..].iter().any(|n| *n > 0);
            }
        }
        // The newcomer's own work stands in its class.
        let mut sum = 0;
        for at in 0..=AHEAD_MIN {
            sum += work[at];
            if !guarded[at] {
                continue;
            }
            let minute = first + i64::try_from(at).ok()?;
            let begun = sum * (100 + percent) / 100 / agents;
            let left = (minute * MINUTE - self.now).max(0);
            if begun > left {
                return Some(Late {
                    due_by: (minute + 1) * MINUTE,
                    late_ms: begun - left,
                    agents: u32::try_from(agents).unwrap_or(u32::MAX),
                });
            }
        }
        None
    }
}
