//! Reports: who may ask what, for which days, and what the parts are called. Counting is `store::figures`.
//!
//! Figures of single agents are a permission of their own, and each look at them is on the trail.

use crate::{By, Desk, DeskError, Result, audit, organization};
use domain::access::Permission;
use domain::figures::{Dimension, Key, Measure, Period, Pick, Report};
use domain::filter::{Field, Filter, Item, Test};
use domain::hours::{Date, begin_of, date_in, days_between, days_later};
use domain::{AgentId, ConversationId, Millis, Refusal};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::AtomicU32;
use store::Tx;
use store::figures::{Asked, Counted, Counting, Fineness, Share};
use uuid::Uuid;

/// Longest period, in days: ten years.
pub const DAYS_MAX: i64 = 3_660;
/// Somebody who watches the board is on the trail once in this time.
const LOGGED_EVERY_MS: Millis = 60 * 60 * 1000;
/// Events that are taken in with one transaction.
const BATCH: usize = 500;
/// Conversations without events that are taken in with one transaction.
const ADOPTED: usize = 2_000;

/// A question, in days of the organization's zone.
#[derive(Debug, Clone, Default)]
pub struct Question {
    /// The first day; 28 days ago if nothing is said.
    pub from: Option<Date>,
    /// The last day; today if nothing is said.
    pub to: Option<Date>,
    /// Also the sums of as many days just before.
    pub compare: bool,
    pub by: Option<Dimension>,
    /// Durations in opening hours.
    pub open_hours: bool,
    pub filter: Option<Filter>,
}

/// The days that were asked for, and those before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    pub from: Date,
    /// Inclusive.
    pub to: Date,
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Reported {
    pub report: Report,
    pub days: Days,
    pub before: Option<Days>,
    pub zone: String,
    pub as_of: Millis,
    /// Events that are committed and not counted yet.
    pub behind: i64,
    pub by: Option<Dimension>,
    /// Of the parts.
    pub names: HashMap<Uuid, String>,
}

/// The list behind a number.
#[derive(Debug, Clone)]
pub struct Listed {
    pub n: usize,
    pub items: Vec<(Millis, ConversationId)>,
}

/// Where counting is, in thousandths.
pub type Progress = Arc<AtomicU32>;

struct Prepared {
    asked: Asked,
    days: Days,
    before: Option<Days>,
    zone: String,
}

impl Desk {
    /// Counts. By agent, or with a filter that names other people, it is logged; without
    /// [`Permission::ReportPersons`] other agents are not told apart.
    ///
    /// # Errors
    /// `not_permitted`, `bad_period`, `period_too_long`; see [`store::StoreError`].
    pub async fn report(
        &self,
        by: &By,
        question: &Question,
        progress: Progress,
    ) -> Result<Reported> {
        by.demand(Permission::ReportRead)?;
        self.seen_persons(by, question).await?;
        let (now, question) = (by.now, question.clone());
        let (p, names, behind, counting) = self
            .db
            .read(async move |tx| {
                let p = prepared(tx, &question, now, Some(progress.clone())).await?;
                let names = names(tx, p.asked.by).await?;
                let behind = store::figures::behind(tx).await?;
                let counting = Counting::load(tx, &p.asked, &p.zone).await?;
                Ok::<_, DeskError>((p, names, behind, Arc::new(counting)))
            })
            .await?;
        let asked = Arc::new(p.asked);
        // Two readers at the same time: somebody waits.
        let shares = tokio::try_join!(
            self.share_of(by, &asked, &counting, Share::Early),
            self.share_of(by, &asked, &counting, Share::Late),
        )?;
        let shares = vec![shares.0, shares.1];
        Ok(Reported {
            report: store::figures::report(&by.access, &asked, &counting, shares),
            names,
            behind,
            by: asked.by,
            days: p.days,
            before: p.before,
            zone: p.zone,
            as_of: now,
        })
    }

    async fn share_of(
        &self,
        by: &By,
        asked: &Arc<Asked>,
        counting: &Arc<Counting>,
        share: Share,
    ) -> Result<Counted> {
        let (access, asked, counting) = (by.access.clone(), asked.clone(), counting.clone());
        let read = async move |tx: &mut Tx| {
            store::figures::count(tx, &access, &asked, &counting, share).await
        };
        Ok(self.db.read(read).await?)
    }

