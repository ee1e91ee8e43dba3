//! What is measured for the gates and guard rails of a plan, and for the absorb check: counted from the conversations as
//! they are. What is spam, or stands beside another conversation, is none.

use crate::{Result, Tx, sql, vals};
use domain::{ChannelId, ContactId, Millis};

/// Waits that are looked at, the newest.
const MOST: usize = 50_000;

/// So many of so many.
pub type Share = (i64, i64);

async fn pair(tx: &mut Tx, sql: crate::sql::Sql, params: &[crate::Val<'_>]) -> Result<Share> {
    Ok(tx.one(sql, params).await?.unwrap_or((0, 0)))
}

/// When the channel was made.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn made_at(tx: &mut Tx, channel: ChannelId) -> Result<Option<Millis>> {
    let select = sql!("SELECT created_at FROM channel WHERE id = $1");
    let row: Option<(Millis,)> = tx.one(select, &vals![channel]).await?;
    Ok(row.map(|r| r.0))
}

/// How many conversations customers began in that time.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn begun(tx: &mut Tx, channel: ChannelId, from: Millis, to: Millis) -> Result<i64> {
    let select = sql!(
        "SELECT count(*) FROM conversation WHERE status IN ('open', 'waiting', 'snoozed', 'resolved') ",
        "AND last_at >= $2 AND created_at >= $2 AND created_at < $3 AND channel = $1 AND last_customer_at IS NOT NULL"
    );
    let row: Option<(i64,)> = tx.one(select, &vals![channel, from, to]).await?;
    Ok(row.map_or(0, |r| r.0))
}

/// The same since then by spans of `each`, by their number from the epoch; spans without any are not listed.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn begun_by(
    tx: &mut Tx,
    channel: ChannelId,
    since: Millis,
    each: Millis,
) -> Result<Vec<(i64, i64)>> {
    let select = sql!(
        "SELECT created_at / $3, count(*) FROM conversation ",
        "WHERE status IN ('open', 'waiting', 'snoozed', 'resolved') ",
        "AND last_at >= $2 AND created_at >= $2 AND channel = $1 AND last_customer_at IS NOT NULL GROUP BY 1"
    );
    tx.all(select, &vals![channel, since, each]).await
}

/// Who wrote since then and has no address for mail.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn without_mail(
    tx: &mut Tx,
    channel: ChannelId,
    since: Millis,
    limit: usize,
) -> Result<Vec<ContactId>> {
    let select = sql!(
        "SELECT DISTINCT c.contact FROM conversation c WHERE c.status IN ('open', 'waiting', 'snoozed', 'resolved') ",
        "AND c.last_at >= $2 AND c.last_customer_at >= $2 AND c.channel = $1 AND c.contact IS NOT NULL ",
        "AND NOT EXISTS (SELECT 1 FROM identity i WHERE i.contact = c.contact AND i.kind = 'email') LIMIT $3"
    );
    let rows: Vec<(ContactId,)> = tx.all(select, &vals![channel, since, limit]).await?;
    Ok(rows.into_iter().map(|r| r.0).collect())
}

/// How many those are.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn count_without_mail(tx: &mut Tx, channel: ChannelId, since: Millis) -> Result<i64> {
    let select = sql!(
        "SELECT count(DISTINCT c.contact) FROM conversation c WHERE c.status IN ('open', 'waiting', 'snoozed', 'resolved') ",
        "AND c.last_at >= $2 AND c.last_customer_at >= $2 AND c.channel = $1 AND c.contact IS NOT NULL ",
        "AND NOT EXISTS (SELECT 1 FROM identity i WHERE i.contact = c.contact AND i.kind = 'email')"
    );
    let row: Option<(i64,)> = tx.one(select, &vals![channel, since]).await?;
    Ok(row.map_or(0, |r| r.0))
}

