//! Who depends on a channel.

use crate::{Result, Tx, record, sql, vals};
use domain::contact::LifeCycle;
use domain::{ChannelId, ContactId, ConversationId, Millis, OrganizationId};

/// Which channel, and since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Used {
    pub channel: ChannelId,
    pub since: Millis,
}

/// A place in the list: how many conversations, and whose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub conversations: i64,
    pub contact: ContactId,
}

record! {
    #[derive(Debug, Clone, PartialEq)]
    pub struct Dependent {
        pub contact: ContactId,
        pub name: String,
        /// An address that works, if they have one.
        pub email: Option<String>,
        pub language: Option<String>,
        pub country: Option<String>,
        pub organization: Option<String>,
        pub organization_id: Option<OrganizationId>,
        /// Of the organization.
        pub plan: Option<String>,
        pub life_cycle: Option<LifeCycle>,
        pub blocked: bool,
        /// Those that they wrote in since then.
        pub conversations: i64,
        pub last_at: Millis,
        pub open: i64,
        /// They have written by no other channel since then.
        pub only_here: bool,
        /// When a notice about this channel told them last.
        pub told_at: Option<Millis>,
        /// Why they get no notices.
        pub suppressed: Option<String>,
    }
}

/// Who wrote by the channel since then, the heaviest users first, after a place.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn dependents(
    tx: &mut Tx,
    used: Used,
    after: Option<Place>,
    limit: usize,
) -> Result<Vec<Dependent>> {
    let after = after.unwrap_or(Place {
        conversations: i64::MAX,
        contact: ContactId(uuid::Uuid::nil()),
    });
    let select = sql!(
        "SELECT w.contact, p.name, (SELECT min(i.value) FROM identity i WHERE i.contact = w.contact AND i.kind = 'email' ",
        "AND i.undeliverable = 0), p.language, p.country, COALESCE(o.name, p.organization), p.organization_id, o.plan, ",
        "o.life_cycle, p.blocked, w.n, w.last_at, w.open, ",
        "CASE WHEN EXISTS (SELECT 1 FROM conversation e WHERE e.contact = w.contact AND e.last_at >= $2 ",
        "AND e.last_customer_at >= $2 AND e.channel <> $1 AND e.status IN ('open', 'waiting', 'snoozed', 'resolved')) ",
        "THEN 0 ELSE 1 END, ",
        "(SELECT max(r.told_at) FROM notice_recipient r JOIN notice t ON t.id = r.notice WHERE r.contact = w.contact ",
        "AND r.state = 'told' AND t.channel = $1), ",
        "(SELECT min(s.why) FROM notice_suppression s WHERE s.contact = w.contact OR s.address_key IN ",
        "(SELECT i.value_key FROM identity i WHERE i.contact = w.contact AND i.kind = 'email')) ",
        "FROM (SELECT contact, count(*) AS n, max(last_customer_at) AS last_at, ",
        "count(CASE WHEN status IN ('open', 'waiting', 'snoozed') THEN 1 END) AS open FROM conversation ",
        "WHERE status IN ('open', 'waiting', 'snoozed', 'resolved') AND last_at >= $2 AND last_customer_at >= $2 ",
        "AND channel = $1 AND contact IS NOT NULL GROUP BY contact) w JOIN contact p ON p.id = w.contact ",
        "LEFT JOIN organization o ON o.id = p.organization_id ",
        "WHERE p.merged_into IS NULL AND p.erased_at IS NULL AND (w.n < $3 OR (w.n = $3 AND w.contact > $4)) ",
        "ORDER BY w.n DESC, w.contact LIMIT $5"
    );
    let params = vals![
        used.channel,
        used.since,
        after.conversations,
        after.contact,
        limit
    ];
    tx.all(select, &params).await
}

/// The kinds of other channels by which somebody has written.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn kinds(tx: &mut Tx, channel: ChannelId, contact: ContactId) -> Result<Vec<String>> {
    let select = sql!(
        "SELECT DISTINCT h.kind FROM conversation c JOIN channel h ON h.id = c.channel WHERE c.contact = $2 ",
        "AND c.channel <> $1 AND c.last_customer_at IS NOT NULL ",
        "AND c.status IN ('open', 'waiting', 'snoozed', 'resolved') ORDER BY h.kind LIMIT 20"
    );
    let rows: Vec<(String,)> = tx.all(select, &vals![channel, contact]).await?;
    Ok(rows.into_iter().map(|r| r.0).collect())
}

