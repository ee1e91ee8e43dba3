//! Who depends on a channel.

use super::parts::{address, family, own, silenced, told_in, usable};
use crate::{Result, Tx, record, sql, vals};
use domain::contact::LifeCycle;
use domain::notice::Silence;
use domain::{
    ChannelId, ContactId, ConversationId, Millis, OrganizationId, PlanId, TagId, TopicId,
};

/// Which channel, and since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Used {
    pub channel: ChannelId,
    pub since: Millis,
}

/// A part of the list: after so many, so many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    pub after: usize,
    pub limit: usize,
}

record! {
    #[derive(Debug, Clone, PartialEq)]
    pub struct Dependent {
        pub contact: ContactId,
        pub name: String,
        /// The address that they used last, of those that work.
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
        /// They have written by no other channel since then; answers to notices are left out.
        pub only_here: bool,
        /// When a notice about this channel told them last, by whatever name.
        pub told_at: Option<Millis>,
        /// Why they get no notices.
        pub suppressed: Option<Silence>,
    }
}

/// Who wrote by the channel `$1` since `$2`, with how much.
macro_rules! users {
    () => {
        concat!(
            "SELECT u.contact, u.n, u.last_at, u.open, p.name, p.language, p.country, p.organization, p.organization_id, ",
            "p.blocked FROM (SELECT contact, count(*) AS n, max(last_customer_at) AS last_at, ",
            "count(CASE WHEN status IN ('open', 'waiting', 'snoozed') THEN 1 END) AS open FROM conversation ",
            "WHERE status IN ('open', 'waiting', 'snoozed', 'resolved') AND last_at >= $2 AND last_customer_at >= $2 ",
            "AND channel = $1 AND contact IS NOT NULL GROUP BY contact) u JOIN contact p ON p.id = u.contact ",
            "WHERE p.merged_into IS NULL AND p.erased_at IS NULL"
        )
    };
}

/// A part of them, the heaviest users first.
macro_rules! part {
    () => {
        concat!(users!(), " ORDER BY u.n DESC, u.contact LIMIT $3 OFFSET $4")
    };
}

/// Whether `w` wrote by no other channel than `$1` since `$2`.
macro_rules! only_here {
    () => {
        concat!(
            "CASE WHEN EXISTS (SELECT 1 FROM conversation e WHERE e.contact = w.contact AND e.last_at >= $2 ",
            "AND e.last_customer_at >= $2 AND e.channel <> $1 AND e.status IN ('open', 'waiting', 'snoozed', 'resolved') AND ",
            own!("e.id"),
            ") THEN 0 ELSE 1 END"
        )
    };
}

/// A part of those who wrote by the channel since then, the heaviest users first.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn dependents(tx: &mut Tx, used: Used, part: Part) -> Result<Vec<Dependent>> {
    let select = sql!(
        "SELECT w.contact, w.name, ",
        address!("w.contact"),
        ", w.language, w.country, COALESCE(o.name, w.organization), w.organization_id, o.plan, o.life_cycle, w.blocked, ",
        "w.n, w.last_at, w.open, ",
        only_here!(),
        ", (SELECT max(r.told_at) FROM notice_recipient r JOIN notice t ON t.id = r.notice WHERE r.contact IN ",
        family!("w.contact"),
        " AND r.state = 'told' AND t.channel = $1), ",
        silenced!("w.contact"),
        " FROM (",
        part!(),
        ") w LEFT JOIN organization o ON o.id = w.organization_id ORDER BY w.n DESC, w.contact"
    );
    let params = vals![used.channel, used.since, part.limit, part.after];
    tx.all(select, &params).await
}

record! {
    /// All of those who wrote by a channel, in figures.
    #[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
    pub struct Volume {
        pub people: i64,
        pub only_here: i64,
        /// No address that works, and no conversation that is open.
        pub unreachable: i64,
        /// So many of the first make 80 % of the conversations.
        pub frequent: i64,
    }
}

/// How many wrote by the channel since then; the 80 % as [`domain::notice::frequent`] counts them.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn volume(tx: &mut Tx, used: Used) -> Result<Volume> {
    let select = sql!(
        "SELECT count(*), count(CASE WHEN x.here = 1 THEN 1 END), count(CASE WHEN x.mail = 0 AND x.open = 0 THEN 1 END), ",
        "count(CASE WHEN (x.sofar - x.n) * 10 < x.total * 8 THEN 1 END) FROM (SELECT w.n, w.open, ",
        only_here!(),
        " AS here, CASE WHEN EXISTS (SELECT 1 ",
        usable!("w.contact"),
        ") THEN 1 ELSE 0 END AS mail, CAST(sum(w.n) OVER (ORDER BY w.n DESC, w.contact) AS bigint) AS sofar, ",
        "CAST(sum(w.n) OVER () AS bigint) AS total FROM (",
        users!(),
        ") w) x"
    );
    let row = tx.one(select, &vals![used.channel, used.since]).await?;
    Ok(row.unwrap_or_default())
}

