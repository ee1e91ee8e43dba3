//! Whether others can carry what comes to a channel: demand, staff and promises as they are measured, for
//! `domain::plan::absorb` to judge. An agent counts for every channel of their team.

use crate::channels::CHAT;
use crate::promise::Known;
use crate::{Result, clocks};
use domain::channel::Channel;
use domain::conversation::Urgency;
use domain::door::Overlay;
use domain::hours::Local;
use domain::migration::Expected;
use domain::plan::absorb::{self, AGAIN, Aim, Answer, CAPTIVE_MAX, Captive, HOURS, Source, Target};
use domain::plan::{HOUR, Plan};
use domain::promise::hour_of_week;
use domain::routing::Kind;
use domain::{ChannelId, ContactId, Millis};
use store::Tx;
use store::plan::measured;

const WEEK: Millis = 168 * HOUR;
/// Every zone begins its hours with one of these.
const QUARTER: Millis = HOUR / 4;
/// How far back demand is counted.
const WEEKS_MAX: i64 = 13;
/// Of those who talk, so many are to be answered within so long.
const TALK_SHARE: f64 = 0.8;
const TALK_WITHIN_S: f64 = 60.0;

/// What was found, and what it rests on.
pub(super) struct Checked {
    pub answer: Answer,
    pub expected: Expected,
}

/// `None`: it was not measured long enough, or nobody follows.
pub(super) async fn of(
    tx: &mut Tx,
    known: &Known,
    channel: &Channel,
    plan: &Plan,
    now: Millis,
) -> Result<Option<Checked>> {
    let Some(to) = goes_to(plan, channel) else {
        return Ok(None);
    };
    let Some(next) = store::channel::load(tx, to).await? else {
        return Ok(None);
    };
    let local = &known.local;
    let (weeks, by_hour) = demand(tx, local, channel.id, now).await?;
    let left = captive(tx, channel, plan, now).await?.unwrap_or_default();
    let source = Source {
        by_hour,
        weeks,
        vanishes: 0.0,
        again: AGAIN,
        handle_s: handle_s(known, &next),
        captive: left.into_iter().map(alone).collect(),
    };
    let target = Target {
        channel: next.id,
        name: next.name.clone(),
        share: 1.0,
        by_hour: demand(tx, local, next.id, now).await?.1,
        handle_s: handle_s(known, &next),
        agents: agents(tx, known, &next, now).await?,
        aim: aim(known, &next),
    };
    let targets = [target];
    let answer = absorb::check(&source, &targets).ok();
    Ok(answer.map(|answer| Checked {
        expected: Expected::of(&source, &targets),
        answer,
    }))
}

fn alone(contact: ContactId) -> Captive {
    Captive {
        contact,
        alternative: None,
    }
}

/// Where its customers go: the channel that a step sends them to, else the successor.
pub(super) fn goes_to(plan: &Plan, channel: &Channel) -> Option<ChannelId> {
    let overlays = plan.steps.iter().flat_map(|s| &s.overlays);
    let mut sent = overlays.filter_map(|o| match o {
        Overlay::Redirect { to } => Some(*to),
        _ => None,
    });
    sent.next().or(channel.successor)
}

/// Who used the channel lately and has no address by which the successor reaches them, as many as are named; `None` without a
/// successor.
async fn captive(
    tx: &mut Tx,
    channel: &Channel,
    plan: &Plan,
    now: Millis,
) -> Result<Option<Vec<ContactId>>> {
    let since = now - super::readings::USED_MS;
    Ok(match leaves_out(tx, channel, plan).await? {
        None => None,
        Some(false) => Some(Vec::new()),
        Some(true) => Some(measured::without_mail(tx, channel.id, since, CAPTIVE_MAX).await?),
    })
}

/// How many those are, all of them.
pub(super) async fn captives(
    tx: &mut Tx,
    channel: &Channel,
    plan: &Plan,
    now: Millis,
) -> Result<Option<i64>> {
    let since = now - super::readings::USED_MS;
    Ok(match leaves_out(tx, channel, plan).await? {
        None => None,
        Some(false) => Some(0),
        Some(true) => Some(measured::count_without_mail(tx, channel.id, since).await?),
    })
}

