//! How other rules would have done last week: what came then is run through the product's own queue on a virtual clock, by the
//! rules as they are and as they are wanted. It says what would differ, not how a single day would have gone.

use super::rules::{Routing, kept, routing};
use super::state::people;
use crate::{By, Desk, Result};
use domain::access::Permission;
use domain::away::Reason;
use domain::conversation::Urgency;
use domain::promise::{Expected, Record};
use domain::routing::{
    Agent, Handing, Kind, Limits, Presence, Queue, Rules, SIZE_WRITTEN, check_limits, rank,
};
use domain::simulate::{Demand, Done, End, Law, Run, Stream};
use domain::{AgentId, ChannelId, Millis, TeamId};
use std::collections::{BTreeMap, BTreeSet};
use store::Tx;
use store::figures::Came;

const HOUR: Millis = 60 * 60 * 1000;
const WEEK: Millis = 7 * 24 * HOUR;
/// Arrivals that are looked at.
const CAME_MAX: usize = 50_000;
/// Sorts of work; rarer ones are left out.
const STREAMS_MAX: usize = 60;
/// The week is drawn anew so often.
const SEEDS: u64 = 3;
/// Nobody has measured how many take another way: as in `docs/guide/queue.md`.
const ACCEPT: f64 = 0.5;

/// Which rules a row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    Now,
    Wanted,
}

/// How one set of rules did. Shares are percent; `None` when there was none of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Did {
    pub rules: Which,
    /// Urgent work begun within its target.
    pub urgent_on_time: Option<f64>,
    /// Begun, or still waiting, after its target; a week.
    pub late: f64,
    /// Of live contacts.
    pub live_left: Option<f64>,
    pub live_in_a_minute: Option<f64>,
    pub moved: Option<f64>,
    pub median_wait_ms: Option<Millis>,
    pub p90_wait_ms: Option<Millis>,
}

/// The same of one urgency.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DidUrgency {
    pub rules: Which,
    pub urgency: Urgency,
    pub n: f64,
    pub on_time: Option<f64>,
    pub median_wait_ms: Option<Millis>,
    pub p90_wait_ms: Option<Millis>,
}

/// What a channel's work was taken to be like, and which of it was measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Basis {
    pub channel: ChannelId,
    pub kind: Kind,
    /// An agent's time for one turn.
    pub handling: Expected,
    /// How soon visitors leave; `None`: nobody waits on the line.
    pub patience: Option<Expected>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Preview {
    pub from: Millis,
    pub to: Millis,
    pub arrivals: usize,
    /// Who was there is known from their consoles.
    pub calibrated: bool,
    pub basis: Vec<Basis>,
    pub rows: Vec<Did>,
    pub per_urgency: Vec<DidUrgency>,
}

/// Everything that a preview needs: to be run where it holds nobody up.
#[derive(Debug, Clone)]
pub struct Previewing {
    from: Millis,
    to: Millis,
    arrivals: usize,
    calibrated: bool,
    basis: Vec<Basis>,
    demand: Demand,
    staff: Vec<(Millis, Agent)>,
    agents: Vec<Agent>,
    now: Rules,
    wanted: Rules,
}

impl Desk {
    /// What came last week and who was there, with both sets of rules.
    ///
    /// # Errors
    /// `not_permitted`, and what the limits and rules refuse.
    pub async fn preview_rules(
        &self,
        by: &By,
        limits: [Limits; 4],
        wanted: Option<Routing>,
    ) -> Result<Previewing> {
        by.demand(Permission::ChannelManage)?;
        check_limits(&limits)?;
        if let Some(wanted) = &wanted {
            wanted.check()?;
        }
        let now = by.now;
        let known = self.record(now).await?;
        self.db
            .read(async move |tx| gather(tx, &known.record, limits, wanted.as_ref(), now).await)
            .await
    }
}

async fn gather(
    tx: &mut Tx,
    record: &Record,
    limits: [Limits; 4],
    wanted: Option<&Routing>,
    now: Millis,
) -> Result<Previewing> {
    let was = routing(tx).await?;
    let before = kept(tx).await?.limits;
    // Whole hours, so that each slot of the week stands for itself.
    let to = now.div_euclid(HOUR) * HOUR;
    let from = to - WEEK;
    let came = store::figures::came(tx, from, to, CAME_MAX).await?;
    let agents = people(tx, now).await?.working();
    let there = there(tx, from, to).await?;
    let calibrated = !there.is_empty();
    let away = Presence::Away {
        reason: Reason::Away,
    };
    let begin = if calibrated { away } else { Presence::Online };
    let staff = staff(&agents, &there, from);
    let agents = agents
        .into_iter()
        .map(|a| Agent {
            presence: begin,
            idle_since: from,
            ..a
        })
        .collect();
    let assigned = |rules: Rules| Rules {
        handing: Handing::Assigned,
        ..rules
    };
    Ok(Previewing {
        from,
        to,
        arrivals: came.len(),
        calibrated,
        basis: basis(&came, record),
        demand: demand(&came, record, from, to),
        staff,
        agents,
        now: assigned(was.rules(before)),
        wanted: assigned(wanted.unwrap_or(&was).rules(limits)),
    })
}

