//! How long customers waited for a first answer, one by one.

use crate::{Result, Tx, record, sql, vals};
use domain::{AgentId, ChannelId, Millis, TeamId};

record! {
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Wait {
        pub channel: ChannelId,
        pub team: Option<TeamId>,
        pub assignee: Option<AgentId>,
        pub arrived_at: Millis,
        pub first_reply_at: Millis,
    }
}

/// Of conversations that came in that time and were answered; at most `limit`.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn waits(tx: &mut Tx, from: Millis, to: Millis, limit: usize) -> Result<Vec<Wait>> {
    let select = sql!(
        "SELECT channel, team, assignee, arrived_at, first_reply_at FROM figure_conversation ",
        "WHERE arrived_at >= $1 AND arrived_at < $2 AND ours = 0 AND status <> 4 AND deleted_at IS NULL ",
        "AND first_reply_at IS NOT NULL ORDER BY arrived_at, conversation LIMIT $3"
    );
    tx.all(select, &vals![from, to, limit]).await
}

record! {
    /// What came, for a look at how other rules would have done.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Came {
        pub channel: ChannelId,
        pub team: Option<TeamId>,
        /// 0 low to 3 urgent.
        pub urgency: u16,
        pub arrived_at: Millis,
        pub is_chat: bool,
    }
}

/// What customers began in that time; at most `limit`.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn came(tx: &mut Tx, from: Millis, to: Millis, limit: usize) -> Result<Vec<Came>> {
    let select = sql!(
        "SELECT f.channel, f.team, f.urgency, f.arrived_at, CASE WHEN h.conversation IS NULL THEN 0 ELSE 1 END ",
        "FROM figure_conversation f LEFT JOIN chat h ON h.conversation = f.conversation ",
        "WHERE f.arrived_at >= $1 AND f.arrived_at < $2 AND f.ours = 0 AND f.status <> 4 ",
        "ORDER BY f.arrived_at, f.conversation LIMIT $3"
    );
    tx.all(select, &vals![from, to, limit]).await
}
