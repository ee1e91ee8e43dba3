//! The record of the last weeks, read from the figures, the ledger of activity, chats and promises.

use super::held::{Known, spoken};
use crate::{Desk, Result, organization};
use domain::hours::{Local, date_in, days_between, days_later};
use domain::promise::hour_of_week;
use domain::promise::{
    Arrivals, Correction, Habit, Kept, LAST, Line, Lost, Outcome, Record, Sort, Took,
};
use domain::routing::{Kind, Language};
use domain::{AgentId, ChannelId, Millis};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use store::Tx;
use store::promise::Became;

/// How far back it goes.
const SPAN_MS: Millis = 28 * 24 * 60 * 60 * 1000;
const SPAN_DAYS: i64 = 28;
/// Promises older than that say nothing of today.
const PROMISES_MS: Millis = 180 * 24 * 60 * 60 * 1000;
/// Tabs of consoles that are looked at.
const TABS: usize = 20_000;

impl Desk {
    /// The record, read anew every few minutes.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub(crate) async fn record(&self, now: Millis) -> Result<Arc<Known>> {
        if let Some(known) = self.forecasts.record(now) {
            return Ok(known);
        }
        let known = self.db.read(async move |tx| read(tx, now).await).await?;
        let known = Arc::new(known);
        self.forecasts.know(known.clone());
        Ok(known)
    }
}

async fn read(tx: &mut Tx, now: Millis) -> Result<Known> {
    let zone = organization::of(tx).await?.zone;
    let local = Local::new(&zone, now - SPAN_MS, now + SPAN_MS)
        .or_else(|_| Local::new("UTC", now - SPAN_MS, now + SPAN_MS))?;
    let mut record = arrivals(tx, &local, now).await?;
    let today = date_in(&zone, now).or_else(|_| date_in("UTC", now))?;
    let epoch = domain::hours::Date::constant(1970, 1, 1);
    let from = days_between(epoch, days_later(today, -SPAN_DAYS)?);
    let chats = store::chat::record(tx, now - SPAN_MS).await?;
    for (channel, topic, ms, n) in store::activity::worked(tx, from).await? {
        // Somebody who talks does not look at the window all the time: the ledger would be too short.
        if chats.iter().all(|c| c.channel != channel) {
            record.took(channel, topic, took(ms, n));
        }
    }
    for of in chats {
        let lost: &mut Lost = record.lost.entry(of.channel).or_default();
        lost.waited_ms += of.waited_ms;
        lost.left += count(of.left);
        record.took(of.channel, of.topic, took(of.talked_ms, of.talked));
    }
    let (correction, kept) = promises(tx, now).await?;
    Ok(Known {
        at: now,
        habits: habits(tx, &local, now).await?,
        record: Arc::new(record),
        local,
        correction,
        kept,
    })
}

fn count(n: i64) -> u32 {
    u32::try_from(n.max(0)).unwrap_or(u32::MAX)
}

fn took(ms: Millis, n: i64) -> Took {
    Took { ms, n: count(n) }
}

async fn arrivals(tx: &mut Tx, local: &Local, now: Millis) -> Result<Record> {
    let mut record = Record::default();
    let known = languages(tx).await?;
    let mut first = now;
    for a in store::figures::arrivals(tx, now - SPAN_MS).await? {
        first = first.min(a.at);
        let sort = Sort {
            channel: a.channel,
            kind: if a.chat { Kind::Live } else { Kind::Deferred },
            urgency: a.urgency,
            team: a.team,
            language: language(&known, a.language.as_deref()),
        };
        let of: &mut Arrivals = record.arrivals.entry(sort).or_default();
        if let Some(n) = of.0.get_mut(hour_of_week(local, a.at)) {
            *n += 1;
        }
    }
    record.span_ms = now - first;
    Ok(record)
}

/// Languages that somebody has been said to speak: others make no difference.
pub(super) async fn languages(tx: &mut Tx) -> Result<BTreeSet<Language>> {
    let skills = store::agent_work::agent_skills(tx).await?;
    let languages = skills.iter().filter(|s| s.kind == "language");
    Ok(languages.filter_map(|s| spoken(&s.key)).collect())
}

pub(super) fn language(known: &BTreeSet<Language>, tag: Option<&str>) -> Option<Language> {
    tag.and_then(spoken).filter(|l| known.contains(l))
}

async fn habits(tx: &mut Tx, local: &Local, now: Millis) -> Result<BTreeMap<AgentId, Habit>> {
    let mut there: BTreeMap<AgentId, Vec<(Millis, Millis)>> = BTreeMap::new();
    for tab in store::activity::there(tx, now - SPAN_MS, TABS).await? {
        let of = there.entry(tab.agent).or_default();
        of.push((tab.began_at, tab.to_at));
    }
    let habit = |(agent, there): (AgentId, Vec<(Millis, Millis)>)| {
        Habit::of(&there, local, now).map(|habit| (agent, habit))
    };
    Ok(there.into_iter().filter_map(habit).collect())
}

type Went = (
    Correction,
    BTreeMap<(domain::conversation::Urgency, ChannelId), Kept>,
);

/// How the last promises of each channel and urgency went.
async fn promises(tx: &mut Tx, now: Millis) -> Result<Went> {
    let (mut correction, mut kept) = (Correction::default(), BTreeMap::new());
    for (channel, urgency) in store::promise::classes(tx, now - PROMISES_MS).await? {
        let class = (urgency, channel);
        let counted: &mut Kept = kept.entry(class).or_default();
        for became in store::promise::last(tx, channel, urgency, LAST).await? {
            counted.add(&line(&became, 0), now);
            let Some(wait) = became.wait.filter(|_| became.forward) else {
                continue;
            };
            let (until, outcome) = match (became.answered_at, became.gone_at) {
                (Some(at), _) => (at, Outcome::Answered),
                // Who still waits has waited so long at least, as who left.
                (None, gone) => (gone.unwrap_or(now), Outcome::Left),
            };
            correction.scored(class, wait.uncorrected_ms, until - became.made_at, outcome);
        }
    }
    Ok((correction, kept))
}

pub(crate) fn line(b: &Became, day: i64) -> Line {
    Line {
        channel: b.channel,
        urgency: b.urgency,
        day,
        basis: b.basis,
        made_at: b.made_at,
        almost_always_at: b.almost_always_at,
        wait: b.wait,
        answered_at: b.answered_at,
        gone_at: b.gone_at,
    }
}
