//! Looks at our own doors: asked for, begun, ended with what was seen. The newest of each door are kept. And the last look at
//! each thing elsewhere that a plan asks for.

use crate::{Result, Tx, record, sql, vals};
use domain::probe::{CUT_OFF_MS, LETTER_MS, Tried};
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

/// Asks for a look, and forgets the oldest at that door; `false`: one that did not end yet stands there already.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn insert(tx: &mut Tx, p: &Probe) -> Result<bool> {
    let insert = sql!(
        "INSERT INTO probe (id, door, channel, way, asked_at, asked_by) VALUES ($1, $2, $3, $4, $5, $6) ",
        "ON CONFLICT (door) WHERE ended_at IS NULL DO NOTHING"
    );
    let params = vals![p.id, p.door, p.channel, &p.way, p.asked_at, p.asked_by];
    if tx.run(insert, &params).await? == 0 {
        return Ok(false);
    }
    let forget = sql!(
        "DELETE FROM probe WHERE door = $1 AND id NOT IN (",
        "SELECT id FROM probe WHERE door = $1 ORDER BY asked_at DESC, id DESC LIMIT $2)"
    );
    tx.run(forget, &vals![p.door, KEPT]).await?;
    Ok(true)
}

/// # Errors
/// See [`crate::StoreError`].
pub async fn load(tx: &mut Tx, id: ProbeId) -> Result<Option<Probe>> {
    tx.one(sql!(whole!(), "WHERE id = $1"), &vals![id]).await
}

/// Those with which there is something to do: what waits for its turn first, then pages that a crash cut off, then letters
/// that are late or were begun before `since`; each oldest first.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn waiting(tx: &mut Tx, since: Millis, now: Millis, limit: usize) -> Result<Vec<Probe>> {
    let select = sql!(
        whole!(),
        "WHERE ended_at IS NULL AND (begun_at IS NULL ",
        "OR (way <> 'mail' AND (begun_at <= $1 OR begun_at > $2)) ",
        "OR (way = 'mail' AND (begun_at <= $3 OR begun_at < $4 OR begun_at > $5))) ",
        "ORDER BY CASE WHEN begun_at IS NULL THEN 0 WHEN way <> 'mail' THEN 1 ELSE 2 END, asked_at, id LIMIT $6"
    );
    let params = vals![
        now - CUT_OFF_MS,
        now,
        now - LETTER_MS,
        since,
        now + LETTER_MS,
        limit
    ];
    tx.all(select, &params).await
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

/// The looks at the doors of a channel before `before`, newest first.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn of_channel(
    tx: &mut Tx,
    channel: ChannelId,
    before: Option<(Millis, ProbeId)>,
    limit: usize,
) -> Result<Vec<Probe>> {
    let (at, id) = before.unwrap_or((Millis::MAX, ProbeId(uuid::Uuid::max())));
    let select = sql!(
        whole!(),
        "WHERE channel = $1 AND (asked_at, id) < ($2, $3) ORDER BY asked_at DESC, id DESC LIMIT $4"
    );
    tx.all(select, &vals![channel, at, id, limit]).await
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

/// The last two looks at each door, the newest first.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn tried(tx: &mut Tx) -> Result<Vec<(DoorId, Tried)>> {
    let select = sql!(
        "SELECT door, asked_at, CASE WHEN passed = 0 THEN ended_at END FROM (SELECT door, asked_at, ended_at, passed, ",
        "row_number() OVER (PARTITION BY door ORDER BY asked_at DESC, id DESC) AS nth FROM probe) p ",
        "WHERE nth <= 2 ORDER BY door, nth"
    );
    let rows: Vec<(DoorId, Millis, Option<Millis>)> = tx.all(select, &[]).await?;
    let tried = |(door, asked, failed)| (door, Tried { asked, failed });
    Ok(rows.into_iter().map(tried).collect())
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

/// Whether mail that came by then is still to be read.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn unread(tx: &mut Tx, by: Millis) -> Result<bool> {
    let select = sql!(
        lite: ["SELECT 1 FROM inbound_raw INDEXED BY inbound_raw_pending WHERE state = 'pending' AND received_at <= $1 LIMIT 1"],
        pg: ["SELECT CAST(1 AS bigint) FROM inbound_raw WHERE state = 'pending' AND received_at <= $1 LIMIT 1"],
    );
    let row: Option<(i64,)> = tx.one(select, &vals![by]).await?;
    Ok(row.is_some())
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
