//! Counts lives and spells into a report, in one pass over the rows.
//!
//! Whatever is counted is a [`Mark`]; a [`Pick`] keeps the conversations of the marks that it wants instead. So the list
//! behind a number has as many lines as the number says.

use super::report::{AGES_MS, Age, Count, Day, Group, Report, Times, Totals};
use super::{
    Dimension, Key, Life, Mark, Measure, Outcome, Period, Sink, Spell, SpellKind, Traits,
    kaplan_meier, packed,
};
use crate::conversation::Status;
use crate::hours::Local;
use crate::{AgentId, ConversationId, Millis};
use std::collections::HashMap;

/// Days that are drawn; a longer period has only its sums.
const DAYS_MAX: i64 = 3_700;

/// Milliseconds between two times, for a conversation with these traits: of the calendar, or of opening hours.
pub type Lasting<'a> = &'a (dyn Fn(&Traits, Millis, Millis) -> Millis + Sync);

/// Which conversations are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pick {
    pub measure: Measure,
    /// Of the dimension by which the report is divided.
    pub key: Option<Key>,
    /// Days since 1970.
    pub day: Option<i64>,
    /// Weekday from Monday, and hour.
    pub slot: Option<(u8, u8)>,
    /// Of the backlog: which of the groups of [`ages`](Report::ages).
    pub age: Option<usize>,
}

impl Pick {
    fn wants(&self, mark: &Mark) -> bool {
        self.measure == mark.measure
            && self.key.is_none_or(|k| Some(k) == mark.key)
            && self.day.is_none_or(|d| d == mark.day)
            && self.slot.is_none_or(|s| s == (mark.weekday, mark.hour))
            && self.age.is_none_or(|a| Some(a) == mark.age)
    }
}

#[derive(Default)]
struct Part {
    key: Option<Key>,
    count: Count,
    first: Vec<u32>,
    next: Vec<u32>,
    resolution: Vec<u32>,
}

impl Part {
    fn is_empty(&self) -> bool {
        self.count == Count::default()
            && self.first.is_empty()
            && self.next.is_empty()
            && self.resolution.is_empty()
    }

    fn take_in(&mut self, other: Self) {
        self.count.sum(&other.count);
        self.first.extend(other.first);
        self.next.extend(other.next);
        self.resolution.extend(other.resolution);
    }

    fn totals(&mut self) -> Totals {
        Totals {
            count: self.count,
            first_response: Times::of(&kaplan_meier(&mut self.first)),
            next_response: Times::of(&kaplan_meier(&mut self.next)),
            resolution: Times::of(&kaplan_meier(&mut self.resolution)),
        }
    }
}

/// Counting, of one period.
pub struct Tally<'a> {
    local: &'a Local,
    period: Period,
    /// What is not over is watched until then; also the time at which the backlog is looked at, when it is earlier than
    /// the end of the period.
    as_of: Millis,
    by: Option<Dimension>,
    /// Whom the one who asks may see as a person; `None`: everybody.
    only: Option<AgentId>,
    lasting: Lasting<'a>,
    first_day: i64,
    sums: Sums,
    pick: Option<Pick>,
    picked: Vec<(Millis, ConversationId)>,
}

/// What was counted, without what it was counted by: the sums of all shares of a period are those of the whole.
#[derive(Default)]
pub struct Sums {
    parts: Vec<Part>,
    /// Where in `parts` each one stands.
    places: HashMap<Key, usize>,
    /// For each day: arrived, resolutions, reopened, change of the backlog.
    days: Vec<(u64, u64, u64, i64)>,
    backlog_before: i64,
    heat: [[u64; 24]; 7],
    ages: [u64; AGES_MS.len() + 1],
    deleted: u64,
}

impl Sums {
    /// Where that part stands; `None` is the whole of a report that is not divided.
    fn place(&mut self, key: Option<Key>) -> usize {
        let new = self.parts.len();
        let place = match key {
            Some(key) => *self.places.entry(key).or_insert(new),
            None => 0,
        };
        if place == new {
            self.parts.push(Part {
                key,
                ..Part::default()
            });
        }
        place
    }

