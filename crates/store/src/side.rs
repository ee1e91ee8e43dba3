//! Side conversations: rows of `conversation` with a parent. They have messages, references and deliveries like any other,
//! and are in no list by their status.

use crate::{Result, Tx, record, sql, vals};
use domain::conversation::SideState;
use domain::{AgentId, ConversationId, Millis, TeamId};

record! {
    /// A side conversation as its parent shows it.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Side {
        pub id: ConversationId,
        pub number: i64,
        pub subject: String,
        pub state: SideState,
        pub created_at: Millis,
        pub last_at: Millis,
    }
}

/// Those of a conversation, the newest first; at most `limit`.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn of(tx: &mut Tx, parent: ConversationId, limit: usize) -> Result<Vec<Side>> {
    tx.all(
        sql!(
            "SELECT id, number, subject, side_state, created_at, last_at FROM conversation ",
            "WHERE parent = $1 AND side_state IS NOT NULL ORDER BY created_at DESC, id LIMIT $2"
        ),
        &vals![parent, limit],
    )
    .await
}

/// What they come to is written on the parent, so that lists need not look: `answered` before `waiting` before nothing.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn sum_up(tx: &mut Tx, parent: ConversationId) -> Result<()> {
    tx.run(
        sql!(
            "UPDATE conversation SET sides = (SELECT CASE ",
            "WHEN max(CASE WHEN s.side_state = 'answered' THEN 2 WHEN s.side_state = 'waiting' THEN 1 ELSE 0 END) = 2 ",
            "THEN 'answered' ",
            "WHEN max(CASE WHEN s.side_state = 'waiting' THEN 1 ELSE 0 END) = 1 THEN 'waiting' END ",
            "FROM conversation s WHERE s.parent = $1) WHERE id = $1"
        ),
        &vals![parent],
    )
    .await?;
    Ok(())
}

/// Whoever reaches the parent reaches them: they follow it to its team and its assignee.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn follow_parent(
    tx: &mut Tx,
    parent: ConversationId,
    team: Option<TeamId>,
    assignee: Option<AgentId>,
) -> Result<()> {
    tx.run(
        sql!("UPDATE conversation SET team = $2, assignee = $3 WHERE parent = $1"),
        &vals![parent, team, assignee],
    )
    .await?;
    Ok(())
}

/// All of one conversation go to another; which.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn move_all(
    tx: &mut Tx,
    from: ConversationId,
    to: ConversationId,
) -> Result<Vec<ConversationId>> {
    let rows: Vec<(ConversationId,)> = tx
        .all(
            sql!("UPDATE conversation SET parent = $2, version = version + 1 WHERE parent = $1 RETURNING id"),
            &vals![from, to],
        )
        .await?;
    Ok(rows.into_iter().map(|r| r.0).collect())
}

/// One goes to another parent, if it is at `from`.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn move_one(
    tx: &mut Tx,
    side: ConversationId,
    from: ConversationId,
    to: ConversationId,
) -> Result<()> {
    tx.run(
        sql!("UPDATE conversation SET parent = $3, version = version + 1 WHERE id = $1 AND parent = $2"),
        &vals![side, from, to],
    )
    .await?;
    Ok(())
}
