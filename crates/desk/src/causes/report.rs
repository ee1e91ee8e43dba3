//! The report: contacts a month by topic (with what stands below it) and by cause, and what came of mending. Contacts are those
//! of the figures: begun by customers, no spam. In sight is what the caller reaches.

use crate::{By, Desk, DeskError, Result, organization};
use domain::access::{Access, Permission};
use domain::cause::{Counted, Effect, State, effect, rolled_up, windows};
use domain::figures::Period;
use domain::hours::{Date, begin_of, date_in, days_later};
use domain::{AgentId, CauseId, Millis, Refusal, TopicId};
use std::collections::{BTreeMap, BTreeSet};
use store::Tx;
use store::cause::{Cause, Contacts};
use store::tag::Topic;
use uuid::Uuid;

/// Months of one report.
pub const MONTHS_MAX: u32 = 36;
/// Mended causes whose effect is looked at, the newest first.
const EFFECTS: usize = 20;

/// A question, in months of the organization's zone.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    /// A day of the last month; today if nothing is said.
    pub to: Option<Date>,
    /// 1 to 36.
    pub months: u32,
}

/// A topic; numbers by month, the oldest first.
#[derive(Debug, Clone)]
pub struct TopicLine {
    pub topic: Topic,
    pub own: Vec<i64>,
    /// With what stands below it.
    pub all: Vec<i64>,
}

#[derive(Debug, Clone)]
pub struct CauseLine {
    pub cause: Cause,
    pub n: Vec<i64>,
    /// Of one that is mended, when enough time has passed.
    pub effect: Option<Effect>,
}

#[derive(Debug, Clone)]
pub struct Reported {
    /// First days, the oldest first. The last month may not be over.
    pub months: Vec<Date>,
    pub unfinished: bool,
    pub zone: String,
    pub as_of: Millis,
    pub total: Vec<i64>,
    pub without_topic: Vec<i64>,
    pub with_cause: Vec<i64>,
    /// In the order of names, those with contacts and those in use.
    pub topics: Vec<TopicLine>,
    /// The most contacts first.
    pub causes: Vec<CauseLine>,
    /// Names of those who look after topics and causes.
    pub owners: BTreeMap<AgentId, String>,
}

impl Desk {
    /// # Errors
    /// `not_permitted`, `bad_period`.
    pub async fn why_report(&self, by: &By, asked: Asked) -> Result<Reported> {
        by.demand(Permission::ReportRead)?;
        if !(1..=MONTHS_MAX).contains(&asked.months) {
            let why = "A report has 1 to 36 months.";
            return Err(Refusal::new("bad_period", why).on("months").into());
        }
        let (access, now) = (by.access.clone(), by.now);
        self.db
            .read(async move |tx| {
                let zone = organization::of(tx).await?.zone;
                let months = months(asked, &zone, now)?;
                let mut counting = Counting::new(months.len());
                for (at, m) in months.iter().enumerate() {
                    for line in reached(tx, &access, *m).await? {
                        counting.add(at, &line);
                    }
                }
                let since = store::cause::counted_since(tx).await?;
                let topics = store::tag::topics(tx).await?;
                let mut causes = counting.causes(store::cause::all(tx).await?);
                effects(tx, &access, &mut causes, since, now).await?;
                let dates = months
                    .iter()
                    .map(|m| date_in(&zone, m.from))
                    .collect::<Result<Vec<_>, Refusal>>()?;
                Ok(Reported {
                    unfinished: months.last().is_some_and(|m| m.to > now),
                    months: dates,
                    zone,
                    as_of: now,
                    owners: owners(tx, &topics, &causes).await?,
                    topics: counting.topics(topics),
                    causes,
                    total: counting.total,
                    without_topic: counting.without_topic,
                    with_cause: counting.with_cause,
                })
            })
            .await
    }
}

struct Counting {
    total: Vec<i64>,
    without_topic: Vec<i64>,
    with_cause: Vec<i64>,
    by_topic: BTreeMap<TopicId, Vec<i64>>,
    by_cause: BTreeMap<CauseId, Vec<i64>>,
}

impl Counting {
    fn new(months: usize) -> Self {
        let none = vec![0; months];
        Self {
            total: none.clone(),
            without_topic: none.clone(),
            with_cause: none,
            by_topic: BTreeMap::new(),
            by_cause: BTreeMap::new(),
        }
    }

    fn add(&mut self, at: usize, line: &Contacts) {
        let none = vec![0; self.total.len()];
        self.total[at] += line.n;
        match line.topic {
            Some(topic) => {
                self.by_topic.entry(topic).or_insert_with(|| none.clone())[at] += line.n;
            }
            None => self.without_topic[at] += line.n,
        }
        if let Some(cause) = line.cause {
            self.with_cause[at] += line.n;
            self.by_cause.entry(cause).or_insert(none)[at] += line.n;
        }
    }

