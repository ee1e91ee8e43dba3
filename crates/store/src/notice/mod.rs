//! Notices, who is told by each, and who gets none.

mod parts;
mod people;
mod recipient;
mod suppression;

pub use people::{
    Dependent, Part, Used, User, Volume, absorbed, address, dependents, kinds, since, tags,
    threads, topics, users_before, volume,
};
pub use recipient::{
    Counts, Recipient, Told, Wave, begin, bounced, by_message, clear, counts, heard, is_told,
    recipients, states, told, told_before, waiting, waves,
};
pub use suppression::{Suppressed, allow, of_address, silence, suppress, suppressed};

use crate::{Json, Result, StoreError, Tx, record, sql, vals};
use domain::notice::{Content, State, Stopped};
use domain::{AgentId, ChannelId, Millis, NoticeId, PlanId};

record! {
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Notice {
        pub id: NoticeId,
        pub channel: ChannelId,
        pub plan: Option<PlanId>,
        pub content: Json<Content>,
        pub state: State,
        pub written_by: AgentId,
        /// In whose name it goes out.
        pub sent_by: Option<AgentId>,
        /// Nobody is told before.
        pub held_until: Option<Millis>,
        /// The newest wave that has begun.
        pub wave: u32,
        pub waves: u32,
        /// When the next one is due.
        pub next_at: Option<Millis>,
        /// When the plan closed the channel as it was sent: every letter says that day.
        pub closes_at: Option<Millis>,
        /// The step of its plan then.
        pub plan_step: Option<i64>,
        /// Why it stopped by itself.
        pub stopped_why: Option<Stopped>,
        pub created_at: Millis,
        pub updated_at: Millis,
        pub version: i64,
    }
}

record! {
    /// A notice in a list.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Line {
        pub id: NoticeId,
        pub channel: ChannelId,
        pub plan: Option<PlanId>,
        pub name: String,
        pub state: State,
        pub created_at: Millis,
        pub updated_at: Millis,
        pub version: i64,
        pub waiting: i64,
        pub told: i64,
        pub passed: i64,
    }
}

macro_rules! whole {
    () => {
        concat!(
            "SELECT id, channel, plan, content, state, written_by, sent_by, held_until, wave, waves, next_at, closes_at, ",
            "plan_step, stopped_why, created_at, updated_at, version FROM notice "
        )
    };
}

/// # Errors
/// See [`StoreError`].
pub async fn load(tx: &mut Tx, id: NoticeId) -> Result<Option<Notice>> {
    tx.one(sql!(whole!(), "WHERE id = $1"), &vals![id]).await
}

/// The newest first, by when they were written, before that time and id; of one channel, or of all.
///
/// # Errors
/// See [`StoreError`].
pub async fn page(
    tx: &mut Tx,
    channel: Option<ChannelId>,
    before: Option<(Millis, NoticeId)>,
    limit: usize,
) -> Result<Vec<Line>> {
    let (at, id) = before.unwrap_or((Millis::MAX, NoticeId(uuid::Uuid::max())));
    let select = sql!(
        "SELECT n.id, n.channel, n.plan, n.name, n.state, n.created_at, n.updated_at, n.version, ",
        "count(CASE WHEN r.state = 'waiting' THEN 1 END), count(CASE WHEN r.state = 'told' THEN 1 END), ",
        "count(CASE WHEN r.state = 'passed' THEN 1 END) FROM (SELECT id, channel, plan, name, state, created_at, updated_at, ",
        "version FROM notice WHERE (created_at, id) < ($1, $2) AND (CAST($3 AS bigint) = 0 OR channel = $4) ",
        "ORDER BY created_at DESC, id DESC LIMIT $5) n LEFT JOIN notice_recipient r ON r.notice = n.id ",
        "GROUP BY n.id, n.channel, n.plan, n.name, n.state, n.created_at, n.updated_at, n.version ",
        "ORDER BY n.created_at DESC, n.id DESC"
    );
    let one = channel.is_some();
    let channel = channel.unwrap_or(ChannelId(uuid::Uuid::nil()));
    tx.all(select, &vals![at, id, one, channel, limit]).await
}

/// Those that go out, are not held any more, and have something to be done now; the longest ago first.
///
/// # Errors
/// See [`StoreError`].
pub async fn sending(tx: &mut Tx, now: Millis) -> Result<Vec<NoticeId>> {
    let select = sql!(
        "SELECT id FROM notice WHERE state = 'sending' AND held_until <= $1 AND (next_at IS NULL OR next_at <= $1 OR EXISTS (SELECT 1 FROM ",
        "notice_recipient r WHERE r.notice = notice.id AND r.state = 'waiting' AND r.wave <= notice.wave)) ",
        "ORDER BY held_until, id LIMIT 100"
    );
    let rows: Vec<(NoticeId,)> = tx.all(select, &vals![now]).await?;
    Ok(rows.into_iter().map(|r| r.0).collect())
}

/// # Errors
/// See [`StoreError`].
pub async fn insert(tx: &mut Tx, n: &Notice) -> Result<()> {
    let insert = sql!(
        "INSERT INTO notice (id, channel, plan, content, state, written_by, created_at, updated_at, name) ",
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8)"
    );
    let params = vals![
        n.id,
        n.channel,
        n.plan,
        &n.content,
        n.state,
        n.written_by,
        n.created_at,
        &n.content.0.name
    ];
    tx.run(insert, &params).await.map(|_| ())
}

/// # Errors
/// `Conflict` when somebody else changed it since it was loaded.
pub async fn save(tx: &mut Tx, n: &mut Notice, at: Millis) -> Result<()> {
    let update = sql!(
        "UPDATE notice SET plan = $3, content = $4, state = $5, sent_by = $6, held_until = $7, wave = $8, waves = $9, ",
        "next_at = $10, updated_at = $11, name = $12, closes_at = $13, plan_step = $14, stopped_why = $15, version = version + 1 WHERE id = $1 AND version = $2"
    );
    let params = vals![
        n.id,
        n.version,
        n.plan,
        &n.content,
        n.state,
        n.sent_by,
        n.held_until,
        n.wave,
        n.waves,
        n.next_at,
        at,
        &n.content.0.name,
        n.closes_at,
        n.plan_step,
        n.stopped_why
    ];
    if tx.run(update, &params).await? == 0 {
        return Err(StoreError::stale("the notice"));
    }
    n.version += 1;
    n.updated_at = at;
    Ok(())
}

/// A draft; `false` when it is none (any more).
///
/// # Errors
/// See [`StoreError`].
pub async fn delete(tx: &mut Tx, id: NoticeId) -> Result<bool> {
    let delete = sql!("DELETE FROM notice WHERE id = $1 AND state = 'draft'");
    Ok(tx.run(delete, &vals![id]).await? > 0)
}
