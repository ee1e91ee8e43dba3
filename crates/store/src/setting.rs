//! What holds for the whole organization, by key, as JSON.

use crate::{Result, StoreError, Tx, json, sql, vals};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// # Errors
/// `Corrupt` when the stored value is of another shape.
pub async fn get<T: DeserializeOwned>(tx: &mut Tx, key: &str) -> Result<Option<T>> {
    let row: Option<(String,)> = tx
        .one(
            sql!("SELECT value FROM setting WHERE key = $1"),
            &vals![key],
        )
        .await?;
    row.map(|(value,)| serde_json::from_str(&value).map_err(StoreError::corrupt))
        .transpose()
}

/// # Errors
/// See [`StoreError`].
pub async fn put<T: Serialize>(tx: &mut Tx, key: &str, value: &T) -> Result<()> {
    tx.run(
        sql!(
            "INSERT INTO setting (key, value) VALUES ($1, $2) ",
            "ON CONFLICT (key) DO UPDATE SET value = excluded.value"
        ),
        &vals![key, json(value)],
    )
    .await?;
    Ok(())
}

/// Writes the value unless there is one; answers what holds.
///
/// # Errors
/// See [`StoreError`].
pub async fn get_or_put<T: Serialize + DeserializeOwned>(
    tx: &mut Tx,
    key: &str,
    value: T,
) -> Result<T> {
    if let Some(known) = get(tx, key).await? {
        return Ok(known);
    }
    put(tx, key, &value).await?;
    Ok(value)
}
