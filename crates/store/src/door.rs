//! Doors: the public addresses of channels.

use crate::{Result, Tx, record, sql, vals};
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
    }
}

/// Every door, removed ones too.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn all(tx: &mut Tx) -> Result<Vec<Door>> {
    tx.all(
        sql!("SELECT id, channel, address, address_key, created_at, removed_at FROM door ORDER BY id LIMIT 10000"),
        &[],
    )
    .await
}

/// # Errors
/// See [`crate::StoreError`].
pub async fn by_address(tx: &mut Tx, address_key: &str) -> Result<Option<Door>> {
    tx.one(
        sql!(
            "SELECT id, channel, address, address_key, created_at, removed_at FROM door WHERE address_key = $1"
        ),
        &vals![address_key],
    )
    .await
}

/// # Errors
/// See [`crate::StoreError`].
pub async fn load(tx: &mut Tx, id: DoorId) -> Result<Option<Door>> {
    tx.one(
        sql!("SELECT id, channel, address, address_key, created_at, removed_at FROM door WHERE id = $1"),
        &vals![id],
    )
    .await
}

/// # Errors
/// See [`crate::StoreError`].
pub async fn of_channel(tx: &mut Tx, channel: ChannelId) -> Result<Vec<Door>> {
    tx.all(
        sql!(
            "SELECT id, channel, address, address_key, created_at, removed_at FROM door ",
            "WHERE channel = $1 ORDER BY created_at, id"
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

/// # Errors
/// See [`crate::StoreError`].
pub async fn remove(tx: &mut Tx, id: DoorId, at: Millis) -> Result<bool> {
    let statement = sql!("UPDATE door SET removed_at = $2 WHERE id = $1 AND removed_at IS NULL");
    Ok(tx.run(statement, &vals![id, at]).await? > 0)
}
