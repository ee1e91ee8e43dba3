//! Doors: the public addresses of channels. Lists are of doors for mail; the page of a form is a door that only
//! [`load`] knows.

use crate::{Result, Tx, record, sql, vals};
use domain::channel::ReplyForm;
use domain::{ChannelId, DoorId, Millis};

record! {
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Door {
        pub id: DoorId,
        pub channel: ChannelId,
        pub address: String,
        pub address_key: String,
        pub created_at: Millis,
        /// Removed doors still know their old mail, and take no new one.
        pub removed_at: Option<Millis>,
        pub reply_form: ReplyForm,
    }
}

/// Every door for mail, removed ones too.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn all(tx: &mut Tx) -> Result<Vec<Door>> {
    tx.all(
        sql!("SELECT id, channel, address, address_key, created_at, removed_at, reply_form FROM door WHERE medium = 'mail' ORDER BY id LIMIT 10000"),
        &[],
    )
    .await
}

/// # Errors
/// See [`crate::StoreError`].
pub async fn by_address(tx: &mut Tx, address_key: &str) -> Result<Option<Door>> {
    tx.one(
        sql!(
            "SELECT id, channel, address, address_key, created_at, removed_at, reply_form FROM door WHERE address_key = $1"
        ),
        &vals![address_key],
    )
    .await
}

/// # Errors
/// See [`crate::StoreError`].
pub async fn load(tx: &mut Tx, id: DoorId) -> Result<Option<Door>> {
    tx.one(
        sql!("SELECT id, channel, address, address_key, created_at, removed_at, reply_form FROM door WHERE id = $1"),
        &vals![id],
    )
    .await
}

/// # Errors
/// See [`crate::StoreError`].
pub async fn of_channel(tx: &mut Tx, channel: ChannelId) -> Result<Vec<Door>> {
    tx.all(
        sql!(
            "SELECT id, channel, address, address_key, created_at, removed_at, reply_form FROM door ",
            "WHERE channel = $1 AND medium = 'mail' ORDER BY created_at, id"
        ),
        &vals![channel],
    )
    .await
}

/// Adds a door, or opens a removed one again, in that channel.
///
/// # Errors
/// `Conflict` when the address is a door already.
pub async fn add(
    tx: &mut Tx,
    id: DoorId,
    channel: ChannelId,
    address: &str,
    address_key: &str,
    at: Millis,
) -> Result<DoorId> {
    let row: Option<(DoorId,)> = tx
        .one(
            sql!(
                "INSERT INTO door (id, channel, address, address_key, created_at) VALUES ($1, $2, $3, $4, $5) ",
                "ON CONFLICT (address_key) DO UPDATE SET channel = excluded.channel, removed_at = NULL ",
                "WHERE door.removed_at IS NOT NULL RETURNING id"
            ),
            &vals![id, channel, address, address_key, at],
        )
        .await?;
    row.map(|(id,)| id)
        .ok_or_else(|| crate::StoreError::Conflict("the address is a door already".into()))
}

/// Adds the page of a form, as evidence: mail never comes by it, and no list has it.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn add_page(
    tx: &mut Tx,
    id: DoorId,
    channel: ChannelId,
    path: &str,
    at: Millis,
) -> Result<()> {
    let insert = sql!(
        "INSERT INTO door (id, channel, address, address_key, created_at, medium) VALUES ($1, $2, $3, $4, $5, 'page')"
    );
    let key = format!("page:{id}");
    let params = vals![id, channel, path, &key, at];
    tx.run(insert, &params).await.map(|_| ())
}

/// Adds a widget, as evidence: mail never comes by it, and no list has it.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn add_widget(
    tx: &mut Tx,
    id: DoorId,
    channel: ChannelId,
    key: &str,
    at: Millis,
) -> Result<()> {
    let insert = sql!(
        "INSERT INTO door (id, channel, address, address_key, created_at, medium) VALUES ($1, $2, $3, $4, $5, 'widget')"
    );
    let address_key = format!("widget:{id}");
    let params = vals![id, channel, key, &address_key, at];
    tx.run(insert, &params).await.map(|_| ())
}

/// Whether a domain, in lower case, is that of a door, removed ones too.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn has_domain(tx: &mut Tx, domain: &str) -> Result<bool> {
    let of = |door: &Door| matches!(door.address_key.rsplit_once('@'), Some((_, d)) if d == domain);
    Ok(all(tx).await?.iter().any(of))
}

/// Says whether the door was there and open.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn set_reply_form(tx: &mut Tx, id: DoorId, form: ReplyForm) -> Result<bool> {
    let statement = sql!("UPDATE door SET reply_form = $2 WHERE id = $1 AND removed_at IS NULL");
    Ok(tx.run(statement, &vals![id, form]).await? > 0)
}

/// # Errors
/// See [`crate::StoreError`].
pub async fn remove(tx: &mut Tx, id: DoorId, at: Millis) -> Result<bool> {
    let statement = sql!("UPDATE door SET removed_at = $2 WHERE id = $1 AND removed_at IS NULL");
    Ok(tx.run(statement, &vals![id, at]).await? > 0)
}
