//! How long customers waited for a first answer, and how much of agents' time went to what was less urgent while something
//! more urgent waited.

use crate::figures::{Days, Question};
use crate::{By, Desk, Result, figures, organization};
use domain::access::Permission;
use domain::alternative::Choice;
use domain::hours::Local;
use domain::routing::overtaking::{Minutes, Overtaken, Overtaking};
use domain::{ChannelId, Millis, TeamId};
use std::collections::BTreeMap;
use store::Tx;
use store::chat::Alternative;
use store::figures::Wait;

/// Conversations of one report.
const WAITS_MAX: usize = 500_000;
const OVERTAKEN_MAX: usize = 200_000;
const ALTERNATIVES_MAX: usize = 500_000;

/// Of a channel as a whole, of one of its teams, or of one hour of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WaitRow {
    pub channel: ChannelId,
    pub team: Option<TeamId>,
    pub hour: Option<u8>,
    pub n: usize,
    pub median_ms: Millis,
    pub p90_ms: Millis,
}

/// Chats that were offered another way, the last time in the period, and what they chose; who said nothing was answered, or left.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Alternatives {
    pub offered: usize,
    pub message: usize,
    pub wait: usize,
    pub unanswered: usize,
}

/// What is asked.
#[derive(Debug, Clone, Default)]
pub struct WaitsAsked {
    pub period: Question,
    pub channel: Option<ChannelId>,
    pub team: Option<TeamId>,
}

#[derive(Debug, Clone)]
pub struct Waits {
    pub days: Days,
    pub rows: Vec<WaitRow>,
    pub alternatives: Alternatives,
    /// Of everybody who was there.
    pub agent_ms: Millis,
    pub total: Minutes,
    /// What was taken first, over whom.
    pub matrix: BTreeMap<(ChannelId, ChannelId), Minutes>,
}

impl Desk {
    /// Waits in the caller's sight; overtaking is the house's.
    ///
    /// # Errors
    /// `not_permitted`, `period_too_long` and what days refuse.
    pub async fn waits(&self, by: &By, asked: WaitsAsked) -> Result<Waits> {
        by.demand(Permission::ReportRead)?;
        let time = self.time_report(by, &asked.period).await?;
        let agent_ms = time.tallied.sums.total();
        let (access, now) = (by.access.clone(), by.now);
        self.db
            .read(async move |tx| {
                let zone = organization::of(tx).await?.zone;
                let days = figures::days_of(&asked.period, &zone, now)?;
                let period = figures::period(days, &zone)?;
                let mut waits =
                    store::figures::waits(tx, period.from, period.to, WAITS_MAX).await?;
                let wanted = |channel, team, assignee| {
                    access.reaches(team, assignee)
                        && asked.channel.is_none_or(|c| c == channel)
                        && asked.team.is_none_or(|t| team == Some(t))
                };
                waits.retain(|w| wanted(w.channel, w.team, w.assignee));
                let mut offered =
                    store::chat::alternatives(tx, period.from, period.to, ALTERNATIVES_MAX).await?;
                offered.retain(|a| wanted(a.channel, a.team, a.assignee));
                let local = Local::new(&zone, period.from, period.to)?;
                let overtaking = overtaking(tx, period.from, period.to, now).await?;
                Ok(Waits {
                    days,
                    rows: rows(&waits, &local),
                    alternatives: counted(&offered),
                    agent_ms,
                    total: overtaking.total(),
                    matrix: overtaking.matrix,
                })
            })
            .await
    }
}

fn counted(offered: &[Alternative]) -> Alternatives {
    let of = |choice| offered.iter().filter(|a| a.choice == choice).count();
    Alternatives {
        offered: offered.len(),
        message: of(Some(Choice::Message)),
        wait: of(Some(Choice::Wait)),
        unanswered: of(None),
    }
}

fn rows(waits: &[Wait], local: &Local) -> Vec<WaitRow> {
    let mut parts: BTreeMap<(ChannelId, Option<TeamId>, Option<u8>), Vec<Millis>> = BTreeMap::new();
    for w in waits {
        let ms = (w.first_reply_at - w.arrived_at).max(0);
        let (_, _, hour) = local.place(w.arrived_at);
        let mut add = |team, hour| parts.entry((w.channel, team, hour)).or_default().push(ms);
        add(None, None);
        add(None, Some(hour));
        if w.team.is_some() {
            add(w.team, None);
        }
    }
    parts
        .into_iter()
        .map(|((channel, team, hour), mut ms)| {
            ms.sort_unstable();
            WaitRow {
                channel,
                team,
                hour,
                n: ms.len(),
                median_ms: ms[(ms.len() - 1) / 2],
                p90_ms: ms[(ms.len() - 1) * 9 / 10],
            }
        })
        .collect()
}

/// The fold over what began and what ended, in the order of time.
pub(crate) async fn overtaking(
    tx: &mut Tx,
    from: Millis,
    to: Millis,
    now: Millis,
) -> Result<Overtaking> {
    let rows = store::overtaking::between(tx, from, to, OVERTAKEN_MAX).await?;
    let mut steps: Vec<(Millis, usize, bool)> = Vec::with_capacity(rows.len() * 2);
    for (n, row) in rows.iter().enumerate() {
        steps.push((row.at, n, false));
        steps.extend(row.over_ended_at.map(|at| (at, n, true)));
    }
    // What begins at the moment in which something ends still overtook it.
    steps.sort_by_key(|(at, n, ends)| (*at, *ends, *n));
    let mut fold = Overtaking::default();
    for (at, n, ends) in steps {
        let row = &rows[n];
        if ends {
            fold.ended(row.over, at);
            continue;
        }
        let over = Overtaken {
            item: row.over,
            channel: row.over_channel,
            since: row.over_since,
            target_ms: row.over_target_ms,
        };
        let took = row.ms.unwrap_or(now - row.at);
        fold.began(row.channel, took, Some(over));
    }
    fold.close(now);
    Ok(fold)
}
