//! Whose hours are which, and the slots of the week and of the holidays that follow from them.

use super::rows::Rows;
use domain::dead_end::{Holiday, Slot, slots};
use domain::hours::{self, Date, Hours, Local};
use domain::{ChannelId, Millis, TeamId};
use std::collections::BTreeMap;

const DAY_MS: Millis = 24 * 60 * 60 * 1000;
/// Days that differ from their week are looked for so far ahead.
const AHEAD_MS: Millis = 366 * DAY_MS;
/// The next of them that are looked at.
const HOLIDAYS_MAX: usize = 12;
/// Slots that are looked at. A house with more opening times is looked at in as many of its slots, evenly spread.
const SLOTS_MAX: usize = 200;

pub(super) struct Times {
    all: Vec<Hours>,
    channels: BTreeMap<ChannelId, usize>,
    teams: BTreeMap<TeamId, usize>,
    days: BTreeMap<Date, String>,
}

impl Times {
    /// Hours that can no longer be understood are none: the house then counts as always open, as everywhere.
    pub fn of(rows: &Rows) -> Self {
        let mut times = Self {
            all: Vec::new(),
            channels: BTreeMap::new(),
            teams: BTreeMap::new(),
            days: BTreeMap::new(),
        };
        let from = hours::date_in_utc(rows.now - DAY_MS);
        let to = hours::date_in_utc(rows.now + AHEAD_MS);
        let ahead = |date: Date| from.is_none_or(|f| f <= date) && to.is_none_or(|t| date <= t);
        for own in &rows.hours {
            if own.channels.is_empty() && own.teams.is_empty() {
                continue;
            }
            let kept = (rows.calendars.iter()).filter(|c| own.calendars.contains(&c.id));
            let days = kept.flat_map(|c| &c.days).filter(|d| ahead(d.date));
            let days: Vec<hours::Holiday> = days.cloned().collect();
            let Ok(whole) = Hours::new(&own.schedule, &days) else {
                continue;
            };
            let place = times.all.len();
            times.all.push(whole);
            times
                .channels
                .extend(own.channels.iter().map(|&c| (c, place)));
            times.teams.extend(own.teams.iter().map(|&t| (t, place)));
            times
                .days
                .extend(days.into_iter().map(|d| (d.date, d.name)));
            let changed = own.schedule.exceptions.iter().filter(|e| ahead(e.date));
            (times.days).extend(changed.map(|e| (e.date, e.name.clone())));
        }
        times
    }

    pub fn of_team(&self, team: TeamId) -> Option<&Hours> {
        self.teams.get(&team).map(|&n| &self.all[n])
    }

    /// Its own, else its team's.
    pub fn of_channel(&self, channel: ChannelId, team: Option<TeamId>) -> Option<&Hours> {
        let own = self.channels.get(&channel).map(|&n| &self.all[n]);
        own.or_else(|| self.of_team(team?))
    }

    /// The week that begins today, and the next days that differ from it.
    pub fn slots(&self, zone: &str, now: Millis) -> Vec<Slot> {
        let zone = if hours::date_in(zone, now).is_ok() {
            zone
        } else {
            "UTC"
        };
        let Ok(local) = Local::new(zone, now - DAY_MS, now + AHEAD_MS) else {
            return Vec::new();
        };
        let today = hours::date_in(zone, now);
        let begin = today.and_then(|date| hours::begin_of(date, zone));
        let all: Vec<&Hours> = self.all.iter().collect();
        let days: Vec<Holiday> = (self.days.iter())
            .filter_map(|(&date, name)| day(date, name, zone))
            .filter(|d| d.to > now)
            .take(HOLIDAYS_MAX)
            .collect();
        spread(slots(&all, begin.unwrap_or(now), &days, &local))
    }
}

fn day(date: Date, name: &str, zone: &str) -> Option<Holiday> {
    let next = hours::days_later(date, 1).ok()?;
    Some(Holiday {
        name: match name.trim() {
            "" => "other hours".to_owned(),
            name => name.to_owned(),
        },
        from: hours::begin_of(date, zone).ok()?,
        to: hours::begin_of(next, zone).ok()?,
    })
}

fn spread(all: Vec<Slot>) -> Vec<Slot> {
    let n = all.len();
    if n <= SLOTS_MAX {
        return all;
    }
    let keep = |at: usize| at * SLOTS_MAX / n != (at + 1) * SLOTS_MAX / n;
    (all.into_iter().enumerate())
        .filter_map(|(at, slot)| keep(at).then_some(slot))
        .collect()
}
