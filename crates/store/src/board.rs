//! What a desk looks like now: who waits, how long, what is late, what each agent holds. Reads for the live board.

use crate::{Result, Tx, record, sql, vals};
use domain::access::{Access, Permission};
use domain::conversation::Urgency;
use domain::{AgentId, ChannelId, Millis, TeamId};
use std::collections::BTreeMap;

record! {
    struct Waits {
        channel: ChannelId,
        urgency: Urgency,
        team: Option<TeamId>,
        assignee: Option<AgentId>,
        n: i64,
        oldest: Millis,
        late: i64,
        soon: i64,
    }
}

/// Customers who wait for us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    pub n: i64,
    /// Since when the one who has waited longest does.
    pub oldest: Millis,
    /// Their due time has passed.
    pub late: i64,
    /// It comes within the hour.
    pub soon: i64,
}

impl Waiting {
    fn and(self, other: Self) -> Self {
        Self {
            n: self.n + other.n,
            oldest: self.oldest.min(other.oldest),
            late: self.late + other.late,
            soon: self.soon + other.soon,
        }
    }
}

/// Within this time something is due soon.
const SOON_MS: Millis = 60 * 60 * 1000;

/// Who waits now, by channel and urgency, in reach of `access`.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn waiting(
    tx: &mut Tx,
    access: &Access,
    now: Millis,
) -> Result<BTreeMap<(ChannelId, Urgency), Waiting>> {
    let mut out = BTreeMap::new();
    if !access.may(Permission::ReportRead) {
        return Ok(out);
    }
    let select = sql!(
        "SELECT channel, urgency, team, assignee, count(*), min(waiting_since), ",
        "CAST(sum(CASE WHEN due_at <= $1 THEN 1 ELSE 0 END) AS BIGINT), ",
        "CAST(sum(CASE WHEN due_at > $1 AND due_at <= $2 THEN 1 ELSE 0 END) AS BIGINT) ",
        "FROM conversation WHERE status = 'open' AND waiting_since IS NOT NULL ",
        "GROUP BY channel, urgency, team, assignee"
    );
    let rows: Vec<Waits> = tx.all(select, &vals![now, now + SOON_MS]).await?;
    for row in rows {
        if !access.reaches(row.team, row.assignee) {
            continue;
        }
        let waits = Waiting {
            n: row.n,
            oldest: row.oldest,
            late: row.late,
            soon: row.soon,
        };
        let key = (row.channel, row.urgency);
        let all = out.get(&key).map_or(waits, |w: &Waiting| w.and(waits));
        out.insert(key, all);
    }
    Ok(out)
}

/// How many open conversations each agent holds, in reach of `access`; `None` is nobody.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn held(tx: &mut Tx, access: &Access) -> Result<BTreeMap<Option<AgentId>, i64>> {
    let mut out = BTreeMap::new();
    if !access.may(Permission::ReportRead) {
        return Ok(out);
    }
    let select = sql!(
        "SELECT assignee, team, count(*) FROM conversation WHERE status = 'open' GROUP BY assignee, team"
    );
    let rows: Vec<(Option<AgentId>, Option<TeamId>, i64)> = tx.all(select, &[]).await?;
    for (assignee, team, n) in rows {
        if access.reaches(team, assignee) {
            *out.entry(assignee).or_insert(0) += n;
        }
    }
    Ok(out)
}