/// In which hours somebody's console told of them.
async fn there(tx: &mut Tx, from: Millis, to: Millis) -> Result<BTreeSet<(AgentId, i64)>> {
    let mut hours = BTreeSet::new();
    for s in store::activity::between(tx, from, to).await? {
        let first = (s.slice.from.max(from) - from).div_euclid(HOUR);
        let last = (s.slice.to.min(to) - 1 - from).div_euclid(HOUR);
        hours.extend((first..=last).map(|hour| (s.agent, hour)));
    }
    Ok(hours)
}

/// Who comes and goes, by the hour.
fn staff(agents: &[Agent], there: &BTreeSet<(AgentId, i64)>, from: Millis) -> Vec<(Millis, Agent)> {
    let mut staff = Vec::new();
    for agent in agents {
        let mut here = false;
        for hour in 0..=WEEK / HOUR {
            let now = there.contains(&(agent.id, hour));
            if now == here {
                continue;
            }
            here = now;
            let at = from + hour * HOUR;
            let presence = match here {
                true => Presence::Online,
                // Whoever goes ends what was begun.
                false => Presence::Away {
                    reason: Reason::Away,
                },
            };
            let changed = Agent {
                presence,
                idle_since: at,
                ..agent.clone()
            };
            staff.push((at, changed));
        }
    }
    staff.sort_by_key(|(at, agent)| (*at, agent.id));
    staff
}

fn kind(is_chat: bool) -> Kind {
    if is_chat { Kind::Live } else { Kind::Deferred }
}

/// What the work of each channel that had any is taken to be like.
fn basis(came: &[Came], record: &Record) -> Vec<Basis> {
    let sorts: BTreeSet<_> = came.iter().map(|c| (c.channel, kind(c.is_chat))).collect();
    let of = |(channel, kind)| Basis {
        channel,
        kind,
        handling: record.handling(channel, kind, None),
        patience: record.waits(channel, kind),
    };
    sorts.into_iter().map(of).collect()
}

/// What came, as rates by the hour of the week.
fn demand(came: &[Came], record: &Record, from: Millis, to: Millis) -> Demand {
    let hours = usize::try_from(WEEK / HOUR).unwrap_or(1);
    type Sort = (ChannelId, Option<TeamId>, usize, bool);
    let mut sorts: BTreeMap<Sort, Vec<f64>> = BTreeMap::new();
    for c in came {
        let urgency = usize::from(c.urgency).min(3);
        let slot = usize::try_from((c.arrived_at - from).div_euclid(HOUR)).unwrap_or(0);
        let slots = sorts
            .entry((c.channel, c.team, urgency, c.is_chat))
            .or_insert_with(|| vec![0.0; hours]);
        slots[slot.min(hours - 1)] += 1.0;
    }
    let mut sorts: Vec<(Sort, Vec<f64>)> = sorts.into_iter().collect();
    let sum = |slots: &[f64]| slots.iter().sum::<f64>();
    sorts.sort_by(|a, b| sum(&b.1).total_cmp(&sum(&a.1)));
    sorts.truncate(STREAMS_MAX);
    let stream = |((channel, team, urgency, is_chat), per_hour): (Sort, Vec<f64>)| Stream {
        channel,
        kind: kind(is_chat),
        urgency: Urgency::ALL[urgency],
        team,
        language: None,
        needs: Vec::new(),
        size: SIZE_WRITTEN,
        per_hour,
        slot_ms: HOUR,
        handle: Law::LogNormal {
            mean_ms: record.handle(channel, kind(is_chat)).mean_ms(),
            scv: 1.0,
        },
        patience: record.patience(channel, kind(is_chat)),
    };
    Demand {
        streams: sorts.into_iter().map(stream).collect(),
        begins: from,
        ends: to,
        accept: ACCEPT,
    }
}

