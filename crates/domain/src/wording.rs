//! A promise in the words that a person would use: "usually by 15:00, almost always by tomorrow noon".
//!
//! Times are rounded up, never down, and shown in the customer's zone. Languages: English, Estonian, German, Chinese;
//! others are told in English.

use crate::Millis;
use crate::promise::{Basis, Estimate};
use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, Zoned};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Language {
    English,
    Estonian,
    German,
    Chinese,
}

fn language(locale: &str) -> Language {
    match locale.get(..2).map(str::to_ascii_lowercase).as_deref() {
        Some("et") => Language::Estonian,
        Some("de") => Language::German,
        Some("zh") => Language::Chinese,
        _ => Language::English,
    }
}

/// A moment as people name it, never earlier than what was estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Moment {
    Today(Time),
    EndOfToday,
    Tomorrow(Part),
    Weekday(Weekday, Part),
    Date(Date),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Noon,
    Evening,
    EndOfDay,
}

/// A piece of a phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub text: String,
    /// A time that the reader looks for: the only thing in a promise that stands out.
    pub is_time: bool,
}

/// The whole phrase, without a full stop. `zone` is an IANA name; an unknown one means UTC, and UTC is then written.
#[must_use]
pub fn promise(now: Millis, estimate: &Estimate, zone: &str, locale: &str) -> String {
    phrase(now, estimate, zone, locale, &|said| said)
}

/// The same phrase, with its times told apart: the parts together read as [`promise`] does.
#[must_use]
pub fn promise_parts(now: Millis, estimate: &Estimate, zone: &str, locale: &str) -> Vec<Piece> {
    // Marks that no phrase holds: none of the words here has control characters.
    let marked = phrase(now, estimate, zone, locale, &|said| {
        let before = ["bis zum ", "bis ", "by "]
            .into_iter()
            .find(|word| said.starts_with(word))
            .unwrap_or_default();
        format!("{before}\u{1}{}\u{2}", &said[before.len()..])
    });
    let mut parts = Vec::new();
    for (at, piece) in marked.split(['\u{1}', '\u{2}']).enumerate() {
        if !piece.is_empty() {
            parts.push(Piece {
                text: piece.to_owned(),
                is_time: at % 2 == 1,
            });
        }
    }
    parts
}

fn phrase(
    now: Millis,
    estimate: &Estimate,
    zone: &str,
    locale: &str,
    mark: &dyn Fn(String) -> String,
) -> String {
    let (tz, named) = match TimeZone::get(zone) {
        Ok(tz) => (tz, true),
        Err(_) => (TimeZone::UTC, false),
    };
    let language = language(locale);
    let usually = moment(now, now.saturating_add(estimate.usually_ms), &tz);
    let almost_always = moment(now, now.saturating_add(estimate.almost_always_ms), &tz);
    let say = |m| mark(spoken(m, language, named));
    if estimate.basis == Basis::Target {
        return aim(language, &say(usually));
    }
    if usually == almost_always {
        return once(language, &say(almost_always));
    }
    twice(language, &say(usually), &say(almost_always))
}

fn zoned(at: Millis, tz: &TimeZone) -> Zoned {
    Timestamp::from_millisecond(at)
        .unwrap_or(Timestamp::UNIX_EPOCH)
        .to_zoned(tz.clone())
}

fn moment(now: Millis, at: Millis, tz: &TimeZone) -> Moment {
    let here = zoned(now, tz);
    let then = zoned(at, tz);
    let days = here
        .date()
        .until(then.date())
        .map_or(i32::MAX, |span| span.get_days().max(0));
    let hour = then.hour();
    let on_the_hour = then.minute() == 0 && then.second() == 0;
    let part = match hour {
        0..12 => Part::Noon,
        12 if on_the_hour => Part::Noon,
        12..18 => Part::Evening,
        18 if on_the_hour => Part::Evening,
        _ => Part::EndOfDay,
    };
    match days {
        0 => rounded(then.time(), at - now).map_or(Moment::EndOfToday, Moment::Today),
        1 => Moment::Tomorrow(part),
        2..=6 => Moment::Weekday(then.date().weekday(), part),
        _ => Moment::Date(then.date()),
    }
}

/// Up to the next quarter of an hour when it is soon, else to the next half hour; `None` past 23:30.
fn rounded(time: Time, wait_ms: Millis) -> Option<Time> {
    let step = if wait_ms <= 2 * 60 * 60 * 1000 {
        15
    } else {
        30
    };
    let minutes = i32::from(time.hour()) * 60 + i32::from(time.minute());
    let exact = time.second() == 0 && time.subsec_nanosecond() == 0;
    let up = if exact { minutes } else { minutes + 1 };
    let minutes = (up + step - 1) / step * step;
    Time::midnight()
        .checked_add(Span::new().minutes(minutes))
        .ok()
        .filter(|_| minutes <= 23 * 60 + 30)
}

