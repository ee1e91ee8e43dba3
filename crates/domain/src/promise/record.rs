//! What the last weeks were like, and what is therefore expected to come: arrivals by sort and hour of the week, how long
//! work takes, how soon people leave. What was not measured stands here as a stated default.

use crate::conversation::Urgency;
use crate::hours::Local;
use crate::routing::{HANDLE_MS, Kind, Language, Need};
use crate::simulate::{Demand, Law, Stream};
use crate::{ChannelId, Millis, TeamId, TopicId};
use std::collections::BTreeMap;

const HOUR: Millis = 3_600_000;
pub const HOURS_A_WEEK: usize = 168;
/// Fewest arrivals on record with which a queue is run forward.
pub const ARRIVALS_FEWEST: u32 = 50;
/// Fewest of anything measured before it takes the place of a default.
const MEASURED_FEWEST: u32 = 20;
/// Expected of live contacts while nothing was measured.
pub const LIVE_HANDLE_MS: Millis = 8 * 60_000;
/// How soon people leave who wait on the line, while nothing was measured.
pub const PATIENCE_MS: Millis = 5 * 60_000;
/// From taking a live contact to the first word.
pub const FIRST_WORD_MS: Millis = 20_000;
/// Streams of a demand; rarer sorts are left out.
const STREAMS_MAX: usize = 512;

/// Work that is alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sort {
    pub channel: ChannelId,
    pub kind: Kind,
    pub urgency: Urgency,
    pub team: Option<TeamId>,
    pub language: Option<Language>,
}

/// How many of a sort came, by hour of the week from Monday 00:00.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrivals(pub [u32; HOURS_A_WEEK]);

impl Default for Arrivals {
    fn default() -> Self {
        Self([0; HOURS_A_WEEK])
    }
}

impl Arrivals {
    fn all(&self) -> u32 {
        self.0.iter().sum()
    }
}

/// Time that was measured, and over how many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Took {
    pub ms: Millis,
    pub n: u32,
}

impl Took {
    fn add(&mut self, more: Self) {
        self.ms = self.ms.saturating_add(more.ms);
        self.n = self.n.saturating_add(more.n);
    }

    /// The mean, where it was measured often enough to be one.
    fn mean_ms(&self) -> Option<Millis> {
        let mean = self.ms.max(1) / i64::from(self.n.max(1));
        (self.n >= MEASURED_FEWEST).then_some(mean.max(1))
    }
}

/// A duration to go by, and whether it was measured or is the stated default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    Measured(Millis),
    Assumed(Millis),
}

impl Expected {
    #[must_use]
    pub fn ms(self) -> Millis {
        match self {
            Self::Measured(ms) | Self::Assumed(ms) => ms,
        }
    }

    #[must_use]
    pub fn is_measured(self) -> bool {
        matches!(self, Self::Measured(_))
    }

    #[expect(clippy::cast_precision_loss, reason = "durations far below 2^53 ms")]
    fn law(self) -> Law {
        Law::Exponential {
            mean_ms: self.ms() as f64,
        }
    }
}

/// All the waiting of live contacts, and how many of them left.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Lost {
    pub waited_ms: Millis,
    pub left: u32,
}

/// What the last weeks were like.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    /// How long the arrivals were counted.
    pub span_ms: Millis,
    pub arrivals: BTreeMap<Sort, Arrivals>,
    /// An agent's time for one turn, by channel; of its topics, and of all together (`None`).
    pub handle: BTreeMap<(ChannelId, Option<TopicId>), Took>,
    pub lost: BTreeMap<ChannelId, Lost>,
}

/// The hour of the week on the wall clock, 0 is Monday 00:00.
#[must_use]
pub fn hour_of_week(local: &Local, at: Millis) -> usize {
    let (_, weekday, hour) = local.place(at);
    usize::from(weekday) * 24 + usize::from(hour)
}

impl Record {
    /// Whether a queue can be run forward by it.
    #[must_use]
    pub fn is_enough(&self) -> bool {
        self.arrivals.values().map(Arrivals::all).sum::<u32>() >= ARRIVALS_FEWEST
    }

