//! The activity ledger: every second of an agent's logged-in time belongs to exactly one thing.
//!
//! Consoles say what an agent does in stretches ([`Slice`]), several at once when several are open. [`Ledger::of`] cuts them
//! at every boundary and gives each piece to one thing: writing before reading; what is merely open counts for nothing; and
//! where no conversation is worked on, to being away, being available, or nobody knows. So the sums of a ledger are its
//! logged-in time, to the millisecond. Pure: no clock, no rows. Callers: desk (taking in, daily sums, reports).

mod place;
mod sums;

pub use place::{Heard, LATE_MS, LONGEST_MS, Said};
pub use sums::{FEWEST, Group, Line, RANKED_FROM, Sums, Tallied, tally};

use crate::away::Reason;
use crate::hours::Midnights;
use crate::{ConversationId, Millis};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What somebody does with a conversation. The stronger the greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Doing {
    /// On the screen, and the agent is elsewhere. Weighs nothing.
    Open,
    /// In front of the agent.
    Focused,
    /// The agent writes in it, or sends.
    Writing,
}

impl Doing {
    pub const ALL: [Self; 3] = [Self::Open, Self::Focused, Self::Writing];

    /// Its stable name.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Focused => "focused",
            Self::Writing => "writing",
        }
    }
}

/// Where an agent is, as a console says. Of several consoles the greatest counts: what an agent says of themselves before
/// what is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Presence {
    /// Signed in, and nobody has touched anything for a while.
    Idle,
    Online,
    Away(Reason),
}

impl Presence {
    pub const ALL: [Self; 6] = [
        Self::Idle,
        Self::Online,
        Self::Away(Reason::Away),
        Self::Away(Reason::Break),
        Self::Away(Reason::Meeting),
        Self::Away(Reason::Training),
    ];

    /// Its stable name.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Online => "online",
            Self::Away(reason) => reason.word(),
        }
    }
}

/// A stretch of one console's time, on the server's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slice {
    pub from: Millis,
    /// Exclusive.
    pub to: Millis,
    pub work: Option<(ConversationId, Doing)>,
    pub presence: Presence,
}

/// What a piece of time belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Thing {
    /// Writing in a conversation.
    Writing,
    /// Reading a conversation.
    Reading,
    /// At the desk, and in no conversation.
    Available,
    Away(Reason),
    /// Signed in; nobody knows what for.
    Unattributed,
}

impl Thing {
    pub const ALL: [Self; 8] = [
        Self::Writing,
        Self::Reading,
        Self::Available,
        Self::Away(Reason::Break),
        Self::Away(Reason::Meeting),
        Self::Away(Reason::Training),
        Self::Away(Reason::Away),
        Self::Unattributed,
    ];

    /// Its stable name.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Writing => "writing",
            Self::Reading => "reading",
            Self::Available => "available",
            Self::Away(reason) => reason.word(),
            Self::Unattributed => "unattributed",
        }
    }
}

/// A thing, and the conversation that it is about.
pub type Key = (Thing, Option<ConversationId>);

/// How long.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Time {
    pub ms: Millis,
    /// Of it, what was divided equally between several conversations, because nothing told them apart.
    pub assumed_ms: Millis,
}

impl Time {
    pub(crate) fn add(&mut self, other: Self) {
        self.ms += other.ms;
        self.assumed_ms += other.assumed_ms;
    }
}

/// One agent's time, by what it belongs to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ledger(pub BTreeMap<Key, Time>);

impl Ledger {
    /// Gives every millisecond that any of the slices covers to exactly one thing. The order of the slices, and where they
    /// are cut, makes no difference.
    #[must_use]
    pub fn of(slices: &[Slice]) -> Self {
        let mut ledger = Self::default();
        let mut run: Option<(Millis, Millis, Owner)> = None;
        each_piece(slices, |from, to, active| {
            let owner = Owner::of(active);
            match &mut run {
                Some((_, end, now)) if *end == from && *now == owner => *end = to,
                _ => {
                    if let Some((from, to, owner)) = run.replace((from, to, owner)) {
                        ledger.give(to - from, owner);
                    }
                }
            }
        });
        if let Some((from, to, owner)) = run {
            ledger.give(to - from, owner);
        }
        ledger
    }

