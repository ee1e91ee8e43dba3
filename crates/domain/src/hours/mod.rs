//! Business hours: a week of opening times in a zone, its exceptions by date, and holidays.
//!
//! The one room where zones are known. Everything outside speaks milliseconds UTC. Callers: desk (SLA clocks, promises),
//! server (previews).
//!
//! **What "open" means.** An instant is open when the wall clock of the zone, at that instant, stands within an interval.
//! So an hour that is skipped in spring is no open time, and an hour that is repeated in autumn counts twice. An interval
//! belongs to the day on which it begins: a night shift that began before a holiday runs on into it, and one that would
//! begin on the holiday does not take place. An exception of the schedule itself overrules a holiday on the same date.

mod calendar;
mod local;
mod openings;
mod recurrence;

pub use calendar::{DAYS_MAX, FILE_MAX, Imported, Skipped, read_calendar};
pub use jiff::civil::Date;
pub use local::{
    Local, Midnights, OpenTime, begin_of, date_in, date_of_day, days_between, days_later,
};

use crate::Refusal;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Intervals in a week.
pub const INTERVALS_MAX: usize = 200;
/// Exceptions of one schedule, and intervals in one of them.
pub const EXCEPTIONS_MAX: usize = 1_000;
const SPANS_MAX: usize = 24;
/// Holidays of all calendars of a schedule.
pub const HOLIDAYS_MAX: usize = 20_000;
/// Minutes in a day.
pub const DAY_MIN: u16 = 24 * 60;

/// Minutes of the wall clock since the midnight at which the day began. `to` may be up to 24 hours after `from`: past
/// midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// 0 to 1439.
    pub from: u16,
    /// Exclusive; more than `from`, at most `from` + 1440.
    pub to: u16,
}

/// Open every week on that day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Interval {
    /// 0 is Monday.
    pub day: u8,
    pub from: u16,
    pub to: u16,
}

/// What is different on one date: nothing in `open` means closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exception {
    pub date: Date,
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub open: Vec<Span>,
}

/// A whole day on which the house is closed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Holiday {
    pub date: Date,
    pub name: String,
}

/// Opening times as people set them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schedule {
    /// IANA name.
    pub zone: String,
    pub week: Vec<Interval>,
    pub exceptions: Vec<Exception>,
}

/// A checked schedule with its holidays, ready to be asked. See `openings` for the questions.
#[derive(Debug, Clone)]
pub struct Hours {
    zone: TimeZone,
    /// From Monday; sorted, without overlaps.
    week: [Vec<Span>; 7],
    /// By day since 1970; an empty list is a closed day.
    days: BTreeMap<i64, Vec<Span>>,
}

impl Hours {
    /// # Errors
    /// `unknown_zone`, `too_many_intervals`, `too_many_exceptions`, `bad_interval`, `too_many_days`; each names its field.
    pub fn new(schedule: &Schedule, holidays: &[Holiday]) -> Result<Self, Refusal> {
        let zone = TimeZone::get(&schedule.zone).map_err(|_| {
            refused(
                "unknown_zone",
                "zone",
                "This is not the name of a time zone, such as Europe/Tallinn.",
            )
        })?;
        if schedule.week.len() > INTERVALS_MAX {
            let text = format!("A week has at most {INTERVALS_MAX} intervals.");
            return Err(refused("too_many_intervals", "week", text));
        }
        if schedule.exceptions.len() > EXCEPTIONS_MAX {
            let text = format!("A schedule has at most {EXCEPTIONS_MAX} exceptions.");
            return Err(refused("too_many_exceptions", "exceptions", text));
        }
        if holidays.len() > HOLIDAYS_MAX {
            let text = format!("A schedule has at most {HOLIDAYS_MAX} holidays.");
            return Err(refused("too_many_days", "calendars", text));
        }
        let mut week: [Vec<Span>; 7] = Default::default();
        for i in &schedule.week {
            let day = week
                .get_mut(usize::from(i.day))
                .ok_or_else(|| bad_interval("week"))?;
            day.push(checked(
                Span {
                    from: i.from,
                    to: i.to,
                },
                "week",
            )?);
        }
        for day in &mut week {
            *day = merged(std::mem::take(day));
        }
        let mut days: BTreeMap<i64, Vec<Span>> = holidays
            .iter()
            .map(|h| (day_number(h.date), Vec::new()))
            .collect();
        for e in &schedule.exceptions {
            if e.open.len() > SPANS_MAX {
                let text = format!("A day has at most {SPANS_MAX} intervals.");
                return Err(refused("too_many_intervals", "exceptions", text));
            }
            let open = e
                .open
                .iter()
                .map(|&s| checked(s, "exceptions"))
                .collect::<Result<_, _>>()?;
            days.insert(day_number(e.date), merged(open));
        }
        Ok(Self { zone, week, days })
    }

    /// The intervals that begin on that day.
    fn spans_on(&self, day: i64) -> &[Span] {
        // 1970-01-01 was a Thursday.
        let weekday = usize::try_from((day + 3).rem_euclid(7)).unwrap_or(0);
        self.days.get(&day).unwrap_or(&self.week[weekday])
    }

    fn has_a_week(&self) -> bool {
        self.week.iter().any(|day| !day.is_empty())
    }
}

fn refused(code: &'static str, field: &'static str, text: impl Into<String>) -> Refusal {
    Refusal::new(code, text).on(field)
}

fn bad_interval(field: &'static str) -> Refusal {
    refused(
        "bad_interval",
        field,
        "An interval begins within its day and ends after it began, at most 24 hours later.",
    )
}

fn checked(span: Span, field: &'static str) -> Result<Span, Refusal> {
    let right = span.from < DAY_MIN && span.to > span.from && span.to <= span.from + DAY_MIN;
    if right {
        Ok(span)
    } else {
        Err(bad_interval(field))
    }
}

/// Sorted; what touches or overlaps is one.
fn merged(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    let mut out: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match out.last_mut() {
            Some(last) if span.from <= last.to => last.to = last.to.max(span.to),
            _ => out.push(span),
        }
    }
    out
}

/// The date of an instant in UTC; `None` outside of the years that there are.
#[must_use]
pub fn date_in_utc(at: crate::Millis) -> Option<Date> {
    let at = jiff::Timestamp::from_millisecond(at).ok()?;
    Some(TimeZone::UTC.to_datetime(at).date())
}

/// Days since 1970-01-01.
fn day_number(date: Date) -> i64 {
    let epoch = Date::constant(1970, 1, 1);
    // Both are within the years that a `Date` has, so their distance is a number of days.
    epoch
        .until(date)
        .map_or(0, |span| i64::from(span.get_days()))
}

#[cfg(test)]
mod tests;