/// The conversations by the channel that somebody has open, the newest first.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn threads(
    tx: &mut Tx,
    channel: ChannelId,
    contact: ContactId,
) -> Result<Vec<ConversationId>> {
    let select = sql!(
        "SELECT id FROM conversation WHERE contact = $2 AND channel = $1 AND status IN ('open', 'waiting', 'snoozed') ",
        "AND last_customer_at IS NOT NULL AND erased_at IS NULL ORDER BY last_at DESC, id DESC LIMIT 5"
    );
    let rows: Vec<(ConversationId,)> = tx.all(select, &vals![channel, contact]).await?;
    Ok(rows.into_iter().map(|r| r.0).collect())
}

/// Users that are counted.
const USERS: usize = 50_000;

record! {
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct User {
        pub contact: ContactId,
        pub conversations: i64,
        pub only_here: bool,
        /// A notice about the channel has told them.
        pub told: bool,
    }
}

/// Who began conversations by the channel in that time, the heaviest users first.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn users_before(
    tx: &mut Tx,
    channel: ChannelId,
    from: Millis,
    to: Millis,
) -> Result<Vec<User>> {
    let select = sql!(
        "SELECT w.contact, w.n, CASE WHEN EXISTS (SELECT 1 FROM conversation e WHERE e.contact = w.contact ",
        "AND e.last_at >= $2 AND e.last_customer_at >= $2 AND e.channel <> $1 ",
        "AND e.status IN ('open', 'waiting', 'snoozed', 'resolved') ",
        "AND NOT EXISTS (SELECT 1 FROM notice_recipient r WHERE r.conversation = e.id)) THEN 0 ELSE 1 END, ",
        "CASE WHEN EXISTS (SELECT 1 FROM notice_recipient r JOIN notice t ON t.id = r.notice WHERE r.contact = w.contact ",
        "AND r.state = 'told' AND t.channel = $1) THEN 1 ELSE 0 END ",
        "FROM (SELECT contact, count(*) AS n FROM conversation WHERE status IN ('open', 'waiting', 'snoozed', 'resolved') ",
        "AND last_at >= $2 AND last_customer_at >= $2 AND created_at < $3 AND channel = $1 AND contact IS NOT NULL ",
        "GROUP BY contact) w JOIN contact p ON p.id = w.contact WHERE p.merged_into IS NULL AND p.erased_at IS NULL ",
        "ORDER BY w.n DESC, w.contact LIMIT $4"
    );
    tx.all(select, &vals![channel, from, to, USERS]).await
}

/// The address that somebody is written to: one that works.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn address(tx: &mut Tx, contact: ContactId) -> Result<Option<String>> {
    let select = sql!(
        "SELECT min(value) FROM identity WHERE contact = $1 AND kind = 'email' AND undeliverable = 0"
    );
    let row: Option<(Option<String>,)> = tx.one(select, &vals![contact]).await?;
    Ok(row.and_then(|r| r.0))
}

/// When somebody wrote since then by another channel, and by this one; answers to notices are left out.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn since(
    tx: &mut Tx,
    used: Used,
    contact: ContactId,
) -> Result<(Option<Millis>, Option<Millis>)> {
    let select = sql!(
        "SELECT max(CASE WHEN c.channel <> $1 AND (d.channel IS NULL OR d.channel <> $1) THEN c.last_customer_at END), ",
        "max(CASE WHEN c.channel = $1 OR d.channel = $1 THEN c.last_customer_at END) FROM conversation c ",
        "LEFT JOIN door d ON d.id = c.door WHERE c.contact = $3 AND c.last_customer_at > $2 ",
        "AND c.status IN ('open', 'waiting', 'snoozed', 'resolved') ",
        "AND NOT EXISTS (SELECT 1 FROM notice_recipient r WHERE r.conversation = c.id)"
    );
    let row: Option<(Option<Millis>, Option<Millis>)> = tx
        .one(select, &vals![used.channel, used.since, contact])
        .await?;
    Ok(row.unwrap_or_default())
}
