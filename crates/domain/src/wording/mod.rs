//! A promise in the words that a person would use: "usually by 15:00, almost always by tomorrow noon".
//!
//! Times are rounded up, never down, and shown in the customer's zone. Languages: English, Estonian, German, Chinese,
//! Arabic; others are told in English. Every place that tells a promise asks here.

mod hand_over;
mod words;

pub use hand_over::hand_over;

use crate::Millis;
use crate::promise::{Basis, Estimate, Told};
use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, Zoned};
use words::{Language, Phrase};

const MINUTE: Millis = 60_000;

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

/// When something begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Start {
    Today(Time),
    Tomorrow(Time),
    Weekday(Weekday, Time),
    Date(Date, Time),
}

/// A span as people name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Within {
    Seconds(i64),
    Minutes(i64),
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
    joined(&promise_parts(now, estimate, zone, locale))
}

/// The phrase as a sentence of its own.
#[must_use]
pub fn sentence(now: Millis, estimate: &Estimate, zone: &str, locale: &str) -> String {
    let phrase = joined(&begun(promise_parts(now, estimate, zone, locale)));
    phrase + full_stop(locale)
}

/// What somebody in the line may choose between, as whole sentences: how long they would wait on it, and when a message is
/// answered; `None`: neither is told.
#[must_use]
pub fn alternative(
    now: Millis,
    told: Option<(&Estimate, &Estimate)>,
    zone: &str,
    locale: &str,
) -> String {
    let phrase = |e: &Estimate| promise(now, e, zone, locale);
    let told = told.map(|(wait, message)| (phrase(wait), phrase(message)));
    let told = told.as_ref().map(|(w, m)| (w.as_str(), m.as_str()));
    words::alternative(Language::of(locale), told)
}

/// The parts of a phrase as the beginning of a sentence.
#[must_use]
pub fn begun(mut parts: Vec<Piece>) -> Vec<Piece> {
    if let Some(first) = parts.first_mut() {
        let mut rest = first.text.chars();
        first.text = rest
            .next()
            .map(|c| c.to_uppercase().chain(rest).collect())
            .unwrap_or_default();
    }
    parts
}

/// What a sentence ends with.
#[must_use]
pub fn full_stop(locale: &str) -> &'static str {
    match Language::of(locale) {
        Language::Chinese => "。",
        _ => ".",
    }
}

/// A time of day in a zone; an unknown one means UTC, and UTC is then written.
#[must_use]
pub fn clock(at: Millis, zone: &str) -> String {
    let (tz, named) = known(zone);
    words::clock(zoned(at, &tz).time(), named)
}

fn known(zone: &str) -> (TimeZone, bool) {
    match TimeZone::get(zone) {
        Ok(tz) => (tz, true),
        Err(_) => (TimeZone::UTC, false),
    }
}

fn joined(parts: &[Piece]) -> String {
    parts.iter().map(|p| p.text.as_str()).collect()
}

/// The same phrase, with its times told apart: the parts together read as [`promise`] does.
#[must_use]
pub fn promise_parts(now: Millis, estimate: &Estimate, zone: &str, locale: &str) -> Vec<Piece> {
    let (tz, named) = known(zone);
    let language = Language::of(locale);
    let by = |at: Millis| words::by(moment(now, at, &tz), language, named);
    let within = |ms: Millis| words::within(span(ms), language);
    let phrase = match estimate.told {
        Told::AtOnce => words::at_once(language),
        Told::In {
            usually_ms,
            almost_always_ms,
        } => stated(
            estimate.basis,
            within(usually_ms),
            within(almost_always_ms),
            language,
        ),
        Told::By {
            usually,
            almost_always,
        } => stated(estimate.basis, by(usually), by(almost_always), language),
        Told::UsuallyBy { usually } => words::usually(language, by(usually)),
        Told::WhenSomebodyWill { at } => {
            words::somebody_will(language, words::from(start(now, at, &tz), language, named))
        }
        Told::Unknown => words::unknown(language),
    };
    phrase.pieces()
}

fn stated(basis: Basis, usually: Phrase, almost_always: Phrase, language: Language) -> Phrase {
    if basis == Basis::Target {
        return words::aim(language, usually);
    }
    if usually == almost_always {
        return words::once(language, almost_always);
    }
    words::twice(language, usually, almost_always)
}