    /// Takes in what turns of a topic took.
    pub fn took(&mut self, channel: ChannelId, topic: Option<TopicId>, took: Took) {
        self.handle.entry((channel, None)).or_default().add(took);
        if topic.is_some() {
            self.handle.entry((channel, topic)).or_default().add(took);
        }
    }

    /// Mean of an agent's time for one turn: that of its topic, else of its channel, where enough were measured. The router,
    /// the promise and the preview of rules all go by this.
    #[must_use]
    pub fn handling(&self, channel: ChannelId, kind: Kind, topic: Option<TopicId>) -> Expected {
        let of = |topic| self.handle.get(&(channel, topic)).and_then(Took::mean_ms);
        let assumed = match kind {
            Kind::Live => LIVE_HANDLE_MS,
            Kind::Deferred => HANDLE_MS,
        };
        let measured = topic.and_then(|t| of(Some(t))).or_else(|| of(None));
        measured.map_or(Expected::Assumed(assumed), Expected::Measured)
    }

    /// The same as a law.
    #[must_use]
    pub fn handle(&self, channel: ChannelId, kind: Kind) -> Law {
        self.handling(channel, kind, None).law()
    }

    /// From the moment at which an agent begins to the answer: live, the first word; else the whole turn.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a constant")]
    pub fn answer(&self, channel: ChannelId, kind: Kind) -> Law {
        match kind {
            Kind::Live => Law::Exponential {
                mean_ms: FIRST_WORD_MS as f64,
            },
            Kind::Deferred => self.handle(channel, kind),
        }
    }

    /// Mean patience of those who wait on the line: all waiting over the number of those who left (a censored exponential);
    /// `None`: nobody waits there.
    #[must_use]
    pub fn waits(&self, channel: ChannelId, kind: Kind) -> Option<Expected> {
        if kind == Kind::Deferred {
            return None;
        }
        let measured = self.lost.get(&channel);
        let measured = measured.filter(|l| l.left >= MEASURED_FEWEST);
        Some(measured.map_or(Expected::Assumed(PATIENCE_MS), |l| {
            Expected::Measured((l.waited_ms / i64::from(l.left)).max(1))
        }))
    }

    /// The same as a law.
    #[must_use]
    pub fn patience(&self, channel: ChannelId, kind: Kind) -> Option<Law> {
        self.waits(channel, kind).map(Expected::law)
    }

    /// What is expected to come from `now` on. `work` says the size and the needs of a sort.
    #[must_use]
    pub fn demand(
        &self,
        local: &Local,
        now: Millis,
        horizon_ms: Millis,
        work: impl Fn(&Sort) -> (u16, Vec<Need>),
    ) -> Demand {
        let mut sorts: Vec<(&Sort, &Arrivals)> = self.arrivals.iter().collect();
        sorts.sort_by_key(|(sort, of)| (std::cmp::Reverse(of.all()), **sort));
        let stream = |(sort, of): (&Sort, &Arrivals)| {
            let (size, needs) = work(sort);
            Stream {
                channel: sort.channel,
                kind: sort.kind,
                urgency: sort.urgency,
                team: sort.team,
                language: sort.language,
                needs,
                size,
                per_hour: self.per_hour(of),
                slot_ms: HOUR,
                handle: self.handle(sort.channel, sort.kind),
                patience: self.patience(sort.channel, sort.kind),
            }
        };
        let hour = i64::try_from(hour_of_week(local, now)).unwrap_or(0);
        Demand {
            streams: sorts.into_iter().take(STREAMS_MAX).map(stream).collect(),
            // The Monday of this week, as the clock on the wall shows it now.
            begins: now.div_euclid(HOUR) * HOUR - hour * HOUR,
            ends: now.saturating_add(horizon_ms),
            accept: ACCEPT,
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "some weeks of milliseconds")]
    fn per_hour(&self, of: &Arrivals) -> Vec<f64> {
        let weeks = (self.span_ms as f64 / (HOURS_A_WEEK as f64 * HOUR as f64)).max(1.0 / 7.0);
        of.0.iter().map(|n| f64::from(*n) / weeks).collect()
    }
}

