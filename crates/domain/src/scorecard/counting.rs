//! Counts what came to each channel and left it, in one pass over the lives and reopenings that reports count too: the words
//! mean the same here and there (`figures::Tally`), only that everything is divided by channel, and weeks are seven days
//! counted back from the end.

use super::threshold::WEEK_MS;
use crate::conversation::Status;
use crate::figures::{
    Life, Outcome, Period, Sink, Spell, SpellKind, Times, Traits, kaplan_meier, packed,
};
use crate::{ChannelId, ConversationId, Millis};
use serde::Serialize;
use std::collections::BTreeMap;

/// One week of a channel.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Week {
    /// Its beginning.
    pub at: Millis,
    /// Begun by customers.
    pub new: i64,
    pub resolved: i64,
    /// Not resolved at its end.
    pub open: i64,
    /// Whatever became work, also what was begun by us or came back.
    #[serde(skip)]
    pub came: i64,
    /// Whatever was work no longer.
    #[serde(skip)]
    pub left: i64,
}

/// What came to a channel and left it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Flow {
    /// Begun by customers in the period, and in the one before.
    pub new: i64,
    pub new_before: i64,
    pub resolved: i64,
    pub resolved_before: i64,
    /// Not resolved at the end of the period, and at its beginning.
    pub open: i64,
    pub open_before: i64,
    /// The oldest first; whole weeks up to the end.
    pub weeks: Vec<Week>,
}

#[derive(Debug, Default)]
struct Channel {
    flow: Flow,
    first: Vec<u32>,
    first_before: Vec<u32>,
    began: Option<Millis>,
}

/// Counting, of a period and of as long a one just before.
#[derive(Debug)]
pub struct Counting {
    current: Period,
    /// Of both periods.
    period: Period,
    weeks_from: Millis,
    /// The weeks of a channel of which nothing is counted yet.
    blank: Vec<Week>,
    channels: BTreeMap<ChannelId, Channel>,
}

/// What was counted of a channel.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Counted {
    pub flow: Flow,
    pub first_response: Times,
    pub first_response_before: Times,
    /// The oldest work that was seen.
    pub began: Option<Millis>,
}

impl Counting {
    /// Up to `to`, which is now.
    #[must_use]
    pub fn new(from: Millis, to: Millis) -> Self {
        let length = (to - from).max(0);
        let weeks_from = to - length / WEEK_MS * WEEK_MS;
        let week = |i| Week {
            at: weeks_from + i * WEEK_MS,
            ..Week::default()
        };
        Self {
            current: Period { from, to },
            period: Period {
                from: from - length,
                to,
            },
            weeks_from,
            blank: (0..length / WEEK_MS).map(week).collect(),
            channels: BTreeMap::new(),
        }
    }

    /// New contacts of all channels, of the period and of the one before.
    #[must_use]
    pub fn all_new(&self) -> (i64, i64) {
        let flows = self.channels.values().map(|c| &c.flow);
        flows.fold((0, 0), |(now, before), f| {
            (now + f.new, before + f.new_before)
        })
    }

    /// Whatever was counted of one channel.
    #[must_use]
    pub fn take(&mut self, channel: ChannelId) -> Counted {
        self.of(channel);
        let mut found = self.channels.remove(&channel).unwrap_or_default();
        let mut change = 0;
        // `open` of the first week holds what was open at its beginning.
        for week in &mut found.flow.weeks {
            week.open += change + week.came - week.left;
            change = week.open;
        }
        Counted {
            first_response: Times::of(&kaplan_meier(&mut found.first)),
            first_response_before: Times::of(&kaplan_meier(&mut found.first_before)),
            flow: found.flow,
            began: found.began,
        }
    }

    fn of(&mut self, channel: ChannelId) -> &mut Channel {
        let blank = &self.blank;
        self.channels.entry(channel).or_insert_with(|| {
            let mut new = Channel::default();
            new.flow.weeks.clone_from(blank);
            new
        })
    }

    fn week(&mut self, channel: ChannelId, at: Millis, change: impl FnOnce(&mut Week)) {
        if at < self.weeks_from || at >= self.current.to {
            return;
        }
        let place = usize::try_from((at - self.weeks_from) / WEEK_MS).unwrap_or(usize::MAX);
        if let Some(week) = self.of(channel).flow.weeks.get_mut(place) {
            change(week);
        }
    }

    /// The earlier of the two periods.
    fn before(&self) -> Period {
        Period {
            to: self.current.from,
            ..self.period
        }
    }

    fn arrived(&mut self, life: &Life) {
        let (id, at) = (life.traits.channel, life.arrived_at);
        let (now, before) = (self.current, self.before());
        let as_of = now.to;
        self.week(id, at, |w| w.new += i64::from(!life.ours));
        let channel = self.of(id);
        if life.ours || !(now.holds(at) || before.holds(at)) {
            return;
        }
        let (new, first) = match now.holds(at) {
            true => (&mut channel.flow.new, &mut channel.first),
            false => (&mut channel.flow.new_before, &mut channel.first_before),
        };
        *new += 1;
        if life.asks > 0 {
            let until = life.deleted_at.unwrap_or(as_of);
            let (end, answered) = match life.first_reply_at {
                Some(replied) => (replied, true),
                None => (life.resolved_at.unwrap_or(until), false),
            };
            first.push(packed(end - at, answered));
        }
    }

    fn resolved(&mut self, channel: ChannelId, at: Millis) {
        let (now, before) = (self.current.holds(at), self.before().holds(at));
        let flow = &mut self.of(channel).flow;
        flow.resolved += i64::from(now);
        flow.resolved_before += i64::from(before);
        self.week(channel, at, |w| w.resolved += 1);
    }

    /// Was work from `from` until `to`.
    fn stretch(&mut self, channel: ChannelId, from: Millis, to: Option<Millis>) {
        let open_at = |at: Millis| i64::from(from < at && to.is_none_or(|to| to >= at));
        let (begin, end, weeks) = (self.current.from, self.current.to, self.weeks_from);
        let of = self.of(channel);
        of.began = Some(of.began.map_or(from, |b| b.min(from)));
        of.flow.open += open_at(end);
        of.flow.open_before += open_at(begin);
        if let Some(first) = of.flow.weeks.first_mut() {
            first.open += open_at(weeks);
        }
        self.week(channel, from, |w| w.came += 1);
        if let Some(to) = to {
            self.week(channel, to, |w| w.left += 1);
        }
    }
}

impl Sink for Counting {
    fn period(&self) -> Period {
        self.period
    }

    fn life(&mut self, life: &Life) {
        if life.status == Status::Spam || life.arrived_at >= self.current.to {
            return;
        }
        self.arrived(life);
        if let Some(at) = life.resolved_at {
            self.resolved(life.traits.channel, at);
        }
        self.stretch(life.traits.channel, life.arrived_at, life.left_at);
    }

    fn spell(&mut self, _: ConversationId, traits: &Traits, spell: &Spell) {
        if spell.kind != SpellKind::Reopened || spell.began_at >= self.current.to {
            return;
        }
        let done = spell.ended_at.filter(|_| spell.outcome == Outcome::Done);
        if let Some(at) = done {
            self.resolved(traits.channel, at);
        }
        self.stretch(traits.channel, spell.began_at, spell.ended_at);
    }
}
