//! Who the customers are, as far as the audience of a step asks.

use crate::{Result, Tx, record, sql, vals};
use domain::contact::LifeCycle;
use domain::{ChannelId, ContactId, Millis, OrganizationId, TagId, TopicId};

record! {
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Who {
        pub n: i64,
        pub id: ContactId,
        pub country: Option<String>,
        pub language: Option<String>,
        pub organization: Option<OrganizationId>,
        /// Of the organization.
        pub plan: Option<String>,
        pub life_cycle: Option<LifeCycle>,
    }
}

/// Customers that are there, in order of their numbers, after one.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn who(tx: &mut Tx, after: i64, limit: usize) -> Result<Vec<Who>> {
    let select = sql!(
        "SELECT c.n, c.id, c.country, c.language, c.organization_id, o.plan, o.life_cycle FROM contact c ",
        "LEFT JOIN organization o ON o.id = c.organization_id ",
        "WHERE c.n > $1 AND c.merged_into IS NULL AND c.erased_at IS NULL ORDER BY c.n LIMIT $2"
    );
    tx.all(select, &vals![after, limit]).await
}

/// How many there are.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn count(tx: &mut Tx) -> Result<i64> {
    let select =
        sql!("SELECT count(*) FROM contact WHERE merged_into IS NULL AND erased_at IS NULL");
    let row: Option<(i64,)> = tx.one(select, &[]).await?;
    Ok(row.map_or(0, |r| r.0))
}

/// When somebody wrote by a channel last.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn used_at(
    tx: &mut Tx,
    channel: ChannelId,
    contact: ContactId,
) -> Result<Option<Millis>> {
    let select = sql!(
        "SELECT max(last_customer_at) FROM conversation WHERE contact = $1 AND channel = $2 ",
        "AND status IN ('open', 'waiting', 'snoozed', 'resolved')"
    );
    let row: Option<(Option<Millis>,)> = tx.one(select, &vals![contact, channel]).await?;
    Ok(row.and_then(|r| r.0))
}

/// Tags of the conversations of one customer.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn tags_of(tx: &mut Tx, contact: ContactId) -> Result<Vec<TagId>> {
    let select = sql!(
        "SELECT DISTINCT t.tag FROM conversation c JOIN conversation_tag t ON t.conversation = c.id ",
        "WHERE c.contact = $1 AND c.status IN ('open', 'waiting', 'snoozed', 'resolved')"
    );
    let rows: Vec<(TagId,)> = tx.all(select, &vals![contact]).await?;
    Ok(rows.into_iter().map(|r| r.0).collect())
}

/// Topics of the conversations of one customer.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn topics_of(tx: &mut Tx, contact: ContactId) -> Result<Vec<TopicId>> {
    let select = sql!(
        "SELECT DISTINCT topic FROM conversation WHERE contact = $1 AND topic IS NOT NULL ",
        "AND status IN ('open', 'waiting', 'snoozed', 'resolved')"
    );
    let rows: Vec<(TopicId,)> = tx.all(select, &vals![contact]).await?;
    Ok(rows.into_iter().map(|r| r.0).collect())
}

/// The same of all customers after that number, up to and with this one.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn tags_between(tx: &mut Tx, after: i64, upto: i64) -> Result<Vec<(ContactId, TagId)>> {
    let select = sql!(
        "SELECT DISTINCT k.id, t.tag FROM contact k JOIN conversation c ON c.contact = k.id ",
        "JOIN conversation_tag t ON t.conversation = c.id WHERE k.n > $1 AND k.n <= $2 ",
        "AND c.status IN ('open', 'waiting', 'snoozed', 'resolved')"
    );
    tx.all(select, &vals![after, upto]).await
}

/// The same of all customers after that number, up to and with this one.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn topics_between(
    tx: &mut Tx,
    after: i64,
    upto: i64,
) -> Result<Vec<(ContactId, TopicId)>> {
    let select = sql!(
        "SELECT DISTINCT k.id, c.topic FROM contact k JOIN conversation c ON c.contact = k.id ",
        "WHERE k.n > $1 AND k.n <= $2 AND c.topic IS NOT NULL ",
        "AND c.status IN ('open', 'waiting', 'snoozed', 'resolved')"
    );
    tx.all(select, &vals![after, upto]).await
}
