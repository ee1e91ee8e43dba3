//! Plans of channels, as they are, with their diaries and what is to be done about them. What they mean is `domain::plan`.

mod diary;
mod kit;
pub mod measured;
mod reach;

pub use diary::{Noted, Open, add, add_effects, diary, effect_done, effects_open};
pub use kit::{Kit, add_kit, kit};
pub use reach::{Who, count, tags_between, tags_of, topics_between, topics_of, used_at, who};

use crate::value::json;
use crate::{Json, Result, StoreError, Tx, record, sql, vals};
use domain::door::Overlay;
use domain::plan::{LOOK_MS, Plan, State};
use domain::{ChannelId, Millis, PlanId};
use std::collections::BTreeMap;
use uuid::Uuid;

record! {
    #[derive(Debug, Clone, PartialEq)]
    pub struct Stored {
        pub plan: Json<Plan>,
        /// Counts what was written.
        pub revision: i64,
        pub updated_at: Millis,
        pub created_at: Millis,
    }
}

/// When it is looked at again.
fn look_at(plan: &Plan) -> Option<Millis> {
    match &plan.state {
        State::Running(progress) => Some(progress.seen.saturating_add(LOOK_MS)),
        _ => None,
    }
}

/// # Errors
/// `Conflict` when another plan of the channel runs or stands still.
pub async fn insert(tx: &mut Tx, plan: &Plan, at: Millis) -> Result<()> {
    let insert = sql!(
        "INSERT INTO plan (id, channel, state, version, body, look_at, created_at, updated_at) ",
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $7)"
    );
    let params = vals![
        plan.id,
        plan.channel,
        plan.state.word(),
        plan.version,
        json(plan),
        look_at(plan),
        at
    ];
    tx.run(insert, &params).await.map(|_| ())
}

/// # Errors
/// See [`StoreError`].
pub async fn load(tx: &mut Tx, id: PlanId) -> Result<Option<Stored>> {
    tx.one(
        sql!("SELECT body, revision, updated_at, created_at FROM plan WHERE id = $1"),
        &vals![id],
    )
    .await
}

/// # Errors
/// `Conflict` when somebody else wrote it since it was loaded, or another plan of the channel has begun.
pub async fn save(tx: &mut Tx, plan: &Plan, revision: i64, at: Millis) -> Result<()> {
    let update = sql!(
        "UPDATE plan SET state = $3, version = $4, body = $5, look_at = $6, updated_at = $7, revision = revision + 1 ",
        "WHERE id = $1 AND revision = $2"
    );
    let params = vals![
        plan.id,
        revision,
        plan.state.word(),
        plan.version,
        json(plan),
        look_at(plan),
        at
    ];
    if tx.run(update, &params).await? == 0 {
        return Err(StoreError::stale("the plan"));
    }
    Ok(())
}

/// A draft that nobody wants, with its diary.
///
/// # Errors
/// See [`StoreError`].
pub async fn delete(tx: &mut Tx, id: PlanId) -> Result<()> {
    let delete = sql!("DELETE FROM plan WHERE id = $1 AND state = 'draft'");
    tx.run(delete, &vals![id]).await.map(|_| ())
}

/// Which plans are listed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Wanted {
    pub channel: Option<ChannelId>,
    /// Those that run or stand still.
    pub active: bool,
}

/// The newest first, by when they were written, before that time and id.
///
/// # Errors
/// See [`StoreError`].
pub async fn page(
    tx: &mut Tx,
    wanted: Wanted,
    before: Option<(Millis, PlanId)>,
    limit: usize,
) -> Result<Vec<Stored>> {
    let (at, id) = before.unwrap_or((Millis::MAX, PlanId(Uuid::max())));
    let select = sql!(
        "SELECT body, revision, updated_at, created_at FROM plan WHERE (created_at, id) < ($1, $2) ",
        "AND ($3 = 0 OR state IN ('running', 'paused')) AND (CAST($4 AS bigint) = 0 OR channel = $5) ",
        "ORDER BY created_at DESC, id DESC LIMIT $6"
    );
    let channel = wanted.channel.unwrap_or(ChannelId(Uuid::nil()));
    let one = wanted.channel.is_some();
    tx.all(select, &vals![at, id, wanted.active, one, channel, limit])
        .await
}

