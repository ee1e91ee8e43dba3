//! When a report that is mailed regularly is due, and which days it is about. Pure: zones come from `hours`.

use crate::hours::{Date, begin_of, date_in, date_of_day, days_between, days_later};
use crate::{Millis, Refusal};
use serde::{Deserialize, Serialize};

const HOUR_MS: Millis = 60 * 60 * 1000;

/// How often.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Every {
    /// On a weekday (0 is Monday), about the last whole week from Monday to Sunday.
    Week,
    /// On the first day of a month, about the month before.
    Month,
}

/// A mail that is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    pub at: Millis,
    pub from: Date,
    /// Inclusive; names the mail, so that it goes out once.
    pub to: Date,
}

/// The newest mail that has come due by `now`. An hour that a day does not have moves to the next one.
///
/// # Errors
/// `unknown_zone`, `bad_date`.
pub fn newest_due(
    every: Every,
    weekday: u8,
    hour: u8,
    zone: &str,
    now: Millis,
) -> Result<Due, Refusal> {
    let today = date_in(zone, now)?;
    let mut due = about(every, weekday, hour, zone, today)?;
    if due.at > now {
        // A day before the one on which it falls due lies in the period before.
        let earlier = match every {
            Every::Week => days_later(today, -7)?,
            Every::Month => days_later(first_of_month(today)?, -1)?,
        };
        due = about(every, weekday, hour, zone, earlier)?;
    }
    Ok(due)
}

/// The mail of the week, or month, that holds `day`.
fn about(every: Every, weekday: u8, hour: u8, zone: &str, day: Date) -> Result<Due, Refusal> {
    let (begin, on) = match every {
        Every::Week => {
            let monday = days_later(day, -weekday_of(day))?;
            (monday, days_later(monday, i64::from(weekday.min(6)))?)
        }
        Every::Month => {
            let first = first_of_month(day)?;
            (first, first)
        }
    };
    let to = days_later(begin, -1)?;
    let from = match every {
        Every::Week => days_later(begin, -7)?,
        Every::Month => first_of_month(to)?,
    };
    let at = begin_of(on, zone)? + i64::from(hour.min(23)) * HOUR_MS;
    Ok(Due { at, from, to })
}

/// 0 is Monday.
fn weekday_of(date: Date) -> i64 {
    let day = date_of_day(0).map_or(0, |epoch| days_between(epoch, date));
    (day + 3).rem_euclid(7)
}

fn first_of_month(date: Date) -> Result<Date, Refusal> {
    days_later(date, 1 - i64::from(date.day()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Millis {
        text.parse::<jiff::Timestamp>()
            .expect("a time")
            .as_millisecond()
    }

    fn days(due: Due) -> (String, String) {
        (due.from.to_string(), due.to.to_string())
    }

    #[test]
    fn the_week_before_is_due_on_its_weekday_at_its_hour() {
        // Sunday, 22 November 2026; Monday at eight in Tallinn is 06:00 UTC.
        let due =
            |now: &str| newest_due(Every::Week, 0, 8, "Europe/Tallinn", at(now)).expect("a zone");
        let last = ("2026-11-09".to_owned(), "2026-11-15".to_owned());
        assert_eq!(days(due("2026-11-22T20:00:00Z")), last);
        assert_eq!(days(due("2026-11-23T05:59:59Z")), last, "not yet eight");
        let new = due("2026-11-23T06:00:00Z");
        assert_eq!(
            days(new),
            ("2026-11-16".to_owned(), "2026-11-22".to_owned())
        );
        assert_eq!(new.at, at("2026-11-23T06:00:00Z"));
        let friday = newest_due(
            Every::Week,
            4,
            8,
            "Europe/Tallinn",
            at("2026-11-26T12:00:00Z"),
        );
        assert_eq!(days(friday.expect("a zone")), last, "Friday comes tomorrow");
    }

    #[test]
    fn the_month_before_is_due_on_the_first() {
        let due = |now: &str| newest_due(Every::Month, 0, 7, "UTC", at(now)).expect("a zone");
        let october = ("2026-10-01".to_owned(), "2026-10-31".to_owned());
        assert_eq!(days(due("2026-11-22T20:00:00Z")), october);
        assert_eq!(days(due("2026-12-01T06:59:00Z")), october);
        let november = ("2026-11-01".to_owned(), "2026-11-30".to_owned());
        assert_eq!(days(due("2026-12-01T07:00:00Z")), november);
        assert!(newest_due(Every::Week, 0, 8, "Mars/Olympus", 0).is_err());
    }
}