    /// Takes in what was counted of another share of the same period by the same question.
    fn take_in(&mut self, other: Self) {
        for part in other.parts {
            let place = self.place(part.key);
            self.parts[place].take_in(part);
        }
        for (mine, theirs) in self.days.iter_mut().zip(other.days) {
            *mine = (
                mine.0 + theirs.0,
                mine.1 + theirs.1,
                mine.2 + theirs.2,
                mine.3 + theirs.3,
            );
        }
        self.backlog_before += other.backlog_before;
        let hours = |heat: [[u64; 24]; 7]| heat.into_iter().flatten();
        for (mine, theirs) in self.heat.iter_mut().flatten().zip(hours(other.heat)) {
            *mine += theirs;
        }
        for (mine, theirs) in self.ages.iter_mut().zip(other.ages) {
            *mine += theirs;
        }
        self.deleted += other.deleted;
    }
}

impl<'a> Tally<'a> {
    #[must_use]
    pub fn new(local: &'a Local, period: Period, as_of: Millis, lasting: Lasting<'a>) -> Self {
        let first_day = local.day(period.from);
        let last = local.day(period.to.saturating_sub(1).max(period.from));
        let days = usize::try_from((last - first_day + 1).clamp(0, DAYS_MAX)).unwrap_or(0);
        Self {
            local,
            period,
            as_of,
            by: None,
            only: None,
            lasting,
            first_day,
            sums: Sums {
                days: vec![(0, 0, 0, 0); days],
                ..Sums::default()
            },
            pick: None,
            picked: Vec::new(),
        }
    }

    /// Divides by a dimension; by agent, only this one is told apart if there is one.
    #[must_use]
    pub fn by(mut self, by: Option<Dimension>, only: Option<AgentId>) -> Self {
        (self.by, self.only) = (by, only);
        self
    }

    /// What was counted so far, to be taken in by the tally of another share.
    #[must_use]
    pub fn into_sums(self) -> Sums {
        self.sums
    }

    /// Takes in what was counted of another share of the same period by the same question.
    pub fn take_in(&mut self, other: Sums) {
        self.sums.take_in(other);
    }

    /// Keeps the conversations that are wanted.
    #[must_use]
    pub fn picking(mut self, pick: Pick) -> Self {
        self.pick = Some(pick);
        self
    }

    /// Where the part stands to which this belongs: asked once for each row.
    fn place(&mut self, traits: &Traits, hour: u8) -> usize {
        let key = self.key(traits, hour);
        self.sums.place(key)
    }

    fn key(&self, traits: &Traits, hour: u8) -> Option<Key> {
        let id = |id: Option<uuid::Uuid>| id.map_or(Key::None, Key::Id);
        Some(match self.by? {
            Dimension::Channel => Key::Id(traits.channel.0),
            Dimension::Team => id(traits.team.map(|t| t.0)),
            Dimension::Agent => match (traits.assignee, self.only) {
                (Some(a), Some(me)) if a != me => Key::Others,
                (a, _) => id(a.map(|a| a.0)),
            },
            Dimension::Topic => id(traits.topic.map(|t| t.0)),
            Dimension::Urgency => Key::Urgency(traits.urgency),
            Dimension::Hour => Key::Hour(hour),
        })
    }

    fn mark(&mut self, part: usize, measure: Measure, at: Millis, id: ConversationId) {
        self.mark_aged(part, measure, at, id, None);
    }

    fn mark_aged(
        &mut self,
        part: usize,
        measure: Measure,
        at: Millis,
        id: ConversationId,
        age: Option<usize>,
    ) {
        self.sums.parts[part].count.add(measure);
        let Some(pick) = &self.pick else { return };
        let (day, weekday, hour) = self.local.place(at);
        let mark = Mark {
            measure,
            key: self.sums.parts[part].key,
            day,
            weekday,
            hour,
            age,
        };
        if pick.wants(&mark) {
            self.picked.push((at, id));
        }
    }

