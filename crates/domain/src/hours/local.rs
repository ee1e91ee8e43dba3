//! The wall clock of one zone over a stretch of time, for counting: made once, then asked for each of many instants.

use super::{Date, Hours, day_number, refused};
use crate::{Millis, Refusal};
use jiff::Timestamp;
use jiff::tz::TimeZone;

const HOUR_MS: i64 = 60 * 60 * 1000;
const DAY_MS: i64 = 24 * HOUR_MS;

/// A zone between two instants; outside of them its nearest offset holds.
#[derive(Debug, Clone)]
pub struct Local {
    /// From that instant on, so many milliseconds ahead of UTC; never empty.
    offsets: Vec<(Millis, i64)>,
}

impl Local {
    /// # Errors
    /// `unknown_zone`.
    pub fn new(zone: &str, from: Millis, to: Millis) -> Result<Self, Refusal> {
        let zone = known(zone)?;
        let start = Timestamp::from_millisecond(from).unwrap_or(Timestamp::UNIX_EPOCH);
        let ms = |at: Timestamp| i64::from(zone.to_offset(at).seconds()) * 1000;
        let mut offsets = vec![(Millis::MIN, ms(start))];
        for change in zone.following(start) {
            let at = change.timestamp();
            if at.as_millisecond() > to {
                break;
            }
            offsets.push((at.as_millisecond(), ms(at)));
        }
        Ok(Self { offsets })
    }

    fn wall(&self, at: Millis) -> i64 {
        let next = self.offsets.partition_point(|&(from, _)| from <= at);
        let (_, offset) = self.offsets[next.saturating_sub(1)];
        at.saturating_add(offset)
    }

    /// Days since 1970 on the wall clock.
    #[must_use]
    pub fn day(&self, at: Millis) -> i64 {
        self.wall(at).div_euclid(DAY_MS)
    }

    /// Weekday (0 is Monday) and minute of the day on the wall clock.
    #[must_use]
    pub fn clock(&self, at: Millis) -> (u8, u16) {
        let (_, weekday, _) = self.place(at);
        let minute = self.wall(at).rem_euclid(DAY_MS) / (HOUR_MS / 60);
        (weekday, u16::try_from(minute).unwrap_or(0))
    }

    /// Day since 1970, weekday (0 is Monday) and hour on the wall clock.
    #[must_use]
    pub fn place(&self, at: Millis) -> (i64, u8, u8) {
        let wall = self.wall(at);
        let day = wall.div_euclid(DAY_MS);
        let weekday = (day + 3).rem_euclid(7);
        let hour = wall.rem_euclid(DAY_MS) / HOUR_MS;
        (
            day,
            u8::try_from(weekday).unwrap_or(0),
            u8::try_from(hour).unwrap_or(0),
        )
    }
}

fn known(zone: &str) -> Result<TimeZone, Refusal> {
    TimeZone::get(zone).map_err(|_| {
        refused(
            "unknown_zone",
            "zone",
            "This is not the name of a time zone, such as Europe/Tallinn.",
        )
    })
}

/// The first instant of a date in a zone.
///
/// # Errors
/// `unknown_zone`; `bad_date` for a date that is outside of what the zone knows.
pub fn begin_of(date: Date, zone: &str) -> Result<Millis, Refusal> {
    let begin = date
        .to_zoned(known(zone)?)
        .map_err(|_| refused("bad_date", "date", "There is no such day."))?;
    Ok(begin.timestamp().as_millisecond())
}

/// The date in a zone at an instant.
///
/// # Errors
/// As [`begin_of`].
pub fn date_in(zone: &str, at: Millis) -> Result<Date, Refusal> {
    let at = Timestamp::from_millisecond(at)
        .map_err(|_| refused("bad_date", "date", "There is no such day."))?;
    Ok(known(zone)?.to_datetime(at).date())
}

