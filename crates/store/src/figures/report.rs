//! Reports and the lists behind their numbers: one pass over the rows of a period, counted by `domain::figures::Tally`.

use super::scan::{Share, walk};
use crate::filter::Clause;
use crate::{Result, Tx};
use domain::access::{Access, Permission};
use domain::figures::{Dimension, Period, Pick, Report, Sums, Tally, Traits};
use domain::filter::Filter;
use domain::hours::{Hours, Local, OpenTime};
use domain::{BusinessHoursId, ChannelId, ConversationId, Millis, TeamId};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// How durations are measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fineness {
    /// Every hour counts.
    Calendar,
    /// Opening hours of the channel, or else of the team; always, where there are none.
    OpenHours,
}

/// A question.
#[derive(Debug, Clone)]
pub struct Asked {
    pub period: Period,
    /// To compare with.
    pub before: Option<Period>,
    pub by: Option<Dimension>,
    pub fineness: Fineness,
    /// `None`: every conversation.
    pub filter: Option<Filter>,
    pub now: Millis,
    /// Told how far counting is, in thousandths.
    pub progress: Option<Arc<AtomicU32>>,
}

impl Asked {
    /// Tells how far it is with one of the passes, of which the one over the period before comes first.
    fn told(&self, pass: u32) -> impl Fn(u32) + Send + Sync + use<'_> {
        let passes = 1 + u32::from(self.before.is_some());
        move |part| {
            if let Some(progress) = &self.progress {
                // Shares that are counted side by side tell of one progress, which never goes back.
                progress.fetch_max((pass * 1000 + part) / passes, Ordering::Relaxed);
            }
        }
    }

    async fn clause(&self, tx: &mut Tx, access: &Access) -> Result<Option<Clause<'_>>> {
        Ok(match &self.filter {
            Some(filter) => Some(Clause::read(tx, filter, access, self.now).await?),
            None => None,
        })
    }
}

/// What counting needs besides the rows; loaded once for a report and its list.
pub struct Counting {
    local: Local,
    opening: Vec<OpenTime>,
    channels: HashMap<ChannelId, usize>,
    teams: HashMap<TeamId, usize>,
}

impl Counting {
    /// For a question in this zone.
    ///
    /// # Errors
    /// `Corrupt` for a zone that nobody knows; see [`StoreError`](crate::StoreError).
    pub async fn load(tx: &mut Tx, asked: &Asked, zone: &str) -> Result<Self> {
        let from = asked.before.unwrap_or(asked.period).from;
        let to = asked.now.max(asked.period.to);
        let mut counting = Self {
            local: Local::new(zone, from, to).map_err(crate::StoreError::corrupt)?,
            opening: Vec::new(),
            channels: HashMap::new(),
            teams: HashMap::new(),
        };
        if asked.fineness == Fineness::OpenHours {
            counting.open(tx, from, to).await?;
        }
        Ok(counting)
    }

    async fn open(&mut self, tx: &mut Tx, from: Millis, to: Millis) -> Result<()> {
        for of in crate::hours::all(tx).await? {
            let Some(opening) = summed(tx, of.id, &of.schedule, from, to).await? else {
                continue;
            };
            let at = self.opening.len();
            self.opening.push(opening);
            self.channels
                .extend(of.channels.into_iter().map(|c| (c, at)));
            self.teams.extend(of.teams.into_iter().map(|t| (t, at)));
        }
        Ok(())
    }

    fn lasted(&self, traits: &Traits, from: Millis, to: Millis) -> Millis {
        let team = || traits.team.and_then(|t| self.teams.get(&t));
        match self.channels.get(&traits.channel).or_else(team) {
            Some(&at) => self.opening[at].between(from, to),
            None => to - from,
        }
    }
}

