//! What a process has foreseen: the newest batch of forecasts and the record that it rests on, in memory.

use super::Asking;
use crate::Desk;
use domain::channel::Channel;
use domain::conversation::Urgency;
use domain::hours::Local;
use domain::promise::{Correction, Forecast, Habit, Kept, Lateness, Record, Sort};
use domain::routing::{Kind, Language};
use domain::{AgentId, ChannelId, Millis};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

/// So old, a batch is made anew when somebody asks.
const FRESH_MS: Millis = 5_000;
/// So old, it is made anew although nobody asks: whoever comes next is told how things stand.
const IDLE_MS: Millis = 60_000;
/// Older ones say nothing.
const OLDEST_MS: Millis = 5 * 60_000;
/// So old, the record is read anew.
const RECORD_MS: Millis = 5 * 60_000;

/// What is known of the last weeks.
#[derive(Debug, Clone)]
pub struct Known {
    pub at: Millis,
    pub record: Arc<Record>,
    /// The clock on the wall of the organization.
    pub local: Local,
    pub habits: BTreeMap<AgentId, Habit>,
    pub correction: Correction,
    pub kept: BTreeMap<(Urgency, ChannelId), Kept>,
}

/// Forecasts of one moment.
#[derive(Debug, Clone)]
pub struct Batch {
    pub at: Millis,
    pub known: Arc<Known>,
    pub forecasts: BTreeMap<Sort, Forecast>,
    /// Agents who were there.
    pub present: usize,
    /// What will be late by then, if nothing changes.
    pub late_by: Millis,
    pub late: Lateness,
}

impl Batch {
    /// The forecast for somebody who comes to a channel; in their language, if that makes a difference.
    #[must_use]
    pub fn of(&self, channel: &Channel, asking: &Asking<'_>) -> Option<&Forecast> {
        let sort = |language| Sort {
            channel: channel.id,
            kind: asking.kind,
            urgency: asking.urgency,
            team: channel.team,
            language,
        };
        let spoken = asking.language.and_then(spoken);
        spoken
            .and_then(|l| self.forecasts.get(&sort(Some(l))))
            .or_else(|| self.forecasts.get(&sort(None)))
    }
}

/// A language without its region.
pub(super) fn spoken(tag: &str) -> Option<Language> {
    Language::of(domain::language::base_language(tag))
}

/// What this process has foreseen. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Forecasts(Arc<Held>);

#[derive(Debug, Default)]
struct Held {
    known: RwLock<Option<Arc<Known>>>,
    batch: RwLock<Option<Arc<Batch>>>,
    /// When somebody last asked.
    asked_at: AtomicI64,
    /// When somebody last looked ahead; 0: never.
    looked_at: AtomicI64,
}

impl Forecasts {
    /// The newest batch, unless it is too old to be true; and notes that somebody asked.
    #[must_use]
    pub fn ask(&self, now: Millis) -> Option<Arc<Batch>> {
        self.0.asked_at.store(now, Ordering::Relaxed);
        self.newest(now)
    }

    /// The same, without having it made anew for that.
    pub(crate) fn newest(&self, now: Millis) -> Option<Arc<Batch>> {
        let held = self.0.batch.read().unwrap_or_else(PoisonError::into_inner);
        held.clone().filter(|b| (now - b.at).abs() < OLDEST_MS)
    }

    /// How promises of a channel went, where there are enough to say it.
    #[must_use]
    pub fn kept(&self, urgency: Urgency, channel: ChannelId) -> Option<Kept> {
        let known = self.known();
        known
            .and_then(|k| k.kept.get(&(urgency, channel)).copied())?
            .told()
    }

    /// How all promises of a channel went, whatever their urgency.
    #[must_use]
    pub fn all_kept(&self, channel: ChannelId) -> Kept {
        let mut all = Kept::default();
        if let Some(known) = self.known() {
            let of = known.kept.iter().filter(|((_, c), _)| *c == channel);
            of.for_each(|(_, kept)| all.join(*kept));
        }
        all
    }

    /// Whether a batch is to be made: somebody asked since, or it is a minute old. A clock that went back counts
    /// as time that has passed.
    #[must_use]
    pub fn is_due(&self, now: Millis) -> bool {
        let looked = self.0.looked_at.load(Ordering::Relaxed);
        let age = (now - looked).abs();
        let asked = self.0.asked_at.load(Ordering::Relaxed) > looked;
        age >= IDLE_MS || asked && age >= FRESH_MS
    }

    /// The record, while it is new enough.
    pub(super) fn record(&self, now: Millis) -> Option<Arc<Known>> {
        self.known().filter(|k| (now - k.at).abs() < RECORD_MS)
    }

    fn known(&self) -> Option<Arc<Known>> {
        let held = self.0.known.read().unwrap_or_else(PoisonError::into_inner);
        held.clone()
    }

    /// What the last weeks were like, as far as this process has read it.
    #[must_use]
    pub(crate) fn measured(&self) -> Arc<Record> {
        self.known().map(|k| k.record.clone()).unwrap_or_default()
    }

    pub(super) fn know(&self, known: Arc<Known>) {
        *self.0.known.write().unwrap_or_else(PoisonError::into_inner) = Some(known);
    }

    /// From now on doors tell by this; with nothing foreseen, by recent answers.
    pub fn publish(&self, batch: Option<Batch>, now: Millis) {
        self.0.looked_at.store(now, Ordering::Relaxed);
        *self.0.batch.write().unwrap_or_else(PoisonError::into_inner) = batch.map(Arc::new);
    }

    /// Whether somebody was there when it was last looked; `None` when that was not lately.
    #[must_use]
    pub fn staffed(&self, now: Millis) -> Option<bool> {
        let held = self.0.batch.read().unwrap_or_else(PoisonError::into_inner);
        let lately = held.as_ref().filter(|b| (now - b.at).abs() < OLDEST_MS);
        lately.map(|b| b.present > 0)
    }
}

impl Desk {
    /// What this process has foreseen.
    #[must_use]
    pub fn forecasts(&self) -> &Forecasts {
        &self.forecasts
    }
}

/// How somebody can come to a widget.
pub(super) const BOTH: [Kind; 2] = [Kind::Live, Kind::Deferred];
