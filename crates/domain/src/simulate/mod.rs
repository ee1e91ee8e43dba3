//! A day of support on a virtual clock, which runs the product's own [`routing`](crate::routing).
//!
//! Seeded: what comes, how long it takes and how patient people are is drawn for each stream by itself, so that two rules
//! are compared on the same day. The promise ([`crate::promise`]) runs it forward from the queue as it is.

mod draw;
mod run;
#[cfg(test)]
mod tests;

pub use draw::{Dice, Law};
pub use run::{Done, End, Run};

use crate::conversation::Urgency;
use crate::routing::{Kind, Language, Need, WorkItem};
use crate::{ChannelId, Millis, TeamId};

/// Work of one sort: what comes, and what is known of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Stream {
    pub channel: ChannelId,
    pub kind: Kind,
    pub urgency: Urgency,
    pub team: Option<TeamId>,
    pub language: Option<Language>,
    pub needs: Vec<Need>,
    pub size: u16,
    /// Arrivals an hour in equal slots that begin at [`Demand::begins`] and repeat; must not be empty.
    pub per_hour: Vec<f64>,
    pub slot_ms: Millis,
    pub handle: Law,
    /// `None`: waits for ever.
    pub patience: Option<Law>,
}

impl Stream {
    /// Whether an item is of this sort.
    #[must_use]
    pub fn is_of(&self, item: &WorkItem) -> bool {
        self.channel == item.channel
            && self.kind == item.kind
            && self.urgency == item.urgency
            && self.team == item.team
            && self.language == item.language
    }

    fn rate(&self, since_begin: Millis) -> f64 {
        let slots = i64::try_from(self.per_hour.len()).unwrap_or(1).max(1);
        let slot = since_begin
            .div_euclid(self.slot_ms.max(1))
            .rem_euclid(slots);
        usize::try_from(slot)
            .ok()
            .and_then(|s| self.per_hour.get(s))
            .copied()
            .unwrap_or(0.0)
    }

    /// The next arrival after `at`, by thinning; `None` if none comes within 30 days.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a duration in ms; `as` saturates"
    )]
    fn next(&self, begins: Millis, at: Millis, dice: &mut Dice) -> Option<Millis> {
        let most = self.per_hour.iter().copied().fold(0.0, f64::max);
        if most <= 0.0 {
            return None;
        }
        let mut t = at;
        let end = at + 30 * 24 * 3_600_000;
        while t < end {
            t += (dice.exponential(3_600_000.0 / most).round() as Millis).max(1);
            if dice.unit() * most <= self.rate(t - begins) {
                return Some(t);
            }
        }
        None
    }
}

/// What is expected to come.
#[derive(Debug, Clone, PartialEq)]
pub struct Demand {
    pub streams: Vec<Stream>,
    pub begins: Millis,
    /// Nothing comes after.
    pub ends: Millis,
    /// Share of those who are offered another way and take it.
    pub accept: f64,
}