    fn cohort(&mut self, life: &Life, part: usize, (day, weekday, hour): (i64, u8, u8)) {
        let (id, at) = (life.conversation, life.arrived_at);
        let begun = if life.ours {
            Measure::Ours
        } else {
            Measure::Arrived
        };
        self.mark(part, begun, at, id);
        self.sums.deleted += u64::from(life.deleted_at.is_some());
        if !life.ours {
            self.sums.heat[usize::from(weekday)][usize::from(hour)] += 1;
            if let Some(d) = self.at_day(day) {
                d.0 += 1;
            }
        }
        let until = life.deleted_at.unwrap_or(self.as_of);
        if !life.ours && life.asks > 0 {
            let (end, answered) = match life.first_reply_at {
                Some(replied) => (replied, true),
                None => (life.resolved_at.unwrap_or(until), false),
            };
            let lasted = (self.lasting)(&life.traits, at, end);
            self.sums.parts[part].first.push(packed(lasted, answered));
            if answered {
                self.mark(part, Measure::Answered, at, id);
            } else if life.waiting_since.is_some() {
                self.mark(part, Measure::Unanswered, at, id);
            }
        }
        let end = life.resolved_at.unwrap_or(until);
        let lasted = (self.lasting)(&life.traits, at, end);
        let resolved = life.resolved_at.is_some();
        self.sums.parts[part]
            .resolution
            .push(packed(lasted, resolved));
        if resolved {
            self.mark(part, Measure::Resolved, at, id);
        } else if life.deleted_at.is_none() {
            self.mark(part, Measure::Unresolved, at, id);
        }
    }

    fn wait(&mut self, part: usize, id: ConversationId, traits: &Traits, spell: &Spell) {
        let end = spell.ended_at.unwrap_or(self.as_of);
        let answered = spell.outcome == Outcome::Done;
        let lasted = (self.lasting)(traits, spell.began_at, end);
        self.sums.parts[part].next.push(packed(lasted, answered));
        match spell.outcome {
            Outcome::Done => self.mark(part, Measure::NextAnswered, spell.began_at, id),
            Outcome::Open => self.mark(part, Measure::NextWaiting, spell.began_at, id),
            Outcome::Left => {}
        }
    }

    /// Part of the backlog from `from` until `to`.
    fn stretch(&mut self, part: usize, id: ConversationId, from: Millis, to: Option<Millis>) {
        if to.is_some_and(|to| to < self.period.from) {
            return;
        }
        if from < self.period.from {
            self.sums.backlog_before += 1;
        } else {
            self.on_day(from, |d| d.3 += 1);
        }
        if let Some(to) = to.filter(|&to| to < self.period.to) {
            self.on_day(to, |d| d.3 -= 1);
        }
        let end = self.period.to.min(self.as_of);
        if from < end && to.is_none_or(|to| to >= end) {
            let age = AGES_MS.iter().position(|&under| end - from < under);
            let age = age.unwrap_or(AGES_MS.len());
            self.mark_aged(part, Measure::Backlog, from, id, Some(age));
            self.sums.ages[age] += 1;
        }
    }

    fn on_day(&mut self, at: Millis, change: impl FnOnce(&mut (u64, u64, u64, i64))) {
        let day = self.local.day(at);
        if let Some(d) = self.at_day(day) {
            change(d);
        }
    }

    fn at_day(&mut self, day: i64) -> Option<&mut (u64, u64, u64, i64)> {
        let at = usize::try_from(day - self.first_day).ok()?;
        self.sums.days.get_mut(at)
    }

    /// The conversations that were picked: newest first, each as often as it was counted.
    #[must_use]
    pub fn into_picked(mut self) -> Vec<(Millis, ConversationId)> {
        self.picked.sort_unstable();
        self.picked.reverse();
        self.picked
    }

    /// The sums alone, for the period before.
    #[must_use]
    pub fn into_totals(self) -> Totals {
        self.whole().totals()
    }

    fn whole(&self) -> Part {
        let mut whole = Part::default();
        for part in &self.sums.parts {
            whole.count.sum(&part.count);
            whole.first.extend_from_slice(&part.first);
            whole.next.extend_from_slice(&part.next);
            whole.resolution.extend_from_slice(&part.resolution);
        }
        whole
    }

