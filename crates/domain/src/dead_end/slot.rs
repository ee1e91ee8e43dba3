//! The moments that are worth looking at: a week is cut where anything opens or closes, and so are the holidays.

use crate::Millis;
use crate::hours::{Hours, Local};
use serde::{Deserialize, Serialize};

/// A stretch in which nothing opens or closes. It is looked at where it begins: the wait for what opens next is longest
/// there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    pub at: Millis,
    pub ms: Millis,
    /// "Tue 22:10".
    pub name: String,
    pub holiday: Option<String>,
}

/// A day that differs from its week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holiday {
    pub name: String,
    pub from: Millis,
    pub to: Millis,
}

const WEEK_MS: Millis = 7 * 24 * 60 * 60 * 1000;
const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// The week that begins at `from`, then the holidays, on the wall clock of `local`.
#[must_use]
pub fn slots(hours: &[&Hours], from: Millis, holidays: &[Holiday], local: &Local) -> Vec<Slot> {
    let mut all = cut(hours, from, from.saturating_add(WEEK_MS), None, local);
    for day in holidays {
        all.extend(cut(hours, day.from, day.to, Some(&day.name), local));
    }
    all
}

fn cut(
    hours: &[&Hours],
    from: Millis,
    to: Millis,
    holiday: Option<&str>,
    local: &Local,
) -> Vec<Slot> {
    let mut out = Vec::new();
    let mut at = from;
    while at < to {
        let next = hours.iter().filter_map(|h| next_change(h, at)).min();
        let end = next.unwrap_or(to).min(to);
        out.push(Slot {
            at,
            ms: end - at,
            name: clock(at, local),
            holiday: holiday.map(str::to_owned),
        });
        at = end;
    }
    out
}

/// After `at`.
fn next_change(hours: &Hours, at: Millis) -> Option<Millis> {
    if hours.is_open(at) {
        hours.next_close(at)
    } else {
        hours.next_open(at)
    }
    .filter(|&next| next > at)
}

/// The weekday and the time, in English: for sentences, not for customers.
fn clock(at: Millis, local: &Local) -> String {
    let (day, minute) = local.clock(at);
    let day = DAYS.get(usize::from(day)).copied().unwrap_or_default();
    format!("{day} {:02}:{:02}", minute / 60, minute % 60)
}
