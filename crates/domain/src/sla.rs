//! SLA policies and clocks: what was promised to customers, and how long there is left.
//!
//! Promises only: the queue never looks at them (C2, C3). A clock is a pure machine with two inputs: [`follow`], whenever
//! the conversation has changed, and [`Clock::tick`], when its time has come. `follow` compares what the conversation says
//! (who waits, since when, who has answered) with what the clocks say, so an answer that is taken back, a conversation
//! that is opened again or another urgency need no rules of their own, and being called twice changes nothing.
//!
//! A response clock starts with a person's message and is met by an agent's public reply; what programs write, on either
//! side, does neither. The resolution clock stands still while the customer owes the next word or the conversation is
//! snoozed. Outside of opening hours every clock stands still, if its policy goes by hours.

use crate::conversation::{Conversation, Status, StatusState, Urgency};
use crate::hours::Hours;
use crate::{ChannelId, Millis, SlaPolicyId};
use serde::{Deserialize, Serialize};

/// Longest target: a year of open time.
pub const TARGET_MAX_MS: Millis = 365 * 24 * 60 * 60 * 1000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockKind {
    FirstResponse,
    NextResponse,
    Resolution,
}

impl ClockKind {
    pub const ALL: [Self; 3] = [Self::FirstResponse, Self::NextResponse, Self::Resolution];
}

/// Milliseconds of time (open time, if the policy goes by hours); `None`: no promise of that kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Targets {
    pub first_response_ms: Option<Millis>,
    pub next_response_ms: Option<Millis>,
    pub resolution_ms: Option<Millis>,
    /// A warning so long before it is due; 0: none.
    pub warn_ms: Millis,
}

impl Targets {
    #[must_use]
    pub fn of(&self, kind: ClockKind) -> Option<Millis> {
        match kind {
            ClockKind::FirstResponse => self.first_response_ms,
            ClockKind::NextResponse => self.next_response_ms,
            ClockKind::Resolution => self.resolution_ms,
        }
    }

    /// What a channel promises by itself where no policy speaks: its own target for every answer.
    #[must_use]
    pub fn of_channel(target_min: u32) -> Self {
        let target = i64::from(target_min) * 60_000;
        Self {
            first_response_ms: Some(target),
            next_response_ms: Some(target),
            resolution_ms: None,
            warn_ms: (target / 4).min(15 * 60_000),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    pub id: SlaPolicyId,
    pub name: String,
    /// The first that fits, in this order, holds.
    pub position: i64,
    /// `None`: all channels.
    pub channel: Option<ChannelId>,
    /// `None`: every urgency.
    pub urgency: Option<Urgency>,
    /// Whether clocks stand still outside of opening hours.
    pub in_hours: bool,
    #[serde(flatten)]
    pub targets: Targets,
    pub version: i64,
}

/// The first policy, in the order given, that speaks of this channel and urgency.
#[must_use]
pub fn choose(policies: &[Policy], channel: ChannelId, urgency: Urgency) -> Option<&Policy> {
    policies
        .iter()
        .find(|p| p.channel.is_none_or(|c| c == channel) && p.urgency.is_none_or(|u| u == urgency))
}

/// What holds for one conversation now.
#[derive(Debug, Clone, Copy)]
pub struct Promised<'a> {
    /// `None`: the channel's own target.
    pub policy: Option<SlaPolicyId>,
    pub targets: Targets,
    /// `None`: always open, or a policy that does not go by hours.
    pub hours: Option<&'a Hours>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Met,
    /// Nobody waits any more, though nobody answered; or the promise is gone.
    Cancelled,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ended {
    pub at: Millis,
    pub outcome: Outcome,
}

/// One clock of a conversation; known by its kind and when it started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clock {
    pub kind: ClockKind,
    pub started_at: Millis,
    pub policy: Option<SlaPolicyId>,
    pub target_ms: Millis,
    pub warn_ms: Millis,
    /// Used up before `since`.
    pub spent_ms: Millis,
    /// Running since then; `None` while it stands still or has ended.
    pub since: Option<Millis>,
    /// Only while it runs; `None` then too when there is not that much open time.
    pub due_at: Option<Millis>,
    pub warn_at: Option<Millis>,
    pub warned_at: Option<Millis>,
    pub breached_at: Option<Millis>,
    pub ended: Option<Ended>,
}

/// The one word for where a clock stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockState {
    Running,
    Paused,
    Warned,
    Breached,
    Met,
    Cancelled,
}