/// First answers that were due in time, of those promised since then that are decided.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn in_target(tx: &mut Tx, channel: ChannelId, since: Millis) -> Result<Share> {
    let select = sql!(
        "SELECT count(CASE WHEN k.breached_at IS NULL THEN 1 END), count(*) FROM conversation c ",
        "JOIN sla_clock k ON k.conversation = c.id AND k.kind = 'first_response' ",
        "WHERE c.status IN ('open', 'waiting', 'snoozed', 'resolved') AND c.last_at >= $2 AND c.channel = $1 ",
        "AND k.started_at >= $2 AND (k.outcome = 'met' OR k.breached_at IS NOT NULL)"
    );
    pair(tx, select, &vals![channel, since]).await
}

/// How long urgent matters elsewhere that came in that time waited for a first answer, of the newest. Whoever had none by its end
/// waited until then, whatever came after: windows that ended at different times are compared.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn urgent_elsewhere(
    tx: &mut Tx,
    channel: ChannelId,
    (from, to): (Millis, Millis),
) -> Result<Vec<Millis>> {
    let select = sql!(
        "SELECT CASE WHEN first_reply_at < $3 THEN first_reply_at ELSE $3 END - created_at FROM conversation ",
        "WHERE status IN ('open', 'waiting', 'snoozed', 'resolved') ",
        "AND last_at >= $2 AND created_at >= $2 AND created_at < $3 AND channel <> $1 ",
        "AND urgency IN ('high', 'urgent') AND (first_reply_at IS NOT NULL ",
        "OR (status <> 'resolved' AND last_customer_at IS NOT NULL)) ORDER BY created_at DESC LIMIT $4"
    );
    let rows: Vec<(Millis,)> = tx.all(select, &vals![channel, from, to, MOST]).await?;
    Ok(rows.into_iter().map(|r| r.0).collect())
}

/// Chats that were left before a first word, of those that began since then.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn abandoned(tx: &mut Tx, channel: ChannelId, since: Millis) -> Result<Share> {
    let select = sql!(
        "SELECT count(CASE WHEN h.left_at IS NOT NULL AND c.first_reply_at IS NULL THEN 1 END), count(*) FROM chat h ",
        "JOIN conversation c ON c.id = h.conversation WHERE h.began_at >= $2 AND c.channel = $1 ",
        "AND c.status IN ('open', 'waiting', 'snoozed', 'resolved')"
    );
    pair(tx, select, &vals![channel, since]).await
}

/// Conversations of all channels that began in that time, and the people who began them.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn people(tx: &mut Tx, from: Millis, to: Millis) -> Result<Share> {
    let select = sql!(
        "SELECT count(*), count(DISTINCT contact) FROM conversation ",
        "WHERE status IN ('open', 'waiting', 'snoozed', 'resolved') AND last_at >= $1 AND created_at >= $1 ",
        "AND created_at < $2 AND last_customer_at IS NOT NULL AND contact IS NOT NULL"
    );
    pair(tx, select, &vals![from, to]).await
}

/// Conversations of a channel that were resolved since then.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn resolved(tx: &mut Tx, channel: ChannelId, since: Millis) -> Result<i64> {
    let select = sql!(
        "SELECT count(*) FROM conversation WHERE resolved_at IS NOT NULL AND resolved_at >= $2 AND channel = $1 ",
        "AND status <> 'spam'"
    );
    let row: Option<(i64,)> = tx.one(select, &vals![channel, since]).await?;
    Ok(row.map_or(0, |r| r.0))
}

/// Of the conversations of all channels that came in that time and were resolved, those that were opened again.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn reopened(tx: &mut Tx, from: Millis, to: Millis) -> Result<Share> {
    let select = sql!(
        "SELECT count(CASE WHEN reopened > 0 THEN 1 END), count(CASE WHEN resolved_at IS NOT NULL OR reopened > 0 THEN 1 END) ",
        "FROM figure_conversation WHERE arrived_at >= $1 AND arrived_at < $2 AND ours = 0 AND status <> 4 AND deleted_at IS NULL"
    );
    pair(tx, select, &vals![from, to]).await
}

