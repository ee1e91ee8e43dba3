//! Scorecards of channels: gathers what is known of each, for `domain::scorecard` to judge. All channels are counted by the
//! same few queries, whether one is asked for or all: a share is of the whole.

use crate::channels::EMAIL;
use crate::figures::Question;
use crate::promise::record;
use crate::queue::waits::overtaking;
use crate::{By, Desk, DeskError, Result};
use domain::access::{Access, Permission, Scope};
use domain::channel::Channel;
use domain::figures::Period;
use domain::hours::date_in;
use domain::promise::Kept;
use domain::scorecard::threshold::{DAY_MS, REPEATED_WITHIN_DAYS};
use domain::scorecard::{
    Answers, Counting, Facts, Of, Overtaking, Scorecard, Users, other_ways, scorecard,
};
use domain::survey::{Kind, Row, Summary, summary};
use domain::team::Agent;
use domain::{ChannelId, Millis, Refusal};
use std::collections::BTreeMap;
use store::Tx;
use store::survey::read::Line;

/// What is looked at when nothing is said.
pub const DAYS: i64 = 90;
/// Four weeks are what the shortest judgement needs.
pub const DAYS_MIN: i64 = 28;
pub const DAYS_MAX: i64 = 365;
/// Who wrote by another channel within so many days can do it again.
const YEAR_DAYS: i64 = 365;
/// Resampling starts here, so that a scorecard says the same twice.
const SEED: u64 = 1;

impl Desk {
    /// Every channel on one page, of the last `days`.
    ///
    /// # Errors
    /// `not_permitted`, `bad_days`; see [`store::StoreError`].
    pub async fn scorecards(&self, by: &By, days: Option<i64>) -> Result<Vec<Scorecard>> {
        self.judged(by, None, days).await
    }

    /// One channel on one page, of the last `days`.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`, `bad_days`; see [`store::StoreError`].
    pub async fn scorecard(&self, by: &By, id: ChannelId, days: Option<i64>) -> Result<Scorecard> {
        let found = self.judged(by, Some(id), days).await?;
        let one = found.into_iter().next();
        one.ok_or_else(|| DeskError::missing("channel"))
    }

    async fn judged(
        &self,
        by: &By,
        only: Option<ChannelId>,
        days: Option<i64>,
    ) -> Result<Vec<Scorecard>> {
        by.demand(Permission::ReportRead)?;
        let days = days.unwrap_or(DAYS);
        if !(DAYS_MIN..=DAYS_MAX).contains(&days) {
            let text = format!("A scorecard is of {DAYS_MIN} to {DAYS_MAX} days.");
            return Err(Refusal::new("bad_days", text).on("days").into());
        }
        let period = Period {
            from: by.now - days * DAY_MS,
            to: by.now,
        };
        let (access, now) = (by.access.clone(), by.now);
        let gathered = self
            .db
            .read(async move |tx| Gathered::load(tx, &access, period, only).await);
        let mut gathered: Gathered = gathered.await?;
        gathered.agent_ms = self.agent_time(by, period).await?;
        // Resampling takes a while: not on a thread that others wait for.
        tokio::task::spawn_blocking(move || gathered.judge(days, now, only))
            .await
            .map_err(|_| DeskError::refused("not_counted", "Counting broke off. Try again."))
    }

    /// Of everybody. Overtaking is the house's, and so has to be the time of which it is a share: whoever does not see the
    /// whole house gets none.
    async fn agent_time(&self, by: &By, period: Period) -> Result<Millis> {
        if by.access.scope != Scope::All {
            return Ok(0);
        }
        let zone = self.organization().await?.zone;
        let question = Question {
            from: Some(date_in(&zone, period.from)?),
            to: Some(date_in(&zone, period.to)?),
            ..Question::default()
        };
        self.time_in_all(by, &question).await
    }
}

/// What is known of all channels.
struct Gathered {
    period: Period,
    channels: Vec<Channel>,
    made: BTreeMap<ChannelId, Millis>,
    agents: Vec<Agent>,
    counting: Counting,
    users: BTreeMap<ChannelId, Users>,
    repeated: BTreeMap<ChannelId, Of>,
    repeated_before: BTreeMap<ChannelId, Of>,
    kept: BTreeMap<ChannelId, Kept>,
    kept_before: BTreeMap<ChannelId, Kept>,
    answers: Vec<Line>,
    overtaking: BTreeMap<ChannelId, Overtaking>,
    agent_ms: Millis,
}

