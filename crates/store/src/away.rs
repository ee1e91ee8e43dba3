//! Who is away, and what was given away for them. What it means is `domain::away`.

use crate::{Result, StoreError, Tx, record, sql, vals};
use domain::away::{Away, Reason, Work};
use domain::{AgentId, ConversationId, Millis};

record! {
    struct Row {
        agent: AgentId,
        since: Millis,
        until: Option<Millis>,
        stand_in: String,
        colleague: Option<AgentId>,
        reason: Reason,
    }
}

impl TryFrom<Row> for Away {
    type Error = StoreError;
    fn try_from(r: Row) -> Result<Self> {
        let work = match (r.stand_in.as_str(), r.colleague) {
            ("stay", _) => Work::Stay,
            ("colleague", Some(other)) => Work::Colleague(other),
            // A colleague who is gone leaves the team.
            ("team" | "colleague", _) => Work::Team,
            (other, _) => return Err(StoreError::corrupt(format!("away as {other}"))),
        };
        Ok(Self {
            agent: r.agent,
            since: r.since,
            until: r.until,
            work,
            reason: r.reason,
        })
    }
}

/// Everybody who said so, also those whose time is over.
///
/// # Errors
/// See [`StoreError`].
pub async fn all(tx: &mut Tx) -> Result<Vec<Away>> {
    let select =
        sql!("SELECT agent, since, until_, stand_in, colleague, reason FROM away ORDER BY agent");
    let rows: Vec<Row> = tx.all(select, &[]).await?;
    rows.into_iter().map(Away::try_from).collect()
}

/// # Errors
/// See [`StoreError`].
pub async fn of(tx: &mut Tx, agent: AgentId) -> Result<Option<Away>> {
    let select =
        sql!("SELECT agent, since, until_, stand_in, colleague, reason FROM away WHERE agent = $1");
    let row: Option<Row> = tx.one(select, &vals![agent]).await?;
    row.map(Away::try_from).transpose()
}

/// # Errors
/// See [`StoreError`].
pub async fn set(tx: &mut Tx, away: &Away) -> Result<()> {
    let (stand_in, colleague) = match away.work {
        Work::Stay => ("stay", None),
        Work::Team => ("team", None),
        Work::Colleague(other) => ("colleague", Some(other)),
    };
    let upsert = sql!(
        "INSERT INTO away (agent, since, until_, stand_in, colleague, reason) VALUES ($1, $2, $3, $4, $5, $6) ",
        "ON CONFLICT (agent) DO UPDATE SET until_ = excluded.until_, stand_in = excluded.stand_in, ",
        "colleague = excluded.colleague, reason = excluded.reason"
    );
    let params = vals![
        away.agent,
        away.since,
        away.until,
        stand_in,
        colleague,
        away.reason
    ];
    tx.run(upsert, &params).await.map(|_| ())
}

/// Back; false when the agent was here.
///
/// # Errors
/// See [`StoreError`].
pub async fn clear(tx: &mut Tx, agent: AgentId) -> Result<bool> {
    let delete = sql!("DELETE FROM away WHERE agent = $1");
    Ok(tx.run(delete, &vals![agent]).await? > 0)
}

/// The agent's open work: conversations that are not resolved and no spam, at most `limit`.
///
/// # Errors
/// See [`StoreError`].
pub async fn work_of(tx: &mut Tx, agent: AgentId, limit: usize) -> Result<Vec<ConversationId>> {
    let select = sql!(
        lite: [
            "SELECT id FROM conversation INDEXED BY conversation_status_assignee_last ",
            "WHERE status IN ('open', 'waiting', 'snoozed') AND assignee = $1 ORDER BY id LIMIT $2"
        ],
        pg: [
            "SELECT id FROM conversation ",
            "WHERE status IN ('open', 'waiting', 'snoozed') AND assignee = $1 ORDER BY id LIMIT $2"
        ],
    );
    let rows: Vec<(ConversationId,)> = tx.all(select, &vals![agent, limit]).await?;
    Ok(rows.into_iter().map(|r| r.0).collect())
}

/// Remembers that it was given away, and to whom.
///
/// # Errors
/// See [`StoreError`].
pub async fn moved(
    tx: &mut Tx,
    agent: AgentId,
    conversation: ConversationId,
    to: Option<AgentId>,
    at: Millis,
) -> Result<()> {
    let upsert = sql!(
        "INSERT INTO away_moved (agent, conversation, assignee, at) VALUES ($1, $2, $3, $4) ",
        "ON CONFLICT (agent, conversation) DO UPDATE SET assignee = excluded.assignee, at = excluded.at"
    );
    tx.run(upsert, &vals![agent, conversation, to, at])
        .await
        .map(|_| ())
}

/// What was given away for the agent since then, and to whom.
///
/// # Errors
/// See [`StoreError`].
pub async fn given(
    tx: &mut Tx,
    agent: AgentId,
    since: Millis,
) -> Result<Vec<(ConversationId, Option<AgentId>)>> {
    let select = sql!(
        "SELECT conversation, assignee FROM away_moved WHERE agent = $1 AND at >= $2 ",
        "ORDER BY conversation"
    );
    tx.all(select, &vals![agent, since]).await
}

/// Forgets what was given away for the agent.
///
/// # Errors
/// See [`StoreError`].
pub async fn forget(tx: &mut Tx, agent: AgentId) -> Result<()> {
    let delete = sql!("DELETE FROM away_moved WHERE agent = $1");
    tx.run(delete, &vals![agent]).await.map(|_| ())
}

/// Forgets what was given away before that time for agents who are back.
///
/// # Errors
/// See [`StoreError`].
pub async fn sweep(tx: &mut Tx, before: Millis) -> Result<()> {
    let delete = sql!(
        "DELETE FROM away_moved WHERE at < $1 AND NOT EXISTS (SELECT 1 FROM away a WHERE a.agent = away_moved.agent)"
    );
    tx.run(delete, &vals![before]).await.map(|_| ())
}
