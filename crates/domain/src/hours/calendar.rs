//! Reads the whole-day events of an iCalendar file (RFC 5545) as holidays.
//!
//! A file comes from anywhere. Its size, events, days and the work that its rules make are bounded; what is not understood
//! is said, with its reason, and never guessed.

use super::recurrence::{Yearly, date};
use super::{Date, Holiday, refused};
use crate::Refusal;
use serde::Serialize;
use std::collections::BTreeSet;

/// Largest file, bytes.
pub const FILE_MAX: usize = 1024 * 1024;
/// Events of one file.
pub const EVENTS_MAX: usize = 5_000;
/// Days that one file may give.
pub const DAYS_MAX: usize = 2_000;
/// A holiday is not longer than this, in days.
const LONGEST_DAYS: usize = 31;
/// Dates that are looked at for all rules of a file.
const BUDGET: u32 = 2_000_000;
const NAME_MAX: usize = 120;
const LINE_MAX: usize = 8 * 1024;
const SKIPPED_MAX: usize = 100;

/// What a file says, before anybody takes it over.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Imported {
    /// What the calendar calls itself, if it does.
    pub name: String,
    /// In order; each date and name once.
    pub days: Vec<Holiday>,
    /// The first hundred events that are not taken.
    pub skipped: Vec<Skipped>,
    /// All that are not taken.
    pub skipped_count: usize,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Skipped {
    pub name: String,
    /// `timed`, `recurrence`, `cancelled`, `override`, `too_long` or `malformed`.
    pub why: &'static str,
}

#[derive(Debug, Default)]
struct Event {
    name: String,
    start: Option<Date>,
    /// Exclusive.
    end: Option<Date>,
    days: Option<usize>,
    rule: Option<Option<Yearly>>,
    more: Vec<Date>,
    except: BTreeSet<Date>,
    wrong: Option<&'static str>,
}

/// The holidays of a file that lie from `from` to `to`.
///
/// # Errors
/// `not_a_calendar`, `too_large`, `too_many_events`, `too_many_days`, `too_complex`.
pub fn read_calendar(bytes: &[u8], from: Date, to: Date) -> Result<Imported, Refusal> {
    if bytes.len() > FILE_MAX {
        return Err(refused("too_large", "file", "A calendar has at most 1 MB."));
    }
    let text = String::from_utf8_lossy(bytes);
    let mut out = Imported::default();
    let mut found: BTreeSet<Holiday> = BTreeSet::new();
    let (mut events, mut budget, mut is_calendar) = (0, BUDGET, false);
    let mut event: Option<Event> = None;
    // Alarms and the like within an event.
    let mut depth = 0_u32;
    for line in unfolded(text.trim_start_matches('\u{feff}')) {
        let Some(property) = Property::of(&line) else {
            continue;
        };
        match (property.name.as_str(), &mut event) {
            ("BEGIN", None) if property.is("VCALENDAR") => is_calendar = true,
            ("BEGIN", None) if property.is("VEVENT") => {
                events += 1;
                if events > EVENTS_MAX {
                    let text = format!("A calendar has at most {EVENTS_MAX} events.");
                    return Err(refused("too_many_events", "file", text));
                }
                (event, depth) = (Some(Event::default()), 0);
            }
            ("BEGIN", Some(_)) => depth += 1,
            ("END", Some(_)) if depth > 0 => depth -= 1,
            ("END", Some(_)) => {
                let done = event.take().unwrap_or_default();
                match done.dates(from, to, &mut budget)? {
                    Ok(dates) => {
                        found.extend(dates.into_iter().map(|date| Holiday {
                            date,
                            name: done.name.clone(),
                        }));
                    }
                    Err(why) => out.skip(done.name, why),
                }
                if found.len() > DAYS_MAX {
                    let text = format!("A calendar gives at most {DAYS_MAX} days.");
                    return Err(refused("too_many_days", "file", text));
                }
            }
            ("X-WR-CALNAME" | "NAME", None) => out.name = words(property.value),
            (_, Some(event)) if depth == 0 => event.take(&property),
            _ => {}
        }
    }
    if !is_calendar {
        return Err(refused(
            "not_a_calendar",
            "file",
            "This is not an iCalendar file (.ics).",
        ));
    }
    out.days = found.into_iter().collect();
    Ok(out)
}

impl Imported {
    fn skip(&mut self, name: String, why: &'static str) {
        self.skipped_count += 1;
        if self.skipped.len() < SKIPPED_MAX {
            self.skipped.push(Skipped { name, why });
        }
    }
}