    /// The conversations behind a number of the same question, newest first.
    ///
    /// # Errors
    /// As [`Desk::report`].
    pub async fn report_list(
        &self,
        by: &By,
        question: &Question,
        measure: Measure,
        part: Part,
        skip: usize,
        limit: usize,
    ) -> Result<Listed> {
        by.demand(Permission::ReportRead)?;
        if skip == 0 {
            self.seen_persons(by, question).await?;
        } else {
            demand_persons(by, question)?;
        }
        let pick = Pick {
            measure,
            key: part.key,
            day: part
                .day
                .map(|d| days_between(Date::constant(1970, 1, 1), d)),
            slot: part.slot,
            age: part.age,
        };
        let now = part.as_of.map_or(by.now, |at| at.clamp(0, by.now));
        let (access, question) = (by.access.clone(), question.clone());
        self.db
            .read(async move |tx| {
                let p = prepared(tx, &question, now, None).await?;
                let counting = Counting::load(tx, &p.asked, &p.zone).await?;
                let found =
                    store::figures::picked(tx, &access, &p.asked, &counting, pick, skip, limit)
                        .await?;
                Ok(Listed {
                    n: found.n,
                    items: found.items,
                })
            })
            .await
    }

    /// Takes in what happened since the last time; how many events, or conversations, it looked at. To be called again
    /// soon when that is not 0.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn follow_figures(&self) -> Result<usize> {
        let behind: i64 = self
            .db
            .read(async |tx| store::figures::behind(tx).await)
            .await?;
        if behind > 0 {
            let followed = self
                .db
                .write(async |tx| store::figures::follow(tx, BATCH).await)
                .await;
            return match followed {
                Ok(followed) => Ok(followed.taken),
                // Another node does the same, and was faster.
                Err(store::StoreError::Conflict(_)) => Ok(0),
                Err(error) => Err(error.into()),
            };
        }
        self.adopt_figures().await
    }

    /// Conversations that came without events; nothing once they are in.
    async fn adopt_figures(&self) -> Result<usize> {
        let mut after = None;
        let mut taken = 0;
        loop {
            let wanted = match after {
                None => {
                    self.db
                        .read(async |tx| store::figures::adopting(tx).await)
                        .await?
                }
                Some(_) => true,
            };
            if !wanted {
                return Ok(taken);
            }
            after = self
                .db
                .write(async move |tx| store::figures::adopt(tx, after, ADOPTED).await)
                .await?;
            taken += ADOPTED;
            if after.is_none() {
                return Ok(taken);
            }
        }
    }

    /// The date in the zone of the organization.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn today(&self, now: Millis) -> Result<Date> {
        let zone = self.organization().await?.zone;
        Ok(date_in(&zone, now)?)
    }

    /// Whether the live board shows agents by name to this one; the first look in an hour is logged.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn sees_persons_on_the_board(&self, by: &By) -> Result<bool> {
        if !by.access.may(Permission::ReportPersons) {
            return Ok(false);
        }
        let (agent, since) = (by.access.agent, by.now - LOGGED_EVERY_MS);
        let known = self
            .db
            .read(async move |tx| store::audit::acted(tx, agent, "board.persons", since).await)
            .await?;
        if !known {
            let by = by.clone();
            self.write(async move |tx| {
                audit::act(tx, &by, "board.persons", "board", serde_json::json!({})).await
            })
            .await?;
        }
        Ok(true)
    }

    async fn seen_persons(&self, by: &By, question: &Question) -> Result<()> {
        if !demand_persons(by, question)? {
            return Ok(());
        }
        let by = by.clone();
        let day = |d: Option<Date>| d.map(|d| d.to_string());
        let detail = serde_json::json!({ "from": day(question.from), "to": day(question.to) });
        self.db
            .write(async move |tx| {
                audit::act(tx, &by, "report.persons", "conversations", detail.clone()).await
            })
            .await
    }
}