/// Of those who used the channel between `before` and `since` and wrote by another since, those who wrote there twice.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn again_elsewhere(
    tx: &mut Tx,
    channel: ChannelId,
    before: Millis,
    since: Millis,
) -> Result<Share> {
    let select = sql!(
        "SELECT count(CASE WHEN w.n > 1 THEN 1 END), count(*) FROM (SELECT o.contact, count(*) AS n FROM conversation o ",
        "WHERE o.status IN ('open', 'waiting', 'snoozed', 'resolved') AND o.last_at >= $3 AND o.created_at >= $3 ",
        "AND o.channel <> $1 AND o.last_customer_at IS NOT NULL AND EXISTS (SELECT 1 FROM conversation u ",
        "WHERE u.contact = o.contact AND u.channel = $1 AND u.last_at >= $2 AND u.created_at < $3 ",
        "AND u.last_customer_at >= $2) GROUP BY o.contact) w"
    );
    pair(tx, select, &vals![channel, before, since]).await
}

/// Of those who used the channel between `before` and `since`, those to whom somebody of us has written since.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn told(tx: &mut Tx, channel: ChannelId, before: Millis, since: Millis) -> Result<Share> {
    let select = sql!(
        "SELECT count(CASE WHEN EXISTS (SELECT 1 FROM conversation t WHERE t.contact = w.contact AND t.last_at >= $3 ",
        "AND t.last_agent_at >= $3) THEN 1 END), count(*) FROM (SELECT DISTINCT u.contact FROM conversation u ",
        "WHERE u.status IN ('open', 'waiting', 'snoozed', 'resolved') AND u.last_at >= $2 AND u.last_customer_at >= $2 ",
        "AND u.created_at < $3 AND u.channel = $1 AND u.contact IS NOT NULL) w"
    );
    pair(tx, select, &vals![channel, before, since]).await
}

/// Of what came by doors of the channel since then, what stayed in it: nobody else took it over.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn stayed(tx: &mut Tx, channel: ChannelId, since: Millis) -> Result<Share> {
    let select = sql!(
        "SELECT count(CASE WHEN c.channel = $1 THEN 1 END), count(*) FROM conversation c JOIN door d ON d.id = c.door ",
        "WHERE c.status IN ('open', 'waiting', 'snoozed', 'resolved') AND c.last_at >= $2 AND c.created_at >= $2 ",
        "AND d.channel = $1"
    );
    pair(tx, select, &vals![channel, since]).await
}

/// Work of the channel that overtook something more urgent: how long it took together, begun in that time.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn overtook(
    tx: &mut Tx,
    channel: ChannelId,
    from: Millis,
    to: Millis,
) -> Result<(i64, Millis)> {
    let select = sql!(
        "SELECT count(*), CAST(COALESCE(sum(COALESCE(ms, 0)), 0) AS bigint) FROM overtaking ",
        "WHERE at >= $2 AND at < $3 AND channel = $1"
    );
    pair(tx, select, &vals![channel, from, to]).await
}

/// Satisfied of those who answered a survey about the channel, asked in that time.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn satisfied(
    tx: &mut Tx,
    channel: ChannelId,
    from: Millis,
    to: Millis,
    good: i64,
) -> Result<Share> {
    let select = sql!(
        "SELECT count(CASE WHEN score >= $4 THEN 1 END), count(*) FROM survey_ask WHERE asked_at >= $2 AND asked_at < $3 ",
        "AND channel = $1 AND kind = 'csat' AND test = 0 AND lost = 0 AND score IS NOT NULL"
    );
    pair(tx, select, &vals![channel, from, to, good]).await
}

/// Of those who used the channel since `before` and answered a survey that was asked since, those who are dissatisfied.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn complained(
    tx: &mut Tx,
    channel: ChannelId,
    before: Millis,
    since: Millis,
    bad: i64,
) -> Result<Share> {
    let select = sql!(
        "SELECT count(DISTINCT CASE WHEN a.score <= $4 THEN a.contact END), count(DISTINCT a.contact) FROM survey_ask a ",
        "WHERE a.asked_at >= $3 AND a.kind = 'csat' AND a.test = 0 AND a.lost = 0 AND a.score IS NOT NULL ",
        "AND EXISTS (SELECT 1 FROM conversation u WHERE u.contact = a.contact AND u.channel = $1 AND u.last_at >= $2 ",
        "AND u.last_customer_at >= $2)"
    );
    pair(tx, select, &vals![channel, before, since, bad]).await
}
