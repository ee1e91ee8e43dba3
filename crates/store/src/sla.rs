//! SLA policies, and the clocks of conversations. What they mean is `domain::sla`.

use crate::{Result, StoreError, Tx, record, sql, vals};
use domain::conversation::Urgency;
use domain::sla::{Clock, ClockKind, Ended, Outcome, Policy, Targets};
use domain::{BusinessHoursId, ChannelId, ConversationId, Millis, SlaPolicyId, TeamId};

/// Policies that are looked at.
pub const POLICIES_MAX: usize = 200;

record! {
    struct Row {
        id: SlaPolicyId,
        name: String,
        position: i64,
        channel: Option<ChannelId>,
        urgency: Option<Urgency>,
        in_hours: bool,
        first_response_ms: Option<Millis>,
        next_response_ms: Option<Millis>,
        resolution_ms: Option<Millis>,
        warn_ms: Millis,
        version: i64,
    }
}

impl From<Row> for Policy {
    fn from(r: Row) -> Self {
        Self {
            id: r.id,
            name: r.name,
            position: r.position,
            channel: r.channel,
            urgency: r.urgency,
            in_hours: r.in_hours,
            targets: Targets {
                first_response_ms: r.first_response_ms,
                next_response_ms: r.next_response_ms,
                resolution_ms: r.resolution_ms,
                warn_ms: r.warn_ms,
            },
            version: r.version,
        }
    }
}

/// In their order: the first that fits holds.
///
/// # Errors
/// See [`StoreError`].
pub async fn policies(tx: &mut Tx) -> Result<Vec<Policy>> {
    let rows: Vec<Row> = tx
        .all(
            sql!(
                "SELECT id, name, position, channel, urgency, in_hours, first_response_ms, next_response_ms, ",
                "resolution_ms, warn_ms, version FROM sla_policy ORDER BY position, id LIMIT $1"
            ),
            &vals![POLICIES_MAX],
        )
        .await?;
    Ok(rows.into_iter().map(Policy::from).collect())
}

/// # Errors
/// See [`StoreError`].
pub async fn policy(tx: &mut Tx, id: SlaPolicyId) -> Result<Option<Policy>> {
    let select = sql!(
        "SELECT id, name, position, channel, urgency, in_hours, first_response_ms, next_response_ms, ",
        "resolution_ms, warn_ms, version FROM sla_policy WHERE id = $1"
    );
    Ok(tx.one::<Row>(select, &vals![id]).await?.map(Policy::from))
}

/// # Errors
/// See [`StoreError`].
pub async fn insert_policy(tx: &mut Tx, p: &Policy, at: Millis) -> Result<()> {
    tx.run(
        sql!(
            "INSERT INTO sla_policy (id, name, position, channel, urgency, in_hours, first_response_ms, ",
            "next_response_ms, resolution_ms, warn_ms, created_at, version) ",
            "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1)"
        ),
        &vals![
            p.id,
            &p.name,
            p.position,
            p.channel,
            p.urgency,
            p.in_hours,
            p.targets.first_response_ms,
            p.targets.next_response_ms,
            p.targets.resolution_ms,
            p.targets.warn_ms,
            at
        ],
    )
    .await?;
    Ok(())
}

/// # Errors
/// `Conflict` when somebody else changed it since it was loaded.
pub async fn save_policy(tx: &mut Tx, p: &mut Policy) -> Result<()> {
    let touched = tx
        .run(
            sql!(
                "UPDATE sla_policy SET name = $3, position = $4, channel = $5, urgency = $6, in_hours = $7, ",
                "first_response_ms = $8, next_response_ms = $9, resolution_ms = $10, warn_ms = $11, ",
                "version = version + 1 WHERE id = $1 AND version = $2"
            ),
            &vals![
                p.id,
                p.version,
                &p.name,
                p.position,
                p.channel,
                p.urgency,
                p.in_hours,
                p.targets.first_response_ms,
                p.targets.next_response_ms,
                p.targets.resolution_ms,
                p.targets.warn_ms
            ],
        )
        .await?;
    if touched == 0 {
        return Err(StoreError::stale("the policy"));
    }
    p.version += 1;
    Ok(())
}