    /// The same for each day of a zone, cut at its midnights. Days since 1970.
    #[must_use]
    pub fn by_day(slices: &[Slice], midnights: &Midnights) -> BTreeMap<i64, Self> {
        let mut days: BTreeMap<i64, Vec<Slice>> = BTreeMap::new();
        for slice in slices {
            for (day, from, to) in midnights.cut(slice.from, slice.to) {
                let part = Slice { from, to, ..*slice };
                days.entry(day).or_default().push(part);
            }
        }
        let counted = days.into_iter().map(|(day, parts)| (day, Self::of(&parts)));
        counted.collect()
    }

    /// All of it: the logged-in time, in milliseconds.
    #[must_use]
    pub fn total(&self) -> Millis {
        self.0.values().map(|t| t.ms).sum()
    }

    fn give(&mut self, ms: Millis, owner: Owner) {
        let mut add = |key: Key, time: Time| self.0.entry(key).or_default().add(time);
        match owner {
            Owner::Nobody(thing) => add((thing, None), Time { ms, assumed_ms: 0 }),
            Owner::Work(thing, conversations) => {
                let parts = apportion(ms, &vec![1; conversations.len()]);
                let shared = conversations.len() > 1;
                for (conversation, ms) in conversations.into_iter().zip(parts) {
                    let assumed_ms = if shared { ms } else { 0 };
                    add((thing, Some(conversation)), Time { ms, assumed_ms });
                }
            }
        }
    }
}

/// What a piece of time belongs to, with every conversation that is worked on in it.
#[derive(Debug, PartialEq, Eq)]
enum Owner {
    Work(Thing, BTreeSet<ConversationId>),
    Nobody(Thing),
}

impl Owner {
    fn of(active: &[Slice]) -> Self {
        let at = |wanted: Doing| -> BTreeSet<ConversationId> {
            let found = active.iter().filter_map(|s| s.work);
            found.filter(|w| w.1 == wanted).map(|w| w.0).collect()
        };
        for (doing, thing) in [
            (Doing::Writing, Thing::Writing),
            (Doing::Focused, Thing::Reading),
        ] {
            let conversations = at(doing);
            if !conversations.is_empty() {
                return Self::Work(thing, conversations);
            }
        }
        Self::Nobody(match active.iter().map(|s| s.presence).max() {
            Some(Presence::Away(reason)) => Thing::Away(reason),
            Some(Presence::Online) => Thing::Available,
            Some(Presence::Idle) | None => Thing::Unattributed,
        })
    }
}

/// Walks over the pieces between neighbouring boundaries in which something is active, in order of time.
fn each_piece(slices: &[Slice], mut take: impl FnMut(Millis, Millis, &[Slice])) {
    let mut order: Vec<Slice> = slices.iter().filter(|s| s.from < s.to).copied().collect();
    order.sort_by_key(|s| s.from);
    let mut bounds: Vec<Millis> = order.iter().flat_map(|s| [s.from, s.to]).collect();
    bounds.sort_unstable();
    bounds.dedup();
    let mut coming = order.into_iter().peekable();
    let mut active: Vec<Slice> = Vec::new();
    for pair in bounds.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        active.retain(|s| s.to > from);
        while let Some(next) = coming.next_if(|s| s.from == from) {
            active.push(next);
        }
        if !active.is_empty() {
            take(from, to, &active);
        }
    }
}

