//! What is read of the figures that a step asks for. A figure that is not measured has no reading: its gate never opens.

use crate::{Result, dead_end};
use domain::channel::Channel;
use domain::plan::{DAY, Gate, Happened, Plan, Reading, Readings};
use domain::score::{Estimate, Interval, Z, newcombe, rate_ratio};
use domain::survey::Kind;
use domain::{ChannelId, Millis};
use std::collections::{BTreeMap, BTreeSet};
use store::Tx;
use store::plan::Noted;
use store::plan::measured::{self, Share};

/// Who used a channel did so within this time before a step.
pub(super) const USED_MS: Millis = 90 * DAY;
/// What was usual before a step.
const BEFORE_MS: Millis = 28 * DAY;
/// Of the diary of a plan, without mere looks.
const DIARY: usize = 1_000;
/// Nothing is so many times as much; what has no bound ends here, as JSON knows no infinity.
const MOST: f64 = 1e6;
/// Numbers with so many places are the same after they were stored as JSON.
const PLACES: f64 = 1e9;

/// What a figure is asked of.
struct Asked<'a> {
    plan: &'a Plan,
    channel: ChannelId,
    /// When the step began.
    entered: Millis,
    /// Of the time since then, as much as the gate looks at.
    since: Millis,
    now: Millis,
}

/// The newest of each figure that the step that runs asks for, over each time that it asks for.
pub(super) async fn of(tx: &mut Tx, plan: &Plan, now: Millis) -> Result<Readings> {
    let mut out = Readings::new();
    let Some(progress) = plan.progress() else {
        return Ok(out);
    };
    let gates = progress.gates.iter().map(|f| &f.gate);
    let rails = progress.guards.iter().map(|w| &w.rail.gate);
    let asked: BTreeSet<(String, Millis)> = gates.chain(rails).map(Gate::asks).collect();
    for (metric, window_ms) in asked {
        let entered = progress.entered.min(now);
        let asked = Asked {
            plan,
            channel: plan.channel,
            entered,
            since: entered.max(now.saturating_sub(window_ms)),
            now,
        };
        if let Some(reading) = read(tx, &metric, &asked).await? {
            out.insert((metric, window_ms), kept(reading));
        }
    }
    Ok(out)
}

/// One of each figure: over the time of the guard rail that watches it, else of its gate.
pub(super) fn by_figure(plan: &Plan, all: &Readings) -> BTreeMap<String, Reading> {
    let guards = plan.progress().map_or(&[][..], |p| &p.guards[..]);
    let watched = guards
        .iter()
        .filter_map(|w| all.get_key_value(&w.rail.gate.asks()));
    let all = all.iter().chain(watched);
    all.map(|((metric, _), reading)| (metric.clone(), *reading))
        .collect()
}

/// As JSON keeps it.
pub(super) fn number(x: f64) -> f64 {
    (x.clamp(-MOST, MOST) * PLACES).round() / PLACES
}

fn kept(reading: Reading) -> Reading {
    Reading {
        value: number(reading.value),
        low: number(reading.low),
        high: number(reading.high),
        ..reading
    }
}

async fn read(tx: &mut Tx, metric: &str, a: &Asked<'_>) -> Result<Option<Reading>> {
    Ok(Some(match metric {
        "abandoned" => share(measured::abandoned(tx, a.channel, a.since).await?, a),
        "answered_in_target" => share(measured::in_target(tx, a.channel, a.since).await?, a),
        "promises_kept" => share(promises(tx, a).await?, a),
        "csat" => share(satisfied(tx, a, a.since, a.now).await?, a),
        "satisfaction_loss" => satisfaction_loss(tx, a).await?,
        "complaints_of_told" => {
            let since = a.entered - USED_MS;
            let (bad, _) = Kind::Csat.ends();
            share(
                measured::complained(tx, a.channel, since, a.entered, bad).await?,
                a,
            )
        }
        "told_reached" => share(
            measured::told(tx, a.channel, a.entered - USED_MS, a.entered).await?,
            a,
        ),
        "frequent_reached" => share(reached(tx, a, false).await?, a),
        "captive_reached" => share(reached(tx, a, true).await?, a),
        "wrote_again_elsewhere" => {
            let before = a.entered - USED_MS;
            share(
                measured::again_elsewhere(tx, a.channel, before, a.entered).await?,
                a,
            )
        }
        "dead_ends_seen" => share(measured::stayed(tx, a.channel, a.entered).await?, a),
        "open_backlog" => {
            let (open, _) = store::channel::measured::backlog(tx, a.channel).await?;
            amount(real(open), 1, a)
        }
        "backlog_days" => backlog_days(tx, a).await?,
        "captive_left" => return captive(tx, a).await,
        "dead_ends" => {
            let found = dead_end::of_running(tx, a.plan, a.now).await?;
            amount(real(count(found.len())), 1, a)
        }
        "volume_of_before" => volume(tx, a).await?,
        "urgent_elsewhere_p90_change" => urgent(tx, a).await?,
        _ => return change(tx, metric, a).await,
    }))
}

