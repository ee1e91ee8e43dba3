//! Who gets no notices: somebody, or an address.

use crate::{Result, Tx, record, sql, vals};
use domain::{AgentId, ContactId, Millis, NoticeSuppressionId};

record! {
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Suppressed {
        pub id: NoticeSuppressionId,
        pub contact: Option<ContactId>,
        /// As compared.
        pub address: Option<String>,
        /// `asked`, `bounced` or `by_hand`.
        pub why: String,
        pub at: Millis,
        pub by: Option<AgentId>,
    }
}

/// Keeps it; `false` when they are on the list already.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn suppress(tx: &mut Tx, s: &Suppressed) -> Result<bool> {
    let insert = sql!(
        "INSERT INTO notice_suppression (id, contact, address_key, why, at, by_) VALUES ($1, $2, $3, $4, $5, $6) ",
        "ON CONFLICT DO NOTHING"
    );
    let params = vals![s.id, s.contact, &s.address, &s.why, s.at, s.by];
    Ok(tx.run(insert, &params).await? > 0)
}

/// Takes one off the list; `None` when it is not on it.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn allow(tx: &mut Tx, id: NoticeSuppressionId) -> Result<bool> {
    let delete = sql!("DELETE FROM notice_suppression WHERE id = $1");
    Ok(tx.run(delete, &vals![id]).await? > 0)
}

/// Newest first, before a place.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn suppressed(
    tx: &mut Tx,
    before: Option<(Millis, NoticeSuppressionId)>,
    limit: usize,
) -> Result<Vec<Suppressed>> {
    let (at, id) = before.unwrap_or((Millis::MAX, NoticeSuppressionId(uuid::Uuid::max())));
    let select = sql!(
        "SELECT id, contact, address_key, why, at, by_ FROM notice_suppression WHERE (at, id) < ($1, $2) ",
        "ORDER BY at DESC, id DESC LIMIT $3"
    );
    tx.all(select, &vals![at, id, limit]).await
}

/// Whether somebody is on the list, by any of their addresses or as one of those who were merged into them.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn is_suppressed(tx: &mut Tx, contact: ContactId) -> Result<bool> {
    let select = sql!(
        "WITH RECURSIVE family(id) AS (SELECT id FROM contact WHERE id = $1 UNION ",
        "SELECT c.id FROM family f JOIN contact c ON c.merged_into = f.id) SELECT count(*) FROM notice_suppression s ",
        "WHERE s.contact IN (SELECT id FROM family) OR s.address_key IN (SELECT i.value_key FROM identity i ",
        "WHERE i.contact = $1 AND i.kind = 'email')"
    );
    let row: Option<(i64,)> = tx.one(select, &vals![contact]).await?;
    Ok(row.is_some_and(|r| r.0 > 0))
}

/// The entry of an address or of somebody.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn of_address(
    tx: &mut Tx,
    address: Option<&str>,
    contact: Option<ContactId>,
) -> Result<Option<Suppressed>> {
    let select = sql!(
        "SELECT id, contact, address_key, why, at, by_ FROM notice_suppression ",
        "WHERE address_key = $1 OR contact = $2 ORDER BY at LIMIT 1"
    );
    tx.one(select, &vals![address.unwrap_or_default(), contact])
        .await
}
