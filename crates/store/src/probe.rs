//! Looks at our own doors: asked for, begun, ended with what was seen. The newest of each door are kept. And the last look at
//! each thing elsewhere that a plan asks for.

use crate::{Result, Tx, record, sql, vals};
use domain::{AgentId, ChannelId, DoorId, Millis, PlanId, ProbeId};

/// Looks that are kept of each door.
pub const KEPT: usize = 60;

record! {
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Probe {
        pub id: ProbeId,
        /// Of a channel; or, for a contact page, the id of the help center.
        pub door: DoorId,
        pub channel: ChannelId,
        /// `mail`, `form`, `widget` or `contact`.
        pub way: String,
        pub asked_at: Millis,
        /// `None`: it was time.
        pub asked_by: Option<AgentId>,
        /// `None`: it waits for its turn.
        pub begun_at: Option<Millis>,
        pub ended_at: Option<Millis>,
        pub passed: Option<bool>,
        pub seen: String,
        pub took_ms: Option<Millis>,
    }
}

macro_rules! whole {
    () => {
        "SELECT id, door, channel, way, asked_at, asked_by, begun_at, ended_at, passed, seen, took_ms FROM probe "
    };
}

/// Asks for a look, and forgets the oldest at that door.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn insert(tx: &mut Tx, p: &Probe) -> Result<()> {
    let insert = sql!(
        "INSERT INTO probe (id, door, channel, way, asked_at, asked_by) VALUES ($1, $2, $3, $4, $5, $6)"
    );
    let params = vals![p.id, p.door, p.channel, &p.way, p.asked_at, p.asked_by];
    tx.run(insert, &params).await?;
    let forget = sql!(
        "DELETE FROM probe WHERE door = $1 AND id NOT IN (",
        "SELECT id FROM probe WHERE door = $1 ORDER BY asked_at DESC, id DESC LIMIT $2)"
    );
    tx.run(forget, &vals![p.door, KEPT]).await.map(|_| ())
}

/// # Errors
/// See [`crate::StoreError`].
pub async fn load(tx: &mut Tx, id: ProbeId) -> Result<Option<Probe>> {
    tx.one(sql!(whole!(), "WHERE id = $1"), &vals![id]).await
}

/// Those that did not end yet, oldest first.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn open(tx: &mut Tx, limit: usize) -> Result<Vec<Probe>> {
    let select = sql!(
        whole!(),
        "WHERE ended_at IS NULL ORDER BY asked_at, id LIMIT $1"
    );
    tx.all(select, &vals![limit]).await
}

/// The one at a door that did not end yet.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn open_at(tx: &mut Tx, door: DoorId) -> Result<Option<Probe>> {
    let select = sql!(
        whole!(),
        "WHERE door = $1 AND ended_at IS NULL ORDER BY asked_at DESC, id DESC LIMIT 1"
    );
    tx.one(select, &vals![door]).await
}

/// The looks at the doors of a channel, newest first.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn of_channel(tx: &mut Tx, channel: ChannelId, limit: usize) -> Result<Vec<Probe>> {
    let select = sql!(
        whole!(),
        "WHERE channel = $1 ORDER BY asked_at DESC, id DESC LIMIT $2"
    );
    tx.all(select, &vals![channel, limit]).await
}

/// Takes one up; `false` when somebody else did at another time than `before`, or it has ended.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn begin(tx: &mut Tx, id: ProbeId, before: Option<Millis>, now: Millis) -> Result<bool> {
    let update = sql!(
        "UPDATE probe SET begun_at = $3 WHERE id = $1 AND ended_at IS NULL AND coalesce(begun_at, -1) = $2"
    );
    let params = vals![id, before.unwrap_or(-1), now];
    Ok(tx.run(update, &params).await? > 0)
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    pub id: ProbeId,
    pub at: Millis,
    pub passed: bool,
    pub seen: String,
    /// `None`: since it was begun.
    pub took_ms: Option<Millis>,
}

/// `false` when it has ended before: the first word stands.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn end(tx: &mut Tx, e: &Ended) -> Result<bool> {
    let update = sql!(
        "UPDATE probe SET ended_at = $2, passed = $3, seen = $4, ",
        "took_ms = coalesce($5, $2 - coalesce(begun_at, asked_at)) WHERE id = $1 AND ended_at IS NULL"
    );
    let params = vals![e.id, e.at, e.passed, &e.seen, e.took_ms];
    Ok(tx.run(update, &params).await? > 0)
}

/// When each door was tried last.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn asked(tx: &mut Tx) -> Result<Vec<(DoorId, Millis)>> {
    let select = sql!("SELECT door, max(asked_at) FROM probe GROUP BY door");
    tx.all(select, &[]).await
}

/// Of each door, when its newest look that is over ended, and whether it passed.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn newest(tx: &mut Tx) -> Result<Vec<(DoorId, Millis, bool)>> {
    let select = sql!(
        "SELECT door, ended_at, passed FROM (SELECT door, ended_at, passed, ",
        "row_number() OVER (PARTITION BY door ORDER BY ended_at DESC, id DESC) AS nth ",
        "FROM probe WHERE ended_at IS NOT NULL) p WHERE nth = 1"
    );
    tx.all(select, &[]).await
}

/// How the letter of a look fares: `queued`, `sent` or `failed`, and what was said at the last attempt.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn letter(tx: &mut Tx, id: ProbeId) -> Result<Option<(String, Option<String>)>> {
    let select = sql!(
        "SELECT state, last_text FROM house_mail WHERE about = $1 AND purpose = 'probe' ORDER BY created_at DESC LIMIT 1"
    );
    tx.one(select, &vals![id.0]).await
}

record! {
    /// What was seen of one thing elsewhere.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Outside {
        /// Counted from nought, as the item within it.
        pub step: i64,
        pub item: i64,
        pub at: Millis,
        pub passed: bool,
        pub seen: String,
    }
}

/// # Errors
/// See [`crate::StoreError`].
pub async fn outside(tx: &mut Tx, plan: PlanId) -> Result<Vec<Outside>> {
    let select = sql!(
        "SELECT step, item, at, passed, seen FROM plan_probe WHERE plan = $1 ORDER BY step, item"
    );
    tx.all(select, &vals![plan]).await
}

/// # Errors
/// See [`crate::StoreError`].
pub async fn put_outside(tx: &mut Tx, plan: PlanId, o: &Outside) -> Result<()> {
    let put = sql!(
        "INSERT INTO plan_probe (plan, step, item, at, passed, seen) VALUES ($1, $2, $3, $4, $5, $6) ",
        "ON CONFLICT (plan, step, item) DO UPDATE SET at = excluded.at, passed = excluded.passed, seen = excluded.seen"
    );
    let params = vals![plan, o.step, o.item, o.at, o.passed, &o.seen];
    tx.run(put, &params).await.map(|_| ())
}
