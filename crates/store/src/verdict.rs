//! What people said of guesses: see `domain::triage`.

use crate::{Result, Tx, record, sql, vals};
use domain::conversation::Source;
use domain::triage::{Guessed, Verdict};
use domain::{AgentId, ConversationId, Millis, TeamId};

/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn insert(
    tx: &mut Tx,
    conversation: ConversationId,
    verdict: &Verdict,
    agent: AgentId,
    at: Millis,
) -> Result<()> {
    let insert = sql!(
        "INSERT INTO verdict (conversation, field, source, guess, right_, agent, at) ",
        "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (conversation, field, at) DO NOTHING"
    );
    let params = vals![
        conversation,
        verdict.field.word(),
        verdict.source,
        &verdict.guess,
        verdict.right,
        agent,
        at
    ];
    tx.run(insert, &params).await.map(|_| ())
}

record! {
    /// Verdicts on one guess by one source, in the conversations of one team.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Tally {
        pub source: Source,
        pub guess: String,
        pub team: Option<TeamId>,
        /// In conversations of the agent who asks.
        pub own: bool,
        pub n: i64,
        pub wrong: i64,
    }
}

/// Verdicts since then; `me` is whose conversations are own ones.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn tallies(
    tx: &mut Tx,
    field: Guessed,
    since: Millis,
    me: AgentId,
) -> Result<Vec<Tally>> {
    let select = sql!(
        "SELECT q.source, q.guess, q.team, q.own, count(*), count(q.wrong) FROM (",
        "SELECT v.source, v.guess, c.team, CASE WHEN c.assignee = $3 THEN 1 ELSE 0 END AS own, CASE WHEN v.right_ = 0 THEN 1 END AS wrong ",
        "FROM verdict v JOIN conversation c ON c.id = v.conversation WHERE v.field = $1 AND v.at >= $2) q ",
        "GROUP BY q.source, q.guess, q.team, q.own"
    );
    tx.all(select, &vals![field.word(), since, me]).await
}

/// Conversations in which this guess was wrong, the newest verdict first.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn wrong(
    tx: &mut Tx,
    field: Guessed,
    source: Source,
    guess: &str,
    since: Millis,
    limit: usize,
) -> Result<Vec<ConversationId>> {
    let select = sql!(
        "SELECT v.conversation FROM verdict v WHERE v.field = $1 AND v.source = $2 AND v.guess = $3 AND v.at >= $4 ",
        "AND v.right_ = 0 ORDER BY v.at DESC, v.conversation LIMIT $5"
    );
    let rows: Vec<(ConversationId,)> = tx
        .all(select, &vals![field.word(), source, guess, since, limit])
        .await?;
    Ok(rows.into_iter().map(|r| r.0).collect())
}
