//! The rules as data, and what they say of one item at one moment.

use super::limits::{LIMITS, Limits};
use super::work::{Agent, Firmness, Kind, Need, Place, WorkItem};
use crate::conversation::Urgency;
use crate::{AgentId, Millis, TeamId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

const MINUTE: Millis = 60_000;
/// Longest target: 30 days.
pub const LIMIT_MAX_MS: Millis = 30 * 24 * 60 * MINUTE;

/// After this share of its limit an item's wishes are lowered by so many levels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relax {
    pub after_percent: u32,
    pub lower: u8,
}

/// How deferred work comes to an agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Handing {
    /// By the key "next". For so long after the end of other work an agent is left to pull what is due before a live
    /// contact; then the live contact is offered all the same.
    Pulled { grace_ms: Millis },
    /// To whoever has nothing at all.
    Assigned,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    EarliestDue,
    /// Waited over target, for comparison only: it starves live contacts once there is a backlog.
    Accumulating,
}

/// Live data; the indices of `limits` are those of [`rank`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rules {
    pub limits: [Limits; 4],
    pub order: Order,
    /// Slack below which a more urgent item goes first: about one mean handling time; 0: never.
    pub guard_ms: Millis,
    /// Percent by which the work ahead is taken to be more than it is; `None`: everybody is admitted.
    pub admission_percent: Option<u32>,
    /// How long an offer rings.
    pub offer_ms: Millis,
    /// How long an agent who declined an item is spared it.
    pub again_ms: Millis,
    pub relax: Vec<Relax>,
    /// Share of its limit for which an item waits for the agent who knows the customer.
    pub sticky_percent: u32,
    /// Share of its limit after which other teams help.
    pub overflow_percent: u32,
    /// Who helps whom.
    pub overflow: BTreeMap<TeamId, Vec<TeamId>>,
    /// Teams whose helpers were called in and help at once, until then.
    pub helping: BTreeMap<TeamId, Millis>,
    pub handing: Handing,
    /// After the end of a live contact; 0: none.
    pub wrap_up_ms: Millis,
    /// Offers in a row that may ring in vain before an agent counts as away; 0: any number.
    pub missed_max: u8,
    /// How long deferred work stays with an agent who has gone.
    pub keep_ms: Millis,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            limits: LIMITS,
            order: Order::EarliestDue,
            guard_ms: 7 * MINUTE,
            admission_percent: Some(15),
            offer_ms: 20_000,
            again_ms: MINUTE,
            relax: vec![
                Relax {
                    after_percent: 50,
                    lower: 1,
                },
                Relax {
                    after_percent: 75,
                    lower: 2,
                },
                Relax {
                    after_percent: 100,
                    lower: 5,
                },
            ],
            sticky_percent: 50,
            overflow_percent: 60,
            overflow: BTreeMap::new(),
            helping: BTreeMap::new(),
            handing: Handing::Pulled { grace_ms: 15_000 },
            wrap_up_ms: 0,
            missed_max: 2,
            keep_ms: 30 * MINUTE,
        }
    }
}

/// Place of an urgency, 0 (low) to 3.
#[must_use]
pub fn rank(urgency: Urgency) -> usize {
    match urgency {
        Urgency::Low => 0,
        Urgency::Normal => 1,
        Urgency::High => 2,
        Urgency::Urgent => 3,
    }
}

/// What holds for an item at a moment, by the time that it has waited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stage {
    /// Levels by which wishes are lowered.
    pub lowered: u8,
    pub waits_for_sticky: bool,
    pub overflown: bool,
}

impl Rules {
    /// Time that it may wait.
    #[must_use]
    pub fn limit(&self, item: &WorkItem) -> Millis {
        let limits = self.limits[rank(item.urgency)];
        match (item.kind, item.place) {
            (Kind::Live, Place::Fresh | Place::Admitted) => limits.holding_ms,
            (Kind::Live, Place::Behind) | (Kind::Deferred, _) => limits.target_ms,
        }
    }

    /// How long somebody on the line who was let in may wait, milliseconds.
    #[must_use]
    pub fn on_the_line(&self, urgency: Urgency) -> Millis {
        self.limits[rank(urgency)].holding_ms
    }

