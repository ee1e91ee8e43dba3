//! Yearly recurrence of iCalendar (RFC 5545 §3.3.10), as far as holidays use it, within a window and a budget.

use super::Date;
use jiff::civil::Weekday;

/// A yearly rule. Anything else is reported as not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Yearly {
    interval: i16,
    count: Option<u32>,
    until: Option<Date>,
    months: Vec<i8>,
    /// 1 to 31, or from the end of the month below zero.
    month_days: Vec<i8>,
    /// Which one in the month (0: each), and the day of the week.
    weekdays: Vec<(i8, Weekday)>,
}

impl Yearly {
    /// `None` when the rule is malformed or says something that is not supported.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut rule = Self {
            interval: 1,
            count: None,
            until: None,
            months: Vec::new(),
            month_days: Vec::new(),
            weekdays: Vec::new(),
        };
        let mut yearly = false;
        for part in text.split(';').filter(|p| !p.is_empty()) {
            let (key, value) = part.split_once('=')?;
            match key.trim().to_ascii_uppercase().as_str() {
                "FREQ" => yearly = value.eq_ignore_ascii_case("YEARLY"),
                "INTERVAL" => {
                    rule.interval = value.parse().ok().filter(|n| (1..=100).contains(n))?
                }
                "COUNT" => {
                    rule.count = Some(value.parse().ok().filter(|n| (1..=1000).contains(n))?)
                }
                "UNTIL" => rule.until = Some(date(value)?),
                "BYMONTH" => rule.months = list(value, |v| in_range(v, 1, 12))?,
                "BYMONTHDAY" => {
                    rule.month_days = list(value, |v| in_range(v, -31, 31).filter(|&n| n != 0))?;
                }
                "BYDAY" => rule.weekdays = list(value, weekday)?,
                "WKST" => {}
                _ => return None,
            }
        }
        // A weekday without a month counts within the year: no holiday is written so.
        let understood = yearly && (rule.weekdays.is_empty() || !rule.months.is_empty());
        understood.then_some(rule)
    }

    /// Its dates from `start` on that lie within the window, in order. Each date looked at costs one of `budget`; `None`
    /// when that is used up.
    pub(super) fn dates(
        &self,
        start: Date,
        from: Date,
        to: Date,
        budget: &mut u32,
    ) -> Option<Vec<Date>> {
        let mut out = Vec::new();
        let mut seen = 0;
        let last = self.until.map_or(to, |until| until.min(to));
        let mut year = start.year();
        if self.count.is_none() && year < from.year() {
            // Nothing before the window has to be counted.
            year += (from.year() - year) / self.interval * self.interval;
        }
        while year <= last.year() {
            for date in self.of_year(start, year, budget)? {
                if date < start || date > last {
                    continue;
                }
                seen += 1;
                if self.count.is_some_and(|most| seen > most) {
                    return Some(out);
                }
                if date >= from {
                    out.push(date);
                }
            }
            year += self.interval;
        }
        Some(out)
    }

    fn of_year(&self, start: Date, year: i16, budget: &mut u32) -> Option<Vec<Date>> {
        let all: [i8; 12] = std::array::from_fn(|m| i8::try_from(m + 1).unwrap_or(1));
        let own = [start.month()];
        let months: &[i8] = match (&self.months[..], &self.month_days[..]) {
            ([], []) => &own,
            ([], _) => &all,
            (months, _) => months,
        };
        let mut out = Vec::new();
        for &month in months {
            let Ok(first) = Date::new(year, month, 1) else {
                continue;
            };
            let length = first.days_in_month();
            for day in 1..=length {
                *budget = budget.checked_sub(1)?;
                let Ok(date) = Date::new(year, month, day) else {
                    continue;
                };
                if self.holds(start, date, length) {
                    out.push(date);
                }
            }
        }
        out.sort_unstable();
        out.dedup();
        Some(out)
    }

    fn holds(&self, start: Date, date: Date, length: i8) -> bool {
        let day = date.day();
        if self.month_days.is_empty() && self.weekdays.is_empty() {
            return day == start.day();
        }
        let by_number = self.month_days.is_empty()
            || self
                .month_days
                .iter()
                .any(|&n| n == day || (n < 0 && length + 1 + n == day));
        let nth = (day - 1) / 7 + 1;
        let nth_from_end = -((length - day) / 7 + 1);
        let by_weekday = self.weekdays.is_empty()
            || self.weekdays.iter().any(|&(n, weekday)| {
                weekday == date.weekday() && (n == 0 || n == nth || n == nth_from_end)
            });
        by_number && by_weekday
    }
}

fn list<T>(value: &str, one: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    let parts: Vec<&str> = value.split(',').collect();
    if parts.len() > 64 {
        return None;
    }
    parts.into_iter().map(|part| one(part.trim())).collect()
}

fn in_range(text: &str, low: i8, high: i8) -> Option<i8> {
    text.parse().ok().filter(|n| (low..=high).contains(n))
}

/// `MO`, `4TH`, `-1MO`.
fn weekday(text: &str) -> Option<(i8, Weekday)> {
    let cut = text.len().checked_sub(2)?;
    let (number, name) = (text.get(..cut)?, text.get(cut..)?);
    let weekday = match name.to_ascii_uppercase().as_str() {
        "MO" => Weekday::Monday,
        "TU" => Weekday::Tuesday,
        "WE" => Weekday::Wednesday,
        "TH" => Weekday::Thursday,
        "FR" => Weekday::Friday,
        "SA" => Weekday::Saturday,
        "SU" => Weekday::Sunday,
        _ => return None,
    };
    let number = match number {
        "" => 0,
        n => in_range(n.trim_start_matches('+'), -5, 5).filter(|&n| n != 0)?,
    };
    Some((number, weekday))
}

/// `20261224`, or the day of `20261224T000000Z`.
pub(super) fn date(text: &str) -> Option<Date> {
    let digits = text.get(..8)?;
    let rest = text.get(8..)?;
    if !digits.bytes().all(|b| b.is_ascii_digit()) || !(rest.is_empty() || rest.starts_with('T')) {
        return None;
    }
    let year = digits.get(..4)?.parse().ok()?;
    let month = digits.get(4..6)?.parse().ok()?;
    let day = digits.get(6..)?.parse().ok()?;
    Date::new(year, month, day).ok()
}
