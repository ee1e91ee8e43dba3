//! Who gets no notices: somebody, or an address.

use super::parts::silenced;
use crate::{Result, Tx, record, sql, vals};
use domain::notice::Silence;
use domain::{AgentId, ContactId, Millis, NoticeSuppressionId};

record! {
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Suppressed {
        pub id: NoticeSuppressionId,
        pub contact: Option<ContactId>,
        /// As compared.
        pub address: Option<String>,
        pub why: Silence,
        pub at: Millis,
        pub by: Option<AgentId>,
        /// Of them, or of who has that address; read, and never written.
        pub name: Option<String>,
    }
}

macro_rules! whole {
    () => {
        concat!(
            "SELECT s.id, s.contact, s.address_key, s.why, s.at, s.by_, (SELECT p.name FROM contact p WHERE p.id = COALESCE(s.contact, ",
            "(SELECT i.contact FROM identity i WHERE i.kind = 'email' AND i.value_key = s.address_key))) ",
            "FROM notice_suppression s "
        )
    };
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
    let params = vals![s.id, s.contact, &s.address, s.why, s.at, s.by];
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
        whole!(),
        "WHERE (s.at, s.id) < ($1, $2) ORDER BY s.at DESC, s.id DESC LIMIT $3"
    );
    tx.all(select, &vals![at, id, limit]).await
}

/// Why somebody gets no notices: of themselves, of one of those who were merged into them, or of an address. One from which
/// letters came back counts only while they have no other.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn silence(tx: &mut Tx, contact: ContactId) -> Result<Option<Silence>> {
    let select = sql!("SELECT ", silenced!("$1"));
    let row: Option<(Option<Silence>,)> = tx.one(select, &vals![contact]).await?;
    Ok(row.and_then(|r| r.0))
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
        whole!(),
        "WHERE s.address_key = $1 OR s.contact = $2 ORDER BY s.at LIMIT 1"
    );
    tx.one(select, &vals![address.unwrap_or_default(), contact])
        .await
}