    #[must_use]
    pub fn into_report(mut self, before: Option<Totals>) -> Report {
        let days = self.days();
        let mut whole = self.whole();
        let mut groups: Vec<Group> = self
            .sums
            .parts
            .iter_mut()
            .filter(|part| !part.is_empty())
            .filter_map(|part| {
                Some(Group {
                    key: part.key?,
                    totals: part.totals(),
                })
            })
            .collect();
        order(&mut groups, self.by);
        let under = AGES_MS.iter().copied().map(Some).chain([None]);
        let ages = under
            .zip(self.sums.ages)
            .map(|(under_ms, n)| Age { under_ms, n });
        let first_response = kaplan_meier(&mut whole.first);
        let next_response = kaplan_meier(&mut whole.next);
        let resolution = kaplan_meier(&mut whole.resolution);
        Report {
            totals: Totals {
                count: whole.count,
                first_response: Times::of(&first_response),
                next_response: Times::of(&next_response),
                resolution: Times::of(&resolution),
            },
            before,
            groups,
            days,
            heat: self.sums.heat,
            ages: ages.collect(),
            first_response,
            next_response,
            resolution,
            deleted: self.sums.deleted,
        }
    }

    fn days(&self) -> Vec<Day> {
        let today = self.local.day(self.as_of);
        let mut backlog = self.sums.backlog_before;
        let day =
            |(i, &(arrived, resolutions, reopened, change)): (usize, &(u64, u64, u64, i64))| {
                backlog += change;
                let day = self.first_day + i64::try_from(i).unwrap_or(0);
                Day {
                    day,
                    arrived,
                    resolutions,
                    reopened,
                    backlog: (day <= today).then(|| u64::try_from(backlog).unwrap_or(0)),
                }
            };
        self.sums.days.iter().enumerate().map(day).collect()
    }
}

impl Sink for Tally<'_> {
    fn period(&self) -> Period {
        self.period
    }

    /// Counts a conversation: one that arrived within the period, or that was in the backlog when it began.
    fn life(&mut self, life: &Life) {
        // Spam is none of the desk's work.
        if life.status == Status::Spam || life.arrived_at >= self.period.to {
            return;
        }
        let (day, weekday, hour) = self.local.place(life.arrived_at);
        let part = self.place(&life.traits, hour);
        if self.period.holds(life.arrived_at) {
            self.cohort(life, part, (day, weekday, hour));
        }
        if let Some(at) = life.resolved_at.filter(|&at| self.period.holds(at)) {
            self.mark(part, Measure::Resolutions, at, life.conversation);
            self.on_day(at, |d| d.1 += 1);
        }
        self.stretch(part, life.conversation, life.arrived_at, life.left_at);
    }

    /// Counts a spell of a conversation with these traits.
    fn spell(&mut self, id: ConversationId, traits: &Traits, spell: &Spell) {
        if spell.began_at >= self.period.to {
            return;
        }
        let (_, _, hour) = self.local.place(spell.began_at);
        let part = self.place(traits, hour);
        let within = self.period.holds(spell.began_at);
        match spell.kind {
            SpellKind::Wait if within => self.wait(part, id, traits, spell),
            SpellKind::Wait => {}
            SpellKind::Reopened => {
                if within {
                    self.mark(part, Measure::Reopened, spell.began_at, id);
                    self.on_day(spell.began_at, |d| d.2 += 1);
                }
                let done = spell.ended_at.filter(|_| spell.outcome == Outcome::Done);
                if let Some(at) = done.filter(|&at| self.period.holds(at)) {
                    self.mark(part, Measure::Resolutions, at, id);
                    self.on_day(at, |d| d.1 += 1);
                }
                self.stretch(part, id, spell.began_at, spell.ended_at);
            }
        }
    }
}

/// Hours and urgencies in their own order, all else by size.
fn order(groups: &mut [Group], by: Option<Dimension>) {
    match by {
        Some(Dimension::Hour | Dimension::Urgency) => groups.sort_by_key(|g| g.key),
        _ => {
            let size = |g: &Group| {
                let c = &g.totals.count;
                c.of(Measure::Arrived) + c.of(Measure::Ours) + c.of(Measure::Backlog)
            };
            groups.sort_by(|a, b| (size(b), a.key).cmp(&(size(a), b.key)));
        }
    }
}

#[cfg(test)]
#[path = "tally_tests.rs"]
mod tests;