/// Share of live contacts who take another way when it is offered.
const ACCEPT: f64 = 0.6;

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const CHANNEL: ChannelId = ChannelId(Uuid::from_u128(1));

    fn sort(kind: Kind) -> Sort {
        Sort {
            channel: CHANNEL,
            kind,
            urgency: Urgency::Normal,
            team: None,
            language: None,
        }
    }

    fn record(hour: usize, n: u32, weeks: i64) -> Record {
        let mut arrivals = Arrivals::default();
        arrivals.0[hour] = n;
        Record {
            span_ms: weeks * 168 * HOUR,
            arrivals: BTreeMap::from([(sort(Kind::Deferred), arrivals)]),
            ..Record::default()
        }
    }

    #[test]
    fn arrivals_come_again_in_the_same_hour_of_the_week() {
        let local = Local::new("Europe/Tallinn", 0, 1_000 * HOUR).expect("a zone");
        // Thursday 1970-01-01 09:20 in Tallinn, which was three hours ahead.
        let now = 6 * HOUR + 20 * 60_000;
        assert_eq!(hour_of_week(&local, now), 3 * 24 + 9);
        let demand = record(3 * 24 + 9, 40, 4).demand(&local, now, HOUR, |_| (20, Vec::new()));
        let slot = (now - demand.begins) / HOUR;
        assert_eq!(slot, 3 * 24 + 9);
        assert_eq!(demand.streams[0].size, 20);
        assert!((demand.streams[0].per_hour[3 * 24 + 9] - 10.0).abs() < 1e-9);
        assert!(demand.streams[0].per_hour[3 * 24 + 10].abs() < 1e-9);
    }

    #[test]
    fn what_was_not_measured_often_enough_is_the_stated_default() {
        let mut r = record(0, 49, 4);
        assert!(!r.is_enough() && record(0, 50, 4).is_enough());
        let mean = |r: &Record, kind| r.handle(CHANNEL, kind).mean_ms();
        assert!((mean(&r, Kind::Live) - 480_000.0).abs() < 1e-6);
        r.took(CHANNEL, None, Took { ms: 1_900, n: 19 });
        assert!((mean(&r, Kind::Deferred) - 420_000.0).abs() < 1e-6);
        r.took(CHANNEL, None, Took { ms: 100, n: 1 });
        assert!((mean(&r, Kind::Deferred) - 100.0).abs() < 1e-6);
        assert_eq!(r.patience(CHANNEL, Kind::Deferred), None);
    }

    #[test]
    fn work_takes_as_long_as_its_topic_does_where_that_was_measured() {
        let [returns, rare] = [1, 2].map(|n| Some(TopicId(Uuid::from_u128(n))));
        let mut r = record(0, 50, 4);
        let took = |ms, n| Took { ms, n };
        r.took(CHANNEL, returns, took(20 * 600_000, 20));
        r.took(CHANNEL, rare, took(5 * 60_000, 5));
        r.took(CHANNEL, None, took(15 * 60_000, 15));
        let of = |topic| r.handling(CHANNEL, Kind::Deferred, topic);
        assert_eq!(of(returns), Expected::Measured(600_000));
        // Too few of them: as all of the channel together.
        let all = Expected::Measured((20 * 600_000 + 20 * 60_000) / 40);
        assert_eq!((of(rare), of(None)), (all, all));
        let other = ChannelId(Uuid::from_u128(2));
        let assumed = r.handling(other, Kind::Deferred, returns);
        assert_eq!(assumed, Expected::Assumed(HANDLE_MS));
        assert!(!assumed.is_measured() && of(returns).is_measured());
    }

    #[test]
    fn patience_is_all_waiting_over_those_who_left() {
        let mut r = record(0, 50, 4);
        r.lost.insert(
            CHANNEL,
            Lost {
                waited_ms: 6_000_000,
                left: 30,
            },
        );
        let law = r.patience(CHANNEL, Kind::Live).expect("somebody left");
        assert!((law.mean_ms() - 200_000.0).abs() < 1e-6);
        let of = |r: &Record| r.waits(CHANNEL, Kind::Live);
        assert_eq!(of(&r), Some(Expected::Measured(200_000)));
        r.lost.get_mut(&CHANNEL).expect("of this channel").left = 19;
        assert_eq!(of(&r), Some(Expected::Assumed(PATIENCE_MS)));
    }
}