/// Whether the question is about persons other than the one who asks, and that is allowed and has to be logged.
fn demand_persons(by: &By, question: &Question) -> Result<bool> {
    let allowed = by.access.may(Permission::ReportPersons);
    if question
        .filter
        .as_ref()
        .is_some_and(|f| names_others(f, by.access.agent))
    {
        by.demand(Permission::ReportPersons)?;
        return Ok(true);
    }
    Ok(question.by == Some(Dimension::Agent) && allowed)
}

/// Whether a filter asks for agents other than oneself. "Not me" is asking for others, too.
fn names_others(filter: &Filter, me: Option<AgentId>) -> bool {
    let mut found = false;
    filter.each(&mut |c| {
        if !matches!(c.field, Field::Assignee | Field::Follower) {
            return;
        }
        found |= match &c.test {
            Test::AnyOf(items) | Test::NoneOf(items) => !items.iter().all(|item| match item {
                Item::Me => true,
                Item::Id(id) => me.is_some_and(|me| me.0 == *id),
                Item::Word(_) => false,
            }),
            _ => false,
        };
    });
    found
}

/// A part of a report.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Part {
    pub key: Option<Key>,
    pub day: Option<Date>,
    /// Weekday from Monday, and hour.
    pub slot: Option<(u8, u8)>,
    /// Which group of ages, of the backlog.
    pub age: Option<usize>,
    /// What the backlog was then, and how old; `None`: now. A report says as of when it counted.
    pub as_of: Option<Millis>,
}

async fn prepared(
    tx: &mut Tx,
    q: &Question,
    now: Millis,
    progress: Option<Progress>,
) -> Result<Prepared> {
    let zone = organization::of(tx).await?.zone;
    let days = days_of(q, &zone, now)?;
    let before = match q.compare {
        true => Some(earlier(days)?),
        false => None,
    };
    let asked = Asked {
        period: period(days, &zone)?,
        before: before.map(|d| period(d, &zone)).transpose()?,
        by: q.by,
        fineness: match q.open_hours {
            true => Fineness::OpenHours,
            false => Fineness::Calendar,
        },
        filter: q.filter.clone(),
        now,
        progress,
    };
    Ok(Prepared {
        asked,
        days,
        before,
        zone,
    })
}

/// The days of a question.
///
/// # Errors
/// `bad_period`, `period_too_long`.
pub(crate) fn days_of(q: &Question, zone: &str, now: Millis) -> Result<Days> {
    let today = date_in(zone, now)?;
    let to = q.to.unwrap_or(today);
    let from = match q.from {
        Some(from) => from,
        None => days_later(to, -27)?,
    };
    let bad = |code, text: &str| DeskError::from(Refusal::new(code, text).on("from"));
    if from > to {
        return Err(bad("bad_period", "The first day comes after the last."));
    }
    if days_between(from, to) >= DAYS_MAX {
        return Err(bad("period_too_long", "A period has at most ten years."));
    }
    Ok(Days { from, to })
}

pub(crate) fn earlier(days: Days) -> Result<Days> {
    let length = days_between(days.from, days.to);
    let to = days_later(days.from, -1)?;
    Ok(Days {
        from: days_later(to, -length)?,
        to,
    })
}

pub(crate) fn period(days: Days, zone: &str) -> Result<Period> {
    Ok(Period {
        from: begin_of(days.from, zone)?,
        to: begin_of(days_later(days.to, 1)?, zone)?,
    })
}

/// What the parts of a divided report are called.
pub(crate) async fn names(tx: &mut Tx, by: Option<Dimension>) -> Result<HashMap<Uuid, String>> {
    Ok(match by {
        Some(Dimension::Channel) => {
            let all = store::channel::all(tx).await?;
            all.into_iter().map(|c| (c.id.0, c.name)).collect()
        }
        Some(Dimension::Team) => {
            let all = store::team::all(tx).await?;
            all.into_iter().map(|t| (t.id.0, t.name)).collect()
        }
        Some(Dimension::Agent) => {
            let all = store::agent::all(tx).await?;
            all.into_iter().map(|a| (a.id.0, a.name)).collect()
        }
        Some(Dimension::Topic) => {
            let all = store::tag::topics(tx).await?;
            all.into_iter().map(|t| (t.id.0, t.name)).collect()
        }
        Some(Dimension::Urgency | Dimension::Hour) | None => HashMap::new(),
    })
}
