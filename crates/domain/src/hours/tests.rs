//! Decisions about single weeks and days. Properties against a slow model stand in `tests/prop_hours.rs`.

use super::openings::HORIZON_MS;
use super::*;
use crate::Millis;
use jiff::civil::DateTime;

const HOUR: Millis = 3_600_000;

fn at(zone: &str, civil: &str) -> Millis {
    let civil: DateTime = civil.parse().expect("a civil time");
    let zone = TimeZone::get(zone).expect("a zone");
    civil
        .to_zoned(zone)
        .expect("a time")
        .timestamp()
        .as_millisecond()
}

fn every_day(zone: &str, from: u16, to: u16) -> Schedule {
    let week = (0..7).map(|day| Interval { day, from, to }).collect();
    Schedule {
        zone: zone.into(),
        week,
        exceptions: Vec::new(),
    }
}

fn office(zone: &str) -> Schedule {
    let mut s = every_day(zone, 9 * 60, 17 * 60);
    s.week.retain(|i| i.day < 5);
    s
}

fn hours(s: &Schedule) -> Hours {
    Hours::new(s, &[]).expect("good hours")
}

fn closed_on(date: &str) -> Exception {
    Exception {
        date: date.parse().expect("a date"),
        name: String::new(),
        open: Vec::new(),
    }
}

const TALLINN: &str = "Europe/Tallinn";

#[test]
fn friday_evening_is_answered_on_monday() {
    let h = hours(&office(TALLINN));
    let friday = at(TALLINN, "2026-11-20T16:30:00");
    assert_eq!(
        h.add_open_time(friday, HOUR),
        Some(at(TALLINN, "2026-11-23T09:30:00"))
    );
    assert_eq!(
        h.next_open(at(TALLINN, "2026-11-21T12:00:00")),
        Some(at(TALLINN, "2026-11-23T09:00:00"))
    );
    assert_eq!(
        h.next_close(friday),
        Some(at(TALLINN, "2026-11-20T17:00:00"))
    );
}

#[test]
fn open_time_ends_at_the_close_and_not_at_the_next_opening() {
    let h = hours(&office(TALLINN));
    let from = at(TALLINN, "2026-11-20T16:00:00");
    assert_eq!(
        h.add_open_time(from, HOUR),
        Some(at(TALLINN, "2026-11-20T17:00:00"))
    );
}

#[test]
fn a_lunch_break_is_no_open_time() {
    let mut s = every_day(TALLINN, 9 * 60, 12 * 60);
    s.week.extend((0..7).map(|day| Interval {
        day,
        from: 13 * 60,
        to: 17 * 60,
    }));
    let h = hours(&s);
    assert!(!h.is_open(at(TALLINN, "2026-11-20T12:30:00")));
    let noon = at(TALLINN, "2026-11-20T11:30:00");
    assert_eq!(
        h.add_open_time(noon, HOUR),
        Some(at(TALLINN, "2026-11-20T13:30:00"))
    );
}

#[test]
fn a_night_shift_runs_past_midnight_and_belongs_to_the_day_it_began() {
    let mut s = every_day(TALLINN, 22 * 60, 30 * 60);
    s.exceptions.push(closed_on("2026-12-25"));
    let h = hours(&s);
    assert!(
        h.is_open(at(TALLINN, "2026-12-25T05:59:00")),
        "it began on the 24th"
    );
    assert!(!h.is_open(at(TALLINN, "2026-12-25T23:00:00")));
    assert!(!h.is_open(at(TALLINN, "2026-12-26T05:00:00")));
    assert!(h.is_open(at(TALLINN, "2026-12-27T05:00:00")));
}

#[test]
fn a_skipped_hour_is_no_open_time() {
    // Clocks went from 03:00 to 04:00 on 2026-03-29.
    let h = hours(&every_day(TALLINN, 2 * 60, 5 * 60));
    let (a, b) = (
        at(TALLINN, "2026-03-29T00:00:00"),
        at(TALLINN, "2026-03-29T12:00:00"),
    );
    assert_eq!(h.open_time_between(a, b), 2 * HOUR);
    assert_eq!(
        h.add_open_time(a, 2 * HOUR),
        Some(at(TALLINN, "2026-03-29T05:00:00"))
    );
    let never = hours(&every_day(TALLINN, 3 * 60, 4 * 60));
    assert_eq!(never.open_time_between(a, b), 0);
}