/// # Errors
/// See [`StoreError`].
pub async fn delete_policy(tx: &mut Tx, id: SlaPolicyId) -> Result<bool> {
    let delete = sql!("DELETE FROM sla_policy WHERE id = $1");
    Ok(tx.run(delete, &vals![id]).await? > 0)
}

record! {
    /// What a channel and a team say about time.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Terms {
        /// What the channel promises where no policy speaks, minutes.
        pub target_min: u32,
        /// The channel's hours, else the team's.
        pub hours: Option<BusinessHoursId>,
        /// Rises whenever policies, hours or holidays are changed.
        pub epoch: i64,
    }
}

/// # Errors
/// See [`StoreError`].
pub async fn terms(tx: &mut Tx, channel: ChannelId, team: Option<TeamId>) -> Result<Option<Terms>> {
    tx.one(
        sql!(
            "SELECT c.first_response_target_min, COALESCE(c.business_hours, ",
            "(SELECT t.business_hours FROM team t WHERE t.id = $2)), ",
            "(SELECT value FROM counter WHERE name = 'sla') FROM channel c WHERE c.id = $1"
        ),
        &vals![channel, team],
    )
    .await
}

/// The clocks of every conversation have to be looked at again.
///
/// # Errors
/// See [`StoreError`].
pub async fn turn_epoch(tx: &mut Tx) -> Result<()> {
    let next = sql!("UPDATE counter SET value = value + 1 WHERE name = 'sla'");
    tx.run(next, &[]).await.map(|_| ())
}