impl Event {
    fn take(&mut self, p: &Property<'_>) {
        match p.name.as_str() {
            "SUMMARY" => self.name = words(p.value),
            "DTSTART" if p.timed() => self.wrong = Some("timed"),
            "DTSTART" => self.start = date(p.value),
            "DTEND" if !p.timed() => self.end = date(p.value),
            "DURATION" => self.days = duration(p.value).or(Some(usize::MAX)),
            // Two rules in one event are as unclear as one that is not understood.
            "RRULE" if self.rule.is_some() => self.rule = Some(None),
            "RRULE" => self.rule = Some(Yearly::parse(p.value)),
            "RDATE" => self
                .more
                .extend(p.value.split(',').take(1_000).filter_map(date)),
            "EXDATE" => self
                .except
                .extend(p.value.split(',').take(1_000).filter_map(date)),
            "STATUS" if p.is("CANCELLED") => self.wrong = Some("cancelled"),
            "RECURRENCE-ID" => self.wrong = Some("override"),
            _ => {}
        }
    }

    /// Its days within the window, or why it is not taken.
    fn dates(
        &self,
        from: Date,
        to: Date,
        budget: &mut u32,
    ) -> Result<Result<Vec<Date>, &'static str>, Refusal> {
        if let Some(why) = self.wrong {
            return Ok(Err(why));
        }
        let Some(start) = self.start else {
            return Ok(Err("malformed"));
        };
        let length = match (self.end, self.days) {
            (Some(end), _) => {
                usize::try_from(super::day_number(end) - super::day_number(start)).unwrap_or(0)
            }
            (None, days) => days.unwrap_or(1),
        }
        // An end that is not after the beginning: the day itself (some programs write it so).
        .max(1);
        if length > LONGEST_DAYS {
            return Ok(Err("too_long"));
        }
        let mut starts = match &self.rule {
            None => vec![start],
            Some(None) => return Ok(Err("recurrence")),
            Some(Some(_)) if start.year() < 1900 => return Ok(Err("recurrence")),
            Some(Some(rule)) => {
                // What begins just before the window may reach into it.
                let early = from.saturating_sub(jiff::Span::new().days(31));
                let Some(dates) = rule.dates(start, early, to, budget) else {
                    return Err(refused(
                        "too_complex",
                        "file",
                        "The rules of this calendar make too much work.",
                    ));
                };
                dates
            }
        };
        starts.extend(&self.more);
        let mut out = Vec::new();
        for first in starts.into_iter().filter(|d| !self.except.contains(d)) {
            let days = std::iter::successors(Some(first), |d| d.tomorrow().ok());
            out.extend(days.take(length).filter(|d| (from..=to).contains(d)));
        }
        Ok(Ok(out))
    }
}

/// `P1D`, `P2W`.
fn duration(text: &str) -> Option<usize> {
    let inner = text.strip_prefix('P')?;
    let cut = inner.len().checked_sub(1)?;
    let number: usize = inner.get(..cut)?.parse().ok()?;
    match inner.get(cut..)? {
        "D" => Some(number),
        "W" => number.checked_mul(7),
        _ => None,
    }
}

struct Property<'a> {
    name: String,
    params: &'a str,
    value: &'a str,
}

impl<'a> Property<'a> {
    /// `NAME;PARAM="a:b":value`.
    fn of(line: &'a str) -> Option<Self> {
        let mut quoted = false;
        let colon = line.char_indices().find_map(|(at, c)| {
            if c == '"' {
                quoted = !quoted;
            }
            (c == ':' && !quoted).then_some(at)
        })?;
        let (head, value) = (&line[..colon], &line[colon + 1..]);
        let (name, params) = head.split_once(';').unwrap_or((head, ""));
        Some(Self {
            name: name.trim().to_ascii_uppercase(),
            params,
            value: value.trim(),
        })
    }

    fn is(&self, word: &str) -> bool {
        self.value.eq_ignore_ascii_case(word)
    }

    /// A date with a time of day.
    fn timed(&self) -> bool {
        !self.params.to_ascii_uppercase().contains("VALUE=DATE") && self.value.contains('T')
            || self.params.to_ascii_uppercase().contains("VALUE=DATE-TIME")
    }
}

/// Lines as they were before folding (RFC 5545 §3.1), each cut at [`LINE_MAX`] bytes.
fn unfolded(text: &str) -> impl Iterator<Item = String> + '_ {
    let mut lines = text
        .split('\n')
        .map(|l| l.trim_end_matches('\r'))
        .peekable();
    std::iter::from_fn(move || {
        let mut line = lines.next()?.to_owned();
        while let Some(more) = lines.next_if(|next| next.starts_with([' ', '\t'])) {
            if line.len() + more.len() <= LINE_MAX {
                line.push_str(&more[1..]);
            }
        }
        Some(line)
    })
}

/// TEXT of RFC 5545 §3.3.11 on one line.
fn words(value: &str) -> String {
    let mut out = String::new();
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        let c = match c {
            '\\' => match chars.next() {
                Some('n' | 'N') | None => ' ',
                Some(escaped) => escaped,
            },
            c => c,
        };
        out.push(if c.is_control() { ' ' } else { c });
    }
    out.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .take(NAME_MAX)
        .collect()
}