#[test]
fn a_repeated_hour_counts_twice() {
    // Clocks went from 04:00 back to 03:00 on 2026-10-25.
    let h = hours(&every_day(TALLINN, 3 * 60, 4 * 60));
    let (a, b) = (
        at(TALLINN, "2026-10-25T00:00:00"),
        at(TALLINN, "2026-10-25T12:00:00"),
    );
    assert_eq!(h.open_time_between(a, b), 2 * HOUR);
    let half = hours(&every_day(TALLINN, 3 * 60, 3 * 60 + 30));
    assert_eq!(half.open_time_between(a, b), HOUR, "half an hour, twice");
    let mut pieces = half.add_open_time(a, HOUR / 2);
    assert_eq!(
        pieces.map(|t| half.is_open(t)),
        Some(false),
        "between the two halves it is closed"
    );
    pieces = half.next_open(pieces.expect("found"));
    assert_eq!(
        half.open_time_between(a, pieces.expect("opens again")),
        HOUR / 2
    );
}

#[test]
fn weeks_of_daylight_saving_have_167_and_169_hours() {
    let h = hours(&every_day(TALLINN, 0, 1440));
    let week = |monday: &str, next: &str| {
        h.open_time_between(at(TALLINN, monday), at(TALLINN, next)) / HOUR
    };
    assert_eq!(week("2026-03-23T00:00:00", "2026-03-30T00:00:00"), 167);
    assert_eq!(week("2026-10-19T00:00:00", "2026-10-26T00:00:00"), 169);
}

#[test]
fn a_day_that_did_not_exist_is_not_waited_for() {
    // Samoa left out 2011-12-30.
    let mut s = Schedule {
        zone: "Pacific/Apia".into(),
        ..Schedule::default()
    };
    s.exceptions.push(Exception {
        open: vec![Span { from: 0, to: 1440 }],
        ..closed_on("2011-12-30")
    });
    let h = hours(&s);
    assert_eq!(h.next_open(at("Pacific/Apia", "2011-12-29T12:00:00")), None);
}

#[test]
fn never_open_answers_none_and_ends() {
    let h = hours(&Schedule {
        zone: TALLINN.into(),
        ..Schedule::default()
    });
    assert_eq!(h.next_open(0), None);
    assert_eq!(h.next_close(0), None);
    assert_eq!(h.add_open_time(0, 1), None);
    assert_eq!(h.open_time_between(0, i64::MAX), 0);
    assert!(!h.is_open(0));
}

#[test]
fn always_open_never_closes() {
    let h = hours(&every_day("UTC", 0, 1440));
    assert_eq!(h.next_close(0), None);
    assert_eq!(h.add_open_time(5, 1000 * HOUR), Some(5 + 1000 * HOUR));
    assert_eq!(h.open_time_between(0, i64::MAX), HORIZON_MS);
}

#[test]
fn times_beyond_all_years_are_no_accident() {
    let h = hours(&office(TALLINN));
    for wild in [i64::MIN, i64::MIN + 1, i64::MAX - 1, i64::MAX] {
        assert!(!h.is_open(wild));
        assert_eq!(h.next_open(wild), None);
        assert_eq!(h.add_open_time(wild, HOUR), None);
        assert_eq!(h.open_time_between(wild, wild), 0);
    }
    assert_eq!(h.open_time_between(i64::MIN, i64::MAX), 0);
}

#[test]
fn a_clock_that_was_set_back_costs_nothing() {
    assert_eq!(hours(&office(TALLINN)).open_time_between(10 * HOUR, 0), 0);
}

#[test]
fn an_exception_overrules_a_holiday_and_both_the_week() {
    let mut s = office(TALLINN);
    s.exceptions.push(Exception {
        open: vec![Span { from: 600, to: 720 }],
        ..closed_on("2026-12-24")
    });
    let holiday = |date: &str| Holiday {
        date: date.parse().expect("a date"),
        name: "Holiday".into(),
    };
    let h = Hours::new(&s, &[holiday("2026-12-24"), holiday("2026-12-25")]).expect("good");
    assert!(h.is_open(at(TALLINN, "2026-12-24T11:00:00")));
    assert!(!h.is_open(at(TALLINN, "2026-12-24T13:00:00")));
    assert!(!h.is_open(at(TALLINN, "2026-12-25T11:00:00")));
}