/// Figures against as long before.
async fn change(tx: &mut Tx, metric: &str, a: &Asked<'_>) -> Result<Option<Reading>> {
    let before = a.entered - (a.now - a.since).max(DAY);
    let times = |ms: Millis| real(ms.max(1));
    let (was, is) = match metric {
        "new_contacts_change" => {
            let was = measured::begun(tx, a.channel, before, a.entered).await?;
            let is = measured::begun(tx, a.channel, a.since, a.now).await?;
            let was = (was, times(a.entered - before));
            (was, (is, times(a.now - a.since)))
        }
        "contacts_per_customer_change" => {
            let was = measured::people(tx, before, a.entered).await?;
            let is = measured::people(tx, a.since, a.now).await?;
            ((was.0, real(was.1)), (is.0, real(is.1)))
        }
        "unsolved_change" => {
            let was = measured::reopened(tx, before, a.entered).await?;
            let is = measured::reopened(tx, a.since, a.now).await?;
            ((was.0, real(was.1)), (is.0, real(is.1)))
        }
        "overtaking_change" => {
            let was = measured::overtook(tx, a.channel, before, a.entered).await?;
            let is = measured::overtook(tx, a.channel, a.since, a.now).await?;
            let was = (was.0, times(a.entered - before));
            (was, (is.0, times(a.now - a.since)))
        }
        _ => return Ok(None),
    };
    Ok(Some(ratio(was, is, a)))
}

fn share((k, n): Share, a: &Asked<'_>) -> Reading {
    Reading::share(k, n, a.now)
}

fn amount(value: f64, n: i64, a: &Asked<'_>) -> Reading {
    let (low, high, at) = (value, value, a.now);
    Reading {
        n,
        value,
        low,
        high,
        at,
    }
}

