//! Where the customers of a channel went after it was closed, or after it began to wind down: who moved to another channel,
//! who came back by the old door, who was not heard of again. A [`Meter`] takes in one [`Person`] after the other.
//!
//! Pure. `store::migration` reads the people. What is honest about it: not everybody who wrote within three months would have
//! written again within the next, so "vanished" is how many were not heard of and not how many were lost; and a time that is
//! not over says so.

use crate::channel::Stage;
use crate::score::wilson;
use crate::survey::{Kind, Side};
use crate::{ChannelId, Millis};
use std::collections::{BTreeMap, BTreeSet};

const DAY_MS: Millis = 24 * 60 * 60 * 1000;
/// Who wrote by the channel within so many days before is one of its people.
pub const BEFORE_DAYS: i64 = 90;
/// After so many days it is looked at.
pub const LOOKS: [i64; 3] = [30, 90, 180];
/// Who writes by two ways within so many days was not helped by the first.
const TWICE_MS: Millis = 7 * DAY_MS;

/// What a channel is on its way out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Closing,
    Closed,
}

impl State {
    /// The word in the API.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Closing => "closing",
            Self::Closed => "closed",
        }
    }

    #[must_use]
    pub fn of(stage: Stage) -> Option<Self> {
        match stage {
            Stage::WindingDown => Some(Self::Closing),
            Stage::Closed => Some(Self::Closed),
            Stage::Draft | Stage::Pilot | Stage::Live => None,
        }
    }
}

/// Since when a channel has been on its way out, from its changes of stage, newest first: (when, to what). A channel that
/// wound down before it closed turned when it began to: most people have gone by the time it closes. `None` where it is not
/// on its way out, or nobody knows since when.
#[must_use]
pub fn turned(changes: impl IntoIterator<Item = (Millis, Option<Stage>)>) -> Option<Millis> {
    changes
        .into_iter()
        .take_while(|(_, to)| to.is_some_and(|stage| State::of(stage).is_some()))
        .last()
        .map(|(at, _)| at)
}

/// A customer's first word in a conversation after the channel had turned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wrote {
    pub at: Millis,
    pub channel: ChannelId,
    /// By a door of the channel that turned, wherever it leads now.
    pub old_door: bool,
    /// It was begun then; else it had been going on.
    pub begun: bool,
}

/// An answer to "how satisfied are you", with when it was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rated {
    pub asked_at: Millis,
    pub score: i64,
    /// About the channel that turned.
    pub about_it: bool,
}

/// One of the people of the channel.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Person {
    pub wrote: Vec<Wrote>,
    pub rated: Vec<Rated>,
}

/// Satisfied of those who answered.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Csat {
    pub n: i64,
    pub value: f64,
    pub low: f64,
    pub high: f64,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Satisfied {
    k: i64,
    n: i64,
}

