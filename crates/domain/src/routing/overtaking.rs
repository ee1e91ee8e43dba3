//! Overtaking minutes: agents' time on less urgent work while a more urgent case, longer waiting by its own measure, waited.
//!
//! A fold over what began and what ended. From-to by channel; overtaking that made nobody late stands apart. Published,
//! never read by the queue.

use super::limits::Limits;
use super::queue::Queue;
use super::rules::rank;
use crate::{AgentId, ChannelId, ConversationId, Millis};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// The case that was most overtaken when other work began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overtaken {
    pub item: ConversationId,
    pub channel: ChannelId,
    pub since: Millis,
    pub target_ms: Millis,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Minutes {
    /// Handle time spent while nobody became late for it.
    pub harmless_ms: Millis,
    pub harmful_ms: Millis,
    pub times: u32,
}

#[derive(Debug, Clone, Default)]
pub struct Overtaking {
    /// What was taken first, over whom.
    pub matrix: BTreeMap<(ChannelId, ChannelId), Minutes>,
    /// Cases past their target that had been overtaken.
    pub breached: u32,
    open: HashMap<ConversationId, (Overtaken, Vec<(ChannelId, Millis)>)>,
}

impl Overtaking {
    /// Work of `channel` began and will take (or took) so long; `over` is what [`Queue::overtaken_by`] said before.
    pub fn began(&mut self, channel: ChannelId, handle_ms: Millis, over: Option<Overtaken>) {
        if let Some(over) = over {
            let entry = self
                .open
                .entry(over.item)
                .or_insert_with(|| (over, Vec::new()));
            entry.1.push((channel, handle_ms.max(0)));
        }
    }

    /// A waiting case was begun, or is no longer there.
    pub fn ended(&mut self, item: ConversationId, at: Millis) {
        let Some((over, by)) = self.open.remove(&item) else {
            return;
        };
        let late = at - over.since > over.target_ms;
        self.breached += u32::from(late);
        for (channel, ms) in by {
            let minutes = self.matrix.entry((channel, over.channel)).or_default();
            minutes.times += 1;
            if late {
                minutes.harmful_ms += ms;
            } else {
                minutes.harmless_ms += ms;
            }
        }
    }

    /// Everything that still waits, judged as if it began now.
    pub fn close(&mut self, at: Millis) {
        let mut open: Vec<ConversationId> = self.open.keys().copied().collect();
        open.sort_unstable();
        for item in open {
            self.ended(item, at);
        }
    }

    #[must_use]
    pub fn total(&self) -> Minutes {
        self.matrix
            .values()
            .fold(Minutes::default(), |sum, m| Minutes {
                harmless_ms: sum.harmless_ms + m.harmless_ms,
                harmful_ms: sum.harmful_ms + m.harmful_ms,
                times: sum.times + m.times,
            })
    }

    /// Minutes per hundred hours of agents' time.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "ms far below 2^53")]
    pub fn per_hundred_hours(ms: Millis, agent_ms: Millis) -> Option<f64> {
        (agent_ms > 0).then(|| ms as f64 / 60_000.0 * 100.0 * 3_600_000.0 / agent_ms as f64)
    }
}

impl Queue {
    /// Of all that waits, that this agent could do and that is more urgent than `item`, what has waited most of its
    /// target away, if that is more than `item` has. Ask when `item` begins; `limits` are those that are fair, which may be
    /// others than the queue goes by, to measure another rule.
    #[must_use]
    pub fn overtaken_by(
        &self,
        item: ConversationId,
        agent: AgentId,
        limits: &[Limits; 4],
    ) -> Option<Overtaken> {
        let began = &self.entries.get(&item)?.item;
        let share = |since: Millis, target: Millis| {
            i128::from((self.now - since).max(0)) * 1_000_000 / i128::from(target.max(1))
        };
        let target = |urgency| limits[rank(urgency)].target_ms;
        let own = target(began.urgency);
        let mut worst: Option<(i128, Overtaken)> = None;
        for class in self.seat_classes(agent) {
            for waiting in class.waiting.iter().skip(rank(began.urgency) + 1) {
                // Of one urgency and class the first due has waited longest, but for live contacts behind others.
                let Some((_, id)) = waiting.first() else {
                    continue;
                };
                let other = &self.entries[id].item;
                let found = share(other.since, target(other.urgency));
                if target(other.urgency) < own
                    && found > share(began.since, own)
                    && worst.as_ref().is_none_or(|(most, _)| found > *most)
                {
                    let over = Overtaken {
                        item: *id,
                        channel: other.channel,
                        since: other.since,
                        target_ms: target(other.urgency),
                    };
                    worst = Some((found, over));
                }
            }
        }
        worst.map(|(_, over)| over)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn over(n: u128) -> Overtaken {
        Overtaken {
            item: ConversationId(Uuid::from_u128(n)),
            channel: ChannelId(Uuid::from_u128(2)),
            since: 0,
            target_ms: 1_000,
        }
    }

    #[test]
    fn overtaking_that_makes_somebody_late_stands_apart() {
        let phone = ChannelId(Uuid::from_u128(1));
        let mut fold = Overtaking::default();
        fold.began(phone, 300, Some(over(7)));
        fold.began(phone, 200, Some(over(8)));
        fold.began(phone, 100, Some(over(8)));
        fold.began(phone, 999, None);
        fold.ended(over(7).item, 1_000);
        fold.close(1_001);
        let cell = fold.matrix[&(phone, over(7).channel)];
        assert_eq!(
            cell,
            Minutes {
                harmless_ms: 300,
                harmful_ms: 300,
                times: 3
            }
        );
        assert_eq!((fold.breached, fold.total()), (1, cell));
    }
}