/// Divides a whole number by weights, so that the parts sum to it: what rounding leaves goes to the largest remainders
/// (Hamilton), the first of equal ones. All zero when no weight is more than that.
#[must_use]
pub fn apportion(total: i64, weights: &[i64]) -> Vec<i64> {
    let sum: i128 = weights.iter().map(|&w| i128::from(w.max(0))).sum();
    if sum == 0 {
        return vec![0; weights.len()];
    }
    let exact = |w: i64| i128::from(total) * i128::from(w.max(0));
    let whole = |w: i64| i64::try_from(exact(w).div_euclid(sum)).unwrap_or(0);
    let mut parts: Vec<i64> = weights.iter().map(|&w| whole(w)).collect();
    let left = usize::try_from(total - parts.iter().sum::<i64>()).unwrap_or(0);
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|&i| std::cmp::Reverse(exact(weights[i]).rem_euclid(sum)));
    for i in order.into_iter().take(left) {
        parts[i] += 1;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn conversation(n: u128) -> ConversationId {
        ConversationId(Uuid::from_u128(n))
    }

    fn slice(from: Millis, to: Millis, work: Option<(u128, Doing)>, presence: Presence) -> Slice {
        let work = work.map(|(n, doing)| (conversation(n), doing));
        Slice {
            from,
            to,
            work,
            presence,
        }
    }

    fn sums(slices: &[Slice]) -> Vec<(&'static str, Option<u128>, Millis, Millis)> {
        let line = |(key, time): (&Key, &Time)| {
            (
                key.0.word(),
                key.1.map(|c| c.0.as_u128()),
                time.ms,
                time.assumed_ms,
            )
        };
        Ledger::of(slices).0.iter().map(line).collect()
    }

    #[test]
    fn writing_takes_all_although_another_conversation_is_open_and_read() {
        let seen = sums(&[
            slice(0, 100, Some((1, Doing::Focused)), Presence::Online),
            slice(20, 50, Some((2, Doing::Writing)), Presence::Online),
            slice(0, 100, Some((3, Doing::Open)), Presence::Idle),
        ]);
        assert_eq!(
            seen,
            [("writing", Some(2), 30, 0), ("reading", Some(1), 70, 0)]
        );
    }

    #[test]
    fn several_tabs_never_make_more_than_one_second_of_a_second() {
        let all: Vec<Slice> = (0..9)
            .map(|n| slice(0, 1_000, Some((n % 2, Doing::Focused)), Presence::Online))
            .collect();
        assert_eq!(Ledger::of(&all).total(), 1_000);
        let seen = sums(&all);
        assert_eq!(
            seen,
            [
                ("reading", Some(0), 500, 500),
                ("reading", Some(1), 500, 500)
            ],
            "divided equally, and said to be assumed"
        );
    }

    #[test]
    fn what_is_merely_open_counts_for_nothing() {
        let open = Some((1, Doing::Open));
        assert_eq!(
            sums(&[slice(0, 7, open, Presence::Online)]),
            [("available", None, 7, 0)]
        );
        assert_eq!(
            sums(&[slice(0, 7, open, Presence::Idle)]),
            [("unattributed", None, 7, 0)]
        );
    }

    #[test]
    fn work_is_evidence_even_of_somebody_who_is_away_and_away_goes_before_available() {
        let pause = Presence::Away(Reason::Break);
        let seen = sums(&[
            slice(0, 10, None, pause),
            slice(0, 10, None, Presence::Online),
            slice(4, 6, Some((1, Doing::Writing)), pause),
        ]);
        assert_eq!(seen, [("writing", Some(1), 2, 0), ("break", None, 8, 0)]);
    }

    #[test]
    fn time_in_which_no_console_was_open_is_nobodys() {
        let seen = sums(&[
            slice(0, 10, None, Presence::Online),
            slice(90, 95, None, Presence::Online),
            slice(50, 50, None, Presence::Online),
            slice(60, 40, None, Presence::Online),
        ]);
        assert_eq!(seen, [("available", None, 15, 0)]);
    }

    #[test]
    fn parts_sum_to_the_whole_whatever_the_weights() {
        assert_eq!(apportion(10, &[1, 1, 1]), [4, 3, 3]);
        assert_eq!(apportion(1_000, &[1, 0, 1_999]), [1, 0, 999]);
        assert_eq!(apportion(1_000, &[0, 0]), [0, 0]);
        assert_eq!(apportion(7, &[-5, 2]), [0, 7]);
        assert_eq!(
            apportion(i64::MAX, &[i64::MAX, i64::MAX])
                .iter()
                .map(|&n| i128::from(n))
                .sum::<i128>(),
            i128::from(i64::MAX)
        );
    }
}