impl Satisfied {
    fn add(&mut self, score: i64) {
        if Kind::Csat.scale().contains(&score) {
            self.n += 1;
            self.k += i64::from(Kind::Csat.side(score) == Side::High);
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    fn told(self) -> Option<Csat> {
        let between = wilson(self.k, self.n)?;
        Some(Csat {
            n: self.n,
            value: self.k as f64 / self.n as f64,
            low: between.low,
            high: between.high,
        })
    }
}

/// What is known so many days after.
#[derive(Debug, Clone, PartialEq)]
pub struct Look {
    pub days: i64,
    /// The end of these days, or now.
    pub measured_until: Millis,
    /// The days are over.
    pub complete: bool,
    pub people: i64,
    /// Wrote by another channel.
    pub moved: i64,
    /// Were not heard of, by any way.
    pub vanished: i64,
    /// Began something by a door of the channel; some of them moved as well.
    pub back_by_old_door: i64,
    /// Began something by two ways within seven days.
    pub repeated: i64,
    /// Said that they were dissatisfied, with whatever.
    pub complaints: i64,
    /// With the channel, in the days before.
    pub csat_before: Option<Csat>,
    /// With whatever they were asked about since.
    pub csat_after: Option<Csat>,
    /// The most people first; who moved to several is counted with each.
    pub moved_to: Vec<(ChannelId, i64)>,
}

#[derive(Debug, Default)]
struct Counts {
    moved: i64,
    vanished: i64,
    back: i64,
    repeated: i64,
    complaints: i64,
    after: Satisfied,
    moved_to: BTreeMap<ChannelId, i64>,
}

/// Counting.
#[derive(Debug)]
pub struct Meter {
    channel: ChannelId,
    since: Millis,
    now: Millis,
    people: i64,
    before: Satisfied,
    looks: [Counts; LOOKS.len()],
}

impl Meter {
    /// The channel turned at `since`.
    #[must_use]
    pub fn new(channel: ChannelId, since: Millis, now: Millis) -> Self {
        Self {
            channel,
            since,
            now,
            people: 0,
            before: Satisfied::default(),
            looks: Default::default(),
        }
    }

    fn until(&self, days: i64) -> Millis {
        (self.since + days * DAY_MS).min(self.now.max(self.since))
    }

    pub fn take(&mut self, person: &Person) {
        self.people += 1;
        let first = self.since - BEFORE_DAYS * DAY_MS;
        let before = |r: &&Rated| r.about_it && first <= r.asked_at && r.asked_at < self.since;
        for rated in person.rated.iter().filter(before) {
            self.before.add(rated.score);
        }
        for (at, days) in LOOKS.into_iter().enumerate() {
            let (since, until) = (self.since, self.until(days));
            let channel = self.channel;
            self.looks[at].take(person, channel, since, until);
        }
    }

    #[must_use]
    pub fn looks(self) -> Vec<Look> {
        let ends = LOOKS.map(|days| (self.until(days), self.now >= self.since + days * DAY_MS));
        let (people, before) = (self.people, self.before.told());
        let parts = LOOKS.into_iter().zip(ends).zip(self.looks);
        let look = |((days, (measured_until, complete)), c): ((i64, (Millis, bool)), Counts)| {
            let mut moved_to: Vec<_> = c.moved_to.into_iter().collect();
            moved_to.sort_by_key(|(channel, n)| (-n, *channel));
            Look {
                days,
                measured_until,
                complete,
                people,
                moved: c.moved,
                vanished: c.vanished,
                back_by_old_door: c.back,
                repeated: c.repeated,
                complaints: c.complaints,
                csat_before: before,
                csat_after: c.after.told(),
                moved_to,
            }
        };
        parts.map(look).collect()
    }
}

impl Counts {
    fn take(&mut self, person: &Person, channel: ChannelId, since: Millis, until: Millis) {
        let within = |at: Millis| since <= at && at < until;
        let wrote: Vec<&Wrote> = person.wrote.iter().filter(|w| within(w.at)).collect();
        // Finishing what was open when the channel turned is no coming back, and no moving.
        let back = wrote.iter().any(|w| w.begun && is_old(w, channel));
        let others = wrote.iter().filter(|w| !is_old(w, channel));
        let to: BTreeSet<ChannelId> = others.map(|w| w.channel).collect();
        self.back += i64::from(back);
        self.moved += i64::from(!to.is_empty());
        self.vanished += i64::from(!back && to.is_empty());
        self.repeated += i64::from(by_two_ways(&wrote, channel));
        for id in to {
            *self.moved_to.entry(id).or_default() += 1;
        }
        let mut low = false;
        for rated in person.rated.iter().filter(|r| within(r.asked_at)) {
            self.after.add(rated.score);
            low |= Kind::Csat.scale().contains(&rated.score)
                && Kind::Csat.side(rated.score) == Side::Low;
        }
        self.complaints += i64::from(low);
    }
}

fn is_old(w: &Wrote, channel: ChannelId) -> bool {
    w.old_door || w.channel == channel
}

/// Whether somebody began something by two ways within seven days.
fn by_two_ways(wrote: &[&Wrote], channel: ChannelId) -> bool {
    let way = |w: &Wrote| {
        if is_old(w, channel) {
            channel
        } else {
            w.channel
        }
    };
    let mut begun: Vec<(Millis, ChannelId)> = wrote
        .iter()
        .filter(|w| w.begun)
        .map(|w| (w.at, way(w)))
        .collect();
    begun.sort_unstable();
    // Of all pairs by two ways, the closest are neighbours in time.
    let near =
        |pair: &[(Millis, ChannelId)]| pair[0].1 != pair[1].1 && pair[1].0 - pair[0].0 <= TWICE_MS;
    begun.windows(2).any(near)
}

mod expected;
#[cfg(test)]
mod tests;

pub use expected::{Expected, Finding, Miss, findings};
