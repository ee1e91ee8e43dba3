//! Where the team's time goes: who may see whose, and the sums. Single agents are a permission of their own, and each look
//! at them is on the trail; everybody sees their own.

use crate::activity::{KEPT_MS, lines_between, lines_of};
use crate::figures::{Days, Question};
use crate::{By, Desk, Result, audit, organization};
use domain::access::{Access, Permission, Scope};
use domain::hours::{Date, begin_of, date_in, date_of_day, days_between, days_later};
use domain::ledger::{FEWEST, Line, RANKED_FROM, Sums, Tallied, tally};
use domain::{AgentId, Millis, Refusal};
use std::collections::{BTreeMap, HashMap, HashSet};
use store::Tx;
use store::activity::Stretch;
use uuid::Uuid;

/// Somebody who opens scorecards again and again is on the trail once in this time.
const LOGGED_EVERY_MS: Millis = 60 * 60 * 1000;
/// Longest period, in days: two years.
const DAYS_MAX: i64 = 731;

/// An answer.
#[derive(Debug, Clone)]
pub struct TimeReport {
    pub days: Days,
    pub zone: String,
    pub as_of: Millis,
    pub tallied: Tallied,
    /// The first day of which anything is known.
    pub since: Option<Date>,
    /// Of channels and topics.
    pub names: HashMap<Uuid, String>,
}

/// One agent of a report.
#[derive(Debug, Clone)]
pub struct Person {
    pub agent: AgentId,
    pub name: String,
    /// Conversations that they worked on, each once a day.
    pub n: i64,
    /// `None` below [`RANKED_FROM`] conversations: that is no figure of a person.
    pub sums: Option<Sums>,
}

/// One's own day, as it was kept.
#[derive(Debug, Clone)]
pub struct OwnDay {
    pub day: Date,
    pub zone: String,
    pub from: Millis,
    pub to: Millis,
    pub sums: Sums,
    pub stretches: Vec<Stretch>,
    /// Stretches of this day are not kept any more.
    pub forgotten: bool,
}

impl Desk {
    /// The time of everybody whom the caller may see together, never told apart. Days of few people are left out, unless the
    /// caller may see persons; then it is logged.
    ///
    /// # Errors
    /// `not_permitted`, `bad_period`, `period_too_long`; see [`store::StoreError`].
    pub async fn time_report(&self, by: &By, question: &Question) -> Result<TimeReport> {
        by.demand(Permission::ReportRead)?;
        let persons = by.access.may(Permission::ReportPersons);
        let fewest = if persons { 1 } else { FEWEST };
        let (report, lines) = self.counted(by, question, fewest).await?;
        let told_apart = tally(&lines, FEWEST) != report.tallied;
        if persons && told_apart {
            self.seen(by, &report).await?;
        }
        Ok(report)
    }

    /// The time of everybody in sight as one sum, of which others are shares; 0 where that would be about persons whom the
    /// caller may not see. Whoever may is on the trail, once an hour.
    ///
    /// # Errors
    /// As [`Desk::time_report`].
    pub(crate) async fn time_in_all(&self, by: &By, question: &Question) -> Result<Millis> {
        let (report, lines) = self.counted(by, question, 1).await?;
        let agents: HashSet<AgentId> = lines.iter().map(|l| l.agent).collect();
        if (1..FEWEST).contains(&agents.len()) {
            if !by.access.may(Permission::ReportPersons) {
                return Ok(0);
            }
            let (agent, since) = (by.access.agent, by.now - LOGGED_EVERY_MS);
            let known: bool = self
                .db
                .read(async move |tx| store::audit::acted(tx, agent, "report.persons", since).await)
                .await?;
            if !known {
                self.seen(by, &report).await?;
            }
        }
        Ok(report.tallied.sums.total())
    }

    /// Agents one by one, by name.
    ///
    /// # Errors
    /// As [`Desk::time_report`]; each answer is logged.
    pub async fn time_of_persons(
        &self,
        by: &By,
        question: &Question,
    ) -> Result<(TimeReport, Vec<Person>)> {
        by.demand(Permission::ReportRead)?;
        by.demand(Permission::ReportPersons)?;
        let (report, lines) = self.counted(by, question, 1).await?;
        let agents = self.db.read(async |tx| store::agent::all(tx).await);
        let agents: Vec<_> = agents.await?;
        self.seen(by, &report).await?;
        let mut of: BTreeMap<AgentId, (Sums, i64)> = BTreeMap::new();
        for line in &lines {
            let one = of.entry(line.agent).or_default();
            one.0.add(line);
            one.1 += line.n;
        }
        let mut people: Vec<Person> = of
            .into_iter()
            .map(|(agent, (sums, n))| Person {
                agent,
                name: agents
                    .iter()
                    .find(|a| a.id == agent)
                    .map(|a| a.name.clone())
                    .unwrap_or_default(),
                n,
                sums: (n >= RANKED_FROM).then_some(sums),
            })
            .collect();
        people.sort_by_key(|p| p.name.to_lowercase());
        Ok((report, people))
    }