/// Tags of the conversations of a part of the users.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn tags(tx: &mut Tx, used: Used, part: Part) -> Result<Vec<(ContactId, TagId)>> {
    let select = sql!(
        "SELECT DISTINCT w.contact, t.tag FROM (",
        part!(),
        ") w JOIN conversation c ON c.contact = w.contact JOIN conversation_tag t ON t.conversation = c.id ",
        "WHERE c.status IN ('open', 'waiting', 'snoozed', 'resolved')"
    );
    let params = vals![used.channel, used.since, part.limit, part.after];
    tx.all(select, &params).await
}

/// Topics of the conversations of a part of the users.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn topics(tx: &mut Tx, used: Used, part: Part) -> Result<Vec<(ContactId, TopicId)>> {
    let select = sql!(
        "SELECT DISTINCT w.contact, c.topic FROM (",
        part!(),
        ") w JOIN conversation c ON c.contact = w.contact WHERE c.topic IS NOT NULL ",
        "AND c.status IN ('open', 'waiting', 'snoozed', 'resolved')"
    );
    let params = vals![used.channel, used.since, part.limit, part.after];
    tx.all(select, &params).await
}

/// Of a part of the users, who was merged into each: who they are now, and who they were.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn absorbed(tx: &mut Tx, used: Used, part: Part) -> Result<Vec<(ContactId, ContactId)>> {
    let select = sql!(
        "WITH RECURSIVE family(root, id) AS (SELECT w.contact, w.contact FROM (",
        part!(),
        ") w UNION SELECT f.root, k.id FROM family f JOIN contact k ON k.merged_into = f.id) ",
        "SELECT root, id FROM family WHERE id <> root"
    );
    let params = vals![used.channel, used.since, part.limit, part.after];
    tx.all(select, &params).await
}

/// The kinds of other channels by which somebody has written; answers to notices are left out.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn kinds(tx: &mut Tx, channel: ChannelId, contact: ContactId) -> Result<Vec<String>> {
    let select = sql!(
        "SELECT DISTINCT h.kind FROM conversation c JOIN channel h ON h.id = c.channel WHERE c.contact = $2 ",
        "AND c.channel <> $1 AND c.last_customer_at IS NOT NULL ",
        "AND c.status IN ('open', 'waiting', 'snoozed', 'resolved') AND ",
        own!("c.id"),
        " ORDER BY h.kind LIMIT 20"
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
        /// A notice about the channel has told them: one of the plan, or one that went out since the plan began.
        pub told: bool,
    }
}

/// Who began conversations by the channel in that time, the heaviest users first; and whether they were told for a plan, which
/// began then.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn users_before(
    tx: &mut Tx,
    channel: ChannelId,
    (from, to): (Millis, Millis),
    (plan, began): (PlanId, Millis),
) -> Result<Vec<User>> {
    let select = sql!(
        "SELECT w.contact, w.n, ",
        only_here!(),
        ", CASE WHEN EXISTS (SELECT 1 FROM notice_recipient r JOIN notice t ON t.id = r.notice WHERE r.contact IN ",
        family!("w.contact"),
        " AND r.state = 'told' AND t.channel = $1 AND (t.plan = $5 OR r.told_at >= $6)) THEN 1 ELSE 0 END ",
        "FROM (SELECT contact, count(*) AS n FROM conversation WHERE status IN ('open', 'waiting', 'snoozed', 'resolved') ",
        "AND last_at >= $2 AND last_customer_at >= $2 AND created_at < $3 AND channel = $1 AND contact IS NOT NULL ",
        "GROUP BY contact) w JOIN contact p ON p.id = w.contact WHERE p.merged_into IS NULL AND p.erased_at IS NULL ",
        "ORDER BY w.n DESC, w.contact LIMIT $4"
    );
    let params = vals![channel, from, to, USERS, plan, began];
    tx.all(select, &params).await
}

/// The address that somebody is written to: the one that they used last, of those that work and that get notices.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn address(tx: &mut Tx, contact: ContactId) -> Result<Option<String>> {
    let select = sql!("SELECT ", address!("$1"));
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
        "AND NOT EXISTS (SELECT 1 FROM notice_recipient r WHERE r.contact IN ",
        family!("$3"),
        " AND ",
        told_in!("r"),
        " = c.id)"
    );
    let row: Option<(Option<Millis>, Option<Millis>)> = tx
        .one(select, &vals![used.channel, used.since, contact])
        .await?;
    Ok(row.unwrap_or_default())
}
