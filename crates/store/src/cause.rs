//! Causes: why people write about a topic, and whether it was mended. How often they write follows from the figures.

use crate::{Result, StoreError, Tx, record, sql, vals};
use domain::cause::State;
use domain::{AgentId, CauseId, ConversationId, Millis, TeamId, TopicId};

record! {
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Cause {
        pub id: CauseId,
        pub topic: TopicId,
        pub name: String,
        pub description: String,
        pub owner: Option<AgentId>,
        /// Where the product's own list has it; empty, or http(s).
        pub link: String,
        pub state: State,
        /// Since when it does not happen any more.
        pub mended_at: Option<Millis>,
        pub archived: bool,
        pub created_at: Millis,
        pub version: i64,
    }
}

/// Every column that a record has, from its table.
macro_rules! whole {
    () => {
        concat!(
            "SELECT id, topic, name, description, owner, link, state, mended_at, archived, created_at, version ",
            "FROM cause "
        )
    };
}

/// By name; archived ones too.
///
/// # Errors
/// See [`StoreError`].
pub async fn all(tx: &mut Tx) -> Result<Vec<Cause>> {
    tx.all(sql!(whole!(), "ORDER BY name, id"), &[]).await
}

/// # Errors
/// See [`StoreError`].
pub async fn load(tx: &mut Tx, id: CauseId) -> Result<Option<Cause>> {
    tx.one(sql!(whole!(), "WHERE id = $1"), &vals![id]).await
}

/// # Errors
/// See [`StoreError`].
pub async fn insert(tx: &mut Tx, c: &Cause) -> Result<()> {
    let insert = sql!(
        "INSERT INTO cause (id, topic, name, description, owner, link, state, mended_at, archived, created_at, version) ",
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1)"
    );
    let params = vals![
        c.id,
        c.topic,
        &c.name,
        &c.description,
        c.owner,
        &c.link,
        c.state,
        c.mended_at,
        c.archived,
        c.created_at
    ];
    tx.run(insert, &params).await.map(|_| ())
}

/// # Errors
/// `Conflict` when somebody else changed it since it was loaded.
pub async fn save(tx: &mut Tx, c: &mut Cause) -> Result<()> {
    let update = sql!(
        "UPDATE cause SET topic = $3, name = $4, description = $5, owner = $6, link = $7, state = $8, mended_at = $9, ",
        "archived = $10, version = version + 1 WHERE id = $1 AND version = $2"
    );
    let params = vals![
        c.id,
        c.version,
        c.topic,
        &c.name,
        &c.description,
        c.owner,
        &c.link,
        c.state,
        c.mended_at,
        c.archived
    ];
    if tx.run(update, &params).await? == 0 {
        return Err(StoreError::stale("the cause"));
    }
    c.version += 1;
    Ok(())
}

/// The cause that somebody found for a conversation.
///
/// # Errors
/// See [`StoreError`].
pub async fn of_conversation(tx: &mut Tx, id: ConversationId) -> Result<Option<CauseId>> {
    let row: Option<(Option<CauseId>,)> = tx
        .one(
            sql!("SELECT cause FROM conversation WHERE id = $1"),
            &vals![id],
        )
        .await?;
    Ok(row.and_then(|r| r.0))
}

/// # Errors
/// See [`StoreError`].
pub async fn set(tx: &mut Tx, id: ConversationId, cause: Option<CauseId>) -> Result<()> {
    let update = sql!("UPDATE conversation SET cause = $2 WHERE id = $1");
    tx.run(update, &vals![id, cause]).await.map(|_| ())
}

record! {
    /// Contacts of a stretch of time: begun by customers, no spam, not deleted.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Contacts {
        pub topic: Option<TopicId>,
        pub cause: Option<CauseId>,
        pub team: Option<TeamId>,
        /// Assigned to the agent who asks.
        pub own: bool,
        pub n: i64,
    }
}

/// Contacts from `from` on, before `to`, by topic, cause and team; `me` is whose conversations are own ones. Follows from the
/// figures, so that it says the same as they do.
///
/// # Errors
/// See [`StoreError`].
pub async fn contacts(tx: &mut Tx, from: Millis, to: Millis, me: AgentId) -> Result<Vec<Contacts>> {
    tx.all(
        sql!(
            "SELECT q.topic, q.cause, q.team, q.own, count(*) FROM (SELECT f.topic, c.cause, f.team, ",
            "CASE WHEN f.assignee = $3 THEN 1 ELSE 0 END AS own FROM figure_conversation f ",
            "JOIN conversation c ON c.id = f.conversation WHERE f.arrived_at >= $1 AND f.arrived_at < $2 AND f.ours = 0 ",
            "AND f.status <> 4 AND f.deleted_at IS NULL) q GROUP BY q.topic, q.cause, q.team, q.own"
        ),
        &vals![from, to, me],
    )
    .await
}

/// When the first contact of the figures arrived.
///
/// # Errors
/// See [`StoreError`].
pub async fn counted_since(tx: &mut Tx) -> Result<Option<Millis>> {
    let row: Option<(Millis,)> = tx
        .one(
            sql!("SELECT arrived_at FROM figure_conversation ORDER BY arrived_at LIMIT 1"),
            &[],
        )
        .await?;
    Ok(row.map(|r| r.0))
}
