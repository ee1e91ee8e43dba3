//! The words of promises, language by language.

use super::{Moment, Part, Piece, Start, Within};
use crate::language::is_same_language;
use jiff::civil::{Date, Time, Weekday};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    English,
    Estonian,
    German,
    Chinese,
    Arabic,
}

use Language::{Arabic, Chinese, English, Estonian, German};

impl Language {
    pub fn of(locale: &str) -> Self {
        let others = [
            ("et", Estonian),
            ("de", German),
            ("zh", Chinese),
            ("ar", Arabic),
        ];
        let same = |(tag, _): &(&str, Self)| is_same_language(tag, locale);
        others.into_iter().find(same).map_or(English, |(_, l)| l)
    }
}

/// Words, and times among them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Phrase(Vec<Piece>);

impl Phrase {
    fn time(text: impl Into<String>) -> Self {
        Self::default().put(text.into(), true)
    }

    fn put(mut self, text: String, is_time: bool) -> Self {
        match self.0.last_mut() {
            _ if text.is_empty() => {}
            Some(last) if last.is_time == is_time => last.text.push_str(&text),
            _ => self.0.push(Piece { text, is_time }),
        }
        self
    }

    fn say(text: &str) -> Self {
        Self::default().put(text.to_owned(), false)
    }

    fn then(self, text: &str) -> Self {
        self.put(text.to_owned(), false)
    }

    fn and(self, other: Self) -> Self {
        other
            .0
            .into_iter()
            .fold(self, |all, piece| all.put(piece.text, piece.is_time))
    }

    pub fn pieces(self) -> Vec<Piece> {
        self.0
    }
}

/// A word before, and a time.
fn before(word: &str, time: impl Into<String>) -> Phrase {
    Phrase::say(word).and(Phrase::time(time))
}

pub(super) fn clock(t: Time, zone_known: bool) -> String {
    let utc = if zone_known { "" } else { " UTC" };
    format!("{:02}:{:02}{utc}", t.hour(), t.minute())
}

/// Until when.
pub(super) fn by(moment: Moment, language: Language, zone_known: bool) -> Phrase {
    let clock = |t: Time| clock(t, zone_known);
    match language {
        English => before("by ", english(moment, clock)),
        Estonian => Phrase::time(estonian(moment, clock)),
        German => german(moment, clock),
        Chinese => Phrase::time(chinese(moment, clock)),
        Arabic => before("قبل ", arabic(moment, clock)),
    }
}

fn english(moment: Moment, clock: impl Fn(Time) -> String) -> String {
    match moment {
        Moment::Today(t) => clock(t),
        Moment::EndOfToday => "the end of today".to_owned(),
        Moment::Tomorrow(Part::Noon) => "tomorrow noon".to_owned(),
        Moment::Tomorrow(Part::Evening) => "tomorrow evening".to_owned(),
        Moment::Tomorrow(Part::EndOfDay) => "the end of tomorrow".to_owned(),
        Moment::Weekday(d, Part::Noon) => format!("{} noon", day(English, d)),
        Moment::Weekday(d, Part::Evening) => format!("{} evening", day(English, d)),
        Moment::Weekday(d, Part::EndOfDay) => format!("the end of {}", day(English, d)),
        Moment::Date(d) => date(English, d),
    }
}

fn estonian(moment: Moment, clock: impl Fn(Time) -> String) -> String {
    match moment {
        Moment::Today(t) => format!("kella {}-ks", clock(t)),
        Moment::EndOfToday => "tänase päeva lõpuks".to_owned(),
        Moment::Tomorrow(Part::Noon) => "homme keskpäevaks".to_owned(),
        Moment::Tomorrow(Part::Evening) => "homme õhtuks".to_owned(),
        Moment::Tomorrow(Part::EndOfDay) => "homse päeva lõpuks".to_owned(),
        Moment::Weekday(d, Part::Noon) => format!("{} keskpäevaks", day(Estonian, d)),
        Moment::Weekday(d, Part::Evening) => format!("{} õhtuks", day(Estonian, d)),
        Moment::Weekday(d, Part::EndOfDay) => format!("{} päeva lõpuks", day(Estonian, d)),
        Moment::Date(d) => format!("{}-ks", date(Estonian, d)),
    }
}

