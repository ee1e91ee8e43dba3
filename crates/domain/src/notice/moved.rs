//! Who has moved: what those who were told did since.

use crate::{ContactId, Millis};
use std::collections::BTreeMap;

const WEEK: Millis = 7 * 24 * 3_600_000;
/// Weeks that are counted.
const WEEKS_MAX: usize = 60;

/// Somebody wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heard {
    pub contact: ContactId,
    pub at: Millis,
    /// By the channel that they were told about.
    pub by_old: bool,
}

/// What those who were told by the end of a week had done by then.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Week {
    /// Its end.
    pub at: Millis,
    /// Wrote by another channel last.
    pub moved: i64,
    /// Wrote by the old one last.
    pub still: i64,
    pub silent: i64,
}

/// Whether somebody has moved, by when they last wrote by another channel and by the old one; `None`: nothing was heard since
/// they were told.
#[must_use]
pub fn has_moved(told: Millis, other: Option<Millis>, old: Option<Millis>) -> Option<bool> {
    let since = |at: Option<Millis>| at.filter(|at| *at > told);
    match (since(other), since(old)) {
        (None, None) => None,
        (other, old) => Some(other >= old),
    }
}

/// Week by week from the first who was told, the running one last; of long times the newest.
#[must_use]
pub fn by_week(told: &BTreeMap<ContactId, Millis>, heard: &[Heard], now: Millis) -> Vec<Week> {
    let Some(first) = told.values().min().copied() else {
        return Vec::new();
    };
    let mut heard: Vec<&Heard> = heard.iter().collect();
    heard.sort_by_key(|h| h.at);
    let mut heard = heard.into_iter().peekable();
    let mut last: BTreeMap<ContactId, bool> = BTreeMap::new();
    let (mut out, mut end) = (Vec::new(), first);
    while end < now {
        end = end.saturating_add(WEEK).min(now);
        while let Some(h) = heard.next_if(|h| h.at <= end) {
            if told.get(&h.contact).is_some_and(|at| h.at > *at) {
                last.insert(h.contact, h.by_old);
            }
        }
        let mut week = Week {
            at: end,
            ..Week::default()
        };
        for (contact, _) in told.iter().filter(|(_, at)| **at <= end) {
            match last.get(contact) {
                None => week.silent += 1,
                Some(true) => week.still += 1,
                Some(false) => week.moved += 1,
            }
        }
        out.push(week);
    }
    let long = out.len().saturating_sub(WEEKS_MAX);
    out.split_off(long)
}