/// Those that run or stand still; one of a channel at most.
///
/// # Errors
/// See [`StoreError`].
pub async fn active(tx: &mut Tx) -> Result<Vec<Plan>> {
    let select = sql!(
        "SELECT body FROM plan WHERE state IN ('running', 'paused') ORDER BY channel LIMIT 1000"
    );
    let rows: Vec<(Json<Plan>,)> = tx.all(select, &[]).await?;
    Ok(rows.into_iter().map(|r| r.0.0).collect())
}

/// Those that are to be looked at by then, the longest ago first.
///
/// # Errors
/// See [`StoreError`].
pub async fn due(tx: &mut Tx, now: Millis, limit: usize) -> Result<Vec<PlanId>> {
    let select = sql!(
        "SELECT id FROM plan WHERE look_at IS NOT NULL AND look_at <= $1 ORDER BY look_at, id LIMIT $2"
    );
    let rows: Vec<(PlanId,)> = tx.all(select, &vals![now, limit]).await?;
    Ok(rows.into_iter().map(|r| r.0).collect())
}

record! {
    /// What plans say of a channel.
    #[derive(Debug, Clone, Default, PartialEq)]
    pub struct Over {
        /// The plan that runs or stands still.
        pub active: Option<Json<Plan>>,
        /// What those that are over left in force.
        pub left: Option<Json<Vec<Overlay>>>,
    }
}

/// # Errors
/// See [`StoreError`].
pub async fn over(tx: &mut Tx, channel: ChannelId) -> Result<Over> {
    let select = sql!(
        "SELECT (SELECT p.body FROM plan p WHERE p.channel = $1 AND p.state IN ('running', 'paused')), ",
        "(SELECT l.overlays FROM plan_left l WHERE l.channel = $1)"
    );
    let row = tx.one(select, &vals![channel]).await?;
    Ok(row.unwrap_or_default())
}

/// The same for every channel on which a plan has or left something.
///
/// # Errors
/// See [`StoreError`].
pub async fn over_all(tx: &mut Tx) -> Result<Vec<(ChannelId, Over)>> {
    let active = sql!("SELECT channel, body FROM plan WHERE state IN ('running', 'paused')");
    let active: Vec<(ChannelId, Json<Plan>)> = tx.all(active, &[]).await?;
    let left = sql!("SELECT channel, overlays FROM plan_left");
    let left: Vec<(ChannelId, Json<Vec<Overlay>>)> = tx.all(left, &[]).await?;
    let mut out: BTreeMap<ChannelId, Over> = BTreeMap::new();
    for (channel, plan) in active {
        out.entry(channel).or_default().active = Some(plan);
    }
    for (channel, overlays) in left {
        out.entry(channel).or_default().left = Some(overlays);
    }
    Ok(out.into_iter().collect())
}

/// A plan is over and leaves that in force.
///
/// # Errors
/// See [`StoreError`].
pub async fn leave(tx: &mut Tx, plan: &Plan, overlays: &[Overlay], at: Millis) -> Result<()> {
    let upsert = sql!(
        "INSERT INTO plan_left (channel, plan, overlays, at) VALUES ($1, $2, $3, $4) ",
        "ON CONFLICT (channel) DO UPDATE SET plan = excluded.plan, overlays = excluded.overlays, at = excluded.at"
    );
    let params = vals![plan.channel, plan.id, json(overlays), at];
    tx.run(upsert, &params).await.map(|_| ())
}

/// The plan of a channel that was finished last and stands: what was undone or given up since is none.
///
/// # Errors
/// See [`StoreError`].
pub async fn last(tx: &mut Tx, channel: ChannelId) -> Result<Option<PlanId>> {
    let select = sql!(
        "SELECT id FROM plan WHERE channel = $1 AND state = 'finished' ORDER BY updated_at DESC, id DESC LIMIT 1"
    );
    let row: Option<(PlanId,)> = tx.one(select, &vals![channel]).await?;
    Ok(row.map(|r| r.0))
}

/// How many drafts a channel has.
///
/// # Errors
/// See [`StoreError`].
pub async fn drafts(tx: &mut Tx, channel: ChannelId) -> Result<usize> {
    let select = sql!("SELECT count(*) FROM plan WHERE channel = $1 AND state = 'draft'");
    let row: Option<(i64,)> = tx.one(select, &vals![channel]).await?;
    Ok(usize::try_from(row.map_or(0, |r| r.0)).unwrap_or(usize::MAX))
}