/// Whether the successor cannot reach whoever has no address; `None` without one.
async fn leaves_out(tx: &mut Tx, channel: &Channel, plan: &Plan) -> Result<Option<bool>> {
    let Some(to) = goes_to(plan, channel) else {
        return Ok(None);
    };
    let next = store::channel::load(tx, to).await?;
    // A widget takes whoever comes.
    Ok(Some(!next.is_some_and(|n| is_talk(&n))))
}

fn is_talk(channel: &Channel) -> bool {
    channel.kind.0 == CHAT
}

fn kind(channel: &Channel) -> Kind {
    if is_talk(channel) {
        Kind::Live
    } else {
        Kind::Deferred
    }
}

#[expect(clippy::cast_precision_loss, reason = "durations far below 2^53 ms")]
fn seconds(ms: Millis) -> f64 {
    ms as f64 / 1_000.0
}

fn handle_s(known: &Known, channel: &Channel) -> f64 {
    let expected = known.record.handling(channel.id, kind(channel), None);
    seconds(expected.ms().max(1))
}

/// Of how many whole weeks, and what came by hour in a bad one.
async fn demand(
    tx: &mut Tx,
    local: &Local,
    channel: ChannelId,
    now: Millis,
) -> Result<(u32, Vec<f64>)> {
    let made = measured::made_at(tx, channel).await?.unwrap_or(now);
    let weeks = ((now - made) / WEEK).clamp(0, WEEKS_MAX);
    // The quarter of now is the last of the newest week.
    let end = (now / QUARTER + 1) * QUARTER;
    let begun = measured::begun_by(tx, channel, end - weeks * WEEK, QUARTER).await?;
    let whole = usize::try_from(weeks).unwrap_or(0);
    let mut counts = vec![vec![0_u32; whole]; HOURS];
    for (quarter, n) in begun {
        let at = quarter * QUARTER;
        let week = usize::try_from((end - 1 - at).max(0) / WEEK).unwrap_or(whole);
        let hour = counts.get_mut(hour_of_week(local, at));
        if let Some(count) = hour.and_then(|h| h.get_mut(week)) {
            *count = count.saturating_add(u32::try_from(n).unwrap_or(u32::MAX));
        }
    }
    let weeks = u32::try_from(weeks).unwrap_or(0);
    Ok((weeks, absorb::bad_week(&counts)))
}

/// Who is there in the hours of the next week: by habit where one is known, within the hours of the channel.
async fn agents(tx: &mut Tx, known: &Known, channel: &Channel, now: Millis) -> Result<Vec<u32>> {
    let terms = clocks::terms(tx, channel.id, channel.team, Urgency::Normal, now).await?;
    let hours = terms.and_then(|t| t.hours);
    let all = store::agent::all(tx).await?;
    let staff: Vec<_> = all.iter().filter(|a| a.works_for(channel.team)).collect();
    let mut out = vec![0; HOURS];
    for ahead in 0..i64::try_from(HOURS).unwrap_or(0) {
        let at = now + ahead * HOUR;
        let hour = hour_of_week(&known.local, at);
        let open = hours.as_ref().is_none_or(|h| h.is_open(at));
        let works = |a: &&&domain::team::Agent| {
            let habit = known.habits.get(&a.id);
            open && habit.is_none_or(|h| h.holds(hour))
        };
        if let Some(of) = out.get_mut(hour) {
            *of = u32::try_from(staff.iter().filter(works).count()).unwrap_or(u32::MAX);
        }
    }
    Ok(out)
}

fn aim(known: &Known, channel: &Channel) -> Aim {
    let waits = known.record.waits(channel.id, kind(channel));
    match waits {
        Some(patience) => Aim::Talk {
            share: TALK_SHARE,
            within_s: TALK_WITHIN_S,
            patience_s: seconds(patience.ms().max(1)),
        },
        None => Aim::Write {
            open_hours: f64::from(channel.first_response_target_min.max(1)) / 60.0,
        },
    }
}
