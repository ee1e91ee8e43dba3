//! When people are at it: agents by their working hours, customers by their days.

use super::chance::Chance;
use domain::Millis;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

pub const MINUTE: Millis = 60_000;
pub const HOUR: Millis = 60 * MINUTE;
pub const DAY: Millis = 24 * HOUR;

/// Local minutes at which a working day begins and ends.
const WORK: (i32, i32) = (8 * 60 + 45, 17 * 60 + 30);
/// Nobody looks further for somebody at work (a long weekend).
const LOOK: Millis = 5 * DAY;

/// How many mails of a hundred come in each hour of a customer's day.
const HOURLY: [u32; 24] = [
    1, 1, 0, 0, 0, 1, 2, 4, 6, 8, 9, 8, 6, 6, 6, 6, 6, 5, 5, 6, 6, 5, 4, 2,
];
/// The same for Monday to Sunday.
const WEEKLY: [u32; 7] = [20, 17, 16, 15, 14, 9, 9];

/// Minutes of the local day, and the day of the week (Monday 0).
fn local(at: Millis, zone: &TimeZone) -> (i32, i8) {
    let Ok(stamp) = Timestamp::from_millisecond(at) else {
        return (0, 0);
    };
    let there = stamp.to_zoned(zone.clone());
    let minutes = i32::from(there.hour()) * 60 + i32::from(there.minute());
    (minutes, there.weekday().to_monday_zero_offset())
}

/// A time zone by name; UTC when the machine does not know it.
#[must_use]
pub fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap_or(TimeZone::UTC)
}

#[must_use]
pub fn at_work(at: Millis, zone: &TimeZone) -> bool {
    let (minutes, weekday) = local(at, zone);
    weekday < 5 && (WORK.0..WORK.1).contains(&minutes)
}

/// Begin and end of the working days that begin between two times.
#[must_use]
pub fn working_days(from: Millis, until: Millis, zone: &TimeZone) -> Vec<(Millis, Millis)> {
    let Ok(stamp) = Timestamp::from_millisecond(from) else {
        return Vec::new();
    };
    let days = stamp.to_zoned(zone.clone()).date().series(1.day());
    let at = |date: Date, minutes: i32| {
        let there = date.to_datetime(Time::midnight()) + minutes.minutes();
        zone.to_ambiguous_zoned(there).compatible().ok()
    };
    let mut found = Vec::new();
    for date in days.filter(|d| d.weekday().to_monday_zero_offset() < 5) {
        let (Some(begin), Some(end)) = (at(date, WORK.0), at(date, WORK.1)) else {
            break;
        };
        let begin = begin.timestamp().as_millisecond();
        if begin >= until {
            break;
        }
        if begin >= from {
            found.push((begin, end.timestamp().as_millisecond()));
        }
    }
    found
}

/// The first moment from `from` on at which one of these people is at work, and who; a little later than sharp, as people are.
pub fn next_at_work(
    from: Millis,
    zones: &[(usize, TimeZone)],
    chance: &mut Chance,
) -> Option<(Millis, usize)> {
    let mut at = from;
    while at < from + LOOK {
        let there: Vec<usize> = zones
            .iter()
            .filter(|(_, zone)| at_work(at, zone))
            .map(|(who, _)| *who)
            .collect();
        if let Some(&who) = chance.one(&there) {
            return Some((at, who));
        }
        at += 10 * MINUTE + chance.between(0, 8) * MINUTE;
    }
    None
}

/// A moment in the `days` before `until` at which a customer of that zone writes.
pub fn writes_at(until: Millis, days: i64, zone: &TimeZone, chance: &mut Chance) -> Millis {
    let mut at = until;
    // Accepted by weight: about one draw in three is.
    for _ in 0..200 {
        at = until - chance.between(MINUTE, days * DAY);
        let (minutes, weekday) = local(at, zone);
        let hourly = HOURLY[usize::try_from(minutes / 60).unwrap_or(0) % 24];
        let weekly = WEEKLY[usize::try_from(weekday).unwrap_or(0) % 7];
        if chance.between(0, 9 * 20) < i64::from(hourly * weekly) {
            break;
        }
    }
    at
}

/// When a customer who reads their mail now and then gets to it: not at night.
pub fn awake_after(from: Millis, zone: &TimeZone) -> Millis {
    let (minutes, _) = local(from, zone);
    let wait = if minutes < 7 * 60 {
        7 * 60 - minutes
    } else if minutes > 22 * 60 + 30 {
        24 * 60 - minutes + 7 * 60
    } else {
        0
    };
    from + Millis::from(wait) * MINUTE
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Saturday 2026-03-07 12:00 UTC.
    const SATURDAY: Millis = 1_772_884_800_000;

    #[test]
    fn nobody_works_at_the_weekend_and_somebody_does_on_monday() {
        let zones = [(0, zone("Europe/Tallinn")), (1, zone("Asia/Singapore"))];
        assert!(!at_work(SATURDAY, &zones[0].1));
        let (at, who) = next_at_work(SATURDAY, &zones, &mut Chance::new(1)).expect("somebody");
        // Monday begins in Singapore.
        assert_eq!(who, 1);
        assert!(at > SATURDAY + DAY && at < SATURDAY + 2 * DAY, "{at}");
        assert!(at_work(at, &zones[1].1));
    }

    #[test]
    fn a_week_has_five_working_days_in_every_zone() {
        for name in ["Europe/Tallinn", "America/Chicago", "Asia/Singapore", "UTC"] {
            let zone = zone(name);
            let days = working_days(SATURDAY, SATURDAY + 7 * DAY, &zone);
            assert_eq!(days.len(), 5, "{name}");
            for (from, to) in days {
                assert!(
                    at_work(from, &zone) && at_work(to - MINUTE, &zone),
                    "{name}"
                );
                assert!(
                    !at_work(from - MINUTE, &zone) && !at_work(to, &zone),
                    "{name}"
                );
            }
        }
    }

    #[test]
    fn customers_do_not_answer_at_night() {
        let tallinn = zone("Europe/Tallinn");
        // 01:00 there.
        let night = SATURDAY + 11 * HOUR;
        let morning = awake_after(night, &tallinn);
        assert_eq!(morning, night + 6 * HOUR);
        assert_eq!(awake_after(SATURDAY, &tallinn), SATURDAY);
    }

    #[test]
    fn more_is_written_by_day_than_by_night() {
        let utc = TimeZone::UTC;
        let mut chance = Chance::new(3);
        let day = (0..400)
            .map(|_| local(writes_at(SATURDAY, 100, &utc, &mut chance), &utc).0)
            .filter(|m| (8 * 60..20 * 60).contains(m))
            .count();
        assert!(day > 260, "{day}");
    }
}
