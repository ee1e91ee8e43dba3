//! What came when: each arrival, and each later wait of a conversation, as work. What forward runs expect to come again.

use super::rows::urgency_of;
use crate::{FromRow, Result, Row, Tx, sql, vals};
use domain::conversation::Urgency;
use domain::{ChannelId, Millis, TeamId};

/// Arrivals that are looked at, the newest.
const MOST: usize = 50_000;

/// Work that came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrived {
    pub at: Millis,
    pub channel: ChannelId,
    pub team: Option<TeamId>,
    pub urgency: Urgency,
    /// Of the conversation.
    pub language: Option<String>,
    /// Began in a widget.
    pub chat: bool,
}

impl FromRow for Arrived {
    fn from_row(row: &mut Row) -> Result<Self> {
        Ok(Self {
            at: row.take()?,
            channel: row.take()?,
            team: row.take()?,
            urgency: urgency_of(row.take()?)?,
            language: row.take()?,
            chat: row.take::<i64>()? != 0,
        })
    }
}

/// What customers brought since then, newest first: new conversations, and waits after the first answer. What goes on in a
/// chat is no new work.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn arrivals(tx: &mut Tx, since: Millis) -> Result<Vec<Arrived>> {
    let mut out: Vec<Arrived> = tx
        .all(
            sql!(
                "SELECT f.arrived_at, f.channel, f.team, f.urgency, c.language, ",
                "CASE WHEN h.conversation IS NULL THEN 0 ELSE 1 END FROM figure_conversation f ",
                "JOIN conversation c ON c.id = f.conversation LEFT JOIN chat h ON h.conversation = f.conversation ",
                "WHERE f.arrived_at >= $1 AND f.ours = $3 AND f.status <> 4 ORDER BY f.arrived_at DESC LIMIT $2"
            ),
            &vals![since, MOST, false],
        )
        .await?;
    let again: Vec<Arrived> = tx
        .all(
            sql!(
                "SELECT f.began_at, f.channel, f.team, f.urgency, c.language, 0 FROM figure_spell f ",
                "JOIN conversation c ON c.id = f.conversation WHERE f.kind = 1 AND f.began_at >= $1 AND f.counted <> 0 ",
                "AND NOT EXISTS (SELECT 1 FROM chat h WHERE h.conversation = f.conversation) ",
                "ORDER BY f.began_at DESC LIMIT $2"
            ),
            &vals![since, MOST],
        )
        .await?;
    out.extend(again);
    Ok(out)
}