fn german(moment: Moment, clock: impl Fn(Time) -> String) -> Phrase {
    let time = match moment {
        Moment::Today(t) => format!("{} Uhr", clock(t)),
        Moment::EndOfToday => "heute Abend".to_owned(),
        Moment::Tomorrow(Part::Noon) => "morgen Mittag".to_owned(),
        Moment::Tomorrow(Part::Evening) => "morgen Abend".to_owned(),
        Moment::Tomorrow(Part::EndOfDay) => "Ende des morgigen Tages".to_owned(),
        Moment::Weekday(d, Part::Noon) => format!("{}mittag", day(German, d)),
        Moment::Weekday(d, Part::Evening) => format!("{}abend", day(German, d)),
        Moment::Weekday(d, Part::EndOfDay) => format!("Ende {}", day(German, d)),
        Moment::Date(d) => return before("bis zum ", date(German, d)),
    };
    before("bis ", time)
}

fn chinese(moment: Moment, clock: impl Fn(Time) -> String) -> String {
    let part = |part: Part| match part {
        Part::Noon => "中午前",
        Part::Evening => "晚上前",
        Part::EndOfDay => "结束前",
    };
    match moment {
        Moment::Today(t) => format!("今天{}前", clock(t)),
        Moment::EndOfToday => "今天结束前".to_owned(),
        Moment::Tomorrow(p) => format!("明天{}", part(p)),
        Moment::Weekday(d, p) => format!("{}{}", day(Chinese, d), part(p)),
        Moment::Date(d) => format!("{}前", date(Chinese, d)),
    }
}

fn arabic(moment: Moment, clock: impl Fn(Time) -> String) -> String {
    let part = |part: Part| match part {
        Part::Noon => "ظهر",
        Part::Evening => "مساء",
        Part::EndOfDay => "نهاية",
    };
    match moment {
        Moment::Today(t) => format!("الساعة {}", clock(t)),
        Moment::EndOfToday => "نهاية اليوم".to_owned(),
        Moment::Tomorrow(p) => format!("{} الغد", part(p)),
        Moment::Weekday(d, p) => format!("{} يوم {}", part(p), day(Arabic, d)),
        Moment::Date(d) => date(Arabic, d),
    }
}

/// From when on.
pub(super) fn from(start: Start, language: Language, zone_known: bool) -> Phrase {
    let at = |t: Time| match language {
        English | Chinese => clock(t, zone_known),
        Estonian => format!("kell {}", clock(t, zone_known)),
        German => format!("um {} Uhr", clock(t, zone_known)),
        Arabic => format!("الساعة {}", clock(t, zone_known)),
    };
    let (day, time) = match start {
        Start::Today(t) => (String::new(), at(t)),
        Start::Tomorrow(t) => (tomorrow(language).to_owned(), at(t)),
        Start::Weekday(d, t) if language == Estonian => (on_estonian(d).to_owned(), at(t)),
        Start::Weekday(d, t) => (day(language, d).to_owned(), at(t)),
        Start::Date(d, t) => (date(language, d), at(t)),
    };
    match (day.is_empty(), language) {
        (true, _) => Phrase::time(time),
        (false, Chinese) => Phrase::time(format!("{day}{time}")),
        (false, _) => Phrase::time(format!("{day} {time}")),
    }
}

fn tomorrow(language: Language) -> &'static str {
    match language {
        English => "tomorrow",
        Estonian => "homme",
        German => "morgen",
        Chinese => "明天",
        Arabic => "الغد",
    }
}