    /// One's own time.
    ///
    /// # Errors
    /// `bad_period`, `period_too_long`; see [`store::StoreError`].
    pub async fn own_time(&self, by: &By, question: &Question) -> Result<TimeReport> {
        by.person()?;
        let own = By {
            access: Access {
                scope: Scope::Own,
                teams: Vec::new(),
                ..by.access.clone()
            },
            ..by.clone()
        };
        Ok(self.counted(&own, question, 1).await?.0)
    }

    /// What is kept about oneself of one day.
    ///
    /// # Errors
    /// `bad_date`; see [`store::StoreError`].
    pub async fn own_day(&self, by: &By, day: Option<Date>) -> Result<OwnDay> {
        let (me, now) = (by.person()?, by.now);
        self.db
            .read(async move |tx| {
                let zone = organization::of(tx).await?.zone;
                let day = match day {
                    Some(day) => day,
                    None => date_in(&zone, now)?,
                };
                let from = begin_of(day, &zone)?;
                let to = begin_of(days_later(day, 1)?, &zone)?;
                let mut stretches = store::activity::of(tx, me, from, to).await?;
                for s in &mut stretches {
                    s.slice.from = s.slice.from.max(from);
                    s.slice.to = s.slice.to.min(to);
                }
                let mut sums = Sums::default();
                for line in lines_of(&stretches, &zone, from, to)? {
                    sums.add(&line);
                }
                Ok(OwnDay {
                    day,
                    forgotten: to < now - KEPT_MS,
                    zone,
                    from,
                    to,
                    sums,
                    stretches,
                })
            })
            .await
    }

    /// The sums, and what they are made of.
    async fn counted(
        &self,
        by: &By,
        question: &Question,
        fewest: usize,
    ) -> Result<(TimeReport, Vec<Line>)> {
        let (access, now, q) = (by.access.clone(), by.now, question.clone());
        self.db
            .read(async move |tx| {
                let zone = organization::of(tx).await?.zone;
                let days = period(&q, &zone, now)?;
                let lines = lines(tx, &access, &zone, days, now).await?;
                let report = TimeReport {
                    since: since(tx, &zone).await?,
                    names: names(tx).await?,
                    tallied: tally(&lines, fewest),
                    days,
                    zone,
                    as_of: now,
                };
                Ok((report, lines))
            })
            .await
    }

    async fn seen(&self, by: &By, report: &TimeReport) -> Result<()> {
        let detail = serde_json::json!({
            "from": report.days.from.to_string(), "to": report.days.to.to_string()
        });
        let by = by.clone();
        self.db
            .write(async move |tx| {
                audit::act(tx, &by, "report.persons", "time", detail.clone()).await
            })
            .await
    }
}

fn period(q: &Question, zone: &str, now: Millis) -> Result<Days> {
    let days = crate::figures::days_of(q, zone, now)?;
    if days_between(days.from, days.to) >= DAYS_MAX {
        let text = "A report on time has at most two years.";
        return Err(Refusal::new("period_too_long", text).on("from").into());
    }
    Ok(days)
}

/// The lines of a period of everybody in sight: days that are summed up, and what came since.
async fn lines(
    tx: &mut Tx,
    access: &Access,
    zone: &str,
    days: Days,
    now: Millis,
) -> Result<Vec<Line>> {
    let epoch = Date::constant(1970, 1, 1);
    let (first, last) = (days_between(epoch, days.from), days_between(epoch, days.to));
    let summed = store::activity::summed(tx).await?;
    let (begin, end) = (
        begin_of(days.from, zone)?,
        begin_of(days_later(days.to, 1)?, zone)?,
    );
    let from = summed.max(begin);
    let to = end.min(now.saturating_add(1));
    let own = match (access.scope, access.agent) {
        (Scope::Own, Some(me)) => Some(me),
        _ => None,
    };
    let mut lines = match own {
        Some(me) => store::activity::days_of(tx, me, first, last).await?,
        None => store::activity::days(tx, first, last).await?,
    };
    if from < to {
        lines.extend(match own {
            Some(me) => {
                let stretches = store::activity::of(tx, me, from, to).await?;
                lines_of(&stretches, zone, from, to)?
            }
            None => lines_between(tx, zone, from, to).await?,
        });
    }
    let agents = store::agent::all(tx).await?;
    let seen: HashSet<AgentId> = agents
        .iter()
        .filter(|a| access.sees_time_of(a.id, &a.teams))
        .map(|a| a.id)
        .collect();
    lines.retain(|l| seen.contains(&l.agent));
    Ok(lines)
}

async fn since(tx: &mut Tx, zone: &str) -> Result<Option<Date>> {
    if let Some(day) = store::activity::first_day(tx).await? {
        return Ok(date_of_day(day));
    }
    let first = store::activity::first_since(tx, 0).await?;
    Ok(first.map(|at| date_in(zone, at)).transpose()?)
}

async fn names(tx: &mut Tx) -> Result<HashMap<Uuid, String>> {
    let channels = store::channel::all(tx).await?;
    let topics = store::tag::topics(tx).await?;
    let channels = channels.into_iter().map(|c| (c.id.0, c.name));
    Ok(channels
        .chain(topics.into_iter().map(|t| (t.id.0, t.name)))
        .collect())
}
