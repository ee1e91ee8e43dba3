//! What is measured of a channel at the moment it turns: from the conversations as they are then.

use crate::{Result, Tx, record, sql, vals};
use domain::conversation::Status;
use domain::{ChannelId, Millis};

record! {
    #[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
    pub struct Came {
        pub since: i64,
        pub before: i64,
    }
}

/// Conversations that customers began since `since`, and between `before` and then. What is spam, or stands beside another
/// conversation, is none.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn came(tx: &mut Tx, id: ChannelId, since: Millis, before: Millis) -> Result<Came> {
    let row: Option<Came> = tx
        .one(
            sql!(
                // Nothing is younger than its last word, and that is what there is an index for.
                "SELECT count(CASE WHEN created_at >= $2 THEN 1 END), count(CASE WHEN created_at < $2 THEN 1 END) ",
                "FROM conversation WHERE status IN ('open', 'waiting', 'snoozed', 'resolved') AND last_at >= $3 ",
                "AND created_at >= $3 AND channel = $1 AND last_customer_at IS NOT NULL"
            ),
            &vals![id, since, before],
        )
        .await?;
    Ok(row.unwrap_or_default())
}

/// How many are open, and how many wait for the customer.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn backlog(tx: &mut Tx, id: ChannelId) -> Result<(i64, i64)> {
    let rows: Vec<(Status, i64)> = tx
        .all(
            sql!(
                "SELECT status, count(*) FROM conversation WHERE status IN ('open', 'waiting') AND channel = $1 ",
                "GROUP BY status"
            ),
            &vals![id],
        )
        .await?;
    let of = |status| rows.iter().find(|r| r.0 == status).map_or(0, |r| r.1);
    Ok((of(Status::Open), of(Status::Waiting)))
}

record! {
    #[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
    pub struct Users {
        pub all: i64,
        pub only_here: i64,
    }
}

/// Customers who wrote since `since`, and those of them who have written by no other channel since `elsewhere`.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn users(tx: &mut Tx, id: ChannelId, since: Millis, elsewhere: Millis) -> Result<Users> {
    let row: Option<Users> = tx
        .one(
            sql!(
                "SELECT count(*), count(CASE WHEN NOT EXISTS (SELECT 1 FROM conversation o WHERE o.contact = w.contact ",
                "AND o.last_at >= $3 AND o.last_customer_at >= $3 AND o.channel <> $1 ",
                "AND o.status IN ('open', 'waiting', 'snoozed', 'resolved')) THEN 1 END) ",
                "FROM (SELECT DISTINCT contact FROM conversation WHERE status IN ('open', 'waiting', 'snoozed', 'resolved') ",
                "AND last_at >= $2 AND last_customer_at >= $2 AND channel = $1 AND contact IS NOT NULL) w"
            ),
            &vals![id, since, elsewhere],
        )
        .await?;
    Ok(row.unwrap_or_default())
}
