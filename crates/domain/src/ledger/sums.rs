//! Sums over many agents' ledgers, and who may be seen in them: where few have worked, a sum tells of a person.

use super::{Thing, Time, apportion};
use crate::{AgentId, ChannelId, Millis, TopicId};
use std::collections::{BTreeMap, BTreeSet};
use std::hash::Hash;

/// A sum of fewer agents than this is about persons.
pub const FEWEST: usize = 3;
/// Figures of a single agent need at least as many conversations; below, chance speaks.
pub const RANKED_FROM: i64 = 30;

/// A part of an agent's day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// Since 1970, in the zone of the report.
    pub day: i64,
    pub agent: AgentId,
    /// Of the conversation; `None` where there is none, or it is gone.
    pub channel: Option<ChannelId>,
    pub topic: Option<TopicId>,
    pub thing: Thing,
    pub time: Time,
    /// Conversations that are counted here: each once a day.
    pub n: i64,
}

/// Time by what it belongs to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sums(pub BTreeMap<Thing, Time>);

impl Sums {
    pub fn add(&mut self, line: &Line) {
        self.0.entry(line.thing).or_default().add(line.time);
    }

    /// Milliseconds.
    #[must_use]
    pub fn total(&self) -> Millis {
        self.0.values().map(|t| t.ms).sum()
    }

    #[must_use]
    pub fn assumed(&self) -> Millis {
        self.0.values().map(|t| t.assumed_ms).sum()
    }

    #[must_use]
    pub fn of(&self, thing: Thing) -> Millis {
        self.0.get(&thing).map_or(0, |t| t.ms)
    }

    /// Shares of the things, in thousandths that sum to 1000; all 0 when nothing was measured.
    #[must_use]
    pub fn shares(&self) -> Vec<(Thing, i64)> {
        let weights: Vec<i64> = self.0.values().map(|t| t.ms).collect();
        let parts = apportion(1_000, &weights);
        self.0.keys().copied().zip(parts).collect()
    }
}

/// A part of a divided report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group<K> {
    /// `None`: all that were too small to be shown by themselves.
    pub key: Option<K>,
    pub sums: Sums,
    pub n: i64,
}

/// What many lines come to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tallied {
    pub sums: Sums,
    pub n: i64,
    pub agents: usize,
    /// Days with anything to show, in order.
    pub days: Vec<(i64, Sums)>,
    /// Days that were left out everywhere, because too few were there.
    pub withheld: usize,
    /// Work by channel and topic, largest first; `Some(None)` is without one.
    pub channels: Vec<Group<Option<ChannelId>>>,
    pub topics: Vec<Group<Option<TopicId>>>,
}

/// Sums up. A day on which fewer than `fewest` agents were there is left out everywhere, so that it cannot be found by
/// subtraction; a channel or topic on which fewer have worked goes into one part with others.
#[must_use]
pub fn tally(lines: &[Line], fewest: usize) -> Tallied {
    let mut there: BTreeMap<i64, BTreeSet<AgentId>> = BTreeMap::new();
    for line in lines {
        there.entry(line.day).or_default().insert(line.agent);
    }
    let enough = |day: i64| there.get(&day).is_some_and(|a| a.len() >= fewest);
    let shown: Vec<&Line> = lines.iter().filter(|l| enough(l.day)).collect();
    let mut out = Tallied {
        withheld: there.keys().filter(|d| !enough(**d)).count(),
        ..Tallied::default()
    };
    let mut days: BTreeMap<i64, Sums> = BTreeMap::new();
    let mut agents = BTreeSet::new();
    for line in &shown {
        out.sums.add(line);
        out.n += line.n;
        agents.insert(line.agent);
        days.entry(line.day).or_default().add(line);
    }
    out.agents = agents.len();
    out.days = days.into_iter().collect();
    let work = || {
        shown
            .iter()
            .filter(|l| matches!(l.thing, Thing::Writing | Thing::Reading))
    };
    out.channels = groups(work().map(|l| (l.channel, *l)), fewest);
    out.topics = groups(work().map(|l| (l.topic, *l)), fewest);
    out
}