/// In how long.
pub(super) fn within(span: Within, language: Language) -> Phrase {
    match (language, span) {
        (English, Within::Seconds(n)) => before("within ", format!("{n} seconds")),
        (English, Within::Minutes(1)) => before("within ", "1 minute"),
        (English, Within::Minutes(n)) => before("within ", format!("{n} minutes")),
        (Estonian, Within::Seconds(n)) => Phrase::time(format!("{n} sekundi")).then(" jooksul"),
        (Estonian, Within::Minutes(n)) => Phrase::time(format!("{n} minuti")).then(" jooksul"),
        (German, Within::Seconds(n)) => before("in ", format!("{n} Sekunden")),
        (German, Within::Minutes(1)) => before("in ", "1 Minute"),
        (German, Within::Minutes(n)) => before("in ", format!("{n} Minuten")),
        (Chinese, Within::Seconds(n)) => Phrase::time(format!("{n}秒")).then("内"),
        (Chinese, Within::Minutes(n)) => Phrase::time(format!("{n}分钟")).then("内"),
        (Arabic, Within::Seconds(n)) => before("خلال ", format!("{n} ثانية")),
        (Arabic, Within::Minutes(1)) => before("خلال ", "دقيقة واحدة"),
        (Arabic, Within::Minutes(2)) => before("خلال ", "دقيقتين"),
        (Arabic, Within::Minutes(n @ 3..=10)) => before("خلال ", format!("{n} دقائق")),
        (Arabic, Within::Minutes(n)) => before("خلال ", format!("{n} دقيقة")),
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

const ARABIC_MONTHS: [&str; 12] = [
    "يناير",
    "فبراير",
    "مارس",
    "أبريل",
    "مايو",
    "يونيو",
    "يوليو",
    "أغسطس",
    "سبتمبر",
    "أكتوبر",
    "نوفمبر",
    "ديسمبر",
];

fn date(language: Language, d: Date) -> String {
    let month = usize::from(d.month().unsigned_abs())
        .saturating_sub(1)
        .min(11);
    match language {
        English => format!("{} {}", d.day(), MONTHS[month]),
        Estonian => format!("{:02}.{:02}", d.day(), d.month()),
        German => format!("{}.{}.", d.day(), d.month()),
        Chinese => format!("{}月{}日", d.month(), d.day()),
        Arabic => format!("{} {}", d.day(), ARABIC_MONTHS[month]),
    }
}

fn nth(weekday: Weekday) -> usize {
    usize::from(weekday.to_monday_zero_offset().unsigned_abs()).min(6)
}

fn day(language: Language, weekday: Weekday) -> &'static str {
    let names = match language {
        English => [
            "Monday",
            "Tuesday",
            "Wednesday",
            "Thursday",
            "Friday",
            "Saturday",
            "Sunday",
        ],
        Estonian => [
            "esmaspäeva",
            "teisipäeva",
            "kolmapäeva",
            "neljapäeva",
            "reede",
            "laupäeva",
            "pühapäeva",
        ],
        German => [
            "Montag",
            "Dienstag",
            "Mittwoch",
            "Donnerstag",
            "Freitag",
            "Samstag",
            "Sonntag",
        ],
        Chinese => [
            "星期一",
            "星期二",
            "星期三",
            "星期四",
            "星期五",
            "星期六",
            "星期日",
        ],
        Arabic => [
            "الاثنين",
            "الثلاثاء",
            "الأربعاء",
            "الخميس",
            "الجمعة",
            "السبت",
            "الأحد",
        ],
    };
    names[nth(weekday)]
}

fn on_estonian(weekday: Weekday) -> &'static str {
    [
        "esmaspäeval",
        "teisipäeval",
        "kolmapäeval",
        "neljapäeval",
        "reedel",
        "laupäeval",
        "pühapäeval",
    ][nth(weekday)]
}

pub(super) fn aim(language: Language, by: Phrase) -> Phrase {
    match language {
        English => Phrase::say("we aim to answer ").and(by),
        Estonian => Phrase::say("püüame vastata ").and(by),
        German => Phrase::say("wir wollen ").and(by).then(" antworten"),
        Chinese => Phrase::say("我们争取在").and(by).then("回复"),
        Arabic => Phrase::say("نسعى إلى الرد ").and(by),
    }
}

pub(super) fn once(language: Language, by: Phrase) -> Phrase {
    Phrase::say(match language {
        English => "almost always ",
        Estonian => "peaaegu alati ",
        German => "fast immer ",
        Chinese => "几乎总能在",
        Arabic => "دائمًا تقريبًا ",
    })
    .and(by)
}