/// Conversations in which a clock may run and was not looked at since the settings changed.
///
/// # Errors
/// See [`StoreError`].
pub async fn outdated(tx: &mut Tx, limit: usize) -> Result<Vec<ConversationId>> {
    let rows: Vec<(ConversationId,)> = tx
        .all(
            sql!(
                "SELECT id FROM conversation WHERE status IN ('open', 'snoozed') ",
                "AND sla_epoch < (SELECT value FROM counter WHERE name = 'sla') ORDER BY sla_epoch, id LIMIT $1"
            ),
            &vals![limit],
        )
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

record! {
    struct ClockRow {
        conversation: ConversationId,
        kind: ClockKind,
        started_at: Millis,
        policy: Option<SlaPolicyId>,
        target_ms: Millis,
        warn_ms: Millis,
        spent_ms: Millis,
        since: Option<Millis>,
        due_at: Option<Millis>,
        warn_at: Option<Millis>,
        warned_at: Option<Millis>,
        breached_at: Option<Millis>,
        ended_at: Option<Millis>,
        outcome: Option<Outcome>,
    }
}

impl From<ClockRow> for Clock {
    fn from(r: ClockRow) -> Self {
        let ended = r.ended_at.zip(r.outcome);
        Self {
            kind: r.kind,
            started_at: r.started_at,
            policy: r.policy,
            target_ms: r.target_ms,
            warn_ms: r.warn_ms,
            spent_ms: r.spent_ms,
            since: r.since,
            due_at: r.due_at,
            warn_at: r.warn_at,
            warned_at: r.warned_at,
            breached_at: r.breached_at,
            ended: ended.map(|(at, outcome)| Ended { at, outcome }),
        }
    }
}

/// The clocks that [`domain::sla::follow`] asks for: `waiting_since` as the conversation has it.
///
/// # Errors
/// See [`StoreError`].
pub async fn clocks(
    tx: &mut Tx,
    conversation: ConversationId,
    waiting_since: Option<Millis>,
) -> Result<Vec<Clock>> {
    let rows: Vec<ClockRow> = tx
        .all(
            sql!(
                "SELECT conversation, kind, started_at, policy, target_ms, warn_ms, spent_ms, since, due_at, warn_at, ",
                "warned_at, breached_at, ended_at, outcome FROM sla_clock WHERE conversation = $1 ",
                "AND (kind <> 'next_response' OR ended_at IS NULL OR started_at = $2) ORDER BY started_at, kind LIMIT 50"
            ),
            &vals![conversation, waiting_since],
        )
        .await?;
    Ok(rows.into_iter().map(Clock::from).collect())
}

/// All clocks of a conversation, newest first.
///
/// # Errors
/// See [`StoreError`].
pub async fn history(tx: &mut Tx, conversation: ConversationId) -> Result<Vec<Clock>> {
    let rows: Vec<ClockRow> = tx
        .all(
            sql!(
                "SELECT conversation, kind, started_at, policy, target_ms, warn_ms, spent_ms, since, due_at, warn_at, ",
                "warned_at, breached_at, ended_at, outcome FROM sla_clock WHERE conversation = $1 ",
                "ORDER BY started_at DESC, kind LIMIT 200"
            ),
            &vals![conversation],
        )
        .await?;
    Ok(rows.into_iter().map(Clock::from).collect())
}

/// # Errors
/// See [`StoreError`].
pub async fn put_clock(tx: &mut Tx, conversation: ConversationId, c: &Clock) -> Result<()> {
    tx.run(
        sql!(
            "INSERT INTO sla_clock (conversation, kind, started_at, policy, target_ms, warn_ms, spent_ms, since, ",
            "due_at, warn_at, warned_at, breached_at, ended_at, outcome, next_at) ",
            "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) ",
            "ON CONFLICT (conversation, kind, started_at) DO UPDATE SET policy = excluded.policy, ",
            "target_ms = excluded.target_ms, warn_ms = excluded.warn_ms, spent_ms = excluded.spent_ms, ",
            "since = excluded.since, due_at = excluded.due_at, warn_at = excluded.warn_at, ",
            "warned_at = excluded.warned_at, breached_at = excluded.breached_at, ended_at = excluded.ended_at, ",
            "outcome = excluded.outcome, next_at = excluded.next_at"
        ),
        &vals![
            conversation,
            c.kind,
            c.started_at,
            c.policy,
            c.target_ms,
            c.warn_ms,
            c.spent_ms,
            c.since,
            c.due_at,
            c.warn_at,
            c.warned_at,
            c.breached_at,
            c.ended.map(|e| e.at),
            c.ended.map(|e| e.outcome),
            c.next_at()
        ],
    )
    .await?;
    Ok(())
}

/// What lists show and are ordered by; `epoch` of the [`Terms`] that were looked at.
///
/// # Errors
/// See [`StoreError`].
pub async fn set_due(
    tx: &mut Tx,
    conversation: ConversationId,
    due: Option<(Millis, ClockKind)>,
    epoch: i64,
) -> Result<()> {
    tx.run(
        sql!("UPDATE conversation SET due_at = $2, due_kind = $3, sla_epoch = $4 WHERE id = $1"),
        &vals![conversation, due.map(|d| d.0), due.map(|d| d.1), epoch],
    )
    .await?;
    Ok(())
}

/// Clocks that have to be ticked, the longest due first.
///
/// # Errors
/// See [`StoreError`].
pub async fn due(tx: &mut Tx, now: Millis, limit: usize) -> Result<Vec<(ConversationId, Clock)>> {
    let rows: Vec<ClockRow> = tx
        .all(
            sql!(
                "SELECT conversation, kind, started_at, policy, target_ms, warn_ms, spent_ms, since, due_at, warn_at, ",
                "warned_at, breached_at, ended_at, outcome FROM sla_clock ",
                "WHERE next_at IS NOT NULL AND next_at <= $1 ORDER BY next_at LIMIT $2"
            ),
            &vals![now, limit],
        )
        .await?;
    Ok(rows
        .into_iter()
        .map(|r| (r.conversation, Clock::from(r)))
        .collect())
}

/// Keeps what a tick marked, unless the clock has changed since `was` was read: another node was faster, or it has ended.
///
/// # Errors
/// See [`StoreError`].
pub async fn mark(
    tx: &mut Tx,
    conversation: ConversationId,
    was: &Clock,
    now: &Clock,
) -> Result<bool> {
    let touched = tx
        .run(
            sql!(
                "UPDATE sla_clock SET warned_at = $5, breached_at = $6, next_at = $7 ",
                "WHERE conversation = $1 AND kind = $2 AND started_at = $3 AND next_at = $4"
            ),
            &vals![
                conversation,
                was.kind,
                was.started_at,
                was.next_at(),
                now.warned_at,
                now.breached_at,
                now.next_at()
            ],
        )
        .await?;
    Ok(touched > 0)
}