fn code(s: &Schedule) -> &'static str {
    Hours::new(s, &[]).err().map_or("fine", |r| r.code)
}

#[test]
fn what_is_no_schedule_is_refused() {
    assert_eq!(
        code(&Schedule {
            zone: "Mars/Olympus".into(),
            ..Schedule::default()
        }),
        "unknown_zone"
    );
    assert_eq!(
        code(&Schedule {
            zone: "../../etc/passwd".into(),
            ..Schedule::default()
        }),
        "unknown_zone"
    );
    let with = |i: Interval| Schedule {
        zone: "UTC".into(),
        week: vec![i],
        exceptions: Vec::new(),
    };
    assert_eq!(
        code(&with(Interval {
            day: 7,
            from: 0,
            to: 1
        })),
        "bad_interval"
    );
    assert_eq!(
        code(&with(Interval {
            day: 0,
            from: 1440,
            to: 1441
        })),
        "bad_interval"
    );
    assert_eq!(
        code(&with(Interval {
            day: 0,
            from: 60,
            to: 60
        })),
        "bad_interval"
    );
    assert_eq!(
        code(&with(Interval {
            day: 0,
            from: 60,
            to: 1501
        })),
        "bad_interval"
    );
    assert_eq!(
        code(&with(Interval {
            day: 0,
            from: 60,
            to: 1500
        })),
        "fine"
    );
    let many = Schedule {
        week: vec![
            Interval {
                day: 0,
                from: 0,
                to: 1
            };
            10_000
        ],
        ..with(Interval {
            day: 0,
            from: 0,
            to: 1,
        })
    };
    assert_eq!(code(&many), "too_many_intervals");
}

fn read(ics: &str) -> Result<Imported, Refusal> {
    let day = |d: &str| d.parse().expect("a date");
    read_calendar(ics.as_bytes(), day("2026-01-01"), day("2028-12-31"))
}

fn event(lines: &str) -> String {
    format!(
        "BEGIN:VCALENDAR\r\nX-WR-CALNAME:Estonia\r\nBEGIN:VEVENT\r\n{lines}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
}

fn dates(lines: &str) -> Vec<String> {
    let days = read(&event(lines)).expect("a calendar").days;
    days.into_iter().map(|d| d.date.to_string()).collect()
}

fn why(lines: &str) -> &'static str {
    let read = read(&event(lines)).expect("a calendar");
    assert!(read.days.is_empty(), "{:?}", read.days);
    read.skipped.first().map_or("nothing", |s| s.why)
}

#[test]
fn whole_days_of_a_calendar_are_holidays() {
    let read = read(&event("SUMMARY:J\u{f5}ulu\\, p\r\n \u{fc}ha\r\nDTSTART;VALUE=DATE:20261224\r\nDTEND;VALUE=DATE:20261227")).expect("good");
    assert_eq!(read.name, "Estonia");
    assert_eq!(read.days.len(), 3);
    assert_eq!(read.days[0].name, "J\u{f5}ulu, p\u{fc}ha");
    assert_eq!(dates("DTSTART:20260501"), ["2026-05-01"]);
}

#[test]
fn yearly_rules_are_followed_within_the_window() {
    assert_eq!(
        dates("DTSTART;VALUE=DATE:19990224\r\nRRULE:FREQ=YEARLY"),
        ["2026-02-24", "2027-02-24", "2028-02-24"]
    );
    assert_eq!(
        dates("DTSTART;VALUE=DATE:20240229\r\nRRULE:FREQ=YEARLY"),
        ["2028-02-29"]
    );
    assert_eq!(
        dates("DTSTART;VALUE=DATE:20250101\r\nRRULE:FREQ=YEARLY;INTERVAL=2"),
        ["2027-01-01"]
    );
    assert_eq!(
        dates("DTSTART;VALUE=DATE:20250101\r\nRRULE:FREQ=YEARLY;COUNT=2"),
        ["2026-01-01"]
    );
    assert_eq!(
        dates("DTSTART;VALUE=DATE:20250101\r\nRRULE:FREQ=YEARLY;UNTIL=20270601T000000Z"),
        ["2026-01-01", "2027-01-01"]
    );
    // Thanksgiving, and the last Monday of May.
    assert_eq!(
        dates("DTSTART;VALUE=DATE:20201126\r\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH"),
        ["2026-11-26", "2027-11-25", "2028-11-23"]
    );
    assert_eq!(
        dates(
            "DTSTART;VALUE=DATE:20200525\r\nRRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO;UNTIL=20261231"
        ),
        ["2026-05-25"]
    );
    assert_eq!(
        dates("DTSTART;VALUE=DATE:20250101\r\nRRULE:FREQ=YEARLY\r\nEXDATE;VALUE=DATE:20270101"),
        ["2026-01-01", "2028-01-01"]
    );
}