impl Gathered {
    async fn load(
        tx: &mut Tx,
        access: &Access,
        period: Period,
        only: Option<ChannelId>,
    ) -> Result<Self> {
        let channels = store::channel::all(tx).await?;
        if only.is_some_and(|id| channels.iter().all(|c| c.id != id)) {
            return Err(DeskError::missing("channel"));
        }
        let before = Period {
            from: period.from - (period.to - period.from),
            to: period.from,
        };
        let mut counting = Counting::new(period.from, period.to);
        store::figures::walked(tx, access, &mut counting).await?;
        let year = period.to - YEAR_DAYS * DAY_MS;
        let within = REPEATED_WITHIN_DAYS * DAY_MS;
        Ok(Self {
            made: store::channel::made(tx).await?.into_iter().collect(),
            agents: store::agent::all(tx).await?,
            users: store::figures::users(tx, access, period.from, year).await?,
            repeated: store::figures::repeated(tx, access, period, within).await?,
            repeated_before: store::figures::repeated(tx, access, before, within).await?,
            kept: kept(tx, access, period, period.to).await?,
            kept_before: kept(tx, access, before, period.to).await?,
            answers: store::survey::read::lines(tx, access, before.from, period.to).await?,
            overtaking: caused(tx, period).await?,
            agent_ms: 0,
            period,
            channels,
            counting,
        })
    }

    fn judge(mut self, days: i64, now: Millis, only: Option<ChannelId>) -> Vec<Scorecard> {
        let channels = std::mem::take(&mut self.channels);
        let all_new = self.counting.all_new();
        let wanted = |c: &&Channel| only.is_none_or(|id| c.id == id);
        let mut out = Vec::new();
        for channel in channels.iter().filter(wanted) {
            let others = other_ways(channel, &channels);
            let facts = self.facts(channel, days, now, all_new, others);
            let Period { from, to } = self.period;
            out.push(scorecard(channel.id, from, to, &facts));
        }
        out
    }

    fn facts(
        &mut self,
        channel: &Channel,
        days: i64,
        now: Millis,
        all_new: (i64, i64),
        others: usize,
    ) -> Facts {
        let id = channel.id;
        let counted = self.counting.take(id);
        // Conversations that were brought along from elsewhere are older than their channel here.
        let made = self.made.get(&id).copied().unwrap_or(now);
        let began = counted.began.map_or(made, |at| at.min(made));
        let active = |a: &&Agent| a.active && !a.invited;
        let here = |a: &&Agent| channel.team.is_none_or(|t| a.teams.contains(&t));
        let team = self.agents.iter().filter(active).filter(here).count();
        Facts {
            stage: channel.stage,
            days,
            age_ms: now - began,
            flow: counted.flow,
            first_response: counted.first_response,
            first_response_before: counted.first_response_before,
            all_new,
            users: of(&self.users, id),
            promises: of(&self.kept, id),
            promises_before: of(&self.kept_before, id),
            overtaking: of(&self.overtaking, id),
            agent_ms: self.agent_ms,
            repeated: of(&self.repeated, id),
            repeated_before: of(&self.repeated_before, id),
            answers: self.said_of(id),
            others,
            team: u32::try_from(team).unwrap_or(u32::MAX),
            knows_again: channel.kind.0 != EMAIL,
        }
    }

    fn said_of(&self, id: ChannelId) -> Answers {
        let here = |l: &Line| l.channel == Some(id);
        let elsewhere = |l: &Line| l.channel.is_some_and(|c| c != id);
        let now = |l: &Line| l.asked_at >= self.period.from;
        Answers {
            csat: self.said(Kind::Csat, |l| here(l) && now(l)),
            csat_before: self.said(Kind::Csat, |l| here(l) && !now(l)),
            csat_others: self.said(Kind::Csat, |l| elsewhere(l) && now(l)),
            ces: self.said(Kind::Ces, |l| here(l) && now(l)),
            ces_before: self.said(Kind::Ces, |l| here(l) && !now(l)),
        }
    }

    /// `None` where nobody was asked.
    fn said(&self, kind: Kind, wanted: impl Fn(&Line) -> bool) -> Option<Summary> {
        let of_kind = self.answers.iter().filter(|l| l.kind == kind);
        let row = |l: &Line| Row {
            score: l.score,
            person: l.person(),
        };
        let rows: Vec<Row> = of_kind.filter(|l| wanted(l)).map(row).collect();
        (!rows.is_empty()).then(|| summary(kind, &rows, SEED))
    }
}

fn of<T: Copy + Default>(all: &BTreeMap<ChannelId, T>, id: ChannelId) -> T {
    all.get(&id).copied().unwrap_or_default()
}

/// Promises made within a period, as far as they are decided.
async fn kept(
    tx: &mut Tx,
    access: &Access,
    period: Period,
    now: Millis,
) -> Result<BTreeMap<ChannelId, Kept>> {
    let mut out: BTreeMap<ChannelId, Kept> = BTreeMap::new();
    for became in store::promise::lines(tx, access, None, (period.from, period.to)).await? {
        let of = out.entry(became.channel).or_default();
        of.add(&record::line(&became, 0), now);
    }
    Ok(out)
}

/// Overtaking of others' work by each channel's.
async fn caused(tx: &mut Tx, period: Period) -> Result<BTreeMap<ChannelId, Overtaking>> {
    let mut out: BTreeMap<ChannelId, Overtaking> = BTreeMap::new();
    let found = overtaking(tx, period.from, period.to, period.to).await?;
    for ((served, over), minutes) in found.matrix {
        if served != over {
            let of = out.entry(served).or_default();
            of.ms += minutes.harmless_ms + minutes.harmful_ms;
            of.times += i64::from(minutes.times);
        }
    }
    Ok(out)
}