struct Gathered {
    sums: Sums,
    n: i64,
    agents: BTreeSet<AgentId>,
}

fn groups<'a, K: Copy + Ord + Hash>(
    lines: impl Iterator<Item = (K, &'a Line)>,
    fewest: usize,
) -> Vec<Group<K>> {
    let mut by: BTreeMap<K, Gathered> = BTreeMap::new();
    let empty = || Gathered {
        sums: Sums::default(),
        n: 0,
        agents: BTreeSet::new(),
    };
    for (key, line) in lines {
        let group = by.entry(key).or_insert_with(empty);
        group.sums.add(line);
        group.n += line.n;
        group.agents.insert(line.agent);
    }
    let mut all: Vec<(K, Gathered)> = by.into_iter().collect();
    // Those of the fewest agents come last.
    all.sort_by_key(|(key, g)| (std::cmp::Reverse(g.agents.len()), *key));
    let mut others = empty();
    while let Some((_, last)) = all.last() {
        let small = last.agents.len() < fewest;
        let helps = !others.agents.is_empty() && others.agents.len() < fewest;
        if !small && !helps {
            break;
        }
        let Some((_, group)) = all.pop() else { break };
        for (thing, time) in group.sums.0 {
            others.sums.0.entry(thing).or_default().add(time);
        }
        others.n += group.n;
        others.agents.extend(group.agents);
    }
    let known = all.into_iter().map(|(key, g)| Group {
        key: Some(key),
        sums: g.sums,
        n: g.n,
    });
    let mut out: Vec<Group<K>> = known.collect();
    out.sort_by_key(|g| std::cmp::Reverse(g.sums.total()));
    if !others.agents.is_empty() {
        out.push(Group {
            key: None,
            sums: others.sums,
            n: others.n,
        });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn line(day: i64, agent: u128, channel: u128, ms: Millis) -> Line {
        Line {
            day,
            agent: AgentId(Uuid::from_u128(agent)),
            channel: Some(ChannelId(Uuid::from_u128(channel))),
            topic: None,
            thing: Thing::Reading,
            time: Time { ms, assumed_ms: 0 },
            n: 1,
        }
    }

    #[test]
    fn a_day_of_one_agent_is_left_out_of_every_sum() {
        let mut lines: Vec<Line> = (1..=3).map(|a| line(10, a, 1, 100)).collect();
        lines.push(line(11, 1, 1, 5_000));
        let seen = tally(&lines, FEWEST);
        assert_eq!((seen.sums.total(), seen.withheld, seen.agents), (300, 1, 3));
        assert_eq!(seen.days.len(), 1);
        assert_eq!(seen.channels[0].sums.total(), 300);
        let all = tally(&lines, 1);
        assert_eq!((all.sums.total(), all.withheld), (5_300, 0));
    }

    #[test]
    fn a_channel_of_one_agent_is_not_told_apart_and_nothing_is_lost() {
        let mut lines: Vec<Line> = (1..=4).map(|a| line(10, a, 1, 100)).collect();
        lines.extend((1..=3).map(|a| line(10, a, 2, 70)));
        lines.push(line(10, 1, 3, 900));
        let seen = tally(&lines, FEWEST);
        let told: Vec<(bool, Millis)> = seen
            .channels
            .iter()
            .map(|g| (g.key.is_some(), g.sums.total()))
            .collect();
        assert_eq!(
            told,
            [(true, 400), (false, 1_110)],
            "with the next smallest, until there are enough"
        );
        assert_eq!(told.iter().map(|t| t.1).sum::<Millis>(), seen.sums.total());
    }

    #[test]
    fn shares_sum_to_the_whole() {
        let mut sums = Sums::default();
        for (thing, ms) in [
            (Thing::Writing, 1),
            (Thing::Reading, 1),
            (Thing::Available, 1),
        ] {
            sums.0.insert(thing, Time { ms, assumed_ms: 0 });
        }
        assert_eq!(sums.shares().iter().map(|s| s.1).sum::<i64>(), 1_000);
        assert!(Sums::default().shares().is_empty());
    }
}