fn spoken(moment: Moment, language: Language, zone_known: bool) -> String {
    let clock = |t: Time| {
        let utc = if zone_known { "" } else { " UTC" };
        format!("{:02}:{:02}{utc}", t.hour(), t.minute())
    };
    match (language, moment) {
        (Language::English, Moment::Today(t)) => format!("by {}", clock(t)),
        (Language::English, Moment::EndOfToday) => "by the end of today".to_owned(),
        (Language::English, Moment::Tomorrow(p)) => match p {
            Part::Noon => "by tomorrow noon".to_owned(),
            Part::Evening => "by tomorrow evening".to_owned(),
            Part::EndOfDay => "by the end of tomorrow".to_owned(),
        },
        (Language::English, Moment::Weekday(d, p)) => match p {
            Part::Noon => format!("by {} noon", day(language, d)),
            Part::Evening => format!("by {} evening", day(language, d)),
            Part::EndOfDay => format!("by the end of {}", day(language, d)),
        },
        (Language::English, Moment::Date(d)) => {
            format!("by {} {}", d.day(), MONTHS[month(d)])
        }
        (Language::Estonian, Moment::Today(t)) => format!("kella {}-ks", clock(t)),
        (Language::Estonian, Moment::EndOfToday) => "tänase päeva lõpuks".to_owned(),
        (Language::Estonian, Moment::Tomorrow(p)) => match p {
            Part::Noon => "homme keskpäevaks".to_owned(),
            Part::Evening => "homme õhtuks".to_owned(),
            Part::EndOfDay => "homse päeva lõpuks".to_owned(),
        },
        (Language::Estonian, Moment::Weekday(d, p)) => match p {
            Part::Noon => format!("{} keskpäevaks", day(language, d)),
            Part::Evening => format!("{} õhtuks", day(language, d)),
            Part::EndOfDay => format!("{} päeva lõpuks", day(language, d)),
        },
        (Language::Estonian, Moment::Date(d)) => format!("{:02}.{:02}-ks", d.day(), d.month()),
        (Language::German, Moment::Today(t)) => format!("bis {} Uhr", clock(t)),
        (Language::German, Moment::EndOfToday) => "bis heute Abend".to_owned(),
        (Language::German, Moment::Tomorrow(p)) => match p {
            Part::Noon => "bis morgen Mittag".to_owned(),
            Part::Evening => "bis morgen Abend".to_owned(),
            Part::EndOfDay => "bis Ende des morgigen Tages".to_owned(),
        },
        (Language::German, Moment::Weekday(d, p)) => match p {
            Part::Noon => format!("bis {}mittag", day(language, d)),
            Part::Evening => format!("bis {}abend", day(language, d)),
            Part::EndOfDay => format!("bis Ende {}", day(language, d)),
        },
        (Language::German, Moment::Date(d)) => format!("bis zum {}.{}.", d.day(), d.month()),
        (Language::Chinese, Moment::Today(t)) => format!("今天{}前", clock(t)),
        (Language::Chinese, Moment::EndOfToday) => "今天结束前".to_owned(),
        (Language::Chinese, Moment::Tomorrow(p)) => format!("明天{}", chinese_part(p)),
        (Language::Chinese, Moment::Weekday(d, p)) => {
            format!("{}{}", day(language, d), chinese_part(p))
        }
        (Language::Chinese, Moment::Date(d)) => format!("{}月{}日前", d.month(), d.day()),
    }
}

fn chinese_part(part: Part) -> &'static str {
    match part {
        Part::Noon => "中午前",
        Part::Evening => "晚上前",
        Part::EndOfDay => "结束前",
    }
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

fn month(date: Date) -> usize {
    usize::from(date.month().unsigned_abs())
        .saturating_sub(1)
        .min(11)
}

fn day(language: Language, weekday: Weekday) -> &'static str {
    let names = match language {
        Language::English => [
            "Monday",
            "Tuesday",
            "Wednesday",
            "Thursday",
            "Friday",
            "Saturday",
            "Sunday",
        ],
        Language::Estonian => [
            "esmaspäeva",
            "teisipäeva",
            "kolmapäeva",
            "neljapäeva",
            "reede",
            "laupäeva",
            "pühapäeva",
        ],
        Language::German => [
            "Montag",
            "Dienstag",
            "Mittwoch",
            "Donnerstag",
            "Freitag",
            "Samstag",
            "Sonntag",
        ],
        Language::Chinese => [
            "星期一",
            "星期二",
            "星期三",
            "星期四",
            "星期五",
            "星期六",
            "星期日",
        ],
    };
    let at = usize::from(weekday.to_monday_zero_offset().unsigned_abs());
    names[at.min(6)]
}

fn aim(language: Language, by: &str) -> String {
    match language {
        Language::English => format!("we aim to answer {by}"),
        Language::Estonian => format!("püüame vastata {by}"),
        Language::German => format!("wir wollen {by} antworten"),
        Language::Chinese => format!("我们争取在{by}回复"),
    }
}