impl Previewing {
    /// Runs both. Takes seconds for a busy week: not to be called where others wait for the thread.
    #[must_use]
    pub fn run(&self) -> Preview {
        let mut preview = Preview {
            from: self.from,
            to: self.to,
            arrivals: self.arrivals,
            calibrated: self.calibrated,
            basis: self.basis.clone(),
            rows: Vec::new(),
            per_urgency: Vec::new(),
        };
        for (which, rules) in [(Which::Now, &self.now), (Which::Wanted, &self.wanted)] {
            let mut done: Vec<Done> = Vec::new();
            for seed in 0..SEEDS {
                let agents = self.agents.clone();
                let queue = Queue::of(rules.clone(), agents, Vec::new(), self.from);
                let mut run = Run::of(queue, &self.demand, self.staff.clone(), seed);
                run.run_to(self.to);
                done.extend(run.done);
            }
            let seen = Seen {
                demand: &self.demand,
                // Both are judged by what is wanted.
                limits: &self.wanted.limits,
                to: self.to,
                done: &done,
            };
            preview.rows.push(seen.did(which));
            let urgencies = Urgency::ALL.into_iter().rev();
            let of = urgencies.map(|urgency| seen.did_urgency(which, urgency));
            preview.per_urgency.extend(of);
        }
        preview
    }
}

/// What came of the runs of one set of rules.
struct Seen<'a> {
    demand: &'a Demand,
    limits: &'a [Limits; 4],
    to: Millis,
    done: &'a [Done],
}

#[expect(clippy::cast_precision_loss, reason = "counts far below 2^53")]
fn percent(n: usize, of: usize) -> Option<f64> {
    (of > 0).then(|| 100.0 * n as f64 / of as f64)
}

#[expect(clippy::cast_precision_loss, reason = "counts far below 2^53")]
fn a_week(n: usize) -> f64 {
    n as f64 / SEEDS as f64
}

/// Place of `per_mille` in sorted waits.
fn quantile(sorted: &[Millis], per_mille: usize) -> Option<Millis> {
    let last = sorted.len().checked_sub(1)?;
    sorted.get(last * per_mille / 1_000).copied()
}

impl Seen<'_> {
    fn urgency(&self, d: &Done) -> Urgency {
        self.demand.streams[d.stream].urgency
    }

    fn is_live(&self, d: &Done) -> bool {
        self.demand.streams[d.stream].kind == Kind::Live
    }

    /// Begun within its target, or not due yet.
    fn on_time(&self, d: &Done) -> bool {
        let due = d.since + self.limits[rank(self.urgency(d))].target_ms;
        match d.end {
            End::Served { at } => at <= due,
            End::Lost { .. } => false,
            End::Open => self.to <= due,
        }
    }

    fn waits(&self, which: impl Fn(&Done) -> bool) -> Vec<Millis> {
        let wait = |d: &Done| match d.end {
            End::Served { at } => Some(at - d.since),
            End::Lost { .. } | End::Open => None,
        };
        let chosen = self.done.iter().filter(|d| which(d));
        let mut waits: Vec<Millis> = chosen.filter_map(wait).collect();
        waits.sort_unstable();
        waits
    }

    fn did(&self, rules: Which) -> Did {
        let count = |which: &dyn Fn(&&Done) -> bool| self.done.iter().filter(which).count();
        let urgent = |d: &&Done| self.urgency(d) == Urgency::Urgent;
        let live = |d: &&Done| self.is_live(d);
        let lost = |d: &&Done| matches!(d.end, End::Lost { .. });
        let quick = |d: &&Done| matches!(d.end, End::Served { at } if at - d.since <= 60_000);
        let waits = self.waits(|_| true);
        Did {
            rules,
            urgent_on_time: percent(count(&|d| urgent(d) && self.on_time(d)), count(&urgent)),
            late: a_week(count(&|d| !lost(d) && !self.on_time(d))),
            live_left: percent(count(&|d| live(d) && lost(d)), count(&live)),
            live_in_a_minute: percent(count(&|d| live(d) && quick(d)), count(&live)),
            moved: percent(count(&|d| live(d) && d.moved), count(&live)),
            median_wait_ms: quantile(&waits, 500),
            p90_wait_ms: quantile(&waits, 900),
        }
    }

    fn did_urgency(&self, rules: Which, urgency: Urgency) -> DidUrgency {
        let of = |d: &&Done| self.urgency(d) == urgency;
        let n = self.done.iter().filter(of).count();
        let on_time = self
            .done
            .iter()
            .filter(|d| of(d) && self.on_time(d))
            .count();
        let waits = self.waits(|d| self.urgency(d) == urgency);
        DidUrgency {
            rules,
            urgency,
            n: a_week(n),
            on_time: percent(on_time, n),
            median_wait_ms: quantile(&waits, 500),
            p90_wait_ms: quantile(&waits, 900),
        }
    }
}
