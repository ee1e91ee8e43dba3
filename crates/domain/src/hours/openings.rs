//! The questions that hours answer, in milliseconds UTC.
//!
//! All of them walk over the same pieces: stretches between two changes of the zone's offset, in which the wall clock runs
//! evenly, cut at the intervals. No walk goes further than [`HORIZON_MS`] from where it began.

use super::{Hours, Span};
use crate::Millis;
use jiff::Timestamp;

const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;
/// How far ahead anything is looked for: five years. What does not happen until then does not happen.
pub const HORIZON_MS: Millis = 5 * 366 * DAY_MS;

impl Hours {
    /// Whether the house is open at that instant.
    #[must_use]
    pub fn is_open(&self, at: Millis) -> bool {
        self.offset(at)
            .is_some_and(|offset| self.open_until(at.saturating_add(offset)).is_some())
    }

    /// `at` itself when it is open, else when it opens next; `None` when it does not within [`HORIZON_MS`].
    #[must_use]
    pub fn next_open(&self, at: Millis) -> Option<Millis> {
        self.pieces(at, at.saturating_add(HORIZON_MS))
            .next()
            .map(|(from, _)| from)
    }

    /// When the opening that holds `at`, or else the next one, ends; `None` when it never opens or never closes.
    #[must_use]
    pub fn next_close(&self, at: Millis) -> Option<Millis> {
        let limit = at.saturating_add(HORIZON_MS);
        let mut end = None;
        for (from, to) in self.pieces(at, limit) {
            if end.is_some_and(|end| from > end) {
                break;
            }
            end = Some(to);
        }
        end.filter(|&end| end < limit)
    }

    /// The first instant by which `ms` of open time have passed since `from`; `from` itself for nothing or less. `None`
    /// when there is not that much within [`HORIZON_MS`].
    #[must_use]
    pub fn add_open_time(&self, from: Millis, ms: Millis) -> Option<Millis> {
        if ms <= 0 {
            return Some(from);
        }
        let mut left = ms;
        for (start, end) in self.pieces(from, from.saturating_add(HORIZON_MS)) {
            if left <= end - start {
                return Some(start + left);
            }
            left -= end - start;
        }
        None
    }

    /// Open milliseconds from `a` to `b`; 0 when `b` is not after `a` (a clock that was set back). What lies more than
    /// [`HORIZON_MS`] after `a` is not counted.
    #[must_use]
    pub fn open_time_between(&self, a: Millis, b: Millis) -> Millis {
        let limit = b.min(a.saturating_add(HORIZON_MS));
        self.pieces(a, limit).map(|(from, to)| to - from).sum()
    }

    /// Milliseconds that the wall clock is ahead of UTC; `None` outside of the years that the zone knows.
    fn offset(&self, at: Millis) -> Option<i64> {
        let at = Timestamp::from_millisecond(at).ok()?;
        Some(i64::from(self.zone.to_offset(at).seconds()) * 1000)
    }

    pub(super) fn pieces(&self, from: Millis, limit: Millis) -> Pieces<'_> {
        Pieces {
            hours: self,
            at: from,
            limit,
            offset: 0,
            even_until: from,
        }
    }

    /// The end of the intervals that hold this time of the wall clock.
    fn open_until(&self, wall: i64) -> Option<i64> {
        let day = wall.div_euclid(DAY_MS);
        let holding = |day: i64| {
            let spans = self.spans_on(day).iter().map(move |s| on_wall(day, s));
            spans
                .filter(|&(from, to)| from <= wall && wall < to)
                .map(|(_, to)| to)
                .max()
        };
        holding(day - 1).max(holding(day))
    }

    /// When an interval begins next on the wall clock, after `wall` and before `limit`.
    fn begins(&self, wall: i64, limit: i64) -> Option<i64> {
        let (first, last) = (wall.div_euclid(DAY_MS), limit.div_euclid(DAY_MS));
        let on = |day: i64| {
            let starts = self.spans_on(day).iter().map(move |s| on_wall(day, s).0);
            starts
                .into_iter()
                .find(|&start| start > wall && start < limit)
        };
        if self.has_a_week() {
            return (first..=last).find_map(on);
        }
        self.days.range(first..=last).find_map(|(&day, _)| on(day))
    }
}

fn on_wall(day: i64, span: &Span) -> (i64, i64) {
    let midnight = day * DAY_MS;
    (
        midnight + i64::from(span.from) * MINUTE_MS,
        midnight + i64::from(span.to) * MINUTE_MS,
    )
}

/// Open stretches `[from, to)` in order, not overlapping, between two instants. Neighbours may touch.
pub(super) struct Pieces<'a> {
    hours: &'a Hours,
    at: Millis,
    limit: Millis,
    offset: i64,
    /// Until then, `offset` holds.
    even_until: Millis,
}

impl Pieces<'_> {
    /// The offset at `at` and how long it holds; `None` outside of the years that the zone knows.
    fn look(&mut self) -> Option<()> {
        let at = Timestamp::from_millisecond(self.at).ok()?;
        self.offset = self.hours.offset(self.at)?;
        let change = self.hours.zone.following(at).next();
        let change = change.map(|t| t.timestamp().as_millisecond());
        // A change within this very millisecond has happened already.
        self.even_until = change
            .filter(|&c| c > self.at)
            .unwrap_or(self.limit)
            .min(self.limit);
        Some(())
    }
}

impl Iterator for Pieces<'_> {
    type Item = (Millis, Millis);

    fn next(&mut self) -> Option<Self::Item> {
        while self.at < self.limit {
            if self.at >= self.even_until {
                self.look()?;
            }
            let wall = self.at + self.offset;
            let wall_limit = self.even_until + self.offset;
            if let Some(end) = self.hours.open_until(wall) {
                let from = self.at;
                self.at = end.min(wall_limit) - self.offset;
                return Some((from, self.at));
            }
            self.at = self.hours.begins(wall, wall_limit).unwrap_or(wall_limit) - self.offset;
        }
        None
    }
}