    fn topics(&self, topics: Vec<Topic>) -> Vec<TopicLine> {
        let parents = topics.iter().map(|t| (t.id, t.parent)).collect();
        let sums = rolled_up(&parents, &self.by_topic);
        let none = vec![0; self.total.len()];
        topics
            .into_iter()
            .map(|topic| TopicLine {
                own: self.by_topic.get(&topic.id).unwrap_or(&none).clone(),
                all: sums.get(&topic.id).unwrap_or(&none).clone(),
                topic,
            })
            .filter(|t| !t.topic.archived || t.all.iter().any(|n| *n > 0))
            .collect()
    }

    fn causes(&self, causes: Vec<Cause>) -> Vec<CauseLine> {
        let none = vec![0; self.total.len()];
        let mut out: Vec<CauseLine> = causes
            .into_iter()
            .map(|cause| CauseLine {
                n: self.by_cause.get(&cause.id).unwrap_or(&none).clone(),
                cause,
                effect: None,
            })
            .filter(|c| !c.cause.archived || c.n.iter().any(|n| *n > 0))
            .collect();
        // By name already, so equal ones stay in that order.
        out.sort_by_key(|c| std::cmp::Reverse(c.n.iter().sum::<i64>()));
        out
    }
}

async fn owners(
    tx: &mut Tx,
    topics: &[Topic],
    causes: &[CauseLine],
) -> Result<BTreeMap<AgentId, String>> {
    let named: BTreeSet<AgentId> = topics
        .iter()
        .filter_map(|t| t.owner)
        .chain(causes.iter().filter_map(|c| c.cause.owner))
        .collect();
    if named.is_empty() {
        return Ok(BTreeMap::new());
    }
    let all = store::agent::all(tx).await?.into_iter();
    Ok(all
        .filter(|a| named.contains(&a.id))
        .map(|a| (a.id, a.name))
        .collect())
}

/// The last month, and as many before as were asked for; the oldest first.
fn months(asked: Asked, zone: &str, now: Millis) -> Result<Vec<Period>> {
    let day = match asked.to {
        Some(day) => day,
        None => date_in(zone, now)?,
    };
    let first = |d: Date| days_later(d, 1 - i64::from(d.day()));
    let mut begin = first(day)?;
    // 31 days after the first of a month lies the next one.
    let mut end = first(days_later(begin, 31)?)?;
    let mut out = Vec::new();
    for _ in 0..asked.months {
        out.push(Period {
            from: begin_of(begin, zone)?,
            to: begin_of(end, zone)?,
        });
        (end, begin) = (begin, first(days_later(begin, -1)?)?);
    }
    out.reverse();
    Ok(out)
}

/// What of a stretch of time the caller reaches.
async fn reached(tx: &mut Tx, access: &Access, period: Period) -> Result<Vec<Contacts>> {
    let me = access.agent.unwrap_or(AgentId(Uuid::nil()));
    let mut found = store::cause::contacts(tx, period.from, period.to, me).await?;
    found.retain(|line| access.reaches(line.team, line.own.then_some(me)));
    Ok(found)
}

async fn effects(
    tx: &mut Tx,
    access: &Access,
    causes: &mut [CauseLine],
    since: Option<Millis>,
    now: Millis,
) -> Result<()> {
    let Some(since) = since else { return Ok(()) };
    let mut newest: Vec<(Millis, usize)> = causes
        .iter()
        .enumerate()
        .filter(|(_, c)| c.cause.state == State::Mended && !c.cause.archived)
        .filter_map(|(at, c)| Some((c.cause.mended_at?, at)))
        .collect();
    newest.sort_unstable_by(|a, b| b.cmp(a));
    for (mended_at, at) in newest.into_iter().take(EFFECTS) {
        let Some((before, after)) = windows(mended_at, since, now) else {
            continue;
        };
        let cause = causes[at].cause.id;
        let before = counted(tx, access, before, cause).await?;
        let after = counted(tx, access, after, cause).await?;
        causes[at].effect = Some(effect(before, after));
    }
    Ok(())
}

async fn counted(
    tx: &mut Tx,
    access: &Access,
    period: Period,
    cause: CauseId,
) -> Result<Counted, DeskError> {
    let found = reached(tx, access, period).await?;
    let with = |l: &&Contacts| l.cause == Some(cause);
    Ok(Counted {
        period,
        with_cause: found.iter().filter(with).map(|l| l.n).sum(),
        all: found.iter().map(|l| l.n).sum(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_whole_ones_of_the_zone_up_to_the_asked_day() {
        let asked = Asked {
            to: Some(Date::constant(2026, 3, 31)),
            months: 3,
        };
        let found = months(asked, "Europe/Tallinn", 0).expect("a zone");
        let days: Vec<String> = found
            .iter()
            .map(|m| {
                date_in("Europe/Tallinn", m.from)
                    .expect("a zone")
                    .to_string()
            })
            .collect();
        assert_eq!(days, ["2026-01-01", "2026-02-01", "2026-03-01"]);
        assert!(found.windows(2).all(|w| w[0].to == w[1].from));
        let last = found.last().expect("three");
        // The clocks go forward on the 29th: an hour less than 31 days.
        assert_eq!(last.to - last.from, (31 * 24 - 1) * 60 * 60 * 1000);
    }
}