/// So many days later, or earlier.
///
/// # Errors
/// `bad_date` outside of the years that a date has.
pub fn days_later(date: Date, days: i64) -> Result<Date, Refusal> {
    let span = jiff::Span::new().try_days(days);
    span.and_then(|span| date.checked_add(span))
        .map_err(|_| refused("bad_date", "date", "There is no such day."))
}

/// Days from `a` to `b`; negative when `b` is earlier.
#[must_use]
pub fn days_between(a: Date, b: Date) -> i64 {
    day_number(b) - day_number(a)
}

/// The date that is so many days after 1970-01-01.
#[must_use]
pub fn date_of_day(day: i64) -> Option<Date> {
    days_later(Date::constant(1970, 1, 1), day).ok()
}

/// The beginnings of the days of a zone over a stretch of time: each instant belongs to exactly one day.
#[derive(Debug, Clone)]
pub struct Midnights {
    /// First instant and day since 1970, in order.
    begins: Vec<(Millis, i64)>,
}

impl Midnights {
    /// From the day of `from` to that of `to`.
    ///
    /// # Errors
    /// As [`begin_of`].
    pub fn new(zone: &str, from: Millis, to: Millis) -> Result<Self, Refusal> {
        let mut date = date_in(zone, from)?;
        let last = days_later(date_in(zone, to)?, 1)?;
        let mut begins: Vec<(Millis, i64)> = Vec::new();
        while date <= last {
            let begin = begin_of(date, zone)?;
            // A date that the zone has skipped begins where the next one does: it has no time.
            begins.retain(|(at, _)| *at < begin);
            begins.push((begin, day_number(date)));
            date = days_later(date, 1)?;
        }
        Ok(Self { begins })
    }

    /// The parts of a stretch by day: day since 1970, from, to. Before the first day and after the last their neighbour
    /// holds, so that nothing is lost.
    pub fn cut(&self, from: Millis, to: Millis) -> impl Iterator<Item = (i64, Millis, Millis)> {
        let first = self.begins.partition_point(|(at, _)| *at <= from);
        let first = first.saturating_sub(1);
        let ends = (first + 1..).map(move |i| self.begins.get(i).map_or(to, |b| b.0.min(to)));
        let mut at = from;
        let parts = self.begins[first..].iter().zip(ends);
        parts.map_while(move |((_, day), end)| {
            let part = (at < to).then_some((*day, at, end));
            at = end;
            part
        })
    }
}

/// Opening hours over a stretch of time, summed up: what is asked for many pairs of instants costs two look-ups each.
#[derive(Debug, Clone)]
pub struct OpenTime {
    /// Openings in order, with what was open before each.
    openings: Vec<(Millis, Millis, i64)>,
}

impl OpenTime {
    #[must_use]
    pub fn new(hours: &Hours, from: Millis, to: Millis) -> Self {
        let mut before = 0;
        let summed = |(start, end): (Millis, Millis)| {
            let opening = (start, end, before);
            before += end - start;
            opening
        };
        Self {
            openings: hours.pieces(from, to).map(summed).collect(),
        }
    }

    fn until(&self, at: Millis) -> i64 {
        let next = self.openings.partition_point(|&(start, ..)| start <= at);
        next.checked_sub(1).map_or(0, |i| {
            let (start, end, before) = self.openings[i];
            before + (at.min(end) - start)
        })
    }