/// What a tick found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    Warned,
    Breached,
}

/// What the conversation says about a clock.
enum Wanted {
    Running,
    Paused,
    Ended(Ended),
}

impl Clock {
    fn new(kind: ClockKind, started_at: Millis) -> Self {
        Self {
            kind,
            started_at,
            policy: None,
            target_ms: 0,
            warn_ms: 0,
            spent_ms: 0,
            since: None,
            due_at: None,
            warn_at: None,
            warned_at: None,
            breached_at: None,
            ended: None,
        }
    }

    #[must_use]
    pub fn state(&self) -> ClockState {
        match (self.ended, self.since) {
            (
                Some(Ended {
                    outcome: Outcome::Met,
                    ..
                }),
                _,
            ) => ClockState::Met,
            (
                Some(Ended {
                    outcome: Outcome::Cancelled,
                    ..
                }),
                _,
            ) => ClockState::Cancelled,
            (None, None) => ClockState::Paused,
            _ if self.breached_at.is_some() => ClockState::Breached,
            _ if self.warned_at.is_some() => ClockState::Warned,
            _ => ClockState::Running,
        }
    }

    /// When to [`tick`](Self::tick) next.
    #[must_use]
    pub fn next_at(&self) -> Option<Millis> {
        let warn_at = self
            .warn_at
            .filter(|_| self.warned_at.is_none() && self.breached_at.is_none());
        warn_at.or(self.due_at.filter(|_| self.breached_at.is_none()))
    }

    /// Marks what has come due; at most once for each due time. A clock of the machine that was set back marks nothing.
    pub fn tick(&mut self, now: Millis) -> Option<Mark> {
        self.next_at().filter(|&at| at <= now)?;
        if self.due_at.is_some_and(|due| due <= now) {
            self.breached_at = Some(now);
            return Some(Mark::Breached);
        }
        self.warned_at = Some(now);
        Some(Mark::Warned)
    }

    fn stop(&mut self, hours: Option<&Hours>, at: Millis) {
        if let Some(since) = self.since.take() {
            self.spent_ms = self.spent_ms.saturating_add(between(hours, since, at));
        }
        (self.due_at, self.warn_at) = (None, None);
    }

    fn run(&mut self, now: Millis) {
        if let Some(ended) = self.ended.take() {
            // Who waits for an answer has waited all the time; a matter that is opened again was settled meanwhile.
            self.since = Some(if self.kind == ClockKind::Resolution {
                now
            } else {
                ended.at
            });
        }
        self.since.get_or_insert(now);
    }

    /// Due time and warning from what holds now.
    fn aim(&mut self, target: Millis, promised: &Promised<'_>, now: Millis) {
        let warn_ms = promised.targets.warn_ms;
        (self.policy, self.target_ms, self.warn_ms) = (promised.policy, target, warn_ms);
        let Some(since) = self.since else { return };
        let after = |ms: Millis| match ms.saturating_sub(self.spent_ms) {
            left if left > 0 => add(promised.hours, since, left),
            over => Some(since.saturating_add(over)),
        };
        self.due_at = after(target);
        self.warn_at = if warn_ms > 0 && warn_ms < target {
            after(target - warn_ms)
        } else {
            None
        };
        // Another due time is another promise: it warns and breaks anew.
        if self.due_at.is_none_or(|due| due > now) {
            self.breached_at = None;
            if self.warn_at.is_none_or(|warn| warn > now) {
                self.warned_at = None;
            }
        }
    }
}

/// The clocks of a conversation as they have to be now. `clocks` are all that have not ended, its first-response and
/// resolution clocks, and a next-response clock that started when the customer began to wait; what comes back holds them
/// all, changed or not, and new ones.
#[must_use]
pub fn follow(
    mut clocks: Vec<Clock>,
    c: &Conversation,
    promised: &Promised<'_>,
    now: Millis,
) -> Vec<Clock> {
    let known = clocks.len();
    for kind in ClockKind::ALL {
        let fresh = start_of(kind, c).map(|at| Clock::new(kind, at));
        let missing = |f: &Clock| {
            let same = |k: &Clock| {
                k.kind == kind && (kind != ClockKind::NextResponse || k.started_at == f.started_at)
            };
            promised.targets.of(kind).is_some() && !clocks.iter().any(same)
        };
        clocks.extend(fresh.filter(missing));
    }
    for (at, clock) in clocks.iter_mut().enumerate() {
        let target = promised.targets.of(clock.kind);
        match (wanted(clock, c, now), target) {
            (Wanted::Ended(ended), _) => end(clock, promised.hours, ended),
            (_, None) => end(
                clock,
                promised.hours,
                Ended {
                    at: now,
                    outcome: Outcome::Cancelled,
                },
            ),
            (Wanted::Paused, Some(target)) => {
                clock.ended = None;
                clock.stop(promised.hours, now);
                clock.aim(target, promised, now);
            }
            (Wanted::Running, Some(target)) => {
                clock.run(if at < known { now } else { clock.started_at });
                clock.aim(target, promised, now);
            }
        }
        // A backlog that comes in late is late, but alarms nobody.
        if at >= known && clock.due_at.is_some_and(|due| due <= now) {
            (clock.warned_at, clock.breached_at) = (Some(now), Some(now));
        }
    }
    clocks
}

