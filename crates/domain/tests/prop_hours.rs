//! Hours against a slow model that looks at every minute, over zones and weeks in which the clocks change.

use fairlead_domain::hours::{Date, Exception, Holiday, Hours, Interval, Schedule, Span};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use proptest::prelude::*;

const MINUTE: i64 = 60_000;
const ZONES: [&str; 6] = [
    "UTC",
    "Europe/Tallinn",
    "America/New_York",
    // Half an hour of daylight saving.
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    // Clocks change at midnight.
    "America/Santiago",
];
/// Days around changes of the clocks, and an ordinary one.
const STARTS: [&str; 6] = [
    "2026-03-28T00:00:00Z",
    "2026-10-24T00:00:00Z",
    "2026-03-07T00:00:00Z",
    "2026-10-31T00:00:00Z",
    "2026-04-04T00:00:00Z",
    "2026-09-05T00:00:00Z",
];

fn span() -> impl Strategy<Value = Span> {
    (0_u16..1440, 1_u16..=1440).prop_map(|(from, long)| Span {
        from,
        to: from + long,
    })
}

fn schedule() -> impl Strategy<Value = Schedule> {
    let interval = (0_u8..7, span()).prop_map(|(day, s)| Interval {
        day,
        from: s.from,
        to: s.to,
    });
    let date = (0_i32..5).prop_map(|n| {
        Date::constant(2026, 3, 27)
            .checked_add(jiff::Span::new().days(n))
            .expect("a date")
    });
    let exception =
        (date, prop::collection::vec(span(), 0..3)).prop_map(|(date, open)| Exception {
            date,
            name: String::new(),
            open,
        });
    (
        0..ZONES.len(),
        prop::collection::vec(interval, 0..8),
        prop::collection::vec(exception, 0..3),
    )
        .prop_map(|(zone, week, exceptions)| Schedule {
            zone: ZONES[zone].into(),
            week,
            exceptions,
        })
}

/// Straight from the definition: the wall clock stands within an interval.
fn model_open(s: &Schedule, holidays: &[Holiday], zone: &TimeZone, at: i64) -> bool {
    let wall = Timestamp::from_millisecond(at)
        .expect("in range")
        .to_zoned(zone.clone())
        .datetime();
    let minute =
        u16::try_from(i32::from(wall.hour()) * 60 + i32::from(wall.minute())).expect("a minute");
    let on = |date: Date| -> Vec<Span> {
        if let Some(e) = s.exceptions.iter().rev().find(|e| e.date == date) {
            return e.open.clone();
        }
        if holidays.iter().any(|h| h.date == date) {
            return Vec::new();
        }
        let day = u8::try_from(date.weekday().to_monday_zero_offset()).expect("a day");
        let of_day = s.week.iter().filter(|i| i.day == day);
        of_day
            .map(|i| Span {
                from: i.from,
                to: i.to,
            })
            .collect()
    };
    let today = on(wall.date())
        .iter()
        .any(|s| s.from <= minute && minute < s.to);
    let before = wall.date().yesterday().expect("a date");
    today
        || on(before)
            .iter()
            .any(|s| s.from <= minute + 1440 && minute + 1440 < s.to)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn hours_are_what_a_look_at_every_minute_says(
        s in schedule(), start in 0..STARTS.len(), offset in 0_i64..1440, long in 1_i64..2880, closed in 0_i32..9,
    ) {
        let date = Date::constant(2026, 3, 27).checked_add(jiff::Span::new().days(closed)).expect("a date");
        let holidays = [Holiday { date, name: String::new() }];
        let hours = Hours::new(&s, &holidays).expect("good hours");
        let zone = TimeZone::get(&s.zone).expect("a zone");
        let from = STARTS[start].parse::<Timestamp>().expect("a time").as_millisecond() + offset * MINUTE;
        let open: Vec<bool> = (0..long).map(|m| model_open(&s, &holidays, &zone, from + m * MINUTE)).collect();
        for (m, &open) in (0_i64..).zip(&open).step_by(17) {
            prop_assert_eq!(hours.is_open(from + m * MINUTE), open, "minute {}", m);
        }
        let sum = i64::try_from(open.iter().filter(|o| **o).count()).expect("small") * MINUTE;
        prop_assert_eq!(hours.open_time_between(from, from + long * MINUTE), sum);
        let first = open.iter().position(|o| *o).map(|m| from + i64::try_from(m).expect("small") * MINUTE);
        if first.is_some() {
            prop_assert_eq!(hours.next_open(from), first);
        }
    }

    #[test]
    fn what_was_added_lies_between(s in schedule(), at in 0_i64..100_000_000, ms in 1_i64..2_000_000_000) {
        let hours = Hours::new(&s, &[]).expect("good hours");
        let from = 1_774_000_000_000 + at;
        let Some(due) = hours.add_open_time(from, ms) else {
            return Ok(());
        };
        prop_assert_eq!(hours.open_time_between(from, due), ms);
        prop_assert!(hours.is_open(due - 1), "it is due at the end of open time");
        prop_assert!(hours.add_open_time(from, ms + 1).is_none_or(|later| later > due));
        prop_assert!(hours.add_open_time(from + 1, ms).is_none_or(|later| later >= due));
    }

    #[test]
    fn open_time_adds_up(s in schedule(), a in 0_i64..1_000_000_000, b in 0_i64..1_000_000_000, c in 0_i64..1_000_000_000) {
        let hours = Hours::new(&s, &[]).expect("good hours");
        let mut t = [a, b, c].map(|t| 1_774_000_000_000 + t);
        t.sort_unstable();
        let [a, b, c] = t;
        prop_assert_eq!(
            hours.open_time_between(a, b) + hours.open_time_between(b, c),
            hours.open_time_between(a, c)
        );
    }
}