    /// When it is due.
    #[must_use]
    pub fn due(&self, item: &WorkItem) -> Millis {
        item.since.saturating_add(self.limit(item))
    }

    /// Out-of-range values brought into range.
    #[must_use]
    pub fn bounded(mut self) -> Self {
        for limits in &mut self.limits {
            limits.target_ms = limits.target_ms.clamp(1_000, LIMIT_MAX_MS);
            limits.holding_ms = limits.holding_ms.clamp(0, limits.target_ms);
        }
        self.guard_ms = self.guard_ms.clamp(0, LIMIT_MAX_MS);
        self.admission_percent = self.admission_percent.map(|p| p.min(1_000));
        self.offer_ms = self.offer_ms.clamp(1_000, 10 * MINUTE);
        self.again_ms = self.again_ms.clamp(1_000, 24 * 60 * MINUTE);
        self.sticky_percent = self.sticky_percent.min(50);
        self.overflow_percent = self.overflow_percent.min(1_000);
        self.relax.truncate(8);
        self.wrap_up_ms = self.wrap_up_ms.clamp(0, 60 * MINUTE);
        self.keep_ms = self.keep_ms.clamp(0, LIMIT_MAX_MS);
        self
    }

    fn share(&self, item: &WorkItem, percent: u32) -> Millis {
        item.since
            .saturating_add(self.limit(item).saturating_mul(i64::from(percent)) / 100)
    }

    pub(super) fn stage(&self, item: &WorkItem, now: Millis, sticky: Option<AgentId>) -> Stage {
        let past = |percent| now >= self.share(item, percent);
        Stage {
            lowered: self
                .relax
                .iter()
                .filter(|r| past(r.after_percent))
                .map(|r| r.lower)
                .max()
                .unwrap_or(0),
            waits_for_sticky: sticky.is_some() && !past(self.sticky_percent),
            overflown: self.helpers(item).is_some()
                && (past(self.overflow_percent) || self.helped(item).is_some_and(|to| now < to)),
        }
    }

    /// The next moment at which [`Self::stage`] says something else.
    pub(super) fn stage_ends(&self, item: &WorkItem, now: Millis) -> Option<Millis> {
        let wishes = item.needs.iter().any(|n| n.firmness == Firmness::Wish);
        let relaxing = self
            .relax
            .iter()
            .filter(|_| wishes)
            .map(|r| r.after_percent);
        let sticky = item.sticky.map(|_| self.sticky_percent);
        let overflow = self.helpers(item).map(|_| self.overflow_percent);
        relaxing
            .chain(sticky)
            .chain(overflow)
            .map(|percent| self.share(item, percent))
            .chain(self.helpers(item).and(self.helped(item)))
            .filter(|at| *at > now)
            .min()
    }

    /// Whether work is for the teams of an agent, or for those that they help.
    #[must_use]
    pub fn is_for(&self, item: &WorkItem, agent: &Agent) -> bool {
        let own = |t: &TeamId| item.team == Some(*t) || self.helps(*t, item.team);
        item.team.is_none() || agent.teams.iter().any(own)
    }

    /// Whether a team is named to help another one, at some time.
    #[must_use]
    pub fn helps(&self, helper: TeamId, team: Option<TeamId>) -> bool {
        let helpers = team.and_then(|t| self.overflow.get(&t));
        helpers.is_some_and(|to| to.contains(&helper))
    }

    /// Until when the helpers of its team were called in.
    fn helped(&self, item: &WorkItem) -> Option<Millis> {
        self.helping.get(&item.team?).copied()
    }

    pub(super) fn helpers(&self, item: &WorkItem) -> Option<&[TeamId]> {
        let helpers = self.overflow.get(&item.team?)?;
        (!helpers.is_empty()).then_some(helpers)
    }
}

/// Needs after `lowered` levels have been taken off the wishes.
pub(super) fn lowered(needs: &[Need], by: u8) -> Vec<Need> {
    let mut left: Vec<Need> = needs
        .iter()
        .filter_map(|need| {
            let level = match need.firmness {
                Firmness::Must => need.level,
                Firmness::Wish => need.level.saturating_sub(by),
            };
            (level > 0).then_some(Need { level, ..*need })
        })
        .collect();
    left.sort_unstable();
    left
}