pub(super) fn usually(language: Language, by: Phrase) -> Phrase {
    Phrase::say(match language {
        English => "usually ",
        Estonian => "tavaliselt ",
        German => "meist ",
        Chinese => "通常在",
        Arabic => "عادةً ",
    })
    .and(by)
}

pub(super) fn twice(language: Language, often: Phrase, almost: Phrase) -> Phrase {
    let comma = match language {
        Chinese => "，",
        Arabic => "، و",
        _ => ", ",
    };
    usually(language, often)
        .then(comma)
        .and(once(language, almost))
}

pub(super) fn at_once(language: Language) -> Phrase {
    Phrase::say(match language {
        English => "almost always at once",
        Estonian => "peaaegu alati kohe",
        German => "fast immer sofort",
        Chinese => "几乎总能立即回复",
        Arabic => "دائمًا تقريبًا على الفور",
    })
}

pub(super) fn somebody_will(language: Language, from: Phrase) -> Phrase {
    match language {
        English => Phrase::say("nobody is here just now; somebody will be from ")
            .and(from)
            .then(" on"),
        Estonian => Phrase::say("praegu ei ole kedagi kohal; oleme kohal alates ").and(from),
        German => Phrase::say("gerade ist niemand da; ab ")
            .and(from)
            .then(" ist wieder jemand da"),
        Chinese => Phrase::say("现在没有人在线；").and(from).then("起有人回复"),
        Arabic => Phrase::say("لا يوجد أحد الآن؛ سيكون هناك من يرد ابتداءً من ").and(from),
    }
}

pub(super) fn unknown(language: Language) -> Phrase {
    Phrase::say(match language {
        English => "we cannot say yet when somebody will answer",
        Estonian => "me ei oska veel öelda, millal keegi vastab",
        German => "wir können noch nicht sagen, wann jemand antwortet",
        Chinese => "目前还无法告知何时回复",
        Arabic => "لا يمكننا أن نقول بعد متى سيرد أحد",
    })
}

/// What somebody in the line may choose between; `None`: nothing is told of how long either takes.
pub(super) fn alternative(language: Language, told: Option<(&str, &str)>) -> String {
    let many = match language {
        English => "Many are waiting just now.",
        Estonian => "Praegu ootab palju inimesi.",
        German => "Gerade warten viele.",
        Chinese => "现在等待的人很多。",
        Arabic => "ينتظر كثيرون الآن.",
    };
    let Some((wait, message)) = told else {
        let choose = match language {
            English => " Stay in the line, or leave us a message: we answer it here.",
            Estonian => " Jää järjekorda või jäta meile sõnum: vastame siinsamas.",
            German => {
                " Bleiben Sie in der Reihe, oder hinterlassen Sie eine Nachricht: Wir antworten hier."
            }
            Chinese => "您可以继续排队，也可以留言：我们会在这里回复。",
            Arabic => " ابقَ في الانتظار أو اترك لنا رسالة: سنرد هنا.",
        };
        return format!("{many}{choose}");
    };
    if wait == message {
        return match language {
            English => {
                format!("{many} Whether you stay in the line or leave us a message: {wait}.")
            }
            Estonian => format!("{many} Kas jääd järjekorda või jätad meile sõnumi: {wait}."),
            German => format!(
                "{many} Ob Sie in der Reihe bleiben oder uns eine Nachricht hinterlassen: {wait}."
            ),
            Chinese => format!("{many}无论继续排队还是给我们留言：{wait}。"),
            Arabic => format!("{many} سواء بقيت في الانتظار أو تركت لنا رسالة: {wait}."),
        };
    }
    match language {
        English => {
            format!("{many} If you stay in the line: {wait}. If you leave us a message: {message}.")
        }
        Estonian => {
            format!("{many} Kui jääd järjekorda: {wait}. Kui jätad meile sõnumi: {message}.")
        }
        German => format!(
            "{many} Wenn Sie in der Reihe bleiben: {wait}. Wenn Sie uns eine Nachricht hinterlassen: {message}."
        ),
        Chinese => format!("{many}如果继续排队：{wait}。如果给我们留言：{message}。"),
        Arabic => format!("{many} إذا بقيت في الانتظار: {wait}. إذا تركت لنا رسالة: {message}."),
    }
}