/// How much more than before; of nothing at all it says nothing.
fn ratio(was: (i64, f64), is: (i64, f64), a: &Asked<'_>) -> Reading {
    let Some(found) = rate_ratio(was, is) else {
        return amount(0.0, 0, a);
    };
    let less_one = Estimate {
        value: found.value - 1.0,
        between: found.between.map(|x| x - 1.0),
    };
    Reading::of(less_one, was.0 + is.0, a.now)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts and times far below 2^52"
)]
fn real(n: i64) -> f64 {
    n as f64
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// Of those who used the channel before the step, so many were told by a notice of the plan, or since it began: of those who used
/// no other, or of those who made four fifths of its volume.
async fn reached(tx: &mut Tx, a: &Asked<'_>, captive: bool) -> Result<Share> {
    let (span, plan) = (
        (a.entered - USED_MS, a.entered),
        (a.plan.id, began(tx, a).await?),
    );
    let mut users = store::notice::users_before(tx, a.channel, span, plan).await?;
    if captive {
        users.retain(|u| u.only_here);
    } else {
        let volumes: Vec<i64> = users.iter().map(|u| u.conversations).collect();
        users.truncate(domain::notice::frequent(&volumes));
    }
    let told = users.iter().filter(|u| u.told).count();
    Ok((count(told), count(users.len())))
}

/// When the plan started, by its diary.
async fn began(tx: &mut Tx, a: &Asked<'_>) -> Result<Millis> {
    let diary = store::plan::diary(tx, a.plan.id, None, false, DIARY).await?;
    let started = |n: &&Noted| matches!(n.event.0.what, Happened::Started { .. });
    let started = diary.iter().find(started).map(|n| n.event.0.at);
    Ok(started.unwrap_or(a.entered))
}

async fn promises(tx: &mut Tx, a: &Asked<'_>) -> Result<Share> {
    let kept = crate::channels::kept(tx, a.channel, a.since, a.now).await?;
    Ok(kept.map_or((0, 0), |k| (k.kept, k.n)))
}

async fn satisfied(tx: &mut Tx, a: &Asked<'_>, from: Millis, to: Millis) -> Result<Share> {
    let (_, good) = Kind::Csat.ends();
    Ok(measured::satisfied(tx, a.channel, from, to, good).await?)
}

async fn satisfaction_loss(tx: &mut Tx, a: &Asked<'_>) -> Result<Reading> {
    let before = a.entered - (a.now - a.since).max(BEFORE_MS);
    let was = satisfied(tx, a, before, a.entered).await?;
    let is = satisfied(tx, a, a.since, a.now).await?;
    let lost = newcombe(was, is);
    Ok(lost.map_or_else(
        || amount(0.0, 0, a),
        |e| Reading::of(e, was.1.min(is.1), a.now),
    ))
}

async fn backlog_days(tx: &mut Tx, a: &Asked<'_>) -> Result<Reading> {
    let (open, _) = store::channel::measured::backlog(tx, a.channel).await?;
    let resolved = measured::resolved(tx, a.channel, a.since).await?;
    let days = real((a.now - a.since).max(DAY)) / real(DAY);
    let value = match (open, resolved) {
        (0, _) => 0.0,
        // It never ends.
        (_, 0) => MOST,
        _ => real(open) * days / real(resolved),
    };
    Ok(amount(value, 1, a))
}

async fn captive(tx: &mut Tx, a: &Asked<'_>) -> Result<Option<Reading>> {
    let Some(channel) = store::channel::load(tx, a.channel).await? else {
        return Ok(None);
    };
    let left = super::absorb::captives(tx, &channel, a.plan, a.now).await?;
    Ok(left.map(|n| amount(real(n), 1, a)))
}

/// A day, over the 28 days before the step.
async fn volume(tx: &mut Tx, a: &Asked<'_>) -> Result<Reading> {
    let before = a.entered - BEFORE_MS;
    let was = measured::begun(tx, a.channel, before, a.entered).await?;
    let is = measured::begun(tx, a.channel, a.since, a.now).await?;
    let now = real(is) / real((a.now - a.since).max(1));
    let then = real(was) / real(BEFORE_MS);
    let value = if is == 0 { 0.0 } else { now / then };
    Ok(amount(value, 1, a))
}

/// Nine of ten wait less, against before. The interval of each quantile is that of the order statistics around it (Conover,
/// *Practical Nonparametric Statistics*, 1999, 3.2, with the normal approximation); of their ratio, that of the ends.
async fn urgent(tx: &mut Tx, a: &Asked<'_>) -> Result<Reading> {
    let before = a.entered - (a.now - a.since).max(BEFORE_MS);
    let mut was = measured::urgent_elsewhere(tx, a.channel, (before, a.entered)).await?;
    let mut is = measured::urgent_elsewhere(tx, a.channel, (a.since, a.now)).await?;
    let n = count(was.len().min(is.len()));
    let (Some(was), Some(is)) = (p90(&mut was), p90(&mut is)) else {
        return Ok(amount(0.0, 0, a));
    };
    let against = |is: f64, was: f64| is / was.max(1.0) - 1.0;
    let found = Estimate {
        value: against(is.value, was.value),
        between: Interval {
            low: against(is.between.low, was.between.high),
            high: against(is.between.high, was.between.low),
        },
    };
    Ok(Reading::of(found, n, a.now))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a rank within the list"
)]
fn p90(waits: &mut [Millis]) -> Option<Estimate> {
    const P: f64 = 0.9;
    waits.sort_unstable();
    let n = real(count(waits.len()));
    let half = Z * (n * P * (1.0 - P)).sqrt();
    let at = |rank: f64| {
        let rank = (rank.ceil().max(1.0) as usize).min(waits.len());
        waits.get(rank.checked_sub(1)?).map(|ms| real(*ms))
    };
    Some(Estimate {
        value: at(n * P)?,
        between: Interval {
            low: at(n * P - half)?,
            high: at(n * P + half)?,
        },
    })
}

/// Whether who comes is known again: whoever uses a widget is, who writes to an address is not.
pub(super) fn knows_again(channel: &Channel) -> bool {
    channel.kind.0 == crate::channels::CHAT
}
