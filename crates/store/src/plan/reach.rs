//! Who the customers are, as far as the audience of a step asks.

use crate::{Result, Tx, record, sql, vals};
use domain::contact::LifeCycle;
use domain::{ChannelId, ContactId, Millis, OrganizationId};

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