#[test]
fn what_is_not_a_holiday_is_named() {
    assert_eq!(why("DTSTART:20260501T090000Z"), "timed");
    assert_eq!(
        why("DTSTART;VALUE=DATE:20260501\r\nRRULE:FREQ=DAILY"),
        "recurrence"
    );
    assert_eq!(
        why("DTSTART;VALUE=DATE:20260501\r\nRRULE:FREQ=YEARLY;BYDAY=MO"),
        "recurrence"
    );
    assert_eq!(
        why("DTSTART;VALUE=DATE:20260501\r\nRRULE:FREQ=YEARLY;BYEASTER=1"),
        "recurrence"
    );
    assert_eq!(
        why("DTSTART;VALUE=DATE:20260501\r\nSTATUS:CANCELLED"),
        "cancelled"
    );
    assert_eq!(
        why("DTSTART;VALUE=DATE:20260101\r\nDTEND;VALUE=DATE:20261231"),
        "too_long"
    );
    assert_eq!(why("DTSTART;VALUE=DATE:2026-05-01"), "malformed");
    assert_eq!(why("DTSTART;VALUE=DATE:20261399"), "malformed");
    assert_eq!(why("SUMMARY:no date"), "malformed");
}

#[test]
fn a_hostile_calendar_harms_nobody() {
    assert_eq!(read("<html>").expect_err("refused").code, "not_a_calendar");
    assert_eq!(
        read(&"A".repeat(2 * 1024 * 1024))
            .expect_err("refused")
            .code,
        "too_large"
    );
    let one = "BEGIN:VEVENT\nDTSTART;VALUE=DATE:20260101\nRRULE:FREQ=YEARLY;BYMONTHDAY=1,2,3,4,5,6,7\nEND:VEVENT\n";
    let heavy = format!(
        "BEGIN:VCALENDAR\n{}",
        one.replace("20260101", "19000101")
            .replace("YEARLY;", "YEARLY;COUNT=1000;")
            .repeat(4_000)
    );
    assert_eq!(read(&heavy).expect_err("refused").code, "too_complex");
    let names: String = (0..100)
        .map(|n| one.replace("DTSTART", &format!("SUMMARY:{n}\nDTSTART")))
        .collect();
    assert_eq!(
        read(&format!("BEGIN:VCALENDAR\n{names}"))
            .expect_err("refused")
            .code,
        "too_many_days"
    );
    let empty = "BEGIN:VEVENT\nEND:VEVENT\n".repeat(EVENTS_MAX_FOR_TEST + 1);
    assert_eq!(
        read(&format!("BEGIN:VCALENDAR\n{empty}"))
            .expect_err("refused")
            .code,
        "too_many_events"
    );
    // Never closed, nested for ever, folded for ever, not UTF-8.
    assert_eq!(
        read("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260101")
            .expect("read")
            .days,
        []
    );
    assert_eq!(
        read(&format!(
            "BEGIN:VCALENDAR\n{}",
            "BEGIN:VEVENT\n".repeat(50_000)
        ))
        .expect("read")
        .days,
        []
    );
    assert!(read(&format!("BEGIN:VCALENDAR\nX:{}", "\n y".repeat(300_000))).is_ok());
    let day = |d: &str| d.parse().expect("a date");
    assert!(
        read_calendar(
            b"BEGIN:VCALENDAR\n\xff\xfe:\x00",
            day("2026-01-01"),
            day("2027-01-01")
        )
        .is_ok()
    );
}

const EVENTS_MAX_FOR_TEST: usize = 5_000;