/// Hours that can no longer be understood count as always open, as they do for clocks.
async fn summed(
    tx: &mut Tx,
    id: BusinessHoursId,
    schedule: &domain::hours::Schedule,
    from: Millis,
    to: Millis,
) -> Result<Option<OpenTime>> {
    let since = domain::hours::date_in_utc(from).unwrap_or(domain::hours::Date::MIN);
    let holidays = crate::hours::holidays(tx, id, since, domain::hours::HOLIDAYS_MAX).await?;
    let hours = Hours::new(schedule, &holidays).ok();
    Ok(hours.map(|h| OpenTime::new(&h, from, to)))
}

/// Whom the one who asks may see as a person: `None` is everybody.
fn only(access: &Access) -> Option<domain::AgentId> {
    match access.may(Permission::ReportPersons) {
        true => None,
        false => Some(access.agent.unwrap_or(domain::AgentId(uuid::Uuid::nil()))),
    }
}

/// What was counted of the period, and of the one before where that was asked for.
pub struct Counted {
    sums: Sums,
    before: Option<Sums>,
}

/// Counts a share of the rows. Somebody without [`Permission::ReportRead`] gets empty sums.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn count(
    tx: &mut Tx,
    access: &Access,
    asked: &Asked,
    counting: &Counting,
    share: Share,
) -> Result<Counted> {
    let lasting = |t: &Traits, a: Millis, b: Millis| counting.lasted(t, a, b);
    let clause = asked.clause(tx, access).await?;
    let whole = |period: Period| Tally::new(&counting.local, period, asked.now, &lasting);
    let mut before = asked.before.map(whole);
    let mut tally = whole(asked.period).by(asked.by, only(access));
    if access.may(Permission::ReportRead) {
        for (pass, tally) in (0..).zip(before.iter_mut().chain([&mut tally])) {
            let told = asked.told(pass);
            walk(tx, access, clause.as_ref(), share, tally, &told).await?;
        }
    }
    Ok(Counted {
        sums: tally.into_sums(),
        before: before.map(Tally::into_sums),
    })
}

/// The report of all shares.
#[must_use]
pub fn report(access: &Access, asked: &Asked, counting: &Counting, shares: Vec<Counted>) -> Report {
    let lasting = |t: &Traits, a: Millis, b: Millis| counting.lasted(t, a, b);
    let whole = |period: Period| Tally::new(&counting.local, period, asked.now, &lasting);
    let mut tally = whole(asked.period).by(asked.by, only(access));
    let mut before = asked.before.map(whole);
    for share in shares {
        tally.take_in(share.sums);
        if let (Some(tally), Some(sums)) = (&mut before, share.before) {
            tally.take_in(sums);
        }
    }
    tally.into_report(before.map(Tally::into_totals))
}

/// The conversations behind a number, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picked {
    /// How many were counted; a conversation may be among them more than once (it came back twice).
    pub n: usize,
    pub items: Vec<(Millis, ConversationId)>,
}

/// The conversations that `pick` wants, from the `skip`th on, at most `limit`.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn picked(
    tx: &mut Tx,
    access: &Access,
    asked: &Asked,
    counting: &Counting,
    pick: Pick,
    skip: usize,
    limit: usize,
) -> Result<Picked> {
    let lasting = |t: &Traits, a: Millis, b: Millis| counting.lasted(t, a, b);
    let clause = asked.clause(tx, access).await?;
    let mut tally = Tally::new(&counting.local, asked.period, asked.now, &lasting)
        .by(asked.by, only(access))
        .picking(pick);
    if access.may(Permission::ReportRead) {
        walk(
            tx,
            access,
            clause.as_ref(),
            Share::Whole,
            &mut tally,
            &|_| (),
        )
        .await?;
    }
    let all = tally.into_picked();
    Ok(Picked {
        n: all.len(),
        items: all.into_iter().skip(skip).take(limit).collect(),
    })
}

/// When the first conversation arrived that figures know of.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn span(tx: &mut Tx) -> Result<Option<Millis>> {
    let first: Option<(Option<Millis>,)> = tx
        .one(
            crate::sql!("SELECT min(arrived_at) FROM figure_conversation"),
            &[],
        )
        .await?;
    Ok(first.and_then(|r| r.0))
}