/// The earliest due time of the running clocks, and whose it is.
#[must_use]
pub fn next_due(clocks: &[Clock]) -> Option<(Millis, ClockKind)> {
    clocks
        .iter()
        .filter_map(|c| c.due_at.map(|due| (due, c.kind)))
        .min()
}

/// When a clock of this kind starts, if the conversation asks for one.
fn start_of(kind: ClockKind, c: &Conversation) -> Option<Millis> {
    if promises_nothing(c) {
        return None;
    }
    match kind {
        ClockKind::FirstResponse => c.waiting_since.filter(|_| c.first_reply_at.is_none()),
        ClockKind::NextResponse => c.waiting_since.filter(|_| c.first_reply_at.is_some()),
        ClockKind::Resolution if c.state.status() == Status::Resolved => None,
        ClockKind::Resolution => c.waiting_since.or(c.last_customer_at),
    }
}

/// Spam, a signpost (its survivor has the clocks), a thread with a third party.
fn promises_nothing(c: &Conversation) -> bool {
    let status = c.state.status();
    status == Status::Spam || !status.is_work()
}

fn wanted(clock: &Clock, c: &Conversation, now: Millis) -> Wanted {
    let cancelled = Wanted::Ended(Ended {
        at: now,
        outcome: Outcome::Cancelled,
    });
    let met = |at: Millis| {
        Wanted::Ended(Ended {
            at,
            outcome: Outcome::Met,
        })
    };
    if promises_nothing(c) {
        return cancelled;
    }
    match (clock.kind, c.state) {
        (ClockKind::Resolution, StatusState::Open) => Wanted::Running,
        (ClockKind::Resolution, StatusState::Resolved { at }) => met(at),
        (ClockKind::Resolution, _) => Wanted::Paused,
        (ClockKind::FirstResponse, _) => match (c.first_reply_at, c.waiting_since) {
            (Some(at), _) => met(at),
            (None, Some(_)) => Wanted::Running,
            (None, None) => cancelled,
        },
        (ClockKind::NextResponse, _)
            if c.waiting_since == Some(clock.started_at) && c.first_reply_at.is_some() =>
        {
            Wanted::Running
        }
        (ClockKind::NextResponse, _) => match c.last_agent_at {
            Some(at) if at >= clock.started_at => met(at),
            _ => cancelled,
        },
    }
}

/// What has ended stays as it ended.
fn end(clock: &mut Clock, hours: Option<&Hours>, ended: Ended) {
    if clock.ended.is_none() {
        clock.stop(hours, ended.at);
        clock.ended = Some(ended);
    }
}

fn add(hours: Option<&Hours>, from: Millis, ms: Millis) -> Option<Millis> {
    match hours {
        Some(hours) => hours.add_open_time(from, ms),
        None => Some(from.saturating_add(ms)),
    }
}

fn between(hours: Option<&Hours>, a: Millis, b: Millis) -> Millis {
    match hours {
        Some(hours) => hours.open_time_between(a, b),
        None => b.saturating_sub(a).max(0),
    }
}

/// What a mail that arrives at `at` would be promised: kind, when it warns, when it is due.
#[must_use]
pub fn preview(promised: &Promised<'_>, at: Millis) -> Vec<Clock> {
    let mut out = Vec::new();
    for kind in ClockKind::ALL {
        if let Some(target) = promised.targets.of(kind) {
            let mut clock = Clock::new(kind, at);
            clock.run(at);
            clock.aim(target, promised, at);
            out.push(clock);
        }
    }
    out
}

#[cfg(test)]
#[path = "sla_tests.rs"]
mod tests;
