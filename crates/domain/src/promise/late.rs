//! What will be late if nothing changes: counted in the runs that the promise makes anyway.

use crate::hours::{Hours, Local};
use crate::routing::{Queue, Standing, WorkItem};
use crate::{ChannelId, Millis, TeamId};
use std::collections::BTreeMap;

const QUARTER: Millis = 15 * 60_000;

/// The moment that is looked at: the next full hour on the wall, or when the last of those who are open closes, if that is
/// sooner.
#[must_use]
pub fn late_by<'a>(local: &Local, hours: impl Iterator<Item = &'a Hours>, now: Millis) -> Millis {
    let hour = |at| local.place(at).2;
    let first = now.div_euclid(QUARTER) * QUARTER;
    let full = (1..4)
        .map(|n| first + n * QUARTER)
        .find(|at| hour(*at) != hour(now))
        .unwrap_or(first + 4 * QUARTER);
    let closes = |h: &Hours| h.next_close(now).unwrap_or(Millis::MAX);
    let open = hours.filter(|h| h.is_open(now)).map(closes);
    open.max().map_or(full, |last| last.min(full))
}

/// What waits past its due time at a moment to come, over all runs that got there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lateness {
    pub runs: u32,
    pub items: BTreeMap<(ChannelId, Option<TeamId>), u32>,
}

impl Lateness {
    /// So many of these to be expected; `None`: no run got so far.
    #[must_use]
    pub fn expected(&self, which: impl Fn(ChannelId, Option<TeamId>) -> bool) -> Option<u32> {
        let of = self.items.iter().filter(|((c, t), _)| which(*c, *t));
        let all: u32 = of.map(|(_, n)| n).sum();
        (self.runs > 0).then(|| (all + self.runs / 2) / self.runs)
    }

    /// Takes in further runs.
    pub fn join(&mut self, other: &Self) {
        self.runs += other.runs;
        for (of, n) in &other.items {
            *self.items.entry(*of).or_default() += n;
        }
    }

    pub(super) fn count(&mut self, queue: &Queue, now: Millis) {
        self.runs += 1;
        let late = |i: &&WorkItem| {
            // A probe is nobody.
            i.handle_ms > 0
                && !matches!(i.standing, Standing::Held { .. })
                && queue.rules().due(i) < now
        };
        for item in queue.items().filter(late) {
            *self.items.entry((item.channel, item.team)).or_default() += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hours::{Interval, Schedule};

    const HOUR: Millis = 4 * QUARTER;

    fn until(minute: u16) -> Hours {
        let week = (0..7).map(|day| Interval {
            day,
            from: 0,
            to: minute,
        });
        let schedule = Schedule {
            zone: "UTC".into(),
            week: week.collect(),
            exceptions: Vec::new(),
        };
        Hours::new(&schedule, &[]).expect("good hours")
    }

    #[test]
    fn the_next_full_hour_is_that_of_the_clock_on_the_wall() {
        let in_zone = |zone| {
            let local = Local::new(zone, 0, 1_000 * HOUR).expect("a zone");
            late_by(&local, [].iter(), 100 * HOUR + 5 * 60_000)
        };
        assert_eq!(in_zone("UTC"), 101 * HOUR);
        assert_eq!(in_zone("Asia/Kolkata"), 100 * HOUR + 2 * QUARTER);
    }

    #[test]
    fn when_the_last_of_those_who_are_open_closes_sooner_it_is_that() {
        let utc = Local::new("UTC", 0, 1_000 * HOUR).expect("UTC");
        // Ten past ten.
        let now = 10 * HOUR + 10 * 60_000;
        let by = |hours: &[Hours]| late_by(&utc, hours.iter(), now);
        assert_eq!(by(&[until(10 * 60 + 30)]), 10 * HOUR + 2 * QUARTER);
        let longer = [until(10 * 60 + 30), until(10 * 60 + 45)];
        assert_eq!(by(&longer), 10 * HOUR + 3 * QUARTER);
        assert_eq!(by(&[until(10 * 60 + 30), until(18 * 60)]), 11 * HOUR);
        // Closed already: that says nothing.
        assert_eq!(by(&[until(9 * 60)]), 11 * HOUR);
    }
}