fn once(language: Language, by: &str) -> String {
    match language {
        Language::English => format!("almost always {by}"),
        Language::Estonian => format!("peaaegu alati {by}"),
        Language::German => format!("fast immer {by}"),
        Language::Chinese => format!("几乎总能在{by}"),
    }
}

fn twice(language: Language, usually: &str, almost: &str) -> String {
    match language {
        Language::English => format!("usually {usually}, almost always {almost}"),
        Language::Estonian => format!("tavaliselt {usually}, peaaegu alati {almost}"),
        Language::German => format!("meist {usually}, fast immer {almost}"),
        Language::Chinese => format!("通常在{usually}，几乎总能在{almost}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Millis = 60_000;
    const HOUR: Millis = 60 * MINUTE;
    /// Tuesday 2026-03-03 11:50 in Tallinn.
    const NOW: Millis = 1_772_531_400_000;

    fn recent(usually_ms: Millis, almost_always_ms: Millis) -> Estimate {
        Estimate {
            usually_ms,
            almost_always_ms,
            basis: Basis::Recent,
            n: 50,
        }
    }

    fn say(usually_ms: Millis, almost_ms: Millis, locale: &str) -> String {
        promise(
            NOW,
            &recent(usually_ms, almost_ms),
            "Europe/Tallinn",
            locale,
        )
    }

    #[test]
    fn a_promise_sounds_like_a_person() {
        let (three, day) = (3 * HOUR, 24 * HOUR);
        assert_eq!(
            say(three, day, "en"),
            "usually by 15:00, almost always by tomorrow noon"
        );
        assert_eq!(
            say(three, day, "et-EE"),
            "tavaliselt kella 15:00-ks, peaaegu alati homme keskpäevaks"
        );
        assert_eq!(
            say(three, day, "zh-CN"),
            "通常在今天15:00前，几乎总能在明天中午前"
        );
        assert_eq!(
            say(three, day, "de"),
            "meist bis 15:00 Uhr, fast immer bis morgen Mittag"
        );
        assert_eq!(say(three, day, "xx"), say(three, day, "en"));
    }

    #[test]
    fn the_parts_of_a_promise_are_the_promise_with_its_times_told_apart() {
        let e = recent(3 * HOUR, 24 * HOUR);
        for locale in ["en", "et", "de", "zh", "xx"] {
            let parts = promise_parts(NOW, &e, "Europe/Tallinn", locale);
            let whole: String = parts.iter().map(|p| p.text.as_str()).collect();
            assert_eq!(whole, promise(NOW, &e, "Europe/Tallinn", locale));
            assert_eq!(parts.iter().filter(|p| p.is_time).count(), 2, "{locale}");
        }
        let parts = promise_parts(NOW, &e, "Europe/Tallinn", "en");
        let times: Vec<&str> = parts
            .iter()
            .filter(|p| p.is_time)
            .map(|p| p.text.as_str())
            .collect();
        assert_eq!(times, ["15:00", "tomorrow noon"]);
    }

    #[test]
    fn times_are_never_rounded_down() {
        assert_eq!(
            say(11 * MINUTE, 11 * MINUTE, "en"),
            "almost always by 12:15"
        );
        assert_eq!(
            say(10 * MINUTE, 10 * MINUTE, "en"),
            "almost always by 12:00"
        );
    }

    #[test]
    fn late_today_is_the_end_of_today() {
        assert_eq!(
            say(12 * HOUR, 12 * HOUR, "en"),
            "almost always by the end of today"
        );
    }

    #[test]
    fn further_days_have_their_names_and_then_dates() {
        assert_eq!(
            say(3 * 24 * HOUR, 3 * 24 * HOUR, "en"),
            "almost always by Friday noon"
        );
        assert_eq!(
            say(30 * 24 * HOUR, 30 * 24 * HOUR, "en"),
            "almost always by 2 April"
        );
    }

    #[test]
    fn without_a_record_the_target_is_an_aim_and_no_statement() {
        let target = Estimate {
            usually_ms: 8 * HOUR,
            almost_always_ms: 8 * HOUR,
            basis: Basis::Target,
            n: 0,
        };
        assert_eq!(
            promise(NOW, &target, "Europe/Tallinn", "en"),
            "we aim to answer by 20:00"
        );
    }

    #[test]
    fn the_same_moment_reads_by_the_customers_own_clock() {
        let e = recent(3 * HOUR, 3 * HOUR);
        assert_eq!(
            promise(NOW, &e, "America/New_York", "en"),
            "almost always by 08:00"
        );
    }

    #[test]
    fn an_unknown_zone_is_told_as_utc() {
        let e = recent(HOUR, HOUR);
        assert_eq!(
            promise(NOW, &e, "Mars/Olympus", "en"),
            "almost always by 11:00 UTC"
        );
    }

    #[test]
    fn absurd_durations_do_not_break_it() {
        let e = recent(Millis::MAX, Millis::MAX);
        assert!(!promise(Millis::MAX, &e, "UTC", "en").is_empty());
        assert!(!promise(Millis::MIN, &e, "UTC", "et").is_empty());
    }
}