    /// Open milliseconds from `a` to `b`; 0 when `b` is not after `a`.
    #[must_use]
    pub fn between(&self, a: Millis, b: Millis) -> Millis {
        (self.until(b) - self.until(a)).max(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hours::{Interval, Schedule};

    const TALLINN: &str = "Europe/Tallinn";

    fn at(text: &str) -> Millis {
        text.parse::<Timestamp>().expect("a time").as_millisecond()
    }

    #[test]
    fn days_and_hours_follow_daylight_saving() {
        let local = Local::new(
            TALLINN,
            at("2026-01-01T00:00:00Z"),
            at("2027-01-01T00:00:00Z"),
        )
        .expect("a zone");
        // Thursday, 22 January, half past midnight; then a Friday in summer.
        assert_eq!(local.place(at("2026-01-21T22:30:00Z")).1, 3);
        assert_eq!(local.place(at("2026-01-21T22:30:00Z")).2, 0);
        assert_eq!(local.place(at("2026-07-02T21:30:00Z")).1, 4);
        assert_eq!(local.place(at("2026-07-02T21:30:00Z")).2, 0);
        assert!(Local::new("Mars/Olympus", 0, 1).is_err());
    }

    #[test]
    fn a_day_begins_where_the_zone_says() {
        let date: Date = "2026-03-29".parse().expect("a date");
        assert_eq!(
            begin_of(date, TALLINN).expect("a day"),
            at("2026-03-28T22:00:00Z")
        );
        let next = days_later(date, 1).expect("a day");
        assert_eq!(
            begin_of(next, TALLINN).expect("a day"),
            at("2026-03-29T21:00:00Z")
        );
        assert_eq!(
            date_in(TALLINN, at("2026-03-28T22:00:00Z")).expect("a day"),
            date
        );
        assert_eq!(days_between(date, next), 1);
        assert!(days_later(date, i64::MAX).is_err());
    }

    #[test]
    fn a_stretch_is_cut_at_midnight_of_the_zone_and_short_and_long_days_lose_nothing() {
        let (from, to) = (at("2026-03-28T20:00:00Z"), at("2026-03-30T22:00:00Z"));
        let midnights = Midnights::new(TALLINN, from, to).expect("a zone");
        let parts: Vec<_> = midnights.cut(from, to).collect();
        let hours: Vec<i64> = parts.iter().map(|(_, a, b)| (b - a) / HOUR_MS).collect();
        assert_eq!(hours, [2, 23, 24, 1], "the 29th has 23 hours");
        assert_eq!(parts.iter().map(|p| p.2 - p.1).sum::<i64>(), to - from);
        let autumn = (at("2026-10-24T21:00:00Z"), at("2026-10-25T22:00:00Z"));
        let midnights = Midnights::new(TALLINN, autumn.0, autumn.1).expect("a zone");
        let parts: Vec<_> = midnights.cut(autumn.0, autumn.1).collect();
        assert_eq!(parts.len(), 1, "one day of 25 hours: {parts:?}");
        assert_eq!(midnights.cut(from, from).count(), 0);
    }

    #[test]
    fn a_date_that_a_zone_has_skipped_has_no_time() {
        let (from, to) = (at("2011-12-29T12:00:00Z"), at("2011-12-31T12:00:00Z"));
        let midnights = Midnights::new("Pacific/Apia", from, to).expect("a zone");
        let parts: Vec<_> = midnights.cut(from, to).collect();
        assert_eq!(parts.iter().map(|p| p.2 - p.1).sum::<i64>(), to - from);
        assert!(parts.iter().all(|p| p.1 < p.2), "{parts:?}");
        assert!(parts.windows(2).all(|w| w[0].0 < w[1].0), "{parts:?}");
    }

    #[test]
    fn summed_open_time_says_what_the_hours_say() {
        let week = (0..5)
            .map(|day| Interval {
                day,
                from: 540,
                to: 1020,
            })
            .collect();
        let schedule = Schedule {
            zone: TALLINN.to_owned(),
            week,
            exceptions: vec![],
        };
        let hours = Hours::new(&schedule, &[]).expect("hours");
        let (from, to) = (at("2026-03-01T00:00:00Z"), at("2026-05-01T00:00:00Z"));
        let open = OpenTime::new(&hours, from, to);
        for (a, b) in [(0, 1), (3, 500), (1_000, 1_400), (77, 77), (900, 100)] {
            let (a, b) = (from + a * HOUR_MS, from + b * HOUR_MS);
            assert_eq!(open.between(a, b), hours.open_time_between(a, b));
        }
    }
}