fn span(ms: Millis) -> Within {
    if ms < 2 * MINUTE && ms % MINUTE != 0 {
        return Within::Seconds(ms.max(0) / 1_000);
    }
    Within::Minutes((ms.max(1) + MINUTE - 1) / MINUTE)
}

fn zoned(at: Millis, tz: &TimeZone) -> Zoned {
    Timestamp::from_millisecond(at)
        .unwrap_or(Timestamp::UNIX_EPOCH)
        .to_zoned(tz.clone())
}

/// Days from today.
fn days_off(here: &Zoned, then: &Zoned) -> i32 {
    here.date()
        .until(then.date())
        .map_or(i32::MAX, |span| span.get_days().max(0))
}

fn start(now: Millis, at: Millis, tz: &TimeZone) -> Start {
    let (here, then) = (zoned(now, tz), zoned(at, tz));
    let time = then.time();
    match days_off(&here, &then) {
        0 => Start::Today(time),
        1 => Start::Tomorrow(time),
        2..=6 => Start::Weekday(then.date().weekday(), time),
        _ => Start::Date(then.date(), time),
    }
}

fn moment(now: Millis, at: Millis, tz: &TimeZone) -> Moment {
    let here = zoned(now, tz);
    let then = zoned(at, tz);
    let hour = then.hour();
    let on_the_hour = then.minute() == 0 && then.second() == 0;
    let part = match hour {
        0..12 => Part::Noon,
        12 if on_the_hour => Part::Noon,
        12..18 => Part::Evening,
        18 if on_the_hour => Part::Evening,
        _ => Part::EndOfDay,
    };
    match days_off(&here, &then) {
        0 => rounded(then.time(), at.saturating_sub(now)).map_or(Moment::EndOfToday, Moment::Today),
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

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Millis = 60 * MINUTE;
    /// Tuesday 2026-03-03 11:50 in Tallinn.
    const NOW: Millis = 1_772_531_400_000;

    fn said(told: Told, basis: Basis) -> Estimate {
        Estimate {
            told,
            wait: None,
            basis,
            n: 50,
        }
    }

    fn recent(usually_ms: Millis, almost_always_ms: Millis) -> Estimate {
        let told = Told::By {
            usually: NOW.saturating_add(usually_ms),
            almost_always: NOW.saturating_add(almost_always_ms),
        };
        said(told, Basis::Recent)
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
        assert_eq!(
            say(three, day, "ar"),
            "عادةً قبل الساعة 15:00، ودائمًا تقريبًا قبل ظهر الغد"
        );
        assert_eq!(say(three, day, "xx"), say(three, day, "en"));
    }

    #[test]
    fn the_parts_of_a_promise_are_the_promise_with_its_times_told_apart() {
        let e = recent(3 * HOUR, 24 * HOUR);
        for locale in ["en", "et", "de", "zh", "ar", "xx"] {
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
            basis: Basis::Target,
            ..recent(8 * HOUR, 8 * HOUR)
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

    fn told(told: Told, locale: &str) -> String {
        sentence(NOW, &said(told, Basis::Forward), "Europe/Tallinn", locale)
    }

    #[test]
    fn short_waits_are_spans_with_the_plurals_of_their_language() {
        let soon = Told::In {
            usually_ms: 2 * MINUTE,
            almost_always_ms: 5 * MINUTE,
        };
        for (locale, expected) in [
            (
                "en",
                "Usually within 2 minutes, almost always within 5 minutes.",
            ),
            (
                "et",
                "Tavaliselt 2 minuti jooksul, peaaegu alati 5 minuti jooksul.",
            ),
            ("de", "Meist in 2 Minuten, fast immer in 5 Minuten."),
            ("zh", "通常在2分钟内，几乎总能在5分钟内。"),
            ("ar", "عادةً خلال دقيقتين، ودائمًا تقريبًا خلال 5 دقائق."),
        ] {
            assert_eq!(told(soon, locale), expected);
        }
        let sooner = Told::In {
            usually_ms: 30_000,
            almost_always_ms: MINUTE,
        };
        assert_eq!(
            told(sooner, "en"),
            "Usually within 30 seconds, almost always within 1 minute."
        );
        let odd = Told::In {
            usually_ms: 90_000,
            almost_always_ms: 90_000,
        };
        assert_eq!(told(odd, "en"), "Almost always within 90 seconds.");
        assert_eq!(told(Told::AtOnce, "en"), "Almost always at once.");
    }

    #[test]
    fn what_nobody_can_keep_says_when_somebody_will_be_there() {
        let tomorrow = Told::WhenSomebodyWill {
            at: NOW + 21 * HOUR + 10 * MINUTE,
        };
        for (locale, expected) in [
            (
                "en",
                "Nobody is here just now; somebody will be from tomorrow 09:00 on.",
            ),
            (
                "et",
                "Praegu ei ole kedagi kohal; oleme kohal alates homme kell 09:00.",
            ),
            (
                "de",
                "Gerade ist niemand da; ab morgen um 09:00 Uhr ist wieder jemand da.",
            ),
            ("zh", "现在没有人在线；明天09:00起有人回复。"),
            (
                "ar",
                "لا يوجد أحد الآن؛ سيكون هناك من يرد ابتداءً من الغد الساعة 09:00.",
            ),
        ] {
            assert_eq!(told(tomorrow, locale), expected);
        }
        let monday = Told::WhenSomebodyWill {
            at: NOW + 6 * 24 * HOUR - 2 * HOUR - 50 * MINUTE,
        };
        assert!(
            told(monday, "en").contains("Monday 09:00"),
            "{}",
            told(monday, "en")
        );
        assert!(told(monday, "et").contains("esmaspäeval kell 09:00"));
        assert!(!told(Told::Unknown, "en").is_empty());
        let later = Told::UsuallyBy {
            usually: NOW + 3 * HOUR,
        };
        assert_eq!(told(later, "en"), "Usually by 15:00.");
    }

    #[test]
    fn only_the_times_of_a_promise_stand_out() {
        let bold = |t: Told, locale: &str| -> Vec<String> {
            let parts = promise_parts(NOW, &said(t, Basis::Forward), "Europe/Tallinn", locale);
            let times = parts.into_iter().filter(|p| p.is_time);
            times.map(|p| p.text).collect()
        };
        let soon = Told::In {
            usually_ms: MINUTE,
            almost_always_ms: 5 * MINUTE,
        };
        assert_eq!(bold(soon, "en"), ["1 minute", "5 minutes"]);
        assert_eq!(bold(soon, "de"), ["1 Minute", "5 Minuten"]);
        let then = Told::WhenSomebodyWill { at: NOW + 2 * HOUR };
        assert_eq!(bold(then, "en"), ["13:50"]);
        assert_eq!(bold(Told::Unknown, "en"), [""; 0]);
    }

    #[test]
    fn somebody_in_the_line_is_told_how_long_either_way_takes() {
        let soon = Told::In {
            usually_ms: 20 * MINUTE,
            almost_always_ms: 40 * MINUTE,
        };
        let wait = said(soon, Basis::Forward);
        let message = recent(3 * HOUR, 24 * HOUR);
        let both = Some((&wait, &message));
        let say = |told, locale| alternative(NOW, told, "Europe/Tallinn", locale);
        for (locale, expected) in [
            (
                "en",
                "Many are waiting just now. If you stay in the line: usually within 20 minutes, almost always within 40 minutes. \
                 If you leave us a message: usually by 15:00, almost always by tomorrow noon.",
            ),
            (
                "et",
                "Praegu ootab palju inimesi. Kui jääd järjekorda: tavaliselt 20 minuti jooksul, peaaegu alati 40 minuti jooksul. \
                 Kui jätad meile sõnumi: tavaliselt kella 15:00-ks, peaaegu alati homme keskpäevaks.",
            ),
            (
                "zh",
                "现在等待的人很多。如果继续排队：通常在20分钟内，几乎总能在40分钟内。\
                 如果给我们留言：通常在今天15:00前，几乎总能在明天中午前。",
            ),
        ] {
            assert_eq!(say(both, locale), expected);
        }
        for locale in ["en", "et", "de", "zh", "ar", "xx"] {
            assert!(
                !say(None, locale).is_empty() && say(both, locale).len() > say(None, locale).len()
            );
        }
        assert_eq!(
            say(None, "en"),
            "Many are waiting just now. Stay in the line, or leave us a message: we answer it here."
        );
    }
}
