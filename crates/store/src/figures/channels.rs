//! What scorecards ask of every channel at once: one walk over the rows of the period, who used which channel, and who had to
//! ask again. What is out of reach is not counted.

use super::scan::{Share, walk};
use crate::filter::Built;
use crate::{Result, StoreError, Tx, record, sql, vals};
use domain::access::{Access, Permission};
use domain::figures::{Period, Sink};
use domain::scorecard::{Of, Users};
use domain::{AgentId, ChannelId, ContactId, Millis, TeamId};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Feeds whatever counts with every row of its period in reach. Somebody without [`Permission::ReportRead`] counts nothing.
///
/// # Errors
/// See [`StoreError`].
pub async fn walked(tx: &mut Tx, access: &Access, sink: &mut dyn Sink) -> Result<()> {
    if !access.may(Permission::ReportRead) {
        return Ok(());
    }
    walk(tx, access, None, Share::Whole, sink, &|_| ()).await
}

/// Customers who wrote by each channel since `since`, and those of them who have written by no other one since `elsewhere`.
/// Whether somebody has another way is asked of the whole house: it is a yes or no, and shows no conversation.
///
/// # Errors
/// See [`StoreError`].
pub async fn users(
    tx: &mut Tx,
    access: &Access,
    since: Millis,
    elsewhere: Millis,
) -> Result<BTreeMap<ChannelId, Users>> {
    let mut out: BTreeMap<ChannelId, Users> = BTreeMap::new();
    if !access.may(Permission::ReportRead) {
        return Ok(out);
    }
    let mut last = None;
    let built = users_built(tx, since, elsewhere);
    tx.each(&built, &mut |line| {
        let missing = || StoreError::corrupt("a user without a channel");
        let channel = ChannelId(line.id(0)?.ok_or_else(missing)?);
        let contact = ContactId(line.id(1)?.ok_or_else(missing)?);
        let (team, assignee) = (line.id(2)?.map(TeamId), line.id(3)?.map(AgentId));
        // Whose conversations several teams have is one user.
        if last != Some((channel, contact)) && access.reaches(team, assignee) {
            last = Some((channel, contact));
            let users = out.entry(channel).or_default();
            users.all += 1;
            users.only_here += i64::from(line.int(4)? == Some(0));
        }
        Ok(())
    })
    .await?;
    Ok(out)
}

fn users_built(tx: &Tx, since: Millis, elsewhere: Millis) -> Built {
    let mut b = Built::new(tx.engine());
    b.add("SELECT w.channel, w.contact, w.team, w.assignee, CAST(CASE WHEN EXISTS (SELECT 1 FROM conversation o ")
        .add("WHERE o.contact = w.contact AND o.last_at >= ")
        .bind(elsewhere)
        .add(" AND o.last_customer_at >= ")
        .bind(elsewhere)
        .add(" AND o.channel <> w.channel AND o.status IN ('open', 'waiting', 'snoozed', 'resolved')) ")
        .add("THEN 1 ELSE 0 END AS bigint) FROM (SELECT DISTINCT channel, contact, team, assignee FROM conversation ")
        .add("WHERE status IN ('open', 'waiting', 'snoozed', 'resolved') AND last_at >= ")
        .bind(since)
        .add(" AND last_customer_at >= ")
        .bind(since)
        .add(" AND contact IS NOT NULL) w ORDER BY w.channel, w.contact");
    b
}

record! {
    struct Again {
        channel: ChannelId,
        team: Option<TeamId>,
        own: bool,
        n: i64,
        k: i64,
    }
}

/// Of conversations that arrived within the period and were resolved at least `within` before its end: those that came back
/// within that time, or whose customer began another one, by any channel.
///
/// # Errors
/// See [`StoreError`].
pub async fn repeated(
    tx: &mut Tx,
    access: &Access,
    period: Period,
    within: Millis,
) -> Result<BTreeMap<ChannelId, Of>> {
    let mut out: BTreeMap<ChannelId, Of> = BTreeMap::new();
    if !access.may(Permission::ReportRead) {
        return Ok(out);
    }
    let select = sql!(
        "SELECT q.channel, q.team, q.own, count(*), CAST(sum(q.again) AS bigint) FROM (SELECT f.channel, f.team, ",
        "CASE WHEN f.assignee = $4 THEN 1 ELSE 0 END AS own, CASE WHEN EXISTS (SELECT 1 FROM figure_spell s ",
        "WHERE s.conversation = f.conversation AND s.kind = 2 AND s.began_at <= f.resolved_at + CAST($5 AS bigint)) ",
        "OR EXISTS (SELECT 1 FROM conversation o JOIN figure_conversation g ON g.conversation = o.id ",
        "WHERE o.contact = c.contact AND o.last_at >= f.resolved_at AND o.id <> c.id AND g.ours = 0 AND g.status <> 4 ",
        "AND g.arrived_at > f.resolved_at AND g.arrived_at <= f.resolved_at + CAST($5 AS bigint)) ",
        "THEN 1 ELSE 0 END AS again FROM figure_conversation f JOIN conversation c ON c.id = f.conversation ",
        "WHERE f.arrived_at >= $1 AND f.arrived_at < $2 AND f.ours = 0 AND f.status <> 4 AND f.deleted_at IS NULL ",
        "AND f.resolved_at <= $3) q GROUP BY q.channel, q.team, q.own"
    );
    let me = access.agent.unwrap_or(AgentId(Uuid::nil()));
    let params = vals![period.from, period.to, period.to - within, me, within];
    let groups: Vec<Again> = tx.all(select, &params).await?;
    for group in groups {
        let assignee = access.agent.filter(|_| group.own);
        if access.reaches(group.team, assignee) {
            let of = out.entry(group.channel).or_default();
            of.n += group.n;
            of.k += group.k;
        }
    }
    Ok(out)
}
